/*
 * Ranking ("top 5 pages", "the second biggest channel", "lowest bounce rate") and conditions on measured
 * values
 * ("with more than 1000 sessions").
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

/* --- having --- */

static enum test test_of(enum sense key)
{
    static const struct {
        enum sense key;
        enum test test;
    } tests[] = {
        { KEY_GT, TEST_GT },   { KEY_GTE, TEST_GTE }, { KEY_LT, TEST_LT },
        { KEY_LTE, TEST_LTE }, { KEY_EQ, TEST_EQ },
    };

    for (size_t i = 0; i < COUNT(tests); i++)
        if (tests[i].key == key)
            return tests[i].test;
    return TEST_NONE;
}

static bool is_metric(const struct draft *draft, size_t i)
{
    return is_name(draft, i) && draft->items[i].metric;
}

/* The metric beside the number: "100 units sold", "$500 in revenue", "bounce rate above 60 %". */
static size_t metric_beside(const struct draft *draft, size_t key, size_t number)
{
    size_t i = after(draft, number);

    while (is_key(draft, i, KEY_FOR) || is_key(draft, i, KEY_OF) || is_key(draft, i, KEY_PERCENT))
        i = after(draft, i);
    if (is_metric(draft, i))
        return i;
    i = before(draft, key);
    while (is_key(draft, i, KEY_IS) || is_key(draft, i, KEY_OF))
        i = before(draft, i);
    return is_metric(draft, i) ? i : draft->n;
}

static bool is_movement(const struct draft *draft, size_t i)
{
    return movement_of(draft, i) != KEY_NONE;
}

/* "fell by more than 20 percent", "a growth of over 100". */
static size_t movement_beside(const struct draft *draft, size_t key, size_t number)
{
    size_t i = before(draft, key);

    while (is_key(draft, i, KEY_BY) || is_key(draft, i, KEY_OF))
        i = before(draft, i);
    if (is_movement(draft, i))
        return i;
    i = after(draft, number);
    while (is_key(draft, i, KEY_PERCENT))
        i = after(draft, i);
    return is_movement(draft, i) ? i : draft->n;
}

static enum test turned(enum test test)
{
    return test == TEST_GT ? TEST_LT : test == TEST_GTE ? TEST_LTE : test == TEST_LT ? TEST_GT : TEST_GTE;
}

static void add_having(struct draft *draft, struct having having)
{
    if (draft->n_havings < MOST_HAVINGS)
        draft->havings[draft->n_havings++] = having;
}

static void add_movement(struct draft *draft, size_t movement, enum test test, double value, bool is_percent)
{
    const bool is_down = movement_of(draft, movement) == KEY_DOWN;

    use(draft, movement);
    draft->wants_change = true;
    add_having(draft, (struct having){ .op = is_down ? turned(test) : test,
                                       .value = is_down ? -value : value,
                                       .of = is_percent ? ASPECT_CHANGE_PCT : ASPECT_CHANGE });
}

static void use_between(struct draft *draft, size_t a, size_t b)
{
    for (size_t i = a < b ? a : b; i <= (a < b ? b : a); i++)
        if (draft->items[i].kind == ITEM_KEY || i == a || i == b)
            use(draft, i);
}

/* "orders over $100" are no hundred orders. */
static bool is_money(const struct draft *draft, size_t number)
{
    static const char *const signs[] = { "$", "€", "usd", "dollar", "dollars" };

    for (size_t i = 0; i < COUNT(signs); i++)
        if ((number && text_is(draft->items[number - 1].text, signs[i])) ||
            (number + 1 < draft->n && text_is(draft->items[number + 1].text, signs[i])))
            return true;
    return false;
}

/* "more than 10 % of sessions", "a share of sessions above 5 %": the metric and the word of the share stay,
 * to be read as what they are. */
