/*
 * Funnel, retention and path: what stands beside a table or a trend.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

enum { MOST_STEPS = 10 };

/* --- steps --- */

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

static json_t *event_is(const char *event)
{
    return json_pack("{ssssss}", "field", "event_name", "op", "eq", "value", event);
}

static json_t *funnel_of(const char *const *events, size_t n, const char *scope)
{
    json_t *steps = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(steps, json_pack("{so}", "filter", event_is(events[i])));
    return json_pack("{soss}", "steps", steps, "scope", scope);
}

static bool is_step_joint(const struct draft *draft, size_t i)
{
    return is_key(draft, i, KEY_TO) || is_key(draft, i, KEY_AND) ||
           (is_key(draft, i, KEY_GT) && says(draft, i, ">"));
}

/* "view - checkout - purchase" */
static bool has_dash(const struct draft *draft, size_t a, size_t b)
{
    return b == a + 2 && b < draft->n && is_key(draft, a + 1, KEY_FILLER) &&
           text_is(draft->words.items[draft->items[a + 1].from].text, "-");
}

/* The longest run of events joined by "to", "then", commas: items of the run in `at`. */
static size_t event_run(const struct draft *draft, size_t at[MOST_STEPS], bool *has_to)
{
    size_t best[MOST_STEPS], n_best = 0;

    for (size_t i = 0; i < draft->n; i++) {
        size_t run[MOST_STEPS], n = 0, k = i;
        bool to = false;

        while (k < draft->n && n < MOST_STEPS && event_of(draft, k)) {
            run[n++] = k;
            k = after(draft, k);
            if (is_key(draft, k, KEY_EVENT))
                k = after(draft, k);
            if (has_dash(draft, run[n - 1], k)) {
                to = true;
                continue;
            }
            if (!is_step_joint(draft, k))
                break;
            while (is_step_joint(draft, k)) {
                to = to || !is_key(draft, k, KEY_AND);
                k = after(draft, k);
            }
        }
        if (n <= n_best)
            continue;
        memcpy(best, run, sizeof(run));
        n_best = n;
        *has_to = to;
    }
    memcpy(at, best, n_best * sizeof(*at));
    return n_best;
}

static void use_range(struct draft *draft, size_t from, size_t to)
{
    for (size_t i = from; i <= to && i < draft->n; i++)
        if (draft->items[i].kind == ITEM_KEY)
            use(draft, i);
}

/* "sessions" or "users" in the question: whose steps. */
static const char *scope_of(struct draft *draft, const char *standard)
{
    const char *scope = standard;

    for (size_t i = 0; i < draft->n; i++) {
        if (!is_name(draft, i) || !draft->items[i].metric || !people_of(draft, draft->items[i].metric->name))
            continue;
        if (!text_is(draft->items[i].metric->name, "sessions"))
            scope = "user";
        use(draft, i);
    }
    return scope;
}

static bool named_funnel(struct draft *draft)
{
    const json_t *list = NULL, *name;
    const char *events[MOST_STEPS];
    size_t n = 0, i;

    for (size_t j = 0; j < draft->n; j++) {
        if (!is_name(draft, j) || !draft->items[j].funnel || draft->items[j].dim)
            continue;
        list = draft->items[j].funnel;
        use(draft, j);
    }
    if (!list)
        list = json_object_get(json_object_get(draft->planner->language, "funnels"), "purchase");
    json_array_foreach(list, i, name)
    {
        if (n < MOST_STEPS)
            events[n++] = json_string_value(name);
    }
    if (n < 2)
        return false;
    draft->funnel = json_keep(draft->ctx, funnel_of(events, n, scope_of(draft, "session")));
    return true;
}

/* "within 14 days" */
static void read_within(struct draft *draft)
{
    static const struct {
        const char *stem;
        int days;
    } units[] = { { "day", 1 }, { "week", 7 } };

    for (size_t i = 0; i + 2 < draft->words.n; i++) {
        const struct word *word = &draft->words.items[i];

        if (!(text_is(word->text, "within") || text_is(word->text, "allowing")) || !word[1].is_number)
            continue;
        for (size_t j = 0; j < COUNT(units); j++) {
            if (!text_is(word[2].stem, units[j].stem))
                continue;
            json_object_set_new(draft->funnel, "within_days",
                                json_integer((json_int_t)word[1].number * units[j].days));
            for (size_t k = 0; k < draft->n; k++)
                if (draft->items[k].from <= i + 2 && draft->items[k].to > i)
                    use(draft, k);
        }
    }
}

