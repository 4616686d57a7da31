/*
 * Blocks and their joins. A dataset is joined when a field of it is first used, along the way that the model
 * chose.
 */
#include "packages/semantic/compile/select.h"

struct block *block_new(struct builder *builder)
{
    return arena_alloc(builder->arena, sizeof(struct block));
}

void block_column(struct builder *builder, struct block *block, const char *name, const struct expr *expr,
                  const char *comment)
{
    *ARENA_PUSH(builder->arena, block->columns, block->n_columns) = (struct column){ name, expr, comment };
}

struct source source_named(const char *name)
{
    return (struct source){ .kind = SOURCE_NAMED, .name = name };
}

void block_join(struct builder *builder, struct block *block, enum join_kind kind, struct source source,
                const struct expr *on)
{
    *ARENA_PUSH(builder->arena, block->joins, block->n_joins) = (struct join){ kind, source, on };
}

void select_name(struct builder *builder, const char *name, const char *comment, const struct block *block)
{
    struct select *select = builder->select;

    *ARENA_PUSH(builder->arena, select->named, select->n_named) =
        (struct named_block){ name, comment, block };
}

const struct expr *column_of(struct builder *builder, const char *relation, const char *name)
{
    return expr_column(builder->arena, relation, name);
}

/* --- datasets as sources --- */

/* A grouped dataset is a block of its own: its group's columns, then its fields. */
static struct source grouped_source(struct builder *builder, const struct dataset *dataset)
{
    struct block *block = block_new(builder);

    block->from = (struct source){ .kind = SOURCE_TABLE, .name = dataset->source };
    block->n_group = dataset->n_group_by;
    for (size_t i = 0; i < dataset->n_group_by; i++)
        block_column(builder, block, dataset->group_by[i], column_of(builder, NULL, dataset->group_by[i]),
                     NULL);
    for (size_t i = 0; i < dataset->n_fields; i++)
        if (dataset->fields[i].expr->op != OP_COLUMN)
            block_column(builder, block, dataset->fields[i].name, dataset->fields[i].expr, NULL);
    return (struct source){ .kind = SOURCE_BLOCK, .block = block, .alias = dataset->name };
}

static struct source source_of(struct builder *builder, size_t dataset)
{
    const struct dataset *rows = &builder->query->model->datasets[dataset];

    if (rows->n_group_by)
        return grouped_source(builder, rows);
    return (struct source){ .kind = SOURCE_TABLE, .name = rows->source, .alias = rows->name };
}

struct rows rows_of(struct builder *builder, size_t base, const struct when *when, bool to_date)
{
    struct rows rows = { .builder = builder, .block = block_new(builder), .base = base, .when = when };

    rows.to_date = to_date;
    rows.joined = UINT32_C(1) << base;
    rows.block->from = source_of(builder, base);
    return rows;
}

void rows_where(struct rows *rows, const struct expr *expr)
{
    if (expr)
        rows->block->where = expr_and(rows->builder->arena, rows->block->where, rows_use(rows, expr));
}

/* --- joins --- */

static bool is_day(const struct dataset *dataset, const char *column)
{
    return dataset->time != NONE && dataset->fields[dataset->time].expr->op == OP_COLUMN &&
           text_is(dataset->fields[dataset->time].expr->name, column);
}

static void join(struct rows *rows, size_t dataset)
{
    struct builder *builder = rows->builder;
    const struct model *model = builder->query->model;
    const struct relationship *way;
    const struct expr *on = NULL;
    bool shares_day = false;

    if (rows->joined >> dataset & 1)
        return;
    rows->joined |= UINT32_C(1) << dataset;
    way = &model->relationships[model->paths[rows->base][dataset].relationship];
    join(rows, way->from);
    for (size_t i = 0; i < way->n_columns; i++) {
        on = expr_and(builder->arena, on,
                      EXPR(builder->arena, way->is_nullable[i] ? OP_SAME : OP_EQ,
                           column_of(builder, model->datasets[dataset].name, way->to_columns[i]),
                           column_of(builder, model->datasets[way->from].name, way->from_columns[i])));
        shares_day =
            shares_day || (way->from == rows->base && is_day(&model->datasets[dataset], way->to_columns[i]) &&
                           is_day(&model->datasets[rows->base], way->from_columns[i]));
    }
    if (shares_day && rows->when && rows->when->to != NONE && !rows->to_date)
        on = expr_and(
            builder->arena, on,
            EXPR(builder->arena, OP_BETWEEN,
                 column_of(builder, model->datasets[dataset].name,
                           model->datasets[dataset].fields[model->datasets[dataset].time].expr->name),
                 expr_integer(builder->arena, OP_PARAMETER, rows->when->from),
                 expr_integer(builder->arena, OP_PARAMETER, rows->when->to)));
    block_join(builder, rows->block, JOIN_LEFT, source_of(builder, dataset), on);
}

/* --- fields into columns --- */

struct expansion {
    struct rows *rows;
    const char *alias;
};

