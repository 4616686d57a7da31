/*
 * Names: which metrics are measured and which only say whose, and what the rows are by.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

/* --- metrics --- */

/* Says what it measures, or only whose: sessions and users beside "revenue" are nouns of the question. */
static int strength(const struct draft *draft, const struct metric *metric)
{
    if (!people_of(draft, metric->name))
        return 3;
    return text_is(metric->name, "sessions") ? 2 : 1;
}

static bool is_measured(const struct draft *draft, size_t i)
{
    return is_name(draft, i) && draft->items[i].metric && !draft->items[i].ambiguity;
}

/* "sessions and new users", "views, purchases": nothing but joints between them. */
static bool is_joined(const struct draft *draft, size_t a, size_t b)
{
    bool has_joint = false;

    for (size_t i = a + 1; i < b; i++) {
        const struct item *item = &draft->items[i];

        if (is_key(draft, i, KEY_AND) || is_key(draft, i, KEY_VS) || is_key(draft, i, KEY_OR))
            has_joint = true;
        else if (!is_key(draft, i, KEY_FILLER) && !is_key(draft, i, KEY_HOW_MANY) &&
                 !is_key(draft, i, KEY_WHICH) && !is_key(draft, i, KEY_TOP) && item->kind != ITEM_TIME &&
                 !(item->kind == ITEM_NAME && item->metric))
            return false;
    }
    return has_joint;
}

static bool is_joined_to_any(const struct draft *draft, size_t at)
{
    for (size_t i = 0; i < draft->n; i++)
        if (i != at && is_measured(draft, i) && is_joined(draft, i < at ? i : at, i < at ? at : i))
            return true;
    return false;
}

/* "the AOV of new users": beside another metric these people are a condition. */
static void take_people(struct draft *draft, size_t i)
{
    json_t *json = json_deep_copy(people_of(draft, draft->items[i].metric->name));
    struct cond cond;

    json_keep(draft->ctx, json);
    use(draft, i);
    draft->people = draft->items[i].metric->name;
    if (json_object_size(json) && !shape_decode(draft->ctx, &cond_shape, json, &cond))
        add_cond(draft, cond);
}

static int strongest(const struct draft *draft)
{
    int most = draft->rank_metric ? 3 : 0;

    for (size_t i = 0; i < draft->n; i++) {
        const int one = is_measured(draft, i) ? strength(draft, draft->items[i].metric) : 0;

        most = one > most ? one : most;
    }
    return most;
}

/* "best selling products by revenue": the metric that is named, not the verb's. */
static void prefer_named(struct draft *draft)
{
    const char *named = NULL;

    for (size_t i = 0; i < draft->n; i++) {
        const size_t back = before(draft, i);

        if (!is_measured(draft, i) || people_of(draft, draft->items[i].metric->name) ||
            text_is(draft->items[i].metric->name, draft->rank_metric))
            continue;
        if (named || is_key(draft, back, KEY_AND) || is_key(draft, back, KEY_WITH))
            return;
        named = draft->items[i].metric->name;
    }
    if (named)
        draft->rank_metric = named;
}

/* "for new and returning visitors": what the rows are by. */
/* "bought …, in units": the measure behind "in", not the verb. */
static void prefer_measure(struct draft *draft)
{
    size_t measure = draft->n;

    for (size_t i = 0; i < draft->n; i++)
        if (is_measured(draft, i) && is_key(draft, before(draft, i), KEY_FOR) &&
            text_is(draft->items[before(draft, i)].text, "in"))
            measure = i;
    for (size_t i = 1; i < draft->n; i++) /* "revenue from orders with …" */
        if (is_measured(draft, i) && text_is(draft->items[i].metric->name, "transactions") &&
            is_key(draft, before(draft, i), KEY_FOR) &&
            text_is(draft->items[before(draft, i)].text, "from") &&
            is_measured(draft, before(draft, before(draft, i))))
            use(draft, i);
    for (size_t i = 0; measure < draft->n && i < draft->n; i++) {
        const char *word = draft->words.items[draft->items[i].from].text;

        if (i != measure && is_measured(draft, i) &&
            (text_ends(word, "ed") || text_is(word, "bought") || text_is(word, "sold")))
            use(draft, i);
    }
}

