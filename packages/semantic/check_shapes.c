/*
 * Funnels, retentions and paths: each is about events of a user or a session, has its own columns and no
 * metric.
 */
#include "packages/semantic/check.h"

#include <string.h>

/* Names that the statements of these shapes use themselves. */
static const char *const taken[] = { "step",
                                     "label",
                                     "count",
                                     "rate_from_first",
                                     "rate_from_previous",
                                     "cohort",
                                     "period",
                                     "users",
                                     "rate",
                                     "moment",
                                     "event",
                                     "unit",
                                     "first" };

struct shape_check_state {
    struct faults *faults;
    const struct model *model;
    const struct plan *plan;
    const char *noun; /* "a funnel" */
    const struct cond_check *filter;
};

static void check_absent(struct shape_check_state *state)
{
    const struct plan *plan = state->plan;
    const struct {
        const char *pointer;
        bool is_there;
    } others[] = {
        { "/metrics", plan->n_metrics > 0 },
        { "/having", plan->having != NULL },
        { "/compare", plan->compare != NULL },
        { "/order", plan->n_order > 0 },
        { "/top", plan->top != NULL },
        { "/calc", plan->n_calc > 0 },
        { "/dimensions", plan->path != NULL && plan->n_dimensions > 0 },
    };

    for (size_t i = 0; i < COUNT(others); i++)
        if (others[i].is_there)
            fault(state->faults, others[i].pointer, "does not go with %s", state->noun);
}

static void check_names(struct shape_check_state *state)
{
    struct arena *arena = state->faults->ctx->arena;

    for (size_t i = 0; i < state->plan->n_dimensions; i++) {
        const struct dim *dim = &state->plan->dimensions[i];

        for (size_t j = 0; j < COUNT(taken); j++)
            if (text_is(taken[j], dim->name))
                fault(state->faults, arena_printf(arena, "/dimensions/%zu/name", i),
                      "%s has a column of this name", state->noun);
        if (dim->grain == UNIT_HOUR)
            fault(state->faults, arena_printf(arena, "/dimensions/%zu/grain", i), "hour does not go with %s",
                  state->noun);
    }
}

/* Events that meet the condition, the plan's filter and, where it says so, have the dimensions. */
static void check_events_of(struct shape_check_state *state, const struct cond *cond, enum scope scope,
                            const struct need *more, size_t n_more, const char *pointer)
{
    struct arena *arena = state->faults->ctx->arena;
    struct cond_check check = { .faults = state->faults, .model = state->model };
    const size_t before = state->faults->n;

    if (cond)
        check_cond(&check, cond, pointer, PLACE_FILTER, 1);
    if (state->faults->n != before)
        return;
    for (size_t i = 0; i < n_more; i++)
        *ARENA_PUSH(arena, check.needs, check.n_needs) = more[i];
    for (size_t i = 0; i < state->filter->n_needs; i++)
        *ARENA_PUSH(arena, check.needs, check.n_needs) = state->filter->needs[i];
    *ARENA_PUSH(arena, check.needs, check.n_needs) =
        (struct need){ .scope = scope, .name = state->noun, .pointer = pointer };
    *ARENA_PUSH(arena, check.needs, check.n_needs) =
        (struct need){ .is_clock = true, .name = "the time of day", .pointer = pointer };
    check_events(&check, check.needs, check.n_needs, pointer);
}

static void check_funnel(struct shape_check_state *state, const struct need *dims, size_t n_dims)
{
    const struct funnel *funnel = state->plan->funnel;
    struct arena *arena = state->faults->ctx->arena;

    for (size_t i = 0; i < funnel->n_steps; i++)
        check_events_of(state, funnel->steps[i].filter, scope_of(funnel->scope, SCOPE_SESSION), dims,
                        i ? 0 : n_dims, arena_printf(arena, "/funnel/steps/%zu/filter", i));
}

static void check_retention(struct shape_check_state *state, const struct need *dims, size_t n_dims)
{
    const struct retention *retention = state->plan->retention;

    check_events_of(state, retention->cohort, SCOPE_USER, dims, n_dims, "/retention/cohort");
    check_events_of(state, retention->returns, SCOPE_USER, NULL, 0,
                    retention->returns ? "/retention/returns" : "/filter");
}

static void check_path(struct shape_check_state *state)
{
    const struct plan_path *path = state->plan->path;
    struct cond_check ends = { .faults = state->faults, .model = state->model };
    const struct dimension *dimension = model_dimension(state->model, path->field);
    const size_t before = state->faults->n;

    if (!dimension) {
        fault_no_dimension(state->faults, state->model, "/path/field", path->field);
        return;
    }
    if (path->start)
        check_cond(&ends, path->start, "/path/start", PLACE_FILTER, 1);
    ends.n_nodes = 0;
    if (path->end)
        check_cond(&ends, path->end, "/path/end", PLACE_FILTER, 1);
    *ARENA_PUSH(state->faults->ctx->arena, ends.needs, ends.n_needs) =
        (struct need){ .dimension = dimension, .name = path->field, .pointer = "/path/field" };
    if (state->faults->n == before)
        check_events_of(state, NULL, scope_of(path->scope, SCOPE_SESSION), ends.needs, ends.n_needs, "/path");
}

static const char *noun_of(enum plan_form form)
{
    return form == FORM_FUNNEL ? "a funnel" : form == FORM_RETENTION ? "a retention" : "a path";
}

void check_forms(struct faults *faults, const struct plan *plan)
{
    static const char *const pointers[] = { "/funnel", "/retention", "/path" };
    const bool is_there[] = { plan->funnel != NULL, plan->retention != NULL, plan->path != NULL };
    size_t n = 0;

    for (size_t i = 0; i < COUNT(pointers); i++) {
        n += is_there[i];
        if (is_there[i] && n > 1)
            fault(faults, pointers[i], "a plan has one of funnel, retention and path");
        if (plan->shape == FORM_FUNNEL + i && !is_there[i])
            fault(faults, pointers[i], "is required for this shape");
        if (plan->shape != FORM_NONE && is_there[i] && plan->shape != FORM_FUNNEL + i)
            fault(faults, "/shape", "is not that of %s", noun_of(FORM_FUNNEL + i));
    }
}

void check_shapes(struct faults *faults, const struct model *model, const struct plan *plan,
                  const struct cond_check *filter, size_t n_dims)
{
    struct cond_check rest = *filter;
    struct shape_check_state state = { faults, model, plan, noun_of(plan_form_of(plan)), &rest };

    if (n_dims) /* they came first, and are those of one step */
        rest.needs += n_dims;
    rest.n_needs -= n_dims;
    check_absent(&state);
    check_names(&state);
    if (faults->n)
        return;
    if (plan->funnel)
        check_funnel(&state, filter->needs, n_dims);
    if (plan->retention)
        check_retention(&state, filter->needs, n_dims);
    if (plan->path)
        check_path(&state);
}
