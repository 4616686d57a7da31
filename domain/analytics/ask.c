/*
 * A question in words: the planner reads it, and the plan is answered as any other. The planner knows the
 * data's values, so it is made again when the data changes; whoever reads with the old one keeps it until the
 * end.
 */
#include "domain/analytics/analytics.h"

#include "packages/semantic/planner/planner.h"

#include <pthread.h>
#include <string.h>

enum { MOST_ANSWER = 64 * 1024 * 1024, MOST_VALUES = 5000 };

static const struct field ask_query_fields[] = {
    FIELD(ask_query, question, "In plain words.", .min = 1, .max = 2000,
          .example = "Sessions by channel last week"),
    FIELD(ask_query, today, "Read as if it were this day; left out: today.", .format = "date",
          .optional = true),
    FIELD(ask_query, plan_only, "The plan alone, without an answer.", .optional = true),
};
const struct shape ask_query_shape = SHAPE(ask_query, ask_query_fields, "A question.");

/* --- the planner of this data --- */

struct shared {
    struct arena *arena; /* its own: outlives requests */
    struct planner *planner;
    const char *version;
    size_t n_users; /* the shelf itself is one */
};

static struct {
    pthread_mutex_t lock;
    struct shared *newest;
} shelf = { PTHREAD_MUTEX_INITIALIZER, NULL };

static void let_go_locked(struct shared *shared)
{
    if (!shared || --shared->n_users)
        return;
    planner_free(shared->planner);
    arena_free(shared->arena);
}

static void let_go(void *shared)
{
    pthread_mutex_lock(&shelf.lock);
    let_go_locked(shared);
    pthread_mutex_unlock(&shelf.lock);
}

static struct shared *take(struct ctx *ctx, const char *version)
{
    struct shared *found = NULL;

    pthread_mutex_lock(&shelf.lock);
    if (shelf.newest && text_is(shelf.newest->version, version)) {
        found = shelf.newest;
        found->n_users++;
    }
    pthread_mutex_unlock(&shelf.lock);
    if (found)
        arena_defer(ctx->arena, let_go, found);
    return found;
}

static struct shared *put(struct ctx *ctx, struct planner *planner, const char *version)
{
    struct arena *arena = arena_new();
    struct shared *shared = arena_alloc(arena, sizeof(*shared));

    shared->arena = arena;
    shared->planner = planner;
    shared->version = arena_text(arena, version);
    shared->n_users = 2;
    pthread_mutex_lock(&shelf.lock);
    let_go_locked(shelf.newest);
    shelf.newest = shared;
    pthread_mutex_unlock(&shelf.lock);
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
    return err ? err : planner_new(ctx, ctx->ports->model, values, n, out);
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

static struct err *run_plan(struct ctx *ctx, struct envelope *envelope)
{
    struct buf text = buf_in(ctx->arena, MOST_ANSWER);
    struct err *err = answer_plan(ctx, envelope->plan, &text);

    if (!err)
        envelope->answer = json_keep(ctx, json_loadb(buf_str(&text), text.len, 0, NULL));
    return err;
}

struct err *ask_question(struct ctx *ctx, const void *in, void *out)
{
    const struct ask_query *query = in;
    struct envelope *envelope = out;
    struct planner_question question = { .question = query->question };
    const struct planner *planner;
    struct data data;
    struct err *err = data_open(ctx, NULL, &data);

    if (!err)
        err = planner_for(ctx, &data, &planner);
    if (err)
        return err;
    question.today = data.today;
    if (query->today && !date_parse(query->today, &question.today))
        return err_new(ctx, ERR_INVALID, "today", "must be a date");
    err = planner_ask(ctx, planner, &question, envelope);
    if (!err && !query->plan_only && envelope->kind == ENVELOPE_PLAN)
        err = run_plan(ctx, envelope);
    if (err)
        return err;
    ctx->encoded = json_canonical(ctx, envelope_json(ctx, envelope));
    ctx->encoded_len = strlen(ctx->encoded);
    return NULL;
}
