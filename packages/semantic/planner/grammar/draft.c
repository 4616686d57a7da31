/*
 * Small things that all parts of the grammar share.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

static bool is_silent(const struct item *item)
{
    return item->kind == ITEM_KEY && (item->key == KEY_FILLER || item->is_used);
}

size_t after(const struct draft *draft, size_t i)
{
    for (i++; i < draft->n && is_silent(&draft->items[i]); i++)
        ;
    return i;
}

size_t before(const struct draft *draft, size_t i)
{
    while (i > 0)
        if (!is_silent(&draft->items[--i]))
            return i;
    return draft->n;
}

bool is_key(const struct draft *draft, size_t i, enum sense key)
{
    return i < draft->n && draft->items[i].kind == ITEM_KEY && draft->items[i].key == key;
}

bool is_name(const struct draft *draft, size_t i)
{
    return i < draft->n && draft->items[i].kind == ITEM_NAME && !draft->items[i].is_used;
}

bool has_key(const struct draft *draft, enum sense key)
{
    for (size_t i = 0; i < draft->n; i++)
        if (is_key(draft, i, key))
            return true;
    return false;
}

enum sense movement_of(const struct draft *draft, size_t i)
{
    static const struct {
        const char *word;
        enum sense key;
    } words[] = { { "growth", KEY_UP },     { "increase", KEY_UP },  { "rise", KEY_UP },
                  { "decrease", KEY_DOWN }, { "decline", KEY_DOWN }, { "drop", KEY_DOWN },
                  { "fall", KEY_DOWN } };

    if (is_key(draft, i, KEY_UP) || is_key(draft, i, KEY_DOWN) || is_key(draft, i, KEY_CHANGE))
        return draft->items[i].key;
    if (i >= draft->n || draft->items[i].kind != ITEM_TIME || draft->items[i].span->kind != TIME_COMPARE)
        return KEY_NONE;
    for (size_t j = 0; j < COUNT(words); j++)
        if (draft->items[i].to == draft->items[i].from + 1 &&
            text_is(draft->words.items[draft->items[i].from].text, words[j].word))
            return words[j].key;
    return KEY_NONE;
}

bool says(const struct draft *draft, size_t i, const char *word)
{
    return i < draft->n && text_is(draft->words.items[draft->items[i].from].text, word);
}

void use(struct draft *draft, size_t i)
{
    if (i < draft->n)
        draft->items[i].is_used = true;
}

void use_keys(struct draft *draft, enum sense key)
{
    for (size_t i = 0; i < draft->n; i++)
        if (is_key(draft, i, key))
            use(draft, i);
}

const char *chosen(const struct draft *draft, size_t word)
{
    for (size_t i = 0; i < draft->n_choices; i++)
        if (draft->choices[i].word == word)
            return draft->choices[i].name;
    return NULL;
}

void add_metric(struct draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->n_metrics; i++)
        if (text_is(draft->metrics[i], name))
            return;
    if (draft->n_metrics < MOST_METRICS)
        draft->metrics[draft->n_metrics++] = name;
}

void add_dim(struct draft *draft, const char *name, enum unit grain)
{
    for (size_t i = 0; i < draft->n_dims; i++)
        if (text_is(draft->dims[i].name, name))
            return;
    if (draft->n_dims < MOST_DIMS)
        draft->dims[draft->n_dims++] = (struct dim){ name, grain };
}

void add_cond(struct draft *draft, struct cond cond)
{
    if (draft->n_conds < MOST_CONDS)
        draft->conds[draft->n_conds++] = cond;
}

struct cond cond_value(struct draft *draft, const char *field, enum test op, const char *value)
{
    return (struct cond){ .field = field, .op = op, .value = json_keep(draft->ctx, json_string(value)) };
}

struct cond cond_not(struct draft *draft, struct cond cond)
{
    static const enum test opposite[N_TESTS] = {
        [TEST_EQ] = TEST_NE,     [TEST_IN] = TEST_NOT_IN,
        [TEST_NE] = TEST_EQ,     [TEST_CONTAINS] = TEST_NOT_CONTAINS,
        [TEST_NOT_IN] = TEST_IN,
    };

    if (cond.field && opposite[cond.op]) {
        cond.op = opposite[cond.op];
        return cond;
    }
    return (struct cond){ .negated = arena_copy(draft->ctx->arena, &cond, sizeof(cond)) };
}

struct cond cond_did(struct draft *draft, const char *event, int64_t times)
{
    struct did *did = arena_alloc(draft->ctx->arena, sizeof(*did));

    did->event = event;
    did->times = times > 1 ? times : 0;
    return (struct cond){ .did = did };
}

void assume(struct draft *draft, const char *what)
{
    for (size_t i = 0; i < draft->n_assumed; i++)
        if (text_is(draft->assumed[i], what))
            return;
    if (draft->n_assumed < COUNT(draft->assumed))
        draft->assumed[draft->n_assumed++] = what;
}

enum unit default_grain(struct period period)
{
    const int64_t days = date_days(period.to) - date_days(period.from) + 1;

    if (period.is_all || days > 26 * 7)
        return UNIT_MONTH;
    return days <= 2 ? UNIT_HOUR : days <= 62 ? UNIT_DAY : UNIT_WEEK;
}

const json_t *people_of(const struct draft *draft, const char *metric)
{
    return json_object_get(json_object_get(draft->planner->language, "people"), metric);
}

/* --- stopping --- */

void stop_refuse(struct draft *draft, const char *reason, const char *term, const char *message)
{
    const char *missing = NULL;

    if (draft->is_stopped)
        return;
    draft->is_stopped = true;
    if (term && text_is(reason, "not_in_model") && !draft->planner->has_optional)
        missing = optional_metric(draft->ctx, draft->planner, term);
    if (missing)
        message = arena_printf(draft->ctx->arena, "\"%s\" needs product costs, and none are loaded.",
                               model_label(draft->planner->model, missing));
    *draft->out = (struct envelope){
        .kind = ENVELOPE_REFUSE, .reason = reason, .term = term, .message = message, .confidence = NAN
    };
}

void stop_clarify(struct draft *draft, const char *about, const char *term, const char *question)
{
    if (draft->is_stopped)
        return;
    draft->is_stopped = true;
    *draft->out = (struct envelope){
        .kind = ENVELOPE_CLARIFY, .about = about, .term = term, .question = question, .confidence = NAN
    };
}

void stop_option(struct draft *draft, const char *name, const char *label)
{
    struct envelope *out = draft->out;

    *ARENA_PUSH(draft->ctx->arena, out->options, out->n_options) =
        (struct planner_option){ .label = label ? label : name, .name = name };
}

bool is_about_ads(const struct draft *draft)
{
    const json_t *metrics = json_object_get(draft->planner->language, "ad_metrics"), *name;
    size_t j;

    for (size_t i = 0; i < draft->n; i++) {
        const struct metric *metric = draft->items[i].metric;

        json_array_foreach(metrics, j, name)
        {
            if (metric && !draft->items[i].is_weak && text_is(json_string_value(name), metric->name))
                return true;
        }
    }
    return false;
}
