/*
 * The values of a dimension, for pickers: how many rows of its own dataset have each.
 */
#include "packages/semantic/compile/compile.h"

enum { MOST_VALUES = 200 };

struct err *model_values(struct ctx *ctx, const struct model *model, const char *field, const char *contains,
                         int64_t limit, struct compiled *out)
{
    const struct dimension *dimension = model_dimension(model, field);
    const struct compile_options options = { .today = { 1970, 1, 1 } };
    struct query query = query_begin(ctx, model, &options);
    struct select select = { 0 };
    struct builder builder = { .query = &query, .arena = ctx->arena, .select = &select };
    struct cell text = { .value.text = contains };
    struct compiled compiled = { .max_rows = limit > 0 && limit <= MOST_VALUES ? limit : MOST_VALUES };
    const struct expr *value;
    struct rows rows;
    struct err *err;

    if (!dimension)
        return err_new(ctx, ERR_INVALID, "field", "no dimension \"%s\"", field);
    rows = rows_of(&builder, dimension->face->dataset, NULL, false);
    value = EXPR(
        ctx->arena, OP_AS_TEXT,
        rows_use(&rows, field_expr(ctx->arena, model, dimension->face->dataset, dimension->face->index)));
    block_column(&builder, rows.block, "value", value, NULL);
    block_column(&builder, rows.block, "count", expr_call(ctx->arena, OP_COUNT, NULL, 0), NULL);
    rows.block->n_group = 1;
    rows.block->where = EXPR(ctx->arena, OP_NOT_NULL, value);
    if (contains && *contains)
        rows.block->where = expr_and(
            ctx->arena, rows.block->where,
            EXPR(ctx->arena, OP_CONTAINS, EXPR(ctx->arena, OP_LOWER, value),
                 EXPR(ctx->arena, OP_LOWER, query_parameter_expr(&query, "contains", TYPE_TEXT, text))));
    *ARENA_PUSH(ctx->arena, rows.block->order, rows.block->n_order) =
        (struct expr_order){ column_of(&builder, NULL, "count"), true };
    *ARENA_PUSH(ctx->arena, rows.block->order, rows.block->n_order) =
        (struct expr_order){ column_of(&builder, NULL, "value"), false };
    rows.block->limit = query_parameter_expr(&query, "limit", TYPE_INTEGER,
                                             (struct cell){ .value.integer = compiled.max_rows + 1 });
    select.body = rows.block;
    err = compile_finish(&query, &select, &options, &compiled);
    if (err)
        return err;
    *out = compiled;
    return NULL;
}
