/*
 * Conditions: the rules for filters, the `where` of a `did`, and rule trees.
 */
#include "packages/semantic/check.h"

#include <string.h>

enum { MOST_FAULTS = 20, MOST_VALUES = 1000 };

void fault(struct faults *faults, const char *pointer, const char *format, ...)
{
    const char *message;
    struct err *err;
    va_list args;

    if (faults->n++ >= MOST_FAULTS)
        return;
    va_start(args, format);
    message = arena_vprintf(faults->ctx->arena, format, args);
    va_end(args);
    err = err_new(faults->ctx, ERR_INVALID, *pointer ? pointer : NULL, "%s", message);
    if (faults->last)
        faults->last->also = err;
    else
        faults->first = err;
    faults->last = err;
}

static void no_such(struct faults *faults, const char *pointer, const char *what, const char *name,
                    const char *nearest)
{
    if (nearest)
        fault(faults, pointer, "no %s \"%s\": did you mean \"%s\"?", what, name, nearest);
    else
        fault(faults, pointer, "no %s \"%s\"", what, name);
}

void fault_no_metric(struct faults *faults, const struct model *model, const char *pointer, const char *name)
{
    no_such(faults, pointer, "metric", name, model_nearest_metric(faults->ctx, model, name));
}

void fault_no_dimension(struct faults *faults, const struct model *model, const char *pointer,
                        const char *name)
{
    no_such(faults, pointer, "dimension", name, model_nearest_dimension(faults->ctx, model, name));
}

/* --- which tests a type has, and how many values a test takes --- */

#define BIT(test) (1u << (test))
enum {
    ANY_TESTS = BIT(TEST_EQ) | BIT(TEST_NE) | BIT(TEST_IS_NULL) | BIT(TEST_NOT_NULL),
    LIST_TESTS = BIT(TEST_IN) | BIT(TEST_NOT_IN),
    TEXT_TESTS = BIT(TEST_CONTAINS) | BIT(TEST_NOT_CONTAINS) | BIT(TEST_STARTS_WITH) | BIT(TEST_ENDS_WITH),
    ORDER_TESTS = BIT(TEST_GT) | BIT(TEST_GTE) | BIT(TEST_LT) | BIT(TEST_LTE) | BIT(TEST_BETWEEN),
    METRIC_TESTS = BIT(TEST_EQ) | BIT(TEST_NE) | BIT(TEST_GT) | BIT(TEST_GTE) | BIT(TEST_LT) | BIT(TEST_LTE),
};

/* Text has no order here: "10" < "9" would be a wrong answer that looks like a right one. */
static const unsigned tests_of_type[N_TYPES] = {
    [TYPE_TEXT] = ANY_TESTS | LIST_TESTS | TEXT_TESTS,
    [TYPE_INTEGER] = ANY_TESTS | LIST_TESTS | ORDER_TESTS,
    [TYPE_NUMBER] = ANY_TESTS | LIST_TESTS | ORDER_TESTS,
    [TYPE_BOOLEAN] = ANY_TESTS,
    [TYPE_DATE] = ANY_TESTS | LIST_TESTS | ORDER_TESTS,
    [TYPE_TIMESTAMP] = BIT(TEST_IS_NULL) | BIT(TEST_NOT_NULL),
};

static const char *const forms_of_type[N_TYPES] = {
    [TYPE_TEXT] = "text",
    [TYPE_INTEGER] = "a whole number",
    [TYPE_NUMBER] = "a number",
    [TYPE_BOOLEAN] = "true or false",
    [TYPE_DATE] = "a date, YYYY-MM-DD",
    [TYPE_TIMESTAMP] = "nothing",
};

enum cell_type cell_type_of(enum type type)
{
    static const enum cell_type types[N_TYPES] = {
        [TYPE_TEXT] = CELL_TEXT,       [TYPE_INTEGER] = CELL_INTEGER, [TYPE_NUMBER] = CELL_NUMBER,
        [TYPE_BOOLEAN] = CELL_BOOLEAN, [TYPE_DATE] = CELL_DATE,       [TYPE_TIMESTAMP] = CELL_TIMESTAMP,
    };

