#include "packages/warehouse/load/csv.h"

#include <string.h>
#include <zlib.h>

enum { BLOCK = 128 * 1024 };

struct csv {
    struct arena *arena;
    gzFile file; /* NULL: over a text */
    unsigned char *block;
    size_t at, size;
    int64_t line;
    struct buf record;              /* the fields of one row, each with its NUL */
    size_t starts[CSV_COLUMNS + 1]; /* where each begins in it */
    const char *fields[CSV_COLUMNS];
    size_t n_fields;
    const char *fault, *broken;
};

static void shut(void *csv)
{
    if (((struct csv *)csv)->file)
        gzclose(((struct csv *)csv)->file);
    buf_free(&((struct csv *)csv)->record);
}

static struct csv *made(struct ctx *ctx)
{
    struct csv *csv = arena_alloc(ctx->arena, sizeof(*csv));

    csv->arena = ctx->arena;
    csv->record = buf_heap(CSV_RECORD);
    arena_defer(ctx->arena, shut, csv);
    return csv;
}

struct csv *csv_over(struct ctx *ctx, struct bytes text)
{
    struct csv *csv = made(ctx);

    csv->block = arena_copy(ctx->arena, text.at, text.size);
    csv->size = text.size;
    return csv;
}

static bool fill(struct csv *csv)
{
    int got, code;

    if (!csv->file || csv->broken)
        return false;
    got = gzread(csv->file, csv->block, BLOCK);
    if (got < 0 || (got == 0 && gzerror(csv->file, &code) && code != Z_OK && code != Z_STREAM_END)) {
        csv->broken = "the compressed file is damaged or cut off";
        return false;
    }
    csv->at = 0;
    csv->size = (size_t)got;
    return got > 0;
}

/* The next byte, -1 at the end. */
static int peek(struct csv *csv)
{
    if (csv->at == csv->size && !fill(csv))
        return -1;
    return csv->block[csv->at];
}

static int next(struct csv *csv)
{
    const int c = peek(csv);

    if (c >= 0)
        csv->at++;
    if (c == '\n' || (c == '\r' && peek(csv) != '\n')) /* some files end their lines by the latter alone */
        csv->line++;
    return c;
}

static void skip_mark(struct csv *csv)
{
    static const unsigned char mark[] = { 0xef, 0xbb, 0xbf };

    if (peek(csv) == mark[0] && csv->size - csv->at >= 3 && memcmp(csv->block + csv->at, mark, 3) == 0)
        csv->at += 3;
}

struct err *csv_open(struct ctx *ctx, const char *path, struct csv **out)
{
    struct csv *csv = made(ctx);

    csv->file = gzopen(path, "rbe");
    if (!csv->file)
        return err_new(ctx, ERR_NOT_FOUND, NULL, "can't open %s", path);
    gzbuffer(csv->file, BLOCK);
    csv->block = arena_alloc(ctx->arena, BLOCK);
    skip_mark(csv);
    *out = csv;
    return NULL;
}

const char *csv_broken(const struct csv *csv)
{
    return csv->broken;
}

static void blame(struct csv *csv, const char *fault)
{
    if (!csv->fault)
        csv->fault = fault;
}

/* The text behind an opening quote, to its closing one. A file that ends inside has lost its rest: broken. */
static void quoted(struct csv *csv)
{
    for (int c; (c = next(csv)) >= 0;) {
        if (c == '"' && peek(csv) != '"')
            return;
        if (c == '"')
            next(csv);
        buf_char(&csv->record, (char)c);
        if (csv->record.is_full)
            break;
    }
    csv->broken = "a quote is opened and not closed";
    blame(csv, csv->broken);
}

static bool ends_field(int c)
{
    return c < 0 || c == ',' || c == '\n' || c == '\r';
}

static void plain(struct csv *csv)
{
    while (!ends_field(peek(csv)))
        buf_char(&csv->record, (char)next(csv));
}

static void one_field(struct csv *csv)
{
    const size_t start = csv->record.len;

    if (peek(csv) == '"') {
        next(csv);
        quoted(csv);
        if (!ends_field(peek(csv)))
            blame(csv, "text behind a closing quote");
    }
    plain(csv);
    if (csv->record.len - start > CSV_FIELD)
        blame(csv, "a field is longer than 4096 bytes");
    if (!text_is_utf8(buf_str(&csv->record) + start, csv->record.len - start))
        blame(csv, "a field is not valid UTF-8");
    buf_char(&csv->record, 0);
    if (csv->n_fields < CSV_COLUMNS)
        csv->starts[csv->n_fields++] = start;
    else
        blame(csv, "more than 128 columns");
}

static void end_of_row(struct csv *csv)
{
    if (peek(csv) == '\r')
        next(csv);
    if (peek(csv) == '\n')
        next(csv);
}

bool csv_next(struct csv *csv, struct csv_row *out)
{
    int64_t line;

    while (peek(csv) == '\n' || peek(csv) == '\r')
        next(csv);
    if (csv->broken || peek(csv) < 0)
        return false;
    buf_reset(&csv->record);
    csv->record.is_full = false;
    csv->n_fields = 0;
    csv->fault = NULL;
    line = csv->line + 1;
    one_field(csv);
    while (peek(csv) == ',' && !csv->broken) {
        next(csv);
        one_field(csv);
    }
    end_of_row(csv);
    if (csv->record.is_full)
        blame(csv, "the row is longer than 256 KiB");
    for (size_t i = 0; i < csv->n_fields; i++)
        csv->fields[i] = csv->fault ? "" : csv->record.at + csv->starts[i];
    *out = (struct csv_row){ csv->fields, csv->n_fields, line, csv->fault };
    return true;
}

const char *csv_name(struct arena *arena, const char *name)
{
    char *plain = text_lower(arena, text_trim(arena, name));

    for (char *at = plain; *at; at++)
        if (*at == ' ' || *at == '-')
            *at = '_';
    return plain;
}
