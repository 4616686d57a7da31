/*
 * A cache of texts by key, in the memory of this process. What is in it may be gone at any time; nothing
 * depends on it being there. Safe to use from several threads.
 */
#pragma once

#include "packages/core/core.h"

struct cache;

struct cache *cache_new(size_t most_bytes);
void cache_free(struct cache *cache);

/* A copy in the ctx's arena, or NULL. */
const char *cache_get(struct ctx *ctx, struct cache *cache, const char *key, size_t *len);
/* Kept at most `ttl_us`; the one used longest ago goes first when there is no room. */
void cache_put(struct ctx *ctx, struct cache *cache, const char *key, const char *text, size_t len,
               int64_t ttl_us);
