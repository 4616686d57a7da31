/*
 * Slots into a plan: what the question left out, as the model says, and a check of what came out.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <assert.h>
#include <string.h>

enum { DEFAULT_ROWS = 10, DEFAULT_PERIOD_DAYS = 28 };

static const struct model *model_of(const struct draft *draft)
{
    return draft->planner->model;
}

/* --- what is measured --- */

/* "best channel" with nothing to rank by, where it matters by what. */
static bool asks_best(struct draft *draft)
{
    const json_t *item, *term;
    const char *word;
    size_t i, j;

    if (!draft->rank.is_best || draft->rank_metric || draft->n_metrics)
        return false;
    word = draft->words.items[draft->items[draft->rank.at].from].text;
    json_array_foreach(json_object_get(model_extension(model_of(draft)), "ambiguous"), i, item)
    {
        json_array_foreach(json_object_get(item, "terms"), j, term)
        {
            const json_t *dims = json_object_get(item, "dimensions"), *dim;
            size_t k;

            json_array_foreach(dims, k, dim)
            {
                if (text_is(json_string_value(term), word) && draft->n_dims &&
                    text_is(draft->dims[0].name, json_string_value(dim))) {
                    stop_clarify(draft, "metric", word, "By which metric?");
                    json_array_foreach(json_object_get(item, "options"), j, term)
                        stop_option(draft, json_string_value(term),
                                    model_label(model_of(draft), json_string_value(term)));
                    return true;
                }
            }
        }
    }
    return false;
}

static const char *value_said(const struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++)
        if (draft->items[i].kind == ITEM_NAME || draft->items[i].kind == ITEM_TIME)
            return draft->items[i].text;
    return draft->asked->question;
}

static bool begins_by(const struct draft *draft)
{
    size_t i = 0;

    while (i < draft->n && is_key(draft, i, KEY_FILLER))
        i++;
    return is_key(draft, i, KEY_BY);
}

/* "users with at least 5 product views": a condition on each user's own events. */
static void fill_deeds(struct draft *draft)
{
    const json_t *counts = json_object_get(draft->planner->language, "counts");
    const struct having *having = &draft->havings[0];
    const char *event = having->metric ? json_string_value(json_object_get(counts, having->metric)) : NULL;
    const bool is_least = having->op == TEST_GTE || having->op == TEST_GT;

    if (draft->n_dims || draft->grain || draft->n_havings != 1 || draft->n_metrics != 1 || !event ||
        !is_least ||
        !(text_is(draft->metrics[0], "active_users") || text_is(draft->metrics[0], "total_users")))
        return;
    add_cond(draft, cond_did(draft, event, (int64_t)having->value + (having->op == TEST_GT)));
    draft->n_havings = 0;
}

static void fill_metrics(struct draft *draft)
{
    if (draft->n_metrics || draft->funnel || draft->retention || draft->path)
        return;
    for (size_t i = 0; i < draft->n_havings; i++)
        if (draft->havings[i].metric)
            add_metric(draft, draft->havings[i].metric);
    for (size_t i = 0; i < draft->n_conds && !draft->n_metrics; i++)
        if (text_is(draft->conds[i].field, "event_name") &&
            (has_key(draft, KEY_EVENT) || has_key(draft, KEY_TIMES)))
            add_metric(draft, "event_count");
    if (!draft->n_metrics && draft->people)
        add_metric(draft, draft->people);
    for (size_t i = 0; i < draft->n && !draft->n_metrics; i++)
        if (draft->items[i].segment && text_ends(draft->items[i].text, "traffic"))
            add_metric(draft, "sessions");
    if (!draft->n_metrics && !draft->rank.is_set && begins_by(draft)) { /* "by country?" of nothing */
        stop_clarify(draft, "goal", value_said(draft), "What do you want to measure?");
        return;
    }
    if (draft->n_metrics || asks_best(draft))
        return;
    for (size_t i = 0; i < draft->n_dims && !draft->n_metrics; i++) {
        const struct dimension_words *words = words_of_dimension(draft->planner, draft->dims[i].name);

        if (words && words->default_metric)
            add_metric(draft, words->default_metric);
        if (draft->n_metrics)
            assume(draft, "metric");
    }
    if (!draft->n_metrics)
        stop_clarify(draft, "goal", value_said(draft), "What do you want to measure?");
}

