/*
 * The driver against scripted answers: requests, typed rows, pages, polling, retries, cancelling, limits.
 */
#include "connectors/bigquery/inner.h"
#include "connectors/bigquery/template.h"
#include "connectors/bigquery/testing.h"

#include "packages/core/test.h"
#include "packages/operation/ports.h"

#include <string.h>

#define NO_MANIFEST                                                                                          \
    {                                                                                                        \
        404,                                                                                                 \
            "{\"error\":{\"code\":404,\"message\":\"Not found: Table "                                       \
            "p:d.manifest\",\"errors\":[{\"reason\":\"notFound\"}]}}",                                       \
            0                                                                                                \
    }
#define ONE(rows_, more)                                                                                     \
    "{\"jobReference\":{\"projectId\":\"p\",\"jobId\":\"j1\",\"location\":\"EU\"},\"jobComplete\":true,"     \
    "\"schema\":{\"fields\":[{\"name\":\"n\",\"type\":\"INTEGER\"}]},\"totalBytesProcessed\":\"2048\","      \
    "\"rows\":[" rows_ "]" more "}"
#define ROW(n) "{\"f\":[{\"v\":\"" n "\"}]}"

static const char waiting[] =
    "{\"jobReference\":{\"projectId\":\"p\",\"jobId\":\"j 1\",\"location\":\"EU\"},\"jobComplete\":false}";

static struct err *asked(struct ctx *ctx, const struct answer *answers, size_t n,
                         const struct warehouse_query *query, struct script **script,
                         struct warehouse_result *result)
{
    *script = script_start(ctx, answers, n);
    script_warehouse(ctx, *script, NULL);
    return warehouse_query(ctx, query, result);
}

static const char *body_of(const char *request)
{
    const char *end = strstr(request, "\r\n\r\n");

    return end ? end + 4 : "";
}

static void a_request_names_all_that_it_depends_on(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST, { 200, ONE(ROW("7"), ""), 0 } };
    const struct parameter parameters[] = {
        { "t", CELL_TEXT, { .value.text = "x\"y" } },
        { "i", CELL_INTEGER, { .value.integer = INT64_MAX } },
        { "f", CELL_NUMBER, { .value.number = 0.1 } },
        { "b", CELL_BOOLEAN, { .value.boolean = true } },
        { "d", CELL_DATE, { .value.integer = 20781 } },
        { "m", CELL_TIMESTAMP, { .value.integer = 1700000000000001 } },
        { "x", CELL_BYTES, { .value.bytes = { (const unsigned char *)"abc", 3 } } },
        { "n", CELL_TEXT, { .is_null = true } },
    };
    const struct warehouse_query query = { .sql = "SELECT @i AS n",
                                           .parameters = parameters,
                                           .n_parameters = COUNT(parameters),
                                           .max_rows = 10,
                                           .max_bytes = 5000 };
    struct warehouse_result result;
    struct script *script;
    const char *request;
    json_t *json;

    assert_ok(asked(ctx, answers, COUNT(answers), &query, &script, &result));
    request = script_request(ctx, script, 1);
    assert_true(text_starts(request, "POST /bigquery/v2/projects/p/queries?prettyPrint=false HTTP/1.1\r\n"));
    assert_null(strstr(request, "Authorization:"));
    assert_ok(json_parse(ctx, body_of(request), strlen(body_of(request)), &json));
    assert_int_equal(json_string_length(json_object_get(json, "requestId")), 26);
    json_object_del(json, "requestId"); /* by chance, as is the rest of the time */
    assert_non_null(json_object_get(json, "jobTimeoutMs"));
    json_object_del(json, "jobTimeoutMs");
    assert_string_equal(
        json_canonical(ctx, json),
        "{\"defaultDataset\":{\"datasetId\":\"d\",\"projectId\":\"p\"},\"formatOptions\":{"
        "\"useInt64Timestamp\":true},"
        "\"labels\":{\"app\":\"truffle\"},\"location\":\"EU\",\"maxResults\":11,\"maximumBytesBilled\":"
        "\"5000\","
        "\"parameterMode\":\"named\",\"query\":\"SELECT @i AS n\",\"queryParameters\":["
        "{\"name\":\"t\",\"parameterType\":{\"type\":\"STRING\"},\"parameterValue\":{\"value\":\"x\\\"y\"}},"
        "{\"name\":\"i\",\"parameterType\":{\"type\":\"INT64\"},\"parameterValue\":{\"value\":"
        "\"9223372036854775807\"}},"
        "{\"name\":\"f\",\"parameterType\":{\"type\":\"FLOAT64\"},\"parameterValue\":{\"value\":\"0."
        "10000000000000001\"}},"
        "{\"name\":\"b\",\"parameterType\":{\"type\":\"BOOL\"},\"parameterValue\":{\"value\":\"true\"}},"
        "{\"name\":\"d\",\"parameterType\":{\"type\":\"DATE\"},\"parameterValue\":{\"value\":\"2026-11-24\"}}"
        ","
        "{\"name\":\"m\",\"parameterType\":{\"type\":\"TIMESTAMP\"},\"parameterValue\":{\"value\":\"2023-11-"
        "14T22:13:20.000001Z\"}},"
        "{\"name\":\"x\",\"parameterType\":{\"type\":\"BYTES\"},\"parameterValue\":{\"value\":\"YWJj\"}},"
        "{\"name\":\"n\",\"parameterType\":{\"type\":\"STRING\"},\"parameterValue\":{\"value\":null}}],"
        "\"timeoutMs\":10000,\"useLegacySql\":false}");
    assert_int_equal(result.bytes_read, 2048);
    assert_int_equal(result.cells[0].value.integer, 7);
}