static bool read_share_having(struct draft *draft, size_t key, size_t number, enum test test)
{
    const bool has_sign = is_key(draft, after(draft, number), KEY_PERCENT);
    const size_t behind = after(draft, has_sign ? after(draft, number) : number);
    const size_t back = before(draft, key);
    size_t metric = draft->n;

    if (is_key(draft, behind, KEY_SHARE))
        metric = after(draft, behind);
    else if (has_sign && is_metric(draft, back) && is_key(draft, before(draft, back), KEY_SHARE))
        metric = back;
    if (!is_metric(draft, metric) || text_is(draft->items[metric].metric->format, "percent") ||
        draft->items[number].number > 100)
        return false;
    for (size_t i = 0; i < draft->n; i++) /* which of two it would be a share of is left open */
        if (i != metric && is_metric(draft, i) && !draft->items[i].is_used)
            return false;
    add_having(draft, (struct having){ .metric = draft->items[metric].metric->name,
                                       .op = test,
                                       .value = draft->items[number].number / 100,
                                       .of = ASPECT_SHARE });
    use(draft, key);
    use(draft, number);
    if (has_sign)
        use(draft, after(draft, number));
    if (is_key(draft, back, KEY_WITH))
        use(draft, back);
    return true;
}

static void read_having(struct draft *draft, size_t key, size_t number, enum test test)
{
    size_t next = after(draft, number);
    const bool is_percent = is_key(draft, next, KEY_PERCENT);
    size_t metric, movement;
    double value = draft->items[number].number;

    if (is_percent)
        next = after(draft, next);
    if (is_key(draft, next, KEY_OR_MORE) || is_key(draft, next, KEY_OR_LESS)) {
        test = is_key(draft, next, KEY_OR_MORE) ? TEST_GTE : TEST_LTE;
        use(draft, next);
    }
    movement = movement_beside(draft, key, number);
    metric = metric_beside(draft, key, number);
    if (movement < draft->n) {
        add_movement(draft, movement, test, value, is_percent);
        use_between(draft, movement, number);
    } else if (metric < draft->n) {
        const struct metric *found = draft->items[metric].metric;
        const bool is_share = text_is(found->format, "percent");

        if ((is_percent && !is_share) || (is_money(draft, number) && !text_is(found->format, "currency")))
            return; /* left over, and refused */

        add_having(draft,
                   (struct having){ .metric = found->name,
                                    .op = test,
                                    .value = is_share && (is_percent || value > 1) ? value / 100 : value });
        use_between(draft, metric, number);
    } else {
        return;
    }
    use(draft, key);
    use(draft, number);
    if (is_percent)
        use(draft, after(draft, number));
    if (is_key(draft, before(draft, key), KEY_WITH))
        use(draft, before(draft, key));
}

/* "between 50 and 100 orders" */
static bool read_between(struct draft *draft, size_t i)
{
    const size_t low = after(draft, i), joint = after(draft, low), high = after(draft, joint);
    size_t metric;

    if (!says(draft, i, "between") || high >= draft->n || draft->items[low].kind != ITEM_NUMBER ||
        !is_key(draft, joint, KEY_AND) || draft->items[high].kind != ITEM_NUMBER)
        return false;
    metric = metric_beside(draft, i, high);
    if (metric >= draft->n)
        return false;
    add_having(draft, (struct having){ .metric = draft->items[metric].metric->name,
                                       .op = TEST_GTE,
                                       .value = draft->items[low].number });
    add_having(draft, (struct having){ .metric = draft->items[metric].metric->name,
                                       .op = TEST_LTE,
                                       .value = draft->items[high].number });
    use_between(draft, i, high);
    use(draft, low);
    use(draft, metric);
    if (is_key(draft, before(draft, i), KEY_WITH))
        use(draft, before(draft, i));
    return true;
}

/* "100+ sessions": the sign touches the number. */
static bool is_plus(const struct draft *draft, size_t number, size_t sign)
{
    return sign < draft->n && is_key(draft, sign, KEY_AND) && text_is(draft->items[sign].text, "+") &&
           draft->words.items[draft->items[number].from].at +
                   draft->words.items[draft->items[number].from].size ==
               draft->words.items[draft->items[sign].from].at;
}

static void read_plus(struct draft *draft, size_t i, size_t sign)
{
    const size_t metric = after(draft, sign);

    if (!is_metric(draft, metric))
        return;
    add_having(draft, (struct having){ .metric = draft->items[metric].metric->name,
                                       .op = TEST_GTE,
                                       .value = draft->items[i].number });
    use(draft, i);
    use(draft, sign);
    use(draft, metric);
    if (is_key(draft, before(draft, i), KEY_WITH))
        use(draft, before(draft, i));
}

