/*
 * The driver against the sandbox, over a real socket, through every fault that the sandbox has.
 */
#include "connectors/google-ads/google-ads.h"

#include "connectors/sandbox/sandbox.h"
#include "packages/core/test.h"
#include "packages/http/http.h"

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
        .external_id = "1234567890",
        .login_id = "9876543210",
        .access_token = "token-1",
        .http = http_client_new(NULL),
    };
    arena_defer(ctx->arena, close_client, stage->account.http);
    for (size_t i = 0; i < SOME; i++) {
        stage->members[i].has = ID_EMAIL | ID_PHONE;
        memset(stage->members[i].email, (int)i + 1, SHA256_SIZE);
        memset(stage->members[i].phone, (int)i + 101, SHA256_SIZE);
    }
}

static struct platform_outcome ensure(struct ctx *ctx, struct stage *stage, const char *name,
                                      const char *marker)
{
    const struct platform_list list = { .name = name, .marker = marker, .membership_days = 540 };
    struct platform_outcome outcome;

    assert_ok(google_ads_driver.ensure_list(ctx, &stage->account, &list, &outcome, &stage->list_id));
    return outcome;
}

static struct platform_outcome deliver(struct ctx *ctx, struct stage *stage, enum platform_act act, size_t n)
{
    const struct platform_batch batch = {
        .list_id = stage->list_id, .act = act, .members = stage->members, .n_members = n
    };
    struct platform_outcome outcome;

    assert_ok(google_ads_driver.send(ctx, &stage->account, &batch, &outcome));
    return outcome;
}

