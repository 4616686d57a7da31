/*
 * The manifest: which immutable files make up one version of the data. `manifest.json` names the newest and
 * is renamed into place; `versions/<data_version>.json` keeps a copy for those who pinned it.
 */
#pragma once

#include "packages/core/core.h"

enum { MANIFEST_FORMAT = 1 };

struct manifest_day {
    const char *day; /* YYYY-MM-DD */
    int64_t events;
    const char *hash; /* of the day's rows, whatever their order */
};

struct manifest_month {
    const char *month; /* YYYY-MM */
    const char *file;
    const char *after; /* hash of the month before when this one was built: its visits reach into this one */
    const char *hash;
    struct manifest_day *days;
    size_t n_days;
};

/* customers, customer_users, orders, consents, identifiers, campaign_days, item_costs: one file each. */
struct manifest_table {
    const char *name;
    const char *file;
    const char *hash;
    int64_t rows;
    const char **columns; /* attributes, of customers alone */
    size_t n_columns;
};

struct manifest {
    int64_t format;
    const char *data_version;
    struct instant loaded_at;
    int64_t consent_seq;
    struct manifest_month *months; /* in order */
    size_t n_months;
    struct manifest_table *tables;
    size_t n_tables;
};

extern const struct shape manifest_shape;

struct manifest_month *manifest_month(const struct manifest *manifest, const char *month); /* or NULL */
struct manifest_table *manifest_table(const struct manifest *manifest, const char *name);  /* or NULL */
/* Puts it in the place of the one with its name. */
void manifest_put_month(struct arena *arena, struct manifest *manifest, const struct manifest_month *month);
void manifest_put_table(struct arena *arena, struct manifest *manifest, const struct manifest_table *table);

/* A version follows from the content alone: hashes of days and tables, no file name, no time. */
const char *manifest_version(struct arena *arena, const struct manifest *manifest);
/* Of a month: its days and what it was built after. */
/* Of its days alone. */
const char *manifest_days_hash(struct arena *arena, const struct manifest_month *month);
const char *manifest_month_hash(struct arena *arena, const struct manifest_month *month);

/* An empty manifest when there is no file; ERR_UNAVAILABLE when it can't be read. */
struct err *manifest_read(struct ctx *ctx, const char *path, struct manifest *out) MUST_USE;
/* Written beside, fsynced, renamed, folder fsynced: after it returns, a crash finds the new one. */
struct err *manifest_write(struct ctx *ctx, const char *folder, const char *name,
                           const struct manifest *manifest) MUST_USE;
