#include "packages/core/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buf buf_in(struct arena *arena, size_t limit)
{
    return (struct buf){ .arena = arena, .limit = limit };
}

struct buf buf_heap(size_t limit)
{
    return (struct buf){ .limit = limit };
}

void buf_free(struct buf *buf)
{
    if (!buf->arena)
        free(buf->at);
    *buf = (struct buf){ .arena = buf->arena, .limit = buf->limit };
}

void buf_reset(struct buf *buf)
{
    buf->len = 0;
    buf->is_full = false;
    if (buf->at)
        buf->at[0] = 0;
}

static void enlarge(struct buf *buf, size_t needed)
{
    size_t size = buf->size ? buf->size : 64;
    char *larger;

    while (size < needed)
        size *= 2;
    if (buf->arena) {
        larger = arena_alloc(buf->arena, size);
        if (buf->len)
            memcpy(larger, buf->at, buf->len);
    } else {
        larger = realloc(buf->at, size);
        if (!larger)
            abort();
    }
    buf->at = larger;
    buf->size = size;
}

char *buf_room(struct buf *buf, size_t size)
{
    if (buf->is_full || size > buf->limit - buf->len) {
        buf->is_full = true;
        return NULL;
    }
    if (buf->size < buf->len + size + 1)
        enlarge(buf, buf->len + size + 1);
    return buf->at + buf->len;
}

void buf_add(struct buf *buf, const void *bytes, size_t size)
{
    char *room = buf_room(buf, size);

    if (!room)
        return;
    if (size)
        memcpy(room, bytes, size);
    buf->len += size;
    buf->at[buf->len] = 0;
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    char *room;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    room = len < 0 ? NULL : buf_room(buf, (size_t)len);
    if (room) {
        vsnprintf(room, (size_t)len + 1, format, args);
        buf->len += (size_t)len;
    }
    va_end(args);
}

void buf_int(struct buf *buf, int64_t value)
{
    char digits[24]; /* the longest is -9223372036854775808 */
    size_t at = sizeof(digits);
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        digits[--at] = '-';
    buf_add(buf, digits + at, sizeof(digits) - at);
}

void buf_hex(struct buf *buf, const unsigned char *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    char *room = buf_room(buf, size * 2);

    if (!room)
        return;
    for (size_t i = 0; i < size; i++) {
        room[2 * i] = digits[bytes[i] >> 4];
        room[2 * i + 1] = digits[bytes[i] & 15];
    }
    buf->len += size * 2;
    buf->at[buf->len] = 0;
}

const char *buf_str(const struct buf *buf)
{
    return buf->at ? buf->at : "";
}
