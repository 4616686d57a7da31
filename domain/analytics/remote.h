/*
 * SQL that people write where the warehouse is elsewhere (BigQuery): judged by the guard's own reading, and
 * again by the warehouse's, from a dry run. Both must find one SELECT over public tables; the second may not
 * name a table that the first didn't see.
 */
#pragma once

#include "domain/data/budget.h"
#include "domain/data/data.h"
#include "packages/guard/guard.h"

/* By the guard. Tables of the verdict have short names. */
struct err *remote_judge(struct ctx *ctx, const char *sql, struct guard_verdict *out) MUST_USE;

struct remote_query {
    const char *sql;
    struct warehouse_estimate estimate;
    struct spending spending;
};

/* By the dry run, and the budgets: taken from unless it is only a check. The error says why it may not run.
 */
struct err *remote_weigh(struct ctx *ctx, const struct data *data, const struct guard_verdict *verdict,
                         bool is_check, struct remote_query *query) MUST_USE;
/* Reads no more than what was taken. */
struct err *remote_run(struct ctx *ctx, const struct data *data, const struct remote_query *query,
                       struct warehouse_result *out) MUST_USE;
/* What was taken goes back. */
struct err *remote_leave(struct ctx *ctx, const struct remote_query *query) MUST_USE;
