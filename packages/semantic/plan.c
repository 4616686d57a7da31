/*
 * The plan's field tables: JSON into struct plan, and back. What no single field can say is in check.c.
 */
#include "packages/semantic/semantic.h"

/* An empty word is one that may be left out, or that this place doesn't take. */
static const char *const relative_units[] = { "", "", "day", "week", "month", "quarter", "year", NULL };
static const char *const grains[] = { "", "hour", "day", "week", "month", "quarter", "year", NULL };
static const char *const forms[] = { "", "table", "trend", "funnel", "retention", "path", NULL };
static const char *const directions[] = { "", "asc", "desc", NULL };
static const char *const aspects[] = { "", "level", "change", "change_pct", "share", NULL };
static const char *const calc_types[] = { "", "share", "running_total", "moving_average", NULL };
static const char *const compare_tos[] = { "", "previous_period", "previous_year", NULL };
static const char *const tests[] = {
    "",   "eq",  "ne", "in",  "not_in",  "contains", "not_contains", "starts_with", "ends_with",
    "gt", "gte", "lt", "lte", "between", "is_null",  "not_null",     NULL
};
static const char *const metric_tests[] = { "",   "eq",  "ne", "",    "", "", "", "",  "",
                                            "gt", "gte", "lt", "lte", "", "", "", NULL };
static const char *const scopes[] = { "user", "session", NULL };
static const char *const retention_units[] = { "", "", "day", "week", "month", NULL };
static const char *const stops[] = { "page_path", "page_title", "event_name", "item_name", NULL };
static const char *const assumptions[] = { "time",  "metric", "grain",   "order", "limit",
                                           "scope", "value",  "compare", NULL };

static const struct field relative_fields[] = {
    FIELD(relative, unit, "Of the calendar.", .words = relative_units),
    FIELD(relative, last, "So many whole units before the current one.", .min = 1, .max = 3660,
          .optional = true),
    FIELD(relative, shift, "Units back from the current one: -1 is the one before.", .min = -3660, .max = 0,
          .optional = true),
    FIELD(relative, to_date, "From the unit's start through today.", .optional = true),
};
static const struct shape relative_shape =
    SHAPE(relative, relative_fields, "Time that moves with the calendar.");

static const struct field time_fields[] = {
    FIELD(time, from, "First day.", .format = "date", .optional = true),
    FIELD(time, to, "Last day, included.", .format = "date", .optional = true),
    FIELD(time, all, "Everything there is.", .optional = true),
    OBJECT(time, relative, &relative_shape, "Instead of from and to.", .optional = true),
    SCALARS(time, days_of_week, "1 Monday to 7 Sunday.", .max = 7, .optional = true),
    SCALARS(time, hours, "0 to 23, on the property's clock.", .max = 24, .optional = true),
};
const struct shape time_shape = SHAPE(time, time_fields, "Which days, in the property's time zone.");

static const struct field did_fields[] = {
    FIELD(did, event, "Name of the event.", .min = 1, .max = 200, .example = "purchase"),
    FIELD(did, scope, "Whose event: the user's (also when left out) or the session's.", .words = scopes,
          .optional = true),
    FIELD(did, times, "At least so often.", .min = 1, .max = 1000000, .optional = true),
    OBJECT(did, where, &cond_shape, "Which of these events.", .optional = true),
    OBJECT(did, time, &time_shape, "When; left out: the plan's own time, in a rule tree ever.",
           .optional = true),
};
const struct shape did_shape = SHAPE(did, did_fields, "That an event happened.");

static const struct field cond_fields[] = {
    LIST(cond, all, &cond_shape, "Each of these.", .min = 1, .max = 100, .optional = true),
    LIST(cond, any, &cond_shape, "At least one of these.", .min = 1, .max = 100, .optional = true),
    OBJECT(cond, negated, &cond_shape, "Everything else, what has no value included.", .name = "not",
           .optional = true),
    OBJECT(cond, did, &did_shape, "That an event happened.", .optional = true),
    FIELD(cond, field, "A dimension.", .format = "name", .optional = true),
    FIELD(cond, metric, "A metric, for each customer. Only in rule trees.", .format = "name",
          .optional = true),
    FIELD(cond, audience, "Another audience's id. Only in rule trees.", .min = 1, .max = 64,
          .optional = true),
    FIELD(cond, op, "How to compare; nothing matches a missing value but is_null.", .words = tests,
          .optional = true),
    FIELD(cond, value, "What to compare with.", .type = "Scalar", .optional = true),
    FIELD(cond, values, "For in, not_in and between.", .type = "Scalar[]", .optional = true),
    OBJECT(cond, time, &time_shape, "Of a metric; left out: ever.", .optional = true),
    OBJECT(cond, where, &cond_shape, "Of a metric: which rows.", .optional = true),
    FIELD(cond, version, "Of the audience; saving pins the current one.", .min = 1, .max = 1000000,
          .optional = true),
};
static const struct kind cond_kinds[] = {
    KIND("all", NEEDS("all")),
    KIND("any", NEEDS("any")),
    KIND("not", NEEDS("not")),
    KIND("did", NEEDS("did")),
    KIND("field", NEEDS("field", "op"), MAY("value", "values")),
    KIND("metric", NEEDS("metric", "op", "value"), MAY("time", "where")),
    KIND("audience", NEEDS("audience"), MAY("version")),
};
const struct shape cond_shape = {
    .name = "cond",
    .size = sizeof(struct cond),
    .fields = cond_fields,
    .n_fields = COUNT(cond_fields),
    .doc = "A condition: a group of conditions, or one.",
    .kinds = cond_kinds,
    .n_kinds = COUNT(cond_kinds),
};

