/*
 * Signing in at TikTok. The token of an advertiser is long-lived and isn't renewed; it ends when it is
 * revoked.
 */
#include "connectors/tiktok/inner.h"

#include "packages/core/text.h"
#include "packages/platform/said.h"

#define PORTAL "https://business-api.tiktok.com/portal/auth"
#define REAL   "https://business-api.tiktok.com/open_api/v1.3"

static const char *base_of(const struct platform_app *app)
{
    return app->base_url ? app->base_url : REAL;
}

static const char *authorize_url(struct ctx *ctx, const struct platform_app *app, const char *state,
                                 const char *challenge)
{
    (void)challenge;
    return arena_printf(ctx->arena, "%s?app_id=%s&state=%s&redirect_uri=%s",
                        app->base_url ? said_address(ctx->arena, app->base_url, "/portal/auth") : PORTAL,
                        http_escape(ctx->arena, app->id), http_escape(ctx->arena, state),
                        http_escape(ctx->arena, app->redirect_url));
}

static struct err *exchange(struct ctx *ctx, struct http_client *http, const struct platform_app *app,
                            const char *code, const char *verifier, struct platform_outcome *outcome,
                            struct platform_tokens *out)
{
    struct tiktok_call call = { .method = "POST", .path = "/oauth2/access_token/" };
    struct err *err;
    json_t *data;

    (void)verifier;
    call.body = tiktok_body(
        ctx, json_pack("{ss ss ss}", "app_id", app->id, "secret", app->secret, "auth_code", code));
    err = tiktok_ask_bare(ctx, http, base_of(app), &call, outcome, &data);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    *out = (struct platform_tokens){
        .access_token = arena_text(ctx->arena, json_string_value(json_object_get(data, "access_token"))),
        .refresh_token = arena_text(ctx->arena, json_string_value(json_object_get(data, "refresh_token"))),
        .expires_in_s = json_integer_value(json_object_get(data, "expires_in")),
    };
    if (!out->access_token)
        said_unreadable(outcome);
    return NULL;
}

static struct err *revoke(struct ctx *ctx, struct http_client *http, const struct platform_app *app,
                          const struct platform_tokens *tokens, struct platform_outcome *outcome)
{
    struct tiktok_call call = { .method = "POST", .path = "/oauth2/revoke_token/" };
    json_t *data;

    call.body = tiktok_body(ctx, json_pack("{ss ss ss}", "app_id", app->id, "secret", app->secret,
                                           "access_token", tokens->access_token));
    return tiktok_ask_bare(ctx, http, base_of(app), &call, outcome, &data);
}

const struct platform_oauth tiktok_oauth = {
    .code_parameter = "auth_code",
    .authorize_url = authorize_url,
    .exchange = exchange,
    .revoke = revoke,
};

struct err *tiktok_list_accounts(struct ctx *ctx, const struct platform_account *account,
                                 struct platform_outcome *outcome, struct platform_found **items, size_t *n)
{
    const struct platform_app *app = account->app;
    struct tiktok_call call = { .method = "GET" };
    json_t *data, *one;
    struct err *err;
    size_t i;

    if (!app)
        return err_new(ctx, ERR_CONFLICT, "tiktok_app_id",
                       "TikTok lists advertisers to a registered app alone");
    call.path = arena_printf(ctx->arena, "/oauth2/advertiser/get/?app_id=%s&secret=%s",
                             http_escape(ctx->arena, app->id), http_escape(ctx->arena, app->secret));
    err = tiktok_ask(ctx, account, &call, outcome, &data);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    json_array_foreach(json_object_get(data, "list"), i, one)
    {
        const char *id = json_string_value(json_object_get(one, "advertiser_id"));
        const char *name = json_string_value(json_object_get(one, "advertiser_name"));

        if (tiktok_is_id(id))
            *ARENA_PUSH(ctx->arena, *items, *n) =
                (struct platform_found){ .external_id = arena_text(ctx->arena, id),
                                         .name = arena_text(ctx->arena, name ? name : id),
                                         .is_active = true };
    }
    return NULL;
}
