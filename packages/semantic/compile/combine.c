/*
 * Several aggregates as one relation. Each is stacked under the others with NULL in their columns, together
 * with a row for every point of a trend, and the stack is grouped once by the dimensions: a full join that
 * treats NULL as equal to NULL, and in which no aggregate sees another's rows.
 */
#include "packages/semantic/compile/select.h"

struct branch {
    const char *name;
    size_t aggregate;
    bool is_before;
};

struct combining {
    struct builder *builder;
    const struct combination *wanted;
    struct branch *branches;
    size_t n_branches;
};

static const struct query_dim *time_dim(const struct query *query)
{
    return query->time_dim == NONE ? NULL : &query->dims[query->time_dim];
}

/* --- one aggregate --- */

static struct date first_bucket(const struct query *query, struct period days)
{
    return unit_start(days.from, time_dim(query)->grain, query->week_start);
}

/* From the earlier period's first point to the current one's, in months or in days. */
static int64_t shift_of(const struct query *query)
{
    const struct date now = first_bucket(query, query->now.days),
                      before = first_bucket(query, query->before.days);

    return time_dim(query)->grain >= UNIT_MONTH ? (now.year - before.year) * 12 + now.month - before.month
                                                : date_days(now) - date_days(before);
}

/* The earlier period's nth point stands at the nth of the current one. */
static const struct expr *aligned(struct builder *builder, const struct expr *bucket)
{
    const enum unit grain = time_dim(builder->query)->grain;
    const enum op op = grain >= UNIT_MONTH  ? OP_ADD_MONTHS
                       : grain == UNIT_HOUR ? OP_CLOCK_ADD_DAYS
                                            : OP_ADD_DAYS;

    return EXPR(builder->arena, op, bucket,
                expr_integer(builder->arena, OP_INTEGER, shift_of(builder->query)));
}

static void add_slot(struct builder *builder, struct rows *rows, const struct combination *wanted,
                     const struct slot *slot)
{
    const struct measure *measure = &builder->query->model->measures[slot->measure];
    const struct aggregate *aggregate = &builder->query->aggregates[slot->aggregate];
    const struct expr *expr = rows_use(rows, select_distinct(builder, wanted, aggregate, measure->expr));

    if (measure->type == TYPE_INTEGER && expr->op == OP_SUM)
        expr = EXPR(builder->arena, OP_AS_INTEGER, expr);
    block_column(builder, rows->block, slot->name, expr, NULL);
}

static void select_aggregate(struct combining *combining, const struct branch *branch)
{
    struct builder *builder = combining->builder;
    struct query *query = builder->query;
    const struct combination *wanted = combining->wanted;
    const struct aggregate *aggregate = &query->aggregates[branch->aggregate];
    const struct when *when = branch->is_before ? &query->before : &query->now;
    struct rows rows = rows_of(builder, aggregate->base, when, aggregate->to_date);

    builder->is_before = branch->is_before;
    for (size_t i = 0; i < wanted->n_dims; i++) {
        const size_t dim = wanted->dims[i];
        const struct expr *expr = rows_use(&rows, aggregate->dims[dim]);

        if (branch->is_before && (int)dim == query->time_dim)
            expr = aligned(builder, expr);
        block_column(builder, rows.block, query->dims[dim].name, expr, NULL);
    }
    for (size_t i = 0; i < query->n_slots; i++)
        if (wanted->slots[i] && query->slots[i].aggregate == branch->aggregate)
            add_slot(builder, &rows, wanted, &query->slots[i]);
    rows_where(&rows, query_when_expr(query, when, aggregate->base, aggregate->to_date));
    rows_where(&rows, aggregate->filter);
    rows.block->n_group = wanted->n_dims;
    select_name(builder, branch->name, NULL, rows.block);
    builder->is_before = false;
}

static void add_branches(struct combining *combining, bool is_before)
{
    struct builder *builder = combining->builder;
    const struct query *query = builder->query;

    for (size_t i = 0; i < query->n_aggregates; i++) {
        bool is_wanted = false;

        for (size_t j = 0; j < query->n_slots; j++)
            is_wanted = is_wanted || (combining->wanted->slots[j] && query->slots[j].aggregate == i);
        if (!is_wanted)
            continue;
        *ARENA_PUSH(builder->arena, combining->branches, combining->n_branches) =
            (struct branch){ arena_printf(builder->arena, "%s%s%s", combining->wanted->prefix,
                                          query->aggregates[i].name, is_before ? "_before" : ""),
                             i, is_before };
        select_aggregate(combining, &combining->branches[combining->n_branches - 1]);
    }
}

/* --- the stack --- */

static const char *slot_column(struct builder *builder, const struct slot *slot, bool is_before)
{
    return is_before ? arena_printf(builder->arena, "%s_before", slot->name) : slot->name;
}

