/*
 * Rule trees into statements: over the customers, one condition; what events and other datasets say of a
 * customer is found beforehand, one named block a leaf, a row a customer.
 */
#include "packages/semantic/compile/compile.h"

#include <string.h>

enum { DEEPEST_AUDIENCE = 8, MOST_AUDIENCE_NODES = 1000 };

/* A metric leaf's columns, all in blocks that are joined to the customers. */
struct metric_leaf {
    const struct cond *cond;
    const struct expr *value;
};

struct rules {
    struct ctx *ctx;
    struct query *query;
    struct builder *builder;
    const struct compile_options *options;
    struct rows customers;
    struct metric_leaf *metrics;
    size_t n_metrics;
    size_t n_nodes;
    struct err *err;
};

static const struct expr *rule_expr(struct rules *rules, const struct cond *cond, const char *pointer,
                                    int depth);

/* --- metric leaves --- */

struct leaf_block {
    size_t base;
    const char *name;
    struct rows rows;
};

struct leaf {
    struct rules *rules;
    const struct cond *cond;
    const struct metric *metric;
    const char *name;
    struct when when;
    struct need *needs;
    size_t n_needs;
    struct leaf_block *blocks;
    size_t n_blocks;
};

static const char *subject_key(const struct model *model, size_t dataset)
{
    const struct dataset *owner = &model->datasets[scope_at(model, SCOPE_CUSTOMER, dataset)];

    return owner->fields[owner->keys[SCOPE_CUSTOMER][0]].name;
}

/* Rows of `base` by customer; those of nobody are left out. */
static struct leaf_block *new_block(struct leaf *leaf, size_t base)
{
    struct query *query = leaf->rules->query;
    const size_t owner = (size_t)scope_at(query->model, SCOPE_CUSTOMER, base);
    struct leaf_block *block = ARENA_PUSH(query->arena, leaf->blocks, leaf->n_blocks);
    const struct expr *key;

    block->base = base;
    block->name =
        leaf->n_blocks == 1 ? leaf->name : arena_printf(query->arena, "%s_%zu", leaf->name, leaf->n_blocks);
    block->rows = rows_of(leaf->rules->builder, base, &leaf->when, leaf->metric->to_date);
    key =
        field_expr(query->arena, query->model, owner, query->model->datasets[owner].keys[SCOPE_CUSTOMER][0]);
    block_column(leaf->rules->builder, block->rows.block, subject_key(query->model, base),
                 rows_use(&block->rows, key), NULL);
    rows_where(&block->rows, EXPR(query->arena, OP_NOT_NULL, key));
    rows_where(&block->rows, query_when_expr(query, &leaf->when, base, leaf->metric->to_date));
    if (leaf->cond->where)
        rows_where(&block->rows, query_filter(query, leaf->cond->where, base));
    block->rows.block->n_group = 1;
    return block;
}

static struct leaf_block *block_of(struct leaf *leaf, size_t base)
{
    for (size_t i = 0; i < leaf->n_blocks; i++)
        if (leaf->blocks[i].base == base)
            return &leaf->blocks[i];
    return new_block(leaf, base);
}

static bool has_column(const struct block *block, const char *name)
{
    for (size_t i = 0; i < block->n_columns; i++)
        if (text_is(block->columns[i].name, name))
            return true;
    return false;
}

/* A customer without rows has 0 of what is counted or added up, and no value of anything else. */
static const struct expr *to_column(void *arg, const struct expr *expr)
{
    struct leaf *leaf = arg;
    struct query *query = leaf->rules->query;
    const struct need *missing;
    size_t measure, base;
    const struct expr *column;
    struct leaf_block *block;

    if (expr->op != OP_MEASURE)
        return NULL;
    measure = (size_t)expr->integer;
    (void)measure_choose(query->model, &measure, leaf->needs, leaf->n_needs, &base,
                         &missing); /* rules_check() did */
    block = block_of(leaf, base);
    column = column_of(leaf->rules->builder, block->name, query->model->measures[measure].name);
    if (!has_column(block->rows.block, column->name))
        block_column(leaf->rules->builder, block->rows.block, column->name,
                     rows_use(&block->rows, query->model->measures[measure].expr), NULL);
    if (!query->model->measures[measure].is_zero)
        return column;
    return EXPR(query->arena, OP_COALESCE, column, expr_integer(query->arena, OP_INTEGER, 0));
}

