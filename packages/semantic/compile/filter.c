/*
 * Conditions over the rows of a dataset. Several datasets may be filtered by one condition: its values become
 * parameters once, and each dataset tests its own face of the field.
 */
#include "packages/semantic/compile/query.h"

/* The parameters of one condition: `n` in a row from `first`. */
struct filter_values {
    const struct cond *cond;
    size_t first, n;
};

static const struct filter_values *values_of(struct query *query, const struct cond *cond, enum type type)
{
    struct filter_values *values;
    const json_t *value;
    struct cell cell;
    size_t i;

    for (i = 0; i < query->n_values; i++)
        if (query->values[i].cond == cond)
            return &query->values[i];
    values = ARENA_PUSH(query->arena, query->values, query->n_values);
    *values = (struct filter_values){ cond, query->parameters.n, 0 };
    if (cond->value && value_of(query->arena, cond->value, type, &cell)) {
        query_parameter(query, cond->field, type, cell);
        values->n = 1;
    }
    json_array_foreach(cond->values, i, value)
    {
        if (!value_of(query->arena, value, type, &cell))
            continue;
        query_parameter(query, cond->field, type, cell);
        values->n++;
    }
    return values;
}

/* The operator of a test, and whether it is the contrary. */
static const struct test_op {
    enum op op;
    bool is_not;
} test_ops[N_TESTS] = {
    [TEST_EQ] = { OP_EQ, false },
    [TEST_NE] = { OP_NE, false },
    [TEST_IN] = { OP_IN, false },
    [TEST_NOT_IN] = { OP_NOT_IN, false },
    [TEST_CONTAINS] = { OP_CONTAINS, false },
    [TEST_NOT_CONTAINS] = { OP_CONTAINS, true },
    [TEST_STARTS_WITH] = { OP_STARTS, false },
    [TEST_ENDS_WITH] = { OP_ENDS, false },
    [TEST_GT] = { OP_GT, false },
    [TEST_GTE] = { OP_GE, false },
    [TEST_LT] = { OP_LT, false },
    [TEST_LTE] = { OP_LE, false },
    [TEST_BETWEEN] = { OP_BETWEEN, false },
    [TEST_IS_NULL] = { OP_IS_NULL, false },
    [TEST_NOT_NULL] = { OP_NOT_NULL, false },
};

const struct expr *query_test(struct query *query, const struct cond *cond, enum type type,
                              const struct expr *value)
{
    const struct filter_values *values = values_of(query, cond, type);
    const struct test_op *row = &test_ops[cond->op];
    const struct expr **args = arena_alloc(query->arena, (values->n + 1) * sizeof(const struct expr *));
    const struct expr *test;

    args[0] = value;
    for (size_t i = 0; i < values->n; i++)
        args[i + 1] = expr_integer(query->arena, OP_PARAMETER, (int64_t)(values->first + i));
    test = expr_call(query->arena, row->op, args, values->n + 1);
    return row->is_not ? EXPR(query->arena, OP_NOT, test) : test;
}

static const struct expr *field_test(struct query *query, const struct cond *cond, size_t base)
{
    const struct dimension *dimension = model_dimension(query->model, cond->field);
    const struct model_field *field = dimension_at(query->model, dimension, base);

    return query_test(query, cond, field->type,
                      field_expr(query->arena, query->model, field->dataset, field->index));
}

static const struct expr *group(struct query *query, enum op op, const struct cond *items, size_t n,
                                size_t base)
{
    const struct expr **args = arena_alloc(query->arena, n * sizeof(*args));

    for (size_t i = 0; i < n; i++)
        args[i] = query_filter(query, &items[i], base);
    return n == 1 ? args[0] : expr_call(query->arena, op, args, n);
}

