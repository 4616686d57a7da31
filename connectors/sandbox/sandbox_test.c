/*
 * What a client of the sandbox sees: the rules that it holds requests against, and what outlives it.
 */
#include "connectors/sandbox/sandbox.h"

#include "packages/core/test.h"
#include "packages/http/http.h"

#include <stdio.h>
#include <string.h>

#define ACCOUNT "/v1/accountTypes/GOOGLE_ADS/accounts/123"
#define HASH    "abababababababababababababababababababababababababababababababab"
#define OTHER   "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
#define EMAIL   "{\"userData\":{\"userIdentifiers\":[{\"emailAddress\":\"" HASH "\"}]}}"
#define GRANTED "{\"adUserData\":\"CONSENT_GRANTED\",\"adPersonalization\":1}"
#define DESTINATION                                                                                          \
    "\"destinations\":[{\"reference\":\"a\",\"operatingAccount\":{\"accountType\":1,\"accountId\":\"123\"}," \
    "\"productDestinationId\":\"7001\"}],\"encoding\":\"HEX\""
#define TERMS "\"termsOfService\":{\"customerMatchTermsOfServiceStatus\":1},\"consent\":" GRANTED

struct peer {
    struct ctx *ctx;
    struct sandbox *sandbox;
    struct http_client *client;
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
    struct peer peer = { .ctx = ctx, .client = http_client_new(NULL) };

    assert_ok(sandbox_start(ctx->arena, options, &peer.sandbox));
    arena_defer(ctx->arena, close_client, peer.client);
    return peer;
}