static void split_people(struct draft *draft)
{
    static const char *const both[] = { "new", "returning" };
    size_t found[COUNT(both)] = { MOST_CONDS, MOST_CONDS }, kept = 0;

    for (size_t i = 0; i < draft->n_conds; i++)
        for (size_t j = 0; j < COUNT(both); j++)
            if (text_is(draft->conds[i].field, "new_or_returning") && draft->conds[i].op == TEST_EQ &&
                text_is(json_string_value(draft->conds[i].value), both[j]))
                found[j] = i;
    if (found[0] == MOST_CONDS || found[1] == MOST_CONDS)
        return;
    for (size_t i = 0; i < draft->n_conds; i++)
        if (i != found[0] && i != found[1])
            draft->conds[kept++] = draft->conds[i];
    draft->n_conds = kept;
    add_dim(draft, "new_or_returning", UNIT_NONE);
}

/* "exclude direct traffic" of a follow-up measures nothing new. */
static bool is_noun_of_value(const struct draft *draft, size_t i)
{
    return i > 0 && people_of(draft, draft->items[i].metric->name) && draft->items[i - 1].kind == ITEM_NAME &&
           draft->items[i - 1].n_values && draft->items[i - 1].is_used;
}

/* "sessions by channel sorted by revenue": two metrics, ordered by the one behind. */
static const struct metric *take_sorted(struct draft *draft)
{
    bool has_other = false;

    for (size_t i = 0; i < draft->n; i++) {
        const size_t back = before(draft, i);

        if (is_measured(draft, i) && has_other && is_key(draft, back, KEY_SORT) &&
            (strstr(draft->items[back].text, "sort") || strstr(draft->items[back].text, "order") ||
             strstr(draft->items[back].text, "ranked")) &&
            !draft->rank.is_set) {
            use(draft, i);
            return draft->items[i].metric;
        }
        has_other = has_other || is_measured(draft, i);
    }
    return NULL;
}

static void read_metrics(struct draft *draft)
{
    const struct metric *sorted = take_sorted(draft);
    const int most = strongest(draft);
    bool *is_joined_to = arena_alloc(draft->ctx->arena, draft->n + 1);

    for (size_t i = 0; i < draft->n; i++)
        is_joined_to[i] = is_joined_to_any(draft, i);
    if (draft->rank.is_deed)
        prefer_named(draft);
    prefer_measure(draft);
    if (draft->rank_metric)
        add_metric(draft, draft->rank_metric);
    for (size_t i = 0; i < draft->n; i++) {
        if (!is_measured(draft, i))
            continue;
        if (draft->is_fragment && is_noun_of_value(draft, i)) {
            use(draft, i);
            continue;
        }
        if (!text_is(draft->items[i].metric->name, draft->rank_metric) &&
            strength(draft, draft->items[i].metric) < most && !is_joined_to[i]) {
            take_people(draft, i);
            continue;
        }
        add_metric(draft, draft->items[i].metric->name);
        use(draft, i);
    }
    if (sorted)
        add_metric(draft, draft->sort_metric = sorted->name);
    split_people(draft);
}

/* --- a word that means several things --- */

static bool is_of_dataset(const struct draft *draft, const struct metric *metric, const char *name)
{
    const struct model *model = draft->planner->model;
    const struct metric *other = model_metric(model, name);
    size_t mine[MOST_PARTS], theirs[MOST_PARTS];

    return other && metric_measures(metric, mine) && metric_measures(other, theirs) &&
           model->measures[mine[0]].base == model->measures[theirs[0]].base;
}

