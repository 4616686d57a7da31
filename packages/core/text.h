/*
 * Small helpers over finished text: valid UTF-8, NUL-terminated.
 */
#pragma once

#include "packages/core/ctx.h"

#include <stdbool.h>
#include <stdint.h>

bool text_is(const char *a, const char *b); /* equal; NULL equals only NULL */
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
bool text_is_utf8(const char *text, size_t len);         /* no overlong form, no surrogate, no NUL */
size_t text_length(const char *text);                    /* code points, as SQL's length() counts */
char *text_lower(struct arena *arena, const char *text); /* ASCII letters only */
/* "1 row", "2 rows", "0 rows": of a noun whose plural has an s. */
const char *text_count(struct arena *arena, int64_t n, const char *noun);
char *text_trim(struct arena *arena, const char *text); /* ASCII white space at both ends */
/* Decimal, whole text, in bounds of the type; false and *out untouched otherwise. */
bool text_to_int(const char *text, int64_t *out);
bool text_to_number(const char *text, double *out);
/* The word of `words` (NULL-ended) nearest to `word`, for "did you mean"; NULL when none is near. */
const char *text_nearest(const char *word, const char *const *words);

/* A new id: 48 bits of ms time, then 80 random bits, in 26 letters and digits that sort by time (after ULID).
 */
const char *id_new(struct ctx *ctx);
/* `size` random bytes: the kernel's, or of the seeded generator where a test set ctx->random. */
void random_bytes(struct ctx *ctx, unsigned char *out, size_t size);

/* What a route with {id} takes. */
struct key {
    const char *id;
};
