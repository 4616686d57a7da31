#include "packages/warehouse/duckdb/instance.h"

#include "packages/warehouse/duckdb/folder.h"
#include "packages/warehouse/duckdb/sql.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECTIONS = 16 };

struct instance {
    duckdb_database db;
    pthread_mutex_t lock; /* over the list below */
    pthread_cond_t given;
    duckdb_connection idle[CONNECTIONS];
    size_t n_idle;
    duckdb_connection all[CONNECTIONS];
    struct engine_kept kept[CONNECTIONS]; /* of each of all */
};

/* Views over the months' files, and those over one file. `customer_users` and `users` are made by views.sql.
 */
static const char *const month_tables[] = { "events", "items", "sessions", "user_months" };
static const struct {
    const char *view, *file;
} file_tables[] = {
    { "ad_consents", "consents" },
    { "campaign_days", "campaign_days" },
    { "consents", "consents" },
    { "customers", "customers" },
    { "customer_links", "customer_users" },
    { "identifiers", "identifiers" },
    { "item_costs", "item_costs" },
    { "order_items", "orders" },
    { "orders", "orders" },
};

static void attach(struct ctx *ctx, struct buf *sql, const char *folder, const char *file, const char *alias)
{
    buf_printf(sql, "ATTACH %s AS \"%s\" (READ_ONLY);\n",
               engine_quoted(ctx->arena, folder_path(ctx->arena, folder, file)), alias);
}

/* Columns that only a later load needs stay out of sight. */
static const char *columns_of(const char *table)
{
    return text_is(table, "sessions") ? "* EXCLUDE (own_source, own_medium, own_campaign, own_channel_group)"
                                      : "*";
}

static void month_views(struct ctx *ctx, struct buf *sql, const char *folder, const struct manifest *manifest)
{
    for (size_t i = 0; i < manifest->n_months; i++)
        attach(ctx, sql, folder, manifest->months[i].file, manifest->months[i].month);
    for (size_t t = 0; t < COUNT(month_tables); t++) {
        buf_printf(sql, "CREATE VIEW %s AS\n", month_tables[t]);
        for (size_t i = 0; i < manifest->n_months; i++)
            buf_printf(sql, "%sSELECT %s FROM \"%s\".%s\n", i ? "UNION ALL\n" : "",
                       columns_of(month_tables[t]), manifest->months[i].month, month_tables[t]);
        if (!manifest->n_months)
            buf_printf(sql, "SELECT %s FROM blanks.%s\n", columns_of(month_tables[t]), month_tables[t]);
        buf_text(sql, ";\n");
    }
}

/* Identifiers open for a push and an erasure alone; foreign SQL has no business with consents either. */
static bool may_open(const struct instance_options *options, const char *file)
{
    if (text_is(file, "identifiers"))
        return options->with_identifiers;
    return !options->is_public || !text_is(file, "consents");
}

static void file_views(struct ctx *ctx, struct buf *sql, const struct instance_options *options,
                       const struct manifest *manifest)
{
    for (size_t i = 0; i < manifest->n_tables; i++) {
        if (may_open(options, manifest->tables[i].name))
            attach(ctx, sql, options->folder, manifest->tables[i].file, manifest->tables[i].name);
    }
    for (size_t i = 0; i < COUNT(file_tables); i++) {
        const char *table =
            text_is(file_tables[i].view, "customer_links") ? "customer_users" : file_tables[i].view;

        if (!may_open(options, file_tables[i].file))
            continue;
        buf_printf(sql, "CREATE VIEW %s AS SELECT * FROM \"%s\".main.%s;\n", file_tables[i].view,
                   manifest_table(manifest, file_tables[i].file) ? file_tables[i].file : "blanks", table);
    }
}

/* Empty tables of the right types stand in for files that don't exist yet. */
static void blanks(struct ctx *ctx, struct buf *sql)
{
    static const char *const files[] = { "month",    "customers",   "customer_users", "orders",
                                         "consents", "identifiers", "campaign_days",  "item_costs" };

    buf_text(sql, "ATTACH ':memory:' AS blanks;\nUSE blanks;\n");
    for (size_t i = 0; i < COUNT(files); i++)
        buf_text(sql, duckdb_sql(ctx->arena, "schema", files[i]));
    buf_text(sql, "USE memory;\n");
}

