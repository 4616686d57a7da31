#include "services/api/request.h"

#include <stdlib.h>

struct work {
    struct work *next;
    pool_work *run;
    void *arg;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    struct work *first, *last;
    unsigned n_waiting, most_waiting, n_threads;
    bool is_stopping;
    pthread_t threads[];
};

static struct work *next_work(struct pool *pool)
{
    struct work *work;

    pthread_mutex_lock(&pool->lock);
    while (!pool->first && !pool->is_stopping)
        pthread_cond_wait(&pool->has_work, &pool->lock);
    work = pool->first;
    if (work) {
        pool->first = work->next;
        pool->n_waiting--;
    }
    pthread_mutex_unlock(&pool->lock);
    return work;
}

static void *serve(void *arg)
{
    struct pool *pool = arg;
    struct work *work;

    while ((work = next_work(pool)) != NULL) {
        work->run(work->arg);
        free(work);
    }
    return NULL;
}

struct pool *pool_start(unsigned threads, unsigned most_waiting)
{
    struct pool *pool = calloc(1, sizeof(*pool) + threads * sizeof(pthread_t));

    if (!pool)
        abort();
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->has_work, NULL);
    pool->most_waiting = most_waiting;
    for (; pool->n_threads < threads; pool->n_threads++)
        if (pthread_create(&pool->threads[pool->n_threads], NULL, serve, pool) != 0)
            break;
    return pool;
}

bool pool_add(struct pool *pool, pool_work *run, void *arg)
{
    struct work *work = malloc(sizeof(*work));
    bool has_room;

    if (!work)
        abort();
    *work = (struct work){ NULL, run, arg };
    pthread_mutex_lock(&pool->lock);
    has_room = pool->n_waiting < pool->most_waiting && !pool->is_stopping;
    if (has_room) {
        if (pool->first)
            pool->last->next = work;
        else
            pool->first = work;
        pool->last = work;
        pool->n_waiting++;
        pthread_cond_signal(&pool->has_work);
    }
    pthread_mutex_unlock(&pool->lock);
    if (!has_room)
        free(work);
    return has_room;
}

void pool_stop(struct pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->is_stopping = true;
    pthread_cond_broadcast(&pool->has_work);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->n_threads; i++)
        pthread_join(pool->threads[i], NULL);
    pthread_cond_destroy(&pool->has_work);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
