/*
 * The rules of "Format user data": each field into the text that is hashed, or refused.
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
};

bool email_normalise(const char *text, struct word *out);
bool phone_normalise(const char *text, struct word *out); /* raw: what isn't a digit goes */
bool phone_is_e164(const char *text, size_t *len);
bool given_name_normalise(const char *text, struct word *out);
bool family_name_normalise(const char *text, struct word *out);
bool region_code_normalise(const char *text, struct word *out);
bool postal_code_normalise(const char *text, struct word *out);
