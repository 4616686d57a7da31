/*
 * The second stage as text, for `truffle explain` and the golden files.
 */
#include "packages/semantic/compile/query.h"

static const char *const grain_words[] = { "", "hour", "day", "week", "month", "quarter", "year" };
static const char *const form_words[] = { "", "table", "trend", "funnel", "retention", "path" };
static const char *const scope_words[] = { "user", "session", "customer" };

static void print_when(const struct query *query, const char *name, const struct when *when, struct buf *to)
{
    const struct period days = when->days;

    buf_printf(to, "%s ", name);
    if (days.is_all)
        buf_text(to, "everything");
    else
        buf_printf(to, "%s to %s", date_text(query->arena, days.from), date_text(query->arena, days.to));
    for (size_t i = 0; when->time && i < when->time->n_days_of_week; i++)
        buf_printf(to, "%s%lld", i ? "," : " weekdays ", (long long)when->time->days_of_week[i]);
    for (size_t i = 0; when->time && i < when->time->n_hours; i++)
        buf_printf(to, "%s%lld", i ? "," : " hours ", (long long)when->time->hours[i]);
    buf_char(to, '\n');
}

static void print_expr(const char *name, const struct expr *expr, struct buf *to)
{
    buf_printf(to, "  %s ", name);
    expr_print(expr, to);
    buf_char(to, '\n');
}

static void print_aggregate(const struct query *query, size_t at, struct buf *to)
{
    const struct aggregate *aggregate = &query->aggregates[at];

    buf_printf(to, "aggregate %s over %s%s\n", aggregate->name, query->model->datasets[aggregate->base].name,
               aggregate->to_date ? " up to the last day" : "");
    for (size_t i = 0; i < query->n_dims; i++)
        print_expr(arena_printf(query->arena, "by %s =", query->dims[i].name), aggregate->dims[i], to);
    for (size_t i = 0; i < query->n_slots; i++)
        if (query->slots[i].aggregate == at)
            print_expr(arena_printf(query->arena, "slot #%zu %s =", i, query->slots[i].name),
                       query->model->measures[query->slots[i].measure].expr, to);
    if (aggregate->filter)
        print_expr("where", aggregate->filter, to);
}

static void print_events(const struct query *query, const struct event_rows *events, struct buf *to)
{
    buf_printf(to, "%s over %s by %s\n", events->name, query->model->datasets[events->dataset].name,
               scope_words[query->scope]);
    for (size_t i = 0; i < query->n_dims && events->dims; i++)
        print_expr(arena_printf(query->arena, "by %s =", query->dims[i].name), events->dims[i], to);
    if (events->filter)
        print_expr("where", events->filter, to);
    buf_text(to, "  ");
    print_when(query, "when", &events->when, to);
}

static void print_sequence(const struct query *query, struct buf *to)
{
    for (size_t i = 0; i < query->n_events; i++)
        print_events(query, &query->events[i], to);
    if (query->stop)
        print_expr("stop", query->stop, to);
    if (query->start)
        print_expr("start", query->start, to);
    if (query->end)
        print_expr("end", query->end, to);
}

static void print_did(const struct query *query, const struct did_query *did, struct buf *to)
{
    buf_printf(to, "%s over %s by %s\n", did->name, query->model->datasets[did->dataset].name,
               scope_words[did->scope]);
    print_expr("where", did->filter, to);
    if (did->times)
        print_expr("times", did->times, to);
    buf_text(to, "  ");
    print_when(query, "when", &did->when, to);
}

static void print_parameter(const struct query *query, size_t i, struct buf *to)
{
    const struct parameter *parameter = &query->parameters.items[i];
    const struct cell *cell = &parameter->cell;

    buf_printf(to, "parameter $%zu %s = ", i + 1, parameter->name);
    switch (parameter->type) {
    case CELL_TEXT:
        buf_printf(to, "'%s'", cell->value.text);
        break;
    case CELL_DATE:
        buf_text(to, date_text(query->arena, date_of_days(cell->value.integer)));
        break;
    case CELL_NUMBER:
        buf_printf(to, "%.15g", cell->value.number);
        break;
    case CELL_BOOLEAN:
        buf_text(to, cell->value.boolean ? "true" : "false");
        break;
    default:
        buf_int(to, cell->value.integer);
    }
    buf_char(to, '\n');
}

const char *query_print(struct ctx *ctx, const struct query *query)
{
    struct buf to = buf_in(ctx->arena, 1024 * 1024);

    buf_printf(&to, "%s, weeks from %s, zone %s\n", form_words[query->form], model_week_start(query->model),
               query->zone);
    print_when(query, "now", &query->now, &to);
    if (query->has_before)
        print_when(query, "before", &query->before, &to);
    for (size_t i = 0; i < query->n_dims; i++)
        buf_printf(&to, "dimension %s %s%s%s\n", query->dims[i].name, type_words[query->dims[i].type],
                   query->dims[i].grain ? " by " : "", grain_words[query->dims[i].grain]);
    for (size_t i = 0; i < query->n_metrics; i++) {
        buf_printf(&to, "metric %s%s = ", query->metrics[i].metric->name,
                   query->metrics[i].is_hidden ? " hidden" : "");
        expr_print(query->metrics[i].expr, &to);
        buf_char(&to, '\n');
    }
    for (size_t i = 0; i < query->n_aggregates; i++)
        print_aggregate(query, i, &to);
    print_sequence(query, &to);
    for (size_t i = 0; i < query->n_dids; i++)
        print_did(query, &query->dids[i], &to);
    for (size_t i = 0; i < query->parameters.n; i++)
        print_parameter(query, i, &to);
    return buf_str(&to);
}
