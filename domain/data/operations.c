#include "domain/data/data.h"

#include "packages/store/store.h"

struct model_view {
    struct model_metric_info *metrics;
    size_t n_metrics;
    struct model_field_info *dimensions;
    size_t n_dimensions;
    const char **events;
    size_t n_events;
    const char *time_zone, *week_start, *first_day, *last_day;
    int64_t confirm_above_bytes;
};

struct values_query {
    const char *field, *q;
    int64_t limit;
};
static const struct field values_query_fields[] = {
    FIELD(values_query, field, "A dimension of the model.", .format = "name", .example = "country"),
    FIELD(values_query, q, "Text that the values hold.", .max = 200, .optional = true),
    FIELD(values_query, limit, "Values wanted.", .min = 1, .max = 200, .optional = true),
};
static const struct shape values_query_shape = SHAPE(values_query, values_query_fields, "Which values.");

struct value_count {
    const char *value;
    int64_t count;
};
static const struct field value_count_fields[] = {
    FIELD(value_count, value, "The value.", .optional = true),
    FIELD(value_count, count, "Rows that hold it."),
};
static const struct shape value_count_shape =
    SHAPE(value_count, value_count_fields, "A value of a dimension.");

struct values {
    struct value_count *items;
    size_t n_items;
};
static const struct field values_fields[] = {
    LIST(values, items, &value_count_shape, "Most frequent first."),
};
static const struct shape values_shape = SHAPE(values, values_fields, "Values of a dimension.");

static struct err *event_names(struct ctx *ctx, const struct data *data, struct model_view *out)
{
    struct warehouse_result rows;
    struct compiled compiled = { 0 };
    struct err *err;

    err = model_values(ctx, data->model, "event_name", NULL, 200, &compiled);
    if (!err)
        err = data_query(ctx, data, &compiled, &rows);
    if (err)
        return err;
    out->events = arena_alloc(ctx->arena, (rows.n_rows + 1) * sizeof(*out->events));
    for (size_t i = 0; i < rows.n_rows; i++)
        if (!rows.cells[i * rows.n_columns].is_null)
            out->events[out->n_events++] = cell_text(&rows.cells[i * rows.n_columns]);
    return NULL;
}

static struct err *get_model(struct ctx *ctx, const void *in, void *out)
{
    struct model_view *view = out;
    struct model_info info = { 0 };
    struct data data;
    struct err *err;

    (void)in;
    err = data_open(ctx, NULL, &data);
    if (err)
        return err;
    model_describe(ctx, data.model, &info);
    *view = (struct model_view){
        .metrics = info.metrics,
        .n_metrics = info.n_metrics,
        .dimensions = info.dimensions,
        .n_dimensions = info.n_dimensions,
        .time_zone = ctx->ports->settings->time_zone,
        .week_start = info.week_start,
        .first_day = data.state.first_day,
        .last_day = data.state.data_until,
        .confirm_above_bytes = ctx->ports->settings->confirm_above_bytes,
    };
    return event_names(ctx, &data, view);
}

static struct err *get_values(struct ctx *ctx, const void *in, void *out)
{
    const struct values_query *query = in;
    struct values *values = out;
    struct compiled compiled = { 0 };
    struct warehouse_result rows;
    struct data data;
    struct err *err;

    err = data_open(ctx, NULL, &data);
    if (!err)
        err = model_values(ctx, data.model, query->field, query->q, query->limit ? query->limit : 50,
                           &compiled);
    if (!err)
        err = data_query(ctx, &data, &compiled, &rows);
    if (err)
        return err;
    values->items = arena_alloc(ctx->arena, (rows.n_rows + 1) * sizeof(*values->items));
    for (size_t i = 0; i < rows.n_rows; i++) {
        const struct cell *cells = &rows.cells[i * rows.n_columns];

        if (!cells[0].is_null)
            values->items[values->n_items++] =
                (struct value_count){ cell_text(&cells[0]), cell_int(&cells[1]) };
    }
    return NULL;
}

/* The fields that the model itself describes, and those that only the data knows. */
static const struct field model_view_fields[] = {
    LIST(model_view, metrics, &model_metric_info_shape, "All that can be measured."),
    LIST(model_view, dimensions, &model_field_info_shape, "All that it can be broken down or filtered by."),
    SCALARS(model_view, events, "Names of the events in the data, most frequent first."),
    FIELD(model_view, time_zone, "The property's zone."),
    FIELD(model_view, week_start, "First day of a week."),
    FIELD(model_view, first_day, "First day with events.", .optional = true),
    FIELD(model_view, last_day, "Last day with events.", .optional = true),
    FIELD(model_view, confirm_above_bytes,
          "Pages ask before they run a question that would read more; 0: never."),
};
static const struct shape model_view_shape =
    SHAPE(model_view, model_view_fields, "The semantic model.", .name = "model");

const struct operation data_operations[N_DATA_OPERATIONS] = {
    [MODEL_GET] =
        READ("model_get", get_model, ROLE_USER, NULL, &model_view_shape, "Read the semantic model", LONG),
    [MODEL_VALUES] = READ("model_values", get_values, ROLE_USER, &values_query_shape, &values_shape,
                          "Search the values of a dimension", LONG),
};
