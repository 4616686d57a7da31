#include "connectors/bigquery/inner.h"

#include <stdio.h>

static const char *const type_names[] = {
    [CELL_TEXT] = "STRING", [CELL_INTEGER] = "INT64", [CELL_NUMBER] = "FLOAT64",      [CELL_BOOLEAN] = "BOOL",
    [CELL_DATE] = "DATE",   [CELL_BYTES] = "BYTES",   [CELL_TIMESTAMP] = "TIMESTAMP",
};

static void number_text(struct json_writer *json, double value)
{
    char text[64]; /* the longest %.17g has 24 characters */

    if (isnan(value))
        json_text(json, "NaN");
    else if (isinf(value))
        json_text(json, value > 0 ? "Infinity" : "-Infinity");
    else {
        snprintf(text, sizeof(text), "%.17g", value);
        json_text(json, text);
    }
}

/* Every value is text on the wire. */
static void value_text(struct arena *arena, struct json_writer *json, const struct parameter *parameter)
{
    const struct cell *cell = &parameter->cell;

    switch (parameter->type) {
    case CELL_TEXT:
        json_text(json, cell->value.text);
        return;
    case CELL_INTEGER:
        json_text(json, arena_printf(arena, "%lld", (long long)cell->value.integer));
        return;
    case CELL_NUMBER:
        number_text(json, cell->value.number);
        return;
    case CELL_BOOLEAN:
        json_text(json, cell->value.boolean ? "true" : "false");
        return;
    case CELL_DATE:
        json_text(json, date_text(arena, date_of_days(cell->value.integer)));
        return;
    case CELL_TIMESTAMP:
        json_text(json, instant_text(arena, (struct instant){ cell->value.integer }));
        return;
    case CELL_BYTES:
        json_text(json, base64(arena, cell->value.bytes.at, cell->value.bytes.size));
        return;
    }
}

static void add_parameter(struct arena *arena, struct json_writer *json, const struct parameter *parameter)
{
    json_open(json, '{');
    json_key(json, "name");
    json_text(json, parameter->name);
    json_key(json, "parameterType");
    json_open(json, '{');
    json_key(json, "type");
    json_text(json, type_names[parameter->type]);
    json_shut(json, '}');
    json_key(json, "parameterValue");
    json_open(json, '{');
    json_key(json, "value");
    if (parameter->cell.is_null)
        json_no(json);
    else
        value_text(arena, json, parameter);
    json_shut(json, '}');
    json_shut(json, '}');
}

/* Numbers of 64 bits are text in Google's JSON. */
static void int_text(struct json_writer *json, const char *key, int64_t value)
{
    struct arena *arena = json->to->arena;

    json_key(json, key);
    json_text(json, arena_printf(arena, "%lld", (long long)value));
}

/* What a query is, in both calls. Tables without a dataset are the settings'. */
static void add_query(const struct bigquery *bigquery, struct json_writer *json,
                      const struct warehouse_query *query)
{
    struct arena *arena = json->to->arena;

    json_key(json, "query");
    json_text(json, query->sql);
    json_key(json, "useLegacySql");
    json_bool(json, false);
    json_key(json, "defaultDataset");
    json_open(json, '{');
    json_key(json, "projectId");
    json_text(json, bigquery->options.project);
    json_key(json, "datasetId");
    json_text(json, bigquery->options.dataset);
    json_shut(json, '}');
    if (!query->n_parameters)
        return;
    json_key(json, "parameterMode");
    json_text(json, "named");
    json_key(json, "queryParameters");
    json_open(json, '[');
    for (size_t i = 0; i < query->n_parameters; i++)
        add_parameter(arena, json, &query->parameters[i]);
    json_shut(json, ']');
}

static void add_labels(struct json_writer *json)
{
    json_key(json, "labels");
    json_open(json, '{');
    json_key(json, "app");
    json_text(json, "truffle");
    json_shut(json, '}');
}

static void add_location(const struct bigquery *bigquery, struct json_writer *json)
{
    if (!*bigquery->options.location)
        return;
    json_key(json, "location");
    json_text(json, bigquery->options.location);
}

void encode_query(const struct bigquery *bigquery, const struct bigquery_ask *ask, struct buf *to)
{
    const int64_t own = ask->query->max_bytes, all = bigquery->options.max_bytes;
    const int64_t most = own && (!all || own < all) ? own : all;
    struct json_writer json = json_to(to);

    json_open(&json, '{');
    add_query(bigquery, &json, ask->query);
    add_location(bigquery, &json);
    json_key(&json, "formatOptions");
    json_open(&json, '{');
    json_key(&json, "useInt64Timestamp");
    json_bool(&json, true);
    json_shut(&json, '}');
    json_key(&json, "requestId");
    json_text(&json, ask->request_id);
    json_key(&json, "maxResults");
    json_int(&json, (int64_t)ask->page);
    json_key(&json, "timeoutMs");
    json_int(&json, ask->wait_ms);
    int_text(&json, "jobTimeoutMs", ask->job_ms);
    if (most)
        int_text(&json, "maximumBytesBilled", most);
    add_labels(&json);
    json_shut(&json, '}');
}

void encode_dry_run(const struct bigquery *bigquery, const struct warehouse_query *query, struct buf *to)
{
    struct json_writer json = json_to(to);

    json_open(&json, '{');
    json_key(&json, "configuration");
    json_open(&json, '{');
    json_key(&json, "dryRun");
    json_bool(&json, true);
    json_key(&json, "query");
    json_open(&json, '{');
    add_query(bigquery, &json, query);
    json_shut(&json, '}');
    add_labels(&json);
    json_shut(&json, '}');
    json_key(&json, "jobReference");
    json_open(&json, '{');
    json_key(&json, "projectId");
    json_text(&json, bigquery->options.project);
    add_location(bigquery, &json);
    json_shut(&json, '}');
    json_shut(&json, '}');
}
