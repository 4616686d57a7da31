/*
 * Text under construction, with a limit that it may not pass (after curl's dynbuf). Finished text is `const
 * char *`.
 */
#pragma once

#include "packages/core/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct bytes {
    const unsigned char *at;
    size_t size;
};

struct buf {
    char *at; /* NUL-terminated once something was added */
    size_t len, size, limit;
    struct arena *arena; /* NULL: on the heap, freed by buf_free() */
    bool is_full;        /* something did not fit: what was added since is lost */
};

/* A heap buffer survives its request and shrinks by buf_free(); one in an arena needs no end. */
struct buf buf_in(struct arena *arena, size_t limit);
struct buf buf_heap(size_t limit);
void buf_free(struct buf *buf);
void buf_reset(struct buf *buf); /* empty, but keeps its memory */

void buf_add(struct buf *buf, const void *bytes, size_t size);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);
void buf_int(struct buf *buf, int64_t value);
void buf_hex(struct buf *buf, const unsigned char *bytes, size_t size); /* lower case */
const char *buf_str(const struct buf *buf);                             /* "" while empty */
/* Room for `size` bytes more at the end, for a writer that fills them itself; then add to len. NULL when
 * full. */
char *buf_room(struct buf *buf, size_t size);
