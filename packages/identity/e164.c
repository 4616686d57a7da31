/*
 * Phone numbers to E.164. libphonenumber decides; what it would leave as it is, is told by a table of the
 * commonest calling codes first, because it reads 0.14 million numbers a second and the table 20 million.
 */
#include "packages/identity/identity.h"

#include "packages/core/text.h"
#include "packages/identity/phone.h"

#include <string.h>

/* Numbers of this code and length are possible and in their one form, unless they begin with one of
   `not_first`: there a national prefix may be hidden. The test compares each row with libphonenumber. */
static const struct plain {
    const char *code;
    size_t shortest, longest; /* digits behind the code */
    const char *not_first;
} plain_codes[] = {
    { "1", 10, 10, "01" },  { "31", 9, 9, "0" },    { "32", 8, 9, "0" },   { "33", 9, 9, "0" },
    { "34", 9, 9, "0" },    { "351", 9, 9, "0" },   { "353", 9, 9, "0" },  { "41", 9, 9, "0" },
    { "420", 9, 9, "0" },   { "43", 10, 11, "0" },  { "44", 10, 10, "0" }, { "45", 8, 8, "0" },
    { "46", 9, 9, "0" },    { "47", 8, 8, "0" },    { "48", 9, 9, "0" },   { "49", 10, 11, "0" },
    { "52", 10, 10, "01" }, { "55", 10, 11, "09" }, { "61", 9, 9, "01" },  { "65", 8, 8, "0" },
    { "81", 10, 10, "0" },  { "91", 10, 10, "0" },
};

static bool is_plain(const char *text)
{
    const size_t len = strlen(text);

    if (text[0] != '+' || strspn(text + 1, "0123456789") != len - 1)
        return false;
    for (size_t i = 0; i < COUNT(plain_codes); i++) {
        const struct plain *plain = &plain_codes[i];
        const size_t code = strlen(plain->code), digits = len - 1 - code;

        if (strncmp(text + 1, plain->code, code) == 0 && len > code + 1)
            return digits >= plain->shortest && digits <= plain->longest &&
                   !strchr(plain->not_first, text[1 + code]);
    }
    return false;
}

/* "+49 (0) 030 …" reads as +490 30 …, and that as +49 30 …: which of the two is meant, nobody knows. One
 * person must not have two forms. */
static bool is_one_form(const char *e164)
{
    char again[PHONE_SIZE];

    return is_plain(e164) || (phone_parse(e164, NULL, again) == PHONE_OK && text_is(again, e164));
}

const char *identity_phone_e164(struct arena *arena, const char *text, const char *region,
                                const char **reason)
{
    static const char *const reasons[] = { NULL,
                                           "no phone number",
                                           "no country to read the number by",
                                           "the number is too short",
                                           "the number is too long",
                                           "no such number is possible" };
    enum phone_verdict verdict;
    char e164[PHONE_SIZE];

    if (is_plain(text))
        return arena_text(arena, text);
    verdict = strlen(text) > 250 ? PHONE_TOO_LONG : phone_parse(text, region, e164);
    if (verdict == PHONE_OK && !is_one_form(e164))
        verdict = PHONE_IMPOSSIBLE;
    if (verdict == PHONE_OK)
        return arena_text(arena, e164);
    if (reason)
        *reason = reasons[verdict];
    return NULL;
}