static void call(struct peer *peer, const char *method, const char *path, const char *body)
{
    static const char *const headers[] = { "Authorization: Bearer t", "Content-Type: application/json",
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

static void make_list(struct peer *peer, const char *name)
{
    call(peer, "POST", ACCOUNT "/userLists",
         arena_printf(
             peer->ctx->arena,
             "{\"displayName\":\"%s\",\"description\":\"d\",\"ingestedUserListInfo\":{\"uploadKeyTypes\":[1],"
             "\"contactIdInfo\":{\"dataSourceType\":\"DATA_SOURCE_TYPE_FIRST_PARTY\"}}}",
             name));
}

/* A sandbox that ends with the test, with the list 7001. */
static struct peer with_list(struct ctx *ctx)
{
    struct peer peer = begun(ctx, &(struct sandbox_options){ 0 });

    arena_defer(ctx->arena, stop, peer.sandbox);
    make_list(&peer, "VIP");
    assert_int_equal(peer.status, 200);
    return peer;
}

static const char *violation(const struct peer *peer, const char *what)
{
    json_t *details = json_object_get(json_object_get(peer->json, "error"), "details");
    json_t *violations = json_object_get(json_array_get(details, 1), "fieldViolations");

    return json_string_value(json_object_get(json_array_get(violations, 0), what));
}

static void expect_violation(struct peer *peer, const char *field, const char *reason)
{
    assert_int_equal(peer->status, 400);
    assert_string_equal(violation(peer, "reason"), reason);
    assert_string_equal(violation(peer, "field"), field);
}

static void ingest(struct peer *peer, const char *members)
{
    call(peer, "POST", "/v1/audienceMembers:ingest",
         arena_printf(peer->ctx->arena, "{" DESTINATION "," TERMS ",\"audienceMembers\":%s}", members));
}

static json_t *verdict(struct peer *peer)
{
    const char *id = json_string_value(json_object_get(peer->json, "requestId"));

    call(peer, "GET", arena_printf(peer->ctx->arena, "/v1/requestStatus:retrieve?requestId=%s&$alt=json", id),
         NULL);
    assert_int_equal(peer->status, 200);
    return json_array_get(json_object_get(peer->json, "requestStatusPerDestination"), 0);
}

static int64_t count_members(struct peer *peer)
{
    call(peer, "GET", "/sandbox/lists", NULL);
    assert_string_equal(json_string_value(json_object_get(
                            json_array_get(json_object_get(peer->json, "items"), 0), "platform")),
                        "google-ads");
    return json_integer_value(
        json_object_get(json_array_get(json_object_get(peer->json, "items"), 0), "members"));
}

/* --- lists --- */

static void a_list_is_made_read_changed_and_deleted(void **state)
{
    struct peer peer = with_list(test_ctx(state));

    call(&peer, "GET", ACCOUNT "/userLists/7001", NULL);
    assert_string_equal(json_string_value(json_object_get(peer.json, "id")), "7001");
    assert_string_equal(json_string_value(json_object_get(peer.json, "membershipDuration")), "46656000s");
    call(&peer, "PATCH", ACCOUNT "/userLists/7001?updateMask=displayName",
         "{\"displayName\":\"New\",\"description\":\"x\"}");
    assert_int_equal(peer.status, 200);
    assert_string_equal(json_string_value(json_object_get(peer.json, "displayName")), "New");
    assert_string_equal(json_string_value(json_object_get(peer.json, "description")), "d");
    call(&peer, "PATCH", ACCOUNT "/userLists/7001", "{\"ingestedUserListInfo\":{\"uploadKeyTypes\":[3]}}");
    expect_violation(&peer, "user_list.ingested_user_list_info", "IMMUTABLE_FIELD_FOR_UPDATE");
    call(&peer, "DELETE", ACCOUNT "/userLists/7001", NULL);
    assert_int_equal(peer.status, 200);
    call(&peer, "GET", ACCOUNT "/userLists/7001", NULL);
    assert_int_equal(peer.status, 404);
}

static void a_list_is_held_against_the_rules(void **state)
{
    static const struct {
        const char *body, *field, *reason;
    } rows[] = {
        { "{\"ingestedUserListInfo\":{\"uploadKeyTypes\":[1]}}", "user_list.display_name",
          "REQUIRED_FIELD_MISSING" },
        { "{\"displayName\":\"x\"}", "user_list.ingested_user_list_info", "REQUIRED_FIELD_MISSING" },
        { "{\"displayName\":\"\"}", "user_list.display_name", "INVALID_DISPLAY_NAME" },
        { "{\"displayName\":\"VIP\",\"ingestedUserListInfo\":{\"uploadKeyTypes\":[1]}}",
          "user_list.display_name", "DISPLAY_NAME_ALREADY_USED" },
        { "{\"membershipDuration\":\"86401s\"}", "user_list.membership_duration", "INVALID_ARGUMENT" },
        { "{\"membershipDuration\":\"46742400s\"}", "user_list.membership_duration", "INVALID_ARGUMENT" },
        { "{\"ingestedUserListInfo\":{\"uploadKeyTypes\":[\"SHOE_SIZE\"]}}",
          "user_list.ingested_user_list_info.upload_key_types", "INVALID_ENUM_VALUE" },
    };
    struct peer peer = with_list(test_ctx(state));

    for (size_t i = 0; i < COUNT(rows); i++) {
        call(&peer, "POST", ACCOUNT "/userLists", rows[i].body);
        expect_violation(&peer, rows[i].field, rows[i].reason);
    }
    call(&peer, "POST", ACCOUNT "/userLists", "{\"nmae\":\"x\"}");
    assert_non_null(strstr(peer.text, "Unknown name \\\"nmae\\\""));
}

static size_t n_listed(struct peer *peer, const char *query)
{
    call(peer, "GET", arena_printf(peer->ctx->arena, ACCOUNT "/userLists?%s", query), NULL);
    assert_int_equal(peer->status, 200);
    return json_array_size(json_object_get(peer->json, "userLists"));
}

static void lists_are_filtered_and_paged(void **state)
{
    struct peer peer = with_list(test_ctx(state));
    const char *token;

    make_list(&peer, "B");
    make_list(&peer, "C");
    assert_int_equal(n_listed(&peer, "filter=display_name%20%3D%20%22VIP%22"), 1);
    assert_int_equal(n_listed(&peer, "filter=description%3A%22D%22%20AND%20id%20%3E%207001"), 2);
    assert_int_equal(n_listed(&peer, "filter=ingested_user_list_info.upload_key_types%20%3D%20CONTACT_ID"),
                     3);
    assert_int_equal(n_listed(&peer, "pageSize=2"), 2);
    token = json_string_value(json_object_get(peer.json, "nextPageToken"));
    assert_int_equal(n_listed(&peer, arena_printf(peer.ctx->arena, "pageSize=2&pageToken=%s", token)), 1);
    assert_null(json_object_get(peer.json, "nextPageToken"));
    call(&peer, "GET", ACCOUNT "/userLists?filter=shoe_size%3D1", NULL);
    expect_violation(&peer, "filter", "INVALID_FILTER");
    call(&peer, "GET", "/v1/accountTypes/GOOGLE_ADS/accounts/999/userLists", NULL);
    assert_int_equal(json_array_size(json_object_get(peer.json, "userLists")), 0); /* another account's */
}

/* --- members --- */

static void one_malformed_member_refuses_all(void **state)
{
#define AT "audience_members.audience_members[1].user_data"
    static const struct {
        const char *member, *field, *reason;
    } rows[] = {
        { "{\"userData\":{\"userIdentifiers\":[{\"emailAddress\":\"jane@example.com\"}]}}",
          AT ".user_identifiers[0].email_address", "INVALID_SHA256_FORMAT" },
        { "{\"userData\":{\"userIdentifiers\":[{\"phoneNumber\":\"\"}]}}",
          AT ".user_identifiers[0].phone_number", "INVALID_SHA256_FORMAT" },
        { "{\"userData\":{\"userIdentifiers\":[{\"emailAddress\":\"" HASH "\"},{\"phoneNumber\":"
          "\"xbababababababababababababababababababababababababababababababab\"}]}}",
          AT ".user_identifiers[1].phone_number", "INVALID_HEX_ENCODING" },
        { "{\"userData\":{\"userIdentifiers\":[]}}", AT, "NO_IDENTIFIERS_PROVIDED" },
        { "{}", AT, "NO_IDENTIFIERS_PROVIDED" },
        { "{\"userData\":{\"userIdentifiers\":[{}]}}", AT ".user_identifiers[0]", "REQUIRED_FIELD_MISSING" },
        { "{\"userData\":{\"userIdentifiers\":[{\"address\":{\"givenName\":\"" HASH
          "\",\"familyName\":\"" HASH "\",\"regionCode\":\"us\",\"postalCode\":\"1\"}}]}}",
          AT ".user_identifiers[0].address.region_code", "INVALID_REGION_CODE" },
        { "{\"userData\":{\"userIdentifiers\":[{\"address\":{\"givenName\":\"" HASH
          "\",\"familyName\":\"" HASH "\",\"regionCode\":\"US\",\"postalCode\":\"\"}}]}}",
          AT ".user_identifiers[0].address.postal_code", "INVALID_POSTAL_CODE" },
        { "{\"userData\":{\"userIdentifiers\":[{\"address\":{\"givenName\":\"" HASH
          "\",\"familyName\":\"" HASH "\",\"regionCode\":\"US\"}}]}}",
          AT ".user_identifiers[0].address.postal_code", "REQUIRED_FIELD_MISSING" },
    };
#undef AT
    struct peer peer = with_list(test_ctx(state));

    for (size_t i = 0; i < COUNT(rows); i++) {
        ingest(&peer, arena_printf(peer.ctx->arena, "[" EMAIL ",%s]", rows[i].member));
        expect_violation(&peer, rows[i].field, rows[i].reason);
    }
    assert_int_equal(count_members(&peer), 0);
}

static const char *repeated(struct ctx *ctx, const char *item, size_t n)
{
    struct buf text = buf_in(ctx->arena, 4 * 1024 * 1024);

    buf_char(&text, '[');
    for (size_t i = 0; i < n; i++)
        buf_printf(&text, "%s%s", i > 0 ? "," : "", item);
    buf_char(&text, ']');
    return buf_str(&text);
}

static void the_limits_are_held(void **state)
{
    struct peer peer = with_list(test_ctx(state));
    struct ctx *ctx = peer.ctx;

    ingest(&peer, repeated(ctx, EMAIL, 10000));
    assert_int_equal(peer.status, 200);
    ingest(&peer, repeated(ctx, EMAIL, 10001));
    expect_violation(&peer, "audience_members", "TOO_MANY_AUDIENCE_MEMBERS");
    ingest(&peer, arena_printf(ctx->arena, "[{\"userData\":{\"userIdentifiers\":%s}}]",
                               repeated(ctx, "{\"emailAddress\":\"" HASH "\"}", 11)));
    expect_violation(&peer, "audience_members.audience_members[0].user_data.user_identifiers",
                     "TOO_MANY_USER_IDENTIFIERS");
    call(&peer, "POST", "/v1/audienceMembers:ingest",
         arena_printf(ctx->arena, "{\"destinations\":%s}", repeated(ctx, "{}", 11)));
    expect_violation(&peer, "destinations", "TOO_MANY_DESTINATIONS");
}

static void a_request_says_all_that_it_must(void **state)
{
    static const struct {
        const char *body, *field, *reason;
    } rows[] = {
        { "{" DESTINATION "," TERMS "}", "audience_members", "REQUIRED_FIELD_MISSING" },
        { "{" TERMS ",\"encoding\":1,\"audienceMembers\":[" EMAIL "]}", "destinations",
          "REQUIRED_FIELD_MISSING" },
        { "{" DESTINATION ",\"audienceMembers\":[" EMAIL "]}", "terms_of_service",
          "TERMS_AND_CONDITIONS_NOT_SIGNED" },
        { "{\"destinations\":[{\"operatingAccount\":{\"accountId\":\"123\"},\"productDestinationId\":\"9\"}],"
          "\"encoding\":1," TERMS ",\"audienceMembers\":[" EMAIL "]}",
          "destinations.destinations[0].product_destination_id", "INVALID_USER_LIST_ID" },
        { "{" DESTINATION ",\"encoding\":\"ROT13\"}", "encoding", "INVALID_ENUM_VALUE" },
    };
    struct peer peer = with_list(test_ctx(state));

    for (size_t i = 0; i < COUNT(rows); i++) {
        call(&peer, "POST", "/v1/audienceMembers:ingest", rows[i].body);
        expect_violation(&peer, rows[i].field, rows[i].reason);
    }
    call(&peer, "POST", "/v1/audienceMembers:remove",
         "{" DESTINATION "," TERMS ",\"audienceMembers\":[" EMAIL "]}");
    assert_non_null(strstr(peer.text, "Unknown name"));
}

static void members_without_consent_are_counted_not_added(void **state)
{
    struct peer peer = with_list(test_ctx(state));
    json_t *one, *counts;

    ingest(&peer, "[" EMAIL ",{\"userData\":{\"userIdentifiers\":[{\"phoneNumber\":\"" OTHER "\"}]},"
                  "\"consent\":{\"adUserData\":2,\"adPersonalization\":1}},"
                  "{\"userData\":{\"userIdentifiers\":[{\"phoneNumber\":\"" HASH "\"}]},\"consent\":{}}]");
    assert_int_equal(peer.status, 200);
    one = verdict(&peer);
    assert_string_equal(json_string_value(json_object_get(one, "requestStatus")), "PARTIAL_SUCCESS");
    counts = json_object_get(json_object_get(one, "errorInfo"), "errorCounts");
    assert_int_equal(json_array_size(counts), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(counts, 0), "reason")),
                        "PROCESSING_ERROR_REASON_DENIED_CONSENT");
    assert_string_equal(json_string_value(json_object_get(json_array_get(counts, 0), "recordCount")), "1");
    assert_int_equal(count_members(&peer), 1);
}

