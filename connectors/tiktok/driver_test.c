/*
 * The driver against the sandbox, over a real socket, through every fault that the sandbox has.
 */
#include "connectors/tiktok/tiktok.h"

#include "connectors/sandbox/sandbox.h"
#include "packages/core/settings.h"
#include "packages/core/test.h"
#include "packages/http/http.h"
#include "packages/operation/ports.h"

#include <string.h>

enum { MANY = 1500, ENOUGH = 1200 };

struct stage {
    struct sandbox *sandbox;
    struct platform_account account;
    struct platform_app app;
    struct platform_list list;
    const char *list_id;
    struct identified *members;
    struct settings settings;
    struct ports ports;
};

static void stop(void *sandbox)
{
    sandbox_stop(sandbox);
}

static void close_client(void *client)
{
    http_client_free(client);
}

static void set_stage(struct ctx *ctx, const char *faults, struct stage *stage)
{
    const struct sandbox_options options = { .faults = faults };

    *stage = (struct stage){ .settings = { .tiktok_identifier = "email" } };
    stage->ports.settings = &stage->settings;
    ctx->ports = &stage->ports;
    assert_ok(sandbox_start(ctx->arena, &options, &stage->sandbox));
    arena_defer(ctx->arena, stop, stage->sandbox);
    stage->app =
        (struct platform_app){ .id = "app", .secret = "secret", .redirect_url = "https://example.com/back" };
    stage->account = (struct platform_account){
        .base_url =
            arena_printf(ctx->arena, "http://127.0.0.1:%u/open_api/v1.3", sandbox_port(stage->sandbox)),
        .external_id = "7000000000000000001",
        .access_token = "token-1",
        .app = &stage->app,
        .http = http_client_new(NULL),
    };
    stage->app.base_url = stage->account.base_url;
    arena_defer(ctx->arena, close_client, stage->account.http);
    stage->list =
        (struct platform_list){ .name = "High value", .marker = "truffle:1", .membership_days = 365 };
    stage->members = arena_alloc(ctx->arena, MANY * sizeof(*stage->members));
    for (size_t i = 0; i < MANY; i++) {
        stage->members[i].has = ID_EMAIL;
        memcpy(stage->members[i].email, &i, sizeof(i));
    }
}

static struct platform_outcome ensure(struct ctx *ctx, struct stage *stage)
{
    struct platform_outcome outcome = { 0 };

    assert_ok(tiktok_driver.ensure_list(ctx, &stage->account, &stage->list, &outcome, &stage->list_id));
    return outcome;
}

static struct platform_outcome deliver(struct ctx *ctx, struct stage *stage, enum platform_act act,
                                       size_t from, size_t n)
{
    const struct platform_batch batch = { .list_id = stage->list_id,
                                          .list = &stage->list,
                                          .act = act,
                                          .members = stage->members + from,
                                          .n_members = n };
    struct platform_outcome outcome = { 0 };

    assert_ok(tiktok_driver.send(ctx, &stage->account, &batch, &outcome));
    if (outcome.list_id)
        stage->list_id = outcome.list_id;
    return outcome;
}

static size_t on_list(struct ctx *ctx, struct stage *stage)
{
    const struct http_request request = {
        .method = "GET",
        .url = arena_printf(ctx->arena, "http://127.0.0.1:%u/sandbox/lists/%s/members",
                            sandbox_port(stage->sandbox), stage->list_id),
    };
    struct http_reply reply;
    size_t n = 0;

    assert_ok(http_send(ctx, stage->account.http, &request, &reply));
    assert_int_equal(reply.status, 200);
    for (size_t i = 0; i < reply.body.size; i++)
        n += reply.body.at[i] == '\n';
    return n;
}

static void set_scene(struct ctx *ctx, const char *rule, struct stage *stage)
{
    set_stage(
        ctx,
        rule ? arena_printf(ctx->arena, "[{\"match\": \"custom_audience/update\", \"times\": 1, %s}]", rule)
             : NULL,
        stage);
    assert_int_equal(deliver(ctx, stage, PLATFORM_ADD, 0, ENOUGH).verdict, PLATFORM_ACCEPTED);
}

/* --- lists and members --- */

