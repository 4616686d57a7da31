/*
 * Follow-ups: a fragment changes the plan before it; an answer to a question back picks one of its options.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

/* --- is it one --- */

static bool begins_as_fragment(const struct draft *draft)
{
    static const enum sense keys[] = { KEY_MORE_FRAGMENT, KEY_ADD,    KEY_INSTEAD, KEY_ONLY,
                                       KEY_NOT,           KEY_REMOVE, KEY_BY,      KEY_AND,
                                       KEY_FOR,           KEY_EACH,   KEY_VS,      KEY_COMPARE,
                                       KEY_SORT };
    size_t i = 0;

    while (i < draft->n && is_key(draft, i, KEY_FILLER))
        i++;
    for (size_t j = 0; j < COUNT(keys); j++)
        if (is_key(draft, i, keys[j]))
            return true;
    return false;
}

static bool measures(const struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++)
        if (draft->items[i].kind == ITEM_NAME && (draft->items[i].metric || draft->items[i].ambiguity))
            return true;
    return has_key(draft, KEY_FUNNEL) || has_key(draft, KEY_RETENTION);
}

static bool ranks_dimension(const struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++)
        if (draft->items[i].kind == ITEM_NAME && draft->items[i].dim &&
            (has_key(draft, KEY_WHICH) || has_key(draft, KEY_TOP) || has_key(draft, KEY_BEST)) &&
            !has_key(draft, KEY_BY))
            return true;
    return false;
}

static bool says_it(const struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        const size_t back = before(draft, i);

        if (is_key(draft, i, KEY_IT) && !(back < draft->n && draft->items[back].kind == ITEM_NAME))
            return true;
    }
    return false;
}

bool follow_is_fragment(const struct draft *draft)
{
    if (!draft->asked->before || draft->asked->before->kind != ENVELOPE_PLAN || !draft->asked->before->plan)
        return false;
    if (begins_as_fragment(draft) || has_key(draft, KEY_INSTEAD) || has_key(draft, KEY_MORE_FRAGMENT) ||
        says_it(draft))
        return true;
    return !measures(draft) && !ranks_dimension(draft);
}

/* --- editing --- */

static bool wants_more(const struct draft *draft)
{
    return has_key(draft, KEY_ADD);
}

static void edit_metrics(struct draft *draft, struct plan *plan)
{
    struct arena *arena = draft->ctx->arena;
    const char *old = plan->n_metrics ? plan->metrics[0] : NULL;
    const char **metrics = NULL;
    size_t n = 0;

    if (!draft->n_metrics)
        return;
    for (size_t i = 0; wants_more(draft) && i < plan->n_metrics; i++)
        *ARENA_PUSH(arena, metrics, n) = plan->metrics[i];
    for (size_t i = 0; i < draft->n_metrics; i++) {
        bool is_there = false;

        for (size_t j = 0; j < n; j++)
            is_there = is_there || text_is(metrics[j], draft->metrics[i]);
        if (!is_there && n < MOST_METRICS)
            *ARENA_PUSH(arena, metrics, n) = draft->metrics[i];
    }
    plan->metrics = metrics;
    plan->n_metrics = n;
    if (wants_more(draft))
        return;
    for (size_t i = 0; i < plan->n_order; i++)
        if (text_is(plan->order[i].by, old)) {
            plan->order = arena_copy(arena, plan->order, plan->n_order * sizeof(*plan->order));
            plan->order[i].by = metrics[0];
        }
    for (size_t i = 0; i < plan->n_calc; i++) {
        plan->calc = arena_copy(arena, plan->calc, plan->n_calc * sizeof(*plan->calc));
        plan->calc[i].metric = metrics[0];
    }
    if (plan->top) {
        plan->top = arena_copy(arena, plan->top, sizeof(*plan->top));
        plan->top->by = metrics[0];
    }
}

