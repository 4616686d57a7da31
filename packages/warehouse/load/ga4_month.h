/*
 * Builds one month's file from what was staged and from what the month already holds.
 */
#pragma once

#include "packages/warehouse/load/channels.h"
#include "packages/warehouse/load/writer.h"

struct ga4_build {
    struct writer *writer;
    struct channels *channels;
    const char *zone, *key_events;
    const char *rules_hash; /* of channels and key events: what else the month follows from */
};

/* `month`: YYYY-MM. `days`: of the stage, all of this month, in order; the month keeps its other days, and
 * with none it is built anew from its own. Changes the writer's manifest. */
struct err *ga4_build_month(const struct ga4_build *build, const char *month, const struct manifest_day *days,
                            size_t n_days) MUST_USE;

/* Whether the month has these very days already, built by the same rules after the same days of the month
 * before. */
bool ga4_is_same(const struct ga4_build *build, const char *month, const struct manifest_day *days,
                 size_t n_days);