#define FIELD_OF(name, type) "{\"name\":\"" name "\",\"type\":\"" type "\"}"

static const char all_types[] =
    "{\"jobComplete\":true,\"schema\":{\"fields\":[" FIELD_OF("s", "STRING") "," FIELD_OF("i", "INTEGER") "," FIELD_OF("f", "FLOAT") "," FIELD_OF("g", "FLOAT64") "," FIELD_OF("b", "BOOLEAN") "," FIELD_OF(
        "n",
        "NUMERIC") "," FIELD_OF("x",
                                "BYTES") "," FIELD_OF("d",
                                                      "DATE") "," FIELD_OF("dt",
                                                                           "DATETIME") "," FIELD_OF("ts",
                                                                                                    "TIMESTAM"
                                                                                                    "P") "," FIELD_OF("ti",
                                                                                                                      "TIME") "," FIELD_OF("j",
                                                                                                                                           "JSON") "," FIELD_OF("nil",
                                                                                                                                                                "STRUCT") ",{\"name\":\"a\",\"type\":\"INT64\",\"mode\":\"REPEATED\"},"
                                                                                                                                                                          "{\"name\":\"r\",\"type\":\"RECORD\",\"fields\":[{\"name\":\"k\",\"type\":\"STRING\"},{\"name\":\"l\",\"type\":\"RECORD\","
                                                                                                                                                                          "\"mode\":\"REPEATED\",\"fields\":[{\"name\":\"m\",\"type\":\"TIMESTAMP\"},{\"name\":\"o\",\"type\":\"FLOAT\"}]}]}]},"
                                                                                                                                                                          "\"rows\":[{\"f\":[{\"v\":\"caf\\u00e9\"},{\"v\":\"-9223372036854775808\"},{\"v\":\"1.7E9\"},{\"v\":\"NaN\"},{\"v\":\"true\"},"
                                                                                                                                                                          "{\"v\":\"12.34\"},{\"v\":\"AAE=\"},{\"v\":\"2026-11-24\"},{\"v\":\"2026-11-24T08:00:00.5\"},{\"v\":\"1700000000000001\"},"
                                                                                                                                                                          "{\"v\":\"10:00:00\"},{\"v\":\"{\\\"z\\\":1}\"},{\"v\":null},{\"v\":[{\"v\":\"1\"},{\"v\":\"2\"}]},"
                                                                                                                                                                          "{\"v\":{\"f\":[{\"v\":\"x1\"},{\"v\":[{\"v\":{\"f\":[{\"v\":\"1700000000000000\"},{\"v\":\"0.5\"}]}}]}]}}]}]}";

