/*
 * The DuckDB driver: snapshots of manifests, shared and counted. Each pin looks at the manifest's stat; a new
 * one (also of another process) becomes a new snapshot, the old one closes after its last user. The instance
 * with identifiers is opened at the first query that may read them.
 */
#include "packages/warehouse/duckdb/driver.h"

#include "packages/operation/ports.h"
#include "packages/warehouse/duckdb/folder.h"
#include "packages/warehouse/duckdb/instance.h"
#include "packages/warehouse/duckdb/reading.h"
#include "packages/warehouse/duckdb/source.h"
#include "packages/warehouse/duckdb/watch.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEFAULT_MIB = 1024, LOAD_MIB = 640, SPILL_MIB = 64 * 1024, DEFAULT_TIMEOUT_S = 30, TRIES = 3 };

/* What tells one manifest file from the next: a rename always brings another inode or another time. */
struct mark {
    ino_t inode;
    struct timespec at;
    off_t size;
};

struct duck {
    struct warehouse base;
    const char *folder, *temp;
    struct warehouse_options options;
    struct arena *arena; /* of the texts above; owned */
    struct watch *watch;
    pthread_mutex_t lock; /* over all below; never held while files are read */
    pthread_cond_t refreshed;
    bool is_refreshing;
    struct mark mark;             /* of the manifest that `newest` was made from */
    struct duck_snapshot *newest; /* holds one use */
    struct duck_snapshot *live;   /* all that are open */
};

struct duck_snapshot {
    struct snapshot base;
    struct duck *duck;
    struct arena *arena; /* of the manifest; owned */
    struct manifest manifest;
    size_t users; /* under duck->lock */
    struct instance *instance;
    pthread_mutex_t opening; /* over the next; held while it opens, so that it opens once */
    struct instance *identified;
    struct duck_snapshot *next;
};

static struct mark mark_of(const char *path)
{
    struct stat stat_;

    if (stat(path, &stat_) != 0)
        return (struct mark){ 0 };
    return (struct mark){ stat_.st_ino, stat_.st_mtim, stat_.st_size };
}

static bool is_same(const struct mark *a, const struct mark *b)
{
    return a->inode == b->inode && a->size == b->size && a->at.tv_sec == b->at.tv_sec &&
           a->at.tv_nsec == b->at.tv_nsec;
}

static void snapshot_close(struct duck_snapshot *snapshot)
{
    instance_close(snapshot->instance);
    instance_close(snapshot->identified);
    pthread_mutex_destroy(&snapshot->opening);
    arena_free(snapshot->arena);
    free(snapshot);
}

static void fill_state(struct duck_snapshot *snapshot)
{
    const struct manifest *manifest = &snapshot->manifest;
    const struct manifest_table *customers = manifest_table(manifest, "customers");
    const struct manifest_table *costs = manifest_table(manifest, "campaign_days"),
                                *items = manifest_table(manifest, "item_costs");
    struct warehouse_state *state = &snapshot->base.state;

    *state = (struct warehouse_state){ .data_version = manifest->data_version,
                                       .loaded_at = manifest->loaded_at,
                                       .consent_seq = manifest->consent_seq };
    for (size_t i = 0; i < manifest->n_months; i++) {
        const struct manifest_month *month = &manifest->months[i];

        for (size_t d = 0; d < month->n_days; d++) {
            state->first_day = state->first_day ? state->first_day : month->days[d].day;
            state->data_until = month->days[d].day;
            state->events += month->days[d].events;
        }
    }
    state->campaign_days = costs ? costs->rows : 0;
    state->item_costs = items ? items->rows : 0;
    if (!customers)
        return;
    state->customers = customers->rows;
    state->attributes = customers->columns;
    state->n_attributes = customers->n_columns;
}

/* The instance of a push reads a slice of the members at a time: it needs, and may take, little. */
enum { IDENTIFIERS_MIB = 128 };

static struct instance_options instance_options(const struct duck *duck, bool with_identifiers)
{
    const int64_t given = duck->options.memory_mib;
    const struct engine_options engine = { .memory_mib = with_identifiers && given > IDENTIFIERS_MIB
                                                             ? IDENTIFIERS_MIB
                                                             : given,
                                           .threads = duck->options.threads,
                                           .temp_folder = duck->temp,
                                           .temp_mib = SPILL_MIB };

