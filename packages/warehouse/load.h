/*
 * Loading the warehouse from files: a GA4 export (NDJSON), customers, their users and orders (CSV), all plain
 * or gzip; and publishing consents. One load at a time in a folder; readers keep what they have until it has
 * ended, and a load that is killed leaves nothing behind. All functions use ctx->ports->warehouse, whose
 * driver must be able to load.
 */
#pragma once

#include "packages/warehouse/warehouse.h"

enum { LOAD_REJECTS_LISTED = 100 };

struct load_file {
    const char *path;
    const char *name; /* what to call it in a report; NULL: the last part of the path */
};

/* A column of the file that stands for one of ours: { "InvoiceNo", "order_id" }. */
struct load_column {
    const char *theirs, *ours;
};

/* `done` of `total` steps; total 0: not known. */
typedef void load_progress(void *arg, const char *step, int64_t done, int64_t total);

struct load_input {
    const struct load_file *files;
    size_t n_files;
    bool skip_bad;                /* load the rest where lines are bad; else nothing */
    const char *zone;             /* of the property, "Europe/Berlin"; NULL: UTC */
    const char *key_events;       /* GA4: names with commas between; purchase always is one */
    struct bytes channel_sources; /* GA4: a CSV in place of the shipped list of sources; size 0: none */
    const struct secret *key;     /* customers: of the keyed hashes */
    const struct load_column *columns;
    size_t n_columns;
    load_progress *progress; /* may be NULL */
    void *progress_to;
};

struct load_reject {
    const char *file;
    int64_t line;
    const char *reason;
};

/* Identifiers that nobody can be reached by: the row was loaded, the value was not. */
struct load_unusable {
    const char *field, *reason;
    int64_t rows;
};

struct load_report {
    int64_t rows_read, rows_loaded, rows_rejected;
    int64_t days;                     /* with events or orders */
    const char *first_day, *last_day; /* NULL where there are none */
    struct load_reject *rejected;     /* the first LOAD_REJECTS_LISTED */
    size_t n_rejected;
    struct load_unusable *unusable;
    size_t n_unusable;
    const char **warnings; /* sentences: what was loaded and may not be meant so */
    size_t n_warnings;
    const char *data_version; /* after the load */
    bool is_unchanged;        /* all of it was there already */
};
extern const struct shape load_report_shape;

/*
 * Each fills `out` also when it fails for bad lines (ERR_INVALID), so that they can be shown. ERR_CONFLICT
 * while another load runs. Loading the same again changes nothing.
 *
 * GA4: a day in the files replaces that day. Customers: a row replaces the one with its customer_id.
 * Customer-users: a user belongs to one customer, the last loaded. Orders: an order is replaced with all its
 * lines.
 */
struct err *load_ga4(struct ctx *ctx, const struct load_input *in, struct load_report *out) MUST_USE;
struct err *load_customers(struct ctx *ctx, const struct load_input *in, struct load_report *out) MUST_USE;
struct err *load_customer_users(struct ctx *ctx, const struct load_input *in,
                                struct load_report *out) MUST_USE;
struct err *load_orders(struct ctx *ctx, const struct load_input *in, struct load_report *out) MUST_USE;
/* What advertising cost: a platform's day in the files replaces that day. */
struct err *load_campaign_days(struct ctx *ctx, const struct load_input *in,
                               struct load_report *out) MUST_USE;
/* What products cost the shop, from a day on. */
struct err *load_item_costs(struct ctx *ctx, const struct load_input *in, struct load_report *out) MUST_USE;

/* The last record of one identifier for one type of consent, as the registry has it. */
struct consent_row {
    unsigned char hash[16]; /* keyed, of packages/identity */
    const char *consent_type;
    bool is_granted;
};
/* Fills `row`; false after the last one. */
typedef struct err *consent_source(struct ctx *ctx, void *arg, struct consent_row *row, bool *has_row);

/*
 * Publishes the snapshot `consents` by customer: granted when some identifier's last record is a grant and
 * none's is a withdrawal. `seq`: the registry's row that the source reaches; warehouse_state() tells it.
 */
struct err *warehouse_publish_consents(struct ctx *ctx, consent_source *source, void *arg,
                                       int64_t seq) MUST_USE;
struct err *warehouse_consent_seq(struct ctx *ctx, int64_t *out) MUST_USE;

/* Names of the columns of `customers` that came as further columns of its file. */
struct err *warehouse_attributes(struct ctx *ctx, const char *const **out, size_t *n) MUST_USE;

/* Removes what no manifest, no snapshot in use here and none of the `pinned` versions needs. */
struct err *warehouse_sweep(struct ctx *ctx, const char *const *pinned, size_t n_pinned) MUST_USE;
