/*
 * From a plan to a statement: check, resolve, build, print; and what an answer says about its columns.
 */
#include "packages/semantic/compile/compile.h"

#include "packages/semantic/reading.h"

#include <string.h>

static const char *const better_words[] = { "none", "up", "down", NULL };

static const struct field column_fields[] = {
    FIELD(compiled_column, name, "As in the rows' order."),
    FIELD(compiled_column, kind, "dimension or metric."),
    FIELD(compiled_column, type, "text, integer, number, boolean, date or timestamp."),
    FIELD(compiled_column, label, "What it is called."),
    FIELD(compiled_column, format, "How it is written.", .optional = true),
    FIELD(compiled_column, unit, "USD, s, %.", .optional = true),
    FIELD(compiled_column, better, "Which way is good.", .words = better_words),
    FIELD(compiled_column, description, "What it counts.", .optional = true),
};
const struct shape compiled_column_shape =
    SHAPE(compiled_column, column_fields, "A column of an answer.", .name = "column");

/* --- columns --- */

static struct compiled_column *add_column(struct query *query, struct compiled *out)
{
    struct compiled_column *column = ARENA_PUSH(query->arena, out->columns, out->n_columns);

    memset(column, 0, sizeof(*column));
    return column;
}

static void add_metric(struct query *query, const struct query_metric *of, struct compiled *out)
{
    const struct metric *metric = of->metric;

    *add_column(query, out) = (struct compiled_column){
        .name = metric->name,
        .kind = "metric",
        .type = type_words[metric->type],
        .label = metric->label,
        .format = metric->format,
        .unit = metric->unit,
        .better = metric->better,
        .description = metric->description,
        .additive = of->expr->op == OP_MEASURE &&
                    query->model->measures[query->slots[of->expr->integer].measure].is_additive,
    };
}

/* A figure beside a metric is written as the metric is, unless it is a share or a percentage. */
static void add_beside(struct query *query, const struct query_metric *of, const char *suffix,
                       const char *label, struct compiled *out)
{
    const struct metric *metric = of->metric;
    struct compiled_column *column;

    add_metric(query, of, out);
    column = &out->columns[out->n_columns - 1];
    column->name = arena_printf(query->arena, "%s_%s", metric->name, suffix);
    column->label = arena_printf(query->arena, "%s, %s", metric->label, label);
    column->description = NULL;
    column->additive = column->additive && (text_is(suffix, "before") || text_is(suffix, "change"));
    if (text_is(suffix, "change_pct") || text_is(suffix, "share") || text_is(suffix, "moving_average"))
        column->type = type_words[TYPE_NUMBER];
    if (text_is(suffix, "moving_average") && text_is(column->format, "integer"))
        column->format = "decimal";
    if (text_is(suffix, "share")) {
        column->format = "percent";
        column->unit = NULL;
    }
    if (text_is(suffix, "change_pct")) {
        column->format = "decimal";
        column->unit = "%";
    }
}

static void add_calcs(struct query *query, const struct query_metric *of, struct compiled *out)
{
    static const char *const names[] = { "", "share", "running_total", "moving_average" };
    static const char *const labels[] = { "", "share", "running total", "moving average" };

    for (size_t i = 0; i < query->plan->n_calc; i++) {
        const struct calc *calc = &query->plan->calc[i];

        if (text_is(calc->metric, of->metric->name))
            add_beside(query, of, names[calc->type], labels[calc->type], out);
    }
}

static void add_columns(struct query *query, struct compiled *out)
{
    for (size_t i = 0; i < query->n_dims; i++) {
        const struct model_field *face = query->dims[i].dimension->face;
        struct compiled_column *column = add_column(query, out);

        column->name = query->dims[i].name;
        column->kind = "dimension";
        column->type = type_words[query->dims[i].type];
        column->label = face->label;
        column->description = face->description;
    }
    compile_fixed_columns(query, out);
    for (size_t i = 0; i < query->n_metrics; i++) {
        const struct query_metric *metric = &query->metrics[i];

        if (metric->is_hidden)
            continue;
        add_metric(query, metric, out);
        if (query->has_before) {
            add_beside(query, metric, "before", "before", out);
            add_beside(query, metric, "change", "change", out);
            add_beside(query, metric, "change_pct", "change in percent", out);
        }
        add_calcs(query, metric, out);
    }
}

