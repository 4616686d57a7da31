/*
 * What every connector does with an answer, whatever the platform: words without anything personal, and what
 * no answer at all means.
 */
#pragma once

#include "packages/http/http.h"
#include "packages/platform/platform.h"

/* The platform's words, cut, without what could be of a person or a secret: addresses, numbers, hashes,
 * tokens. */
const char *said_words(struct arena *arena, const char *text);

/* For a reply whose fate isn't HTTP_ANSWERED. Causes: "no_answer", "certificate", "unreachable". */
void said_nothing(const struct http_reply *reply, struct platform_outcome *outcome);

/* An answer that was taken for success but holds something else than it must. Cause: "unreadable". */
void said_unreadable(struct platform_outcome *outcome);

/* `path` below the address, which may end in slashes. */
const char *said_address(struct arena *arena, const char *base_url, const char *path);

/* A token becomes part of a header: ERR_INVALID when it holds what none has. */
struct err *said_token_check(struct ctx *ctx, const char *token) MUST_USE;