static bool is_in(const json_t *list, const char *name)
{
    const json_t *item;
    size_t i;

    json_array_foreach(list, i, item)
    {
        if (text_is(json_string_value(item), name))
            return true;
    }
    return false;
}

/* Where new users came from is where they came from first. */
static void fill_scope(struct draft *draft)
{
    const json_t *first = json_object_get(draft->planner->language, "first_touch");
    bool is_changed = false;

    for (size_t i = 0; i < draft->n_metrics; i++)
        if (!is_in(first, draft->metrics[i]))
            return;
    for (size_t i = 0; i < draft->n_dims + draft->n_conds && draft->n_metrics; i++) {
        const char **name = i < draft->n_dims ? &draft->dims[i].name : &draft->conds[i - draft->n_dims].field;
        const struct dimension *dim =
            *name ? model_dimension(model_of(draft), arena_printf(draft->ctx->arena, "first_user_%s", *name))
                  : NULL;

        if (!dim)
            continue;
        *name = dim->name;
        is_changed = true;
    }
    if (is_changed && !draft->is_first_touch)
        assume(draft, "scope");
}

/* Users who purchased are buyers; their share of users is a metric too. */
static void fill_buyers(struct draft *draft)
{
    const struct cond *cond = &draft->conds[0];

    if (draft->n_metrics != 1 || !text_is(draft->metrics[0], "active_users") || draft->n_conds != 1 ||
        !cond->did || !text_is(cond->did->event, "purchase") || cond->did->times || cond->did->where ||
        cond->did->time)
        return;
    draft->metrics[0] = draft->wants_share && !draft->n_dims ? "purchaser_rate" : "purchasers";
    draft->wants_share = draft->wants_share && draft->n_dims;
    draft->n_conds = 0;
}

/* --- when --- */

static bool is_timeless(const struct draft *draft)
{
    for (size_t i = 0; i < draft->n_metrics; i++) {
        const struct metric *metric = model_metric(model_of(draft), draft->metrics[i]);
        size_t measures[MOST_PARTS];

        if (metric && metric->to_date)
            return true;
        if (metric && metric_measures(metric, measures) &&
            model_of(draft)->datasets[model_of(draft)->measures[measures[0]].base].time == NONE)
            return true;
    }
    for (size_t i = 0; i < draft->n_conds; i++)
        if (text_is(draft->conds[i].field, "first_order_month"))
            return true;
    return false;
}

static void fill_time(struct draft *draft)
{
    const json_t *standard = json_object_get(model_extension(model_of(draft)), "default_period");

    if (draft->has_time) {
        if (draft->is_time_assumed)
            assume(draft, "time");
        return;
    }
    draft->has_time = true;
    if (is_timeless(draft)) {
        draft->time.all = true;
        return;
    }
    draft->time.relative = arena_alloc(draft->ctx->arena, sizeof(struct relative));
    draft->time.relative->unit = UNIT_DAY;
    draft->time.relative->last = json_integer_value(json_object_get(standard, "last"));
    if (!draft->time.relative->last)
        draft->time.relative->last = DEFAULT_PERIOD_DAYS;
    assume(draft, "time");
}

static struct period now_of(const struct draft *draft)
{
    return period_of(&draft->time, draft->asked->today, week_start_of(model_of(draft)));
}

static void fill_grain(struct draft *draft)
{
    const struct period now = now_of(draft);
    const bool is_short = !now.is_all && date_days(now.to) - date_days(now.from) < 2;

    if (draft->grain == UNIT_HOUR && !is_short && !draft->wants_trend) {
        add_dim(draft, "hour", UNIT_NONE);
        return;
    }
    if (!draft->grain && draft->wants_trend) {
        draft->grain = default_grain(now);
        assume(draft, "grain");
    }
    if (draft->grain)
        add_dim(draft, "date", draft->grain);
}

/* --- order --- */

