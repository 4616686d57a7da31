#include "connectors/sandbox/tiktok/tiktok.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <stdlib.h>
#include <string.h>

/* A fault's status as the code that goes with it; the HTTP status stays what was asked for. */
static const struct {
    int status, code;
} codes[] = {
    { 400, 40002 }, { 401, 40105 }, { 403, 40001 }, { 404, 40007 }, { 409, 40002 }, { 429, 40100 }
};

static void answer(struct call *call, int status, int code, const char *message, json_t *data)
{
    json_t *json = json_keep(&call->ctx,
                             json_pack("{s:i, s:s, s:s, s:o}", "code", code, "message", message, "request_id",
                                       call->ctx.request_id, "data", data ? data : json_object()));
    const char *text = json_canonical(&call->ctx, json);

    answer_text(call, status, "application/json; charset=utf-8", text, strlen(text));
}

void tiktok_answer(struct call *call, json_t *data)
{
    answer(call, 200, 0, "OK", data);
}

void tiktok_fail(struct call *call, int code, const char *message)
{
    answer(call, 200, code, message, NULL);
}

/* A bad token and what the table knows are told with HTTP 200, as the real one does; 5xx and 429 keep their
 * status. */
void tiktok_refuse(struct call *call, int status, const char *reason, const char *message)
{
    const long given = reason ? strtol(reason, NULL, 10) : 0;
    int code = given > 0 ? (int)given : 50000;

    for (size_t i = 0; i < COUNT(codes) && given <= 0; i++)
        if (codes[i].status == status)
            code = codes[i].code;
    answer(call, status >= 500 || status == 429 || (status >= 300 && status < 400) ? status : 200, code,
           message, NULL);
}

json_t *tiktok_body_of(struct call *call)
{
    json_t *json = NULL;

    if (json_parse(&call->ctx, (const char *)call->body.at, call->body.size, &json) == NULL &&
        json_is_object(json))
        return json;
    tiktok_fail(call, 40002, "The request body is not a JSON object");
    return NULL;
}

const char *tiktok_text(struct call *call, json_t *body, const char *key)
{
    const char *text = json_string_value(json_object_get(body, key));

    if (text && *text)
        return text;
    tiktok_fail(call, 40002, arena_printf(call->ctx.arena, "%s: Missing data for required field.", key));
    return NULL;
}

bool tiktok_is_digits(const char *text)
{
    return text && *text && strlen(text) <= 19 && strspn(text, "0123456789") == strlen(text);
}
