/*
 * The outer blocks: metrics from the combined columns, what is worked out beside them, which rows are kept,
 * their order.
 *
 *   answer   the metrics, now and before          always
 *   figures  changes, shares, running figures     with compare, calc, having or top
 *   ranked   a number within each group           with top
 */
#include "packages/semantic/compile/sequence.h"

#include <string.h>

enum { DEFAULT_WINDOW = 7, PERCENT = 100 };

/* --- metrics --- */

struct arithmetic {
    struct builder *builder;
    const char *suffix;
};

static const struct expr *from_slot(void *arg, const struct expr *expr)
{
    const struct arithmetic *arithmetic = arg;
    struct builder *builder = arithmetic->builder;
    const struct slot *slot;
    const struct expr *column;

    if (expr->op != OP_MEASURE)
        return NULL;
    slot = &builder->query->slots[expr->integer];
    column = column_of(builder, NULL, arena_printf(builder->arena, "%s%s", slot->name, arithmetic->suffix));
    if (!builder->query->model->measures[slot->measure].is_zero)
        return column;
    return EXPR(builder->arena, OP_COALESCE, column, expr_integer(builder->arena, OP_INTEGER, 0));
}

const struct expr *select_metric(struct builder *builder, const struct expr *expr, const char *suffix)
{
    struct arithmetic arithmetic = { builder, suffix };

    return expr_rewrite(builder->arena, expr, from_slot, &arithmetic);
}

/* --- names --- */

static const char *beside(struct builder *builder, const char *metric, const char *suffix)
{
    return arena_printf(builder->arena, "%s_%s", metric, suffix);
}

static const char *aspect_column(struct builder *builder, const char *metric, enum aspect aspect)
{
    switch (aspect) {
    case ASPECT_CHANGE:
        return beside(builder, metric, "change");
    case ASPECT_CHANGE_PCT:
        return beside(builder, metric, "change_pct");
    case ASPECT_SHARE:
        return beside(builder, metric, "share");
    default:
        return metric;
    }
}

/* --- answer --- */

static struct block *answer_block(struct builder *builder, const char *relation)
{
    const struct query *query = builder->query;
    const struct expr *has_before = query->has_before ? select_has_before(builder) : NULL;
    struct block *block = block_new(builder);

    block->from = source_named(relation);
    for (size_t i = 0; i < query->n_dims; i++)
        block_column(builder, block, query->dims[i].name, column_of(builder, NULL, query->dims[i].name),
                     query->dims[i].dimension->face->label);
    for (size_t i = 0; i < query->n_metrics; i++) {
        const struct query_metric *metric = &query->metrics[i];
        const struct expr *before;

        block_column(builder, block, metric->metric->name, select_metric(builder, metric->expr, ""),
                     metric->metric->label);
        if (!query->has_before)
            continue;
        before = select_metric(builder, metric->expr, "_before");
        if (has_before)
            before = EXPR(builder->arena, OP_CASE, has_before, before);
        block_column(builder, block, beside(builder, metric->metric->name, "before"), before, NULL);
    }
    return block;
}

/* --- figures --- */

static void mark_slots(const struct expr *expr, bool *slots)
{
    if (expr->op == OP_MEASURE)
        slots[expr->integer] = true;
    for (size_t i = 0; i < expr->n_args; i++)
        mark_slots(expr->args[i], slots);
}

static const struct query_metric *metric_named(const struct query *query, const char *name)
{
    for (size_t i = 0; i < query->n_metrics; i++)
        if (text_is(query->metrics[i].metric->name, name))
            return &query->metrics[i];
    return NULL;
}

/* What a share is a share of: the metric aggregated anew by fewer dimensions, since not every metric adds up.
 */
static const char *select_whole(struct builder *builder, const struct calc *calc, size_t i)
{
    const struct query *query = builder->query;
    const struct query_metric *metric = metric_named(query, calc->metric);
    bool *slots = arena_alloc(builder->arena, query->n_slots * sizeof(*slots) + 1);
    size_t dims[8], n_dims = 0;
    const char *name = arena_printf(builder->arena, "whole_%zu", i + 1);
    struct combination wanted = { dims, 0, slots, arena_printf(builder->arena, "%s_", name), false, false };
    struct block *block = block_new(builder);

    for (size_t j = 0; j < calc->n_within; j++)
        for (size_t k = 0; k < query->n_dims; k++)
            if (text_is(query->dims[k].name, calc->within[j]))
                dims[n_dims++] = k;
    mark_slots(metric->expr, slots);
    wanted.n_dims = n_dims;
    block->from = source_named(select_combined(builder, &wanted));
    for (size_t j = 0; j < n_dims; j++)
        block_column(builder, block, query->dims[dims[j]].name,
                     column_of(builder, NULL, query->dims[dims[j]].name), NULL);
    block_column(builder, block, calc->metric, select_metric(builder, metric->expr, ""), NULL);
    select_name(builder, name, "what the share is of", block);
    return name;
}

