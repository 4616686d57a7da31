/*
 * A cache of texts by key: in the memory of this process, or in a Redis that several share. What is in it may
 * be gone at any time, or the cache itself; nothing depends on it being there. Safe to use from several
 * threads.
 */
#pragma once

#include "packages/core/core.h"

struct cache;

/* In memory, at most so many bytes. */
struct cache *cache_new(size_t most_bytes);
/* `url` "": in memory; else redis://[[user]:password@]host[:port][/database]. ERR_INVALID for another text; a
 * Redis that can't be reached is asked again later. */
struct err *cache_open(struct ctx *ctx, const char *url, size_t most_bytes, struct cache **out) MUST_USE;
void cache_free(struct cache *cache);

struct cache_state {
    int64_t hits, misses, failures;
    const char *trouble; /* why it was of no use the last time; NULL: it was */
};
void cache_describe(struct cache *cache, struct cache_state *out);

/* A copy in the ctx's arena, or NULL. Waits a fifth of a second for a Redis at most. */
const char *cache_get(struct ctx *ctx, struct cache *cache, const char *key, size_t *len);
/* Kept at most `ttl_us`; the one used longest ago goes first when there is no room. */
void cache_put(struct ctx *ctx, struct cache *cache, const char *key, const char *text, size_t len,
               int64_t ttl_us);