    return types[type];
}

static bool date_value(struct arena *arena, const char *text, struct cell *out)
{
    struct date date;

    if (!text)
        return false;
    if (strlen(text) == strlen("2026-11")) /* a month stands for its first day */
        text = arena_printf(arena, "%s-01", text);
    if (!date_parse(text, &date))
        return false;
    out->value.integer = date_days(date);
    return true;
}

bool value_of(struct arena *arena, const json_t *json, enum type type, struct cell *out)
{
    *out = (struct cell){ 0 };
    switch (type) {
    case TYPE_TEXT:
        out->value.text = json_string_value(json);
        return json_is_string(json);
    case TYPE_INTEGER:
        out->value.integer = json_integer_value(json);
        return json_is_integer(json);
    case TYPE_NUMBER:
        out->value.number = json_number_value(json);
        return json_is_number(json);
    case TYPE_BOOLEAN:
        out->value.boolean = json_is_true(json);
        return json_is_boolean(json);
    case TYPE_DATE:
        return date_value(arena, json_string_value(json), out);
    default:
        return false;
    }
}

static void check_value(struct cond_check *check, const json_t *value, enum type type, const char *pointer)
{
    struct cell cell;

    if (!value_of(check->faults->ctx->arena, value, type, &cell))
        fault(check->faults, pointer, "must be %s", forms_of_type[type]);
}

static void check_values(struct cond_check *check, const struct cond *cond, enum type type,
                         const char *pointer)
{
    struct arena *arena = check->faults->ctx->arena;
    const size_t n = json_array_size(cond->values);
    const char *at = arena_printf(arena, "%s/values", pointer);
    const json_t *value;
    size_t i;

    if (!json_is_array(cond->values))
        fault(check->faults, at, "must be a list of values");
    else if (cond->op == TEST_BETWEEN && n != 2)
        fault(check->faults, at, "between has two values, the least and the greatest");
    else if (n < 1 || n > MOST_VALUES)
        fault(check->faults, at, "must have 1 to %d values", MOST_VALUES);
    json_array_foreach(cond->values, i, value)
        check_value(check, value, type, arena_printf(arena, "%s/%zu", at, i));
}

static void check_test(struct cond_check *check, const struct cond *cond, enum type type, const char *pointer)
{
    struct arena *arena = check->faults->ctx->arena;
    const bool wants_list = cond->op == TEST_IN || cond->op == TEST_NOT_IN || cond->op == TEST_BETWEEN;
    const bool wants_none = cond->op == TEST_IS_NULL || cond->op == TEST_NOT_NULL;

    if (!(tests_of_type[type] & BIT(cond->op))) {
        fault(check->faults, arena_printf(arena, "%s/op", pointer), "does not go with \"%s\", which is %s",
              cond->field, type_words[type]);
        return;
    }
    if (cond->value && (wants_list || wants_none))
        fault(check->faults, arena_printf(arena, "%s/value", pointer), "does not go with this op");
    if (cond->values && !wants_list)
        fault(check->faults, arena_printf(arena, "%s/values", pointer), "does not go with this op");
    if (wants_list)
        check_values(check, cond, type, pointer);
    else if (!wants_none && !cond->value)
        fault(check->faults, arena_printf(arena, "%s/value", pointer), "is required");
    else if (!wants_none)
        check_value(check, cond->value, type, arena_printf(arena, "%s/value", pointer));
}

/* --- the leaves --- */

static void add_need(struct cond_check *check, struct need need)
{
    if (check->n_needs < MOST_NEEDS)
        *ARENA_PUSH(check->faults->ctx->arena, check->needs, check->n_needs) = need;
}