static enum direction rank_direction(const struct draft *draft, const char *by)
{
    const struct metric *metric = model_metric(model_of(draft), by);

    if (draft->rank.is_best && metric && metric->better == BETTER_DOWN)
        return draft->rank.dir == DIRECTION_DESC ? DIRECTION_ASC : DIRECTION_DESC;
    return draft->rank.dir;
}

static int64_t rows_of(struct draft *draft)
{
    const char *said = draft->items[draft->rank.at].text;

    if (draft->rank.n)
        return draft->rank.n;
    if (draft->is_singular && !draft->rank.is_order)
        return 1;
    if (draft->rank.is_order ||
        (draft->rank.is_set && said[0] == ',')) /* ", highest first" leaves all rows */
        return 0;
    if (draft->wants_change && !draft->rank.is_attribute)
        return 0;
    assume(draft, "limit");
    return DEFAULT_ROWS;
}

static void add_order(struct draft *draft, struct plan *plan, struct order order)
{
    plan->order = arena_copy(draft->ctx->arena, &order, sizeof(order));
    plan->n_order = 1;
}

/* The first rows of each group: "top 3 products per category". */
static void fill_groups(struct draft *draft, struct plan *plan, const char *by, enum direction dir)
{
    struct top *top = arena_alloc(draft->ctx->arena, sizeof(*top));

    *top = (struct top){ .n = rows_of(draft), .by = by, .dir = dir };
    *ARENA_PUSH(draft->ctx->arena, top->per, top->n_per) = draft->grain ? "date" : draft->per;
    plan->top = top;
}

static void fill_rank(struct draft *draft, struct plan *plan)
{
    const char *by = draft->rank_metric ? draft->rank_metric : draft->metrics[0];
    const enum direction dir = draft->n_metrics ? rank_direction(draft, by) : DIRECTION_NONE;
    const bool is_trend = draft->grain != UNIT_NONE;

    if (!draft->rank.is_set) {
        if (draft->sort_metric && draft->n_dims && !is_trend)
            add_order(draft, plan, (struct order){ .by = draft->sort_metric, .dir = DIRECTION_DESC });
        plan->limit = draft->rank.n;
        return;
    }
    if (!draft->n_metrics) {
        if (draft->funnel || draft->retention || draft->rank.dir == DIRECTION_ASC)
            stop_refuse(draft, "not_in_model", draft->items[draft->rank.at].text,
                        "This has a fixed order and is not ranked.");
        return;
    }
    if (!draft->n_dims) {
        stop_clarify(draft, "dimension", draft->items[draft->rank.at].text, "Ranked by what?");
        return;
    }
    if (draft->n_dims > 1 && !draft->rank.is_order &&
        (draft->per || (is_trend && (draft->rank.is_attribute || draft->is_each)))) {
        fill_groups(draft, plan, by, dir);
        return;
    }
    plan->limit = rows_of(draft);
    plan->offset = draft->rank.offset;
    if (!draft->wants_change && (dir == DIRECTION_ASC || is_trend || !text_is(by, draft->metrics[0])))
        add_order(draft, plan, (struct order){ .by = by, .dir = dir });
}

/* --- change --- */

static void fill_change(struct draft *draft, struct plan *plan)
{
    const bool is_trend = draft->grain != UNIT_NONE;

    if (draft->wants_change && !draft->has_compare && !is_trend && draft->n_metrics) {
        draft->has_compare = true;
        draft->compare = (struct compare){ .to = COMPARE_PREVIOUS_PERIOD };
    }
    if (draft->has_compare)
        plan->compare = arena_copy(draft->ctx->arena, &draft->compare, sizeof(draft->compare));
    if (!draft->wants_change || !plan->compare || !draft->n_metrics || is_trend || !draft->n_dims)
        return;
    if (draft->rank.is_set || (draft->rank.n && draft->change))
        add_order(draft, plan,
                  (struct order){ .by = draft->metrics[0],
                                  .dir = draft->change ? draft->change : draft->rank.dir,
                                  .value = draft->is_percent ? ASPECT_CHANGE_PCT : ASPECT_CHANGE });
}

