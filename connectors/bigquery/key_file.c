#include "connectors/bigquery/key_file.h"

#include "packages/http/http.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST_FILE = 64 * 1024, CLAIM_S = 3600 };

static const char standard_token_uri[] = "https://oauth2.googleapis.com/token";

struct file {
    const char *type, *client_email, *private_key, *private_key_id, *token_uri;
};

static struct err *read_text(struct ctx *ctx, const char *path, char *to, size_t *len)
{
    FILE *file = fopen(path, "re");

    if (!file)
        return err_new(ctx, ERR_INVALID, "bigquery_credentials", "can't read %s: %s", path, strerror(errno));
    *len = fread(to, 1, LARGEST_FILE, file);
    fclose(file);
    if (*len == LARGEST_FILE)
        return err_new(ctx, ERR_INVALID, "bigquery_credentials", "%s is too large for a key file", path);
    return NULL;
}

static struct err *parse_key(struct ctx *ctx, const char *path, const char *pem, EVP_PKEY **out)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;

    BIO_free(bio);
    if (key && EVP_PKEY_base_id(key) == EVP_PKEY_RSA) {
        *out = key;
        return NULL;
    }
    EVP_PKEY_free(key);
    return err_new(ctx, ERR_INVALID, "bigquery_credentials", "%s holds no RSA key", path);
}

static struct err *take(struct ctx *ctx, const char *path, json_t *json, struct key_file *out)
{
    struct file file = { .token_uri = standard_token_uri };

    if (json_unpack(json, "{s:s, s:s, s:s, s?s, s?s}", "type", &file.type, "client_email", &file.client_email,
                    "private_key", &file.private_key, "private_key_id", &file.private_key_id, "token_uri",
                    &file.token_uri) != 0 ||
        !text_is(file.type, "service_account"))
        return err_new(ctx, ERR_INVALID, "bigquery_credentials",
                       "%s is not the key file of a service account", path);
    if (!text_starts(file.token_uri, "https://") && !http_is_here(ctx, file.token_uri))
        return err_new(ctx, ERR_INVALID, "bigquery_credentials", "the token_uri of %s is not https", path);
    out->email = arena_text(ctx->arena, file.client_email);
    out->key_id = arena_text(ctx->arena, file.private_key_id);
    out->token_uri = arena_text(ctx->arena, file.token_uri);
    return parse_key(ctx, path, file.private_key, &out->key);
}

struct err *key_file_read(struct ctx *ctx, const char *path, struct key_file *out)
{
    char text[LARGEST_FILE];
    struct err *err;
    size_t len = 0;
    json_t *json;

    err = read_text(ctx, path, text, &len);
    if (err)
        return err;
    json = json_loadb(text, len, 0, NULL);
    err = json ? take(ctx, path, json, out)
               : err_new(ctx, ERR_INVALID, "bigquery_credentials", "%s is not JSON", path);
    json_decref(json);
    OPENSSL_cleanse(text, sizeof(text));
    return err;
}

static const char *part(struct ctx *ctx, const struct buf *json)
{
    return base64url(ctx->arena, json->at, json->len);
}

static const char *unsigned_claim(struct ctx *ctx, const struct key_file *file, const char *scope,
                                  int64_t now)
{
    struct buf head = buf_in(ctx->arena, LARGEST_FILE), body = buf_in(ctx->arena, LARGEST_FILE);
    struct json_writer json = json_to(&head);

    json_open(&json, '{');
    json_key(&json, "alg");
    json_text(&json, "RS256");
    json_key(&json, "typ");
    json_text(&json, "JWT");
    if (file->key_id) {
        json_key(&json, "kid");
        json_text(&json, file->key_id);
    }
    json_shut(&json, '}');
    json = json_to(&body);
    json_open(&json, '{');
    json_key(&json, "iss");
    json_text(&json, file->email);
    json_key(&json, "scope");
    json_text(&json, scope);
    json_key(&json, "aud");
    json_text(&json, file->token_uri);
    json_key(&json, "iat");
    json_int(&json, now);
    json_key(&json, "exp");
    json_int(&json, now + CLAIM_S);
    json_shut(&json, '}');
    return arena_printf(ctx->arena, "%s.%s", part(ctx, &head), part(ctx, &body));
}

struct err *key_file_claim(struct ctx *ctx, const struct key_file *file, const char *scope,
                           struct instant now, const char **out)
{
    const char *claim = unsigned_claim(ctx, file, scope, now.us / SECONDS(1));
    size_t size = (size_t)EVP_PKEY_size(file->key);
    unsigned char *signature = arena_alloc(ctx->arena, size);
    EVP_MD_CTX *state = EVP_MD_CTX_new();
    const bool is_signed =
        state && EVP_DigestSignInit(state, NULL, EVP_sha256(), NULL, file->key) == 1 &&
        EVP_DigestSign(state, signature, &size, (const unsigned char *)claim, strlen(claim)) == 1;

    EVP_MD_CTX_free(state);
    if (!is_signed)
        return err_new(ctx, ERR_INTERNAL, NULL, "the service account's key doesn't sign");
    *out = arena_printf(ctx->arena, "%s.%s", claim, base64url(ctx->arena, signature, size));
    return NULL;
}
