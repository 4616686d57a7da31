/*
 * The driver: settings are judged when it opens, BigQuery is asked at the first use. The published state is
 * looked at again when it is older than LOOK_S; a snapshot is that state, counted, and no copy of the data.
 */
#include "connectors/bigquery/refresh.h"
#include "connectors/bigquery/state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_TIMEOUT_S = 30, LOOK_S = 10, LONGEST_NAME = 1024 };

static const char standard_endpoint[] = "https://bigquery.googleapis.com";

struct bigquery_snapshot {
    struct snapshot base;
    struct bigquery *bigquery;
    struct arena *arena; /* of the state's texts; owned */
    size_t users;        /* under bigquery->lock */
};

/* --- snapshots --- */

static void drop(struct bigquery_snapshot *snapshot)
{
    struct bigquery *bigquery = snapshot->bigquery;
    bool is_last;

    pthread_mutex_lock(&bigquery->lock);
    assert(snapshot->users > 0);
    is_last = --snapshot->users == 0;
    pthread_mutex_unlock(&bigquery->lock);
    if (!is_last)
        return;
    arena_free(snapshot->arena);
    free(snapshot);
}

static void unpin(struct snapshot *snapshot)
{
    drop((struct bigquery_snapshot *)snapshot);
}

static struct bigquery_snapshot *use(struct bigquery *bigquery, bool may_be_old)
{
    const int64_t now = monotonic_us();
    struct bigquery_snapshot *snapshot;

    pthread_mutex_lock(&bigquery->lock);
    snapshot = bigquery->newest;
    if (snapshot && !may_be_old && now - bigquery->looked_at_us > SECONDS(LOOK_S))
        snapshot = NULL;
    if (snapshot)
        snapshot->users++;
    pthread_mutex_unlock(&bigquery->lock);
    return snapshot;
}

/* What was known is better than nothing, and answers from memory still hold; a query will tell by itself. It
 * is not looked for again at once. */
static struct err *keep_old(struct bigquery *bigquery, struct err *err)
{
    bool has_old;

    pthread_mutex_lock(&bigquery->lock);
    has_old = bigquery->newest != NULL;
    bigquery->looked_at_us = monotonic_us();
    pthread_mutex_unlock(&bigquery->lock);
    return has_old &&
                   (err_is(err, ERR_UNAVAILABLE) || err_is(err, ERR_RATE_LIMITED) || err_is(err, ERR_TIMEOUT))
               ? NULL
               : err;
}

/* Two threads may look at once; both see the same. */
static struct err *look(struct ctx *ctx, struct bigquery *bigquery)
{
    struct bigquery_snapshot *snapshot = calloc(1, sizeof(*snapshot)), *old;
    struct err *err;

    assert(snapshot);
    snapshot->base.driver = &bigquery_driver;
    snapshot->bigquery = bigquery;
    snapshot->arena = arena_new();
    snapshot->users = 1;
    err = state_read(ctx, bigquery, snapshot->arena, &snapshot->base.state);
    if (err) {
        drop(snapshot);
        return keep_old(bigquery, err);
    }
    pthread_mutex_lock(&bigquery->lock);
    old = bigquery->newest;
    bigquery->newest = snapshot;
    bigquery->looked_at_us = monotonic_us();
    pthread_mutex_unlock(&bigquery->lock);
    if (old)
        drop(old);
    return NULL;
}

static struct err *pin(struct ctx *ctx, struct warehouse *warehouse, const char *version,
                       struct snapshot **out)
{
    struct bigquery *bigquery = (struct bigquery *)warehouse;
    struct bigquery_snapshot *snapshot = use(bigquery, ctx->tx != NULL);
    struct err *err;

    if (!snapshot) {
        err = look(ctx, bigquery);
        if (err)
            return err;
        snapshot = use(bigquery, true);
    }
    if (version && !text_is(snapshot->base.state.data_version, version)) {
        drop(snapshot);
        return err_new(ctx, ERR_NOT_FOUND, NULL, "the data of version %s is gone", version);
    }
    *out = &snapshot->base;
    return NULL;
}

/* --- queries --- */

static struct err *allowed(struct ctx *ctx, const struct warehouse_query *query)
{
    struct err *err;

    if (!query->with_identifiers)
        return NULL;
    err = err_new(ctx, ERR_UNAVAILABLE, NULL, "identifiers are not read from BigQuery");
    err->next_step = "Pushes need warehouse=duckdb: load customers there.";
    return err;
}

static struct err *query(struct ctx *ctx, struct snapshot *base, const struct warehouse_query *query_,
                         struct warehouse_result *out)
{
    struct err *err = allowed(ctx, query_);

    return err ? err : job_query(ctx, ((struct bigquery_snapshot *)base)->bigquery, query_, 0, out);
}

static struct err *stream(struct ctx *ctx, struct snapshot *base, const struct warehouse_query *query_,
                          warehouse_sink *sink, void *arg)
{
    struct err *err = allowed(ctx, query_);
    struct job_cost cost;

    return err ? err
               : job_stream(ctx, ((struct bigquery_snapshot *)base)->bigquery, query_, 0, sink, arg, &cost);
}

static struct err *estimate(struct ctx *ctx, struct snapshot *base, const struct warehouse_query *query_,
                            struct warehouse_estimate *out)
{
    struct err *err = allowed(ctx, query_);