static void join_blocks(struct leaf *leaf)
{
    struct builder *builder = leaf->rules->builder;
    const struct model *model = builder->query->model;
    const struct dataset *customers = &model->datasets[model->subject];

    for (size_t i = 0; i < leaf->n_blocks; i++) {
        const struct leaf_block *block = &leaf->blocks[i];
        const struct expr *here =
            rows_use(&leaf->rules->customers,
                     field_expr(builder->arena, model, (size_t)model->subject, customers->subject_key));

        select_name(builder, block->name,
                    arena_printf(builder->arena, "%s, by customer", leaf->metric->label), block->rows.block);
        block_join(builder, leaf->rules->customers.block, JOIN_LEFT, source_named(block->name),
                   EXPR(builder->arena, OP_EQ,
                        column_of(builder, block->name, subject_key(model, block->base)), here));
    }
}

static const struct expr *metric_expr(struct rules *rules, const struct cond *cond)
{
    struct query *query = rules->query;
    struct leaf leaf = { .rules = rules, .cond = cond, .metric = model_metric(query->model, cond->metric) };
    struct cond test = { .field = cond->metric, .op = cond->op, .value = cond->value };
    const struct expr *value;

    for (size_t i = 0; i < rules->n_metrics; i++)
        if (rules->metrics[i].cond == cond)
            return rules->metrics[i].value;
    leaf.name = arena_printf(query->arena, "metric_%zu", rules->n_metrics + 1);
    leaf.when = query_when(query, cond->time, arena_printf(query->arena, "%s_", leaf.name));
    *ARENA_PUSH(query->arena, leaf.needs, leaf.n_needs) = (struct need){ .scope = SCOPE_CUSTOMER };
    if (cond->time && cond->time->n_hours)
        *ARENA_PUSH(query->arena, leaf.needs, leaf.n_needs) = (struct need){ .is_clock = true };
    if (cond->where)
        query_needs(rules->ctx, query->model, cond->where, &leaf.needs, &leaf.n_needs);
    value = expr_rewrite(query->arena, leaf.metric->expr, to_column, &leaf);
    join_blocks(&leaf);
    value = query_test(query, arena_copy(query->arena, &test, sizeof(test)), TYPE_NUMBER, value);
    *ARENA_PUSH(query->arena, rules->metrics, rules->n_metrics) = (struct metric_leaf){ cond, value };
    return value;
}

/* --- the tree --- */

static const struct expr *always_false(struct rules *rules)
{
    return expr_integer(rules->query->arena, OP_BOOLEAN, 0);
}

static const struct expr *audience_expr(struct rules *rules, const struct cond *cond, const char *pointer,
                                        int depth)
{
    const struct compile_options *options = rules->options;

    if (depth > DEEPEST_AUDIENCE || rules->n_nodes > MOST_AUDIENCE_NODES) {
        rules->err = err_new(rules->ctx, ERR_INVALID, pointer, "audiences stand in each other too deeply");
        return always_false(rules);
    }
    for (size_t i = 0; i < options->n_audiences; i++)
        if (text_is(options->audiences[i].id, cond->audience) &&
            (!cond->version || options->audiences[i].version == cond->version))
            return rule_expr(rules, options->audiences[i].rules, pointer, depth + 1);
    rules->err = err_new(rules->ctx, ERR_INVALID, arena_printf(rules->ctx->arena, "%s/audience", pointer),
                         "no audience %s, version %lld", cond->audience, (long long)cond->version);
    return always_false(rules);
}

static const struct expr *group_expr(struct rules *rules, enum op op, const struct cond *items, size_t n,
                                     const char *pointer, int depth)
{
    const struct expr **args = arena_alloc(rules->query->arena, n * sizeof(*args));

    for (size_t i = 0; i < n; i++)
        args[i] = rule_expr(rules, &items[i], pointer, depth);
    return n == 1 ? args[0] : expr_call(rules->query->arena, op, args, n);
}

/* Over OP_FIELD of the customers and columns of the joined blocks. `pointer` is of the audience leaf, if
 * within one. */
