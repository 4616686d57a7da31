#include "packages/warehouse/duckdb/engine.h"

#include "packages/warehouse/duckdb/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { A_WHILE_NS = 300000 };

struct err *engine_error(struct ctx *ctx, duckdb_error_type type, const char *message)
{
    static const struct {
        duckdb_error_type type;
        enum err_code code;
    } codes[] = {
        { DUCKDB_ERROR_OUT_OF_RANGE, ERR_INVALID },    { DUCKDB_ERROR_CONVERSION, ERR_INVALID },
        { DUCKDB_ERROR_MISMATCH_TYPE, ERR_INVALID },   { DUCKDB_ERROR_DIVIDE_BY_ZERO, ERR_INVALID },
        { DUCKDB_ERROR_INVALID_TYPE, ERR_INVALID },    { DUCKDB_ERROR_NOT_IMPLEMENTED, ERR_INVALID },
        { DUCKDB_ERROR_EXPRESSION, ERR_INVALID },      { DUCKDB_ERROR_CATALOG, ERR_INVALID },
        { DUCKDB_ERROR_PARSER, ERR_INVALID },          { DUCKDB_ERROR_BINDER, ERR_INVALID },
        { DUCKDB_ERROR_SYNTAX, ERR_INVALID },          { DUCKDB_ERROR_CONSTRAINT, ERR_INVALID },
        { DUCKDB_ERROR_INVALID_INPUT, ERR_INVALID },   { DUCKDB_ERROR_PERMISSION, ERR_FORBIDDEN },
        { DUCKDB_ERROR_OUT_OF_MEMORY, ERR_TOO_LARGE }, { DUCKDB_ERROR_INTERRUPT, ERR_TIMEOUT },
    };
    const char *text = message ? message : "the engine gave no reason";
    enum err_code code = ERR_INTERNAL;

    for (size_t i = 0; i < COUNT(codes); i++) {
        if (codes[i].type == type)
            code = codes[i].code;
    }
    if (code == ERR_TIMEOUT)
        return err_new(ctx, code, NULL, "the query took too long and was stopped");
    if (code == ERR_TOO_LARGE)
        return err_new(ctx, code, NULL, "the query needs more memory than it may have");
    return err_new(ctx, code, NULL, "%.*s", (int)strcspn(text, "\n"), text);
}

static struct err *set(struct ctx *ctx, duckdb_config config, const char *name, const char *value)
{
    if (duckdb_set_config(config, name, value) == DuckDBError)
        return err_new(ctx, ERR_INTERNAL, NULL, "the engine refused %s=%s", name, value);
    return NULL;
}

static struct err *configure(struct ctx *ctx, duckdb_config config, const struct engine_options *options)
{
    const char *memory =
        arena_printf(ctx->arena, "%ldMiB", (long)(options->memory_mib ? options->memory_mib : 1024));
    const char *threads = arena_printf(ctx->arena, "%ld", (long)options->threads);
    const char *const pairs[][2] = {
        { "autoinstall_known_extensions", "false" },
        { "autoload_known_extensions", "false" },
        { "allow_community_extensions", "false" },
        { "memory_limit", memory },
        { "threads", options->threads > 0 ? threads : NULL },
    };
    struct err *err = NULL;

    for (size_t i = 0; i < COUNT(pairs) && !err; i++) {
        if (pairs[i][1])
            err = set(ctx, config, pairs[i][0], pairs[i][1]);
    }
    return err;
}

/* The empty folder can be set by SQL alone, and only while access to the outside is on. */
static struct err *set_temp(struct ctx *ctx, duckdb_database db, const struct engine_options *options)
{
    duckdb_connection connection;
    struct err *err;

    if (duckdb_connect(db, &connection) == DuckDBError)
        return err_new(ctx, ERR_INTERNAL, NULL, "the engine gave no connection");
    err = engine_run(
        ctx, connection,
        arena_printf(ctx->arena, "SET temp_directory = %s", engine_quoted(ctx->arena, options->temp_folder)));
    if (!err && options->temp_folder[0])
        err = engine_run(
            ctx, connection,
            arena_printf(ctx->arena, "SET max_temp_directory_size = '%ldMiB'", (long)options->temp_mib));
    duckdb_disconnect(&connection);
    return err;
}

