/*
 * What is said about time without being a range: grains, comparisons, days of the week and hours that recur.
 */
#include "packages/semantic/planner/times_make.h"

/* by week (a unit), daily (arg -1: the value is the grain), by hour (arg: the grain itself). */
bool make_grain(const struct match *match, long arg, struct reading *out)
{
    const long value = match->n_values ? match->value[0] : 0;

    out->kind = TIME_GRAIN;
    if (arg > 0)
        out->grain = (enum unit)arg;
    else if (arg == 0 && value >> 8 != 1)
        return false;
    else
        out->grain = (enum unit)(value & 0xff);
    return true;
}

/* WoW: with the period before; YoY: with the year before. */
bool make_over(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    out->kind = TIME_COMPARE;
    out->grain = (enum unit)match->value[0];
    out->compare.to = out->grain == UNIT_YEAR ? COMPARE_PREVIOUS_YEAR : COMPARE_PREVIOUS_PERIOD;
    out->unit = out->grain;
    out->is_before = true; /* it may also be a trend by that unit: times.c knows what else was said */
    return true;
}

bool make_compare_to(const struct match *match, long arg, struct reading *out)
{
    (void)match;
    out->kind = TIME_COMPARE;
    out->compare.to = (enum compare_to)arg;
    return true;
}

/* the same period last month: the range itself, a unit earlier; times.c knows the range. */
bool make_compare_shifted(const struct match *match, long arg, struct reading *out)
{
    const long value = match->value[match->n_values - 1];

    (void)arg;
    out->kind = TIME_COMPARE;
    out->unit = (enum unit)(value & 0xff);
    out->is_shifted = true;
    return value >> 8 == 1;
}

/* growth, up or down: against the period before, unless something else is said. */
bool make_change(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    out->is_loose = true;
    return make_compare_to(match, COMPARE_PREVIOUS_PERIOD, out);
}

/* vs X (arg 1: a unit longer than a day): what it is beside the range of the question is found in times.c. */
bool make_compare(const struct match *match, long arg, struct reading *out)
{
    *out = match->reading[0];
    out->kind = TIME_COMPARE;
    /* "up on Monday" says when. */
    return !out->is_all && !out->hours && (arg == 0 || out->unit > UNIT_DAY);
}

bool make_recurrence(const struct match *match, long arg, struct reading *out)
{
    out->kind = TIME_WEEKDAYS;
    out->days = (unsigned)(arg ? arg : match->value[0]);
    return true;
}

/* Friday evenings. */
bool make_weekday_parts(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    out->kind = TIME_WEEKDAYS;
    out->days = 1u << match->value[0];
    out->hours = (unsigned)match->value[1];
    return true;
}

/* every Monday; arg 1: Mondays to Fridays. */
bool make_weekday_recurrence(const struct match *match, long arg, struct reading *out)
{
    out->kind = TIME_WEEKDAYS;
    if (arg == 0) {
        out->days = 1u << match->value[0];
        return true;
    }
    for (long day = match->value[0]; day <= match->value[1]; day <<= 1)
        out->days |= (unsigned)day;
    return out->days != 0 && match->value[0] < match->value[1] && match->value[1] <= 1 << 7;
}

static unsigned hours_between(long from, long until)
{
    unsigned hours = 0;

    for (long hour = from; hour != until; hour = (hour + 1) % 24)
        hours |= 1u << hour;
    return hours;
}

/* Between 9 and 17 o'clock: hours 9 to 16, for it ends at 17:00. After, before, at: arg 1, 2, 3; in the
 * morning: 4. */
bool make_hours(const struct match *match, long arg, struct reading *out)
{
    const long last = match->value[match->n_values - 1];
    long from = match->value[0] & 0xff, until = last & 0xff;

    out->kind = TIME_HOURS;
    if (arg == 4) {
        out->hours = (unsigned)match->value[0];
        return true;
    }
    if (!(last & CLOCK_SAID) && !(match->value[0] & CLOCK_SAID))
        return false;
    if (arg == 1)
        until = 24;
    if (arg == 2)
        from = 0;
    if (arg == 3)
        until = from + 1;
    if (arg == 0 && from > 23)
        return false;
    if (from == until || from > 23)
        return false;
    out->hours = hours_between(from, until % 24 == from ? from : until % 24);
    return out->hours != 0;
}
