/*
 * Every rule begins alike: white space and full stops at the ends go, capitals become small, and a SHA-256
 * that somebody made before passes as it is.
 */
#include "connectors/meta/normalise.h"

#include "connectors/meta/letters.h"
#include "packages/core/text.h"
#include "packages/identity/identity.h"
#include "packages/identity/phone.h"
#include "packages/platform/platform.h"

#include <string.h>

enum {
    HASH_DIGITS = 64,
    MOST_LOCAL = 64,
    MOST_LABEL = 63,
    LEAST_PHONE = 7,
    MOST_PHONE = 16, /* Meta's own client takes as many */
    LEAST_ZIP = 2,
    US_ZIP = 5,
    US_ZIP_PLUS = 9
};

#define DIGITS "0123456789"
#define HEX    DIGITS "abcdef"

static bool is_made_of(const struct word *word, size_t len, const char *characters)
{
    if (word->len != len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!word->at[i] || !strchr(characters, word->at[i]))
            return false;
    return true;
}

static void trim_ends(struct word *word)
{
    size_t before;

    do {
        before = word->len;
        word_trim(word);
        while (word->len > 0 && word->at[word->len - 1] == '.')
            word->len--;
        while (word->len > 0 && word->at[0] == '.')
            memmove(word->at, word->at + 1, --word->len);
    } while (word->len < before);
}

/* False when nothing is left. */
static bool begin(const char *text, struct word *out)
{
    if (!word_lowered(text, out))
        return false;
    trim_ends(out);
    out->is_hash = is_made_of(out, HASH_DIGITS, HEX);
    return out->len > 0;
}

