/*
 * The help page of September 2025 is the rule: an address keeps its dots and plus, a number is hashed with
 * its plus. The hash that the page prints beside its second number is that of the digits alone; we follow the
 * text.
 */
#include "connectors/tiktok/normalise.h"

#include "packages/platform/platform.h"

#include <string.h>

enum { LEAST_DIGITS = 7, MOST_DIGITS = 15 };

static void drop_spaces(struct word *word)
{
    size_t kept = 0;

    for (size_t i = 0; i < word->len;) {
        const size_t space = platform_space(word->at + i, word->len - i);

        if (space == 0)
            word->at[kept++] = word->at[i++];
        i += space;
    }
    word->len = kept;
}

/* Where the @ of an address is; NULL when this is none. */
static char *at_of(struct word *word)
{
    char *at = memchr(word->at, '@', word->len);
    const size_t local = at ? (size_t)(at - word->at) : 0;

    if (!at || local == 0 || local + 1 == word->len || memchr(at + 1, '@', word->len - local - 1))
        return NULL;
    return at;
}

bool tiktok_email(const char *text, struct word *out)
{
    if (!word_lowered(text, out))
        return false;
    drop_spaces(out);
    return at_of(out) != NULL;
}

bool tiktok_email_stripped(const char *text, struct word *out)
{
    size_t kept = 0, local;

    if (!tiktok_email(text, out))
        return false;
    local = (size_t)(at_of(out) - out->at);
    for (size_t i = 0; i < local && out->at[i] != '+'; i++)
        if (out->at[i] != '.')
            out->at[kept++] = out->at[i];
    memmove(out->at + kept, out->at + local, out->len - local);
    out->len -= local - kept;
    return kept > 0;
}

/* As it was given but for what people put between digits: E.164, with its plus, is the caller's to make. */
bool tiktok_phone(const char *text, struct word *out)
{
    size_t digits = 0;

    out->len = 0;
    while (platform_space(text, strlen(text)) > 0)
        text += platform_space(text, strlen(text));
    if (*text == '+')
        out->at[out->len++] = *text++;
    for (; *text; text++) {
        if (*text >= '0' && *text <= '9') {
            if (digits++ == MOST_DIGITS)
                return false;
            out->at[out->len++] = *text;
        } else if (!strchr(" -.()/", *text)) {
            const size_t space = platform_space(text, strlen(text));

            if (space == 0)
                return false;
            text += space - 1;
        }
    }
    return digits >= LEAST_DIGITS;
}

bool tiktok_device(const char *text, struct word *out)
{
    return word_lowered(text, out) && !word_has_space(out);
}

const struct word_field tiktok_fields[] = {
    { "EMAIL", true, tiktok_email }, { "PHONE", true, tiktok_phone }, { "MAID", true, tiktok_device },
    { "IDFA", true, tiktok_device }, { "GAID", true, tiktok_device }, { NULL, false, NULL },
};
