/*
 * A GA4 export becomes the warehouse: every file is read once into one flat staging table by the engine; then
 * each month that changes is built anew. Only a file that the engine refuses is gone through line by line, to
 * say why.
 */
#include "packages/warehouse/load/ga4_check.h"
#include "packages/warehouse/load/ga4_month.h"
#include "packages/warehouse/load/report.h"

#include <stdio.h>
#include <string.h>

struct ga4 {
    struct ctx *ctx;
    const struct load_input *in;
    struct load_report *report;
    struct writer *writer;
    struct ga4_build build;
    int64_t n_staged;
    struct manifest_day *days; /* of the stage, in order */
    size_t n_days;
};

static bool is_gzip(const char *path)
{
    unsigned char mark[2];
    FILE *file = fopen(path, "rbe");
    size_t got;

    if (!file)
        return false;
    got = fread(mark, 1, 2, file);
    fclose(file);
    return got == 2 && mark[0] == 0x1f && mark[1] == 0x8b;
}

/* The engine takes a path for a pattern: what means something there becomes a class of one. */
static const char *literal_path(struct arena *arena, const char *path)
{
    struct buf buf = buf_in(arena, 3 * strlen(path) + 1);

    for (; *path; path++) {
        if (strchr("*?[", *path))
            buf_printf(&buf, "[%c]", *path);
        else
            buf_char(&buf, *path);
    }
    return buf_str(&buf);
}

static struct err *read_rows(struct ga4 *load, const char *path, int64_t *n, int64_t *bad)
{
    const struct parameter file[] = { engine_text("path", literal_path(load->ctx->arena, path)),
                                      engine_text("compression", is_gzip(path) ? "gzip" : "uncompressed") };
    const struct parameter from[] = { engine_int("from_row", load->n_staged) };
    struct err *err;

    err = writer_do(load->writer, "ga4", "read", file, COUNT(file), n);
    if (err)
        return err;
    return writer_int(load->writer, "ga4", "bad_rows", from, 1, bad);
}

/* Our own statement is at fault, not the file. */
static bool is_bug(const struct err *err)
{
    return text_starts(err->message, "Binder Error") || text_starts(err->message, "Parser Error") ||
           text_starts(err->message, "Catalog Error");
}

/* A file is staged whole or not at all. `*is_good` false: the engine refuses it, or a row lacks what it must
 * have. */
static struct err *stage_file(struct ga4 *load, const char *path, int64_t *n, bool *is_good)
{
    struct ctx *ctx = load->ctx;
    duckdb_connection connection = load->writer->connection;
    int64_t bad = 0;
    struct err *err, *why;

    err = engine_run(ctx, connection, "BEGIN");
    if (err)
        return err;
    why = read_rows(load, path, n, &bad);
    *is_good = !why && !bad;
    err = engine_run(ctx, connection, *is_good ? "COMMIT" : "ROLLBACK");
    if (why && (!err_is(why, ERR_INVALID) || is_bug(why)))
        return why;
    return err;
}

static struct err *stage_checked(struct ga4 *load, const struct load_file *file)
{
    const char *clean =
        load->in->skip_bad ? arena_printf(load->ctx->arena, "%s/clean.ndjson", load->writer->temp) : NULL;
    const int64_t rejected = load->report->rows_rejected;
    int64_t n;
    bool is_good;
    struct err *err;

    err = ga4_check(load->writer->caller, file, clean, load->report);
    if (err)
        return err;
    if (load->report->rows_rejected == rejected)
        return err_new(load->ctx, ERR_INVALID, NULL, "%s can't be read, though each of its lines looks right",
                       report_file_name(load->ctx->arena, file));
    if (!clean)
        return NULL;
    err = stage_file(load, clean, &n, &is_good);
    if (err)
        return err;
    if (!is_good)
        return err_new(load->ctx, ERR_INVALID, NULL, "%s can't be read, even without its bad lines",
                       report_file_name(load->ctx->arena, file));
    load->n_staged += n;
    return NULL;
}

static struct err *stage_one(struct ga4 *load, const struct load_file *file)
{
    int64_t n;
    bool is_good;
    struct err *err;
    FILE *there = fopen(file->path, "rbe");

    if (!there)
        return err_new(load->ctx, ERR_NOT_FOUND, NULL, "can't open %s",
                       report_file_name(load->ctx->arena, file));
    fclose(there);
    err = stage_file(load, file->path, &n, &is_good);
    if (err)
        return err;
    if (!is_good)
        return stage_checked(load, file);
    load->n_staged += n;
    load->report->rows_read += n;
    return NULL;
}

