/*
 * Funnels. All events that are a step stand in one relation, a row an event with a flag for each step it is.
 *
 * In order: `begun_k` of an event that is step k is the latest moment at which a chain could have begun that
 * ends with it, the greatest `begun_(k-1)` of the events before. So one look at each event decides step k,
 * and a limit of days holds between `begun_k` and the event's own moment. In any order: `last_k` is when step
 * k last happened, up to this event. All steps up to k, within the limit of some event, are k steps.
 */
#include "packages/semantic/compile/sequence.h"

static const char *numbered(struct builder *builder, const char *name, size_t step)
{
    return arena_printf(builder->arena, "%s_%zu", name, step + 1);
}

static const struct expr *number(struct builder *builder, int64_t value)
{
    return expr_integer(builder->arena, OP_INTEGER, value);
}

static const struct expr *is_one(struct builder *builder, const char *column)
{
    return EXPR(builder->arena, OP_EQ, column_of(builder, NULL, column), number(builder, 1));
}

/* A flag as 1 or 0, so that the greatest of several says whether one is set. */
static const struct expr *flag(struct builder *builder, const struct expr *condition)
{
    return case_when(builder, condition, number(builder, 1), number(builder, 0));
}

/* --- the events --- */

static void select_step(struct builder *builder, const struct event_rows *events)
{
    struct rows rows = event_rows_of(builder, events, &events->when, false);

    rows_where(&rows, query_when_expr(builder->query, &events->when, events->dataset, false));
    select_name(builder, events->name,
                arena_printf(builder->arena, "step %s", events->name + sizeof("step_") - 1), rows.block);
}

static struct block *marked_step(struct builder *builder, size_t step)
{
    const struct query *query = builder->query;
    struct block *block = block_new(builder);

    block->from = source_named(query->events[step].name);
    add_keys(builder, block, NULL);
    block_column(builder, block, "moment", column_of(builder, NULL, "moment"), NULL);
    block_column(builder, block, "event", column_of(builder, NULL, "event"), NULL);
    for (size_t i = 0; i < query->n_events; i++)
        block_column(builder, block, numbered(builder, "is", i), number(builder, i == step), NULL);
    return block;
}

/* An event may be several steps. */
static void select_events(struct builder *builder)
{
    const struct query *query = builder->query;
    struct block *all = marked_step(builder, 0), *last = all, *events = block_new(builder), *next;

    for (size_t i = 1; i < query->n_events; i++) {
        next = marked_step(builder, i);
        last->next = next;
        last = next;
    }
    select_name(builder, "marked", NULL, all);
    events->from = source_named("marked");
    add_keys(builder, events, NULL);
    block_column(builder, events, "moment", column_of(builder, NULL, "moment"), NULL);
    block_column(builder, events, "event", column_of(builder, NULL, "event"), NULL);
    events->n_group = events->n_columns;
    for (size_t i = 0; i < query->n_events; i++)
        block_column(builder, events, numbered(builder, "is", i),
                     EXPR(builder->arena, OP_MAX, column_of(builder, NULL, numbered(builder, "is", i))),
                     NULL);
    select_name(builder, "step_events", "a row an event, which may be several steps", events);
}

/* --- who reached what --- */

static struct block *next_block(struct builder *builder, const char *from)
{
    struct block *block = block_new(builder);

    block->from = source_named(from);
    add_keys(builder, block, NULL);
    block_column(builder, block, "moment", column_of(builder, NULL, "moment"), NULL);
    block_column(builder, block, "event", column_of(builder, NULL, "event"), NULL);
    return block;
}

static const struct expr *step_begun(struct builder *builder, size_t step)
{
    const struct expr *moment = column_of(builder, NULL, "moment");
    const struct expr *before;

    if (!step)
        return case_when(builder, is_one(builder, "is_1"), moment, NULL);
    before =
        EXPR(builder->arena, OP_OVER_MAX, column_of(builder, NULL, numbered(builder, "begun", step - 1)));
    return case_when(builder, is_one(builder, numbered(builder, "is", step)),
                     in_order(builder, before, FRAME_BEFORE, NULL, false), NULL);
}

static const char *select_chains(struct builder *builder)
{
    const size_t n = builder->query->n_events;
    const char *from = "step_events", *name;
    struct block *block;

    for (size_t step = 0; step < n; step++) {
        block = next_block(builder, from);
        for (size_t i = step + 1; i < n; i++)
            block_column(builder, block, numbered(builder, "is", i),
                         column_of(builder, NULL, numbered(builder, "is", i)), NULL);
        for (size_t i = 0; i < step; i++)
            block_column(builder, block, numbered(builder, "begun", i),
                         column_of(builder, NULL, numbered(builder, "begun", i)), NULL);
        block_column(builder, block, numbered(builder, "begun", step), step_begun(builder, step), NULL);
        name = numbered(builder, "chain", step);
        select_name(builder, name, NULL, block);
        from = name;
    }
    return from;
}

static const char *select_last(struct builder *builder)
{
    struct block *block = next_block(builder, "step_events");

    for (size_t i = 0; i < builder->query->n_events; i++)
        block_column(builder, block, numbered(builder, "last", i),
                     in_order(builder,
                              EXPR(builder->arena, OP_OVER_MAX,
                                   case_when(builder, is_one(builder, numbered(builder, "is", i)),
                                             column_of(builder, NULL, "moment"), NULL)),
                              FRAME_ALL, NULL, false),
                     NULL);
    select_name(builder, "lasts", NULL, block);
    return "lasts";
}

