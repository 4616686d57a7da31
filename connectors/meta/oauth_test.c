/*
 * Signing in and what a token reaches, against the sandbox.
 */
#include "connectors/meta/inner.h"

#include "connectors/sandbox/sandbox.h"
#include "packages/core/test.h"
#include "packages/core/text.h"

#include <string.h>

struct stage {
    struct platform_account account;
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
    struct sandbox *sandbox;

    assert_ok(sandbox_start(ctx->arena, &(struct sandbox_options){ .faults = faults }, &sandbox));
    arena_defer(ctx->arena, stop, sandbox);
    stage->account = (struct platform_account){
        .base_url = arena_printf(ctx->arena, "http://127.0.0.1:%u/", sandbox_port(sandbox)),
        .external_id = NULL,
        .access_token = "token-1",
        .http = http_client_new(NULL),
    };
    arena_defer(ctx->arena, close_client, stage->account.http);
}

static void the_accounts_of_a_token_are_listed(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_outcome outcome;
    struct platform_found *found;
    struct stage stage;
    size_t n;

    set_stage(ctx, NULL, &stage);
    assert_ok(meta_driver.list_accounts(ctx, &stage.account, &outcome, &found, &n));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_int_equal(n, 3);
    assert_string_equal(found[0].external_id, "act_1234567890");
    assert_string_equal(found[1].currency, "EUR");
    assert_string_equal(found[1].time_zone, "Europe/Berlin");
    assert_true(found[1].is_active);
    assert_false(found[2].is_active);
}

static const char *code_of(struct ctx *ctx, struct stage *stage, const struct platform_app *app)
{
    static const char *const wants[] = { "Location", NULL };
    const struct http_request request = { .method = "GET",
                                          .url = meta_oauth.authorize_url(ctx, app, "st&te", NULL),
                                          .wants = wants };
    struct http_reply reply;

    assert_ok(http_send(ctx, stage->account.http, &request, &reply));
    assert_int_equal(reply.status, 302);
    assert_true(text_starts(reply.got[0], "https://truffle.example/back?code="));
    return arena_text_n(ctx->arena, reply.got[0] + 34, strcspn(reply.got[0] + 34, "&"));
}

static void signing_in_gives_a_token_that_lives_for_two_months(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_tokens tokens, newer;
    struct platform_outcome outcome;
    struct platform_app app = { .id = "1", .secret = "s", .redirect_url = "https://truffle.example/back" };
    struct stage stage;
    const char *code;

    set_stage(ctx, NULL, &stage);
    app.base_url = stage.account.base_url;
    code = code_of(ctx, &stage, &app);
    assert_ok(meta_oauth.exchange(ctx, stage.account.http, &app, code, NULL, &outcome, &tokens));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_int_equal(tokens.expires_in_s, 5184000);
    assert_null(tokens.refresh_token);
    assert_ok(meta_oauth.exchange(ctx, stage.account.http, &app, code, NULL, &outcome, &newer));
    assert_int_equal(outcome.verdict, PLATFORM_REAUTH); /* a code is good for once */
    assert_ok(meta_oauth.renew(ctx, stage.account.http, &app, &tokens, &outcome, &newer));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_string_not_equal(newer.access_token, tokens.access_token);
    for (int i = 0; i < 2; i++) { /* a second time there is nothing to take back */
        assert_ok(meta_oauth.revoke(ctx, stage.account.http, &app, &newer, &outcome));
        assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    }
    assert_ok(meta_oauth.renew(ctx, stage.account.http, &app, &newer, &outcome, &tokens));
    assert_int_equal(outcome.verdict, PLATFORM_REAUTH);
}

static void people_sign_in_at_facebook(void **state)
{
    const struct platform_app app = { .id = "17", .secret = "s", .redirect_url = "https://t.example/back" };

    assert_string_equal(meta_oauth.authorize_url(test_ctx(state), &app, "a b", NULL),
                        "https://www.facebook.com/v25.0/dialog/oauth?client_id=17&redirect_uri="
                        "https%3A%2F%2Ft.example%2Fback&state=a%20b&response_type=code&scope="
                        "ads_management%2Cbusiness_management");
}

static void a_sign_in_that_is_told_to_wait_waits(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct platform_tokens tokens = { .access_token = "old" };
    struct platform_outcome outcome;
    struct platform_app app = { .id = "1", .secret = "s", .redirect_url = "https://truffle.example/back" };
    struct stage stage;

    set_stage(ctx, "[{\"match\": \"oauth\", \"action\": \"status\", \"status\": 400, \"reason\": \"4\"}]",
              &stage);
    app.base_url = stage.account.base_url;
    assert_ok(meta_oauth.renew(ctx, stage.account.http, &app, &tokens, &outcome, &tokens));
    assert_int_equal(outcome.verdict, PLATFORM_LATER);
    assert_string_equal(outcome.cause, "limit_app");
    assert_string_equal(tokens.access_token, "old");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_accounts_of_a_token_are_listed),
        TEST(signing_in_gives_a_token_that_lives_for_two_months),
        TEST(people_sign_in_at_facebook),
        TEST(a_sign_in_that_is_told_to_wait_waits),
    };

    return cmocka_run_group_tests_name("meta sign-in", tests, NULL, NULL);
}
