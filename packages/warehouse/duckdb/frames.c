#include "packages/warehouse/duckdb/frames.h"

#include <string.h>

enum { MOST_COLUMNS = 2000 };

static void put_text(struct buf *to, const void *at, size_t size)
{
    const uint32_t n = (uint32_t)size;

    buf_add(to, &n, sizeof(n));
    buf_add(to, at, size);
    buf_char(to, 0); /* so that the reader needs no copy */
}

void frame_columns(struct buf *to, const struct warehouse_column *columns, size_t n)
{
    const uint32_t count = (uint32_t)n;

    buf_char(to, 'C');
    buf_add(to, &count, sizeof(count));
    for (size_t i = 0; i < n; i++) {
        buf_char(to, (char)columns[i].type);
        put_text(to, columns[i].name, strlen(columns[i].name));
    }
}

void frame_row(struct buf *to, const struct warehouse_column *columns, const struct cell *cells, size_t n)
{
    buf_char(to, 'R');
    for (size_t i = 0; i < n; i++) {
        buf_char(to, (char)cells[i].is_null);
        if (cells[i].is_null)
            continue;
        if (columns[i].type == CELL_TEXT)
            put_text(to, cells[i].value.text, strlen(cells[i].value.text));
        else if (columns[i].type == CELL_BYTES)
            put_text(to, cells[i].value.bytes.at, cells[i].value.bytes.size);
        else
            buf_add(to, &cells[i].value, sizeof(int64_t));
    }
}

void frame_end(struct buf *to, bool is_truncated, int64_t rows_read)
{
    buf_char(to, 'E');
    buf_char(to, (char)is_truncated);
    buf_add(to, &rows_read, sizeof(rows_read));
}

void frame_error(struct buf *to, enum err_code code, const char *message)
{
    buf_char(to, 'X');
    buf_char(to, (char)code);
    put_text(to, message, strlen(message));
}

/* --- reading --- */

struct reader {
    const unsigned char *at;
    size_t left;
};

static bool take(struct reader *reader, void *out, size_t size)
{
    if (reader->left < size)
        return false;
    memcpy(out, reader->at, size);
    reader->at += size;
    reader->left -= size;
    return true;
}

static bool take_bytes(struct reader *reader, struct bytes *out)
{
    uint32_t size;

    if (!take(reader, &size, sizeof(size)) || reader->left <= size || reader->at[size])
        return false;
    *out = (struct bytes){ reader->at, size };
    reader->at += size + 1;
    reader->left -= size + 1;
    return true;
}

static bool take_text(struct reader *reader, const char **out)
{
    struct bytes bytes;

    if (!take_bytes(reader, &bytes) || !text_is_utf8((const char *)bytes.at, bytes.size))
        return false;
    *out = (const char *)bytes.at;
    return true;
}

static bool take_columns(struct ctx *ctx, struct reader *reader, struct warehouse_result *out)
{
    struct warehouse_column *columns;
    uint32_t n;

    if (out->columns || !take(reader, &n, sizeof(n)) || n > MOST_COLUMNS)
        return false;
    columns = arena_alloc(ctx->arena, (n + 1) * sizeof(*columns));
    for (uint32_t i = 0; i < n; i++) {
        unsigned char type;

        if (!take(reader, &type, 1) || type > CELL_BYTES || !take_text(reader, &columns[i].name))
            return false;
        columns[i].type = type;
    }
    out->columns = columns;
    out->n_columns = n;
    return true;
}

static bool take_cell(struct reader *reader, enum cell_type type, struct cell *out)
{
    unsigned char is_null;
    int64_t number;

    if (!take(reader, &is_null, 1) || is_null > 1)
        return false;
    out->is_null = is_null;
    if (is_null)
        return true;
    if (type == CELL_TEXT)
        return take_text(reader, &out->value.text);
    if (type == CELL_BYTES)
        return take_bytes(reader, &out->value.bytes);
    if (!take(reader, &number, sizeof(number)))
        return false;
    if (type == CELL_BOOLEAN)
        out->value.boolean = number & 1;
    else
        memcpy(&out->value, &number, sizeof(number));
    return true;
}

static bool take_row(struct ctx *ctx, struct reader *reader, struct warehouse_result *out,
                     struct cell **cells, size_t *n_cells)
{
    if (!out->columns)
        return false;
    for (size_t i = 0; i < out->n_columns; i++) {
        struct cell cell = { 0 };

        if (!take_cell(reader, out->columns[i].type, &cell))
            return false;
        *ARENA_PUSH(ctx->arena, *cells, *n_cells) = cell;
    }
    out->n_rows++;
    return true;
}

static struct err *take_error(struct ctx *ctx, struct reader *reader)
{
    const char *message;
    unsigned char code;

    if (!take(reader, &code, 1) || code == ERR_NONE || code >= N_ERR_CODES || !take_text(reader, &message))
        return err_new(ctx, ERR_UPSTREAM, NULL, "the query's process answered wrongly");
    return err_new(ctx, code, NULL, "%s", message);
}

struct err *frames_read(struct ctx *ctx, struct bytes from, struct warehouse_result *out)
{
    struct reader reader = { from.at, from.size };
    struct cell *cells = NULL;
    size_t n_cells = 0;
    unsigned char kind, is_truncated;

    while (take(&reader, &kind, 1)) {
        if (kind == 'X')
            return take_error(ctx, &reader);
        if (kind == 'E' && out->columns && take(&reader, &is_truncated, 1) &&
            take(&reader, &out->rows_read, sizeof(out->rows_read))) {
            out->truncated = is_truncated;
            out->cells = cells;
            return NULL;
        }
        if (!(kind == 'C' && take_columns(ctx, &reader, out)) &&
            !(kind == 'R' && take_row(ctx, &reader, out, &cells, &n_cells)))
            break;
    }
    return err_new(ctx, ERR_UPSTREAM, NULL, "the query's process answered wrongly");
}
