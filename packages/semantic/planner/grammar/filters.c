/*
 * Values: which rows are counted. "mobile revenue", "US and UK", "excluding direct", "pages under /sale".
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

/* --- which value is meant --- */

static bool gives_way(const struct draft *draft, const char *field, const char *to)
{
    const json_t *list = json_object_get(json_object_get(draft->planner->language, "before"), to), *name;
    const struct dimension_words *a = words_of_dimension(draft->planner, field);
    const struct dimension_words *b = words_of_dimension(draft->planner, to);
    size_t i;

    json_array_foreach(list, i, name)
    {
        if (text_is(json_string_value(name), field))
            return true;
    }
    return a && b && (text_is(a->scope, "user") || text_is(a->scope, "customer")) &&
           !text_is(a->scope, b->scope);
}

static bool keep_field(struct item *item, const char *field)
{
    for (size_t i = 0; i < item->n_values; i++) {
        if (text_is(item->values[i].field, field)) {
            item->values[0] = item->values[i];
            item->n_values = 1;
            return true;
        }
    }
    return false;
}

static void prefer_values(struct draft *draft, struct item *item)
{
    struct named_value *values = item->values;
    const size_t n = item->n_values;
    size_t kept = 0;
    bool *goes = arena_alloc(draft->ctx->arena, n + 1);

    if (is_about_ads(draft) && keep_field(item, "ad_platform"))
        return;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            goes[i] = goes[i] || (i != j && gives_way(draft, values[i].field, values[j].field));
    for (size_t i = 0; i < n; i++)
        if (!goes[i])
            values[kept++] = values[i];
    if (kept)
        item->n_values = kept;
}

static bool keep_chosen(struct item *item, const char *choice)
{
    if (!choice)
        return false;
    if (keep_field(item, choice))
        return true;
    for (size_t i = 0; i < item->n_values; i++) {
        if (text_is(item->values[i].value, choice)) {
            item->values[0] = item->values[i];
            item->n_values = 1;
            return true;
        }
    }
    return false;
}

static bool is_label(const struct draft *draft, size_t i)
{
    return is_name(draft, i) && draft->items[i].dim;
}

static bool is_by(const struct draft *draft, size_t i)
{
    return is_key(draft, i, KEY_BY) || is_key(draft, i, KEY_EACH);
}

/* "pages containing checkout": what is asked for, with nothing measured before it. */
static bool is_subject(const struct draft *draft, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (draft->items[j].kind == ITEM_NAME && draft->items[j].metric)
            return false;
    return draft->items[i].is_plural;
}

/* "Truffle brand products": a noun of the same things as the value is no breakdown. */
static void take_entity(struct draft *draft, size_t i, const char *field)
{
    const struct dimension_words *mine = words_of_dimension(draft->planner, field), *its;
    size_t next = i + 1, back = before(draft, i);

    while (next < draft->n && draft->items[next].is_used && draft->items[next].kind == ITEM_NAME)
        next++;
    while (back < draft->n && draft->items[back].is_used)
        back = before(draft, back);
    if (!is_label(draft, next) || !mine || !mine->scope ||
        !(is_key(draft, back, KEY_FOR) || is_key(draft, back, KEY_OF)))
        return;
    its = words_of_dimension(draft->planner, draft->items[next].dim->name);
    if (its && text_is(its->scope, mine->scope) && text_is(its->scope, "item"))
        use(draft, next);
}

/* "the spring_sale campaign", "country Georgia", "browser is Safari": the dimension names the value's field.
 */
static void take_label(struct draft *draft, size_t i)
{
    struct item *item = &draft->items[i];
    const size_t next = i + 1;
    size_t back = before(draft, i);

    if (is_label(draft, next) && !draft->items[next].is_plural &&
        keep_field(item, draft->items[next].dim->name)) {
        use(draft, next);
        return;
    }
    if (next + 1 < draft->n && text_is(draft->words.items[draft->items[next].from].text, "as") &&
        is_label(draft, after(draft, i)) && item->values[0].value[0] == '/' &&
        text_is(draft->items[after(draft, i)].dim->name, "landing_page")) {
        item->values[0].field = "landing_page";
        item->n_values = 1;
        use(draft, after(draft, i)); /* "our home page as a landing page" */
        return;
    }
    while (is_key(draft, back, KEY_IS) || is_key(draft, back, KEY_NOT) || is_key(draft, back, KEY_ONLY) ||
           is_key(draft, back, KEY_FOR) || is_key(draft, back, KEY_CONTAINS) ||
           is_key(draft, back, KEY_STARTS) || is_key(draft, back, KEY_LT))
        back = before(draft, back);
    if (is_label(draft, back) && !is_by(draft, before(draft, back)) &&
        keep_field(item, draft->items[back].dim->name)) {
        for (size_t j = is_subject(draft, back) ? back + 1 : back; j < i; j++)
            if (!is_key(draft, j, KEY_NOT))
                use(draft, j);
    }
}

