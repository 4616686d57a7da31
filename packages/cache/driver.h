/* What a cache is made of; private to this folder. */
#pragma once

#include "packages/cache/cache.h"

#include <stdatomic.h>

struct cache_driver {
    void (*close)(struct cache *cache);
    const char *(*get)(struct ctx *ctx, struct cache *cache, const char *key, size_t *len);
    void (*put)(struct ctx *ctx, struct cache *cache, const char *key, const char *text, size_t len,
                int64_t ttl_us);
};

/* What the object of every driver begins with. */
struct cache {
    const struct cache_driver *driver;
    atomic_uint_fast64_t hits, misses, failures;
    _Atomic(const char *) trouble; /* a constant text, or NULL */
};
void cache_failed(struct cache *cache, const char *why);

struct err *redis_open(struct ctx *ctx, const char *url, struct cache **out) MUST_USE;
