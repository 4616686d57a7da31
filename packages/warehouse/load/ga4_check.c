#include "packages/warehouse/load/ga4_check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BLOCK = 128 * 1024, LONGEST_LINE = 4 * 1024 * 1024 /* as in ga4.sql */ };

enum form { FORM_TEXT, FORM_WHOLE, FORM_NUMBER, FORM_BOOL, FORM_RECORD, FORM_RECORDS };

/* What a member of a row must be where it is there at all. */
struct member {
    const char *name;
    enum form form;
    const struct member *inner; /* of records; ends with a name of NULL */
};

static const struct member value_members[] = { { "string_value", FORM_TEXT, NULL },
                                               { "int_value", FORM_WHOLE, NULL },
                                               { "float_value", FORM_NUMBER, NULL },
                                               { "double_value", FORM_NUMBER, NULL },
                                               { NULL, FORM_TEXT, NULL } };
static const struct member param_members[] = { { "key", FORM_TEXT, NULL },
                                               { "value", FORM_RECORD, value_members },
                                               { NULL, FORM_TEXT, NULL } };
static const struct member no_members[] = { { NULL, FORM_TEXT, NULL } };
static const struct member device_members[] = { { "web_info", FORM_RECORD, no_members },
                                                { NULL, FORM_TEXT, NULL } };
static const struct member click_members[] = { { "manual_campaign", FORM_RECORD, no_members },
                                               { "google_ads_campaign", FORM_RECORD, no_members },
                                               { "cross_channel_campaign", FORM_RECORD, no_members },
                                               { NULL, FORM_TEXT, NULL } };
static const struct member ecommerce_members[] = { { "purchase_revenue_in_usd", FORM_NUMBER, NULL },
                                                   { "purchase_revenue", FORM_NUMBER, NULL },
                                                   { "refund_value_in_usd", FORM_NUMBER, NULL },
                                                   { "refund_value", FORM_NUMBER, NULL },
                                                   { NULL, FORM_TEXT, NULL } };
static const struct member item_members[] = {
    { "price_in_usd", FORM_NUMBER, NULL }, { "price", FORM_NUMBER, NULL },
    { "quantity", FORM_WHOLE, NULL },      { "item_revenue_in_usd", FORM_NUMBER, NULL },
    { "item_revenue", FORM_NUMBER, NULL }, { NULL, FORM_TEXT, NULL }
};
static const struct member row_members[] = { { "event_timestamp", FORM_WHOLE, NULL },
                                             { "event_params", FORM_RECORDS, param_members },
                                             { "is_active_user", FORM_BOOL, NULL },
                                             { "user_first_touch_timestamp", FORM_WHOLE, NULL },
                                             { "device", FORM_RECORD, device_members },
                                             { "geo", FORM_RECORD, no_members },
                                             { "traffic_source", FORM_RECORD, no_members },
                                             { "collected_traffic_source", FORM_RECORD, no_members },
                                             { "session_traffic_source_last_click", FORM_RECORD,
                                               click_members },
                                             { "ecommerce", FORM_RECORD, ecommerce_members },
                                             { "items", FORM_RECORDS, item_members },
                                             { NULL, FORM_TEXT, NULL } };

static bool is_number(const json_t *value, bool whole)
{
    int64_t integer;
    double real;

    if (json_is_number(value))
        return true;
    if (!json_is_string(value))
        return false;
    return whole ? text_to_int(json_string_value(value), &integer)
                 : text_to_number(json_string_value(value), &real);
}

static bool has_form(const json_t *value, enum form form)
{
    switch (form) {
    case FORM_TEXT:
        return true; /* a number or a record is kept as its text */
    case FORM_WHOLE:
        return is_number(value, true);
    case FORM_NUMBER:
        return is_number(value, false);
    case FORM_BOOL:
        return json_is_boolean(value) || text_is(json_string_value(value), "true") ||
               text_is(json_string_value(value), "false");
    case FORM_RECORD:
        return json_is_object(value);
    case FORM_RECORDS:
        return json_is_array(value);
    }
    return false;
}

static const char *const form_words[] = { "a text",        "a whole number", "a number",
                                          "true or false", "a record",       "a list of records" };

static const char *fault_of(struct arena *arena, const json_t *record, const struct member *members,
                            const char *path)
{
    for (; members->name; members++) {
        const json_t *value = json_object_get(record, members->name);
        const char *name = arena_printf(arena, "%s%s", path, members->name);
        const char *fault = NULL;
        const json_t *item;
        size_t i;

        if (!value || json_is_null(value))
            continue;
        if (!has_form(value, members->form))
            return arena_printf(arena, "%s is not %s", name, form_words[members->form]);
        if (members->form == FORM_RECORD)
            fault = fault_of(arena, value, members->inner, arena_printf(arena, "%s.", name));
        if (members->form == FORM_RECORDS) {
            json_array_foreach(value, i, item)
            {
                const char *at = arena_printf(arena, "%s[%zu]", name, i);

                if (!fault && !json_is_null(item) && !json_is_object(item))
                    fault = arena_printf(arena, "%s is not a record", at);
                if (!fault && json_is_object(item))
                    fault = fault_of(arena, item, members->inner, arena_printf(arena, "%s.", at));
            }
        }
        if (fault)
            return fault;
    }
    return NULL;
}