/* Columns of the slots, each through `make`: the value of a branch, NULL, or the greatest of the stack. */
typedef const struct expr *slot_value(struct builder *builder, const struct branch *branch,
                                      const struct slot *slot, bool is_before);

static void add_slots(struct combining *combining, struct block *block, const struct branch *branch,
                      slot_value *make)
{
    struct builder *builder = combining->builder;
    const struct query *query = builder->query;

    for (size_t i = 0; i < query->n_slots; i++) {
        if (!combining->wanted->slots[i])
            continue;
        for (int before = 0; before <= combining->wanted->has_before; before++)
            block_column(builder, block, slot_column(builder, &query->slots[i], before),
                         make(builder, branch, &query->slots[i], before), NULL);
    }
}

static const struct expr *branch_value(struct builder *builder, const struct branch *branch,
                                       const struct slot *slot, bool is_before)
{
    if (!branch || slot->aggregate != branch->aggregate || branch->is_before != is_before)
        return expr_text(builder->arena, OP_NULL, NULL);
    return column_of(builder, NULL, slot->name);
}

static const struct expr *stack_value(struct builder *builder, const struct branch *branch,
                                      const struct slot *slot, bool is_before)
{
    (void)branch;
    return column_of(builder, NULL, slot_column(builder, slot, is_before));
}

static const struct expr *greatest(struct builder *builder, const struct branch *branch,
                                   const struct slot *slot, bool is_before)
{
    return EXPR(builder->arena, OP_MAX, stack_value(builder, branch, slot, is_before));
}

static void add_dims(struct combining *combining, struct block *block)
{
    struct builder *builder = combining->builder;

    for (size_t i = 0; i < combining->wanted->n_dims; i++) {
        const char *name = builder->query->dims[combining->wanted->dims[i]].name;

        block_column(builder, block, name, column_of(builder, NULL, name), NULL);
    }
}

static bool has_time(const struct combining *combining)
{
    for (size_t i = 0; i < combining->wanted->n_dims; i++)
        if ((int)combining->wanted->dims[i] == combining->builder->query->time_dim)
            return true;
    return false;
}

static const struct expr *day_parameter(struct builder *builder, const char *name, struct date date)
{
    return query_parameter_expr(builder->query, name, TYPE_DATE,
                                (struct cell){ .value.integer = date_days(date) });
}

/* Points of a longer earlier period have no place in the current one. */
static const struct expr *within_range(struct combining *combining)
{
    struct builder *builder = combining->builder;
    const struct query *query = builder->query;
    const struct expr *point = column_of(builder, NULL, time_dim(query)->name);
    const struct expr *last = expr_integer(builder->arena, OP_PARAMETER, query->now.to);

    if (time_dim(query)->grain == UNIT_HOUR)
        point = EXPR(builder->arena, OP_TRUNC_DAY, point);
    return EXPR(builder->arena, OP_LE, point, last);
}

/* Where a longer period is compared with a shorter one, its last points have nothing beside them: no zero. */
const struct expr *select_has_before(struct builder *builder)
{
    const struct query *query = builder->query;
    const struct query_dim *dim = time_dim(query);
    const struct expr *point;
    struct date last;

    if (!dim || query->now.days.is_all || query->before.days.is_all)
        return NULL;
    last = unit_start(query->before.days.to, dim->grain, query->week_start);
    last = dim->grain >= UNIT_MONTH ? date_add_months(last, (int)shift_of(query))
                                    : date_add(last, shift_of(query));
    if (date_compare(last, unit_start(query->now.days.to, dim->grain, query->week_start)) >= 0)
        return NULL;
    point = column_of(builder, NULL, dim->name);
    if (dim->grain == UNIT_HOUR)
        point = EXPR(builder->arena, OP_TRUNC_DAY, point);
    return EXPR(builder->arena, OP_LE, point, day_parameter(builder, "last_compared", last));
}

static const char *select_stack(struct combining *combining)
{
    struct builder *builder = combining->builder;
    struct block *first = NULL, *last = NULL;
    const char *name = arena_printf(builder->arena, "%sstacked", combining->wanted->prefix);

    for (size_t i = 0; i < combining->n_branches; i++) {
        struct block *block = block_new(builder);

        block->from = source_named(combining->branches[i].name);
        add_dims(combining, block);
        add_slots(combining, block, &combining->branches[i], branch_value);
        if (combining->branches[i].is_before && has_time(combining))
            block->where = within_range(combining);
        if (last)
            last->next = block;
        else
            first = block;
        last = block;
    }
    select_name(builder, name, NULL, first);
    return name;
}

/* --- the points of a trend --- */

static struct series series_of(struct combining *combining, const char *stacked)
{
    struct builder *builder = combining->builder;
    const struct query *query = builder->query;
    const struct query_dim *dim = time_dim(query);
    const struct period days = query->now.days;
    struct date to = days.to;
    struct series series = { .unit = dim->grain, .column = dim->name };

