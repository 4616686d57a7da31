/*
 * Every golden plan through the BigQuery driver: with BIGQUERY_STANDIN=url and CASES=file in the environment
 * (make peers) the statements of the file run there, and their rows must be DuckDB's, which the file holds.
 */
#include "connectors/bigquery/bigquery.h"

#include "packages/core/test.h"
#include "packages/operation/ports.h"

#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = {
    [CELL_TEXT] = "text",       [CELL_INTEGER] = "integer", [CELL_NUMBER] = "number",
    [CELL_BOOLEAN] = "boolean", [CELL_DATE] = "date",       [CELL_TIMESTAMP] = "timestamp"
};

static void close_it(void *warehouse)
{
    warehouse_close(warehouse);
}

static void open_standin(struct ctx *ctx, const char *url)
{
    struct ports *ports = arena_alloc(ctx->arena, sizeof(*ports));

    assert_ok(warehouse_open(
        ctx, &bigquery_driver,
        &(struct warehouse_options){ .project = "my-proj", .dataset = "truffle", .endpoint = url },
        &ports->warehouse));
    arena_defer(ctx->arena, close_it, ports->warehouse);
    ctx->ports = ports;
}

static enum cell_type type_of(json_t *column)
{
    const char *name = json_string_value(json_array_get(column, 1));

    for (size_t i = 0; i < COUNT(type_names); i++)
        if (text_is(type_names[i], name))
            return (enum cell_type)i;
    fail_msg("no type %s", name);
    return CELL_TEXT;
}

static struct cell cell_of(enum cell_type type, json_t *json)
{
    struct cell cell = { .is_null = json_is_null(json) };

    if (cell.is_null)
        return cell;
    if (type == CELL_TEXT)
        cell.value.text = json_string_value(json);
    else if (type == CELL_BOOLEAN)
        cell.value.boolean = json_is_true(json);
    else if (type == CELL_NUMBER)
        assert_true(text_to_number(json_string_value(json), &cell.value.number));
    else
        assert_true(text_to_int(json_string_value(json), &cell.value.integer));
    return cell;
}

static bool is_same(enum cell_type type, const struct cell *a, const struct cell *b)
{
    if (a->is_null || b->is_null)
        return a->is_null == b->is_null;
    switch (type) {
    case CELL_TEXT:
        return text_is(a->value.text, b->value.text);
    case CELL_BOOLEAN:
        return a->value.boolean == b->value.boolean;
    case CELL_NUMBER:
        return fabs(a->value.number - b->value.number) <=
               1e-9 * (1 + fabs(a->value.number) + fabs(b->value.number));
    default:
        return a->value.integer == b->value.integer;
    }
}

static void compare(const char *name, json_t *answer, const struct warehouse_result *result)
{
    json_t *columns = json_object_get(answer, "columns"), *rows = json_object_get(answer, "rows");

    assert_int_equal(result->n_columns, json_array_size(columns));
    assert_int_equal(result->n_rows, json_array_size(rows));
    for (size_t i = 0; i < result->n_columns; i++) {
        assert_string_equal(result->columns[i].name,
                            json_string_value(json_array_get(json_array_get(columns, i), 0)));
        assert_int_equal(result->columns[i].type, type_of(json_array_get(columns, i)));
    }
    for (size_t row = 0; row < result->n_rows; row++)
        for (size_t i = 0; i < result->n_columns; i++) {
            const enum cell_type type = result->columns[i].type;
            const struct cell theirs = cell_of(type, json_array_get(json_array_get(rows, row), i));

            if (!is_same(type, &theirs, &result->cells[row * result->n_columns + i]))
                fail_msg("%s: row %zu, %s", name, row, result->columns[i].name);
        }
}

static void run(struct ctx *ctx, json_t *each)
{
    json_t *parameters = json_object_get(each, "parameters");
    json_t *columns = json_object_get(parameters, "columns"),
           *values = json_array_get(json_object_get(parameters, "rows"), 0);
    struct parameter *given = arena_alloc(ctx->arena, (json_array_size(columns) + 1) * sizeof(*given));
    struct warehouse_query query = { .sql = json_string_value(json_object_get(each, "sql")),
                                     .parameters = given,
                                     .n_parameters = json_array_size(columns) };
    struct warehouse_result result;

    for (size_t i = 0; i < query.n_parameters; i++) {
        const enum cell_type type = type_of(json_array_get(columns, i));

        given[i] = (struct parameter){ json_string_value(json_array_get(json_array_get(columns, i), 0)), type,
                                       cell_of(type, json_array_get(values, i)) };
    }
    assert_ok(warehouse_query(ctx, &query, &result));
    compare(json_string_value(json_object_get(each, "name")), json_object_get(each, "answer"), &result);
}

static void every_plan_has_the_rows_of_duckdb(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *url = getenv("BIGQUERY_STANDIN"), *path = getenv("CASES");
    json_t *file, *each;
    size_t i;

    if (!url || !path)
        skip();
    file = json_load_file(path, 0, NULL);
    assert_non_null(file);
    json_keep(ctx, file);
    open_standin(ctx, url);
    json_array_foreach(json_object_get(file, "cases"), i, each) run(ctx, each);
    assert_true(i >= 60);
    print_message("%zu plans\n", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_plan_has_the_rows_of_duckdb),
    };

    return cmocka_run_group_tests_name("plans on BigQuery", tests, NULL, NULL);
}
