#include "packages/semantic/testing.h"

#ifdef TRUFFLE_TEST
#include "packages/core/test.h"

#include <duckdb.h>
#include <stdio.h>
#include <string.h>

struct duck {
    duckdb_database database;
    duckdb_connection connection;
};

/* --- the model --- */

static const char *file_text(struct ctx *ctx, const char *path, size_t *len)
{
    struct buf text = buf_in(ctx->arena, 1024 * 1024);
    FILE *file = fopen(path, "rbe");
    char chunk[4096];
    size_t n;

    assert_non_null(file);
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buf_add(&text, chunk, n);
    fclose(file);
    *len = text.len;
    return buf_str(&text);
}

static void free_model(void *model)
{
    model_free(model);
}

const struct model *commerce(struct ctx *ctx)
{
    const struct model *model;
    size_t len;
    const char *text = file_text(ctx, "data/semantic/commerce.yaml", &len);

    assert_ok(model_load(ctx, text, len, "commerce.yaml", &model));
    arena_defer(ctx->arena, free_model, (void *)(uintptr_t)model);
    return model;
}

struct compile_options test_options(void)
{
    return (struct compile_options){ .today = { 2026, 11, 24 }, .zone = "America/New_York" };
}

const char *json_of(struct ctx *ctx, const char *text)
{
    char *json = arena_text(ctx->arena, text);

    for (char *c = json; *c; c++)
        if (*c == '\'')
            *c = '"';
    return json;
}

struct plan plan_from(struct ctx *ctx, const char *json)
{
    struct plan plan;
    json_t *tree;

    json = json_of(ctx, json);
    assert_ok(json_parse(ctx, json, strlen(json), &tree));
    assert_ok(plan_decode(ctx, tree, &plan));
    return plan;
}

struct cond rules_from(struct ctx *ctx, const char *json)
{
    struct cond rules;
    json_t *tree;

    json = json_of(ctx, json);
    assert_ok(json_parse(ctx, json, strlen(json), &tree));
    assert_ok(rules_decode(ctx, tree, &rules));
    return rules;
}

uint64_t dice_roll(struct dice *dice, uint64_t sides)
{
    uint64_t x = dice->state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (x ^ x >> 31) % sides;
}

/* --- DuckDB --- */

static void close_duck(void *at)
{
    struct duck *duck = at;

    duckdb_disconnect(&duck->connection);
    duckdb_close(&duck->database);
}

void duck_run(struct duck *duck, const char *sql)
{
    duckdb_result result;

    if (duckdb_query(duck->connection, sql, &result) == DuckDBError) {
        print_error("%s\n%.2000s\n", duckdb_result_error(&result), sql);
        fail();
    }
    duckdb_destroy_result(&result);
}

void duck_fill(struct ctx *ctx, struct duck *duck, const char *table, const char *csv)
{
    const char *path = arena_printf(ctx->arena, "%s/rows.csv", test_folder(ctx));
    FILE *file = fopen(path, "wbe");

    assert_non_null(file);
    assert_int_equal(fwrite(csv, 1, strlen(csv), file), strlen(csv));
    assert_int_equal(fclose(file), 0);
    duck_run(duck, arena_printf(ctx->arena, "COPY %s FROM '%s' (FORMAT csv, HEADER false)", table, path));
}

struct duck *duck_open(struct ctx *ctx)
{
    struct duck *duck = arena_alloc(ctx->arena, sizeof(*duck));
    const char *views, *end;
    size_t len;

    assert_int_equal(duckdb_open(NULL, &duck->database), DuckDBSuccess);
    assert_int_equal(duckdb_connect(duck->database, &duck->connection), DuckDBSuccess);
    arena_defer(ctx->arena, close_duck, duck);
    duck_run(duck, "SET threads = 2");
    duck_run(duck, file_text(ctx, "data/duckdb/schema.sql", &len));
    duck_run(duck, "ALTER TABLE customer_users RENAME TO customer_links"); /* the view over it has its name */
    views = strstr(file_text(ctx, "data/duckdb/views.sql", &len), "-- name: views");
    assert_non_null(views);
    end = strstr(views + 1, "-- name:");
    duck_run(duck, end ? arena_text_n(ctx->arena, views, (size_t)(end - views)) : views);
    return duck;
}

static void bind(duckdb_prepared_statement statement, const struct parameter *parameter)
{
    const struct cell *cell = &parameter->cell;
    duckdb_state state;
    idx_t at;

    assert_int_equal(duckdb_bind_parameter_index(statement, &at, parameter->name), DuckDBSuccess);
    switch (parameter->type) {
    case CELL_TEXT:
        state = duckdb_bind_varchar(statement, at, cell->value.text);
        break;
    case CELL_NUMBER:
        state = duckdb_bind_double(statement, at, cell->value.number);
        break;
    case CELL_BOOLEAN:
        state = duckdb_bind_boolean(statement, at, cell->value.boolean);
        break;
    case CELL_DATE:
        state = duckdb_bind_date(statement, at, (duckdb_date){ (int32_t)cell->value.integer });
        break;
    default:
        state = duckdb_bind_int64(statement, at, cell->value.integer);
    }
    assert_int_equal(state, DuckDBSuccess);
}

