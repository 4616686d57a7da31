/*
 * What the driver puts on the wire, byte for byte, as wire.json has it. The other half is tests/peers: the
 * same calls made with Google's own client must say the same.
 */
#include "connectors/google-ads/google-ads.h"

#include "connectors/sandbox/sandbox.h"
#include "packages/core/test.h"
#include "packages/http/http.h"

#include <string.h>

static const struct member people[] = {
    { .email = "  ALEXZ@example.com   ", .phone = "+18005550100" },
    { .email = "jefferson.Loves.hiking@gmail.com",
      .first_name = " Mr. Alex   ",
      .last_name = " Quinn, Jr.   ",
      .country = " us",
      .postal_code = " 94045  " },
};

static void stop(void *sandbox)
{
    sandbox_stop(sandbox);
}

static void close_client(void *client)
{
    http_client_free(client);
}

static struct platform_account account_at(struct ctx *ctx, struct sandbox **sandbox)
{
    struct platform_account account = { .external_id = "1234567890",
                                        .login_id = "9876543210",
                                        .access_token = "fake",
                                        .http = http_client_new(NULL) };

    assert_ok(sandbox_start(ctx->arena, &(struct sandbox_options){ 0 }, sandbox));
    arena_defer(ctx->arena, stop, *sandbox);
    arena_defer(ctx->arena, close_client, account.http);
    account.base_url = arena_printf(ctx->arena, "http://127.0.0.1:%u", sandbox_port(*sandbox));
    return account;
}

static void make_calls(struct ctx *ctx, const struct platform_account *account)
{
    const struct platform_list list = { .name = "High value",
                                        .marker = "truffle:aud_01",
                                        .membership_days = 540 };
    struct identified members[COUNT(people)];
    struct platform_batch batch = { .members = members, .n_members = COUNT(people) };
    struct hasher *hasher = hasher_new();
    struct platform_outcome outcome;
    struct platform_list_state list_state;

    for (size_t i = 0; i < COUNT(people); i++)
        assert_true(google_ads_driver.identify(NULL, hasher, &people[i], &members[i]));
    hasher_free(hasher);
    assert_ok(google_ads_driver.ensure_list(ctx, account, &list, &outcome, &batch.list_id));
    assert_ok(google_ads_driver.send(ctx, account, &batch, &outcome));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    batch.act = PLATFORM_REMOVE;
    assert_ok(google_ads_driver.send(ctx, account, &batch, &outcome));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_ok(google_ads_driver.list_state(ctx, account, batch.list_id, &outcome, &list_state));
}

static json_t *log_of(struct ctx *ctx, const struct platform_account *account)
{
    struct http_reply reply;
    json_t *json;

    assert_ok(
        http_send(ctx, account->http,
                  &(struct http_request){
                      .method = "GET", .url = arena_printf(ctx->arena, "%s/sandbox/log", account->base_url) },
                  &reply));
    assert_ok(json_parse(ctx, (const char *)reply.body.at, reply.body.size, &json));
    return json_object_get(json, "items");
}

static const char *text_of(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void each_call_is_as_it_is_written_down(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct sandbox *sandbox;
    const struct platform_account account = account_at(ctx, &sandbox);
    json_t *wanted = json_load_file("connectors/google-ads/wire.json", 0, NULL), *log, *call;
    size_t i;

    assert_non_null(wanted);
    json_keep(ctx, wanted);
    make_calls(ctx, &account);
    log = log_of(ctx, &account);
    assert_int_equal(json_array_size(log), json_array_size(wanted));
    json_array_foreach(wanted, i, call)
    {
        const char *body = text_of(call, "body");

        assert_string_equal(text_of(json_array_get(log, i), "method"), text_of(call, "method"));
        assert_string_equal(text_of(json_array_get(log, i), "path"), text_of(call, "path"));
        assert_string_equal(text_of(json_array_get(log, i), "body_sha256"),
                            sha256_hex(ctx->arena, body, strlen(body)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_call_is_as_it_is_written_down),
    };

    return cmocka_run_group_tests_name("google-ads wire", tests, NULL, NULL);
}
