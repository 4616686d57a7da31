/*
 * What is published: the one row of the table `manifest`, which a refresh replaces at its end. It is read by
 * tabledata.list, which costs nothing.
 */
#include "connectors/bigquery/state.h"

#include <string.h>

enum { MOST_ATTRIBUTES = 1000, LOOK_MOST_S = 5 };

/* As data/bq/schemas/manifest.sql makes it. */
static const char *const columns[][2] = {
    { "data_version", "STRING" },   { "loaded_at", "TIMESTAMP" }, { "first_day", "DATE" },
    { "data_until", "DATE" },       { "events", "INTEGER" },      { "customers", "INTEGER" },
    { "campaign_days", "INTEGER" }, { "item_costs", "INTEGER" },  { "consent_seq", "INTEGER" },
    { "attributes", "STRING" },
};
enum {
    VERSION,
    LOADED_AT,
    FIRST_DAY,
    DATA_UNTIL,
    EVENTS,
    CUSTOMERS,
    CAMPAIGN_DAYS,
    ITEM_COSTS,
    CONSENT_SEQ,
    ATTRIBUTES
};

static struct err *manifest_schema(struct ctx *ctx, struct bigquery_schema *out)
{
    json_t *json = json_keep(ctx, json_object()), *fields = json_array();

    json_object_set_new(json, "fields", fields);
    for (size_t i = 0; i < COUNT(columns); i++)
        json_array_append_new(fields, json_pack("{ss, ss}", "name", columns[i][0], "type", columns[i][1]));
    return schema_read(ctx, json, out);
}

static int64_t number(const struct cell *cell)
{
    return cell->is_null ? 0 : cell->value.integer;
}

static const char *day(struct arena *arena, const struct cell *cell)
{
    return cell->is_null ? NULL : date_text(arena, date_of_days(cell->value.integer));
}

/* Names of columns, separated by commas. */
static void split(struct arena *arena, const char *text, struct warehouse_state *out)
{
    while (*text && out->n_attributes < MOST_ATTRIBUTES) {
        const size_t len = strcspn(text, ",");

        if (len)
            *ARENA_PUSH(arena, out->attributes, out->n_attributes) = arena_text_n(arena, text, len);
        text += len + (text[len] == ',');
    }
}

static void fill(struct arena *arena, const struct cell *cells, struct warehouse_state *out)
{
    *out = (struct warehouse_state){
        .data_version = cells[VERSION].is_null ? "" : arena_text(arena, cells[VERSION].value.text),
        .data_until = day(arena, &cells[DATA_UNTIL]),
        .first_day = day(arena, &cells[FIRST_DAY]),
        .loaded_at = { number(&cells[LOADED_AT]) },
        .events = number(&cells[EVENTS]),
        .customers = number(&cells[CUSTOMERS]),
        .campaign_days = number(&cells[CAMPAIGN_DAYS]),
        .item_costs = number(&cells[ITEM_COSTS]),
        .consent_seq = number(&cells[CONSENT_SEQ]),
    };
    if (!cells[ATTRIBUTES].is_null)
        split(arena, cells[ATTRIBUTES].value.text, out);
}

struct err *state_read(struct ctx *ctx, struct bigquery *bigquery, struct arena *arena,
                       struct warehouse_state *out)
{
    const char *rest = arena_printf(
        ctx->arena, "/datasets/%s/tables/manifest/data?maxResults=1&formatOptions.useInt64Timestamp=true",
        http_escape(ctx->arena, bigquery->options.dataset));
    const struct bigquery_call call = { .method = "GET", .path = bigquery_path(ctx, bigquery, rest) };
    const int64_t soon = monotonic_us() + SECONDS(LOOK_MOST_S);
    const int64_t deadline = bigquery_deadline(ctx, bigquery);
    struct bigquery_schema schema;
    struct cell *cells;
    size_t n = 0;
    json_t *json;
    struct err *err;

    *out = (struct warehouse_state){ .data_version = "" };
    err = bigquery_call(ctx, bigquery, &call, deadline < soon ? deadline : soon, &json, NULL);
    if (err_is(err, ERR_NOT_FOUND))
        return NULL; /* nothing was made there yet */
    if (!err)
        err = manifest_schema(ctx, &schema);
    if (!err)
        err = rows_read(ctx, ctx->arena, &schema, json_object_get(json, "rows"), &cells, &n);
    if (!err && n)
        fill(arena, cells, out);
    return err;
}
