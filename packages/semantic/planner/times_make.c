/*
 * What rules make of the words that they matched: days without regard to today, which are cut off at the end.
 */
#include "packages/semantic/planner/times_make.h"

struct date min_date(struct date a, struct date b)
{
    return date_compare(a, b) < 0 ? a : b;
}

struct reading days_between(struct date from, struct date to)
{
    return (struct reading){ .kind = TIME_RANGE, .from = from, .to = to };
}

struct reading whole_unit(const struct parser *parser, struct date start, enum unit unit)
{
    struct reading reading = { .kind = TIME_RANGE, .unit = unit };

    reading.from = unit_start(start, unit, parser->week_start);
    reading.to = date_add(unit_add(reading.from, unit, 1), -1);
    return reading;
}

struct reading moved(const struct parser *parser, struct reading reading, int n)
{
    const bool is_whole_month = reading.unit == UNIT_MONTH || reading.unit == UNIT_QUARTER;

    (void)parser;
    if (n == 0 || reading.repeat == UNIT_NONE)
        return reading;
    if (reading.unit == UNIT_DAY && reading.repeat == UNIT_YEAR && reading.from.month == 2 &&
        reading.from.day == 29) {
        do
            reading.from.year += n < 0 ? -1 : 1;
        while (month_days(reading.from.year, 2) < 29 || (n += n < 0 ? 1 : -1) != 0);
        reading.to = reading.from;
        return reading;
    }
    if (reading.holiday) {
        holiday_in(reading.holiday - 1, reading.from.year + n, &reading.from, &reading.to);
        return reading;
    }
    reading.from = unit_add(reading.from, reading.repeat, n);
    reading.to = unit_add(reading.to, reading.repeat, n);
    if (is_whole_month) /* February has its own end each year */
        reading.to.day = month_days(reading.to.year, reading.to.month);
    return reading;
}

struct reading settled(const struct parser *parser, struct reading reading)
{
    const bool is_weekday = reading.repeat == UNIT_WEEK;
    const struct date last = is_weekday ? date_add(parser->today, -1) : parser->today;

    if (reading.repeat == UNIT_NONE)
        return reading;
    /* Several days of a week ("the weekend") count once they are over. */
    while (date_compare(is_weekday ? reading.to : reading.from, last) > 0)
        reading = moved(parser, reading, -1);
    while (date_compare(is_weekday ? moved(parser, reading, 1).to : moved(parser, reading, 1).from, last) <=
           0)
        reading = moved(parser, reading, 1);
    reading.repeat = UNIT_NONE;
    return reading;
}

/* --- units --- */

static bool relative(const struct match *match, struct relative how, struct reading *out)
{
    const struct parser *parser = match->parser;
    const struct time time = { .relative = &how };
    const struct period period = period_of(&time, parser->today, parser->week_start);

    out->from = period.from;
    out->to = period.to;
    out->relative = how;
    out->unit = how.last && (how.last > 1 || how.unit == UNIT_NONE) ? UNIT_NONE : how.unit;
    if (!how.last && how.unit != UNIT_DAY) /* whole, also where it isn't over */
        out->to = date_add(unit_add(out->from, how.unit, 1), -1);
    return true;
}

bool make_day(const struct match *match, long arg, struct reading *out)
{
    if (arg > 0) {
        *out = days_between(date_add(match->parser->today, arg), date_add(match->parser->today, arg));
        out->unit = UNIT_DAY;
        return true;
    }
    return relative(match, (struct relative){ .unit = UNIT_DAY, .shift = arg }, out);
}

static bool last_units(const struct match *match, long unit, long n, struct reading *out)
{
    const long count = (n & ~FEW) * (unit >> 8);

    if (count < 1 || count > 3660)
        return false;
    out->is_assumed = (n & FEW) != 0;
    if (count == 1)
        return relative(match, (struct relative){ .unit = (enum unit)(unit & 0xff), .shift = -1 }, out);
    return relative(match, (struct relative){ .unit = (enum unit)(unit & 0xff), .last = count }, out);
}

bool make_last_n(const struct match *match, long arg, struct reading *out)
{
    /* The unit stands last; a class that says nothing may stand between. */
    return last_units(match, match->value[match->n_values - 1], arg ? arg : match->value[0], out);
}

/* last week, last fortnight: arg is the shift. */
bool make_unit(const struct match *match, long arg, struct reading *out)
{
    const long value = match->value[match->n_values - 1];
    const enum unit unit = (enum unit)(value & 0xff);

    if (arg == -1 && value >> 8 > 1)
        return last_units(match, value, 1, out);
    if (value >> 8 > 1 && arg != -2)
        return false;
    return relative(match, (struct relative){ .unit = unit, .shift = arg * (value >> 8) }, out);
}

