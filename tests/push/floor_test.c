/*
 * TikTok keeps no list under 1,000 people: what that means for pushes and for withdrawals.
 */
#include "domain/accounts/accounts.h"
#include "domain/activation/activation.h"
#include "domain/consent/consent.h"
#include "domain/loads/loads.h"
#include "packages/core/settings.h"
#include "packages/core/test.h"
#include "services/orchestrator/orchestrator.h"
#include "tests/testing/pushes.h"

#include <string.h>

enum { PEOPLE = 1000, FEW = 60, TOTAL = PEOPLE + CUSTOMERS, MOST_STEPS = 400 };

static void load(struct world *world, int n)
{
    struct buf people = buf_in(world->test->arena, 1 << 20), said = buf_in(world->test->arena, 1 << 20);

    buf_text(&people,
             "customer_id,email,phone,first_name,last_name,country,region,city,postal_code,created_at\n");
    buf_text(&said, "identifier_type,identifier,consent_type,state,at,source\n");
    for (int i = 0; i < n; i++) {
        buf_printf(&people, "C%04d,d%04d@example.com,,,,US,,,,2026-01-01T00:00:00Z\n", i, i);
        for (int purpose = 0; purpose < 2; purpose++)
            buf_printf(&said, "customer_id,C%04d,%s,granted,2026-02-01T00:00:00Z,form\n", i,
                       purpose ? "ad_personalization" : "ad_user_data");
    }
    called(world, NULL, &load_operations[LOAD_CUSTOMERS],
           json_pack("{s[s]}", "files", file_of(world, "customers.csv", &people)));
    called(world, NULL, &load_operations[LOAD_CONSENTS],
           json_pack("{s[s]}", "files", file_of(world, "consents.csv", &said)));
}

static struct world open_tiktok(void **state, int n)
{
    struct world world = open_world(state);

    world.app->settings.tiktok_url =
        arena_printf(world.test->arena, "http://127.0.0.1:%u/open_api/v1.3", sandbox_port(world.sandbox));
    load(&world, n);
    called(&world, NULL, &account_operations[ACCOUNT_ADD],
           json_pack("{ssssssss}", "platform", "tiktok", "external_id", "7000000000000000001", "name", "Shop",
                     "access_token", "canary"));
    return world;
}

static struct push pushed(struct world *world)
{
    const struct push *push =
        called(world, world->ana, &activation_operations[ACTIVATION_PUSH],
               json_pack("{ssss}", "id", world->audience, "account", "7000000000000000001"));
    struct push end;

    push = called(world, world->ben, &activation_operations[ACTIVATION_APPROVE],
                  json_pack("{ssss}", "id", push->id, "digest", push->digest));
    end = run_to_the_end(world, push->id);
    world->now = instant_now();
    return end;
}

static void withdraw(struct world *world, int from, int to)
{
    for (int i = from; i < to; i++)
        called(world, NULL, &consent_operations[CONSENT_RECORD],
               json_pack("{ssssssssss}", "identifier_type", "email", "identifier",
                         arena_printf(world->test->arena, "d%04d@example.com", i), "consent_type",
                         "ad_user_data", "state", "withdrawn", "source", "test"));
    world->now = instant_add(instant_now(), SECONDS(1));
    for (int steps = 0; steps < MOST_STEPS; steps++) {
        struct ctx ctx = at_now(world, NULL);
        struct err *err = orchestrator_step(&ctx);

        if (err_is(err, ERR_NOT_FOUND))
            return;
        assert_ok(err);
    }
    fail_msg("the jobs come to no end");
}

static int on_tiktok(struct world *world)
{
    int64_t n = 0;
    json_t *list;
    size_t i;

    json_array_foreach(lists_of(world), i,
                       list) if (text_is(json_string_value(json_object_get(list, "platform")), "tiktok")) n +=
        json_integer_value(json_object_get(list, "members"));
    return (int)n;
}

static void a_small_audience_is_refused_and_the_receipt_adds_up(void **state)
{
    struct world world = open_tiktok(state, FEW);
    const struct push push = pushed(&world);

    assert_int_equal(push.state, PUSH_FAILED);
    assert_non_null(strstr(push.cause, "1,000"));
    assert_int_equal(push.receipt->audience, FEW + CUSTOMERS);
    assert_int_equal(push.receipt->failed, FEW + CUSTOMERS);
    assert_true(push.receipt->adds_up);
    assert_int_equal(on_tiktok(&world), 0);
}

static void who_withdraws_goes_also_when_the_list_must_go(void **state)
{
    struct world world = open_tiktok(state, PEOPLE);
    struct push push = pushed(&world);

    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(push.receipt->sent, TOTAL);
    assert_int_equal(on_tiktok(&world), TOTAL);
    withdraw(&world, 0, 200);
    assert_int_equal(on_tiktok(&world), TOTAL - 200);
    withdraw(&world, 200, 250); /* 990 would be left */
    assert_int_equal(on_tiktok(&world), 0);
    push = pushed(&world);
    assert_int_equal(push.state, PUSH_FAILED);
    assert_int_equal(push.receipt->no_consent, 250);
    assert_true(push.receipt->adds_up);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_small_audience_is_refused_and_the_receipt_adds_up),
        TEST(who_withdraws_goes_also_when_the_list_must_go),
    };

    return cmocka_run_group_tests_name("floor", tests, NULL, NULL);
}
