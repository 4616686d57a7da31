/*
 * DuckDB's C interface as this folder uses it: open, run, read cells. Statements are prepared, parameters
 * named, results streamed in chunks. No function here knows the folder of files.
 */
#pragma once

#include "packages/warehouse/warehouse.h"

#include <duckdb.h>

struct engine_options {
    int64_t memory_mib, threads;
    const char *temp_folder; /* where it may spill, or "" for nowhere */
    int64_t temp_mib;        /* how much */
};

struct engine_counts {
    int64_t rows_read, bytes_read; /* see reading.h */
};

/* An in-memory instance that fetches no extension. Close with duckdb_close(). */
struct err *engine_open(struct ctx *ctx, const struct engine_options *options, duckdb_database *out) MUST_USE;

/* All statements of `sql`, which takes no parameters. */
struct err *engine_run(struct ctx *ctx, duckdb_connection connection, const char *sql) MUST_USE;
/* One statement with parameters; `changed` may be NULL. */
struct err *engine_do(struct ctx *ctx, duckdb_connection connection, const char *sql,
                      const struct parameter *parameters, size_t n, int64_t *changed) MUST_USE;
/* One query, chunk by chunk; `counts` may be NULL, and stays 0 where the connection doesn't profile. */
struct err *engine_stream(struct ctx *ctx, duckdb_connection connection, const struct warehouse_query *query,
                          warehouse_sink *sink, void *arg, struct engine_counts *counts) MUST_USE;
/* One query, all rows up to query->max_rows, in the ctx's arena. */
struct err *engine_query(struct ctx *ctx, duckdb_connection connection, const struct warehouse_query *query,
                         struct warehouse_result *out) MUST_USE;

/* ERR_TIMEOUT, ERR_TOO_LARGE, ERR_INVALID or ERR_INTERNAL by the engine's own type; the message is its first
 * line. */
struct err *engine_error(struct ctx *ctx, duckdb_error_type type, const char *message) MUST_USE;

/*
 * Statements that a connection keeps. One with parameters is bound when it is prepared and, because the
 * engine wants their values in its plan, again when it is run; kept, it is bound once a question, which is
 * what counts where the views are of many months. A new one takes the place of the oldest.
 */
enum { ENGINE_KEPT = 8 };
struct engine_kept {
    struct {
        char *sql;
        duckdb_prepared_statement statement;
    } items[ENGINE_KEPT];
    size_t next;
};
struct err *engine_query_kept(struct ctx *ctx, duckdb_connection connection, struct engine_kept *kept,
                              const struct warehouse_query *query, struct warehouse_result *out) MUST_USE;
/* Before the connection is closed. */
void engine_forget(struct engine_kept *kept);

/* 'text' as an SQL literal, for what can't be a parameter: paths of files that are ours. */
const char *engine_quoted(struct arena *arena, const char *text);

struct parameter engine_text(const char *name, const char *value);
struct parameter engine_int(const char *name, int64_t value);
struct parameter engine_day(const char *name, int64_t days);

/* cells.c: the columns of a result, and one chunk's cells, row by row, in `arena`. */
struct err *cells_columns(struct ctx *ctx, duckdb_result *result, struct warehouse_column **out,
                          size_t *n) MUST_USE;
/* Whether a column of the type has a cell; others must be cast to text. */
bool cells_know(duckdb_type type);
struct err *cells_read(struct ctx *ctx, struct arena *arena, duckdb_result *result, duckdb_data_chunk chunk,
                       struct cell *out) MUST_USE;
