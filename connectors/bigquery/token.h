/*
 * Access tokens of Google's services: by the key file of a service account (RFC 7523), else by the metadata
 * server of the machine. Kept until 5 minutes before their end; safe to call from several threads, of which
 * one fetches while the others wait.
 */
#pragma once

#include "packages/http/http.h"

struct tokens;

enum token_source { TOKENS_NONE, TOKENS_KEY_FILE, TOKENS_METADATA };

/* `key_file` for TOKENS_KEY_FILE only. ERR_INVALID when it can't be used. */
struct err *tokens_open(struct ctx *ctx, enum token_source source, const char *key_file,
                        struct tokens **out) MUST_USE;
void tokens_close(struct tokens *tokens);

/* In the ctx's arena; NULL where none is needed. */
struct err *token_get(struct ctx *ctx, struct tokens *tokens, struct http_client *http,
                      const char **out) MUST_USE;
/* It was refused: the next token_get() fetches another. */
void token_drop(struct tokens *tokens, const char *token);
