#include "packages/warehouse/load/table.h"

#include <stdio.h>
#include <string.h>

static const char *const no_value = NULL;

static bool is_attribute_name(const char *name)
{
    return strlen(name) <= 60 && name[0] >= 'a' && name[0] <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name) &&
           !text_is(name, "customer_key") && !text_is(name, "has_email") && !text_is(name, "has_phone") &&
           !text_is(name, "has_address");
}

static const char *mapped(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->in->n_columns; i++) {
        if (text_is(table->in->columns[i].theirs, name))
            return table->in->columns[i].ours;
    }
    return csv_name(table->writer->ctx->arena, name);
}

static struct err *refuse_column(struct table *table, const char *name, const char *near)
{
    struct ctx *ctx = table->writer->ctx;

    if (near)
        return err_new(ctx, ERR_INVALID, NULL, "%s: there is no column \"%.60s\": did you mean \"%s\"?",
                       table->file, name, near);
    return err_new(ctx, ERR_INVALID, NULL, "%s: there is no column \"%.60s\"", table->file, name);
}

/* The column of ours that the file lacks and that `name` looks like. */
static const char *near_column(const struct table *table, const char *name)
{
    const char *missing[TABLE_COLUMNS + 1] = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < table->n_columns; i++) {
        if (table->place_of[i] == SIZE_MAX)
            missing[n++] = table->columns[i].name;
    }
    return text_nearest(name, missing);
}

/* The column of ours that the file has and that `name` looks like: "e_mail" beside "email". */
static void warn_of_near(struct table *table, const char *name)
{
    struct arena *arena = table->writer->caller->arena;
    struct load_report *report = table->report;
    const char *ours[TABLE_COLUMNS + 1] = { 0 };
    const char *near;

    for (size_t i = 0; i < table->n_columns; i++)
        ours[i] = table->columns[i].name;
    near = text_nearest(name, ours);
    if (near)
        *ARENA_PUSH(arena, report->warnings, report->n_warnings) = arena_printf(
            arena, "%s: column \"%s\" looks like \"%s\"; it was taken as an attribute that plans can ask for",
            table->file, name, near);
}

static struct err *take_attribute(struct table *table, const char *name, size_t place)
{
    struct ctx *ctx = table->writer->ctx;
    const char *near = near_column(table, name);

    if (near || !table->takes_attributes)
        return refuse_column(table, name, near);
    if (!is_attribute_name(name))
        return err_new(
            ctx, ERR_INVALID, NULL,
            "%s: \"%.60s\" can't be an attribute: names have a to z, 0 to 9 and _, at most 60 of them",
            table->file, name);
    for (size_t i = 0; i < table->n_attributes; i++) {
        if (text_is(table->attributes[i], name))
            return err_new(ctx, ERR_INVALID, NULL, "%s: column \"%s\" is there twice", table->file, name);
    }
    if (table->n_attributes == TABLE_ATTRIBUTES)
        return err_new(ctx, ERR_INVALID, NULL, "%s: more than %d attributes", table->file, TABLE_ATTRIBUTES);
    warn_of_near(table, name);
    table->attributes[table->n_attributes] = name;
    table->attribute_place[table->n_attributes++] = place;
    return NULL;
}

/* Our own columns first, so that a misspelt one can be told by what is missing. */
static struct err *own_columns(struct table *table, const char **names, size_t n)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        table->place_of[i] = SIZE_MAX;
        for (size_t k = 0; k < n; k++) {
            if (!text_is(names[k], table->columns[i].name))
                continue;
            if (table->place_of[i] != SIZE_MAX)
                return err_new(table->writer->ctx, ERR_INVALID, NULL, "%s: column \"%s\" is there twice",
                               table->file, names[k]);
            table->place_of[i] = k;
            names[k] = "";
        }
    }
    return NULL;
}

static struct err *read_header(struct table *table, const struct csv_row *row)
{
    struct ctx *ctx = table->writer->ctx;
    const char *names[CSV_COLUMNS];
    struct err *err;

