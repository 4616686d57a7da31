#include "connectors/google-ads/reply.h"

#include "connectors/google-ads/google-ads.h"
#include "packages/core/test.h"

#include <string.h>

static struct platform_outcome read_text(struct ctx *ctx, int status, const char *text, size_t len)
{
    const struct http_reply reply = { .status = status,
                                      .content_type = "application/json",
                                      .body = { (const unsigned char *)text, len } };
    struct platform_outcome outcome;
    json_t *body;

    reply_read(ctx, &reply, 10, &outcome, &body);
    assert_true(outcome.verdict == PLATFORM_ACCEPTED ? body != NULL : body == NULL);
    if (outcome.cause)
        assert_non_null(platform_cause(&google_ads_driver, outcome.cause));
    return outcome;
}

static struct platform_outcome read_json(struct ctx *ctx, int status, const char *text)
{
    return read_text(ctx, status, text, strlen(text));
}

static const char *error_of(struct ctx *ctx, const char *violations)
{
    return arena_printf(
        ctx->arena,
        "{\"error\":{\"code\":400,\"message\":\"There was a problem with the request.\",\"status\":"
        "\"INVALID_ARGUMENT\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
        "\"reason\":\"INVALID_ARGUMENT\"},{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\","
        "\"fieldViolations\":[%s]}]}}",
        violations);
}

static void each_status_has_its_verdict(void **state)
{
    static const struct {
        int status;
        enum platform_verdict verdict;
        const char *cause;
    } rows[] = {
        { 200, PLATFORM_UNKNOWN, "unreadable" }, { 204, PLATFORM_UNKNOWN, "unreadable" },
        { 301, PLATFORM_FINAL, "redirected" },   { 307, PLATFORM_FINAL, "redirected" },
        { 400, PLATFORM_UNKNOWN, "unreadable" }, { 401, PLATFORM_REAUTH, "reconnect" },
        { 403, PLATFORM_FINAL, "forbidden" },    { 404, PLATFORM_FINAL, "list_gone" },
        { 408, PLATFORM_LATER, "unavailable" },  { 409, PLATFORM_FINAL, "conflict" },
        { 413, PLATFORM_REFUSED, "too_large" },  { 418, PLATFORM_FINAL, "bad_request" },
        { 429, PLATFORM_LATER, "quota_minute" }, { 500, PLATFORM_LATER, "unavailable" },
        { 502, PLATFORM_LATER, "unavailable" },  { 503, PLATFORM_LATER, "unavailable" },
        { 504, PLATFORM_LATER, "unavailable" },  { 599, PLATFORM_LATER, "unavailable" },
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct platform_outcome outcome = read_json(test_ctx(state), rows[i].status, "<html>no</html>");

        assert_int_equal(outcome.verdict, rows[i].verdict);
        assert_string_equal(outcome.cause, rows[i].cause);
    }
}

static void violations_name_members_by_their_place(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct platform_outcome outcome = read_json(
        ctx, 400,
        error_of(
            ctx,
            "{\"field\":\"audience_members.audience_members[7].user_data.user_identifiers[2].email_address\","
            "\"reason\":\"INVALID_SHA256_FORMAT\",\"description\":\"not a hash\"},"
            "{\"field\":\"audienceMembers[3].userData\",\"reason\":\"INVALID_HEX_ENCODING\"},"
            "{\"field\":\"audience_members[7]\",\"reason\":\"INVALID_POSTAL_CODE\"},"
            "{\"field\":\"audience_members[99]\",\"reason\":\"INVALID_POSTAL_CODE\"}"));

    assert_int_equal(outcome.verdict, PLATFORM_REFUSED);
    assert_int_equal(outcome.n_refused, 2);
    assert_int_equal(outcome.refused[0].member, 3);
    assert_string_equal(outcome.refused[0].reason, "INVALID_HEX_ENCODING");
    assert_int_equal(outcome.refused[1].member, 7);
    assert_string_equal(outcome.detail, "INVALID_SHA256_FORMAT: not a hash");
}

static void odd_fields_name_nobody(void **state)
{
    static const char *const fields[] = { "audience_members[]",   "audience_members[-1]",
                                          "audience_members[1x]", "audience_members[99999999999999999999999]",
                                          "audience_members[1",   "",
                                          "destinations[0]" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(fields); i++) {
        const struct platform_outcome outcome = read_json(
            ctx, 400,
            error_of(ctx, arena_printf(ctx->arena, "{\"field\":\"%s\",\"reason\":\"INVALID_HEX_ENCODING\"}",
                                       fields[i])));

        assert_int_equal(outcome.verdict,
                         PLATFORM_REFUSED); /* by its reason: some member is bad, so it is split */
        assert_int_equal(outcome.n_refused, 0);
    }
}