static void rows_of_every_type_become_cells(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST, { 200, all_types, 0 } };
    struct warehouse_result result;
    struct script *script;
    const struct cell *cells;

    assert_ok(
        asked(ctx, answers, COUNT(answers), &(struct warehouse_query){ .sql = "SELECT" }, &script, &result));
    cells = result.cells;
    assert_int_equal(result.n_columns, 15);
    assert_string_equal(cells[0].value.text, "caf\xc3\xa9");
    assert_true(cells[1].value.integer == INT64_MIN);
    assert_true(cells[2].value.number == 1.7e9);
    assert_true(isnan(cells[3].value.number));
    assert_true(cells[4].value.boolean);
    assert_true(cells[5].value.number == 12.34);
    assert_int_equal(cells[6].value.bytes.size, 2);
    assert_int_equal(cells[6].value.bytes.at[1], 1);
    assert_int_equal(cells[7].value.integer, 20781);
    assert_int_equal(cells[8].value.integer, 20781 * DAYS(1) + HOURS(8) + 500000);
    assert_int_equal(cells[9].value.integer, 1700000000000001);
    assert_string_equal(cells[10].value.text, "10:00:00");
    assert_string_equal(cells[11].value.text, "{\"z\":1}");
    assert_true(cells[12].is_null);
    assert_string_equal(cells[13].value.text, "[1,2]");
    assert_string_equal(cells[14].value.text,
                        "{\"k\":\"x1\",\"l\":[{\"m\":\"2023-11-14T22:13:20Z\",\"o\":0.5}]}");
    assert_int_equal(result.columns[8].type, CELL_TIMESTAMP);
    assert_int_equal(result.columns[14].type, CELL_TEXT);
}

static void pages_follow_until_there_are_enough_rows(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST,
                                      { 200, ONE(ROW("1") "," ROW("2"), ",\"pageToken\":\"P 2\""), 0 },
                                      { 200, ONE(ROW("3") "," ROW("4"), ",\"pageToken\":\"P3\""), 0 },
                                      { 200, ONE(ROW("5"), ""), 0 } };
    struct warehouse_result result;
    struct script *script;

    assert_ok(
        asked(ctx, answers, COUNT(answers), &(struct warehouse_query){ .sql = "SELECT" }, &script, &result));
    assert_int_equal(result.n_rows, 5);
    assert_false(result.truncated);
    assert_int_equal(result.cells[4].value.integer, 5);
    assert_true(
        text_starts(script_request(ctx, script, 2),
                    "GET /bigquery/v2/projects/p/queries/j1?prettyPrint=false&formatOptions."
                    "useInt64Timestamp=true&location=EU&maxResults=5000&timeoutMs=10000&pageToken=P%202 "));
    assert_ok(asked(ctx, answers, COUNT(answers), &(struct warehouse_query){ .sql = "SELECT", .max_rows = 3 },
                    &script, &result));
    assert_int_equal(result.n_rows, 3);
    assert_true(result.truncated);
    assert_int_equal(script_n(script), 3); /* the last page was not asked for */
}

static struct err *count(struct ctx *ctx, const struct warehouse_chunk *chunk, void *arg)
{
    (void)ctx;
    *(size_t *)arg += chunk->n_rows;
    return NULL;
}

static void a_stream_gets_page_after_page(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST,
                                      { 200, ONE(ROW("1") "," ROW("2"), ",\"pageToken\":\"P2\""), 0 },
                                      { 200, ONE(ROW("3"), ""), 0 } };
    struct script *script = script_start(ctx, answers, COUNT(answers));
    struct snapshot *snapshot;
    size_t n = 0;

    script_warehouse(ctx, script, NULL);
    assert_ok(warehouse_pin(ctx, NULL, &snapshot));
    assert_ok(snapshot_stream(ctx, snapshot, &(struct warehouse_query){ .sql = "SELECT" }, count, &n));
    assert_int_equal(n, 3);
}