    return (struct instance_options){ .engine = engine,
                                      .folder = duck->folder,
                                      .with_identifiers = with_identifiers };
}

/* A snapshot of what the file at `path` lists, with one use. */
static struct err *snapshot_open(struct ctx *ctx, struct duck *duck, const char *path,
                                 struct duck_snapshot **out)
{
    struct duck_snapshot *snapshot = calloc(1, sizeof(*snapshot));
    struct ctx own = *ctx;
    const struct instance_options options = instance_options(duck, false);
    struct err *err;

    assert(snapshot);
    snapshot->arena = own.arena = arena_new();
    snapshot->base.driver = &duckdb_driver;
    snapshot->duck = duck;
    snapshot->users = 1;
    pthread_mutex_init(&snapshot->opening, NULL);
    err = manifest_read(&own, path, &snapshot->manifest);
    if (!err)
        err = instance_open(ctx, &options, &snapshot->manifest, &snapshot->instance);
    if (err) {
        err = err_new(ctx, err->code, NULL, "%s", err->message); /* out of the arena that ends here */
        snapshot_close(snapshot);
        return err;
    }
    fill_state(snapshot);
    *out = snapshot;
    return NULL;
}

/* Drops one use; the caller holds the lock and closes what comes back, once it has let go of it. */
static struct duck_snapshot *drop_use(struct duck_snapshot *snapshot)
{
    struct duck *duck = snapshot->duck;

    assert(snapshot->users > 0);
    if (--snapshot->users)
        return NULL;
    for (struct duck_snapshot **at = &duck->live; *at; at = &(*at)->next) {
        if (*at == snapshot) {
            *at = snapshot->next;
            break;
        }
    }
    return snapshot;
}

static void unpin(struct snapshot *base)
{
    struct duck_snapshot *snapshot = (struct duck_snapshot *)base, *last;
    struct duck *duck = snapshot->duck;

    pthread_mutex_lock(&duck->lock);
    last = drop_use(snapshot);
    pthread_mutex_unlock(&duck->lock);
    if (last)
        snapshot_close(last);
}

/* A file may go between reading the list and opening it, when a sweep came in between: then there is a newer
 * list. */
static struct err *open_newest(struct ctx *ctx, struct duck *duck, struct mark *mark,
                               struct duck_snapshot **out)
{
    const char *path = folder_path(ctx->arena, duck->folder, "manifest.json");
    struct err *err = NULL;

    for (int i = 0; i < TRIES; i++) {
        *mark = mark_of(path);
        err = snapshot_open(ctx, duck, path, out);
        if (!err)
            return NULL;
    }
    return err;
}

/* The lock is held at both ends, not while the new instance opens; who comes meanwhile waits for it. */
static struct err *refresh(struct ctx *ctx, struct duck *duck)
{
    struct duck_snapshot *fresh = NULL, *old = NULL;
    struct mark mark;
    struct err *err;

    duck->is_refreshing = true;
    pthread_mutex_unlock(&duck->lock);
    err = open_newest(ctx, duck, &mark, &fresh);
    pthread_mutex_lock(&duck->lock);
    if (!err) {
        old = duck->newest ? drop_use(duck->newest) : NULL;
        fresh->next = duck->live;
        duck->live = duck->newest = fresh;
        duck->mark = mark;
    }
    duck->is_refreshing = false;
    pthread_cond_broadcast(&duck->refreshed);
    if (old) {
        pthread_mutex_unlock(&duck->lock);
        snapshot_close(old);
        pthread_mutex_lock(&duck->lock);
    }
    return err;
}

static struct err *pin_newest(struct ctx *ctx, struct duck *duck, struct snapshot **out)
{
    const char *path = folder_path(ctx->arena, duck->folder, "manifest.json");
    const struct mark mark = mark_of(path);
    struct err *err = NULL;

    pthread_mutex_lock(&duck->lock);
    while (duck->is_refreshing)
        pthread_cond_wait(&duck->refreshed, &duck->lock);
    if (!duck->newest || !is_same(&mark, &duck->mark))
        err = refresh(ctx, duck);
    if (!err) {
        duck->newest->users++;
        *out = &duck->newest->base;
    }
    pthread_mutex_unlock(&duck->lock);
    return err;
}

