#include "packages/semantic/planner/readback/reader.h"

static const char *const units[] = { "day", "week", "month", "quarter", "year" };
static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
                                      "July",    "August",   "September", "October", "November", "December" };

static json_t *relative(struct reader *reader, int unit, const char *key, int64_t n)
{
    json_t *tree = json_keep(reader->ctx, json_object()), *inner = json_object();

    json_object_set_new(inner, "unit", json_string(units[unit]));
    json_object_set_new(inner, key, text_is(key, "to_date") ? json_true() : json_integer(n));
    json_object_set_new(tree, "relative", inner);
    return tree;
}

/* "so far", "before the last 7", "ago". */
static json_t *read_counted(struct reader *reader)
{
    const char *from = reader->at;
    int64_t n, back;
    int unit;
    json_t *time;

    if (take(reader, "the last whole ") && (unit = take_word_of(reader, units, COUNT(units))) >= 0)
        return relative(reader, unit, "last", 1);
    reader->at = from;
    if (take(reader, "the last ") && take_count(reader, &n) &&
        (take(reader, " whole ") || take(reader, " ")) &&
        (unit = take_word_of(reader, units, COUNT(units))) >= 0 && take(reader, "s"))
        return relative(reader, unit, "last", n);
    reader->at = from;
    if (take(reader, "the ") && take_count(reader, &n) && take(reader, " ") &&
        (unit = take_word_of(reader, units, COUNT(units))) >= 0 && take(reader, "s before the last ") &&
        take_count(reader, &back)) {
        time = relative(reader, unit, "last", n);
        json_object_set_new(json_object_get(time, "relative"), "shift", json_integer(-back));
        return time;
    }
    reader->at = from;
    if (take_count(reader, &n) && take(reader, " ") &&
        (unit = take_word_of(reader, units, COUNT(units))) >= 0 && take(reader, "s ago"))
        return relative(reader, unit, "shift", -n);
    reader->at = from;
    return NULL;
}

static json_t *read_relative(struct reader *reader)
{
    const char *from = reader->at;
    json_t *time = read_counted(reader);
    int unit;

    if (time)
        return time;
    if (take(reader, "today"))
        return relative(reader, 0, "shift", 0);
    if (take(reader, "yesterday"))
        return relative(reader, 0, "shift", -1);
    if (take(reader, "last ") && (unit = take_word_of(reader, units, COUNT(units))) >= 0)
        return relative(reader, unit, "shift", -1);
    reader->at = from;
    if (take(reader, "this ") && (unit = take_word_of(reader, units, COUNT(units))) >= 0)
        return take(reader, " so far") ? relative(reader, unit, "to_date", 0)
                                       : relative(reader, unit, "shift", 0);
    reader->at = from;
    return NULL;
}

/* --- days of the calendar --- */

struct said {
    int64_t day, month, year; /* 0: not said */
};

/* "1", "1 October", "1 October 2026", "October 2026", "2026". */
static bool read_said(struct reader *reader, struct said *out)
{
    const char *from = reader->at;
    int month;

    *out = (struct said){ 0 };
    if (take_count(reader, &out->day) && out->day > 31) {
        out->year = out->day;
        out->day = 0;
        return out->year < 10000;
    }
    if (out->day && !take(reader, " "))
        return true;
    from = out->day ? reader->at - 1 : reader->at;
    month = take_word_of(reader, months, COUNT(months));
    if (month < 0) {
        reader->at = from;
        return out->day > 0;
    }
    out->month = month + 1;
    from = reader->at;
    if (!take(reader, " ") || !take_count(reader, &out->year)) {
        reader->at = from;
        out->year = 0;
    }
    return out->day > 0 || out->year > 0;
}

static json_t *between(struct reader *reader, struct date from, struct date to)
{
    json_t *time = json_keep(reader->ctx, json_object());

    json_object_set_new(time, "from", json_string(date_text(reader->ctx->arena, from)));
    json_object_set_new(time, "to", json_string(date_text(reader->ctx->arena, to)));
    return time;
}

static bool is_day(struct date date)
{
    return date.month >= 1 && date.day >= 1 && date.day <= month_days(date.year, date.month);
}

static json_t *read_calendar(struct reader *reader)
{
    struct said first, last;
    struct date from, to;

    if (!read_said(reader, &first))
        return NULL;
    last = first;
    if (take(reader, " to ") && !read_said(reader, &last))
        return NULL;
    if (!last.year)
        return NULL;
    if (!first.year)
        first.year = last.year;
    if (!first.month && first.day)
        first.month = last.month;
    from =
        (struct date){ (int)first.year, first.month ? (int)first.month : 1, first.day ? (int)first.day : 1 };
    to = (struct date){ (int)last.year, last.month ? (int)last.month : 12, (int)last.day };
    if (!to.day)
        to.day = month_days(to.year, to.month);
    return is_day(from) && is_day(to) ? between(reader, from, to) : NULL;
}

json_t *read_time(struct reader *reader)
{
    const char *from = reader->at;
    json_t *time;

    if (take(reader, "all time")) {
        time = json_keep(reader->ctx, json_object());
        json_object_set_new(time, "all", json_true());
        return time;
    }
    time = read_relative(reader);
    if (!time)
        time = read_calendar(reader);
    if (!time)
        reader->at = from;
    return time;
}

static bool read_list(struct reader *reader, const char *intro, const char *const *words, size_t n,
                      json_t *time, const char *key)
{
    const char *from = reader->at;
    bool is_last = false;
    json_t *list = json_keep(reader->ctx, json_array());

    if (!take(reader, intro))
        return true;
    do {
        int64_t number = 0;
        const int word = words ? take_word_of(reader, words, n) : NONE;

        if (words ? word < 0 : !take_count(reader, &number))
            break;
        json_array_append_new(list, json_integer(words ? word + 1 : number));
        from = reader->at;
        if (is_last)
            break;
        is_last = take(reader, " and ");
    } while (is_last || take(reader, ", "));
    reader->at = from;
    if (json_array_size(list))
        json_object_set(time, key, list);
    return json_array_size(list) > 0;
}

bool read_days(struct reader *reader, json_t *time)
{
    static const char *const weekdays[] = { "Mondays", "Tuesdays",  "Wednesdays", "Thursdays",
                                            "Fridays", "Saturdays", "Sundays" };

    return read_list(reader, ", on ", weekdays, COUNT(weekdays), time, "days_of_week") &&
           read_list(reader, ", in the hours ", NULL, 0, time, "hours");
}