static void read_funnel(struct draft *draft)
{
    const bool is_named = has_key(draft, KEY_FUNNEL);
    size_t at[MOST_STEPS];
    const char *events[MOST_STEPS];
    bool has_to = false;
    size_t n = event_run(draft, at, &has_to);

    if (n < 2 || (!has_to && !is_named)) {
        if (is_named && named_funnel(draft))
            use_keys(draft, KEY_FUNNEL);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        events[i] = event_of(draft, at[i]);
        use(draft, at[i]);
    }
    use_range(draft, at[0], at[n - 1]);
    use_keys(draft, KEY_AFTER);
    use_keys(draft, KEY_FUNNEL);
    use_keys(draft, KEY_STEPS);
    draft->funnel = json_keep(draft->ctx, funnel_of(events, n, scope_of(draft, "session")));
    read_within(draft);
    if (has_key(draft, KEY_UNORDERED))
        json_object_set_new(draft->funnel, "ordered", json_false());
    use_keys(draft, KEY_UNORDERED);
    for (size_t i = 0; i < draft->n; i++) /* "conversion from product view to purchase" */
        if (is_name(draft, i) && draft->items[i].ambiguity)
            use(draft, i);
}

/* --- retention --- */

static bool is_buying(const struct draft *draft, size_t i)
{
    const char *event = event_of(draft, i);

    return text_is(event, "purchase") || (is_name(draft, i) && draft->items[i].metric &&
                                          (text_is(draft->items[i].metric->name, "purchasers") ||
                                           text_is(draft->items[i].metric->name, "first_time_purchasers") ||
                                           text_is(draft->items[i].metric->name, "new_customers")));
}

/* "in the following three months": the number and the unit. */
static int64_t following(struct draft *draft, enum unit *unit)
{
    static const struct {
        const char *stem;
        enum unit unit;
    } units[] = { { "day", UNIT_DAY }, { "week", UNIT_WEEK }, { "month", UNIT_MONTH } };

    for (size_t i = 0; i + 1 < draft->words.n; i++) {
        const struct word *number = &draft->words.items[i], *word = number + 1;

        if (!number->is_number)
            continue;
        for (size_t j = 0; j < COUNT(units); j++) {
            if (!text_is(word->stem, units[j].stem) || !i ||
                !(text_is(number[-1].text, "following") || text_is(number[-1].text, "next") ||
                  text_is(number[-1].text, "within") || text_is(number[-1].text, "first") ||
                  text_is(number[-1].text, "over") || text_is(number[-1].text, "for") ||
                  text_is(number[-1].text, ",")))
                continue;
            *unit = units[j].unit;
            for (size_t k = 0; k < draft->n; k++)
                if (draft->items[k].from <= i + 1 && draft->items[k].to > i - 1)
                    use(draft, k);
            return (int64_t)number->number;
        }
    }
    return 0;
}

/* "3 steps"; of a path also "the next 3 pages", "the three events before". */
static int64_t stated_periods(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        const size_t next = after(draft, i);
        const bool is_stops = next < draft->n && draft->items[next].kind == ITEM_NAME &&
                              draft->items[next].dim &&
                              (text_starts(draft->items[next].dim->name, "page") ||
                               text_is(draft->items[next].dim->name, "event_name") ||
                               text_is(draft->items[next].dim->name, "item_name"));

        if (draft->items[i].kind != ITEM_NUMBER || draft->items[i].is_used ||
            (!is_key(draft, next, KEY_STEPS) && !(is_stops && !draft->retention)))
            continue;
        use(draft, after(draft, i));
        use(draft, i);
        return (int64_t)draft->items[i].number;
    }
    return 0;
}

static enum unit grain_said(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        if (draft->items[i].kind != ITEM_TIME || draft->items[i].span->kind != TIME_GRAIN)
            continue;
        use(draft, i);
        return draft->items[i].span->grain;
    }
    return UNIT_NONE;
}

