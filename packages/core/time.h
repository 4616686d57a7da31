/*
 * Time: instants in UTC microseconds, civil dates, and the zone of the property.
 * `struct instant` can't be added to a number by mistake; it is RFC 3339 in JSON and microseconds in a
 * column.
 */
#pragma once

#include "packages/core/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct instant {
    int64_t us; /* microseconds since 1970-01-01T00:00:00Z; 0 means none */
};

/* A day of the calendar, in nobody's zone in particular. */
struct date {
    int year, month, day; /* month 1 to 12, day 1 to 31 */
};

struct zone; /* the rules of one place, read from the system's zone files */

#define SECONDS(n) ((int64_t)(n)*1000000)
#define MINUTES(n) SECONDS((n)*60)
#define HOURS(n)   MINUTES((n)*60)
#define DAYS(n)    HOURS((n)*24)

struct instant instant_now(void);
struct instant instant_add(struct instant at, int64_t us);
/* Microseconds of a clock that never goes back, for durations and waits inside the process. */
int64_t monotonic_us(void);

/* "2026-11-24T08:00:00Z", with .ffffff only when not whole seconds. */
const char *instant_text(struct arena *arena, struct instant at);
/* RFC 3339 with Z or an offset, also with a space for the T. */
bool instant_parse(const char *text, struct instant *out);

int64_t date_days(struct date date); /* since 1970-01-01 */
struct date date_of_days(int64_t days);
struct date date_add(struct date date, int64_t days);
struct date date_add_months(struct date date, int months); /* the day is cut to the month's length */
int date_weekday(struct date date);                        /* 1 Monday to 7 Sunday */
int date_compare(struct date a, struct date b);
int month_days(int year, int month);
bool date_parse(const char *text, struct date *out); /* YYYY-MM-DD */
const char *date_text(struct arena *arena, struct date date);
const char *date_words(struct arena *arena, struct date date); /* "23 November 2026" */

/* NULL for a name that isn't a zone. Lives in the arena. "UTC" needs no file. */
const struct zone *zone_open(struct arena *arena, const char *name);
int32_t zone_offset_s(const struct zone *zone, struct instant at); /* east of UTC is positive */
struct date zone_date(const struct zone *zone, struct instant at);
/* The instant at which the day begins there. */
struct instant zone_day_start(const struct zone *zone, struct date date);
