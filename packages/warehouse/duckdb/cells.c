/*
 * A chunk of DuckDB vectors becomes rows of typed cells. Types without a cell of their own (lists, structs,
 * intervals) are refused by name: a query casts them to VARCHAR. Infinite dates and times read as NULL.
 */
#include "packages/warehouse/duckdb/engine.h"

/* What one column's values are read from. */
struct source {
    struct arena *arena;
    duckdb_logical_type type;
    duckdb_type id, stored; /* stored: of a DECIMAL or ENUM */
    void *data;
    double scale;
};

static bool column_type(duckdb_type id, enum cell_type *out)
{
    static const struct {
        duckdb_type id;
        enum cell_type type;
    } types[] = {
        { DUCKDB_TYPE_BOOLEAN, CELL_BOOLEAN },
        { DUCKDB_TYPE_TINYINT, CELL_INTEGER },
        { DUCKDB_TYPE_SMALLINT, CELL_INTEGER },
        { DUCKDB_TYPE_INTEGER, CELL_INTEGER },
        { DUCKDB_TYPE_BIGINT, CELL_INTEGER },
        { DUCKDB_TYPE_UTINYINT, CELL_INTEGER },
        { DUCKDB_TYPE_USMALLINT, CELL_INTEGER },
        { DUCKDB_TYPE_UINTEGER, CELL_INTEGER },
        { DUCKDB_TYPE_UBIGINT, CELL_INTEGER },
        { DUCKDB_TYPE_HUGEINT, CELL_INTEGER },
        { DUCKDB_TYPE_FLOAT, CELL_NUMBER },
        { DUCKDB_TYPE_DOUBLE, CELL_NUMBER },
        { DUCKDB_TYPE_DECIMAL, CELL_NUMBER },
        { DUCKDB_TYPE_VARCHAR, CELL_TEXT },
        { DUCKDB_TYPE_ENUM, CELL_TEXT },
        { DUCKDB_TYPE_BLOB, CELL_BYTES },
        { DUCKDB_TYPE_DATE, CELL_DATE },
        { DUCKDB_TYPE_TIMESTAMP, CELL_TIMESTAMP },
        { DUCKDB_TYPE_TIMESTAMP_TZ, CELL_TIMESTAMP },
        { DUCKDB_TYPE_TIMESTAMP_S, CELL_TIMESTAMP },
        { DUCKDB_TYPE_TIMESTAMP_MS, CELL_TIMESTAMP },
        { DUCKDB_TYPE_TIMESTAMP_NS, CELL_TIMESTAMP },
        { DUCKDB_TYPE_SQLNULL, CELL_TEXT },
    };

    for (size_t i = 0; i < COUNT(types); i++) {
        if (types[i].id == id) {
            *out = types[i].type;
            return true;
        }
    }
    return false;
}

bool cells_know(duckdb_type type)
{
    enum cell_type cell;

    return column_type(type, &cell);
}

struct err *cells_columns(struct ctx *ctx, duckdb_result *result, struct warehouse_column **out, size_t *n)
{
    const size_t count = (size_t)duckdb_column_count(result);
    struct warehouse_column *columns = arena_alloc(ctx->arena, count * sizeof(*columns));

    for (size_t i = 0; i < count; i++) {
        columns[i].name = arena_text(ctx->arena, duckdb_column_name(result, i));
        if (!column_type(duckdb_column_type(result, i), &columns[i].type))
            return err_new(ctx, ERR_INVALID, NULL,
                           "column \"%s\" has a type that can't be shown: cast it to VARCHAR",
                           columns[i].name);
    }
    *out = columns;
    *n = count;
    return NULL;
}

/* Whole numbers of any width; false when it doesn't fit 64 bits. Longer than most: one case a type. */
static bool whole(const struct source *from, duckdb_type id, size_t row, int64_t *out)
{
    switch (id) {
    case DUCKDB_TYPE_TINYINT:
        *out = ((const int8_t *)from->data)[row];
        return true;
    case DUCKDB_TYPE_SMALLINT:
        *out = ((const int16_t *)from->data)[row];
        return true;
    case DUCKDB_TYPE_INTEGER:
        *out = ((const int32_t *)from->data)[row];
        return true;
    case DUCKDB_TYPE_UTINYINT:
        *out = ((const uint8_t *)from->data)[row];
        return true;
    case DUCKDB_TYPE_USMALLINT:
        *out = ((const uint16_t *)from->data)[row];
        return true;
    case DUCKDB_TYPE_UINTEGER:
        *out = ((const uint32_t *)from->data)[row];
        return true;
    case DUCKDB_TYPE_UBIGINT:
        *out = ((const int64_t *)from->data)[row];
        return *out >= 0;
    case DUCKDB_TYPE_HUGEINT: {
        const duckdb_hugeint huge = ((const duckdb_hugeint *)from->data)[row];

        *out = (int64_t)huge.lower;
        return huge.upper == (*out < 0 ? -1 : 0);
    }
    default:
        *out = ((const int64_t *)from->data)[row];
        return true;
    }
}