static void the_first_file_makes_the_list_and_it_is_found_again(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;
    const char *made;

    set_stage(ctx, NULL, &stage);
    assert_int_equal(ensure(ctx, &stage).verdict, PLATFORM_ACCEPTED);
    assert_null(stage.list_id);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, 0, ENOUGH).verdict, PLATFORM_ACCEPTED);
    made = stage.list_id;
    assert_non_null(made);
    stage.list_id = NULL;
    stage.list.name = "Renamed meanwhile";
    assert_int_equal(ensure(ctx, &stage).verdict, PLATFORM_ACCEPTED);
    assert_string_equal(stage.list_id, made);
    stage.list_id = NULL;
    stage.list.marker = "truffle:11"; /* one that begins alike is another */
    assert_int_equal(ensure(ctx, &stage).verdict, PLATFORM_ACCEPTED);
    assert_null(stage.list_id);
}

static void people_are_appended_and_removed(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    assert_int_equal(on_list(ctx, &stage), ENOUGH);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, ENOUGH - 10, 110).verdict, PLATFORM_ACCEPTED);
    assert_int_equal(on_list(ctx, &stage), ENOUGH + 100);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_REMOVE, 0, 50).verdict, PLATFORM_ACCEPTED);
    assert_int_equal(on_list(ctx, &stage), ENOUGH + 50);
}

static void no_list_is_made_or_left_below_the_floor(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_stage(ctx, NULL, &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, 0, 999);
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
    assert_string_equal(outcome.cause, "too_few");
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, 0, ENOUGH).verdict, PLATFORM_ACCEPTED);
    outcome = deliver(ctx, &stage, PLATFORM_REMOVE, 0, 201);
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
    assert_string_equal(outcome.cause, "too_few");
    assert_int_equal(on_list(ctx, &stage), ENOUGH);
}

static void a_list_is_dropped_once_and_a_second_time(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    for (int i = 0; i < 2; i++) {
        assert_ok(tiktok_driver.drop_list(ctx, &stage.account, stage.list_id, &outcome));
        assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    }
    stage.list_id = NULL;
    (void)ensure(ctx, &stage);
    assert_null(stage.list_id);
}

static void it_tells_size_and_verdict(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_list_state list;
    struct platform_status status;
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    assert_ok(tiktok_driver.list_state(ctx, &stage.account, stage.list_id, &outcome, &list));
    assert_in_range(list.size, ENOUGH / 2, ENOUGH);
    assert_ok(tiktok_driver.status(ctx, &stage.account, stage.list_id, &outcome, &status));
    assert_true(status.is_final);
    assert_ok(tiktok_driver.status(ctx, &stage.account, "99", &outcome, &status));
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
}

static void a_token_reaches_advertisers_and_is_revoked(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_tokens tokens = { 0 };
    struct platform_found *items = NULL;
    struct platform_outcome outcome;
    struct stage stage;
    size_t n = 0;

    set_stage(ctx, NULL, &stage);
    assert_ok(
        tiktok_driver.oauth->exchange(ctx, stage.account.http, &stage.app, "bad", NULL, &outcome, &tokens));
    assert_int_equal(outcome.verdict, PLATFORM_REAUTH);
    assert_ok(
        tiktok_driver.oauth->exchange(ctx, stage.account.http, &stage.app, "code", NULL, &outcome, &tokens));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    stage.account.access_token = tokens.access_token;
    assert_ok(tiktok_driver.list_accounts(ctx, &stage.account, &outcome, &items, &n));
    assert_int_equal(n, 2);
    assert_string_equal(items[0].external_id, "7000000000000000001");
    assert_ok(tiktok_driver.oauth->revoke(ctx, stage.account.http, &stage.app, &tokens, &outcome));
    assert_ok(tiktok_driver.list_accounts(ctx, &stage.account, &outcome, &items, &n));
    assert_int_equal(outcome.verdict, PLATFORM_REAUTH);
}

/* --- every fault --- */

