/*
 * One query: jobs.query, then getQueryResults until it is complete, then page by page. The request id makes
 * the first call safe to repeat; a job that failed of itself gets a new one. Whoever leaves early cancels the
 * job, so that it stops costing.
 */
#include "connectors/bigquery/inner.h"

#include <string.h>

enum { PAGE = 5000, WAIT_MS = 10000, CANCEL_S = 5, TRIES = 4, CHUNK = 2048 };

struct job {
    struct bigquery *bigquery;
    const struct warehouse_query *query;
    int64_t deadline_us;
    const char *id, *location, *page_token;
    bool is_complete;
    struct bigquery_schema schema;
    json_t *rows;
    struct job_cost cost;
};

static int64_t left_ms(const struct job *job)
{
    const int64_t left = (job->deadline_us - monotonic_us()) / 1000;

    return left > 1 ? left : 1;
}

static struct err *too_late(struct ctx *ctx)
{
    return err_new(ctx, ERR_TIMEOUT, NULL, "the query took too long and was stopped");
}

static int64_t whole(json_t *json, const char *key)
{
    int64_t value = 0;

    (void)text_to_int(
        json_string_value(json_object_get(json, key)) ? json_string_value(json_object_get(json, key)) : "",
        &value); /* what isn't told counts as 0 */
    return value;
}

static const char *text_at(struct ctx *ctx, json_t *json, const char *key, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(json, key));

    return text ? arena_text(ctx->arena, text) : otherwise;
}

/* At least 10 MiB a table and a query. How the bytes spread over several tables isn't told: what is counted
 * is the most that it can be. */
static int64_t billed(int64_t bytes, int64_t n_tables)
{
    const int64_t mib = 1024 * 1024, rounded = (bytes + mib - 1) / mib * mib;
    const int64_t least = n_tables * TEN_MIB, most = rounded + (n_tables - 1) * TEN_MIB;

    if (!n_tables)
        return rounded;
    return most > least ? most : least;
}

/* Of jobs.query and of getQueryResults. */
static struct err *take(struct ctx *ctx, struct job *job, json_t *json)
{
    json_t *reference = json_object_get(json, "jobReference");
    struct err *err = NULL;

    if (!job->id) { /* told once: later answers live no longer than their page */
        job->id = text_at(ctx, reference, "jobId", NULL);
        job->location = text_at(ctx, reference, "location", NULL);
    }
    job->is_complete = json_is_true(json_object_get(json, "jobComplete"));
    if (!job->is_complete)
        return job->id ? NULL
                       : err_new(ctx, ERR_UPSTREAM, NULL, "BigQuery runs a query and doesn't name its job");
    if (!job->schema.columns)
        err = schema_read(ctx, json_object_get(json, "schema"), &job->schema);
    job->rows = json_object_get(json, "rows");
    job->page_token = text_at(ctx, json, "pageToken", NULL);
    if (whole(json, "totalBytesProcessed"))
        job->cost.read = whole(json, "totalBytesProcessed");
    if (whole(json, "totalBytesBilled"))
        job->cost.billed = whole(json, "totalBytesBilled");
    else if (job->cost.read && !json_is_true(json_object_get(json, "cacheHit")))
        job->cost.billed = billed(job->cost.read, 1); /* the answer of a later page doesn't say */
    return err;
}

static struct err *start(struct ctx *ctx, struct job *job, enum remedy *act)
{
    const struct bigquery_ask ask = {
        .query = job->query,
        .request_id = id_new(ctx),
        .wait_ms = left_ms(job) < WAIT_MS ? left_ms(job) : WAIT_MS,
        .job_ms = left_ms(job),
        .page = job->query->max_rows && job->query->max_rows < PAGE ? job->query->max_rows + 1 : PAGE,
    };
    struct buf body = buf_in(ctx->arena, 16 * 1024 * 1024);
    const struct bigquery_call call = {
        .method = "POST",
        .path = arena_printf(ctx->arena, "/projects/%s/queries?prettyPrint=false",
                             http_escape(ctx->arena, job->bigquery->options.project)),
        .body = &body,
    };
    json_t *json;
    struct err *err;

