#include "connectors/bigquery/token.h"

#include "connectors/bigquery/key_file.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    MARGIN_S = 300,
    LARGEST_REPLY = 64 * 1024,
    LONGEST_TOKEN = 16 * 1024,
    CALL_S = 15,
    METADATA_S = 3,
    TRIES = 3
};

static const char scope[] = "https://www.googleapis.com/auth/bigquery";

struct tokens {
    enum token_source source;
    struct key_file file;
    struct arena *arena; /* of the file's texts; owned */
    const char *metadata;
    pthread_mutex_t lock; /* over all below; never held while something is fetched */
    pthread_cond_t fetched;
    bool is_fetching;
    char *token; /* NULL: none */
    struct instant until;
};

static struct instant now_of(const struct ctx *ctx)
{
    struct ctx own = *ctx;

    ctx_tick(&own);
    return own.now;
}

static void wipe(struct tokens *tokens)
{
    if (tokens->token)
        OPENSSL_cleanse(tokens->token, strlen(tokens->token));
    free(tokens->token);
    tokens->token = NULL;
}

void tokens_close(struct tokens *tokens)
{
    if (!tokens)
        return;
    wipe(tokens);
    EVP_PKEY_free(tokens->file.key);
    pthread_cond_destroy(&tokens->fetched);
    pthread_mutex_destroy(&tokens->lock);
    arena_free(tokens->arena);
    free(tokens);
}

struct err *tokens_open(struct ctx *ctx, enum token_source source, const char *key_file, struct tokens **out)
{
    struct tokens *tokens = calloc(1, sizeof(*tokens));
    const char *host = getenv("GCE_METADATA_HOST");
    struct ctx own = *ctx;
    struct err *err = NULL;

    assert(tokens);
    tokens->source = source;
    tokens->arena = own.arena = arena_new();
    tokens->metadata = arena_text(tokens->arena, host && *host ? host : "169.254.169.254");
    pthread_mutex_init(&tokens->lock, NULL);
    pthread_cond_init(&tokens->fetched, NULL);
    if (source == TOKENS_KEY_FILE)
        err = key_file_read(&own, key_file, &tokens->file);
    if (err) {
        err = err_new(ctx, err->code, "bigquery_credentials", "%s", err->message);
        tokens_close(tokens);
        return err;
    }
    *out = tokens;
    return NULL;
}

/* --- fetching --- */

static struct err *refused(struct ctx *ctx, const struct http_reply *reply)
{
    const char *error = NULL, *detail = "";
    json_t *json = json_loadb((const char *)reply->body.at, reply->body.size, 0, NULL);
    struct err *err;

    (void)json_unpack(json, "{s:s, s?s}", "error", &error, "error_description",
                      &detail); /* told if it is there */
    err = err_new(ctx, ERR_UNAVAILABLE, NULL, "Google gives no access token: status %d%s%.100s%s%.200s",
                  reply->status, error ? ", " : "", error ? error : "", *detail ? ": " : "", detail);
    err->next_step =
        text_is(error, "invalid_grant")
            ? "Check the machine's clock, and that the key of bigquery_credentials is still valid."
            : "Check bigquery_credentials, or the service account of this machine.";
    json_decref(json);
    return err;
}

static bool is_sound(const char *token)
{
    const size_t len = strlen(token);

    for (size_t i = 0; i < len; i++)
        if (token[i] <= ' ' || token[i] > '~')
            return false;
    return len > 0 && len < LONGEST_TOKEN;
}

static struct err *take(struct ctx *ctx, const struct http_reply *reply, const char **token, int64_t *life_s)
{
    json_t *json = json_loadb((const char *)reply->body.at, reply->body.size, 0, NULL);
    json_int_t expires = 0;
    const char *text;

    if (json)
        json_keep(ctx, json);
    if (json_unpack(json, "{s:s, s:I}", "access_token", &text, "expires_in", &expires) != 0 ||
        !is_sound(text) || expires < 1 || expires > 86400)
        return err_new(ctx, ERR_UPSTREAM, NULL, "Google's answer holds no access token");
    *token = text;
    *life_s = expires;
    return NULL;
}