static void keep_time_dim(struct plan *plan, struct arena *arena, bool keeps_time)
{
    struct dim *dims = NULL;
    size_t n = 0;

    for (size_t i = 0; i < plan->n_dimensions; i++)
        if (!!plan->dimensions[i].grain == keeps_time)
            *ARENA_PUSH(arena, dims, n) = plan->dimensions[i];
    plan->dimensions = dims;
    plan->n_dimensions = n;
}

static void add_to_dims(struct plan *plan, struct arena *arena, struct dim dim)
{
    struct dim *dims = NULL;
    size_t n = 0;

    for (size_t i = 0; i < plan->n_dimensions; i++)
        if (!text_is(plan->dimensions[i].name, dim.name))
            *ARENA_PUSH(arena, dims, n) = plan->dimensions[i];
    if (n < MOST_DIMS)
        *ARENA_PUSH(arena, dims, n) = dim;
    plan->dimensions = dims;
    plan->n_dimensions = n;
}

/* "by country instead" takes the other breakdown's place. */
static void edit_dims(struct draft *draft, struct plan *plan)
{
    struct arena *arena = draft->ctx->arena;

    if (draft->n_dims && has_key(draft, KEY_INSTEAD)) {
        keep_time_dim(plan, arena, true);
        plan->top = NULL;
    }
    for (size_t i = 0; i < draft->n_dims; i++)
        add_to_dims(plan, arena, draft->dims[i]);
    if (!draft->grain && draft->wants_trend) {
        draft->grain =
            default_grain(period_of(plan->time, draft->asked->today, week_start_of(draft->planner->model)));
        assume(draft, "grain");
    }
    if (draft->grain)
        add_to_dims(plan, arena, (struct dim){ "date", draft->grain });
}

/* --- filters --- */

struct conds {
    struct arena *arena;
    struct cond *items;
    size_t n;
};

static void flatten(struct conds *conds, const struct cond *cond)
{
    if (!cond)
        return;
    if (!cond->all)
        *ARENA_PUSH(conds->arena, conds->items, conds->n) = *cond;
    for (size_t i = 0; i < cond->n_all; i++)
        flatten(conds, &cond->all[i]);
}

static void drop_field(struct conds *conds, const char *field)
{
    size_t kept = 0;

    for (size_t i = 0; i < conds->n; i++)
        if (!text_is(conds->items[i].field, field))
            conds->items[kept++] = conds->items[i];
    conds->n = kept;
}

static bool is_positive(const struct cond *cond)
{
    return cond->op == TEST_EQ || cond->op == TEST_IN || cond->op == TEST_CONTAINS;
}

/* "and Canada too": one more value of the field. */
static bool extend(struct draft *draft, struct conds *conds, const struct cond *cond)
{
    for (size_t i = 0; i < conds->n; i++) {
        struct cond *there = &conds->items[i];
        json_t *values;

        if (!text_is(there->field, cond->field) || (there->op != TEST_EQ && there->op != TEST_IN) ||
            (cond->op != TEST_EQ && cond->op != TEST_IN))
            continue;
        values = json_keep(draft->ctx, json_array());
        if (there->values)
            json_array_extend(values, there->values);
        else
            json_array_append(values, there->value);
        if (cond->values)
            json_array_extend(values, cond->values);
        else
            json_array_append(values, cond->value);
        there->value = NULL;
        there->values = values;
        there->op = TEST_IN;
        return true;
    }
    return false;
}

static void edit_filter(struct draft *draft, struct plan *plan)
{
    struct conds conds = { draft->ctx->arena, NULL, 0 };

    flatten(&conds, plan->filter);
    for (size_t i = 0; i < draft->n_conds; i++) {
        const struct cond *cond = &draft->conds[i];

        if (wants_more(draft) && cond->field && extend(draft, &conds, cond))
            continue;
        if (cond->field && is_positive(cond))
            drop_field(&conds, cond->field);
        *ARENA_PUSH(conds.arena, conds.items, conds.n) = *cond;
    }
    /* "all devices": no longer only some */
    for (size_t i = 0; i < draft->n; i++)
        if (is_key(draft, i, KEY_ALL) && after(draft, i) < draft->n && draft->items[after(draft, i)].dim)
            drop_field(&conds, draft->items[after(draft, i)].dim->name);
    plan->filter = NULL;
    if (!conds.n)
        return;
    plan->filter = arena_copy(conds.arena, conds.items, sizeof(*conds.items));
    if (conds.n > 1)
        *plan->filter = (struct cond){ .all = conds.items, .n_all = conds.n };
}

