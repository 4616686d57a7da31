/*
 * The plan against the model: names, what goes with what, and that every metric reaches every dimension.
 */
#include "packages/semantic/check.h"

#include "packages/semantic/period.h"

#include <string.h>

struct plan_check {
    struct faults faults;
    const struct model *model;
    const struct plan *plan;
    struct cond_check filter; /* its needs, with those of the dimensions */
};

/* --- asking a plan --- */

bool plan_has_metric(const struct plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_metrics; i++)
        if (text_is(plan->metrics[i], name))
            return true;
    return false;
}

bool plan_has_dim(const struct plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->n_dimensions; i++)
        if (text_is(plan->dimensions[i].name, name))
            return true;
    return false;
}

bool plan_has_calc(const struct plan *plan, enum calc_type type, const char *metric)
{
    for (size_t i = 0; i < plan->n_calc; i++)
        if (plan->calc[i].type == type && text_is(plan->calc[i].metric, metric))
            return true;
    return false;
}

const struct dim *plan_time_dim(const struct model *model, const struct plan *plan)
{
    for (size_t i = 0; i < plan->n_dimensions; i++) {
        const struct dimension *dimension = model_dimension(model, plan->dimensions[i].name);

        if (dimension && dimension->face->is_time)
            return &plan->dimensions[i];
    }
    return NULL;
}

bool plan_needs_clock(const struct model *model, const struct plan *plan)
{
    const struct dim *time_dim = plan_time_dim(model, plan);

    return (time_dim && time_dim->grain == UNIT_HOUR) || (plan->time && plan->time->n_hours);
}

enum plan_form plan_form_of(const struct plan *plan)
{
    if (plan->funnel)
        return FORM_FUNNEL;
    if (plan->retention)
        return FORM_RETENTION;
    if (plan->path)
        return FORM_PATH;
    for (size_t i = 0; i < plan->n_dimensions; i++)
        if (plan->dimensions[i].grain != UNIT_NONE)
            return FORM_TREND;
    return FORM_TABLE;
}

int64_t plan_limit(const struct plan *plan)
{
    return plan->limit ? plan->limit : plan_form_of(plan) >= FORM_FUNNEL ? MOST_ROWS : DEFAULT_LIMIT;
}

enum scope scope_of(const char *word, enum scope unsaid)
{
    return !word ? unsaid : text_is(word, "session") ? SCOPE_SESSION : SCOPE_USER;
}

bool metric_is_additive(const struct model *model, const struct metric *metric)
{
    return metric->expr->op == OP_MEASURE && model->measures[metric->expr->integer].is_additive;
}

bool metric_is_count(const struct model *model, const struct metric *metric)
{
    return metric->expr->op == OP_MEASURE && model->measures[metric->expr->integer].is_zero;
}

/* --- time --- */

static void check_days(struct faults *faults, const struct time *time, const char *pointer)
{
    struct arena *arena = faults->ctx->arena;

    for (size_t i = 0; i < time->n_days_of_week; i++)
        if (time->days_of_week[i] < 1 || time->days_of_week[i] > 7)
            fault(faults, arena_printf(arena, "%s/days_of_week/%zu", pointer, i), "must be 1 (Monday) to 7");
    for (size_t i = 0; i < time->n_hours; i++)
        if (time->hours[i] < 0 || time->hours[i] > 23)
            fault(faults, arena_printf(arena, "%s/hours/%zu", pointer, i), "must be 0 to 23");
}

static void check_relative(struct faults *faults, const struct relative *relative, const char *pointer)
{
    struct arena *arena = faults->ctx->arena;
    const int64_t units = relative->last - relative->shift;

    if (relative->shift > 0)
        fault(faults, arena_printf(arena, "%s/relative/shift", pointer), "must be 0 or less: the past");
    if (relative->unit >= UNIT_MONTH && units > 600)
        fault(faults, arena_printf(arena, "%s/relative", pointer), "goes back further than there are data");
}

