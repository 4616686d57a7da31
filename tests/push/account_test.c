/*
 * What becomes of a push when its account's token ends, its simulator is away, or it is to be removed: the
 * real program against the simulator.
 */
#include "packages/core/settings.h"
#include "tests/testing/pushes.h"

#include <stdio.h>
#include <string.h>

static void retried(struct world *world, const char *id)
{
    called(world, world->ana, &activation_operations[ACTIVATION_RETRY], json_pack("{ss}", "id", id));
}

static bool is_in_database(struct world *world, const char *text)
{
    const char *path = arena_printf(world->test->arena, "%s/truffle.db-wal", world->app->settings.data);
    FILE *file = fopen(path, "re");
    static char bytes[64 * 1024 * 1024];
    size_t n;

    assert_non_null(file);
    n = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    assert_non_null(memmem(bytes, n, "account_update", strlen("account_update"))); /* it holds the change */
    return memmem(bytes, n, text, strlen(text)) != NULL;
}

/* The simulator refuses an expired token for good, so what comes after came with the new one. */
static void a_new_token_lets_a_paused_push_go_on_behind_what_was_sent(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);
    int64_t sent;

    fail_with(&world, "[{\"match\":\"audienceMembers:ingest\",\"nth\":3,\"action\":\"expired_token\"}]");
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_PAUSED);
    assert_non_null(strstr(push.next_step, "truffle account update"));
    sent = push.receipt->sent;
    assert_in_range(sent, BATCH, CUSTOMERS - BATCH);
    fail_with(&world, "[]");
    retried(&world, push.id); /* in vain: the token is the same */
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_PAUSED);
    assert_int_equal(push.receipt->sent, sent);

    called(&world, NULL, &account_operations[ACCOUNT_UPDATE],
           json_pack("{ssss}", "id", "1234567890", "access_token", "second-canary"));
    assert_false(is_in_database(&world, "second-canary"));
    retried(&world, push.id);
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(push.receipt->sent, CUSTOMERS);
    assert_int_equal(members_of(&world, &push), CUSTOMERS);
}

static void a_simulators_push_without_a_simulator_is_refused_or_paused_and_goes_on_with_one(void **state)
{
    struct world world = open_world(state);
    const char *simulator = world.app->settings.google_ads_url;
    struct push push;
    void *out = NULL;

    called(&world, NULL, &account_operations[ACCOUNT_REMOVE], json_pack("{ss}", "id", "1234567890"));
    called(&world, NULL, &account_operations[ACCOUNT_ADD],
           json_pack("{sssssssssb}", "platform", "google-ads", "external_id", "1234567890", "name",
                     "Simulator", "access_token", "canary", "sandbox", 1));
    push = approved(&world);
    world.app->settings.google_ads_url = setting_find("google_ads_url")->standard;
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_PAUSED);
    assert_null(push.list_id);
    assert_int_equal(push.receipt->not_sent, CUSTOMERS);
    assert_non_null(strstr(push.next_step, "--sandbox"));
    assert_err(call(&world, world.ana, &activation_operations[ACTIVATION_PUSH],
                    json_pack("{ssss}", "id", world.audience, "account", "1234567890"), &out),
               ERR_CONFLICT, "account");

    world.app->settings.sandbox_url = simulator; /* as serve --sandbox does */
    retried(&world, push.id);
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(members_of(&world, &push), CUSTOMERS);
}

static void an_account_is_not_removed_under_a_push_and_comes_back_with_its_lists(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);
    const char *first = push.account_id;
    void *out = NULL;

    assert_err(
        call(&world, NULL, &account_operations[ACCOUNT_REMOVE], json_pack("{ss}", "id", "1234567890"), &out),
        ERR_CONFLICT, NULL);
    run_to_the_end(&world, push.id);
    called(&world, NULL, &account_operations[ACCOUNT_REMOVE], json_pack("{ss}", "id", "1234567890"));
    push = push_of(&world, push.id);
    assert_string_equal(push.account_name, "Test");
    assert_int_equal(push.receipt->sent, CUSTOMERS);
    assert_err(call(&world, world.ana, &activation_operations[ACTIVATION_PUSH],
                    json_pack("{ssss}", "id", world.audience, "account", "1234567890"), &out),
               ERR_INVALID, "account");

    called(&world, NULL, &account_operations[ACCOUNT_ADD],
           json_pack("{ssssssss}", "platform", "google-ads", "external_id", "1234567890", "name", "Again",
                     "access_token", "canary"));
    push = approved(&world);
    push = run_to_the_end(&world, push.id);
    assert_string_equal(push.account_id, first);
    assert_int_equal(push.receipt->already_there, CUSTOMERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_token_lets_a_paused_push_go_on_behind_what_was_sent),
        TEST(a_simulators_push_without_a_simulator_is_refused_or_paused_and_goes_on_with_one),
        TEST(an_account_is_not_removed_under_a_push_and_comes_back_with_its_lists),
    };

    return cmocka_run_group_tests_name("push account", tests, NULL, NULL);
}
