/* What the text of a setting must look like; known to the table of settings alone. */
#pragma once

#include "packages/core/arena.h"

/* NULL when the value is sound; else what to write, never the value: it may hold a secret. */
typedef const char *setting_check(struct arena *arena, const char *value);

setting_check check_currency, check_database, check_level, check_listen, check_origin, check_origins,
    check_price, check_price_or_none, check_proxies, check_redis, check_url, check_url_or_none,
    check_key_events, check_tiktok_identifier, check_warehouse, check_zone;
