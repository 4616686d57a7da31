/*
 * Limits and counters of this process. A limit is a bucket that fills evenly: one for each (class, who), in a
 * fixed table; where two share a slot the older one's is given up, which forgives and never punishes.
 */
#include "packages/operation/operation.h"
#include "packages/operation/state.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096, MOST_OPERATIONS = 256 };

struct bucket {
    uint64_t key;
    double tokens;
    int64_t filled_us;
};

struct counter {
    const struct operation *operation;
    atomic_ullong calls, errors, us;
};

struct operation_state {
    pthread_mutex_t lock;
    struct bucket buckets[BUCKETS];
    struct counter counters[MOST_OPERATIONS];
    atomic_size_t n_counters;
};

struct operation_state *operation_state_new(void)
{
    struct operation_state *state = calloc(1, sizeof(*state));

    if (!state)
        abort();
    pthread_mutex_init(&state->lock, NULL);
    return state;
}

void operation_state_free(struct operation_state *state)
{
    if (!state)
        return;
    pthread_mutex_destroy(&state->lock);
    free(state);
}

static uint64_t key_of(enum rate_class rate, const char *who)
{
    uint64_t hash = 1469598103934665603u + rate; /* FNV-1a */

    for (; *who; who++)
        hash = (hash ^ (unsigned char)*who) * 1099511628211u;
    return hash ? hash : 1;
}

/* How many, and in how many seconds. */
static void limit_of(const struct ctx *ctx, enum rate_class rate, double *most, double *seconds)
{
    const struct settings *settings = ctx->ports->settings;

    *most = rate == RATE_SIGNIN  ? 10
            : rate == RATE_QUERY ? (double)settings->queries_per_hour
            : rate == RATE_SQL   ? (double)settings->sql_per_hour
                                 : (double)settings->requests_per_minute;
    *seconds = rate == RATE_QUERY || rate == RATE_SQL ? 3600 : 60;
}

struct err *operation_limit(struct ctx *ctx, enum rate_class rate, const char *who)
{
    struct operation_state *state = ctx->ports->operations;
    const uint64_t key = key_of(rate, who);
    struct bucket *bucket = &state->buckets[key % BUCKETS];
    const int64_t now = monotonic_us();
    double most, seconds, wait_s = 0;
    struct err *err = NULL;

    limit_of(ctx, rate, &most, &seconds);
    pthread_mutex_lock(&state->lock);
    if (bucket->key != key)
        *bucket = (struct bucket){ key, most, now };
    bucket->tokens += (double)(now - bucket->filled_us) / 1e6 * most / seconds;
    bucket->tokens = bucket->tokens > most ? most : bucket->tokens;
    bucket->filled_us = now;
    if (bucket->tokens >= 1)
        bucket->tokens -= 1;
    else
        wait_s = (1 - bucket->tokens) * seconds / most;
    pthread_mutex_unlock(&state->lock);
    if (wait_s > 0) {
        err = err_new(ctx, ERR_RATE_LIMITED, NULL, "at most %.0f %s", most,
                      rate == RATE_QUERY ? "warehouse queries an hour"
                      : rate == RATE_SQL ? "SQL statements an hour"
                                         : "requests a minute");
        err->retry_after_s = (unsigned)wait_s + 1;
    }
    return err;
}

/* Operations are constants: the first call of each takes a place, later ones find it. */
static struct counter *counter_of(struct operation_state *state, const struct operation *operation)
{
    const size_t n = atomic_load_explicit(&state->n_counters, memory_order_acquire);
    struct counter *counter = NULL;

    for (size_t i = 0; i < n; i++)
        if (state->counters[i].operation == operation)
            return &state->counters[i];
    pthread_mutex_lock(&state->lock);
    for (size_t i = 0; i < state->n_counters && !counter; i++)
        if (state->counters[i].operation == operation)
            counter = &state->counters[i];
    if (!counter && state->n_counters < MOST_OPERATIONS) {
        counter = &state->counters[state->n_counters];
        counter->operation = operation;
        atomic_store_explicit(&state->n_counters, state->n_counters + 1, memory_order_release);
    }
    pthread_mutex_unlock(&state->lock);
    return counter;
}

void operation_count(struct operation_state *state, const struct operation *operation, const struct err *err,
                     int64_t us)
{
    struct counter *counter = state ? counter_of(state, operation) : NULL;

    if (!counter)
        return;
    atomic_fetch_add_explicit(&counter->calls, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counter->us, (unsigned long long)us, memory_order_relaxed);
    if (err)
        atomic_fetch_add_explicit(&counter->errors, 1, memory_order_relaxed);
}

void operation_metrics(const struct operation_state *state, struct buf *to)
{
    const size_t n = atomic_load(&state->n_counters);

    buf_text(to, "# HELP truffle_operation_calls_total Calls of an operation.\n"
                 "# TYPE truffle_operation_calls_total counter\n");
    for (size_t i = 0; i < n; i++)
        buf_printf(to, "truffle_operation_calls_total{operation=\"%s\"} %llu\n",
                   state->counters[i].operation->name, atomic_load(&state->counters[i].calls));
    buf_text(to, "# HELP truffle_operation_errors_total Calls that ended in an error.\n"
                 "# TYPE truffle_operation_errors_total counter\n");
    for (size_t i = 0; i < n; i++)
        buf_printf(to, "truffle_operation_errors_total{operation=\"%s\"} %llu\n",
                   state->counters[i].operation->name, atomic_load(&state->counters[i].errors));
    buf_text(to, "# HELP truffle_operation_seconds_total Time spent in an operation.\n"
                 "# TYPE truffle_operation_seconds_total counter\n");
    for (size_t i = 0; i < n; i++)
        buf_printf(to, "truffle_operation_seconds_total{operation=\"%s\"} %.6f\n",
                   state->counters[i].operation->name, (double)atomic_load(&state->counters[i].us) / 1e6);
}
