#include "packages/semantic/compile/query.h"

#include <assert.h>

/* --- parameters --- */

/* Names are the field's, with a number from the second on: $channel_group, $channel_group_2. */
int query_parameter(struct query *query, const char *name, enum type type, struct cell cell)
{
    struct parameters *parameters = &query->parameters;
    bool is_taken = false;

    for (size_t i = 0; i < parameters->n; i++)
        is_taken = is_taken || text_is(parameters->items[i].name, name);
    if (is_taken)
        name = arena_printf(query->arena, "%s_%zu", name, parameters->n + 1);
    *ARENA_PUSH(query->arena, parameters->items, parameters->n) =
        (struct parameter){ .name = name, .type = cell_type_of(type), .cell = cell };
    return (int)parameters->n - 1;
}

const struct expr *query_parameter_expr(struct query *query, const char *name, enum type type,
                                        struct cell cell)
{
    return expr_integer(query->arena, OP_PARAMETER, query_parameter(query, name, type, cell));
}

const struct expr *query_zone(struct query *query)
{
    if (query->zone_parameter == NONE)
        query->zone_parameter =
            query_parameter(query, "zone", TYPE_TEXT, (struct cell){ .value.text = query->zone });
    return expr_integer(query->arena, OP_PARAMETER, query->zone_parameter);
}

/* --- days --- */

static int day_parameter(struct query *query, const char *prefix, const char *name, struct date date)
{
    return query_parameter(query, arena_printf(query->arena, "%s%s", prefix, name), TYPE_DATE,
                           (struct cell){ .value.integer = date_days(date) });
}

struct when query_when_of(struct query *query, struct period days, const struct time *time,
                          const char *prefix)
{
    struct when when = { days, time, NONE, NONE };

    if (days.is_all)
        return when;
    when.from = day_parameter(query, prefix, "from", days.from);
    when.to = day_parameter(query, prefix, "to", days.to);
    return when;
}

struct when query_when(struct query *query, const struct time *time, const char *prefix)
{
    return query_when_of(query, period_of(time, query->today, query->week_start), time, prefix);
}

static const struct expr *one_of(struct query *query, const struct expr *value, const int64_t *items,
                                 size_t n)
{
    const struct expr **args = arena_alloc(query->arena, (n + 1) * sizeof(*args));

    args[0] = value;
    for (size_t i = 0; i < n; i++)
        args[i + 1] = expr_integer(query->arena, OP_INTEGER, items[i]);
    return expr_call(query->arena, OP_IN, args, n + 1);
}

static const struct expr *field_of(struct query *query, size_t dataset, int field)
{
    return field_expr(query->arena, query->model, dataset, (size_t)field);
}

/* The clock on the wall when a row's event was. */
static const struct expr *clock_expr(struct query *query, size_t base)
{
    const size_t owner = (size_t)clock_at(query->model, base);

    return EXPR(query->arena, OP_LOCAL_TIME, field_of(query, owner, query->model->datasets[owner].clock),
                query_zone(query));
}

const struct expr *query_when_expr(struct query *query, const struct when *when, size_t dataset, bool to_date)
{
    const struct dataset *rows = &query->model->datasets[dataset];
    struct arena *arena = query->arena;
    const struct expr *day, *expr = NULL;

    if (rows->time == NONE)
        return NULL;
    day = field_of(query, dataset, rows->time);
    if (when->to != NONE && to_date)
        return EXPR(arena, OP_LE, day, expr_integer(arena, OP_PARAMETER, when->to));
    if (when->to != NONE)
        expr = EXPR(arena, OP_BETWEEN, day, expr_integer(arena, OP_PARAMETER, when->from),
                    expr_integer(arena, OP_PARAMETER, when->to));
    if (when->time && when->time->n_days_of_week)
        expr = expr_and(arena, expr,
                        one_of(query, EXPR(arena, OP_WEEKDAY, day), when->time->days_of_week,
                               when->time->n_days_of_week));
    if (when->time && when->time->n_hours && clock_at(query->model, dataset) != NONE)
        expr = expr_and(arena, expr,
                        one_of(query, EXPR(arena, OP_HOUR, clock_expr(query, dataset)), when->time->hours,
                               when->time->n_hours));
    return expr;
}

/* --- aggregates --- */

