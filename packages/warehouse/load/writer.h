/*
 * What all loaders share: the folder's lock, an instance of its own with a memory limit, a staging file, new
 * files beside the old ones, and the manifest at the end. Until then nothing that readers see has changed.
 */
#pragma once

#include "packages/warehouse/duckdb/engine.h"
#include "packages/warehouse/duckdb/manifest.h"
#include "packages/warehouse/load.h"

struct writer {
    struct ctx *ctx;    /* of this load alone: its arena ends with it */
    struct ctx *caller; /* whose arena the report lives in */
    const char *folder, *temp;
    struct manifest manifest; /* as published; changed in place by the body */
    const char *version;      /* before */
    duckdb_database db;
    duckdb_connection connection;
    const char *making; /* name of the file attached as `fresh` */
};

/* What one loader does between the lock and the manifest. */
typedef struct err *load_body(struct writer *writer, const struct load_input *in, struct load_report *out);

/* Locks, runs the body, publishes what it changed in the manifest, and cleans up in any case. `out` may be
 * NULL. */
struct err *writer_load(struct ctx *ctx, load_body *body, const struct load_input *in,
                        struct load_report *out) MUST_USE;

/* Statements of data/duckdb: parameters by name. */
struct err *writer_run(struct writer *writer, const char *file, const char *part) MUST_USE;
struct err *writer_do(struct writer *writer, const char *file, const char *part,
                      const struct parameter *parameters, size_t n, int64_t *changed) MUST_USE;
struct err *writer_query(struct writer *writer, const char *file, const char *part,
                         const struct parameter *parameters, size_t n, struct warehouse_result *out) MUST_USE;
/* The first cell. */
struct err *writer_int(struct writer *writer, const char *file, const char *part,
                       const struct parameter *parameters, size_t n, int64_t *out) MUST_USE;

/* Attaches a published file as `alias`; NULL attaches an empty database with the tables of `kind`. */
struct err *writer_attach(struct writer *writer, const char *file, const char *kind,
                          const char *alias) MUST_USE;
struct err *writer_detach(struct writer *writer, const char *alias) MUST_USE;

/* A new file with the tables of `kind`, attached as `fresh`; end_file closes and syncs it. */
struct err *writer_new_file(struct writer *writer, const char *kind, const char *what) MUST_USE;
struct err *writer_end_file(struct writer *writer, const char **name) MUST_USE;

/* Rows and the hash of `sql`'s one row (count, text). */
struct err *writer_fingerprint(struct writer *writer, const char *file, const char *part, int64_t *rows,
                               const char **hash) MUST_USE;
