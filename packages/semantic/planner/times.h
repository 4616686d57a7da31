/*
 * Time in a question: a grammar over words (plan.h's struct time is what comes out). Known to
 * packages/semantic/planner alone. Weeks begin as the model says; "today" is a date of the property's zone.
 */
#pragma once

#include "packages/semantic/planner/words.h"

enum time_kind {
    TIME_RANGE,     /* "last week", "in March 2026", "since Black Friday": `time` */
    TIME_GRAIN,     /* "by week", "daily", "per month", "each quarter", "month over month": `grain` */
    TIME_COMPARE,   /* "vs last year", "compared to the week before", "year over year": `compare` */
    TIME_WEEKDAYS,  /* "on weekends", "on Mondays" (a recurrence, not one day): time.days_of_week */
    TIME_HOURS,     /* "between 9 and 17 o'clock", "in the morning": time.hours */
    TIME_FUTURE,    /* "next month": a range wholly in the future, refused as a forecast */
    TIME_AMBIGUOUS, /* "03/04/2026" where the locale doesn't decide: `choices` are the ranges to be offered */
};

/*
 * What words[from..to) say about time. A TIME_COMPARE may bring a `time` as well ("compared to last week":
 * this week so far): the range to take if none is said or meant. A TIME_RANGE with a `compare` is "the week
 * before": of the question before, if there is one.
 */
struct time_span {
    enum time_kind kind;
    size_t from, to;
    struct time time;
    enum unit grain;
    struct compare compare;
    struct time choices[2];
    bool is_assumed; /* "recently", "lately": the default period, to be said as assumed */
};

struct time_reader {
    struct date today;
    bool weeks_begin_on_sunday;
    const char *locale; /* "en", "en-US", "en-GB": decides 03/04/2026; NULL or "en": it is asked */
};

/* All spans, in order, none overlapping, the longest reading first; relative forms where section 5 of the
 * plan's rules gives one, else days. */
void times_read(struct ctx *ctx, const struct time_reader *reader, const struct words *words,
                struct time_span **out, size_t *n);
