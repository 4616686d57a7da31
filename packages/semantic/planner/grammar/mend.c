/*
 * Before the grammar: words that say more than they look, and what no plan can say, which half of a plan must
 * not answer.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

/* "break it down", "split up" say nothing of a movement; "revenue is down" does. */
static void mend_down(struct draft *draft, size_t i)
{
    static const char *const verbs[] = { "break", "split", "pull", "group", "breaking", "slice" };

    if (!is_key(draft, i, KEY_FILLER) || (!says(draft, i, "down") && !says(draft, i, "up")))
        return;
    for (size_t j = 0; j < i; j++)
        for (size_t k = 0; k < COUNT(verbs); k++)
            if (says(draft, j, verbs[k]))
                return;
    draft->items[i].key = says(draft, i, "up") ? KEY_UP : KEY_DOWN;
}

/* "orders per user": a figure that the model hasn't; those it has are names of their own. */
static void mend_ratio(struct draft *draft, size_t i)
{
    const struct item *item = &draft->items[i];

    if (!i || !is_key(draft, i - 1, KEY_EACH) || !is_name(draft, i) || !item->metric || item->dim ||
        !people_of(draft, item->metric->name))
        return;
    stop_refuse(
        draft, "not_in_model", item->text,
        arena_printf(draft->ctx->arena, "The model has no such figure for each of the %s.", item->text));
}

/* "number of countries with sales": names are listed, not counted. */
static void mend_count(struct draft *draft, size_t i)
{
    const size_t next = after(draft, i), second = after(draft, next);

    if (is_key(draft, i, KEY_HOW_MANY) && is_name(draft, next) && draft->items[next].dim &&
        !draft->items[next].metric && !draft->items[next].n_values && draft->items[next].is_plural &&
        !draft->items[next].event && !is_name(draft, second))
        stop_refuse(
            draft, "not_in_model", draft->items[next].text,
            arena_printf(draft->ctx->arena, "%s can be listed, but not counted.", draft->items[next].text));
}

/* "all countries but the United States": the others, and no row for each. */
static void mend_but(struct draft *draft, size_t i)
{
    const size_t back = before(draft, i), all = before(draft, back);

    if (!is_key(draft, i, KEY_AND) || !says(draft, i, "but") || !is_name(draft, back) ||
        !draft->items[back].dim || (!is_key(draft, all, KEY_ALL) && !is_key(draft, all, KEY_EACH)))
        return;
    draft->items[i].key = KEY_NOT;
    use(draft, back);
    use(draft, all);
}

/* "how many customers have we gained": says no movement. */
static void mend_gained(struct draft *draft, size_t i)
{
    if (has_key(draft, KEY_HOW_MANY) &&
        (says(draft, i, "gained") || says(draft, i, "gain") || says(draft, i, "lost")) &&
        (is_key(draft, i, KEY_UP) || is_key(draft, i, KEY_DOWN)))
        draft->items[i].key = KEY_FILLER;
}

/* "units of each product have been sold": "product … sold" measures, and each product has a row. */
static void mend_each(struct draft *draft, size_t i)
{
    const struct word *word = &draft->words.items[draft->items[i].from];
    const struct entry *entries;
    const char *pieces[2];
    size_t n;

    if (!is_name(draft, i) || !draft->items[i].metric || draft->items[i].dim ||
        draft->items[i].to == draft->items[i].from + 1 || !is_key(draft, before(draft, i), KEY_EACH) ||
        pieces_of(draft->ctx, draft->planner, word->text, pieces, 2) != 1)
        return;
    entries = entries_for(draft->planner, pieces[0], &n);
    for (size_t j = 0; j < n; j++)
        if (entries[j].kind == ENTRY_DIMENSION && entries[j].n_pieces == 1) {
            add_dim(draft, entries[j].name, UNIT_NONE);
            return;
        }
}

void grammar_mend(struct draft *draft)
{
    for (size_t i = 0; i < draft->n && !draft->is_stopped; i++) {
        mend_count(draft, i);
        mend_ratio(draft, i);
        mend_down(draft, i);
        mend_but(draft, i);
        mend_gained(draft, i);
        mend_each(draft, i);
    }
}

/* "acquired through", "originally": something was of the user, or a metric is of the acquired. */
static bool has_first_touch(const struct draft *draft)
{
    const json_t *metrics = json_object_get(draft->planner->language, "first_touch"), *name;
    size_t j;

    for (size_t i = 0; i < draft->n_dims; i++)
        if (text_starts(draft->dims[i].name, "first_user_"))
            return true;
    for (size_t i = 0; i < draft->n_conds; i++)
        if (draft->conds[i].field && text_starts(draft->conds[i].field, "first_user_"))
            return true;
    for (size_t i = 0; i < draft->n_metrics; i++)
        json_array_foreach(metrics, j, name)
        {
            if (text_is(draft->metrics[i], json_string_value(name)))
                return true;
        }
    return draft->retention != NULL;
}

void grammar_bear_out(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++)
        if (is_key(draft, i, KEY_FIRST_TOUCH) && has_first_touch(draft))
            use(draft, i);
}