    if (row->fault)
        return err_new(ctx, ERR_INVALID, NULL, "%s: the header can't be read: %s", table->file, row->fault);
    for (size_t i = 0; i < row->n_fields; i++)
        names[i] = mapped(table, row->fields[i]);
    table->width = row->n_fields;
    table->n_attributes = 0;
    err = own_columns(table, names, row->n_fields);
    for (size_t i = 0; i < row->n_fields && !err; i++) {
        if (names[i][0])
            err = take_attribute(table, names[i], i);
    }
    for (size_t i = 0; i < table->n_columns && !err; i++) {
        if (table->columns[i].required && table->place_of[i] == SIZE_MAX)
            err = err_new(ctx, ERR_INVALID, NULL,
                          "%s: column \"%s\" is missing; columns are separated by commas", table->file,
                          table->columns[i].name);
    }
    return err;
}

static const char *value_at(struct arena *arena, const struct csv_row *row, size_t place)
{
    const char *value = place == SIZE_MAX ? no_value : text_trim(arena, row->fields[place]);

    return value && value[0] ? value : NULL;
}

/* Fills the values; why the row can't be used, or NULL. */
static const char *take_values(struct table *table, struct arena *arena, const struct csv_row *row)
{
    if (row->fault)
        return row->fault;
    if (row->n_fields != table->width)
        return arena_printf(arena, "%zu fields where the header has %zu", row->n_fields, table->width);
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct table_column *column = &table->columns[i];

        table->value[i] = value_at(arena, row, table->place_of[i]);
        if (!table->value[i] && column->required)
            return arena_printf(arena, "%s is empty", column->name);
        if (table->value[i] && strlen(table->value[i]) > column->longest)
            return arena_printf(arena, "%s is longer than %zu bytes", column->name, column->longest);
    }
    for (size_t i = 0; i < table->n_attributes; i++) {
        table->attribute[i] = value_at(arena, row, table->attribute_place[i]);
        if (table->attribute[i] && strlen(table->attribute[i]) > LONGEST_ATTRIBUTE)
            return arena_printf(arena, "%s is longer than %d bytes", table->attributes[i], LONGEST_ATTRIBUTE);
    }
    return NULL;
}

static void take_row(struct table *table, const struct csv_row *row, table_row *take, void *arg)
{
    const char *fault;

    table->line = row->line;
    table->report->rows_read++;
    fault = take_values(table, table->writer->ctx->arena, row);
    if (!fault)
        fault = take(table, arg);
    if (fault)
        report_reject(table->writer->caller, table->report, table->file, row->line, fault);
    else
        table->report->rows_loaded++;
}

static struct err *read_file(struct table *table, const struct load_file *file, table_header *header,
                             table_row *take, void *arg)
{
    struct ctx *whole = table->writer->ctx;
    struct ctx row_ctx = *whole;
    struct csv *csv;
    struct csv_row row;
    struct err *err;

    table->file = report_file_name(table->writer->caller->arena, file);
    err = csv_open(whole, file->path, &csv);
    if (err)
        return err_new(whole, err->code, NULL, "can't open %s", table->file);
    if (!csv_next(csv, &row))
        return err_new(whole, ERR_INVALID, NULL, "%s is empty: it needs a header", table->file);
    err = read_header(table, &row);
    if (!err && header)
        err = header(table, arg);
    if (err)
        return err;
    row_ctx.arena = arena_new();
    table->writer->ctx = &row_ctx; /* what a row makes ends with the row */
    while (csv_next(csv, &row)) {
        take_row(table, &row, take, arg);
        arena_reset(row_ctx.arena);
        if (table->report->rows_read % 100000 == 0)
            report_progress(table->in, "reading", table->report->rows_read, 0);
    }
    table->writer->ctx = whole;
    arena_free(row_ctx.arena);
    if (csv_broken(csv)) /* what follows can't be known: not even skip_bad helps */
        return err_new(whole, ERR_INVALID, NULL, "%s ends amid its rows: %s", table->file, csv_broken(csv));
    return NULL;
}