static struct err *send(struct ctx *ctx, struct http_client *http, const struct http_request *request,
                        const char **token, int64_t *life_s)
{
    struct http_reply reply;
    struct err *err;

    for (int i = 0; i < TRIES; i++) {
        err = http_send(ctx, http, request, &reply);
        if (err)
            return err;
        if (reply.fate == HTTP_ANSWERED && reply.status < 500)
            break;
    }
    if (reply.fate != HTTP_ANSWERED) {
        err = err_new(ctx, ERR_UNAVAILABLE, NULL, "no access token could be fetched: %s", reply.fault);
        err->next_step =
            "Set bigquery_credentials to the key file of a service account, or check the network.";
        return err;
    }
    return reply.status == 200 ? take(ctx, &reply, token, life_s) : refused(ctx, &reply);
}

static struct err *fetch_by_key(struct ctx *ctx, struct tokens *tokens, struct http_client *http,
                                const char **token, int64_t *life_s)
{
    static const char *const headers[] = { "Content-Type: application/x-www-form-urlencoded", NULL };
    struct http_request request = { .method = "POST",
                                    .url = tokens->file.token_uri,
                                    .headers = headers,
                                    .most_bytes = LARGEST_REPLY,
                                    .timeout_s = CALL_S };
    const char *claim, *body;
    struct err *err;

    err = key_file_claim(ctx, &tokens->file, scope, now_of(ctx), &claim);
    if (err)
        return err;
    body = arena_printf(ctx->arena,
                        "grant_type=urn%%3Aietf%%3Aparams%%3Aoauth%%3Agrant-type%%3Ajwt-bearer&assertion=%s",
                        claim);
    request.body = (struct bytes){ (const unsigned char *)body, strlen(body) };
    return send(ctx, http, &request, token, life_s);
}

/* The metadata server speaks plain http on a link-local address, so it has a client of its own. */
static struct err *fetch_by_metadata(struct ctx *ctx, struct tokens *tokens, const char **token,
                                     int64_t *life_s)
{
    static const char *const headers[] = { "Metadata-Flavor: Google", NULL };
    const struct http_request request = {
        .method = "GET",
        .url = arena_printf(ctx->arena,
                            "http://%s/computeMetadata/v1/instance/service-accounts/default/token?scopes=%s",
                            tokens->metadata, http_escape(ctx->arena, scope)),
        .headers = headers,
        .most_bytes = LARGEST_REPLY,
        .timeout_s = METADATA_S,
    };
    struct http_client *http = http_client_new(&(struct http_options){ .allow_plain = true });
    struct err *err = send(ctx, http, &request, token, life_s);

    http_client_free(http);
    return err;
}

static struct err *fetch(struct ctx *ctx, struct tokens *tokens, struct http_client *http)
{
    const char *token = NULL;
    int64_t life_s = 0;
    struct err *err;

    tokens->is_fetching = true;
    pthread_mutex_unlock(&tokens->lock);
    err = tokens->source == TOKENS_KEY_FILE ? fetch_by_key(ctx, tokens, http, &token, &life_s)
                                            : fetch_by_metadata(ctx, tokens, &token, &life_s);
    pthread_mutex_lock(&tokens->lock);
    if (!err) {
        wipe(tokens);
        tokens->token = strdup(token);
        assert(tokens->token);
        life_s = life_s > 2 * MARGIN_S ? life_s - MARGIN_S : life_s / 2;
        tokens->until = instant_add(now_of(ctx), SECONDS(life_s));
    }
    tokens->is_fetching = false;
    pthread_cond_broadcast(&tokens->fetched);
    return err;
}

struct err *token_get(struct ctx *ctx, struct tokens *tokens, struct http_client *http, const char **out)
{
    struct err *err = NULL;

    *out = NULL;
    if (tokens->source == TOKENS_NONE)
        return NULL;
    pthread_mutex_lock(&tokens->lock);
    while (tokens->is_fetching)
        pthread_cond_wait(&tokens->fetched, &tokens->lock);
    if (!tokens->token || now_of(ctx).us >= tokens->until.us)
        err = fetch(ctx, tokens, http);
    if (!err)
        *out = arena_text(ctx->arena, tokens->token);
    pthread_mutex_unlock(&tokens->lock);
    return err;
}

void token_drop(struct tokens *tokens, const char *token)
{
    pthread_mutex_lock(&tokens->lock);
    if (token && text_is(tokens->token, token))
        wipe(tokens);
    pthread_mutex_unlock(&tokens->lock);
}