struct err *engine_open(struct ctx *ctx, const struct engine_options *options, duckdb_database *out)
{
    duckdb_config config;
    duckdb_database db;
    char *message = NULL;
    struct err *err;

    if (duckdb_create_config(&config) == DuckDBError)
        return err_new(ctx, ERR_INTERNAL, NULL, "the engine gave no configuration");
    err = configure(ctx, config, options);
    if (!err && duckdb_open_ext(NULL, &db, config, &message) == DuckDBError)
        err = err_new(ctx, ERR_INTERNAL, NULL, "the engine didn't start: %s",
                      message ? message : "no reason given");
    duckdb_free(message);
    duckdb_destroy_config(&config);
    if (err)
        return err;
    err = set_temp(ctx, db, options);
    if (err) {
        duckdb_close(&db);
        return err;
    }
    *out = db;
    return NULL;
}

struct err *engine_run(struct ctx *ctx, duckdb_connection connection, const char *sql)
{
    struct err *err = NULL;
    duckdb_result result;

    if (duckdb_query(connection, sql, &result) == DuckDBError)
        err = engine_error(ctx, duckdb_result_error_type(&result), duckdb_result_error(&result));
    duckdb_destroy_result(&result);
    return err;
}

static duckdb_state bind_value(duckdb_prepared_statement statement, idx_t at,
                               const struct parameter *parameter)
{
    const struct cell *cell = &parameter->cell;

    if (cell->is_null)
        return duckdb_bind_null(statement, at);
    switch (parameter->type) {
    case CELL_TEXT:
        return duckdb_bind_varchar(statement, at, cell->value.text);
    case CELL_INTEGER:
        return duckdb_bind_int64(statement, at, cell->value.integer);
    case CELL_NUMBER:
        return duckdb_bind_double(statement, at, cell->value.number);
    case CELL_BOOLEAN:
        return duckdb_bind_boolean(statement, at, cell->value.boolean);
    case CELL_DATE:
        return duckdb_bind_date(statement, at, (duckdb_date){ (int32_t)cell->value.integer });
    case CELL_TIMESTAMP:
        return duckdb_bind_timestamp(statement, at, (duckdb_timestamp){ cell->value.integer });
    case CELL_BYTES:
        return duckdb_bind_blob(statement, at, cell->value.bytes.at, cell->value.bytes.size);
    }
    return DuckDBError;
}

static struct err *bind_all(struct ctx *ctx, duckdb_prepared_statement statement,
                            const struct parameter *parameters, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        idx_t at;

        if (duckdb_bind_parameter_index(statement, &at, parameters[i].name) == DuckDBError ||
            bind_value(statement, at, &parameters[i]) == DuckDBError)
            return err_new(ctx, ERR_INTERNAL, NULL, "parameter $%s can't be bound", parameters[i].name);
    }
    return NULL;
}

static struct err *prepare(struct ctx *ctx, duckdb_connection connection, const char *sql,
                           const struct parameter *parameters, size_t n, duckdb_prepared_statement *out)
{
    struct err *err = NULL;

    if (duckdb_prepare(connection, sql, out) == DuckDBError)
        err = engine_error(ctx, DUCKDB_ERROR_BINDER, duckdb_prepare_error(*out));
    if (!err)
        err = bind_all(ctx, *out, parameters, n);
    if (err)
        duckdb_destroy_prepare(out);
    return err;
}

/* The engine would spin while its other threads are at work: half of a load's CPU time on a busy machine. */
static duckdb_state execute(duckdb_prepared_statement statement, duckdb_result *out)
{
    const struct timespec a_while = { .tv_nsec = A_WHILE_NS };
    duckdb_pending_result pending;
    duckdb_pending_state state;
    duckdb_state is_done;

    if (duckdb_pending_prepared(statement, &pending) == DuckDBError) {
        duckdb_destroy_pending(&pending);
        return duckdb_execute_prepared(statement, out); /* whose error has a type */
    }
    while (!duckdb_pending_execution_is_finished(state = duckdb_pending_execute_task(pending)))
        if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE)
            (void)nanosleep(&a_while, NULL);
    is_done = duckdb_execute_pending(pending, out);
    duckdb_destroy_pending(&pending);
    return is_done;
}