/* "clicks" beside CPC, a campaign or a platform are ad clicks. */
static bool has_company(const struct draft *draft, size_t at)
{
    const struct metric *metric = draft->items[at].metric;
    const json_t *company = json_object_get(draft->planner->language, "ads"), *name;
    size_t j;

    if (has_key(draft, KEY_ADS))
        return true;
    for (size_t i = 0; i < draft->n; i++) {
        const struct item *item = &draft->items[i];

        if (i == at || item->kind != ITEM_NAME)
            continue;
        if (item->metric && !item->is_weak && is_of_dataset(draft, metric, item->metric->name))
            return true;
        json_array_foreach(company, j, name)
        {
            if (item->dim && text_is(item->dim->name, json_string_value(name)))
                return true;
            if (item->n_values && text_is(item->values[0].field, json_string_value(name)))
                return true;
        }
    }
    return false;
}

static bool asks_only_alone(const struct item *item)
{
    return text_is(json_string_value(json_object_get(item->ambiguity, "when")), "no_metric");
}

static void ask_ambiguous(struct draft *draft, const json_t *ambiguity, const char *term, const char *at)
{
    const char *about = json_string_value(json_object_get(ambiguity, "about"));
    const json_t *name;
    size_t i;

    (void)at;
    stop_clarify(draft, about, term, arena_printf(draft->ctx->arena, "What do you mean by \"%s\"?", term));
    json_array_foreach(json_object_get(ambiguity, "options"), i, name) stop_option(
        draft, json_string_value(name), model_label(draft->planner->model, json_string_value(name)));
}

static void read_ambiguous(struct draft *draft)
{
    for (size_t i = 0; i < draft->n && !draft->is_stopped; i++) {
        struct item *item = &draft->items[i];

        if (!is_name(draft, i) || !item->ambiguity)
            continue;
        if (item->metric && (!item->is_weak || has_company(draft, i))) {
            item->ambiguity = NULL;
            item->is_weak = false;
            continue;
        }
        if (asks_only_alone(item) && (strongest(draft) || draft->n_havings)) {
            use(draft, i);
            continue;
        }
        ask_ambiguous(draft, item->ambiguity, item->text, NULL);
    }
}

/* --- dimensions --- */

/* "acquired through Paid Search" says it of the value, not of what the rows are by. */
static bool binds_value(const struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        size_t next = after(draft, i);

        if (!is_key(draft, i, KEY_FIRST_TOUCH))
            continue;
        while (is_key(draft, next, KEY_FOR) || is_key(draft, next, KEY_OF) || is_key(draft, next, KEY_BY) ||
               is_key(draft, next, KEY_FIRST_TOUCH))
            next = after(draft, next);
        return next < draft->n && draft->items[next].kind == ITEM_NAME && draft->items[next].n_values &&
               !draft->items[next].dim;
    }
    return false;
}

static const char *scoped(const struct draft *draft, const char *name)
{
    const char *first = arena_printf(draft->ctx->arena, "first_user_%s", name);

    if (text_is(name, "platform") && is_about_ads(draft))
        return "ad_platform";
    if (binds_value(draft))
        return name;
    return draft->is_first_touch && model_dimension(draft->planner->model, first) ? first : name;
}

static bool is_group(const struct draft *draft, size_t i)
{
    const size_t back = before(draft, i);

    return is_key(draft, back, KEY_EACH) || is_key(draft, back, KEY_BY);
}

/* "weekday sessions": Monday to Friday. */
static void take_weekdays(struct draft *draft, size_t i)
{
    static const int64_t days[] = { 1, 2, 3, 4, 5 };

    draft->time.days_of_week = arena_copy(draft->ctx->arena, days, sizeof(days));
    draft->time.n_days_of_week = COUNT(days);
    use(draft, i);
}

/* "categories instead of brands": brands go. */
static bool is_instead_of(const struct draft *draft, size_t i)
{
    const size_t back = before(draft, i);

    return is_key(draft, back, KEY_INSTEAD) && text_ends(draft->items[back].text, "of");
}

