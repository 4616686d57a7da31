/*
 * The store: a pool of connections behind one lock, transactions that belong to a ctx, and the calls of
 * store.h over whichever driver the URL named.
 */
#include "packages/store/store.h"

#include "packages/operation/ports.h"
#include "packages/store/driver.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_CONNECTIONS = 10, WAIT_S = 10, MOST_PARAMS = 64 };

struct store {
    const struct store_driver *driver;
    const char *url;
    struct arena *arena; /* of the store itself */
    pthread_mutex_t lock;
    pthread_cond_t given_back;
    struct conn *free[MOST_CONNECTIONS];
    unsigned n_free, n_open, most;
    bool has_writer; /* where the driver lets one in at a time */
};

const struct store_driver *store_driver_of(const struct store *store)
{
    return store->driver;
}

const char *store_driver_name(const struct store *store)
{
    return store->driver->name;
}

const char *sql_text(const struct store_driver *driver, const struct sql *sql)
{
    return driver == &sqlite_driver ? sql->sqlite : sql->postgres;
}

struct err *store_open(struct ctx *ctx, const char *url, unsigned pool, struct store **out)
{
    struct store *store = calloc(1, sizeof(*store));
    pthread_condattr_t clock;
    struct err *err;

    if (!store)
        abort();
    store->arena = arena_new();
    store->url = arena_text(store->arena, url);
    store->driver = text_starts(url, "postgres") ? &postgres_driver : &sqlite_driver;
    /* A database in memory is one connection's own. */
    store->most = strstr(url, ":memory:")   ? 1
                  : pool < 1                ? 1
                  : pool > MOST_CONNECTIONS ? MOST_CONNECTIONS
                                            : pool;
    pthread_mutex_init(&store->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&store->given_back, &clock);
    pthread_condattr_destroy(&clock);
    err = store->driver->open(ctx, url, &store->free[0]);
    if (err) {
        store_close(store);
        return err;
    }
    store->n_free = store->n_open = 1;
    *out = store;
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    for (unsigned i = 0; i < store->n_free; i++)
        store->driver->close(store->free[i]);
    pthread_cond_destroy(&store->given_back);
    pthread_mutex_destroy(&store->lock);
    arena_free(store->arena);
    free(store);
}

/* --- the pool --- */

static bool must_wait(const struct store *store, enum store_tx mode)
{
    if (store->driver->has_one_writer && mode == STORE_WRITE && store->has_writer)
        return true;
    return store->n_free == 0 && store->n_open == store->most;
}

/* A free connection, or leave to open one (*out stays NULL). */
static struct err *wait_for_one(struct ctx *ctx, struct store *store, enum store_tx mode, struct conn **out)
{
    struct timespec until;
    struct err *err = NULL;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WAIT_S;
    pthread_mutex_lock(&store->lock);
    while (must_wait(store, mode) && !err)
        if (pthread_cond_timedwait(&store->given_back, &store->lock, &until) == ETIMEDOUT &&
            must_wait(store, mode))
            err = err_new(ctx, ERR_UNAVAILABLE, NULL, "all database connections are busy");
    if (!err) {
        store->has_writer |= store->driver->has_one_writer && mode == STORE_WRITE;
        if (store->n_free)
            *out = store->free[--store->n_free];
        else
            store->n_open++;
    }
    pthread_mutex_unlock(&store->lock);
    return err;
}

static void give_back(struct store *store, struct conn *conn, enum store_tx mode)
{
    pthread_mutex_lock(&store->lock);
    if (mode == STORE_WRITE)
        store->has_writer = false;
    if (conn)
        store->free[store->n_free++] = conn;
    else
        store->n_open--;
    pthread_cond_broadcast(&store->given_back);
    pthread_mutex_unlock(&store->lock);
}

struct err *conn_take(struct ctx *ctx, enum store_tx mode, struct conn **out)
{
    struct store *store = ctx->ports->store;
    struct conn *conn = NULL;
    struct err *err;

    err = wait_for_one(ctx, store, mode, &conn);
    if (err)
        return err;
    if (conn && store->driver->has_died && store->driver->has_died(conn)) {
        store->driver->close(conn);
        conn = NULL;
    }
    if (!conn) {
        err = store->driver->open(ctx, store->url, &conn);
        if (err) {
            give_back(store, NULL, mode);
            return err;
        }
    }
    *out = conn;
    return NULL;
}