/* The row's keys of the scope are among those that the did found. */
static const struct expr *did_test(struct query *query, const struct cond *cond, size_t base)
{
    const enum scope scope = !query->plan                           ? SCOPE_CUSTOMER
                             : text_is(cond->did->scope, "session") ? SCOPE_SESSION
                                                                    : SCOPE_USER;
    const struct did_query *did = query_did(query, cond, scope);
    const size_t owner = (size_t)scope_at(query->model, scope, base);
    const size_t owner_there = (size_t)scope_at(query->model, scope, did->dataset);
    const struct dataset *there = &query->model->datasets[owner_there],
                         *here = &query->model->datasets[owner];
    const struct expr *args[2 * MOST_KEYS];
    struct expr *exists;
    size_t n = 0;

    for (size_t i = 0; i < here->n_keys[scope]; i++) {
        args[n++] = expr_column(query->arena, did->name, there->fields[there->keys[scope][i]].name);
        args[n++] = field_expr(query->arena, query->model, owner, here->keys[scope][i]);
    }
    exists = arena_copy(query->arena, expr_call(query->arena, OP_EXISTS, args, n), sizeof(*exists));
    exists->relation = did->name;
    return exists;
}

const struct expr *query_filter(struct query *query, const struct cond *cond, size_t base)
{
    if (cond->all)
        return group(query, OP_AND, cond->all, cond->n_all, base);
    if (cond->any)
        return group(query, OP_OR, cond->any, cond->n_any, base);
    if (cond->negated)
        return EXPR(query->arena, OP_NOT_TRUE, query_filter(query, cond->negated, base));
    if (cond->did)
        return did_test(query, cond, base);
    return field_test(query, cond, base);
}

/* --- did --- */

void query_needs(struct ctx *ctx, const struct model *model, const struct cond *cond, struct need **needs,
                 size_t *n)
{
    for (size_t i = 0; i < cond->n_all; i++)
        query_needs(ctx, model, &cond->all[i], needs, n);
    for (size_t i = 0; i < cond->n_any; i++)
        query_needs(ctx, model, &cond->any[i], needs, n);
    if (cond->negated)
        query_needs(ctx, model, cond->negated, needs, n);
    if (cond->did)
        *ARENA_PUSH(ctx->arena, *needs, *n) =
            (struct need){ .scope = text_is(cond->did->scope, "session") ? SCOPE_SESSION : SCOPE_USER };
    if (cond->field)
        *ARENA_PUSH(ctx->arena, *needs, *n) =
            (struct need){ .dimension = model_dimension(model, cond->field) };
}

static size_t did_dataset(struct query *query, const struct did *did, enum scope scope)
{
    struct need *needs = NULL;
    size_t n = 0;

    *ARENA_PUSH(query->arena, needs, n) = (struct need){ .scope = scope };
    if (did->where)
        query_needs(query->ctx, query->model, did->where, &needs, &n);
    return (size_t)events_for(query->model, needs, n);
}

static const struct expr *did_filter(struct query *query, const struct did_query *out)
{
    const struct dataset *dataset = &query->model->datasets[out->dataset];
    const struct did *did = out->cond->did;
    struct cell cell = { .value.text = did->event };
    const struct expr *filter =
        EXPR(query->arena, OP_EQ, field_expr(query->arena, query->model, out->dataset, dataset->event.name),
             query_parameter_expr(query, "event", TYPE_TEXT, cell));

    if (dataset->event.counted != NONE)
        filter =
            expr_and(query->arena, filter,
                     field_expr(query->arena, query->model, out->dataset, (size_t)dataset->event.counted));
    if (did->where)
        filter = expr_and(query->arena, filter, query_filter(query, did->where, out->dataset));
    return filter;
}

struct did_query *query_did(struct query *query, const struct cond *cond, enum scope scope)
{
    struct did_query *out;
    struct cell times = { .value.integer = cond->did->times };

    for (size_t i = 0; i < query->n_dids; i++)
        if (query->dids[i].cond == cond)
            return &query->dids[i];
    out = ARENA_PUSH(query->arena, query->dids, query->n_dids);
    *out = (struct did_query){ .cond = cond, .scope = scope, .is_own_time = cond->did->time || !query->plan };
    out->name = arena_printf(query->arena, "did_%zu", query->n_dids);
    out->dataset = did_dataset(query, cond->did, scope);
    out->filter = did_filter(query, out);
    if (cond->did->times > 1)
        out->times = query_parameter_expr(query, "times", TYPE_INTEGER, times);
    out->when = out->is_own_time
                    ? query_when(query, cond->did->time, arena_printf(query->arena, "%s_", out->name))
                    : query->now;
    out->before = out->is_own_time ? out->when : query->before;
    return out;
}
