/*
 * Facebook Login. There are no refresh tokens: the token of a sign-in lives for an hour or two and is traded
 * for one of about sixty days, which is traded again before it ends; after that the person signs in anew.
 */
#include "connectors/meta/inner.h"

#include "packages/core/text.h"

#include <string.h>

#define DIALOG "https://www.facebook.com"
#define GRAPH  "https://graph.facebook.com"
#define SCOPE  "ads_management,business_management"

enum { MOST_FORM = 16 * 1024 };

static const char *authorize_url(struct ctx *ctx, const struct platform_app *app, const char *state,
                                 const char *challenge)
{
    struct arena *arena = ctx->arena;

    (void)challenge; /* Facebook Login takes none of a web server */
    return arena_printf(arena, "%s?client_id=%s&redirect_uri=%s&state=%s&response_type=code&scope=%s",
                        meta_address(arena, app->base_url ? app->base_url : DIALOG, "/dialog/oauth"),
                        http_escape(arena, app->id), http_escape(arena, app->redirect_url),
                        http_escape(arena, state), http_escape(arena, SCOPE));
}

static void add_pair(struct ctx *ctx, struct buf *form, const char *key, const char *value)
{
    buf_printf(form, "%s%s=%s", form->len ? "&" : "", key, http_escape(ctx->arena, value));
}

static struct platform_account endpoint(struct http_client *http, const struct platform_app *app,
                                        const char *token)
{
    return (struct platform_account){ .base_url = app->base_url ? app->base_url : GRAPH,
                                      .access_token = token,
                                      .http = http };
}

/* A refused code or token asks for a new sign-in; our own id or secret being wrong doesn't get better so. */
static void judge(struct platform_outcome *outcome)
{
    if (outcome->verdict == PLATFORM_FINAL && text_is(outcome->cause, "bad_request")) {
        outcome->verdict = PLATFORM_REAUTH;
        outcome->cause = "reconnect";
    }
}

/* Secrets go in the body of a POST, where no log sees them. */
static struct err *trade(struct ctx *ctx, struct http_client *http, const struct platform_app *app,
                         struct buf *form, struct platform_outcome *outcome, struct platform_tokens *out)
{
    const struct platform_account account = endpoint(http, app, "");
    struct meta_call call = {
        .method = "POST", .path = "/oauth/access_token", .is_open = true, .is_form = true
    };
    const char *token;
    struct err *err;
    json_t *body;

    add_pair(ctx, form, "client_id", app->id);
    add_pair(ctx, form, "client_secret", app->secret);
    call.body = (struct bytes){ (const unsigned char *)buf_str(form), form->len };
    err = meta_ask(ctx, &account, &call, outcome, &body);
    if (err)
        return err;
    judge(outcome);
    if (outcome->verdict != PLATFORM_ACCEPTED)
        return NULL;
    token = meta_text(body, "access_token");
    if (!*token) {
        said_unreadable(outcome);
        return NULL;
    }
    *out = (struct platform_tokens){ .access_token = arena_text(ctx->arena, token),
                                     .expires_in_s = meta_int(body, "expires_in", 0) };
    return NULL;
}

static struct err *renew(struct ctx *ctx, struct http_client *http, const struct platform_app *app,
                         const struct platform_tokens *old, struct platform_outcome *outcome,
                         struct platform_tokens *out)
{
    struct buf form = buf_in(ctx->arena, MOST_FORM);

    add_pair(ctx, &form, "grant_type", "fb_exchange_token");
    add_pair(ctx, &form, "fb_exchange_token", old->access_token);
    return trade(ctx, http, app, &form, outcome, out);
}

static struct err *exchange(struct ctx *ctx, struct http_client *http, const struct platform_app *app,
                            const char *code, const char *verifier, struct platform_outcome *outcome,
                            struct platform_tokens *out)
{
    struct buf form = buf_in(ctx->arena, MOST_FORM);
    struct platform_tokens brief;
    struct err *err;

    (void)verifier;
    add_pair(ctx, &form, "redirect_uri", app->redirect_url);
    add_pair(ctx, &form, "code", code);
    err = trade(ctx, http, app, &form, outcome, &brief);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    return renew(ctx, http, app, &brief, outcome, out);
}

/* Takes back all that the person granted the app. A token that is no good has nothing to take back. */
static struct err *revoke(struct ctx *ctx, struct http_client *http, const struct platform_app *app,
                          const struct platform_tokens *tokens, struct platform_outcome *outcome)
{
    const struct platform_account account = endpoint(http, app, tokens->access_token);
    const struct meta_call call = { .method = "DELETE", .path = "/me/permissions" };
    struct err *err;
    json_t *body;

    err = meta_ask(ctx, &account, &call, outcome, &body);
    if (!err && outcome->verdict == PLATFORM_REAUTH)
        *outcome = (struct platform_outcome){ .verdict = PLATFORM_ACCEPTED };
    return err;
}

const struct platform_oauth meta_oauth = {
    .code_parameter = "code",
    .authorize_url = authorize_url,
    .exchange = exchange,
    .renew = renew,
    .revoke = revoke,
};