static void check_field(struct cond_check *check, const struct cond *cond, const char *pointer,
                        enum place place)
{
    const struct model *model = check->model;
    const struct dimension *dimension = model_dimension(model, cond->field);
    const char *at = arena_printf(check->faults->ctx->arena, "%s/field", pointer);

    if (!dimension) {
        fault_no_dimension(check->faults, model, at, cond->field);
        return;
    }
    if (place == PLACE_RULES && !dimension_at(model, dimension, (size_t)model->subject))
        fault(check->faults, at, "\"%s\" is no attribute of a customer: put it into the where of a did",
              cond->field);
    add_need(check, (struct need){ .dimension = dimension, .name = cond->field, .pointer = at });
    check_test(check, cond, dimension->face->type, pointer);
}

int events_for(const struct model *model, const struct need *needs, size_t n)
{
    for (size_t i = 0; i < model->n_datasets; i++) {
        bool has_all = model->datasets[i].event.is_set;

        for (size_t j = 0; has_all && j < n; j++)
            has_all = need_is_met(model, &needs[j], i);
        if (has_all)
            return (int)i;
    }
    return NONE;
}

void check_events(struct cond_check *check, const struct need *needs, size_t n, const char *pointer)
{
    const size_t before = check->faults->n;

    for (size_t i = 0; i < n; i++)
        if (events_for(check->model, &needs[i], 1) == NONE)
            fault(check->faults, needs[i].pointer ? needs[i].pointer : pointer,
                  "\"%s\" is no property of events", needs[i].name);
    if (check->faults->n == before && events_for(check->model, needs, n) == NONE)
        fault(check->faults, pointer, "no event has all of these properties");
}

static void check_did(struct cond_check *check, const struct cond *cond, const char *pointer,
                      enum place place, int depth)
{
    struct arena *arena = check->faults->ctx->arena;
    struct cond_check where = { .faults = check->faults, .model = check->model, .n_nodes = check->n_nodes };
    const bool is_session = text_is(cond->did->scope, "session");
    const enum scope scope = check->is_rules ? SCOPE_CUSTOMER : is_session ? SCOPE_SESSION : SCOPE_USER;
    const char *at = arena_printf(arena, "%s/did", pointer);

    if (place == PLACE_WHERE) {
        fault(check->faults, at, "can't stand inside a where");
        return;
    }
    if (check->is_rules && is_session)
        fault(check->faults, arena_printf(arena, "%s/scope", at),
              "a rule is about customers: leave the scope out");
    if (cond->did->time)
        check_time(check->faults, cond->did->time, arena_printf(arena, "%s/time", at));
    if (cond->did->where)
        check_cond(&where, cond->did->where, arena_printf(arena, "%s/where", at), PLACE_WHERE, depth + 1);
    check->n_nodes = where.n_nodes;
    add_need(&where, (struct need){ .scope = scope, .name = "did", .pointer = at });
    check_events(check, where.needs, where.n_needs, at);
    if (!check->is_rules)
        add_need(check, (struct need){ .scope = scope, .name = "did", .pointer = at });
}

static void check_metric(struct cond_check *check, const struct cond *cond, const char *pointer,
                         enum place place, int depth)
{
    struct arena *arena = check->faults->ctx->arena;
    struct cond_check where = { .faults = check->faults, .model = check->model, .n_nodes = check->n_nodes };
    const struct metric *metric = model_metric(check->model, cond->metric);
    const char *at = arena_printf(arena, "%s/metric", pointer);

