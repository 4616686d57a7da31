/*
 * Tokens: the claim is signed as RFC 7515 says and verified here with the public key; a token is kept, and
 * fetched again once it was refused.
 */
#include "connectors/bigquery/testing.h"
#include "connectors/bigquery/token.h"

#include "packages/core/test.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char token[] = "{\"access_token\":\"ya29.one\",\"expires_in\":3599,\"token_type\":\"Bearer\"}";
static const char other_token[] =
    "{\"access_token\":\"ya29.two\",\"expires_in\":3599,\"token_type\":\"Bearer\"}";
static const char unauthorised[] =
    "{\"error\":{\"code\":401,\"message\":\"Invalid Credentials\",\"errors\":[{\"reason\":\"authError\"}]}}";
static const char rows[] =
    "{\"jobComplete\":true,\"schema\":{\"fields\":[{\"name\":\"n\",\"type\":\"INTEGER\"}]},"
    "\"rows\":[{\"f\":[{\"v\":\"7\"}]}]}";
static const char no_manifest[] = "{\"error\":{\"code\":404,\"message\":\"Not found: Table p:d.manifest\","
                                  "\"errors\":[{\"reason\":\"notFound\"}]}}";

static void free_key(void *key)
{
    EVP_PKEY_free(key);
}

/* A key of this test alone, in a file as Google's console writes it. */
static EVP_PKEY *make_key_file(struct ctx *ctx, const char *token_uri, const char **path)
{
    EVP_PKEY *key = EVP_RSA_gen(2048);
    BIO *bio = BIO_new(BIO_s_mem());
    char *pem;
    long len;
    FILE *file;
    json_t *json;

    assert_non_null(key);
    arena_defer(ctx->arena, free_key, key);
    assert_int_equal(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
    len = BIO_get_mem_data(bio, &pem);
    json = json_keep(ctx, json_pack("{ss, ss, ss#, ss, ss}", "type", "service_account", "client_email",
                                    "sa@p.iam.gserviceaccount.com", "private_key", pem, (int)len,
                                    "private_key_id", "k1", "token_uri", token_uri));
    BIO_free(bio);
    *path = arena_printf(ctx->arena, "%s/key.json", test_folder(ctx));
    file = fopen(*path, "wbe");
    assert_non_null(file);
    fputs(json_canonical(ctx, json), file);
    assert_int_equal(fclose(file), 0);
    return key;
}

static struct bytes decoded(struct ctx *ctx, const char *text, size_t len)
{
    char *plain = arena_text_n(ctx->arena, text, len);
    const size_t padding = (4 - len % 4) % 4;
    unsigned char *out = arena_alloc(ctx->arena, len + 4);
    int size;

    for (char *c = plain; *c; c++)
        *c = *c == '-' ? '+' : *c == '_' ? '/' : *c;
    plain = arena_printf(ctx->arena, "%s%.*s", plain, (int)padding, "==");
    size = EVP_DecodeBlock(out, (const unsigned char *)plain, (int)strlen(plain));
    assert_true(size >= 0);
    return (struct bytes){ out, (size_t)size - padding };
}

static void assert_signed(struct ctx *ctx, EVP_PKEY *key, const char *claim)
{
    const char *last = strrchr(claim, '.');
    const struct bytes signature = decoded(ctx, last + 1, strlen(last + 1));
    EVP_MD_CTX *state = EVP_MD_CTX_new();

    assert_int_equal(EVP_DigestVerifyInit(state, NULL, EVP_sha256(), NULL, key), 1);
    assert_int_equal(EVP_DigestVerify(state, signature.at, signature.size, (const unsigned char *)claim,
                                      (size_t)(last - claim)),
                     1);
    EVP_MD_CTX_free(state);
}

static json_t *part(struct ctx *ctx, const char *from, size_t len)
{
    const struct bytes text = decoded(ctx, from, len);
    json_t *json;

    assert_ok(json_parse(ctx, (const char *)text.at, text.size, &json));
    return json;
}

static void a_claim_is_signed_by_the_key_of_the_file(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { { 200, token, 0 }, { 404, no_manifest, 0 }, { 200, rows, 0 } };
    struct script *google = script_start(ctx, answers, COUNT(answers));
    const char *path, *claim, *request;
    struct warehouse_result result;
    json_t *head, *body;
    EVP_PKEY *key;

    key = make_key_file(ctx, arena_printf(ctx->arena, "%s/token", script_url(ctx, google)), &path);
    script_warehouse(ctx, google, path);
    assert_ok(warehouse_query(ctx, &(struct warehouse_query){ .sql = "SELECT 7 AS n" }, &result));
    request = script_request(ctx, google, 0);
    assert_true(text_starts(request, "POST /token HTTP/1.1"));
    claim = strstr(request, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=");
    assert_non_null(claim);
    claim = strchr(strchr(claim, '&'), '=') + 1;
    assert_signed(ctx, key, claim);
    head = part(ctx, claim, strcspn(claim, "."));
    body = part(ctx, strchr(claim, '.') + 1, strcspn(strchr(claim, '.') + 1, "."));
    assert_string_equal(json_canonical(ctx, head), "{\"alg\":\"RS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}");
    assert_string_equal(json_string_value(json_object_get(body, "iss")), "sa@p.iam.gserviceaccount.com");
    assert_string_equal(json_string_value(json_object_get(body, "scope")),
                        "https://www.googleapis.com/auth/bigquery");
    assert_int_equal(json_integer_value(json_object_get(body, "exp")),
                     json_integer_value(json_object_get(body, "iat")) + 3600);
    assert_int_equal(json_integer_value(json_object_get(body, "iat")), ctx->now.us / SECONDS(1));
    assert_non_null(strstr(script_request(ctx, google, 2), "Authorization: Bearer ya29.one\r\n"));
    assert_int_equal(script_n(google), 3); /* one token served both calls */
}

static void a_refused_token_is_fetched_again_once(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { { 200, token, 0 },
                                      { 404, no_manifest, 0 },
                                      { 401, unauthorised, 0 },
                                      { 200, other_token, 0 },
                                      { 200, rows, 0 } };
    struct script *google = script_start(ctx, answers, COUNT(answers));
    struct warehouse_result result;
    const char *path;

    make_key_file(ctx, arena_printf(ctx->arena, "%s/token", script_url(ctx, google)), &path);
    script_warehouse(ctx, google, path);
    assert_ok(warehouse_query(ctx, &(struct warehouse_query){ .sql = "SELECT 7 AS n" }, &result));
    assert_non_null(strstr(script_request(ctx, google, 4), "Authorization: Bearer ya29.two\r\n"));
}

static void twice_refused_is_told(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { { 200, token, 0 },
                                      { 404, no_manifest, 0 },
                                      { 401, unauthorised, 0 },
                                      { 200, other_token, 0 },
                                      { 401, unauthorised, 0 } };
    struct script *google = script_start(ctx, answers, COUNT(answers));
    struct warehouse_result result;
    const char *path;

    make_key_file(ctx, arena_printf(ctx->arena, "%s/token", script_url(ctx, google)), &path);
    script_warehouse(ctx, google, path);
    assert_err(warehouse_query(ctx, &(struct warehouse_query){ .sql = "SELECT 7 AS n" }, &result),
               ERR_UNAVAILABLE, NULL);
    assert_int_equal(script_n(google), 5);
}

static void a_revoked_key_is_told_with_what_to_do(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = {
        { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}", 0 }
    };
    struct script *google = script_start(ctx, answers, COUNT(answers));
    struct warehouse_state state_;
    const char *path;
    struct err *err;

    make_key_file(ctx, arena_printf(ctx->arena, "%s/token", script_url(ctx, google)), &path);
    script_warehouse(ctx, google, path);
    err = warehouse_state(ctx, &state_);
    assert_err(err, ERR_UNAVAILABLE, NULL);
    assert_non_null(strstr(err->message, "Invalid JWT Signature."));
    assert_non_null(strstr(err->next_step, "clock"));
}

static void the_metadata_server_is_asked_without_a_key_file(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { { 200, token, 0 } };
    struct script *metadata = script_start(ctx, answers, COUNT(answers));
    struct http_client *http = http_client_new(NULL);
    struct tokens *tokens;
    const char *got;

    setenv("GCE_METADATA_HOST", script_url(ctx, metadata) + strlen("http://"), 1);
    assert_ok(tokens_open(ctx, TOKENS_METADATA, NULL, &tokens));
    unsetenv("GCE_METADATA_HOST");
    assert_ok(token_get(ctx, tokens, http, &got));
    assert_string_equal(got, "ya29.one");
    assert_ok(token_get(ctx, tokens, http, &got));
    assert_int_equal(script_n(metadata), 1);
    assert_non_null(strstr(script_request(ctx, metadata, 0), "Metadata-Flavor: Google\r\n"));
    assert_true(
        text_starts(script_request(ctx, metadata, 0),
                    "GET /computeMetadata/v1/instance/service-accounts/default/token?scopes=https%3A%2F%2F"));
    ctx->now = instant_add(ctx->now, SECONDS(3300)); /* within five minutes of its end */
    assert_ok(token_get(ctx, tokens, http, &got));
    assert_int_equal(script_n(metadata), 2);
    tokens_close(tokens);
    http_client_free(http);
}

enum { MANY = 8 };

struct asker {
    struct ctx ctx;
    struct warehouse_result result;
    struct err *err;
};

static void *ask(void *arg)
{
    struct asker *asker = arg;

    asker->err =
        warehouse_query(&asker->ctx, &(struct warehouse_query){ .sql = "SELECT 7 AS n" }, &asker->result);
    return NULL;
}

static void many_threads_share_one_token(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct answer answers[] = { { 200, token, 50 }, { 404, no_manifest, 0 }, { 200, rows, 0 } };
    struct script *google = script_start(ctx, answers, COUNT(answers));
    struct warehouse_state known;
    struct asker askers[MANY];
    pthread_t threads[MANY];
    const char *path;

    make_key_file(ctx, arena_printf(ctx->arena, "%s/token", script_url(ctx, google)), &path);
    script_warehouse(ctx, google, path);
    assert_ok(warehouse_state(ctx, &known));
    for (size_t i = 0; i < MANY; i++) {
        askers[i] = (struct asker){ .ctx = *ctx };
        askers[i].ctx.arena = arena_new();
        assert_int_equal(pthread_create(&threads[i], NULL, ask, &askers[i]), 0);
    }
    for (size_t i = 0; i < MANY; i++) {
        pthread_join(threads[i], NULL);
        assert_ok(askers[i].err);
        assert_int_equal(askers[i].result.cells[0].value.integer, 7);
        arena_free(askers[i].ctx.arena);
    }
    assert_int_equal(script_n(google), 2 + MANY);
}

static void what_is_no_key_file_is_refused_without_its_content(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *path = arena_printf(ctx->arena, "%s/key.json", test_folder(ctx));
    FILE *file = fopen(path, "wbe");
    struct tokens *tokens;
    struct err *err;

    fputs("{\"type\":\"authorized_user\",\"private_key\":\"s3cret\"}", file);
    fclose(file);
    err = tokens_open(ctx, TOKENS_KEY_FILE, path, &tokens);
    assert_err(err, ERR_INVALID, "bigquery_credentials");
    assert_null(strstr(err->message, "s3cret"));
    assert_err(tokens_open(ctx, TOKENS_KEY_FILE, "/nowhere/key.json", &tokens), ERR_INVALID,
               "bigquery_credentials");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_claim_is_signed_by_the_key_of_the_file),
        TEST(a_refused_token_is_fetched_again_once),
        TEST(twice_refused_is_told),
        TEST(a_revoked_key_is_told_with_what_to_do),
        TEST(the_metadata_server_is_asked_without_a_key_file),
        TEST(many_threads_share_one_token),
        TEST(what_is_no_key_file_is_refused_without_its_content),
    };

    return cmocka_run_group_tests_name("bigquery tokens", tests, NULL, NULL);
}
