/*
 * What SQL that people write may read here: the tables of data/bq that have the names of the embedded
 * warehouse, and the views for people. A dry run names what lies beneath a view, so that stands here too.
 */
#include "connectors/bigquery/inner.h"

#include <string.h>

enum { DEEPEST = 15, LONGEST_TYPE = 64 * 1024 };

static const char *const of_audiences[] = { "customer_links", "customer_users",  "customers", "orders",
                                            "sessions",       "user_attributes", "users",     NULL };
static const char *const of_links[] = { "customer_links", "customers", "user_attributes", "users", NULL };
static const char *const of_events[] = { "events", NULL };
static const char *const of_sessions[] = { "sessions", NULL };
static const char *const of_users[] = { "user_attributes", NULL };

/* Those of the views are theirs of data/bq/views, all the way down; a test compares. */
const struct public_table bigquery_public_tables[] = {
    { "audience_metrics", of_audiences },
    { "conversions", NULL },
    { "cortex_ga4_sessions", of_sessions },
    { "customer_users", of_links },
    { "customers", NULL },
    { "daily_kpis", of_sessions },
    { "events", NULL },
    { "items", of_events },
    { "order_items", NULL },
    { "orders", NULL },
    { "sessions", NULL },
    { "user_attributes", NULL },
    { "users", of_users },
    { NULL, NULL },
};

/* The wire has the old names of some types. */
static const char *type_name(const char *type)
{
    static const char *const names[][2] = { { "INTEGER", "INT64" },
                                            { "FLOAT", "FLOAT64" },
                                            { "BOOLEAN", "BOOL" } };

    for (size_t i = 0; i < COUNT(names); i++)
        if (text_is(names[i][0], type))
            return names[i][1];
    return type;
}

/* As GoogleSQL writes it: "ARRAY<STRUCT<k STRING, n INT64>>". */
static void add_type(json_t *field, unsigned depth, struct buf *to)
{
    const char *type = json_string_value(json_object_get(field, "type"));
    const bool is_list = text_is(json_string_value(json_object_get(field, "mode")), "REPEATED");
    json_t *fields = json_object_get(field, "fields"), *inner;
    size_t i;

    buf_text(to, is_list ? "ARRAY<" : "");
    if (!json_array_size(fields) || depth > DEEPEST) {
        buf_text(to, type ? type_name(type) : "");
    } else {
        buf_text(to, "STRUCT<");
        json_array_foreach(fields, i, inner)
        {
            const char *name = json_string_value(json_object_get(inner, "name"));

            buf_printf(to, "%s%s ", i ? ", " : "", name ? name : "");
            add_type(inner, depth + 1, to);
        }
        buf_text(to, ">");
    }
    buf_text(to, is_list ? ">" : "");
}

/* tables.get costs nothing, and knows the further columns of `customers`. */
struct err *tables_describe(struct ctx *ctx, struct bigquery *bigquery, const char *table,
                            struct public_column **out, size_t *n)
{
    const char *rest =
        arena_printf(ctx->arena, "/datasets/%s/tables/%s", http_escape(ctx->arena, bigquery->options.dataset),
                     http_escape(ctx->arena, table));
    const struct bigquery_call call = { .method = "GET", .path = bigquery_path(ctx, bigquery, rest) };
    json_t *json, *fields, *field;
    struct err *err;
    size_t i;

    err = bigquery_call(ctx, bigquery, &call, bigquery_deadline(ctx, bigquery), &json, NULL);
    if (err)
        return err;
    fields = json_object_get(json_object_get(json, "schema"), "fields");
    *n = json_array_size(fields);
    *out = arena_alloc(ctx->arena, (*n + 1) * sizeof(**out));
    json_array_foreach(fields, i, field)
    {
        const char *name = json_string_value(json_object_get(field, "name"));
        struct buf type = buf_in(ctx->arena, LONGEST_TYPE);

        add_type(field, 0, &type);
        (*out)[i] = (struct public_column){ name ? arena_text(ctx->arena, name) : "", buf_str(&type) };
    }
    return NULL;
}
