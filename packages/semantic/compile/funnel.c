/*
 * Funnels. All events that are a step stand in one relation.
 *
 * Without a limit of days: in order, the earliest of each step after the earliest of the step before is the
 * chain that gets farthest, and for the last step the latest says enough; in any order, what happened at all.
 *
 * With a limit of days a row is an event with a flag for each step it is. In order: `begun_k` of an event
 * that is step k is the latest moment at which a chain could have begun that ends with it, the greatest
 * `begun_(k-1)` of the events before. So one look at each event decides step k, and a limit of days holds
 * between `begun_k` and the event's own moment. In any order: `last_k` is when step k last happened, up to
 * this event. All steps up to k, within the limit of some event, are k steps.
 */
#include "packages/semantic/compile/sequence.h"

static const char reached_comment[] = "a row a user or session, 1 for each step reached";

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

/* What a row of the events says of each step. */
enum marks {
    MARKS_PLACES, /* `place_k`: where it stands in time if it is step k */
    MARKS_FLAGS,  /* `is_k`: 1 or 0 */
    MARKS_EVENTS, /* the same, with moment and event */
};

/* Without a limit of days the earliest of each step is enough. An id that is no number makes no place. */
static enum marks marks_of(const struct query *query)
{
    const struct funnel *funnel = query->plan->funnel;
    const struct dataset *dataset;

    if (funnel->within_days)
        return MARKS_EVENTS;
    if (!funnel->ordered)
        return MARKS_FLAGS;
    for (size_t i = 0; i < query->n_events; i++) {
        dataset = &query->model->datasets[query->events[i].dataset];
        if (dataset->fields[dataset->event.id].type != TYPE_INTEGER)
            return MARKS_EVENTS;
    }
    return MARKS_PLACES;
}

static const struct expr *null_expr(struct builder *builder)
{
    return expr_text(builder->arena, OP_NULL, NULL);
}

/* All steps are of the same rows, so that these are read once. Not where a step asks what else was done: a
 * look-up is cheap only as a condition of all rows. */
static bool is_one_scan(const struct query *query)
{
    for (size_t i = 0; i < query->n_events; i++)
        if (query->events[i].dataset != query->events[0].dataset || !query->events[i].own ||
            expr_has(query->events[i].own, OP_EXISTS))
            return false;
    return true;
}

static struct block *all_steps(struct builder *builder, enum marks marks)
{
    struct query *query = builder->query;
    const struct event_rows *events = query->events;
    struct rows rows = keyed_rows_of(builder, events, &events->when, false);
    const struct expr **steps = arena_alloc(builder->arena, query->n_events * sizeof(*steps));
    const struct expr *place =
        EXPR(builder->arena, OP_PLACE, moment_of(&rows, events), event_of(&rows, events));

    if (marks == MARKS_EVENTS) {
        block_column(builder, rows.block, "moment", place->args[0], NULL);
        block_column(builder, rows.block, "event", place->args[1], NULL);
    }
    for (size_t i = 0; i < query->n_events; i++) {
        steps[i] = rows_use(&rows, events[i].own);
        if (marks == MARKS_PLACES)
            block_column(builder, rows.block, numbered(builder, "place", i),
                         case_when(builder, steps[i], place, NULL), NULL);
        else
            block_column(builder, rows.block, numbered(builder, "is", i), flag(builder, steps[i]), NULL);
    }
    rows_where(&rows, events->common);
    rows_where(&rows,
               query->n_events > 1 ? expr_call(builder->arena, OP_OR, steps, query->n_events) : steps[0]);
    rows_where(&rows, query_when_expr(query, &events->when, events->dataset, false));
    return rows.block;
}

static void select_step(struct builder *builder, const struct event_rows *events)
{
    struct rows rows = event_rows_of(builder, events, &events->when, false);

    rows_where(&rows, query_when_expr(builder->query, &events->when, events->dataset, false));
    select_name(builder, events->name,
                arena_printf(builder->arena, "step %s", events->name + sizeof("step_") - 1), rows.block);
}

static struct block *marked_step(struct builder *builder, size_t step, enum marks marks)
{
    const struct query *query = builder->query;
    const struct expr *moment = column_of(builder, NULL, "moment"),
                      *event = column_of(builder, NULL, "event");
    struct block *block = block_new(builder);

    block->from = source_named(query->events[step].name);
    add_keys(builder, block, NULL);
    if (marks == MARKS_EVENTS) {
        block_column(builder, block, "moment", moment, NULL);
        block_column(builder, block, "event", event, NULL);
    }
    for (size_t i = 0; i < query->n_events; i++) {
        if (marks == MARKS_PLACES)
            block_column(builder, block, numbered(builder, "place", i),
                         i == step ? EXPR(builder->arena, OP_PLACE, moment, event) : null_expr(builder),
                         NULL);
        else
            block_column(builder, block, numbered(builder, "is", i), number(builder, i == step), NULL);
    }
    return block;
}

