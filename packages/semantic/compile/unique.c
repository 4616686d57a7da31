/*
 * Counting each once costs a table of all that was seen. Where a row's key and the day that is grouped by
 * make the row unique, each stands there once anyway: then the count of rows is the same number.
 */
#include "packages/semantic/compile/select.h"

#include "packages/core/text.h"

/* The column of its table that an expression is, or NULL; what a CASE without ELSE gives, else NULL. */
static const char *column_named(const struct model *model, const struct expr *expr, size_t base)
{
    const struct expr *own;

    if (expr->op == OP_CASE && expr->n_args == 2)
        return column_named(model, expr->args[1], base);
    if (expr->op != OP_FIELD || (size_t)expr->integer != base)
        return NULL;
    own = model->datasets[base].fields[expr->index].expr;
    return own->op == OP_COLUMN ? own->name : NULL;
}

/* The same of a dimension: a day stays itself when it is cut to a day. */
static const char *column_grouped(const struct model *model, const struct expr *expr, size_t base)
{
    return column_named(model, expr->op == OP_TRUNC_DAY && expr->n_args == 1 ? expr->args[0] : expr, base);
}

static bool is_grouped(const struct query *query, const struct combination *wanted,
                       const struct aggregate *aggregate, const char *column)
{
    for (size_t i = 0; i < wanted->n_dims; i++)
        if (text_is(column_grouped(query->model, aggregate->dims[wanted->dims[i]], aggregate->base), column))
            return true;
    return false;
}

const struct expr *select_distinct(struct builder *builder, const struct combination *wanted,
                                   const struct aggregate *aggregate, const struct expr *expr)
{
    const struct query *query = builder->query;
    const struct dataset *dataset = &query->model->datasets[aggregate->base];
    const char *counted;

    if (expr->op != OP_COUNT_DISTINCT || dataset->n_group_by)
        return expr;
    counted = column_named(query->model, expr->args[0], aggregate->base);
    for (size_t i = 0; counted && i < dataset->n_uniques; i++) {
        const struct unique_key *key = &dataset->uniques[i];
        bool has_counted = false, has_all = true;

        for (size_t j = 0; j < key->n_columns; j++) {
            has_counted |= text_is(key->columns[j], counted);
            has_all &=
                text_is(key->columns[j], counted) || is_grouped(query, wanted, aggregate, key->columns[j]);
        }
        if (has_counted && has_all)
            return expr_call(builder->arena, OP_COUNT, expr->args, expr->n_args);
    }
    return expr;
}