static void add_share(struct builder *builder, struct block *block, const struct calc *calc, size_t i)
{
    const char *whole = select_whole(builder, calc, i);
    const struct expr *on = NULL;

    for (size_t j = 0; j < calc->n_within; j++)
        on = expr_and(builder->arena, on,
                      EXPR(builder->arena, OP_SAME, column_of(builder, whole, calc->within[j]),
                           column_of(builder, "answer", calc->within[j])));
    block_join(builder, block, on ? JOIN_LEFT : JOIN_CROSS, source_named(whole), on);
    block_column(builder, block, beside(builder, calc->metric, "share"),
                 EXPR(builder->arena, OP_DIVIDE, column_of(builder, "answer", calc->metric),
                      column_of(builder, whole, calc->metric)),
                 NULL);
}

/* Along time, for each combination of the other dimensions. */
static void add_running(struct builder *builder, struct block *block, const struct calc *calc)
{
    const struct query *query = builder->query;
    const bool is_total = calc->type == CALC_RUNNING_TOTAL;
    const struct expr **per = arena_alloc(builder->arena, query->n_dims * sizeof(*per) + 1);
    struct over *over = arena_alloc(builder->arena, sizeof(*over));
    struct expr_order *order = arena_alloc(builder->arena, sizeof(*order));
    struct expr *expr;

    for (size_t i = 0; i < query->n_dims; i++)
        if ((int)i != query->time_dim)
            per[over->n_per++] = column_of(builder, "answer", query->dims[i].name);
    order->by = column_of(builder, "answer", query->dims[query->time_dim].name);
    over->per = per;
    over->order = order;
    over->n_order = 1;
    over->rows = is_total ? FRAME_ALL : (calc->window ? calc->window : DEFAULT_WINDOW) - 1;
    expr = arena_copy(builder->arena,
                      EXPR(builder->arena, is_total ? OP_OVER_SUM : OP_OVER_AVERAGE,
                           column_of(builder, "answer", calc->metric)),
                      sizeof(*expr));
    expr->over = over;
    block_column(builder, block, beside(builder, calc->metric, is_total ? "running_total" : "moving_average"),
                 is_total && metric_named(query, calc->metric)->metric->type == TYPE_INTEGER
                     ? EXPR(builder->arena, OP_AS_INTEGER, expr)
                     : expr,
                 NULL);
}

static void add_changes(struct builder *builder, struct block *block, const char *metric)
{
    const struct expr *now = column_of(builder, "answer", metric);
    const struct expr *before = column_of(builder, "answer", beside(builder, metric, "before"));
    const struct expr *change = EXPR(builder->arena, OP_SUBTRACT, now, before);

    block_column(builder, block, beside(builder, metric, "before"), before, NULL);
    block_column(builder, block, beside(builder, metric, "change"), change, NULL);
    block_column(
        builder, block, beside(builder, metric, "change_pct"),
        EXPR(builder->arena, OP_DIVIDE,
             EXPR(builder->arena, OP_MULTIPLY, expr_integer(builder->arena, OP_INTEGER, PERCENT), change),
             EXPR(builder->arena, OP_ABS, before)),
        NULL);
}

static struct block *figures_block(struct builder *builder)
{
    const struct query *query = builder->query;
    const struct plan *plan = query->plan;
    struct block *block = block_new(builder);

    block->from = source_named("answer");
    for (size_t i = 0; i < query->n_dims; i++)
        block_column(builder, block, query->dims[i].name, column_of(builder, "answer", query->dims[i].name),
                     NULL);
    for (size_t i = 0; i < query->n_metrics; i++) {
        const char *name = query->metrics[i].metric->name;

        block_column(builder, block, name, column_of(builder, "answer", name), NULL);
        if (query->has_before)
            add_changes(builder, block, name);
        for (size_t j = 0; j < plan->n_calc; j++) {
            if (!text_is(plan->calc[j].metric, name))
                continue;
            if (plan->calc[j].type == CALC_SHARE)
                add_share(builder, block, &plan->calc[j], j);
            else
                add_running(builder, block, &plan->calc[j]);
        }
    }
    return block;
}

