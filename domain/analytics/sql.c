#include "domain/analytics/sql.h"

#include "domain/analytics/remote.h"
#include "domain/data/data.h"
#include "packages/audit/audit.h"
#include "packages/guard/guard.h"
#include "packages/store/store.h"
#include "packages/warehouse/duckdb/child.h"
#include "packages/warehouse/duckdb/driver.h"

#include <string.h>

enum { MOST_ANSWER = 64 * 1024 * 1024, MOST_MIB = 512 };

/* --- what is asked and answered --- */

struct sql_request {
    const char *sql;
    bool check;
};
static const struct field sql_request_fields[] = {
    FIELD(sql_request, sql, "One SELECT.", .min = 1, .max = GUARD_MOST_TEXT,
          .example = "SELECT country, count(*) FROM sessions GROUP BY ALL"),
    FIELD(sql_request, check, "Judge and estimate it, run nothing.", .optional = true),
};
static const struct shape sql_request_shape = SHAPE(sql_request, sql_request_fields, "A statement.");

struct sql_column {
    const char *name, *type;
};
static const struct field sql_column_fields[] = {
    FIELD(sql_column, name, "As the statement names it."),
    FIELD(sql_column, type,
          "text, integer, number, boolean, date, timestamp or bytes; of a table: the engine's."),
};
static const struct shape sql_column_shape = SHAPE(sql_column, sql_column_fields, "A column.");

struct sql_estimate {
    int64_t rows, bytes;
    bool is_exact;
    double cost_usd;
    const char *of;
};
static const struct field sql_estimate_fields[] = {
    FIELD(sql_estimate, rows, "Rows of the tables that it reads, where they are told.", .optional = true,
          .none = true),
    FIELD(sql_estimate, bytes, "Bytes that it reads at most: as they are billed, where they are."),
    FIELD(sql_estimate, is_exact, "Else that is the most that it can be."),
    FIELD(sql_estimate, cost_usd, "What that costs; 0 where nothing is billed."),
    FIELD(sql_estimate, of, "What the figures are."),
};
static const struct shape sql_estimate_shape =
    SHAPE(sql_estimate, sql_estimate_fields, "What it may read at most.");

struct sql_answer {
    const char *source;
    bool was_run;
    const char **tables;
    size_t n_tables;
    struct sql_estimate *estimate;
    struct sql_column *columns;
    size_t n_columns;
    json_t *rows;
    int64_t n_rows;
    bool truncated;
    double elapsed_ms;
    const char *data_until, *data_version;
    struct instant loaded_at;
};
static const struct field sql_answer_fields[] = {
    FIELD(sql_answer, source, "sql: a statement, not a plan."),
    FIELD(sql_answer, was_run, "False when it was only checked."),
    SCALARS(sql_answer, tables, "Tables that it reads."),
    OBJECT(sql_answer, estimate, &sql_estimate_shape, "What it may read at most."),
    LIST(sql_answer, columns, &sql_column_shape, "In the statement's order."),
    FIELD(sql_answer, rows, "A list of cells for each row.", .type = "Cell[][]"),
    FIELD(sql_answer, n_rows, "How many rows are here."),
    FIELD(sql_answer, truncated, "There are more rows, or bytes, than one answer holds."),
    FIELD(sql_answer, elapsed_ms, "How long its process took."),
    FIELD(sql_answer, data_until, "Last day with events.", .optional = true),
    FIELD(sql_answer, data_version, "Changes with every load."),
    FIELD(sql_answer, loaded_at, "When the data was loaded.", .optional = true),
};
static const struct shape sql_answer_shape =
    SHAPE(sql_answer, sql_answer_fields, "An answer to a statement.");

struct sql_table {
    const char *name;
    struct sql_column *columns;
    size_t n_columns;
};
static const struct field sql_table_fields[] = {
    FIELD(sql_table, name, "As a statement names it."),
    LIST(sql_table, columns, &sql_column_shape, "In the table's order."),
};
static const struct shape sql_table_shape = SHAPE(sql_table, sql_table_fields, "A table.");

struct sql_tables {
    const char *dialect;
    struct sql_table *items;
    size_t n_items;
};
static const struct field sql_tables_fields[] = {
    FIELD(sql_tables, dialect, "What a statement is written in: duckdb or googlesql."),
    LIST(sql_tables, items, &sql_table_shape, "All that a statement may read."),
};
static const struct shape sql_tables_shape = SHAPE(sql_tables, sql_tables_fields, "Tables for statements.");

/* --- the verdict --- */

static const struct warehouse_driver *driver_of(const struct ctx *ctx)
{
    return ctx->ports->warehouse ? ctx->ports->warehouse->driver : &duckdb_driver;
}

static bool is_remote(const struct ctx *ctx)
{
    return (driver_of(ctx)->can & WAREHOUSE_REMOTE) != 0;
}

static struct err *local_judge(struct ctx *ctx, const char *sql, struct guard_verdict *out)
{
    const char **names = NULL;
    size_t n = 0;

