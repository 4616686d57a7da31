/*
 * Long results, many rows at once, the pool of connections, the schema: on SQLite and on PostgreSQL.
 */
#include "tests/testing/things.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const struct sql n_connections =
    ON_BOTH("n_connections", "SELECT 0",
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()", 0, NULL);
static const struct sql break_others =
    ON_BOTH("break_others", "SELECT 0",
            "SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            0, NULL);
static const struct sql break_others_soon =
    ON_BOTH("break_others_soon", "SELECT 0",
            "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            0, NULL);
static const struct sql newer =
    ON_BOTH_ALIKE("newer", "INSERT INTO schema_migrations VALUES (999, 'later', 1)");
static const struct sql n_tables =
    ON_BOTH("n_tables", "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'",
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'", 0, NULL);

/* --- many rows --- */

enum { MANY = 20000 };

static void put_many(struct ctx *ctx)
{
    struct thing *things = arena_alloc(ctx->arena, MANY * sizeof(*things));

    for (int i = 0; i < MANY; i++) {
        things[i] = thing_plain(arena_printf(ctx->arena, "t%06d", i), i == 13 ? 14 : i);
        things[i].text = "some text to make the row a little longer than nothing";
    }
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(store_many(ctx, &thing_insert, &thing_shape, things, MANY));
    assert_ok(store_commit(ctx));
}

struct seen {
    int64_t n, stop_at;
    size_t largest;
    bool is_in_order;
};

static struct err *see(struct ctx *ctx, void *row, void *arg)
{
    const struct thing *thing = row;
    struct seen *seen = arg;
    char expected[16];

    snprintf(expected, sizeof(expected), "t%06d", (int)seen->n);
    seen->is_in_order &= text_is(thing->id, expected);
    seen->n++;
    if (seen->n == seen->stop_at)
        return err_new(ctx, ERR_OVER_BUDGET, NULL, "enough");
    seen->largest = arena_size(ctx->arena) > seen->largest ? arena_size(ctx->arena) : seen->largest;
    return NULL;
}

static void rows_stream_without_piling_up(void **state)
{
    struct ctx *ctx = with_things(state);
    struct seen seen = { .is_in_order = true };
    struct ctx inner = *ctx;

    put_many(ctx);
    inner.arena = arena_new();
    assert_ok(store_each(&inner, &thing_list, NOTHING, &thing_shape, see, &seen));
    assert_int_equal(seen.n, MANY);
    assert_true(seen.is_in_order);
    assert_true(seen.largest < 64 * 1024);
    arena_free(inner.arena);
}

static void a_rows_error_ends_the_stream(void **state)
{
    struct ctx *ctx = with_things(state);
    struct seen seen = { .stop_at = 3 };

    put_many(ctx);
    assert_err(store_each(ctx, &thing_list, NOTHING, &thing_shape, see, &seen), ERR_OVER_BUDGET, NULL);
    assert_int_equal(seen.n, 3);
    assert_int_equal(number_by(ctx, &thing_count), MANY); /* the connection can be used again */
}

static struct err *ask_between(struct ctx *ctx, void *row, void *arg)
{
    int64_t out;

    (void)row;
    return store_int(ctx, arg, NOTHING, &out);
}

static struct err *put_between(struct ctx *ctx, void *row, void *arg)
{
    (void)arg;
    return store_many(ctx, &thing_insert, &thing_shape, row, 1);
}

/* PostgreSQL has one answer on its way at a time; outside a transaction another connection does it. */
static void between_two_rows_a_transaction_asks_nothing(void **state)
{
    struct ctx *ctx = with_things(state);

    thing_put(ctx, "t1", 1);
    thing_put(ctx, "t2", 2);
    assert_ok(
        store_each(ctx, &thing_list, NOTHING, &thing_shape, ask_between, (void *)(uintptr_t)&thing_count));
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_err(
        store_each(ctx, &thing_list, NOTHING, &thing_shape, ask_between, (void *)(uintptr_t)&thing_count),
        ERR_INTERNAL, NULL);
    store_rollback(ctx);
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_err(store_each(ctx, &thing_list, NOTHING, &thing_shape, put_between, NULL), ERR_INTERNAL, NULL);
    assert_err(store_commit(ctx), ERR_INTERNAL, NULL);
    assert_int_equal(number_by(ctx, &thing_count), 2);
}

static void many_go_in_whole_or_not_at_all(void **state)
{
    struct ctx *ctx = with_things(state);
    const struct thing things[] = { thing_plain("a", 1), thing_plain("b", 2), thing_plain("a", 3),
                                    thing_plain("c", 4) };

    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_err(store_many(ctx, &thing_insert, &thing_shape, things, COUNT(things)), ERR_DUPLICATE, NULL);
    store_rollback(ctx);
    assert_int_equal(number_by(ctx, &thing_count), 0);
    assert_ok(store_many(ctx, &thing_insert, &thing_shape, things, 0));
    assert_ok(store_many(ctx, &thing_insert, &thing_shape, things, 2)); /* also outside a transaction */
    assert_int_equal(number_by(ctx, &thing_count), 2);
}

/* --- the pool --- */

enum { THREADS = 20, ROUNDS = 15 };

struct worker {
    const struct ports *ports;
    pthread_t thread;
    int64_t most;
    struct err *err;
    struct arena *arena;
};

static struct err *one_round(struct worker *worker)
{
    struct ctx ctx = { .arena = worker->arena, .ports = worker->ports, .random = 1 };
    int64_t now_open = 0;
    struct err *err;

    err = store_begin(&ctx, STORE_WRITE);
    if (err)
        return err;
    err = store_run(&ctx, &thing_more, WITH(ARG("id", "t1")), NULL);
    if (!err)
        err = store_int(&ctx, &n_connections, NOTHING, &now_open);
    worker->most = now_open > worker->most ? now_open : worker->most;
    if (!err)
        return store_commit(&ctx);
    store_rollback(&ctx);
    return err;
}

static void *work(void *arg)
{
    struct worker *worker = arg;

    for (int i = 0; i < ROUNDS && !worker->err; i++)
        worker->err = one_round(worker);
    return NULL;
}

static void twenty_threads_share_ten_connections(void **state)
{
    struct ctx *ctx = with_things(state);
    struct worker workers[THREADS] = { 0 };

    thing_put(ctx, "t1", 100);
    for (size_t i = 0; i < THREADS; i++) {
        workers[i].ports = ctx->ports;
        workers[i].arena = arena_new();
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_ok(workers[i].err);
        assert_true(workers[i].most <= 10);
        arena_free(workers[i].arena);
    }
    assert_int_equal(number_by(ctx, &thing_largest), 100 + THREADS * ROUNDS);
}

static void a_broken_connection_is_replaced(void **state)
{
    struct ctx *ctx = with_things(state);
    struct ctx other = *ctx;

    if (!test_is_postgres(ctx))
        return; /* there is no server to lose */
    assert_ok(store_begin(ctx, STORE_READ));
    assert_ok(store_begin(&other, STORE_READ));
    store_rollback(ctx); /* its connection is the one that lies ready */
    assert_int_equal(number_by(&other, &break_others), 1);
    thing_put(ctx, "t1", 1); /* a write: the broken one is seen before anything is sent */
    assert_int_equal(number_by(ctx, &thing_count), 1);
    assert_int_equal(number_by(&other, &break_others), 1);
    assert_ok(store_begin(ctx, STORE_WRITE));
    thing_put(ctx, "t2", 2);
    assert_ok(store_commit(ctx));
    assert_int_equal(number_by(&other, &break_others), 1);
    assert_int_equal(number_by(ctx, &thing_count), 2);
    store_rollback(&other);
}

/* Whether it is found dead before it is used or dies under the first words: nobody hears of it. */
static void one_that_breaks_at_any_moment_costs_no_read(void **state)
{
    struct ctx *ctx = with_things(state);
    struct ctx other = *ctx;

    if (!test_is_postgres(ctx))
        return;
    assert_ok(store_begin(&other, STORE_READ));
    for (int i = 0; i < 40; i++) {
        (void)number_by(&other, &break_others_soon);
        if (i % 2) {
            assert_int_equal(number_by(ctx, &thing_count), 0);
            continue;
        }
        assert_ok(store_begin(ctx, STORE_READ));
        store_rollback(ctx);
    }
    store_rollback(&other);
}

static void a_connection_that_breaks_in_a_transaction_commits_nothing(void **state)
{
    struct ctx *ctx = with_things(state);
    struct ctx other = *ctx;

    if (!test_is_postgres(ctx))
        return;
    assert_ok(store_begin(ctx, STORE_WRITE));
    thing_put(ctx, "t1", 1);
    assert_int_equal(number_by(&other, &break_others), 1);
    assert_err(store_commit(ctx), ERR_UNAVAILABLE, NULL);
    assert_true(store_is_idle(ctx));
    thing_put(ctx, "t1", 1); /* on another one, and it is not there yet */
    assert_int_equal(number_by(ctx, &thing_count), 1);
}

/* --- the schema --- */

static void migrating_again_changes_nothing(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const int64_t before = number_by(ctx, &n_tables);

    assert_ok(store_migrate(ctx));
    assert_int_equal(number_by(ctx, &n_tables), before);
    assert_true(before > 10);
}

static void a_newer_schema_is_refused(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct err *err;

    assert_ok(store_run(ctx, &newer, NOTHING, NULL));
    err = store_migrate(ctx);
    assert_err(err, ERR_CONFLICT, NULL);
    assert_non_null(strstr(err->message, "999"));
    assert_true(store_is_idle(ctx));
}

struct starter {
    const char *url;
    pthread_t thread;
    struct arena *arena;
    struct err *err;
};

static void *start(void *arg)
{
    struct starter *starter = arg;
    struct ports ports = { 0 };
    struct ctx ctx = { .arena = starter->arena, .ports = &ports, .now = { 1 } };

    starter->err = store_open(&ctx, starter->url, 2, &ports.store);
    if (!starter->err)
        starter->err = store_migrate(&ctx);
    store_close(ports.store);
    return NULL;
}

static void two_that_start_at_once_both_find_the_schema(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *url = test_is_postgres(ctx) ? test_postgres(ctx) : test_sqlite(ctx);
    struct starter starters[2];

    for (size_t i = 0; i < 2; i++) {
        starters[i] = (struct starter){ .url = url, .arena = arena_new() };
        assert_int_equal(pthread_create(&starters[i].thread, NULL, start, &starters[i]), 0);
    }
    for (size_t i = 0; i < 2; i++) {
        pthread_join(starters[i].thread, NULL);
        assert_ok(starters[i].err);
        arena_free(starters[i].arena);
    }
}

static void a_database_that_is_not_there_is_unavailable(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct store *store = NULL;

    assert_err(store_open(ctx,
                          test_is_postgres(ctx) ? "postgres:///x?host=/nonexistent&user=canary"
                                                : "sqlite:/nonexistent/truffle.db",
                          2, &store),
               ERR_UNAVAILABLE, NULL);
    assert_null(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(rows_stream_without_piling_up),
        TEST_ON_BOTH(a_rows_error_ends_the_stream),
        TEST_ON_BOTH(between_two_rows_a_transaction_asks_nothing),
        TEST_ON_BOTH(many_go_in_whole_or_not_at_all),
        TEST_ON_BOTH(twenty_threads_share_ten_connections),
        TEST_ON_BOTH(a_broken_connection_is_replaced),
        TEST_ON_BOTH(one_that_breaks_at_any_moment_costs_no_read),
        TEST_ON_BOTH(a_connection_that_breaks_in_a_transaction_commits_nothing),
        TEST_ON_BOTH(migrating_again_changes_nothing),
        TEST_ON_BOTH(a_newer_schema_is_refused),
        TEST_ON_BOTH(two_that_start_at_once_both_find_the_schema),
        TEST_ON_BOTH(a_database_that_is_not_there_is_unavailable),
    };

    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
