#include "packages/queue/queue.h"

#include "packages/queue/queue.sql.h"
#include "packages/store/store.h"

#include <assert.h>

static const struct field job_fields[] = {
    FIELD(job, id, "Which one."),
    FIELD(job, kind, "What is to be done."),
    FIELD(job, subject, "To what."),
    FIELD(job, attempt, "1 for the first."),
    FIELD(job, lapses, "Workers that died over it."),
    FIELD(job, lease, "Fencing number."),
    FIELD(job, due_at, "Not before."),
    FIELD(job, created_at, "When it was added."),
};
static const struct shape job_shape = SHAPE(job, job_fields, "A job.");

static struct instant lease_end(const struct ctx *ctx)
{
    return instant_add(ctx->now, SECONDS(QUEUE_LEASE_S));
}

struct err *queue_add(struct ctx *ctx, const char *kind, const char *subject, struct instant due_at)
{
    assert(ctx->tx);
    return store_run(ctx, &sql_queue_insert,
                     WITH(ARG("id", id_new(ctx)), ARG("kind", kind), ARG("subject", subject),
                          ARG("due_at", due_at), ARG("now", ctx->now)),
                     NULL);
}

bool job_must_stop(const struct job *job)
{
    return job->is_stopping && *job->is_stopping;
}

struct err *queue_claim(struct ctx *ctx, const char *worker, struct job *out)
{
    return store_one(ctx, &sql_queue_claim,
                     WITH(ARG("now", ctx->now), ARG("until", lease_end(ctx)), ARG("worker", worker)),
                     OUT(job, out));
}

static struct err *fenced(struct ctx *ctx, const struct sql *sql, const struct job *job, struct in in)
{
    int64_t changed;
    struct err *err;

    err = store_run(ctx, sql, in, &changed);
    if (err)
        return err;
    return changed ? NULL : err_new(ctx, ERR_CONFLICT, NULL, "another worker took over job %s", job->id);
}

struct err *queue_beat(struct ctx *ctx, const struct job *job)
{
    return fenced(ctx, &sql_queue_beat, job,
                  WITH(ARG("id", job->id), ARG("lease", job->lease), ARG("until", lease_end(ctx))));
}

struct err *queue_progress(struct ctx *ctx, const struct job *job)
{
    return fenced(ctx, &sql_queue_progress, job,
                  WITH(ARG("id", job->id), ARG("lease", job->lease), ARG("until", lease_end(ctx))));
}

struct err *queue_fence(struct ctx *ctx, const struct job *job)
{
    assert(ctx->tx);
    return fenced(ctx, &sql_queue_fence, job, WITH(ARG("id", job->id), ARG("lease", job->lease)));
}

struct err *queue_done(struct ctx *ctx, const struct job *job)
{
    return fenced(ctx, &sql_queue_done, job,
                  WITH(ARG("id", job->id), ARG("lease", job->lease), ARG("now", ctx->now)));
}

struct err *queue_wait(struct ctx *ctx, const struct job *job, struct instant due_at)
{
    return fenced(ctx, &sql_queue_wait, job,
                  WITH(ARG("id", job->id), ARG("lease", job->lease), ARG("due_at", due_at)));
}

/* 1 s × 2ⁿ with full jitter, at most 5 min. */
static struct instant back_off(struct ctx *ctx, int64_t attempt)
{
    const int64_t most = SECONDS(attempt > 8 ? 300 : INT64_C(1) << attempt);
    uint64_t random;

    random_bytes(ctx, (unsigned char *)&random, sizeof(random));
    return instant_add(ctx->now, (int64_t)(random % (uint64_t)most));
}

struct err *queue_fail(struct ctx *ctx, const struct job *job, const char *error, bool *is_final)
{
    *is_final = job->attempt >= QUEUE_MOST_ATTEMPTS;
    if (*is_final)
        return fenced(
            ctx, &sql_queue_failed, job,
            WITH(ARG("id", job->id), ARG("lease", job->lease), ARG("now", ctx->now), ARG("error", error)));
    return fenced(ctx, &sql_queue_again, job,
                  WITH(ARG("id", job->id), ARG("lease", job->lease),
                       ARG("due_at", back_off(ctx, job->attempt)), ARG("error", error)));
}

struct err *queue_release_all(struct ctx *ctx)
{
    return store_run(ctx, &sql_queue_release_all, NOTHING, NULL);
}
