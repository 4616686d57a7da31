/*
 * Readings made of others: parts of them, what lies beside them, and from one to another.
 */
#include "packages/semantic/planner/times_make.h"

#include <string.h>

/* 2026-11-03, 2026/11/03, 2026-11, 3.11.2026, 11/03/2026, 11/03/26, 11/3. */
bool numeric_date_read(const char *text, enum date_order order, int this_year, struct numeric_date *out)
{
    int n[3] = { 0 }, parts = 0, digits = 0;
    char sep = 0;

    *out = (struct numeric_date){ 0 };
    for (; *text; text++) {
        if (*text >= '0' && *text <= '9') {
            n[parts] = n[parts] * 10 + (*text - '0');
            digits += parts == 0;
        } else if (parts == 2 || (sep && sep != *text)) {
            return false;
        } else {
            sep = *text;
            parts++;
        }
    }
    if (parts == 0 || (sep == '.' && parts < 2))
        return false;
    if (digits == 4) {
        *out = (struct numeric_date){ .year = n[0], .month = n[1], .day = n[2] };
        return n[0] >= 1970 && (parts == 2 || sep == '-');
    }
    out->lacks_year = parts == 1;
    out->year = parts == 1 ? this_year : n[2] < 100 ? 2000 + n[2] : n[2];
    if (sep == '.' || n[0] > 12)
        order = ORDER_DAY_FIRST;
    else if (n[1] > 12)
        order = ORDER_MONTH_FIRST;
    else
        out->is_ambiguous = n[0] != n[1];
    out->month = n[order == ORDER_DAY_FIRST];
    out->day = n[order != ORDER_DAY_FIRST];
    return out->year >= 1970;
}

/* The reading that a rule took as a part of its own, with its year. */
static struct reading inner(const struct match *match, size_t i)
{
    return settled(match->parser, match->reading[i]);
}

static bool within(struct reading whole, struct reading *out)
{
    out->to = min_date(out->to, whole.to);
    return date_compare(out->from, whole.from) >= 0 && date_compare(out->from, out->to) <= 0;
}

/* Weeks of a month or year are days 1 to 7 and so on; the last one is the last 7 days. */
static bool nth_of(const struct match *match, struct reading whole, long nth, long unit, struct reading *out)
{
    const enum unit name = (enum unit)(unit & 0xff);
    const long times = unit >> 8;

    if (nth > 0) {
        out->from = unit_add(whole.from, name, (int)((nth - 1) * times));
        out->to = date_add(unit_add(out->from, name, (int)times), -1);
    } else {
        out->to = whole.to;
        out->from = unit_add(date_add(whole.to, 1), name, -(int)times);
    }
    out->unit = times == 1 && name != UNIT_WEEK ? name : UNIT_NONE;
    (void)match;
    return !whole.is_all && within(whole, out);
}

static bool half_of(struct reading whole, long nth, struct reading *out)
{
    const int months = (whole.to.year - whole.from.year) * 12 + whole.to.month - whole.from.month + 1;
    const bool is_year = months == 12 && whole.from.day == 1;
    struct date middle = is_year                                   ? date_add_months(whole.from, 6)
                         : months == 1 && whole.unit == UNIT_MONTH ? date_add(whole.from, 15)
                                                                   : (struct date){ 0, 0, 0 };

    if (whole.is_all || middle.year == 0)
        return false;
    *out = nth == 1 ? days_between(whole.from, date_add(middle, -1)) : days_between(middle, whole.to);
    return true;
}

/* First week of October; arg 1: a half, 2: a day. */
bool make_nth(const struct match *match, long arg, struct reading *out)
{
    if (arg == 2)
        return nth_of(match, inner(match, 0), match->value[0], UNIT_VALUE(UNIT_DAY, 1), out);
    if (arg == 1)
        return half_of(inner(match, 0), match->value[0] < 0 ? 2 : match->value[0], out);
    return nth_of(match, inner(match, 0), match->value[0], match->value[1], out);
}

/* First quarter of the year: of the unit that is now; arg 1: a half. */
bool make_nth_now(const struct match *match, long arg, struct reading *out)
{
    const enum unit unit = (enum unit)(match->value[match->n_values - 1] & 0xff);
    const struct reading whole = whole_unit(match->parser, match->parser->today, unit);

    if (arg == 1)
        return half_of(whole, match->value[0] < 0 ? 2 : match->value[0], out);
    return nth_of(match, whole, match->value[0], match->value[1], out);
}