static void periods_of_range(const struct draft *draft, enum unit *grain, int64_t *periods)
{
    for (size_t i = 0; i < draft->n; i++) {
        const struct time_span *span = draft->items[i].span;
        const struct relative *relative = span && span->kind == TIME_RANGE ? span->time.relative : NULL;

        if (!relative || !relative->last || relative->unit > UNIT_MONTH || relative->unit < UNIT_DAY)
            continue;
        if (!*grain && relative->unit != UNIT_DAY)
            *grain = relative->unit;
        if (!*periods && *grain == relative->unit && relative->last <= 60)
            *periods = relative->last;
    }
}

static json_t *cohort_json(const char *event)
{
    if (event)
        return event_is(event);
    return json_pack("{sssss[ss]}", "field", "event_name", "op", "in", "values", "first_visit", "first_open");
}

static void read_retention(struct draft *draft)
{
    static const char *const words[] = { "", "", "day", "week", "month" };
    const bool is_again = has_key(draft, KEY_AGAIN);
    const char *cohort = NULL;
    bool buys_again = false;
    enum unit grain = UNIT_NONE, said = grain_said(draft);
    int64_t periods = following(draft, &grain);

    grain = said >= UNIT_DAY && said <= UNIT_MONTH ? said : grain;
    if (!periods)
        periods = stated_periods(draft);
    periods_of_range(draft, &grain, &periods);
    for (size_t i = 0; i < draft->n; i++) {
        if (!is_name(draft, i))
            continue;
        if (draft->items[i].dim && text_starts(draft->items[i].dim->name, "cohort_")) {
            grain = said ? grain : text_ends(draft->items[i].dim->name, "month") ? UNIT_MONTH : UNIT_WEEK;
            use(draft, i);
            continue;
        }
        if (is_buying(draft, i)) {
            cohort = "purchase";
            buys_again = buys_again || (is_again && event_of(draft, i));
            use(draft, i);
        } else if (draft->items[i].event && !draft->items[i].metric && !cohort) { /* "who signed up" */
            cohort = draft->items[i].event;
            use(draft, i);
        } else if (draft->items[i].metric && (people_of(draft, draft->items[i].metric->name) ||
                                              text_is(draft->items[i].metric->name, "returning_users"))) {
            use(draft, i);
        }
    }
    grain = grain ? grain : UNIT_WEEK;
    periods = periods ? periods : grain == UNIT_DAY ? 7 : grain == UNIT_WEEK ? 8 : 6;
    draft->retention = json_pack("{sosssI}", "cohort", cohort_json(cohort), "grain", words[grain], "periods",
                                 (json_int_t)periods);
    json_keep(draft->ctx, draft->retention);
    if (buys_again)
        json_object_set_new(draft->retention, "returns", event_is("purchase"));
    use_keys(draft, KEY_RETENTION);
    for (size_t i = 0; i < draft->n; i++)
        if (draft->items[i].kind == ITEM_NAME && text_is(draft->items[i].text, "return"))
            use(draft, i);
    use_keys(draft, KEY_AGAIN);
    use_keys(draft, KEY_SHARE);
    use_keys(draft, KEY_WHO);
    use_keys(draft, KEY_IT);
}

/* Somebody comes back within so many weeks: without the word "retention" too. */
static bool asks_retention(struct draft *draft)
{
    if (has_key(draft, KEY_RETENTION))
        return true;
    for (size_t i = 0; has_key(draft, KEY_AGAIN) && i < draft->n; i++)
        if (draft->items[i].dim && text_starts(draft->items[i].dim->name, "cohort_"))
            return true;
    if (!has_key(draft, KEY_AGAIN) || !has_key(draft, KEY_SHARE))
        return false;
    for (size_t i = 0; i < draft->words.n; i++)
        if (text_is(draft->words.items[i].text, "following") || text_is(draft->words.items[i].text, "within"))
            return true;
    return false;
}

/* --- path --- */

