/*
 * The key file of a service account, as Google's console writes it.
 */
#pragma once

#include "packages/core/core.h"

#include <openssl/evp.h>

struct key_file {
    const char *email, *key_id, *token_uri;
    EVP_PKEY *key; /* freed by the owner */
};

/* Texts in the ctx's arena. ERR_INVALID names the file, never its content. */
struct err *key_file_read(struct ctx *ctx, const char *path, struct key_file *out) MUST_USE;

/* A signed claim (JWS, RS256) that asks for `scope` at the file's token_uri, good for an hour from now. */
struct err *key_file_claim(struct ctx *ctx, const struct key_file *file, const char *scope,
                           struct instant now, const char **out) MUST_USE;
