/*
 * The process that runs foreign SQL. It reads what is asked from standard input, takes away from itself what
 * it doesn't need, and writes frames to standard output.
 */
#include "packages/warehouse/duckdb/child.h"
#include "packages/warehouse/duckdb/engine.h"
#include "packages/warehouse/duckdb/frames.h"
#include "packages/warehouse/duckdb/sandbox.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { MOST_MESSAGE = 500, OWN_FILES = 64, BLOCK = 64 * 1024, MOST_PLANNED = 1000000000 };

struct asked {
    const char *setup, *sql, *folder;
    int64_t n_files, timeout_s, memory_mib, threads, max_rows, max_bytes;
};
static const struct field asked_fields[] = {
    FIELD(asked, setup, "Ours."),
    FIELD(asked, sql, "Theirs."),
    FIELD(asked, folder, "Empty."),
    FIELD(asked, n_files, "Attached."),
    FIELD(asked, timeout_s, "Wall."),
    FIELD(asked, memory_mib, "Of the engine."),
    FIELD(asked, threads, "Of the engine."),
    FIELD(asked, max_rows, "Sent."),
    FIELD(asked, max_bytes, "Sent."),
};

struct sending {
    const struct asked *asked;
    int64_t n_rows;
    size_t n_bytes;
    bool is_told, is_truncated, is_broken;
};

