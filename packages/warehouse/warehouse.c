/*
 * The port: finds the driver and hands over. What holds for every driver stands here.
 */
#include "packages/warehouse/warehouse.h"

#include "packages/operation/ports.h"

struct err *warehouse_open(struct ctx *ctx, const struct warehouse_driver *driver,
                           const struct warehouse_options *options, struct warehouse **out)
{
    return driver->open(ctx, options, out);
}

void warehouse_close(struct warehouse *warehouse)
{
    if (warehouse)
        warehouse->driver->close(warehouse);
}

static void unpin(void *snapshot)
{
    ((struct snapshot *)snapshot)->driver->unpin(snapshot);
}

struct err *warehouse_pin(struct ctx *ctx, const char *version, struct snapshot **out)
{
    struct warehouse *warehouse = ctx->ports ? ctx->ports->warehouse : NULL;
    struct err *err;

    if (!warehouse)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "this process was started without a warehouse");
    err = warehouse->driver->pin(ctx, warehouse, version, out);
    if (err)
        return err;
    arena_defer(ctx->arena, unpin, *out);
    return NULL;
}

struct err *warehouse_state(struct ctx *ctx, struct warehouse_state *out)
{
    struct snapshot *snapshot;
    struct err *err;

    err = warehouse_pin(ctx, NULL, &snapshot);
    if (err)
        return err;
    *out = snapshot->state;
    return NULL;
}

const char *snapshot_version(const struct snapshot *snapshot)
{
    return snapshot->state.data_version;
}

struct err *snapshot_query(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                           struct warehouse_result *out)
{
    return snapshot->driver->query(ctx, snapshot, query, out);
}

struct err *snapshot_stream(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                            warehouse_sink *sink, void *arg)
{
    return snapshot->driver->stream(ctx, snapshot, query, sink, arg);
}

struct err *snapshot_estimate(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                              struct warehouse_estimate *out)
{
    return snapshot->driver->estimate(ctx, snapshot, query, out);
}

struct err *snapshot_describe(struct ctx *ctx, struct snapshot *snapshot, const char *table,
                              struct public_column **out, size_t *n)
{
    return snapshot->driver->describe(ctx, snapshot, table, out, n);
}

struct err *warehouse_query(struct ctx *ctx, const struct warehouse_query *query,
                            struct warehouse_result *out)
{
    struct snapshot *snapshot;
    struct err *err;

    err = warehouse_pin(ctx, NULL, &snapshot);
    if (err)
        return err;
    return snapshot_query(ctx, snapshot, query, out);
}
