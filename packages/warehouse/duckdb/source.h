/* Between the driver, which knows a snapshot's manifest, and source.c. */
#pragma once

#include "packages/warehouse/duckdb/driver.h"
#include "packages/warehouse/duckdb/manifest.h"

/* The tables that foreign SQL may read. */
extern const struct public_table duckdb_public_tables[];
struct err *source_describe(struct ctx *ctx, struct snapshot *snapshot, const char *table,
                            struct public_column **out, size_t *n) MUST_USE;
struct err *source_make(struct ctx *ctx, struct snapshot *snapshot, const struct manifest *manifest,
                        const char *folder, const char *const *tables, size_t n,
                        struct duckdb_source *out) MUST_USE;
