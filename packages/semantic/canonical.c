/*
 * The canonical form: two plans, or two rule trees, ask the same when their canonical texts are
 * equal. What has its default is left out; lists whose order means nothing are sorted by their JSON text.
 */
#include "packages/semantic/check.h"
#include "packages/semantic/period.h"

#include <stdlib.h>
#include <string.h>

struct canon {
    struct ctx *ctx;
    const struct model *model;
    const struct plan *plan; /* NULL: a rule tree, whose relative time stays relative */
    struct date today;
};

static void put(json_t *to, const char *key, json_t *value)
{
    json_object_set_new(to, key, value);
}

static void put_text(json_t *to, const char *key, const char *text)
{
    if (text)
        put(to, key, json_string(text));
}

/* A word of a field table, by the table itself. */
static void put_word(json_t *to, const struct shape *shape, const char *key, unsigned word)
{
    put(to, key, json_string(shape_field(shape, key)->words[word]));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Takes the list over and gives it back sorted. */
static json_t *sorted(struct canon *canon, json_t *list)
{
    const size_t n = json_array_size(list);
    const char **texts = arena_alloc(canon->ctx->arena, n * sizeof(*texts) + 1);
    json_t *out = json_array();

    for (size_t i = 0; i < n; i++)
        texts[i] = json_canonical(canon->ctx, json_array_get(list, i));
    qsort(texts, n, sizeof(*texts), by_text);
    for (size_t i = 0; i < n; i++)
        json_array_append_new(out, json_loads(texts[i], JSON_DECODE_ANY, NULL));
    json_decref(list);
    return out;
}

static json_t *sorted_names(struct canon *canon, const char *const *names, size_t n)
{
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_string(names[i]));
    return sorted(canon, list);
}

static json_t *sorted_numbers(const int64_t *items, size_t n, int64_t most)
{
    json_t *list = json_array();

    for (int64_t value = 0; value <= most; value++)
        for (size_t i = 0; i < n; i++)
            if (items[i] == value)
                json_array_append_new(list, json_integer(value));
    return list;
}

/* --- time --- */

static json_t *relative_json(const struct relative *relative)
{
    json_t *json = json_object();

    put_word(json, shape_field(&time_shape, "relative")->shape, "unit", relative->unit);
    if (relative->last)
        put(json, "last", json_integer(relative->last));
    if (relative->shift)
        put(json, "shift", json_integer(relative->shift));
    if (relative->to_date)
        put(json, "to_date", json_true());
    return json;
}

static json_t *time_json(struct canon *canon, const struct time *time)
{
    const struct period period = period_of(time, canon->today, week_start_of(canon->model));
    json_t *json = json_object();

    if (period.is_all) {
        put(json, "all", json_true());
    } else if (time->relative && !canon->plan) {
        put(json, "relative", relative_json(time->relative));
    } else {
        put_text(json, "from", date_text(canon->ctx->arena, period.from));
        put_text(json, "to", date_text(canon->ctx->arena, period.to));
    }
    if (time->n_days_of_week)
        put(json, "days_of_week", sorted_numbers(time->days_of_week, time->n_days_of_week, 7));
    if (time->n_hours)
        put(json, "hours", sorted_numbers(time->hours, time->n_hours, 23));
    return json;
}

/* In a rule tree no time means ever; in a plan it means the plan's own. */
static void put_own_time(struct canon *canon, json_t *to, const struct time *time)
{
    if (time && (canon->plan || !time->all || time->n_days_of_week || time->n_hours))
        put(to, "time", time_json(canon, time));
}

/* --- conditions --- */

static json_t *cond_json(struct canon *canon, const struct cond *cond);

static void add_flat(struct canon *canon, json_t *list, const struct cond *cond, bool is_all)
{
    const struct cond *items = is_all ? cond->all : cond->any;
    const size_t n = is_all ? cond->n_all : cond->n_any;

    if (!items) {
        json_t *json = cond_json(canon, cond);
        json_t *inner = json_object_get(json, is_all ? "all" : "any");

        /* A group of one may have turned into a group of the same kind. */
        if (inner)
            json_array_extend(list, inner);
        else
            json_array_append(list, json);
        json_decref(json);
        return;
    }
    for (size_t i = 0; i < n; i++)
        add_flat(canon, list, &items[i], is_all);
}

