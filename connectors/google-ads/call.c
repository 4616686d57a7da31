#include "connectors/google-ads/call.h"

#include "packages/core/text.h"
#include "packages/platform/said.h"

#include <assert.h>
#include <string.h>

enum { MOST_ID_DIGITS = 19, MOST_HEADERS = 4 };

bool google_is_id(const char *text)
{
    const size_t len = text ? strlen(text) : 0;

    return len > 0 && len <= MOST_ID_DIGITS && strspn(text, "0123456789") == len;
}

/* They become parts of a path, of a header and of JSON. */
static struct err *account_check(struct ctx *ctx, const struct platform_account *account)
{
    if (!google_is_id(account->external_id))
        return err_new(ctx, ERR_INVALID, "external_id", "a Google Ads account is digits without hyphens");
    if (account->login_id && !google_is_id(account->login_id))
        return err_new(ctx, ERR_INVALID, "login_id", "a manager account is digits without hyphens");
    return said_token_check(ctx, account->access_token);
}

struct err *google_ask(struct ctx *ctx, const struct platform_account *account,
                       const struct google_call *call, struct platform_outcome *outcome, json_t **body)
{
    const char *headers[MOST_HEADERS] = { NULL };
    struct http_request request = { .method = call->method, .headers = headers, .body = call->body };
    struct http_reply reply;
    size_t n = 0;
    struct err *err;

    assert(account->http && account->access_token);
    err = account_check(ctx, account);
    if (err)
        return err;
    headers[n++] = arena_printf(ctx->arena, "Authorization: Bearer %s", account->access_token);
    if (call->body.size)
        headers[n++] = "Content-Type: application/json";
    if (call->tells_login && account->login_id)
        headers[n++] =
            arena_printf(ctx->arena, "login-account: accountTypes/GOOGLE_ADS/accounts/%s", account->login_id);
    request.url = said_address(ctx->arena, account->base_url, call->path);
    err = http_send(ctx, account->http, &request, &reply);
    if (err)
        return err;
    reply_read(ctx, &reply, call->n_members, outcome, body);
    return NULL;
}
