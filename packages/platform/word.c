#include "packages/platform/word.h"

#include "packages/core/text.h"
#include "packages/platform/platform.h"

#include <string.h>

bool word_lowered(const char *text, struct word *out)
{
    size_t len = strlen(text);

    text = platform_trim(text, &len);
    return len > 0 && platform_lower(text, len, out->at, sizeof(out->at), &out->len);
}

void word_trim(struct word *word)
{
    size_t len = word->len;
    const char *from = platform_trim(word->at, &len);

    memmove(word->at, from, len);
    word->len = len;
}

bool word_has_space(const struct word *word)
{
    bool may_have = false;

    for (size_t i = 0; i < word->len; i++)
        may_have |= word->at[i] <= ' '; /* chars beyond ASCII are below 0 */
    for (size_t i = 0; may_have && i < word->len; i++)
        if (platform_space(word->at + i, word->len - i) > 0)
            return true;
    return false;
}

bool phone_is_e164(const char *text, size_t *len)
{
    size_t n = 1;

    if (text[0] != '+' || text[1] < '1' || text[1] > '9')
        return false;
    while (text[n] >= '0' && text[n] <= '9')
        n++;
    if (text[n] || n < 8 || n > 16)
        return false;
    *len = n;
    return true;
}

const char *word_normalise(struct arena *arena, const struct word_field *fields, const char *field,
                           const char *text, bool *is_hashed)
{
    struct word word;

    for (; fields->field; fields++) {
        if (!text_is(fields->field, field))
            continue;
        word.is_hash = false;
        if (!fields->rule(text, &word))
            return NULL;
        *is_hashed = fields->is_hashed && !word.is_hash;
        return arena_text_n(arena, word.at, word.len);
    }
    return NULL;
}
