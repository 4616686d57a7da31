/*
 * A push to Meta, from the audience to the set on the platform: the real program against the simulator. What
 * the receipt counts and what the simulator holds must be the same people.
 */
#include "tests/testing/pushes.h"

#include "packages/http/http.h"

#include <string.h>

#define ACCOUNT "act_1234567890"

static struct world open_meta_world(void **state)
{
    struct world world = open_world(state);

    world.app->settings.meta_url =
        arena_printf(world.test->arena, "http://127.0.0.1:%u/v25.0", sandbox_port(world.sandbox));
    called(&world, NULL, &account_operations[ACCOUNT_ADD],
           json_pack("{ssssssss}", "platform", "meta", "external_id", ACCOUNT, "name", "Meta", "access_token",
                     "canary"));
    return world;
}

static struct push approved_for_meta(struct world *world, double holdout_pct)
{
    json_t *in = json_pack("{ssss}", "id", world->audience, "account", ACCOUNT);
    const struct push *push;

    if (holdout_pct > 0)
        json_object_set_new(in, "holdout_pct", json_real(holdout_pct));
    push = called(world, world->ana, &activation_operations[ACTIVATION_PUSH], in);
    return *(struct push *)called(world, world->ben, &activation_operations[ACTIVATION_APPROVE],
                                  json_pack("{ssss}", "id", push->id, "digest", push->digest));
}

/* --- who is on the list --- */

static const char *lines_of(struct world *world, const struct push *push)
{
    struct http_client *client = http_client_new(NULL);
    const struct http_request request = {
        .method = "GET",
        .url = arena_printf(world->test->arena, "http://127.0.0.1:%u/sandbox/lists/%s/members",
                            sandbox_port(world->sandbox), push->list_id),
    };
    struct http_reply reply;

    assert_ok(http_send(world->test, client, &request, &reply));
    http_client_free(client);
    assert_int_equal(reply.status, 200);
    return (const char *)reply.body.at;
}

static const char *hash_of(struct world *world, int customer)
{
    const char *email = arena_printf(world->test->arena, "c%03d@example.com", customer);

    return sha256_hex(world->test->arena, email, strlen(email));
}

/* Which customers are there, by their hashes; all of them, or the count says otherwise. */
static int read_set(struct world *world, const struct push *push, bool is_there[CUSTOMERS])
{
    const char *lines = lines_of(world, push);
    int n = 0;

    for (int i = 0; i < CUSTOMERS; i++) {
        is_there[i] = strstr(lines, hash_of(world, i)) != NULL;
        n += is_there[i];
    }
    assert_int_equal(n, members_of(world, push));
    return n;
}

/* --- tests --- */

static void the_set_there_is_who_was_sent_and_who_says_no_is_removed(void **state)
{
    struct world world = open_meta_world(state);
    struct push push = approved_for_meta(&world, 20);
    bool before[CUSTOMERS], after[CUSTOMERS];

    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_true(push.receipt->adds_up);
    assert_in_range(push.receipt->held_out, CUSTOMERS / 10, CUSTOMERS / 10 * 3);
    assert_int_equal(push.receipt->sent, CUSTOMERS - push.receipt->held_out);
    assert_int_equal(read_set(&world, &push, before), push.receipt->sent);
    world.now = instant_now(); /* jobs look at the clock themselves: no hours ahead of it */
    for (int i = 0; i < CUSTOMERS; i += 3)
        say(&world, i, "withdrawn");
    push = approved_for_meta(&world, 20);
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_true(push.receipt->adds_up);
    assert_int_equal(push.receipt->sent, 0);
    read_set(&world, &push, after);
    for (int i = 0; i < CUSTOMERS; i++)
        assert_int_equal(after[i], before[i] && i % 3 != 0);
}

/* The platform takes the rest and doesn't say who it was. */
static void bad_rows_that_nobody_names_are_found_by_halving(void **state)
{
    struct world world = open_meta_world(state);
    struct push push = approved_for_meta(&world, 0);
    bool is_there[CUSTOMERS];
    const char *bad = hash_of(&world, 17);

    fail_with(&world, arena_printf(world.test->arena,
                                   "[{\"match\":\"/users\",\"action\":\"bad_member\",\"prefix\":\"%.6s\","
                                   "\"unnamed\":true}]",
                                   bad));
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_PARTLY_DONE);
    assert_true(push.receipt->adds_up);
    assert_int_equal(push.receipt->rejected, 1);
    assert_int_equal(push.receipt->sent, CUSTOMERS - 1);
    assert_int_equal(read_set(&world, &push, is_there), CUSTOMERS - 1);
    assert_false(is_there[17]);
}