static enum op truncation(const struct query *query, enum unit grain)
{
    switch (grain) {
    case UNIT_HOUR:
        return OP_TRUNC_HOUR;
    case UNIT_WEEK:
        return query->week_start == WEEK_SUNDAY ? OP_TRUNC_WEEK_SUNDAY : OP_TRUNC_WEEK;
    case UNIT_MONTH:
        return OP_TRUNC_MONTH;
    case UNIT_QUARTER:
        return OP_TRUNC_QUARTER;
    case UNIT_YEAR:
        return OP_TRUNC_YEAR;
    default:
        return OP_TRUNC_DAY; /* what is a date already stays as it is */
    }
}

const struct expr *query_unit_start(struct query *query, enum unit unit, const struct expr *day)
{
    return EXPR(query->arena, truncation(query, unit), day);
}

const struct expr *query_dim_expr(struct query *query, const struct query_dim *dim, size_t base)
{
    const struct model_field *field = dimension_at(query->model, dim->dimension, base);
    const struct expr *expr = field_expr(query->arena, query->model, field->dataset, field->index);

    if (dim->grain == UNIT_NONE || dim->grain == UNIT_DAY)
        return expr;
    if (dim->grain == UNIT_HOUR)
        expr = clock_expr(query, base);
    return query_unit_start(query, dim->grain, expr);
}

static size_t aggregate_of(struct query *query, size_t base, bool to_date)
{
    struct aggregate *aggregate;

    for (size_t i = 0; i < query->n_aggregates; i++)
        if (query->aggregates[i].base == base && query->aggregates[i].to_date == to_date)
            return i;
    aggregate = ARENA_PUSH(query->arena, query->aggregates, query->n_aggregates);
    *aggregate = (struct aggregate){ .base = base, .to_date = to_date };
    aggregate->name =
        arena_printf(query->arena, "by_%s%s", query->model->datasets[base].name, to_date ? "_to_date" : "");
    aggregate->dims = arena_alloc(query->arena, query->n_dims * sizeof(*aggregate->dims) + 1);
    for (size_t i = 0; i < query->n_dims; i++)
        aggregate->dims[i] = query_dim_expr(query, &query->dims[i], base);
    if (query->plan->filter)
        aggregate->filter = query_filter(query, query->plan->filter, base);
    return query->n_aggregates - 1;
}

static bool is_taken(const struct query *query, const char *name)
{
    for (size_t i = 0; i < query->n_slots; i++)
        if (text_is(query->slots[i].name, name))
            return true;
    for (size_t i = 0; i < query->n_dims; i++)
        if (text_is(query->dims[i].name, name))
            return true;
    return false;
}

struct slotting {
    struct query *query;
    const struct need *needs;
    size_t n_needs;
    bool to_date;
};

/* A measure of the model becomes a column of the aggregate over its rows. */
static const struct expr *to_slot(void *arg, const struct expr *expr)
{
    struct slotting *slotting = arg;
    struct query *query = slotting->query;
    const struct need *missing;
    size_t measure, base, aggregate;
    struct slot *slot;
    bool is_there;

    if (expr->op != OP_MEASURE)
        return NULL;
    measure = (size_t)expr->integer;
    is_there = measure_choose(query->model, &measure, slotting->needs, slotting->n_needs, &base, &missing);
    assert(is_there); /* plan_check() saw to it */
    (void)is_there;
    aggregate = aggregate_of(query, base, slotting->to_date);
    for (size_t i = 0; i < query->n_slots; i++)
        if (query->slots[i].measure == measure && query->slots[i].aggregate == aggregate)
            return expr_integer(query->arena, OP_MEASURE, (int64_t)i);
    slot = ARENA_PUSH(query->arena, query->slots, query->n_slots);
    *slot = (struct slot){ measure, aggregate, NULL };
    slot->name = query->model->measures[measure].name;
    query->n_slots--; /* not counted while its name is looked for */
    if (is_taken(query, slot->name))
        slot->name = arena_printf(query->arena, "%s_%zu", slot->name, query->n_slots + 1);
    query->n_slots++;
    return expr_integer(query->arena, OP_MEASURE, (int64_t)query->n_slots - 1);
}

static void add_metric(struct query *query, const char *name, bool is_hidden, const struct need *needs,
                       size_t n_needs)
{
    struct slotting slotting = { query, needs, n_needs, false };
    const struct metric *metric = model_metric(query->model, name);
    const struct expr *expr;

    for (size_t i = 0; i < query->n_metrics; i++)
        if (query->metrics[i].metric == metric)
            return;
    slotting.to_date = metric->to_date;
    expr = expr_rewrite(query->arena, metric->expr, to_slot, &slotting);
    *ARENA_PUSH(query->arena, query->metrics, query->n_metrics) =
        (struct query_metric){ metric, expr, is_hidden };
}