static void base64_and_hex_are_the_same_member(void **state)
{
    struct peer peer = with_list(test_ctx(state));

    ingest(&peer, "[" EMAIL "]");
    call(&peer, "POST", "/v1/audienceMembers:remove",
         "{\"audienceMembers\":[{\"userData\":{\"userIdentifiers\":[{\"emailAddress\":"
         "\"q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\"}]}}]," DESTINATION ",\"encoding\":2}");
    assert_int_equal(peer.status, 200);
    assert_int_equal(count_members(&peer), 0);
}

static void a_list_is_emptied_of_older_members(void **state)
{
    struct peer peer = with_list(test_ctx(state));
    const char *between;

    ingest(&peer, "[" EMAIL "]");
    between = instant_text(peer.ctx->arena, instant_now());
    ingest(&peer, "[{\"userData\":{\"userIdentifiers\":[{\"phoneNumber\":\"" OTHER "\"}]}}]");
    call(&peer, "POST", "/v1/audienceMembers:removeAll",
         arena_printf(
             peer.ctx->arena,
             "{\"destinations\":[{\"operatingAccount\":{\"accountId\":\"123\"},\"productDestinationId\":"
             "\"7001\"}],\"removeAsOfTime\":\"%s\"}",
             between));
    assert_int_equal(peer.status, 200);
    assert_int_equal(count_members(&peer), 1);
    call(&peer, "GET", "/sandbox/lists/7001/members", NULL);
    assert_string_equal(peer.text, "{\"identifiers\":[\"phone:" OTHER "\"]}\n");
    call(&peer, "POST", "/v1/audienceMembers:removeAll",
         "{\"destinations\":[{\"operatingAccount\":{\"accountId\":\"123\"},\"productDestinationId\":\"7001\"}"
         "],"
         "\"removeAsOfTime\":\"2999-01-01T00:00:00Z\"}");
    expect_violation(&peer, "remove_as_of_time", "INVALID_REMOVE_AS_OF_TIME");
}

