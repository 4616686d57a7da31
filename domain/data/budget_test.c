/*
 * Budgets on both databases, over a warehouse that only says what a query would read and what it billed.
 */
#include "domain/data/budget.h"

#include "domain/data/data.h"
#include "packages/store/store.h"
#include "tests/testing/database.h"

#include <pthread.h>
#include <string.h>

#define GIB ((int64_t)1024 * 1024 * 1024)

/* --- the warehouse --- */

static _Atomic int64_t says, billed;

static struct err *estimate(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                            struct warehouse_estimate *out)
{
    (void)snapshot;
    if (text_is(query->sql, "broken"))
        return err_new(ctx, ERR_INVALID, "sql", "no such column");
    *out = (struct warehouse_estimate){ .bytes = says, .is_exact = true, .statement = "SELECT" };
    return NULL;
}

static struct err *query(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *asked,
                         struct warehouse_result *out)
{
    (void)snapshot;
    if (text_is(asked->sql, "fails"))
        return err_new(ctx, ERR_TIMEOUT, NULL, "too slow");
    *out = (struct warehouse_result){ .bytes_billed = billed };
    return NULL;
}

static const struct warehouse_driver driver = { .name = "one that bills",
                                                .dialect = "googlesql",
                                                .can = WAREHOUSE_BILLED,
                                                .estimate = estimate,
                                                .query = query };

struct world {
    struct ctx *ctx;
    struct ports ports;
    struct settings settings;
    struct warehouse warehouse;
    struct snapshot snapshot;
    struct data data;
};

static const struct identity ann = { .id = "usr_ann", .name = "Ann", .role = ROLE_USER };
static const struct identity ben = { .id = "usr_ben", .name = "Ben", .role = ROLE_USER };

static void begin(struct world *world, void **state)
{
    *world =
        (struct world){ .ctx = test_ctx(state), .warehouse.driver = &driver, .snapshot.driver = &driver };
    assert_ok(settings_load(world->ctx, NULL, 0, &world->settings));
    world->ports = *world->ctx->ports;
    world->ports.settings = &world->settings;
    world->ports.warehouse = &world->warehouse;
    world->ports.zone = zone_open(world->ctx->arena, "Europe/Berlin");
    world->settings.max_query_bytes = world->settings.max_person_day_bytes = 0;
    world->ctx->ports = &world->ports;
    world->ctx->who = &ann;
    world->ctx->is_clock_fixed = true;
    assert_true(instant_parse("2026-11-24T10:00:00Z", &world->ctx->now));
    world->data.snapshot = &world->snapshot;
    says = billed = GIB;
}

static struct err *asked(struct world *world, const char *sql)
{
    const struct warehouse_query statement = { .sql = sql };
    struct warehouse_result result;

    return data_ask(world->ctx, &world->data, &statement, &result);
}

static void one_query_has_a_budget_in_bytes_and_in_money(void **state)
{
    struct world world;
    struct err *err;

    begin(&world, state);
    assert_ok(asked(&world, "q"));
    world.settings.max_query_bytes = GIB;
    assert_ok(asked(&world, "q"));
    says = 48 * GIB;
    err = asked(&world, "q");
    assert_err(err, ERR_OVER_BUDGET, NULL);
    assert_string_equal(err->message,
                        "this reads 51.5 GB, about $0.29; 1.1 GB are left of what one query may read");
    world.settings.max_query_bytes = 0;
    world.settings.max_query_usd = "0.29";
    assert_err(asked(&world, "q"), ERR_OVER_BUDGET, NULL);
    world.settings.max_query_usd = "0.30";
    assert_ok(asked(&world, "q"));
    world.settings.bigquery_price_usd_per_tib = "12.50";
    assert_err(asked(&world, "q"), ERR_OVER_BUDGET, NULL);
}

static void a_day_ends_and_another_person_has_a_budget_of_their_own(void **state)
{
    struct world world;
    struct err *err;

    begin(&world, state);
    world.settings.max_person_day_bytes = 2 * GIB;
    assert_ok(asked(&world, "q"));
    assert_ok(asked(&world, "q"));
    err = asked(&world, "q");
    assert_err(err, ERR_OVER_BUDGET, NULL);
    assert_string_equal(err->message,
                        "this reads 1.1 GB, about $0.01; 0 bytes are left of your budget for today");
    world.ctx->who = &ben;
    assert_ok(asked(&world, "q"));
    world.ctx->who = &ann;
    assert_true(instant_parse("2026-11-24T22:59:59Z", &world.ctx->now)); /* midnight is Berlin's */
    assert_err(asked(&world, "q"), ERR_OVER_BUDGET, NULL);
    assert_true(instant_parse("2026-11-24T23:00:00Z", &world.ctx->now));
    assert_ok(asked(&world, "q"));
}

static void all_together_have_one_too(void **state)
{
    struct world world;

    begin(&world, state);
    world.settings.max_day_usd = "0.0125"; /* two GiB and a bit */
    assert_ok(asked(&world, "q"));
    world.ctx->who = &ben;
    assert_ok(asked(&world, "q"));
    assert_err(asked(&world, "q"), ERR_OVER_BUDGET, NULL);
    world.ctx->who = &ann;
    assert_err(asked(&world, "q"), ERR_OVER_BUDGET, NULL);
}

static void what_was_not_billed_is_given_back(void **state)
{
    struct world world;

    begin(&world, state);
    world.settings.max_person_day_bytes = GIB;
    assert_err(asked(&world, "fails"), ERR_TIMEOUT, NULL);
    assert_err(asked(&world, "broken"), ERR_INVALID, "sql");
    billed = 0; /* from BigQuery's own cache */
    for (int i = 0; i < 3; i++)
        assert_ok(asked(&world, "q"));
    billed = GIB / 2;
    assert_ok(asked(&world, "q"));
    says = GIB / 2 + 1;
    assert_err(asked(&world, "q"), ERR_OVER_BUDGET, NULL); /* and leaves nothing behind */
    says = GIB / 2;
    assert_ok(asked(&world, "q"));
}

static void asking_whether_it_would_be_taken_takes_nothing(void **state)
{
    const struct warehouse_estimate estimate = { .bytes = GIB, .is_exact = true };
    struct world world;

    begin(&world, state);
    world.settings.max_person_day_bytes = 2 * GIB;
    for (int i = 0; i < 3; i++)
        assert_ok(budget_would_take(world.ctx, &estimate));
    assert_ok(asked(&world, "q"));
    assert_ok(budget_would_take(world.ctx, &estimate));
    assert_ok(asked(&world, "q"));
    assert_err(budget_would_take(world.ctx, &estimate), ERR_OVER_BUDGET, NULL);
    world.ctx->who = &ben;
    assert_ok(budget_would_take(world.ctx, &estimate));
    world.settings.max_day_bytes = 3 * GIB - 1;
    assert_err(budget_would_take(world.ctx, &estimate), ERR_OVER_BUDGET, NULL);
    world.settings.max_day_bytes = 0;
    world.settings.max_query_bytes = GIB - 1;
    assert_err(budget_would_take(world.ctx, &estimate), ERR_OVER_BUDGET, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(one_query_has_a_budget_in_bytes_and_in_money),
        TEST_ON_BOTH(a_day_ends_and_another_person_has_a_budget_of_their_own),
        TEST_ON_BOTH(all_together_have_one_too),
        TEST_ON_BOTH(what_was_not_billed_is_given_back),
        TEST_ON_BOTH(asking_whether_it_would_be_taken_takes_nothing),
    };

    return cmocka_run_group_tests_name("budgets", tests, NULL, NULL);
}