static bool write_all(const struct buf *buf)
{
    for (size_t at = 0; at < buf->len;) {
        const ssize_t n = write(STDOUT_FILENO, buf->at + at, buf->len - at);

        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* Rows are counted and weighed before they are sent; the one too many ends the stream. */
static struct err *send_chunk(struct ctx *ctx, const struct warehouse_chunk *chunk, void *arg)
{
    struct sending *sending = arg;
    struct buf row = buf_heap((size_t)sending->asked->max_bytes + BLOCK);

    if (!sending->is_told) {
        frame_columns(&row, chunk->columns, chunk->n_columns);
        sending->is_told = true;
        sending->is_broken = !write_all(&row);
    }
    for (size_t i = 0; i < chunk->n_rows && !sending->is_truncated && !sending->is_broken; i++) {
        buf_reset(&row);
        frame_row(&row, chunk->columns, &chunk->cells[i * chunk->n_columns], chunk->n_columns);
        sending->n_bytes += row.len;
        sending->is_truncated = row.is_full || sending->n_rows == sending->asked->max_rows ||
                                sending->n_bytes > (size_t)sending->asked->max_bytes;
        sending->n_rows += !sending->is_truncated;
        if (!sending->is_truncated)
            sending->is_broken = !write_all(&row);
    }
    buf_free(&row);
    return sending->is_truncated || sending->is_broken ? err_new(ctx, ERR_TOO_LARGE, NULL, "enough") : NULL;
}

/* Lists, structs and the like, and with `wide` whole numbers that may pass 64 bits, are told as text. */
static void write_wrapped(duckdb_prepared_statement statement, const char *inner, bool wide, struct buf *to)
{
    buf_reset(to);
    buf_text(to, "SELECT ");
    for (idx_t i = 0; i < duckdb_prepared_statement_column_count(statement); i++) {
        const duckdb_type type = duckdb_prepared_statement_column_type(statement, i);
        const char *name = duckdb_prepared_statement_column_name(statement, i);
        const bool is_wide = type == DUCKDB_TYPE_HUGEINT || type == DUCKDB_TYPE_UBIGINT;
        const bool is_cast = !cells_know(type) || (wide && is_wide);

        buf_printf(to, "%s%s#%u%s AS \"", i ? ", " : "", is_cast ? "CAST(" : "", (unsigned)i + 1,
                   is_cast ? " AS VARCHAR)" : "");
        for (const char *at = name; *at; at++)
            buf_text(to, *at == '"' ? "\"\"" : (char[]){ *at, 0 });
        buf_char(to, '"');
        duckdb_free((void *)(uintptr_t)name);
    }
    buf_printf(to, " FROM (%s\n) AS _", inner);
}

static bool can_prepare(duckdb_connection connection, const char *sql)
{
    duckdb_prepared_statement statement;
    const bool can = duckdb_prepare(connection, sql, &statement) == DuckDBSuccess;

    duckdb_destroy_prepare(&statement);
    return can;
}

/* The statement's own text is wrapped; where that can't be read (it may end in a semicolon), the engine's
 * writing of it. */
static struct err *as_text(struct ctx *ctx, duckdb_connection connection, duckdb_prepared_statement statement,
                           const char *sql, bool wide, const char **out)
{
    const struct parameter text = engine_text("sql", sql);
    const struct warehouse_query query = {
        .sql = "SELECT json_deserialize_sql(json_serialize_sql(CAST($sql AS VARCHAR)))",
        .parameters = &text,
        .n_parameters = 1
    };
    struct warehouse_result result = { 0 };
    struct buf wrapped = buf_in(ctx->arena, 1024 * 1024);
    struct err *err;

    write_wrapped(statement, sql, wide, &wrapped);
    if (!can_prepare(connection, buf_str(&wrapped))) {
        err = engine_query(ctx, connection, &query, &result);
        if (err)
            return err;
        write_wrapped(statement, result.cells[0].value.text, wide, &wrapped);
    }
    *out = buf_str(&wrapped);
    return wrapped.is_full ? err_new(ctx, ERR_TOO_LARGE, NULL, "the statement is too long") : NULL;
}

/* The most rows that any step of the plan makes, by the engine's own estimate. */
static double most_rows(json_t *plan)
{
    json_t *info = json_object_get(plan, "extra_info"), *children = json_object_get(plan, "children"), *child;
    const char *said = json_string_value(json_object_get(info, "Estimated Cardinality"));
    double most = 0, rows;
    size_t i;

    if (said && text_to_number(said, &rows))
        most = rows;
    json_array_foreach(children, i, child)
    {
        rows = most_rows(child);
        most = rows > most ? rows : most;
    }
    return most;
}

/* A product of tables ends some day, but not in a time that anybody waits for: it is refused before it runs.
 */
static struct err *check_plan(struct ctx *ctx, duckdb_connection connection, const char *sql)
{
    const struct warehouse_query query = { .sql = arena_printf(ctx->arena, "EXPLAIN (FORMAT json) %s", sql) };
    struct warehouse_result result = { 0 };
    struct err *err;
    json_t *plan;

    err = engine_query(ctx, connection, &query, &result);
    if (err)
        return err;
    if (!result.n_rows || result.n_columns < 2 || result.cells[1].is_null)
        return err_new(ctx, ERR_INVALID, NULL, "the statement has no plan");
    plan = json_loads(result.cells[1].value.text, 0, NULL);
    if (!plan)
        return err_new(ctx, ERR_INVALID, NULL, "the statement's plan can't be read");
    json_keep(ctx, plan);
    if (most_rows(json_array_get(plan, 0)) > (double)MOST_PLANNED)
        return err_new(ctx, ERR_TOO_LARGE, NULL,
                       "the statement would make about %.0f rows on its way, at most %d are allowed",
                       most_rows(json_array_get(plan, 0)), MOST_PLANNED);
    return NULL;
}

static struct err *checked(struct ctx *ctx, duckdb_connection connection, const char *sql, bool wide,
                           const char **out)
{
    duckdb_prepared_statement statement;
    struct err *err = NULL;
    bool is_known = !wide;

    *out = sql;
    if (duckdb_prepare(connection, sql, &statement) == DuckDBError)
        err = engine_error(ctx, DUCKDB_ERROR_BINDER, duckdb_prepare_error(statement));
    else if (duckdb_prepared_statement_type(statement) != DUCKDB_STATEMENT_TYPE_SELECT)
        err = err_new(ctx, ERR_INVALID, NULL, "only a SELECT may be sent");
    for (idx_t i = 0; !err && i < duckdb_prepared_statement_column_count(statement); i++)
        is_known = is_known && cells_know(duckdb_prepared_statement_column_type(statement, i));
    if (!err)
        err = check_plan(ctx, connection, sql);
    if (!err && !is_known)
        err = as_text(ctx, connection, statement, sql, wide, out);
    duckdb_destroy_prepare(&statement);
    return err;
}

static struct err *open_engine(struct ctx *ctx, const struct asked *asked, duckdb_connection *out)
{
    const struct engine_options options = { .memory_mib = asked->memory_mib,
                                            .threads = asked->threads,
                                            .temp_folder = "" };
    duckdb_database db;
    struct err *err;

    err = engine_open(ctx, &options, &db);
    if (!err && duckdb_connect(db, out) == DuckDBError)
        err = err_new(ctx, ERR_INTERNAL, NULL, "the engine gave no connection");
    if (!err)
        err = engine_run(ctx, *out, asked->setup);
    if (!err)
        err = engine_run(ctx, *out,
                         "SET enable_external_access = false; SET lock_configuration = true; "
                         "BEGIN TRANSACTION READ ONLY;");
    if (!err && !sandbox_seal())
        err = err_new(ctx, ERR_UNAVAILABLE, NULL, "this kernel can't confine the query");
    if (err && err->code != ERR_UNAVAILABLE) /* its words would be about our files */
        err = err_new(ctx, ERR_UNAVAILABLE, NULL, "the warehouse can't be opened for this query");
    return err;
}

/* A column of sums is a whole number until one value passes 64 bits: then, before a row was sent, once more.
 */
static struct err *run(struct ctx *ctx, duckdb_connection connection, struct sending *sending)
{
    struct warehouse_query query = { 0 };
    struct err *err;

    err = checked(ctx, connection, sending->asked->sql, false, &query.sql);
    if (!err)
        err = engine_stream(ctx, connection, &query, send_chunk, sending, NULL);
    if (!err_is(err, ERR_INVALID) || sending->is_told || !strstr(err->message, "beyond 64 bits"))
        return err;
    err = checked(ctx, connection, sending->asked->sql, true, &query.sql);
    return err ? err : engine_stream(ctx, connection, &query, send_chunk, sending, NULL);
}

static struct err *answer(struct ctx *ctx, const struct asked *asked)
{
    const struct sandbox_limits limits = {
        .memory_bytes = UINT64_C(2) << 30,
        .cpu_s = (uint64_t)asked->timeout_s,
        .files = (uint64_t)asked->n_files + OWN_FILES,
    };
    struct sending sending = { .asked = asked };
    struct buf end = buf_heap(BLOCK);
    duckdb_connection connection;
    struct err *err;

    if (chdir(asked->folder) != 0 || !sandbox_limit(&limits))
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "the query can't be limited");
    err = open_engine(ctx, asked, &connection);
    if (!err)
        err = run(ctx, connection, &sending);
    if (sending.is_truncated)
        err = NULL;
    if (err)
        return err;
    frame_end(&end, sending.is_truncated, sending.n_rows);
    (void)write_all(&end); /* nobody listens any more: it ends all the same */
    return NULL;
}

static struct err *read_asked(struct ctx *ctx, struct asked *out)
{
    static const struct shape shape = SHAPE(asked, asked_fields, "What is asked.");
    json_t *json = json_loadfd(STDIN_FILENO, 0, NULL);

    return json ? shape_decode(ctx, &shape, json_keep(ctx, json), out)
                : err_new(ctx, ERR_INVALID, NULL, "nothing was asked");
}

/* No engine is closed and no arena freed: the process ends. */
int child_main(void)
{
    struct arena *arena = arena_new();
    struct ctx ctx = { .arena = arena, .now = instant_now() };
    struct asked asked = { 0 };
    struct buf said = buf_heap(BLOCK);
    struct err *err;

    err = read_asked(&ctx, &asked);
    if (!err)
        err = answer(&ctx, &asked);
    if (err) {
        const char *message = err->message;
        size_t n = strlen(message) < MOST_MESSAGE ? strlen(message) : MOST_MESSAGE;

        while (n && (message[n] & 0xc0) == 0x80) /* not within a character */
            n--;
        frame_error(&said, err->code == ERR_INTERNAL ? ERR_INVALID : err->code,
                    arena_text_n(arena, message, n));
        (void)write_all(&said);
    }
    _exit(0);
}
