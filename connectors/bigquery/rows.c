/*
 * Rows as BigQuery writes them: every scalar is text, an array is [{"v":…}], a record {"f":[{"v":…}]}, in the
 * schema's order. Columns that no cell type fits are text; nested ones are JSON.
 */
#include "connectors/bigquery/inner.h"

#include <openssl/evp.h>
#include <string.h>

enum { MOST_COLUMNS = 10000, DEEPEST = 15, LONGEST_NESTED = 16 * 1024 * 1024 };

enum value_kind { PLAIN, INTEGER, NUMBER, BOOLEAN, DAY, WALL_CLOCK, MOMENT, BINARY, RECORD };

struct bigquery_field {
    const char *name;
    enum value_kind kind;
    bool is_repeated;
    struct bigquery_field *fields; /* of a RECORD */
    size_t n_fields;
};

/* Old and new names; what isn't here stays text: STRING, TIME, GEOGRAPHY, JSON, INTERVAL, RANGE. */
static const struct {
    const char *name;
    enum value_kind kind;
} kinds[] = {
    { "BIGNUMERIC", NUMBER }, { "BOOL", BOOLEAN },        { "BOOLEAN", BOOLEAN }, { "BYTES", BINARY },
    { "DATE", DAY },          { "DATETIME", WALL_CLOCK }, { "FLOAT", NUMBER },    { "FLOAT64", NUMBER },
    { "INT64", INTEGER },     { "INTEGER", INTEGER },     { "NUMERIC", NUMBER },  { "RECORD", RECORD },
    { "STRUCT", RECORD },     { "TIMESTAMP", MOMENT },
};

static const enum cell_type cell_types[] = {
    [PLAIN] = CELL_TEXT,       [INTEGER] = CELL_INTEGER, [NUMBER] = CELL_NUMBER,
    [BOOLEAN] = CELL_BOOLEAN,  [DAY] = CELL_DATE,        [WALL_CLOCK] = CELL_TIMESTAMP,
    [MOMENT] = CELL_TIMESTAMP, [BINARY] = CELL_BYTES,    [RECORD] = CELL_TEXT,
};

/* --- the schema --- */

static struct err *fields_read(struct ctx *ctx, json_t *json, unsigned depth, struct bigquery_field **out,
                               size_t *n);

static struct err *field_read(struct ctx *ctx, json_t *json, unsigned depth, struct bigquery_field *out)
{
    const char *name = json_string_value(json_object_get(json, "name"));
    const char *type = json_string_value(json_object_get(json, "type"));

    if (!name || !type)
        return err_new(ctx, ERR_UPSTREAM, NULL, "BigQuery's schema has a column without a name or a type");
    *out = (struct bigquery_field){ .name = arena_text(ctx->arena, name),
                                    .is_repeated = text_is(json_string_value(json_object_get(json, "mode")),
                                                           "REPEATED") };
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (text_is(kinds[i].name, type))
            out->kind = kinds[i].kind;
    if (out->kind != RECORD)
        return NULL;
    return fields_read(ctx, json_object_get(json, "fields"), depth + 1, &out->fields, &out->n_fields);
}

static struct err *fields_read(struct ctx *ctx, json_t *json, unsigned depth, struct bigquery_field **out,
                               size_t *n)
{
    const size_t size = json_array_size(json);
    struct err *err = NULL;

    if (depth > DEEPEST || size > MOST_COLUMNS)
        return err_new(ctx, ERR_UPSTREAM, NULL, "BigQuery's schema has too many columns or is too deep");
    *out = arena_alloc(ctx->arena, (size + 1) * sizeof(**out));
    for (size_t i = 0; i < size && !err; i++)
        err = field_read(ctx, json_array_get(json, i), depth, &(*out)[i]);
    *n = size;
    return err;
}

struct err *schema_read(struct ctx *ctx, json_t *json, struct bigquery_schema *out)
{
    struct err *err;

    *out = (struct bigquery_schema){ 0 };
    err = fields_read(ctx, json_object_get(json, "fields"), 0, &out->fields, &out->n);
    if (err)
        return err;
    out->columns = arena_alloc(ctx->arena, (out->n + 1) * sizeof(*out->columns));
    for (size_t i = 0; i < out->n; i++)
        out->columns[i] = (struct warehouse_column){
            out->fields[i].name, out->fields[i].is_repeated ? CELL_TEXT : cell_types[out->fields[i].kind]
        };
    return NULL;
}

/* --- scalars --- */

static bool read_bytes(struct arena *arena, const char *text, struct bytes *out)
{
    const size_t len = strlen(text);
    unsigned char *at = arena_alloc(arena, len / 4 * 3 + 1);
    const int size =
        len % 4 || len > INT_MAX ? -1 : EVP_DecodeBlock(at, (const unsigned char *)text, (int)len);
    size_t padding = 0;

    if (size < 0)
        return false;
    while (padding < 2 && padding < len && text[len - 1 - padding] == '=')
        padding++;
    *out = (struct bytes){ at, (size_t)size - padding };
    return true;
}

/* text_to_number() takes no words. */
static bool read_number(const char *text, double *out)
{
    static const struct {
        const char *word;
        double value;
    } words[] = { { "NaN", NAN },      { "Infinity", INFINITY }, { "-Infinity", -INFINITY },
                  { "Inf", INFINITY }, { "-Inf", -INFINITY },    { "+Inf", INFINITY } };

    for (size_t i = 0; i < COUNT(words); i++)
        if (text_is(words[i].word, text)) {
            *out = words[i].value;
            return true;
        }
    return text_to_number(text, out);
}

