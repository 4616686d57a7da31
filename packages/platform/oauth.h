/*
 * Signing in at a platform: how an account is connected by a person's consent there, instead of a pasted
 * token.
 */
#pragma once

#include "packages/core/core.h"

struct http_client;
struct platform_outcome;

/* Our registration with the platform. */
struct platform_app {
    const char *id, *secret;
    const char *redirect_url; /* where a person comes back to after signing in there */
    const char *base_url;     /* the sandbox's; NULL: the platform's own */
};

/* What came of a person's sign-in there. */
struct platform_tokens {
    const char *access_token, *refresh_token; /* refresh: NULL where there is none */
    int64_t expires_in_s;                     /* 0: it doesn't say */
};

/* Signing in at the platform (OAuth 2.0 as each understands it). The code comes back to the redirect address.
 */
struct platform_oauth {
    const char *code_parameter; /* of the way back: "code", "auth_code" */
    bool has_pkce, has_refresh;
    const char *(*authorize_url)(struct ctx *ctx, const struct platform_app *app, const char *state,
                                 const char *challenge);
    struct err *(*exchange)(struct ctx *ctx, struct http_client *http, const struct platform_app *app,
                            const char *code, const char *verifier, struct platform_outcome *outcome,
                            struct platform_tokens *out);
    /* A fresh access token; the refresh token may be replaced. REAUTH: a person must sign in again. */
    struct err *(*renew)(struct ctx *ctx, struct http_client *http, const struct platform_app *app,
                         const struct platform_tokens *old, struct platform_outcome *outcome,
                         struct platform_tokens *out);
    struct err *(*revoke)(struct ctx *ctx, struct http_client *http, const struct platform_app *app,
                          const struct platform_tokens *tokens, struct platform_outcome *outcome);
};
