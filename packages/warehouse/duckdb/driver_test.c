#include "packages/core/test.h"
#include "packages/operation/ports.h"
#include "packages/warehouse/duckdb/folder.h"
#include "packages/warehouse/warehouse.h"

#include <pthread.h>
#include <string.h>

static void close_it(void *warehouse)
{
    warehouse_close(warehouse);
}

static struct ctx *opened(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct ports *ports = arena_alloc(ctx->arena, sizeof(*ports));

    assert_ok(warehouse_open(
        ctx, &duckdb_driver,
        &(struct warehouse_options){ .folder = test_folder(ctx), .memory_mib = 256, .threads = 2 },
        &ports->warehouse));
    arena_defer(ctx->arena, close_it, ports->warehouse);
    ctx->ports = ports;
    return ctx;
}

static struct warehouse_result asked(struct ctx *ctx, const char *sql)
{
    struct warehouse_result result;

    assert_ok(warehouse_query(ctx, &(struct warehouse_query){ .sql = sql }, &result));
    return result;
}

static void an_empty_folder_has_every_view(void **state)
{
    static const char *const views[] = { "events",      "items",     "sessions",       "user_months",
                                         "users",       "customers", "customer_users", "orders",
                                         "order_items", "consents",  "customer_links" };
    struct ctx *ctx = opened(state);
    struct warehouse_state now;

    for (size_t i = 0; i < COUNT(views); i++) {
        const struct warehouse_result result =
            asked(ctx, arena_printf(ctx->arena, "SELECT * FROM %s", views[i]));

        assert_int_equal(result.n_rows, 0);
        assert_true(result.n_columns >= 2);
    }
    assert_ok(warehouse_state(ctx, &now));
    assert_string_equal(now.data_version, "");
    assert_null(now.data_until);
}

static void cells_have_the_type_of_their_column(void **state)
{
    struct ctx *ctx = opened(state);
    const struct warehouse_result result = asked(
        ctx,
        "SELECT 'short', 'a text longer than twelve bytes', CAST(7 AS TINYINT), sum(CAST(5 AS BIGINT)), 2.50,"
        " CAST(0.5 AS FLOAT), true, DATE '2026-11-24', TIMESTAMP '2026-11-24 08:00:00', NULL,"
        " CAST('\\x00\\x01' AS BLOB), CAST('b' AS ENUM ('a', 'b')), CAST(4000000000 AS UINTEGER)");
    const struct cell *cells = result.cells;

    assert_string_equal(cells[0].value.text, "short");
    assert_string_equal(cells[1].value.text, "a text longer than twelve bytes");
    assert_int_equal(cells[2].value.integer, 7);
    assert_int_equal(cells[3].value.integer, 5);
    assert_true(cells[4].value.number == 2.5 && cells[5].value.number == 0.5 && cells[6].value.boolean);
    assert_int_equal(cells[7].value.integer, date_days((struct date){ 2026, 11, 24 }));
    assert_int_equal(cells[8].value.integer, ctx->now.us);
    assert_true(cells[9].is_null);
    assert_int_equal(cells[10].value.bytes.size, 2);
    assert_string_equal(cells[11].value.text, "b");
    assert_int_equal(cells[12].value.integer, 4000000000);
    assert_int_equal(result.columns[7].type, CELL_DATE);
}

static void parameters_are_bound_by_name(void **state)
{
    struct ctx *ctx = opened(state);
    const struct parameter parameters[] = {
        { "b", CELL_INTEGER, { .value.integer = 2 } },
        { "a", CELL_TEXT, { .value.text = "x' OR '1" } },
        { "d", CELL_DATE, { .value.integer = 20000 } },
        { "n", CELL_NUMBER, { .is_null = true } },
    };
    struct warehouse_result result;

    assert_ok(warehouse_query(ctx,
                              &(struct warehouse_query){ .sql = "SELECT $a, $b + 1, $d, $n",
                                                         .parameters = parameters,
                                                         .n_parameters = COUNT(parameters) },
                              &result));
    assert_string_equal(result.cells[0].value.text, "x' OR '1");
    assert_int_equal(result.cells[1].value.integer, 3);
    assert_int_equal(result.cells[2].value.integer, 20000);
    assert_true(result.cells[3].is_null);
}

/* More statements than a connection keeps, over and over: each answers with the values of now, after a
 * failure too. */
static void a_statement_asked_again_takes_its_new_values(void **state)
{
    struct ctx *ctx = opened(state);
    struct warehouse_result result;

    for (int64_t i = 0; i < 60; i++) {
        const struct parameter parameters[] = {
            { "n", CELL_INTEGER, { .value.integer = i } },
            { "t", CELL_TEXT, { .value.text = i % 5 ? "7" : "no number" } }
        };
        const struct warehouse_query query = {
            .sql = arena_printf(ctx->arena, "SELECT $n + %ld, CAST($t AS INTEGER)", (long)(i % 11)),
            .parameters = parameters,
            .n_parameters = COUNT(parameters)
        };

        if (i % 5 == 0) {
            assert_err(warehouse_query(ctx, &query, &result), ERR_INVALID, NULL);
            continue;
        }
        assert_ok(warehouse_query(ctx, &query, &result));
        assert_int_equal(result.n_rows, 1);
        assert_int_equal(result.cells[0].value.integer, i + i % 11);
        assert_int_equal(result.cells[1].value.integer, 7);
    }
}