    encode_query(job->bigquery, &ask, &body);
    if (body.is_full)
        return err_new(ctx, ERR_TOO_LARGE, NULL, "the query is larger than BigQuery takes");
    err = bigquery_call(ctx, job->bigquery, &call, job->deadline_us, &json, act);
    return err ? err : take(ctx, job, json);
}

/* The rest of a job's address is its location, which the answer named; the settings' may be empty. */
static const char *results_path(struct ctx *ctx, const struct job *job)
{
    const char *location = job->location ? job->location : job->bigquery->options.location;
    const int64_t wait = left_ms(job) < WAIT_MS ? left_ms(job) : WAIT_MS;
    struct buf path = buf_in(ctx->arena, 64 * 1024);

    buf_printf(&path, "/projects/%s/queries/%s?prettyPrint=false&formatOptions.useInt64Timestamp=true",
               http_escape(ctx->arena, job->bigquery->options.project), http_escape(ctx->arena, job->id));
    if (*location)
        buf_printf(&path, "&location=%s", http_escape(ctx->arena, location));
    buf_printf(&path, "&maxResults=%d&timeoutMs=%lld", PAGE, (long long)wait);
    if (job->page_token)
        buf_printf(&path, "&pageToken=%s", http_escape(ctx->arena, job->page_token));
    return buf_str(&path);
}

static struct err *ask_results(struct ctx *ctx, struct job *job, enum remedy *act)
{
    const struct bigquery_call call = { .method = "GET", .path = results_path(ctx, job) };
    json_t *json;
    struct err *err;

    if (monotonic_us() >= job->deadline_us)
        return too_late(ctx);
    err = bigquery_call(ctx, job->bigquery, &call, job->deadline_us, &json, act);
    return err ? err : take(ctx, job, json);
}

static void cancel(struct ctx *ctx, const struct job *job)
{
    const char *location = job->location ? job->location : job->bigquery->options.location;
    const struct bigquery_call call = {
        .method = "POST",
        .path = arena_printf(ctx->arena, "/projects/%s/jobs/%s/cancel?prettyPrint=false%s%s",
                             http_escape(ctx->arena, job->bigquery->options.project),
                             http_escape(ctx->arena, job->id), *location ? "&location=" : "",
                             http_escape(ctx->arena, location)),
    };
    struct err *err;
    json_t *json;

    err = bigquery_call(ctx, job->bigquery, &call, monotonic_us() + SECONDS(CANCEL_S), &json, NULL);
    if (err)
        return; /* jobTimeoutMs stops it anyhow */
}

static struct err *poll(struct ctx *ctx, struct job *job, enum remedy *act)
{
    struct err *err = NULL;

    while (!err && !job->is_complete)
        err = ask_results(ctx, job, act);
    return err;
}

/* A job that failed inside BigQuery is started again, with another id. */
static struct err *run(struct ctx *ctx, struct job *job)
{
    struct err *err = NULL;

    for (int i = 0; i < TRIES; i++) {
        enum remedy act = ACT_FINAL;

        job->id = NULL;
        err = start(ctx, job, &act);
        if (!err)
            err = poll(ctx, job, &act);
        if (!err || act != ACT_REDO || !bigquery_wait(ctx, job->bigquery, (unsigned)i, 0, job->deadline_us))
            break;
    }
    if (err && monotonic_us() >= job->deadline_us - 1000 && err->code != ERR_RATE_LIMITED)
        err = too_late(ctx);
    if (err && job->id && !job->is_complete)
        cancel(ctx, job);
    return err;
}

