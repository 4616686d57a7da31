#include "connectors/sandbox/meta/meta.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PAGE = 25, MOST_PAGE = 1000, CODE_PARAMETER = 100 };

static const struct {
    int status, answered; /* what is asked for, and the HTTP status that comes */
    int code, subcode;
} statuses[] = {
    { 400, 400, CODE_PARAMETER, 0 },
    { 401, 400, 190, 463 },
    { 403, 403, 200, 0 },
    { 404, 404, CODE_PARAMETER, 33 },
    { 409, 409, CODE_PARAMETER, 0 },
    { 413, 413, 1, 0 },
    { 429, 429, 17, 2446079 },
    { 500, 500, 1, 0 },
    { 502, 502, 2, 0 },
    { 503, 503, 2, 0 },
    { 504, 504, 2, 0 },
};

static size_t status_row(int status)
{
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].status == status)
            return i;
    return 0;
}

void meta_answer(struct call *call, json_t *json)
{
    const char *text = json_canonical(&call->ctx, json_keep(&call->ctx, json));

    answer_text(call, 200, "application/json; charset=UTF-8", text, strlen(text));
}

void meta_success(struct call *call)
{
    meta_answer(call, json_pack("{s:b}", "success", true));
}

static void write_error(struct call *call, int status, int code, int subcode, const char *message)
{
    json_t *error = json_pack("{s:s, s:s, s:i, s:b, s:s}", "message",
                              arena_printf(call->ctx.arena, "(#%d) %s", code, message), "type",
                              "OAuthException", "code", code, "is_transient", code == 1 || code == 2,
                              "fbtrace_id", arena_text_n(call->ctx.arena, call->ctx.request_id, 22));

    if (subcode)
        json_object_set_new(error, "error_subcode", json_integer(subcode));
    if (subcode == 1713230)
        json_object_set_new(error, "error_user_title", json_string("Audience can't be changed"));
    meta_answer(call, json_pack("{s:o}", "error", error));
    call->answer.status = status;
}

void meta_refuse(struct call *call, int status, const char *reason, const char *message)
{
    const size_t row = status_row(status);
    int code = statuses[row].code, subcode = statuses[row].subcode;
    char *end;

    if (reason) {
        code = (int)strtol(reason, &end, 10);
        subcode = *end == '/' ? (int)strtol(end + 1, NULL, 10) : 0;
    }
    write_error(call, reason || statuses[row].status != status ? status : statuses[row].answered, code,
                subcode, message);
}

void meta_bad(struct call *call, const char *message)
{
    meta_refuse(call, 400, "100", message);
}

/* Every answer tells how much of the hour's calls is used. */
void meta_sign(struct call *call)
{
    const struct fault *fault = &call->fault;
    const bool is_told = call->has_fault && (fault->action == FAULT_USAGE || fault->minutes > 0);
    const long long percent = is_told ? (long long)fault->percent : 1;

    call->answer.usage = arena_printf(
        call->ctx.arena,
        "{\"1234567890\":[{\"type\":\"custom_audience\",\"call_count\":%lld,\"total_cputime\":%lld,"
        "\"total_time\":%lld,\"estimated_time_to_regain_access\":%lld,"
        "\"ads_api_access_tier\":\"development_access\"}]}",
        percent, percent / 2, percent / 2, is_told ? (long long)fault->minutes : 0);
}

/* --- fields and pages --- */

bool meta_pick(struct call *call, const char *type, json_t *whole, json_t **out)
{
    const char *at = param_text(call, "fields");
    json_t *picked = json_object();

    json_object_set(picked, "id", json_object_get(whole, "id"));
    *out = json_keep(&call->ctx, picked);
    while (*at) {
        const size_t len = strcspn(at, ",");
        const char *name = arena_text_n(call->ctx.arena, at, len);

        if (len > 0 && !json_object_get(whole, name)) {
            meta_bad(call,
                     arena_printf(call->ctx.arena,
                                  "Tried accessing nonexisting field (%.40s) on node type (%s)", name, type));
            return false;
        }
        if (len > 0)
            json_object_set(picked, name, json_object_get(whole, name));
        at += len + (at[len] == ',');
    }
    return true;
}

/* Cursors are numbers of items; the next address carries the token, as there. */
static json_t *paging_of(struct call *call, size_t from, size_t to, size_t n)
{
    json_t *paging =
        json_pack("{s:{s:s, s:s}}", "cursors", "before", arena_printf(call->ctx.arena, "%zu", from), "after",
                  arena_printf(call->ctx.arena, "%zu", to));

    if (to < n)
        json_object_set_new(paging, "next",
                            json_sprintf("https://graph.facebook.com%s?after=%zu&access_token=%s", call->path,
                                         to, "REDACTED"));
    return paging;
}

void meta_answer_page(struct call *call, json_t *items)
{
    const char *limit_text = param_text(call, "limit"), *after_text = param_text(call, "after");
    const size_t n = json_array_size(items);
    json_t *page = json_array(), *answer;
    int64_t limit = DEFAULT_PAGE, after = 0;
    size_t to;

    if ((*limit_text && (!text_to_int(limit_text, &limit) || limit < 1)) ||
        (*after_text && (!text_to_int(after_text, &after) || after < 0))) {
        json_decref(page);
        meta_bad(call, "Param limit or after is not valid");
        return;
    }
    if (limit > MOST_PAGE)
        limit = MOST_PAGE;
    after = after > (int64_t)n ? (int64_t)n : after;
    to = (size_t)(after + limit < (int64_t)n ? after + limit : (int64_t)n);
    for (size_t i = (size_t)after; i < to; i++)
        json_array_append(page, json_array_get(items, i));
    answer = json_pack("{s:o}", "data", page);
    if (n > 0)
        json_object_set_new(answer, "paging", paging_of(call, (size_t)after, to, n));
    meta_answer(call, answer);
}
