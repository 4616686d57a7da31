#include "packages/core/digest.h"

#include "packages/core/text.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

enum { NONCE = 12, TAG = 16 };

static void must(int ok)
{
    if (ok != 1)
        abort(); /* OpenSSL fails here only without memory or without its own default provider */
}

void sha256(const void *bytes, size_t size, unsigned char out[SHA256_SIZE])
{
    must(EVP_Digest(bytes, size, out, NULL, EVP_sha256(), NULL));
}

const char *sha256_hex(struct arena *arena, const void *bytes, size_t size)
{
    unsigned char digest[SHA256_SIZE];

    sha256(bytes, size, digest);
    return hex_text(arena, digest, sizeof(digest));
}

void hmac_sha256(const struct secret *key, const void *bytes, size_t size, unsigned char out[SHA256_SIZE])
{
    if (!HMAC(EVP_sha256(), key->at, (int)key->size, bytes, size, out, NULL))
        abort();
}

/* Plain: a fetched digest in a reused context. Keyed: the states behind the two padded keys are copied, not
 * made anew (RFC 2104). */
struct hasher {
    EVP_MD *md;
    EVP_MD_CTX *work, *inner, *outer;
    bool is_keyed;
};

struct hasher *hasher_new(void)
{
    struct hasher *hasher = calloc(1, sizeof(*hasher));

    if (!hasher)
        abort();
    hasher->md = EVP_MD_fetch(NULL, "SHA256", NULL);
    hasher->work = EVP_MD_CTX_new();
    must(hasher->md && hasher->work);
    return hasher;
}

static EVP_MD_CTX *padded(const struct hasher *hasher, const struct secret *key, unsigned char pad)
{
    unsigned char block[64] = { 0 };
    EVP_MD_CTX *state = EVP_MD_CTX_new();

    assert(key->size <= sizeof(block));
    memcpy(block, key->at, key->size);
    for (size_t i = 0; i < sizeof(block); i++)
        block[i] ^= pad;
    must(state && EVP_DigestInit_ex2(state, hasher->md, NULL));
    must(EVP_DigestUpdate(state, block, sizeof(block)));
    OPENSSL_cleanse(block, sizeof(block));
    return state;
}

struct hasher *hasher_new_hmac(const struct secret *key)
{
    struct hasher *hasher = hasher_new();

    hasher->is_keyed = true;
    hasher->inner = padded(hasher, key, 0x36);
    hasher->outer = padded(hasher, key, 0x5c);
    return hasher;
}

void hasher_run(struct hasher *hasher, const void *bytes, size_t size, unsigned char out[SHA256_SIZE])
{
    if (!hasher->is_keyed) {
        must(EVP_DigestInit_ex2(hasher->work, hasher->md, NULL));
        must(EVP_DigestUpdate(hasher->work, bytes, size));
        must(EVP_DigestFinal_ex(hasher->work, out, NULL));
        return;
    }
    must(EVP_MD_CTX_copy_ex(hasher->work, hasher->inner));
    must(EVP_DigestUpdate(hasher->work, bytes, size));
    must(EVP_DigestFinal_ex(hasher->work, out, NULL));
    must(EVP_MD_CTX_copy_ex(hasher->work, hasher->outer));
    must(EVP_DigestUpdate(hasher->work, out, SHA256_SIZE));
    must(EVP_DigestFinal_ex(hasher->work, out, NULL));
}

void hasher_free(struct hasher *hasher)
{
    if (!hasher)
        return;
    EVP_MD_CTX_free(hasher->work);
    EVP_MD_CTX_free(hasher->inner);
    EVP_MD_CTX_free(hasher->outer);
    EVP_MD_free(hasher->md);
    free(hasher);
}

const char *hex_text(struct arena *arena, const void *bytes, size_t size)
{
    struct buf hex = buf_in(arena, size * 2 + 1);

    buf_hex(&hex, bytes, size);
    return buf_str(&hex);
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool hex_parse(const char *text, unsigned char *out, size_t size)
{
    if (strlen(text) != size * 2)
        return false;
    for (size_t i = 0; i < size; i++) {
        const int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

const char *base64(struct arena *arena, const void *bytes, size_t size)
{
    unsigned char *text = arena_alloc(arena, (size + 2) / 3 * 4 + 1);

    EVP_EncodeBlock(text, bytes, (int)size);
    return (char *)text;
}

const char *base64url(struct arena *arena, const void *bytes, size_t size)
{
    char *text = arena_text(arena, base64(arena, bytes, size));
    size_t len = strlen(text);

    while (len && text[len - 1] == '=')
        text[--len] = 0;
    for (char *c = text; *c; c++)
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    return text;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
    return a->size == b->size && CRYPTO_memcmp(a->at, b->at, a->size) == 0;
}

void secret_wipe(struct secret *secret)
{
    if (secret->at)
        OPENSSL_cleanse(secret->at, secret->size);
    secret->size = 0;
}

struct bytes seal(struct ctx *ctx, const struct secret *key, struct bytes plain, const char *about)
{
    unsigned char *out = arena_alloc(ctx->arena, NONCE + plain.size + TAG);
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int n;

    assert(key->size == 32 && plain.size < 1 << 30);
    random_bytes(ctx, out, NONCE);
    must(cipher && EVP_EncryptInit_ex2(cipher, EVP_aes_256_gcm(), key->at, out, NULL));
    must(EVP_EncryptUpdate(cipher, NULL, &n, (const unsigned char *)about, (int)strlen(about)));
    must(EVP_EncryptUpdate(cipher, out + NONCE, &n, plain.at, (int)plain.size));
    must(EVP_EncryptFinal_ex(cipher, out + NONCE + n, &n));
    must(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG, out + NONCE + plain.size));
    EVP_CIPHER_CTX_free(cipher);
    return (struct bytes){ out, NONCE + plain.size + TAG };
}

bool unseal(struct ctx *ctx, const struct secret *key, struct bytes sealed, const char *about,
            struct bytes *out)
{
    const size_t size = sealed.size - NONCE - TAG;
    EVP_CIPHER_CTX *cipher;
    unsigned char *plain, tag[TAG];
    int n;
    bool is_whole;

    if (sealed.size < NONCE + TAG || sealed.size > 1 << 30)
        return false;
    plain = arena_alloc(ctx->arena, size + 1);
    memcpy(tag, sealed.at + NONCE + size, TAG);
    cipher = EVP_CIPHER_CTX_new();
    must(cipher && EVP_DecryptInit_ex2(cipher, EVP_aes_256_gcm(), key->at, sealed.at, NULL));
    must(EVP_DecryptUpdate(cipher, NULL, &n, (const unsigned char *)about, (int)strlen(about)));
    must(EVP_DecryptUpdate(cipher, plain, &n, sealed.at + NONCE, (int)size));
    must(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG, tag));
    is_whole = EVP_DecryptFinal_ex(cipher, plain + n, &n) == 1;
    EVP_CIPHER_CTX_free(cipher);
    if (is_whole)
        *out = (struct bytes){ plain, size };
    return is_whole;
}