static const struct named_value *page_of(const struct draft *draft, size_t i)
{
    static const char *const fields[] = { "page_path", "page_title", "item_name", "event_name" };

    for (size_t j = 0; j < COUNT(fields) && is_name(draft, i); j++)
        for (size_t k = 0; k < draft->items[i].n_values; k++)
            if (text_is(draft->items[i].values[k].field, fields[j]))
                return &draft->items[i].values[k];
    return NULL;
}

static json_t *stop_json(const struct named_value *value)
{
    return json_pack("{ssssss}", "field", value->field, "op", value->op == TEST_CONTAINS ? "contains" : "eq",
                     "value", value->value);
}

static int64_t steps_said(struct draft *draft, int64_t standard)
{
    const int64_t steps = stated_periods(draft);

    return steps ? steps : standard;
}

/* "paths starting with X and ending at Y": of paths alone, "views of paths starting with /sale" are of pages.
 */
static bool is_end_of_path(const struct draft *draft, size_t i, enum sense key)
{
    for (size_t j = 0; j < i && is_key(draft, i, key); j++) {
        if (is_key(draft, j, KEY_PATH))
            return true;
        if (draft->items[j].kind == ITEM_NAME && draft->items[j].metric &&
            !people_of(draft, draft->items[j].metric->name))
            return false;
    }
    return false;
}

/* The page or event behind the word at i, used with it; false where there is none. */
static bool take_stop(struct draft *draft, size_t i, struct named_value *out)
{
    size_t next = after(draft, i);
    const struct named_value *stop;

    if (is_name(draft, next) && draft->items[next].dim && page_of(draft, after(draft, next))) {
        use(draft, next);
        next = after(draft, next);
    }
    stop = next < draft->n ? page_of(draft, next) : NULL;
    if (!stop && !(next < draft->n && event_of(draft, next)))
        return false;
    *out = stop ? *stop : (struct named_value){ "event_name", event_of(draft, next), TEST_EQ };
    use(draft, i);
    use(draft, next);
    if (is_name(draft, next + 1) && draft->items[next + 1].dim) /* "the checkout page" */
        use(draft, next + 1);
    return true;
}

/* The other end of a path that began. */
static void read_path_end(struct draft *draft)
{
    struct named_value stop;

    for (size_t i = 0; draft->path && i < draft->n; i++) {
        const bool is_end = is_key(draft, i, KEY_LEADS_TO) || is_end_of_path(draft, i, KEY_ENDS);

        if (!is_end || draft->items[i].is_used || !json_object_get(draft->path, "start") ||
            json_object_get(draft->path, "end") || !take_stop(draft, i, &stop))
            continue;
        json_object_set_new(draft->path, "end", stop_json(&stop));
        return;
    }
}

static void read_path(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        const bool is_start = is_end_of_path(draft, i, KEY_STARTS);
        const bool is_after = is_start || is_key(draft, i, KEY_AFTER);
        const bool is_before = is_key(draft, i, KEY_LEADS_TO) || is_end_of_path(draft, i, KEY_ENDS);
        struct named_value stop;

        if ((!is_after && !is_before) || draft->items[i].is_used || !take_stop(draft, i, &stop))
            continue;
        draft->path = json_pack(
            "{sssosIss}", "field", stop.field, is_after ? "start" : "end", stop_json(&stop), "steps",
            (json_int_t)steps_said(draft, is_start || (is_after && !has_key(draft, KEY_PATH)) ? 3 : 1),
            "scope", "session");
        json_keep(draft->ctx, draft->path);
        break;
    }
    if (!draft->path)
        return;
    read_path_end(draft);
    use_keys(draft, KEY_PATH);
    use_keys(draft, KEY_STEPS);
    use_keys(draft, KEY_IT);
    scope_of(draft, "session");
    for (size_t i = 0; i < draft->n; i++)
        if (is_name(draft, i) && draft->items[i].dim && !draft->items[i].n_values &&
            (text_starts(draft->items[i].dim->name, "page") ||
             text_is(draft->items[i].dim->name, "event_name") ||
             text_is(draft->items[i].dim->name, "item_name")))
            use(draft, i);
    use_keys(draft, KEY_EVENT);
}

void grammar_shapes(struct draft *draft)
{
    if (asks_retention(draft))
        read_retention(draft);
    else
        read_funnel(draft);
    if (!draft->retention && !draft->funnel)
        read_path(draft);
}