/* "with zero units sold" */
static bool read_none(struct draft *draft, size_t i)
{
    const size_t metric = after(draft, i);

    if (draft->items[i].kind != ITEM_NUMBER || draft->items[i].number != 0 || !is_metric(draft, metric) ||
        !is_key(draft, before(draft, i), KEY_WITH))
        return false;
    add_having(draft,
               (struct having){ .metric = draft->items[metric].metric->name, .op = TEST_EQ, .value = 0 });
    use(draft, before(draft, i));
    use(draft, i);
    use(draft, metric);
    return true;
}

void grammar_having(struct draft *draft)
{
    for (size_t i = 0; i < draft->n && !draft->is_stopped; i++) {
        const size_t next = after(draft, i);

        if (draft->items[i].is_used || read_between(draft, i) || read_none(draft, i))
            continue;
        if (draft->items[i].kind == ITEM_NUMBER && is_plus(draft, i, next))
            read_plus(draft, i, next);
        else if (draft->items[i].kind == ITEM_KEY && !draft->items[i].is_used &&
                 test_of(draft->items[i].key) && next < draft->n && draft->items[next].kind == ITEM_NUMBER) {
            if (!read_share_having(draft, i, next, test_of(draft->items[i].key)))
                read_having(draft, i, next, test_of(draft->items[i].key));
        } else if (draft->items[i].kind == ITEM_NUMBER && !draft->items[i].is_used &&
                   (is_key(draft, next, KEY_OR_MORE) || is_key(draft, next, KEY_OR_LESS)))
            read_having(draft, i, i, TEST_GTE);
    }
}

/* --- rank --- */

static bool is_rank_key(enum sense key)
{
    return key == KEY_TOP || key == KEY_BOTTOM || key == KEY_BEST || key == KEY_WORST;
}

static bool is_dim(const struct draft *draft, size_t i)
{
    return is_name(draft, i) && draft->items[i].dim && !draft->items[i].metric;
}

/* "selling", "viewed", "popular": which metrics it may rank by; an empty list is the default. */
static const json_t *participle(const struct draft *draft, size_t i)
{
    if (i >= draft->n || (draft->items[i].kind == ITEM_KEY && draft->items[i].key != KEY_FILLER))
        return NULL;
    return json_object_get(json_object_get(draft->planner->language, "most"),
                           draft->words.items[draft->items[i].from].text);
}

/* The first of them that can be asked by this dimension. */
static const char *rankable(struct draft *draft, const json_t *list, const char *dim)
{
    const struct dimension_words *words = words_of_dimension(draft->planner, dim);
    const json_t *name;
    size_t i;

    json_array_foreach(list, i, name)
    {
        if (words && text_is(words->default_metric, json_string_value(name)))
            return words->default_metric;
    }
    json_array_foreach(list, i, name)
    {
        const char *metric = json_string_value(name);
        struct dim by = { dim, UNIT_NONE };
        struct time all = { .all = true };
        struct plan plan = { .version = 1,
                             .metrics = &metric,
                             .n_metrics = 1,
                             .dimensions = &by,
                             .n_dimensions = 1,
                             .time = &all };

        if (model_metric(draft->planner->model, metric) &&
            !plan_check(draft->ctx, draft->planner->model, &plan))
            return metric;
    }
    return NULL;
}

static size_t take_number(struct draft *draft, size_t i)
{
    if (i >= draft->n || draft->items[i].kind != ITEM_NUMBER || draft->items[i].is_used || draft->rank.n)
        return i;
    draft->rank.n = (int64_t)draft->items[i].number;
    use(draft, i);
    return after(draft, i);
}

static void take_ordinal(struct draft *draft, size_t i)
{
    static const struct {
        const char *word;
        int64_t offset;
    } ordinals[] = { { "second", 1 }, { "2nd", 1 }, { "third", 2 }, { "3rd", 2 },
                     { "fourth", 3 }, { "4th", 3 }, { "fifth", 4 }, { "5th", 4 } };

    if (!is_key(draft, i, KEY_ORDINAL))
        return;
    for (size_t j = 0; j < COUNT(ordinals); j++)
        if (text_is(draft->words.items[draft->items[i].from].text, ordinals[j].word))
            draft->rank.offset = ordinals[j].offset;
    draft->is_singular = true;
    use(draft, i);
}