static const char *required_fault(struct arena *arena, const json_t *row)
{
    const char *day = json_string_value(json_object_get(row, "event_date"));
    const json_t *at = json_object_get(row, "event_timestamp");
    const char *name = json_string_value(json_object_get(row, "event_name"));
    struct date date;

    if (!day || strlen(day) != 8 ||
        !date_parse(arena_printf(arena, "%.4s-%.2s-%.2s", day, day + 4, day + 6), &date) ||
        date.year < 2000 || date.year >= 2100)
        return "event_date is not a day, YYYYMMDD";
    if (!at || json_is_null(at))
        return "event_timestamp is missing";
    if (!name || !name[0])
        return "event_name is missing";
    return NULL;
}

static const char *line_fault(struct ctx *ctx, const char *line, size_t len)
{
    json_t *row;
    struct err *err;
    const char *fault;

    if (len > LONGEST_LINE)
        return "the line is longer than 4 MiB";
    if (!text_is_utf8(line, len))
        return "the line is not valid UTF-8";
    err = json_parse(ctx, line, len, &row);
    if (err)
        return arena_printf(ctx->arena, "no valid JSON: %s", err->message);
    if (!json_is_object(row))
        return "the line is not a JSON object";
    fault = required_fault(ctx->arena, row);
    return fault ? fault : fault_of(ctx->arena, row, row_members, "");
}

struct scan {
    struct ctx *ctx;     /* of the report */
    struct ctx line_ctx; /* its arena is emptied for each line */
    const char *name;
    FILE *clean;
    struct load_report *report;
    int64_t line;
    struct buf text;
};

static bool is_blank(const char *line, size_t len)
{
    return strspn(line, " \t\r") == len;
}

static void take_line(struct scan *scan)
{
    const char *line = buf_str(&scan->text), *fault;
    const size_t len = scan->text.len;

    scan->line++;
    if (!scan->text.is_full && is_blank(line, len)) {
        buf_reset(&scan->text);
        return;
    }
    scan->report->rows_read++;
    fault = scan->text.is_full ? "the line is longer than 4 MiB" : line_fault(&scan->line_ctx, line, len);
    if (fault) {
        report_reject(scan->ctx, scan->report, scan->name, scan->line, fault);
    } else if (scan->clean) {
        fwrite(line, 1, len, scan->clean);
        fputc('\n', scan->clean);
    }
    buf_reset(&scan->text);
    scan->text.is_full = false;
    arena_reset(scan->line_ctx.arena);
}

/* Cuts what was read into lines; the last may lack its end. */
static void take_block(struct scan *scan, const char *block, size_t size)
{
    while (size) {
        const char *end = memchr(block, '\n', size);
        const size_t len = end ? (size_t)(end - block) : size;

        buf_add(&scan->text, block, len);
        if (!end)
            return;
        take_line(scan);
        block += len + 1;
        size -= len + 1;
    }
}

static struct err *scan_all(struct scan *scan, gzFile file)
{
    char *block = arena_alloc(scan->ctx->arena, BLOCK);
    int got;

    while ((got = gzread(file, block, BLOCK)) > 0)
        take_block(scan, block, (size_t)got);
    if (scan->text.len || scan->text.is_full)
        take_line(scan);
    if (got < 0) {
        scan->report->rows_read++;
        report_reject(scan->ctx, scan->report, scan->name, scan->line + 1,
                      "the compressed file is damaged or cut off from here on");
    }
    return NULL;
}

struct err *ga4_check(struct ctx *ctx, const struct load_file *file, const char *clean,
                      struct load_report *report)
{
    struct scan scan = { .ctx = ctx, .line_ctx = *ctx, .report = report, .text = buf_heap(LONGEST_LINE + 1) };
    gzFile input = gzopen(file->path, "rbe");
    struct err *err;

    if (!input)
        return err_new(ctx, ERR_NOT_FOUND, NULL, "can't open %s", file->path);
    scan.name = report_file_name(ctx->arena, file);
    scan.line_ctx.arena = arena_new();
    scan.clean = clean ? fopen(clean, "wbe") : NULL;
    if (clean && !scan.clean)
        err = err_new(ctx, ERR_UNAVAILABLE, NULL, "can't write %s: %s", clean, strerror(errno));
    else
        err = scan_all(&scan, input);
    if (scan.clean && fclose(scan.clean) != 0 && !err)
        err = err_new(ctx, ERR_UNAVAILABLE, NULL, "can't write %s: %s", clean, strerror(errno));
    gzclose(input);
    buf_free(&scan.text);
    arena_free(scan.line_ctx.arena);
    return err;
}
