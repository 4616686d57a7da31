/*
 * The second stage: names are looked up, each measure has its rows, days are dates, values are parameters.
 * Nothing is left to decide about meaning; nothing says yet how a statement is built.
 */
#pragma once

#include "packages/semantic/check.h"
#include "packages/semantic/period.h"

/* Values of a statement, in the order in which they were met. */
struct parameters {
    struct parameter *items;
    size_t n;
};

/* When rows count: days, and on which weekdays and hours. */
struct when {
    struct period days;
    const struct time *time; /* its days_of_week and hours, or NULL */
    int from, to;            /* parameters, NONE for all time */
};

struct query_dim {
    const char *name;
    const struct dimension *dimension;
    enum unit grain; /* UNIT_DAY for a time dimension without one */
    enum type type;
};

/* One column of an aggregate. */
struct slot {
    size_t measure, aggregate;
    const char *name;
};

/* Rows of one dataset, aggregated by the dimensions. */
struct aggregate {
    const char *name;
    size_t base;
    bool to_date;
    const struct expr **dims;  /* over OP_FIELD, one a dimension of the query */
    const struct expr *filter; /* NULL: all rows */
};

struct query_metric {
    const struct metric *metric;
    const struct expr *expr; /* over OP_MEASURE, whose integer is a slot */
    bool is_hidden;          /* only a `having` asks for it */
};

/* Whose events of some kind happened often enough. */
struct did_query {
    const char *name;
    const struct cond *cond;
    size_t dataset;
    enum scope scope;
    const struct expr *filter;
    const struct expr *times; /* NULL: once */
    struct when when,
        before; /* before: the same in the period compared with, where it has no time of its own */
    bool is_own_time;
};

/* Events that make a step, a cohort, a return or a stop; of one scope's keys, with a moment. */
struct event_rows {
    const char *name, *label; /* label: a step's, in words */
    size_t dataset;
    const struct expr *filter; /* `common` and `own`: what all of the plan must have, and what only these */
    const struct expr *common, *own;
    const struct expr **dims; /* over OP_FIELD, or NULL */
    struct when when;
};

struct query {
    struct ctx *ctx;
    struct arena *arena;
    const struct model *model;
    const struct plan *plan;
    const char *zone;
    int zone_parameter;
    enum week_start week_start;
    struct date today;
    enum plan_form form;
    struct when now, before;
    bool has_before;
    struct query_dim *dims;
    size_t n_dims;
    int time_dim; /* or NONE */
    struct slot *slots;
    size_t n_slots;
    struct aggregate *aggregates;
    size_t n_aggregates;
    struct query_metric *metrics;
    size_t n_metrics;
    struct did_query *dids;
    size_t n_dids;
    enum scope scope;          /* of a funnel, a retention or a path */
    struct event_rows *events; /* the steps; or cohort and returns; or the stops */
    size_t n_events;
    const struct expr *stop, *start, *end; /* of a path; start and end may be NULL */
    struct parameters parameters;
    struct filter_values *values; /* which condition has which parameters: see filter.c */
    size_t n_values;
};

/* The plan must have passed plan_check(). */
struct err *query_resolve(struct ctx *ctx, const struct model *model, const struct plan *plan,
                          const struct compile_options *options, struct query *out) MUST_USE;
const char *query_print(struct ctx *ctx, const struct query *query);

/* --- its parts, which rule trees use too --- */

struct query query_begin(struct ctx *ctx, const struct model *model, const struct compile_options *options);
int query_parameter(struct query *query, const char *name, enum type type, struct cell cell);
const struct expr *query_parameter_expr(struct query *query, const char *name, enum type type,
                                        struct cell cell);
const struct expr *query_zone(struct query *query);
struct when query_when(struct query *query, const struct time *time, const char *prefix);
struct when query_when_of(struct query *query, struct period days, const struct time *time,
                          const char *prefix);
/* The same over a dimension of the query, cut to its grain. */
const struct expr *query_dim_expr(struct query *query, const struct query_dim *dim, size_t base);
/* Cuts a day to the start of its unit. */
const struct expr *query_unit_start(struct query *query, enum unit unit, const struct expr *day);
/* Fills what a funnel, a retention or a path is about. */
void query_sequence(struct query *query);
/* The days as a condition on a dataset's rows; NULL where nothing is left out. */
const struct expr *query_when_expr(struct query *query, const struct when *when, size_t dataset,
                                   bool to_date);
/* The condition over the rows of `base`. A comparison with NULL is no match; `not` gives all the others. */
const struct expr *query_filter(struct query *query, const struct cond *cond, size_t base);
/* One test of a value that is there already. */
const struct expr *query_test(struct query *query, const struct cond *cond, enum type type,
                              const struct expr *value);
struct did_query *query_did(struct query *query, const struct cond *cond, enum scope scope);
void query_needs(struct ctx *ctx, const struct model *model, const struct cond *cond, struct need **needs,
                 size_t *n);