static double real(const struct source *from, size_t row)
{
    int64_t value = 0;

    if (from->id == DUCKDB_TYPE_FLOAT)
        return (double)((const float *)from->data)[row];
    if (from->id == DUCKDB_TYPE_DOUBLE)
        return ((const double *)from->data)[row];
    if (from->stored == DUCKDB_TYPE_HUGEINT)
        return duckdb_hugeint_to_double(((const duckdb_hugeint *)from->data)[row]) / from->scale;
    whole(from, from->stored, row, &value);
    return (double)value / from->scale;
}

static const char *word(const struct source *from, size_t row)
{
    int64_t index = 0;
    char *text;
    const char *copy;

    whole(from, from->stored, row, &index);
    text = duckdb_enum_dictionary_value(from->type, (idx_t)index);
    copy = arena_text(from->arena, text);
    duckdb_free(text);
    return copy;
}

/* Text and blobs have one layout: short ones lie in the vector itself. */
static void bytes(const struct source *from, size_t row, struct cell *out)
{
    duckdb_string_t *string = &((duckdb_string_t *)from->data)[row];
    const size_t len = duckdb_string_t_length(*string);
    const char *copy = arena_text_n(from->arena, duckdb_string_t_data(string), len);

    if (from->id == DUCKDB_TYPE_BLOB)
        out->value.bytes = (struct bytes){ (const unsigned char *)copy, len };
    else
        out->value.text = copy;
}

static void moment(const struct source *from, size_t row, struct cell *out)
{
    const int64_t at = ((const int64_t *)from->data)[row];

    out->is_null = at == INT64_MAX || at == -INT64_MAX;
    switch (from->id) {
    case DUCKDB_TYPE_TIMESTAMP_S:
        out->value.integer = out->is_null ? 0 : at * 1000000;
        return;
    case DUCKDB_TYPE_TIMESTAMP_MS:
        out->value.integer = out->is_null ? 0 : at * 1000;
        return;
    case DUCKDB_TYPE_TIMESTAMP_NS:
        out->value.integer = at / 1000;
        return;
    default:
        out->value.integer = at;
    }
}

/* false: a whole number beyond 64 bits. Longer than most: one case a kind of column. */
static bool one(const struct source *from, enum cell_type type, size_t row, struct cell *out)
{
    switch (type) {
    case CELL_BOOLEAN:
        out->value.boolean = ((const bool *)from->data)[row];
        return true;
    case CELL_INTEGER:
        return whole(from, from->id, row, &out->value.integer);
    case CELL_NUMBER:
        out->value.number = real(from, row);
        return true;
    case CELL_DATE: {
        const int32_t days = ((const int32_t *)from->data)[row];

        out->is_null = days == INT32_MAX || days == -INT32_MAX;
        out->value.integer = days;
        return true;
    }
    case CELL_TIMESTAMP:
        moment(from, row, out);
        return true;
    case CELL_TEXT:
    case CELL_BYTES:
        if (from->id == DUCKDB_TYPE_ENUM)
            out->value.text = word(from, row);
        else
            bytes(from, row, out);
        return true;
    }
    return true;
}

static struct source source_of(struct arena *arena, duckdb_result *result, size_t column,
                               duckdb_vector vector)
{
    struct source from = { .arena = arena,
                           .type = duckdb_vector_get_column_type(vector),
                           .id = duckdb_column_type(result, column),
                           .data = duckdb_vector_get_data(vector),
                           .scale = 1 };

    if (from.id == DUCKDB_TYPE_ENUM)
        from.stored = duckdb_enum_internal_type(from.type);
    if (from.id != DUCKDB_TYPE_DECIMAL)
        return from;
    from.stored = duckdb_decimal_internal_type(from.type);
    for (unsigned i = 0; i < duckdb_decimal_scale(from.type); i++)
        from.scale *= 10;
    return from;
}

struct err *cells_read(struct ctx *ctx, struct arena *arena, duckdb_result *result, duckdb_data_chunk chunk,
                       struct cell *out)
{
    const size_t n_columns = (size_t)duckdb_data_chunk_get_column_count(chunk);
    const size_t n_rows = (size_t)duckdb_data_chunk_get_size(chunk);

    for (size_t column = 0; column < n_columns; column++) {
        duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
        uint64_t *validity = duckdb_vector_get_validity(vector);
        struct source from = source_of(arena, result, column, vector);
        enum cell_type type = CELL_TEXT;
        bool fits = true;

        column_type(from.id, &type);
        for (size_t row = 0; row < n_rows && fits; row++) {
            struct cell *cell = &out[row * n_columns + column];

            cell->is_null =
                from.id == DUCKDB_TYPE_SQLNULL || (validity && !duckdb_validity_row_is_valid(validity, row));
            if (!cell->is_null)
                fits = one(&from, type, row, cell);
        }
        duckdb_destroy_logical_type(&from.type);
        if (!fits)
            return err_new(ctx, ERR_INVALID, NULL,
                           "column \"%s\" holds a whole number beyond 64 bits: cast it to DOUBLE",
                           duckdb_column_name(result, column));
    }
    return NULL;
}