static const struct expr *rule_expr(struct rules *rules, const struct cond *cond, const char *pointer,
                                    int depth)
{
    struct arena *arena = rules->query->arena;

    rules->n_nodes++;
    if (cond->all)
        return group_expr(rules, OP_AND, cond->all, cond->n_all, pointer, depth);
    if (cond->any)
        return group_expr(rules, OP_OR, cond->any, cond->n_any, pointer, depth);
    if (cond->negated)
        return EXPR(arena, OP_NOT_TRUE, rule_expr(rules, cond->negated, pointer, depth));
    if (cond->metric)
        return metric_expr(rules, cond);
    if (cond->audience)
        return audience_expr(rules, cond, pointer, depth);
    return query_filter(rules->query, cond, (size_t)rules->query->model->subject);
}

static struct rules rules_begin(struct ctx *ctx, struct query *query, struct builder *builder,
                                const struct compile_options *options)
{
    struct rules rules = { .ctx = ctx, .query = query, .builder = builder, .options = options };

    rules.customers = rows_of(builder, (size_t)query->model->subject, NULL, false);
    return rules;
}

/* Blocks of dids come first: the statement reads from top to bottom. */
static struct err *finish(struct rules *rules, const struct block *body, struct compiled *out)
{
    struct select *select = rules->builder->select;

    select->body = body;
    return compile_finish(rules->query, select, rules->options, out);
}

static void add_column(struct query *query, struct compiled *out, const char *name, enum type type,
                       const char *label)
{
    *ARENA_PUSH(query->arena, out->columns, out->n_columns) = (struct compiled_column){
        .name = name, .kind = "dimension", .type = type_words[type], .label = label
    };
}

struct err *rules_compile(struct ctx *ctx, const struct model *model, const struct cond *rules_,
                          const struct compile_options *options, struct compiled *out)
{
    struct select select = { 0 };
    struct query query = query_begin(ctx, model, options);
    struct builder builder = { .query = &query, .arena = ctx->arena, .select = &select };
    struct compiled compiled = { 0 };
    const struct dataset *customers;
    const struct expr *where;
    struct rules rules;
    struct err *err;

    err = rules_check(ctx, model, rules_);
    if (err)
        return err;
    rules = rules_begin(ctx, &query, &builder, options);
    customers = &model->datasets[model->subject];
    block_column(&builder, rules.customers.block, "customer_key",
                 rows_use(&rules.customers,
                          field_expr(ctx->arena, model, (size_t)model->subject, customers->subject_key)),
                 NULL);
    block_column(&builder, rules.customers.block, "customer_id",
                 rows_use(&rules.customers,
                          field_expr(ctx->arena, model, (size_t)model->subject, customers->subject_id)),
                 NULL);
    where = rule_expr(&rules, rules_, "", 0);
    if (rules.err)
        return rules.err;
    select_dids(&builder);
    rows_where(&rules.customers, where);
    err = finish(&rules, rules.customers.block, &compiled);
    if (err)
        return err;
    add_column(&query, &compiled, "customer_key", TYPE_INTEGER, "Customer key");
    add_column(&query, &compiled, "customer_id", TYPE_TEXT, "Customer");
    compiled.reading = rules_words(ctx, model, rules_);
    compiled.plan_hash = rules_hash(ctx, model, rules_);
    *out = compiled;
    return NULL;
}

/* --- counts --- */

struct counted_node {
    const char *pointer;
    const struct expr *is_kept; /* over the columns of the leaves */
};

struct counting {
    struct rules *rules;
    struct counted_node *nodes;
    size_t n_nodes, n_leaves;
};

static const struct expr *count_node(struct counting *counting, const struct cond *cond, const char *pointer);

static const struct expr *count_group(struct counting *counting, enum op op, const struct cond *items,
                                      size_t n, const char *pointer)
{
    struct arena *arena = counting->rules->query->arena;
    const struct expr **args = arena_alloc(arena, n * sizeof(*args));

    for (size_t i = 0; i < n; i++)
        args[i] = count_node(counting, &items[i], arena_printf(arena, "%s/%zu", pointer, i));
    return n == 1 ? args[0] : expr_call(arena, op, args, n);
}