static void read_dims(struct draft *draft)
{
    for (size_t i = 0; i < draft->n && !draft->is_stopped; i++) {
        const char *choice = draft->items[i].ambiguity ? chosen(draft, draft->items[i].from) : NULL;
        const char *name;

        if (!is_name(draft, i) || !draft->items[i].dim || choice)
            continue; /* a metric that is one too was taken before */
        if (draft->items[i].dim->face->is_time) {
            if (draft->grain == UNIT_HOUR) { /* "by hour and day" */
                add_dim(draft, "hour", UNIT_NONE);
                draft->grain = UNIT_DAY;
            }
            draft->grain = draft->grain ? draft->grain : UNIT_DAY;
            draft->is_singular = draft->is_singular || (draft->rank.is_set && !draft->items[i].is_plural);
            use(draft, i);
            continue;
        }
        if (text_is(draft->items[i].dim->name, "day_of_week") && !is_group(draft, i) &&
            text_starts(draft->words.items[draft->items[i].from].text, "weekday") &&
            (!draft->rank.is_set || draft->items[i].is_plural) && !has_key(draft, KEY_WHICH)) {
            take_weekdays(draft, i);
            continue;
        }
        name = scoped(draft, draft->items[i].dim->name);
        if (is_instead_of(draft, i)) {
            use(draft, i);
            continue;
        }
        if (draft->rank.is_set && !draft->rank.is_order &&
            (is_key(draft, before(draft, i), KEY_EACH) ||
             (draft->rank.is_attribute && is_group(draft, i) && draft->n_dims)))
            draft->per = name;
        if (has_key(draft, KEY_SHARE) && is_key(draft, before(draft, i), KEY_EACH) &&
            says(draft, before(draft, i), "within"))
            draft->within = name;
        add_dim(draft, name, UNIT_NONE);
        if (is_key(draft, before(draft, i), KEY_WHO))
            use(draft, before(draft, i));
        use(draft, i);
    }
}

/* "US versus UK", "how does it differ between mobile and desktop": a row for each. */
static void read_versus(struct draft *draft)
{
    if (!has_key(draft, KEY_VS) && !has_key(draft, KEY_COMPARE))
        return;
    for (size_t i = 0; i < draft->n_conds; i++) {
        if (draft->conds[i].op != TEST_IN || !draft->conds[i].field)
            continue;
        add_dim(draft, draft->conds[i].field, UNIT_NONE);
        use_keys(draft, KEY_VS);
        use_keys(draft, KEY_COMPARE);
    }
    if (draft->n_dims || draft->n_metrics > 1)
        use_keys(draft, KEY_COMPARE); /* "compare channels" */
    if (draft->n_metrics > 1)
        use_keys(draft, KEY_VS);
}

/* "where did they come from": the channel, as the model says. */
static void read_origin(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        const bool is_where = draft->words.n && text_is(draft->words.items[0].text, "where");

        if (!is_key(draft, i, KEY_COME_FROM))
            continue;
        if (is_where && !draft->n_dims) {
            add_dim(draft, "channel_group", UNIT_NONE);
            use_keys(draft, KEY_WITH);
        }
        use(draft, i);
    }
}

/* "7-day moving average": the window stands before it. */
static void read_moving(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        size_t back = before(draft, i);

        if (!is_key(draft, i, KEY_MOVING))
            continue;
        draft->window = 7;
        draft->wants_trend = true;
        use(draft, i);
        while (back < draft->n && (draft->items[back].kind == ITEM_TIME || draft->items[back].dim ||
                                   is_key(draft, back, KEY_UNIT)))
            back = before(draft, back);
        if (back < draft->n && draft->items[back].kind == ITEM_NUMBER) {
            draft->window = (int64_t)draft->items[back].number;
            use(draft, back);
        }
    }
}

static void read_calcs(struct draft *draft)
{
    draft->wants_share = has_key(draft, KEY_SHARE);
    draft->wants_total = has_key(draft, KEY_CUMULATIVE);
    draft->wants_trend = draft->wants_trend || has_key(draft, KEY_TREND) || draft->wants_total ||
                         has_key(draft, KEY_MOVING) || (has_key(draft, KEY_PLOT) && !draft->n_dims);
    use_keys(draft, KEY_SHARE);
    use_keys(draft, KEY_CUMULATIVE);
    use_keys(draft, KEY_TREND);
    use_keys(draft, KEY_PLOT);
}