static void add_having_metrics(struct query *query, const struct having *having, const struct need *needs,
                               size_t n)
{
    for (size_t i = 0; i < having->n_all; i++)
        add_having_metrics(query, &having->all[i], needs, n);
    for (size_t i = 0; i < having->n_any; i++)
        add_having_metrics(query, &having->any[i], needs, n);
    if (having->metric)
        add_metric(query, having->metric, true, needs, n);
}

/* --- the whole --- */

struct query query_begin(struct ctx *ctx, const struct model *model, const struct compile_options *options)
{
    return (struct query){
        .ctx = ctx,
        .arena = ctx->arena,
        .model = model,
        .zone = options->zone ? options->zone : model_time_zone(model),
        .zone_parameter = NONE,
        .week_start = week_start_of(model),
        .today = options->today,
        .time_dim = NONE,
        .now = { .from = NONE, .to = NONE, .days.is_all = true },
        .before = { .from = NONE, .to = NONE, .days.is_all = true },
    };
}

static void add_dims(struct query *query, const struct plan *plan)
{
    query->dims = arena_alloc(query->arena, plan->n_dimensions * sizeof(*query->dims) + 1);
    for (size_t i = 0; i < plan->n_dimensions; i++) {
        struct query_dim *dim = &query->dims[query->n_dims++];

        dim->name = plan->dimensions[i].name;
        dim->dimension = model_dimension(query->model, dim->name);
        dim->grain = plan->dimensions[i].grain;
        dim->type = dim->grain == UNIT_HOUR ? TYPE_TIMESTAMP : dim->dimension->face->type;
        if (!dim->dimension->face->is_time)
            continue;
        query->time_dim = (int)i;
        if (dim->grain == UNIT_NONE)
            dim->grain = UNIT_DAY;
    }
}

/* A trend has a row for each hour, day, … of its range, so the range is bounded. */
static struct err *check_range(struct query *query)
{
    static const int64_t hours_of_unit[] = {
        [UNIT_HOUR] = 1,        [UNIT_DAY] = 24,          [UNIT_WEEK] = 168,
        [UNIT_MONTH] = 28 * 24, [UNIT_QUARTER] = 90 * 24, [UNIT_YEAR] = 365 * 24
    };
    const struct period days = query->now.days;
    int64_t hours;

    if (query->form != FORM_TREND || days.is_all)
        return NULL;
    hours = (date_days(days.to) - date_days(days.from) + 1) * 24;
    if (hours / hours_of_unit[query->dims[query->time_dim].grain] <= MOST_BUCKETS)
        return NULL;
    return err_new(query->ctx, ERR_INVALID, "/time", "has too many points for this grain: %d at most",
                   MOST_BUCKETS);
}

struct err *query_resolve(struct ctx *ctx, const struct model *model, const struct plan *plan,
                          const struct compile_options *options, struct query *out)
{
    struct query query = query_begin(ctx, model, options);
    struct need *needs = NULL;
    size_t n_needs = 0;
    struct err *err;

    query.plan = plan;
    query.form = plan_form_of(plan);
    query.now = query_when(&query, plan->time, "");
    if (plan->compare) {
        query.has_before = true;
        query.before = query_when_of(
            &query, period_before(plan->compare, plan->time, query.now.days, query.today, query.week_start),
            plan->time, "before_");
    }
    add_dims(&query, plan);
    err = check_range(&query);
    if (err)
        return err;
    if (query.form >= FORM_FUNNEL) {
        query_sequence(&query);
        *out = query;
        return NULL;
    }
    for (size_t i = 0; i < query.n_dims; i++)
        *ARENA_PUSH(ctx->arena, needs, n_needs) = (struct need){ .dimension = query.dims[i].dimension };
    if (plan->filter)
        query_needs(ctx, model, plan->filter, &needs, &n_needs);
    if (plan_needs_clock(model, plan))
        *ARENA_PUSH(ctx->arena, needs, n_needs) = (struct need){ .is_clock = true };
    for (size_t i = 0; i < plan->n_metrics; i++)
        add_metric(&query, plan->metrics[i], false, needs, n_needs);
    if (plan->having)
        add_having_metrics(&query, plan->having, needs, n_needs);
    *out = query;
    return NULL;
}