static const struct field having_fields[] = {
    LIST(having, all, &having_shape, "Each of these.", .min = 1, .max = 100, .optional = true),
    LIST(having, any, &having_shape, "At least one of these.", .min = 1, .max = 100, .optional = true),
    FIELD(having, metric, "A metric of the row.", .format = "name", .optional = true),
    FIELD(having, op, "How to compare.", .words = metric_tests, .optional = true),
    FIELD(having, value, "What to compare with.", .optional = true),
    FIELD(having, of, "The value itself, its change, the change in percent, or its share.", .words = aspects,
          .optional = true),
};
static const struct kind having_kinds[] = {
    KIND("all", NEEDS("all")),
    KIND("any", NEEDS("any")),
    KIND("metric", NEEDS("metric", "op", "value"), MAY("of")),
};
const struct shape having_shape = {
    .name = "having",
    .size = sizeof(struct having),
    .fields = having_fields,
    .n_fields = COUNT(having_fields),
    .doc = "A condition on the rows of the answer.",
    .kinds = having_kinds,
    .n_kinds = COUNT(having_kinds),
};

static const struct field dim_fields[] = {
    FIELD(dim, name, "A dimension.", .format = "name"),
    FIELD(dim, grain, "Of a time dimension.", .words = grains, .optional = true),
};
static const struct shape dim_shape = SHAPE(dim, dim_fields, "What the rows are by.");

static const struct field compare_fields[] = {
    FIELD(compare, to, "A period that follows from the plan's.", .words = compare_tos, .optional = true),
    FIELD(compare, from, "First day to compare with.", .format = "date", .optional = true),
    FIELD(compare, until, "Last day to compare with.", .format = "date", .optional = true),
};
static const struct kind compare_kinds[] = {
    KIND("to", NEEDS("to")),
    KIND("dates", NEEDS("from", "until")),
};
static const struct shape compare_shape = {
    .name = "compare",
    .size = sizeof(struct compare),
    .fields = compare_fields,
    .n_fields = COUNT(compare_fields),
    .doc = "The period before.",
    .kinds = compare_kinds,
    .n_kinds = COUNT(compare_kinds),
};

static const struct field order_fields[] = {
    FIELD(order, by, "A metric or dimension of the plan.", .format = "name"),
    FIELD(order, dir, "Left out: desc for a metric, asc for a dimension.", .words = directions,
          .optional = true),
    FIELD(order, value, "Left out: level.", .words = aspects, .optional = true),
};
static const struct shape order_shape = SHAPE(order, order_fields, "One criterion of order.");

static const struct field top_fields[] = {
    FIELD(top, n, "Rows of each group.", .min = 1, .max = 100),
    SCALARS(top, per, "Dimensions that make the groups.", .min = 1, .max = 6, .format = "name"),
    FIELD(top, by, "The metric that ranks.", .format = "name"),
    FIELD(top, dir, "Left out: desc.", .words = directions, .optional = true),
};
static const struct shape top_shape = SHAPE(top, top_fields, "The first rows of each group.");

static const struct field calc_fields[] = {
    FIELD(calc, type, "What to work out from the rows.", .words = calc_types),
    FIELD(calc, metric, "A metric of the plan.", .format = "name"),
    SCALARS(calc, within, "Of a share: dimensions whose total is the whole; left out: everything.", .max = 6,
            .format = "name", .optional = true),
    FIELD(calc, window, "Of a moving average: so many rows; left out: 7.", .min = 2, .max = 366,
          .optional = true),
};
static const struct shape calc_shape = SHAPE(calc, calc_fields, "A figure beside a metric.");