/* First 10 days of October; arg 1: of the unit that is now. */
bool make_first_n(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const enum unit unit = (enum unit)(match->value[match->n_values - 1] & 0xff);
    const struct reading whole = arg ? whole_unit(parser, parser->today, unit) : inner(match, 0);
    const long n = match->value[1], of = match->value[2];

    if ((n & FEW) || (match->value[0] != 1 && match->value[0] != -1) || n * (of >> 8) > 3660)
        return false;
    return nth_of(match, whole, match->value[0], UNIT_VALUE(of & 0xff, n * (of >> 8)), out);
}

/* The first or (arg 1) last day of it: what "since the beginning of" and "until the end of" are about. */
bool make_start(const struct match *match, long arg, struct reading *out)
{
    const struct reading whole = inner(match, 0);

    *out = arg ? days_between(whole.to, whole.to) : days_between(whole.from, whole.from);
    out->unit = UNIT_DAY;
    out->is_point = true;
    return !whole.is_all;
}

bool make_start_now(const struct match *match, long arg, struct reading *out)
{
    const enum unit unit = (enum unit)(match->value[match->n_values - 1] & 0xff);
    const struct reading whole = whole_unit(match->parser, match->parser->today, unit);

    *out = arg ? days_between(whole.to, whole.to) : days_between(whole.from, whole.from);
    out->unit = UNIT_DAY;
    out->is_point = true;
    return true;
}

/* The week of 9 November; arg 1: that begins there, -1: that ends there, 2: its weekend. */
bool make_week_of(const struct match *match, long arg, struct reading *out)
{
    const struct reading day = inner(match, 0);

    if (day.unit != UNIT_DAY)
        return false;
    if (arg == 2) {
        const struct date saturday = date_add(day.from, 6 - date_weekday(day.from));

        *out = days_between(saturday, date_add(saturday, 1));
        return true;
    }
    if (arg == 0)
        *out = whole_unit(match->parser, day.from, UNIT_WEEK);
    else
        *out = arg > 0 ? days_between(day.from, date_add(day.from, 6))
                       : days_between(date_add(day.from, -6), day.from);
    out->unit = UNIT_WEEK;
    return true;
}

/* ISO 8601: week 1 has the year's first Thursday. Without a year: the latest that has begun. */
bool make_week_number(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const long week = match->value[0] & ~FEW;
    int year = match->n_values > 1 ? (int)match->value[1] : parser->today.year;

    (void)arg;
    if (week < 1 || week > 53 || parser->week_start != WEEK_MONDAY)
        return false;
    for (;; year--) {
        const struct date first = unit_start((struct date){ year, 1, 4 }, UNIT_WEEK, WEEK_MONDAY);

        *out = whole_unit(parser, date_add(first, 7 * (week - 1)), UNIT_WEEK);
        if (date_add(out->from, 3).year == year && /* there is a week 53 */
            (match->n_values > 1 || date_compare(out->from, parser->today) <= 0))
            return true;
        if (match->n_values > 1)
            return false;
    }
}

/* The week before Black Friday, two days after Christmas: arg is the direction. */
bool make_beside(const struct match *match, long arg, struct reading *out)
{
    const struct reading day = inner(match, 0);
    const long n = match->n_values > 1 ? match->value[0] : 1, value = match->value[match->n_values - 1];
    const enum unit unit = (enum unit)(value & 0xff);
    const long count = n * (value >> 8);

    /* "the week before last day by day" */
    if (unit != UNIT_DAY && day.relative.unit == UNIT_DAY)
        return false;
    if ((n & FEW) || count > 3660 || day.is_all)
        return false;
    if (arg < 0)
        *out = days_between(unit_add(day.from, unit, -(int)count), date_add(day.from, -1));
    else
        *out = days_between(date_add(day.to, 1), unit_add(day.to, unit, (int)count));
    if (count == 1 && (unit == UNIT_DAY || day.unit == unit))
        out->unit = unit;
    if (day.unit == unit && unit != UNIT_DAY && arg > 0)
        out->to = date_add(unit_add(out->from, unit, (int)count), -1);
    return true;
}

