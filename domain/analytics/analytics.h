/*
 * Answers: a plan asked of the warehouse. Every surface (pages, API, command line) comes through
 * answer_plan(), so the same question has the same number everywhere. An answer is kept for 5 minutes by its
 * plan's hash and the data's version.
 */
#pragma once

#include "domain/data/budget.h"
#include "domain/data/data.h"
#include "packages/semantic/planner/planner.h"

struct answer {
    json_t *plan;
    const char *plan_hash, *reading, *sentence;
    const char **assumed, **notes;
    size_t n_assumed, n_notes;
    struct compiled_column *columns;
    size_t n_columns;
    json_t *rows; /* of an encoded answer; the writer below puts them there without a tree */
    bool truncated;
    const char *sql;
    json_t *parameters;
    int64_t rows_read, bytes_read;
    double cost_usd;
    double elapsed_ms;
    bool cached;
    const char *data_until, *data_version;
    struct instant loaded_at;
    const char *from, *to, *before_from, *before_to;
};
extern const struct shape answer_shape;

struct kpi_query {
    const char *period, *compare;
    const char **f;
    size_t n_f;
};
struct sessions_query {
    const char *period, *compare, *by, *grain;
    const char **f;
    size_t n_f;
};

/* The planner of the newest data, made when somebody first asks of it. Ends before the model does. */
struct planners;
struct planners *planners_new(void);
void planners_free(struct planners *planners);

struct asking {
    const char *question;             /* in words; or */
    const struct plan *plan;          /* a plan as it is */
    const char *today;                /* YYYY-MM-DD; NULL: today */
    const struct envelope *before;    /* a plan or a question back */
    const struct envelope *last_plan; /* where `before` is a question back that this doesn't answer */
    bool plan_only;
    int64_t confirm_above_bytes; /* 0: never; what would read more isn't run */
};

/* What the question becomes and, if that is a plan, its answer. Tells "reading" as soon as it is known.
 * `data_version`: of the data that it was read with. ask.c */
struct err *ask_question(struct ctx *ctx, const struct asking *in, struct envelope *out,
                         const char **data_version) MUST_USE;

/* The answer as JSON text (of answer_shape), from the cache where it holds it. Counts as a warehouse query
 * when it doesn't. */
struct err *answer_plan(struct ctx *ctx, const struct plan *plan, struct buf *to) MUST_USE;
/* The same, unless the warehouse would read more than `most` bytes (0: however much) for it: then it isn't
 * asked, nothing is added and *waits says how much it is. */
struct err *answer_plan_below(struct ctx *ctx, const struct plan *plan, int64_t most, struct cost **waits,
                              struct buf *to) MUST_USE;

/* Words of the address bar into a plan: `period` and `compare` as in the app, `f` as "field:op:value". */
struct err *plan_period(struct ctx *ctx, const char *period, struct plan *plan) MUST_USE;
struct err *plan_compare(struct ctx *ctx, const char *compare, struct plan *plan) MUST_USE;
struct err *plan_filters(struct ctx *ctx, const char *const *f, size_t n, struct plan *plan) MUST_USE;

enum analytics_operation {
    QUERY_RUN,
    QUERY_EXPLAIN,
    ANALYTICS_KPIS,
    ANALYTICS_SESSIONS,
    N_ANALYTICS_OPERATIONS
};
extern const struct operation analytics_operations[N_ANALYTICS_OPERATIONS];
