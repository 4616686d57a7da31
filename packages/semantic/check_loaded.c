/*
 * Whether a plan's metrics have anything to count: what was never loaded is refused with advice.
 */
#include "packages/semantic/check.h"

struct loaded_check {
    struct faults faults;
    const struct model *model;
    const struct compile_options *options;
};

static const struct compile_empty *empty_of(const struct loaded_check *check, const struct metric *metric)
{
    size_t parts[MOST_PARTS];
    const size_t n = metric_measures(metric, parts);

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < check->options->n_empty; j++) {
            const struct measure *measure = &check->model->measures[parts[i]];

            if (text_is(check->model->datasets[measure->base].name, check->options->empty[j].dataset))
                return &check->options->empty[j];
        }
    return NULL;
}

static void check_metric(struct loaded_check *check, const char *name, const char *pointer)
{
    const struct compile_empty *empty = empty_of(check, model_metric(check->model, name));

    if (empty)
        fault(&check->faults, pointer, "\"%s\" has nothing to count yet: %s", name, empty->advice);
}

static void check_having(struct loaded_check *check, const struct having *having, const char *pointer)
{
    struct arena *arena = check->faults.ctx->arena;

    for (size_t i = 0; i < having->n_all; i++)
        check_having(check, &having->all[i], arena_printf(arena, "%s/all/%zu", pointer, i));
    for (size_t i = 0; i < having->n_any; i++)
        check_having(check, &having->any[i], arena_printf(arena, "%s/any/%zu", pointer, i));
    if (having->metric)
        check_metric(check, having->metric, arena_printf(arena, "%s/metric", pointer));
}

struct err *check_loaded(struct ctx *ctx, const struct model *model, const struct plan *plan,
                         const struct compile_options *options)
{
    struct loaded_check check = { .faults = { .ctx = ctx }, .model = model, .options = options };

    for (size_t i = 0; i < plan->n_metrics; i++)
        check_metric(&check, plan->metrics[i], arena_printf(ctx->arena, "/metrics/%zu", i));
    if (plan->having)
        check_having(&check, plan->having, "/having");
    return check.faults.first;
}
