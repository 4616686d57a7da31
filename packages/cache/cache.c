/*
 * A hash table of entries that also hang in a list by last use; one lock over both.
 */
#include "packages/cache/cache.h"

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

struct cache {
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

static void unhang(struct cache *cache, struct entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void hang_newest(struct cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static size_t size_of(const struct entry *entry)
{
    return sizeof(*entry) + strlen(entry->key) + entry->len;
}

static void drop(struct cache *cache, struct entry *entry)
{
    struct entry **at = &cache->slots[slot_of(entry->key)];

    while (*at != entry)
        at = &(*at)->in_slot;
    *at = entry->in_slot;
    unhang(cache, entry);
    cache->bytes -= size_of(entry);
    free(entry->key);
    free(entry->text);
    free(entry);
}

static struct entry *find(struct cache *cache, const char *key)
{
    struct entry *entry = cache->slots[slot_of(key)];

    while (entry && strcmp(entry->key, key) != 0)
        entry = entry->in_slot;
    return entry;
}

struct cache *cache_new(size_t most_bytes)
{
    struct cache *cache = calloc(1, sizeof(*cache));

    if (!cache)
        abort();
    pthread_mutex_init(&cache->lock, NULL);
    cache->most_bytes = most_bytes;
    return cache;
}

void cache_free(struct cache *cache)
{
    if (!cache)
        return;
    while (cache->newest)
        drop(cache, cache->newest);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

const char *cache_get(struct ctx *ctx, struct cache *cache, const char *key, size_t *len)
{
    struct entry *entry;
    const char *text = NULL;

    pthread_mutex_lock(&cache->lock);
    entry = find(cache, key);
    if (entry && entry->until_us < monotonic_us()) {
        drop(cache, entry);
        entry = NULL;
    }
    if (entry) {
        unhang(cache, entry);
        hang_newest(cache, entry);
        *len = entry->len;
        text = arena_text_n(ctx->arena, entry->text, entry->len);
    }
    pthread_mutex_unlock(&cache->lock);
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

void cache_put(struct ctx *ctx, struct cache *cache, const char *key, const char *text, size_t len,
               int64_t ttl_us)
{
    struct entry *entry = calloc(1, sizeof(*entry));
    struct entry *old;

    (void)ctx;
    if (!entry)
        abort();
    entry->key = copied(key, strlen(key));
    entry->text = copied(text, len);
    entry->len = len;
    entry->until_us = monotonic_us() + ttl_us;
    pthread_mutex_lock(&cache->lock);
    old = find(cache, key);
    if (old)
        drop(cache, old);
    entry->in_slot = cache->slots[slot_of(key)];
    cache->slots[slot_of(key)] = entry;
    hang_newest(cache, entry);
    cache->bytes += size_of(entry);
    while (cache->bytes > cache->most_bytes && cache->oldest)
        drop(cache, cache->oldest);
    pthread_mutex_unlock(&cache->lock);
}