static void take_all_dims(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++)
        if (is_key(draft, i, KEY_ALL) && is_name(draft, after(draft, i)) && draft->items[after(draft, i)].dim)
            use(draft, after(draft, i));
}

/* --- time and the rest --- */

static struct time *dates(struct draft *draft, struct period period)
{
    struct time *time = arena_alloc(draft->ctx->arena, sizeof(*time));

    time->from = date_text(draft->ctx->arena, period.from);
    time->to = date_text(draft->ctx->arena, period.to);
    return time;
}

static bool says_compare(const struct draft *draft)
{
    static const char *const words[] = { "compare", "compared", "vs",        "versus",
                                         "against", "over",     "comparison" };

    for (size_t i = 0; i < draft->words.n; i++)
        for (size_t j = 0; j < COUNT(words); j++)
            if (text_is(draft->words.items[i].text, words[j]))
                return true;
    return draft->wants_change;
}

static void compare_with(struct draft *draft, struct plan *plan, const struct time *with)
{
    const enum week_start weeks = week_start_of(draft->planner->model);
    const struct period then = period_of(with, draft->asked->today, weeks);
    const struct period now = period_of(plan->time, draft->asked->today, weeks);
    const struct compare previous = { .to = COMPARE_PREVIOUS_PERIOD };
    const struct period before_now = period_before(&previous, plan->time, now, draft->asked->today, weeks);
    struct compare *compare = arena_alloc(draft->ctx->arena, sizeof(*compare));

    if (with->relative && with->relative->unit == UNIT_YEAR && with->relative->shift == -1)
        compare->to = COMPARE_PREVIOUS_YEAR;
    else if (!date_compare(then.from, before_now.from) && !date_compare(then.to, before_now.to))
        compare->to = COMPARE_PREVIOUS_PERIOD;
    else {
        compare->from = date_text(draft->ctx->arena, then.from);
        compare->until = date_text(draft->ctx->arena, then.to);
    }
    plan->compare = compare;
}

static void edit_time(struct draft *draft, struct plan *plan)
{
    const enum week_start weeks = week_start_of(draft->planner->model);

    if (draft->has_compare && !says_compare(draft) && draft->compare.to != COMPARE_NONE) {
        const struct period now = period_of(plan->time, draft->asked->today, weeks);

        plan->time =
            dates(draft, period_before(&draft->compare, plan->time, now, draft->asked->today, weeks));
    } else if (draft->has_compare) {
        plan->compare = arena_copy(draft->ctx->arena, &draft->compare, sizeof(draft->compare));
    } else if (draft->has_time && says_compare(draft) && !draft->wants_change) {
        compare_with(draft, plan, &draft->time);
        return;
    } else if (draft->wants_change && !plan->compare) {
        plan->compare = arena_alloc(draft->ctx->arena, sizeof(*plan->compare));
        plan->compare->to = COMPARE_PREVIOUS_PERIOD;
    }
    if (draft->has_time)
        plan->time = arena_copy(draft->ctx->arena, &draft->time, sizeof(draft->time));
    if (!draft->has_time && (draft->time.n_days_of_week || draft->time.n_hours)) {
        struct time *time = arena_copy(draft->ctx->arena, plan->time, sizeof(*plan->time));

        if (draft->time.n_days_of_week) {
            time->days_of_week = draft->time.days_of_week;
            time->n_days_of_week = draft->time.n_days_of_week;
        }
        if (draft->time.n_hours) {
            time->hours = draft->time.hours;
            time->n_hours = draft->time.n_hours;
        }
        plan->time = time;
    }
}