static void a_job_that_takes_long_is_asked_again(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = {
        NO_MANIFEST, { 200, waiting, 0 }, { 200, waiting, 0 }, { 200, ONE(ROW("7"), ""), 0 }
    };
    struct warehouse_result result;
    struct script *script;

    assert_ok(
        asked(ctx, answers, COUNT(answers), &(struct warehouse_query){ .sql = "SELECT" }, &script, &result));
    assert_int_equal(result.cells[0].value.integer, 7);
    assert_true(text_starts(script_request(ctx, script, 2), "GET /bigquery/v2/projects/p/queries/j%201?"));
}

static void a_job_is_cancelled_at_the_deadline(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST, { 200, waiting, 0 }, { 200, waiting, 150 } };
    struct script *script = script_start(ctx, answers, COUNT(answers));
    struct warehouse_result result;
    const int64_t began = monotonic_us();
    const char *last;

    script_warehouse(ctx, script, NULL);
    ctx->deadline = instant_add(instant_now(), SECONDS(1));
    assert_err(warehouse_query(ctx, &(struct warehouse_query){ .sql = "SELECT" }, &result), ERR_TIMEOUT,
               NULL);
    assert_in_range(monotonic_us() - began, 900000, 3000000);
    last = script_request(ctx, script, script_n(script) - 1);
    assert_true(
        text_starts(last, "POST /bigquery/v2/projects/p/jobs/j%201/cancel?prettyPrint=false&location=EU "));
}

#define FAULT(status, reason)                                                                                \
    {                                                                                                        \
        status,                                                                                              \
            "{\"error\":{\"code\":400,\"message\":\"because\",\"errors\":[{\"reason\":\"" reason "\"}]}}", 0 \
    }

static const char *request_id(struct ctx *ctx, struct script *script, size_t i)
{
    const char *at = strstr(script_request(ctx, script, i), "\"requestId\":\"");

    assert_non_null(at);
    return arena_text_n(ctx->arena, at + 13, 26);
}

static void what_passes_is_tried_again_under_the_same_id(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST,
                                      FAULT(403, "rateLimitExceeded"),
                                      { 200, ONE(ROW("7"), ""), 0 } };
    struct warehouse_result result;
    struct script *script;

    assert_ok(
        asked(ctx, answers, COUNT(answers), &(struct warehouse_query){ .sql = "SELECT" }, &script, &result));
    assert_int_equal(script_n(script), 3);
    assert_string_equal(request_id(ctx, script, 1), request_id(ctx, script, 2));
}

static void a_job_that_failed_of_itself_gets_another_id(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = {
        NO_MANIFEST, { 200, waiting, 0 }, FAULT(400, "jobBackendError"), { 200, ONE(ROW("7"), ""), 0 }
    };
    struct warehouse_result result;
    struct script *script;

    assert_ok(
        asked(ctx, answers, COUNT(answers), &(struct warehouse_query){ .sql = "SELECT" }, &script, &result));
    assert_string_not_equal(request_id(ctx, script, 1), request_id(ctx, script, 3));
}

static void the_deadline_ends_the_trying(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST, FAULT(403, "rateLimitExceeded") };
    struct script *script = script_start(ctx, answers, COUNT(answers));
    struct warehouse_result result;
    const int64_t began = monotonic_us();

    script_warehouse(ctx, script, NULL);
    ctx->deadline = instant_add(instant_now(), SECONDS(2));
    assert_err(warehouse_query(ctx, &(struct warehouse_query){ .sql = "SELECT" }, &result), ERR_RATE_LIMITED,
               NULL);
    assert_true(monotonic_us() - began < 2500000);
}

