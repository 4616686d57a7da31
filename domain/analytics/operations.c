#include "domain/analytics/analytics.h"

#include "domain/data/budget.h"
#include "packages/cache/cache.h"
#include "packages/store/store.h"

#include <string.h>

enum { MOST_ANSWER = 64 * 1024 * 1024, CACHE_MINUTES = 5 };

struct kpis {
    json_t *answer, *trend;
};
static const struct field kpis_fields[] = {
    FIELD(kpis, answer, "One row with comparison.", .type = "Answer"),
    FIELD(kpis, trend, "The same metrics by day.", .type = "Answer"),
};
static const struct shape kpis_shape = SHAPE(kpis, kpis_fields, "The key figures of a period.");

static const struct field kpi_query_fields[] = {
    FIELD(kpi_query, period, "28d, last_month, 2026-10-01..2026-10-31 and so on.", .max = 40,
          .optional = true),
    FIELD(kpi_query, compare, "previous_period, previous_year, none or days.", .max = 40, .optional = true),
    SCALARS(kpi_query, f, "Filters: field:op:value. All must hold.", .max = 20, .optional = true),
};
static const struct shape kpi_query_shape =
    SHAPE(kpi_query, kpi_query_fields, "Which period, compared with which.");

static const struct field sessions_query_fields[] = {
    FIELD(sessions_query, period, "As for the key figures.", .max = 40, .optional = true),
    FIELD(sessions_query, compare, "As for the key figures.", .max = 40, .optional = true),
    SCALARS(sessions_query, f, "As for the key figures.", .max = 20, .optional = true),
    FIELD(sessions_query, by, "A dimension; the days when left out.", .format = "name", .optional = true),
    FIELD(sessions_query, grain, "Of the days: day, week or month.", .max = 10, .optional = true),
};
static const struct shape sessions_query_shape =
    SHAPE(sessions_query, sessions_query_fields, "Which sessions.");

static const char *kpi_metrics[] = { "sessions",     "active_users",    "purchase_revenue",
                                     "transactions", "conversion_rate", "average_order_value" };
static const char *session_metrics[] = { "sessions",     "engaged_sessions", "engagement_rate",
                                         "active_users", "new_users",        "avg_session_duration" };

/* An operation whose result is text already. */
static struct err *as_text(struct ctx *ctx, const struct buf *text)
{
    if (text->is_full)
        return err_new(ctx, ERR_TOO_LARGE, NULL, "the answer is larger than 64 MiB");
    ctx->encoded = buf_str(text);
    ctx->encoded_len = text->len;
    return NULL;
}

static struct err *run(struct ctx *ctx, const void *in, void *out)
{
    struct buf text = buf_in(ctx->arena, MOST_ANSWER);
    struct err *err = answer_plan(ctx, in, &text);

    (void)out;
    return err ? err : as_text(ctx, &text);
}

struct explanation {
    const char *query, *select, *sql, *googlesql, *plan_hash, *reading;
    json_t *canonical;
    struct cost *estimate;
};
static const struct field explanation_fields[] = {
    FIELD(explanation, reading, "The plan in words."),
    FIELD(explanation, plan_hash, "Equal for plans that ask the same."),
    FIELD(explanation, canonical, "The plan's canonical form."),
    FIELD(explanation, query, "Names looked up, days fixed."),
    FIELD(explanation, select, "Relations and columns, no dialect."),
    FIELD(explanation, sql, "The statement."),
    FIELD(explanation, googlesql, "The same in GoogleSQL, which BigQuery speaks."),
    OBJECT(explanation, estimate, &cost_shape, "What it would read of the warehouse that is configured.",
           .optional = true),
};
static const struct shape explanation_shape =
    SHAPE(explanation, explanation_fields, "Each station of a plan.");

static struct err *explain(struct ctx *ctx, const void *in, void *out)
{
    struct explanation *explanation = out;
    struct compiled compiled = { 0 }, other = { 0 };
    struct warehouse_query statement;
    struct compile_options options;
    struct data data;
    bool is_googlesql;
    struct err *err;

    err = data_open(ctx, NULL, &data);
    if (err)
        return err;
    data_compile_options(ctx, &data, &options);
    is_googlesql = text_is(options.dialect, "googlesql");
    options.explain = true;
    options.dialect = "duckdb";
    err = plan_compile(ctx, data.model, in, &options, &compiled);
    options.dialect = "googlesql";
    if (!err)
        err = plan_compile(ctx, data.model, in, &options, &other);
    if (err)
        return err;
    *explanation = (struct explanation){
        .query = compiled.query_stage,
        .select = compiled.select_stage,
        .sql = compiled.sql,
        .googlesql = other.sql,
        .plan_hash = compiled.plan_hash,
        .reading = compiled.reading,
        .canonical = json_keep(ctx, json_loads(compiled.canonical, JSON_DECODE_ANY, NULL)),
    };
    statement = data_statement(is_googlesql ? &other : &compiled);
    return budget_estimate(ctx, data.snapshot, &statement, &explanation->estimate);
}

/* --- the key figures --- */

static struct err *kpi_plan(struct ctx *ctx, const struct kpi_query *query, struct plan *plan)
{
    struct err *err;

