/*
 * The driver against the sandbox, over a real socket, through every fault that the sandbox has.
 */
#include "connectors/meta/inner.h"

#include "connectors/sandbox/sandbox.h"
#include "packages/core/test.h"
#include "packages/core/text.h"

#include <string.h>

enum { SOME = 20 };

struct stage {
    struct sandbox *sandbox;
    struct platform_account account;
    const char *list_id;
    struct identified members[SOME];
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
    *stage = (struct stage){ 0 };
    assert_ok(sandbox_start(ctx->arena, &(struct sandbox_options){ .faults = faults }, &stage->sandbox));
    arena_defer(ctx->arena, stop, stage->sandbox);
    stage->account = (struct platform_account){
        .base_url = arena_printf(ctx->arena, "http://127.0.0.1:%u/", sandbox_port(stage->sandbox)),
        .external_id = "act_1234567890",
        .access_token = "token-1",
        .http = http_client_new(NULL),
    };
    arena_defer(ctx->arena, close_client, stage->account.http);
    for (size_t i = 0; i < SOME; i++) {
        stage->members[i].has = ID_EMAIL | ID_PHONE | (i % 2 ? ID_COUNTRY : 0u);
        memset(stage->members[i].email, (int)i + 1, SHA256_SIZE);
        memset(stage->members[i].phone, (int)i + 101, SHA256_SIZE);
        memcpy(stage->members[i].country, "de", 3);
    }
}

static struct platform_outcome ensure(struct ctx *ctx, struct stage *stage, const char *name,
                                      const char *marker)
{
    const struct platform_list list = { .name = name, .marker = marker, .membership_days = 540 };
    struct platform_outcome outcome;

    assert_ok(meta_driver.ensure_list(ctx, &stage->account, &list, &outcome, &stage->list_id));
    return outcome;
}

static struct platform_outcome deliver(struct ctx *ctx, struct stage *stage, enum platform_act act, size_t n)
{
    const struct platform_batch batch = {
        .list_id = stage->list_id, .act = act, .members = stage->members, .n_members = n
    };
    struct platform_outcome outcome;

    assert_ok(meta_driver.send(ctx, &stage->account, &batch, &outcome));
    return outcome;
}

/* A stage with a list. The fault only concerns members. */
static void set_scene(struct ctx *ctx, const char *rule, struct stage *stage)
{
    set_stage(ctx,
              rule ? arena_printf(ctx->arena, "[{\"match\": \"/users\", \"times\": 1, %s}]", rule) : NULL,
              stage);
    assert_int_equal(ensure(ctx, stage, "High value", "truffle:1").verdict, PLATFORM_ACCEPTED);
}

static struct bytes get(struct ctx *ctx, struct stage *stage, const char *path)
{
    const struct http_request request = {
        .method = "GET", .url = arena_printf(ctx->arena, "%s%s", stage->account.base_url, path)
    };
    struct http_reply reply;

    assert_ok(http_send(ctx, stage->account.http, &request, &reply));
    assert_int_equal(reply.status, 200);
    return reply.body;
}

static size_t on_list(struct ctx *ctx, struct stage *stage)
{
    const struct bytes lines =
        get(ctx, stage, arena_printf(ctx->arena, "sandbox/lists/%s/members", stage->list_id));
    size_t n = 0;

    for (size_t i = 0; i < lines.size; i++)
        n += lines.at[i] == '\n';
    return n;
}

/* --- lists --- */

static void a_list_is_made_once_and_found_again(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;
    const char *first;

    set_scene(ctx, NULL, &stage);
    first = stage.list_id;
    stage.list_id = NULL;
    assert_int_equal(ensure(ctx, &stage, "Renamed meanwhile", "truffle:1").verdict, PLATFORM_ACCEPTED);
    assert_string_equal(stage.list_id, first);
    (void)ensure(ctx, &stage, "High value", "truffle:11");
    assert_string_not_equal(stage.list_id, first); /* a marker that begins alike is another */
    assert_non_null(strstr((const char *)get(ctx, &stage, "sandbox/lists").at, "\"platform\":\"meta\""));
}

