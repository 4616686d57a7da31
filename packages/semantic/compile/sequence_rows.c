#include "packages/semantic/compile/sequence.h"

size_t n_keys(const struct builder *builder)
{
    const struct query *query = builder->query;
    const int owner = scope_at(query->model, query->scope, query->events[0].dataset);

    return query->model->datasets[owner].n_keys[query->scope];
}

const char *key_name(struct builder *builder, size_t i)
{
    return arena_printf(builder->arena, "key_%zu", i + 1);
}

void add_keys(struct builder *builder, struct block *block, const char *from)
{
    const size_t n = n_keys(builder);

    for (size_t i = 0; i < n; i++)
        block_column(builder, block, key_name(builder, i), column_of(builder, from, key_name(builder, i)),
                     NULL);
}

const struct expr *same_keys(struct builder *builder, const char *a, const char *b)
{
    const struct expr *on = NULL;
    const size_t n = n_keys(builder);

    for (size_t i = 0; i < n; i++)
        on = expr_and(builder->arena, on,
                      EXPR(builder->arena, OP_EQ, column_of(builder, a, key_name(builder, i)),
                           column_of(builder, b, key_name(builder, i))));
    return on;
}

const struct expr *whole_number(struct builder *builder, int64_t value)
{
    return EXPR(builder->arena, OP_AS_INTEGER, expr_integer(builder->arena, OP_INTEGER, value));
}

const struct expr *case_when(struct builder *builder, const struct expr *condition, const struct expr *value,
                             const struct expr *otherwise)
{
    if (!otherwise)
        return EXPR(builder->arena, OP_CASE, condition, value);
    return EXPR(builder->arena, OP_CASE, condition, value, otherwise);
}

void add_dim_columns(struct builder *builder, struct block *block, const char *from)
{
    for (size_t i = 0; i < builder->query->n_dims; i++)
        block_column(builder, block, builder->query->dims[i].name,
                     column_of(builder, from, builder->query->dims[i].name), NULL);
}

void order_by(struct builder *builder, struct block *block, const char *column, bool is_descending)
{
    *ARENA_PUSH(builder->arena, block->order, block->n_order) =
        (struct expr_order){ column_of(builder, NULL, column), is_descending };
}

/* --- events --- */

struct rows keyed_rows_of(struct builder *builder, const struct event_rows *events, const struct when *when,
                          bool to_date)
{
    struct query *query = builder->query;
    const struct model *model = query->model;
    const size_t owner = (size_t)scope_at(model, query->scope, events->dataset);
    const struct dataset *keys = &model->datasets[owner];
    struct rows rows = rows_of(builder, events->dataset, when, to_date);
    const struct expr *expr;

    for (size_t i = 0; i < keys->n_keys[query->scope]; i++) {
        expr = rows_use(&rows, field_expr(builder->arena, model, owner, keys->keys[query->scope][i]));
        block_column(builder, rows.block, key_name(builder, i), expr, NULL);
        rows.block->where =
            expr_and(builder->arena, rows.block->where, EXPR(builder->arena, OP_NOT_NULL, expr));
    }
    return rows;
}

const struct expr *moment_of(struct rows *rows, const struct event_rows *events)
{
    const struct model *model = rows->builder->query->model;
    const size_t clock = (size_t)clock_at(model, events->dataset);

    return rows_use(rows,
                    field_expr(rows->builder->arena, model, clock, (size_t)model->datasets[clock].clock));
}

const struct expr *event_of(struct rows *rows, const struct event_rows *events)
{
    const struct model *model = rows->builder->query->model;

    return rows_use(rows, field_expr(rows->builder->arena, model, events->dataset,
                                     model->datasets[events->dataset].event.id));
}

struct rows event_rows_of(struct builder *builder, const struct event_rows *events, const struct when *when,
                          bool to_date)
{
    struct rows rows = keyed_rows_of(builder, events, when, to_date);

    block_column(builder, rows.block, "moment", moment_of(&rows, events), NULL);
    block_column(builder, rows.block, "event", event_of(&rows, events), NULL);
    rows_where(&rows, events->filter);
    return rows;
}

