/*
 * An instance: one in-memory database that has attached the files of one manifest read-only, made the views
 * over them and locked itself down (no file, no network, no setting can be reached from SQL any more). It
 * never changes. Its connections are made at the start, because one that counts the rows it reads can't be
 * made after the lock.
 */
#pragma once

#include "packages/warehouse/duckdb/engine.h"
#include "packages/warehouse/duckdb/manifest.h"

struct instance;

struct instance_options {
    struct engine_options engine;
    const char *folder;
    bool with_identifiers;
    bool is_public; /* for foreign SQL: no consents either */
};

struct err *instance_open(struct ctx *ctx, const struct instance_options *options,
                          const struct manifest *manifest, struct instance **out) MUST_USE;
/* The statements that open a manifest's files and make the views, for another process to run. */
const char *instance_setup(struct ctx *ctx, const struct instance_options *options,
                           const struct manifest *manifest);
void instance_close(struct instance *instance);

/* A connection for one thread until it is given back. ERR_TIMEOUT when none gets free before `deadline_us`
 * (monotonic). */
struct err *instance_take(struct ctx *ctx, struct instance *instance, int64_t deadline_us,
                          duckdb_connection *out) MUST_USE;
/* What a taken connection keeps prepared. */
struct engine_kept *instance_kept(struct instance *instance, duckdb_connection connection);
void instance_give(struct instance *instance, duckdb_connection connection);