/* Monday of last week. */
bool make_weekday_of(const struct match *match, long arg, struct reading *out)
{
    const struct reading week = inner(match, 0);
    const int day = (int)match->value[match->n_values - 1];

    (void)arg;
    if (week.unit != UNIT_WEEK)
        return false;
    out->from = date_add(week.from, (day - date_weekday(week.from) + 7) % 7);
    out->to = out->from;
    out->unit = UNIT_DAY;
    return true;
}

/* The first Monday of October. */
bool make_nth_weekday(const struct match *match, long arg, struct reading *out)
{
    const struct reading whole = inner(match, 0);
    const int weekday = (int)match->value[1], nth = (int)match->value[0];
    struct date day = nth > 0 ? whole.from : date_add(whole.to, -6);

    (void)arg;
    if (whole.is_all || whole.unit < UNIT_MONTH)
        return false;
    day = date_add(day, (weekday - date_weekday(day) + 7) % 7 + (nth > 0 ? 7 * (nth - 1) : 0));
    *out = days_between(day, day);
    out->unit = UNIT_DAY;
    return date_compare(day, whole.to) <= 0;
}

/* What only says more about it: "November so far", "Tuesday, 3 November"; arg 1 wants the day that is said.
 */
bool make_same(const struct match *match, long arg, struct reading *out)
{
    *out = match->reading[0];
    return arg == 0 ||
           (out->unit == UNIT_DAY && date_weekday(settled(match->parser, *out).from) == (int)match->value[0]);
}

bool make_daypart(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    *out = inner(match, 0);
    out->hours = (unsigned)match->value[match->n_values - 1];
    return out->unit == UNIT_DAY;
}

/* This morning, last night: arg is the day. */
bool make_this_daypart(const struct match *match, long arg, struct reading *out)
{
    const struct date day = date_add(match->parser->today, arg);

    *out = days_between(day, day);
    out->unit = UNIT_DAY;
    out->hours = match->n_values ? (unsigned)match->value[0] : 0xfc0000; /* "tonight": 18 to 23 */
    return true;
}

/* The rest of the month: from tomorrow on. */
bool make_rest(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const struct date tomorrow = date_add(parser->today, 1);

    if (arg == 1)
        *out =
            days_between(tomorrow, whole_unit(parser, parser->today, (enum unit)(match->value[0] & 0xff)).to);
    else
        *out = days_between(tomorrow, match->reading[0].to);
    return date_compare(out->from, out->to) <= 0;
}

/* --- from one to another --- */

/* A year that one end lacks comes from the other; both lack it: the latest such that has begun. */
static void pair(const struct parser *parser, struct reading *a, struct reading *b)
{
    if (a->repeat && !b->repeat) {
        const struct parser then = { .today = b->to, .week_start = parser->week_start };
        const enum unit repeat = a->repeat;

        *a = settled(&then, *a);
        a->repeat = repeat;
        while (date_compare(a->from, b->to) > 0)
            *a = moved(parser, *a, -1);
        if (date_compare(moved(parser, *a, 1).from, b->to) <= 0)
            *a = moved(parser, *a, 1);
        return;
    }
    if (!b->repeat)
        return;
    if (a->repeat) {
        const enum unit repeat = a->repeat;

        *a = settled(parser, *a);
        a->repeat = repeat;
    }
    while (date_compare(b->from, a->from) >= 0)
        *b = moved(parser, *b, -1);
    while (date_compare(b->from, a->from) < 0)
        *b = moved(parser, *b, 1);
    if (!a->repeat || date_compare(b->from, parser->today) <= 0)
        return;
    /* "1 to 30 November" is this month's, though it isn't over. */
    if (a->repeat == UNIT_YEAR && b->from.year == parser->today.year && b->from.month == parser->today.month)
        return;
    *a = moved(parser, *a, -1);
    *b = moved(parser, *b, -1);
}

static bool joined(const struct match *match, struct reading *a, struct reading *b)
{
    *a = match->reading[0];
    *b = match->reading[1];
    if (a->is_all || b->is_all || a->hours || b->hours)
        return false;
    pair(match->parser, a, b);
    return date_compare(a->from, b->to) <= 0;
}

static unsigned days_from_to(unsigned from, unsigned to)
{
    unsigned days = 0;

    for (unsigned day = 1; day <= 7; day++)
        if ((1u << day) >= from && (1u << day) <= to)
            days |= 1u << day;
    return days;
}

