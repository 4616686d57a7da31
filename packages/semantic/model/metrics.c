/*
 * Metrics: their expressions are taken apart into measures (single aggregates, each known once) and
 * arithmetic over them.
 */
#include "packages/semantic/model/extension.h"

enum { MOST_METRICS = 500, MOST_MEASURES = 2000 };

struct lookup {
    struct loader *loader;
    const struct node *node; /* the expression, for messages */
    const char *metric;
    uint32_t datasets;
    bool is_inside; /* of an aggregate */
    struct err *err;
};

static void blame(struct lookup *lookup, const struct expr *expr, const char *message)
{
    if (!lookup->err)
        lookup->err =
            node_err(lookup->loader->ctx, lookup->loader->file, lookup->node, expr->at, "%s", message);
}

/* `dataset.field` into the field; anything else that is a name is a fault. */
static const struct expr *to_field(void *arg, const struct expr *expr)
{
    struct lookup *lookup = arg;
    const struct model *model = lookup->loader->model;
    struct arena *arena = lookup->loader->ctx->arena;
    int dataset, field;

    if (expr->op != OP_NAME)
        return NULL;
    dataset = expr->relation ? dataset_find(model, expr->relation) : NONE;
    if (!expr->relation) {
        blame(lookup, expr, arena_printf(arena, "\"%s\": write dataset.field", expr->name));
        return expr;
    }
    if (dataset == NONE) {
        blame(lookup, expr, arena_printf(arena, "no dataset \"%s\"", expr->relation));
        return expr;
    }
    field = dataset_field(&model->datasets[dataset], expr->name);
    if (field == NONE) {
        blame(lookup, expr,
              arena_printf(arena, "no field \"%s\" in dataset \"%s\"", expr->name, expr->relation));
        return expr;
    }
    return field_expr(arena, model, (size_t)dataset, (size_t)field);
}

static void collect(struct lookup *lookup, const struct expr *expr, bool is_counted)
{
    if (expr->op == OP_FIELD) {
        const struct model_field *field = &lookup->loader->model->datasets[expr->integer].fields[expr->index];

        lookup->datasets |= UINT32_C(1) << expr->integer;
        if (field->is_personal && !is_counted)
            blame(lookup, expr,
                  arena_printf(lookup->loader->ctx->arena, "\"%s\" is personal: it may only be counted",
                               field->name));
    }
    if (op_is_aggregate(expr->op))
        blame(lookup, expr, "an aggregate can't stand inside another");
    for (size_t i = 0; i < expr->n_args; i++)
        collect(lookup, expr->args[i], is_counted);
}

/* The dataset among them that reaches all the others: its rows are what is aggregated. */
static int base_of(const struct model *model, uint32_t datasets)
{
    for (size_t i = 0; i < model->n_datasets; i++) {
        bool is_base = datasets >> i & 1;

        for (size_t j = 0; is_base && j < model->n_datasets; j++)
            is_base = !(datasets >> j & 1) || model->paths[i][j].steps != NONE;
        if (is_base)
            return (int)i;
    }
    return NONE;
}

static enum type type_of(const struct model *model, const struct expr *expr)
{
    enum type a, b;

    switch (expr->op) {
    case OP_FIELD:
        return model->datasets[expr->integer].fields[expr->index].type;
    case OP_MEASURE:
        return model->measures[expr->integer].type;
    case OP_INTEGER:
    case OP_COUNT:
    case OP_COUNT_DISTINCT:
    case OP_LENGTH:
    case OP_AS_INTEGER:
        return TYPE_INTEGER;
    case OP_CASE:
        return type_of(model, expr->args[1]);
    case OP_SUM:
    case OP_MIN:
    case OP_MAX:
    case OP_NEGATE:
    case OP_ABS:
    case OP_COALESCE:
    case OP_NULLIF:
        return type_of(model, expr->args[0]);
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
        a = type_of(model, expr->args[0]);
        b = type_of(model, expr->args[1]);
        return a == TYPE_INTEGER && b == TYPE_INTEGER ? TYPE_INTEGER : TYPE_NUMBER;
    default:
        return TYPE_NUMBER;
    }
}

