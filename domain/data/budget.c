#include "domain/data/budget.h"

#include "domain/data/budget.sql.h"
#include "domain/data/data.h"
#include "packages/store/store.h"

#include <math.h>

static const struct field cost_fields[] = {
    FIELD(cost, bytes, "What it would read."),
    FIELD(cost, is_exact, "Else that is the most that it can be."),
    FIELD(cost, cost_usd, "What that would cost; 0 where nothing is billed."),
};
const struct shape cost_shape = SHAPE(cost, cost_fields, "What a query would read, and cost.");

static const double tib = 1024.0 * 1024 * 1024 * 1024;

/* One budget: `bytes` 0 and `usd` "" are no limit. */
struct limit {
    int64_t bytes;
    const char *usd;
    const char *whose;    /* after "of" */
    const char *settings; /* what an admin would change */
};

static double price(const struct ctx *ctx)
{
    double number = 0;

    (void)text_to_number(ctx->ports->settings->bigquery_price_usd_per_tib, &number);
    return number;
}

static bool bills(const struct ctx *ctx)
{
    return ctx->ports->warehouse && (ctx->ports->warehouse->driver->can & WAREHOUSE_BILLED);
}

double budget_cost(struct ctx *ctx, int64_t bytes)
{
    return bills(ctx) ? (double)bytes / tib * price(ctx) : 0;
}

struct err *budget_estimate(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                            struct cost **out)
{
    struct warehouse_estimate estimate = { 0 };
    struct err *err;

    *out = NULL;
    if (!snapshot->driver->estimate)
        return NULL;
    err = snapshot_estimate(ctx, snapshot, query, &estimate);
    if (err)
        return err;
    *out = arena_alloc(ctx->arena, sizeof(**out));
    **out = (struct cost){ estimate.bytes, estimate.is_exact, budget_cost(ctx, estimate.bytes) };
    return NULL;
}

struct err *budget_tell(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                        struct cost **out)
{
    struct err *err = budget_estimate(ctx, snapshot, query, out);

    if (!err && *out)
        ctx_emit(ctx, "estimate", (struct out){ &cost_shape, *out });
    return err;
}

/* Both forms as one: so many bytes; INT64_MAX for no limit. */
static int64_t most_of(const struct ctx *ctx, const struct limit *limit)
{
    int64_t most = limit->bytes ? limit->bytes : INT64_MAX;
    double usd;

    if (text_to_number(limit->usd, &usd) && price(ctx) > 0 && usd / price(ctx) * tib < (double)most)
        most = (int64_t)(usd / price(ctx) * tib);
    return most;
}

/* "48.0 GB", powers of ten as pages write sizes. */
static const char *size_words(struct ctx *ctx, int64_t bytes)
{
    static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB", "PB" };
    double size = (double)(bytes > 0 ? bytes : 0);
    size_t i = 0;

    for (; size >= 1000 && i + 1 < COUNT(units); i++)
        size /= 1000;
    return arena_printf(ctx->arena, i ? "%.1f %s" : "%.0f %s", size, units[i]);
}

static struct err *over(struct ctx *ctx, const struct limit *limit, int64_t bytes, int64_t left)
{
    struct err *err =
        err_new(ctx, ERR_OVER_BUDGET, NULL, "this reads %s, about $%.2f; %s are left of %s",
                size_words(ctx, bytes), budget_cost(ctx, bytes), size_words(ctx, left), limit->whose);

    err->next_step =
        arena_printf(ctx->arena, "Ask for fewer days, or let an admin raise %s.", limit->settings);
    return err;
}

static struct err *check(struct ctx *ctx, const struct limit *limit, int64_t bytes, int64_t spent_before)
{
    const int64_t most = most_of(ctx, limit);

    if (most == INT64_MAX || bytes <= most - spent_before)
        return NULL;
    return over(ctx, limit, bytes, most - spent_before);
}

/* In a transaction: whether it is too much; `added` of it is counted already. */
static struct err *within(struct ctx *ctx, const struct spending *spending, int64_t added)
{
    const struct settings *settings = ctx->ports->settings;
    const struct limit person = { settings->max_person_day_bytes, settings->max_person_day_usd,
                                  "your budget for today", "max_person_day_bytes or max_person_day_usd" };
    const struct limit all = { settings->max_day_bytes, settings->max_day_usd, "everybody's budget for today",
                               "max_day_bytes or max_day_usd" };
    int64_t of_person, of_day;
    struct err *err;

