/*
 * A demo company, made up by a seed: the same seed and day give the same data. Its people have reserved
 * addresses (example.com, .org, .net) and reserved phone numbers (+1-XXX-555-01XX) and are nobody. Ids begin
 * with "demo".
 *
 * The story that a dashboard should tell: steady growth with quiet weekends; channels that differ in how well
 * they sell; a Paid Social campaign in the last six weeks; three days of a broken checkout; a new product in
 * the last month.
 */
#pragma once

#include "packages/warehouse/load.h"

struct demo_options {
    struct date yesterday;    /* the last day with events */
    uint64_t seed;            /* 0: 1 */
    int64_t days;             /* 0: 120 */
    int64_t sessions;         /* on a middling day; 0: 360, which makes about 300,000 events in 120 days */
    int64_t customers;        /* 0: 20,000 */
    const struct secret *key; /* of the keyed hashes */
    const char *key_events;   /* as of a load */
    load_progress *progress;  /* may be NULL */
    void *progress_to;
};

struct demo_report {
    int64_t events, customers, orders, days;
    const char *data_version;
};

/* Writes files as a customer would have them and loads them through load.h into ctx->ports->warehouse. */
struct err *demo_load(struct ctx *ctx, const struct demo_options *options, struct demo_report *out) MUST_USE;

/* One piece of a CSV file; whole lines, the header first. */
typedef struct err *demo_sink(struct ctx *ctx, const char *csv, size_t size, void *arg);

/* The consents of these customers, identifier_type,identifier,consent_type,state,at,source: for the registry
 * to import. */
struct err *demo_consents(struct ctx *ctx, const struct demo_options *options, demo_sink *sink,
                          void *arg) MUST_USE;