static void a_list_whose_making_got_lost_is_not_made_twice(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;
    const char *lists;

    set_stage(ctx, "[{\"match\": \"customaudiences\", \"nth\": 2, \"action\": \"reset_after_accept\"}]",
              &stage);
    assert_int_equal(ensure(ctx, &stage, "High value", "truffle:1").verdict, PLATFORM_UNKNOWN);
    assert_int_equal(ensure(ctx, &stage, "High value", "truffle:1").verdict, PLATFORM_ACCEPTED);
    lists = strstr((const char *)get(ctx, &stage, "sandbox/lists").at, "High value");
    assert_null(strstr(lists + 1, "High value"));
}

static void a_list_is_found_on_a_later_page(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;
    const char *last;

    set_stage(ctx, NULL, &stage);
    for (int i = 0; i < 201; i++) {
        struct meta_call call = { .method = "POST", .path = "/act_1234567890/customaudiences" };
        struct buf text = buf_in(ctx->arena, 1000);
        struct json_writer json = meta_body(&text, &stage.account);
        struct platform_outcome outcome;
        json_t *body;

        buf_text(&text, ",\"name\":\"another\",\"subtype\":\"CUSTOM\","
                        "\"customer_file_source\":\"USER_PROVIDED_ONLY\"");
        json_shut(&json, '}');
        call.body = (struct bytes){ (const unsigned char *)buf_str(&text), text.len };
        assert_ok(meta_ask(ctx, &stage.account, &call, &outcome, &body));
        assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    }
    (void)ensure(ctx, &stage, "High value", "truffle:1");
    last = stage.list_id;
    stage.list_id = NULL;
    (void)ensure(ctx, &stage, "High value", "truffle:1");
    assert_string_equal(stage.list_id, last);
}

static void terms_that_nobody_accepted_are_said(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_stage(ctx,
              "[{\"match\": \"customaudiences\", \"nth\": 2, \"action\": \"status\", \"status\": 400, "
              "\"reason\": \"2663/1870034\"}]",
              &stage);
    outcome = ensure(ctx, &stage, "High value", "truffle:1");
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
    assert_string_equal(outcome.cause, "terms_not_signed");
    assert_null(stage.list_id);
}

static void a_flagged_list_takes_nobody(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_list_state list = { 0 };
    struct platform_outcome outcome;
    struct stage stage;

    set_stage(ctx, NULL, &stage);
    assert_int_equal(ensure(ctx, &stage, "People with diabetes", "truffle:1").verdict, PLATFORM_ACCEPTED);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
    assert_string_equal(outcome.cause, "list_flagged");
    assert_ok(meta_driver.list_state(ctx, &stage.account, stage.list_id, &outcome, &list));
    assert_string_equal(list.flag, "list_flagged");
    outcome = ensure(ctx, &stage, "People with diabetes", "truffle:1");
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
    assert_string_equal(outcome.cause, "list_flagged");
    assert_non_null(platform_cause(&meta_driver, "list_flagged"));
}

static void a_list_is_dropped_once_and_again(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    for (int i = 0; i < 2; i++) {
        assert_ok(meta_driver.drop_list(ctx, &stage.account, stage.list_id, &outcome));
        assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    }
    assert_null(strstr((const char *)get(ctx, &stage, "sandbox/lists").at, "High value"));
}

static void an_account_is_digits_with_or_without_act(void **state)
{
    static const char *const good[] = { "act_123", "123" };
    static const char *const bad[] = {
        "", "act_", "act_12a", "act_act_1", "12-3", "../me", "12345678901234567890"
    };
    struct ctx *ctx = test_ctx(state);
    struct stage stage;

    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(meta_driver.is_account(good[i]));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(meta_driver.is_account(bad[i]));
    set_stage(ctx, NULL, &stage);
    stage.account.external_id = "1234567890";
    assert_int_equal(ensure(ctx, &stage, "High value", "truffle:1").verdict, PLATFORM_ACCEPTED);
    stage.account.access_token = "a\r\nX-Evil: 1";
    assert_err(meta_driver.drop_list(ctx, &stage.account, "1", &(struct platform_outcome){ 0 }), ERR_INVALID,
               "access_token");
}

