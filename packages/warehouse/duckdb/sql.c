#include "packages/warehouse/duckdb/sql.h"

#include "packages/core/assets.h"

#include <assert.h>
#include <string.h>

static const char *end_of_line(const char *at, const char *end)
{
    const char *line = memchr(at, '\n', (size_t)(end - at));

    return line ? line + 1 : end;
}

static bool is_heading(const char *at, const char *end)
{
    return end - at > 9 && (memcmp(at, "-- name: ", 9) == 0 || memcmp(at, "-- file: ", 9) == 0);
}

const char *duckdb_sql(struct arena *arena, const char *file, const char *part)
{
    const struct asset *asset = asset_find(arena_printf(arena, "data/duckdb/%s.sql", file));
    const size_t len = strlen(part);
    const char *at, *end, *from = NULL;

    assert(asset); /* the program carries it */
    at = (const char *)asset->at;
    end = at + asset->size;
    for (const char *next; at < end; at = next) {
        next = end_of_line(at, end);
        if (!is_heading(at, next))
            continue;
        if (from)
            return arena_text_n(arena, from, (size_t)(at - from));
        if ((size_t)(next - at) == 9 + len + 1 && memcmp(at + 9, part, len) == 0)
            from = next;
    }
    assert(from);
    return arena_text_n(arena, from, (size_t)(end - from));
}