static json_t *group_json(struct canon *canon, const struct cond *cond, bool is_all)
{
    json_t *list = json_array(), *only, *json;

    add_flat(canon, list, cond, is_all);
    if (json_array_size(list) == 1) {
        only = json_incref(json_array_get(list, 0));
        json_decref(list);
        return only;
    }
    json = json_object();
    put(json, is_all ? "all" : "any", sorted(canon, list));
    return json;
}

/* 500.0 and 500 are one number. */
static json_t *scalar_json(const json_t *value)
{
    const double number = json_number_value(value);

    if (json_is_real(value) && number >= -1e15 && number <= 1e15 && !(number > (double)(int64_t)number) &&
        !(number < (double)(int64_t)number))
        return json_integer((json_int_t)number);
    return json_deep_copy(value);
}

static json_t *values_json(struct canon *canon, const struct cond *cond)
{
    json_t *list = json_array();
    const json_t *value;
    size_t i;

    json_array_foreach(cond->values, i, value) json_array_append_new(list, scalar_json(value));
    return cond->op == TEST_BETWEEN ? list : sorted(canon, list);
}

static json_t *test_json(struct canon *canon, const struct cond *cond)
{
    const bool is_one = json_array_size(cond->values) == 1;
    enum test op = cond->op;
    json_t *json = json_object();

    if (is_one && (op == TEST_IN || op == TEST_NOT_IN))
        op = op == TEST_IN ? TEST_EQ : TEST_NE;
    put_text(json, "field", cond->field);
    put_text(json, "metric", cond->metric);
    put_word(json, &cond_shape, "op", op);
    if (cond->value)
        put(json, "value", scalar_json(cond->value));
    else if (op != cond->op)
        put(json, "value", scalar_json(json_array_get(cond->values, 0)));
    else if (cond->values)
        put(json, "values", values_json(canon, cond));
    if (cond->metric)
        put_own_time(canon, json, cond->time);
    if (cond->where)
        put(json, "where", cond_json(canon, cond->where));
    return json;
}

static json_t *did_json(struct canon *canon, const struct did *did)
{
    json_t *json = json_object();

    put_text(json, "event", did->event);
    if (text_is(did->scope, "session"))
        put_text(json, "scope", did->scope);
    if (did->times > 1)
        put(json, "times", json_integer(did->times));
    if (did->where)
        put(json, "where", cond_json(canon, did->where));
    put_own_time(canon, json, did->time);
    return json;
}

static json_t *cond_json(struct canon *canon, const struct cond *cond)
{
    json_t *json;

    if (cond->all || cond->any)
        return group_json(canon, cond, cond->all != NULL);
    if (cond->field || cond->metric)
        return test_json(canon, cond);
    json = json_object();
    if (cond->negated)
        put(json, "not", cond_json(canon, cond->negated));
    if (cond->did)
        put(json, "did", did_json(canon, cond->did));
    put_text(json, "audience", cond->audience);
    if (cond->version)
        put(json, "version", json_integer(cond->version));
    return json;
}

static json_t *having_json(struct canon *canon, const struct having *having);

static void add_flat_having(struct canon *canon, json_t *list, const struct having *having, bool is_all)
{
    const struct having *items = is_all ? having->all : having->any;
    const size_t n = is_all ? having->n_all : having->n_any;

    if (!items)
        json_array_append_new(list, having_json(canon, having));
    for (size_t i = 0; i < n; i++)
        add_flat_having(canon, list, &items[i], is_all);
}

