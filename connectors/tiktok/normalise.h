/*
 * TikTok's rules for customer files: each field into the text that is hashed, or refused.
 */
#pragma once

#include "packages/platform/word.h"

word_rule tiktok_email, tiktok_phone, tiktok_device;
/* The older rule of an address: what follows a plus and all dots before the @ go, whatever the domain. */
word_rule tiktok_email_stripped;

extern const struct word_field tiktok_fields[];
