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

/* "the end of May": no time is read behind "of" there. */
static bool is_month_of(const struct draft *draft, size_t at)
{
    static const char *const months[] = { "january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december" };

    for (size_t i = 0; i < COUNT(months); i++)
        if (says(draft, at, months[i]))
            return true;
    return false;
}

/* "early May": which days of it one could say instead; NULL where no month stands behind. */
static const char *part_of_month(const struct draft *draft, size_t i, int from, int to)
{
    struct arena *arena = draft->ctx->arena;
    struct period month;
    struct date last;
    size_t at = after(draft, i);

    if (at < draft->n && text_is(draft->items[at].text, "of"))
        at = after(draft, at);
    if (is_month_of(draft, at) && draft->items[at].kind == ITEM_UNKNOWN)
        return arena_printf(arena, "%s of %s",
                            from == 1    ? "1 to 10"
                            : from == 11 ? "11 to 20"
                                         : "the last ten days",
                            draft->items[at].text);
    if (at >= draft->n || draft->items[at].kind != ITEM_TIME || draft->items[at].span->kind != TIME_RANGE)
        return NULL;
    month =
        period_of(&draft->items[at].span->time, draft->asked->today, week_start_of(draft->planner->model));
    if (month.is_all || month.from.day != 1 || date_days(month.to) - date_days(month.from) > 31)
        return NULL;
    last = date_of_days(date_days(month.from) + to - 1);
    if (!to || date_days(last) > date_days(month.to))
        last = month.to;
    return arena_printf(arena, "from %s to %s",
                        date_text(arena, date_of_days(date_days(month.from) + from - 1)),
                        date_text(arena, last));
}

/* Words of time that have no fixed days: which days one could say instead. */
static const char *days_instead(const struct draft *draft, size_t i)
{
    static const struct {
        const char *word;
        int from, to; /* of a month; 0: to its end */
        const char *advice;
    } words[] = {
        { "early", 1, 10, NULL },
        { "beginning", 1, 10, NULL },
        { "start", 1, 10, NULL },
        { "mid", 11, 20, NULL },
        { "middle", 11, 20, NULL },
        { "late", 21, 0, NULL },
        { "end", 21, 0, NULL },
        { "spring", 0, 0, "from 1 March to 31 May" },
        { "summer", 0, 0, "from 1 June to 31 August" },
        { "autumn", 0, 0, "from 1 September to 30 November" },
        { "winter", 0, 0, "from 1 December to 28 February" },
        { "fiscal", 0, 0, "from 1 April 2025 to 31 March 2026" },
        { "financial", 0, 0, "from 1 April 2025 to 31 March 2026" },
        { "fy", 0, 0, "from 1 April 2025 to 31 March 2026" },
    };

    for (size_t at = draft->items[i].from; at < draft->items[i].to; at++)
        for (size_t j = 0; j < COUNT(words); j++)
            if (text_is(draft->words.items[at].text, words[j].word))
                return words[j].advice ? words[j].advice
                                       : part_of_month(draft, i, words[j].from, words[j].to);
    return NULL;
}

static void refuse_unknown(struct draft *draft, size_t i)
{
    const char *term = unknown_term(draft, i), *days = NULL;

    for (size_t j = i; j < draft->n && draft->items[j].kind == ITEM_UNKNOWN && !days; j++)
        days = days_instead(draft, j);
    if (days) {
        stop_refuse(draft, "not_in_model", term,
                    arena_printf(draft->ctx->arena, "\"%s\" has no fixed days here. Say which, such as %s.",
                                 term, days));
        draft->out->is_about_time = true;
        return;
    }
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