static void a_member_goes_only_where_it_says(void **state)
{
    struct peer peer = with_list(test_ctx(state));

    make_list(&peer, "Second");
    call(&peer, "POST", "/v1/audienceMembers:ingest",
         "{\"destinations\":[{\"reference\":\"a\",\"operatingAccount\":{\"accountId\":\"123\"},"
         "\"productDestinationId\":\"7001\"},{\"reference\":\"b\\u0062\",\"operatingAccount\":{\"accountId\":"
         "\"123\"},"
         "\"productDestinationId\":\"7002\"}],\"encoding\":1," TERMS ",\"audienceMembers\":[" EMAIL
         ",{\"destinationReferences\":[\"\\u0062b\"],\"userData\":{\"userIdentifiers\":[{\"phoneNumber\":"
         "\"" OTHER "\"}]}}]}");
    assert_int_equal(peer.status, 200);
    assert_int_equal(count_members(&peer), 1);
    call(&peer, "GET", "/sandbox/lists/7002/members", NULL);
    assert_non_null(strstr(peer.text, OTHER));
}

static void checking_only_changes_nothing(void **state)
{
    struct peer peer = with_list(test_ctx(state));

    call(&peer, "POST", "/v1/audienceMembers:ingest",
         "{" DESTINATION "," TERMS ",\"validateOnly\":true,\"audienceMembers\":[" EMAIL "]}");
    assert_int_equal(peer.status, 200);
    assert_int_equal(count_members(&peer), 0);
}