static struct err *deliver(struct ctx *ctx, const struct job *job, warehouse_sink *sink, void *arg,
                           bool *is_told)
{
    struct arena *arena = arena_new();
    struct warehouse_chunk chunk = { .columns = job->schema.columns, .n_columns = job->schema.n };
    struct cell *cells;
    size_t n;
    struct err *err;

    err = rows_read(ctx, arena, &job->schema, job->rows, &cells, &n);
    for (size_t at = 0; at < n && !err; at += CHUNK) {
        chunk.cells = cells + at * chunk.n_columns;
        chunk.n_rows = n - at < CHUNK ? n - at : CHUNK;
        err = sink(ctx, &chunk, arg);
        *is_told = true;
    }
    arena_free(arena);
    return err;
}

/* Out of an arena that ends. */
static struct err *moved(struct ctx *ctx, const struct err *err)
{
    struct err *copy = err_new(ctx, err->code, NULL, "%s", err->message);

    copy->next_step = err->next_step; /* of a table */
    copy->retry_after_s = err->retry_after_s;
    return copy;
}

/* Pages have an arena of their own, so that a long stream stays small. */
static struct err *pages(struct ctx *ctx, struct job *job, warehouse_sink *sink, void *arg)
{
    bool is_told = false;
    struct err *err = deliver(ctx, job, sink, arg, &is_told);

    while (!err && job->page_token) {
        struct ctx own = *ctx;
        enum remedy act = ACT_FINAL;

        own.arena = arena_new();
        err = ask_results(&own, job, &act);
        if (!err)
            err = deliver(ctx, job, sink, arg, &is_told);
        else
            err = moved(ctx, err);
        job->page_token = arena_text(ctx->arena, job->page_token);
        arena_free(own.arena);
    }
    if (!err && !is_told) /* without rows the columns are told all the same */
        err =
            sink(ctx, &(struct warehouse_chunk){ .columns = job->schema.columns, .n_columns = job->schema.n },
                 arg);
    return err;
}

struct err *job_stream(struct ctx *ctx, struct bigquery *bigquery, const struct warehouse_query *query,
                       int64_t timeout_us, warehouse_sink *sink, void *arg, struct job_cost *cost)
{
    struct job job = { .bigquery = bigquery, .query = query };
    struct err *err;

    job.deadline_us = timeout_us ? monotonic_us() + timeout_us : bigquery_deadline(ctx, bigquery);
    err = run(ctx, &job);
    if (!err)
        err = pages(ctx, &job, sink, arg);
    *cost = job.cost;
    return err;
}

struct collected {
    struct warehouse_result *out;
    struct cell *cells;
    size_t n_cells, max_rows, size, max_size;
    bool is_enough;
};

static size_t size_of(enum cell_type type, const struct cell *cell)
{
    if (cell->is_null)
        return 0;
    if (type == CELL_TEXT)
        return strlen(cell->value.text);
    return type == CELL_BYTES ? cell->value.bytes.size : sizeof(int64_t);
}

static size_t size_of_row(const struct warehouse_chunk *chunk, const struct cell *cells)
{
    size_t size = 0;

    for (size_t i = 0; i < chunk->n_columns; i++)
        size += size_of(chunk->columns[i].type, &cells[i]);
    return size;
}

static struct cell kept(struct arena *arena, enum cell_type type, struct cell cell)
{
    if (cell.is_null)
        return cell;
    if (type == CELL_TEXT)
        cell.value.text = arena_text(arena, cell.value.text);
    if (type == CELL_BYTES)
        cell.value.bytes.at = arena_copy(arena, cell.value.bytes.at, cell.value.bytes.size);
    return cell;
}

/* Ends the stream by an error once there are enough rows; job_query() takes it for success. */
static struct err *collect(struct ctx *ctx, const struct warehouse_chunk *chunk, void *arg)
{
    struct collected *to = arg;