    *plan = (struct plan){ .version = 1, .metrics = kpi_metrics, .n_metrics = COUNT(kpi_metrics) };
    err = plan_period(ctx, query->period, plan);
    if (!err)
        err = plan_compare(ctx, query->compare, plan);
    return err ? err : plan_filters(ctx, query->f, query->n_f, plan);
}

/* Known without compiling a plan: the words, today, and the data's version. */
static struct err *kpi_key(struct ctx *ctx, const struct kpi_query *query, const char **out)
{
    struct buf key = buf_in(ctx->arena, 1024 * 1024);
    struct warehouse_state state = { 0 };
    struct err *err;

    err = warehouse_state(ctx, &state);
    if (err)
        return err;
    buf_printf(&key, "kpis %s %s %s %s %s", data_rights(ctx), date_text(ctx->arena, data_today(ctx)),
               state.data_version, query->period ? query->period : "", query->compare ? query->compare : "");
    for (size_t i = 0; i < query->n_f; i++)
        buf_printf(&key, " %zu:%s", strlen(query->f[i]), query->f[i]);
    *out = buf_str(&key);
    return NULL;
}

static struct err *kpis_quick(struct ctx *ctx, const void *in)
{
    const char *key, *kept;
    size_t len = 0;
    struct err *err;

    if (ctx->ports->warehouse && ctx->ports->warehouse->driver->can & WAREHOUSE_REMOTE)
        return NULL; /* the thread that asks may not wait */
    err = kpi_key(ctx, in, &key);
    if (err)
        return err;
    kept = cache_get(ctx, ctx->ports->cache, key, &len);
    ctx->encoded = kept;
    ctx->encoded_len = len;
    return NULL;
}

/* The figures, and the same by day. */
static struct err *kpi_text(struct ctx *ctx, struct plan plan, struct buf *to)
{
    struct dim day = { "date", UNIT_DAY };
    struct err *err;

    buf_text(to, "{\"answer\":");
    err = answer_plan(ctx, &plan, to);
    if (err)
        return err;
    plan.compare = NULL;
    plan.dimensions = &day;
    plan.n_dimensions = 1;
    buf_text(to, ",\"trend\":");
    err = answer_plan(ctx, &plan, to);
    buf_char(to, '}');
    return err;
}

static struct err *kpis(struct ctx *ctx, const void *in, void *out)
{
    struct buf text = buf_in(ctx->arena, MOST_ANSWER), kept = buf_in(ctx->arena, MOST_ANSWER);
    struct plan plan;
    const char *key;
    struct err *err;

    (void)out;
    err = kpi_key(ctx, in, &key);
    if (!err)
        err = kpi_plan(ctx, in, &plan);
    if (!err)
        err = kpi_text(ctx, plan, &text);
    if (!err)
        err = kpi_text(ctx, plan, &kept); /* from memory: it says so */
    if (err)
        return err;
    cache_put(ctx, ctx->ports->cache, key, buf_str(&kept), kept.len, MINUTES(CACHE_MINUTES));
    return as_text(ctx, &text);
}

static struct err *sessions(struct ctx *ctx, const void *in, void *out)
{
    static const struct {
        const char *word;
        enum unit unit;
    } grains[] = { { "day", UNIT_DAY }, { "week", UNIT_WEEK }, { "month", UNIT_MONTH } };
    const struct sessions_query *query = in;
    const struct kpi_query words = { query->period, query->compare, query->f, query->n_f };
    struct buf text = buf_in(ctx->arena, MOST_ANSWER);
    struct dim dim = { query->by ? query->by : "date", UNIT_NONE };
    struct plan plan;
    struct err *err;

    (void)out;
    err = kpi_plan(ctx, &words, &plan);
    if (err)
        return err;
    for (size_t i = 0; i < COUNT(grains); i++)
        if (text_is(grains[i].word, query->grain ? query->grain : query->by ? "" : "day"))
            dim.grain = grains[i].unit;
    if (query->grain && dim.grain == UNIT_NONE)
        return err_new(ctx, ERR_INVALID, "grain", "must be day, week or month");
    plan.metrics = session_metrics;
    plan.n_metrics = COUNT(session_metrics);
    plan.dimensions = &dim;
    plan.n_dimensions = 1;
    err = answer_plan(ctx, &plan, &text);
    return err ? err : as_text(ctx, &text);
}

const struct operation analytics_operations[N_ANALYTICS_OPERATIONS] = {
    [QUERY_RUN] = READ("query_run", run, ROLE_USER, &plan_shape, &answer_shape, "Answer a plan", LONG),
    [QUERY_EXPLAIN] = READ("query_explain", explain, ROLE_USER, &plan_shape, &explanation_shape,
                           "Show each station of a plan on its way to SQL", LONG),
    [ANALYTICS_KPIS] = READ("analytics_kpis", kpis, ROLE_USER, &kpi_query_shape, &kpis_shape,
                            "The key figures of a period", LONG, .quick = kpis_quick),
    [ANALYTICS_SESSIONS] = READ("analytics_sessions", sessions, ROLE_USER, &sessions_query_shape,
                                &answer_shape, "Sessions by day or by a dimension", LONG),
};
