/*
 * Users who did something, or didn't: "users who viewed a product but did not purchase".
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

/* The event that an item means: its own, its name's, or of the metric that counts it. */
static const char *event_of(const struct draft *draft, size_t i)
{
    const struct item *item = &draft->items[i];
    const json_t *counts = json_object_get(draft->planner->language, "counts");

    if (!is_name(draft, i))
        return NULL;
    if (item->event)
        return item->event;
    for (size_t j = 0; j < item->n_values; j++)
        if (text_is(item->values[j].field, "event_name"))
            return item->values[j].value;
    return item->metric ? json_string_value(json_object_get(counts, item->metric->name)) : NULL;
}

static bool is_denial(const struct draft *draft, size_t i)
{
    return is_key(draft, i, KEY_DID_NOT) || is_key(draft, i, KEY_NOT);
}

/* "twice", "at least three times", "more than 2 times" behind the event or before it. */
static size_t read_times(struct draft *draft, size_t i, int64_t *times)
{
    size_t at = i;
    int64_t more = 0;

    if (is_key(draft, at, KEY_TIMES)) {
        const char *word = draft->words.items[draft->items[at].from].text;

        *times = 2;
        use(draft, at);
        if (is_key(draft, after(draft, at), KEY_OR_MORE)) {
            at = after(draft, at);
            use(draft, at);
        }
        return text_is(word, "times") || text_is(word, "time") ? i : after(draft, at);
    }
    if (is_key(draft, at, KEY_GTE) || is_key(draft, at, KEY_GT)) {
        more = is_key(draft, at, KEY_GT);
        at = after(draft, at);
        if (is_key(draft, at, KEY_TIMES) && text_is(draft->items[at].text, "twice")) {
            *times = 2 + more;
            use(draft, i);
            use(draft, at);
            return after(draft, at);
        }
    }
    if (at >= draft->n || draft->items[at].kind != ITEM_NUMBER || !is_key(draft, after(draft, at), KEY_TIMES))
        return i;
    *times = (int64_t)draft->items[at].number + more;
    use(draft, after(draft, at));
    use(draft, at);
    use(draft, i);
    return after(draft, at);
}

/* "bought Bags": which of these events. */
static size_t read_where(struct draft *draft, size_t i, struct did *did)
{
    size_t at = i;
    const struct dimension_words *words;

    while (is_key(draft, at, KEY_FOR) || is_key(draft, at, KEY_OF))
        at = after(draft, at);
    if (!is_name(draft, at) || draft->items[at].n_values != 1 || draft->items[at].metric ||
        draft->items[at].dim)
        return i;
    words = words_of_dimension(draft->planner, draft->items[at].values[0].field);
    if (!words || !(text_is(words->scope, "item") || text_is(words->scope, "event")))
        return i;
    did->where = arena_alloc(draft->ctx->arena, sizeof(*did->where));
    *did->where = cond_value(draft, draft->items[at].values[0].field, draft->items[at].values[0].op,
                             draft->items[at].values[0].value);
    use(draft, at);
    return after(draft, at);
}

/* One deed at `i`; the item behind it, or `i` when there is none. */
static size_t read_deed(struct draft *draft, size_t i, bool is_session)
{
    const bool is_denied = is_denial(draft, i);
    size_t at = is_denied ? after(draft, i) : i;
    const char *event;
    int64_t times = 1;
    struct cond cond;

    at = read_times(draft, at, &times);
    event = at < draft->n ? event_of(draft, at) : NULL;
    if (!event)
        return i;
    use(draft, at);
    if (is_denied)
        use(draft, i);
    cond = cond_did(draft, event, times);
    cond.did->scope = is_session ? "session" : NULL;
    at = read_where(draft, after(draft, at), cond.did);
    if (times == 1)
        at = read_times(draft, at, &times);
    cond.did->times = times > 1 ? times : 0;
    add_cond(draft, is_denied ? cond_not(draft, cond) : cond);
    if (is_key(draft, at, KEY_AGAIN)) {
        use(draft, at);
        at = after(draft, at);
    }
    return at;
}

