/*
 * What the driver puts on the wire, byte for byte, as wire.json has it. The other half is tests/peers: the
 * same calls made with Meta's own client must say the same.
 */
#include "connectors/meta/inner.h"

#include "connectors/sandbox/sandbox.h"
#include "packages/core/test.h"
#include "packages/http/http.h"

#include <string.h>

static const struct member people[] = {
    { .email = "  John_Smith@gmail.com   ", .phone = "+16505551212", .country = "US" },
    { .email = "mary@example.com",
      .first_name = "Mary",
      .last_name = " O'Brien ",
      .country = "us",
      .postal_code = " 90210-1234  " },
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
    struct platform_account account = { .external_id = "act_1234567890",
                                        .access_token = "fake",
                                        .http = http_client_new(NULL) };

    assert_ok(sandbox_start(ctx->arena, &(struct sandbox_options){ 0 }, sandbox));
    arena_defer(ctx->arena, stop, *sandbox);
    arena_defer(ctx->arena, close_client, account.http);
    account.base_url = arena_printf(ctx->arena, "http://127.0.0.1:%u/v24.0", sandbox_port(*sandbox));
    return account;
}

static void make_calls(struct ctx *ctx, const struct platform_account *account)
{
    const struct platform_list list = { .name = "High value", .marker = "truffle:aud_01" };
    struct identified members[COUNT(people)];
    struct platform_batch batch = { .members = members, .n_members = COUNT(people) };
    struct hasher *hasher = hasher_new();
    struct platform_found *found;
    struct platform_outcome outcome;
    struct platform_status status;
    struct platform_list_state list_state;
    size_t n;

    for (size_t i = 0; i < COUNT(people); i++)
        assert_true(meta_identify(NULL, hasher, &people[i], &members[i]));
    hasher_free(hasher);
    assert_ok(meta_driver.list_accounts(ctx, account, &outcome, &found, &n));
    assert_ok(meta_driver.ensure_list(ctx, account, &list, &outcome, &batch.list_id));
    assert_ok(meta_driver.send(ctx, account, &batch, &outcome));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_ok(meta_driver.status(ctx, account, outcome.request_id, &outcome, &status));
    batch.act = PLATFORM_REMOVE;
    assert_ok(meta_driver.send(ctx, account, &batch, &outcome));
    assert_int_equal(outcome.verdict, PLATFORM_ACCEPTED);
    assert_ok(meta_driver.list_state(ctx, account, batch.list_id, &outcome, &list_state));
    assert_ok(meta_driver.drop_list(ctx, account, batch.list_id, &outcome));
}

static json_t *log_of(struct ctx *ctx, const struct platform_account *account)
{
    struct http_reply reply;
    const char *url =
        arena_printf(ctx->arena, "%.*s/sandbox/log", (int)strlen(account->base_url) - 6, account->base_url);
    json_t *json;

    assert_ok(http_send(ctx, account->http, &(struct http_request){ .method = "GET", .url = url }, &reply));
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
    json_t *wanted = json_load_file("connectors/meta/wire.json", 0, NULL), *log, *call;
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

/* No part of a person, and no token, is in an address. */
static void addresses_hold_nothing_secret(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct sandbox *sandbox;
    const struct platform_account account = account_at(ctx, &sandbox);
    const char *text;

    make_calls(ctx, &account);
    text = json_canonical(ctx, log_of(ctx, &account));
    assert_null(strstr(text, "fake"));
    assert_null(strstr(text, "62a14e44"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_call_is_as_it_is_written_down),
        TEST(addresses_hold_nothing_secret),
    };

    return cmocka_run_group_tests_name("meta wire", tests, NULL, NULL);
}
