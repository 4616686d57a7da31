/*
 * Holidays: days that are the same each year, n-th weekdays of a month, and Easter.
 */
#include "packages/semantic/planner/times_grammar.h"

#include <string.h>

static const struct holiday {
    const char *words[4];
    int month, day;   /* day 0: the n-th weekday */
    int nth, weekday; /* nth -1: the last; month 0: counted from Easter Sunday */
    int shift;        /* days after it */
    int more;         /* further days */
} holidays[] = {
    { { "black", "friday", "weekend" }, 11, 0, 4, 4, 1, 2 },
    { { "black", "friday" }, 11, 0, 4, 4, 1, 0 },
    { { "blackfriday" }, 11, 0, 4, 4, 1, 0 },
    { { "bfcm" }, 11, 0, 4, 4, 1, 3 },
    { { "cyber", "monday" }, 11, 0, 4, 4, 4, 0 },
    { { "cyber", "weekend" }, 11, 0, 4, 4, 1, 3 },
    { { "thanksgiving", "day" }, 11, 0, 4, 4, 0, 0 },
    { { "thanksgiving" }, 11, 0, 4, 4, 0, 0 },
    { { "christmas|xmas", "eve" }, 12, 24, 0, 0, 0, 0 },
    { { "christmas|xmas", "day" }, 12, 25, 0, 0, 0, 0 },
    { { "christmas|xmas" }, 12, 25, 0, 0, 0, 0 },
    { { "boxing", "day" }, 12, 26, 0, 0, 0, 0 },
    { { "valentine|valentines", "day" }, 2, 14, 0, 0, 0, 0 },
    { { "valentine|valentines" }, 2, 14, 0, 0, 0, 0 },
    { { "new", "year|years", "eve" }, 12, 31, 0, 0, 0, 0 },
    { { "new", "year|years", "day" }, 1, 1, 0, 0, 0, 0 },
    { { "halloween" }, 10, 31, 0, 0, 0, 0 },
    { { "singles", "day" }, 11, 11, 0, 0, 0, 0 },
    { { "independence", "day" }, 7, 4, 0, 0, 0, 0 },
    { { "labor", "day" }, 9, 0, 1, 1, 0, 0 },
    { { "memorial", "day" }, 5, 0, -1, 1, 0, 0 },
    { { "good", "friday" }, 0, 0, 0, 0, -2, 0 },
    { { "easter", "sunday" }, 0, 0, 0, 0, 0, 0 },
    { { "easter", "monday" }, 0, 0, 0, 0, 1, 0 },
    { { "easter" }, 0, 0, 0, 0, 0, 0 },
};

static bool is_word(const char *words, const char *word)
{
    const char *bar = strchr(words, '|');

    if (!bar)
        return text_is(words, word);
    return text_is(bar + 1, word) || (strncmp(words, word, (size_t)(bar - words)) == 0 && !word[bar - words]);
}

/* Longer ones stand before their beginnings. */
int holiday_match(const struct parser *parser, size_t at, long *value)
{
    for (size_t i = 0; i < COUNT(holidays); i++) {
        size_t n = 0;

        while (n < COUNT(holidays[i].words) && holidays[i].words[n] &&
               is_word(holidays[i].words[n], word_at(parser, at + n)))
            n++;
        if (n > 0 && (n == COUNT(holidays[i].words) || !holidays[i].words[n])) {
            *value = (long)i;
            return (int)n;
        }
    }
    return -1;
}

/* Gregorian Easter Sunday, after Meeus, Astronomical Algorithms, chapter 8. */
static struct date easter(int year)
{
    const int a = year % 19, b = year / 100, c = year % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451, sum = h + l - 7 * m + 114;

    return (struct date){ year, sum / 31, sum % 31 + 1 };
}

static struct date nth_weekday(int year, int month, int nth, int weekday)
{
    struct date day = { year, month, 1 };

    if (nth < 0) {
        day = date_add(date_add_months(day, 1), -7);
        nth = 1;
    }
    return date_add(day, (weekday - date_weekday(day) + 7) % 7 + 7 * (nth - 1));
}

void holiday_in(int holiday, int year, struct date *from, struct date *to)
{
    const struct holiday *row = &holidays[holiday];

    *from = row->day          ? (struct date){ year, row->month, row->day }
            : row->month == 0 ? easter(year)
                              : nth_weekday(year, row->month, row->nth, row->weekday);
    *from = date_add(*from, row->shift);
    *to = date_add(*from, row->more);
}