/* Threats Q5: this order, because the temporary folder can't be set once access to the outside is off. */
static const char lock_down[] = "SET enable_external_access = false;\n"
                                "SET lock_configuration = true;\n";

const char *instance_setup(struct ctx *ctx, const struct instance_options *options,
                           const struct manifest *manifest)
{
    struct buf sql = buf_in(ctx->arena, 4 * 1024 * 1024);

    blanks(ctx, &sql);
    month_views(ctx, &sql, options->folder, manifest);
    file_views(ctx, &sql, options, manifest);
    buf_text(&sql, duckdb_sql(ctx->arena, "views", "views"));
    return buf_str(&sql);
}

static struct err *connect(struct ctx *ctx, struct instance *instance)
{
    const char *profile = duckdb_sql(ctx->arena, "views", "profile");
    struct err *err = NULL;

    while (instance->n_idle < CONNECTIONS && !err) {
        duckdb_connection connection;

        if (duckdb_connect(instance->db, &connection) == DuckDBError)
            return err_new(ctx, ERR_INTERNAL, NULL, "the engine gave no connection");
        instance->all[instance->n_idle] = connection;
        instance->idle[instance->n_idle++] = connection;
        err = engine_run(ctx, connection, profile);
    }
    return err;
}

struct err *instance_open(struct ctx *ctx, const struct instance_options *options,
                          const struct manifest *manifest, struct instance **out)
{
    struct instance *instance = calloc(1, sizeof(*instance));
    pthread_condattr_t monotonic;
    struct err *err;

    assert(instance);
    pthread_mutex_init(&instance->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&instance->given, &monotonic);
    pthread_condattr_destroy(&monotonic);
    err = engine_open(ctx, &options->engine, &instance->db);
    if (!err)
        err = connect(ctx, instance);
    if (!err)
        err = engine_run(ctx, instance->idle[0], instance_setup(ctx, options, manifest));
    if (!err)
        err = engine_run(ctx, instance->idle[0], lock_down);
    if (err) {
        instance_close(instance);
        return err;
    }
    *out = instance;
    return NULL;
}

void instance_close(struct instance *instance)
{
    if (!instance)
        return;
    for (size_t i = 0; i < CONNECTIONS; i++)
        engine_forget(&instance->kept[i]);
    while (instance->n_idle)
        duckdb_disconnect(&instance->idle[--instance->n_idle]);
    duckdb_close(&instance->db);
    pthread_cond_destroy(&instance->given);
    pthread_mutex_destroy(&instance->lock);
    free(instance);
}

struct engine_kept *instance_kept(struct instance *instance, duckdb_connection connection)
{
    for (size_t i = 0; i < CONNECTIONS; i++)
        if (instance->all[i] == connection)
            return &instance->kept[i];
    return NULL;
}

struct err *instance_take(struct ctx *ctx, struct instance *instance, int64_t deadline_us,
                          duckdb_connection *out)
{
    const struct timespec until = { .tv_sec = deadline_us / 1000000,
                                    .tv_nsec = deadline_us % 1000000 * 1000 };
    int code = 0;

    pthread_mutex_lock(&instance->lock);
    while (!instance->n_idle && code == 0)
        code = pthread_cond_timedwait(&instance->given, &instance->lock, &until);
    if (instance->n_idle) {
        *out = instance->idle[--instance->n_idle];
        code = 0;
    }
    pthread_mutex_unlock(&instance->lock);
    return code == 0
               ? NULL
               : err_new(ctx, ERR_TIMEOUT, NULL, "the warehouse is busy: no connection became free in time");
}

void instance_give(struct instance *instance, duckdb_connection connection)
{
    pthread_mutex_lock(&instance->lock);
    instance->idle[instance->n_idle++] = connection;
    pthread_cond_signal(&instance->given);
    pthread_mutex_unlock(&instance->lock);
}
