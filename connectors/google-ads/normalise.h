/*
 * The rules of "Format user data": each field into the text that is hashed, or refused.
 */
#pragma once

#include "packages/platform/word.h"

word_rule email_normalise, given_name_normalise, family_name_normalise, region_code_normalise,
    postal_code_normalise;
word_rule phone_normalise; /* raw: what isn't a digit goes, a plus comes in front */

extern const struct word_field google_fields[]; /* by their names in Google's requests */