    return err ? err : job_estimate(ctx, ((struct bigquery_snapshot *)base)->bigquery, query_, out);
}

static struct err *describe(struct ctx *ctx, struct snapshot *base, const char *table,
                            struct public_column **out, size_t *n)
{
    return tables_describe(ctx, ((struct bigquery_snapshot *)base)->bigquery, table, out, n);
}

/* --- opening --- */

/* They become parts of addresses and of SQL: nothing but what Google allows in names. */
static struct err *name_check(struct ctx *ctx, const char *setting, const char *value, const char *also)
{
    for (const char *c = value; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
              strchr(also, *c)))
            return err_new(ctx, ERR_INVALID, setting, "%s holds a character that no such name has", setting);
    if (strlen(value) > LONGEST_NAME)
        return err_new(ctx, ERR_INVALID, setting, "%s is too long", setting);
    return NULL;
}

static struct err *check(struct ctx *ctx, const struct warehouse_options *options)
{
    struct err *err;

    if (!*options->project || !*options->dataset)
        return err_new(ctx, ERR_INVALID, *options->project ? "bigquery_dataset" : "bigquery_project",
                       "the warehouse bigquery needs a project and a dataset");
    err = name_check(ctx, "bigquery_project", options->project, "-:.");
    if (!err)
        err = name_check(ctx, "bigquery_dataset", options->dataset, "_");
    if (!err)
        err = name_check(ctx, "bigquery_location", options->location, "-");
    if (!err)
        err = name_check(ctx, "ga4_export", options->export, "-:._");
    if (!err && !text_starts(options->endpoint, "https://") && !http_is_here(ctx, options->endpoint))
        err = err_new(ctx, ERR_INVALID, "bigquery_endpoint",
                      "must be an https:// address, or http:// on this machine");
    return err;
}

static const char *copy(struct arena *arena, const char *text, const char *otherwise)
{
    return text && *text ? arena_text(arena, text) : otherwise;
}

static enum token_source source_of(struct ctx *ctx, const struct warehouse_options *options)
{
    if (*options->credentials)
        return TOKENS_KEY_FILE;
    return http_is_here(ctx, options->endpoint) && !getenv("GCE_METADATA_HOST") ? TOKENS_NONE
                                                                                : TOKENS_METADATA;
}

static void close_warehouse(struct warehouse *warehouse)
{
    struct bigquery *bigquery = (struct bigquery *)warehouse;

    if (bigquery->newest)
        drop(bigquery->newest);
    while (bigquery->n_idle)
        http_client_free(bigquery->idle[--bigquery->n_idle]);
    tokens_close(bigquery->tokens);
    pthread_cond_destroy(&bigquery->woken);
    pthread_mutex_destroy(&bigquery->lock);
    arena_free(bigquery->arena);
    free(bigquery);
}

static struct bigquery *bigquery_new(const struct warehouse_options *options)
{
    struct bigquery *bigquery = calloc(1, sizeof(*bigquery));
    pthread_condattr_t monotonic;
    struct arena *arena = arena_new();
    const char *endpoint;
    size_t len;

    assert(bigquery);
    bigquery->base.driver = &bigquery_driver;
    bigquery->arena = arena;
    endpoint = copy(arena, options->endpoint, standard_endpoint);
    for (len = strlen(endpoint); len > 0 && endpoint[len - 1] == '/'; len--)
        ;
    bigquery->options = (struct warehouse_options){
        .timeout_s = options->timeout_s ? options->timeout_s : DEFAULT_TIMEOUT_S,
        .project = copy(arena, options->project, ""),
        .dataset = copy(arena, options->dataset, ""),
        .location = copy(arena, options->location, ""),
        .credentials = copy(arena, options->credentials, ""),
        .endpoint = arena_text_n(arena, endpoint, len),
        .export = copy(arena, options->export, ""),
        .zone = copy(arena, options->zone, "UTC"),
        .key_events = copy(arena, options->key_events, ""),
        .max_bytes = options->max_bytes,
    };
    pthread_mutex_init(&bigquery->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&bigquery->woken, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return bigquery;
}

static struct err *open_warehouse(struct ctx *ctx, const struct warehouse_options *options,
                                  struct warehouse **out)
{
    struct bigquery *bigquery = bigquery_new(options);
    struct err *err;

    err = check(ctx, &bigquery->options);
    if (!err)
        err = tokens_open(ctx, source_of(ctx, &bigquery->options), bigquery->options.credentials,
                          &bigquery->tokens);
    if (err) {
        close_warehouse(&bigquery->base);
        return err;
    }
    *out = &bigquery->base;
    return NULL;
}

const struct warehouse_driver bigquery_driver = {
    .name = "bigquery",
    .dialect = "googlesql",
    .can = WAREHOUSE_STREAMS | WAREHOUSE_REMOTE | WAREHOUSE_BILLED,
    .open = open_warehouse,
    .close = close_warehouse,
    .pin = pin,
    .unpin = unpin,
    .query = query,
    .stream = stream,
    .estimate = estimate,
    .init = bigquery_init,
    .refresh = bigquery_refresh,
    .public_tables = bigquery_public_tables,
    .describe = describe,
};
