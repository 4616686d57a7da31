#include "packages/semantic/period.h"

#include "packages/semantic/semantic.h"

#include <string.h>

static const char *const unit_words[] = { "", "hour", "day", "week", "month", "quarter", "year" };

enum week_start week_start_of(const struct model *model)
{
    return text_is(model_week_start(model), "sunday") ? WEEK_SUNDAY : WEEK_MONDAY;
}

struct date unit_start(struct date date, enum unit unit, enum week_start week_start)
{
    switch (unit) {
    case UNIT_WEEK:
        return date_add(date, -((date_weekday(date) - (week_start == WEEK_SUNDAY ? 0 : 1)) % 7));
    case UNIT_MONTH:
        return (struct date){ date.year, date.month, 1 };
    case UNIT_QUARTER:
        return (struct date){ date.year, (date.month - 1) / 3 * 3 + 1, 1 };
    case UNIT_YEAR:
        return (struct date){ date.year, 1, 1 };
    default:
        return date;
    }
}

struct date unit_add(struct date date, enum unit unit, int n)
{
    switch (unit) {
    case UNIT_WEEK:
        return date_add(date, 7 * n);
    case UNIT_MONTH:
        return date_add_months(date, n);
    case UNIT_QUARTER:
        return date_add_months(date, 3 * n);
    case UNIT_YEAR:
        return date_add_months(date, 12 * n);
    default:
        return date_add(date, n);
    }
}

static struct date earlier(struct date a, struct date b)
{
    return date_compare(a, b) < 0 ? a : b;
}

static struct period relative_period(const struct relative *relative, struct date today,
                                     enum week_start week_start)
{
    const int shift = (int)relative->shift, last = (int)relative->last;
    const struct date start = unit_start(today, relative->unit, week_start);
    struct date from = unit_add(start, relative->unit, shift), to;

    if (relative->to_date) {
        /* As many days of the (first) unit as have passed of the current one, its last day at most. */
        to = date_add(from, date_days(today) - date_days(start));
        to = earlier(to, date_add(unit_add(from, relative->unit, 1), -1));
        return (struct period){ false, unit_add(from, relative->unit, last ? 1 - last : 0), to };
    }
    if (last) {
        to = date_add(from, -1);
        return (struct period){ false, unit_add(from, relative->unit, -last), to };
    }
    to = date_add(unit_add(from, relative->unit, 1), -1);
    return (struct period){ false, from, earlier(to, today) };
}

struct period period_of(const struct time *time, struct date today, enum week_start week_start)
{
    struct period period = { false, today, today };

    if (!time || time->all || (!time->relative && !time->from && !time->to))
        return (struct period){ true, today, today };
    if (time->relative)
        return relative_period(time->relative, today, week_start);
    (void)date_parse(time->from, &period.from); /* both were checked when the plan was read */
    (void)date_parse(time->to, &period.to);
    return period;
}

static bool is_whole(struct period period, enum unit unit, enum week_start week_start)
{
    return date_compare(period.from, unit_start(period.from, unit, week_start)) == 0 &&
           date_compare(period.to, date_add(unit_add(period.from, unit, 1), -1)) == 0;
}

/* The unit that `period` is the beginning of, up to today; UNIT_NONE when it isn't. */
static enum unit unit_to_date(const struct time *time, struct period period, struct date today,
                              enum week_start week_start)
{
    static const enum unit units[] = { UNIT_MONTH, UNIT_QUARTER, UNIT_YEAR, UNIT_WEEK };

    if (date_compare(period.to, today) != 0)
        return UNIT_NONE;
    if (time->relative)
        return time->relative->last ? UNIT_NONE : time->relative->unit;
    for (size_t i = 0; i < COUNT(units); i++)
        if (date_compare(period.from, unit_start(today, units[i], week_start)) == 0)
            return units[i];
    return UNIT_NONE;
}

static struct period previous(const struct time *time, struct period now, struct date today,
                              enum week_start week_start)
{
    static const enum unit units[] = { UNIT_WEEK, UNIT_MONTH, UNIT_QUARTER, UNIT_YEAR };
    const int64_t days = date_days(now.to) - date_days(now.from) + 1;
    enum unit unit;
    struct date from;

    for (size_t i = 0; i < COUNT(units); i++)
        if (is_whole(now, units[i], week_start))
            return (struct period){ false, unit_add(now.from, units[i], -1), date_add(now.from, -1) };
    unit = unit_to_date(time, now, today, week_start);
    if (unit == UNIT_NONE)
        return (struct period){ false, date_add(now.from, -days), date_add(now.from, -1) };
    from = unit_add(now.from, unit, -1);
    return (struct period){ false, from, earlier(date_add(from, days - 1), date_add(now.from, -1)) };
}

struct period period_before(const struct compare *compare, const struct time *time, struct period now,
                            struct date today, enum week_start week_start)
{
    struct period before = { false, now.from, now.to };

    switch (compare->to) {
    case COMPARE_PREVIOUS_PERIOD:
        return previous(time, now, today, week_start);
    case COMPARE_PREVIOUS_YEAR:
        return (struct period){ false, date_add_months(now.from, -12), date_add_months(now.to, -12) };
    default:
        (void)date_parse(compare->from, &before.from); /* both were checked when the plan was read */
        (void)date_parse(compare->until, &before.to);
        return before;
    }
}

/* --- in words --- */

static const char *month_of(struct arena *arena, struct date date)
{
    const char *words = date_words(arena, date); /* "1 October 2026" */

    return words + strcspn(words, " ") + 1;
}

const char *period_words(struct arena *arena, struct period period)
{
    const char *from = date_words(arena, period.from), *to = date_words(arena, period.to);

    if (period.is_all)
        return "all time";
    if (date_compare(period.from, period.to) == 0)
        return to;
    if (is_whole(period, UNIT_MONTH, WEEK_MONDAY))
        return month_of(arena, period.from);
    if (is_whole(period, UNIT_YEAR, WEEK_MONDAY))
        return arena_printf(arena, "%04d", period.from.year);
    if (period.from.year != period.to.year)
        return arena_printf(arena, "%s to %s", from, to);
    if (period.from.month != period.to.month)
        return arena_printf(arena, "%.*s to %s", (int)(strlen(from) - strlen(" 2026")), from, to);
    return arena_printf(arena, "%d to %s", period.from.day, to);
}

static const char *relative_words(struct arena *arena, const struct relative *relative)
{
    const char *unit = unit_words[relative->unit];
    const long long last = relative->last, shift = relative->shift;

    if (relative->to_date)
        return arena_printf(arena, "this %s so far", unit);
    if (last == 1 && shift == 0)
        return relative->unit == UNIT_DAY ? "yesterday" : arena_printf(arena, "the last whole %s", unit);
    if (last)
        return shift
                   ? arena_printf(arena, "the %lld %ss before the last %lld", last, unit, -shift)
                   : arena_printf(
                         arena, relative->unit == UNIT_DAY ? "the last %lld %ss" : "the last %lld whole %ss",
                         last, unit);
    if (shift == 0)
        return relative->unit == UNIT_DAY ? "today" : arena_printf(arena, "this %s", unit);
    if (shift == -1)
        return relative->unit == UNIT_DAY ? "yesterday" : arena_printf(arena, "last %s", unit);
    return arena_printf(arena, "%lld %ss ago", -shift, unit);
}

const char *time_words(struct arena *arena, const struct time *time)
{
    if (time && time->relative && !time->all)
        return relative_words(arena, time->relative);
    return period_words(arena, period_of(time, (struct date){ 1970, 1, 1 }, WEEK_MONDAY));
}
