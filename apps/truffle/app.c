#include "apps/truffle/app.h"

#include "domain/analytics/analytics.h"
#include "domain/users/users.h"
#include "packages/cache/cache.h"
#include "packages/core/assets.h"
#include "packages/queue/queue.h"
#include "packages/semantic/semantic.h"
#include "packages/warehouse/duckdb/folder.h"
#include "packages/store/store.h"
#include "packages/vault/vault.h"
#include "packages/warehouse/warehouse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CACHE_BYTES = 64 * 1024 * 1024, POOL = 8 };

static const struct identity owner = { .id = "owner",
                                       .name = "owner",
                                       .role = ROLE_SUPERADMIN,
                                       .capabilities = CAN_APPROVE | CAN_AUDIT,
                                       .kind = ACTOR_OWNER };

const char *app_socket(struct ctx *ctx, const struct settings *settings)
{
    return arena_printf(ctx->arena, "%s/truffle.sock", settings->data);
}

struct ctx app_ctx(struct app *app, struct arena *arena)
{
    return (struct ctx){
        .arena = arena, .now = instant_now(), .ports = &app->ports, .who = &owner, .origin = "command"
    };
}

static struct err *take_lock(struct ctx *ctx, const char *folder, int *out)
{
    const char *path = arena_printf(ctx->arena, "%s/truffle.lock", folder);

    if (mkdir(folder, 0700) < 0 && errno != EEXIST)
        return err_new(ctx, ERR_UNAVAILABLE, "data", "can't make the data folder %s: %s", folder,
                       strerror(errno));
    *out = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*out < 0)
        return err_new(ctx, ERR_UNAVAILABLE, "data", "can't write to the data folder %s: %s", folder,
                       strerror(errno));
    if (flock(*out, LOCK_EX | LOCK_NB) < 0) {
        close(*out);
        *out = -1;
        return err_new(ctx, ERR_CONFLICT, "data", "another truffle process uses %s", folder);
    }
    return NULL;
}

static const char *base_url(struct arena *arena, const struct settings *settings)
{
    if (*settings->public_url)
        return settings->public_url;
    if (text_starts(settings->listen, "0.0.0.0:"))
        return arena_printf(arena, "http://127.0.0.1%s", strrchr(settings->listen, ':'));
    return arena_printf(arena, "http://%s", settings->listen);
}

/* The operator's own, or the one built in. */
static struct err *read_model(struct ctx *ctx, const char *file, const struct model **out)
{
    const char *path = *file ? file : "data/semantic/commerce.yaml";
    const struct asset *asset = asset_find(path);
    struct bytes content = { 0 };
    bool exists = true;
    struct err *err;

    if (!*file) {
        if (!asset)
            return err_new(ctx, ERR_INTERNAL, NULL, "the program carries no semantic model");
        return model_load(ctx, (const char *)asset->at, asset->size, path, out);
    }
    err = file_read(ctx, path, &content, &exists);
    if (err || !exists)
        return err ? err : err_new(ctx, ERR_NOT_FOUND, "model_file", "there is no file %s", path);
    return model_load(ctx, (const char *)content.at, content.size, path, out);
}

static struct err *load_model(struct ctx *ctx, struct app *app)
{
    struct err *err = read_model(ctx, app->settings.model_file, &app->ports.model);
    struct ctx own = *ctx;

    if (err || !*app->settings.key_events)
        return err;
    own.arena = app->arena; /* as long as the model itself */
    app->ports.model = model_with_key_events(&own, app->ports.model, app->settings.key_events);
    return NULL;
}

/* Processes of our own work in other folders: a path from here would lead them elsewhere. */
static const char *whole_path(struct arena *arena, const char *path)
{
    char *whole = realpath(path, NULL);
    const char *kept = arena_text(arena, whole ? whole : path);

    free(whole);
    return kept;
}

static struct err *open_ports(struct ctx *ctx, struct app *app)
{
    const struct settings *settings = &app->settings;
    const char *database = *settings->database_url
                               ? settings->database_url
                               : arena_printf(ctx->arena, "sqlite:%s/truffle.db", settings->data);
    struct warehouse_options warehouse = {
        .folder = arena_printf(app->arena, "%s/warehouse", settings->data),
        .timeout_s = settings->query_timeout_s,
        .memory_mib = settings->warehouse_memory_mb,
        .threads = settings->warehouse_threads,
        .project = settings->bigquery_project,
        .dataset = settings->bigquery_dataset,
        .location = settings->bigquery_location,
        .credentials = settings->bigquery_credentials,
        .endpoint = settings->bigquery_endpoint,
        .export = settings->ga4_export,
        .zone = settings->time_zone,
        .max_bytes = settings->max_query_bytes,
    };
    struct err *err;

    err = cache_open(ctx, settings->redis_url, CACHE_BYTES, &app->ports.cache);
    if (!err)
        err = store_open(ctx, database, POOL, &app->ports.store);
    if (!err)
        err = store_migrate(ctx);
    if (!err)
        err = workspace_ensure(ctx);
    if (!err && text_is(store_driver_name(app->ports.store), "sqlite"))
        err = queue_release_all(ctx); /* the folder's lock is ours, so nobody else works on it */
    if (!err)
        err = vault_open(ctx, settings->data, settings->master_key, &app->ports.vault);
    if (!err)
        err = load_model(ctx, app);
    if (err)
        return err;
    warehouse.key_events = model_other_key_events(ctx, app->ports.model);
    return warehouse_open(ctx, warehouse_driver_of(settings->warehouse), &warehouse, &app->ports.warehouse);
}

struct err *app_open(struct ctx *ctx, const struct settings *settings, struct app *out)
{
    struct err *err;

    out->settings = *settings;
    out->arena = arena_new();
    out->lock = -1;
    out->ports = (struct ports){
        .settings = &out->settings,
        .platforms = platform_drivers,
        .operations = operation_state_new(),
        .operation_table = all_operations,
        .planners = planners_new(),
        .zone = zone_open(out->arena, settings->time_zone),
        .base_url = base_url(out->arena, settings),
        .folder = out->settings.data,
        .rehearsal_url = rehearsal_url,
    };
    ctx->ports = &out->ports;
    err = take_lock(ctx, settings->data, &out->lock);
    if (!err)
        out->settings.data = out->ports.folder = whole_path(out->arena, settings->data);
    if (!err)
        err = open_ports(ctx, out);
    if (err)
        app_close(out);
    return err;
}

void app_close(struct app *app)
{
    rehearsal_stop();
    planners_free(app->ports.planners);
    warehouse_close(app->ports.warehouse);
    model_free(app->ports.model);
    vault_close(app->ports.vault);
    store_close(app->ports.store);
    cache_free(app->ports.cache);
    operation_state_free(app->ports.operations);
    if (app->lock >= 0)
        close(app->lock);
    arena_free(app->arena);
}
