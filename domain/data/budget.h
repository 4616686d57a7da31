/*
 * What reading costs, and who may still read. Where the warehouse bills (BigQuery), it is asked what a query
 * would read before it runs; that is taken from three budgets, each in bytes and in money: of the query, of
 * the person's day, of everybody's day. What was really billed is put right afterwards. A day is one of the
 * property's zone. Where nothing is billed, nothing is counted.
 */
#pragma once

#include "packages/warehouse/warehouse.h"

struct spending {
    const char *day, *who; /* NULL: nothing is counted */
    int64_t bytes;         /* as taken */
};

struct cost;
/* Tells "estimate" to who listens, unless it is `known` from budget_tell(). ERR_OVER_BUDGET says what it
 * would read, what that costs and what is left. */
struct err *budget_take(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                        const struct cost *known, struct spending *out) MUST_USE;
/* The same where the estimate is known already. */
struct err *budget_take_estimated(struct ctx *ctx, const struct warehouse_estimate *estimate,
                                  struct spending *out) MUST_USE;
/* Whether it would be taken now; takes nothing. */
struct err *budget_would_take(struct ctx *ctx, const struct warehouse_estimate *estimate) MUST_USE;
/* Once the query is over: what was billed, 0 for one that failed. */
struct err *budget_settle(struct ctx *ctx, const struct spending *spending, int64_t bytes) MUST_USE;

/* What a query would read, for people: before it runs. */
struct cost {
    int64_t bytes;
    bool is_exact; /* else at most so many */
    double cost_usd;
};
extern const struct shape cost_shape;
/* *out stays NULL where the warehouse can't tell. */
struct err *budget_estimate(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                            struct cost **out) MUST_USE;

/* The same, and tells "estimate" to who listens. */
struct err *budget_tell(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                        struct cost **out) MUST_USE;

/* In USD, at the price that is set; 0 where nothing is billed. */
double budget_cost(struct ctx *ctx, int64_t bytes);
