/*
 * Retention. A user's cohort is the unit of the first event, in the loaded history, that the cohort's
 * condition meets; it must lie in the plan's days. Period 0 is the cohort itself, period n the users with a
 * return in the nth unit after it. A period that hasn't begun has no row.
 */
#include "packages/semantic/compile/sequence.h"

static enum unit grain_of(const struct builder *builder)
{
    return builder->query->plan->retention->grain;
}

/* A row a user: cohort and dimensions. */
static void select_members(struct builder *builder)
{
    struct query *query = builder->query;
    struct block *block = block_new(builder);

    select_first(builder, &query->events[0], "begun", true);
    block->from = source_named("begun");
    add_keys(builder, block, NULL);
    add_dim_columns(builder, block, NULL);
    block_column(builder, block, "cohort",
                 query_unit_start(query, grain_of(builder), column_of(builder, NULL, "day")), NULL);
    select_name(builder, "members", NULL, block);
}

static void select_returns(struct builder *builder)
{
    struct query *query = builder->query;
    const struct event_rows *events = &query->events[1];
    struct rows rows = event_rows_of(builder, events, &events->when, false);
    const size_t day = (size_t)query->model->datasets[events->dataset].time;
    const size_t keys = n_keys(builder);

    rows.block->n_columns = keys; /* the day is enough */
    block_column(
        builder, rows.block, "unit",
        query_unit_start(query, grain_of(builder),
                         rows_use(&rows, field_expr(builder->arena, query->model, events->dataset, day))),
        NULL);
    rows_where(&rows, query_when_expr(query, &events->when, events->dataset, false));
    rows.block->is_distinct = true;
    select_name(builder, "returns", "a row a user and unit with a return", rows.block);
}

static void select_sizes(struct builder *builder)
{
    struct block *block = block_new(builder);

    block->from = source_named("members");
    add_dim_columns(builder, block, NULL);
    block_column(builder, block, "cohort", column_of(builder, NULL, "cohort"), NULL);
    block->n_group = block->n_columns;
    block_column(builder, block, "size", expr_call(builder->arena, OP_COUNT, NULL, 0), NULL);
    select_name(builder, "sizes", NULL, block);
}

static const struct expr *last_unit(struct builder *builder)
{
    const int64_t periods = builder->query->plan->retention->periods;
    const struct expr *cohort = column_of(builder, "sizes", "cohort");

    if (grain_of(builder) == UNIT_MONTH)
        return EXPR(builder->arena, OP_ADD_MONTHS, cohort, expr_integer(builder->arena, OP_INTEGER, periods));
    return EXPR(
        builder->arena, OP_ADD_DAYS, cohort,
        expr_integer(builder->arena, OP_INTEGER, grain_of(builder) == UNIT_WEEK ? 7 * periods : periods));
}

static struct source units(struct builder *builder)
{
    struct query *query = builder->query;
    const struct date today = unit_start(query->today, grain_of(builder), query->week_start);
    const struct series series = {
        .first = EXPR(builder->arena, OP_MIN, column_of(builder, NULL, "cohort")),
        .last = query_parameter_expr(query, "last_unit", TYPE_DATE,
                                     (struct cell){ .value.integer = date_days(today) }),
        .unit = grain_of(builder),
        .column = "unit",
        .from = "sizes",
    };

    return (struct source){ .kind = SOURCE_SERIES, .alias = "units", .series = series };
}

/* Each cohort with each of its units; the number of a period is its place. */
static void select_grid(struct builder *builder)
{
    const struct query *query = builder->query;
    const struct expr **per = arena_alloc(builder->arena, (query->n_dims + 1) * sizeof(*per));
    struct expr_order *order = arena_alloc(builder->arena, sizeof(*order));
    struct over *over = arena_alloc(builder->arena, sizeof(*over));
    struct block *block = block_new(builder);
    struct expr *place =
        arena_copy(builder->arena, expr_call(builder->arena, OP_ROW_NUMBER, NULL, 0), sizeof(*place));

    for (size_t i = 0; i < query->n_dims; i++)
        per[over->n_per++] = column_of(builder, "sizes", query->dims[i].name);
    per[over->n_per++] = column_of(builder, "sizes", "cohort");
    *order = (struct expr_order){ column_of(builder, "units", "unit"), false };
    *over = (struct over){ .per = per, .n_per = over->n_per, .order = order, .n_order = 1, .rows = NO_FRAME };
    place->over = over;
    block->from = source_named("sizes");
    block_join(builder, block, JOIN_CROSS, units(builder), NULL);
    block->where = EXPR(builder->arena, OP_BETWEEN, column_of(builder, "units", "unit"),
                        column_of(builder, "sizes", "cohort"), last_unit(builder));
    add_dim_columns(builder, block, "sizes");
    block_column(builder, block, "cohort", column_of(builder, "sizes", "cohort"), NULL);
    block_column(builder, block, "size", column_of(builder, "sizes", "size"), NULL);
    block_column(builder, block, "unit", column_of(builder, "units", "unit"), NULL);
    block_column(builder, block, "period",
                 EXPR(builder->arena, OP_SUBTRACT, place, expr_integer(builder->arena, OP_INTEGER, 1)), NULL);
    select_name(builder, "grid", "each cohort with each of its periods", block);
}