/* From A to B. */
bool make_between(const struct match *match, long arg, struct reading *out)
{
    struct reading a, b;

    (void)arg;
    if (!joined(match, &a, &b) || date_compare(a.from, b.from) > 0)
        return false;
    *out = days_between(a.from, b.to);
    out->is_ambiguous = a.is_ambiguous || b.is_ambiguous;
    if (a.days && b.days)
        out->days = days_from_to(a.days, b.days);
    return true;
}

/* A and B, where nothing lies between them. */
bool make_union(const struct match *match, long arg, struct reading *out)
{
    struct reading a, b;

    (void)arg;
    if (!joined(match, &a, &b))
        return false;
    if (date_compare(a.from, b.from) > 0) {
        const struct reading first = b;

        b = a;
        a = first;
    }
    if (date_compare(b.from, date_add(a.to, 1)) > 0 || a.days || b.days)
        return false;
    *out = days_between(a.from, date_compare(a.to, b.to) > 0 ? a.to : b.to);
    out->is_ambiguous = a.is_ambiguous || b.is_ambiguous;
    return true;
}

static bool days_of_month(const struct parser *parser, struct reading month, int first, int last,
                          struct reading *out)
{
    const bool lacks_year = month.repeat != UNIT_NONE;

    month = settled(parser, month);
    if (first > last || last > month_days(month.from.year, month.from.month))
        return false;
    /* Days of this month that have yet to come are those of the year before. */
    if (lacks_year && date_compare(date_add(month.from, first - 1), parser->today) > 0)
        month = whole_unit(parser, date_add_months(month.from, -12), UNIT_MONTH);
    *out = days_between(date_add(month.from, first - 1), date_add(month.from, last - 1));
    return true;
}

/* 1 to 15 October, October 1-15: arg 1 where the month is last. The month is a reading, with its year or
 * without. */
bool make_days_of_month(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    struct reading month = match->reading[0];
    const int first = (int)match->value[0], last = (int)match->value[match->n_values - 1];

    if (month.unit != UNIT_MONTH || (arg == 0 && last != first + 1))
        return false;
    return days_of_month(parser, month, first, last, out);
}

/* October 1-15; arg 1: with a year. */
bool make_month_days(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const int year = arg ? (int)match->value[match->n_values - 1] : parser->today.year;
    struct reading month = whole_unit(parser, (struct date){ year, (int)match->value[0], 1 }, UNIT_MONTH);
    /* TO stands between the days */
    const size_t last = match->n_values - 1 - (arg ? 1 : 0);

    month.repeat = arg ? UNIT_NONE : UNIT_YEAR;
    return days_of_month(parser, month, (int)match->value[1], (int)match->value[last], out);
}

bool make_since(const struct match *match, long arg, struct reading *out)
{
    const struct reading start = inner(match, 0);

    (void)arg;
    if (start.is_all) {
        *out = start;
        return true;
    }
    *out = days_between(start.from, match->parser->today);
    if (date_compare(start.from, match->parser->today) > 0)
        out->to = start.to;
    out->is_ambiguous = start.is_ambiguous;
    out->is_before = false;
    if (start.relative.shift == -1 && start.unit > UNIT_DAY)
        out->since = start.unit;
    return true;
}

/* Until X: from the first day that data may have. Arg -1: before X. */
bool make_until(const struct match *match, long arg, struct reading *out)
{
    const struct reading end = inner(match, 0);

    *out = days_between((struct date){ 2000, 1, 1 }, arg < 0 ? date_add(end.from, -1) : end.to);
    out->is_ambiguous = end.is_ambiguous;
    return !end.is_all;
}

bool make_after(const struct match *match, long arg, struct reading *out)
{
    const struct reading start = inner(match, 0);

    (void)arg;
    *out = days_between(date_add(start.to, 1), match->parser->today);
    if (date_compare(out->from, out->to) > 0)
        out->to = out->from; /* in the future */
    out->is_ambiguous = start.is_ambiguous;
    return !start.is_all;
}

/* The month of October, the year 2025: the unit must be what the reading is. */
bool make_in_month(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    *out = match->reading[0];
    return out->unit == (enum unit)(match->value[0] & 0xff) && match->value[0] >> 8 == 1;
}