/* A stage with a list. The fault only concerns additions. */
static void set_scene(struct ctx *ctx, const char *rule, struct stage *stage)
{
    set_stage(ctx,
              rule ? arena_printf(ctx->arena, "[{\"match\": \"audienceMembers:\", \"times\": 1, %s}]", rule)
                   : NULL,
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
    (void)ensure(ctx, &stage, "Another", "truffle:11");
    assert_string_not_equal(stage.list_id, first); /* a marker that begins alike is another */
}

static void a_taken_name_gets_a_number(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;
    const char *lists;

    set_scene(ctx, NULL, &stage);
    assert_int_equal(ensure(ctx, &stage, "High value", "truffle:2").verdict, PLATFORM_ACCEPTED);
    assert_int_equal(ensure(ctx, &stage, "High value", "truffle:3").verdict, PLATFORM_ACCEPTED);
    lists = (const char *)get(ctx, &stage, "sandbox/lists").at;
    assert_non_null(strstr(lists, "\"High value (2)\""));
    assert_non_null(strstr(lists, "\"High value (3)\""));
}

static void a_list_whose_making_got_lost_is_not_made_twice(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;

    set_stage(ctx, "[{\"match\": \"userLists\", \"nth\": 2, \"action\": \"reset_after_accept\"}]", &stage);
    assert_int_equal(ensure(ctx, &stage, "High value", "truffle:1").verdict, PLATFORM_UNKNOWN);
    assert_int_equal(ensure(ctx, &stage, "High value", "truffle:1").verdict, PLATFORM_ACCEPTED);
    assert_null(strstr((const char *)get(ctx, &stage, "sandbox/lists").at, "High value (2)"));
}

static void make_other_list(struct ctx *ctx, struct stage *stage, int i)
{
    static const char *const headers[] = { "Authorization: Bearer token-1", "Content-Type: application/json",
                                           NULL };
    const char *body = arena_printf(
        ctx->arena, "{\"displayName\":\"%d\",\"ingestedUserListInfo\":{\"uploadKeyTypes\":[\"CONTACT_ID\"]}}",
        i);
    struct http_request request = { .method = "POST", .headers = headers };
    struct http_reply reply;

    request.url = arena_printf(ctx->arena, "%sv1/accountTypes/GOOGLE_ADS/accounts/1234567890/userLists",
                               stage->account.base_url);
    request.body = (struct bytes){ (const unsigned char *)body, strlen(body) };
    assert_ok(http_send(ctx, stage->account.http, &request, &reply));
    assert_int_equal(reply.status, 200);
}

static void a_list_is_found_on_a_later_page(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;
    const char *last;

    set_stage(ctx, NULL, &stage);
    for (int i = 0; i < 1000; i++)
        make_other_list(ctx, &stage, i);
    (void)ensure(ctx, &stage, "High value", "truffle:1");
    last = stage.list_id;
    stage.list_id = NULL;
    (void)ensure(ctx, &stage, "High value", "truffle:1");
    assert_string_equal(stage.list_id, last);
}

static void a_membership_beyond_the_maximum_is_refused_here(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct platform_list list = { .name = "x", .marker = "m", .membership_days = 541 };
    struct platform_outcome outcome;
    struct stage stage;

    set_stage(ctx, NULL, &stage);
    assert_err(google_ads_driver.ensure_list(ctx, &stage.account, &list, &outcome, &stage.list_id),
               ERR_INVALID, "membership_days");
}

static void an_account_that_is_no_number_is_not_asked_for(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct platform_list list = { .name = "x", .marker = "m" };
    struct platform_outcome outcome;
    struct stage stage;

    set_stage(ctx, NULL, &stage);
    stage.account.external_id = "123-456";
    assert_err(google_ads_driver.ensure_list(ctx, &stage.account, &list, &outcome, &stage.list_id),
               ERR_INVALID, "external_id");
    stage.account.external_id = "1234567890";
    stage.account.access_token = "a\r\nX-Evil: 1";
    assert_err(google_ads_driver.ensure_list(ctx, &stage.account, &list, &outcome, &stage.list_id),
               ERR_INVALID, "access_token");
}

/* --- members --- */

static void members_come_and_go(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_non_null(outcome.request_id);
    (void)deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(on_list(ctx, &stage), SOME); /* twice is once */
    stage.members[0].has &= ~(unsigned)ID_EMAIL;
    assert_int_equal(deliver(ctx, &stage, PLATFORM_REMOVE, 5).verdict, PLATFORM_ACCEPTED);
    assert_int_equal(on_list(ctx, &stage), SOME - 5); /* any identifier finds the member */
}

static void the_verdict_tells_counts_and_a_match_rate(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct platform_status status;
    struct stage stage;

    set_scene(ctx, NULL, &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_ok(google_ads_driver.status(ctx, &stage.account, outcome.request_id, &outcome, &status));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_true(status.is_final);
    assert_string_equal(status.status, "SUCCESS");
    assert_int_equal(status.received, SOME);
    assert_int_equal(status.failed, 0);
    assert_true(text_starts(status.match_rate, "MATCH_RATE_RANGE_"));
    assert_ok(google_ads_driver.status(ctx, &stage.account, "never/given?", &outcome, &status));
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
    assert_string_equal(outcome.cause, "request_unknown");
}

static void a_small_list_hides_its_size(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;
    struct platform_list_state list;

    set_scene(ctx, NULL, &stage);
    (void)deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_ok(google_ads_driver.list_state(ctx, &stage.account, stage.list_id, &outcome, &list));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_int_equal(list.size, 0);
    assert_null(list.match_rate);
}

/* --- every fault --- */

static void a_limit_is_waited_for_as_long_as_told(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, "\"action\": \"status\", \"status\": 429, \"retry_after\": 7", &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_LATER);
    assert_int_equal(outcome.retry_after_s, 7);
    assert_true(outcome.was_told_to_wait);
    assert_int_equal(on_list(ctx, &stage), 0);
}

static void a_limit_told_as_a_date_is_waited_for(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, "\"action\": \"status\", \"status\": 429, \"retry_after\": 7, \"retry_as_date\": true",
              &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_in_range(outcome.retry_after_s, 6, 8);
}

static void faults_of_the_moment_are_tried_again(void **state)
{
    static const int statuses[] = { 500, 502, 503, 504 };
    struct ctx *ctx = test_ctx(state);
    struct stage stage;

    for (size_t i = 0; i < COUNT(statuses); i++) {
        const char *rule = arena_printf(ctx->arena, "\"action\": \"status\", \"status\": %d", statuses[i]);

        set_scene(ctx, rule, &stage);
        assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_LATER);
        assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_ACCEPTED);
    }
}

