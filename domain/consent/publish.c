/*
 * The registry's snapshot for the warehouse, and records that come as a file.
 */
#include "domain/consent/consent.h"

#include "domain/consent/consent.sql.h"
#include "domain/consent/registry.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"
#include "packages/warehouse/load.h"
#include "packages/warehouse/load/csv.h"

#include <string.h>

enum { PAGE = 20000, CHUNK = 5000 };

/* --- the snapshot --- */

struct page {
    struct arena *arena; /* of the rows at hand */
    struct consent *rows;
    size_t n, at;
    unsigned char last_hash[IDENTITY_HASH];
    size_t hash_size; /* 0 before the first page */
    const char *last_type;
    bool is_last;
};

static const char *const type_words[] = { "", "ad_user_data", "ad_personalization", "email", NULL };

static struct err *next_page(struct ctx *ctx, struct page *page)
{
    struct ctx inner = *ctx;
    struct err *err;

    if (page->n) {
        memcpy(page->last_hash, page->rows[page->n - 1].identifier_hash.at, IDENTITY_HASH);
        page->hash_size = IDENTITY_HASH;
        page->last_type = type_words[page->rows[page->n - 1].consent_type];
    }
    arena_reset(page->arena);
    inner.arena = page->arena;
    page->at = 0;
    err = store_all(&inner, &sql_consent_now_page,
                    WITH(ARG("hash", ((struct bytes){ page->last_hash, page->hash_size })),
                         ARG("type", page->last_type), ARG("limit", PAGE)),
                    (struct out_list){ &consent_row_shape, (void **)&page->rows }, &page->n);
    page->is_last = page->n < PAGE;
    return err ? err_new(ctx, err->code, NULL, "%s", err->message) : NULL;
}

static struct err *next_row(struct ctx *ctx, void *arg, struct consent_row *row, bool *has_row)
{
    struct page *page = arg;
    struct err *err = NULL;

    if (page->at == page->n && !page->is_last)
        err = next_page(ctx, page);
    *has_row = !err && page->at < page->n;
    if (*has_row) {
        const struct consent *consent = &page->rows[page->at++];

        memcpy(row->hash, consent->identifier_hash.at, IDENTITY_HASH);
        row->consent_type = type_words[consent->consent_type];
        row->is_granted = consent->state == CONSENT_GRANTED;
    }
    return err;
}

static void free_arena(void *arena)
{
    arena_free(arena);
}

/* Records that come while we read have higher numbers: they are the registry's later rows for who reads the
 * snapshot. */
struct err *consent_publish_again(struct ctx *ctx)
{
    struct page page = { .arena = arena_new(), .last_type = "" };
    int64_t head = 0;
    struct err *err;

    arena_defer(ctx->arena, free_arena, page.arena);
    err = consent_head(ctx, &head);
    return err || head == 0 ? err : warehouse_publish_consents(ctx, next_row, &page, head);
}

struct err *consent_publish(struct ctx *ctx)
{
    int64_t head = 0, published = 0;
    struct err *err;

    err = consent_head(ctx, &head);
    if (!err)
        err = warehouse_consent_seq(ctx, &published);
    return err || head == published ? err : consent_publish_again(ctx);
}

/* --- a file of records --- */

enum column { TYPE, IDENTIFIER, PURPOSE, STATE, AT, SOURCE, N_COLUMNS };
static const char *const columns[] = { "identifier_type", "identifier", "consent_type", "state", "at",
                                       "source",          NULL };

struct reading {
    struct ctx *ctx;
    struct load_report *report;
    const char *file;
    size_t place[N_COLUMNS];
    struct consent_new *rows;
    int64_t *lines;
    size_t n;
    bool skip_bad;
};

/* By the rules of the other files: any order, any case, nothing that is not known, nothing twice. */
static struct err *read_header(struct reading *reading, const struct csv_row *row)
{
    const char *missing[N_COLUMNS + 1] = { NULL };
    const char *unknown = NULL, *near;
    size_t n = 0;

    for (size_t i = 0; i < N_COLUMNS; i++)
        reading->place[i] = SIZE_MAX;
    for (size_t at = 0; at < row->n_fields; at++) {
        const char *name = csv_name(reading->ctx->arena, row->fields[at]);
        size_t i = 0;

        while (i < N_COLUMNS && !text_is(name, columns[i]))
            i++;
        if (i == N_COLUMNS) {
            unknown = name;
            continue;
        }
        if (reading->place[i] != SIZE_MAX)
            return err_new(reading->ctx, ERR_INVALID, NULL, "%s: column \"%s\" is there twice", reading->file,
                           name);
        reading->place[i] = at;
    }
    for (size_t i = 0; i < N_COLUMNS; i++)
        if (reading->place[i] == SIZE_MAX)
            missing[n++] = columns[i];
    near = unknown ? text_nearest(unknown, missing) : NULL;
    if (unknown)
        return err_new(reading->ctx, ERR_INVALID, NULL, "%s: there is no column \"%.60s\"%s%s%s",
                       reading->file, unknown, near ? ": did you mean \"" : "", near ? near : "",
                       near ? "\"?" : "");
    if (n)
        return err_new(reading->ctx, ERR_INVALID, NULL, "%s has no column %s; it needs %s", reading->file,
                       missing[0], "identifier_type, identifier, consent_type, state, at and source");
    return NULL;
}

