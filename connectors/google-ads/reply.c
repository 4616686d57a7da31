/*
 * Reading answers. The HTTP status decides first; for 4xx the platform's own reason says more. What can't be
 * read is never guessed: it is UNKNOWN, and the batch is sent again, which changes nothing for members
 * already taken.
 */
#include "connectors/google-ads/reply.h"

#include "packages/core/text.h"
#include "packages/platform/said.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_REASON = 100, QUOTA_DAY_WAIT_S = 3600 };

struct meaning {
    enum platform_verdict verdict;
    const char *cause;
};

static const struct {
    int status;
    struct meaning meaning;
} statuses[] = {
    { 400, { PLATFORM_FINAL, "bad_request" } }, { 401, { PLATFORM_REAUTH, "reconnect" } },
    { 403, { PLATFORM_FINAL, "forbidden" } },   { 404, { PLATFORM_FINAL, "list_gone" } },
    { 408, { PLATFORM_LATER, "unavailable" } }, { 409, { PLATFORM_FINAL, "conflict" } },
    { 413, { PLATFORM_REFUSED, "too_large" } }, { 429, { PLATFORM_LATER, "quota_minute" } },
    { 500, { PLATFORM_LATER, "unavailable" } }, { 502, { PLATFORM_LATER, "unavailable" } },
    { 503, { PLATFORM_LATER, "unavailable" } }, { 504, { PLATFORM_LATER, "unavailable" } },
};

/* Google's ErrorReason, where it says more than the status. A REFUSED one blames members, not the request. */
static const struct {
    const char *reason;
    struct meaning meaning;
} reasons[] = {
    { "ADVERTISER_NOT_ALLOWLISTED_FOR_UPLOADED_DATA", { PLATFORM_FINAL, "not_allowlisted" } },
    { "ALREADY_EXISTS", { PLATFORM_FINAL, "name_taken" } },
    { "DEADLINE_EXCEEDED", { PLATFORM_LATER, "unavailable" } },
    { "DISPLAY_NAME_ALREADY_USED", { PLATFORM_FINAL, "name_taken" } },
    { "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED", { PLATFORM_FINAL, "eu_political" } },
    { "INTERNAL_ERROR", { PLATFORM_LATER, "unavailable" } },
    { "INVALID_AUDIENCE_MEMBER", { PLATFORM_REFUSED, "refused_members" } },
    { "INVALID_BASE64_ENCODING", { PLATFORM_REFUSED, "refused_members" } },
    { "INVALID_COUNTRY_CODE", { PLATFORM_REFUSED, "refused_members" } },
    { "INVALID_DESTINATION", { PLATFORM_FINAL, "list_closed" } },
    { "INVALID_HEX_ENCODING", { PLATFORM_REFUSED, "refused_members" } },
    { "INVALID_POSTAL_CODE", { PLATFORM_REFUSED, "refused_members" } },
    { "INVALID_REGION_CODE", { PLATFORM_REFUSED, "refused_members" } },
    { "INVALID_REQUEST_ID", { PLATFORM_FINAL, "request_unknown" } },
    { "INVALID_SHA256_FORMAT", { PLATFORM_REFUSED, "refused_members" } },
    { "INVALID_USER_LIST_ID", { PLATFORM_FINAL, "list_gone" } },
    { "INVALID_USER_LIST_TYPE", { PLATFORM_FINAL, "list_wrong_type" } },
    { "NOT_ALLOWLISTED", { PLATFORM_FINAL, "not_allowlisted" } },
    { "NO_IDENTIFIERS_PROVIDED", { PLATFORM_REFUSED, "refused_members" } },
    { "OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH", { PLATFORM_FINAL, "login_mismatch" } },
    { "TERMS_AND_CONDITIONS_NOT_SIGNED", { PLATFORM_FINAL, "terms_not_signed" } },
    { "TOO_MANY_AUDIENCE_MEMBERS", { PLATFORM_REFUSED, "too_large" } },
    { "TOO_MANY_USER_IDENTIFIERS", { PLATFORM_REFUSED, "refused_members" } },
};

