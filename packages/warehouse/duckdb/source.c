/*
 * What foreign SQL sees of a snapshot: the public views over the files that hold them, opened anew by the
 * process that runs it.
 */
#include "packages/warehouse/duckdb/driver.h"
#include "packages/warehouse/duckdb/folder.h"
#include "packages/warehouse/duckdb/instance.h"
#include "packages/warehouse/duckdb/engine.h"
#include "packages/warehouse/duckdb/source.h"

#include <sys/stat.h>

/* As far as a statement can see they are tables, whatever they are made of. */
const struct public_table duckdb_public_tables[] = {
    { .name = "customer_users" }, { .name = "customers" },   { .name = "events" },
    { .name = "items" },          { .name = "order_items" }, { .name = "orders" },
    { .name = "sessions" },       { .name = "users" },       { .name = NULL },
};

/* Which tables of which files a view reads. */
static const struct {
    const char *view, *table, *file; /* file NULL: the months' */
} reads[] = {
    { "customer_users", "customer_users", "customer_users" },
    { "customer_users", "user_months", NULL },
    { "customer_users", "customers", "customers" },
    { "customers", "customers", "customers" },
    { "events", "events", NULL },
    { "items", "items", NULL },
    { "order_items", "order_items", "orders" },
    { "orders", "orders", "orders" },
    { "sessions", "sessions", NULL },
    { "users", "user_months", NULL },
};

static int64_t size_of(struct ctx *ctx, const char *folder, const char *file)
{
    struct stat found;

    return stat(folder_path(ctx->arena, folder, file), &found) == 0 ? (int64_t)found.st_size : 0;
}

static bool wants(const char *view, const char *const *tables, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text_is(tables[i], view))
            return true;
    return false;
}

/* Each file once, however many views read it. */
static int64_t bytes_of(struct ctx *ctx, const char *folder, const struct manifest *manifest,
                        const char *const *tables, size_t n)
{
    bool months = false;
    int64_t bytes = 0;

    for (size_t i = 0; i < COUNT(reads); i++)
        months |= !reads[i].file && wants(reads[i].view, tables, n);
    for (size_t i = 0; i < manifest->n_months && months; i++)
        bytes += size_of(ctx, folder, manifest->months[i].file);
    for (size_t t = 0; t < manifest->n_tables; t++) {
        for (size_t i = 0; i < COUNT(reads); i++) {
            if (text_is(reads[i].file, manifest->tables[t].name) && wants(reads[i].view, tables, n)) {
                bytes += size_of(ctx, folder, manifest->tables[t].file);
                break;
            }
        }
    }
    return bytes;
}

/* The engine knows how many rows each table of a file has, without reading them. */
static struct err *rows_of(struct ctx *ctx, struct snapshot *snapshot, const char *const *tables, size_t n,
                           int64_t *out)
{
    struct buf list = buf_in(ctx->arena, 4096);
    static const char sql[] =
        "SELECT CAST(coalesce(sum(estimated_size), 0) AS BIGINT) FROM duckdb_tables()"
        " WHERE database_name <> 'blanks' AND contains($names, concat(' ', table_name, ' '))";
    struct warehouse_result result = { 0 };
    struct parameter names;
    struct err *err;

    buf_char(&list, ' ');
    for (size_t i = 0; i < COUNT(reads); i++)
        if (wants(reads[i].view, tables, n))
            buf_printf(&list, "%s ", reads[i].table);
    names = engine_text("names", buf_str(&list));
    err = snapshot_query(ctx, snapshot,
                         &(struct warehouse_query){ .sql = sql, .parameters = &names, .n_parameters = 1 },
                         &result);
    if (!err)
        *out = result.n_rows ? result.cells[0].value.integer : 0;
    return err;
}

struct err *source_describe(struct ctx *ctx, struct snapshot *snapshot, const char *table,
                            struct public_column **out, size_t *n)
{
    static const char sql[] =
        "SELECT column_name, data_type FROM duckdb_columns()"
        " WHERE database_name = 'memory' AND schema_name = 'main' AND table_name = $name"
        " ORDER BY column_index";
    const struct parameter name = engine_text("name", table);
    const struct warehouse_query query = { .sql = sql, .parameters = &name, .n_parameters = 1 };
    struct warehouse_result rows = { 0 };
    struct err *err = snapshot_query(ctx, snapshot, &query, &rows);

    if (err)
        return err;
    if (!rows.n_rows)
        return err_new(ctx, ERR_NOT_FOUND, NULL, "no table %s", table);
    *out = arena_alloc(ctx->arena, rows.n_rows * sizeof(**out));
    *n = rows.n_rows;
    for (size_t i = 0; i < rows.n_rows; i++)
        (*out)[i] = (struct public_column){ rows.cells[i * 2].value.text, rows.cells[i * 2 + 1].value.text };
    return NULL;
}

struct err *source_make(struct ctx *ctx, struct snapshot *snapshot, const struct manifest *manifest,
                        const char *folder, const char *const *tables, size_t n, struct duckdb_source *out)
{
    const struct instance_options options = { .folder = folder, .is_public = true };

    *out = (struct duckdb_source){
        .setup = instance_setup(ctx, &options, manifest),
        .n_files = (int64_t)(manifest->n_months + manifest->n_tables),
        .bytes = bytes_of(ctx, folder, manifest, tables, n),
    };
    return rows_of(ctx, snapshot, tables, n, &out->rows);
}
