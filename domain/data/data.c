#include "domain/data/data.h"

#include "domain/data/budget.h"

const char *data_rights(struct ctx *ctx)
{
    return ctx->who ? arena_printf(ctx->arena, "%d.%x", (int)ctx->who->role, ctx->who->capabilities) : "";
}

struct date data_today(struct ctx *ctx)
{
    return zone_date(ctx->ports->zone, ctx->now);
}

static void describe(struct ctx *ctx, struct data *data)
{
    data->model =
        model_with_attributes(ctx, ctx->ports->model, data->state.attributes, data->state.n_attributes);
    data->today = data_today(ctx);
}

struct err *data_open(struct ctx *ctx, const char *version, struct data *out)
{
    struct err *err;

    *out = (struct data){ 0 };
    err = warehouse_pin(ctx, version, &out->snapshot);
    if (err)
        return err;
    out->state = out->snapshot->state;
    describe(ctx, out);
    return NULL;
}

struct err *data_model(struct ctx *ctx, struct data *out)
{
    struct err *err;

    *out = (struct data){ 0 };
    err = warehouse_state(ctx, &out->state);
    if (err)
        return err;
    describe(ctx, out);
    return NULL;
}

void data_compile_options(struct ctx *ctx, const struct data *data, struct compile_options *out)
{
    struct compile_empty *empty = NULL;
    size_t n = 0;

    *out = (struct compile_options){ .today = data->today,
                                     .zone = ctx->ports->settings->time_zone,
                                     .dialect = ctx->ports->warehouse->driver->dialect };
    if (!data->state.campaign_days)
        *ARENA_PUSH(ctx->arena, empty, n) =
            (struct compile_empty){ "campaign_days", "load advertising costs by truffle load campaign-days" };
    if (!data->state.item_costs)
        *ARENA_PUSH(ctx->arena, empty, n) =
            (struct compile_empty){ "sold_items", "load product costs by truffle load item-costs" };
    out->empty = empty;
    out->n_empty = n;
}

struct warehouse_query data_statement(const struct compiled *compiled)
{
    return (struct warehouse_query){
        .sql = compiled->sql,
        .parameters = compiled->parameters,
        .n_parameters = compiled->n_parameters,
        .max_rows = (size_t)compiled->max_rows,
    };
}

static struct err *ask_within(struct ctx *ctx, const struct data *data, const struct warehouse_query *query,
                              const struct cost *known, struct warehouse_result *out)
{
    struct spending spending;
    struct err *err, *unsettled;

    err = budget_take(ctx, data->snapshot, query, known, &spending);
    if (err)
        return err;
    err = snapshot_query(ctx, data->snapshot, query, out);
    unsettled = budget_settle(ctx, &spending, err ? 0 : out->bytes_billed);
    return err ? err : unsettled;
}

struct err *data_ask(struct ctx *ctx, const struct data *data, const struct warehouse_query *query,
                     struct warehouse_result *out)
{
    return ask_within(ctx, data, query, NULL, out);
}

struct err *data_query(struct ctx *ctx, const struct data *data, const struct compiled *compiled,
                       struct warehouse_result *out)
{
    const struct warehouse_query query = data_statement(compiled);

    return data_ask(ctx, data, &query, out);
}

struct err *data_estimate(struct ctx *ctx, const struct data *data, const struct compiled *compiled,
                          struct cost **out)
{
    const struct warehouse_query query = data_statement(compiled);

    return budget_tell(ctx, data->snapshot, &query, out);
}

struct err *data_query_known(struct ctx *ctx, const struct data *data, const struct compiled *compiled,
                             const struct cost *known, struct warehouse_result *out)
{
    const struct warehouse_query query = data_statement(compiled);

    return ask_within(ctx, data, &query, known, out);
}

int64_t cell_int(const struct cell *cell)
{
    return cell->is_null ? 0 : cell->value.integer;
}

const char *cell_text(const struct cell *cell)
{
    return cell->is_null ? NULL : cell->value.text;
}

static void encode_cell(struct ctx *ctx, struct json_writer *json, enum cell_type type,
                        const struct cell *cell)
{
    if (cell->is_null) {
        json_no(json);
        return;
    }
    switch (type) {
    case CELL_TEXT:
        json_text(json, cell->value.text);
        break;
    case CELL_INTEGER:
        json_int(json, cell->value.integer);
        break;
    case CELL_NUMBER:
        json_number(json, cell->value.number);
        break;
    case CELL_BOOLEAN:
        json_bool(json, cell->value.boolean);
        break;
    case CELL_DATE:
        json_text(json, date_text(ctx->arena, date_of_days(cell->value.integer)));
        break;
    case CELL_TIMESTAMP:
        json_text(json, instant_text(ctx->arena, (struct instant){ cell->value.integer }));
        break;
    case CELL_BYTES:
        json_text(json, hex_text(ctx->arena, cell->value.bytes.at, cell->value.bytes.size));
        break;
    }
}

void cells_encode(struct ctx *ctx, const struct warehouse_result *result, size_t n_rows, struct buf *to)
{
    struct json_writer json = json_to(to);

    json_open(&json, '[');
    for (size_t row = 0; row < n_rows; row++) {
        json_open(&json, '[');
        for (size_t column = 0; column < result->n_columns; column++)
            encode_cell(ctx, &json, result->columns[column].type,
                        &result->cells[row * result->n_columns + column]);
        json_shut(&json, ']');
    }
    json_shut(&json, ']');
}