static void the_version_is_the_address_s_own_or_ours(void **state)
{
    struct arena *arena = test_ctx(state)->arena;

    assert_string_equal(meta_address(arena, "https://graph.facebook.com", "/me"),
                        "https://graph.facebook.com/v25.0/me");
    assert_string_equal(meta_address(arena, "https://graph.facebook.com/v24.0/", "/me"),
                        "https://graph.facebook.com/v24.0/me");
    assert_string_equal(meta_address(arena, "https://h/vx", "/me"), "https://h/vx/v25.0/me");
}

/* --- members --- */

static void members_come_and_go(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;
    const char *first;

    set_scene(ctx, NULL, &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    first = outcome.request_id;
    assert_string_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).request_id, first);
    assert_int_equal(on_list(ctx, &stage), SOME); /* twice is once */
    stage.members[0].has &= ~(unsigned)ID_EMAIL;
    outcome = deliver(ctx, &stage, PLATFORM_REMOVE, 5);
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_string_not_equal(outcome.request_id, first);
    assert_int_equal(on_list(ctx, &stage), SOME - 5); /* phone or e-mail finds them, not the country */
}

static void the_verdict_tells_counts_and_a_match_rate(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct platform_status status;
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_ok(meta_driver.status(ctx, &stage.account, outcome.request_id, &outcome, &status));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_true(status.is_final);
    assert_string_equal(status.status, "SUCCESS");
    assert_int_equal(status.received, SOME);
    assert_int_equal(status.failed, 0);
    assert_true(text_ends(status.match_rate, "%"));
    for (int i = 0; i < 3; i++) {
        const char *ids[] = { "never/given?", "7:1", arena_printf(ctx->arena, "%s:17", stage.list_id) };

        assert_ok(meta_driver.status(ctx, &stage.account, ids[i], &outcome, &status));
        assert_int_equal(outcome.verdict, PLATFORM_FINAL);
        assert_string_equal(outcome.cause, "request_unknown");
    }
}

static void a_slow_session_is_asked_for_again(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct platform_status status;
    struct sandbox *slow;
    struct stage stage;

    set_stage(ctx, NULL, &stage);
    assert_ok(sandbox_start(ctx->arena, &(struct sandbox_options){ .is_slow = true }, &slow));
    arena_defer(ctx->arena, stop, slow);
    stage.account.base_url = arena_printf(ctx->arena, "http://127.0.0.1:%u/v24.0", sandbox_port(slow));
    (void)ensure(ctx, &stage, "High value", "truffle:1");
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    for (int look = 0; look < 2; look++) {
        struct platform_outcome asked;

        assert_ok(meta_driver.status(ctx, &stage.account, outcome.request_id, &asked, &status));
        assert_int_equal(status.is_final, look);
        assert_string_equal(status.status, look ? "SUCCESS" : "PROCESSING");
    }
}

static void a_small_list_hides_its_size(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct platform_list_state list;
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    (void)deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_ok(meta_driver.list_state(ctx, &stage.account, stage.list_id, &outcome, &list));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_int_equal(list.size, -1);
    assert_string_equal(list.size_words, "fewer than 1,000");
    assert_null(list.flag);
}

/* --- every fault --- */

static void a_limit_is_waited_for_as_long_as_told(void **state)
{
    static const struct {
        const char *rule;
        unsigned from, to;
    } rows[] = {
        { "\"action\": \"status\", \"status\": 429, \"retry_after\": 7", 7, 7 },
        { "\"action\": \"status\", \"status\": 429, \"retry_after\": 7, \"retry_as_date\": true", 6, 8 },
        { "\"action\": \"status\", \"status\": 429", 60, 60 },
        { "\"action\": \"status\", \"status\": 400, \"reason\": \"4/1504022\"", 60, 60 },
        { "\"action\": \"status\", \"status\": 400, \"reason\": \"80003/2446079\", \"minutes\": 12", 720,
          720 },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct platform_outcome outcome;
        struct stage stage;

        set_scene(ctx, rows[i].rule, &stage);
        outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
        assert_int_equal(outcome.verdict, PLATFORM_LATER);
        assert_in_range(outcome.retry_after_s, rows[i].from, rows[i].to);
        assert_true(outcome.was_told_to_wait);
        assert_int_equal(on_list(ctx, &stage), 0);
    }
}