/* --- the statement --- */

static void add_cell(struct buf *to, const struct parameter *parameter)
{
    buf_printf(to, "\n%s %d ", parameter->name, (int)parameter->type);
    if (parameter->cell.is_null)
        buf_text(to, "null");
    else if (parameter->type == CELL_TEXT)
        buf_text(to, parameter->cell.value.text);
    else if (parameter->type == CELL_NUMBER)
        buf_printf(to, "%a", parameter->cell.value.number);
    else if (parameter->type == CELL_BOOLEAN)
        buf_text(to, parameter->cell.value.boolean ? "true" : "false");
    else
        buf_int(to, parameter->cell.value.integer);
}

static const char *cache_key(struct query *query, const char *sql)
{
    struct buf all = buf_in(query->arena, SIZE_MAX / 2);

    buf_text(&all, sql);
    for (size_t i = 0; i < query->parameters.n; i++)
        add_cell(&all, &query->parameters.items[i]);
    return sha256_hex(query->arena, all.at, all.len);
}

struct err *compile_finish(struct query *query, const struct select *select,
                           const struct compile_options *options, struct compiled *out)
{
    const struct dialect *dialect = dialect_find(options->dialect);

    if (!dialect)
        return err_new(query->ctx, ERR_INVALID, NULL, "no dialect \"%s\"", options->dialect);
    if (options->explain) {
        out->query_stage = query_print(query->ctx, query);
        out->select_stage = select_print(query->ctx, select);
    }
    out->sql = dialect_text(query->ctx, dialect, select, &query->parameters);
    if (!out->sql)
        return err_new(query->ctx, ERR_TOO_LARGE, NULL,
                       "the statement would be longer than a warehouse takes");
    out->parameters = query->parameters.items;
    out->n_parameters = query->parameters.n;
    out->cache_key = cache_key(query, out->sql);
    return NULL;
}

static void add_days(struct query *query, struct compiled *out)
{
    if (query->now.days.is_all)
        return;
    out->from = date_text(query->arena, query->now.days.from);
    out->to = date_text(query->arena, query->now.days.to);
    if (!query->has_before)
        return;
    out->before_from = date_text(query->arena, query->before.days.from);
    out->before_to = date_text(query->arena, query->before.days.to);
}

static void add_notes(struct ctx *ctx, const struct model *model, const struct plan *plan,
                      struct compiled *out)
{
    for (size_t i = 0; i < plan->n_metrics; i++) {
        const char *note = model_metric(model, plan->metrics[i])->note;

        for (size_t j = 0; note && j < out->n_notes; j++)
            if (text_is(out->notes[j], note))
                note = NULL;
        if (note)
            *ARENA_PUSH(ctx->arena, out->notes, out->n_notes) = note;
    }
}

struct err *plan_compile(struct ctx *ctx, const struct model *model, const struct plan *plan,
                         const struct compile_options *options, struct compiled *out)
{
    struct compiled compiled = { .max_rows = plan_limit(plan) };
    struct select select;
    struct query query;
    struct err *err;

    err = plan_check(ctx, model, plan);
    if (!err)
        err = check_loaded(ctx, model, plan, options);
    if (err)
        return err;
    err = query_resolve(ctx, model, plan, options, &query);
    if (err)
        return err;
    err = select_build(&query, &select);
    if (err)
        return err;
    err = compile_finish(&query, &select, options, &compiled);
    if (err)
        return err;
    add_columns(&query, &compiled);
    add_days(&query, &compiled);
    add_notes(ctx, model, plan, &compiled);
    compiled.reading =
        plan_reading(ctx, model, plan, query.now.days, query.has_before ? &query.before.days : NULL);
    compiled.canonical = plan_canonical(ctx, model, plan, options->today);
    compiled.plan_hash = sha256_hex(ctx->arena, compiled.canonical, strlen(compiled.canonical));
    *out = compiled;
    return NULL;
}
