/*
 * One field of a person on its way to a hash: a text of bounded length that rules of a platform change in
 * place.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Longest normalised text: an address has at most 64 + 1 + 255 characters; longer names are nobody's. The
 * rest is the room that platform_lower() wants. */
enum { WORD_LONGEST = 320, WORD_ROOM = WORD_LONGEST + 8 };

struct word {
    char at[WORD_ROOM];
    size_t len;
    bool is_hash; /* somebody hashed it before: it goes as it is. A rule that knows such texts sets it */
};

/* What `text` becomes by one rule; false when the rule refuses it. */
typedef bool word_rule(const char *text, struct word *out);

bool word_lowered(const char *text, struct word *out); /* trimmed and in lower case; false: nothing is left */
void word_trim(struct word *word);
bool word_has_space(const struct word *word);

/* ITU-T E.164: a plus, and 7 to 15 digits of which the first isn't 0. `len` of the whole. */
bool phone_is_e164(const char *text, size_t *len);

/* The rules of a platform by the names of their fields; NULL-ended. */
struct word_field {
    const char *field;
    bool is_hashed; /* else it is sent as it is */
    word_rule *rule;
};

struct arena;
/* NULL when the rule refuses the text or no rule has this name. */
const char *word_normalise(struct arena *arena, const struct word_field *fields, const char *field,
                           const char *text, bool *is_hashed);
