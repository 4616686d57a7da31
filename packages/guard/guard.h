/*
 * The guard: whether a statement that a person or a model wrote may run. A pure function from text to
 * verdict, by allow-lists alone: one SELECT, over listed tables, calling listed functions. It runs nothing;
 * what runs an allowed statement is packages/warehouse/duckdb/child.h.
 */
#pragma once

#include "packages/core/core.h"

enum { GUARD_MOST_TEXT = 64 * 1024 };

/* What may be read. Names are compared without case. */
struct guard_policy {
    const char *catalog;           /* DuckDB: where the tables are, "memory" */
    const char *const *tables;     /* NULL-ended: names in DuckDB, "project.dataset.table" in GoogleSQL */
    const char *project, *dataset; /* GoogleSQL: what a shorter name means */
};

struct guard_verdict {
    bool is_allowed;
    const char *reason;  /* why not; names the kind of thing, never a piece of the text */
    const char *name;    /* the table or function to blame, from the text; NULL: none. Not for a log */
    size_t at;           /* byte of the text, from 0 */
    size_t line, column; /* from 1; 0: the statement as a whole */
    const char **tables; /* what an allowed one reads, each once */
    size_t n_tables;
};

/* ERR_INTERNAL when the engine isn't the one that the list of functions was made from; never for what the
 * text says: that is a verdict. */
struct err *guard_duckdb(struct ctx *ctx, const struct guard_policy *policy, const char *text, size_t len,
                         struct guard_verdict *out) MUST_USE;
/* By a tokenizer of our own; BigQuery's dry run comes after it, never instead (domain/analytics/remote.h). */
void guard_googlesql(struct ctx *ctx, const struct guard_policy *policy, const char *text, size_t len,
                     struct guard_verdict *out);

/* functions.c: data/duckdb/functions.txt. */
enum guard_function { GUARD_UNKNOWN, GUARD_ALLOWED, GUARD_REFUSED };
enum guard_function guard_function(const char *name); /* lower case */
/* Every function of the engine that runs here, sorted; one without a decision is allowed when it has no side
 * effect. For the test, and for `make guard-functions`. */
struct err *guard_catalogue(struct ctx *ctx, struct buf *out) MUST_USE;
