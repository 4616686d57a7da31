/*
 * Paths: from which stop to which, and how often, for each step.
 *
 *   stops      a row an event with a value
 *   begun      from the first that is a start              with start
 *   cut        up to the first that is an end              with end; only of those who reach one
 *   walk       the same value again left out               with collapse
 *   places     each stop's place and the next one
 *
 * With an end and no start the steps lead up to it: the last is the number that was asked for.
 */
#include "packages/semantic/compile/sequence.h"

static void carry(struct builder *builder, struct block *block, const char *from, bool has_flags)
{
    block->from = source_named(from);
    add_keys(builder, block, NULL);
    block_column(builder, block, "moment", column_of(builder, NULL, "moment"), NULL);
    block_column(builder, block, "event", column_of(builder, NULL, "event"), NULL);
    block_column(builder, block, "stop", column_of(builder, NULL, "stop"), NULL);
    if (!has_flags)
        return;
    block_column(builder, block, "is_start", column_of(builder, NULL, "is_start"), NULL);
    block_column(builder, block, "is_end", column_of(builder, NULL, "is_end"), NULL);
}

static const struct expr *flag(struct builder *builder, struct rows *rows, const struct expr *condition)
{
    const struct expr *zero = expr_integer(builder->arena, OP_INTEGER, 0);

    if (!condition)
        return EXPR(builder->arena, OP_MAX, zero);
    return EXPR(
        builder->arena, OP_MAX,
        case_when(builder, rows_use(rows, condition), expr_integer(builder->arena, OP_INTEGER, 1), zero));
}

/* A product that an event names twice is one stop. */
static void select_stops(struct builder *builder)
{
    struct query *query = builder->query;
    const struct event_rows *events = &query->events[0];
    struct rows rows = event_rows_of(builder, events, &events->when, false);

    rows_where(&rows, query_when_expr(query, &events->when, events->dataset, false));
    rows_where(&rows, EXPR(builder->arena, OP_NOT_NULL, query->stop));
    block_column(builder, rows.block, "stop", rows_use(&rows, query->stop), NULL);
    rows.block->n_group = rows.block->n_columns;
    block_column(builder, rows.block, "is_start", flag(builder, &rows, query->start), NULL);
    block_column(builder, rows.block, "is_end", flag(builder, &rows, query->end), NULL);
    select_name(builder, "stops", NULL, rows.block);
}

/* Counts a flag from the first event on: with the current one, or before it. */
static const struct expr *so_far(struct builder *builder, const char *column, int64_t frame)
{
    return in_order(builder, EXPR(builder->arena, OP_OVER_MAX, column_of(builder, NULL, column)), frame,
                    "stop", false);
}

static const struct expr *is_number(struct builder *builder, const char *column, int64_t value)
{
    return EXPR(builder->arena, OP_EQ, column_of(builder, NULL, column),
                expr_integer(builder->arena, OP_INTEGER, value));
}

static const char *select_begun(struct builder *builder, const char *from)
{
    struct block *looked = block_new(builder), *begun = block_new(builder);

    carry(builder, looked, from, true);
    block_column(builder, looked, "has_begun", so_far(builder, "is_start", FRAME_ALL), NULL);
    select_name(builder, "looked", NULL, looked);
    carry(builder, begun, "looked", true);
    begun->where = is_number(builder, "has_begun", 1);
    select_name(builder, "begun", "from the first start on", begun);
    return "begun";
}