/* arg: the unit where none is said; -1: not the day ("per hour of the day so far this year"). */
bool make_to_date(const struct match *match, long arg, struct reading *out)
{
    const long value = arg > 0 ? arg : match->value[match->n_values - 1];
    const enum unit unit = (enum unit)(value & 0xff);

    if (value >> 8 > 1 || (arg < 0 && unit == UNIT_DAY))
        return false;
    return relative(match, (struct relative){ .unit = unit, .to_date = unit != UNIT_DAY }, out);
}

bool make_last_nu(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    return last_units(match, match->value[0], 1, out);
}

bool make_half_year(const struct match *match, long arg, struct reading *out)
{
    const long months = arg == 2 ? 18 : arg == 1 ? (match->value[0] & ~FEW) * 12 + 6 : 6;

    return months <= 366 && relative(match, (struct relative){ .unit = UNIT_MONTH, .last = months }, out);
}

/* 3 weeks ago; arg is what the count is where none is said. */
bool make_ago(const struct match *match, long arg, struct reading *out)
{
    const long unit = match->value[match->n_values - 1], n = arg ? arg : match->value[0] & ~FEW;

    out->is_assumed = !arg && (match->value[0] & FEW);
    if (n * (unit >> 8) > 3660)
        return false;
    return relative(match, (struct relative){ .unit = (enum unit)(unit & 0xff), .shift = -n * (unit >> 8) },
                    out);
}

bool make_before_that(const struct match *match, long arg, struct reading *out)
{
    out->is_before = true;
    return make_unit(match, arg, out) && out->unit != UNIT_DAY;
}

/* The next 3 weeks; arg is what the count is where none is said. */
bool make_next(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const long value = match->value[match->n_values - 1],
               n = (arg ? arg : match->value[0] & ~FEW) * (value >> 8);
    const enum unit unit = (enum unit)(value & 0xff);
    const struct date start = unit_add(unit_start(parser->today, unit, parser->week_start), unit, 1);

    if (n < 1 || n > 3660)
        return false;
    *out = days_between(start, date_add(unit_add(start, unit, (int)n), -1));
    out->unit = n == 1 ? unit : UNIT_NONE;
    return true;
}

/* --- parts of a year --- */

bool make_month(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    *out = whole_unit(match->parser, (struct date){ match->parser->today.year, (int)match->value[0], 1 },
                      UNIT_MONTH);
    out->repeat = UNIT_YEAR;
    return true;
}

static void part_of_year(const struct parser *parser, int year, long part, struct reading *out)
{
    if (part <= 4) {
        *out = whole_unit(parser, (struct date){ year, (int)part * 3 - 2, 1 }, UNIT_QUARTER);
        return;
    }
    *out = days_between((struct date){ year, part == 5 ? 1 : 7, 1 },
                        part == 5 ? (struct date){ year, 6, 30 } : (struct date){ year, 12, 31 });
}

/* q3; first half (arg 4), third quarter (arg 0) where arg says what an ordinal is of. */
bool make_part(const struct match *match, long arg, struct reading *out)
{
    long part = match->value[0];

    if (arg == 4 && (part < 1 || part > 2))
        return false;
    if (part < 1)
        return false;
    part_of_year(match->parser, match->parser->today.year, part + arg, out);
    out->repeat = UNIT_YEAR;
    return true;
}

bool make_part_year(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    part_of_year(match->parser, (int)(match->value[0] / 10), match->value[0] % 10, out);
    return true;
}

bool make_year(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    *out =
        whole_unit(match->parser, (struct date){ (int)match->value[match->n_values - 1], 1, 1 }, UNIT_YEAR);
    return true;
}

/* A day of a month: arg 1 where the day is said first. */
bool make_month_day(const struct match *match, long arg, struct reading *out)
{
    const int day = (int)match->value[arg ? 0 : 1], month = (int)match->value[arg ? 1 : 0];
    int year = match->parser->today.year;

    if (day > month_days(2024, month))
        return false;
    while (day > month_days(year, month)) /* 29 February: the last one */
        year--;
    *out = days_between((struct date){ year, month, day }, (struct date){ year, month, day });
    out->unit = UNIT_DAY;
    out->repeat = UNIT_YEAR;
    return true;
}

bool make_holiday(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    holiday_in((int)match->value[0], match->parser->today.year, &out->from, &out->to);
    out->holiday = (int)match->value[0] + 1;
    out->repeat = UNIT_YEAR;
    if (date_compare(out->from, out->to) == 0)
        out->unit = UNIT_DAY;
    return true;
}

