/*
 * What a client of Meta's API sees here: the rules that it is held against, and what outlives the sandbox.
 */
#include "connectors/sandbox/sandbox.h"

#include "packages/core/test.h"
#include "packages/core/text.h"
#include "packages/http/http.h"

#include <stdio.h>
#include <string.h>

#define HASH  "abababababababababababababababababababababababababababababababab"
#define OTHER "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
#define LISTS "/v25.0/act_123/customaudiences"
#define USERS "/v25.0/7001/users"
#define NEW   "\"name\":\"VIP\",\"subtype\":\"CUSTOM\",\"customer_file_source\":\"USER_PROVIDED_ONLY\""
#define ONE   "\"payload\":{\"schema\":[\"EMAIL\"],\"data\":[[\"" HASH "\"]]}"
#define SESSION(seq, last)                                                                                   \
    ",\"session\":{\"session_id\":17,\"batch_seq\":" seq ",\"last_batch_flag\":" last "}"

struct peer {
    struct ctx *ctx;
    struct sandbox *sandbox;
    struct http_client *client;
    const char *token;
    int status;
    json_t *json; /* of the last answer; NULL when it isn't JSON */
    const char *text;
};

static void stop(void *sandbox)
{
    sandbox_stop(sandbox);
}

static void close_client(void *client)
{
    http_client_free(client);
}

static struct peer begun(struct ctx *ctx, const struct sandbox_options *options)
{
    struct peer peer = { .ctx = ctx, .client = http_client_new(NULL), .token = "t" };

    assert_ok(sandbox_start(ctx->arena, options, &peer.sandbox));
    arena_defer(ctx->arena, close_client, peer.client);
    return peer;
}

static void call(struct peer *peer, const char *method, const char *path, const char *body)
{
    const char *headers[] = { peer->token
                                  ? arena_printf(peer->ctx->arena, "Authorization: Bearer %s", peer->token)
                                  : "X-None: 1",
                              NULL };
    const struct http_request request = {
        .method = method,
        .url = arena_printf(peer->ctx->arena, "http://127.0.0.1:%u%s", sandbox_port(peer->sandbox), path),
        .headers = headers,
        .body = { (const unsigned char *)body, body ? strlen(body) : 0 },
    };
    struct http_reply reply;

    assert_ok(http_send(peer->ctx, peer->client, &request, &reply));
    peer->status = reply.status;
    peer->text = (const char *)reply.body.at;
    peer->json = NULL;
    if (json_parse(peer->ctx, peer->text, reply.body.size, &peer->json) != NULL)
        peer->json = NULL;
}

static const char *text_of(const struct peer *peer, const char *key)
{
    return json_string_value(json_object_get(peer->json, key));
}

static int64_t code_of(const struct peer *peer, const char *key)
{
    return json_integer_value(json_object_get(json_object_get(peer->json, "error"), key));
}

static void expect_error(const struct peer *peer, int64_t code, int64_t subcode)
{
    assert_int_equal(peer->status, 400);
    assert_int_equal(code_of(peer, "code"), code);
    assert_int_equal(code_of(peer, "error_subcode"), subcode);
}

/* A sandbox that ends with the test, with the audience 7001. */
static struct peer with_audience(struct ctx *ctx)
{
    struct peer peer = begun(ctx, &(struct sandbox_options){ 0 });

    arena_defer(ctx->arena, stop, peer.sandbox);
    call(&peer, "POST", LISTS, "{" NEW "}");
    assert_string_equal(text_of(&peer, "id"), "7001");
    return peer;
}

static int64_t members(struct peer *peer)
{
    json_t *list;

    call(peer, "GET", "/sandbox/lists", NULL);
    list = json_array_get(json_object_get(peer->json, "items"), 0);
    assert_string_equal(json_string_value(json_object_get(list, "platform")), "meta");
    return json_integer_value(json_object_get(list, "members"));
}

