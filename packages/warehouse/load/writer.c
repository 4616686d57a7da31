#include "packages/warehouse/load/writer.h"

#include "packages/warehouse/duckdb/driver.h"
#include "packages/warehouse/duckdb/folder.h"
#include "packages/warehouse/duckdb/sql.h"

#include <stdio.h>

enum { SPILL_MIB = 256 * 1024 };

static void close_database(void *arg)
{
    struct writer *writer = arg;

    duckdb_disconnect(&writer->connection);
    duckdb_close(&writer->db);
}

static struct err *open_database(struct writer *writer, const struct warehouse *warehouse)
{
    const struct engine_options options = { .memory_mib = duckdb_load_mib(warehouse),
                                            .threads = duckdb_threads(warehouse),
                                            .temp_folder = writer->temp,
                                            .temp_mib = SPILL_MIB };
    struct ctx *ctx = writer->ctx;
    struct err *err;

    err = engine_open(ctx, &options, &writer->db);
    if (err)
        return err;
    if (duckdb_connect(writer->db, &writer->connection) == DuckDBError) {
        duckdb_close(&writer->db);
        return err_new(ctx, ERR_INTERNAL, NULL, "the engine gave no connection");
    }
    arena_defer(ctx->arena, close_database, writer);
    return engine_run(ctx, writer->connection, "ATTACH ':memory:' AS stage");
}

static struct err *begin(struct ctx *ctx, struct writer *out)
{
    struct warehouse *warehouse;
    struct err *err;

    err = duckdb_warehouse(ctx, &warehouse);
    if (err)
        return err;
    out->folder = duckdb_folder(warehouse);
    err = folder_lock(ctx, out->folder);
    if (!err)
        err = folder_sweep(ctx, out->folder, NULL, 0);
    if (!err)
        err = manifest_read(ctx, folder_path(ctx->arena, out->folder, "manifest.json"), &out->manifest);
    if (!err)
        err = folder_temp(ctx, out->folder, &out->temp);
    if (!err)
        err = open_database(out, warehouse);
    out->version = out->manifest.data_version;
    return err;
}

struct err *writer_run(struct writer *writer, const char *file, const char *part)
{
    return engine_run(writer->ctx, writer->connection, duckdb_sql(writer->ctx->arena, file, part));
}

struct err *writer_do(struct writer *writer, const char *file, const char *part,
                      const struct parameter *parameters, size_t n, int64_t *changed)
{
    return engine_do(writer->ctx, writer->connection, duckdb_sql(writer->ctx->arena, file, part), parameters,
                     n, changed);
}

struct err *writer_query(struct writer *writer, const char *file, const char *part,
                         const struct parameter *parameters, size_t n, struct warehouse_result *out)
{
    const struct warehouse_query query = { .sql = duckdb_sql(writer->ctx->arena, file, part),
                                           .parameters = parameters,
                                           .n_parameters = n };

    return engine_query(writer->ctx, writer->connection, &query, out);
}

struct err *writer_int(struct writer *writer, const char *file, const char *part,
                       const struct parameter *parameters, size_t n, int64_t *out)
{
    struct warehouse_result result;
    struct err *err;

    err = writer_query(writer, file, part, parameters, n, &result);
    if (err)
        return err;
    *out = result.n_rows && !result.cells[0].is_null ? result.cells[0].value.integer : 0;
    return NULL;
}

static struct err *make_tables(struct writer *writer, const char *kind, const char *alias)
{
    struct arena *arena = writer->ctx->arena;

    return engine_run(
        writer->ctx, writer->connection,
        arena_printf(arena, "USE %s;\n%s;\nUSE memory;", alias, duckdb_sql(arena, "schema", kind)));
}

struct err *writer_attach(struct writer *writer, const char *file, const char *kind, const char *alias)
{
    struct arena *arena = writer->ctx->arena;
    struct err *err;