static void what_is_final_is_told_at_once_with_what_to_do(void **state)
{
    static const struct {
        struct answer answer;
        enum err_code code;
        const char *next;
    } cases[] = {
        { FAULT(403, "accessDenied"), ERR_UNAVAILABLE, "BigQuery Job User" },
        { FAULT(403, "quotaExceeded"), ERR_OVER_BUDGET, "quota" },
        { FAULT(400, "bytesBilledLimitExceeded"), ERR_OVER_BUDGET, "max_query_bytes" },
        { FAULT(404, "notFound"), ERR_NOT_FOUND, "truffle warehouse init" },
        { FAULT(403, "responseTooLarge"), ERR_TOO_LARGE, "fewer rows" },
        { FAULT(400, "resourcesExceeded"), ERR_TOO_LARGE, "Narrow" },
        { FAULT(400, "invalidQuery"), ERR_INVALID, NULL },
        { FAULT(409, "duplicate"), ERR_CONFLICT, NULL },
        { FAULT(400, "a reason of tomorrow"), ERR_INVALID, NULL },
        { { 418, "no JSON", 0 }, ERR_INVALID, NULL },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ctx *ctx = test_ctx(state);
        const struct answer answers[] = { NO_MANIFEST, cases[i].answer };
        struct warehouse_result result;
        struct script *script;
        struct err *err;

        err = asked(ctx, answers, COUNT(answers), &(struct warehouse_query){ .sql = "SELECT" }, &script,
                    &result);
        assert_err(err, cases[i].code, NULL);
        assert_int_equal(script_n(script), 2);
        if (cases[i].next)
            assert_non_null(strstr(err->next_step, cases[i].next));
    }
}

static void answers_that_make_no_sense_are_refused(void **state)
{
    static const char *const bodies[] = {
        "[]",
        "not JSON",
        "{\"jobComplete\":false}",
        "{\"jobComplete\":true,\"schema\":{\"fields\":[{\"name\":\"n\"}]},\"rows\":[]}",
        ONE("{\"f\":[]}", ""),
        ONE("{\"f\":[{\"v\":\"1\"},{\"v\":\"2\"}]}", ""),
        ONE("{\"f\":[{\"v\":1}]}", ""),
        ONE(ROW("9223372036854775808"), ""),
        ONE("{\"f\":[{\"v\":[]}]}", ""),
        ONE("7", ""),
    };

    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct ctx *ctx = test_ctx(state);
        const struct answer answers[] = { NO_MANIFEST, { 200, bodies[i], 0 } };
        struct warehouse_result result;
        struct script *script;

        assert_err(asked(ctx, answers, COUNT(answers), &(struct warehouse_query){ .sql = "SELECT" }, &script,
                         &result),
                   ERR_UPSTREAM, NULL);
    }
}

static void a_schema_of_endless_depth_is_refused(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf body = buf_in(ctx->arena, 1024 * 1024);
    struct warehouse_result result;
    struct script *script;

    buf_text(&body, "{\"jobComplete\":true,\"schema\":");
    for (int i = 0; i < 20; i++)
        buf_text(&body, "{\"name\":\"r\",\"type\":\"RECORD\",\"fields\":[");
    buf_text(&body, "{\"name\":\"n\",\"type\":\"INTEGER\"}");
    for (int i = 0; i < 20; i++)
        buf_text(&body, "]}");
    buf_text(&body, ",\"rows\":[]}");
    assert_err(asked(ctx, (const struct answer[]){ NO_MANIFEST, { 200, buf_str(&body), 0 } }, 2,
                     &(struct warehouse_query){ .sql = "SELECT" }, &script, &result),
               ERR_UPSTREAM, NULL);
}

static struct err *estimated(struct ctx *ctx, const char *body, struct warehouse_estimate *out)
{
    const struct answer answers[] = { NO_MANIFEST, { 200, body, 0 } };
    struct script *script = script_start(ctx, answers, COUNT(answers));
    struct snapshot *snapshot;

    script_warehouse(ctx, script, NULL);
    assert_ok(warehouse_pin(ctx, NULL, &snapshot));
    return snapshot_estimate(ctx, snapshot, &(struct warehouse_query){ .sql = "SELECT" }, out);
}

#define DRY(bytes, accuracy, tables)                                                                         \
    "{\"status\":{\"state\":\"DONE\"},\"statistics\":{\"query\":{\"statementType\":\"SELECT\","              \
    "\"totalBytesProcessed\":\"" bytes "\",\"totalBytesProcessedAccuracy\":\"" accuracy                      \
    "\",\"referencedTables\":[" tables "]}}}"

