#include "connectors/meta/inner.h"

#include "packages/core/test.h"
#include "packages/core/text.h"

#include <string.h>

static struct platform_outcome outcome_of(struct ctx *ctx, int status, const char *body)
{
    const struct http_reply reply = { .fate = HTTP_ANSWERED,
                                      .status = status,
                                      .body = { (const unsigned char *)body, strlen(body) } };
    struct platform_outcome outcome;
    json_t *json;

    meta_read_reply(ctx, &reply, &outcome, &json);
    assert_int_equal(json != NULL, outcome.verdict == PLATFORM_ACCEPTED);
    return outcome;
}

#define ERROR(fields) "{\"error\":{" fields "}}"

static void an_error_is_told_by_its_code(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum platform_verdict verdict;
        const char *cause;
    } rows[] = {
        { 200, ERROR("\"code\":190,\"error_subcode\":460"), PLATFORM_REAUTH, "reconnect" },
        { 400, ERROR("\"code\":\"17\""), PLATFORM_LATER, "limit_account" },
        { 400, ERROR("\"code\":80014"), PLATFORM_LATER, "limit_account" },
        { 400, ERROR("\"code\":80015"), PLATFORM_FINAL, "bad_request" },
        { 400, ERROR("\"code\":299"), PLATFORM_FINAL, "forbidden" },
        { 400, ERROR("\"code\":300"), PLATFORM_FINAL, "bad_request" },
        { 403, ERROR("\"code\":17"), PLATFORM_LATER, "limit_account" },
        { 500, ERROR("\"code\":100"), PLATFORM_FINAL, "bad_request" },
        { 400, ERROR("\"code\":100,\"is_transient\":true"), PLATFORM_LATER, "unavailable" },
        { 400, ERROR("\"code\":99999,\"is_transient\":true"), PLATFORM_LATER, "unavailable" },
        { 500, ERROR("\"message\":\"x\""), PLATFORM_LATER, "unavailable" },
        { 400, ERROR("\"code\":100,\"error_subcode\":33"), PLATFORM_FINAL, "list_gone" },
        { 400, ERROR("\"code\":200,\"error_subcode\":1870090"), PLATFORM_FINAL, "terms_not_signed" },
        { 400, ERROR("\"code\":[1]"), PLATFORM_FINAL, "bad_request" },
        { 413, "", PLATFORM_REFUSED, "too_large" },
        { 401, "no", PLATFORM_REAUTH, "reconnect" },
        { 400, "<html>", PLATFORM_UNKNOWN, "unreadable" },
        { 307, ERROR("\"code\":100"), PLATFORM_FINAL, "redirected" },
        { 200, "[1]", PLATFORM_UNKNOWN, "unreadable" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct platform_outcome outcome = outcome_of(ctx, rows[i].status, rows[i].body);

        if (outcome.verdict != rows[i].verdict || !text_is(outcome.cause, rows[i].cause))
            fail_msg("%d %s: verdict %d, cause %s", rows[i].status, rows[i].body, outcome.verdict,
                     outcome.cause);
        assert_non_null(platform_cause(&meta_driver, outcome.cause));
    }
}

static void a_detail_names_nobody(void **state)
{
    const struct platform_outcome outcome = outcome_of(
        test_ctx(state), 400,
        ERROR("\"code\":100,\"error_subcode\":7,\"message\":\"bad mary@example.com or +16505551212 or "
              "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f, token "
              "EAABsbCS1iHgBAKZCZBxyzXYZ123\""));

    assert_string_equal(outcome.detail,
                        "100/7: bad **************** or +*********** or "
                        "****************************************************************, token "
                        "****************************");
}

static void limits_are_read_from_the_headers(void **state)
{
    static const struct {
        const char *const got[META_N_USAGE];
        unsigned wait_s;
    } rows[] = {
        { { NULL, NULL, NULL }, 0 },
        { { "{\"1\":[{\"call_count\":75,\"total_time\":25}]}", NULL, NULL }, 0 },
        { { "{\"1\":[{\"call_count\":2},{\"total_cputime\":80}]}", NULL, NULL }, 60 },
        { { NULL, "{\"acc_id_util_pct\":99.6}", NULL }, 300 },
        { { NULL, NULL, "{\"call_count\":76,\"total_time\":1}" }, 60 },
        { { "{\"1\":[{\"call_count\":100,\"estimated_time_to_regain_access\":3}]}", NULL, NULL }, 180 },
        { { "{\"1\":[{\"estimated_time_to_regain_access\":99999999999}]}", NULL, NULL }, 86400 },
        { { "not json", "[1,2]", "{\"call_count\":\"90\"}" }, 0 },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(meta_usage_wait(ctx, &(struct http_reply){ .got = rows[i].got }), rows[i].wait_s);
}

/* Whatever comes, each answer is one of the verdicts, and no cause is unknown. */
static void any_answer_has_a_verdict(void **state)
{
    static const char *const pieces[] = { "{",     "}",    "\"error\":", "\"code\":", "190",   "\"data\":",
                                          "[",     "]",    ",",          "null",      "\"x\"", "-1",
                                          "1e400", "true", "\\u0000",    "\xff" };
    struct ctx *ctx = test_ctx(state);
    unsigned char dice[24];

    for (int round = 0; round < 5000; round++) {
        struct buf text = buf_in(ctx->arena, 300);

        random_bytes(ctx, dice, sizeof(dice));
        for (size_t i = 1; i < dice[0] % sizeof(dice); i++)
            buf_text(&text, pieces[dice[i] % COUNT(pieces)]);
        const struct platform_outcome outcome = outcome_of(ctx, 200 + dice[23] % 4 * 100, buf_str(&text));

        assert_in_range(outcome.verdict, PLATFORM_ACCEPTED, PLATFORM_UNKNOWN);
        if (outcome.cause)
            assert_non_null(platform_cause(&meta_driver, outcome.cause));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_error_is_told_by_its_code),
        TEST(a_detail_names_nobody),
        TEST(limits_are_read_from_the_headers),
        TEST(any_answer_has_a_verdict),
    };

    return cmocka_run_group_tests_name("meta reply", tests, NULL, NULL);
}