/* --- the rest --- */

static void without_a_token_nothing_is_done(void **state)
{
    struct peer peer = with_list(test_ctx(state));
    struct http_reply reply;
    struct http_request request = { .method = "GET" };

    request.url =
        arena_printf(peer.ctx->arena, "http://127.0.0.1:%u" ACCOUNT "/userLists", sandbox_port(peer.sandbox));
    assert_ok(http_send(peer.ctx, peer.client, &request, &reply));
    assert_int_equal(reply.status, 401);
}

static void a_slow_verdict_is_processing_at_first(void **state)
{
    struct peer peer = begun(test_ctx(state), &(struct sandbox_options){ .is_slow = true });
    const char *first;
    json_t *accepted;

    arena_defer(peer.ctx->arena, stop, peer.sandbox);
    make_list(&peer, "VIP");
    ingest(&peer, "[" EMAIL "]");
    accepted = peer.json;
    first = json_string_value(json_object_get(verdict(&peer), "requestStatus"));
    assert_string_equal(first, "PROCESSING");
    peer.json = accepted;
    assert_string_equal(json_string_value(json_object_get(verdict(&peer), "requestStatus")), "SUCCESS");
}

static void a_restart_keeps_everything(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct sandbox_options options = { .state_dir = test_folder(ctx) };
    struct peer peer = begun(ctx, &options);
    json_t *accepted;

    make_list(&peer, "VIP");
    make_list(&peer, "Doomed");
    call(&peer, "DELETE", ACCOUNT "/userLists/7002", NULL);
    ingest(&peer, "[" EMAIL "]");
    accepted = peer.json;
    sandbox_stop(peer.sandbox);
    peer = begun(ctx, &options);
    arena_defer(ctx->arena, stop, peer.sandbox);
    assert_int_equal(count_members(&peer), 1);
    peer.json = accepted;
    assert_string_equal(json_string_value(json_object_get(verdict(&peer), "requestStatus")), "SUCCESS");
    make_list(&peer, "Third");
    /* No id is given twice. */
    assert_string_equal(json_string_value(json_object_get(peer.json, "id")), "7003");
}