static const char *select_cut(struct builder *builder, const char *from)
{
    struct block *ended = block_new(builder), *cut = block_new(builder), *arrived = block_new(builder);
    const size_t n = n_keys(builder);
    const struct expr **pairs = arena_alloc(builder->arena, 2 * n * sizeof(*pairs));
    struct expr *exists;

    carry(builder, ended, from, true);
    block_column(builder, ended, "has_ended", so_far(builder, "is_end", FRAME_BEFORE), NULL);
    select_name(builder, "ended", NULL, ended);
    arrived->from = source_named("ended");
    add_keys(builder, arrived, NULL);
    arrived->is_distinct = true;
    arrived->where = is_number(builder, "is_end", 1);
    select_name(builder, "arrived", "who reaches an end", arrived);
    for (size_t i = 0; i < n; i++) {
        pairs[2 * i] = column_of(builder, "arrived", key_name(builder, i));
        pairs[2 * i + 1] = column_of(builder, "ended", key_name(builder, i));
    }
    exists = arena_copy(builder->arena, expr_call(builder->arena, OP_EXISTS, pairs, 2 * n), sizeof(*exists));
    exists->relation = "arrived";
    carry(builder, cut, "ended", false);
    cut->where = expr_and(builder->arena,
                          EXPR(builder->arena, OP_NOT_TRUE, is_number(builder, "has_ended", 1)), exists);
    select_name(builder, "cut", "up to the first end", cut);
    return "cut";
}

static const char *select_walk(struct builder *builder, const char *from)
{
    struct block *beside = block_new(builder), *walk = block_new(builder);

    carry(builder, beside, from, false);
    block_column(builder, beside, "before",
                 in_order(builder, EXPR(builder->arena, OP_PREVIOUS, column_of(builder, NULL, "stop")),
                          NO_FRAME, "stop", false),
                 NULL);
    select_name(builder, "beside", NULL, beside);
    carry(builder, walk, "beside", false);
    walk->where = EXPR(
        builder->arena, OP_NOT_TRUE,
        EXPR(builder->arena, OP_EQ, column_of(builder, NULL, "before"), column_of(builder, NULL, "stop")));
    select_name(builder, "walk", "the same again is one stop", walk);
    return "walk";
}

static void select_places(struct builder *builder, const char *from, bool is_backwards)
{
    struct block *block = block_new(builder);

    carry(builder, block, from, false);
    block_column(builder, block, "target",
                 in_order(builder, EXPR(builder->arena, OP_NEXT, column_of(builder, NULL, "stop")), NO_FRAME,
                          "stop", false),
                 NULL);
    block_column(
        builder, block, "place",
        in_order(builder, expr_call(builder->arena, OP_ROW_NUMBER, NULL, 0), NO_FRAME, "stop", is_backwards),
        NULL);
    select_name(builder, "places", NULL, block);
}

struct block *select_path(struct builder *builder)
{
    const struct query *query = builder->query;
    const struct plan_path *path = query->plan->path;
    const bool is_backwards = path->end && !path->start;
    struct block *answer = block_new(builder);
    const struct expr *place = column_of(builder, NULL, "place");
    const char *from = "stops";

    select_stops(builder);
    if (path->start)
        from = select_begun(builder, from);
    if (path->end)
        from = select_cut(builder, from);
    if (path->collapse)
        from = select_walk(builder, from);
    select_places(builder, from, is_backwards);
    if (is_backwards) /* the end is place 1, the stop before it begins the last step */
        place = EXPR(builder->arena, OP_SUBTRACT, expr_integer(builder->arena, OP_INTEGER, path->steps + 2),
                     place);
    answer->from = source_named("places");
    answer->where =
        expr_and(builder->arena, EXPR(builder->arena, OP_NOT_NULL, column_of(builder, NULL, "target")),
                 EXPR(builder->arena, OP_BETWEEN, place, expr_integer(builder->arena, OP_INTEGER, 1),
                      expr_integer(builder->arena, OP_INTEGER, path->steps)));
    block_column(builder, answer, "step", place, NULL);
    block_column(builder, answer, "source", column_of(builder, NULL, "stop"), NULL);
    block_column(builder, answer, "target", column_of(builder, NULL, "target"), NULL);
    answer->n_group = answer->n_columns;
    block_column(builder, answer, "count", expr_call(builder->arena, OP_COUNT, NULL, 0), NULL);
    order_by(builder, answer, "step", false);
    order_by(builder, answer, "count", true);
    order_by(builder, answer, "source", false);
    order_by(builder, answer, "target", false);
    return answer;
}