/* --- audiences --- */

static void an_audience_is_made_read_changed_and_deleted(void **state)
{
    struct peer peer = with_audience(test_ctx(state));

    call(&peer, "GET", "/v24.0/7001?fields=name,subtype,operation_status,approximate_count_upper_bound",
         NULL);
    assert_string_equal(text_of(&peer, "name"), "VIP");
    assert_int_equal(json_integer_value(json_object_get(peer.json, "approximate_count_upper_bound")), 1000);
    assert_null(json_object_get(peer.json, "description"));
    call(&peer, "GET", "/v25.0/7001?fields=shoe_size", NULL);
    expect_error(&peer, 100, 0);
    call(&peer, "POST", "/v25.0/7001", "name=New+name&description=d%26e");
    assert_true(json_is_true(json_object_get(peer.json, "success")));
    call(&peer, "GET", "/v25.0/7001?fields=name,description", NULL);
    assert_string_equal(text_of(&peer, "name"), "New name");
    assert_string_equal(text_of(&peer, "description"), "d&e");
    call(&peer, "POST", "/v25.0/7001", "{\"method\":\"delete\"}");
    assert_int_equal(peer.status, 200);
    call(&peer, "DELETE", "/v25.0/7001", NULL);
    expect_error(&peer, 100, 33);
}

static void an_audience_is_held_against_the_rules(void **state)
{
    static const struct {
        const char *path, *body;
        int64_t subcode;
    } rows[] = {
        { LISTS, "{\"subtype\":\"CUSTOM\",\"customer_file_source\":\"USER_PROVIDED_ONLY\"}", 0 },
        { LISTS, "{\"name\":\"\",\"subtype\":\"CUSTOM\",\"customer_file_source\":\"USER_PROVIDED_ONLY\"}",
          0 },
        { LISTS, "{\"name\":\"x\",\"customer_file_source\":\"USER_PROVIDED_ONLY\"}", 0 },
        { LISTS, "{\"name\":\"x\",\"subtype\":\"CUSTOM\"}", 1870107 },
        { LISTS, "{\"name\":\"x\",\"subtype\":\"CUSTOM\",\"customer_file_source\":\"MINE\"}", 0 },
        { "/v25.0/123/customaudiences", "{" NEW "}", 33 },
        { "/v25.0/act_12x/customaudiences", "{" NEW "}", 33 },
        { "/v25.0/act_123/nothing", "{}", 33 },
    };
    struct peer peer = with_audience(test_ctx(state));

    for (size_t i = 0; i < COUNT(rows) - 1; i++) {
        call(&peer, "POST", rows[i].path, rows[i].body);
        expect_error(&peer, 100, rows[i].subcode);
    }
    call(&peer, "POST", rows[COUNT(rows) - 1].path, "{}");
    assert_int_equal(peer.status, 404);
    call(&peer, "GET", LISTS, NULL);
    assert_int_equal(json_array_size(json_object_get(peer.json, "data")), 1);
}

static void audiences_come_in_pages(void **state)
{
    struct peer peer = with_audience(test_ctx(state));
    const char *after = "";
    int n = 0;

    for (int i = 0; i < 4; i++)
        call(&peer, "POST", LISTS, "{" NEW "}");
    while (after) {
        json_t *paging;

        call(&peer, "GET", arena_printf(peer.ctx->arena, LISTS "?limit=2&after=%s", after), NULL);
        n += (int)json_array_size(json_object_get(peer.json, "data"));
        paging = json_object_get(peer.json, "paging");
        after = json_object_get(paging, "next")
                    ? json_string_value(json_object_get(json_object_get(paging, "cursors"), "after"))
                    : NULL;
        assert_null(strstr(peer.text, "access_token=t"));
    }
    assert_int_equal(n, 5);
    call(&peer, "GET", LISTS "?limit=0", NULL);
    expect_error(&peer, 100, 0);
    call(&peer, "GET", "/v25.0/act_124/customaudiences", NULL);
    assert_int_equal(json_array_size(json_object_get(peer.json, "data")), 0);
}