static void a_record_cut_by_a_kill_is_dropped(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct sandbox_options options = { .state_dir = test_folder(ctx) };
    struct peer peer = begun(ctx, &options);
    FILE *journal;

    make_list(&peer, "VIP");
    ingest(&peer, "[" EMAIL "]");
    sandbox_stop(peer.sandbox);
    journal = fopen(arena_printf(ctx->arena, "%s/sandbox.journal", options.state_dir), "a");
    assert_non_null(journal);
    fputs("half of a record", journal);
    fclose(journal);
    peer = begun(ctx, &options);
    arena_defer(ctx->arena, stop, peer.sandbox);
    assert_int_equal(count_members(&peer), 1);
    ingest(&peer, "[{\"userData\":{\"userIdentifiers\":[{\"phoneNumber\":\"" OTHER "\"}]}}]");
    assert_int_equal(count_members(&peer), 2);
}

static void the_log_tells_each_request(void **state)
{
    struct peer peer = with_list(test_ctx(state));
    json_t *entry;

    ingest(&peer, "[" EMAIL "," EMAIL "]");
    call(&peer, "GET", "/sandbox/log?from=1", NULL);
    entry = json_array_get(json_object_get(peer.json, "items"), 0);
    assert_string_equal(json_string_value(json_object_get(entry, "path")), "/v1/audienceMembers:ingest");
    assert_int_equal(json_integer_value(json_object_get(entry, "members")), 2);
    assert_int_equal(json_integer_value(json_object_get(entry, "status")), 200);
    assert_int_equal(json_string_length(json_object_get(entry, "body_sha256")), 64);
}

static void faults_can_be_set_and_are_counted(void **state)
{
    struct peer peer = with_list(test_ctx(state));
    json_t *rule;

    call(&peer, "POST", "/sandbox/faults",
         "[{\"match\":\"userLists\",\"every\":2,\"action\":\"status\",\"status\":503}]");
    assert_int_equal(peer.status, 200);
    for (int i = 0; i < 4; i++) {
        call(&peer, "GET", ACCOUNT "/userLists", NULL);
        assert_int_equal(peer.status, i % 2 ? 503 : 200);
    }
    call(&peer, "GET", "/sandbox/faults", NULL);
    rule = json_array_get(json_object_get(peer.json, "items"), 0);
    assert_int_equal(json_integer_value(json_object_get(rule, "fired")), 2);
    call(&peer, "POST", "/sandbox/faults", "[{\"action\":\"explode\"}]");
    assert_int_equal(peer.status, 400);
    call(&peer, "POST", "/sandbox/faults", "[]");
    call(&peer, "GET", ACCOUNT "/userLists", NULL);
    assert_int_equal(peer.status, 200);
}