    if (file)
        return engine_run(writer->ctx, writer->connection,
                          arena_printf(arena, "ATTACH %s AS %s (READ_ONLY);",
                                       engine_quoted(arena, folder_path(arena, writer->folder, file)),
                                       alias));
    err = engine_run(writer->ctx, writer->connection, arena_printf(arena, "ATTACH ':memory:' AS %s;", alias));
    if (err)
        return err;
    return make_tables(writer, kind, alias);
}

struct err *writer_detach(struct writer *writer, const char *alias)
{
    return engine_run(writer->ctx, writer->connection, arena_printf(writer->ctx->arena, "DETACH %s;", alias));
}

struct err *writer_new_file(struct writer *writer, const char *kind, const char *what)
{
    struct arena *arena = writer->ctx->arena;
    struct err *err;

    writer->making = folder_new_name(writer->ctx, what);
    err = engine_run(writer->ctx, writer->connection,
                     arena_printf(arena, "ATTACH %s AS fresh (STORAGE_VERSION 'v1.4.0');",
                                  engine_quoted(arena, folder_path(arena, writer->folder, writer->making))));
    if (err)
        return err;
    return make_tables(writer, kind, "fresh");
}

struct err *writer_end_file(struct writer *writer, const char **name)
{
    struct err *err;

    err = engine_run(writer->ctx, writer->connection, "CHECKPOINT fresh;\nDETACH fresh;");
    if (!err)
        err = file_sync(writer->ctx, folder_path(writer->ctx->arena, writer->folder, writer->making));
    if (!err)
        err = file_sync(writer->ctx, writer->folder);
    if (err)
        return err;
    *name = writer->making;
    return NULL;
}

struct err *writer_fingerprint(struct writer *writer, const char *file, const char *part, int64_t *rows,
                               const char **hash)
{
    struct warehouse_result result;
    struct err *err;

    err = writer_query(writer, file, part, NULL, 0, &result);
    if (err)
        return err;
    *rows = result.cells[0].value.integer;
    *hash = result.cells[1].is_null ? "0" : result.cells[1].value.text;
    return NULL;
}

static struct err *publish(struct writer *writer, const char **version, bool *is_unchanged)
{
    struct ctx *ctx = writer->ctx;
    struct manifest *manifest = &writer->manifest;
    struct err *err;

    *version = manifest_version(ctx->arena, manifest);
    *is_unchanged = text_is(*version, writer->version);
    if (*is_unchanged)
        return NULL;
    manifest->format = MANIFEST_FORMAT;
    manifest->data_version = *version;
    manifest->loaded_at = ctx->now;
    err = manifest_write(ctx, folder_path(ctx->arena, writer->folder, "versions"),
                         arena_printf(ctx->arena, "%s.json", *version), manifest);
    if (!err)
        err = manifest_write(ctx, writer->folder, "manifest.json", manifest);
    return err;
}

static struct err *run(struct writer *writer, load_body *body, const struct load_input *in,
                       struct load_report *out)
{
    struct err *err;

    err = begin(writer->ctx, writer);
    if (!err)
        err = body(writer, in, out);
    if (!err)
        err = publish(writer, &out->data_version, &out->is_unchanged);
    out->data_version = err ? NULL : arena_text(writer->caller->arena, out->data_version);
    return err;
}

/* Out of the arena that ends here. */
static struct err *taken_out(struct ctx *ctx, const struct err *err)
{
    struct err *copy;

    if (!err)
        return NULL;
    copy = err_new(ctx, err->code, err->pointer, "%s", err->message);
    copy->next_step = arena_text(ctx->arena, err->next_step);
    return copy;
}

struct err *writer_load(struct ctx *ctx, load_body *body, const struct load_input *in,
                        struct load_report *out)
{
    struct ctx own = *ctx;
    struct writer writer = { .ctx = &own, .caller = ctx };
    struct load_report unasked;
    struct err *err;

    own.arena = arena_new();
    own.deadline = (struct instant){ 0 }; /* a load takes as long as it takes */
    out = out ? out : &unasked;
    *out = (struct load_report){ 0 };
    err = taken_out(ctx, run(&writer, body, in, out));
    ctx->random = own.random;
    arena_free(own.arena);
    return err;
}