/* --- tokens --- */

static void a_token_may_stand_in_three_places(void **state)
{
    struct peer peer = with_audience(test_ctx(state));

    peer.token = NULL;
    call(&peer, "GET", "/v25.0/7001", NULL);
    expect_error(&peer, 190, 463);
    call(&peer, "GET", "/v25.0/7001?access_token=t", NULL);
    assert_int_equal(peer.status, 200);
    call(&peer, "POST", USERS, "{\"access_token\":\"t\"," ONE "}");
    assert_int_equal(peer.status, 200);
    call(&peer, "POST", "/v25.0/7001", "access_token=t&name=x");
    assert_int_equal(peer.status, 200);
    call(&peer, "DELETE", "/v25.0/me/permissions?access_token=t", NULL);
    assert_int_equal(peer.status, 200);
    call(&peer, "GET", "/v25.0/7001?access_token=t", NULL);
    expect_error(&peer, 190, 463);
    call(&peer, "GET", "/v25.0/debug_token?input_token=t&access_token=other", NULL);
    assert_true(json_is_false(json_object_get(json_object_get(peer.json, "data"), "is_valid")));
}

/* --- members --- */

static void rows_of_another_shape_refuse_the_request(void **state)
{
    static const char *const bodies[] = {
        "{}",
        "{\"payload\":[]}",
        "{\"payload\":{\"data\":[[\"" HASH "\"]]}}",
        "{\"payload\":{\"schema\":[\"EMAIL\"]}}",
        "{\"payload\":{\"schema\":[],\"data\":[[]]}}",
        "{\"payload\":{\"schema\":[\"EMAIL\"],\"data\":[]}}",
        "{\"payload\":{\"schema\":[\"SHOE\"],\"data\":[[\"" HASH "\"]]}}",
        "{\"payload\":{\"schema\":[\"EMAIL\",\"EMAIL\"],\"data\":[[\"" HASH "\",\"\"]]}}",
        "{\"payload\":{\"schema\":[\"EMAIL\"],\"data\":[[\"" HASH "\",\"" HASH "\"]]}}",
        "{\"payload\":{\"schema\":[\"EMAIL\",\"PHONE\"],\"data\":[[\"" HASH "\"]]}}",
        "{\"payload\":{\"schema\":[\"EMAIL\",\"PHONE\"],\"data\":[[\"" HASH "\",null]]}}",
        "{\"payload\":{\"schema\":[\"EMAIL\"],\"data\":[\"" HASH "\"]}}",
        "{\"payload\":{\"schema\":[\"EMAIL\"],\"data\":{\"0\":[\"" HASH "\"]}}}",
        "{\"payload\":{\"schema\":[\"EMAIL\"],\"data\":[[\"" HASH "\"]],\"colour\":1}}",
        "{" ONE ",\"session\":{\"batch_seq\":1,\"last_batch_flag\":true}}",
        "{" ONE ",\"session\":{\"session_id\":0,\"batch_seq\":1,\"last_batch_flag\":true}}",
        "{" ONE ",\"session\":{\"session_id\":17,\"batch_seq\":0,\"last_batch_flag\":true}}",
        "{" ONE ",\"session\":{\"session_id\":17,\"batch_seq\":1}}",
        "{" ONE ",\"session\":{\"session_id\":17,\"batch_seq\":2,\"last_batch_flag\":true}}",
        "{" ONE ",\"session\":7}",
    };
    struct peer peer = with_audience(test_ctx(state));

    for (size_t i = 0; i < COUNT(bodies); i++) {
        call(&peer, "POST", USERS, bodies[i]);
        if (peer.status != 400 || code_of(&peer, "code") != 100)
            fail_msg("taken: %s", bodies[i]);
    }
    assert_int_equal(members(&peer), 0);
}