void conn_give(struct ctx *ctx, struct conn *conn, enum store_tx mode)
{
    struct store *store = ctx->ports->store;

    if (store->driver->is_broken(conn)) {
        store->driver->close(conn);
        conn = NULL;
    }
    give_back(store, conn, mode);
}

/* --- transactions --- */

static struct err *conn_begin(struct ctx *ctx, struct tx *tx)
{
    struct err *err;

    err = conn_take(ctx, tx->mode, &tx->conn);
    if (err)
        return err;
    err = ctx->ports->store->driver->begin(ctx, tx->conn, tx->mode);
    if (!err)
        return NULL;
    tx->was_broken = ctx->ports->store->driver->is_broken(tx->conn);
    conn_give(ctx, tx->conn, tx->mode);
    return err;
}

struct err *store_begin(struct ctx *ctx, enum store_tx mode)
{
    struct tx *tx = arena_alloc(ctx->arena, sizeof(*tx));
    struct err *err;

    assert(!ctx->tx);
    tx->mode = mode;
    err = conn_begin(ctx, tx);
    if (err && tx->was_broken)
        err = conn_begin(ctx, tx);
    if (err)
        return err;
    ctx->tx = tx;
    return NULL;
}

static struct err *end(struct ctx *ctx, const char *how)
{
    struct tx *tx = ctx->tx;
    struct err *err = ctx->ports->store->driver->script(ctx, tx->conn, how);

    ctx->tx = NULL;
    if (err) /* a COMMIT that failed may leave the transaction open */
        (void)ctx->ports->store->driver->script(ctx, tx->conn, "ROLLBACK");
    conn_give(ctx, tx->conn, tx->mode);
    return err;
}

struct err *store_commit(struct ctx *ctx)
{
    assert(ctx->tx && !ctx->tx->is_walking);
    if (!ctx->tx->is_spoiled)
        return end(ctx, "COMMIT");
    store_rollback(ctx);
    return err_new(ctx, ERR_INTERNAL, NULL, "a transaction went on after a statement had failed");
}

void store_rollback(struct ctx *ctx)
{
    if (ctx->tx)
        (void)end(ctx, "ROLLBACK"); /* a connection that can't even do that is closed by conn_give() */
}

bool store_is_idle(const struct ctx *ctx)
{
    return !ctx->tx;
}

/* --- statements --- */

/* Outside a transaction a statement that writes takes the writer's place, so that writers queue here and not
 * in SQLite. */
static enum store_tx mode_of(const struct store *store, const struct sql *sql)
{
    const char *text = sql_text(store->driver, sql);

    return text && (text_starts(text, "SELECT") || text_starts(text, "WITH")) ? STORE_READ : STORE_WRITE;
}

/* The database said no: see struct tx. */
static struct err *spoiled(struct ctx *ctx, struct err *err)
{
    if (err && ctx->tx)
        ctx->tx->is_spoiled = true;
    return err;
}

struct call {
    const struct sql *sql;
    const struct shape *shape;
    struct err *(*row)(struct ctx *ctx, const struct cursor *cursor, const struct field *const *columns,
                       void *arg);
    void *arg;
    bool is_streamed;
    int64_t n_rows;
    bool was_lost; /* with its connection, before a row came: asked once more */
    int64_t changed;
};

static struct err *rows_of(struct ctx *ctx, const struct store_driver *driver, struct cursor *cursor,
                           struct call *call)
{
    const struct field **columns = NULL;
    bool is_row = true;
    struct err *err;

    for (;;) {
        err = spoiled(ctx, driver->step(ctx, cursor, &is_row));
        if (err || !is_row)
            break;
        call->n_rows++;
        if (!columns)
            columns = columns_of(ctx, driver, cursor, call->shape);
        if (call->row)
            err = call->row(ctx, cursor, columns, call->arg);
        if (err)
            break;
    }
    call->changed = cursor->changed;
    return err;
}

static struct err *run(struct ctx *ctx, struct conn *conn, struct in in, struct call *call)
{
    const struct store_driver *driver = ctx->ports->store->driver;
    struct value values[MOST_PARAMS];
    struct cursor cursor = { 0 };
    struct err *err;

    assert(call->sql->n_params <= MOST_PARAMS);
    err = values_of(ctx, call->sql, in, values);
    if (err)
        return err;
    err = spoiled(ctx, driver->start(ctx, conn, call->sql, values, call->is_streamed, &cursor));
    if (err)
        return err;
    err = rows_of(ctx, driver, &cursor, call);
    driver->finish(&cursor);
    return err;
}

