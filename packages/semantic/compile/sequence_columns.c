/*
 * What an answer says about the fixed columns of a funnel, a retention or a path.
 */
#include "packages/semantic/compile/compile.h"

struct fixed {
    enum plan_form form;
    struct compiled_column column;
};

/* In the order of the answer. */
static const struct fixed all[] = {
    { FORM_FUNNEL,
      { .name = "step", .kind = "dimension", .type = "integer", .label = "Step", .format = "integer" } },
    { FORM_FUNNEL, { .name = "label", .kind = "dimension", .type = "text", .label = "Label" } },
    { FORM_FUNNEL,
      { .name = "count",
        .kind = "metric",
        .type = "integer",
        .label = "Count",
        .format = "integer",
        .better = BETTER_UP } },
    { FORM_FUNNEL,
      { .name = "rate_from_first",
        .kind = "metric",
        .type = "number",
        .label = "Of the first step",
        .format = "percent",
        .better = BETTER_UP } },
    { FORM_FUNNEL,
      { .name = "rate_from_previous",
        .kind = "metric",
        .type = "number",
        .label = "Of the step before",
        .format = "percent",
        .better = BETTER_UP } },
    { FORM_RETENTION, { .name = "cohort", .kind = "dimension", .type = "date", .label = "Cohort" } },
    { FORM_RETENTION,
      { .name = "period", .kind = "dimension", .type = "integer", .label = "Period", .format = "integer" } },
    { FORM_RETENTION,
      { .name = "users",
        .kind = "metric",
        .type = "integer",
        .label = "Users",
        .format = "integer",
        .better = BETTER_UP } },
    { FORM_RETENTION,
      { .name = "rate",
        .kind = "metric",
        .type = "number",
        .label = "Of the cohort",
        .format = "percent",
        .better = BETTER_UP } },
    { FORM_PATH,
      { .name = "step", .kind = "dimension", .type = "integer", .label = "Step", .format = "integer" } },
    { FORM_PATH, { .name = "source", .kind = "dimension", .type = "text", .label = "From" } },
    { FORM_PATH, { .name = "target", .kind = "dimension", .type = "text", .label = "To" } },
    { FORM_PATH,
      { .name = "count",
        .kind = "metric",
        .type = "integer",
        .label = "Count",
        .format = "integer",
        .better = BETTER_UP } },
};

void compile_fixed_columns(const struct query *query, struct compiled *out)
{
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].form == query->form)
            *ARENA_PUSH(query->arena, out->columns, out->n_columns) = all[i].column;
}