struct err *engine_do(struct ctx *ctx, duckdb_connection connection, const char *sql,
                      const struct parameter *parameters, size_t n, int64_t *changed)
{
    duckdb_prepared_statement statement;
    duckdb_result result;
    struct err *err;

    err = prepare(ctx, connection, sql, parameters, n, &statement);
    if (err)
        return err;
    if (execute(statement, &result) == DuckDBError)
        err = engine_error(ctx, duckdb_result_error_type(&result), duckdb_result_error(&result));
    else if (changed)
        *changed = (int64_t)duckdb_rows_changed(&result);
    duckdb_destroy_result(&result);
    duckdb_destroy_prepare(&statement);
    return err;
}

static struct err *fetch_all(struct ctx *ctx, duckdb_result *result, warehouse_sink *sink, void *arg)
{
    struct arena *arena = arena_new(); /* a chunk's, emptied for each */
    struct warehouse_chunk out = { 0 };
    struct warehouse_column *columns = NULL;
    bool is_told = false;
    duckdb_data_chunk chunk;
    struct err *err;

    err = cells_columns(ctx, result, &columns, &out.n_columns);
    out.columns = columns;
    while (!err && (chunk = duckdb_fetch_chunk(*result)) != NULL) {
        struct cell *cells;

        out.n_rows = (size_t)duckdb_data_chunk_get_size(chunk);
        cells = arena_alloc(arena, out.n_rows * out.n_columns * sizeof(*cells));
        err = cells_read(ctx, arena, result, chunk, cells);
        duckdb_destroy_data_chunk(&chunk);
        out.cells = cells;
        if (!err)
            err = sink(ctx, &out, arg);
        is_told = true;
        arena_reset(arena);
    }
    if (!err && !is_told) /* without rows the columns are told all the same */
        err = sink(ctx, &out, arg);
    arena_free(arena);
    if (!err && duckdb_result_error(result))
        return engine_error(ctx, duckdb_result_error_type(result), duckdb_result_error(result));
    return err;
}

/* --- statements kept --- */

/* Out of those kept: it is put back when it went well. Without parameters there is nothing to bind again. */
static duckdb_prepared_statement take_kept(struct engine_kept *kept, const struct warehouse_query *query)
{
    duckdb_prepared_statement statement;

    for (size_t i = 0; kept && query->n_parameters && i < ENGINE_KEPT; i++) {
        if (!text_is(kept->items[i].sql, query->sql))
            continue;
        statement = kept->items[i].statement;
        free(kept->items[i].sql);
        kept->items[i].sql = NULL;
        kept->items[i].statement = NULL;
        return statement;
    }
    return NULL;
}

static void keep(struct engine_kept *kept, const char *sql, duckdb_prepared_statement statement)
{
    size_t at = kept->next;

    for (size_t i = 0; i < ENGINE_KEPT; i++)
        if (!kept->items[i].sql)
            at = i;
    if (at == kept->next)
        kept->next = (at + 1) % ENGINE_KEPT;
    free(kept->items[at].sql);
    duckdb_destroy_prepare(&kept->items[at].statement);
    (void)duckdb_clear_bindings(statement); /* whose values are nobody else's business */
    kept->items[at].sql = strdup(sql);
    kept->items[at].statement = statement;
}

void engine_forget(struct engine_kept *kept)
{
    for (size_t i = 0; i < ENGINE_KEPT; i++) {
        free(kept->items[i].sql);
        duckdb_destroy_prepare(&kept->items[i].statement);
    }
    *kept = (struct engine_kept){ 0 };
}