static bool read_scalar(struct arena *arena, enum value_kind kind, const char *text, struct cell *out)
{
    struct date date;
    struct instant at;

    switch (kind) {
    case INTEGER:
    case MOMENT:
        return text_to_int(text, &out->value.integer);
    case NUMBER:
        return read_number(text, &out->value.number);
    case BOOLEAN:
        out->value.boolean = text_is(text, "true");
        return out->value.boolean || text_is(text, "false");
    case DAY:
        if (!date_parse(text, &date))
            return false;
        out->value.integer = date_days(date);
        return true;
    case WALL_CLOCK: /* as DuckDB's TIMESTAMP: microseconds as if it were UTC */
        if (!instant_parse(arena_printf(arena, "%sZ", text), &at))
            return false;
        out->value.integer = at.us;
        return true;
    case BINARY:
        return read_bytes(arena, text, &out->value.bytes);
    case PLAIN:
    case RECORD:
        break;
    }
    out->value.text = arena_text(arena, text);
    return text_is_utf8(text, strlen(text));
}

/* --- nested values, as JSON --- */

static bool add_value(struct arena *arena, const struct bigquery_field *field, bool is_item, json_t *value,
                      struct json_writer *to);

static void add_scalar(struct json_writer *to, enum value_kind kind, const char *text)
{
    double number;
    int64_t integer;

    if (kind == INTEGER && text_to_int(text, &integer))
        json_int(to, integer);
    else if (kind == NUMBER && text_to_number(text, &number) && isfinite(number))
        json_number(to, number);
    else if (kind == BOOLEAN)
        json_bool(to, text_is(text, "true"));
    else
        json_text(to, text); /* a moment stays microseconds: see add_moment() */
}

static void add_moment(struct arena *arena, struct json_writer *to, const char *text)
{
    int64_t us;

    json_text(to, text_to_int(text, &us) ? instant_text(arena, (struct instant){ us }) : text);
}

static bool add_record(struct arena *arena, const struct bigquery_field *field, json_t *value,
                       struct json_writer *to)
{
    json_t *cells = json_object_get(value, "f");

    if (json_array_size(cells) != field->n_fields)
        return false;
    json_open(to, '{');
    for (size_t i = 0; i < field->n_fields; i++) {
        json_key(to, field->fields[i].name);
        if (!add_value(arena, &field->fields[i], false, json_object_get(json_array_get(cells, i), "v"), to))
            return false;
    }
    json_shut(to, '}');
    return true;
}

static bool add_array(struct arena *arena, const struct bigquery_field *field, json_t *value,
                      struct json_writer *to)
{
    json_t *item;
    size_t i;

    if (!json_is_array(value) && !json_is_null(value))
        return false;
    json_open(to, '[');
    json_array_foreach(value, i, item)
    {
        if (!add_value(arena, field, true, json_object_get(item, "v"), to))
            return false;
    }
    json_shut(to, ']');
    return true;
}

/* The schema bounds the depth. */
static bool add_value(struct arena *arena, const struct bigquery_field *field, bool is_item, json_t *value,
                      struct json_writer *to)
{
    if (field->is_repeated && !is_item)
        return add_array(arena, field, value, to);
    if (!value || json_is_null(value)) {
        json_no(to);
        return true;
    }
    if (field->kind == RECORD)
        return add_record(arena, field, value, to);
    if (!json_is_string(value))
        return false;
    if (field->kind == MOMENT)
        add_moment(arena, to, json_string_value(value));
    else
        add_scalar(to, field->kind, json_string_value(value));
    return true;
}

/* --- rows --- */

static bool read_cell(struct arena *arena, const struct bigquery_field *field, json_t *value,
                      struct cell *out)
{
    struct buf text;
    struct json_writer json;

    *out = (struct cell){ 0 };
    if (!field->is_repeated && (!value || json_is_null(value))) {
        out->is_null = true;
        return true;
    }
    if (!field->is_repeated && field->kind != RECORD)
        return json_is_string(value) && read_scalar(arena, field->kind, json_string_value(value), out);
    text = buf_in(arena, LONGEST_NESTED);
    json = json_to(&text);
    if (!add_value(arena, field, false, value, &json) || text.is_full)
        return false;
    out->value.text = buf_str(&text);
    return true;
}

static struct err *row_read(struct ctx *ctx, struct arena *arena, const struct bigquery_schema *schema,
                            json_t *row, struct cell *out)
{
    json_t *cells = json_object_get(row, "f");

    for (size_t i = 0; i < schema->n; i++)
        if (!read_cell(arena, &schema->fields[i], json_object_get(json_array_get(cells, i), "v"), &out[i]))
            return err_new(ctx, ERR_UPSTREAM, NULL, "a cell of BigQuery's column %s is not of its type",
                           schema->fields[i].name);
    return NULL;
}

struct err *rows_read(struct ctx *ctx, struct arena *arena, const struct bigquery_schema *schema,
                      json_t *rows, struct cell **out, size_t *n_rows)
{
    const size_t n = json_array_size(rows);
    struct err *err = NULL;
    struct cell *cells;

    for (size_t i = 0; i < n; i++) /* before there is room for them: the answer's size bounds it then */
        if (json_array_size(json_object_get(json_array_get(rows, i), "f")) != schema->n)
            return err_new(ctx, ERR_UPSTREAM, NULL, "a row of BigQuery's has not as many cells as columns");
    cells = arena_alloc(arena, (n * schema->n + 1) * sizeof(*cells));
    for (size_t i = 0; i < n && !err; i++)
        err = row_read(ctx, arena, schema, json_array_get(rows, i), cells + i * schema->n);
    *out = cells;
    *n_rows = n;
    return err;
}
