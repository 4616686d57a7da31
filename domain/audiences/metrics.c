/*
 * What the people of an audience are worth: their orders so far, over the same statement that lists them.
 */
#include "domain/audiences/audiences.h"

struct audience_metrics {
    const char *audience_id, *name;
    int64_t version;
    int64_t people, reachable, consented, total_customers;
    int64_t buyers, orders;
    double order_value, lifetime_value;
    const char *currency, *data_until, *data_version;
};
static const struct field metrics_fields[] = {
    FIELD(audience_metrics, audience_id, "Which audience."),
    FIELD(audience_metrics, name, "Its name."),
    FIELD(audience_metrics, version, "Its newest version."),
    FIELD(audience_metrics, people, "Customers in it."),
    FIELD(audience_metrics, reachable, "Of them, with a usable e-mail, phone or full address."),
    FIELD(audience_metrics, consented, "Of those, who agreed to both purposes of advertising."),
    FIELD(audience_metrics, total_customers, "Customers in all."),
    FIELD(audience_metrics, buyers, "Of the people, who ordered at least once."),
    FIELD(audience_metrics, orders, "Their orders so far, without cancelled ones."),
    FIELD(audience_metrics, order_value, "Value of them, less what was cancelled.", .optional = true),
    FIELD(audience_metrics, lifetime_value, "The same for each buyer.", .optional = true),
    FIELD(audience_metrics, currency, "Of both values."),
    FIELD(audience_metrics, data_until, "Last day with events.", .optional = true),
    FIELD(audience_metrics, data_version, "Changes with every load."),
};
const struct shape audience_metrics_shape =
    SHAPE(audience_metrics, metrics_fields, "How large an audience is and what it is worth.");

static double number_of(const struct cell *cell, enum cell_type type)
{
    if (cell->is_null)
        return NAN;
    return type == CELL_INTEGER ? (double)cell->value.integer : cell->value.number;
}

static struct err *read_worth(struct ctx *ctx, const struct data *data, const struct cond *rules,
                              const struct compile_options *options, struct audience_metrics *out)
{
    struct compiled worth = { 0 };
    struct warehouse_result rows;
    struct err *err;

    err = rules_worth_compile(ctx, data->model, rules, options, &worth);
    if (!err)
        err = data_query(ctx, data, &worth, &rows);
    if (err)
        return err;
    out->buyers = cell_int(&rows.cells[0]);
    out->orders = cell_int(&rows.cells[1]);
    out->order_value = number_of(&rows.cells[2], rows.columns[2].type);
    out->lifetime_value = out->buyers ? out->order_value / (double)out->buyers : NAN;
    return NULL;
}

static struct err *read_reach(struct ctx *ctx, const struct data *data, const struct cond *rules,
                              const struct compile_options *options, struct audience_metrics *out)
{
    struct compiled reach = { 0 };
    struct warehouse_result rows;
    struct err *err;

    err = rules_reach_compile(ctx, data->model, rules, options, &reach);
    if (!err)
        err = data_query(ctx, data, &reach, &rows);
    if (err)
        return err;
    out->people = cell_int(&rows.cells[0]);
    out->reachable = cell_int(&rows.cells[1]);
    out->consented = cell_int(&rows.cells[2]);
    out->total_customers = cell_int(&rows.cells[3]);
    return NULL;
}

struct err *audience_metrics(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;
    struct audience_metrics *metrics = out;
    struct compile_options options;
    struct audience audience = { 0 };
    struct cond rules = { 0 };
    struct data data;
    json_t *json;
    struct err *err = audience_saved_rules(ctx, key->id, &audience, &json);

    if (!err)
        err = data_open(ctx, NULL, &data);
    if (!err)
        err = audience_compile_options(ctx, &data, json, &rules, &options);
    if (err)
        return err;
    *metrics = (struct audience_metrics){
        .audience_id = audience.id,
        .name = audience.name,
        .version = audience.version,
        .currency = ctx->ports->settings->currency,
        .data_until = data.state.data_until,
        .data_version = data.state.data_version,
    };
    err = read_reach(ctx, &data, &rules, &options, metrics);
    return err ? err : read_worth(ctx, &data, &rules, &options, metrics);
}
