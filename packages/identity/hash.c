#include "packages/identity/identity.h"

#include <assert.h>
#include <string.h>

const char *const identity_type_words[] = { "email", "phone", "customer_id", NULL };

enum { LONGEST_ID = 4096 };

void identity_hash(struct hasher *hasher, enum identity_type type, const char *text,
                   unsigned char out[IDENTITY_HASH])
{
    const char *word = identity_type_words[type];
    const size_t n_word = strlen(word), n_text = strlen(text);
    unsigned char whole[SHA256_SIZE], input[LONGEST_ID + 16];

    assert(n_text <= LONGEST_ID); /* bounded where it came in */
    memcpy(input, word, n_word);
    input[n_word] = ':';
    memcpy(input + n_word + 1, text, n_text);
    hasher_run(hasher, input, n_word + 1 + n_text, whole);
    memcpy(out, whole, IDENTITY_HASH);
}

bool identity_key(struct arena *arena, struct hasher *hasher, enum identity_type type, const char *text,
                  unsigned char out[IDENTITY_HASH])
{
    const char *form = text;

    if (strlen(text) > LONGEST_ID)
        return false;
    if (type == IDENTITY_EMAIL)
        form = identity_email(arena, text, NULL);
    if (type == IDENTITY_PHONE)
        form = identity_phone_e164(arena, text, NULL, NULL);
    if (!form || !form[0])
        return false;
    identity_hash(hasher, type, type == IDENTITY_EMAIL ? identity_email_fold(arena, form) : form, out);
    return true;
}