static void an_estimate_is_what_would_be_billed(void **state)
{
    static const struct {
        const char *body;
        int64_t mib;
    } cases[] = {
        { DRY("0", "PRECISE", ""), 0 },
        { DRY("2048", "PRECISE", "{}"), 10 },
        { DRY("2048", "PRECISE", "{},{}"), 20 },
        { DRY("104857600", "PRECISE", "{}"), 100 },
        { DRY("104857601", "PRECISE", "{}"), 101 },
        { DRY("104857600", "PRECISE", "{},{},{}"), 120 },
    };
    struct warehouse_estimate estimate;

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_ok(estimated(test_ctx(state), cases[i].body, &estimate));
        assert_int_equal(estimate.bytes, cases[i].mib * 1024 * 1024);
        assert_true(estimate.is_exact);
        assert_string_equal(estimate.statement, "SELECT");
    }
    assert_ok(estimated(
        test_ctx(state),
        DRY("1", "UPPER_BOUND", "{\"projectId\":\"p\",\"datasetId\":\"d\",\"tableId\":\"t\"}"), &estimate));
    assert_int_equal(estimate.n_tables, 1);
    assert_string_equal(estimate.tables[0], "p.d.t");
    assert_false(estimate.is_exact);
    assert_err(estimated(test_ctx(state), DRY("1", "LOWER_BOUND", "{}"), &estimate), ERR_INVALID, NULL);
}

static void the_state_is_the_row_of_the_manifest(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { { 200,
                                        "{\"totalRows\":\"1\",\"rows\":[{\"f\":[{\"v\":\"00ff\"},{\"v\":"
                                        "\"1700000000000000\"},{\"v\":\"2026-01-01\"},"
                                        "{\"v\":\"2026-11-23\"},{\"v\":\"5\"},{\"v\":\"4\"},{\"v\":\"3\"},{"
                                        "\"v\":\"2\"},{\"v\":\"0\"},{\"v\":\"tier,segment\"}]}]}",
                                        0 } };
    struct script *script = script_start(ctx, answers, COUNT(answers));
    struct warehouse_state got;
    struct snapshot *snapshot;

    script_warehouse(ctx, script, NULL);
    assert_ok(warehouse_state(ctx, &got));
    assert_string_equal(got.data_version, "00ff");
    assert_string_equal(got.first_day, "2026-01-01");
    assert_string_equal(got.data_until, "2026-11-23");
    assert_int_equal(got.events, 5);
    assert_int_equal(got.item_costs, 2);
    assert_int_equal(got.n_attributes, 2);
    assert_string_equal(got.attributes[1], "segment");
    assert_ok(warehouse_pin(ctx, "00ff", &snapshot));
    assert_err(warehouse_pin(ctx, "00fe", &snapshot), ERR_NOT_FOUND, NULL);
    assert_int_equal(script_n(script), 1); /* it is young enough to be believed */
}

static void the_state_stays_known_when_bigquery_cannot_be_reached(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = {
        { 200,
          "{\"totalRows\":\"1\",\"rows\":[{\"f\":[{\"v\":\"00ff\"},{\"v\":null},{\"v\":null},{\"v\":null},{"
          "\"v\":\"5\"},"
          "{\"v\":\"4\"},{\"v\":\"3\"},{\"v\":\"2\"},{\"v\":\"0\"},{\"v\":null}]}]}",
          0 },
        FAULT(403, "accessDenied"),
    };
    struct script *script = script_start(ctx, answers, COUNT(answers));
    struct warehouse_state got;

    script_warehouse(ctx, script, NULL);
    assert_ok(warehouse_state(ctx, &got));
    ((struct bigquery *)ctx->ports->warehouse)->looked_at_us -= SECONDS(60);
    assert_ok(warehouse_state(ctx, &got));
    assert_string_equal(got.data_version, "00ff");
    assert_int_equal(script_n(script), 2);
}

