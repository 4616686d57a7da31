#include "connectors/bigquery/refresh.h"

#include "connectors/bigquery/template.h"
#include "packages/warehouse/load/channels.h"

#include <string.h>

enum { STATEMENT_S = 120, REFRESH_S = 1800, NAMED_AT_ONCE = 2000, LONGEST_ROWS = 4 * 1024 * 1024 };

/* In this order: views stand on tables. */
static const char *const files[] = {
    "schemas/events.sql",      "schemas/sessions.sql",
    "schemas/conversions.sql", "schemas/user_attributes.sql",
    "schemas/customers.sql",   "schemas/manifest.sql",
    "views/model.sql",         "views/cortex_ga4_sessions.sql",
    "views/daily_kpis.sql",    "views/audience_metrics.sql",
};

static struct err *run(struct ctx *ctx, struct bigquery *bigquery, const struct warehouse_query *query,
                       int64_t timeout_s, struct warehouse_result *out, int64_t *bytes)
{
    struct warehouse_result ignored;
    struct err *err = job_query(ctx, bigquery, query, SECONDS(timeout_s), out ? out : &ignored);

    if (!err)
        *bytes += (out ? out : &ignored)->bytes_read;
    return err;
}

/* --- init --- */

static struct err *statement(struct ctx *ctx, struct bigquery *bigquery, const char *sql, bool is_dry,
                             struct buf *ddl)
{
    int64_t bytes = 0;

    buf_printf(ddl, "%s;\n\n", sql);
    return is_dry ? NULL
                  : run(ctx, bigquery, &(struct warehouse_query){ .sql = sql }, STATEMENT_S, NULL, &bytes);
}

static struct err *file(struct ctx *ctx, struct bigquery *bigquery, const char *name, bool is_dry,
                        struct buf *ddl)
{
    const char *at = template_file(ctx, bigquery, name), *end;
    struct err *err = NULL;

    while (!err && (end = strstr(at, ";\n"))) {
        err = statement(ctx, bigquery,
                        text_trim(ctx->arena, arena_text_n(ctx->arena, at, (size_t)(end - at))), is_dry, ddl);
        at = end + 2;
    }
    return err;
}

struct err *bigquery_init(struct ctx *ctx, struct warehouse *warehouse, bool is_dry, struct buf *ddl)
{
    struct bigquery *bigquery = (struct bigquery *)warehouse;
    const struct warehouse_options *options = &bigquery->options;
    const char *schema =
        arena_printf(ctx->arena, "CREATE SCHEMA IF NOT EXISTS `%s.%s`%s%s%s", options->project,
                     options->dataset, *options->location ? " OPTIONS (location = '" : "", options->location,
                     *options->location ? "')" : "");
    struct err *err;

    err = statement(ctx, bigquery, schema, is_dry, ddl);
    for (size_t i = 0; i < COUNT(files) && !err; i++)
        err = file(ctx, bigquery, files[i], is_dry, ddl);
    return err;
}

/* --- refresh --- */

struct refresh {
    struct ctx *ctx;
    struct bigquery *bigquery;
    int64_t *days; /* new or changed, ascending */
    size_t n_days;
    struct buf states; /* [[day, modified], …]: how they were found */
    int64_t bytes;
};

static struct parameter day_of(const char *name, int64_t days)
{
    return (struct parameter){ name, CELL_DATE, { .value.integer = days } };
}

static struct parameter text_of(const char *name, const char *text)
{
    return (struct parameter){ name, CELL_TEXT, { .value.text = text } };
}

static struct err *part(struct refresh *refresh, const char *name, const struct parameter *parameters,
                        size_t n, struct warehouse_result *out)
{
    const struct warehouse_query query = { .sql = template_part(refresh->ctx, refresh->bigquery, name),
                                           .parameters = parameters,
                                           .n_parameters = n };

    return run(refresh->ctx, refresh->bigquery, &query, REFRESH_S, out, &refresh->bytes);
}

static struct err *find_days(struct refresh *refresh, const char *from)
{
    struct warehouse_result found;
    struct date first = { 0 };
    struct err *err;

    if (from && !date_parse(from, &first))
        return err_new(refresh->ctx, ERR_INVALID, "from", "must be a day, YYYY-MM-DD");
    err = part(
        refresh, "days",
        &(struct parameter){ "from", CELL_DATE, { .is_null = !from, .value.integer = date_days(first) } }, 1,
        &found);
    if (err)
        return err;
    if (found.n_columns != 2)
        return err_new(refresh->ctx, ERR_UPSTREAM, NULL, "the days of the export can't be read");
    buf_char(&refresh->states, '[');
    for (size_t i = 0; i < found.n_rows; i++) {
        const struct cell *row = &found.cells[2 * i];

        if (row[0].is_null || row[1].is_null)
            continue;
        buf_printf(&refresh->states, "%s[%lld,%lld]", refresh->n_days ? "," : "",
                   (long long)row[0].value.integer, (long long)row[1].value.integer);
        *ARENA_PUSH(refresh->ctx->arena, refresh->days, refresh->n_days) = row[0].value.integer;
    }
    buf_char(&refresh->states, ']');
    return NULL;
}