static void take_participle(struct draft *draft, size_t i, size_t dim)
{
    const char *metric = rankable(draft, participle(draft, i), draft->items[dim].dim->name);

    use(draft, i);
    if (!metric)
        return;
    draft->rank_metric = metric;
    draft->rank.is_deed = true;
}

/* "which products were bought most": the verb before says by what. */
static void take_verb(struct draft *draft, size_t i)
{
    const size_t back = before(draft, i);

    if (back >= draft->n || draft->items[back].dim || !participle(draft, back))
        return;
    for (size_t j = 0; j < back; j++) {
        if (!is_dim(draft, j))
            continue;
        take_participle(draft, back, j);
        return;
    }
}

/* "biggest first", "largest drop first": says the order of all rows. */
static bool takes_first(struct draft *draft, size_t i)
{
    size_t next = after(draft, i), movement = draft->n;

    if (next < draft->n && is_movement(draft, next)) {
        movement = next;
        next = after(draft, next);
    }
    if (next >= draft->n || draft->items[next].is_used ||
        !text_is(draft->words.items[draft->items[next].from].text, "first") ||
        draft->items[next].to != draft->items[next].from + 1)
        return false;
    use(draft, next);
    draft->rank.is_order = true;
    if (movement == draft->n)
        return true;
    draft->wants_change = true;
    draft->change = movement_of(draft, movement) == KEY_DOWN ? DIRECTION_ASC : DIRECTION_DESC;
    use(draft, movement);
    return true;
}

/* "descending", "in ascending order". */
static bool is_direction(const struct draft *draft, size_t i)
{
    const char *word = draft->words.items[draft->items[i].from].text;

    return text_is(word, "descending") || text_is(word, "ascending");
}

/* "the highest lowest": left over, and refused. */
static bool contradicts(const struct draft *draft, size_t i)
{
    const enum sense was = draft->rank.is_set ? draft->items[draft->rank.at].key : KEY_NONE;
    const enum sense is = draft->items[i].key;

    return (was == KEY_TOP && is == KEY_BOTTOM) || (was == KEY_BOTTOM && is == KEY_TOP);
}

/* What stands behind "top": a number, a participle, the dimension or the metric. */
static void read_rank(struct draft *draft, size_t i)
{
    const enum sense key = draft->items[i].key;
    size_t next;

    if (contradicts(draft, i))
        return;
    draft->rank.is_set = true;
    draft->rank.at = i;
    draft->rank.dir = key == KEY_TOP || key == KEY_BEST ? DIRECTION_DESC : DIRECTION_ASC;
    draft->rank.is_best = key == KEY_BEST || key == KEY_WORST;
    draft->rank.is_order = is_direction(draft, i);
    take_ordinal(draft, before(draft, i));
    use(draft, i);
    if (takes_first(draft, i) || draft->rank.is_order)
        return;
    take_verb(draft, i);
    if (before(draft, i) < draft->n)
        take_number(draft, before(draft, i));
    next = take_number(draft, after(draft, i));
    if (is_key(draft, next, KEY_OF) || is_key(draft, next, KEY_FIRST_TOUCH))
        next = after(draft, next);
    if (is_dim(draft, next)) {
        draft->rank.is_attribute = true;
        draft->is_singular = draft->is_singular || (!draft->rank.n && !draft->items[next].is_plural);
    } else if (participle(draft, next)) {
        for (size_t j = 0; j < draft->n; j++) {
            if (!is_dim(draft, j))
                continue;
            draft->rank.is_attribute = j == after(draft, next);
            draft->is_singular = draft->is_singular || (!draft->rank.n && !draft->items[j].is_plural);
            take_participle(draft, next, j);
            return;
        }
    } else if (is_metric(draft, next) && text_is(draft->items[next].metric->name, "event_count") &&
               text_starts(draft->words.items[draft->items[next].from].text, "event")) {
        add_dim(draft, "event_name", UNIT_NONE); /* "top events" */
        draft->rank.is_attribute = true;
    } else if (is_metric(draft, next)) {
        const size_t noun = after(draft, next);

        draft->rank_metric = draft->items[next].metric->name;
        if (noun == next + 1 && is_dim(draft, noun) && !draft->items[noun].is_plural && !draft->rank.n)
            draft->is_singular = true; /* "lowest cpc campaign" */
    } else if (next >= draft->n || draft->rank.n || is_key(draft, next, KEY_BY)) {
        draft->rank.is_attribute = true; /* "top 5" of a follow-up */
    }
}

