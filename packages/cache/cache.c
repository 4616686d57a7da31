#include "packages/cache/driver.h"

struct err *cache_open(struct ctx *ctx, const char *url, size_t most_bytes, struct cache **out)
{
    if (*url)
        return redis_open(ctx, url, out);
    *out = cache_new(most_bytes);
    return NULL;
}

void cache_failed(struct cache *cache, const char *why)
{
    atomic_fetch_add(&cache->failures, 1);
    atomic_store(&cache->trouble, why);
}

void cache_describe(struct cache *cache, struct cache_state *out)
{
    *out = (struct cache_state){
        .hits = (int64_t)atomic_load(&cache->hits),
        .misses = (int64_t)atomic_load(&cache->misses),
        .failures = (int64_t)atomic_load(&cache->failures),
        .trouble = atomic_load(&cache->trouble),
    };
}

void cache_free(struct cache *cache)
{
    if (cache)
        cache->driver->close(cache);
}

const char *cache_get(struct ctx *ctx, struct cache *cache, const char *key, size_t *len)
{
    const char *text = cache->driver->get(ctx, cache, key, len);

    atomic_fetch_add_explicit(text ? &cache->hits : &cache->misses, 1, memory_order_relaxed);
    return text;
}

void cache_put(struct ctx *ctx, struct cache *cache, const char *key, const char *text, size_t len,
               int64_t ttl_us)
{
    cache->driver->put(ctx, cache, key, text, len, ttl_us);
}
