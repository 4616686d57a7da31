/*
 * Funnels, retentions and paths in the second stage: which events each step, cohort, return or stop is, over
 * which rows, and with which dimensions.
 */
#include "packages/semantic/compile/query.h"

#include "packages/semantic/words.h"

enum { LONGEST_LABEL = 4096 };

static void add_need(struct query *query, struct need **needs, size_t *n, struct need need)
{
    *ARENA_PUSH(query->arena, *needs, *n) = need;
}

/* The events that have all that is asked of them: plan_check() saw that there are some. */
static size_t dataset_of(struct query *query, const struct cond *const *conds, size_t n_conds, bool has_dims,
                         const struct dimension *stop)
{
    struct need *needs = NULL;
    size_t n = 0;

    for (size_t i = 0; i < n_conds; i++)
        if (conds[i])
            query_needs(query->ctx, query->model, conds[i], &needs, &n);
    for (size_t i = 0; i < query->n_dims && has_dims; i++)
        add_need(query, &needs, &n, (struct need){ .dimension = query->dims[i].dimension });
    if (stop)
        add_need(query, &needs, &n, (struct need){ .dimension = stop });
    add_need(query, &needs, &n, (struct need){ .scope = query->scope });
    add_need(query, &needs, &n, (struct need){ .is_clock = true });
    return (size_t)events_for(query->model, needs, n);
}

static struct event_rows *add_events(struct query *query, const char *name, size_t dataset,
                                     const struct cond *cond, bool has_dims)
{
    struct event_rows *events = ARENA_PUSH(query->arena, query->events, query->n_events);
    const struct dataset *rows = &query->model->datasets[dataset];

    *events = (struct event_rows){ .name = name, .dataset = dataset, .when = query->now };
    if (rows->event.counted != NONE)
        events->common = field_expr(query->arena, query->model, dataset, (size_t)rows->event.counted);
    if (query->plan->filter)
        events->common =
            expr_and(query->arena, events->common, query_filter(query, query->plan->filter, dataset));
    if (cond)
        events->own = query_filter(query, cond, dataset);
    events->filter = events->own ? expr_and(query->arena, events->common, events->own) : events->common;
    if (!has_dims || !query->n_dims)
        return events;
    events->dims = arena_alloc(query->arena, query->n_dims * sizeof(*events->dims));
    for (size_t i = 0; i < query->n_dims; i++)
        events->dims[i] = query_dim_expr(query, &query->dims[i], dataset);
    return events;
}

static struct event_rows *events_of(struct query *query, const char *name, const struct cond *cond,
                                    bool has_dims)
{
    const struct cond *const conds[] = { query->plan->filter, cond };

    return add_events(query, name, dataset_of(query, conds, COUNT(conds), has_dims, NULL), cond, has_dims);
}

/* --- funnel --- */

static const char *label_of_step(struct query *query, const struct funnel_step *step)
{
    struct buf to = buf_in(query->arena, LONGEST_LABEL);

    if (step->label)
        return step->label;
    words_cond(query->ctx, query->model, &phrasing_rows, step->filter, &to);
    return buf_str(&to);
}

static void add_funnel(struct query *query, const struct funnel *funnel)
{
    query->scope = scope_of(funnel->scope, SCOPE_SESSION);
    for (size_t i = 0; i < funnel->n_steps; i++) {
        const char *name = arena_printf(query->arena, "step_%zu", i + 1);
        struct event_rows *events = events_of(query, name, funnel->steps[i].filter, i == 0);

        events->label = label_of_step(query, &funnel->steps[i]);
    }
}

/* --- retention --- */

/* People may come back after the plan's last day, as long as their last period runs. */
static struct when returns_when(struct query *query, const struct retention *retention)
{
    struct period days = query->now.days;

    if (days.is_all)
        return query->now;
    days.to = unit_start(days.to, retention->grain, query->week_start);
    days.to = unit_add(days.to, retention->grain, (int)retention->periods + 1);
    days.to = date_of_days(date_days(days.to) - 1);
    return query_when_of(query, days, NULL, "returns_");
}

static void add_retention(struct query *query, const struct retention *retention)
{
    query->scope = SCOPE_USER;
    (void)events_of(query, "cohort_events", retention->cohort, true);
    events_of(query, "returns", retention->returns, false)->when = returns_when(query, retention);
}

/* --- path --- */

static void add_path(struct query *query, const struct plan_path *path)
{
    const struct cond *const conds[] = { query->plan->filter, path->start, path->end };
    const struct dimension *stop = model_dimension(query->model, path->field);
    const struct model_field *field;
    size_t dataset;

    query->scope = scope_of(path->scope, SCOPE_SESSION);
    dataset = dataset_of(query, conds, COUNT(conds), false, stop);
    field = dimension_at(query->model, stop, dataset);
    query->stop = field_expr(query->arena, query->model, field->dataset, field->index);
    (void)add_events(query, "stops", dataset, NULL, false);
    if (path->start)
        query->start = query_filter(query, path->start, dataset);
    if (path->end)
        query->end = query_filter(query, path->end, dataset);
}

void query_sequence(struct query *query)
{
    const struct plan *plan = query->plan;

    if (plan->funnel)
        add_funnel(query, plan->funnel);
    else if (plan->retention)
        add_retention(query, plan->retention);
    else
        add_path(query, plan->path);
}