static const struct expr *qualify(void *arg, const struct expr *expr)
{
    const struct expansion *expansion = arg;
    struct builder *builder = expansion->rows->builder;

    if (expr->op == OP_COLUMN)
        return column_of(builder, expansion->alias, expr->name);
    if (expr->op == OP_LOCAL_TIME && expr->n_args == 1)
        return EXPR(builder->arena, OP_LOCAL_TIME, column_of(builder, expansion->alias, expr->args[0]->name),
                    query_zone(builder->query));
    return NULL;
}

static const struct expr *expand_field(struct rows *rows, const struct expr *expr);

/* The other dataset's value, and its own where there is no key to reach it by. */
static const struct expr *of_other(struct rows *rows, const struct model_field *field, const struct expr *own)
{
    struct arena *arena = rows->builder->arena;
    const struct model *model = rows->builder->query->model;
    const struct relationship *way =
        &model->relationships[model->paths[field->dataset][field->of].relationship];
    const struct expr *key =
        column_of(rows->builder, model->datasets[field->dataset].name, way->from_columns[0]);
    const int other = dataset_field(&model->datasets[field->of], field->name);

    return EXPR(arena, OP_CASE, EXPR(arena, OP_IS_NULL, key), own,
                expand_field(rows, field_expr(arena, model, (size_t)field->of, (size_t)other)));
}

static const struct expr *expand_field(struct rows *rows, const struct expr *expr)
{
    const struct dataset *dataset = &rows->builder->query->model->datasets[expr->integer];
    const struct model_field *field = &dataset->fields[expr->index];
    struct expansion expansion = { rows, dataset->name };
    const struct expr *own;

    join(rows, (size_t)expr->integer);
    if (dataset->n_group_by)
        return column_of(rows->builder, dataset->name,
                         field->expr->op == OP_COLUMN ? field->expr->name : field->name);
    own = expr_rewrite(rows->builder->arena, field->expr, qualify, &expansion);
    return field->of == NONE ? own : of_other(rows, field, own);
}

static bool is_own_time(const struct query *query, const char *did)
{
    for (size_t i = 0; i < query->n_dids; i++)
        if (text_is(query->dids[i].name, did))
            return query->dids[i].is_own_time;
    return true;
}

/* In the period compared with, a did without a time of its own is that period's. */
static const struct expr *expand_exists(struct rows *rows, const struct expr *expr)
{
    struct builder *builder = rows->builder;
    const char *relation = expr->relation;
    const struct expr **args = arena_alloc(builder->arena, expr->n_args * sizeof(*args));
    struct expr *exists = arena_copy(builder->arena, expr, sizeof(*expr));

    if (builder->is_before && !is_own_time(builder->query, relation))
        relation = arena_printf(builder->arena, "%s_before", relation);
    for (size_t i = 0; i < expr->n_args; i += 2) {
        args[i] = column_of(builder, relation, expr->args[i]->name);
        args[i + 1] = rows_use(rows, expr->args[i + 1]);
    }
    exists->relation = relation;
    exists->args = args;
    return exists;
}

static const struct expr *expand(void *arg, const struct expr *expr)
{
    if (expr->op == OP_FIELD)
        return expand_field(arg, expr);
    if (expr->op == OP_EXISTS)
        return expand_exists(arg, expr);
    return NULL;
}

const struct expr *rows_use(struct rows *rows, const struct expr *expr)
{
    return expr_rewrite(rows->builder->arena, expr, expand, rows);
}

/* --- dids --- */

static const char *did_name(struct builder *builder, const struct did_query *did)
{
    if (!builder->is_before)
        return did->name;
    return arena_printf(builder->arena, "%s_before", did->name);
}

static void select_did(struct builder *builder, const struct did_query *did)
{
    const struct model *model = builder->query->model;
    const struct when *when = builder->is_before ? &did->before : &did->when;
    const size_t owner = (size_t)scope_at(model, did->scope, did->dataset);
    const struct dataset *keys = &model->datasets[owner], *events = &model->datasets[did->dataset];
    struct rows rows = rows_of(builder, did->dataset, when, false);
    const struct expr *id = field_expr(builder->arena, model, did->dataset, events->event.id);

    for (size_t i = 0; i < keys->n_keys[did->scope]; i++) {
        const size_t key = keys->keys[did->scope][i];
        const struct expr *column = rows_use(&rows, field_expr(builder->arena, model, owner, key));

        block_column(builder, rows.block, keys->fields[key].name, column, NULL);
        rows.block->where =
            expr_and(builder->arena, rows.block->where, EXPR(builder->arena, OP_NOT_NULL, column));
    }
    rows_where(&rows, did->filter);
    rows_where(&rows, query_when_expr(builder->query, when, did->dataset, false));
    rows.block->n_group = rows.block->n_columns;
    if (did->times)
        rows.block->having = EXPR(builder->arena, OP_GE,
                                  rows_use(&rows, EXPR(builder->arena, OP_COUNT_DISTINCT, id)), did->times);
    select_name(builder, did_name(builder, did),
                arena_printf(builder->arena, "did %s", did->cond->did->event), rows.block);
}

void select_dids(struct builder *builder)
{
    for (size_t i = 0; i < builder->query->n_dids; i++)
        if (!builder->is_before || !builder->query->dids[i].is_own_time)
            select_did(builder, &builder->query->dids[i]);
}