static void ask_field(struct draft *draft, const struct item *item)
{
    stop_clarify(draft, "value", item->text,
                 arena_printf(draft->ctx->arena, "Which \"%s\" do you mean?", item->text));
    for (size_t i = 0; i < item->n_values; i++)
        stop_option(draft, item->values[i].field,
                    arena_printf(draft->ctx->arena, "%s (%s)", item->values[i].value,
                                 model_label(draft->planner->model, item->values[i].field)));
}

/* --- adding --- */

static bool same_group(const struct cond *cond, const char *field, enum test op)
{
    const enum test many = op == TEST_EQ ? TEST_IN : op == TEST_NE ? TEST_NOT_IN : TEST_NONE;

    return text_is(cond->field, field) && (cond->op == op || cond->op == many) && many;
}

/* A second value of a field joins the first: "US and UK" is in. */
static void add_value(struct draft *draft, const char *field, enum test op, const char *value)
{
    for (size_t i = 0; i < draft->n_conds; i++) {
        struct cond *cond = &draft->conds[i];

        if (!same_group(cond, field, op))
            continue;
        if (cond->value) {
            cond->values = json_keep(draft->ctx, json_array());
            json_array_append(cond->values, cond->value);
            cond->value = NULL;
            cond->op = op == TEST_EQ ? TEST_IN : TEST_NOT_IN;
        }
        json_array_append_new(cond->values, json_string(value));
        return;
    }
    add_cond(draft, cond_value(draft, field, op, value));
}

static void read_segment(struct draft *draft, size_t i, bool is_negated)
{
    json_t *json = json_keep(draft->ctx, json_deep_copy(draft->items[i].segment));
    struct cond cond;

    if (shape_decode(draft->ctx, &cond_shape, json, &cond))
        return;
    add_cond(draft, is_negated ? cond_not(draft, cond) : cond);
    use(draft, i);
}

static enum test operator_before(struct draft *draft, size_t i, const struct named_value *value)
{
    static const struct {
        enum sense key;
        enum test op;
    } tests[] = { { KEY_STARTS, TEST_STARTS_WITH },
                  { KEY_CONTAINS, TEST_CONTAINS },
                  { KEY_ENDS, TEST_ENDS_WITH } };
    const size_t back = before(draft, i);

    for (size_t j = 0; j < COUNT(tests); j++) {
        if (is_key(draft, back, tests[j].key)) {
            use(draft, back);
            return tests[j].op;
        }
    }
    /* "pages under /sale" */
    if ((is_key(draft, back, KEY_LT) || is_key(draft, back, KEY_FOR)) && value->value[0] == '/' &&
        text_is(draft->words.items[draft->items[back].from].text, "under")) {
        use(draft, back);
        return TEST_STARTS_WITH;
    }
    return value->op;
}

static void use_user_field(struct draft *draft, struct named_value *value)
{
    const char *name = arena_printf(draft->ctx->arena, "first_user_%s", value->field);
    const struct dimension *dim = draft->is_first_touch ? model_dimension(draft->planner->model, name) : NULL;

    if (dim)
        value->field = dim->name;
}

/* A follow-up speaks of what the rows are by: "exclude /sale" of landing pages. */
static void keep_grouped(const struct draft *draft, struct item *item)
{
    const struct plan *plan = draft->is_fragment ? draft->asked->before->plan : NULL;

    for (size_t i = 0; plan && i < plan->n_dimensions; i++)
        if (keep_field(item, plan->dimensions[i].name))
            return;
}

static void read_value(struct draft *draft, size_t i, bool is_negated)
{
    struct item *item = &draft->items[i];
    struct named_value *value = item->values;
    enum test op;

    take_label(draft, i);
    keep_grouped(draft, item);
    if (!keep_chosen(item, chosen(draft, item->from)))
        prefer_values(draft, item);
    if (item->n_values > 1) {
        ask_field(draft, item);
        return;
    }
    use_user_field(draft, value);
    take_entity(draft, i, value->field);
    op = operator_before(draft, i, value);
    use(draft, i);
    if (op == TEST_EQ)
        add_value(draft, value->field, is_negated ? TEST_NE : TEST_EQ, value->value);
    else
        add_cond(draft, is_negated ? cond_not(draft, cond_value(draft, value->field, op, value->value))
                                   : cond_value(draft, value->field, op, value->value));
    if (text_is(value->field, "event_name"))
        use_keys(draft, KEY_EVENT);
}