/* The aggregate's place among the measures; a new one where it wasn't known yet. */
static const struct expr *intern(struct lookup *lookup, const struct expr *expr)
{
    struct model *model = lookup->loader->model;
    struct arena *arena = lookup->loader->ctx->arena;
    struct measure *measure;
    int base;

    for (size_t i = 0; i < model->n_measures; i++)
        if (expr_equal(model->measures[i].expr, expr))
            return expr_integer(arena, OP_MEASURE, (int64_t)i);
    lookup->datasets = 0;
    if (!expr->n_args)
        blame(lookup, expr, "COUNT(*) of what? count a field");
    for (size_t i = 0; i < expr->n_args; i++)
        collect(lookup, expr->args[i], expr->op == OP_COUNT_DISTINCT);
    base = base_of(model, lookup->datasets);
    if (base == NONE)
        blame(lookup, expr,
              "an aggregate needs fields of one dataset, or of others that it reaches many-to-one");
    if (model->n_measures >= MOST_MEASURES)
        blame(lookup, expr, "the model has too many aggregates");
    if (lookup->err)
        return expr;
    measure = ARENA_PUSH(arena, model->measures, model->n_measures);
    *measure = (struct measure){
        .expr = expr,
        .base = (size_t)base,
        .datasets = lookup->datasets,
        .type = type_of(model, expr),
        .is_zero = expr->op == OP_COUNT || expr->op == OP_COUNT_DISTINCT || expr->op == OP_SUM,
        .is_idempotent = expr->op == OP_COUNT_DISTINCT || expr->op == OP_MIN || expr->op == OP_MAX,
        .is_additive = expr->op == OP_COUNT || expr->op == OP_SUM,
    };
    return expr_integer(arena, OP_MEASURE, (int64_t)model->n_measures - 1);
}

static const struct expr *to_measure(void *arg, const struct expr *expr)
{
    struct lookup *lookup = arg;

    if (op_is_aggregate(expr->op))
        return intern(lookup, expr);
    if (expr->op == OP_FIELD)
        blame(lookup, expr, "a metric aggregates: this field stands outside an aggregate");
    return NULL;
}

/* The text of an expression over fields into one over measures. */
static struct err *over_measures(struct loader *loader, const struct node *node, const struct expr *parsed,
                                 const struct expr **out)
{
    struct lookup lookup = { .loader = loader, .node = node };
    const struct expr *expr = expr_rewrite(loader->ctx->arena, parsed, to_field, &lookup);

    if (!lookup.err && !expr_has_aggregate(expr))
        blame(&lookup, parsed, "a metric aggregates: SUM, COUNT, AVG, MIN or MAX");
    if (!lookup.err)
        expr = expr_rewrite(loader->ctx->arena, expr, to_measure, &lookup);
    *out = expr;
    return lookup.err;
}

static struct err *load_finer(struct loader *loader, const struct node *node, const json_t *finer,
                              struct metric *metric)
{
    struct model *model = loader->model;
    struct measure *measure;
    const struct expr *expr;
    const char *dataset;
    json_t *text;
    struct err *err;
    size_t at;

    if (metric->expr->op != OP_MEASURE)
        return node_err(loader->ctx, loader->file, node, 0, "finer goes with a metric that is one aggregate");
    json_object_foreach((json_t *)finer, dataset, text)
    {
        err = expr_parse(loader->ctx, json_is_string(text) ? json_string_value(text) : "", &expr, &at);
        if (err)
            return node_err(loader->ctx, loader->file, node, 0, "finer, %s: %s at %zu", dataset, err->message,
                            at);
        err = over_measures(loader, node, expr, &expr);
        if (err)
            return err;
        measure = &model->measures[metric->expr->integer]; /* may have moved */
        if (expr->op != OP_MEASURE || measure->n_finer == MOST_FINER ||
            !text_is(model->datasets[model->measures[expr->integer].base].name, dataset))
            return node_err(loader->ctx, loader->file, node, 0,
                            "finer, %s: must be one aggregate of its rows", dataset);
        model->measures[expr->integer].name = metric->name;
        measure->finer[measure->n_finer++] = (size_t)expr->integer;
    }
    return NULL;
}

