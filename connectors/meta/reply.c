/*
 * Reading answers. Meta tells an error by its code, whatever the HTTP status says; the subcode says more.
 * What can't be read is never guessed: it is UNKNOWN, and the batch is sent again, which changes nothing for
 * members already taken.
 */
#include "connectors/meta/inner.h"

#include "packages/core/text.h"
#include "packages/platform/said.h"

#include <stdlib.h>
#include <string.h>

enum {
    LIMIT_WAIT_S = 60, /* where it doesn't say how long */
    MOST_WAIT_S = 24 * 3600,
    USED_MUCH = 75, /* percent of a limit, from where on to slow down */
    USED_UP = 95,
    SLOW_WAIT_S = 60,
    FULL_WAIT_S = 300 /* the window in which points decay */
};

struct meaning {
    enum platform_verdict verdict;
    const char *cause;
    bool is_limit;
};

static const struct {
    int first, last; /* of the codes */
    struct meaning meaning;
} codes[] = {
    { 1, 2, { PLATFORM_LATER, "unavailable", false } },
    { 4, 4, { PLATFORM_LATER, "limit_app", true } },
    { 10, 10, { PLATFORM_FINAL, "forbidden", false } },
    { 17, 17, { PLATFORM_LATER, "limit_account", true } },
    { 32, 32, { PLATFORM_LATER, "limit_account", true } },
    { 100, 100, { PLATFORM_FINAL, "bad_request", false } },
    { 102, 102, { PLATFORM_REAUTH, "reconnect", false } },
    { 190, 190, { PLATFORM_REAUTH, "reconnect", false } },
    { 200, 299, { PLATFORM_FINAL, "forbidden", false } },
    { 368, 368, { PLATFORM_FINAL, "blocked", false } },
    { 613, 613, { PLATFORM_LATER, "limit_account", true } },
    { 803, 803, { PLATFORM_FINAL, "list_gone", false } },
    { 2650, 2650, { PLATFORM_LATER, "unavailable", false } },
    { 2654, 2654, { PLATFORM_FINAL, "source_too_small", false } },
    { 2663, 2663, { PLATFORM_FINAL, "terms_not_signed", false } },
    { 80000, 80014, { PLATFORM_LATER, "limit_account", true } },
    { 1487301, 1487301, { PLATFORM_FINAL, "list_gone", false } },
};

/* Those that say something else than their code. */
static const struct {
    int64_t subcode;
    struct meaning meaning;
} subcodes[] = {
    { 33, { PLATFORM_FINAL, "list_gone", false } },
    { 1713230, { PLATFORM_FINAL, "list_flagged", false } },
    { 1870034, { PLATFORM_FINAL, "terms_not_signed", false } },
    { 1870090, { PLATFORM_FINAL, "terms_not_signed", false } },
};

static const struct {
    int status;
    struct meaning meaning;
} statuses[] = {
    { 401, { PLATFORM_REAUTH, "reconnect", false } },   { 403, { PLATFORM_FINAL, "forbidden", false } },
    { 404, { PLATFORM_FINAL, "list_gone", false } },    { 408, { PLATFORM_LATER, "unavailable", false } },
    { 409, { PLATFORM_FINAL, "conflict", false } },     { 413, { PLATFORM_REFUSED, "too_large", false } },
    { 429, { PLATFORM_LATER, "limit_account", true } },
};

static struct meaning status_meaning(int status)
{
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].status == status)
            return statuses[i].meaning;
    if (status >= 500)
        return (struct meaning){ PLATFORM_LATER, "unavailable", false };
    if (status >= 400)
        return (struct meaning){ PLATFORM_FINAL, "bad_request", false };
    if (status >= 300)
        return (struct meaning){ PLATFORM_FINAL, "redirected", false };
    return (struct meaning){ PLATFORM_UNKNOWN, "unreadable", false };
}

static struct meaning error_meaning(int status, json_t *error)
{
    const int64_t code = meta_int(error, "code", 0), subcode = meta_int(error, "error_subcode", 0);

    /* A subcode belongs to its code; these stand with 100, 200 and 2663. */
    for (size_t i = 0; i < COUNT(subcodes); i++)
        if (subcodes[i].subcode == subcode && code != 190)
            return subcodes[i].meaning;
    if (status == 413)
        return status_meaning(status);
    for (size_t i = 0; i < COUNT(codes); i++)
        if (code >= codes[i].first && code <= codes[i].last &&
            (codes[i].meaning.verdict != PLATFORM_FINAL ||
             !json_is_true(json_object_get(error, "is_transient"))))
            return codes[i].meaning;
    if (json_is_true(json_object_get(error, "is_transient")))
        return (struct meaning){ PLATFORM_LATER, "unavailable", false };
    return status_meaning(status);
}

/* --- limits --- */

const char *const meta_usage_headers[] = { "X-Business-Use-Case-Usage", "X-Ad-Account-Usage", "X-App-Usage",
                                           NULL };

struct usage {
    double percent;
    int64_t regain_minutes;
};

static void read_usage(json_t *value, struct usage *usage)
{
    static const char *const percents[] = { "call_count", "total_cputime", "total_time", "acc_id_util_pct" };
    const int64_t minutes = meta_int(value, "estimated_time_to_regain_access", 0);

    for (size_t i = 0; i < COUNT(percents); i++) {
        json_t *percent = json_object_get(value, percents[i]);

        if (json_is_number(percent) && json_number_value(percent) > usage->percent)
            usage->percent = json_number_value(percent);
    }
    if (minutes > usage->regain_minutes)
        usage->regain_minutes = minutes;
}

