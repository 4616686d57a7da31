#include "packages/warehouse/duckdb/watch.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

enum { REPEAT_US = 20000 };

struct watch {
    pthread_mutex_t lock; /* over all below */
    pthread_cond_t changed;
    pthread_t thread;
    struct guard *guards;
    bool is_ending;
};

static struct timespec after(int64_t us)
{
    const int64_t at = monotonic_us() + us;

    return (struct timespec){ .tv_sec = at / 1000000, .tv_nsec = at % 1000000 * 1000 };
}

/* Interrupts those that are late; microseconds until the next look, -1: nobody to look after. */
static int64_t look(struct watch *watch)
{
    const int64_t now = monotonic_us();
    int64_t next = -1;

    for (struct guard *guard = watch->guards; guard; guard = guard->next) {
        int64_t wait = guard->deadline_us - now;

        if (wait <= 0) {
            duckdb_interrupt(guard->connection);
            wait = REPEAT_US;
        }
        next = next < 0 || wait < next ? wait : next;
    }
    return next;
}

static void *run(void *arg)
{
    struct watch *watch = arg;

    pthread_mutex_lock(&watch->lock);
    while (!watch->is_ending) {
        const int64_t next = look(watch);

        if (next < 0) {
            pthread_cond_wait(&watch->changed, &watch->lock);
        } else {
            const struct timespec at = after(next);

            pthread_cond_timedwait(&watch->changed, &watch->lock, &at);
        }
    }
    pthread_mutex_unlock(&watch->lock);
    return NULL;
}

struct watch *watch_new(void)
{
    struct watch *watch = calloc(1, sizeof(*watch));
    pthread_condattr_t monotonic;

    assert(watch);
    pthread_mutex_init(&watch->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&watch->thread, NULL, run, watch) != 0)
        abort(); /* without it no query would ever be stopped */
    return watch;
}

void watch_free(struct watch *watch)
{
    if (!watch)
        return;
    pthread_mutex_lock(&watch->lock);
    watch->is_ending = true;
    pthread_cond_signal(&watch->changed);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    pthread_cond_destroy(&watch->changed);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

void watch_enter(struct watch *watch, struct guard *guard)
{
    pthread_mutex_lock(&watch->lock);
    guard->next = watch->guards;
    watch->guards = guard;
    pthread_cond_signal(&watch->changed);
    pthread_mutex_unlock(&watch->lock);
}

void watch_leave(struct watch *watch, struct guard *guard)
{
    pthread_mutex_lock(&watch->lock);
    for (struct guard **at = &watch->guards; *at; at = &(*at)->next) {
        if (*at == guard) {
            *at = guard->next;
            break;
        }
    }
    pthread_mutex_unlock(&watch->lock);
}