/* October 2025, last year's October. */
bool make_with_year(const struct match *match, long arg, struct reading *out)
{
    const struct reading reading = match->reading[0];
    const int year = (int)match->value[match->n_values - 1];

    (void)arg;
    if (reading.repeat != UNIT_YEAR)
        return false;
    if (reading.unit == UNIT_DAY && reading.from.month == 2 && reading.from.day == 29 &&
        month_days(year, 2) < 29)
        return false;
    *out = reading;
    if (reading.unit == UNIT_DAY && !reading.holiday)
        out->from.year = out->to.year = year;
    else
        *out = moved(match->parser, reading, year - reading.from.year);
    out->repeat = UNIT_NONE;
    return true;
}

/* Last October: before the one that is now. This October, next October: arg 0, 1. */
bool make_which(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const struct reading reading = match->reading[0];

    if (reading.repeat != UNIT_YEAR)
        return false;
    *out = settled(parser, reading);
    if (arg == -1 && date_compare(out->to, parser->today) >= 0)
        *out = moved(parser, (out->repeat = UNIT_YEAR, *out), -1);
    if (arg == 0)
        *out = moved(parser, reading, parser->today.year - reading.from.year);
    if (arg == 1)
        *out = moved(parser, (out->repeat = UNIT_YEAR, *out), 1);
    out->repeat = UNIT_NONE;
    return true;
}

/* --- days --- */

bool make_weekday(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const int day = (int)match->value[match->n_values - 1];
    const struct date monday = date_add(parser->today, 1 - date_weekday(parser->today));

    *out = days_between(date_add(monday, day - 1), date_add(monday, day - 1));
    out->unit = UNIT_DAY;
    out->repeat = UNIT_WEEK;
    out->days = 1u << day;
    if (arg == 0)
        return true;
    out->days = 0;
    if (arg < 0)
        return true;
    *out = settled(parser, *out);
    while (date_compare(out->from, parser->today) <= 0)
        *out = moved(parser, (out->repeat = UNIT_WEEK, *out), 1);
    out->repeat = UNIT_NONE;
    return true;
}

/* The latest whole one, -1 the one before it, 1 the coming one; 2: "this", which may be under way; 3: the
 * latest, certainly. */
bool make_weekend(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const int weekday = date_weekday(parser->today);
    const struct date monday = date_add(parser->today, 1 - weekday);

    *out = days_between(date_add(monday, 5), date_add(monday, 6));
    out->repeat = UNIT_WEEK;
    out->days = 3u << 6;
    if (arg == 0)
        return true;
    out->days = 0;
    if (arg == -1)
        *out = moved(parser, settled(parser, *out), 0);
    if (arg == -1)
        *out = moved(parser, (out->repeat = UNIT_WEEK, *out), -1);
    if (arg == 3 || (arg == 2 && weekday < 6))
        *out = settled(parser, *out);
    if (arg == 1 && weekday >= 6)
        *out = moved(parser, *out, 1);
    out->repeat = UNIT_NONE;
    return true;
}

static bool is_day(int year, int month, int day)
{
    return month >= 1 && month <= 12 && day >= 1 && day <= month_days(year, month);
}

/* 2026-11-03, 11/03/2026, 3.11.2026, 2026-11, 11/3. */
bool make_date(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const char *text = word_at(parser, (size_t)match->value[0]);
    struct numeric_date date;

    (void)arg;
    if (!numeric_date_read(text, parser->order, parser->today.year, &date))
        return false;
    if (!is_day(date.year, date.month, date.day ? date.day : 1))
        return false;
    *out = whole_unit(parser, (struct date){ date.year, date.month, date.day ? date.day : 1 },
                      date.day ? UNIT_DAY : UNIT_MONTH);
    out->is_ambiguous = date.is_ambiguous && parser->is_ambiguous;
    out->repeat = date.lacks_year ? UNIT_YEAR : UNIT_NONE;
    return true;
}

/* The 15th: of the latest month that had one and has reached it. */
bool make_day_of_month(const struct match *match, long arg, struct reading *out)
{
    const struct parser *parser = match->parser;
    const int day = (int)match->value[0];
    struct date month = unit_start(parser->today, UNIT_MONTH, parser->week_start);

    (void)arg;
    while (day > month_days(month.year, month.month) ||
           date_compare((struct date){ month.year, month.month, day }, parser->today) > 0)
        month = date_add_months(month, -1);
    *out = days_between((struct date){ month.year, month.month, day },
                        (struct date){ month.year, month.month, day });
    out->unit = UNIT_DAY;
    return true;
}

bool make_all(const struct match *match, long arg, struct reading *out)
{
    (void)match;
    (void)arg;
    out->is_all = true;
    return true;
}

bool make_default(const struct match *match, long arg, struct reading *out)
{
    (void)arg;
    out->is_assumed = true;
    return relative(match, (struct relative){ .unit = UNIT_DAY, .last = 28 }, out);
}