    err = store_int(ctx, &sql_spending_of_person, WITH(ARG("day", spending->day), ARG("who", spending->who)),
                    &of_person);
    if (!err)
        err = store_int(ctx, &sql_spending_of_day, WITH(ARG("day", spending->day)), &of_day);
    if (!err)
        err = check(ctx, &person, spending->bytes, of_person - added);
    return err ? err : check(ctx, &all, spending->bytes, of_day - added);
}

/* Adds it, then looks whether that was too much. */
static struct err *add(struct ctx *ctx, const struct spending *spending)
{
    struct err *err;

    err = store_run(ctx, &sql_spending_add,
                    WITH(ARG("day", spending->day), ARG("who", spending->who), ARG("bytes", spending->bytes)),
                    NULL);
    return err ? err : within(ctx, spending, spending->bytes);
}

static struct err *would_add(struct ctx *ctx, const struct spending *spending)
{
    return within(ctx, spending, 0);
}

static struct err *in_transaction(struct ctx *ctx, const struct spending *spending,
                                  struct err *(*work)(struct ctx *ctx, const struct spending *spending))
{
    struct err *err = store_begin(ctx, STORE_WRITE);

    if (err)
        return err;
    err = work(ctx, spending);
    if (!err)
        err = store_commit(ctx);
    if (err)
        store_rollback(ctx);
    return err;
}

/* The budget of one query, then what `work` makes of the days'. */
static struct err *ask_budgets(struct ctx *ctx, const struct warehouse_estimate *estimate,
                               struct spending *out,
                               struct err *(*work)(struct ctx *ctx, const struct spending *spending))
{
    const struct settings *settings = ctx->ports->settings;
    const struct limit one = { settings->max_query_bytes, settings->max_query_usd, "what one query may read",
                               "max_query_bytes or max_query_usd" };
    struct err *err;

    *out = (struct spending){ 0 };
    if (!bills(ctx))
        return NULL;
    err = check(ctx, &one, estimate->bytes, 0);
    if (err)
        return err;
    *out = (struct spending){ .day = date_text(ctx->arena, data_today(ctx)),
                              .who = ctx->who ? ctx->who->id : "system",
                              .bytes = estimate->bytes };
    return in_transaction(ctx, out, work);
}

struct err *budget_take_estimated(struct ctx *ctx, const struct warehouse_estimate *estimate,
                                  struct spending *out)
{
    struct cost cost = { estimate->bytes, estimate->is_exact, budget_cost(ctx, estimate->bytes) };

    if (bills(ctx))
        ctx_emit(ctx, "estimate", OUT(cost, &cost));
    return ask_budgets(ctx, estimate, out, add);
}

struct err *budget_would_take(struct ctx *ctx, const struct warehouse_estimate *estimate)
{
    struct spending nothing;

    return ask_budgets(ctx, estimate, &nothing, would_add);
}

struct err *budget_take(struct ctx *ctx, struct snapshot *snapshot, const struct warehouse_query *query,
                        const struct cost *known, struct spending *out)
{
    struct cost *told = NULL;
    struct err *err;

    *out = (struct spending){ 0 };
    if (!bills(ctx))
        return NULL;
    err = known ? NULL : budget_tell(ctx, snapshot, query, &told);
    if (err)
        return err;
    known = known ? known : told;
    return ask_budgets(
        ctx, &(struct warehouse_estimate){ .bytes = known->bytes, .is_exact = known->is_exact }, out, add);
}

static struct err *correct(struct ctx *ctx, const struct spending *change)
{
    return store_run(ctx, &sql_spending_correct,
                     WITH(ARG("day", change->day), ARG("who", change->who), ARG("change", change->bytes)),
                     NULL);
}

struct err *budget_settle(struct ctx *ctx, const struct spending *spending, int64_t bytes)
{
    const struct spending change = { spending->day, spending->who, bytes - spending->bytes };

    return !spending->day || !change.bytes ? NULL : in_transaction(ctx, &change, correct);
}
