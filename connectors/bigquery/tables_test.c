/*
 * What statements of people may read: the list beside data/bq, columns as they are told, rows cut off.
 */
#include "connectors/bigquery/inner.h"
#include "connectors/bigquery/template.h"
#include "connectors/bigquery/testing.h"

#include "packages/core/test.h"
#include "packages/operation/ports.h"

#include <stdlib.h>
#include <string.h>

static const struct answer no_manifest = {
    404, "{\"error\":{\"code\":404,\"message\":\"Not found\",\"errors\":[{\"reason\":\"notFound\"}]}}", 0
};

static bool is_in(const char *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (text_is(list[i], name))
            return true;
    return false;
}

/* The statement that makes it; NULL: no view. */
static const char *view_of(struct ctx *ctx, const char *files, const char *name)
{
    const char *at = strstr(files, arena_printf(ctx->arena, "CREATE OR REPLACE VIEW `p.d.%s` AS", name));

    return at ? arena_text_n(ctx->arena, at + 1, strcspn(at + 1, ";")) : NULL;
}

static void gather(struct ctx *ctx, const char *files, const char *name, const char **found, size_t *n)
{
    const char *view = view_of(ctx, files, name);
    const char *at = view ? strstr(view, " AS") : NULL;

    while (at && (at = strstr(at, "`p.d.")) != NULL) {
        const char *below = arena_text_n(ctx->arena, at + 5, strcspn(at + 5, "`"));

        at += strlen("`p.d.") + strlen(below) + 1;
        if (is_in(found, *n, below))
            continue;
        assert_true(*n < 20);
        found[(*n)++] = below;
        gather(ctx, files, below, found, n);
    }
}

static void what_lies_beneath_a_view_is_what_it_is_made_of(void **state)
{
    static const char *const names[] = { "views/audience_metrics.sql", "views/cortex_ga4_sessions.sql",
                                         "views/daily_kpis.sql", "views/model.sql" };
    static const char *const made[] = { "schemas/conversions.sql", "schemas/customers.sql",
                                        "schemas/events.sql", "schemas/sessions.sql",
                                        "schemas/user_attributes.sql" };
    struct ctx *ctx = test_ctx(state);
    const struct bigquery bigquery = { .options = { .project = "p", .dataset = "d" } };
    struct buf views = buf_in(ctx->arena, 256 * 1024), tables = buf_in(ctx->arena, 256 * 1024);

    for (size_t i = 0; i < COUNT(names); i++)
        buf_text(&views, template_file(ctx, &bigquery, names[i]));
    for (size_t i = 0; i < COUNT(made); i++)
        buf_text(&tables, template_file(ctx, &bigquery, made[i]));
    for (const struct public_table *table = bigquery_public_tables; table->name; table++) {
        const char *found[20], *const *beneath = table->beneath;
        size_t n = 0, n_told = 0;

        gather(ctx, buf_str(&views), table->name, found, &n);
        for (; beneath && beneath[n_told]; n_told++)
            if (!is_in(found, n, beneath[n_told]))
                fail_msg("%s isn't made of %s", table->name, beneath[n_told]);
        assert_int_equal(n_told, n);
        if (!n)
            assert_non_null(strstr(buf_str(&tables), arena_printf(ctx->arena, "`p.d.%s` (", table->name)));
    }
}

static void columns_have_the_types_of_googlesql(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = {
        no_manifest,
        { 200,
          "{\"schema\":{\"fields\":[{\"name\":\"n\",\"type\":\"INTEGER\"},{\"name\":\"b\",\"type\":\"BOOL\"},"
          "{\"name\":\"l\",\"type\":\"FLOAT\",\"mode\":\"REPEATED\"},{\"name\":\"r\",\"type\":\"RECORD\","
          "\"mode\":\"REPEATED\",\"fields\":[{\"name\":\"k\",\"type\":\"STRING\"},{\"name\":\"s\",\"type\":"
          "\"STRUCT\",\"fields\":[{\"name\":\"v\",\"type\":\"BOOLEAN\"}]}]}]}}",
          0 },
    };
    static const char *const types[] = { "INT64", "BOOL", "ARRAY<FLOAT64>",
                                         "ARRAY<STRUCT<k STRING, s STRUCT<v BOOL>>>" };
    struct script *script = script_start(ctx, answers, COUNT(answers));
    struct public_column *columns;
    struct snapshot *snapshot;
    size_t n;

    script_warehouse(ctx, script, NULL);
    assert_ok(warehouse_pin(ctx, NULL, &snapshot));
    assert_ok(snapshot_describe(ctx, snapshot, "events", &columns, &n));
    assert_non_null(strstr(script_request(ctx, script, 1), "/projects/p/datasets/d/tables/events?"));
    assert_int_equal(n, COUNT(types));
    for (size_t i = 0; i < n; i++)
        assert_string_equal(columns[i].type, types[i]);
    assert_string_equal(columns[3].name, "r");
}

static void rows_end_where_their_bytes_do(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = {
        no_manifest,
        { 200,
          "{\"jobComplete\":true,\"schema\":{\"fields\":[{\"name\":\"t\",\"type\":\"STRING\"},{\"name\":"
          "\"n\",\"type\":\"INTEGER\"}]},\"rows\":[{\"f\":[{\"v\":\"four\"},{\"v\":\"1\"}]},{\"f\":[{\"v\":"
          "\"five5\"},{\"v\":null}]},{\"f\":[{\"v\":\"x\"},{\"v\":null}]}]}",
          0 },
    };
    struct warehouse_query query = { .sql = "SELECT", .max_size = 17 };
    struct warehouse_result result;
    struct script *script = script_start(ctx, answers, COUNT(answers));

    script_warehouse(ctx, script, NULL);
    assert_ok(warehouse_query(ctx, &query, &result));
    assert_int_equal(result.n_rows, 2); /* 12 bytes and 5 */
    assert_true(result.truncated);
    query.max_size = 18;
    assert_ok(warehouse_query(ctx, &query, &result));
    assert_int_equal(result.n_rows, 3);
    assert_false(result.truncated);
}

static void functions_that_somebody_made_are_counted(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = {
        no_manifest,
        { 200,
          "{\"status\":{\"state\":\"DONE\"},\"statistics\":{\"query\":{\"statementType\":\"SELECT\","
          "\"totalBytesProcessed\":\"0\",\"referencedRoutines\":[{\"routineId\":\"f\"}]}}}",
          0 },
    };
    struct script *script = script_start(ctx, answers, COUNT(answers));
    struct warehouse_estimate estimate;
    struct snapshot *snapshot;

    script_warehouse(ctx, script, NULL);
    assert_ok(warehouse_pin(ctx, NULL, &snapshot));
    assert_ok(snapshot_estimate(ctx, snapshot, &(struct warehouse_query){ .sql = "SELECT" }, &estimate));
    assert_int_equal(estimate.n_routines, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_lies_beneath_a_view_is_what_it_is_made_of),
        TEST(columns_have_the_types_of_googlesql),
        TEST(rows_end_where_their_bytes_do),
        TEST(functions_that_somebody_made_are_counted),
    };

    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
