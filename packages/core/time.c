#include "packages/core/time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct instant instant_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (struct instant){ (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 };
}

int64_t monotonic_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct instant instant_add(struct instant at, int64_t us)
{
    return (struct instant){ at.us + us };
}

/* Days and civil dates after Hinnant, "chrono-compatible low-level date algorithms": years start in March. */
int64_t date_days(struct date date)
{
    const int64_t y = (int64_t)date.year - (date.month <= 2);
    const int64_t era = (y >= 0 ? y : y - 399) / 400;
    const int64_t of_era = y - era * 400;
    const int64_t of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date date_of_days(int64_t days)
{
    const int64_t z = days + 719468;
    const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const int64_t of_era = z - era * 146097;
    const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const int64_t month = (5 * of_year + 2) / 153;
    const int m = (int)(month < 10 ? month + 3 : month - 9);

    return (struct date){ (int)(year + era * 400 + (m <= 2)), m, (int)(of_year - (153 * month + 2) / 5 + 1) };
}

struct date date_add(struct date date, int64_t days)
{
    return date_of_days(date_days(date) + days);
}

int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

struct date date_add_months(struct date date, int months)
{
    const int total = date.year * 12 + date.month - 1 + months;
    struct date moved = { total / 12, total % 12 + 1, date.day };

    if (moved.day > month_days(moved.year, moved.month))
        moved.day = month_days(moved.year, moved.month);
    return moved;
}

int date_weekday(struct date date)
{
    const int64_t days = date_days(date) + 3; /* 1970-01-01 was a Thursday */

    return (int)(((days % 7) + 7) % 7) + 1;
}

int date_compare(struct date a, struct date b)
{
    const int64_t x = date_days(a), y = date_days(b);

    return (x > y) - (x < y);
}

/* `n` digits at `at`; -1 when one isn't. */
static int digits(const char *at, int n)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

static bool date_at(const char *text, struct date *out)
{
    const struct date date = { digits(text, 4), text[4] == '-' ? digits(text + 5, 2) : -1,
                               text[4] == '-' && text[7] == '-' ? digits(text + 8, 2) : -1 };

    if (date.year < 1 || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > month_days(date.year, date.month))
        return false;
    *out = date;
    return true;
}

bool date_parse(const char *text, struct date *out)
{
    return strlen(text) == 10 && date_at(text, out);
}

const char *date_text(struct arena *arena, struct date date)
{
    return arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

const char *date_words(struct arena *arena, struct date date)
{
    static const char *const months[] = { "January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December" };

    return arena_printf(arena, "%d %s %d", date.day, months[date.month - 1], date.year);
}

const char *instant_text(struct arena *arena, struct instant at)
{
    const int64_t days = at.us / DAYS(1) - (at.us % DAYS(1) < 0);
    const int64_t rest = at.us - days * DAYS(1);
    const struct date date = date_of_days(days);
    const int64_t s = rest / 1000000, us = rest % 1000000;
    const char *day = date_text(arena, date);

    if (us)
        return arena_printf(arena, "%sT%02d:%02d:%02d.%06dZ", day, (int)(s / 3600), (int)(s / 60 % 60),
                            (int)(s % 60), (int)us);
    return arena_printf(arena, "%sT%02d:%02d:%02dZ", day, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

/* The fraction behind `*at` in microseconds; further digits are dropped. A point without digits stays. */
static int64_t fraction(const char **at)
{
    int64_t us = 0, unit = 100000;

    if (**at != '.' || (*at)[1] < '0' || (*at)[1] > '9')
        return 0;
    for ((*at)++; **at >= '0' && **at <= '9'; (*at)++) {
        us += unit * (**at - '0');
        unit /= 10;
    }
    return us;
}

bool instant_parse(const char *text, struct instant *out)
{
    struct date date;
    int h, m, s, sign, oh, om;
    int64_t us;
    const char *at;

    if (strlen(text) < 19 || strlen(text) > 40 || !date_at(text, &date))
        return false;
    if ((text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
        return false;
    h = digits(text + 11, 2);
    m = digits(text + 14, 2);
    s = digits(text + 17, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60)
        return false;
    at = text + 19;
    us = date_days(date) * DAYS(1) + SECONDS(h * 3600 + m * 60 + s) + fraction(&at);
    if ((*at == 'Z' || *at == 'z') && at[1] == 0) {
        *out = (struct instant){ us };
        return true;
    }
    if ((*at != '+' && *at != '-') || strlen(at) != 6 || at[3] != ':')
        return false;
    sign = *at == '+' ? 1 : -1;
    oh = digits(at + 1, 2);
    om = digits(at + 4, 2);
    if (oh < 0 || oh > 23 || om < 0 || om > 59)
        return false;
    *out = (struct instant){ us - sign * SECONDS(oh * 3600 + om * 60) };
    return true;
}
