/*
 * Redis: a few connections that are taken and given back. A cache may never hold up an answer: what takes
 * longer than a fifth of a second is a miss, and after a failure nobody asks for a second.
 */
#include "packages/cache/driver.h"

#include <hiredis/hiredis.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_IDLE = 8, PATIENCE_US = 200000, PAUSE_US = 1000000, LARGEST = 8 * 1024 * 1024 };

/* Raised when the form of a kept text changes, so that programs of two versions can share a Redis. */
static const char prefix[] = "truffle:1:";

struct redis {
    struct cache cache;
    char *host, *user, *password;
    int port, database;
    pthread_mutex_t lock;
    redisContext *idle[MOST_IDLE];
    size_t n_idle;
    int64_t off_until_us; /* monotonic */
};

/* --- connections --- */

static void pause_asking(struct redis *redis, const char *why)
{
    pthread_mutex_lock(&redis->lock);
    redis->off_until_us = monotonic_us() + PAUSE_US;
    pthread_mutex_unlock(&redis->lock);
    cache_failed(&redis->cache, why);
}

/* The reply of a command that must succeed for the connection to be of use. */
static bool is_fine(struct redis *redis, redisReply *reply, const char *what)
{
    const bool is_good = reply && reply->type != REDIS_REPLY_ERROR;

    if (!is_good)
        pause_asking(redis, what);
    freeReplyObject(reply);
    return is_good;
}

static bool introduce(struct redis *redis, redisContext *to)
{
    if (redis->user &&
        !is_fine(redis, redisCommand(to, "AUTH %s %s", redis->user, redis->password), "AUTH was refused"))
        return false;
    if (redis->password && !redis->user &&
        !is_fine(redis, redisCommand(to, "AUTH %s", redis->password), "AUTH was refused"))
        return false;
    return !redis->database ||
           is_fine(redis, redisCommand(to, "SELECT %d", redis->database), "SELECT was refused");
}

static redisContext *connected(struct redis *redis)
{
    const struct timeval patience = { 0, PATIENCE_US };
    redisContext *to = redisConnectWithTimeout(redis->host, redis->port, patience);

    if (!to || to->err) {
        pause_asking(redis, "no connection");
        if (to)
            redisFree(to);
        return NULL;
    }
    redisSetTimeout(to, patience);
    if (introduce(redis, to)) {
        atomic_store(&redis->cache.trouble, NULL);
        return to;
    }
    redisFree(to);
    return NULL;
}

/* NULL while nobody asks. */
static redisContext *take(struct redis *redis)
{
    redisContext *to = NULL;
    bool is_off;

    pthread_mutex_lock(&redis->lock);
    is_off = monotonic_us() < redis->off_until_us;
    if (!is_off && redis->n_idle)
        to = redis->idle[--redis->n_idle];
    pthread_mutex_unlock(&redis->lock);
    return to || is_off ? to : connected(redis);
}

static void give_back(struct redis *redis, redisContext *to)
{
    if (to->err) {
        pause_asking(redis, "the connection broke");
    } else {
        pthread_mutex_lock(&redis->lock);
        if (redis->n_idle < MOST_IDLE) {
            redis->idle[redis->n_idle++] = to;
            to = NULL;
        }
        pthread_mutex_unlock(&redis->lock);
    }
    if (to)
        redisFree(to);
}

/* --- asking: a key may hold words of a question, so only its hash goes out --- */

static const char *hashed(struct ctx *ctx, const char *key)
{
    return arena_printf(ctx->arena, "%s%s", prefix, sha256_hex(ctx->arena, key, strlen(key)));
}

static const char *get(struct ctx *ctx, struct cache *cache, const char *key, size_t *len)
{
    struct redis *redis = (struct redis *)cache;
    redisContext *to = take(redis);
    redisReply *reply;
    const char *text = NULL;

    if (!to)
        return NULL;
    reply = redisCommand(to, "GET %s", hashed(ctx, key));
    if (reply && reply->type == REDIS_REPLY_STRING) {
        text = arena_text_n(ctx->arena, reply->str, reply->len);
        *len = reply->len;
    } else if (reply && reply->type == REDIS_REPLY_ERROR) {
        pause_asking(redis, "GET was refused");
    }
    freeReplyObject(reply);
    give_back(redis, to);
    return text;
}

static void put(struct ctx *ctx, struct cache *cache, const char *key, const char *text, size_t len,
                int64_t ttl_us)
{
    struct redis *redis = (struct redis *)cache;
    redisContext *to = len <= LARGEST && ttl_us >= 1000 ? take(redis) : NULL;

    if (!to)
        return;
    (void)is_fine(
        redis, redisCommand(to, "SET %s %b PX %lld", hashed(ctx, key), text, len, (long long)(ttl_us / 1000)),
        "SET was refused");
    give_back(redis, to);
}

static char *kept(const char *text, size_t len)
{
    char *copy = len ? strndup(text, len) : NULL;

    if (len && !copy)
        abort();
    return copy;
}

static void close_redis(struct cache *cache)
{
    struct redis *redis = (struct redis *)cache;

    while (redis->n_idle)
        redisFree(redis->idle[--redis->n_idle]);
    pthread_mutex_destroy(&redis->lock);
    if (redis->password)
        explicit_bzero(redis->password, strlen(redis->password));
    free(redis->host);
    free(redis->user);
    free(redis->password);
    free(redis);
}

static const struct cache_driver redis_driver = { close_redis, get, put };

/* --- the address --- */

static bool small_number(const char *text, size_t len, int most, int *out)
{
    if (!len || len > 5 || strspn(text, "0123456789") < len)
        return false;
    *out = 0;
    for (size_t i = 0; i < len; i++)
        *out = *out * 10 + (text[i] - '0');
    return *out <= most;
}

/* [[user]:password@]host[:port][/database] */
static bool parse(const char *text, struct redis *redis)
{
    const char *at = strrchr(text, '@');
    const char *colon = at ? memchr(text, ':', (size_t)(at - text)) : NULL;
    const char *host = at ? at + 1 : text;
    const size_t host_len = strcspn(host, ":/");
    const char *port = host[host_len] == ':' ? host + host_len + 1 : NULL;
    const char *slash = strchr(host, '/');

    if (at && !colon)
        return false;
    if (at) {
        redis->user = kept(text, (size_t)(colon - text));
        redis->password = kept(colon + 1, (size_t)(at - colon - 1));
    }
    redis->host = kept(host, host_len);
    redis->port = 6379;
    return redis->host && (!redis->user || redis->password) &&
           (!port || small_number(port, strcspn(port, "/"), 65535, &redis->port)) &&
           (!slash || !slash[1] || small_number(slash + 1, strlen(slash + 1), 9999, &redis->database));
}

struct err *redis_open(struct ctx *ctx, const char *url, struct cache **out)
{
    static const char scheme[] = "redis://";
    struct redis *redis = calloc(1, sizeof(*redis));

    if (!redis)
        abort();
    redis->cache.driver = &redis_driver;
    pthread_mutex_init(&redis->lock, NULL);
    if (!text_starts(url, scheme) || !parse(url + strlen(scheme), redis)) {
        close_redis(&redis->cache);
        return err_new(ctx, ERR_INVALID, "redis_url",
                       "must be redis://[[user]:password@]host[:port][/database]");
    }
    *out = &redis->cache;
    return NULL;
}