static void a_dry_init_asks_nothing(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST };
    struct script *script = script_start(ctx, answers, 1);
    struct buf ddl = buf_in(ctx->arena, 1024 * 1024);
    struct warehouse_refreshed done;

    script_warehouse(ctx, script, NULL);
    assert_ok(bigquery_driver.init(ctx, ctx->ports->warehouse, true, &ddl));
    assert_true(text_starts(buf_str(&ddl), "CREATE SCHEMA IF NOT EXISTS `p.d` OPTIONS (location = 'EU');"));
    assert_non_null(strstr(buf_str(&ddl), "CREATE TABLE IF NOT EXISTS `p.d.sessions` ("));
    assert_null(strstr(buf_str(&ddl), "${"));
    assert_err(bigquery_driver.refresh(ctx, ctx->ports->warehouse, NULL, &done), ERR_INVALID, "ga4_export");
    assert_int_equal(script_n(script), 0);
}

static void every_part_of_a_refresh_has_its_names_filled_in(void **state)
{
    static const char *const parts[] = { "days",     "events",   "stage",  "unnamed",
                                         "channels", "sessions", "loaded", "publish" };
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST };

    script_warehouse(ctx, script_start(ctx, answers, 1), NULL);
    for (size_t i = 0; i < COUNT(parts); i++) {
        const char *sql = template_part(ctx, (struct bigquery *)ctx->ports->warehouse, parts[i]);

        assert_non_null(strstr(sql, "`p.d."));
        assert_null(strstr(sql, "${"));
        assert_null(strstr(sql, "$masked"));
        assert_null(strstr(sql, "$given"));
        assert_null(strstr(sql, "-- name"));
    }
}

static void settings_that_cannot_work_are_refused_at_once(void **state)
{
    static const struct {
        struct warehouse_options options;
        const char *field;
    } cases[] = {
        { { .dataset = "d" }, "bigquery_project" },
        { { .project = "p" }, "bigquery_dataset" },
        { { .project = "p/q", .dataset = "d" }, "bigquery_project" },
        { { .project = "p", .dataset = "d`; DROP" }, "bigquery_dataset" },
        { { .project = "p", .dataset = "d", .location = "EU&x=1" }, "bigquery_location" },
        { { .project = "p", .dataset = "d", .endpoint = "http://bigquery.example" }, "bigquery_endpoint" },
        { { .project = "p", .dataset = "d", .credentials = "/nowhere" }, "bigquery_credentials" },
    };
    struct ctx *ctx = test_ctx(state);
    struct warehouse *warehouse;

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_err(warehouse_open(ctx, &bigquery_driver, &cases[i].options, &warehouse), ERR_INVALID,
                   cases[i].field);
}

static void identifiers_stay_out(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { NO_MANIFEST };
    struct warehouse_result result;
    struct script *script;

    assert_err(asked(ctx, answers, 1, &(struct warehouse_query){ .sql = "SELECT", .with_identifiers = true },
                     &script, &result),
               ERR_UNAVAILABLE, NULL);
    assert_int_equal(script_n(script), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_request_names_all_that_it_depends_on),
        TEST(rows_of_every_type_become_cells),
        TEST(pages_follow_until_there_are_enough_rows),
        TEST(a_stream_gets_page_after_page),
        TEST(a_job_that_takes_long_is_asked_again),
        TEST(a_job_is_cancelled_at_the_deadline),
        TEST(what_passes_is_tried_again_under_the_same_id),
        TEST(a_job_that_failed_of_itself_gets_another_id),
        TEST(the_deadline_ends_the_trying),
        TEST(what_is_final_is_told_at_once_with_what_to_do),
        TEST(answers_that_make_no_sense_are_refused),
        TEST(a_schema_of_endless_depth_is_refused),
        TEST(an_estimate_is_what_would_be_billed),
        TEST(the_state_is_the_row_of_the_manifest),
        TEST(settings_that_cannot_work_are_refused_at_once),
        TEST(identifiers_stay_out),
        TEST(the_state_stays_known_when_bigquery_cannot_be_reached),
        TEST(a_dry_init_asks_nothing),
        TEST(every_part_of_a_refresh_has_its_names_filled_in),
    };

    return cmocka_run_group_tests_name("bigquery", tests, NULL, NULL);
}
