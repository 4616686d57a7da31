/*
 * The data as the other nouns ask it: the newest snapshot of the warehouse, the model with the attributes
 * that this data has, and today in the property's zone. Also what brings data in: loads.h.
 */
#pragma once

#include "packages/operation/operation.h"
#include "packages/semantic/semantic.h"
#include "packages/warehouse/warehouse.h"

struct compile_options;

struct data {
    struct snapshot *snapshot; /* pinned until the ctx's arena ends; NULL by data_model() */
    struct warehouse_state state;
    const struct model *model;
    struct date today;
};

/* Today, the zone, and which datasets hold nothing. */
void data_compile_options(struct ctx *ctx, const struct data *data, struct compile_options *out);

/* Waits on the warehouse: not within a transaction. `version` NULL: the newest. */
struct err *data_open(struct ctx *ctx, const char *version, struct data *out) MUST_USE;
/* The same without a snapshot, from memory: for checking rules within a transaction. */
struct err *data_model(struct ctx *ctx, struct data *out) MUST_USE;
struct date data_today(struct ctx *ctx);
/* What decides how much of the data the caller may see: part of every key that an answer is kept under. */
const char *data_rights(struct ctx *ctx);

/* The compiler's statement as the warehouse takes it. */
struct warehouse_query data_statement(const struct compiled *compiled);
/* Asks data->snapshot, within the budgets. */
struct err *data_ask(struct ctx *ctx, const struct data *data, const struct warehouse_query *query,
                     struct warehouse_result *out) MUST_USE;
/* The same of what the compiler made. */
struct err *data_query(struct ctx *ctx, const struct data *data, const struct compiled *compiled,
                       struct warehouse_result *out) MUST_USE;
/* What that would read (budget.h), told to who listens; *out stays NULL where the warehouse can't tell. */
struct cost;
struct err *data_estimate(struct ctx *ctx, const struct data *data, const struct compiled *compiled,
                          struct cost **out) MUST_USE;
/* Asks after data_estimate(): it isn't asked for again. */
struct err *data_query_known(struct ctx *ctx, const struct data *data, const struct compiled *compiled,
                             const struct cost *known, struct warehouse_result *out) MUST_USE;
int64_t cell_int(const struct cell *cell);      /* 0 for NULL */
const char *cell_text(const struct cell *cell); /* NULL for NULL */
/* Cells as JSON, by their column's type: an answer's rows. */
void cells_encode(struct ctx *ctx, const struct warehouse_result *result, size_t n_rows, struct buf *to);

enum data_operation { MODEL_GET, MODEL_VALUES, N_DATA_OPERATIONS };
extern const struct operation data_operations[N_DATA_OPERATIONS];