static void rows_without_a_hash_are_counted_and_the_others_taken(void **state)
{
    struct peer peer = with_audience(test_ctx(state));
    json_t *samples;

    call(&peer, "POST", USERS,
         "{\"payload\":{\"schema\":[\"EMAIL\",\"FN\",\"MADID\"],\"data\":[[\"" HASH
         "\",\"\",\"\"],[\"jane@x\",\"\","
         "\"\"],[\"\",\"\",\"\"],[\"\",\"\",\"AEBE52E7\"],["
         "\"ABABABABABABABABABABABABABABABABABABABABABABABABABABABA"
         "BABABABAB\",\"\",\"\"],[\"\",\"" OTHER "\",\"\"]]}}");
    assert_int_equal(peer.status, 200);
    assert_string_equal(text_of(&peer, "num_received"), "6");
    assert_string_equal(text_of(&peer, "num_invalid_entries"), "3");
    samples = json_object_get(peer.json, "invalid_entry_samples");
    assert_int_equal(json_object_size(samples), 3);
    assert_string_equal(json_string_value(json_object_get(samples, "1")), "jane@x");
    assert_int_equal(members(&peer), 3);
}

static void samples_are_few(void **state)
{
    struct peer peer = with_audience(test_ctx(state));
    struct buf text = buf_in(peer.ctx->arena, 4096);

    buf_text(&text, "{\"payload\":{\"schema\":\"EMAIL_SHA256\",\"data\":[\"" HASH "\"");
    for (int i = 0; i < 30; i++)
        buf_text(&text, ",\"x\"");
    buf_text(&text, "]}}");
    call(&peer, "POST", USERS, buf_str(&text));
    assert_string_equal(text_of(&peer, "num_invalid_entries"), "30");
    assert_int_equal(json_object_size(json_object_get(peer.json, "invalid_entry_samples")), 10);
    assert_int_equal(members(&peer), 1);
}

static void ten_thousand_rows_are_taken_and_not_one_more(void **state)
{
    struct peer peer = with_audience(test_ctx(state));
    struct buf text = buf_in(peer.ctx->arena, 1 << 20);

    for (int n = 10001; n >= 10000; n--) {
        buf_reset(&text);
        buf_printf(&text, "{\"payload\":{\"schema\":[\"EMAIL\"],\"data\":[");
        for (int i = 0; i < n; i++)
            buf_printf(&text, "%s[\"%064d\"]", i ? "," : "", i);
        buf_text(&text, "]}}");
        call(&peer, "POST", USERS, buf_str(&text));
        assert_int_equal(peer.status, n > 10000 ? 400 : 200);
    }
    assert_int_equal(members(&peer), 10000);
}

static void a_member_goes_by_any_of_its_strong_keys(void **state)
{
    struct peer peer = with_audience(test_ctx(state));

    call(&peer, "POST", USERS,
         "{\"payload\":{\"schema\":[\"EMAIL\",\"PHONE\",\"COUNTRY\"],\"data\":[[\"" HASH "\",\"" OTHER
         "\",\"" HASH "\"],[\"" OTHER "\",\"\",\"" HASH "\"]]}}");
    assert_int_equal(members(&peer), 2);
    /* The country is the same of both; only the phone says who goes. */
    call(&peer, "DELETE", USERS,
         "{\"payload\":{\"schema\":[\"PHONE\",\"COUNTRY\"],\"data\":[[\"" OTHER "\",\"" HASH "\"]]}}");
    assert_int_equal(peer.status, 200);
    assert_int_equal(members(&peer), 1);
    call(&peer, "POST", USERS "?method=delete",
         "payload=%7B%22schema%22%3A%5B%22EMAIL%22%5D%2C%22data%22%3A%5B%5B%22" OTHER "%22%5D%5D%7D");
    assert_int_equal(peer.status, 200);
    assert_int_equal(members(&peer), 0);
}