/* Between two rows of store_each() PostgreSQL would mix up the answers: refused on both, so that it shows at
 * once. */
static struct err *tx_is_free(struct ctx *ctx, const struct sql *sql)
{
    if (!ctx->tx || !ctx->tx->is_walking)
        return NULL;
    return spoiled(ctx,
                   err_new(ctx, ERR_INTERNAL, NULL, "%s: asked between two rows of store_each", sql->name));
}

static struct err *perform(struct ctx *ctx, struct in in, struct call *call)
{
    const struct store *store = ctx->ports->store;
    enum store_tx mode;
    struct conn *conn;
    bool is_lost;
    struct err *err;

    err = tx_is_free(ctx, call->sql);
    if (err)
        return err;
    if (ctx->tx)
        return run(ctx, ctx->tx->conn, in, call);
    mode = mode_of(store, call->sql);
    err = conn_take(ctx, mode, &conn);
    if (err)
        return err;
    err = run(ctx, conn, in, call);
    is_lost = err && !call->n_rows && store->driver->is_broken(conn) &&
              text_starts(sql_text(store->driver, call->sql), "SELECT");
    conn_give(ctx, conn, mode);
    if (!is_lost || call->was_lost)
        return err;
    call->was_lost = true; /* it only reads: asking again changes nothing */
    return perform(ctx, in, call);
}

struct err *store_run(struct ctx *ctx, const struct sql *sql, struct in in, int64_t *changed)
{
    struct call call = { .sql = sql };
    struct err *err = perform(ctx, in, &call);

    if (!err && changed)
        *changed = call.changed;
    return err;
}

struct one {
    void *at;
    bool was_found;
};

static struct err *first_row(struct ctx *ctx, const struct cursor *cursor, const struct field *const *columns,
                             void *arg)
{
    struct one *one = arg;

    if (one->was_found)
        return NULL;
    one->was_found = true;
    return row_into(ctx, ctx->ports->store->driver, cursor, columns, one->at);
}

struct err *store_one(struct ctx *ctx, const struct sql *sql, struct in in, struct out out)
{
    struct one one = { .at = out.at };
    struct call call = { .sql = sql, .shape = out.shape, .row = first_row, .arg = &one };
    struct err *err = perform(ctx, in, &call);

    if (err)
        return err;
    return one.was_found ? NULL : err_new(ctx, ERR_NOT_FOUND, NULL, "nothing here");
}

struct all {
    const struct shape *shape;
    unsigned char *items;
    size_t n;
};

static struct err *next_row(struct ctx *ctx, const struct cursor *cursor, const struct field *const *columns,
                            void *arg)
{
    struct all *all = arg;

    all->items = arena_grow(ctx->arena, all->items, all->n, all->shape->size);
    return row_into(ctx, ctx->ports->store->driver, cursor, columns,
                    all->items + all->n++ * all->shape->size);
}

struct err *store_all(struct ctx *ctx, const struct sql *sql, struct in in, struct out_list out, size_t *n)
{
    struct all all = { .shape = out.shape };
    struct call call = { .sql = sql, .shape = out.shape, .row = next_row, .arg = &all };
    struct err *err = perform(ctx, in, &call);

    if (err)
        return err;
    *out.items = all.items;
    *n = all.n;
    return NULL;
}

struct number {
    bool was_found;
    int64_t value;
};

static struct err *number_row(struct ctx *ctx, const struct cursor *cursor,
                              const struct field *const *columns, void *arg)
{
    struct number *number = arg;
    const struct value value = ctx->ports->store->driver->value(cursor, 0);

    (void)columns;
    if (!number->was_found)
        number->value = value.kind == VALUE_NUMBER ? (int64_t)value.real : value.number;
    number->was_found = true;
    return NULL;
}

struct err *store_int(struct ctx *ctx, const struct sql *sql, struct in in, int64_t *out)
{
    struct number number = { false, 0 };
    struct call call = { .sql = sql, .row = number_row, .arg = &number };
    struct err *err = perform(ctx, in, &call);

    if (err)
        return err;
    if (!number.was_found)
        return err_new(ctx, ERR_NOT_FOUND, NULL, "nothing here");
    *out = number.value;
    return NULL;
}

