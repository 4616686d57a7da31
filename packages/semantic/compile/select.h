/*
 * The third stage: relations, columns and predicates, still in no dialect. A statement is a list of named
 * blocks (WITH) and a last one; blocks of a chain `next` are stacked with UNION ALL.
 */
#pragma once

#include "packages/semantic/compile/query.h"

enum source_kind { SOURCE_NONE, SOURCE_TABLE, SOURCE_NAMED, SOURCE_BLOCK, SOURCE_SERIES };

/* Every hour, day, … from first to last; with `from`, the two are aggregates of that relation. */
struct series {
    const struct expr *first, *last;
    enum unit unit;
    const char *column, *from;
};

struct source {
    enum source_kind kind;
    const char *name, *alias; /* alias NULL: the name itself */
    const struct block *block;
    struct series series;
};

enum join_kind { JOIN_LEFT, JOIN_CROSS };

struct join {
    enum join_kind kind;
    struct source source;
    const struct expr *on;
};

struct column {
    const char *name;
    const struct expr *expr;
    const char *comment; /* what it is, in the reader's words, or NULL */
};

struct block {
    struct column *columns;
    size_t n_columns;
    bool is_distinct;
    struct source from;
    struct join *joins;
    size_t n_joins;
    const struct expr *where;
    size_t n_group; /* grouped by the first so many columns */
    const struct expr *having;
    struct expr_order *order;
    size_t n_order;
    const struct expr *limit, *offset;
    const struct block *next;
};

struct named_block {
    const char *name, *comment;
    const struct block *block;
};

struct select {
    struct named_block *named;
    size_t n_named;
    const struct block *body;
};

/* --- building --- */

struct builder {
    struct query *query;
    struct arena *arena;
    struct select *select;
    bool is_before; /* what is built now is about the period compared with */
};

/* Rows of one dataset; what describes them is joined when it is first used. */
struct combination;

struct rows {
    struct builder *builder;
    struct block *block;
    size_t base;
    uint32_t joined;
    const struct when
        *when; /* also said of a joined dataset that shares the day, so that it reads no more days */
    bool to_date;
};

struct rows rows_of(struct builder *builder, size_t base, const struct when *when, bool to_date);
/* The expression in columns of the statement. */
const struct expr *rows_use(struct rows *rows, const struct expr *expr);
void rows_where(struct rows *rows, const struct expr *expr); /* NULL adds nothing */

/* unique.c: the measure's expression, or a count of rows where each value stands in one row of its group. */
const struct expr *select_distinct(struct builder *builder, const struct combination *wanted,
                                   const struct aggregate *aggregate, const struct expr *expr);

struct block *block_new(struct builder *builder);
void block_column(struct builder *builder, struct block *block, const char *name, const struct expr *expr,
                  const char *comment);
struct source source_named(const char *name);
void block_join(struct builder *builder, struct block *block, enum join_kind kind, struct source source,
                const struct expr *on);
void select_name(struct builder *builder, const char *name, const char *comment, const struct block *block);
const struct expr *column_of(struct builder *builder, const char *relation, const char *name);
/* The named blocks of all dids, for the period that the builder is about. */
void select_dids(struct builder *builder);

/* The aggregates of `slots` (one flag each) by `dims`, as one relation with a row for each combination; gives
 * its name. */
struct combination {
    const size_t *dims;
    size_t n_dims;
    const bool *slots;
    const char *prefix;
    bool has_before, has_series;
};
const char *select_combined(struct builder *builder, const struct combination *wanted);
/* A metric's arithmetic over the columns of a combined relation; counts and sums without rows are 0. */
/* True for a point of a trend that has one to be compared with; NULL: all have. */
const struct expr *select_has_before(struct builder *builder);
const struct expr *select_metric(struct builder *builder, const struct expr *expr, const char *suffix);

struct err *select_build(struct query *query, struct select *out) MUST_USE;
const char *select_print(struct ctx *ctx, const struct select *select);