static bool is_one_month(int64_t a, int64_t b)
{
    return date_of_days(a).month == date_of_days(b).month && date_of_days(a).year == date_of_days(b).year;
}

/* Days in a row of one month at once: a repeated purchase is looked for in its month and the one before. */
static struct err *load_days(struct refresh *refresh)
{
    struct err *err = NULL;

    for (size_t i = 0, end; i < refresh->n_days && !err; i = end) {
        const int64_t first = refresh->days[i];
        struct parameter parameters[2];

        for (end = i + 1; end < refresh->n_days && refresh->days[end] == refresh->days[end - 1] + 1 &&
                          is_one_month(first, refresh->days[end]);
             end++)
            ;
        parameters[0] = day_of("from", first);
        parameters[1] = day_of("to", refresh->days[end - 1]);
        err = part(refresh, "events", parameters, 2, NULL);
    }
    return err;
}

static const char *text_cell(const struct cell *cell)
{
    return cell->is_null ? NULL : cell->value.text;
}

/* Channels are named by the same rules as those of the embedded warehouse. */
static struct err *name_some(struct refresh *refresh, struct channels *channels,
                             const struct warehouse_result *found, size_t from)
{
    struct buf rows = buf_in(refresh->ctx->arena, LONGEST_ROWS);
    struct json_writer json = json_to(&rows);
    struct parameter parameter;

    json_open(&json, '[');
    for (size_t i = from; i < found->n_rows && i < from + NAMED_AT_ONCE; i++) {
        const struct cell *row = &found->cells[i * found->n_columns];
        const int64_t day = row[3].value.integer;

        json_open(&json, '[');
        for (size_t column = 0; column < 3; column++)
            json_text(&json, text_cell(&row[column]));
        json_int(&json, day);
        json_text(&json,
                  channel_of(channels, text_cell(&row[0]), text_cell(&row[1]), text_cell(&row[2]), day));
        json_shut(&json, ']');
    }
    json_shut(&json, ']');
    if (rows.is_full)
        return err_new(refresh->ctx, ERR_TOO_LARGE, NULL, "the sources of the sessions are too long");
    parameter = text_of("rows", buf_str(&rows));
    return part(refresh, "channels", &parameter, 1, NULL);
}

static struct err *name_channels(struct refresh *refresh)
{
    struct warehouse_result found;
    struct channels *channels;
    struct err *err;

    err = part(refresh, "unnamed", NULL, 0, &found);
    if (!err)
        err = channels_open(refresh->ctx, (struct bytes){ 0 }, &channels);
    if (!err && found.n_columns != 4)
        err = err_new(refresh->ctx, ERR_UPSTREAM, NULL, "the sources of the sessions can't be read");
    for (size_t i = 0; !err && i < found.n_rows; i += NAMED_AT_ONCE)
        err = name_some(refresh, channels, &found, i);
    return err;
}

static struct err *build(struct refresh *refresh)
{
    const struct parameter parameters[] = { day_of("from", refresh->days[0]),
                                            day_of("to", refresh->days[refresh->n_days - 1]),
                                            text_of("zone", refresh->bigquery->options.zone),
                                            text_of("key_events", refresh->bigquery->options.key_events) };
    struct parameter states;
    struct err *err;

    err = load_days(refresh);
    if (!err)
        err = part(refresh, "stage", parameters, COUNT(parameters), NULL);
    if (!err)
        err = name_channels(refresh);
    if (!err)
        err = part(refresh, "sessions", parameters, COUNT(parameters), NULL);
    states = text_of("rows", buf_str(&refresh->states));
    return err ? err : part(refresh, "loaded", &states, 1, NULL);
}

struct err *bigquery_refresh(struct ctx *ctx, struct warehouse *warehouse, const char *from,
                             struct warehouse_refreshed *out)
{
    struct bigquery *bigquery = (struct bigquery *)warehouse;
    struct refresh refresh = { .ctx = ctx, .bigquery = bigquery, .states = buf_in(ctx->arena, LONGEST_ROWS) };
    struct err *err;

    if (!*bigquery->options.export)
        return err_new(ctx, ERR_INVALID, "ga4_export", "the setting ga4_export says where the GA4 export is");
    err = find_days(&refresh, from);
    if (!err && refresh.n_days)
        err = build(&refresh);
    if (!err)
        err = part(&refresh, "publish", NULL, 0, NULL);
    if (err)
        return err;
    pthread_mutex_lock(&bigquery->lock);
    bigquery->looked_at_us = 0; /* look at the new state at once */
    pthread_mutex_unlock(&bigquery->lock);
    *out = (struct warehouse_refreshed){ .days = (int64_t)refresh.n_days, .bytes = refresh.bytes };
    if (refresh.n_days) {
        out->first = date_text(ctx->arena, date_of_days(refresh.days[0]));
        out->last = date_text(ctx->arena, date_of_days(refresh.days[refresh.n_days - 1]));
    }
    return NULL;
}
