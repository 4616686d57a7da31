/*
 * Arena: memory that ends together. One a request, a job step, a batch; nothing in it is freed alone.
 * No function returns NULL: when memory is gone the process ends and the queue picks the work up, so sizes
 * are bounded where they enter (body, rows, length of a field).
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MUST_USE                                                                                             \
    __attribute__((warn_unused_result)) /* gcc reports it when it compiles, not with -fsyntax-only */
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

struct arena;
typedef void closer(void *what);

struct arena *arena_new(void);
/* Runs what was deferred, last first, and frees everything. Freeing NULL does nothing. */
void arena_free(struct arena *arena);
/* As after arena_new(), but keeps a block: for a loop over batches. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_copy(struct arena *arena, const void *from, size_t size);
char *arena_text(struct arena *arena, const char *text);               /* NULL stays NULL */
char *arena_text_n(struct arena *arena, const char *text, size_t len); /* adds the NUL */
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *arena, const char *format, va_list args);

/* `close(what)` runs when the arena ends: files, foreign objects. */
void arena_defer(struct arena *arena, closer *close, void *what);

/* Bytes taken from the system so far. */
size_t arena_size(const struct arena *arena);

/* Room for one more element behind `items` (n so far): doubles at powers of two, so it is cheap to call each
 * time. */
void *arena_grow(struct arena *arena, void *items, size_t n, size_t size);
#define ARENA_PUSH(arena, items, n)                                                                          \
    ((items) = arena_grow((arena), (items), (n), sizeof(*(items))), &(items)[(n)++])
