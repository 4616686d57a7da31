/*
 * Normalising before hashing. The rules are those of Google's own utilities, not of its prose, where the two
 * differ: inner white space of an e-mail is refused, googlemail.com isn't rewritten, hyphens of names stay.
 */
#include "connectors/google-ads/normalise.h"

#include "packages/core/text.h"
#include "packages/platform/platform.h"

#include <string.h>

static bool ends_with(const struct word *word, const char *ending)
{
    const size_t len = strlen(ending);

    return word->len > len && memcmp(word->at + word->len - len, ending, len) == 0;
}

/* Gmail's mailboxes: what follows a plus and all dots are no part of the name. */
static bool fold_gmail(struct word *word, size_t local_len)
{
    const size_t domain_len = word->len - local_len;
    size_t kept = 0;

    for (size_t i = 0; i < local_len && word->at[i] != '+'; i++)
        if (word->at[i] != '.')
            word->at[kept++] = word->at[i];
    memmove(word->at + kept, word->at + local_len, domain_len);
    word->len = kept + domain_len;
    return kept > 0;
}

bool email_normalise(const char *text, struct word *out)
{
    const char *at;
    size_t local_len;

    if (!word_lowered(text, out))
        return false;
    at = memchr(out->at, '@', out->len);
    if (!at)
        return false;
    local_len = (size_t)(at - out->at);
    if (local_len == 0 || local_len + 1 == out->len || memchr(at + 1, '@', out->len - local_len - 1))
        return false;
    if (word_has_space(out))
        return false;
    if (ends_with(out, "@gmail.com") || ends_with(out, "@googlemail.com"))
        return fold_gmail(out, local_len);
    return true;
}

bool phone_normalise(const char *text, struct word *out)
{
    out->len = 0;
    out->at[out->len++] = '+';
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            continue;
        if (out->len == WORD_LONGEST)
            return false;
        out->at[out->len++] = *text;
    }
    return out->len > 1;
}

bool given_name_normalise(const char *text, struct word *out)
{
    static const char *const titles[] = { "mr.", "mrs.", "ms.", "dr." };

    if (!word_lowered(text, out))
        return false;
    for (size_t i = 0; i < COUNT(titles); i++) {
        const size_t len = strlen(titles[i]);

        if (out->len < len || memcmp(out->at, titles[i], len) != 0)
            continue;
        if (out->len > len && platform_space(out->at + len, out->len - len) == 0)
            continue;
        memset(out->at, ' ', len);
        word_trim(out);
        break;
    }
    return out->len > 0;
}

static bool is_suffix(const char *text, size_t len)
{
    static const char *const suffixes[] = { "jr", "jr.", "sr",  "sr.", "2nd", "3rd", "ii", "iii", "iv",
                                            "v",  "vi",  "cpa", "dc",  "dds", "vm",  "jd", "md",  "phd" };

    for (size_t i = 0; i < COUNT(suffixes); i++)
        if (strlen(suffixes[i]) == len && memcmp(suffixes[i], text, len) == 0)
            return true;
    return false;
}

/* Where the last word begins: behind the last comma or white space; 0 when there is none before it. */
static size_t last_word(const struct word *word)
{
    size_t start = 0;

    for (size_t i = 0; i < word->len; i++) {
        const size_t space = platform_space(word->at + i, word->len - i);

        if (space > 0)
            start = i + space;
        else if (word->at[i] == ',')
            start = i + 1;
    }
    return start;
}

bool family_name_normalise(const char *text, struct word *out)
{
    size_t start;

    if (!word_lowered(text, out))
        return false;
    for (start = last_word(out); start > 0; start = last_word(out)) {
        if (!is_suffix(out->at + start, out->len - start))
            break;
        out->len = start;
        word_trim(out);
        if (out->len > 0 && out->at[out->len - 1] == ',') {
            out->len--;
            word_trim(out);
        }
    }
    return out->len > 0;
}

bool region_code_normalise(const char *text, struct word *out)
{
    if (!word_lowered(text, out) || out->len != 2)
        return false;
    for (size_t i = 0; i < 2; i++) {
        if (out->at[i] < 'a' || out->at[i] > 'z')
            return false;
        out->at[i] = (char)(out->at[i] - ('a' - 'A'));
    }
    return true;
}

bool postal_code_normalise(const char *text, struct word *out)
{
    size_t len = strlen(text);

    text = platform_trim(text, &len);
    if (len == 0 || len > WORD_LONGEST)
        return false;
    memcpy(out->at, text, len);
    out->len = len;
    return true;
}

const struct word_field google_fields[] = {
    { "email", true, email_normalise },
    { "phone", true, phone_normalise },
    { "given_name", true, given_name_normalise },
    { "family_name", true, family_name_normalise },
    { "region_code", false, region_code_normalise },
    { "postal_code", false, postal_code_normalise },
    { NULL, false, NULL },
};