static json_t *having_json(struct canon *canon, const struct having *having)
{
    json_t *json = json_object(), *list = json_array(), *value;

    if (!having->metric) {
        add_flat_having(canon, list, having, having->all != NULL);
        if (json_array_size(list) == 1) {
            json_decref(json);
            json = json_incref(json_array_get(list, 0));
            json_decref(list);
            return json;
        }
        put(json, having->all ? "all" : "any", sorted(canon, list));
        return json;
    }
    json_decref(list);
    value = json_real(having->value);
    put_text(json, "metric", having->metric);
    put_word(json, &having_shape, "op", having->op);
    put(json, "value", scalar_json(value));
    json_decref(value);
    if (having->of != ASPECT_NONE && having->of != ASPECT_LEVEL)
        put_word(json, &having_shape, "of", having->of);
    return json;
}

/* --- the rest of a plan --- */

static const struct shape *inner_shape(const char *member)
{
    return shape_field(&plan_shape, member)->shape;
}

static void put_dims(struct canon *canon, json_t *to)
{
    const struct plan *plan = canon->plan;
    json_t *list = json_array();

    for (size_t i = 0; i < plan->n_dimensions; i++) {
        json_t *dim = json_object();

        put_text(dim, "name", plan->dimensions[i].name);
        if (plan->dimensions[i].grain)
            put_word(dim, inner_shape("dimensions"), "grain", plan->dimensions[i].grain);
        json_array_append_new(list, dim);
    }
    if (plan->n_dimensions)
        put(to, "dimensions", sorted(canon, list));
    else
        json_decref(list);
}

/* A trend by time, a table by its first metric: said or not, it is the same. */
static bool is_default_order(struct canon *canon)
{
    const struct plan *plan = canon->plan;
    const struct order *order = plan->order;
    const struct dim *time = plan_form_of(plan) == FORM_TREND ? plan_time_dim(canon->model, plan) : NULL;

    if (plan->n_order != 1 || order->value > ASPECT_LEVEL)
        return plan->n_order == 0;
    if (time)
        return text_is(order->by, time->name) && order->dir != DIRECTION_DESC;
    return plan->n_metrics && text_is(order->by, plan->metrics[0]) && order->dir != DIRECTION_ASC;
}

static void put_order(struct canon *canon, json_t *to)
{
    const struct plan *plan = canon->plan;
    json_t *list;

    if (is_default_order(canon))
        return;
    list = json_array();
    for (size_t i = 0; i < plan->n_order; i++) {
        const struct order *order = &plan->order[i];
        const enum direction usual = plan_has_metric(plan, order->by) ? DIRECTION_DESC : DIRECTION_ASC;
        json_t *json = json_object();

        put_text(json, "by", order->by);
        if (order->dir != DIRECTION_NONE && order->dir != usual)
            put_word(json, inner_shape("order"), "dir", order->dir);
        if (order->value > ASPECT_LEVEL)
            put_word(json, inner_shape("order"), "value", order->value);
        json_array_append_new(list, json);
    }
    put(to, "order", list);
}

static json_t *top_json(struct canon *canon, const struct top *top)
{
    json_t *json = json_object();

    put(json, "n", json_integer(top->n));
    put(json, "per", sorted_names(canon, top->per, top->n_per));
    put_text(json, "by", top->by);
    if (top->dir == DIRECTION_ASC)
        put_word(json, inner_shape("top"), "dir", top->dir);
    return json;
}

static json_t *calcs_json(struct canon *canon)
{
    json_t *list = json_array();

    for (size_t i = 0; i < canon->plan->n_calc; i++) {
        const struct calc *calc = &canon->plan->calc[i];
        json_t *json = json_object();

        put_word(json, inner_shape("calc"), "type", calc->type);
        put_text(json, "metric", calc->metric);
        if (calc->n_within)
            put(json, "within", sorted_names(canon, calc->within, calc->n_within));
        if (calc->window)
            put(json, "window", json_integer(calc->window));
        json_array_append_new(list, json);
    }
    return sorted(canon, list);
}

static json_t *compare_json(const struct compare *compare)
{
    json_t *json = json_object();

    if (compare->to != COMPARE_NONE)
        put_word(json, inner_shape("compare"), "to", compare->to);
    put_text(json, "from", compare->from);
    put_text(json, "until", compare->until);
    return json;
}