static struct err *stream(struct ctx *ctx, duckdb_connection connection, struct engine_kept *kept,
                          const struct warehouse_query *query, warehouse_sink *sink, void *arg,
                          struct engine_counts *counts)
{
    duckdb_prepared_statement statement = take_kept(kept, query);
    duckdb_result result;
    struct err *err;

    if (statement)
        err = bind_all(ctx, statement, query->parameters, query->n_parameters);
    else
        err = prepare(ctx, connection, query->sql, query->parameters, query->n_parameters, &statement);
    if (err) {
        duckdb_destroy_prepare(&statement);
        return err;
    }
    if (duckdb_execute_prepared_streaming(statement, &result) == DuckDBError)
        err = engine_error(ctx, duckdb_result_error_type(&result), duckdb_result_error(&result));
    else
        err = fetch_all(ctx, &result, sink, arg);
    duckdb_destroy_result(&result);
    if (kept && query->n_parameters && !err)
        keep(kept, query->sql, statement);
    else
        duckdb_destroy_prepare(&statement);
    if (counts)
        reading_of(connection, counts);
    return err;
}

struct err *engine_stream(struct ctx *ctx, duckdb_connection connection, const struct warehouse_query *query,
                          warehouse_sink *sink, void *arg, struct engine_counts *counts)
{
    return stream(ctx, connection, NULL, query, sink, arg, counts);
}

struct collected {
    struct warehouse_result *out;
    struct cell *cells;
    size_t n_cells, max_rows;
    bool is_enough;
};

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

/* Ends the stream by an error once there are enough rows; engine_query() takes it for success. */
static struct err *collect(struct ctx *ctx, const struct warehouse_chunk *chunk, void *arg)
{
    struct collected *to = arg;

    to->out->columns = chunk->columns;
    to->out->n_columns = chunk->n_columns;
    for (size_t row = 0; row < chunk->n_rows; row++) {
        if (to->max_rows && to->out->n_rows == to->max_rows) {
            to->out->truncated = to->is_enough = true;
            return err_new(ctx, ERR_TOO_LARGE, NULL, "more than %zu rows", to->max_rows);
        }
        for (size_t i = 0; i < chunk->n_columns; i++)
            *ARENA_PUSH(ctx->arena, to->cells, to->n_cells) =
                kept(ctx->arena, chunk->columns[i].type, chunk->cells[row * chunk->n_columns + i]);
        to->out->n_rows++;
    }
    return NULL;
}

struct err *engine_query(struct ctx *ctx, duckdb_connection connection, const struct warehouse_query *query,
                         struct warehouse_result *out)
{
    return engine_query_kept(ctx, connection, NULL, query, out);
}

struct err *engine_query_kept(struct ctx *ctx, duckdb_connection connection, struct engine_kept *kept,
                              const struct warehouse_query *query, struct warehouse_result *out)
{
    const int64_t began = monotonic_us();
    struct warehouse_result result = { 0 };
    struct collected to = { .out = &result, .max_rows = query->max_rows };
    struct engine_counts counts = { 0 };
    struct err *err;

    err = stream(ctx, connection, kept, query, collect, &to, &counts);
    if (err && !to.is_enough)
        return err;
    result.cells = to.cells;
    result.rows_read = counts.rows_read;
    result.bytes_read = counts.bytes_read;
    result.elapsed_us = monotonic_us() - began;
    *out = result;
    return NULL;
}

const char *engine_quoted(struct arena *arena, const char *text)
{
    struct buf buf = buf_in(arena, 2 * strlen(text) + 3);

    buf_char(&buf, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            buf_char(&buf, '\'');
        buf_char(&buf, *text);
    }
    buf_char(&buf, '\'');
    return buf_str(&buf);
}

struct parameter engine_text(const char *name, const char *value)
{
    return (struct parameter){ name, CELL_TEXT, { .is_null = !value, .value.text = value } };
}

struct parameter engine_int(const char *name, int64_t value)
{
    return (struct parameter){ name, CELL_INTEGER, { .value.integer = value } };
}

struct parameter engine_day(const char *name, int64_t days)
{
    return (struct parameter){ name, CELL_DATE, { .value.integer = days } };
}