static void select_kept(struct builder *builder)
{
    struct block *block = block_new(builder);

    block->from = source_named("members");
    block_join(builder, block, JOIN_LEFT, source_named("returns"), same_keys(builder, "returns", "members"));
    block->where = EXPR(builder->arena, OP_GT, column_of(builder, "returns", "unit"),
                        column_of(builder, "members", "cohort"));
    add_dim_columns(builder, block, "members");
    block_column(builder, block, "cohort", column_of(builder, "members", "cohort"), NULL);
    block_column(builder, block, "unit", column_of(builder, "returns", "unit"), NULL);
    block->n_group = block->n_columns;
    block_column(builder, block, "users", expr_call(builder->arena, OP_COUNT, NULL, 0), NULL);
    select_name(builder, "kept", NULL, block);
}

static const struct expr *same_cell(struct builder *builder)
{
    const struct query *query = builder->query;
    const struct expr *on = NULL;

    for (size_t i = 0; i < query->n_dims; i++)
        on = expr_and(builder->arena, on,
                      EXPR(builder->arena, OP_SAME, column_of(builder, "kept", query->dims[i].name),
                           column_of(builder, "grid", query->dims[i].name)));
    on = expr_and(builder->arena, on,
                  EXPR(builder->arena, OP_EQ, column_of(builder, "kept", "cohort"),
                       column_of(builder, "grid", "cohort")));
    return expr_and(
        builder->arena, on,
        EXPR(builder->arena, OP_EQ, column_of(builder, "kept", "unit"), column_of(builder, "grid", "unit")));
}

struct block *select_retention(struct builder *builder)
{
    const struct query *query = builder->query;
    struct block *cells = block_new(builder), *answer = block_new(builder);
    const struct expr *zero = expr_integer(builder->arena, OP_INTEGER, 0);
    const struct expr *size = column_of(builder, "grid", "size");

    select_members(builder);
    select_returns(builder);
    select_sizes(builder);
    select_grid(builder);
    select_kept(builder);
    cells->from = source_named("grid");
    block_join(builder, cells, JOIN_LEFT, source_named("kept"), same_cell(builder));
    add_dim_columns(builder, cells, "grid");
    block_column(builder, cells, "cohort", column_of(builder, "grid", "cohort"), NULL);
    block_column(builder, cells, "period", column_of(builder, "grid", "period"), NULL);
    block_column(builder, cells, "users",
                 case_when(builder, EXPR(builder->arena, OP_EQ, column_of(builder, "grid", "period"), zero),
                           size,
                           EXPR(builder->arena, OP_COALESCE, column_of(builder, "kept", "users"), zero)),
                 NULL);
    block_column(builder, cells, "size", size, NULL);
    select_name(builder, "cells", NULL, cells);
    answer->from = source_named("cells");
    add_dim_columns(builder, answer, NULL);
    block_column(builder, answer, "cohort", column_of(builder, NULL, "cohort"), NULL);
    block_column(builder, answer, "period", column_of(builder, NULL, "period"), NULL);
    block_column(builder, answer, "users", column_of(builder, NULL, "users"), NULL);
    block_column(
        builder, answer, "rate",
        EXPR(builder->arena, OP_DIVIDE, column_of(builder, NULL, "users"), column_of(builder, NULL, "size")),
        NULL);
    for (size_t i = 0; i < query->n_dims; i++)
        order_by(builder, answer, query->dims[i].name, false);
    order_by(builder, answer, "cohort", false);
    order_by(builder, answer, "period", false);
    return answer;
}