void check_time(struct faults *faults, const struct time *time, const char *pointer)
{
    struct arena *arena = faults->ctx->arena;
    const int ways = (time->from || time->to) + time->all + (time->relative != NULL);
    struct date from, to;

    check_days(faults, time, pointer);
    if (ways != 1) {
        fault(faults, pointer,
              ways ? "has one of from and to, relative, all" : "needs from and to, relative or all");
        return;
    }
    if (time->relative)
        check_relative(faults, time->relative, pointer);
    if (!time->from && !time->to)
        return;
    if (!time->from || !time->to || !date_parse(time->from, &from) || !date_parse(time->to, &to)) {
        fault(faults, arena_printf(arena, "%s/%s", pointer, time->from ? "to" : "from"), "is required");
        return;
    }
    if (date_compare(from, to) > 0)
        fault(faults, arena_printf(arena, "%s/to", pointer), "must not be before from");
    if (from.year < 1970 || to.year > 2200)
        fault(faults, arena_printf(arena, "%s/from", pointer), "must be within 1970 to 2200");
}

/* --- metrics and dimensions --- */

static const char *at(struct plan_check *check, const char *list, size_t i, const char *member)
{
    return arena_printf(check->faults.ctx->arena, "/%s/%zu%s", list, i, member);
}

static void check_metrics(struct plan_check *check)
{
    const struct plan *plan = check->plan;

    if (!plan->n_metrics)
        fault(&check->faults, "/metrics", "name at least one metric");
    for (size_t i = 0; i < plan->n_metrics; i++) {
        if (!model_metric(check->model, plan->metrics[i]))
            fault_no_metric(&check->faults, check->model, at(check, "metrics", i, ""), plan->metrics[i]);
        for (size_t j = 0; j < i; j++)
            if (text_is(plan->metrics[i], plan->metrics[j]))
                fault(&check->faults, at(check, "metrics", i, ""), "is there twice");
    }
}

static void check_dimensions(struct plan_check *check)
{
    const struct plan *plan = check->plan;
    struct cond_check *needs = &check->filter;
    size_t n_times = 0;

    for (size_t i = 0; i < plan->n_dimensions; i++) {
        const struct dim *dim = &plan->dimensions[i];
        const struct dimension *dimension = model_dimension(check->model, dim->name);

        for (size_t j = 0; j < i; j++)
            if (text_is(dim->name, plan->dimensions[j].name))
                fault(&check->faults, at(check, "dimensions", i, "/name"), "is there twice");
        if (!dimension) {
            fault_no_dimension(&check->faults, check->model, at(check, "dimensions", i, "/name"), dim->name);
            continue;
        }
        if (dim->grain != UNIT_NONE && !dimension->face->is_time)
            fault(&check->faults, at(check, "dimensions", i, "/grain"), "\"%s\" is no time dimension",
                  dim->name);
        if (dimension->face->is_time && n_times++)
            fault(&check->faults, at(check, "dimensions", i, "/name"), "one time dimension is enough");
        *ARENA_PUSH(check->faults.ctx->arena, needs->needs, needs->n_needs) = (struct need){
            .dimension = dimension, .name = dim->name, .pointer = at(check, "dimensions", i, "")
        };
    }
}

/* --- the rest of the plan --- */

static bool is_change(enum aspect aspect)
{
    return aspect == ASPECT_CHANGE || aspect == ASPECT_CHANGE_PCT;
}

static void check_aspect(struct plan_check *check, enum aspect aspect, const char *metric,
                         const char *pointer)
{
    if (is_change(aspect) && !check->plan->compare)
        fault(&check->faults, pointer, "needs a compare");
    if (aspect == ASPECT_SHARE && !plan_has_calc(check->plan, CALC_SHARE, metric))
        fault(&check->faults, pointer, "needs a calc of type share for \"%s\"", metric);
}