/* "the country with the highest …", "the category that grew most": one. */
static void read_the(struct draft *draft)
{
    for (size_t i = 0; i < draft->n && draft->rank.is_set && !draft->rank.n && !draft->rank.is_order; i++) {
        const size_t back = before(draft, i), next = after(draft, i);

        if (!is_dim(draft, i) || draft->items[i].is_plural || draft->items[i].dim->face->is_time ||
            draft->rank.at < i || is_key(draft, back, KEY_BY) || is_key(draft, back, KEY_EACH) ||
            is_key(draft, back, KEY_NOT))
            continue;
        if (is_key(draft, next, KEY_WITH) || is_key(draft, next, KEY_IT) || is_key(draft, next, KEY_WHO) ||
            is_key(draft, next, KEY_WHICH))
            draft->is_singular = true;
    }
}

/* "ranked 11 to 20" */
static void read_places(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        const size_t from = after(draft, i), joint = after(draft, from), to = after(draft, joint);

        if (!is_key(draft, i, KEY_SORT) || to >= draft->n || draft->items[from].kind != ITEM_NUMBER ||
            !is_key(draft, joint, KEY_TO) || draft->items[to].kind != ITEM_NUMBER ||
            draft->items[to].number < draft->items[from].number || draft->items[from].number < 1)
            continue;
        draft->rank.offset = (int64_t)draft->items[from].number - 1;
        draft->rank.n = (int64_t)draft->items[to].number - draft->rank.offset;
        draft->rank.is_set = draft->rank.is_attribute = true;
        draft->rank.dir = DIRECTION_DESC;
        draft->rank.at = i;
        use(draft, i);
        use(draft, from);
        use(draft, joint);
        use(draft, to);
    }
}

/* "the first 8": how many rows. */
static void read_first(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        const size_t next = after(draft, i);

        if (draft->items[i].kind != ITEM_UNKNOWN || draft->items[i].is_used || next >= draft->n ||
            draft->items[next].kind != ITEM_NUMBER || draft->items[next].is_used ||
            !text_is(draft->items[i].text, "first"))
            continue;
        if (after(draft, next) < draft->n && !is_dim(draft, after(draft, next)) &&
            !is_key(draft, after(draft, next), KEY_ROWS))
            continue;
        draft->rank.n = (int64_t)draft->items[next].number;
        use(draft, i);
        use(draft, next);
    }
}

/* "which campaign …", "at what hour …": one is asked for when it is ranked. */
static void read_which(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        size_t next = after(draft, i);

        if (!is_key(draft, i, KEY_WHICH))
            continue;
        if (i + 1 < draft->n && text_is(draft->items[i + 1].text, "one") && draft->rank.is_set &&
            !draft->rank.n)
            draft->is_singular = true; /* "of all our brands, which one …" */
        while (is_key(draft, next, KEY_IS) || is_key(draft, next, KEY_OF) ||
               is_key(draft, next, KEY_FIRST_TOUCH))
            next = after(draft, next);
        if (is_dim(draft, next) && !draft->items[next].is_plural && draft->rank.is_set && !draft->rank.n)
            draft->is_singular = true;
    }
}

/* "20 cities with …", "give me 15": how many rows. */
static void read_count(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        size_t next = after(draft, i);
        const bool is_end = next >= draft->n || is_key(draft, next, KEY_ROWS);

        if (is_key(draft, next, KEY_FIRST_TOUCH))
            next = after(draft, next);

        if (draft->items[i].kind != ITEM_NUMBER || draft->items[i].is_used || draft->rank.n ||
            is_money(draft, i))
            continue;
        if (!is_dim(draft, next) && !is_end)
            continue;
        if (is_dim(draft, next) && draft->items[next].dim->face->is_time)
            continue;
        draft->rank.n = (int64_t)draft->items[i].number;
        use(draft, i);
        if (is_key(draft, next, KEY_ROWS))
            use(draft, next);
    }
}

void grammar_ranks(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++)
        if (draft->items[i].kind == ITEM_KEY && !draft->items[i].is_used && is_rank_key(draft->items[i].key))
            read_rank(draft, i);
    read_places(draft);
    read_which(draft);
    read_the(draft);
    read_first(draft);
    read_count(draft);
}
