#include "connectors/google-ads/identify.h"

#include "connectors/google-ads/normalise.h"

#include <string.h>

/* One work place for all fields of a member. */
struct work {
    struct hasher *hasher;
    struct word word;
};

static bool hashed(struct work *work, word_rule *normalise, const char *text, unsigned char out[SHA256_SIZE])
{
    if (!text || !normalise(text, &work->word))
        return false;
    hasher_run(work->hasher, work->word.at, work->word.len, out);
    return true;
}

/* A number that isn't E.164 is left out: Google's rule for raw ones (digits only, a plus in front) would make
 * another number of a national one. */
static bool hash_phone(struct work *work, const char *text, unsigned char out[SHA256_SIZE])
{
    size_t len;

    if (!text || !phone_is_e164(text, &len))
        return false;
    hasher_run(work->hasher, text, len, out);
    return true;
}

static bool clear(struct work *work, word_rule *normalise, const char *text, char *out, size_t room)
{
    const struct word *word = &work->word;

    if (!text || !normalise(text, &work->word) || word->len >= room)
        return false;
    for (size_t i = 0; i < word->len; i++)
        if ((unsigned char)word->at[i] < 0x20)
            return false;
    memcpy(out, word->at, word->len);
    memset(out + word->len, 0, room - word->len);
    return true;
}

/* All four parts or none: Google matches an address as a whole. */
static bool identify_address(struct work *work, const struct member *member, struct identified *out)
{
    return clear(work, region_code_normalise, member->country, out->country, sizeof(out->country)) &&
           clear(work, postal_code_normalise, member->postal_code, out->postal_code,
                 sizeof(out->postal_code)) &&
           hashed(work, given_name_normalise, member->first_name, out->first_name) &&
           hashed(work, family_name_normalise, member->last_name, out->last_name);
}

bool google_identify(const struct settings *settings, struct hasher *hasher, const struct member *member,
                     struct identified *out)
{
    struct work work = { .hasher = hasher };

    (void)settings;
    *out = (struct identified){ 0 };
    if (hashed(&work, email_normalise, member->email, out->email))
        out->has |= ID_EMAIL;
    if (hash_phone(&work, member->phone, out->phone))
        out->has |= ID_PHONE;
    if (identify_address(&work, member, out))
        out->has |= ID_ADDRESS;
    return out->has != 0;
}