static void read_deeds(struct draft *draft, size_t i, bool is_session)
{
    for (;;) {
        size_t end = read_deed(draft, i, is_session);
        size_t next;

        if (end == i)
            return;
        next = end;
        while ((next < draft->n && draft->items[next].kind == ITEM_TIME) || is_key(draft, next, KEY_AND) ||
               is_key(draft, next, KEY_ADD) || is_key(draft, next, KEY_WHO) || is_key(draft, next, KEY_IT))
            next = after(draft, next);
        if (next == end && !is_denial(draft, next))
            return;
        for (size_t j = end; j < next && j < draft->n; j++)
            if (draft->items[j].kind == ITEM_KEY && (is_denial(draft, next) || event_of(draft, next)))
                use(draft, j);
        i = next;
        if (i >= draft->n)
            return;
    }
}

static bool is_people(const struct draft *draft, size_t i)
{
    return i < draft->n && draft->items[i].kind == ITEM_NAME && draft->items[i].metric &&
           people_of(draft, draft->items[i].metric->name);
}

static bool means_sessions(const struct draft *draft, size_t i)
{
    return text_is(draft->items[i].metric->name, "sessions");
}

/* A verb behind people: "users signed up", "visitors purchased", not "users checkouts". */
static bool is_deed(const struct draft *draft, size_t i)
{
    const char *verb = draft->words.items[draft->items[i].from].text;

    return event_of(draft, i) &&
           ((draft->items[i].event && !draft->items[i].metric) || text_ends(verb, "ed") ||
            text_is(verb, "bought") || text_is(verb, "began") || text_is(verb, "left") ||
            text_is(verb, "gave") || text_is(verb, "put") || text_is(verb, "saw"));
}

/* "users bought something but did not view a product": buyers are users with a deed where another follows. */
static void split_buyers(struct draft *draft, size_t i)
{
    const json_t *did = json_object_get(people_of(draft, draft->items[i].metric->name), "did");
    const char *event = json_string_value(json_object_get(did, "event"));
    size_t next = after(draft, i);
    const size_t joint = next;

    while (is_key(draft, next, KEY_AND))
        next = after(draft, next);
    if (!event || next >= draft->n || !is_denial(draft, next) || after(draft, next) >= draft->n ||
        !event_of(draft, after(draft, next)))
        return;
    draft->items[i].metric = model_metric(draft->planner->model, "active_users");
    add_cond(draft, cond_did(draft, event, 1));
    if (joint != next)
        use(draft, joint);
    read_deeds(draft, next, false);
}

void grammar_people(struct draft *draft)
{
    for (size_t i = 0; i < draft->n && !draft->is_stopped; i++) {
        const size_t next = after(draft, i), second = after(draft, next);
        const size_t had = draft->n_conds;

        if (draft->funnel || draft->retention || draft->path)
            return;
        if (!is_people(draft, i) || draft->items[i].is_used)
            continue;
        split_buyers(draft, i);
        if (is_key(draft, next, KEY_WHO) || is_key(draft, next, KEY_IT)) {
            read_deeds(draft, second, means_sessions(draft, i));
            if (draft->n_conds > had)
                use(draft, next);
        } else if (is_name(draft, next) && is_deed(draft, next) &&
                   !is_key(draft, before(draft, i), KEY_SHARE)) {
            read_deeds(draft, next, means_sessions(draft, i));
        } else if (is_denial(draft, next) && second < draft->n && event_of(draft, second)) {
            read_deeds(draft, next, means_sessions(draft, i));
        }
    }
    /* "where the user purchased", as a reading says it */
    for (size_t i = 0; i < draft->n; i++) {
        const size_t had = draft->n_conds;

        if (is_key(draft, i, KEY_WHO) && !draft->items[i].is_used) {
            read_deeds(draft, after(draft, i), false);
            if (draft->n_conds > had)
                use(draft, i);
        }
    }
}
