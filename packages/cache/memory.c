/*
 * A hash table of entries that also hang in a list by last use; one lock over both.
 */
#include "packages/cache/driver.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096 };

struct entry {
    struct entry *in_slot;       /* next of the same slot */
    struct entry *newer, *older; /* by last use */
    char *key, *text;
    size_t len;
    int64_t until_us; /* monotonic */
};

struct memory {
    struct cache cache;
    pthread_mutex_t lock;
    struct entry *slots[SLOTS];
    struct entry *newest, *oldest;
    size_t bytes, most_bytes;
};

static size_t slot_of(const char *key)
{
    uint64_t hash = 1469598103934665603u; /* FNV-1a */

    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    return hash % SLOTS;
}

static void unhang(struct memory *memory, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &memory->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &memory->oldest) = entry->newer;
}

static void hang_newest(struct memory *memory, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = memory->newest;
    *(memory->newest ? &memory->newest->newer : &memory->oldest) = entry;
    memory->newest = entry;
}

static size_t size_of(const struct entry *entry)
{
    return sizeof(*entry) + strlen(entry->key) + entry->len;
}

static void drop(struct memory *memory, struct entry *entry)
{
    struct entry **at = &memory->slots[slot_of(entry->key)];

    while (*at != entry)
        at = &(*at)->in_slot;
    *at = entry->in_slot;
    unhang(memory, entry);
    memory->bytes -= size_of(entry);
    free(entry->key);
    free(entry->text);
    free(entry);
}

static struct entry *find(struct memory *memory, const char *key)
{
    struct entry *entry = memory->slots[slot_of(key)];

    while (entry && strcmp(entry->key, key) != 0)
        entry = entry->in_slot;
    return entry;
}

static void close_memory(struct cache *cache)
{
    struct memory *memory = (struct memory *)cache;

    while (memory->newest)
        drop(memory, memory->newest);
    pthread_mutex_destroy(&memory->lock);
    free(memory);
}

static const char *get(struct ctx *ctx, struct cache *cache, const char *key, size_t *len)
{
    struct memory *memory = (struct memory *)cache;
    struct entry *entry;
    const char *text = NULL;

    pthread_mutex_lock(&memory->lock);
    entry = find(memory, key);
    if (entry && entry->until_us < monotonic_us()) {
        drop(memory, entry);
        entry = NULL;
    }
    if (entry) {
        unhang(memory, entry);
        hang_newest(memory, entry);
        *len = entry->len;
        text = arena_text_n(ctx->arena, entry->text, entry->len);
    }
    pthread_mutex_unlock(&memory->lock);
    return text;
}

static void *copied(const void *from, size_t size)
{
    char *copy = malloc(size + 1);

    if (!copy)
        abort();
    memcpy(copy, from, size);
    copy[size] = 0;
    return copy;
}

static void put(struct ctx *ctx, struct cache *cache, const char *key, const char *text, size_t len,
                int64_t ttl_us)
{
    struct memory *memory = (struct memory *)cache;
    struct entry *entry = calloc(1, sizeof(*entry));
    struct entry *old;

    (void)ctx;
    if (!entry)
        abort();
    entry->key = copied(key, strlen(key));
    entry->text = copied(text, len);
    entry->len = len;
    entry->until_us = monotonic_us() + ttl_us;
    pthread_mutex_lock(&memory->lock);
    old = find(memory, key);
    if (old)
        drop(memory, old);
    entry->in_slot = memory->slots[slot_of(key)];
    memory->slots[slot_of(key)] = entry;
    hang_newest(memory, entry);
    memory->bytes += size_of(entry);
    while (memory->bytes > memory->most_bytes && memory->oldest)
        drop(memory, memory->oldest);
    pthread_mutex_unlock(&memory->lock);
}

static const struct cache_driver memory_driver = { close_memory, get, put };

struct cache *cache_new(size_t most_bytes)
{
    struct memory *memory = calloc(1, sizeof(*memory));

    if (!memory)
        abort();
    memory->cache.driver = &memory_driver;
    memory->most_bytes = most_bytes;
    pthread_mutex_init(&memory->lock, NULL);
    return &memory->cache;
}
