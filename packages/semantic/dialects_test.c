/*
 * Both dialects of every golden plan. With PEERS=file in the environment (make peers), a small shop, the
 * statements in GoogleSQL and DuckDB's answers are written there, for Google's own engine to answer the same.
 */
#include "packages/semantic/testing_shop.h"

#include "packages/core/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_FILE = 256 * 1024, LONGEST_OUTPUT = 64 * 1024 * 1024, FEWEST_PLANS = 60 };

static const char *const folder = "packages/semantic/golden";

static const char *const tables[] = { "sessions",  "events",         "items",     "users",
                                      "customers", "customer_users", "orders",    "order_items",
                                      "consents",  "campaign_days",  "sold_items" };

static const char *const type_names[] = {
    [CELL_TEXT] = "text",       [CELL_INTEGER] = "integer", [CELL_NUMBER] = "number",
    [CELL_BOOLEAN] = "boolean", [CELL_DATE] = "date",       [CELL_TIMESTAMP] = "timestamp"
};

static const char *read_file(struct ctx *ctx, const char *name)
{
    struct buf text = buf_in(ctx->arena, LONGEST_FILE);
    FILE *file = fopen(arena_printf(ctx->arena, "%s/%s", folder, name), "rbe");
    char chunk[4096];
    size_t n;

    assert_non_null(file);
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buf_add(&text, chunk, n);
    fclose(file);
    return buf_str(&text);
}

static void add_text(struct ctx *ctx, const char *text, struct buf *to)
{
    json_t *json = json_keep(ctx, json_string(text));

    buf_text(to, json_canonical(ctx, json));
}

/* Text as JSON, a flag as such, all others as digits in text: days of a date, microseconds of a moment. */
static void add_cell(struct ctx *ctx, enum cell_type type, const struct cell *cell, struct buf *to)
{
    if (cell->is_null)
        buf_text(to, "null");
    else if (type == CELL_TEXT)
        add_text(ctx, cell->value.text, to);
    else if (type == CELL_BOOLEAN)
        buf_text(to, cell->value.boolean ? "true" : "false");
    else if (type == CELL_NUMBER)
        buf_printf(to, "\"%.17g\"", cell->value.number);
    else
        buf_printf(to, "\"%lld\"", (long long)cell->value.integer);
}

/* {"columns":[["name","type"]],"rows":[[…]]} */
static void add_rows(struct ctx *ctx, const struct warehouse_result *result, struct buf *to)
{
    buf_text(to, "{\"columns\":[");
    for (size_t i = 0; i < result->n_columns; i++)
        buf_printf(to, "%s[\"%s\",\"%s\"]", i ? "," : "", result->columns[i].name,
                   type_names[result->columns[i].type]);
    buf_text(to, "],\"rows\":[");
    for (size_t row = 0; row < result->n_rows; row++) {
        buf_text(to, row ? ",[" : "[");
        for (size_t i = 0; i < result->n_columns; i++) {
            buf_text(to, i ? "," : "");
            add_cell(ctx, result->columns[i].type, &result->cells[row * result->n_columns + i], to);
        }
        buf_char(to, ']');
    }
    buf_text(to, "]}");
}

/* A seventh of the people: the engine is made for correctness, not for many rows. */
static struct duck *small_shop(struct ctx *ctx)
{
    struct duck *duck = duck_open(ctx);

    shop_open(ctx, duck, 7);
    duck_run(duck, "DELETE FROM events WHERE coalesce(user_key, event_id) % 7 <> 0;"
                   "DELETE FROM items WHERE event_id NOT IN (SELECT event_id FROM events);"
                   "DELETE FROM sessions WHERE user_key IS NOT NULL AND user_key % 7 <> 0;"
                   "DELETE FROM user_months WHERE user_key % 7 <> 0;"
                   "DELETE FROM customer_links WHERE user_key % 7 <> 0;"
                   "DELETE FROM customers WHERE customer_key % 4 <> 0 AND customer_key NOT IN (SELECT "
                   "customer_key FROM customer_links);"
                   "DELETE FROM orders WHERE customer_key IS NOT NULL AND customer_key NOT IN (SELECT "
                   "customer_key FROM customers);"
                   "DELETE FROM campaign_days WHERE cost_date < '2026-10-01';"
                   "DELETE FROM order_items WHERE order_id NOT IN (SELECT order_id FROM orders);"
                   "DELETE FROM consents WHERE customer_key NOT IN (SELECT customer_key FROM customers);");
    return duck;
}

