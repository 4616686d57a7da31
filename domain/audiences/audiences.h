/*
 * Audiences: named sets of customers that a person defines, approves and pushes. What is in the set is said
 * by its versions, which never change; an approval is about one of them.
 */
#pragma once

#include "domain/data/data.h"

enum audience_status { AUDIENCE_DRAFT, AUDIENCE_READY, AUDIENCE_ARCHIVED };

struct audience {
    const char *id, *name, *description;
    enum audience_status status;
    int64_t version; /* INT_NONE in a draft */
    int64_t people;  /* of that version when last counted; INT_NONE before */
    json_t *rules;
    const char *words;
    const char *created_by;
    struct instant created_at, updated_at;
    const char *revision; /* of the row, from updated_at: what If-Match names */
    struct act *acts;
    size_t n_acts;
};

struct audience_new {
    const char *name, *description;
    json_t *rules;
};

struct audience_change {
    const char *id, *name, *description;
    json_t *rules; /* NULL leaves them */
};

struct audience_query {
    const char *q, *cursor;
    int64_t limit;
};

struct audience_page {
    struct audience *items;
    size_t n_items;
    const char *next_cursor;
};

struct audience_version {
    int64_t version;
    json_t *rules;
    const char *words, *definition_hash;
    const char **changes; /* sentences, against the version before */
    size_t n_changes;
    int64_t people;
    const char *created_by;
    struct instant created_at;
};

struct rule_count {
    const char *pointer;
    int64_t kept, dropped;
};

struct audience_size {
    int64_t people, reachable, consented, total_customers;
    struct rule_count *counts;
    size_t n_counts;
    const char *words, *data_until, *sql;
    double elapsed_ms;
};

extern const struct shape audience_shape, audience_new_shape, audience_change_shape, audience_query_shape,
    audience_page_shape, audience_version_shape, audience_size_shape;

/* A draft, or with rules its first version. ERR_CONFLICT on "name" when a live audience has it. */
struct err *audience_create(struct ctx *ctx, const struct audience_new *in, struct audience *out) MUST_USE;
/* ERR_NOT_FOUND for one that never was or is archived: a caller can't tell which. */
struct err *audience_get(struct ctx *ctx, const char *id, struct audience *out) MUST_USE;
/* Newest first, at most `limit` (50 when 0). */
struct err *audience_list(struct ctx *ctx, const struct audience_query *in,
                          struct audience_page *out) MUST_USE;
/* New rules make a new version and void what waits for approval. ERR_FORBIDDEN for another's, unless an
 * admin. */
struct err *audience_update(struct ctx *ctx, const struct audience_change *in, struct audience *out) MUST_USE;
/* The row stays, because receipts name it. */
struct err *audience_archive(struct ctx *ctx, const char *id) MUST_USE;

/* Why the caller may not ask for a push of it: not theirs (ERR_FORBIDDEN), or a draft (ERR_CONFLICT). */
struct err *audience_may_push(struct ctx *ctx, const struct audience *audience) MUST_USE;

/* ERR_NOT_FOUND. Version 0: the newest. */
struct err *audience_version_get(struct ctx *ctx, const char *id, int64_t version,
                                 struct audience_version *out) MUST_USE;

/* Decodes stored rules and gathers every audience that they name, so that they can be compiled. */
struct err *audience_compile_options(struct ctx *ctx, const struct data *data, json_t *rules,
                                     struct cond *out, struct compile_options *options) MUST_USE;

/* How many people, how many of them can be reached, and the effect of every rule. Waits on the warehouse. */
struct err *audience_size(struct ctx *ctx, json_t *rules, struct audience_size *out) MUST_USE;

/* ERR_CONFLICT for a draft. */
struct err *audience_saved_rules(struct ctx *ctx, const char *id, struct audience *out,
                                 json_t **rules) MUST_USE;

extern const struct shape audience_metrics_shape;
struct err *audience_metrics(struct ctx *ctx, const void *in, void *out) MUST_USE; /* metrics.c */

enum audience_operation {
    AUDIENCE_LIST,
    AUDIENCE_CREATE,
    AUDIENCE_GET,
    AUDIENCE_UPDATE,
    AUDIENCE_ARCHIVE,
    AUDIENCE_VERSIONS,
    AUDIENCE_SIZE,
    AUDIENCE_SAMPLE,
    AUDIENCE_PREVIEW,
    AUDIENCE_METRICS,
    N_AUDIENCE_OPERATIONS
};
extern const struct operation audience_operations[N_AUDIENCE_OPERATIONS];

/* Counts the people of an audience's newest version: after a save. */
struct job;
struct err *audience_count_job(struct ctx *ctx, struct job *job) MUST_USE;
