#include "packages/core/cron.h"

#include "packages/core/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MOST_DAYS = 8 * 366, EVERY_HOUR = (1 << 24) - 1 };

/* --- reading --- */

struct part {
    int low, high;
    const char *const *names; /* of low, low + 1, …, NULL-ended; or NULL */
    const char *why;
};

static const char *const month_names[] = { "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL",
                                           "AUG", "SEP", "OCT", "NOV", "DEC", NULL };
static const char *const day_names[] = { "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", NULL };

static const struct part parts[] = {
    { 0, 59, NULL, "the minute isn't one of 0 to 59" },
    { 0, 23, NULL, "the hour isn't one of 0 to 23" },
    { 1, 31, NULL, "the day of the month isn't one of 1 to 31" },
    { 1, 12, month_names, "the month isn't one of 1 to 12 or JAN to DEC" },
    { 0, 7, day_names, "the weekday isn't one of 0 to 7 or SUN to SAT" },
};
enum { N_PARTS = 5 };

static bool take_number(const struct part *part, const char **at, int *out)
{
    int digits = 0;

    for (int i = 0; part->names && part->names[i]; i++) {
        if (strncasecmp(*at, part->names[i], 3) == 0) {
            *at += 3;
            *out = part->low + i;
            return true;
        }
    }
    for (*out = 0; isdigit((unsigned char)**at) && digits < 3; digits++)
        *out = *out * 10 + *(*at)++ - '0';
    return digits > 0;
}

/* "*", "5", "1-5", each with "/2" behind it. */
static bool take_item(const struct part *part, const char **at, uint64_t *bits)
{
    int from = part->low, to = part->high, step = 1;
    bool is_one = false;

    if (**at == '*') {
        ++*at;
    } else {
        if (!take_number(part, at, &from))
            return false;
        is_one = **at != '-';
        if (!is_one && (++*at, !take_number(part, at, &to)))
            return false;
    }
    if (**at == '/') {
        ++*at;
        if (!take_number(&(struct part){ .names = NULL }, at, &step) || step < 1)
            return false;
    } else if (is_one) {
        to = from;
    }
    if (from < part->low || to > part->high || from > to)
        return false;
    for (int i = from; i <= to; i += step)
        *bits |= UINT64_C(1) << i;
    return true;
}

static bool take_part(const struct part *part, const char **at, uint64_t *bits)
{
    *bits = 0;
    do {
        if (!take_item(part, at, bits))
            return false;
    } while (**at == ',' && *++*at);
    return **at == ' ' || **at == '\0';
}

const char *cron_parse(const char *text, struct cron *out)
{
    uint64_t bits[N_PARTS];
    bool any[N_PARTS];
    const char *at = text;

    for (int i = 0; i < N_PARTS; i++) {
        at += strspn(at, " ");
        if (!*at)
            return "it has five fields: minute, hour, day of the month, month, weekday";
        any[i] = *at == '*' && (at[1] == ' ' || !at[1]);
        if (!take_part(&parts[i], &at, &bits[i]))
            return parts[i].why;
    }
    if (at[strspn(at, " ")])
        return "it has five fields: minute, hour, day of the month, month, weekday";
    if (__builtin_popcountll(bits[0]) > CRON_MOST_AN_HOUR)
        return "at most four times an hour";
    *out = (struct cron){ .minutes = bits[0],
                          .hours = (uint32_t)bits[1],
                          .days = (uint32_t)bits[2],
                          .months = (uint32_t)bits[3],
                          .weekdays = (uint32_t)((bits[4] | bits[4] >> 7) & 127),
                          .any_day = any[2],
                          .any_weekday = any[4] };
    return NULL;
}

/* --- the next time --- */

static bool is_day(const struct cron *cron, struct date date)
{
    const bool day = cron->days >> date.day & 1, weekday = cron->weekdays >> date_weekday(date) % 7 & 1;

    if (!(cron->months >> date.month & 1))
        return false;
    return cron->any_day || cron->any_weekday ? day && weekday : day || weekday;
}

static int64_t offset(const struct zone *zone, int64_t us)
{
    return SECONDS(zone_offset_s(zone, (struct instant){ us }));
}

/* Where the offset changes between two instants. */
static int64_t jump(const struct zone *zone, int64_t low, int64_t high)
{
    const int64_t before = offset(zone, low);

    while (high - low > SECONDS(1)) {
        const int64_t middle = low + (high - low) / 2;

        if (offset(zone, middle) == before)
            low = middle;
        else
            high = middle;
    }
    return high - high % SECONDS(1);
}

/* What the clock on the wall shows, as an instant: the first of two, the jump where there is none. */
static int64_t instant_of(const struct zone *zone, int64_t wall)
{
    const int64_t before = offset(zone, wall - DAYS(1)), after = offset(zone, wall + DAYS(1));
    const int64_t first = wall - before, second = wall - after;

    if (offset(zone, first) == before)
        return first;
    return offset(zone, second) == after ? second : jump(zone, wall - DAYS(1), wall + DAYS(1));
}

static int64_t at_times(const struct cron *cron, const struct zone *zone, struct date date, int64_t after)
{
    int64_t best = 0;

    for (int hour = 0; hour < 24; hour++) {
        for (int minute = 0; minute < 60; minute++) {
            int64_t at;

            if (!(cron->hours >> hour & 1) || !(cron->minutes >> minute & 1))
                continue;
            at = instant_of(zone, DAYS(date_days(date)) + HOURS(hour) + MINUTES(minute));
            if (at > after && (!best || at < best))
                best = at;
        }
    }
    return best;
}

static int64_t at_hours(const struct cron *cron, const struct zone *zone, struct date date, int64_t after)
{
    const int64_t begin = zone_day_start(zone, date).us, end = zone_day_start(zone, date_add(date, 1)).us;
    int64_t at = begin > after ? begin : after - after % MINUTES(1) + MINUTES(1);

    for (; at < end; at += MINUTES(1)) {
        const int64_t minute = (at + offset(zone, at)) / MINUTES(1) % 60;

        if (cron->minutes >> minute & 1)
            return at;
    }
    return 0;
}

struct instant cron_next(const struct cron *cron, const struct zone *zone, struct instant after)
{
    const struct date today = zone_date(zone, after);

    for (int i = 0; i < MOST_DAYS; i++) {
        const struct date date = date_add(today, i);
        int64_t at = 0;

        if (is_day(cron, date))
            at = cron->hours == EVERY_HOUR ? at_hours(cron, zone, date, after.us)
                                           : at_times(cron, zone, date, after.us);
        if (at)
            return (struct instant){ at };
    }
    return (struct instant){ 0 };
}
