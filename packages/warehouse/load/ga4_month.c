#include "packages/warehouse/load/ga4_month.h"

#include <string.h>

enum { SORTED_AT_ONCE = 500000 };

/* A month under construction: which days are new, which stay as they were. */
struct month {
    const struct ga4_build *build;
    struct writer *writer;
    struct ctx *ctx;
    const char *name, *before; /* YYYY-MM */
    const struct manifest_month *old;
    const struct manifest_day *new_days;
    size_t n_new;
    struct manifest_day *days; /* all, in order */
    size_t n_days;
    int64_t first, last; /* days since 1970 of the month's ends */
};

static int64_t days_of(const char *day)
{
    struct date date = { 0 };

    (void)date_parse(day, &date); /* written by us */
    return date_days(date);
}

static const char *month_before(struct arena *arena, const char *month)
{
    struct date first = { 0 };

    (void)date_parse(arena_printf(arena, "%s-01", month), &first);
    return arena_text_n(arena, date_text(arena, date_add(first, -1)), 7);
}

/* What a month is built after: the days of the one before, whose visits it looks back to, and the rules. */
static const char *after(const struct ga4_build *build, const char *before)
{
    struct arena *arena = build->writer->ctx->arena;
    const struct manifest_month *prior = manifest_month(&build->writer->manifest, before);

    return arena_printf(arena, "%s.%s", prior ? manifest_days_hash(arena, prior) : "0", build->rules_hash);
}

bool ga4_is_same(const struct ga4_build *build, const char *month, const struct manifest_day *days,
                 size_t n_days)
{
    const struct manifest_month *old = manifest_month(&build->writer->manifest, month);
    size_t at = 0;

    if (!old || !text_is(old->after, after(build, month_before(build->writer->ctx->arena, month))))
        return false;
    for (size_t i = 0; i < n_days; i++) {
        while (at < old->n_days && strcmp(old->days[at].day, days[i].day) < 0)
            at++;
        if (at == old->n_days || !text_is(old->days[at].day, days[i].day) ||
            !text_is(old->days[at].hash, days[i].hash))
            return false;
    }
    return true;
}

/* New days take the place of old ones; both lists are in order. */
static void merge_days(struct month *month)
{
    const size_t n_old = month->old ? month->old->n_days : 0;
    size_t i = 0, k = 0;

    while (i < n_old || k < month->n_new) {
        const int order = i == n_old          ? 1
                          : k == month->n_new ? -1
                                              : strcmp(month->old->days[i].day, month->new_days[k].day);

        *ARENA_PUSH(month->ctx->arena, month->days, month->n_days) =
            order < 0 ? month->old->days[i] : month->new_days[k];
        i += order <= 0;
        k += order >= 0;
    }
}

static bool is_new(const struct month *month, const char *day)
{
    for (size_t i = 0; i < month->n_new; i++) {
        if (text_is(month->new_days[i].day, day))
            return true;
    }
    return false;
}

static struct err *step(struct month *month, const char *part, const struct parameter *parameters, size_t n)
{
    return writer_do(month->writer, "ga4", part, parameters, n, NULL);
}

static struct err *add_days(struct month *month, const char *first, const char *last)
{
    const struct parameter parameters[] = { engine_day("first", days_of(first)),
                                            engine_day("last", days_of(last)) };
    struct err *err;

    err = step(month, "day_events", parameters, 2);
    if (!err)
        err = step(month, "day_items", parameters, 2);
    return err;
}

static struct err *keep_days(struct month *month, const char *first, const char *last)
{
    const struct parameter parameters[] = { engine_day("first", days_of(first)),
                                            engine_day("last", days_of(last)) };
    struct err *err;

    err = step(month, "keep_events", parameters, 2);
    if (!err)
        err = step(month, "keep_items", parameters, 2);
    return err;
}

/* The run of days from `from` on that are all new or all old; new ones only as many as are sorted in memory
 * at once. */
static size_t run_of_days(const struct month *month, size_t from)
{
    const bool wanted = is_new(month, month->days[from].day);
    int64_t rows = month->days[from].events;
    size_t end = from + 1;

    for (; end < month->n_days && is_new(month, month->days[end].day) == wanted; end++) {
        rows += month->days[end].events;
        if (wanted && rows > SORTED_AT_ONCE)
            break;
    }
    return end;
}

/* In the order of the days, so that the file is in order too; old days are copied as they are. */
static struct err *fill_events(struct month *month)
{
    struct err *err = NULL;

    for (size_t from = 0, end; from < month->n_days && !err; from = end) {
        const char *first = month->days[from].day, *last;

        end = run_of_days(month, from);
        last = month->days[end - 1].day;
        err = is_new(month, first) ? add_days(month, first, last) : keep_days(month, first, last);
    }
    return err;
}

static struct err *append_channel(struct month *month, duckdb_appender appender, const struct cell *row)
{
    const char *source = row[0].is_null ? NULL : row[0].value.text,
               *medium = row[1].is_null ? NULL : row[1].value.text;
    const char *campaign = row[2].is_null ? NULL : row[2].value.text;
    const char *const texts[] = { source, medium, campaign };
    const int64_t day = row[3].value.integer;
    bool is_good = true;