static void check_having(struct plan_check *check, const struct having *having, const char *pointer,
                         int depth, size_t *n_nodes)
{
    struct arena *arena = check->faults.ctx->arena;

    if (++*n_nodes > MOST_NODES || depth > DEEPEST_COND) {
        fault(&check->faults, pointer, "may have %d nodes and %d levels", MOST_NODES, DEEPEST_COND);
        return;
    }
    for (size_t i = 0; i < having->n_all; i++)
        check_having(check, &having->all[i], arena_printf(arena, "%s/all/%zu", pointer, i), depth + 1,
                     n_nodes);
    for (size_t i = 0; i < having->n_any; i++)
        check_having(check, &having->any[i], arena_printf(arena, "%s/any/%zu", pointer, i), depth + 1,
                     n_nodes);
    if (!having->metric)
        return;
    if (!model_metric(check->model, having->metric))
        fault_no_metric(&check->faults, check->model, arena_printf(arena, "%s/metric", pointer),
                        having->metric);
    check_aspect(check, having->of, having->metric, arena_printf(arena, "%s/of", pointer));
}

static void check_order(struct plan_check *check)
{
    for (size_t i = 0; i < check->plan->n_order; i++) {
        const struct order *order = &check->plan->order[i];
        const bool is_metric = plan_has_metric(check->plan, order->by);

        if (!is_metric && !plan_has_dim(check->plan, order->by))
            fault(&check->faults, at(check, "order", i, "/by"),
                  "\"%s\" is neither a metric nor a dimension of the plan", order->by);
        else if (!is_metric && order->value != ASPECT_NONE && order->value != ASPECT_LEVEL)
            fault(&check->faults, at(check, "order", i, "/value"), "goes with a metric");
        else
            check_aspect(check, order->value, order->by, at(check, "order", i, "/value"));
    }
}

static void check_top(struct plan_check *check)
{
    const struct top *top = check->plan->top;

    if (!top)
        return;
    for (size_t i = 0; i < top->n_per; i++)
        if (!plan_has_dim(check->plan, top->per[i]))
            fault(&check->faults, at(check, "top/per", i, ""), "\"%s\" is no dimension of the plan",
                  top->per[i]);
    if (top->n_per >= check->plan->n_dimensions)
        fault(&check->faults, "/top/per", "must leave a dimension to rank");
    if (!plan_has_metric(check->plan, top->by))
        fault(&check->faults, "/top/by", "\"%s\" is no metric of the plan", top->by);
}

static void check_calc(struct plan_check *check, const struct calc *calc, size_t i)
{
    const struct metric *metric = model_metric(check->model, calc->metric);
    const bool is_over_time = calc->type == CALC_RUNNING_TOTAL || calc->type == CALC_MOVING_AVERAGE;

    if (!plan_has_metric(check->plan, calc->metric))
        fault(&check->faults, at(check, "calc", i, "/metric"), "\"%s\" is no metric of the plan",
              calc->metric);
    for (size_t j = 0; j < i; j++)
        if (check->plan->calc[j].type == calc->type && text_is(check->plan->calc[j].metric, calc->metric))
            fault(&check->faults, at(check, "calc", i, ""), "is there twice");
    if (is_over_time && plan_form_of(check->plan) != FORM_TREND)
        fault(&check->faults, at(check, "calc", i, "/type"), "needs a time dimension with a grain");
    if (is_over_time && calc->n_within)
        fault(&check->faults, at(check, "calc", i, "/within"), "goes with a share");
    if (calc->type == CALC_RUNNING_TOTAL && metric && !metric_is_count(check->model, metric))
        fault(&check->faults, at(check, "calc", i, "/metric"), "\"%s\" of several days doesn't add up",
              calc->metric);
    if (calc->window && calc->type != CALC_MOVING_AVERAGE)
        fault(&check->faults, at(check, "calc", i, "/window"), "goes with a moving average");
    for (size_t j = 0; j < calc->n_within; j++)
        if (!plan_has_dim(check->plan, calc->within[j]))
            fault(&check->faults,
                  at(check, "calc", i, arena_printf(check->faults.ctx->arena, "/within/%zu", j)),
                  "\"%s\" is no dimension of the plan", calc->within[j]);
}

