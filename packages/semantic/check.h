/*
 * Checking against the model: what a field table can't say. Faults are collected, at most 20, each with its
 * pointer.
 */
#pragma once

#include "packages/semantic/model/model.h"
#include "packages/warehouse/warehouse.h"

enum {
    MOST_NODES = 100,
    DEEPEST_COND = 8,
    MOST_NEEDS = 512,
    MOST_BUCKETS = 10000,
    DEFAULT_LIMIT = 1000,
    MOST_ROWS = 10000
};

struct faults {
    struct ctx *ctx;
    struct err *first, *last;
    size_t n;
};

void fault(struct faults *faults, const char *pointer, const char *format, ...) PRINTF_LIKE(3, 4);

/* Where a condition stands decides what it may say. */
enum place { PLACE_FILTER, PLACE_WHERE, PLACE_RULES };

/* One walk over a tree: what it needs of every dataset that it filters is collected on the way. */
struct cond_check {
    struct faults *faults;
    const struct model *model;
    bool is_rules; /* the tree is about customers */
    size_t n_nodes;
    struct need *needs;
    size_t n_needs;
};

void check_cond(struct cond_check *check, const struct cond *cond, const char *pointer, enum place place,
                int depth);
/* Each need must be a property of some events; then all together of the same. */
void check_events(struct cond_check *check, const struct need *needs, size_t n, const char *pointer);
/* One of funnel, retention and path, as the shape says. */
void check_forms(struct faults *faults, const struct plan *plan);
/* What these three may say; the first `n_dims` needs of the filter are the dimensions. */
void check_shapes(struct faults *faults, const struct model *model, const struct plan *plan,
                  const struct cond_check *filter, size_t n_dims);
void check_time(struct faults *faults, const struct time *time, const char *pointer);
/* "no metric "sesions": did you mean "sessions"?" */
void fault_no_metric(struct faults *faults, const struct model *model, const char *pointer, const char *name);
void fault_no_dimension(struct faults *faults, const struct model *model, const char *pointer,
                        const char *name);
/* Blames the first need that a measure of the metric can't reach. */
void check_reach(struct faults *faults, const struct model *model, const struct metric *metric,
                 const struct need *needs, size_t n_needs);

/* The event dataset whose rows have all the needs, coarsest first; NONE when there is none. */
int events_for(const struct model *model, const struct need *needs, size_t n);

/* A plan's value as a parameter of the field's type; false when it doesn't fit. */
bool value_of(struct arena *arena, const json_t *json, enum type type, struct cell *out);
enum cell_type cell_type_of(enum type type);

enum scope scope_of(const char *word, enum scope unsaid); /* "user", "session" or NULL */
enum plan_form plan_form_of(const struct plan *plan);
const struct dim *plan_time_dim(const struct model *model,
                                const struct plan *plan); /* NULL when there is none */
bool plan_needs_clock(const struct model *model,
                      const struct plan *plan); /* the time of day, not the day alone */
int64_t plan_limit(const struct plan *plan);    /* rows, also where it says nothing */
/* Metrics of datasets that hold nothing yet are refused: 0 would be a wrong answer. */
struct err *check_loaded(struct ctx *ctx, const struct model *model, const struct plan *plan,
                         const struct compile_options *options) MUST_USE;
bool plan_has_metric(const struct plan *plan, const char *name);
bool plan_has_dim(const struct plan *plan, const char *name);
bool plan_has_calc(const struct plan *plan, enum calc_type type, const char *metric);
bool metric_is_additive(const struct model *model, const struct metric *metric);
/* A count or a sum, no ratio: figures of several rows may be added, though who is in several is counted in
 * each. */
bool metric_is_count(const struct model *model, const struct metric *metric);
