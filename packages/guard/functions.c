/*
 * Which functions may be called: data/duckdb/functions.txt, "+name" or "-name" a line, sorted by name. It was
 * made from the pinned engine's own catalogue; what isn't in it is refused.
 */
#include "packages/guard/guard.h"

#include "packages/core/assets.h"
#include "packages/warehouse/duckdb/engine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FUNCTIONS = 4096 };

static struct {
    const char *names[MOST_FUNCTIONS];
    enum guard_function decisions[MOST_FUNCTIONS];
    size_t n;
} list;
static struct arena *list_arena; /* as long as the process */
static pthread_once_t list_once = PTHREAD_ONCE_INIT;

static void read_list(void)
{
    const struct asset *asset = asset_find("data/duckdb/functions.txt");
    const char *at = asset ? (const char *)asset->at : "";
    const char *end = at + (asset ? asset->size : 0);

    list_arena = arena_new();
    while (at < end && list.n < MOST_FUNCTIONS) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const size_t len = (size_t)((newline ? newline : end) - at);

        if (len > 1 && (*at == '+' || *at == '-')) {
            list.names[list.n] = arena_text_n(list_arena, at + 1, len - 1);
            list.decisions[list.n++] = *at == '+' ? GUARD_ALLOWED : GUARD_REFUSED;
        }
        at += len + 1;
    }
}

enum guard_function guard_function(const char *name)
{
    size_t low = 0, high;

    pthread_once(&list_once, read_list);
    high = list.n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(name, list.names[middle]);

        if (order == 0)
            return list.decisions[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return GUARD_UNKNOWN;
}

/* In byte order, as the search above needs it; names that differ in case alone are one. */
static const char catalogue[] =
    "SELECT lower(function_name) AS name,"
    "       bool_or(coalesce(has_side_effects, false) OR coalesce(stability, '') = 'VOLATILE') AS is_volatile"
    "  FROM duckdb_functions()"
    " WHERE function_type IN ('scalar', 'aggregate', 'macro')"
    " GROUP BY name"
    " ORDER BY name";

struct err *guard_catalogue(struct ctx *ctx, struct buf *out)
{
    const struct engine_options options = { .memory_mib = 128, .threads = 1, .temp_folder = "" };
    struct warehouse_query query = { .sql = catalogue };
    struct warehouse_result result = { 0 };
    duckdb_connection connection;
    duckdb_database db;
    struct err *err;

    err = engine_open(ctx, &options, &db);
    if (err)
        return err;
    if (duckdb_connect(db, &connection) == DuckDBError) {
        duckdb_close(&db);
        return err_new(ctx, ERR_INTERNAL, NULL, "the engine gave no connection");
    }
    err = engine_query(ctx, connection, &query, &result);
    for (size_t i = 0; i < result.n_rows && !err; i++) {
        const struct cell *row = &result.cells[i * result.n_columns];
        const enum guard_function known = guard_function(row[0].value.text);
        const bool is_allowed = known == GUARD_UNKNOWN ? !row[1].value.boolean : known == GUARD_ALLOWED;

        buf_printf(out, "%c%s\n", is_allowed ? '+' : '-', row[0].value.text);
    }
    duckdb_disconnect(&connection);
    duckdb_close(&db);
    return err;
}