static struct duck_snapshot *find_live(struct duck *duck, const char *version)
{
    for (struct duck_snapshot *at = duck->live; at; at = at->next) {
        if (text_is(at->base.state.data_version, version)) {
            at->users++;
            return at;
        }
    }
    return NULL;
}

static bool is_version(const char *text)
{
    return strlen(text) == 16 && strspn(text, "0123456789abcdef") == 16;
}

/* Two threads may open the same old version at once: each then has its own, which costs memory and nothing
 * else. */
static struct err *pin_version(struct ctx *ctx, struct duck *duck, const char *version, struct snapshot **out)
{
    const char *path = arena_printf(ctx->arena, "%s/versions/%s.json", duck->folder, version);
    struct duck_snapshot *snapshot;
    struct err *err;

    pthread_mutex_lock(&duck->lock);
    snapshot = find_live(duck, version);
    pthread_mutex_unlock(&duck->lock);
    if (!snapshot) {
        if (!is_version(version) || mark_of(path).inode == 0)
            return err_new(ctx, ERR_NOT_FOUND, NULL, "the data of version %s is gone", version);
        err = snapshot_open(ctx, duck, path, &snapshot);
        if (err)
            return err;
        pthread_mutex_lock(&duck->lock);
        snapshot->next = duck->live;
        duck->live = snapshot;
        pthread_mutex_unlock(&duck->lock);
    }
    *out = &snapshot->base;
    return NULL;
}

static struct err *pin(struct ctx *ctx, struct warehouse *warehouse, const char *version,
                       struct snapshot **out)
{
    struct duck *duck = (struct duck *)warehouse;

    return version ? pin_version(ctx, duck, version, out) : pin_newest(ctx, duck, out);
}

static struct err *identified(struct ctx *ctx, struct duck_snapshot *snapshot, struct instance **out)
{
    const struct instance_options options = instance_options(snapshot->duck, true);
    struct err *err = NULL;

    pthread_mutex_lock(&snapshot->opening);
    if (!snapshot->identified)
        err = instance_open(ctx, &options, &snapshot->manifest, &snapshot->identified);
    *out = snapshot->identified;
    pthread_mutex_unlock(&snapshot->opening);
    return err;
}

static int64_t deadline_of(const struct ctx *ctx, const struct duck *duck)
{
    if (!ctx->deadline.us)
        return monotonic_us() + SECONDS(duck->options.timeout_s);
    return monotonic_us() + ctx->deadline.us - instant_now().us;
}

/* What differs between a query, a stream and an estimate. */
struct work {
    const struct warehouse_query *query;
    struct warehouse_result *result; /* NULL: stream to the sink */
    warehouse_sink *sink;
    void *arg;
    struct warehouse_estimate *estimate; /* instead of running it */
};

static struct err *run(struct ctx *ctx, struct snapshot *base, const struct work *work)
{
    struct duck_snapshot *snapshot = (struct duck_snapshot *)base;
    struct instance *instance = snapshot->instance;
    struct guard guard = { .deadline_us = deadline_of(ctx, snapshot->duck) };
    struct err *err = NULL;

    if (work->query->with_identifiers)
        err = identified(ctx, snapshot, &instance);
    if (!err)
        err = instance_take(ctx, instance, guard.deadline_us, &guard.connection);
    if (err)
        return err;
    watch_enter(snapshot->duck->watch, &guard);
    if (work->estimate)
        err = reading_estimate(ctx, guard.connection, work->query, work->estimate);
    else if (work->result)
        err = engine_query_kept(ctx, guard.connection, instance_kept(instance, guard.connection), work->query,
                                work->result);
    else
        err = engine_stream(ctx, guard.connection, work->query, work->sink, work->arg, NULL);
    watch_leave(snapshot->duck->watch, &guard);
    instance_give(instance, guard.connection);
    return err;
}

static struct err *query(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                         struct warehouse_result *out)
{
    return run(ctx, snapshot, &(struct work){ .query = query, .result = out });
}

static struct err *stream(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                          warehouse_sink *sink, void *arg)
{
    return run(ctx, snapshot, &(struct work){ .query = query, .sink = sink, .arg = arg });
}

static struct err *estimate(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                            struct warehouse_estimate *out)
{
    return run(ctx, snapshot, &(struct work){ .query = query, .estimate = out });
}

