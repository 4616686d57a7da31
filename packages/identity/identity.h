/*
 * Identifiers of people: one form for each, so that consent, warehouse and push mean the same person. Keyed
 * hashes stand in for them wherever the identifier itself need not be known.
 */
#pragma once

#include "packages/core/core.h"

enum identity_type { IDENTITY_EMAIL, IDENTITY_PHONE, IDENTITY_CUSTOMER_ID };
extern const char *const identity_type_words[]; /* "email", "phone", "customer_id", NULL */

enum { IDENTITY_HASH = 16 };

/* All results live in the arena, but for constants. Where something is unusable they are NULL, and `reason`
   says why (a constant; may be NULL when nobody asks). */

/* Trimmed, as written. An address that no mail system would take is unusable. */
const char *identity_email(struct arena *arena, const char *text, const char **reason);
/* For the keyed hash: lower case, and Gmail's dots and tags left out, so that every spelling of one mailbox
 * is one text. */
const char *identity_email_fold(struct arena *arena, const char *email);
/* E.164. `region`: two letters of the country by whose habits a number without + is read, or NULL. The gate
   is that the number is possible, not that it is in use. */
const char *identity_phone_e164(struct arena *arena, const char *text, const char *region,
                                const char **reason);
/* Two letters for a country's name or code in ISO 3166, or NULL. */
const char *identity_country(const char *text);

/* `text` in its one form: a folded e-mail, E.164, a customer id as it is. `hasher`: hasher_new_hmac() of the
   installation's key. HMAC-SHA-256 of "email:…", "phone:…" or "customer_id:…", cut to 16 bytes. */
void identity_hash(struct hasher *hasher, enum identity_type type, const char *text,
                   unsigned char out[IDENTITY_HASH]);
/* The same from a text as a person gave it; false where it is unusable. */
bool identity_key(struct arena *arena, struct hasher *hasher, enum identity_type type, const char *text,
                  unsigned char out[IDENTITY_HASH]);
