/*
 * A question in words: the planner reads it, and the plan is answered as any other. The planner knows the
 * data's values, so it is made again when the data changes; whoever reads with the old one keeps it until the
 * end.
 */
#include "domain/analytics/analytics.h"

#include <pthread.h>
#include <string.h>

enum { MOST_ANSWER = 64 * 1024 * 1024, MOST_VALUES = 5000 };

/* --- the planner of this data --- */

struct shared {
    struct arena *arena; /* its own: outlives requests */
    struct planner *planner;
    const char *version;
    struct planners *of;
    size_t n_users; /* planners->newest is one */
};

struct planners {
    struct arena *arena; /* holds this */
    pthread_mutex_t lock;
    struct shared *newest;
};

struct planners *planners_new(void)
{
    struct arena *arena = arena_new();
    struct planners *planners = arena_alloc(arena, sizeof(*planners));

    planners->arena = arena;
    pthread_mutex_init(&planners->lock, NULL);
    return planners;
}

static void let_go_locked(struct shared *shared)
{
    if (!shared || --shared->n_users)
        return;
    planner_free(shared->planner);
    arena_free(shared->arena);
}

void planners_free(struct planners *planners)
{
    if (!planners)
        return;
    let_go_locked(planners->newest);
    pthread_mutex_destroy(&planners->lock);
    arena_free(planners->arena);
}

static void let_go(void *arg)
{
    struct shared *shared = arg;
    struct planners *of = shared->of;

    pthread_mutex_lock(&of->lock);
    let_go_locked(shared);
    pthread_mutex_unlock(&of->lock);
}

static struct shared *take(struct ctx *ctx, const char *version)
{
    struct planners *planners = ctx->ports->planners;
    struct shared *found = NULL;

    pthread_mutex_lock(&planners->lock);
    if (planners->newest && text_is(planners->newest->version, version)) {
        found = planners->newest;
        found->n_users++;
    }
    pthread_mutex_unlock(&planners->lock);
    if (found)
        arena_defer(ctx->arena, let_go, found);
    return found;
}

static struct shared *put(struct ctx *ctx, struct planner *planner, const char *version)
{
    struct planners *planners = ctx->ports->planners;
    struct arena *arena = arena_new();
    struct shared *shared = arena_alloc(arena, sizeof(*shared));

    shared->arena = arena;
    shared->of = planners;
    shared->planner = planner;
    shared->version = arena_text(arena, version);
    shared->n_users = 2;
    pthread_mutex_lock(&planners->lock);
    let_go_locked(planners->newest);
    planners->newest = shared;
    pthread_mutex_unlock(&planners->lock);
    arena_defer(ctx->arena, let_go, shared);
    return shared;
}

static struct err *read_values(struct ctx *ctx, const struct data *data, const char *field,
                               struct planner_values *out)
{
    struct compiled compiled = { 0 };
    struct warehouse_result result;
    struct err *err = model_values(ctx, data->model, field, NULL, MOST_VALUES, &compiled);

    if (!err)
        err = data_query(ctx, data, &compiled, &result);
    if (err)
        return err;
    *out = (struct planner_values){ .field = field };
    for (size_t i = 0; i < result.n_rows; i++) {
        const char *value = cell_text(&result.cells[i * result.n_columns]);

        if (value && *value)
            *ARENA_PUSH(ctx->arena, out->values, out->n_values) = value;
    }
    return NULL;
}

static struct err *make(struct ctx *ctx, const struct data *data, struct planner **out)
{
    struct planner_values *values = NULL;
    struct model_info info;
    size_t n = 0;
    struct err *err = NULL;

    model_describe(ctx, ctx->ports->model, &info);
    for (size_t i = 0; i < info.n_dimensions && !err; i++)
        if (text_is(info.dimensions[i].type, "text"))
            err = read_values(ctx, data, info.dimensions[i].name, ARENA_PUSH(ctx->arena, values, n));
    if (err)
        return err;
    return data->state.item_costs ? planner_new_with_optional(ctx, ctx->ports->model, values, n, out)
                                  : planner_new(ctx, ctx->ports->model, values, n, out);
}

static struct err *planner_for(struct ctx *ctx, const struct data *data, const struct planner **out)
{
    struct shared *shared = take(ctx, data->state.data_version);
    struct planner *planner = NULL;
    struct err *err = shared ? NULL : make(ctx, data, &planner);

    if (err)
        return err;
    if (!shared)
        shared = put(ctx, planner, data->state.data_version);
    *out = shared->planner;
    return NULL;
}

/* --- asking --- */

static struct err *run_plan(struct ctx *ctx, int64_t confirm_above, struct envelope *envelope)
{
    struct buf text = buf_in(ctx->arena, MOST_ANSWER);
    struct cost *waits;
    struct err *err = answer_plan_below(ctx, envelope->plan, confirm_above, &waits, &text);

    if (err)
        return err;
    if (waits)
        envelope->estimate = shape_json(ctx, &cost_shape, waits);
    else
        envelope->answer = json_keep(ctx, json_loadb(buf_str(&text), text.len, 0, NULL));
    return NULL;
}

/* A plan that needs no reading: only its words. */
static struct err *take_plan(struct ctx *ctx, const struct data *data, const struct plan *plan,
                             struct envelope *out)
{
    struct compiled compiled = { 0 };
    struct compile_options options;
    struct err *err;

    data_compile_options(ctx, data, &options);
    err = plan_compile(ctx, data->model, plan, &options, &compiled);
    if (err)
        return err_under(ctx, err, "/plan");
    *out = (struct envelope){
        .kind = ENVELOPE_PLAN,
        .plan = arena_copy(ctx->arena, plan, sizeof(*plan)),
        .confidence = 1,
        .reading = compiled.reading,
    };
    return NULL;
}

static struct err *read_words(struct ctx *ctx, const struct data *data, const struct asking *in,
                              struct envelope *out)
{
    struct planner_question question = {
        .question = in->question,
        .today = data->today,
        .before = in->before,
    };
    const struct planner *planner;
    struct err *err;

    if (in->today && !date_parse(in->today, &question.today))
        return err_new(ctx, ERR_INVALID, "today", "must be a date");
    err = planner_for(ctx, data, &planner);
    if (!err)
        err = planner_ask(ctx, planner, &question, out);
    if (err || out->kind != ENVELOPE_CLARIFY || !text_is(out->about, "goal") || in->before == in->last_plan)
        return err;
    question.before = in->last_plan;
    return planner_ask(ctx, planner, &question, out);
}

struct err *ask_question(struct ctx *ctx, const struct asking *in, struct envelope *out,
                         const char **data_version)
{
    struct data data;
    struct err *err = data_open(ctx, NULL, &data);

    if (!err)
        err = in->plan ? take_plan(ctx, &data, in->plan, out) : read_words(ctx, &data, in, out);
    if (err)
        return err;
    *data_version = data.state.data_version;
    ctx_emit(ctx, "reading", OUT(envelope, out));
    return out->kind == ENVELOPE_PLAN && !in->plan_only ? run_plan(ctx, in->confirm_above_bytes, out) : NULL;
}