static const struct field step_fields[] = {
    FIELD(funnel_step, label, "What it is called; left out: its condition in words.", .min = 1, .max = 100,
          .optional = true),
    OBJECT(funnel_step, filter, &cond_shape, "Which events are this step."),
};
static const struct shape step_shape =
    SHAPE(funnel_step, step_fields, "A step of a funnel.", .name = "funnel_step");

static const struct field funnel_fields[] = {
    LIST(funnel, steps, &step_shape, "In order.", .min = 2, .max = 10),
    FIELD(funnel, scope, "Who gets through: sessions (also when left out) or users.", .words = scopes,
          .optional = true),
    FIELD(funnel, ordered, "Each step after the one before; left out: true.", .optional = true, .set = true),
    FIELD(funnel, within_days, "Days of 24 hours from the first step to the last.", .min = 1, .max = 365,
          .optional = true),
};
static const struct shape funnel_shape = SHAPE(funnel, funnel_fields, "How many get through which steps.");

static const struct field retention_fields[] = {
    OBJECT(retention, cohort, &cond_shape, "The first such event puts a user into a cohort."),
    OBJECT(retention, returns, &cond_shape, "What counts as coming back; left out: any event.",
           .optional = true),
    FIELD(retention, grain, "Of cohorts and periods.", .words = retention_units),
    FIELD(retention, periods, "So many after the cohort's own.", .min = 1, .max = 60),
};
static const struct shape retention_shape = SHAPE(retention, retention_fields, "Who comes back, and when.");

static const struct field path_fields[] = {
    FIELD(plan_path, field, "What the stops are.", .words = stops),
    OBJECT(plan_path, start, &cond_shape, "The first such event begins the path.", .optional = true),
    OBJECT(plan_path, end, &cond_shape, "The first such event ends it; without start, steps lead up to it.",
           .optional = true),
    FIELD(plan_path, steps, "From stop to stop.", .min = 1, .max = 10),
    FIELD(plan_path, scope, "Whose path: a session's (also when left out) or a user's.", .words = scopes,
          .optional = true),
    FIELD(plan_path, collapse, "The same value again and again is one stop; left out: true.",
          .optional = true, .set = true),
};
static const struct shape path_shape =
    SHAPE(plan_path, path_fields, "From where to where people go.", .name = "path");

static const struct field plan_fields[] = {
    FIELD(plan, version, "1.", .min = 1, .max = 1),
    FIELD(plan, model, "Which model.", .format = "name", .optional = true),
    FIELD(plan, shape, "Follows from the rest; may be left out.", .words = forms, .optional = true),
    SCALARS(plan, metrics, "What is measured; nothing in a funnel, a retention or a path.", .max = 12,
            .format = "name"),
    LIST(plan, dimensions, &dim_shape, "What the rows are by.", .max = 6, .optional = true),
    OBJECT(plan, filter, &cond_shape, "Which rows are counted.", .optional = true),
    OBJECT(plan, having, &having_shape, "Which rows of the answer are kept.", .optional = true),
    OBJECT(plan, time, &time_shape, "When.", .optional = true),
    OBJECT(plan, compare, &compare_shape, "With which period.", .optional = true),
    LIST(plan, order, &order_shape, "Left out: by time, else by the first metric.", .max = 4,
         .optional = true),
    FIELD(plan, limit, "Rows; left out: 1,000, or 10,000 of a funnel, a retention or a path.", .min = 1,
          .max = 10000, .optional = true),
    FIELD(plan, offset, "Rows to skip.", .min = 0, .max = 10000, .optional = true),
    OBJECT(plan, top, &top_shape, "The first rows of each group.", .optional = true),
    LIST(plan, calc, &calc_shape, "Figures beside the metrics.", .max = 4, .optional = true),
    OBJECT(plan, funnel, &funnel_shape, "How many get through which steps.", .optional = true),
    OBJECT(plan, retention, &retention_shape, "Who comes back.", .optional = true),
    OBJECT(plan, path, &path_shape, "Where people go.", .optional = true),
    SCALARS(plan, assumed, "What the asker didn't say.", .words = assumptions, .max = 8, .optional = true),
};
const struct shape plan_shape = SHAPE(plan, plan_fields, "A question over the semantic model.");

struct err *plan_decode(struct ctx *ctx, json_t *json, struct plan *out)
{
    return shape_decode(ctx, &plan_shape, json, out);
}

struct err *rules_decode(struct ctx *ctx, json_t *json, struct cond *out)
{
    return shape_decode(ctx, &cond_shape, json, out);
}