static void fill_havings(struct draft *draft, struct plan *plan)
{
    struct having *having = arena_alloc(draft->ctx->arena, sizeof(*having));

    for (size_t i = 0; i < draft->n_havings; i++)
        if (!draft->havings[i].metric && draft->n_metrics)
            draft->havings[i].metric = draft->metrics[0];
    if (!draft->n_havings)
        return;
    *having = draft->havings[0];
    if (draft->n_havings > 1)
        *having = (struct having){ .all = arena_copy(draft->ctx->arena, draft->havings,
                                                     draft->n_havings * sizeof(*draft->havings)),
                                   .n_all = draft->n_havings };
    plan->having = having;
}

/* --- calculations --- */

static void add_calc(struct draft *draft, struct plan *plan, enum calc_type type, int64_t window)
{
    *ARENA_PUSH(draft->ctx->arena, plan->calc, plan->n_calc) =
        (struct calc){ .type = type, .metric = draft->metrics[0], .window = window };
}

/* "What share of sessions is mobile": a share needs its whole beside it. */
static void widen_share(struct draft *draft)
{
    if (draft->n_dims || draft->n_conds != 1 || !draft->conds[0].field)
        return;
    add_dim(draft, draft->conds[0].field, UNIT_NONE);
    draft->n_conds = 0;
}

static void fill_calcs(struct draft *draft, struct plan *plan)
{
    const struct metric *metric = draft->n_metrics ? model_metric(model_of(draft), draft->metrics[0]) : NULL;

    if (!metric)
        return;
    if (draft->wants_share && !text_is(metric->format, "percent")) {
        if (!draft->n_dims) {
            stop_clarify(draft, "dimension", "share", "A share of what? Name what it is split by.");
            return;
        }
        add_calc(draft, plan, CALC_SHARE, 0);
        if (draft->within)
            *ARENA_PUSH(draft->ctx->arena, plan->calc[0].within, plan->calc[0].n_within) = draft->within;
    }
    if (draft->wants_total)
        add_calc(draft, plan, CALC_RUNNING_TOTAL, 0);
    if (draft->window)
        add_calc(draft, plan, CALC_MOVING_AVERAGE, draft->window);
}

/* --- the plan --- */

static void fill_filter(struct draft *draft, struct plan *plan)
{
    if (!draft->n_conds)
        return;
    plan->filter = arena_alloc(draft->ctx->arena, sizeof(*plan->filter));
    *plan->filter = draft->conds[0];
    if (draft->n_conds > 1)
        *plan->filter = (struct cond){ .all = arena_copy(draft->ctx->arena, draft->conds,
                                                         draft->n_conds * sizeof(*draft->conds)),
                                       .n_all = draft->n_conds };
}

/* The grammar writes a funnel, a retention or a path as the plan's JSON has it. */
static void fill_shape(struct draft *draft, struct plan *plan)
{
    json_t *json =
        json_keep(draft->ctx, json_pack("{sis[]sO*sO*sO*}", "version", 1, "metrics", "funnel", draft->funnel,
                                        "retention", draft->retention, "path", draft->path));
    struct plan shaped = { 0 };
    struct err *err = plan_decode(draft->ctx, json, &shaped);

    assert(!err); /* written by us */
    if (err)
        return;
    plan->funnel = shaped.funnel;
    plan->retention = shaped.retention;
    plan->path = shaped.path;
}

void fill_plan(struct draft *draft, struct plan *plan)
{
    struct arena *arena = draft->ctx->arena;

    *plan = (struct plan){ .version = 1 };
    fill_shape(draft, plan);
    fill_metrics(draft);
    if (draft->is_stopped)
        return;
    fill_buyers(draft);
    fill_deeds(draft);
    fill_scope(draft);
    fill_time(draft);
    fill_grain(draft);
    if (draft->wants_share && draft->n_metrics)
        widen_share(draft);
    fill_havings(draft, plan);
    fill_rank(draft, plan);
    fill_change(draft, plan);
    fill_calcs(draft, plan);
    fill_filter(draft, plan);
    plan->metrics = arena_copy(arena, draft->metrics, (draft->n_metrics + 1) * sizeof(*draft->metrics));
    plan->n_metrics = draft->n_metrics;
    plan->dimensions =
        draft->n_dims ? arena_copy(arena, draft->dims, draft->n_dims * sizeof(*draft->dims)) : NULL;
    plan->n_dimensions = draft->n_dims;
    plan->time = arena_copy(arena, &draft->time, sizeof(draft->time));
    plan->assumed = draft->n_assumed
                        ? arena_copy(arena, draft->assumed, draft->n_assumed * sizeof(*draft->assumed))
                        : NULL;
    plan->n_assumed = draft->n_assumed;
}