    for (size_t i = 0; i < COUNT(texts); i++)
        is_good &= (texts[i] ? duckdb_append_varchar(appender, texts[i]) : duckdb_append_null(appender)) ==
                   DuckDBSuccess;
    is_good &= duckdb_append_date(appender, (duckdb_date){ (int32_t)day }) == DuckDBSuccess;
    is_good &= duckdb_append_varchar(appender, channel_of(month->build->channels, source, medium, campaign,
                                                          day)) == DuckDBSuccess;
    is_good &= duckdb_appender_end_row(appender) == DuckDBSuccess;
    return is_good ? NULL
                   : err_new(month->ctx, ERR_INTERNAL, NULL, "a channel can't be kept: %s",
                             duckdb_appender_error(appender));
}

struct naming {
    struct month *month;
    duckdb_appender appender;
};

static struct err *name_chunk(struct ctx *ctx, const struct warehouse_chunk *chunk, void *arg)
{
    struct naming *naming = arg;
    struct err *err = NULL;

    (void)ctx;
    for (size_t i = 0; i < chunk->n_rows && !err; i++)
        err = append_channel(naming->month, naming->appender, &chunk->cells[i * chunk->n_columns]);
    return err;
}

/* The rules are run once for each source, medium, campaign and day, not for each session. */
static struct err *name_channels(struct month *month)
{
    struct warehouse_result unnamed;
    struct naming naming = { .month = month };
    struct err *err;

    err = writer_run(month->writer, "ga4", "channels");
    if (!err)
        err = writer_query(month->writer, "ga4", "unnamed", NULL, 0, &unnamed);
    if (err)
        return err;
    if (duckdb_appender_create_ext(month->writer->connection, "stage", "main", "channels",
                                   &naming.appender) == DuckDBError)
        return err_new(month->ctx, ERR_INTERNAL, NULL, "the engine gave no appender");
    err = name_chunk(
        month->ctx,
        &(struct warehouse_chunk){ unnamed.columns, unnamed.n_columns, unnamed.cells, unnamed.n_rows },
        &naming);
    if (duckdb_appender_destroy(&naming.appender) == DuckDBError && !err)
        err = err_new(month->ctx, ERR_INTERNAL, NULL, "channels can't be kept");
    return err;
}

static struct err *fill_sessions(struct month *month)
{
    const struct parameter parameters[] = { engine_day("first", month->first),
                                            engine_day("last", month->last),
                                            engine_text("zone", month->build->zone) };
    const struct parameter key_events[] = { engine_text("key_events", month->build->key_events) };
    struct err *err;

    err = step(month, "claims", parameters, 3);
    if (!err)
        err = step(month, "visits", key_events, 1);
    if (!err)
        err = step(month, "sourced", NULL, 0);
    if (!err)
        err = name_channels(month);
    if (!err)
        err = step(month, "sessions", NULL, 0);
    if (!err)
        err = step(month, "nobody", key_events, 1);
    if (!err)
        err = step(month, "user_months", parameters, 2);
    return err;
}

static struct err *check_collisions(struct month *month, const struct parameter ends[2])
{
    int64_t collisions;
    struct err *err;

    err = writer_int(month->writer, "ga4", "collisions", ends, 2, &collisions);
    if (err)
        return err;
    if (collisions)
        return err_new(month->ctx, ERR_CONFLICT, NULL, "%ld users of %s share a key with another",
                       (long)collisions, month->name);
    return NULL;
}

static struct err *fill(struct month *month)
{
    const struct parameter ends[] = { engine_day("first", month->first), engine_day("last", month->last) };
    struct err *err;

    err = step(month, "begin_month", ends, 2);
    if (!err)
        err = check_collisions(month, ends);
    if (!err)
        err = step(month, "repeats", ends, 2);
    if (!err)
        err = fill_events(month);
    if (!err)
        err = fill_sessions(month);
    return err;
}

static struct err *attach_all(struct month *month)
{
    const struct manifest_month *prior = manifest_month(&month->writer->manifest, month->before);
    struct err *err;

    err = writer_attach(month->writer, month->old ? month->old->file : NULL, "month", "old");
    if (!err)
        err = writer_attach(month->writer, prior ? prior->file : NULL, "month", "prior");
    if (!err)
        err = writer_new_file(month->writer, "month",
                              arena_printf(month->ctx->arena, "events-%s", month->name));
    return err;
}

static struct err *detach_all(struct month *month, const char **file)
{
    struct err *err;

    err = writer_end_file(month->writer, file);
    if (!err)
        err = writer_detach(month->writer, "old");
    if (!err)
        err = writer_detach(month->writer, "prior");
    return err;
}

struct err *ga4_build_month(const struct ga4_build *build, const char *name, const struct manifest_day *days,
                            size_t n_days)
{
    struct ctx *ctx = build->writer->ctx;
    struct month month = { .build = build,
                           .writer = build->writer,
                           .ctx = ctx,
                           .name = name,
                           .before = month_before(ctx->arena, name),
                           .new_days = days,
                           .n_new = n_days };
    struct manifest_month made = { .month = month.name };
    struct date first = { 0 };
    struct err *err;

    (void)date_parse(arena_printf(ctx->arena, "%s-01", month.name), &first);
    month.first = date_days(first);
    month.last = month.first + month_days(first.year, first.month) - 1;
    month.old = manifest_month(&build->writer->manifest, month.name);
    merge_days(&month);
    err = attach_all(&month);
    if (!err)
        err = fill(&month);
    if (!err)
        err = detach_all(&month, &made.file);
    if (err)
        return err;
    made.days = month.days;
    made.n_days = month.n_days;
    made.after = after(build, month.before);
    made.hash = manifest_month_hash(ctx->arena, &made);
    manifest_put_month(ctx->arena, &build->writer->manifest, &made);
    return NULL;
}