static void check_compare(struct plan_check *check)
{
    const struct compare *compare = check->plan->compare;
    struct date from, until;

    if (!compare)
        return;
    if (check->plan->time && check->plan->time->all)
        fault(&check->faults, "/compare", "all time has no period before it");
    if (compare->from && date_parse(compare->from, &from) && date_parse(compare->until, &until) &&
        (date_compare(from, until) > 0 || from.year < 1970 || until.year > 2200))
        fault(&check->faults, "/compare/until", "must not be before from, and both within 1970 to 2200");
}

/* --- reach --- */

/* The time of day is needed for an hourly trend and for certain hours. */
static void need_clock(struct plan_check *check)
{
    const struct dim *time_dim = plan_time_dim(check->model, check->plan);
    const char *pointer = "/time/hours";

    if (!plan_needs_clock(check->model, check->plan))
        return;
    if (time_dim && time_dim->grain == UNIT_HOUR)
        pointer = at(check, "dimensions", (size_t)(time_dim - check->plan->dimensions), "/grain");
    *ARENA_PUSH(check->faults.ctx->arena, check->filter.needs, check->filter.n_needs) =
        (struct need){ .is_clock = true, .name = "the time of day", .pointer = pointer };
}

static void check_metric(struct plan_check *check, const char *name)
{
    const struct metric *metric = model_metric(check->model, name);
    const struct dim *time_dim = plan_time_dim(check->model, check->plan);
    const struct time *time = check->plan->time;
    const char *pointer =
        time_dim ? at(check, "dimensions", (size_t)(time_dim - check->plan->dimensions), "") : NULL;

    if (!metric)
        return;
    check_reach(&check->faults, check->model, metric, check->filter.needs, check->filter.n_needs);
    if (metric->to_date && time_dim)
        fault(&check->faults, pointer,
              "incompatible: \"%s\" counts everything up to the last day, so it has no \"%s\"", name,
              time_dim->name);
    if (metric->to_date && time && (time->n_days_of_week || time->n_hours))
        fault(&check->faults, "/time", "incompatible: \"%s\" counts everything up to the last day", name);
}

static void check_having_metrics(struct plan_check *check, const struct having *having)
{
    for (size_t i = 0; i < having->n_all; i++)
        check_having_metrics(check, &having->all[i]);
    for (size_t i = 0; i < having->n_any; i++)
        check_having_metrics(check, &having->any[i]);
    if (having->metric && !plan_has_metric(check->plan, having->metric))
        check_metric(check, having->metric);
}

struct err *plan_check(struct ctx *ctx, const struct model *model, const struct plan *plan)
{
    struct plan_check check = { .faults = { .ctx = ctx }, .model = model, .plan = plan };
    size_t n_nodes = 0, n_dims;
    bool is_sequence;

    check.filter = (struct cond_check){ .faults = &check.faults, .model = model };
    check_forms(&check.faults, plan);
    if (check.faults.n)
        return check.faults.first;
    is_sequence = plan_form_of(plan) >= FORM_FUNNEL;
    if (!is_sequence)
        check_metrics(&check);
    check_dimensions(&check);
    n_dims = check.filter.n_needs;
    if (!plan->time)
        fault(&check.faults, "/time", "is required: say from and to, relative, or all");
    else
        check_time(&check.faults, plan->time, "/time");
    if (plan->filter)
        check_cond(&check.filter, plan->filter, "/filter", PLACE_FILTER, 1);
    if (plan->having)
        check_having(&check, plan->having, "/having", 1, &n_nodes);
    check_compare(&check);
    check_order(&check);
    check_top(&check);
    for (size_t i = 0; i < plan->n_calc; i++)
        check_calc(&check, &plan->calc[i], i);
    if (check.faults.n)
        return check.faults.first;
    need_clock(&check);
    if (is_sequence)
        check_shapes(&check.faults, model, plan, &check.filter, n_dims);
    for (size_t i = 0; i < plan->n_metrics && !is_sequence; i++)
        check_metric(&check, plan->metrics[i]);
    if (plan->having && !is_sequence)
        check_having_metrics(&check, plan->having);
    return check.faults.first;
}