/* --- text that no value is: "page path contains blog", "starting with /blog" --- */

static bool is_text_test(const struct draft *draft, size_t i, enum test *op)
{
    static const struct {
        enum sense key;
        enum test op;
    } tests[] = { { KEY_STARTS, TEST_STARTS_WITH },
                  { KEY_CONTAINS, TEST_CONTAINS },
                  { KEY_ENDS, TEST_ENDS_WITH } };

    for (size_t j = 0; j < COUNT(tests); j++) {
        *op = tests[j].op;
        if (is_key(draft, i, tests[j].key))
            return true;
    }
    *op = TEST_STARTS_WITH;
    return is_key(draft, i, KEY_LT);
}

static void read_text(struct draft *draft, size_t i)
{
    const size_t back = before(draft, i), next = after(draft, i);
    const char *field = "page_path", *text;
    enum test op;

    if (!is_text_test(draft, i, &op) || next >= draft->n || draft->items[next].is_used ||
        (draft->items[next].kind != ITEM_UNKNOWN && draft->items[next].kind != ITEM_NAME))
        return;
    text = draft->words.items[draft->items[next].from].is_quoted
               ? draft->words.items[draft->items[next].from].text
               : draft->items[next].text;
    if (is_label(draft, back))
        field = draft->items[back].dim->name;
    else if (text[0] != '/')
        return;
    if (is_key(draft, i, KEY_LT) && text[0] != '/')
        return;
    if ((is_label(draft, back) && !is_subject(draft, back)) || is_key(draft, back, KEY_PATH))
        use(draft, back); /* "views of paths starting with /sale" */
    add_cond(draft, cond_value(draft, field, op, text));
    use(draft, i);
    use(draft, next);
}

/* --- dates that aren't the time of what is counted: "who first ordered in 2025" --- */

static json_t *bound(const struct draft *draft, const char *field, struct date date)
{
    const char *text = date_text(draft->ctx->arena, date);

    return text_ends(field, "_month") ? json_stringn(text, 7) : json_string(text);
}

static void read_dated(struct draft *draft, size_t i)
{
    const size_t next = after(draft, i), back = before(draft, i);
    const struct dimension *dim = is_label(draft, i) ? draft->items[i].dim : NULL;
    struct cond cond = { .op = TEST_BETWEEN };
    struct period period;

    if (!dim || dim->face->type != TYPE_DATE || dim->face->is_time || is_by(draft, back) ||
        next >= draft->n || draft->items[next].kind != ITEM_TIME ||
        draft->items[next].span->kind != TIME_RANGE)
        return;
    period =
        period_of(&draft->items[next].span->time, draft->asked->today, week_start_of(draft->planner->model));
    if (period.is_all)
        return;
    cond.field = dim->name;
    cond.values = json_keep(draft->ctx, json_array());
    json_array_append_new(cond.values, bound(draft, dim->name, period.from));
    json_array_append_new(cond.values, bound(draft, dim->name, period.to));
    add_cond(draft, cond);
    use(draft, i);
    use(draft, next);
    if (is_key(draft, back, KEY_WHO))
        use(draft, back);
}

/* --- all of them --- */

static bool means_value(const struct item *item)
{
    return item->n_values && !item->metric && !item->dim && !item->ambiguity;
}

/* A negation goes on over "and", "or" and prepositions. */
static bool carries_on(const struct item *item)
{
    static const enum sense keys[] = { KEY_AND,    KEY_OR,  KEY_FOR, KEY_OF,
                                       KEY_FILLER, KEY_ALL, KEY_NOT, KEY_REMOVE };

    for (size_t i = 0; item->kind == ITEM_KEY && i < COUNT(keys); i++)
        if (item->key == keys[i])
            return true;
    return false;
}

static void choose_ambiguous(struct draft *draft, struct item *item)
{
    const char *choice = item->ambiguity ? chosen(draft, item->from) : NULL;

    if (!choice)
        return;
    if (model_metric(draft->planner->model, choice)) {
        item->metric = model_metric(draft->planner->model, choice);
        item->is_weak = false;
    } else if (model_dimension(draft->planner->model, choice)) {
        item->dim = model_dimension(draft->planner->model, choice);
        item->metric = NULL;
    } else {
        item->values = NULL;
        item->n_values = 0;
        item->metric = NULL;
        for (size_t i = 0; i < draft->planner->n_values; i++)
            for (size_t j = 0; j < draft->planner->values[i].n_values; j++)
                if (text_is(draft->planner->values[i].values[j], choice))
                    *ARENA_PUSH(draft->ctx->arena, item->values, item->n_values) =
                        (struct named_value){ draft->planner->values[i].field, choice, TEST_EQ };
    }
    item->ambiguity = NULL;
}

