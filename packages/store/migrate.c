/*
 * The schema: numbered migrations, one text for both databases, applied in order under a lock, each in a
 * transaction.
 */
#include "packages/operation/ports.h"
#include "packages/store/driver.h"
#include "packages/store/migrations.h"

#include <string.h>

static const struct sql sql_version = {
    .name = "schema_version",
    .sqlite = "SELECT MAX(version) AS version FROM schema_migrations",
    .postgres = "SELECT MAX(version) AS version FROM schema_migrations",
    .params = (const char *const[]){ NULL },
};
static const struct sql sql_applied = {
    .name = "schema_applied",
    .sqlite = "INSERT INTO schema_migrations (version, name, applied_at) VALUES (?1, ?2, ?3)",
    .postgres = "INSERT INTO schema_migrations (version, name, applied_at) VALUES ($1, $2, $3)",
    .params = (const char *const[]){ "version", "name", "applied_at", NULL },
    .n_params = 3,
};

int64_t store_schema_version(void)
{
    return (int64_t)COUNT(migrations);
}

static struct err *apply(struct ctx *ctx, struct conn *conn, int64_t version)
{
    const struct store_driver *driver = store_driver_of(ctx->ports->store);
    const struct migration *migration = &migrations[version - 1];
    struct err *err;

    err = driver->script(ctx, conn, driver == &sqlite_driver ? migration->sqlite : migration->postgres);
    if (err)
        return err_new(ctx, err->code, NULL, "migration %s: %s", migration->name, err->message);
    return store_run(ctx, &sql_applied,
                     WITH(ARG("version", version), ARG("name", migration->name), ARG("applied_at", ctx->now)),
                     NULL);
}

/* One migration in one transaction. `*done` when there was none left. */
static struct err *next(struct ctx *ctx, struct conn *conn, bool *done)
{
    const struct store_driver *driver = store_driver_of(ctx->ports->store);
    int64_t version = 0;
    struct err *err;

    if (driver == &postgres_driver) { /* SQLite's BEGIN IMMEDIATE is a lock by itself */
        err = driver->script(ctx, conn, "SELECT pg_advisory_xact_lock(7215001)");
        if (err)
            return err;
    }
    err = driver->script(ctx, conn,
                         "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT NOT NULL PRIMARY KEY,"
                         " name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
    if (err)
        return err;
    err = store_int(ctx, &sql_version, NOTHING, &version);
    if (err)
        return err;
    if (version > store_schema_version())
        return err_new(ctx, ERR_CONFLICT, NULL, "the database has schema %lld, this program knows up to %lld",
                       (long long)version, (long long)store_schema_version());
    *done = version == store_schema_version();
    return *done ? NULL : apply(ctx, conn, version + 1);
}

struct err *store_migrate(struct ctx *ctx)
{
    bool done = false;
    struct err *err = NULL;

    while (!done && !err) {
        err = store_begin(ctx, STORE_WRITE);
        if (err)
            return err;
        err = next(ctx, ctx->tx->conn, &done);
        if (err)
            store_rollback(ctx);
        else
            err = store_commit(ctx);
    }
    return err;
}
