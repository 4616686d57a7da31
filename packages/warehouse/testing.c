#include "packages/warehouse/testing.h"

#ifdef TRUFFLE_TEST
#include "packages/core/test.h"
#include "packages/operation/ports.h"
#include "packages/warehouse/duckdb/driver.h"

#include <stdio.h>
#include <string.h>

static void close_it(void *warehouse)
{
    warehouse_close(warehouse);
}

struct ctx *opened_warehouse(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct ports *ports = arena_alloc(ctx->arena, sizeof(*ports));

    assert_ok(warehouse_open(
        ctx, &duckdb_driver,
        &(struct warehouse_options){ .folder = test_folder(ctx), .memory_mib = 256, .threads = 2 },
        &ports->warehouse));
    arena_defer(ctx->arena, close_it, ports->warehouse);
    ctx->ports = ports;
    return ctx;
}

const char *opened_folder(const struct ctx *ctx)
{
    return duckdb_folder(ctx->ports->warehouse);
}

struct load_report loaded_ga4(struct ctx *ctx, const char *path)
{
    const struct load_file file = { .path = path };
    struct load_report report;

    assert_ok(load_ga4(ctx, &(struct load_input){ .files = &file, .n_files = 1 }, &report));
    return report;
}

static struct cell cell_of(struct ctx *ctx, const char *sql)
{
    struct warehouse_result result;

    assert_ok(warehouse_query(ctx, &(struct warehouse_query){ .sql = sql }, &result));
    assert_int_equal(result.n_rows, 1);
    return result.cells[0];
}

int64_t number_of(struct ctx *ctx, const char *sql)
{
    const struct cell cell = cell_of(ctx, sql);

    return cell.is_null ? 0 : cell.value.integer;
}

double real_of(struct ctx *ctx, const char *sql)
{
    return cell_of(ctx, sql).value.number;
}

const char *text_of(struct ctx *ctx, const char *sql)
{
    const struct cell cell = cell_of(ctx, sql);

    return cell.is_null ? NULL : cell.value.text;
}

const char *file_with(struct ctx *ctx, const char *name, const char *content)
{
    const char *path = arena_printf(ctx->arena, "%s/%s", test_folder(ctx), name);
    FILE *file = fopen(path, "wbe");

    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, strlen(content), file), strlen(content));
    assert_int_equal(fclose(file), 0);
    return path;
}
#endif
