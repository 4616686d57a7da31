#include "connectors/meta/inner.h"

#include "packages/core/text.h"

#include <assert.h>
#include <string.h>

enum { MOST_ID_DIGITS = 19, MOST_HEADERS = 3, MOST_VERSION = 8 };

#define VERSION        "/v25.0"
#define ACCOUNT_PREFIX "act_"

bool meta_is_id(const char *text)
{
    const size_t len = text ? strlen(text) : 0;

    return len > 0 && len <= MOST_ID_DIGITS && strspn(text, "0123456789") == len;
}

bool meta_is_account(const char *external_id)
{
    if (external_id && text_starts(external_id, ACCOUNT_PREFIX))
        external_id += strlen(ACCOUNT_PREFIX);
    return meta_is_id(external_id);
}

const char *meta_account_path(struct ctx *ctx, const struct platform_account *account)
{
    const char *id = account->external_id;

    return arena_printf(ctx->arena, "/%s%s", text_starts(id, ACCOUNT_PREFIX) ? "" : ACCOUNT_PREFIX, id);
}

/* Whether the address ends with "/v24.0" already. */
static bool has_version(const char *url, size_t len)
{
    size_t from = len, digits;

    while (from > 0 && url[from - 1] != '/')
        from--;
    if (len - from < 4 || len - from > MOST_VERSION || url[from] != 'v')
        return false;
    digits = strspn(url + from + 1, "0123456789");
    return digits > 0 && url[from + 1 + digits] == '.' &&
           strspn(url + from + 1, "0123456789.") >= len - from - 1;
}

const char *meta_address(struct arena *arena, const char *base_url, const char *path)
{
    size_t len = strlen(base_url);

    while (len > 0 && base_url[len - 1] == '/')
        len--;
    return arena_printf(arena, "%.*s%s%s", (int)len, base_url, has_version(base_url, len) ? "" : VERSION,
                        path);
}

struct json_writer meta_body(struct buf *to, const struct platform_account *account)
{
    struct json_writer json = json_to(to);

    json_open(&json, '{');
    json_key(&json, "access_token");
    json_text(&json, account->access_token);
    return json;
}

struct err *meta_ask(struct ctx *ctx, const struct platform_account *account, const struct meta_call *call,
                     struct platform_outcome *outcome, json_t **body)
{
    const char *headers[MOST_HEADERS] = { NULL };
    struct http_request request = {
        .method = call->method, .headers = headers, .wants = meta_usage_headers, .body = call->body
    };
    struct http_reply reply;
    size_t n = 0;
    struct err *err;

    assert(account->http && account->base_url);
    if (!call->is_open) {
        err = said_token_check(ctx, account->access_token);
        if (err)
            return err;
    }
    if (call->body.size)
        headers[n++] = call->is_form ? "Content-Type: application/x-www-form-urlencoded"
                                     : "Content-Type: application/json";
    else if (!call->is_open)
        headers[n++] = arena_printf(ctx->arena, "Authorization: Bearer %s", account->access_token);
    request.url = meta_address(ctx->arena, account->base_url, call->path);
    err = http_send(ctx, account->http, &request, &reply);
    if (err)
        return err;
    meta_read_reply(ctx, &reply, outcome, body);
    return NULL;
}