/* What was taken in is taken in; only the next batch waits. */
static void sending_slows_down_when_most_of_the_limit_is_used(void **state)
{
    static const struct {
        int percent, minutes;
        unsigned wait_s;
    } rows[] = { { 75, 0, 0 }, { 76, 0, 60 }, { 95, 0, 300 }, { 100, 9, 540 } };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct platform_outcome outcome;
        struct stage stage;

        set_scene(ctx,
                  arena_printf(ctx->arena, "\"action\": \"usage\", \"percent\": %d, \"minutes\": %d",
                               rows[i].percent, rows[i].minutes),
                  &stage);
        outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
        assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
        assert_int_equal(outcome.retry_after_s, rows[i].wait_s);
        assert_int_equal(on_list(ctx, &stage), SOME);
    }
}

static void faults_of_the_moment_are_tried_again(void **state)
{
    static const char *const rules[] = { "\"status\": 500", "\"status\": 502", "\"status\": 503",
                                         "\"status\": 504", "\"status\": 400, \"reason\": \"2\"" };
    struct ctx *ctx = test_ctx(state);
    struct stage stage;

    for (size_t i = 0; i < COUNT(rules); i++) {
        set_scene(ctx, arena_printf(ctx->arena, "\"action\": \"status\", %s", rules[i]), &stage);
        assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_LATER);
        assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_ACCEPTED);
    }
}

static void a_refusal_is_final_by_its_code(void **state)
{
    static const struct {
        const char *rule, *cause;
    } rows[] = {
        { "\"status\": 400", "bad_request" },
        { "\"status\": 403", "forbidden" },
        { "\"status\": 404", "list_gone" },
        { "\"status\": 409", "bad_request" },
        { "\"status\": 400, \"reason\": \"10\"", "forbidden" },
        { "\"status\": 400, \"reason\": \"294\"", "forbidden" },
        { "\"status\": 400, \"reason\": \"368\"", "blocked" },
        { "\"status\": 400, \"reason\": \"2654\"", "source_too_small" },
        { "\"status\": 400, \"reason\": \"1487301\"", "list_gone" },
        { "\"status\": 400, \"reason\": \"100/1713230\"", "list_flagged" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct platform_outcome outcome;
        struct stage stage;

        set_scene(ctx, arena_printf(ctx->arena, "\"action\": \"status\", %s", rows[i].rule), &stage);
        outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
        assert_int_equal(outcome.verdict, PLATFORM_FINAL);
        assert_string_equal(outcome.cause, rows[i].cause);
        assert_non_null(platform_cause(&meta_driver, outcome.cause));
        assert_non_null(strstr(outcome.detail, "Failed on command"));
    }
}

static void an_answer_that_gets_lost_leaves_it_unknown(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, "\"action\": \"reset_after_accept\"", &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_UNKNOWN);
    assert_string_equal(outcome.cause, "no_answer");
    assert_int_equal(on_list(ctx, &stage), SOME);
    set_scene(ctx, "\"action\": \"reset\"", &stage);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_UNKNOWN);
    assert_int_equal(on_list(ctx, &stage), 0);
}

static void an_answer_after_the_deadline_leaves_it_unknown(void **state)
{
    static const char *const rules[] = { "\"action\": \"delay\", \"delay_ms\": 30000",
                                         "\"action\": \"drip\", \"delay_ms\": 20000" };
    struct ctx *ctx = test_ctx(state);
    struct stage stage;

    for (size_t i = 0; i < COUNT(rules); i++) {
        set_scene(ctx, rules[i], &stage);
        ctx->deadline = instant_add(ctx->now, 300000);
        assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_UNKNOWN);
        ctx->deadline = (struct instant){ 0 };
        assert_int_equal(on_list(ctx, &stage), SOME);
    }
}