static void a_removal_in_the_address_is_taken_or_too_long(void **state)
{
    struct peer peer = with_audience(test_ctx(state));
    struct buf text = buf_in(peer.ctx->arena, 1 << 20);

    call(&peer, "POST", USERS, "{" ONE "}");
    call(&peer, "DELETE",
         USERS "?payload=%7B%22schema%22%3A%5B%22EMAIL%22%5D%2C%22data%22%3A%5B%5B%22" HASH "%22%5D%5D%7D",
         NULL);
    assert_int_equal(peer.status, 200);
    assert_int_equal(members(&peer), 0);
    buf_text(&text, USERS "?payload=");
    for (int i = 0; i < 10000; i++)
        buf_text(&text, HASH);
    call(&peer, "DELETE", buf_str(&text), NULL);
    assert_int_equal(peer.status, 414);
}

/* --- sessions --- */

static json_t *session(struct peer *peer)
{
    call(peer, "GET", "/v25.0/7001/sessions?session_id=17", NULL);
    assert_int_equal(peer->status, 200);
    return json_array_get(json_object_get(peer->json, "data"), 0);
}

static void a_session_counts_its_batches_once(void **state)
{
    struct peer peer = with_audience(test_ctx(state));

    call(&peer, "POST", USERS, "{" ONE SESSION("1", "false") "}");
    assert_string_equal(text_of(&peer, "session_id"), "17");
    assert_string_equal(json_string_value(json_object_get(session(&peer), "stage")), "PROCESSING");
    call(&peer, "POST", USERS, "{" ONE SESSION("2", "true") "}");
    assert_string_equal(json_string_value(json_object_get(session(&peer), "num_received")), "2");
    assert_string_equal(json_string_value(json_object_get(session(&peer), "progress")), "100");
    assert_non_null(json_object_get(session(&peer), "num_matched"));
    call(&peer, "GET", "/v25.0/7001/sessions?session_id=18", NULL);
    assert_int_equal(json_array_size(json_object_get(peer.json, "data")), 0);
}

static void replacing_leaves_who_came_in_its_session(void **state)
{
    static const char second[] =
        "{\"payload\":{\"schema\":[\"PHONE\"],\"data\":[[\"" HASH "\"]]}" SESSION("2", "true") "}";
    struct peer peer = with_audience(test_ctx(state));

    call(&peer, "POST", USERS,
         "{\"payload\":{\"schema\":[\"EMAIL\"],\"data\":[[\"" HASH "\"],[\"" OTHER "\"]]}}");
    call(&peer, "POST", "/v25.0/7001/usersreplace", "{" ONE "}");
    expect_error(&peer, 100, 0); /* a session is needed */
    call(&peer, "POST", "/v25.0/7001/usersreplace", "{" ONE SESSION("1", "false") "}");
    assert_int_equal(peer.status, 200);
    call(&peer, "POST", USERS, "{" ONE "}");
    expect_error(&peer, 100, 0); /* it is being replaced */
    call(&peer, "POST", "/v25.0/7001/usersreplace", second);
    assert_int_equal(peer.status, 200);
    assert_int_equal(members(&peer), 2);
    call(&peer, "GET", "/sandbox/lists/7001/members", NULL);
    assert_null(strstr(peer.text, OTHER));
    call(&peer, "POST", USERS, "{" ONE "}");
    assert_int_equal(peer.status, 200);
}

static void a_flagged_audience_takes_nobody(void **state)
{
    struct peer peer = with_audience(test_ctx(state));

    call(&peer, "POST", "/v25.0/7001", "{\"name\":\"Bankruptcy\"}");
    call(&peer, "POST", USERS, "{" ONE "}");
    expect_error(&peer, 100, 1713230);
    call(&peer, "GET", "/v25.0/7001?fields=operation_status", NULL);
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(peer.json, "operation_status"), "code")), 471);
}

