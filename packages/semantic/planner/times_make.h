/*
 * The makers of readings, by the words that their rules match; arg is what times_rules.c says.
 */
#pragma once

#include "packages/semantic/planner/times_grammar.h"

struct numeric_date {
    int year, month, day; /* day 0: the whole month */
    bool is_ambiguous, lacks_year;
};
/* False for what can't be a date in any order. */
bool numeric_date_read(const char *text, enum date_order order, int this_year, struct numeric_date *out);

/* simple: times_make.c */
maker make_day, make_last_n, make_last_nu, make_half_year, make_unit, make_to_date, make_ago,
    make_before_that, make_next;
maker make_month, make_part, make_part_year, make_year, make_month_day, make_holiday, make_with_year,
    make_which;
maker make_weekday, make_weekend, make_date, make_day_of_month, make_all, make_default;
/* of other readings: times_derive.c */
maker make_nth, make_nth_now, make_first_n, make_start, make_start_now, make_week_of, make_week_number;
maker make_beside, make_weekday_of, make_nth_weekday, make_same, make_daypart, make_this_daypart, make_rest;
maker make_between, make_union, make_days_of_month, make_month_days, make_since, make_until, make_after,
    make_in_month;
/* what is no range: times_mark.c */
maker make_grain, make_over, make_compare, make_compare_to, make_compare_shifted, make_change,
    make_recurrence, make_weekday_recurrence, make_weekday_parts, make_hours;