/* Keeps the characters that `keeps` wants. */
static void keep(struct word *word, bool (*keeps)(const char *at, size_t len, uint32_t letter))
{
    size_t kept = 0, size;

    for (size_t i = 0; i < word->len; i += size) {
        const uint32_t letter = letter_at(word->at + i, word->len - i, &size);

        if (!keeps(word->at + i, word->len - i, letter))
            continue;
        memmove(word->at + kept, word->at + i, size);
        kept += size;
    }
    word->len = kept;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* --- e-mail --- */

/* RFC 5322's atext, in lower case, and the full stops between. */
static bool is_local(char c)
{
    return is_small(c) || is_digit(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

static bool is_label(const char *at, size_t len)
{
    if (len == 0 || len > MOST_LABEL || at[0] == '-' || at[len - 1] == '-')
        return false;
    for (size_t i = 0; i < len; i++)
        if (!is_small(at[i]) && !is_digit(at[i]) && at[i] != '-')
            return false;
    return true;
}

/* Two labels or more; the last begins with a letter and isn't a single one. */
static bool is_domain(const char *at, size_t len)
{
    size_t labels = 0;

    for (;;) {
        const char *dot = memchr(at, '.', len);
        const size_t label = dot ? (size_t)(dot - at) : len;

        if (!is_label(at, label))
            return false;
        labels++;
        if (!dot)
            return labels > 1 && label > 1 && is_small(at[0]);
        at += label + 1;
        len -= label + 1;
    }
}

/* Dots and what follows a plus stay, also at Gmail. */
bool meta_email(const char *text, struct word *out)
{
    const char *at;
    size_t local;

    if (!begin(text, out))
        return false;
    if (out->is_hash)
        return true;
    at = memchr(out->at, '@', out->len);
    local = at ? (size_t)(at - out->at) : 0;
    if (local == 0 || local > MOST_LOCAL)
        return false;
    for (size_t i = 0; i < local; i++)
        if (!is_local(out->at[i]))
            return false;
    return is_domain(at + 1, out->len - local - 1);
}

/* --- phone --- */

static bool keeps_digit(const char *at, size_t len, uint32_t letter)
{
    (void)letter;
    return len > 0 && is_digit(*at);
}

/* With a plus, the number that is meant by the world's plans: "+44 (0)20 …" loses its 0. */
static bool international(const char *text, struct word *out)
{
    char number[PHONE_SIZE];

    if (out->at[0] != '+' || phone_parse(text, NULL, number) != PHONE_OK)
        return false;
    out->len = strlen(number) - 1;
    memcpy(out->at, number + 1, out->len);
    return true;
}

bool meta_phone(const char *text, struct word *out)
{
    size_t zeros = 0;

    if (!begin(text, out))
        return false;
    if (out->is_hash || international(text, out))
        return true;
    keep(out, keeps_digit);
    while (zeros < out->len && out->at[zeros] == '0')
        zeros++;
    out->len -= zeros;
    memmove(out->at, out->at + zeros, out->len);
    return out->len >= LEAST_PHONE && out->len <= MOST_PHONE;
}

/* --- names --- */

static bool keeps_name(const char *at, size_t len, uint32_t letter)
{
    (void)at;
    (void)len;
    return !letter_is_punctuation(letter);
}

/* Accents and other scripts stay, and so do spaces between two names. */
bool meta_name(const char *text, struct word *out)
{
    if (!begin(text, out))
        return false;
    if (out->is_hash)
        return true;
    keep(out, keeps_name);
    word_trim(out);
    return out->len > 0;
}

static bool initial(const char *text, struct word *out)
{
    size_t size;

    if (!meta_name(text, out))
        return false;
    if (out->is_hash)
        return true;
    (void)letter_at(out->at, out->len, &size);
    out->len = size;
    return true;
}

/* --- words of closed lists --- */

struct pair {
    const char *from, *to;
};

static bool is_word(const struct word *word, const char *text)
{
    return strlen(text) == word->len && memcmp(word->at, text, word->len) == 0;
}

static void set_word(struct word *word, const char *text)
{
    word->len = strlen(text);
    memcpy(word->at, text, word->len);
}

static bool translate(struct word *word, const struct pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (is_word(word, pairs[i].from)) {
            set_word(word, pairs[i].to);
            return true;
        }
    }
    return false;
}

static bool keeps_letter(const char *at, size_t len, uint32_t letter)
{
    return !letter_is_punctuation(letter) && !is_digit(*at) && platform_space(at, len) == 0;
}

static bool gender(const char *text, struct word *out)
{
    static const struct pair words[] = {
        { "m", "m" }, { "male", "m" },   { "man", "m" },   { "boy", "m" },
        { "f", "f" }, { "female", "f" }, { "woman", "f" }, { "girl", "f" },
    };

    if (!begin(text, out))
        return false;
    if (out->is_hash)
        return true;
    keep(out, keeps_letter);
    return translate(out, words, COUNT(words));
}

/* --- dates --- */

/* One or two digits from 1 to `most`, as two. */
static bool two_digits(struct word *word, int most)
{
    int value = 0;

    if (word->len == 0 || word->len > 2)
        return false;
    for (size_t i = 0; i < word->len; i++) {
        if (!is_digit(word->at[i]))
            return false;
        value = value * 10 + (word->at[i] - '0');
    }
    word->at[0] = (char)('0' + value / 10);
    word->at[1] = (char)('0' + value % 10);
    word->len = 2;
    return value >= 1 && value <= most;
}

static bool birth_day(const char *text, struct word *out)
{
    return begin(text, out) && (out->is_hash || two_digits(out, 31));
}

static bool birth_month(const char *text, struct word *out)
{
    static const struct pair names[] = {
        { "january", "01" },  { "jan", "01" },    { "february", "02" }, { "feb", "02" },
        { "march", "03" },    { "mar", "03" },    { "april", "04" },    { "apr", "04" },
        { "may", "05" },      { "june", "06" },   { "jun", "06" },      { "july", "07" },
        { "jul", "07" },      { "august", "08" }, { "aug", "08" },      { "september", "09" },
        { "sep", "09" },      { "sept", "09" },   { "october", "10" },  { "oct", "10" },
        { "november", "11" }, { "nov", "11" },    { "december", "12" }, { "dec", "12" },
    };

    if (!begin(text, out))
        return false;
    return out->is_hash || translate(out, names, COUNT(names)) || two_digits(out, 12);
}

static bool birth_year(const char *text, struct word *out)
{
    if (!begin(text, out))
        return false;
    return out->is_hash || (is_made_of(out, 4, DIGITS));
}

/* --- places --- */

static bool city(const char *text, struct word *out)
{
    if (!begin(text, out))
        return false;
    if (out->is_hash)
        return true;
    keep(out, keeps_letter);
    return out->len > 0;
}

/* clang-format off */
static const struct pair states[] = {
    { "alabama", "al" }, { "alaska", "ak" }, { "americansamoa", "as" }, { "arizona", "az" }, { "arkansas", "ar" },
    { "california", "ca" }, { "colorado", "co" }, { "connecticut", "ct" }, { "delaware", "de" },
    { "districtofcolumbia", "dc" }, { "florida", "fl" }, { "georgia", "ga" }, { "guam", "gu" }, { "hawaii", "hi" },
    { "idaho", "id" }, { "illinois", "il" }, { "indiana", "in" }, { "iowa", "ia" }, { "kansas", "ks" },
    { "kentucky", "ky" }, { "louisiana", "la" }, { "maine", "me" }, { "maryland", "md" },
    { "massachusetts", "ma" }, { "michigan", "mi" }, { "minnesota", "mn" }, { "mississippi", "ms" },
    { "missouri", "mo" }, { "montana", "mt" }, { "nebraska", "ne" }, { "nevada", "nv" }, { "newhampshire", "nh" },
    { "newjersey", "nj" }, { "newmexico", "nm" }, { "newyork", "ny" }, { "northcarolina", "nc" },
    { "northdakota", "nd" }, { "northernmarianaislands", "mp" }, { "ohio", "oh" }, { "oklahoma", "ok" },
    { "oregon", "or" }, { "pennsylvania", "pa" }, { "puertorico", "pr" }, { "rhodeisland", "ri" },
    { "southcarolina", "sc" }, { "southdakota", "sd" }, { "tennessee", "tn" }, { "texas", "tx" }, { "utah", "ut" },
    { "vermont", "vt" }, { "virginia", "va" }, { "washington", "wa" }, { "washingtondc", "dc" },
    { "westvirginia", "wv" }, { "wisconsin", "wi" }, { "wyoming", "wy" },
};
/* clang-format on */

/* Of the United States two letters; elsewhere the name. */
static bool state(const char *text, struct word *out)
{
    if (!city(text, out))
        return false;
    (void)translate(out, states, COUNT(states)); /* another country's stays as it is */
    return true;
}

static bool keeps_ink(const char *at, size_t len, uint32_t letter)
{
    (void)letter;
    return platform_space(at, len) == 0;
}

/* What stands behind a hyphen goes; nine digits are a code of the United States with its four more. */
bool meta_zip(const char *text, struct word *out)
{
    const char *hyphen;

    if (!begin(text, out))
        return false;
    if (out->is_hash)
        return true;
    keep(out, keeps_ink);
    hyphen = memchr(out->at, '-', out->len);
    if (hyphen)
        out->len = (size_t)(hyphen - out->at);
    trim_ends(out);
    if (is_made_of(out, US_ZIP_PLUS, DIGITS))
        out->len = US_ZIP;
    return out->len >= LEAST_ZIP;
}

static const char *country_of(const struct word *word)
{
    char text[WORD_ROOM + 1];

    memcpy(text, word->at, word->len);
    text[word->len] = 0;
    return identity_country(text);
}

bool meta_country(const char *text, struct word *out)
{
    const char *code;

    if (!begin(text, out))
        return false;
    if (out->is_hash)
        return true;
    code = country_of(out);
    if (!code) {
        keep(out, keeps_letter);
        code = country_of(out);
    }
    if (!code)
        return false;
    for (size_t i = 0; i < 2; i++)
        out->at[i] = (char)(code[i] - 'A' + 'a');
    out->len = 2;
    return true;
}

/* --- ids, in the clear --- */

static bool mobile_id(const char *text, struct word *out)
{
    if (!begin(text, out))
        return false;
    keep(out, keeps_ink);
    return out->len > 0;
}

/* Capitals are another id than small letters: it is the customer's own. */
static bool own_id(const char *text, struct word *out)
{
    const size_t len = strlen(text);

    if (len == 0 || len > WORD_LONGEST)
        return false;
    memcpy(out->at, text, len);
    out->len = len;
    trim_ends(out);
    return out->len > 0;
}

const struct word_field meta_fields[] = {
    { "EMAIL", true, meta_email },
    { "PHONE", true, meta_phone },
    { "FN", true, meta_name },
    { "LN", true, meta_name },
    { "FI", true, initial },
    { "GEN", true, gender },
    { "DOBY", true, birth_year },
    { "DOBM", true, birth_month },
    { "DOBD", true, birth_day },
    { "CT", true, city },
    { "ST", true, state },
    { "ZIP", true, meta_zip },
    { "COUNTRY", true, meta_country },
    { "MADID", false, mobile_id },
    { "EXTERN_ID", false, own_id },
    { NULL, false, NULL },
};