    for (const struct public_table *table = duckdb_driver.public_tables; table->name; table++)
        *ARENA_PUSH(ctx->arena, names, n) = table->name;
    *ARENA_PUSH(ctx->arena, names, n) = NULL;
    return guard_duckdb(ctx, &(struct guard_policy){ .catalog = "memory", .tables = names }, sql, strlen(sql),
                        out);
}

static struct err *refused(struct ctx *ctx, const struct guard_verdict *verdict)
{
    const char *name = verdict->name ? arena_printf(ctx->arena, "\"%s\" ", verdict->name) : "";
    const char *place =
        verdict->line ? arena_printf(ctx->arena, " (line %zu, column %zu)", verdict->line, verdict->column)
                      : "";
    struct err *err = err_new(ctx, ERR_INVALID, "sql", "%s%s%s", name, verdict->reason, place);

    err->next_step = "Send one SELECT; truffle sql --tables lists what it may read.";
    return err;
}

/* A row for each statement, also for one that is refused: who, when, and which by its hash. */
static struct err *note(struct ctx *ctx, const char *sql, const char *what)
{
    const size_t len = strlen(sql);
    const struct audit_note row = {
        .summary = arena_printf(ctx->arena, "%s a statement of %s", what,
                                text_count(ctx->arena, (int64_t)len, "byte")),
        .details = json_keep(
            ctx, json_pack("{ss sI}", "sha256", sha256_hex(ctx->arena, sql, len), "bytes", (json_int_t)len)),
    };
    struct err *err;

    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = audit_append(ctx, ctx->operation, &row, NULL);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

/* The guard's word; what it refuses has its row here, what it allows once it is weighed. */
static struct err *judge(struct ctx *ctx, const struct sql_request *request, struct guard_verdict *verdict)
{
    struct err *err, *refusal;

    err = is_remote(ctx) ? remote_judge(ctx, request->sql, verdict) : local_judge(ctx, request->sql, verdict);
    if (err || verdict->is_allowed)
        return err;
    refusal = refused(ctx, verdict);
    err = note(ctx, request->sql, "refused");
    return err ? err : refusal;
}

/* --- running --- */

static struct err *run_here(struct ctx *ctx, const struct sql_request *request,
                            const struct duckdb_source *source, struct warehouse_result *out)
{
    const struct settings *settings = ctx->ports->settings;
    const struct child_query query = {
        .program = ctx->ports->program,
        .setup = source->setup,
        .temp_folder = source->temp_folder,
        .sql = request->sql,
        .n_files = source->n_files,
        .timeout_s = settings->query_timeout_s,
        .memory_mib = settings->warehouse_memory_mb < MOST_MIB ? settings->warehouse_memory_mb : MOST_MIB,
        .threads = settings->warehouse_threads,
    };

    return child_run(ctx, &query, out);
}

static void fill_columns(struct ctx *ctx, const struct warehouse_result *result, struct sql_answer *out)
{
    static const char *const words[] = {
        "text", "integer", "number", "boolean", "date", "timestamp", "bytes"
    };

    out->columns = arena_alloc(ctx->arena, (result->n_columns + 1) * sizeof(*out->columns));
    out->n_columns = result->n_columns;
    for (size_t i = 0; i < result->n_columns; i++)
        out->columns[i] = (struct sql_column){ result->columns[i].name, words[result->columns[i].type] };
}

/* Rows go from cells to text without a tree: the answer is written around their place. */
static struct err *encode(struct ctx *ctx, const struct sql_answer *answer,
                          const struct warehouse_result *result)
{
    static const char before[] = "\"rows\":",
                      hole[] = "\"rows\":null,\"n_rows\""; /* an estimate has rows too */
    struct buf text = buf_in(ctx->arena, MOST_ANSWER), whole = buf_in(ctx->arena, MOST_ANSWER);
    const char *at;

    shape_encode(&sql_answer_shape, answer, &text);
    at = strstr(buf_str(&text), hole);
    buf_add(&whole, text.at, (size_t)(at - text.at));
    buf_text(&whole, before);
    cells_encode(ctx, result, result->n_rows, &whole);
    buf_text(&whole, at + strlen(before) + strlen("null"));
    if (whole.is_full)
        return err_new(ctx, ERR_TOO_LARGE, NULL, "the answer is larger than 64 MiB");
    ctx->encoded = buf_str(&whole);
    ctx->encoded_len = whole.len;
    return NULL;
}

/* In a process of its own, over the files. */
static struct err *here(struct ctx *ctx, const struct sql_request *request,
                        const struct guard_verdict *verdict, const struct data *data,
                        struct sql_estimate *estimate, struct warehouse_result *result)
{
    struct duckdb_source source;
    struct err *err;