static void reject(struct reading *reading, int64_t line, const char *reason)
{
    struct load_report *report = reading->report;

    report->rows_rejected++;
    if (report->n_rejected < LOAD_REJECTS_LISTED)
        *ARENA_PUSH(reading->ctx->arena, report->rejected, report->n_rejected) =
            (struct load_reject){ reading->file, line, reason };
}

/* The row as the registry's own input: the same table checks it. */
static void read_row(struct reading *reading, const struct csv_row *row)
{
    struct ctx *ctx = reading->ctx;
    json_t *json = json_object();
    struct consent_new new = { 0 };
    struct err *err;

    reading->report->rows_read++;
    for (size_t i = 0; i < N_COLUMNS; i++) {
        const char *value = reading->place[i] < row->n_fields ? row->fields[reading->place[i]] : "";

        if (*value)
            json_object_set_new(json, columns[i], json_string(value));
    }
    err = row->fault ? err_new(ctx, ERR_INVALID, NULL, "%s", row->fault)
                     : shape_decode(ctx, &consent_new_shape, json, &new);
    json_decref(json);
    if (err) {
        reject(reading, row->line,
               err->pointer ? arena_printf(ctx->arena, "%s %s", err->pointer + 1, err->message)
                            : err->message);
        return;
    }
    reading->lines = arena_grow(ctx->arena, reading->lines, reading->n, sizeof(*reading->lines));
    reading->lines[reading->n] = row->line;
    *ARENA_PUSH(ctx->arena, reading->rows, reading->n) = new;
}

static struct err *read_file(struct reading *reading)
{
    struct csv_row row;
    struct csv *csv;
    struct err *err;

    err = csv_open(reading->ctx, reading->file, &csv);
    if (err)
        return err;
    if (!csv_next(csv, &row))
        return err_new(reading->ctx, ERR_INVALID, NULL, "%s is empty", reading->file);
    err = read_header(reading, &row);
    if (err)
        return err;
    while (csv_next(csv, &row))
        read_row(reading, &row);
    if (csv_broken(csv))
        return err_new(reading->ctx, ERR_INVALID, NULL, "%s: %s", reading->file, csv_broken(csv));
    return NULL;
}

static struct err *record_chunk(struct reading *reading, size_t from, size_t n)
{
    struct ctx ctx = *reading->ctx;
    struct consent *rows;
    struct hasher *hasher;
    size_t usable = 0;
    struct err *err;

    ctx.arena = arena_new();
    rows = arena_alloc(ctx.arena, n * sizeof(*rows));
    hasher = consent_hasher(&ctx);
    for (size_t i = from; i < from + n; i++) {
        err = consent_row(&ctx, hasher, &reading->rows[i], &rows[usable]);
        if (err)
            reject(reading, reading->lines[i], arena_text(reading->ctx->arena, err->message));
        else
            usable++;
    }
    err = consent_append(&ctx, rows, usable);
    reading->report->rows_loaded += (int64_t)usable;
    err = err ? err_new(reading->ctx, err->code, NULL, "%s", err->message) : NULL;
    arena_free(ctx.arena);
    return err;
}

/* Unless it is part of something larger, which says so itself. */
static void say_what(struct ctx *ctx, const struct load_report *report)
{
    struct audit_note *note = arena_alloc(ctx->arena, sizeof(*note));

    if (ctx->audit)
        return;
    note->summary =
        arena_printf(ctx->arena, "loaded %s of consents", text_count(ctx->arena, report->rows_loaded, "row"));
    ctx->audit = note;
}

/* All in one transaction: a file that isn't taken whole leaves nothing behind. */
static struct err *record_all(struct reading *reading)
{
    struct ctx *ctx = reading->ctx;
    struct err *err;

    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    for (size_t from = 0; from < reading->n && !err; from += CHUNK)
        err = record_chunk(reading, from, reading->n - from < CHUNK ? reading->n - from : CHUNK);
    if (!err && reading->report->rows_rejected && !reading->skip_bad)
        err = err_new(ctx, ERR_INVALID, NULL, "%lld of %lld rows can't be used",
                      (long long)reading->report->rows_rejected, (long long)reading->report->rows_read);
    if (!err) {
        say_what(ctx, reading->report);
        err = operation_audit(ctx);
    }
    if (err) {
        store_rollback(ctx);
        reading->report->rows_loaded = 0;
        return err;
    }
    return store_commit(ctx);
}

struct err *consent_load(struct ctx *ctx, const char *const *files, size_t n, bool skip_bad,
                         struct load_report *out)
{
    struct reading reading = { .ctx = ctx, .report = out, .skip_bad = skip_bad };
    struct err *err = NULL;

    *out = (struct load_report){ 0 };
    for (size_t i = 0; i < n && !err; i++) {
        reading.file = files[i];
        err = read_file(&reading);
    }
    if (!err && out->rows_rejected && !skip_bad)
        return err_new(ctx, ERR_INVALID, NULL, "%lld of %lld rows can't be used",
                       (long long)out->rows_rejected, (long long)out->rows_read);
    if (!err)
        err = record_all(&reading);
    return err ? err : consent_publish(ctx);
}