static void one_row_more_than_asked_for_is_told_as_truncated(void **state)
{
    struct ctx *ctx = opened(state);
    struct warehouse_query query = { .sql = "SELECT * FROM range(10)", .max_rows = 10 };
    struct warehouse_result result;

    assert_ok(warehouse_query(ctx, &query, &result));
    assert_false(result.truncated);
    query.max_rows = 9;
    assert_ok(warehouse_query(ctx, &query, &result));
    assert_true(result.truncated);
    assert_int_equal(result.n_rows, 9);
}

static void what_sql_must_not_reach_it_does_not(void **state)
{
    static const char *const refused[] = { "SELECT * FROM read_csv('/etc/passwd')",
                                           "SELECT * FROM '/etc/passwd'",
                                           "COPY (SELECT 1) TO '/tmp/truffle-never.csv'",
                                           "ATTACH '/tmp/truffle-never.duckdb' AS x",
                                           "SET threads = 1",
                                           "SET enable_external_access = true",
                                           "INSTALL httpfs",
                                           "SELECT * FROM identifiers",
                                           "SELECT 1; SELECT 2" };
    struct ctx *ctx = opened(state);
    struct warehouse_result result;

    for (size_t i = 0; i < COUNT(refused); i++) {
        const struct err *err = warehouse_query(ctx, &(struct warehouse_query){ .sql = refused[i] }, &result);

        if (!err)
            print_error("it ran: %s\n", refused[i]);
        assert_non_null(err);
    }
    assert_ok(warehouse_query(
        ctx, &(struct warehouse_query){ .sql = "SELECT email FROM identifiers", .with_identifiers = true },
        &result));
}

static void a_query_ends_at_its_deadline(void **state)
{
    struct ctx *ctx = opened(state);
    const int64_t began = monotonic_us();
    struct warehouse_result result;

    ctx->deadline = instant_add(instant_now(), 200000);
    assert_err(
        warehouse_query(ctx,
                        &(struct warehouse_query){
                            .sql = "SELECT count(*) FROM range(100000000000) AS a(x) WHERE x % 7 = 1" },
                        &result),
        ERR_TIMEOUT, NULL);
    assert_true(monotonic_us() - began < SECONDS(5));
    ctx->deadline = (struct instant){ 0 };
    assert_int_equal(asked(ctx, "SELECT 1").n_rows, 1); /* its connection is as good as new */
}

static void memory_has_an_end(void **state)
{
    struct ctx *ctx = opened(state);
    struct warehouse_result result;

    assert_err(warehouse_query(ctx,
                               &(struct warehouse_query){
                                   .sql = "SELECT length(list(x)::VARCHAR) FROM range(200000000) AS a(x)" },
                               &result),
               ERR_TOO_LARGE, NULL);
}

struct job {
    struct ctx ctx;
    int n;
    int64_t sum;
};

static void *ask_often(void *arg)
{
    struct job *job = arg;

    for (int i = 0; i < job->n; i++) {
        struct warehouse_result result;

        job->ctx.arena = arena_new();
        if (!warehouse_query(
                &job->ctx, &(struct warehouse_query){ .sql = "SELECT sum(range) FROM range(1000)" }, &result))
            job->sum += result.cells[0].value.integer;
        arena_free(job->ctx.arena);
    }
    return NULL;
}

static void many_threads_share_one_instance(void **state)
{
    struct ctx *ctx = opened(state);
    struct job jobs[24];
    pthread_t threads[COUNT(jobs)];

    for (size_t i = 0; i < COUNT(jobs); i++) {
        jobs[i] = (struct job){ .ctx = *ctx, .n = 10 };
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &jobs[i]), 0);
    }
    for (size_t i = 0; i < COUNT(jobs); i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(jobs[i].sum, 10 * 499500);
    }
}

static void a_damaged_manifest_is_told(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *folder = test_folder(ctx);
    struct warehouse *warehouse;

    assert_ok(file_replace(ctx, folder, "manifest.json",
                           (struct bytes){ (const unsigned char *)"{\"format\":1", 11 }));
    assert_err(
        warehouse_open(ctx, &duckdb_driver, &(struct warehouse_options){ .folder = folder }, &warehouse),
        ERR_UNAVAILABLE, NULL);
}

static void a_version_that_never_was_is_not_found(void **state)
{
    struct ctx *ctx = opened(state);
    struct snapshot *snapshot;

    assert_err(warehouse_pin(ctx, "0123456789abcdef", &snapshot), ERR_NOT_FOUND, NULL);
    assert_err(warehouse_pin(ctx, "../manifest", &snapshot), ERR_NOT_FOUND, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_folder_has_every_view),
        TEST(cells_have_the_type_of_their_column),
        TEST(parameters_are_bound_by_name),
        TEST(a_statement_asked_again_takes_its_new_values),
        TEST(one_row_more_than_asked_for_is_told_as_truncated),
        TEST(what_sql_must_not_reach_it_does_not),
        TEST(a_query_ends_at_its_deadline),
        TEST(memory_has_an_end),
        TEST(many_threads_share_one_instance),
        TEST(a_damaged_manifest_is_told),
        TEST(a_version_that_never_was_is_not_found),
    };

    return cmocka_run_group_tests_name("duckdb", tests, NULL, NULL);
}
