/*
 * A JSON reader that is asked for one piece after the other and builds nothing: for bodies of ten thousand
 * members. After the first fault every further question is answered with false, so a caller may test once at
 * the end.
 */
#pragma once

#include "packages/core/ctx.h"

#include <stdbool.h>
#include <stddef.h>

struct pull {
    const char *at, *end;
    bool is_broken;
};

/* A text without its quotes, as it stands in the input. */
struct span {
    const char *at;
    size_t len;
    bool has_escapes;
};

/* The first character of the value that comes; 0 at the end. */
char pull_peek(struct pull *pull);
/* Steps into an object or an array; false (and broken) when something else comes. */
bool pull_open(struct pull *pull, char bracket);
/* Whether another item comes before `bracket`, which is stepped over otherwise. `*n` counts; start with 0. */
bool pull_more(struct pull *pull, char bracket, size_t *n);
bool pull_key(struct pull *pull, struct span *key); /* and the colon */
bool pull_string(struct pull *pull, struct span *out);
/* Any value, whose text is `out`; not deeper than JSON_MAX_DEPTH. */
bool pull_value(struct pull *pull, struct span *out);
bool span_is(const struct span *span, const char *text);
/* The text that is meant, escapes undone, in the arena. NULL where they make none. */
const char *span_text(struct ctx *ctx, const struct span *span);
