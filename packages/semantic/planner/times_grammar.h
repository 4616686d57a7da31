/*
 * The inside of times.h: a reading (what some words mean), the classes of words, and rules of a pattern and a
 * function. times_lex.c knows words, times_rules.c the rules, times_make.c what they make, times_match.c how
 * a pattern is matched, times.c what becomes of the readings of a question.
 */
#pragma once

#include "packages/semantic/period.h"
#include "packages/semantic/planner/times.h"

enum { EVERY_DAY = 0xfe }; /* bits 1 (Monday) to 7 */

/* Days as they were said, not yet cut off at today. */
struct reading {
    enum time_kind kind;
    bool is_all, is_assumed;
    struct date from, to;
    enum unit unit;   /* what was named: a day, a month; UNIT_NONE for anything else */
    enum unit repeat; /* comes back each year ("October"), month ("the 15th") or week ("Monday"): which one is
                         open */
    int holiday;      /* that it is the day of, plus 1: it moves within the year */
    struct relative relative; /* .unit UNIT_NONE: it has no such form */
    unsigned days, hours;     /* as bits: days of the week, hours of the day */
    enum unit grain;
    struct compare compare;
    bool is_before;    /* "the week before": of the range that was said or meant before */
    enum unit since;   /* "since last month": which unit; with words of change it is a comparison */
    bool is_point;     /* "the beginning of the year": a day, but only for "since" and the like */
    bool is_shifted;   /* compared with itself, `unit` earlier */
    bool is_loose;     /* "growth" alone: what it is against may be said elsewhere */
    bool is_ambiguous; /* 03/04/2026, read in the order that the parser was told */
};

/* Month and day, or day and month: numbers with / between them. */
enum date_order { ORDER_UNKNOWN, ORDER_MONTH_FIRST, ORDER_DAY_FIRST };

/* What is read at a word by the rules below a level: found once. */
struct seen {
    bool is_known;
    size_t n;
    struct reading reading;
};

/* The same of class_match(). */
struct class_seen {
    bool is_known;
    int taken;
    long value;
};

struct parser {
    struct ctx *ctx;
    const struct words *words;
    struct date today;
    enum week_start week_start;
    enum date_order order;
    bool is_ambiguous;          /* whether `order` is a guess */
    struct seen *seen;          /* word by word, LEVEL_ALL + 1 for each */
    struct class_seen *classes; /* word by word, N_CLASSES for each */
};

/* Words of a kind, in patterns by their names in capitals. */
enum word_class {
    CLASS_N,        /* a count: 7, seven, a couple of; few and several are FEW */
    CLASS_LNU,      /* l7d: the last 7 days */
    CLASS_NU,       /* count and unit in one: 7d, 12w, 6mo */
    CLASS_UNIT,     /* day(s), week(s), ... fortnight, decade */
    CLASS_MONTH,    /* january, sept */
    CLASS_WEEKDAY,  /* monday, tue */
    CLASS_WEEKDAYS, /* mondays */
    CLASS_ORD,      /* first, 2nd; last is -1 */
    CLASS_DAY,      /* 3, 3rd: a day of a month */
    CLASS_DAYTH,    /* 3rd: certainly a day */
    CLASS_YEAR,     /* 2025, '25 */
    CLASS_YR,       /* YEAR, last year, this year, the year before last */
    CLASS_PART,     /* q3, h1 */
    CLASS_PARTYR,   /* 3q25, q3'25, 2025q3, h1'26 */
    CLASS_HOLIDAY,
    CLASS_DATE,     /* 2026-11-03, 11/03/2026, 3.11.2026, 2026-11, 11/3 */
    CLASS_CLOCK,    /* 9, 9am, 17:00, noon */
    CLASS_DAYPART,  /* morning, evening */
    CLASS_DAYPARTS, /* mornings: they recur */
    CLASS_TO,       /* to, through, until, a hyphen */
    CLASS_GRAIN,    /* daily, weekly */
    CLASS_OVER,     /* wow, mom, yoy and so on, "week over week" */
    CLASS_CHANGE,   /* grew, growth, up: what makes "from last week" a comparison */
    CLASS_ADJ,      /* full, calendar: no change */
    N_CLASSES
};

/* Values of CLASS_UNIT: unit, and how many of them. */
#define UNIT_VALUE(unit, times) ((long)(unit) | (long)(times) << 8)
enum { FEW = 1 << 16, CLOCK_SAID = 1 << 8, YR_FUTURE = 9999 };

/* Words taken from `at` on, -1 for none; TO may take 0. */
int class_match(const struct parser *parser, enum word_class word_class, size_t at, long *value);
const char *word_at(const struct parser *parser, size_t at); /* "" for a quoted word and beyond the end */
bool has_hyphen_before(const struct parser *parser, size_t at);
int holiday_match(const struct parser *parser, size_t at, long *value);
void holiday_in(int holiday, int year, struct date *from, struct date *to);

enum { LEVEL_BARE, LEVEL_SIMPLE, LEVEL_DERIVED, LEVEL_LONG, LEVEL_MARK, LEVEL_ALL };
enum { MOST_VALUES = 6, MOST_READINGS = 2 };
struct match {
    const struct parser *parser;
    long value[MOST_VALUES];
    size_t n_values;
    struct reading reading[MOST_READINGS];
    size_t n_readings;
};

/* False where the words don't fit together after all (31 February, an end before its start). */
typedef bool maker(const struct match *match, long arg, struct reading *out);

struct rule {
    int level; /* LEVEL_...; RANGE in a pattern is any reading of a lower level */
    const char *pattern;
    maker *make;
    long arg;
};
extern const struct rule time_rules[];
extern const size_t n_time_rules;

/* The longest reading that begins at `at`, by rules below `level`; how many words it takes, 0 for none. */
size_t reading_at(const struct parser *parser, size_t at, int level, struct reading *out);

/* --- readings --- */

struct reading days_between(struct date from, struct date to);
struct reading whole_unit(const struct parser *parser, struct date start, enum unit unit);
struct reading moved(const struct parser *parser, struct reading reading, int n);
/* The latest that has begun; of days of the week: before today. */
struct reading settled(const struct parser *parser, struct reading reading);
struct date min_date(struct date a, struct date b);