/* An average of what is an average already says nothing new; of a sum it would be another metric. */
static void read_average(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        const struct metric *metric;

        if (!is_key(draft, i, KEY_AVERAGE) || !draft->n_metrics)
            continue;
        metric = model_metric(draft->planner->model, draft->metrics[0]);
        if (metric && metric->format &&
            (text_is(metric->format, "percent") || text_is(metric->format, "decimal") ||
             text_is(metric->format, "seconds") || strstr(metric->name, "_per_") ||
             strstr(metric->name, "average")))
            use(draft, i);
    }
}

/* "which day of the month": says what the days are of. */
static bool is_part_of(const struct draft *draft, size_t i)
{
    return is_key(draft, before(draft, i), KEY_OF) || is_key(draft, before(draft, i), KEY_FOR);
}

/* "which month", "the best week": a unit of the calendar is what the rows are by. */
static void read_units(struct draft *draft)
{
    static const struct {
        const char *stem;
        enum unit unit;
    } units[] = {
        { "week", UNIT_WEEK }, { "month", UNIT_MONTH }, { "quarter", UNIT_QUARTER }, { "year", UNIT_YEAR }
    };

    for (size_t i = 0; i < draft->n; i++) {
        for (size_t j = 0; is_key(draft, i, KEY_UNIT) && !draft->items[i].is_used && j < COUNT(units); j++) {
            if (!text_is(draft->words.items[draft->items[i].from].stem, units[j].stem))
                continue;
            if (draft->grain && draft->grain != units[j].unit && !is_part_of(draft, i))
                stop_clarify(draft, "time", draft->items[i].text,
                             "By which unit of time? More than one is named.");
            draft->grain = draft->grain ? draft->grain : units[j].unit;
            draft->is_each = draft->is_each || is_key(draft, before(draft, i), KEY_EACH);
            draft->is_singular = draft->is_singular || (draft->rank.is_set && !draft->items[i].is_plural);
            use(draft, i);
        }
    }
}

void grammar_names(struct draft *draft)
{
    read_ambiguous(draft);
    if (draft->is_stopped)
        return;
    for (size_t i = 0; i < draft->n; i++) /* "how many times was …" */
        if (is_key(draft, i, KEY_TIMES) && is_key(draft, before(draft, i), KEY_HOW_MANY))
            use(draft, i);
    if (is_about_ads(draft))
        use_keys(draft, KEY_ADS);
    read_metrics(draft);
    read_moving(draft);
    read_units(draft);
    read_dims(draft);
    read_origin(draft);
    read_calcs(draft);
    read_versus(draft);
    read_average(draft);
}

/* --- all of it --- */

/* "Kindly share the order count": a word of politeness, where no whole is named. */
static void read_sharing(struct draft *draft)
{
    size_t i = 0;

    while (i < draft->n && is_key(draft, i, KEY_FILLER))
        i++;
    if (!is_key(draft, i, KEY_SHARE) || !text_is(draft->items[i].text, "share") || i + 1 >= draft->n ||
        !is_key(draft, i + 1, KEY_FILLER))
        return;
    draft->items[i].key = KEY_FILLER;
}

void grammar_read(struct draft *draft)
{
    read_sharing(draft);
    grammar_mend(draft);
    if (draft->is_stopped)
        return;
    draft->is_first_touch = has_key(draft, KEY_FIRST_TOUCH);
    grammar_shapes(draft);
    grammar_people(draft);
    grammar_having(draft);
    grammar_ranks(draft);
    if (!draft->is_stopped)
        grammar_filters(draft);
    if (!draft->is_stopped)
        grammar_times(draft);
    if (!draft->is_stopped)
        grammar_names(draft);
    if (!draft->is_stopped)
        grammar_bear_out(draft);
    grammar_rest(draft);
}