static struct block *stacked_steps(struct builder *builder, enum marks marks)
{
    const struct query *query = builder->query;
    struct block *all = NULL, *last = NULL, *next;

    for (size_t i = 0; i < query->n_events; i++)
        select_step(builder, &query->events[i]);
    for (size_t i = 0; i < query->n_events; i++) {
        next = marked_step(builder, i, marks);
        if (last)
            last->next = next;
        else
            all = next;
        last = next;
    }
    return all;
}

/* An event may be several steps, and several rows. */
static void select_whole_events(struct builder *builder)
{
    const struct query *query = builder->query;
    struct block *events = block_new(builder);

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

static void select_events(struct builder *builder, enum marks marks)
{
    struct block *rows =
        is_one_scan(builder->query) ? all_steps(builder, marks) : stacked_steps(builder, marks);

    if (marks == MARKS_PLACES)
        select_name(builder, "step_events", "where each stands in time, by the step that it is", rows);
    else if (marks == MARKS_FLAGS)
        select_name(builder, "step_events", "which step each is", rows);
    else {
        select_name(builder, "marked", NULL, rows);
        select_whole_events(builder);
    }
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
    select_name(builder, "reached", reached_comment, block);
}

/* --- the same without a limit --- */

static void carry(struct builder *builder, struct block *block, const char *name, size_t step)
{
    block_column(builder, block, numbered(builder, name, step),
                 column_of(builder, NULL, numbered(builder, name, step)), NULL);
}

/* Of the first step the earliest, of the last the latest, of those between all. */
static void select_places(struct builder *builder)
{
    const size_t n = builder->query->n_events;
    struct block *block = block_new(builder);

    block->from = source_named("step_events");
    add_keys(builder, block, NULL);
    block->n_group = block->n_columns;
    for (size_t i = 0; i < n; i++)
        block_column(builder, block, numbered(builder, i ? i + 1 < n ? "places" : "last" : "first", i),
                     EXPR(builder->arena, i ? i + 1 < n ? OP_PLACES : OP_MAX : OP_MIN,
                          column_of(builder, NULL, numbered(builder, "place", i))),
                     NULL);
    select_name(builder, "places", NULL, block);
}

static const char *select_firsts(struct builder *builder)
{
    const size_t n = builder->query->n_events;
    const char *from = "places";
    struct block *block;

    for (size_t step = 1; step + 1 < n; step++) {
        block = block_new(builder);
        block->from = source_named(from);
        add_keys(builder, block, NULL);
        for (size_t i = 0; i < step; i++)
            carry(builder, block, "first", i);
        block_column(builder, block, numbered(builder, "first", step),
                     EXPR(builder->arena, OP_FIRST_AFTER,
                          column_of(builder, NULL, numbered(builder, "places", step)),
                          column_of(builder, NULL, numbered(builder, "first", step - 1))),
                     NULL);
        for (size_t i = step + 1; i < n; i++)
            carry(builder, block, i + 1 < n ? "places" : "last", i);
        from = numbered(builder, "chain", step);
        select_name(builder, from, NULL, block);
    }
    return from;
}

/* The earliest of each step that comes after the earliest of the step before. */
static void select_reached_by_place(struct builder *builder)
{
    const size_t n = builder->query->n_events;
    struct block *block = block_new(builder);
    const struct expr *is_reached;

    select_places(builder);
    block->from = source_named(select_firsts(builder));
    add_keys(builder, block, NULL);
    for (size_t i = 0; i < n; i++) {
        is_reached =
            i && i + 1 == n
                ? EXPR(builder->arena, OP_GT, column_of(builder, NULL, numbered(builder, "last", i)),
                       column_of(builder, NULL, numbered(builder, "first", i - 1)))
                : EXPR(builder->arena, OP_NOT_NULL, column_of(builder, NULL, numbered(builder, "first", i)));
        block_column(builder, block, numbered(builder, "reached", i), flag(builder, is_reached), NULL);
    }
    select_name(builder, "reached", reached_comment, block);
}

static void select_reached_by_flag(struct builder *builder)
{
    struct block *block = block_new(builder);
    const struct expr *all = NULL;

    block->from = source_named("step_events");
    add_keys(builder, block, NULL);
    block->n_group = block->n_columns;
    for (size_t i = 0; i < builder->query->n_events; i++) {
        all =
            expr_and(builder->arena, all,
                     EXPR(builder->arena, OP_EQ,
                          EXPR(builder->arena, OP_MAX, column_of(builder, NULL, numbered(builder, "is", i))),
                          number(builder, 1)));
        block_column(builder, block, numbered(builder, "reached", i), flag(builder, all), NULL);
    }
    select_name(builder, "reached", reached_comment, block);
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
    const enum marks marks = marks_of(query);
    struct block *rows, *last, *answer = block_new(builder);

    select_events(builder, marks);
    if (marks == MARKS_PLACES)
        select_reached_by_place(builder);
    else if (marks == MARKS_FLAGS)
        select_reached_by_flag(builder);
    else
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