struct err *table_read(struct table *table, table_header *header, table_row *row, void *arg)
{
    struct err *err = NULL;

    for (size_t i = 0; i < table->in->n_files && !err; i++) {
        table->n_file = i;
        err = read_file(table, &table->in->files[i], header, row, arg);
    }
    if (!err)
        err = report_verdict(table->writer->ctx, table->in, table->report);
    return err;
}

struct err *append_begin(struct writer *writer, const char *table, struct appending *out)
{
    *out = (struct appending){ .is_good = true };
    if (duckdb_appender_create_ext(writer->connection, "stage", "main", table, &out->appender) == DuckDBError)
        return err_new(writer->ctx, ERR_INTERNAL, NULL, "the engine gave no appender for %s", table);
    return NULL;
}

static void note(struct appending *to, duckdb_state state)
{
    to->is_good &= state == DuckDBSuccess;
}

void append_text(struct appending *to, const char *text)
{
    note(to, text ? duckdb_append_varchar(to->appender, text) : duckdb_append_null(to->appender));
}

void append_int(struct appending *to, bool is_known, int64_t value)
{
    note(to, is_known ? duckdb_append_int64(to->appender, value) : duckdb_append_null(to->appender));
}

void append_real(struct appending *to, double value)
{
    note(to, duckdb_append_double(to->appender, value));
}

void append_bool(struct appending *to, bool value)
{
    note(to, duckdb_append_bool(to->appender, value));
}

void append_day(struct appending *to, int64_t days)
{
    note(to, duckdb_append_date(to->appender, (duckdb_date){ (int32_t)days }));
}

void append_bytes(struct appending *to, const unsigned char *bytes, size_t size)
{
    note(to, bytes ? duckdb_append_blob(to->appender, bytes, size) : duckdb_append_null(to->appender));
}

void append_row(struct appending *to)
{
    note(to, duckdb_appender_end_row(to->appender));
}

struct err *append_end(struct writer *writer, struct appending *to)
{
    const bool is_closed = duckdb_appender_close(to->appender) == DuckDBSuccess;

    duckdb_appender_destroy(&to->appender);
    if (!is_closed || !to->is_good)
        return err_new(writer->ctx, ERR_INTERNAL, NULL, "rows can't be staged");
    return NULL;
}

/* What a day begins with in the zone, plus the time of day there: right but for the hour that a clock change
 * repeats. */
static struct instant local(const struct zone *zone, struct date date, int64_t of_day_us)
{
    const int64_t wall = date_days(date) * DAYS(1) + of_day_us;
    const struct instant near = { wall - SECONDS(zone_offset_s(zone, (struct instant){ wall })) };

    return (struct instant){ wall - SECONDS(zone_offset_s(zone, near)) };
}

static bool time_of_day(const char *text, int64_t *out)
{
    const size_t len = strlen(text);
    int h, m, s = 0, end = 0;

    if (sscanf(text, "%2d:%2d%n", &h, &m, &end) != 2 || end == 0)
        return false;
    if (text[end] == ':' && sscanf(text + end + 1, "%2d", &s) == 1)
        end += 3;
    if (text[end] == '.')
        end += 1 + (int)strspn(text + end + 1, "0123456789");
    if ((size_t)end != len || h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60)
        return false;
    *out = SECONDS(h * 3600 + m * 60 + s);
    return true;
}

bool moment_parse(const struct zone *zone, const char *text, struct instant *at, int64_t *day)
{
    char first[11] = { 0 };
    struct date date;
    int64_t of_day = 0;

    if (instant_parse(text, at)) {
        *day = date_days(zone_date(zone, *at));
        return true;
    }
    if (strlen(text) < 10)
        return false;
    memcpy(first, text, 10);
    if (!date_parse(first, &date))
        return false;
    if (text[10] && ((text[10] != ' ' && text[10] != 'T') || !time_of_day(text + 11, &of_day)))
        return false;
    *at = local(zone, date, of_day);
    *day = date_days(date);
    return true;
}
