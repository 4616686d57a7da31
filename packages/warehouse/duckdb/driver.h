/*
 * What the loaders need of an open DuckDB warehouse.
 */
#pragma once

#include "packages/warehouse/warehouse.h"

/* The warehouse of the ctx; ERR_INVALID when its driver can't load. */
struct err *duckdb_warehouse(struct ctx *ctx, struct warehouse **out) MUST_USE;
const char *duckdb_folder(const struct warehouse *warehouse);
/* Memory that a load may take, of all that the warehouse was given, and threads. */
int64_t duckdb_load_mib(const struct warehouse *warehouse);
int64_t duckdb_threads(const struct warehouse *warehouse);
/* Versions that somebody in this process has pinned right now. */
void duckdb_live_versions(struct ctx *ctx, struct warehouse *warehouse, const char ***out, size_t *n);

/* What a process needs that runs foreign SQL over a snapshot, and what the statement may read at most. */
struct duckdb_source {
    const char *setup, *temp_folder;
    int64_t n_files;
    int64_t rows, bytes; /* of the tables: all their rows, and the files that hold them */
};
struct err *duckdb_source(struct ctx *ctx, struct snapshot *snapshot, const char *const *tables, size_t n,
                          struct duckdb_source *out) MUST_USE;