/* Either the figures themselves, or lists of them by account. */
static void read_usages(json_t *json, struct usage *usage)
{
    const char *key;
    json_t *value, *one;
    size_t i;

    read_usage(json, usage);
    json_object_foreach(json, key, value) json_array_foreach(value, i, one) read_usage(one, usage);
}

static struct usage usage_of(struct ctx *ctx, const struct http_reply *reply)
{
    struct usage usage = { 0 };
    json_t *json;

    for (size_t i = 0; reply->got && i < META_N_USAGE; i++)
        if (reply->got[i] && json_parse(ctx, reply->got[i], strlen(reply->got[i]), &json) == NULL)
            read_usages(json, &usage);
    return usage;
}

static unsigned regain_s(const struct usage *usage)
{
    return usage->regain_minutes > MOST_WAIT_S / 60 ? MOST_WAIT_S : (unsigned)usage->regain_minutes * 60;
}

unsigned meta_usage_wait(struct ctx *ctx, const struct http_reply *reply)
{
    const struct usage usage = usage_of(ctx, reply);

    if (usage.regain_minutes > 0)
        return regain_s(&usage);
    return usage.percent >= USED_UP ? FULL_WAIT_S : usage.percent > USED_MUCH ? SLOW_WAIT_S : 0;
}

static void set_wait(struct ctx *ctx, const struct http_reply *reply, const struct meaning *meaning,
                     struct platform_outcome *outcome)
{
    const struct usage usage = usage_of(ctx, reply);

    outcome->retry_after_s = reply->retry_after_s;
    outcome->was_told_to_wait = meaning->is_limit || reply->retry_after_s > 0;
    if (!outcome->retry_after_s && meaning->is_limit)
        outcome->retry_after_s = usage.regain_minutes > 0 ? regain_s(&usage) : LIMIT_WAIT_S;
}

/* --- putting it together --- */

static void read_error(struct ctx *ctx, const struct http_reply *reply, json_t *error,
                       struct platform_outcome *outcome)
{
    const struct meaning meaning = error_meaning(reply->status, error);
    const long long code = meta_int(error, "code", 0), subcode = meta_int(error, "error_subcode", 0);
    const char *words = said_words(ctx->arena, meta_text(error, "message"));

    outcome->verdict = meaning.verdict;
    outcome->cause = meaning.cause;
    outcome->detail = subcode ? arena_printf(ctx->arena, "%lld/%lld: %s", code, subcode, words)
                              : arena_printf(ctx->arena, "%lld: %s", code, words);
    set_wait(ctx, reply, &meaning, outcome);
}

/* An error whose body isn't Meta's. A status that asks to wait or to sign in is still meant; a bare 400 may
 * come from anything on the way. */
static void read_bare_error(struct ctx *ctx, const struct http_reply *reply, struct platform_outcome *outcome)
{
    const struct meaning meaning = status_meaning(reply->status);

    if (meaning.verdict == PLATFORM_FINAL && reply->status == 400) {
        said_unreadable(outcome);
        return;
    }
    outcome->verdict = meaning.verdict;
    outcome->cause = meaning.cause;
    outcome->detail = arena_printf(ctx->arena, "HTTP %d", reply->status);
    set_wait(ctx, reply, &meaning, outcome);
}

void meta_is_final(struct platform_outcome *outcome, const char *cause, const char *detail)
{
    *outcome = (struct platform_outcome){ .verdict = PLATFORM_FINAL, .cause = cause, .detail = detail };
}

void meta_read_reply(struct ctx *ctx, const struct http_reply *reply, struct platform_outcome *outcome,
                     json_t **body)
{
    json_t *json = NULL, *error;

    *outcome = (struct platform_outcome){ 0 };
    *body = NULL;
    if (reply->fate != HTTP_ANSWERED) {
        said_nothing(reply, outcome);
        return;
    }
    if (json_parse(ctx, (const char *)reply->body.at, reply->body.size, &json) != NULL)
        json = NULL; /* what is wrong with it doesn't matter: it is unreadable */
    error = json_object_get(json, "error");
    if (reply->status >= 300 && reply->status < 400) {
        read_bare_error(ctx, reply, outcome);
    } else if (json_is_object(error)) { /* also with status 200 */
        read_error(ctx, reply, error, outcome);
    } else if (reply->status < 200 || reply->status >= 300) {
        read_bare_error(ctx, reply, outcome);
    } else if (json_is_object(json)) {
        outcome->verdict = PLATFORM_ACCEPTED;
        outcome->retry_after_s = meta_usage_wait(ctx, reply);
        outcome->cause = outcome->retry_after_s ? "limit_near" : NULL;
        *body = json;
    } else {
        said_unreadable(outcome);
    }
}

/* --- pieces of an answer --- */

int64_t meta_int(json_t *object, const char *key, int64_t otherwise)
{
    json_t *value = json_object_get(object, key);
    int64_t number = otherwise;

    if (json_is_integer(value))
        return json_integer_value(value);
    if (json_is_string(value))
        (void)text_to_int(json_string_value(value), &number); /* stays when it isn't a number */
    return number;
}

const char *meta_text(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

const char *meta_id(struct ctx *ctx, json_t *object, const char *key)
{
    const char *id = meta_text(object, key);

    if (json_is_integer(json_object_get(object, key)))
        id = arena_printf(ctx->arena, "%lld", (long long)meta_int(object, key, 0));
    return meta_is_id(id) ? arena_text(ctx->arena, id) : NULL;
}