/* --- having, top, order --- */

static enum op having_op(enum test test)
{
    switch (test) {
    case TEST_NE:
        return OP_NE;
    case TEST_GT:
        return OP_GT;
    case TEST_GTE:
        return OP_GE;
    case TEST_LT:
        return OP_LT;
    case TEST_LTE:
        return OP_LE;
    default:
        return OP_EQ;
    }
}

static const struct expr *having_expr(struct builder *builder, const struct having *having)
{
    const struct having *items = having->all ? having->all : having->any;
    const size_t n = having->all ? having->n_all : having->n_any;
    const struct expr **args = arena_alloc(builder->arena, n * sizeof(*args) + 1);

    if (having->metric)
        return EXPR(builder->arena, having_op(having->op),
                    column_of(builder, NULL, aspect_column(builder, having->metric, having->of)),
                    query_parameter_expr(builder->query, "having", TYPE_NUMBER,
                                         (struct cell){ .value.number = having->value }));
    for (size_t i = 0; i < n; i++)
        args[i] = having_expr(builder, &items[i]);
    return n == 1 ? args[0] : expr_call(builder->arena, having->all ? OP_AND : OP_OR, args, n);
}

static bool is_among(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (text_is(names[i], name))
            return true;
    return false;
}

static const struct expr *rank_expr(struct builder *builder, const struct top *top)
{
    const struct query *query = builder->query;
    const struct expr **per = arena_alloc(builder->arena, top->n_per * sizeof(*per));
    struct expr_order *order = arena_alloc(builder->arena, (query->n_dims + 1) * sizeof(*order));
    struct over *over = arena_alloc(builder->arena, sizeof(*over));
    struct expr *expr =
        arena_copy(builder->arena, expr_call(builder->arena, OP_ROW_NUMBER, NULL, 0), sizeof(*expr));

    for (size_t i = 0; i < top->n_per; i++)
        per[i] = column_of(builder, NULL, top->per[i]);
    order[over->n_order++] =
        (struct expr_order){ column_of(builder, NULL, top->by), top->dir != DIRECTION_ASC };
    for (size_t i = 0; i < query->n_dims; i++)
        if (!is_among(top->per, top->n_per, query->dims[i].name))
            order[over->n_order++] =
                (struct expr_order){ column_of(builder, NULL, query->dims[i].name), false };
    over->per = per;
    over->n_per = top->n_per;
    over->order = order;
    over->rows = NO_FRAME;
    expr->over = over;
    return expr;
}

static void add_order(struct builder *builder, struct block *block, const char *column, bool is_descending)
{
    for (size_t i = 0; i < block->n_order; i++)
        if (text_is(block->order[i].by->name, column))
            return;
    *ARENA_PUSH(builder->arena, block->order, block->n_order) =
        (struct expr_order){ column_of(builder, NULL, column), is_descending };
}

/* As the plan says; else by time, else by the first metric. Then by all dimensions, so that the order is
 * always the same. */
static void order_block(struct builder *builder, struct block *block)
{
    const struct query *query = builder->query;
    const struct plan *plan = query->plan;

    for (size_t i = 0; i < plan->n_order; i++) {
        const struct order *order = &plan->order[i];
        const bool is_metric = plan_has_metric(plan, order->by);

        add_order(builder, block, aspect_column(builder, order->by, order->value),
                  order->dir == DIRECTION_NONE ? is_metric : order->dir == DIRECTION_DESC);
    }
    if (!plan->n_order && query->form == FORM_TREND)
        add_order(builder, block, query->dims[query->time_dim].name, false);
    if (!plan->n_order && query->n_dims)
        add_order(builder, block, plan->metrics[0], true);
    for (size_t i = 0; i < query->n_dims; i++)
        add_order(builder, block, query->dims[i].name, false);
}

static void limit_block(struct builder *builder, struct block *block)
{
    const struct plan *plan = builder->query->plan;
    const int64_t limit = plan_limit(plan);

    if (!builder->query->n_dims && !plan->offset && builder->query->form < FORM_FUNNEL)
        return;
    block->limit = query_parameter_expr(builder->query, "limit", TYPE_INTEGER,
                                        (struct cell){ .value.integer = limit + 1 });
    if (plan->offset)
        block->offset = query_parameter_expr(builder->query, "offset", TYPE_INTEGER,
                                             (struct cell){ .value.integer = plan->offset });
}