struct each {
    const struct shape *shape;
    void *row;
    store_row *call;
    void *arg;
    struct arena *arena; /* of one row */
};

static struct err *each_row(struct ctx *ctx, const struct cursor *cursor, const struct field *const *columns,
                            void *arg)
{
    struct each *each = arg;
    struct ctx inner = *ctx;
    struct err *err;

    arena_reset(each->arena);
    inner.arena = each->arena;
    err = row_into(&inner, ctx->ports->store->driver, cursor, columns, each->row);
    if (err)
        return err;
    if (!ctx->tx)
        return each->call(ctx, each->row, each->arg);
    ctx->tx->is_walking = true;
    err = each->call(ctx, each->row, each->arg);
    ctx->tx->is_walking = false;
    return err;
}

static void free_arena(void *arena)
{
    arena_free(arena);
}

struct err *store_each(struct ctx *ctx, const struct sql *sql, struct in in, const struct shape *shape,
                       store_row *row, void *arg)
{
    struct each each = { .shape = shape,
                         .row = arena_alloc(ctx->arena, shape->size),
                         .call = row,
                         .arg = arg,
                         .arena = arena_new() };
    struct call call = { .sql = sql, .shape = shape, .row = each_row, .arg = &each, .is_streamed = true };

    arena_defer(ctx->arena, free_arena, each.arena);
    return perform(ctx, in, &call);
}

/* One row: the statement is prepared already, and gives no rows back. */
static struct err *put_row(struct ctx *ctx, struct conn *conn, const struct sql *sql,
                           const struct value *values)
{
    const struct store_driver *driver = ctx->ports->store->driver;
    struct cursor cursor = { 0 };
    bool is_row;
    struct err *err;

    err = spoiled(ctx, driver->start(ctx, conn, sql, values, false, &cursor));
    if (err)
        return err;
    err = spoiled(ctx, driver->step(ctx, &cursor, &is_row));
    driver->finish(&cursor);
    return err;
}

static struct err *put_rows(struct ctx *ctx, struct conn *conn, const struct sql *sql,
                            const struct shape *shape, const void *items, size_t n)
{
    const struct field *fields[MOST_PARAMS];
    struct value values[MOST_PARAMS];
    struct ctx inner = *ctx;
    struct err *err;

    assert(sql->n_params <= MOST_PARAMS);
    err = fields_of(ctx, sql, shape, fields);
    inner.arena = arena_new(); /* values of one row */
    for (size_t i = 0; i < n && !err; i++) {
        arena_reset(inner.arena);
        fields_values(&inner, fields, sql->n_params, (const unsigned char *)items + i * shape->size, values);
        err = put_row(&inner, conn, sql, values);
        if (err)
            err = err_new(ctx, err->code, err->pointer, "%s", err->message);
    }
    arena_free(inner.arena);
    return err;
}

struct err *store_many(struct ctx *ctx, const struct sql *sql, const struct shape *shape, const void *items,
                       size_t n)
{
    struct conn *conn;
    struct err *err;

    if (!n)
        return NULL;
    err = tx_is_free(ctx, sql);
    if (err)
        return err;
    if (ctx->tx)
        return put_rows(ctx, ctx->tx->conn, sql, shape, items, n);
    err = conn_take(ctx, STORE_WRITE, &conn);
    if (err)
        return err;
    err = put_rows(ctx, conn, sql, shape, items, n);
    conn_give(ctx, conn, STORE_WRITE);
    return err;
}

struct err *store_prepares(struct ctx *ctx, const struct sql *sql)
{
    const struct store_driver *driver = ctx->ports->store->driver;
    struct conn *conn;
    struct err *err;

    if (!sql_text(driver, sql))
        return NULL;
    err = conn_take(ctx, STORE_READ, &conn);
    if (err)
        return err;
    err = driver->prepares(ctx, conn, sql);
    conn_give(ctx, conn, STORE_READ);
    return err;
}

const char *store_like(struct ctx *ctx, const char *text)
{
    struct buf pattern;

    if (!text)
        return NULL;
    pattern = buf_in(ctx->arena, 2 * strlen(text) + 3);
    buf_char(&pattern, '%');
    for (const char *at = text_lower(ctx->arena, text); *at; at++) {
        if (strchr("%_!", *at))
            buf_char(&pattern, '!');
        buf_char(&pattern, *at);
    }
    buf_char(&pattern, '%');
    return buf_str(&pattern);
}