static void a_reason_about_the_request_is_final(void **state)
{
    static const struct {
        const char *reason, *cause;
    } rows[] = {
        { "TERMS_AND_CONDITIONS_NOT_SIGNED", "terms_not_signed" },
        { "INVALID_USER_LIST_ID", "list_gone" },
        { "INVALID_USER_LIST_TYPE", "list_wrong_type" },
        { "NOT_ALLOWLISTED", "not_allowlisted" },
        { "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED", "eu_political" },
        { "SOMETHING_NEW", "bad_request" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct platform_outcome outcome =
            read_json(ctx, 400,
                      error_of(ctx, arena_printf(ctx->arena, "{\"field\":\"destinations\",\"reason\":\"%s\"}",
                                                 rows[i].reason)));

        assert_int_equal(outcome.verdict, PLATFORM_FINAL);
        assert_string_equal(outcome.cause, rows[i].cause);
    }
}

static void a_day_quota_waits_longer_than_a_minute_quota(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct platform_outcome day =
        read_json(ctx, 429,
                  "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"reason\":"
                  "\"RESOURCE_EXHAUSTED\",\"metadata\":{\"quota_limit\":"
                  "\"IngestionMutateRequestsPerDayPerProject\"}}]}}");
    const struct platform_outcome minute = read_json(ctx, 429, "{\"error\":{\"code\":429}}");

    assert_string_equal(day.cause, "quota_day");
    assert_int_equal(day.retry_after_s, 3600);
    assert_string_equal(minute.cause, "quota_minute");
    assert_int_equal(minute.retry_after_s, 60); /* the test's clock stands at a full minute */
    assert_true(day.was_told_to_wait && minute.was_told_to_wait);
}

static void nothing_personal_gets_into_the_detail(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct platform_outcome outcome =
        read_json(ctx, 403,
                  "{\"error\":{\"message\":\"user jane@example.com with +16505551212 and "
                  "ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB may not\"}}");

    assert_null(strstr(outcome.detail, "jane"));
    assert_null(strstr(outcome.detail, "6505551212"));
    assert_null(strstr(outcome.detail, "ABAB"));
    assert_non_null(strstr(outcome.detail, "may not"));
}

static void silence_is_told_by_what_was_sent(void **state)
{
    struct platform_outcome outcome;
    json_t *body;

    reply_read(test_ctx(state), &(struct http_reply){ .fate = HTTP_NOT_SENT, .fault = "no" }, 1, &outcome,
               &body);
    assert_int_equal(outcome.verdict, PLATFORM_LATER);
    assert_string_equal(outcome.cause, "unreachable");
    reply_read(test_ctx(state), &(struct http_reply){ .fate = HTTP_NOT_SENT, .is_untrusted = true }, 1,
               &outcome, &body);
    assert_string_equal(outcome.cause, "certificate");
    reply_read(test_ctx(state), &(struct http_reply){ .fate = HTTP_LOST, .fault = "timed out" }, 1, &outcome,
               &body);
    assert_int_equal(outcome.verdict, PLATFORM_UNKNOWN);
    assert_string_equal(outcome.cause, "no_answer");
}

static void wrong_types_everywhere_are_survived(void **state)
{
    static const char *const texts[] = {
        "[]",
        "null",
        "17",
        "\"x\"",
        "{\"error\":17}",
        "{\"error\":{\"details\":{}}}",
        "{\"error\":{\"details\":[17]}}",
        "{\"error\":{\"details\":[{\"fieldViolations\":17}]}}",
        "{\"error\":{\"details\":[{\"fieldViolations\":[[]]}]}}",
        ("{\"error\":{\"details\":[{\"reason\":[],\"metadata\":\"x\",\"fieldViolations\":[{\"field\":1,"
         "\"reason\":{}}]}]}}"),
        "{\"error\":{\"message\":[],\"details\":[{\"reason\":\"lower case, <b>\"}]}}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\xff\"}",
        "{\"a\":1e999}",
        "{",
        "",
        " ",
    };
    static const int statuses[] = { 200, 400, 401, 403, 404, 429, 500 };

    for (size_t i = 0; i < COUNT(texts); i++)
        for (size_t j = 0; j < COUNT(statuses); j++)
            (void)read_json(test_ctx(state), statuses[j], texts[i]);
}

/* A good error, cut at each place, and with each byte changed in turn. */
static void mutilated_errors_are_survived(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *good =
        error_of(ctx, "{\"field\":\"audience_members.audience_members[7].user_data\",\"reason\":"
                      "\"INVALID_HEX_ENCODING\",\"description\":\"\xc3\xa9\"}");
    const size_t len = strlen(good);
    static const char bytes[] = { 0, '"', '[', '}', '9', '\\', (char)0xff, (char)0xc3 };

    for (size_t i = 0; i < len; i++) {
        (void)read_text(ctx, 400, good, i);
        for (size_t j = 0; j < COUNT(bytes); j++) {
            char *bad = arena_text_n(ctx->arena, good, len);

            bad[i] = bytes[j];
            (void)read_text(ctx, 400, bad, len);
        }
    }
}

static void deep_nesting_is_unreadable(void **state)
{
    char deep[2001];

    memset(deep, '[', 2000);
    deep[2000] = 0;
    assert_int_equal(read_json(test_ctx(state), 200, deep).verdict, PLATFORM_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_status_has_its_verdict),
        TEST(violations_name_members_by_their_place),
        TEST(odd_fields_name_nobody),
        TEST(a_reason_about_the_request_is_final),
        TEST(a_day_quota_waits_longer_than_a_minute_quota),
        TEST(nothing_personal_gets_into_the_detail),
        TEST(silence_is_told_by_what_was_sent),
        TEST(wrong_types_everywhere_are_survived),
        TEST(mutilated_errors_are_survived),
        TEST(deep_nesting_is_unreadable),
    };

    return cmocka_run_group_tests_name("google-ads reply", tests, NULL, NULL);
}