static enum cell_type type_of(duckdb_type type)
{
    switch (type) {
    case DUCKDB_TYPE_VARCHAR:
        return CELL_TEXT;
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_INTEGER:
        return CELL_INTEGER;
    case DUCKDB_TYPE_DOUBLE:
        return CELL_NUMBER;
    case DUCKDB_TYPE_BOOLEAN:
        return CELL_BOOLEAN;
    case DUCKDB_TYPE_DATE:
        return CELL_DATE;
    case DUCKDB_TYPE_TIMESTAMP_TZ:
        return CELL_TIMESTAMP;
    default:
        print_error("a column has DuckDB's type %d, which no answer may have\n", (int)type);
        fail();
        return CELL_TEXT;
    }
}

static void read_cell(struct ctx *ctx, duckdb_vector vector, duckdb_type type, idx_t row, struct cell *out)
{
    uint64_t *valid = duckdb_vector_get_validity(vector);
    void *data = duckdb_vector_get_data(vector);
    duckdb_string_t *text;

    out->is_null = valid && !duckdb_validity_row_is_valid(valid, row);
    if (out->is_null)
        return;
    switch (type) {
    case DUCKDB_TYPE_VARCHAR:
        text = &((duckdb_string_t *)data)[row];
        out->value.text = arena_text_n(ctx->arena, duckdb_string_t_data(text), duckdb_string_t_length(*text));
        break;
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_DATE:
        out->value.integer = ((int32_t *)data)[row];
        break;
    case DUCKDB_TYPE_DOUBLE:
        out->value.number = ((double *)data)[row];
        break;
    case DUCKDB_TYPE_BOOLEAN:
        out->value.boolean = ((bool *)data)[row];
        break;
    default:
        out->value.integer = ((int64_t *)data)[row];
    }
}

static void read_rows(struct ctx *ctx, duckdb_result *from, struct warehouse_result *out)
{
    duckdb_data_chunk chunk;
    struct cell *cells = NULL;
    size_t n = 0;

    while ((chunk = duckdb_fetch_chunk(*from))) {
        for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); row++, out->n_rows++)
            for (size_t i = 0; i < out->n_columns; i++)
                read_cell(ctx, duckdb_data_chunk_get_vector(chunk, i), duckdb_column_type(from, i), row,
                          ARENA_PUSH(ctx->arena, cells, n));
        duckdb_destroy_data_chunk(&chunk);
    }
    out->cells = cells;
}

struct warehouse_result duck_query(struct ctx *ctx, struct duck *duck, const struct compiled *compiled)
{
    struct warehouse_result out = { 0 };
    struct warehouse_column *columns;
    duckdb_prepared_statement statement;
    duckdb_result result;

    if (duckdb_prepare(duck->connection, compiled->sql, &statement) == DuckDBError) {
        print_error("%s\n%s\n", duckdb_prepare_error(statement), compiled->sql);
        fail();
    }
    for (size_t i = 0; i < compiled->n_parameters; i++)
        bind(statement, &compiled->parameters[i]);
    if (duckdb_execute_prepared(statement, &result) == DuckDBError) {
        print_error("%s\n%s\n", duckdb_result_error(&result), compiled->sql);
        fail();
    }
    out.n_columns = duckdb_column_count(&result);
    columns = arena_alloc(ctx->arena, out.n_columns * sizeof(*columns) + 1);
    for (size_t i = 0; i < out.n_columns; i++)
        columns[i] = (struct warehouse_column){ arena_text(ctx->arena, duckdb_column_name(&result, i)),
                                                type_of(duckdb_column_type(&result, i)) };
    out.columns = columns;
    read_rows(ctx, &result, &out);
    duckdb_destroy_result(&result);
    duckdb_destroy_prepare(&statement);
    return out;
}

double duck_number(struct ctx *ctx, struct duck *duck, const char *sql)
{
    const struct compiled compiled = { .sql = sql };
    const struct warehouse_result result = duck_query(ctx, duck, &compiled);
    const double number = number_at(&result, 0, 0);

    return isnan(number) ? 0 : number;
}

size_t column_at(const struct warehouse_result *result, const char *name)
{
    for (size_t i = 0; i < result->n_columns; i++)
        if (text_is(result->columns[i].name, name))
            return i;
    print_error("no column %s\n", name);
    fail();
    return 0;
}

double number_at(const struct warehouse_result *result, size_t row, size_t column)
{
    const struct cell *cell = &result->cells[row * result->n_columns + column];

    if (cell->is_null)
        return NAN;
    return result->columns[column].type == CELL_NUMBER ? cell->value.number : (double)cell->value.integer;
}
#endif
