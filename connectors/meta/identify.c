#include "connectors/meta/inner.h"

#include "connectors/meta/normalise.h"

#include <string.h>

/* One work place for all fields of a member. */
struct work {
    struct hasher *hasher;
    struct word word;
};

static bool normal(struct work *work, word_rule *rule, const char *text)
{
    work->word.is_hash = false;
    return text && rule(text, &work->word);
}

static bool hashed(struct work *work, word_rule *rule, const char *text, unsigned char out[SHA256_SIZE])
{
    if (!normal(work, rule, text))
        return false;
    if (work->word.is_hash) {
        work->word.at[work->word.len] = 0;
        return hex_parse(work->word.at, out, SHA256_SIZE);
    }
    hasher_run(work->hasher, work->word.at, work->word.len, out);
    return true;
}

/* A number that isn't E.164 is left out: Meta's rule for raw ones would make another number of a national
 * one. */
static bool hash_phone(struct work *work, const char *text, unsigned char out[SHA256_SIZE])
{
    size_t len;

    if (!text || !phone_is_e164(text, &len))
        return false;
    hasher_run(work->hasher, text + 1, len - 1, out);
    return true;
}

/* Kept in the clear, hashed when it is sent. */
static bool clear(struct work *work, word_rule *rule, const char *text, char *out, size_t room)
{
    const struct word *word = &work->word;

    if (!normal(work, rule, text) || word->is_hash || word->len >= room)
        return false;
    for (size_t i = 0; i < word->len; i++)
        if ((unsigned char)word->at[i] < 0x20)
            return false;
    memcpy(out, word->at, word->len);
    memset(out + word->len, 0, room - word->len);
    return true;
}

/* All that is given is matched together; but a name is nobody yet, and a place even less. */
static bool is_somebody(unsigned has)
{
    const unsigned person = ID_FIRST_NAME | ID_LAST_NAME | ID_POSTAL_CODE;

    return has & (ID_EMAIL | ID_PHONE) || (has & person) == person;
}

bool meta_identify(const struct settings *settings, struct hasher *hasher, const struct member *member,
                   struct identified *out)
{
    struct work work = { .hasher = hasher };

    (void)settings;
    *out = (struct identified){ 0 };
    if (hashed(&work, meta_email, member->email, out->email))
        out->has |= ID_EMAIL;
    if (hash_phone(&work, member->phone, out->phone))
        out->has |= ID_PHONE;
    if (hashed(&work, meta_name, member->first_name, out->first_name))
        out->has |= ID_FIRST_NAME;
    if (hashed(&work, meta_name, member->last_name, out->last_name))
        out->has |= ID_LAST_NAME;
    if (clear(&work, meta_country, member->country, out->country, sizeof(out->country)))
        out->has |= ID_COUNTRY;
    if (clear(&work, meta_zip, member->postal_code, out->postal_code, sizeof(out->postal_code)))
        out->has |= ID_POSTAL_CODE;
    if (!is_somebody(out->has))
        *out = (struct identified){ 0 };
    return out->has != 0;
}
