/*
 * One request and its answer. TikTok answers HTTP 200 also for errors: `code` decides, and the HTTP status
 * only where there is no code.
 */
#include "connectors/tiktok/inner.h"

#include "packages/core/settings.h"
#include "packages/core/text.h"
#include "packages/platform/said.h"

#include <string.h>

enum { MOST_ID_DIGITS = 19, MOST_HEADERS = 3, RATE_WAIT_S = 1 };

struct meaning {
    enum platform_verdict verdict;
    const char *cause;
};

static const struct {
    int64_t code;
    struct meaning meaning;
} codes[] = {
    { 0, { PLATFORM_ACCEPTED, NULL } },           { 40001, { PLATFORM_FINAL, "forbidden" } },
    { 40002, { PLATFORM_FINAL, "bad_request" } }, { 40007, { PLATFORM_FINAL, "list_gone" } },
    { 40016, { PLATFORM_LATER, "quota" } },       { 40100, { PLATFORM_LATER, "quota" } },
    { 40101, { PLATFORM_FINAL, "app" } },         { 40104, { PLATFORM_REAUTH, "reconnect" } },
    { 40105, { PLATFORM_REAUTH, "reconnect" } },  { 40110, { PLATFORM_REAUTH, "reconnect" } },
    { 40133, { PLATFORM_LATER, "quota" } },       { 50000, { PLATFORM_LATER, "unavailable" } },
    { 50002, { PLATFORM_LATER, "unavailable" } },
};

static const struct {
    int status;
    struct meaning meaning;
} statuses[] = {
    { 401, { PLATFORM_REAUTH, "reconnect" } },  { 403, { PLATFORM_FINAL, "forbidden" } },
    { 404, { PLATFORM_FINAL, "list_gone" } },   { 408, { PLATFORM_LATER, "unavailable" } },
    { 413, { PLATFORM_REFUSED, "too_large" } }, { 429, { PLATFORM_LATER, "quota" } },
};

bool tiktok_is_id(const char *text)
{
    const size_t len = text ? strlen(text) : 0;

    return len > 0 && len <= MOST_ID_DIGITS && strspn(text, "0123456789") == len;
}

enum identifier tiktok_kind(const struct settings *settings)
{
    return settings && text_is(settings->tiktok_identifier, "phone") ? ID_PHONE : ID_EMAIL;
}

struct bytes tiktok_body(struct ctx *ctx, json_t *json)
{
    const char *text = json_canonical(ctx, json_keep(ctx, json));

    return (struct bytes){ (const unsigned char *)text, strlen(text) };
}

/* A code that isn't in the table: 5xxxx are TikTok's own faults, all others final. */
static struct meaning code_meaning(int64_t code)
{
    for (size_t i = 0; i < COUNT(codes); i++)
        if (codes[i].code == code)
            return codes[i].meaning;
    if (code >= 50000 && code < 60000)
        return (struct meaning){ PLATFORM_LATER, "unavailable" };
    return (struct meaning){ PLATFORM_FINAL, "bad_request" };
}

static struct meaning status_meaning(int status)
{
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].status == status)
            return statuses[i].meaning;
    if (status >= 500)
        return (struct meaning){ PLATFORM_LATER, "unavailable" };
    if (status >= 300 && status < 400)
        return (struct meaning){ PLATFORM_FINAL, "redirected" };
    return (struct meaning){ PLATFORM_UNKNOWN, "unreadable" };
}

/* The floor has no code of its own: a bad parameter whose words name it. */
static bool is_about_floor(const char *message)
{
    return message && (strstr(message, "1,000") || strstr(message, "1000"));
}

static void read_coded(struct ctx *ctx, const struct http_reply *reply, json_t *json, int64_t code,
                       struct platform_outcome *outcome, json_t **data)
{
    const char *message = json_string_value(json_object_get(json, "message"));
    struct meaning meaning = code_meaning(code);

    if (code == 40002 && is_about_floor(message))
        meaning = (struct meaning){ PLATFORM_FINAL, "too_few" };
    outcome->verdict = meaning.verdict;
    outcome->cause = meaning.cause;
    if (meaning.verdict == PLATFORM_ACCEPTED) {
        *data = json_object_get(json, "data");
        return;
    }
    outcome->detail = said_words(
        ctx->arena, arena_printf(ctx->arena, "code %lld: %s", (long long)code, message ? message : ""));
    outcome->retry_after_s = reply->retry_after_s;
    outcome->was_told_to_wait = text_is(meaning.cause, "quota") || reply->retry_after_s > 0;
    if (outcome->was_told_to_wait && !outcome->retry_after_s)
        outcome->retry_after_s = RATE_WAIT_S;
}

static void read_reply(struct ctx *ctx, const struct http_reply *reply, struct platform_outcome *outcome,
                       json_t **data)
{
    const bool is_redirect = reply->status >= 300 && reply->status < 400;
    struct meaning meaning;
    json_t *json = NULL, *code;

    *outcome = (struct platform_outcome){ 0 };
    *data = NULL;
    if (reply->fate != HTTP_ANSWERED) {
        said_nothing(reply, outcome);
        return;
    }
    if (json_parse(ctx, (const char *)reply->body.at, reply->body.size, &json) != NULL)
        json = NULL; /* what is wrong with it doesn't matter: it is unreadable */
    code = json_object_get(json, "code");
    if (json_is_integer(code) && !is_redirect && (json_integer_value(code) != 0 || reply->status == 200)) {
        read_coded(ctx, reply, json, json_integer_value(code), outcome, data);
        return;
    }
    meaning = status_meaning(reply->status);
    outcome->verdict = meaning.verdict;
    outcome->cause = meaning.cause;
    outcome->detail = arena_printf(ctx->arena, "HTTP %d", reply->status);
    outcome->retry_after_s = reply->retry_after_s;
    outcome->was_told_to_wait = reply->status == 429 || reply->retry_after_s > 0;
    if (outcome->was_told_to_wait && !outcome->retry_after_s)
        outcome->retry_after_s = RATE_WAIT_S;
}

static struct err *run(struct ctx *ctx, struct http_client *http, const char *base_url, const char *token,
                       const struct tiktok_call *call, struct platform_outcome *outcome, json_t **data)
{
    const char *headers[MOST_HEADERS] = { NULL };
    const struct http_request request = {
        .method = call->method,
        .url = said_address(ctx->arena, base_url, call->path),
        .headers = headers,
        .body = call->body,
    };
    struct http_reply reply;
    size_t n = 0;
    struct err *err;

    if (token)
        headers[n++] = arena_printf(ctx->arena, "Access-Token: %s", token);
    if (call->body.size)
        headers[n++] = arena_printf(ctx->arena, "Content-Type: %s",
                                    call->content_type ? call->content_type : "application/json");
    err = http_send(ctx, http, &request, &reply);
    if (!err)
        read_reply(ctx, &reply, outcome, data);
    return err;
}

struct err *tiktok_ask(struct ctx *ctx, const struct platform_account *account,
                       const struct tiktok_call *call, struct platform_outcome *outcome, json_t **data)
{
    struct err *err = said_token_check(ctx, account->access_token);

    return err ? err : run(ctx, account->http, account->base_url, account->access_token, call, outcome, data);
}

struct err *tiktok_ask_bare(struct ctx *ctx, struct http_client *http, const char *base_url,
                            const struct tiktok_call *call, struct platform_outcome *outcome, json_t **data)
{
    return run(ctx, http, base_url, NULL, call, outcome, data);
}