    if (place != PLACE_RULES) {
        fault(check->faults, at, "goes into a rule tree: in a plan, use having");
        return;
    }
    if (!metric) {
        fault_no_metric(check->faults, check->model, at, cond->metric);
        return;
    }
    if (!(METRIC_TESTS & BIT(cond->op)))
        fault(check->faults, arena_printf(arena, "%s/op", pointer),
              "a metric has eq, ne, gt, gte, lt and lte");
    if (!json_is_number(cond->value))
        fault(check->faults, arena_printf(arena, "%s/value", pointer), "must be a number");
    if (cond->time)
        check_time(check->faults, cond->time, arena_printf(arena, "%s/time", pointer));
    if (cond->where)
        check_cond(&where, cond->where, arena_printf(arena, "%s/where", pointer), PLACE_WHERE, depth + 1);
    check->n_nodes = where.n_nodes;
    add_need(&where, (struct need){ .scope = SCOPE_CUSTOMER, .name = "a customer", .pointer = at });
    if (cond->time && cond->time->n_hours)
        add_need(&where, (struct need){ .is_clock = true, .name = "the time of day", .pointer = at });
    if (metric->to_date && cond->time && (cond->time->n_hours || cond->time->n_days_of_week))
        fault(check->faults, arena_printf(arena, "%s/time", pointer),
              "\"%s\" counts everything up to the last day", metric->name);
    check_reach(check->faults, check->model, metric, where.needs, where.n_needs);
}

/* The first need that a measure of the metric can't reach; NULL when all can be met. */
static const struct need *missing_need(const struct model *model, const struct metric *metric,
                                       const struct need *needs, size_t n_needs)
{
    size_t parts[MOST_PARTS], base;
    const size_t n = metric_measures(metric, parts);
    const struct need *missing;

    for (size_t i = 0; i < n; i++)
        if (!measure_choose(model, &parts[i], needs, n_needs, &base, &missing))
            return missing;
    return NULL;
}

void check_reach(struct faults *faults, const struct model *model, const struct metric *metric,
                 const struct need *needs, size_t n_needs)
{
    const struct need *missing = missing_need(model, metric, needs, n_needs);
    const struct metric *other = metric->instead ? model_metric(model, metric->instead) : NULL;
    const char *advice = "";

    if (!missing)
        return;
    if (other && !missing_need(model, other, needs, n_needs))
        advice = arena_printf(faults->ctx->arena, "; \"%s\" can be asked for instead", other->name);
    fault(faults, missing->pointer,
          "incompatible: \"%s\" and \"%s\": no many-to-one way from the one to the other%s", metric->name,
          missing->name, advice);
}

/* --- the tree --- */

static void check_group(struct cond_check *check, const struct cond *items, size_t n, const char *pointer,
                        enum place place, int depth)
{
    for (size_t i = 0; i < n; i++)
        check_cond(check, &items[i], arena_printf(check->faults->ctx->arena, "%s/%zu", pointer, i), place,
                   depth + 1);
}

void check_cond(struct cond_check *check, const struct cond *cond, const char *pointer, enum place place,
                int depth)
{
    struct arena *arena = check->faults->ctx->arena;

    if (++check->n_nodes > MOST_NODES) {
        if (check->n_nodes == MOST_NODES + 1)
            fault(check->faults, pointer, "a condition may have %d nodes", MOST_NODES);
        return;
    }
    if (depth > DEEPEST_COND) {
        fault(check->faults, pointer, "a condition may be %d levels deep", DEEPEST_COND);
        return;
    }
    if (cond->all)
        check_group(check, cond->all, cond->n_all, arena_printf(arena, "%s/all", pointer), place, depth);
    else if (cond->any)
        check_group(check, cond->any, cond->n_any, arena_printf(arena, "%s/any", pointer), place, depth);
    else if (cond->negated)
        check_cond(check, cond->negated, arena_printf(arena, "%s/not", pointer), place, depth + 1);
    else if (cond->did)
        check_did(check, cond, pointer, place, depth);
    else if (cond->field)
        check_field(check, cond, pointer, place);
    else if (cond->metric)
        check_metric(check, cond, pointer, place, depth);
    else if (cond->audience && place != PLACE_RULES)
        fault(check->faults, arena_printf(arena, "%s/audience", pointer), "goes into a rule tree");
}