/* --- the last block --- */

static bool is_hidden(const struct query *query, const char *column)
{
    for (size_t i = 0; i < query->n_metrics; i++) {
        const char *name = query->metrics[i].metric->name;
        const size_t len = strlen(name);

        if (query->metrics[i].is_hidden && strncmp(column, name, len) == 0 &&
            (!column[len] || text_is(column + len, "_before") || text_is(column + len, "_change") ||
             text_is(column + len, "_change_pct")))
            return true;
    }
    return false;
}

/* The wanted columns of `from`; an hour's clock time becomes a moment. */
static struct block *last_block(struct builder *builder, const struct block *from, const char *name)
{
    struct block *block = block_new(builder);

    block->from = source_named(name);
    for (size_t i = 0; i < from->n_columns; i++)
        if (!is_hidden(builder->query, from->columns[i].name))
            block_column(builder, block, from->columns[i].name,
                         column_of(builder, NULL, from->columns[i].name), NULL);
    return block;
}

static void use_moments(struct builder *builder, struct block *block)
{
    const struct query *query = builder->query;

    if (query->time_dim == NONE || query->dims[query->time_dim].grain != UNIT_HOUR)
        return;
    block->columns[query->time_dim].expr =
        EXPR(builder->arena, OP_INSTANT, block->columns[query->time_dim].expr, query_zone(builder->query));
}

static struct block *with_figures(struct builder *builder, const struct block *answer)
{
    const struct plan *plan = builder->query->plan;
    struct block *figures, *ranked, *last;
    const struct expr *having;

    select_name(builder, "answer", NULL, answer);
    figures = figures_block(builder);
    if (!plan->having && !plan->top)
        return figures;
    select_name(builder, "figures", NULL, figures);
    having = plan->having ? having_expr(builder, plan->having) : NULL;
    if (!plan->top) {
        last = last_block(builder, figures, "figures");
        last->where = having;
        return last;
    }
    ranked = last_block(builder, figures, "figures");
    ranked->where = having;
    block_column(builder, ranked, "rank", rank_expr(builder, plan->top), NULL);
    select_name(builder, "ranked", NULL, ranked);
    last = last_block(builder, ranked, "ranked");
    last->n_columns--; /* the rank itself */
    last->where = EXPR(builder->arena, OP_LE, column_of(builder, NULL, "rank"),
                       query_parameter_expr(builder->query, "top", TYPE_INTEGER,
                                            (struct cell){ .value.integer = plan->top->n }));
    return last;
}

static struct block *build_sequence(struct builder *builder)
{
    switch (builder->query->form) {
    case FORM_FUNNEL:
        return select_funnel(builder);
    case FORM_RETENTION:
        return select_retention(builder);
    default:
        return select_path(builder);
    }
}

static struct block *build_table(struct builder *builder)
{
    struct query *query = builder->query;
    size_t *dims = arena_alloc(query->arena, query->n_dims * sizeof(*dims) + 1);
    bool *slots = arena_alloc(query->arena, query->n_slots * sizeof(*slots) + 1);
    const struct combination wanted = { dims, query->n_dims,     slots,
                                        "",   query->has_before, query->form == FORM_TREND };
    struct block *block;

    for (size_t i = 0; i < query->n_dims; i++)
        dims[i] = i;
    for (size_t i = 0; i < query->n_slots; i++)
        slots[i] = true;
    block = answer_block(builder, select_combined(builder, &wanted));
    if (query->has_before || query->plan->n_calc || query->plan->having || query->plan->top)
        block = with_figures(builder, block);
    use_moments(builder, block);
    order_block(builder, block);
    return block;
}

struct err *select_build(struct query *query, struct select *out)
{
    struct builder builder = { .query = query, .arena = query->arena, .select = out };
    struct block *block;

    *out = (struct select){ 0 };
    select_dids(&builder);
    builder.is_before = query->has_before;
    if (query->has_before)
        select_dids(&builder);
    builder.is_before = false;
    block = query->form >= FORM_FUNNEL ? build_sequence(&builder) : build_table(&builder);
    limit_block(&builder, block);
    out->body = block;
    return NULL;
}