/* --- checking --- */

static void rename_metric(struct plan *plan, const char *from, const char *to)
{
    for (size_t i = 0; i < plan->n_order; i++)
        if (text_is(plan->order[i].by, from))
            plan->order[i].by = to;
    for (size_t i = 0; i < plan->n_calc; i++)
        if (text_is(plan->calc[i].metric, from))
            plan->calc[i].metric = to;
    if (plan->top && text_is(plan->top->by, from))
        plan->top->by = to;
    if (!plan->having)
        return;
    if (text_is(plan->having->metric, from))
        plan->having->metric = to;
    for (size_t i = 0; i < plan->having->n_all; i++)
        if (text_is(plan->having->all[i].metric, from))
            plan->having->all[i].metric = to;
}

/* Revenue by product is the products' revenue: the model says what to ask for instead. */
static bool replace_metrics(struct draft *draft, struct plan *plan)
{
    bool is_changed = false;

    for (size_t i = 0; i < plan->n_metrics; i++) {
        const char *name = plan->metrics[i];
        const struct metric *metric = model_metric(model_of(draft), name);
        struct plan one = *plan;

        if (!metric || !metric->instead)
            continue;
        one.metrics = &name;
        one.n_metrics = 1;
        one.order = NULL;
        one.n_order = one.n_calc = 0;
        one.calc = NULL;
        one.having = NULL;
        one.top = NULL;
        if (!plan_check(draft->ctx, model_of(draft), &one))
            continue;
        plan->metrics[i] = metric->instead;
        rename_metric(plan, name, metric->instead);
        is_changed = true;
    }
    return is_changed;
}

static void replace_having(struct draft *draft, struct plan *plan)
{
    const struct having *first = plan->having;

    for (size_t i = 0; first && i < (first->n_all ? first->n_all : 1); i++) {
        const char *name = first->n_all ? first->all[i].metric : first->metric;
        const struct metric *metric = model_metric(model_of(draft), name);

        if (metric && metric->instead)
            rename_metric(plan, name, metric->instead);
    }
}

/* The country of a customer metric is the customer's. */
static bool replace_country(struct draft *draft, struct plan *plan)
{
    bool is_changed = false;

    if (!model_dimension(model_of(draft), "customer_country"))
        return false;
    for (size_t i = 0; i < plan->n_dimensions; i++)
        if (text_is(plan->dimensions[i].name, "country")) {
            plan->dimensions[i].name = "customer_country";
            is_changed = true;
        }
    for (size_t i = 0; plan->filter && i < (plan->filter->n_all ? plan->filter->n_all : 1); i++) {
        struct cond *cond = plan->filter->n_all ? &plan->filter->all[i] : plan->filter;

        if (!text_is(cond->field, "country"))
            continue;
        cond->field = "customer_country";
        is_changed = true;
    }
    return is_changed;
}

void check_plan(struct draft *draft, struct plan *plan)
{
    struct err *err = plan_check(draft->ctx, model_of(draft), plan);

    if (err && strstr(err->message, "\"country\"") && replace_country(draft, plan))
        err = plan_check(draft->ctx, model_of(draft), plan);

    if (err && replace_metrics(draft, plan))
        err = plan_check(draft->ctx, model_of(draft), plan);
    if (err) {
        replace_having(draft, plan);
        err = plan_check(draft->ctx, model_of(draft), plan);
    }
    if (err)
        stop_refuse(draft, "not_in_model", value_said(draft), err->message);
}