    if (days.is_all) {
        const struct expr *column = column_of(builder, NULL, dim->name);

        if (dim->grain == UNIT_HOUR)
            column = EXPR(builder->arena, OP_TRUNC_DAY, column);
        series.from = stacked;
        series.first = EXPR(builder->arena, OP_MIN, column);
        series.last = EXPR(builder->arena, OP_MAX, column);
        return series;
    }
    /* What hasn't come yet is no zero. */
    if (date_compare(to, query->today) > 0 && date_compare(days.from, query->today) <= 0)
        to = query->today;
    series.first =
        day_parameter(builder, "first_point", unit_start(days.from, dim->grain, query->week_start));
    series.last = day_parameter(builder, "last_point", unit_start(to, dim->grain, query->week_start));
    return series;
}

static const struct expr *one_of(struct builder *builder, const struct expr *value, const int64_t *items,
                                 size_t n)
{
    const struct expr **args = arena_alloc(builder->arena, (n + 1) * sizeof(*args));

    args[0] = value;
    for (size_t i = 0; i < n; i++)
        args[i + 1] = expr_integer(builder->arena, OP_INTEGER, items[i]);
    return expr_call(builder->arena, OP_IN, args, n + 1);
}

/* Only points that the plan's weekdays and hours let through, and hours that the clock shows. */
static const struct expr *points_wanted(struct builder *builder, const struct query_dim *dim)
{
    const struct time *time = builder->query->now.time;
    const struct expr *point = column_of(builder, "points", dim->name), *expr = NULL;

    if (time && time->n_days_of_week && dim->grain <= UNIT_DAY)
        expr = one_of(builder, EXPR(builder->arena, OP_WEEKDAY, point), time->days_of_week,
                      time->n_days_of_week);
    if (dim->grain != UNIT_HOUR)
        return expr;
    if (time && time->n_hours)
        expr = expr_and(builder->arena, expr,
                        one_of(builder, EXPR(builder->arena, OP_HOUR, point), time->hours, time->n_hours));
    return expr_and(builder->arena, expr,
                    EXPR(builder->arena, OP_CLOCK_EXISTS, point, query_zone(builder->query)));
}

/* Each point, with each combination of the other dimensions that there is. */
static struct block *points_block(struct combining *combining, const char *stacked)
{
    struct builder *builder = combining->builder;
    const struct query_dim *dim = time_dim(builder->query);
    struct block *block = block_new(builder), *seen = block_new(builder);

    block->from =
        (struct source){ .kind = SOURCE_SERIES, .alias = "points", .series = series_of(combining, stacked) };
    block->where = points_wanted(builder, dim);
    seen->is_distinct = true;
    seen->from = source_named(stacked);
    for (size_t i = 0; i < combining->wanted->n_dims; i++) {
        const char *name = builder->query->dims[combining->wanted->dims[i]].name;
        const bool is_time = text_is(name, dim->name);

        block_column(builder, block, name, column_of(builder, is_time ? "points" : "seen", name), NULL);
        if (!is_time)
            block_column(builder, seen, name, column_of(builder, NULL, name), NULL);
    }
    add_slots(combining, block, NULL, branch_value);
    if (seen->n_columns)
        block_join(builder, block, JOIN_CROSS,
                   (struct source){ .kind = SOURCE_BLOCK, .alias = "seen", .block = seen }, NULL);
    return block;
}

static const char *select_filled(struct combining *combining, const char *stacked)
{
    struct builder *builder = combining->builder;
    struct block *rows = block_new(builder);
    const char *name = arena_printf(builder->arena, "%sfilled", combining->wanted->prefix);

    rows->from = source_named(stacked);
    add_dims(combining, rows);
    add_slots(combining, rows, NULL, stack_value);
    rows->next = points_block(combining, stacked);
    select_name(builder, name, "every point of the range has a row", rows);
    return name;
}

const char *select_combined(struct builder *builder, const struct combination *wanted)
{
    struct combining combining = { .builder = builder, .wanted = wanted };
    struct block *block;
    const char *stacked, *name;

    add_branches(&combining, false);
    if (wanted->has_before)
        add_branches(&combining, true);
    stacked = combining.branches[0].name;
    if (combining.n_branches > 1)
        stacked = select_stack(&combining);
    if (wanted->has_series)
        stacked = select_filled(&combining, stacked);
    else if (combining.n_branches == 1)
        return stacked;
    block = block_new(builder);
    block->from = source_named(stacked);
    block->n_group = wanted->n_dims;
    add_dims(&combining, block);
    add_slots(&combining, block, NULL, greatest);
    name = arena_printf(builder->arena, "%scombined", wanted->prefix);
    select_name(builder, name, NULL, block);
    return name;
}
