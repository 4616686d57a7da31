/*
 * The folder of a warehouse: immutable files, the manifest, a lock for whoever writes, room for what is being
 * built.
 */
#pragma once

#include "packages/warehouse/duckdb/manifest.h"

/* Makes the folder, `versions` and `tmp` in it. */
struct err *folder_make(struct ctx *ctx, const char *folder) MUST_USE;
const char *folder_path(struct arena *arena, const char *folder, const char *name);
/* A name that no file has yet: "events-2026-11-01j….duckdb". */
const char *folder_new_name(struct ctx *ctx, const char *what);
/* A new empty folder in tmp/, removed with all that is in it when the arena ends. */
struct err *folder_temp(struct ctx *ctx, const char *folder, const char **out) MUST_USE;
/* One writer at a time, over all processes, until the arena ends. ERR_CONFLICT when another has it. */
struct err *folder_lock(struct ctx *ctx, const char *folder) MUST_USE;
/*
 * Under the lock: forgets the versions that are neither the newest nor in `keep`, then removes the files that
 * no version names and what a killed load left in tmp/. `keep` NULL forgets no version.
 */
struct err *folder_sweep(struct ctx *ctx, const char *folder, const char *const *keep,
                         size_t n_keep) MUST_USE;

/* Whole files of at most 16 MiB, in the ctx's arena. */
struct err *file_read(struct ctx *ctx, const char *path, struct bytes *out, bool *exists) MUST_USE;
struct err *file_replace(struct ctx *ctx, const char *folder, const char *name,
                         struct bytes content) MUST_USE;
struct err *file_sync(struct ctx *ctx, const char *path) MUST_USE; /* a file or a folder */
