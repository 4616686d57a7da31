/*
 * The queue: durable jobs in the application's database, enqueued in the caller's transaction (after COMMIT a
 * job will run, without COMMIT it never was). A claim is a lease with a fencing number: every later write of
 * the worker carries it, and fails when another took over. Leases go by the database's own order of events
 * and this process's clock in ctx->now.
 */
#pragma once

#include "packages/core/core.h"

#include <stdatomic.h>

enum { QUEUE_LEASE_S = 60, QUEUE_MOST_ATTEMPTS = 3, QUEUE_MOST_LAPSES = 10 };

struct job {
    const char *id, *kind, *subject;
    int64_t attempt; /* 1 for the first */
    int64_t lapses;  /* workers that died over it since it last got on */
    int64_t lease;
    struct instant due_at, created_at;
    struct instant
        again_at; /* set by a runner that must wait: the job goes on then, and no attempt is used up */
    const atomic_bool *is_stopping; /* the process ends: come to a point where it can go on; may be NULL */
};

/* Whether long work should come to a point where another start takes it up, and return with again_at. */
bool job_must_stop(const struct job *job);

/* Adds one in the open transaction, unless one of this kind and subject is waiting: then that one serves. One
 * that is running begins anew when it has ended. */
struct err *queue_add(struct ctx *ctx, const char *kind, const char *subject, struct instant due_at) MUST_USE;

/* Claims the job that is due longest, of any kind, or one whose lease ran out; ERR_NOT_FOUND when there is
 * none. */
struct err *queue_claim(struct ctx *ctx, const char *worker, struct job *out) MUST_USE;

/* All below give ERR_CONFLICT when the lease is no longer this worker's. */
struct err *queue_beat(struct ctx *ctx, const struct job *job) MUST_USE; /* another QUEUE_LEASE_S from now */
/* The same, and says that the job got on: it isn't one that kills its workers. */
struct err *queue_progress(struct ctx *ctx, const struct job *job) MUST_USE;
/* In the transaction of a worker's write: fails it when the lease is gone. */
struct err *queue_fence(struct ctx *ctx, const struct job *job) MUST_USE;
struct err *queue_done(struct ctx *ctx, const struct job *job) MUST_USE;
/* Again at `due_at`; being told to wait doesn't use up an attempt. */
struct err *queue_wait(struct ctx *ctx, const struct job *job, struct instant due_at) MUST_USE;
/* A failed attempt: again after a back-off with jitter, or failed for good after the last. `*is_final` says
 * which. */
struct err *queue_fail(struct ctx *ctx, const struct job *job, const char *error, bool *is_final) MUST_USE;

/* At the start of a process that is alone on its database: jobs of the one before it can be claimed at once.
 */
struct err *queue_release_all(struct ctx *ctx) MUST_USE;

/* One kind of job and what runs it. Kinds are listed in services/orchestrator. */
typedef struct err *job_runner(struct ctx *ctx, struct job *job);
struct job_kind {
    const char *name, *doc;
    job_runner *run;
    /* Told once when the last attempt failed, so that what waits for the job can say so. May be NULL. */
    struct err *(*gave_up)(struct ctx *ctx, const struct job *job, const struct err *err);
};