/* Steps keep their order; what they are called changes nothing. */
static json_t *funnel_json(struct canon *canon, const struct funnel *funnel)
{
    json_t *json = json_object(), *steps = json_array(), *step;

    for (size_t i = 0; i < funnel->n_steps; i++) {
        step = json_object();
        put(step, "filter", cond_json(canon, funnel->steps[i].filter));
        json_array_append_new(steps, step);
    }
    put(json, "steps", steps);
    if (scope_of(funnel->scope, SCOPE_SESSION) != SCOPE_SESSION)
        put_text(json, "scope", funnel->scope);
    if (!funnel->ordered)
        put(json, "ordered", json_false());
    if (funnel->within_days)
        put(json, "within_days", json_integer(funnel->within_days));
    return json;
}

static json_t *retention_json(struct canon *canon, const struct retention *retention)
{
    json_t *json = json_object();

    put(json, "cohort", cond_json(canon, retention->cohort));
    if (retention->returns)
        put(json, "returns", cond_json(canon, retention->returns));
    put_word(json, inner_shape("retention"), "grain", retention->grain);
    put(json, "periods", json_integer(retention->periods));
    return json;
}

static json_t *path_json(struct canon *canon, const struct plan_path *path)
{
    json_t *json = json_object();

    put_text(json, "field", path->field);
    if (path->start)
        put(json, "start", cond_json(canon, path->start));
    if (path->end)
        put(json, "end", cond_json(canon, path->end));
    put(json, "steps", json_integer(path->steps));
    if (scope_of(path->scope, SCOPE_SESSION) != SCOPE_SESSION)
        put_text(json, "scope", path->scope);
    if (!path->collapse)
        put(json, "collapse", json_false());
    return json;
}

const char *plan_canonical(struct ctx *ctx, const struct model *model, const struct plan *plan,
                           struct date today)
{
    struct canon canon = { ctx, model, plan, today };
    json_t *json = json_keep(ctx, json_object());

    put(json, "version", json_integer(1));
    put(json, "metrics", sorted_names(&canon, plan->metrics, plan->n_metrics));
    put_dims(&canon, json);
    if (plan->filter)
        put(json, "filter", cond_json(&canon, plan->filter));
    if (plan->having)
        put(json, "having", having_json(&canon, plan->having));
    if (plan->time)
        put(json, "time", time_json(&canon, plan->time));
    if (plan->compare)
        put(json, "compare", compare_json(plan->compare));
    put_order(&canon, json);
    if (plan->limit)
        put(json, "limit", json_integer(plan->limit));
    if (plan->offset)
        put(json, "offset", json_integer(plan->offset));
    if (plan->top)
        put(json, "top", top_json(&canon, plan->top));
    if (plan->n_calc)
        put(json, "calc", calcs_json(&canon));
    if (plan->funnel)
        put(json, "funnel", funnel_json(&canon, plan->funnel));
    if (plan->retention)
        put(json, "retention", retention_json(&canon, plan->retention));
    if (plan->path)
        put(json, "path", path_json(&canon, plan->path));
    return json_canonical(ctx, json);
}

const char *plan_hash(struct ctx *ctx, const struct model *model, const struct plan *plan, struct date today)
{
    const char *text = plan_canonical(ctx, model, plan, today);

    return sha256_hex(ctx->arena, text, strlen(text));
}

const char *rules_canonical(struct ctx *ctx, const struct model *model, const struct cond *rules)
{
    struct canon canon = { .ctx = ctx, .model = model, .today = { 1970, 1, 1 } };

    return json_canonical(ctx, json_keep(ctx, cond_json(&canon, rules)));
}

const char *rules_hash(struct ctx *ctx, const struct model *model, const struct cond *rules)
{
    const char *text = rules_canonical(ctx, model, rules);

    return sha256_hex(ctx->arena, text, strlen(text));
}
