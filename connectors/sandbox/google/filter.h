/*
 * Filters of a listing: `display_name = "High value" AND membership_status = OPEN`.
 */
#pragma once

#include "packages/core/ctx.h"

#include <jansson.h>

struct filter;

/* NULL for text that isn't a filter. An empty one lets everything through. */
const struct filter *filter_parse(struct arena *arena, const char *text);
/* `list` as it is shown. */
bool filter_matches(const struct filter *filter, json_t *list);