static struct err *load_metric(struct loader *loader, const struct node *node, struct metric *metric)
{
    const struct node *text;
    const struct expr *parsed;
    size_t parts[MOST_PARTS];
    struct metric_ext ext;
    struct err *err;

    metric->node = node;
    err = name_read(loader, node, &metric->name);
    if (!err)
        err = extension_read(loader, node, &metric_ext_shape, &ext);
    if (!err)
        err = expression_read(loader, node, &parsed, &text);
    if (!err)
        err = over_measures(loader, text, parsed, &metric->expr);
    if (err)
        return err;
    if (metric_measures(metric, parts) > MOST_PARTS)
        return node_err(loader->ctx, loader->file, text, 0, "may have %d different aggregates", MOST_PARTS);
    metric->label = ext.label ? ext.label : label_of(loader->ctx->arena, metric->name);
    metric->description = node_text(node, "description");
    metric->format = ext.format;
    metric->unit = ext.unit;
    metric->instead = ext.instead;
    metric->note = ext.note;
    metric->better = ext.better;
    metric->is_optional = ext.optional;
    metric->to_date = ext.to_date;
    metric->type = type_of(loader->model, metric->expr);
    synonyms_read(loader, node, &metric->synonyms, &metric->n_synonyms);
    return ext.finer ? load_finer(loader, node, ext.finer, metric) : NULL;
}

/* A measure is called as the metric that is nothing else, or as the first that uses it with a number. */
static void name_measures(struct model *model, struct arena *arena, const struct metric *metric,
                          const struct expr *expr, size_t *n)
{
    for (size_t i = 0; i < expr->n_args; i++)
        name_measures(model, arena, metric, expr->args[i], n);
    if (expr->op != OP_MEASURE || model->measures[expr->integer].name)
        return;
    model->measures[expr->integer].name =
        metric->expr == expr ? metric->name : arena_printf(arena, "%s_part_%zu", metric->name, ++*n);
}

static bool reaches_subject(const struct model *model, const struct metric *metric)
{
    size_t parts[MOST_PARTS];
    const size_t n = metric_measures(metric, parts);

    for (size_t i = 0; i < n; i++)
        if (scope_at(model, SCOPE_CUSTOMER, model->measures[parts[i]].base) == NONE)
            return false;
    return true;
}

static void finish_metrics(struct loader *loader)
{
    struct model *model = loader->model;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < model->n_metrics; i++) {
            const struct metric *metric = &model->metrics[i];
            size_t n = 0;

            if ((metric->expr->op == OP_MEASURE) == (pass == 0))
                name_measures(model, loader->ctx->arena, metric, metric->expr, &n);
        }
    }
    for (size_t i = 0; i < model->n_metrics; i++)
        model->metrics[i].is_customer = model->subject != NONE && reaches_subject(model, &model->metrics[i]);
}

struct err *load_metrics(struct loader *loader, const struct node *root)
{
    const struct node *list = node_get(root, "metrics");
    struct model *model = loader->model;
    struct err *err;

    if (list && list->n > MOST_METRICS)
        return node_err(loader->ctx, loader->file, list, 0, "may have %d metrics", MOST_METRICS);
    model->metrics = arena_alloc(loader->ctx->arena, (list ? list->n : 0) * sizeof(*model->metrics) + 1);
    for (const struct node *item = list ? list->first : NULL; item; item = item->next) {
        err = load_metric(loader, item, &model->metrics[model->n_metrics++]);
        if (err)
            return err;
        if (model_metric(model, model->metrics[model->n_metrics - 1].name) !=
            &model->metrics[model->n_metrics - 1])
            return node_err(loader->ctx, loader->file, item, 0, "two metrics \"%s\"",
                            model->metrics[model->n_metrics - 1].name);
    }
    finish_metrics(loader);
    return NULL;
}
