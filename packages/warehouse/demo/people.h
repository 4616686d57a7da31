/*
 * The demo's customers, made up one by one from their number; nothing is kept.
 */
#pragma once

#include "packages/warehouse/demo/dice.h"
#include "packages/warehouse/demo/story.h"

enum { TIERS = 4 };

struct person {
    const struct country *country;
    size_t place; /* of the country's regions and cities */
    int tier;     /* 0 none to 3 gold */
    const char *segment;
    char first[24], last[24], email[96], phone[32], postal_code[12];
    bool has_usable_email, has_usable_phone;
    int64_t created_day; /* since 1970 */
    bool is_linked;      /* a user of the site is known to be this customer */
};

extern const char *const people_tiers[TIERS];

struct person person_of(uint64_t seed, int64_t number, int64_t last_day);
const char *person_id(struct arena *arena, int64_t number);

enum person_consent { CONSENT_NONE, CONSENT_BOTH, CONSENT_DATA_ONLY, CONSENT_WITHDRAWN };
enum person_consent person_consent(uint64_t seed, int64_t number, const struct person *person);
