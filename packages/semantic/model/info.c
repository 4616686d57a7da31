/*
 * What a screen's pickers show of the model.
 */
#include "packages/semantic/model/model.h"

static const char *const better_words[] = { "none", "up", "down", NULL };

static const struct field metric_fields[] = {
    FIELD(model_metric_info, name, "As plans call it."),
    FIELD(model_metric_info, label, "As people call it."),
    FIELD(model_metric_info, description, "What it counts.", .optional = true),
    FIELD(model_metric_info, format, "How it is written.", .optional = true),
    FIELD(model_metric_info, unit, "USD, s.", .optional = true),
    FIELD(model_metric_info, better, "Which way is good.", .words = better_words),
    FIELD(model_metric_info, customer, "May stand in a rule tree."),
    FIELD(model_metric_info, cases, "Of a ratio: the metric that counts what it is a ratio of.",
          .optional = true),
};
const struct shape model_metric_info_shape =
    SHAPE(model_metric_info, metric_fields, "A metric.", .name = "model_metric");

static const struct field field_fields[] = {
    FIELD(model_field_info, name, "As plans call it."),
    FIELD(model_field_info, label, "As people call it."),
    FIELD(model_field_info, description, "What it is.", .optional = true),
    FIELD(model_field_info, type, "text, integer, number, boolean or date."),
    FIELD(model_field_info, customer, "May be a rule's field."),
    FIELD(model_field_info, event, "May stand in the `where` of a `did`."),
};
const struct shape model_field_info_shape =
    SHAPE(model_field_info, field_fields, "A dimension.", .name = "model_field");

static const struct field info_fields[] = {
    LIST(model_info, metrics, &model_metric_info_shape, "What can be measured."),
    LIST(model_info, dimensions, &model_field_info_shape, "What rows can be by."),
    FIELD(model_info, time_zone, "Of the property."),
    FIELD(model_info, week_start, "monday or sunday."),
};
const struct shape model_info_shape = SHAPE(model_info, info_fields, "The names that plans are made of.");

/* What the expression divides by, numbers aside: "SUM(x) / COUNT(y) / 1000" is a ratio of y. */
static const struct expr *divisor_of(const struct expr *expr)
{
    const struct expr *found = NULL;

    if (expr->op == OP_DIVIDE && expr->args[1]->op == OP_MEASURE)
        return expr->args[1];
    for (size_t i = 0; i < expr->n_args && !found; i++)
        found = divisor_of(expr->args[i]);
    return found;
}

static const char *cases_of(const struct model *model, const struct metric *metric)
{
    const struct expr *divisor = divisor_of(metric->expr);

    for (size_t i = 0; divisor && i < model->n_metrics; i++) {
        const struct metric *one = &model->metrics[i];

        if (one->expr->op == OP_MEASURE && one->expr->integer == divisor->integer &&
            text_is(one->format, "integer"))
            return one->name;
    }
    return NULL;
}

static bool is_of_events(const struct model *model, const struct dimension *dimension)
{
    for (size_t i = 0; i < model->n_datasets; i++)
        if (model->datasets[i].event.is_set && dimension_at(model, dimension, i))
            return true;
    return false;
}

void model_describe(struct ctx *ctx, const struct model *model, struct model_info *out)
{
    *out = (struct model_info){ .time_zone = model->time_zone, .week_start = model->week_start };
    out->metrics = arena_alloc(ctx->arena, model->n_metrics * sizeof(*out->metrics) + 1);
    out->n_metrics = model->n_metrics;
    for (size_t i = 0; i < model->n_metrics; i++) {
        const struct metric *metric = &model->metrics[i];

        out->metrics[i] =
            (struct model_metric_info){ metric->name,        metric->label,          metric->description,
                                        metric->format,      metric->unit,           metric->better,
                                        metric->is_customer, cases_of(model, metric) };
    }
    out->dimensions = arena_alloc(ctx->arena, model->n_dimensions * sizeof(*out->dimensions) + 1);
    out->n_dimensions = model->n_dimensions;
    for (size_t i = 0; i < model->n_dimensions; i++) {
        const struct dimension *dimension = &model->dimensions[i];

        out->dimensions[i] = (struct model_field_info){
            .name = dimension->name,
            .label = dimension->face->label,
            .description = dimension->face->description,
            .type = type_words[dimension->face->type],
            .customer = model->subject != NONE && dimension_at(model, dimension, (size_t)model->subject),
            .event = is_of_events(model, dimension),
        };
    }
}
