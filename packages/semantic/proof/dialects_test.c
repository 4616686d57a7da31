/*
 * Both dialects of every golden plan and of PLANS random ones. With PEERS=file in the environment (make
 * peers), a small shop, the statements in GoogleSQL and DuckDB's answers are written there, for Google's own
 * engine to answer the same.
 */
#include "packages/semantic/proof/generator.h"
#include "packages/semantic/proof/listed.h"
#include "packages/semantic/testing_shop.h"

#include "packages/core/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_FILE = 256 * 1024, LONGEST_OUTPUT = 256 * 1024 * 1024, FEWEST_PLANS = 200, N_PLANS = 100 };

static const char *const folder = "packages/semantic/golden";

static const char *const tables[] = { "sessions",  "events",         "items",      "users",
                                      "customers", "customer_users", "orders",     "order_items",
                                      "consents",  "campaign_days",  "sold_items", "purchases" };

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
    duck_run(duck,
             "DELETE FROM events WHERE coalesce(user_key, event_id) % 7 <> 0;"
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
             "DELETE FROM consents WHERE customer_key NOT IN (SELECT customer_key FROM customers);"
             /* Purchases without an id, some of them twice within ten seconds. */
             "UPDATE events SET transaction_id = NULL WHERE event_id % 3 = 0;"
             "INSERT INTO items SELECT * REPLACE (event_id + 1000000 AS event_id) FROM items "
             "WHERE event_name = 'purchase' AND event_id % 6 = 0;"
             "INSERT INTO events SELECT * REPLACE (event_id + 1000000 AS event_id, event_timestamp + "
             "4000000 AS event_timestamp) FROM events WHERE event_name = 'purchase' AND event_id % 6 = 0;");
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

struct lab {
    struct ctx *ctx;
    const struct model *model;
    struct duck *duck;
    struct buf to;
    size_t n;
};

/* False for a plan that the checker refuses. */
static bool add_case(struct lab *lab, const char *name, const struct plan *plan)
{
    struct compile_options options = test_options();
    struct compiled duckdb, googlesql;
    struct warehouse_result result;
    struct buf *to = &lab->to;

    if (plan_compile(lab->ctx, lab->model, plan, &options, &duckdb))
        return false;
    options.dialect = "googlesql";
    assert_ok(plan_compile(lab->ctx, lab->model, plan, &options, &googlesql));
    assert_int_equal(duckdb.n_parameters, googlesql.n_parameters);
    assert_null(strstr(googlesql.sql, "generate_series"));
    result = duck_query(lab->ctx, lab->duck, &duckdb);
    buf_text(to, lab->n++ ? ",\n{\"name\":" : "\n{\"name\":");
    add_text(lab->ctx, name, to);
    buf_text(to, ",\"sql\":");
    add_text(lab->ctx, googlesql.sql, to);
    buf_text(to, ",\"parameters\":");
    add_parameters(lab->ctx, &googlesql, to);
    buf_text(to, ",\"answer\":");
    add_rows(lab->ctx, &result, to);
    buf_char(to, '}');
    return true;
}

static void add_golden(struct lab *lab)
{
    DIR *files = opendir(folder);
    struct dirent *entry;
    size_t n;
    const struct listed *listed = listed_plans(lab->ctx, &n);

    assert_non_null(files);
    while ((entry = readdir(files))) {
        const struct plan plan = text_ends(entry->d_name, ".plan.json")
                                     ? plan_from(lab->ctx, read_file(lab->ctx, entry->d_name))
                                     : (struct plan){ 0 };

        if (plan.version)
            assert_true(add_case(lab, entry->d_name, &plan));
    }
    closedir(files);
    for (size_t i = 0; i < n; i++)
        assert_true(add_case(lab, listed[i].name, &listed[i].plan));
    assert_true(lab->n >= FEWEST_PLANS);
}

static void add_random(struct lab *lab)
{
    struct generator generator = generator_new(lab->ctx, lab->model, 68);
    const size_t wanted = lab->n + from_environment("PLANS", N_PLANS);
    struct arena *own = lab->ctx->arena, *round = arena_new();

    lab->ctx->arena = round;
    while (lab->n < wanted) {
        const char *json = random_plan(&generator, ANY_SHAPE);
        const char *filter = generator_chance(&generator, 2) ? NULL : random_cond(&generator, 2);
        const struct plan plan = plan_with(lab->ctx, json, filter);

        add_case(lab, plan_canonical(lab->ctx, lab->model, &plan, test_options().today), &plan);
        arena_reset(round);
    }
    lab->ctx->arena = own;
    arena_free(round);
}

static void every_plan_has_both_dialects(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct lab lab = {
        .ctx = ctx, .model = commerce(ctx), .duck = small_shop(ctx), .to = buf_in(ctx->arena, LONGEST_OUTPUT)
    };
    const char *path = getenv("PEERS");
    FILE *file;

    buf_text(&lab.to, "{\"tables\":{");
    add_tables(ctx, lab.duck, &lab.to);
    buf_text(&lab.to, "},\"cases\":[");
    add_golden(&lab);
    add_random(&lab);
    buf_text(&lab.to, "]}\n");
    assert_false(lab.to.is_full);
    if (!path)
        return;
    file = fopen(path, "wbe");
    assert_non_null(file);
    assert_int_equal(fwrite(lab.to.at, 1, lab.to.len, file), lab.to.len);
    assert_int_equal(fclose(file), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_plan_has_both_dialects),
    };

    return cmocka_run_group_tests_name("dialects", tests, NULL, NULL);
}