static const struct expr *is_within(struct builder *builder, const char *column, const struct expr *limit)
{
    const struct expr *then = column_of(builder, NULL, column);

    if (!limit)
        return EXPR(builder->arena, OP_NOT_NULL, then);
    return EXPR(builder->arena, OP_LE,
                EXPR(builder->arena, OP_SUBTRACT, column_of(builder, NULL, "moment"), then), limit);
}

static const struct expr *has_reached(struct builder *builder, size_t step, const struct expr *limit)
{
    const struct expr *all = NULL;

    if (builder->query->plan->funnel->ordered)
        return is_within(builder, numbered(builder, "begun", step), limit);
    for (size_t i = 0; i <= step; i++)
        all = expr_and(builder->arena, all, is_within(builder, numbered(builder, "last", i), limit));
    return all;
}

static void select_reached(struct builder *builder, const char *from)
{
    const struct funnel *funnel = builder->query->plan->funnel;
    struct block *block = block_new(builder);
    const struct expr *limit = NULL;

    if (funnel->within_days)
        limit = query_parameter_expr(builder->query, "within_us", TYPE_INTEGER,
                                     (struct cell){ .value.integer = DAYS(funnel->within_days) });
    block->from = source_named(from);
    add_keys(builder, block, NULL);
    block->n_group = block->n_columns;
    for (size_t i = 0; i < builder->query->n_events; i++)
        block_column(builder, block, numbered(builder, "reached", i),
                     EXPR(builder->arena, OP_MAX, flag(builder, has_reached(builder, i, limit))), NULL);
    select_name(builder, "reached", "a row a user or session, 1 for each step reached", block);
}

/* --- the answer --- */

static void select_counts(struct builder *builder)
{
    const struct query *query = builder->query;
    struct block *block = block_new(builder);

    block->from = source_named("reached");
    block->where = is_one(builder, "reached_1");
    if (query->n_dims) {
        select_first(builder, &query->events[0], "begun", false);
        block_join(builder, block, JOIN_LEFT, source_named("begun"), same_keys(builder, "begun", "reached"));
    }
    add_dim_columns(builder, block, "begun");
    block->n_group = query->n_dims;
    for (size_t i = 0; i < query->n_events; i++)
        block_column(builder, block, numbered(builder, "count", i),
                     EXPR(builder->arena, OP_COUNT,
                          case_when(builder, is_one(builder, numbered(builder, "reached", i)),
                                    number(builder, 1), NULL)),
                     NULL);
    select_name(builder, "counts", NULL, block);
}

static struct block *step_row(struct builder *builder, size_t step)
{
    struct query *query = builder->query;
    struct block *block = block_new(builder);
    const struct expr *count = column_of(builder, NULL, numbered(builder, "count", step));
    const struct expr *first = column_of(builder, NULL, "count_1");
    const struct expr *previous =
        step ? EXPR(builder->arena, OP_DIVIDE, count,
                    column_of(builder, NULL, numbered(builder, "count", step - 1)))
             : EXPR(builder->arena, OP_AS_NUMBER, expr_text(builder->arena, OP_NULL, NULL));

    block->from = source_named("counts");
    add_dim_columns(builder, block, NULL);
    block_column(builder, block, "step", whole_number(builder, (int64_t)step + 1), NULL);
    block_column(builder, block, "label",
                 EXPR(builder->arena, OP_AS_TEXT,
                      query_parameter_expr(query, numbered(builder, "label", step), TYPE_TEXT,
                                           (struct cell){ .value.text = query->events[step].label })),
                 NULL);
    block_column(builder, block, "count", count, NULL);
    block_column(builder, block, "rate_from_first", EXPR(builder->arena, OP_DIVIDE, count, first), NULL);
    block_column(builder, block, "rate_from_previous", previous, NULL);
    block_column(builder, block, "first", first, NULL);
    return block;
}

struct block *select_funnel(struct builder *builder)
{
    struct query *query = builder->query;
    struct block *rows, *last, *answer = block_new(builder);

    for (size_t i = 0; i < query->n_events; i++)
        select_step(builder, &query->events[i]);
    select_events(builder);
    select_reached(builder, query->plan->funnel->ordered ? select_chains(builder) : select_last(builder));
    select_counts(builder);
    rows = last = step_row(builder, 0);
    for (size_t i = 1; i < query->n_events; i++) {
        struct block *next = step_row(builder, i);

        last->next = next;
        last = next;
    }
    select_name(builder, "steps", NULL, rows);
    answer->from = source_named("steps");
    for (size_t i = 0; i + 1 < rows->n_columns; i++)
        block_column(builder, answer, rows->columns[i].name, column_of(builder, NULL, rows->columns[i].name),
                     NULL);
    if (query->n_dims)
        order_by(builder, answer, "first", true);
    for (size_t i = 0; i < query->n_dims; i++)
        order_by(builder, answer, query->dims[i].name, false);
    order_by(builder, answer, "step", false);
    return answer;
}