static const struct meaning *reason_meaning(const char *reason)
{
    for (size_t i = 0; reason && i < COUNT(reasons); i++)
        if (text_is(reasons[i].reason, reason))
            return &reasons[i].meaning;
    return NULL;
}

static struct meaning status_meaning(int status)
{
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].status == status)
            return statuses[i].meaning;
    if (status >= 500)
        return (struct meaning){ PLATFORM_LATER, "unavailable" };
    if (status >= 400)
        return (struct meaning){ PLATFORM_FINAL, "bad_request" };
    if (status >= 300)
        return (struct meaning){ PLATFORM_FINAL, "redirected" };
    return (struct meaning){ PLATFORM_UNKNOWN, "unreadable" };
}

/* --- pieces of an error --- */

/* A reason is shown and stored, so only what looks like one gets through. */
static const char *clean_reason(struct arena *arena, const char *reason)
{
    const size_t len = reason ? strspn(reason, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") : 0;

    return len > 0 && len <= MOST_REASON && !reason[len] ? arena_text(arena, reason) : NULL;
}

/* "audience_members.audience_members[7].user_data…" → 7: the index behind the last mention of the list. */
static bool member_index(const char *field, size_t *out)
{
    static const char *const names[] = { "audience_members[", "audienceMembers[" };
    const char *last = NULL;
    unsigned long long index;
    char *end;

    for (size_t i = 0; i < COUNT(names); i++)
        for (const char *at = strstr(field, names[i]); at; at = strstr(at + 1, names[i]))
            if (!last || at > last)
                last = at;
    if (!last)
        return false;
    last = strchr(last, '[') + 1;
    if (*last < '0' || *last > '9')
        return false;
    index = strtoull(last, &end, 10);
    if (*end != ']' || index > SIZE_MAX / 2)
        return false;
    *out = (size_t)index;
    return true;
}

static int by_member(const void *a, const void *b)
{
    const struct platform_refusal *x = a, *y = b;

    return (x->member > y->member) - (x->member < y->member);
}

/* Sorted, each member once. */
static void settle_refusals(struct platform_refusal *refused, struct platform_outcome *outcome)
{
    size_t n = 0;

    if (outcome->n_refused)
        qsort(refused, outcome->n_refused, sizeof(*refused), by_member);
    for (size_t i = 0; i < outcome->n_refused; i++)
        if (n == 0 || refused[n - 1].member != refused[i].member)
            refused[n++] = refused[i];
    outcome->refused = refused;
    outcome->n_refused = n;
}

struct details {
    const char *reason; /* the one that decides */
    const char *quota;
    const char *description; /* of the first violation */
};

static void read_violation(struct ctx *ctx, json_t *violation, size_t n_members, struct details *details,
                           struct platform_refusal **refused, size_t *n)
{
    const char *field = json_string_value(json_object_get(violation, "field"));
    const char *reason = clean_reason(ctx->arena, json_string_value(json_object_get(violation, "reason")));
    const char *description = json_string_value(json_object_get(violation, "description"));
    const struct meaning *meaning = reason_meaning(reason);
    size_t member;

    if (!details->description && description)
        details->description = description;
    if (reason && (!details->reason || (meaning && meaning->verdict != PLATFORM_REFUSED)))
        details->reason = reason;
    if (!field || !member_index(field, &member) || member >= n_members)
        return;
    *ARENA_PUSH(ctx->arena, *refused, *n) =
        (struct platform_refusal){ .member = member, .reason = reason ? reason : "INVALID_ARGUMENT" };
}

static void read_details(struct ctx *ctx, json_t *error, size_t n_members, struct details *details,
                         struct platform_outcome *outcome)
{
    struct platform_refusal *refused = NULL;
    const char *general = NULL;
    size_t i, j, n = 0;
    json_t *detail, *violation;

    json_array_foreach(json_object_get(error, "details"), i, detail)
    {
        json_t *quota = json_object_get(json_object_get(detail, "metadata"), "quota_limit");

        if (!general)
            general = clean_reason(ctx->arena, json_string_value(json_object_get(detail, "reason")));
        if (json_is_string(quota))
            details->quota = json_string_value(quota);
        json_array_foreach(json_object_get(detail, "fieldViolations"), j, violation)
            read_violation(ctx, violation, n_members, details, &refused, &n);
    }
    if (!details->reason)
        details->reason = general;
    outcome->n_refused = n;
    settle_refusals(refused, outcome);
}

/* --- putting it together --- */

static void set_wait(const struct ctx *ctx, const struct http_reply *reply, const struct details *details,
                     struct platform_outcome *outcome)
{
    outcome->retry_after_s = reply->retry_after_s;
    outcome->was_told_to_wait = reply->status == 429 || reply->retry_after_s > 0;
    if (reply->status != 429)
        return;
    if (details->quota && strstr(details->quota, "PerDay"))
        outcome->cause = "quota_day";
    if (outcome->retry_after_s)
        return;
    /* The minute's quota comes back with the next minute; the day's at an hour that it doesn't tell. */
    outcome->retry_after_s = text_is(outcome->cause, "quota_day")
                                 ? QUOTA_DAY_WAIT_S
                                 : 60 - (unsigned)(ctx->now.us / SECONDS(1) % 60);
}

static void read_error(struct ctx *ctx, const struct http_reply *reply, json_t *error, size_t n_members,
                       struct platform_outcome *outcome)
{
    struct meaning meaning = status_meaning(reply->status);
    struct details details = { 0 };
    const struct meaning *more;
    const char *message = json_string_value(json_object_get(error, "message"));
    const char *words;

    read_details(ctx, error, n_members, &details, outcome);
    more = meaning.verdict == PLATFORM_FINAL ? reason_meaning(details.reason) : NULL;
    if (more)
        meaning = *more;
    else if (reply->status == 400 && outcome->n_refused > 0)
        meaning = (struct meaning){ PLATFORM_REFUSED, "refused_members" };
    if (meaning.verdict != PLATFORM_REFUSED)
        outcome->n_refused = 0;
    outcome->verdict = meaning.verdict;
    outcome->cause = meaning.cause;
    words = details.description ? details.description : message ? message : "";
    outcome->detail = said_words(
        ctx->arena, details.reason ? arena_printf(ctx->arena, "%s: %s", details.reason, words) : words);
    set_wait(ctx, reply, &details, outcome);
}

/* An error whose body isn't Google's. A status that asks to wait or to sign in is still meant; another 4xx
 * may come from anything on the way. */
static void read_bare_error(struct ctx *ctx, const struct http_reply *reply, struct platform_outcome *outcome)
{
    const struct meaning meaning = status_meaning(reply->status);
    const struct details none = { 0 };

    if (meaning.verdict == PLATFORM_FINAL && reply->status == 400) {
        said_unreadable(outcome);
        return;
    }
    outcome->verdict = meaning.verdict;
    outcome->cause = meaning.cause;
    outcome->detail = arena_printf(ctx->arena, "HTTP %d", reply->status);
    set_wait(ctx, reply, &none, outcome);
}

int64_t reply_int(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    int64_t number = 0;

    if (json_is_integer(value))
        number = json_integer_value(value);
    else if (json_is_string(value))
        (void)text_to_int(json_string_value(value), &number); /* stays 0 when it isn't a number */
    return number > 0 ? number : 0;
}

void reply_read(struct ctx *ctx, const struct http_reply *reply, size_t n_members,
                struct platform_outcome *outcome, json_t **body)
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
    if (reply->status >= 200 && reply->status < 300) {
        if (!json_is_object(json) || error) {
            said_unreadable(outcome);
            return;
        }
        outcome->verdict = PLATFORM_ACCEPTED;
        *body = json;
    } else if (json_is_object(error)) {
        read_error(ctx, reply, error, n_members, outcome);
    } else {
        read_bare_error(ctx, reply, outcome);
    }
}
