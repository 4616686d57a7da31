#include "services/orchestrator/orchestrator.h"

#include "packages/core/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { MOST_WORKERS = 64, BEAT_S = 15, IDLE_MS = 200 };

/* One worker's running job, so that the heart can renew its lease. */
struct slot {
    pthread_mutex_t lock;
    bool is_running;
    char id[64];
    int64_t lease;
    pthread_t thread;
    struct orchestrator *owner;
};

struct orchestrator {
    const struct ports *ports;
    unsigned n_workers;
    atomic_bool is_stopping;
    struct slot slots[MOST_WORKERS];
    pthread_t heart;
};

static const struct identity worker_identity = {
    .id = "system", .name = "system", .role = ROLE_SUPERADMIN, .kind = ACTOR_SYSTEM
};

static const struct job_kind *kind_of(const char *name)
{
    for (size_t i = 0; i < n_job_kinds; i++)
        if (text_is(job_kinds[i].name, name))
            return &job_kinds[i];
    return NULL;
}

/* A job that another worker took over is no longer ours to end: that is not a failure. */
static struct err *ended(struct ctx *ctx, const struct job_kind *kind, const struct job *job, struct err *err)
{
    bool is_final = false;
    struct err *end;

    ctx_tick(ctx);
    if (!err)
        return job->again_at.us ? queue_wait(ctx, job, job->again_at) : queue_done(ctx, job);
    log_err("job_failed", err, job->id);
    end =
        queue_fail(ctx, job, err->code == ERR_INTERNAL ? "a fault of the program" : err->message, &is_final);
    if (!end && is_final && kind && kind->gave_up)
        end = kind->gave_up(ctx, job, err);
    return err_is(end, ERR_CONFLICT) ? NULL : end;
}

static struct err *run(struct ctx *ctx, struct job *job)
{
    const struct job_kind *kind = kind_of(job->kind);
    struct err *err;

    ctx->who = &worker_identity;
    ctx->request_id = job->id;
    if (job->lapses > QUEUE_MOST_LAPSES) { /* it kills its workers: set aside, not run again */
        job->attempt = QUEUE_MOST_ATTEMPTS;
        err =
            err_new(ctx, ERR_INTERNAL, NULL, "job %s ended its worker %d times", job->id, QUEUE_MOST_LAPSES);
    } else {
        err = kind ? kind->run(ctx, job) : err_new(ctx, ERR_INTERNAL, NULL, "no kind of job %s", job->kind);
    }
    return ended(ctx, kind, job, err);
}

struct err *orchestrator_step(struct ctx *ctx)
{
    struct job job = { 0 };
    struct err *err = queue_claim(ctx, "command", &job);

    return err ? err : run(ctx, &job);
}

/* --- threads --- */

static void set_running(struct slot *slot, const struct job *job)
{
    pthread_mutex_lock(&slot->lock);
    slot->is_running = job != NULL;
    if (job) {
        snprintf(slot->id, sizeof(slot->id), "%s", job->id);
        slot->lease = job->lease;
    }
    pthread_mutex_unlock(&slot->lock);
}

/* True when there was a job. */
static bool work_once(struct slot *slot, const char *name)
{
    struct arena *arena = arena_new();
    struct ctx ctx = { .arena = arena, .now = instant_now(), .ports = slot->owner->ports };
    struct job job = { 0 };
    struct err *err;

    err = queue_claim(&ctx, name, &job);
    job.is_stopping = &slot->owner->is_stopping;
    if (!err) {
        set_running(slot, &job);
        err = run(&ctx, &job);
        set_running(slot, NULL);
        if (err)
            log_err("job_not_ended", err, job.id);
    } else if (!err_is(err, ERR_NOT_FOUND)) {
        log_err("queue_unavailable", err, NULL);
    }
    arena_free(arena);
    return job.id != NULL;
}

static void *work(void *arg)
{
    const struct timespec idle = { .tv_nsec = IDLE_MS * 1000000L };
    struct slot *slot = arg;
    char name[64];

    snprintf(name, sizeof(name), "%d-%ld", (int)getpid(), (long)(slot - slot->owner->slots));
    while (!slot->owner->is_stopping)
        if (!work_once(slot, name))
            nanosleep(&idle, NULL);
    return NULL;
}

static void beat(struct orchestrator *orchestrator, struct slot *slot)
{
    struct arena *arena = arena_new();
    struct ctx ctx = { .arena = arena, .now = instant_now(), .ports = orchestrator->ports };
    struct job job = { 0 };
    struct err *err;

    pthread_mutex_lock(&slot->lock);
    if (slot->is_running) {
        job.id = arena_text(arena, slot->id);
        job.lease = slot->lease;
    }
    pthread_mutex_unlock(&slot->lock);
    err = job.id ? queue_beat(&ctx, &job) : NULL;
    if (err && !err_is(err, ERR_CONFLICT)) /* ended meanwhile, or taken over: its own writes find out */
        log_err("heartbeat_failed", err, job.id);
    arena_free(arena);
}

static void *keep_beating(void *arg)
{
    const struct timespec moment = { .tv_nsec = 250000000 };
    struct orchestrator *orchestrator = arg;
    int64_t next = monotonic_us() + SECONDS(BEAT_S);

    while (!orchestrator->is_stopping) {
        nanosleep(&moment, NULL);
        if (monotonic_us() < next)
            continue;
        for (unsigned i = 0; i < orchestrator->n_workers; i++)
            beat(orchestrator, &orchestrator->slots[i]);
        next = monotonic_us() + SECONDS(BEAT_S);
    }
    return NULL;
}

struct orchestrator *orchestrator_start(const struct ports *ports, unsigned workers)
{
    struct orchestrator *orchestrator = calloc(1, sizeof(*orchestrator));

    if (!orchestrator)
        abort();
    orchestrator->ports = ports;
    orchestrator->n_workers = workers < MOST_WORKERS ? workers : MOST_WORKERS;
    for (unsigned i = 0; i < orchestrator->n_workers; i++) {
        struct slot *slot = &orchestrator->slots[i];

        slot->owner = orchestrator;
        pthread_mutex_init(&slot->lock, NULL);
        if (pthread_create(&slot->thread, NULL, work, slot) != 0)
            abort();
    }
    if (pthread_create(&orchestrator->heart, NULL, keep_beating, orchestrator) != 0)
        abort();
    return orchestrator;
}

void orchestrator_halt(struct orchestrator *orchestrator)
{
    if (orchestrator)
        orchestrator->is_stopping = true;
}

bool orchestrator_stop(struct orchestrator *orchestrator, int64_t wait)
{
    const int64_t until = instant_now().us + wait;
    const struct timespec end = { .tv_sec = until / 1000000, .tv_nsec = until % 1000000 * 1000 };

    if (!orchestrator)
        return true;
    orchestrator_halt(orchestrator);
    for (unsigned i = 0; i < orchestrator->n_workers; i++)
        if (pthread_timedjoin_np(orchestrator->slots[i].thread, NULL, &end) != 0)
            return false;
    pthread_join(orchestrator->heart, NULL);
    for (unsigned i = 0; i < orchestrator->n_workers; i++)
        pthread_mutex_destroy(&orchestrator->slots[i].lock);
    free(orchestrator);
    return true;
}