static void close_warehouse(struct warehouse *warehouse)
{
    struct duck *duck = (struct duck *)warehouse;

    if (duck->newest)
        unpin(&duck->newest->base);
    assert(!duck->live); /* every pin ended before */
    watch_free(duck->watch);
    pthread_cond_destroy(&duck->refreshed);
    pthread_mutex_destroy(&duck->lock);
    arena_free(duck->arena); /* removes the folder for spilling too */
    free(duck);
}

static struct err *open_warehouse(struct ctx *ctx, const struct warehouse_options *options,
                                  struct warehouse **out)
{
    struct duck *duck = calloc(1, sizeof(*duck));
    struct snapshot *first;
    struct ctx own = *ctx;
    struct err *err;

    assert(duck);
    duck->base.driver = &duckdb_driver;
    duck->arena = own.arena = arena_new();
    duck->options = *options;
    duck->options.memory_mib = options->memory_mib ? options->memory_mib : DEFAULT_MIB;
    duck->options.timeout_s = options->timeout_s ? options->timeout_s : DEFAULT_TIMEOUT_S;
    duck->folder = arena_text(own.arena, options->folder);
    duck->watch = watch_new();
    pthread_mutex_init(&duck->lock, NULL);
    pthread_cond_init(&duck->refreshed, NULL);
    err = folder_make(ctx, duck->folder);
    if (!err)
        err = folder_temp(&own, duck->folder, &duck->temp);
    if (!err)
        err = pin_newest(ctx, duck, &first); /* what can't be opened is told now, not at the first question */
    if (err) {
        err = err_new(ctx, err->code, NULL, "%s", err->message);
        close_warehouse(&duck->base);
        return err;
    }
    unpin(first);
    *out = &duck->base;
    return NULL;
}

struct err *duckdb_warehouse(struct ctx *ctx, struct warehouse **out)
{
    struct warehouse *warehouse = ctx->ports ? ctx->ports->warehouse : NULL;

    if (!warehouse || !(warehouse->driver->can & WAREHOUSE_LOADS))
        return err_new(ctx, ERR_INVALID, NULL, "this warehouse is not loaded by files");
    *out = warehouse;
    return NULL;
}

const char *duckdb_folder(const struct warehouse *warehouse)
{
    return ((const struct duck *)warehouse)->folder;
}

int64_t duckdb_load_mib(const struct warehouse *warehouse)
{
    const int64_t given = ((const struct duck *)warehouse)->options.memory_mib;

    return given < LOAD_MIB ? given : LOAD_MIB;
}

int64_t duckdb_threads(const struct warehouse *warehouse)
{
    return ((const struct duck *)warehouse)->options.threads;
}

void duckdb_live_versions(struct ctx *ctx, struct warehouse *warehouse, const char ***out, size_t *n)
{
    struct duck *duck = (struct duck *)warehouse;

    pthread_mutex_lock(&duck->lock);
    for (struct duck_snapshot *at = duck->live; at; at = at->next)
        *ARENA_PUSH(ctx->arena, *out, *n) = arena_text(ctx->arena, at->base.state.data_version);
    pthread_mutex_unlock(&duck->lock);
}

struct err *duckdb_source(struct ctx *ctx, struct snapshot *base, const char *const *tables, size_t n,
                          struct duckdb_source *out)
{
    struct duck_snapshot *snapshot = (struct duck_snapshot *)base;
    struct err *err;

    if (base->driver != &duckdb_driver)
        return err_new(ctx, ERR_UNAVAILABLE, NULL,
                       "SQL that people write runs on the warehouse duckdb alone");
    err = source_make(ctx, base, &snapshot->manifest, snapshot->duck->folder, tables, n, out);
    out->temp_folder = snapshot->duck->temp;
    return err;
}

const struct warehouse_driver duckdb_driver = {
    .name = "duckdb",
    .dialect = "duckdb",
    .can = WAREHOUSE_STREAMS | WAREHOUSE_LOADS,
    .open = open_warehouse,
    .close = close_warehouse,
    .pin = pin,
    .unpin = unpin,
    .query = query,
    .stream = stream,
    .estimate = estimate,
    .public_tables = duckdb_public_tables,
    .describe = source_describe,
};
