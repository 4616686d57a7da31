/*
 * What the files of this folder share: the open warehouse, one call of the REST interface, and what came of
 * it. Every call here may be made twice without harm, so whatever may pass is tried again until the deadline.
 */
#pragma once

#include "connectors/bigquery/bigquery.h"
#include "connectors/bigquery/token.h"

#include <pthread.h>

enum { N_CLIENTS = 8, TEN_MIB = 10 * 1024 * 1024 };

struct bigquery_snapshot;

struct bigquery {
    struct warehouse base;
    struct arena *arena; /* of the texts of `options`; owned */
    struct warehouse_options options;
    struct tokens *tokens;
    pthread_mutex_t lock; /* over all below; never held while something is asked */
    pthread_cond_t woken; /* on the monotonic clock; nobody signals it: it is how a back-off waits */
    struct http_client *idle[N_CLIENTS];
    size_t n_idle;
    struct bigquery_snapshot *newest; /* holds one use */
    int64_t looked_at_us;             /* when the newest was asked for, monotonic */
};

/* --- reasons.c --- */

enum remedy {
    ACT_FINAL,
    ACT_AGAIN,  /* the same request, after a while */
    ACT_REDO,   /* the job failed: a new one */
    ACT_SIGN_IN /* with another token */
};

struct failure {
    enum remedy act;
    struct err *err; /* what the caller hears when nothing is tried any more */
    unsigned retry_after_s;
};

/* Of an answer that isn't 2xx; `body` may be NULL. */
struct failure failure_of_reply(struct ctx *ctx, int status, json_t *body);
/* Of `status.errorResult` of a job. */
struct failure failure_of_job(struct ctx *ctx, json_t *result);

/* --- call.c --- */

struct bigquery_call {
    const char *method;
    const char *path; /* below /bigquery/v2, with its query */
    struct buf *body; /* NULL: none */
};

/* `*out` is an object. `deadline_us` is monotonic. `*act` (may be NULL) tells ACT_REDO from other failures.
 */
struct err *bigquery_call(struct ctx *ctx, struct bigquery *bigquery, const struct bigquery_call *call,
                          int64_t deadline_us, json_t **out, enum remedy *act) MUST_USE;
/* Waits longer and longer; false when the deadline comes first. */
bool bigquery_wait(struct ctx *ctx, struct bigquery *bigquery, unsigned attempt, unsigned least_s,
                   int64_t deadline_us);
int64_t bigquery_deadline(const struct ctx *ctx, const struct bigquery *bigquery);
/* "/projects/{p}" of the settings with `rest` behind it; then `bigquery_location` as `location=`. */
const char *bigquery_path(struct ctx *ctx, const struct bigquery *bigquery, const char *rest);

/* --- encode.c --- */

struct bigquery_ask {
    const struct warehouse_query *query;
    const char *request_id; /* at most 36 ASCII characters */
    int64_t wait_ms;        /* that the server may wait before it answers */
    int64_t job_ms;         /* after which the job is stopped */
    size_t page;            /* rows of the first answer at most */
};

/* The body of jobs.query; of jobs.insert for a dry run. */
void encode_query(const struct bigquery *bigquery, const struct bigquery_ask *ask, struct buf *to);
void encode_dry_run(const struct bigquery *bigquery, const struct warehouse_query *query, struct buf *to);

/* --- rows.c --- */

struct bigquery_field;
struct bigquery_schema {
    struct bigquery_field *fields;
    struct warehouse_column *columns; /* what has no cell type is text, as JSON where it is nested */
    size_t n;
};

/* ERR_UPSTREAM for what isn't a schema or a row. */
struct err *schema_read(struct ctx *ctx, json_t *json, struct bigquery_schema *out) MUST_USE;
/* All rows of an answer; texts live in `arena`. */
struct err *rows_read(struct ctx *ctx, struct arena *arena, const struct bigquery_schema *schema,
                      json_t *rows, struct cell **out, size_t *n_rows) MUST_USE;

/* --- tables.c --- */

extern const struct public_table bigquery_public_tables[];
struct err *tables_describe(struct ctx *ctx, struct bigquery *bigquery, const char *table,
                            struct public_column **out, size_t *n) MUST_USE;

/* --- job.c --- */

struct job_cost {
    int64_t read, billed; /* bytes; billed is 0 for what came from BigQuery's own cache */
};

/* Runs a query, page by page; `out` takes what the job cost. Cancels the job at the deadline. `timeout_us` 0:
 * the ctx's deadline, or the warehouse's. */
struct err *job_stream(struct ctx *ctx, struct bigquery *bigquery, const struct warehouse_query *query,
                       int64_t timeout_us, warehouse_sink *sink, void *arg, struct job_cost *cost) MUST_USE;
struct err *job_query(struct ctx *ctx, struct bigquery *bigquery, const struct warehouse_query *query,
                      int64_t timeout_us, struct warehouse_result *out) MUST_USE;
struct err *job_estimate(struct ctx *ctx, struct bigquery *bigquery, const struct warehouse_query *query,
                         struct warehouse_estimate *out) MUST_USE;
