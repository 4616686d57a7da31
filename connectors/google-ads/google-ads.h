/*
 * Google Ads over the Data Manager API (v1): lists, members, verdicts. One driver for the port
 * packages/platform. Facts of the API: https://developers.google.com/data-manager/api
 */
#pragma once

#include "packages/platform/platform.h"

extern const struct platform_driver google_ads_driver;

/*
 * One field as Google wants it before hashing, or NULL when it must be refused. `field` is "email", "phone"
 * (here raw is taken too: every non-digit goes, a plus comes in front), "given_name", "family_name",
 * "region_code" or "postal_code"; the last two aren't hashed.
 */
const char *google_ads_normalise(struct arena *arena, const char *field, const char *text, bool *is_hashed);