static void add_tables(struct ctx *ctx, struct duck *duck, struct buf *to)
{
    for (size_t i = 0; i < COUNT(tables); i++) {
        const struct compiled all = { .sql = arena_printf(ctx->arena, "SELECT * FROM %s", tables[i]) };
        const struct warehouse_result result = duck_query(ctx, duck, &all);

        assert_true(result.n_rows > 0);
        buf_printf(to, "%s\"%s\":", i ? "," : "", tables[i]);
        add_rows(ctx, &result, to);
    }
}

static void add_parameters(struct ctx *ctx, const struct compiled *compiled, struct buf *to)
{
    struct warehouse_column *columns =
        arena_alloc(ctx->arena, (compiled->n_parameters + 1) * sizeof(*columns));
    struct cell *cells = arena_alloc(ctx->arena, (compiled->n_parameters + 1) * sizeof(*cells));
    struct warehouse_result row = { .columns = columns, .n_columns = compiled->n_parameters, .cells = cells };

    for (size_t i = 0; i < compiled->n_parameters; i++) {
        columns[i] = (struct warehouse_column){ compiled->parameters[i].name, compiled->parameters[i].type };
        cells[i] = compiled->parameters[i].cell;
    }
    row.n_rows = 1;
    add_rows(ctx, &row, to);
}

static void add_case(struct ctx *ctx, const struct model *model, struct duck *duck, const char *file,
                     struct buf *to)
{
    const struct plan plan = plan_from(ctx, read_file(ctx, file));
    struct compile_options options = test_options();
    struct compiled duckdb, googlesql;
    struct warehouse_result result;

    assert_ok(plan_compile(ctx, model, &plan, &options, &duckdb));
    options.dialect = "googlesql";
    assert_ok(plan_compile(ctx, model, &plan, &options, &googlesql));
    assert_int_equal(duckdb.n_parameters, googlesql.n_parameters);
    assert_null(strstr(googlesql.sql, "generate_series"));
    result = duck_query(ctx, duck, &duckdb);
    buf_text(to, "{\"name\":");
    add_text(ctx, file, to);
    buf_text(to, ",\"sql\":");
    add_text(ctx, googlesql.sql, to);
    buf_text(to, ",\"parameters\":");
    add_parameters(ctx, &googlesql, to);
    buf_text(to, ",\"answer\":");
    add_rows(ctx, &result, to);
    buf_char(to, '}');
}

static void every_plan_has_both_dialects(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    struct duck *duck = small_shop(ctx);
    struct buf to = buf_in(ctx->arena, LONGEST_OUTPUT);
    DIR *files = opendir(folder);
    struct dirent *entry;
    const char *path = getenv("PEERS");
    size_t n = 0;
    FILE *file;

    buf_text(&to, "{\"tables\":{");
    add_tables(ctx, duck, &to);
    buf_text(&to, "},\"cases\":[");
    assert_non_null(files);
    while ((entry = readdir(files))) {
        if (!text_ends(entry->d_name, ".plan.json"))
            continue;
        buf_text(&to, n++ ? ",\n" : "\n");
        add_case(ctx, model, duck, entry->d_name, &to);
    }
    closedir(files);
    buf_text(&to, "]}\n");
    assert_false(to.is_full);
    assert_true(n >= FEWEST_PLANS);
    if (!path)
        return;
    file = fopen(path, "wbe");
    assert_non_null(file);
    assert_int_equal(fwrite(to.at, 1, to.len, file), to.len);
    assert_int_equal(fclose(file), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_plan_has_both_dialects),
    };

    return cmocka_run_group_tests_name("dialects", tests, NULL, NULL);
}