static void edit_rank(struct draft *draft, struct plan *plan)
{
    if (draft->rank.n && plan->top) {
        plan->top = arena_copy(draft->ctx->arena, plan->top, sizeof(*plan->top));
        plan->top->n = draft->rank.n;
    } else if (draft->rank.n) {
        plan->limit = draft->rank.n;
    }
    if (!draft->rank.is_set || !plan->n_metrics)
        return;
    plan->order = NULL;
    plan->n_order = 0;
    if (draft->rank.dir == DIRECTION_ASC) {
        plan->order = arena_alloc(draft->ctx->arena, sizeof(*plan->order));
        plan->order[0] = (struct order){ .by = plan->metrics[0], .dir = DIRECTION_ASC };
        plan->n_order = 1;
    }
}

static void edit_calc(struct draft *draft, struct plan *plan)
{
    if (!draft->wants_share || !plan->n_metrics)
        return;
    plan->calc = arena_alloc(draft->ctx->arena, sizeof(*plan->calc));
    plan->calc[0] = (struct calc){ .type = CALC_SHARE, .metric = plan->metrics[0] };
    plan->n_calc = 1;
}

static bool drops_compare(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++)
        if ((is_key(draft, i, KEY_NOT) || is_key(draft, i, KEY_REMOVE)) &&
            (is_key(draft, after(draft, i), KEY_COMPARE) || is_key(draft, after(draft, i), KEY_VS)))
            return true;
    return false;
}

void follow_edit(struct draft *draft, const struct plan *old, struct plan *plan)
{
    *plan = *old;
    plan->assumed = NULL;
    plan->n_assumed = 0;
    edit_metrics(draft, plan);
    edit_dims(draft, plan);
    edit_filter(draft, plan);
    edit_time(draft, plan);
    edit_rank(draft, plan);
    edit_calc(draft, plan);
    if (drops_compare(draft))
        plan->compare = NULL;
    if (draft->n_havings) {
        plan->having = arena_copy(draft->ctx->arena, draft->havings, sizeof(*draft->havings));
        if (!plan->having->metric && plan->n_metrics)
            plan->having->metric = plan->metrics[0];
    }
    plan->assumed = draft->n_assumed ? draft->assumed : NULL;
    plan->n_assumed = draft->n_assumed;
}

/* --- answers to a question back --- */

static bool means(const struct draft *draft, const struct planner_option *option)
{
    for (size_t i = 0; i < draft->n; i++) {
        const struct item *item = &draft->items[i];

        if (item->kind != ITEM_NAME)
            continue;
        if ((item->metric && text_is(item->metric->name, option->name)) ||
            (item->dim && text_is(item->dim->name, option->name)))
            return true;
        for (size_t j = 0; j < item->n_values; j++)
            if (text_is(item->values[j].value, option->name))
                return true;
    }
    return text_is(draft->asked->question, option->name) || text_is(draft->asked->question, option->label);
}

bool follow_choose(struct draft *draft)
{
    const struct envelope *asked = draft->asked->before;
    const struct planner_option *found = NULL;
    const char *const ordinals[] = { "first", "second", "third", "fourth" };
    size_t n = 0;

    if (asked && asked->kind == ENVELOPE_PLAN)
        take_all_dims(draft);
    if (!asked || asked->kind != ENVELOPE_CLARIFY)
        return false;
    for (size_t i = 0; i < asked->n_options; i++) {
        if (!asked->options[i].plan || !means(draft, &asked->options[i]))
            continue;
        found = &asked->options[i];
        n++;
    }
    for (size_t i = 0; !n && i < asked->n_options && i < COUNT(ordinals); i++)
        for (size_t j = 0; j < draft->words.n; j++)
            if (text_is(draft->words.items[j].text, ordinals[i]) && asked->options[i].plan) {
                found = &asked->options[i];
                n = 1;
            }
    if (n != 1)
        return false;
    draft->is_stopped = true;
    *draft->out = (struct envelope){ .kind = ENVELOPE_PLAN, .plan = found->plan, .confidence = 1 };
    return true;
}