static void a_chance_with_a_seed_falls_the_same_way_again(void **state)
{
    struct peer peer = with_list(test_ctx(state));
    int statuses[2][20], n_failed = 0;

    for (int round = 0; round < 2; round++) {
        call(&peer, "POST", "/sandbox/faults",
             "[{\"probability\":0.3,\"seed\":5,\"action\":\"status\",\"status\":500}]");
        for (int i = 0; i < 20; i++) {
            call(&peer, "GET", ACCOUNT "/userLists", NULL);
            statuses[round][i] = peer.status;
            n_failed += peer.status == 500;
        }
    }
    assert_memory_equal(statuses[0], statuses[1], sizeof(statuses[0]));
    assert_in_range(n_failed, 2, 24);
}

static void faults_that_do_not_read_keep_it_from_starting(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct sandbox *sandbox = NULL;

    assert_err(sandbox_start(ctx->arena, &(struct sandbox_options){ .faults = "[{\"action\":\"explode\"}]" },
                             &sandbox),
               ERR_INVALID, "0/action");
    assert_err(sandbox_start(ctx->arena, &(struct sandbox_options){ .address = "nowhere" }, &sandbox),
               ERR_INVALID, "address");
    assert_null(sandbox);
}

static void a_token_is_given_for_a_refresh_token(void **state)
{
    struct peer peer = with_list(test_ctx(state));

    call(&peer, "POST", "/token", "grant_type=refresh_token&refresh_token=x");
    assert_int_equal(peer.status, 200);
    assert_int_equal(json_integer_value(json_object_get(peer.json, "expires_in")), 3599);
    call(&peer, "POST", "/token", "x=1");
    assert_int_equal(peer.status, 400);
}

/* A good body, cut at each place and with bytes changed: an answer each time, and never a member too many. */
static void mutilated_bodies_are_survived(void **state)
{
    const char *good = "{" DESTINATION "," TERMS ",\"audienceMembers\":[{\"consent\":" GRANTED
                       ",\"destinationReferences\":[\"a\"],\"userData\":{\"userIdentifiers\":[{\"address\":{"
                       "\"givenName\":\"" HASH "\",\"familyName\":\"" HASH
                       "\",\"regionCode\":\"US\",\"postalCode\":\"\\u00e9\"}}]}}]}";
    static const char bytes[] = { '"', '[', '}', ',', '\\', (char)0xff, '1' };
    struct peer peer = with_list(test_ctx(state));

    call(&peer, "POST", "/v1/audienceMembers:ingest", good);
    assert_int_equal(peer.status, 200);
    for (size_t i = 0; i < strlen(good); i++) {
        char *bad = arena_text(peer.ctx->arena, good);

        bad[i] = bytes[i % COUNT(bytes)];
        call(&peer, "POST", "/v1/audienceMembers:ingest", bad);
        assert_true(peer.status == 200 || peer.status == 400);
        call(&peer, "POST", "/v1/audienceMembers:ingest", arena_text_n(peer.ctx->arena, good, i));
        assert_int_equal(peer.status, 400);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_list_is_made_read_changed_and_deleted),
        TEST(a_list_is_held_against_the_rules),
        TEST(lists_are_filtered_and_paged),
        TEST(one_malformed_member_refuses_all),
        TEST(the_limits_are_held),
        TEST(a_request_says_all_that_it_must),
        TEST(members_without_consent_are_counted_not_added),
        TEST(base64_and_hex_are_the_same_member),
        TEST(a_list_is_emptied_of_older_members),
        TEST(a_member_goes_only_where_it_says),
        TEST(checking_only_changes_nothing),
        TEST(without_a_token_nothing_is_done),
        TEST(a_slow_verdict_is_processing_at_first),
        TEST(a_restart_keeps_everything),
        TEST(a_record_cut_by_a_kill_is_dropped),
        TEST(the_log_tells_each_request),
        TEST(faults_can_be_set_and_are_counted),
        TEST(a_chance_with_a_seed_falls_the_same_way_again),
        TEST(faults_that_do_not_read_keep_it_from_starting),
        TEST(a_token_is_given_for_a_refresh_token),
        TEST(mutilated_bodies_are_survived),
    };

    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