static void a_refusal_in_the_platforms_words_is_final(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, "\"action\": \"status\", \"status\": 403, \"reason\": \"NOT_ALLOWLISTED\"", &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_FINAL);
    assert_string_equal(outcome.cause, "not_allowlisted");
    assert_non_null(strstr(outcome.detail, "NOT_ALLOWLISTED"));
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
    struct ctx *ctx = test_ctx(state);
    struct stage stage;

    set_scene(ctx, "\"action\": \"delay\", \"delay_ms\": 30000", &stage);
    ctx->deadline = instant_add(ctx->now, 300000);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_UNKNOWN);
    ctx->deadline = (struct instant){ 0 };
    assert_int_equal(on_list(ctx, &stage), SOME);
}

static void an_answer_that_drips_is_ended(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct stage stage;

    set_scene(ctx, "\"action\": \"drip\", \"delay_ms\": 20000", &stage);
    ctx->deadline = instant_add(ctx->now, 300000);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_UNKNOWN);
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
    struct stage stage;

    set_scene(ctx, "\"action\": \"expired_token\"", &stage);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_REAUTH);
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_REAUTH);
    stage.account.access_token = "token-2";
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME).verdict, PLATFORM_ACCEPTED);
}

static void a_bad_member_is_named_and_the_rest_goes(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, "\"action\": \"bad_member\", \"index\": 7", &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_REFUSED);
    assert_int_equal(outcome.n_refused, 1);
    assert_int_equal(outcome.refused[0].member, 7);
    assert_int_equal(on_list(ctx, &stage), 0);
    stage.members[7] = stage.members[SOME - 1];
    assert_int_equal(deliver(ctx, &stage, PLATFORM_ADD, SOME - 1).verdict, PLATFORM_ACCEPTED);
}

static void bad_members_may_stay_unnamed(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct stage stage;

    set_scene(ctx, "\"action\": \"bad_member\", \"prefix\": \"0303\", \"unnamed\": true", &stage);
    outcome = deliver(ctx, &stage, PLATFORM_ADD, SOME);
    assert_int_equal(outcome.verdict, PLATFORM_REFUSED);
    assert_int_equal(outcome.n_refused, 0);
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
        TEST(a_taken_name_gets_a_number),
        TEST(a_list_whose_making_got_lost_is_not_made_twice),
        TEST(a_list_is_found_on_a_later_page),
        TEST(a_membership_beyond_the_maximum_is_refused_here),
        TEST(an_account_that_is_no_number_is_not_asked_for),
        TEST(members_come_and_go),
        TEST(the_verdict_tells_counts_and_a_match_rate),
        TEST(a_small_list_hides_its_size),
        TEST(a_limit_is_waited_for_as_long_as_told),
        TEST(a_limit_told_as_a_date_is_waited_for),
        TEST(faults_of_the_moment_are_tried_again),
        TEST(a_refusal_in_the_platforms_words_is_final),
        TEST(an_answer_that_gets_lost_leaves_it_unknown),
        TEST(an_answer_after_the_deadline_leaves_it_unknown),
        TEST(an_answer_that_drips_is_ended),
        TEST(an_unreadable_answer_leaves_it_unknown),
        TEST(a_redirect_is_refused),
        TEST(an_expired_token_asks_for_another),
        TEST(a_bad_member_is_named_and_the_rest_goes),
        TEST(bad_members_may_stay_unnamed),
        TEST(a_list_that_is_gone_is_final),
        TEST(nobody_listening_means_nothing_was_sent),
    };

    return cmocka_run_group_tests_name("google-ads driver", tests, NULL, NULL);
}
