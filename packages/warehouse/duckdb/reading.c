#include "packages/warehouse/duckdb/reading.h"

#include <string.h>

enum { VALUE_BYTES = 8, MOST_COLUMNS = 256, DEEPEST = 200 };

/* --- columns of a scan: "a\nb" of its projections, "a<5\nb>7" of its filters --- */

struct columns {
    const char *at[MOST_COLUMNS];
    size_t len[MOST_COLUMNS], n;
};

static void add_column(struct columns *columns, const char *at, size_t len)
{
    for (size_t i = 0; i < columns->n; i++)
        if (columns->len[i] == len && memcmp(columns->at[i], at, len) == 0)
            return;
    if (!len || columns->n == MOST_COLUMNS)
        return;
    columns->at[columns->n] = at;
    columns->len[columns->n++] = len;
}

static void add_columns(struct columns *columns, const char *lines, const char *ends)
{
    static const char optional[] = "optional: ";

    while (lines && *lines) {
        if (text_starts(lines, optional))
            lines += strlen(optional);
        lines += strspn(lines, "(");
        add_column(columns, lines, strcspn(lines, ends));
        lines += strcspn(lines, "\n");
        lines += *lines == '\n';
    }
}

static int64_t bytes_of(int64_t rows, const char *projections, const char *filters)
{
    struct columns columns = { .n = 0 };

    add_columns(&columns, projections, "\n");
    add_columns(&columns, filters, "\n<>=! ");
    return rows * (int64_t)(columns.n ? columns.n : 1) * VALUE_BYTES;
}

/* --- after it ran --- */

static int64_t metric(duckdb_profiling_info info, const char *name)
{
    duckdb_value value = duckdb_profiling_info_get_value(info, name);
    int64_t number = 0;
    char *text;

    if (!value)
        return 0;
    text = duckdb_get_varchar(value);
    (void)text_to_int(text, &number); /* a figure that isn't a number counts as not told */
    duckdb_free(text);
    duckdb_destroy_value(&value);
    return number;
}

/* The value of a key in "{Table='a', Projections=b}": a text within quotes has backslashes before its own. It
 * is written over: what comes back ends there. NULL when there is no such key. */
static char *map_text(char *map, const char *key)
{
    char *at = strstr(map, key), *to;

    if (!at)
        return NULL;
    at += strlen(key);
    if (*at != '\'') {
        at[strcspn(at, ",}")] = '\0';
        return at;
    }
    to = ++at;
    for (char *from = at; *from && *from != '\''; from++) {
        if (*from == '\\' && from[1])
            from++;
        *to++ = *from;
    }
    *to = '\0';
    return at;
}

static int64_t scanned(duckdb_profiling_info info)
{
    const int64_t rows = metric(info, "OPERATOR_ROWS_SCANNED");
    duckdb_value extra = rows ? duckdb_profiling_info_get_value(info, "EXTRA_INFO") : NULL;
    char *text, *filters, *projections;
    int64_t bytes;

    if (!extra)
        return 0;
    text = duckdb_get_varchar(extra);
    filters = map_text(text, ", Filters="); /* from the end, for each is cut off */
    projections = map_text(text, ", Projections=");
    bytes = bytes_of(rows, projections, filters);
    duckdb_free(text);
    duckdb_destroy_value(&extra);
    return bytes;
}

/* The engine's plan, which it made itself; it stops at a depth that none has. */
static int64_t scanned_below(duckdb_profiling_info info, unsigned depth)
{
    int64_t bytes = scanned(info);

    for (idx_t i = 0; depth < DEEPEST && i < duckdb_profiling_info_get_child_count(info); i++)
        bytes += scanned_below(duckdb_profiling_info_get_child(info, i), depth + 1);
    return bytes;
}

void reading_of(duckdb_connection connection, struct engine_counts *out)
{
    duckdb_profiling_info info = duckdb_get_profiling_info(connection);

    if (info)
        *out = (struct engine_counts){ metric(info, "CUMULATIVE_ROWS_SCANNED"), scanned_below(info, 0) };
}

/* --- before it runs --- */

struct sizes {
    struct warehouse_result tables; /* name as plans write it, rows */
    int64_t bytes;
};

static int64_t rows_of(const struct sizes *sizes, const char *table)
{
    for (size_t i = 0; i < sizes->tables.n_rows; i++) {
        const struct cell *row = &sizes->tables.cells[i * sizes->tables.n_columns];

        if (text_is(row[0].value.text, table) || text_is(row[1].value.text, table))
            return row[2].value.integer;
    }
    return 0;
}

/* One text, or a list of them. */
static const char *lines_of(struct ctx *ctx, json_t *json)
{
    struct buf lines = buf_in(ctx->arena, 64 * 1024);
    json_t *each;
    size_t i;

    if (json_is_string(json))
        return json_string_value(json);
    json_array_foreach(json, i, each)
        buf_printf(&lines, "%s%s", i ? "\n" : "", json_is_string(each) ? json_string_value(each) : "");
    return buf_str(&lines);
}

static void add_scans(struct ctx *ctx, json_t *node, struct sizes *sizes, unsigned depth)
{
    json_t *extra = json_object_get(node, "extra_info"), *child;
    const char *table = json_string_value(json_object_get(extra, "Table"));
    size_t i;

    if (table)
        sizes->bytes += bytes_of(rows_of(sizes, table), lines_of(ctx, json_object_get(extra, "Projections")),
                                 lines_of(ctx, json_object_get(extra, "Filters")));
    if (depth == DEEPEST)
        return;
    json_array_foreach(json_object_get(node, "children"), i, child) add_scans(ctx, child, sizes, depth + 1);
}

static const char tables_sql[] =
    "SELECT '\"' || database_name || '\".' || schema_name || '.' || table_name,"
    "       database_name || '.' || schema_name || '.' || table_name, estimated_size"
    "  FROM duckdb_tables() WHERE NOT internal";

struct err *reading_estimate(struct ctx *ctx, duckdb_connection connection,
                             const struct warehouse_query *query, struct warehouse_estimate *out)
{
    struct warehouse_query explain = *query;
    struct warehouse_result plan;
    struct sizes sizes = { 0 };
    json_t *json, *node;
    size_t i;
    struct err *err;

    explain.max_rows = 0;
    explain.sql = arena_printf(ctx->arena, "EXPLAIN (FORMAT JSON) %s", query->sql);
    err = engine_query(ctx, connection, &(struct warehouse_query){ .sql = tables_sql }, &sizes.tables);
    if (!err)
        err = engine_query(ctx, connection, &explain, &plan);
    if (err)
        return err;
    if (!plan.n_rows || plan.n_columns < 2 || plan.cells[1].is_null)
        return err_new(ctx, ERR_INTERNAL, NULL, "the engine told no plan");
    json = json_loads(plan.cells[1].value.text, 0, NULL);
    if (!json)
        return err_new(ctx, ERR_INTERNAL, NULL, "the engine's plan can't be read");
    json_keep(ctx, json);
    json_array_foreach(json, i, node) add_scans(ctx, node, &sizes, 0);
    *out = (struct warehouse_estimate){ .bytes = sizes.bytes, .statement = "SELECT" };
    return NULL;
}
