#include "domain/analytics/remote.h"

#include "packages/operation/ports.h"

#include <string.h>
#include <strings.h>

enum { MOST_ROWS = 10000, MOST_SIZE = 16 * 1024 * 1024 };

static const char other_step[] = "Send one SELECT; truffle sql --tables lists what it may read.";

static const struct warehouse_driver *driver(const struct ctx *ctx)
{
    return ctx->ports->warehouse->driver;
}

/* "project.dataset." of every table here. */
static const char *prefix(struct ctx *ctx)
{
    const struct settings *settings = ctx->ports->settings;

    return arena_printf(ctx->arena, "%s.%s.", settings->bigquery_project, settings->bigquery_dataset);
}

/* --- the guard's reading --- */

static const char **full_names(struct ctx *ctx)
{
    const struct public_table *table = driver(ctx)->public_tables;
    const char **names = NULL, *before = prefix(ctx);
    size_t n = 0;

    for (; table->name; table++)
        *ARENA_PUSH(ctx->arena, names, n) = arena_printf(ctx->arena, "%s%s", before, table->name);
    *ARENA_PUSH(ctx->arena, names, n) = NULL;
    return names;
}

struct err *remote_judge(struct ctx *ctx, const char *sql, struct guard_verdict *out)
{
    const struct settings *settings = ctx->ports->settings;
    const struct guard_policy policy = {
        .catalog = "",
        .tables = full_names(ctx),
        .project = settings->bigquery_project,
        .dataset = settings->bigquery_dataset,
    };
    const size_t skipped = strlen(prefix(ctx));

    guard_googlesql(ctx, &policy, sql, strlen(sql), out);
    for (size_t i = 0; i < out->n_tables; i++)
        out->tables[i] += skipped; /* each is a name of the list, in whatever case */
    return NULL;
}

/* --- the warehouse's --- */

static bool lies_beneath(const struct public_table *table, const char *name)
{
    for (const char *const *at = table->beneath; at && *at; at++)
        if (text_is(*at, name))
            return true;
    return false;
}

/* Whether the guard saw that a table is read, or a view over it. */
static bool was_seen(struct ctx *ctx, const struct guard_verdict *verdict, const char *name)
{
    for (const struct public_table *table = driver(ctx)->public_tables; table->name; table++)
        for (size_t i = 0; i < verdict->n_tables; i++)
            if (strcasecmp(table->name, verdict->tables[i]) == 0 &&
                (text_is(table->name, name) || lies_beneath(table, name)))
                return true;
    return false;
}

static struct err *refused(struct ctx *ctx, const char *why)
{
    struct err *err = err_new(ctx, ERR_INVALID, "sql", "%s", why);

    err->next_step = other_step;
    return err;
}

static struct err *compare(struct ctx *ctx, const struct guard_verdict *verdict,
                           const struct warehouse_estimate *estimate)
{
    const char *before = prefix(ctx);

    if (!text_is(estimate->statement, "SELECT"))
        return refused(ctx, "the warehouse takes it for something else than a SELECT");
    if (estimate->n_routines)
        return refused(ctx, "it calls a function that is not one of the warehouse's own");
    for (size_t i = 0; i < estimate->n_tables; i++) {
        const char *table = estimate->tables[i];

        if (!text_starts(table, before) || !was_seen(ctx, verdict, table + strlen(before)))
            return refused(ctx, arena_printf(ctx->arena,
                                             "\"%s\" is not a table that may be read, by the warehouse's "
                                             "own reading of the statement",
                                             table));
    }
    return NULL;
}

/* What is wrong with the text is wrong with "sql". A table that is missing is the warehouse's matter. */
static struct err *placed(struct ctx *ctx, struct err *err)
{
    struct err *moved;

    if (!err_is(err, ERR_INVALID) || err->pointer)
        return err;
    moved = err_new(ctx, ERR_INVALID, "sql", "%s", err->message);
    moved->next_step = err->next_step ? err->next_step : other_step;
    return moved;
}

struct err *remote_weigh(struct ctx *ctx, const struct data *data, const struct guard_verdict *verdict,
                         bool is_check, struct remote_query *query)
{
    const struct warehouse_query dry = { .sql = query->sql };
    struct err *err;

    err = snapshot_estimate(ctx, data->snapshot, &dry, &query->estimate);
    if (err)
        return placed(ctx, err);
    err = compare(ctx, verdict, &query->estimate);
    if (err)
        return err;
    return is_check ? budget_would_take(ctx, &query->estimate)
                    : budget_take_estimated(ctx, &query->estimate, &query->spending);
}

struct err *remote_run(struct ctx *ctx, const struct data *data, const struct remote_query *query,
                       struct warehouse_result *out)
{
    const struct warehouse_query asked = {
        .sql = query->sql,
        .max_rows = MOST_ROWS,
        .max_size = MOST_SIZE,
        .max_bytes = query->estimate.bytes,
    };
    struct err *err, *unsettled;

    err = snapshot_query(ctx, data->snapshot, &asked, out);
    unsettled = budget_settle(ctx, &query->spending, err ? 0 : out->bytes_billed);
    return err ? placed(ctx, err) : unsettled;
}

struct err *remote_leave(struct ctx *ctx, const struct remote_query *query)
{
    return budget_settle(ctx, &query->spending, 0);
}