/* --- what outlives it, and figures --- */

static void a_restart_keeps_audiences_members_and_sessions(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct sandbox_options options = { .state_dir = test_folder(ctx) };
    struct peer peer = begun(ctx, &options);

    call(&peer, "POST", LISTS, "{" NEW "}");
    call(&peer, "POST", USERS, "{" ONE SESSION("1", "true") "}");
    sandbox_stop(peer.sandbox);
    peer = begun(ctx, &options);
    assert_int_equal(members(&peer), 1);
    assert_string_equal(json_string_value(json_object_get(session(&peer), "num_received")), "1");
    sandbox_stop(peer.sandbox);
}

static void insights_are_texts_and_always_the_same(void **state)
{
    static const char path[] =
        "/v25.0/act_123/insights?level=campaign&fields=campaign_id,spend,impressions,actions&"
        "time_range=%7B%22since%22%3A%222026-11-01%22%2C%22until%22%3A%222026-11-07%22%7D&"
        "time_increment=1&limit=500";
    struct peer peer = with_audience(test_ctx(state));
    const char *first;

    call(&peer, "GET", path, NULL);
    assert_int_equal(json_array_size(json_object_get(peer.json, "data")), 14);
    assert_true(
        json_is_string(json_object_get(json_array_get(json_object_get(peer.json, "data"), 0), "spend")));
    first = peer.text;
    call(&peer, "GET", path, NULL);
    assert_string_equal(peer.text, first);
    call(&peer, "GET", "/v25.0/act_123/insights?time_range=%7B%22since%22%3A%222026-13-01%22%7D", NULL);
    expect_error(&peer, 100, 0);
}

/* Cut, doubled and scrambled bodies must neither end the sandbox nor be read beyond. */
static void mutilated_bodies_are_survived(void **state)
{
    static const char whole[] =
        "{\"access_token\":\"t\",\"payload\":{\"schema\":[\"EMAIL\",\"FN\"],\"data\":[[\"" HASH
        "\",\"\"],[\"\\u0041\",\"" OTHER "\"]]}" SESSION("1", "true") "}";
    struct peer peer = with_audience(test_ctx(state));

    for (int round = 0; round < 400; round++) {
        char *body = arena_text(peer.ctx->arena, whole);
        unsigned char dice[4];

        random_bytes(peer.ctx, dice, sizeof(dice));
        if (dice[0] % 2)
            body[(dice[1] * 256u + dice[2]) % (sizeof(whole) - 1)] = 0;
        else
            body[(dice[1] * 256u + dice[2]) % (sizeof(whole) - 1)] = "{}[],:\"\\x0%&="[dice[3] % 13];
        call(&peer, "POST", USERS, *body ? body : "{}");
        assert_true(peer.status == 200 || peer.status == 400);
        assert_non_null(peer.json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_audience_is_made_read_changed_and_deleted),
        TEST(an_audience_is_held_against_the_rules),
        TEST(audiences_come_in_pages),
        TEST(a_token_may_stand_in_three_places),
        TEST(rows_of_another_shape_refuse_the_request),
        TEST(rows_without_a_hash_are_counted_and_the_others_taken),
        TEST(samples_are_few),
        TEST(ten_thousand_rows_are_taken_and_not_one_more),
        TEST(a_member_goes_by_any_of_its_strong_keys),
        TEST(a_removal_in_the_address_is_taken_or_too_long),
        TEST(a_session_counts_its_batches_once),
        TEST(replacing_leaves_who_came_in_its_session),
        TEST(a_flagged_audience_takes_nobody),
        TEST(a_restart_keeps_audiences_members_and_sessions),
        TEST(insights_are_texts_and_always_the_same),
        TEST(mutilated_bodies_are_survived),
    };

    return cmocka_run_group_tests_name("sandbox: meta", tests, NULL, NULL);
}
