/*
 * The plans of plans.jsonl: what each says of itself is as written there, what has a statement by hand beside
 * it gives the same rows, and between them and golden/ everything that can be asked for is asked for. With
 * GOLDEN=1 in the environment the readings are written anew.
 */
#include "packages/semantic/proof/listed.h"
#include "packages/semantic/testing_shop.h"

#include "packages/core/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEWEST_PLANS = 200, FEWEST_BY_HAND = 40 };

static struct compiled compiled_of(struct ctx *ctx, const struct listed *listed)
{
    const struct compile_options options = test_options();
    struct compiled compiled;
    struct err *err = plan_compile(ctx, commerce(ctx), &listed->plan, &options, &compiled);

    if (err)
        print_error("%s: %s\n", listed->name, err->message);
    assert_null(err);
    return compiled;
}

static void write_anew(struct ctx *ctx, const struct listed *all, size_t n)
{
    struct buf text = buf_in(ctx->arena, 1024 * 1024);
    FILE *file;

    for (size_t i = 0; i < n; i++) {
        json_t *line = json_keep(ctx, json_object());

        json_object_set_new(line, "name", json_string(all[i].name));
        json_object_set(line, "plan", all[i].json);
        json_object_set_new(line, "reading", json_string(compiled_of(ctx, &all[i]).reading));
        if (all[i].sql)
            json_object_set_new(line, "sql", json_string(all[i].sql));
        buf_printf(&text, "%s\n", json_canonical(ctx, line));
    }
    file = fopen(listed_path, "wbe");
    assert_non_null(file);
    assert_int_equal(fwrite(text.at, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static void every_plan_reads_as_written(void **state)
{
    struct ctx *ctx = test_ctx(state);
    size_t n, n_different = 0;
    const struct listed *all = listed_plans(ctx, &n);

    assert_true(n >= FEWEST_PLANS);
    if (getenv("GOLDEN")) {
        write_anew(ctx, all, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const char *reading = compiled_of(ctx, &all[i]).reading;

        if (text_is(reading, all[i].reading))
            continue;
        n_different++;
        print_error("%s\n  stored   %s\n  compiled %s\n", all[i].name, all[i].reading, reading);
    }
    assert_int_equal(n_different, 0);
}

/* --- rows --- */

/* What was written by hand comes as text, whatever it counts in. */
static bool is_same(struct ctx *ctx, const struct warehouse_result *ours,
                    const struct warehouse_result *theirs, size_t row, size_t at)
{
    const struct cell *cell = &ours->cells[row * ours->n_columns + at];
    const struct cell *by_hand = &theirs->cells[row * theirs->n_columns + at];
    double x, y;

    if (cell->is_null || by_hand->is_null)
        return cell->is_null && by_hand->is_null;
    if (ours->columns[at].type == CELL_TEXT)
        return text_is(cell->value.text, by_hand->value.text);
    if (ours->columns[at].type == CELL_DATE)
        return text_is(date_text(ctx->arena, date_of_days(cell->value.integer)), by_hand->value.text);
    x = number_at(ours, row, at);
    y = strtod(by_hand->value.text, NULL);
    return fabs(x - y) <= 1e-9 * (1 + fabs(x) + fabs(y));
}

/* Where they differ, or NULL. */
static const char *difference(struct ctx *ctx, const struct warehouse_result *ours,
                              const struct warehouse_result *theirs)
{
    if (ours->n_columns != theirs->n_columns || ours->n_rows != theirs->n_rows)
        return arena_printf(ctx->arena, "%zu rows of %zu, by hand %zu of %zu", ours->n_rows, ours->n_columns,
                            theirs->n_rows, theirs->n_columns);
    for (size_t row = 0; row < ours->n_rows; row++)
        for (size_t i = 0; i < ours->n_columns; i++)
            if (!is_same(ctx, ours, theirs, row, i))
                return arena_printf(ctx->arena, "row %zu, %s", row, ours->columns[i].name);
    return NULL;
}

/* Most of them find something: a plan without rows shows little. */
static void rows_are_as_by_hand(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct duck *duck = duck_open(ctx);
    size_t n, n_by_hand = 0, n_empty = 0, n_different = 0;
    const struct listed *all = listed_plans(ctx, &n);

    shop_open(ctx, duck, 7);
    for (size_t i = 0; i < n; i++) {
        const struct compiled compiled = compiled_of(ctx, &all[i]);
        struct compiled by_hand = { 0 };
        const struct warehouse_result ours = duck_query(ctx, duck, &compiled);
        struct warehouse_result theirs;
        const char *where;

        n_empty += ours.n_rows == 0;
        if (!all[i].sql)
            continue;
        n_by_hand++;
        by_hand.sql = arena_printf(ctx->arena, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (%s)", all[i].sql);
        theirs = duck_query(ctx, duck, &by_hand);
        where = difference(ctx, &ours, &theirs);
        if (where)
            print_error("%s: %s\n%s\n", all[i].name, where, compiled.sql);
        n_different += where != NULL;
    }
    print_message("%zu plans, %zu of them by hand too, %zu without rows\n", n, n_by_hand, n_empty);
    assert_int_equal(n_different, 0);
    assert_true(n_by_hand >= FEWEST_BY_HAND);
    assert_true(n_empty * 20 <= n);
}

/* --- coverage --- */

static bool is_said(const char *text, struct ctx *ctx, const char *name)
{
    return strstr(text, arena_printf(ctx->arena, "\"%s\"", name)) != NULL;
}

static const char *const clauses[] = {
    "funnel",
    "retention",
    "path",
    "having",
    "previous_period",
    "previous_year",
    "until",
    "top",
    "share",
    "change",
    "change_pct",
    "running_total",
    "moving_average",
    "window",
    "days_of_week",
    "hours",
    "did",
    "where",
    "times",
    "scope",
    "all",
    "any",
    "not",
    "is_null",
    "not_null",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "between",
    "in",
    "not_in",
    "gt",
    "gte",
    "lt",
    "lte",
    "ne",
    "eq",
    "limit",
    "offset",
    "to_date",
    "last",
    "shift",
    "hour",
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "ordered",
    "within_days",
    "collapse",
    "start",
    "end",
    "returns",
    "within",
    "asc",
    "desc",
    "label",
};

static void everything_is_asked_for(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 1024 * 1024);
    struct model_info info;
    size_t n, n_missing = 0;
    const struct listed *all = listed_plans(ctx, &n);
    const char *said;

    for (size_t i = 0; i < n; i++)
        buf_text(&text, json_canonical(ctx, all[i].json));
    said = buf_str(&text);
    model_describe(ctx, commerce(ctx), &info);
    for (size_t i = 0; i < COUNT(clauses); i++)
        if (!is_said(said, ctx, clauses[i]) && ++n_missing)
            print_error("nothing asks for %s\n", clauses[i]);
    for (size_t i = 0; i < info.n_metrics; i++)
        if (!is_said(said, ctx, info.metrics[i].name) && ++n_missing)
            print_error("nothing asks for the metric %s\n", info.metrics[i].name);
    for (size_t i = 0; i < info.n_dimensions; i++)
        if (!is_said(said, ctx, info.dimensions[i].name) && ++n_missing)
            print_error("nothing asks for the dimension %s\n", info.dimensions[i].name);
    assert_int_equal(n_missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_plan_reads_as_written),
        TEST(rows_are_as_by_hand),
        TEST(everything_is_asked_for),
    };

    return cmocka_run_group_tests_name("listed plans", tests, NULL, NULL);
}