    err = note(ctx, request->sql, request->check ? "checked" : "ran");
    if (!err)
        err = duckdb_source(ctx, data->snapshot, verdict->tables, verdict->n_tables, &source);
    if (err)
        return err;
    *estimate = (struct sql_estimate){
        .rows = source.rows,
        .bytes = source.bytes,
        .of = "all rows of the tables it reads, and the whole files that hold them",
    };
    return request->check ? NULL : run_here(ctx, request, &source, result);
}

/* A second reading, by the warehouse itself, and the budgets stand before it. */
static struct err *elsewhere(struct ctx *ctx, const struct sql_request *request,
                             const struct guard_verdict *verdict, const struct data *data,
                             struct sql_estimate *estimate, struct warehouse_result *result)
{
    struct remote_query query = { .sql = request->sql };
    struct err *err, *refusal;

    refusal = remote_weigh(ctx, data, verdict, request->check, &query);
    err = note(ctx, request->sql, refusal ? "refused" : request->check ? "checked" : "ran");
    if (err && !refusal)
        refusal = remote_leave(ctx, &query);
    if (err || refusal)
        return err ? err : refusal;
    *estimate = (struct sql_estimate){
        .rows = INT_NONE,
        .bytes = query.estimate.bytes,
        .is_exact = query.estimate.is_exact,
        .cost_usd = budget_cost(ctx, query.estimate.bytes),
        .of = "what a dry run says that it reads, as it is billed",
    };
    return request->check ? NULL : remote_run(ctx, data, &query, result);
}

static struct err *sql_run(struct ctx *ctx, const void *in, void *out)
{
    const struct sql_request *request = in;
    struct warehouse_result result = { 0 };
    struct guard_verdict verdict;
    struct sql_estimate estimate;
    struct sql_answer answer;
    struct data data;
    struct err *err;

    (void)out;
    err = judge(ctx, request, &verdict);
    if (!err)
        err = data_open(ctx, NULL, &data);
    if (!err)
        err = (is_remote(ctx) ? elsewhere : here)(ctx, request, &verdict, &data, &estimate, &result);
    if (err)
        return err;
    answer = (struct sql_answer){ .source = "sql",
                                  .was_run = !request->check,
                                  .tables = verdict.tables,
                                  .n_tables = verdict.n_tables,
                                  .estimate = &estimate,
                                  .n_rows = (int64_t)result.n_rows,
                                  .truncated = result.truncated,
                                  .elapsed_ms = (double)result.elapsed_us / 1000,
                                  .data_until = data.state.data_until,
                                  .data_version = data.state.data_version,
                                  .loaded_at = data.state.loaded_at };
    fill_columns(ctx, &result, &answer);
    return encode(ctx, &answer, &result);
}

/* --- which tables there are --- */

static struct err *describe(struct ctx *ctx, struct snapshot *snapshot, const char *name,
                            struct sql_table *out)
{
    struct public_column *columns = NULL;
    size_t n = 0;
    struct err *err = snapshot_describe(ctx, snapshot, name, &columns, &n);

    if (err)
        return err;
    *out = (struct sql_table){ .name = name, .n_columns = n };
    out->columns = arena_alloc(ctx->arena, (n + 1) * sizeof(*out->columns));
    for (size_t i = 0; i < n; i++)
        out->columns[i] = (struct sql_column){ columns[i].name, columns[i].type };
    return NULL;
}

static struct err *sql_tables(struct ctx *ctx, const void *in, void *out)
{
    struct sql_tables *tables = out;
    struct data data;
    struct err *err;

    (void)in;
    err = data_open(ctx, NULL, &data);
    if (err)
        return err;
    tables->dialect = data.snapshot->driver->dialect;
    for (const struct public_table *at = data.snapshot->driver->public_tables; at->name && !err; at++) {
        struct sql_table *table = ARENA_PUSH(ctx->arena, tables->items, tables->n_items);

        err = describe(ctx, data.snapshot, at->name, table);
    }
    return err;
}

struct sql_table_key {
    const char *table;
};
static const struct field table_key_fields[] = {
    FIELD(sql_table_key, table, "As a statement names it.", .min = 1, .max = 200),
};
static const struct shape sql_table_key_shape = SHAPE(sql_table_key, table_key_fields, "Which table.");

static struct err *sql_table(struct ctx *ctx, const void *in, void *out)
{
    const struct sql_table_key *key = in;
    struct data data;
    struct err *err = data_open(ctx, NULL, &data);

    if (err)
        return err;
    for (const struct public_table *at = data.snapshot->driver->public_tables; at->name; at++)
        if (text_is(at->name, key->table))
            return describe(ctx, data.snapshot, at->name, out);
    return err_new(ctx, ERR_NOT_FOUND, NULL, "no table %s", key->table);
}

const struct operation sql_operations[N_SQL_OPERATIONS] = {
    [SQL_RUN] = READ("sql_run", sql_run, ROLE_USER, &sql_request_shape, &sql_answer_shape,
                     "Run one SELECT over the warehouse", LONG, .rate = RATE_SQL),
    [SQL_TABLES] = READ("sql_tables", sql_tables, ROLE_USER, NULL, &sql_tables_shape,
                        "List the tables that a statement may read", LONG),
    [SQL_TABLE] = READ("sql_table", sql_table, ROLE_USER, &sql_table_key_shape, &sql_table_shape,
                       "Read one table's columns", LONG),
};