/* "medium cpc": a name that is a value too is one where its field is named. */
static void free_value(struct draft *draft, size_t i)
{
    struct item *item = &draft->items[i];
    const size_t back = before(draft, i);

    if (!is_name(draft, i) || !item->metric || !item->n_values || !is_label(draft, back) ||
        is_by(draft, before(draft, back)))
        return;
    for (size_t j = 0; j < item->n_values; j++)
        if (text_is(item->values[j].field, draft->items[back].dim->name))
            item->metric = NULL;
}

/* "top 20 browsers by events": how many of them. */
static bool ranks_by(const struct draft *draft, size_t i)
{
    return draft->rank.is_attribute && draft->items[i].is_plural && is_key(draft, before(draft, i), KEY_BY);
}

/* "from the US or on mobile": an "or" alone, prepositions aside, between two values. */
static bool is_or_between(const struct draft *draft, size_t from, size_t to)
{
    bool has_or = false;

    for (size_t i = from + 1; i < to; i++) {
        const struct item *item = &draft->items[i];

        if (item->kind == ITEM_NAME && item->is_used && item->dim)
            continue; /* "country is US or device is mobile" */
        if (item->kind != ITEM_KEY ||
            (item->key != KEY_OR && item->key != KEY_FOR && item->key != KEY_FILLER && item->key != KEY_IS &&
             item->key != KEY_OF && item->key != KEY_WITH))
            return false;
        has_or = has_or || item->key == KEY_OR;
    }
    return has_or;
}

/* The last condition is the other choice of the one before it. Of three, which go together is left open. */
static void join_or(struct draft *draft, size_t i)
{
    struct cond *conds = draft->conds + draft->n_conds - 2, *pair;

    if (draft->n_conds > 2 && !conds->n_any) {
        stop_clarify(draft, "value", draft->items[i].text,
                     "Which of these conditions go together? Ask for two of them with \"or\".");
        return;
    }
    if (conds->n_any) {
        *ARENA_PUSH(draft->ctx->arena, conds->any, conds->n_any) = conds[1];
    } else {
        pair = arena_copy(draft->ctx->arena, conds, 2 * sizeof(*conds));
        *conds = (struct cond){ .any = pair, .n_any = 2 };
    }
    draft->n_conds--;
}

void grammar_filters(struct draft *draft)
{
    size_t negation = draft->n, last = draft->n;

    for (size_t i = 0; i < draft->n; i++)
        choose_ambiguous(draft, &draft->items[i]);
    for (size_t i = 0; i < draft->n; i++) /* "by event", "which events": what the rows are by */
        if (draft->items[i].metric && draft->items[i].dim &&
            draft->items[i].dim->face->type != TYPE_BOOLEAN && !ranks_by(draft, i) &&
            (is_by(draft, before(draft, i)) || is_key(draft, before(draft, i), KEY_WHICH)))
            draft->items[i].metric = NULL;
    for (size_t i = 0; i < draft->n; i++)
        read_text(draft, i);
    for (size_t i = 0; i < draft->n; i++)
        read_dated(draft, i);
    for (size_t i = 0; i < draft->n && !draft->is_stopped; i++) {
        const struct item *item = &draft->items[i];
        const bool is_negated = negation < draft->n;

        free_value(draft, i);
        if (is_key(draft, i, KEY_NOT) || is_key(draft, i, KEY_REMOVE)) {
            negation = draft->items[i].is_used ? draft->n : i;
        } else if (is_name(draft, i) && (item->segment || means_value(item))) {
            const size_t n_conds = draft->n_conds;

            if (item->segment)
                read_segment(draft, i, is_negated);
            else
                read_value(draft, i, is_negated);
            use(draft, negation);
            if (!is_negated && n_conds && draft->n_conds == n_conds + 1 && last < i &&
                is_or_between(draft, last, i))
                join_or(draft, i);
            last = is_negated ? draft->n : i;
        } else if (!carries_on(item) && !item->is_used &&
                   !(item->kind == ITEM_NAME && item->dim && is_negated)) {
            negation = draft->n;
        }
    }
}
