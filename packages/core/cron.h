/*
 * Schedules of five fields, as cron has them: minute, hour, day of the month, month, weekday, in somebody's
 * zone. Where clocks jump over a time, it is run at the jump; where a time comes twice, the first one counts.
 * A schedule of every hour goes by hours as they pass, also on such days.
 */
#pragma once

#include "packages/core/time.h"

struct cron {
    uint64_t minutes;
    uint32_t hours, days, months, weekdays; /* bits; weekday 0 is Sunday */
    bool any_day, any_weekday;              /* "*": both restricted means either of them */
};

enum { CRON_MOST_AN_HOUR = 4 };

/* NULL, or why it isn't one. */
const char *cron_parse(const char *text, struct cron *out);
/* The next time after `after`; none within eight years is 0. */
struct instant cron_next(const struct cron *cron, const struct zone *zone, struct instant after);