static void an_unreadable_answer_leaves_it_unknown(void **state)
{
    static const char *const actions[] = { "empty", "html",       "cut_json", "huge",
                                           "deep",  "wrong_type", "nul",      "bad_utf8" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(actions); i++) {
        struct platform_outcome outcome;
        struct stage stage;

        set_scene(ctx, arena_printf(ctx->arena, "\"action\": \"%s\"", actions[i]), &stage);
        outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
        if (outcome.verdict != PLATFORM_UNKNOWN)
            fail_msg("%s was taken for an answer", actions[i]);
        assert_string_equal(outcome.cause, "unreadable");
        assert_int_equal(on_list(ctx, &stage), SOME);
    }
}

static void a_redirect_is_refused(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, "\"action\": \"redirect\"", &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
    assert_string_equal(outcome.cause, "redirected");
}

static void an_expired_token_asks_for_another(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, "\"action\": \"expired_token\"", &stage);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_REAUTH);
    outcome = ensure(ctx, &stage, "High value", "truffle:1"); /* by the header as well */
    assert_int_equal(outcome.verdict, PLATFORM_REAUTH);
    assert_string_equal(outcome.cause, "reconnect");
    stage.account.access_token = "token-2";
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_ACCEPTED);
}

/* The good ones are taken in; a sample names the bad one. */
static void a_bad_member_is_named_by_a_sample(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct platform_status status;
    struct stage stage;

    set_scene(ctx, "\"action\": \"bad_member\", \"index\": 7", &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_int_equal(outcome.n_refused, 1);
    assert_int_equal(outcome.refused[0].member, 7);
    assert_null(strstr(outcome.detail, "0808"));
    assert_int_equal(on_list(ctx, &stage), SOME - 1);
    assert_ok(meta_driver.status(ctx, &stage.account, outcome.request_id, &outcome, &status));
    assert_int_equal(status.failed, 1);
    assert_string_equal(status.reasons[0].reason, "invalid_entry");
}

static void bad_members_without_a_sample_are_left_to_halving(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, "\"action\": \"bad_member\", \"prefix\": \"0303\", \"unnamed\": true", &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_REFUSED);
    assert_int_equal(outcome.n_refused, 0);
    assert_int_equal(on_list(ctx, &stage), SOME - 1); /* half is taken in already */
}

static void a_list_that_is_gone_is_final(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    stage.list_id = "999";
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
    assert_string_equal(outcome.cause, "list_gone");
}

static void nobody_listening_means_nothing_was_sent(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    stage.account.base_url = "http://127.0.0.1:1";
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_LATER);
    assert_string_equal(outcome.cause, "unreachable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_list_is_made_once_and_found_again),
        TEST(a_list_whose_making_got_lost_is_not_made_twice),
        TEST(a_list_is_found_on_a_later_page),
        TEST(terms_that_nobody_accepted_are_said),
        TEST(a_flagged_list_takes_nobody),
        TEST(a_list_is_dropped_once_and_again),
        TEST(an_account_is_digits_with_or_without_act),
        TEST(the_version_is_the_address_s_own_or_ours),
        TEST(members_come_and_go),
        TEST(the_verdict_tells_counts_and_a_match_rate),
        TEST(a_slow_session_is_asked_for_again),
        TEST(a_small_list_hides_its_size),
        TEST(a_limit_is_waited_for_as_long_as_told),
        TEST(sending_slows_down_when_most_of_the_limit_is_used),
        TEST(faults_of_the_moment_are_tried_again),
        TEST(a_refusal_is_final_by_its_code),
        TEST(an_answer_that_gets_lost_leaves_it_unknown),
        TEST(an_answer_after_the_deadline_leaves_it_unknown),
        TEST(an_unreadable_answer_leaves_it_unknown),
        TEST(a_redirect_is_refused),
        TEST(an_expired_token_asks_for_another),
        TEST(a_bad_member_is_named_by_a_sample),
        TEST(bad_members_without_a_sample_are_left_to_halving),
        TEST(a_list_that_is_gone_is_final),
        TEST(nobody_listening_means_nothing_was_sent),
    };

    return cmocka_run_group_tests_name("meta driver", tests, NULL, NULL);
}