static struct err *stage_all(struct ga4 *load)
{
    const size_t n = load->in->n_files;
    struct err *err;

    err = writer_run(load->writer, "ga4", "prepare");
    if (!err)
        err = writer_run(load->writer, "ga4", "stage");
    for (size_t i = 0; i < n && !err; i++) {
        report_progress(load->in, "reading", (int64_t)i, (int64_t)n);
        err = stage_one(load, &load->in->files[i]);
    }
    if (!err)
        err = report_verdict(load->ctx, load->in, load->report);
    return err;
}

static struct err *list_days(struct ga4 *load)
{
    struct ctx *ctx = load->ctx;
    struct warehouse_result days;
    struct err *err;

    err = writer_query(load->writer, "ga4", "days", NULL, 0, &days);
    if (err)
        return err;
    for (size_t i = 0; i < days.n_rows; i++) {
        const struct cell *row = &days.cells[i * days.n_columns];

        *ARENA_PUSH(ctx->arena, load->days, load->n_days) = (struct manifest_day){
            date_text(ctx->arena, date_of_days(row[0].value.integer)), row[1].value.integer,
            arena_printf(ctx->arena, "%s.%ld", row[2].value.text, (long)row[1].value.integer)
        };
    }
    if (days.n_rows)
        report_days(load->writer->caller, load->report, (int64_t)days.n_rows, days.cells[0].value.integer,
                    days.cells[(days.n_rows - 1) * days.n_columns].value.integer);
    return NULL;
}

/* The first month behind `last` that the manifest has or a day at `next` of the load is in; NULL behind all.
 */
static const char *month_behind(const struct ga4 *load, const char *last, size_t next)
{
    const struct manifest *manifest = &load->writer->manifest;
    const char *month = NULL;

    for (size_t i = 0; i < manifest->n_months && !month; i++)
        if (strcmp(manifest->months[i].month, last) > 0)
            month = manifest->months[i].month;
    if (next < load->n_days && (!month || strncmp(load->days[next].day, month, 7) < 0))
        month = arena_text_n(load->ctx->arena, load->days[next].day, 7);
    return month;
}

/* In order, because a month looks back to the one before: one that got no new day is built anew when that one
 * did, or when the rules changed. */
static struct err *build_months(struct ga4 *load)
{
    const char *month = "";
    size_t from = 0, end = 0;
    struct err *err = NULL;

    while (!err && (month = month_behind(load, month, from)) != NULL) {
        while (end < load->n_days && text_starts(load->days[end].day, month))
            end++;
        report_progress(load->in, "building", (int64_t)from, (int64_t)load->n_days);
        if (!ga4_is_same(&load->build, month, &load->days[from], end - from))
            err = ga4_build_month(&load->build, month, &load->days[from], end - from);
        from = end;
    }
    return err;
}

static struct err *prepare(struct ga4 *load)
{
    struct ctx *ctx = load->ctx;
    const char *zone = load->in->zone ? load->in->zone : "UTC";
    const char *key_events = load->in->key_events ? load->in->key_events : "";
    const char *rules = arena_printf(ctx->arena, "%s %s", zone, key_events);
    struct err *err;

    if (!zone_open(ctx->arena, zone))
        return err_new(ctx, ERR_INVALID, "zone", "there is no time zone \"%s\"", zone);
    load->build = (struct ga4_build){ .writer = load->writer, .zone = zone, .key_events = key_events };
    err = channels_open(ctx, load->in->channel_sources, &load->build.channels);
    if (err)
        return err;
    load->build.rules_hash = arena_printf(ctx->arena, "%s.%.8s", channels_hash(load->build.channels),
                                          sha256_hex(ctx->arena, rules, strlen(rules)));
    return NULL;
}

static struct err *load(struct writer *writer, const struct load_input *in, struct load_report *out)
{
    struct ga4 load = { .ctx = writer->ctx, .in = in, .report = out, .writer = writer };
    struct err *err;

    err = prepare(&load);
    if (!err)
        err = stage_all(&load);
    if (!err)
        err = list_days(&load);
    if (!err)
        err = build_months(&load);
    if (err)
        return err;
    out->rows_loaded = load.n_staged;
    report_progress(in, "done", (int64_t)load.n_days, (int64_t)load.n_days);
    return NULL;
}

struct err *load_ga4(struct ctx *ctx, const struct load_input *in, struct load_report *out)
{
    return writer_load(ctx, load, in, out);
}