static const struct {
    const char *rule;
    enum platform_verdict verdict;
    const char *cause;
} faults[] = {
    { "\"action\": \"status\", \"status\": 429, \"retry_after\": 7", PLATFORM_LATER, "quota" },
    { "\"action\": \"status\", \"status\": 429", PLATFORM_LATER, "quota" },
    { "\"action\": \"status\", \"status\": 400, \"reason\": \"40016\"", PLATFORM_LATER, "quota" },
    { "\"action\": \"status\", \"status\": 503", PLATFORM_LATER, "unavailable" },
    { "\"action\": \"status\", \"status\": 400, \"reason\": \"50002\"", PLATFORM_LATER, "unavailable" },
    { "\"action\": \"status\", \"status\": 403", PLATFORM_FINAL, "forbidden" },
    { "\"action\": \"status\", \"status\": 400", PLATFORM_FINAL, "bad_request" },
    { "\"action\": \"status\", \"status\": 404", PLATFORM_FINAL, "list_gone" },
    { "\"action\": \"expired_token\"", PLATFORM_REAUTH, "reconnect" },
    { "\"action\": \"redirect\"", PLATFORM_FINAL, NULL },
    { "\"action\": \"reset\"", PLATFORM_UNKNOWN, "no_answer" },
    { "\"action\": \"reset_after_accept\"", PLATFORM_UNKNOWN, "no_answer" },
    { "\"action\": \"empty\"", PLATFORM_UNKNOWN, "unreadable" },
    { "\"action\": \"html\"", PLATFORM_UNKNOWN, "unreadable" },
    { "\"action\": \"cut_json\"", PLATFORM_UNKNOWN, "unreadable" },
    { "\"action\": \"huge\"", PLATFORM_UNKNOWN, "unreadable" },
    { "\"action\": \"deep\"", PLATFORM_UNKNOWN, "unreadable" },
    { "\"action\": \"wrong_type\"", PLATFORM_UNKNOWN, "unreadable" },
    { "\"action\": \"nul\"", PLATFORM_UNKNOWN, "unreadable" },
    { "\"action\": \"bad_utf8\"", PLATFORM_UNKNOWN, "unreadable" },
};

static void every_fault_has_its_verdict(void **state)
{
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(faults); i++) {
        struct platform_outcome outcome;
        struct stage stage;

        set_scene(ctx, faults[i].rule, &stage);
        outcome = deliver(ctx, &stage, PLATFORM_ADD, ENOUGH, 100);
        if (outcome.verdict != faults[i].verdict ||
            (faults[i].cause && !text_is(outcome.cause, faults[i].cause)))
            fail_msg("%s gave %d, %s", faults[i].rule, (int)outcome.verdict,
                     outcome.cause ? outcome.cause : "-");
        if (outcome.verdict != PLATFORM_REAUTH) { /* sent again, it is as if it had been sent once */
            assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, ENOUGH, 100).verdict, PLATFORM_ACCEPTED);
            assert_int_equal(on_list(ctx, &stage), ENOUGH + 100);
        }
        if (outcome.cause)
            assert_non_null(platform_cause(&tiktok_driver, outcome.cause));
    }
}

static void a_list_whose_making_got_lost_is_not_made_twice(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;

    set_stage(ctx,
              "[{\"match\": \"custom_audience/create\", \"times\": 1, \"action\": \"reset_after_accept\"}]",
              &stage);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, 0, ENOUGH).verdict, PLATFORM_UNKNOWN);
    assert_null(stage.list_id);
    assert_int_equal(ensure(ctx, &stage).verdict, PLATFORM_ACCEPTED);
    assert_non_null(stage.list_id);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, 0, ENOUGH).verdict, PLATFORM_ACCEPTED);
    assert_int_equal(on_list(ctx, &stage), ENOUGH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_file_makes_the_list_and_it_is_found_again),
        TEST(people_are_appended_and_removed),
        TEST(no_list_is_made_or_left_below_the_floor),
        TEST(a_list_is_dropped_once_and_a_second_time),
        TEST(it_tells_size_and_verdict),
        TEST(a_token_reaches_advertisers_and_is_revoked),
        TEST(every_fault_has_its_verdict),
        TEST(a_list_whose_making_got_lost_is_not_made_twice),
    };

    return cmocka_run_group_tests_name("tiktok driver", tests, NULL, NULL);
}
