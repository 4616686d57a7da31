/*
 * Digests, encodings and secrets. Everything is OpenSSL's; this is the small face that the rest needs.
 */
#pragma once

#include "packages/core/buf.h"

struct ctx;

enum { SHA256_SIZE = 32 };

/* A key or token in memory: no printing function takes it, and secret_wipe() ends it. */
struct secret {
    unsigned char *at;
    size_t size;
};

void sha256(const void *bytes, size_t size, unsigned char out[SHA256_SIZE]);
const char *sha256_hex(struct arena *arena, const void *bytes, size_t size);
void hmac_sha256(const struct secret *key, const void *bytes, size_t size, unsigned char out[SHA256_SIZE]);

/* A hasher that is used again and again (5.7 M short digests a second; a fresh one costs three times that).
 * Belongs to one thread. */
struct hasher;
struct hasher *hasher_new(void);
struct hasher *hasher_new_hmac(const struct secret *key);
void hasher_run(struct hasher *hasher, const void *bytes, size_t size, unsigned char out[SHA256_SIZE]);
void hasher_free(struct hasher *hasher);

const char *hex_text(struct arena *arena, const void *bytes, size_t size);
bool hex_parse(const char *text, unsigned char *out, size_t size);          /* exactly 2 × size digits */
const char *base64url(struct arena *arena, const void *bytes, size_t size); /* RFC 4648, 5; no padding */
const char *base64(struct arena *arena, const void *bytes, size_t size);

bool secret_equal(const struct secret *a, const struct secret *b); /* in constant time */
void secret_wipe(struct secret *secret);

/*
 * AES-256-GCM: nonce (12), ciphertext, tag (16). `about` is bound to it and must be the same when it is
 * opened, so a ciphertext moved to another row doesn't open. Opening what was changed gives false.
 */
struct bytes seal(struct ctx *ctx, const struct secret *key, struct bytes plain, const char *about);
bool unseal(struct ctx *ctx, const struct secret *key, struct bytes sealed, const char *about,
            struct bytes *out);
