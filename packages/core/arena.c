/*
 * Blocks in a list, newest first; an allocation bumps a pointer in the newest. Large ones get a block of
 * their own.
 */
#include "packages/core/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 8 * 1024, LARGEST_STEP = 1024 * 1024, ALIGN = 16 };

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGN) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    closer *close;
    void *what;
};

struct arena {
    struct block *block;
    struct deferred *deferred;
    size_t total;
};

static void *must(void *memory)
{
    if (!memory) {
        fputs("out of memory\n", stderr);
        abort();
    }
    return memory;
}

static void add_block(struct arena *arena, size_t size)
{
    struct block *block = must(malloc(sizeof(*block) + size));

    block->next = arena->block;
    block->size = size;
    block->used = 0;
    arena->block = block;
    arena->total += size;
}

struct arena *arena_new(void)
{
    struct arena *arena = must(calloc(1, sizeof(*arena)));

    add_block(arena, FIRST_BLOCK);
    return arena;
}

static void run_deferred(struct arena *arena)
{
    while (arena->deferred) {
        struct deferred *first = arena->deferred;

        arena->deferred = first->next;
        first->close(first->what);
    }
}

void arena_reset(struct arena *arena)
{
    run_deferred(arena);
    while (arena->block->next) {
        struct block *old = arena->block->next;

        arena->block->next = old->next;
        arena->total -= old->size;
        free(old);
    }
    arena->block->used = 0;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    arena_reset(arena);
    free(arena->block);
    free(arena);
}

/* Not zeroed: for what is filled at once. */
static void *take(struct arena *arena, size_t size)
{
    const size_t rounded = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    struct block *block = arena->block;
    void *memory;

    if (rounded < size)
        must(NULL);
    if (block->size - block->used < rounded) {
        size_t step = block->size * 2 < LARGEST_STEP ? block->size * 2 : LARGEST_STEP;

        add_block(arena, rounded > step ? rounded : step);
        block = arena->block;
    }
    memory = block->bytes + block->used;
    block->used += rounded;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

void *arena_copy(struct arena *arena, const void *from, size_t size)
{
    void *copy = take(arena, size);

    return size ? memcpy(copy, from, size) : copy;
}

char *arena_text_n(struct arena *arena, const char *text, size_t len)
{
    char *copy = take(arena, len + 1);

    if (len)
        memcpy(copy, text, len);
    copy[len] = 0;
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return text ? arena_text_n(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    char *text;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0)
        must(NULL);
    text = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, args);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void arena_defer(struct arena *arena, closer *close, void *what)
{
    struct deferred *deferred = arena_alloc(arena, sizeof(*deferred));

    deferred->close = close;
    deferred->what = what;
    deferred->next = arena->deferred;
    arena->deferred = deferred;
}

size_t arena_size(const struct arena *arena)
{
    return arena->total;
}

void *arena_grow(struct arena *arena, void *items, size_t n, size_t size)
{
    void *larger;

    if (n != 0 && (n < 4 || (n & (n - 1)) != 0))
        return items;
    larger = arena_alloc(arena, (n < 4 ? 4 : n * 2) * size);
    if (n)
        memcpy(larger, items, n * size);
    return larger;
}