const struct expr *in_order(struct builder *builder, const struct expr *call, int64_t frame, const char *more,
                            bool is_backwards)
{
    const size_t n = n_keys(builder);
    const struct expr **per = arena_alloc(builder->arena, n * sizeof(*per));
    struct expr_order *order = arena_alloc(builder->arena, 3 * sizeof(*order));
    struct over *over = arena_alloc(builder->arena, sizeof(*over));
    struct expr *expr = arena_copy(builder->arena, call, sizeof(*expr));

    for (size_t i = 0; i < n; i++)
        per[i] = column_of(builder, NULL, key_name(builder, i));
    order[over->n_order++] = (struct expr_order){ column_of(builder, NULL, "moment"), is_backwards };
    order[over->n_order++] = (struct expr_order){ column_of(builder, NULL, "event"), is_backwards };
    if (more)
        order[over->n_order++] = (struct expr_order){ column_of(builder, NULL, more), is_backwards };
    over->per = per;
    over->n_per = n;
    over->order = order;
    over->rows = frame;
    expr->over = over;
    return expr;
}

/* By time, then by the dimensions: an event of several products has several. */
static const struct expr *rank_of(struct builder *builder)
{
    const struct query *query = builder->query;
    struct expr *rank = arena_copy(
        builder->arena,
        in_order(builder, expr_call(builder->arena, OP_ROW_NUMBER, NULL, 0), NO_FRAME, NULL, false),
        sizeof(*rank));
    struct over *over = arena_copy(builder->arena, rank->over, sizeof(*over));
    struct expr_order *order = arena_alloc(builder->arena, (query->n_dims + 2) * sizeof(*order));

    order[0] = over->order[0];
    order[1] = over->order[1];
    for (size_t i = 0; i < query->n_dims; i++)
        order[over->n_order++] = (struct expr_order){ column_of(builder, NULL, query->dims[i].name), false };
    over->order = order;
    rank->over = over;
    return rank;
}

void select_first(struct builder *builder, const struct event_rows *events, const char *name, bool is_ever)
{
    struct query *query = builder->query;
    const char *ranked_name = arena_printf(builder->arena, "%s_ranked", name);
    struct rows rows = event_rows_of(builder, events, &events->when, is_ever);
    const struct expr *in_time = query_when_expr(query, &events->when, events->dataset, false);
    struct block *ranked = block_new(builder), *first = block_new(builder);
    const struct dataset *dataset = &query->model->datasets[events->dataset];
    const char *event_name = arena_printf(builder->arena, "%s_events", name);

    for (size_t i = 0; i < query->n_dims; i++)
        block_column(builder, rows.block, query->dims[i].name, rows_use(&rows, events->dims[i]), NULL);
    block_column(
        builder, rows.block, "day",
        rows_use(&rows, field_expr(builder->arena, query->model, events->dataset, (size_t)dataset->time)),
        NULL);
    block_column(
        builder, rows.block, "is_in_time",
        is_ever && in_time ? rows_use(&rows, in_time) : expr_integer(builder->arena, OP_BOOLEAN, true), NULL);
    rows_where(&rows, query_when_expr(query, &events->when, events->dataset, is_ever));
    select_name(builder, event_name, NULL, rows.block);
    ranked->from = source_named(event_name);
    add_keys(builder, ranked, NULL);
    add_dim_columns(builder, ranked, NULL);
    block_column(builder, ranked, "day", column_of(builder, NULL, "day"), NULL);
    block_column(builder, ranked, "is_in_time", column_of(builder, NULL, "is_in_time"), NULL);
    block_column(builder, ranked, "place", rank_of(builder), NULL);
    select_name(builder, ranked_name, NULL, ranked);
    first->from = source_named(ranked_name);
    add_keys(builder, first, NULL);
    add_dim_columns(builder, first, NULL);
    block_column(builder, first, "day", column_of(builder, NULL, "day"), NULL);
    first->where = expr_and(builder->arena,
                            EXPR(builder->arena, OP_EQ, column_of(builder, NULL, "place"),
                                 expr_integer(builder->arena, OP_INTEGER, 1)),
                            column_of(builder, NULL, "is_in_time"));
    select_name(builder, name, is_ever ? "who did it for the first time in these days" : "how each began",
                first);
}
