/*
 * Meta's rules of normalising: each key of a custom audience's schema into the text that is hashed, or
 * refused. Where Meta's own sources differ, the documents win: accents stay, MADID and EXTERN_ID go in the
 * clear.
 */
#pragma once

#include "packages/platform/word.h"

word_rule meta_email, meta_phone, meta_name, meta_zip, meta_country;

extern const struct word_field meta_fields[]; /* by their keys in Meta's schema */