/* A leaf is worked out once, as a column; groups are counted from their leaves' columns. */
static const struct expr *count_node(struct counting *counting, const struct cond *cond, const char *pointer)
{
    struct rules *rules = counting->rules;
    struct arena *arena = rules->query->arena;
    const size_t at = counting->n_nodes;
    const struct expr *expr;
    const char *name;

    *ARENA_PUSH(arena, counting->nodes, counting->n_nodes) = (struct counted_node){ pointer, NULL };
    if (cond->all) {
        expr = count_group(counting, OP_AND, cond->all, cond->n_all, arena_printf(arena, "%s/all", pointer));
    } else if (cond->any) {
        expr = count_group(counting, OP_OR, cond->any, cond->n_any, arena_printf(arena, "%s/any", pointer));
    } else if (cond->negated) {
        expr = EXPR(arena, OP_NOT_TRUE,
                    count_node(counting, cond->negated, arena_printf(arena, "%s/not", pointer)));
    } else {
        name = arena_printf(arena, "leaf_%zu", ++counting->n_leaves);
        expr = rows_use(&rules->customers, rule_expr(rules, cond, pointer, 0));
        block_column(rules->builder, rules->customers.block, name, expr, NULL);
        expr = column_of(rules->builder, NULL, name);
    }
    counting->nodes[at].is_kept = expr;
    return expr;
}

/* One row of counts, then a row a node. */
static const struct block *counts_body(struct counting *counting)
{
    struct builder *builder = counting->rules->builder;
    struct arena *arena = builder->arena;
    struct block *counts = block_new(builder), *body = block_new(builder), *first = NULL, *last = NULL;
    const struct expr *one = expr_integer(arena, OP_INTEGER, 1);

    counts->from = source_named("leaves");
    block_column(builder, counts, "total", expr_call(arena, OP_COUNT, NULL, 0), NULL);
    for (size_t i = 0; i < counting->n_nodes; i++) {
        const char *kept = arena_printf(arena, "kept_%zu", i + 1);
        struct block *row = block_new(builder);

        block_column(builder, counts, kept,
                     EXPR(arena, OP_COUNT, EXPR(arena, OP_CASE, counting->nodes[i].is_kept, one)), NULL);
        row->from = source_named("counts");
        block_column(builder, row, "node", expr_integer(arena, OP_INTEGER, (int64_t)i), NULL);
        block_column(builder, row, "pointer", expr_text(arena, OP_TEXT, counting->nodes[i].pointer), NULL);
        block_column(builder, row, "kept", column_of(builder, NULL, kept), NULL);
        block_column(
            builder, row, "dropped",
            EXPR(arena, OP_SUBTRACT, column_of(builder, NULL, "total"), column_of(builder, NULL, kept)),
            NULL);
        if (last)
            last->next = row;
        else
            first = row;
        last = row;
    }
    select_name(builder, "counts", NULL, counts);
    select_name(builder, "nodes", NULL, first);
    body->from = source_named("nodes");
    block_column(builder, body, "pointer", column_of(builder, NULL, "pointer"), NULL);
    block_column(builder, body, "kept", column_of(builder, NULL, "kept"), NULL);
    block_column(builder, body, "dropped", column_of(builder, NULL, "dropped"), NULL);
    *ARENA_PUSH(arena, body->order, body->n_order) =
        (struct expr_order){ column_of(builder, NULL, "node"), false };
    return body;
}

struct err *rules_counts_compile(struct ctx *ctx, const struct model *model, const struct cond *rules_,
                                 const struct compile_options *options, struct compiled *out)
{
    struct select select = { 0 };
    struct query query = query_begin(ctx, model, options);
    struct builder builder = { .query = &query, .arena = ctx->arena, .select = &select };
    struct compiled compiled = { 0 };
    struct counting counting = { 0 };
    struct rules rules;
    struct err *err;

    err = rules_check(ctx, model, rules_);
    if (err)
        return err;
    rules = rules_begin(ctx, &query, &builder, options);
    counting.rules = &rules;
    (void)count_node(&counting, rules_, "");
    if (rules.err)
        return rules.err;
    select_dids(&builder);
    select_name(&builder, "leaves", "which of the rules each customer satisfies", rules.customers.block);
    err = finish(&rules, counts_body(&counting), &compiled);
    if (err)
        return err;
    add_column(&query, &compiled, "pointer", TYPE_TEXT, "Rule");
    add_column(&query, &compiled, "kept", TYPE_INTEGER, "Kept");
    add_column(&query, &compiled, "dropped", TYPE_INTEGER, "Dropped");
    compiled.reading = rules_words(ctx, model, rules_);
    compiled.plan_hash = rules_hash(ctx, model, rules_);
    *out = compiled;
    return NULL;
}