    to->out->columns = chunk->columns;
    to->out->n_columns = chunk->n_columns;
    for (size_t row = 0; row < chunk->n_rows; row++) {
        to->size += to->max_size ? size_of_row(chunk, &chunk->cells[row * chunk->n_columns]) : 0;
        if ((to->max_rows && to->out->n_rows == to->max_rows) || (to->max_size && to->size > to->max_size)) {
            to->out->truncated = to->is_enough = true;
            return err_new(ctx, ERR_TOO_LARGE, NULL, "more rows than were asked for");
        }
        for (size_t i = 0; i < chunk->n_columns; i++)
            *ARENA_PUSH(ctx->arena, to->cells, to->n_cells) =
                kept(ctx->arena, chunk->columns[i].type, chunk->cells[row * chunk->n_columns + i]);
        to->out->n_rows++;
    }
    return NULL;
}

struct err *job_query(struct ctx *ctx, struct bigquery *bigquery, const struct warehouse_query *query,
                      int64_t timeout_us, struct warehouse_result *out)
{
    const int64_t began = monotonic_us();
    struct warehouse_result result = { 0 };
    struct collected to = { .out = &result, .max_rows = query->max_rows, .max_size = query->max_size };
    struct job_cost cost = { 0 };
    struct err *err;

    err = job_stream(ctx, bigquery, query, timeout_us, collect, &to, &cost);
    if (err && !to.is_enough)
        return err;
    result.cells = to.cells;
    result.bytes_read = cost.read;
    result.bytes_billed = cost.billed;
    result.elapsed_us = monotonic_us() - began;
    *out = result;
    return NULL;
}

static void read_tables(struct ctx *ctx, json_t *tables, struct warehouse_estimate *out)
{
    json_t *table;
    size_t i;

    json_array_foreach(tables, i, table) * ARENA_PUSH(ctx->arena, out->tables, out->n_tables) =
        arena_printf(ctx->arena, "%s.%s.%s", text_at(ctx, table, "projectId", ""),
                     text_at(ctx, table, "datasetId", ""), text_at(ctx, table, "tableId", ""));
}

struct err *job_estimate(struct ctx *ctx, struct bigquery *bigquery, const struct warehouse_query *query,
                         struct warehouse_estimate *out)
{
    struct buf body = buf_in(ctx->arena, 16 * 1024 * 1024);
    const struct bigquery_call call = { .method = "POST",
                                        .path =
                                            arena_printf(ctx->arena, "/projects/%s/jobs?prettyPrint=false",
                                                         http_escape(ctx->arena, bigquery->options.project)),
                                        .body = &body };
    json_t *json, *statistics, *told;
    const char *accuracy;
    struct err *err;

    encode_dry_run(bigquery, query, &body);
    if (body.is_full)
        return err_new(ctx, ERR_TOO_LARGE, NULL, "the query is larger than BigQuery takes");
    err = bigquery_call(ctx, bigquery, &call, bigquery_deadline(ctx, bigquery), &json, NULL);
    if (err)
        return err;
    told = json_object_get(json_object_get(json, "status"), "errorResult");
    if (told)
        return failure_of_job(ctx, told).err;
    statistics = json_object_get(json_object_get(json, "statistics"), "query");
    accuracy = text_at(ctx, statistics, "totalBytesProcessedAccuracy", "PRECISE");
    if (!text_is(accuracy, "PRECISE") && !text_is(accuracy, "UPPER_BOUND"))
        return err_new(ctx, ERR_INVALID, NULL, "BigQuery can't say how much the statement would read");
    *out = (struct warehouse_estimate){
        .bytes = billed(whole(statistics, "totalBytesProcessed"),
                        (int64_t)json_array_size(json_object_get(statistics, "referencedTables"))),
        .is_exact = text_is(accuracy, "PRECISE"),
        .statement = text_at(ctx, statistics, "statementType", ""),
        .n_routines = json_array_size(json_object_get(statistics, "referencedRoutines")),
    };
    read_tables(ctx, json_object_get(statistics, "referencedTables"), out);
    return NULL;
}