static void a_limit_that_is_near_slows_the_push_and_loses_nobody(void **state)
{
    struct world world = open_meta_world(state);
    struct push push = approved_for_meta(&world, 0);
    const struct instant from = world.now;

    fail_with(&world, "[{\"match\":\"/users\",\"action\":\"usage\",\"percent\":90,\"times\":2}]");
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(push.receipt->sent, CUSTOMERS);
    assert_int_equal(members_of(&world, &push), CUSTOMERS);
    assert_true(world.now.us - from.us >= SECONDS(60)); /* it was put off */
}

static const struct fault_case {
    const char *name, *faults;
    enum push_state end;
    int sent, rejected, unsent; /* unsent: failed and not sent */
} fault_cases[] = {
    { "too many requests",
      "[{\"match\":\"/"
      "users\",\"nth\":2,\"action\":\"status\",\"status\":400,\"reason\":\"80003\",\"minutes\":5}]",
      PUSH_DONE, CUSTOMERS, 0, 0 },
    { "a server error",
      "[{\"match\":\"/users\",\"every\":2,\"times\":3,\"action\":\"status\",\"status\":500}]", PUSH_DONE,
      CUSTOMERS, 0, 0 },
    { "a connection that ends before", "[{\"match\":\"/users\",\"nth\":3,\"action\":\"reset\"}]", PUSH_DONE,
      CUSTOMERS, 0, 0 },
    { "a connection that ends after acceptance",
      "[{\"match\":\"/users\",\"nth\":1,\"action\":\"reset_after_accept\"}]", PUSH_DONE, CUSTOMERS, 0, 0 },
    { "an answer cut short", "[{\"match\":\"/users\",\"nth\":2,\"action\":\"cut_json\"}]", PUSH_DONE,
      CUSTOMERS, 0, 0 },
    { "a bad member, named by a sample",
      "[{\"match\":\"/users\",\"nth\":1,\"action\":\"bad_member\",\"index\":17}]", PUSH_PARTLY_DONE,
      CUSTOMERS - 1, 1, 0 },
    { "terms that nobody accepted",
      "[{\"match\":\"customaudiences\",\"nth\":2,\"action\":\"status\",\"status\":400,\"reason\":\"2663/"
      "1870034\"}]",
      PUSH_FAILED, 0, 0, CUSTOMERS },
    { "a token that is good no more", "[{\"match\":\"/users\",\"nth\":1,\"action\":\"expired_token\"}]",
      PUSH_PAUSED, 0, 0, CUSTOMERS },
};

static void each_fault_of_the_platform_ends_in_a_receipt_that_is_true(void **state)
{
    struct world world = open_meta_world(state);

    for (size_t i = 0; i < COUNT(fault_cases); i++) {
        const struct fault_case *is = &fault_cases[i];
        struct push push;

        print_message("%s\n", is->name);
        world.audience =
            ((struct audience *)called(&world, world.ana, &audience_operations[AUDIENCE_CREATE],
                                       json_pack("{sss{ssssss}}", "name", is->name, "rules", "field",
                                                 "customer_country", "op", "eq", "value", "US")))
                ->id;
        push = approved_for_meta(&world, 0);
        fail_with(&world, is->faults);
        push = run_to_the_end(&world, push.id);
        fail_with(&world, "[]");
        assert_int_equal(push.state, is->end);
        assert_true(push.receipt->adds_up);
        assert_int_equal(push.receipt->audience, CUSTOMERS);
        assert_int_equal(push.receipt->sent, is->sent);
        assert_int_equal(push.receipt->rejected, is->rejected);
        assert_int_equal(push.receipt->failed + push.receipt->not_sent, is->unsent);
        if (is->end != PUSH_DONE)
            assert_true(push.cause && push.next_step);
        if (push.list_id)
            assert_int_equal(members_of(&world, &push), is->sent);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_set_there_is_who_was_sent_and_who_says_no_is_removed),
        TEST(bad_rows_that_nobody_names_are_found_by_halving),
        TEST(a_limit_that_is_near_slows_the_push_and_loses_nobody),
        TEST(each_fault_of_the_platform_ends_in_a_receipt_that_is_true),
    };

    return cmocka_run_group_tests_name("push to meta", tests, NULL, NULL);
}
