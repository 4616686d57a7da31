/*
 * Days: what a plan's `time` means today, and which period it is compared with.
 */
#pragma once

#include "packages/semantic/plan.h"

enum week_start { WEEK_MONDAY, WEEK_SUNDAY };

struct period {
    bool is_all; /* everything there is; from and to say nothing */
    struct date from, to;
};

enum week_start week_start_of(const struct model *model);
struct date unit_start(struct date date, enum unit unit, enum week_start week_start);
struct date unit_add(struct date date, enum unit unit, int n);

/* NULL time means everything. */
struct period period_of(const struct time *time, struct date today, enum week_start week_start);
/* The period that `compare` means; the plan's own time says whether it is a unit to date. */
struct period period_before(const struct compare *compare, const struct time *time, struct period now,
                            struct date today, enum week_start week_start);

/* "17 to 23 November 2026", "23 November 2026", "all time". */
const char *period_words(struct arena *arena, struct period period);
/* "the last 90 days", "October 2026", "this month so far": relative time as it was said. */
const char *time_words(struct arena *arena, const struct time *time);
