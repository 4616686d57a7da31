/*
 * The plan: what is asked, in names of the model. A chapter of semantic.h, which is what others include. Time
 * is in days of the property's zone, both ends inclusive; a condition is a tree, here over rows, in an
 * audience over customers.
 */
#pragma once

#include "packages/core/core.h"

struct model;

enum unit { UNIT_NONE, UNIT_HOUR, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_QUARTER, UNIT_YEAR };
enum plan_form { FORM_NONE, FORM_TABLE, FORM_TREND, FORM_FUNNEL, FORM_RETENTION, FORM_PATH };
enum direction { DIRECTION_NONE, DIRECTION_ASC, DIRECTION_DESC };
enum aspect { ASPECT_NONE, ASPECT_LEVEL, ASPECT_CHANGE, ASPECT_CHANGE_PCT, ASPECT_SHARE };
enum calc_type { CALC_NONE, CALC_SHARE, CALC_RUNNING_TOTAL, CALC_MOVING_AVERAGE };
enum compare_to { COMPARE_NONE, COMPARE_PREVIOUS_PERIOD, COMPARE_PREVIOUS_YEAR };
enum test { /* the `op` of a condition */
            TEST_NONE,
            TEST_EQ,
            TEST_NE,
            TEST_IN,
            TEST_NOT_IN,
            TEST_CONTAINS,
            TEST_NOT_CONTAINS,
            TEST_STARTS_WITH,
            TEST_ENDS_WITH,
            TEST_GT,
            TEST_GTE,
            TEST_LT,
            TEST_LTE,
            TEST_BETWEEN,
            TEST_IS_NULL,
            TEST_NOT_NULL,
            N_TESTS
};

struct relative {
    enum unit unit;
    int64_t last, shift; /* last 0: not said */
    bool to_date;
};

struct time {
    const char *from, *to; /* days of the property's zone, both inclusive */
    bool all;
    struct relative *relative;
    int64_t *days_of_week, *hours; /* 1 Monday to 7; 0 to 23 */
    size_t n_days_of_week, n_hours;
};

struct cond;
struct did {
    const char *event;
    const char *scope; /* "user" (also NULL) or "session" */
    int64_t times;     /* 0: 1 */
    struct cond *where;
    struct time *time;
};

/* A union: all, any, negated, did, field with op; in a rule tree also metric with op, and audience. */
struct cond {
    struct cond *all, *any, *negated;
    size_t n_all, n_any;
    struct did *did;
    const char *field;
    const char *metric;
    const char *audience;
    enum test op;
    json_t *value, *values;
    struct time *time;
    struct cond *where;
    int64_t version;
};

struct having {
    struct having *all, *any;
    size_t n_all, n_any;
    const char *metric;
    enum test op;
    double value;
    enum aspect of; /* change_pct in percent: -20 fell by a fifth; share as a fraction */
};

struct dim {
    const char *name;
    enum unit grain;
};

struct compare {
    enum compare_to to;
    const char *from, *until;
};

struct order {
    const char *by;
    enum direction dir;
    enum aspect value;
};

struct top {
    int64_t n;
    const char **per;
    size_t n_per;
    const char *by;
    enum direction dir;
};

struct calc {
    enum calc_type type;
    const char *metric;
    const char **within;
    size_t n_within;
    int64_t window; /* 0: 7 */
};

struct funnel_step {
    const char *label; /* NULL: its condition in words */
    struct cond *filter;
};

struct funnel {
    struct funnel_step *steps;
    size_t n_steps;
    const char *scope; /* "session" (also NULL) or "user" */
    bool ordered;
    int64_t within_days; /* 0: no limit */
};

struct retention {
    struct cond *cohort, *returns; /* returns NULL: any event */
    enum unit grain;
    int64_t periods;
};

struct plan_path {
    const char *field;
    struct cond *start, *end;
    int64_t steps;
    const char *scope; /* "session" (also NULL) or "user" */
    bool collapse;     /* the same value again and again is one stop */
};

struct plan {
    int64_t version;
    const char *model;
    enum plan_form shape;
    const char **metrics;
    size_t n_metrics;
    struct dim *dimensions;
    size_t n_dimensions;
    struct cond *filter;
    struct having *having;
    struct time *time;
    struct compare *compare;
    struct order *order;
    size_t n_order;
    int64_t limit, offset; /* limit 0: 1,000; 10,000 of a funnel, a retention or a path */
    struct top *top;
    struct calc *calc;
    size_t n_calc;
    struct funnel *funnel;
    struct retention *retention;
    struct plan_path *path;
    const char **assumed;
    size_t n_assumed;
};

extern const struct shape plan_shape, cond_shape, having_shape, time_shape, did_shape;

/* ERR_INVALID blames every fault by its pointer; names that the model lacks come with the nearest one. */
struct err *plan_decode(struct ctx *ctx, json_t *json, struct plan *out) MUST_USE;
struct err *plan_check(struct ctx *ctx, const struct model *model, const struct plan *plan) MUST_USE;

/* Equal for plans that ask the same: sorted members, defaults left out, relative time as the days it means
 * today. */
const char *plan_canonical(struct ctx *ctx, const struct model *model, const struct plan *plan,
                           struct date today);
const char *plan_hash(struct ctx *ctx, const struct model *model, const struct plan *plan,
                      struct date today); /* SHA-256 of it, hex */
