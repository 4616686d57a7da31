/*
 * Last, what nothing has understood: it is asked about or refused, never ignored. The few words that may stay
 * are named here, with what must stand beside them.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

/* Joints that have done their work by standing between what they join. */
static bool is_joint(enum sense key)
{
    static const enum sense joints[] = { KEY_FILLER,
                                         KEY_BY,
                                         KEY_EACH,
                                         KEY_FOR,
                                         KEY_OF,
                                         KEY_WITH,
                                         KEY_WHICH,
                                         KEY_AND,
                                         KEY_OR,
                                         KEY_IS,
                                         KEY_ONLY,
                                         KEY_SORT,
                                         KEY_HOW_MANY,
                                         KEY_ALL,
                                         KEY_ADD,
                                         KEY_INSTEAD,
                                         KEY_MORE_FRAGMENT,
                                         KEY_IT,
                                         KEY_ROWS,
                                         KEY_TO };

    for (size_t i = 0; i < COUNT(joints); i++)
        if (joints[i] == key)
            return true;
    return false;
}

static bool measures_something(const struct draft *draft)
{
    return draft->n_metrics || draft->n_dims || draft->funnel || draft->retention || draft->path ||
           draft->n_havings;
}

/* What unknown words stand together as: "profit margin". */
static const char *unknown_term(const struct draft *draft, size_t i)
{
    size_t end = i;

    while (end + 1 < draft->n && draft->items[end + 1].kind == ITEM_UNKNOWN)
        end++;
    return words_text(draft->ctx->arena, &draft->words, draft->items[i].from, draft->items[end].to);
}

static void refuse_unknown(struct draft *draft, size_t i)
{
    const char *term = unknown_term(draft, i);

    stop_refuse(draft, "not_in_model", term,
                arena_printf(draft->ctx->arena, "The model holds nothing called \"%s\".", term));
}

/* "over the hours of the day", "visitors who use Safari": before what was taken. */
static bool is_preposition(const struct draft *draft, const struct item *item)
{
    const size_t next = after(draft, (size_t)(item - draft->items));

    if (next >= draft->n || !draft->items[next].is_used)
        return false;
    if (item->key == KEY_WHO)
        return draft->items[next].kind == ITEM_NAME && draft->items[next].n_values;
    return item->key == KEY_GT && text_is(item->text, "over") &&
           (draft->items[next].kind == ITEM_TIME ||
            (draft->items[next].kind == ITEM_NAME && draft->items[next].dim));
}

/* "did people place", "what each country placed": a verb of orders, never a place. */
static bool is_placing(const struct draft *draft, size_t i)
{
    const size_t back = before(draft, i);

    if (!says(draft, i, "place") || back >= draft->n || draft->items[back].kind != ITEM_NAME)
        return false;
    for (size_t j = 0; j < draft->n_metrics; j++)
        if (text_is(draft->metrics[j], "transactions"))
            return true;
    return false;
}

/* "more units in September than in August": what a comparison says anyway. */
static bool is_comparative(const struct draft *draft, size_t i)
{
    static const char *const words[] = { "more", "fewer", "less", "higher", "lower", "better", "worse" };

    for (size_t j = 0; draft->has_compare && j < COUNT(words); j++)
        if (text_is(draft->words.items[draft->items[i].from].text, words[j]))
            return true;
    return false;
}

/* "Name the …", "Draw …": only as the first word. */
static bool opens(const struct draft *draft, size_t i)
{
    static const char *const verbs[] = { "name",      "names",   "group",  "draw",   "take",  "present",
                                         "provide",   "return",  "report", "smooth", "print", "output",
                                         "calculate", "compute", "count",  "sum" };

    for (size_t j = 0; j < i; j++)
        if (!is_key(draft, j, KEY_FILLER))
            return false;
    for (size_t j = 0; j < COUNT(verbs); j++)
        if (text_is(draft->words.items[draft->items[i].from].text, verbs[j]))
            return true;
    return false;
}

static void ask_unused(struct draft *draft, const struct item *item)
{
    if (item->kind == ITEM_KEY && item->key == KEY_VAGUE) {
        if (!measures_something(draft) && !draft->is_fragment)
            stop_clarify(draft, "goal", item->text, "What do you want to measure?");
        return;
    }
    if (item->kind == ITEM_KEY && (is_joint(item->key) || is_preposition(draft, item)))
        return;
    stop_refuse(draft, "not_in_model", item->text,
                arena_printf(draft->ctx->arena, "I don't know what \"%s\" means here.", item->text));
}

void grammar_rest(struct draft *draft)
{
    for (size_t i = 0; i < draft->n && !draft->is_stopped; i++)
        if (draft->items[i].kind == ITEM_UNKNOWN && !draft->items[i].is_used && !opens(draft, i) &&
            !is_placing(draft, i) && !is_comparative(draft, i))
            refuse_unknown(draft, i);
    for (size_t i = 0; i < draft->n && !draft->is_stopped; i++)
        if (!draft->items[i].is_used && draft->items[i].kind != ITEM_UNKNOWN)
            ask_unused(draft, &draft->items[i]);
}
