/*
 * The jobs. The slow part (counting, rehearsing) comes before the transaction that writes the push and moves
 * the time of the next run; whoever comes second there finds the time moved, and writes nothing.
 */
#include "domain/syncs/syncs.h"

#include "domain/syncs/syncs.sql.h"
#include "packages/audit/audit.h"
#include "packages/core/cron.h"
#include "packages/store/store.h"

#include <ctype.h>
#include <math.h>

static const struct identity scheduler = {
    .id = "system", .name = "system", .role = ROLE_SUPERADMIN, .kind = ACTOR_SYSTEM
};

struct run {
    struct ctx *ctx;
    struct job *job;
    struct sync sync;
    struct instant due_at, next_at;
    struct push push; /* id is NULL: none is begun */
    const char *cause, *next_step;
    bool is_paused;
};

typedef struct err *writer(struct run *run, struct ctx *ctx);

static struct err *in_transaction(struct run *run, writer *write)
{
    struct ctx *ctx = run->ctx;
    struct err *err;

    ctx_tick(ctx);
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = run->job->lease ? queue_fence(ctx, run->job) : NULL;
    if (!err)
        err = write(run, ctx);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

static struct instant next_time(struct ctx *ctx, const char *schedule)
{
    struct cron cron;

    return cron_parse(schedule, &cron) ? (struct instant){ 0 } : cron_next(&cron, ctx->ports->zone, ctx->now);
}

static struct err *say(struct ctx *ctx, const struct sync *sync, const char *what)
{
    const struct audit_note note = {
        .object = sync->id,
        .summary = arena_printf(ctx->arena, "the recurring sync of \"%s\": %s", sync->audience_name, what),
    };

    return audit_append(ctx, "sync_run", &note, NULL);
}

/* --- beginning --- */

static int64_t size_of(const struct push *push)
{
    return json_integer_value(json_object_get(push->expected, "audience"));
}

static struct err *write_new(struct run *run, struct ctx *ctx)
{
    const struct push *push = &run->push;
    const struct instant next = next_time(ctx, push->schedule);
    const char *id = arena_printf(ctx->arena, "syn_%s", id_new(ctx));
    int64_t changed = 0;
    struct err *err;

    err = store_run(ctx, &sql_sync_end_others,
                    WITH(ARG("list_number", push->list_number), ARG("id", id),
                         ARG("cause", "A newer schedule of its list took its place.")),
                    NULL);
    if (!err)
        err = store_run(ctx, &sql_sync_insert,
                        WITH(ARG("id", id), ARG("audience_id", push->audience_id),
                             ARG("account_id", push->account_id), ARG("list_number", push->list_number),
                             ARG("schedule", push->schedule), ARG("drift_pct", push->drift_pct),
                             ARG("approved_push", push->id), ARG("approved_size", size_of(push)),
                             ARG("next_at", next), ARG("now", ctx->now)),
                        &changed);
    if (err || !changed)
        return err;
    run->sync = (struct sync){ .id = id, .audience_name = push->audience_name };
    err = queue_add(ctx, "sync", id, next);
    return err ? err : say(ctx, &run->sync, "began");
}

static struct err *write_approved(struct run *run, struct ctx *ctx)
{
    return store_run(ctx, &sql_sync_approve,
                     WITH(ARG("id", run->push.sync_id), ARG("approved_push", run->push.id),
                          ARG("approved_size", size_of(&run->push))),
                     NULL);
}

struct err *sync_begin_job(struct ctx *ctx, struct job *job)
{
    struct run run = { .ctx = ctx, .job = job };
    struct err *err;

    ctx->who = &scheduler;
    err = push_get(ctx, job->subject, &run.push);
    if (err || !run.push.schedule)
        return err;
    return in_transaction(&run, run.push.sync_id ? write_approved : write_new);
}

/* --- a run --- */

/* All that it sends is sent. */
static bool is_over(enum push_state state)
{
    return state >= PUSH_DONE || state == PUSH_WAITING_FOR_PLATFORM;
}

/* What stands in the way before anything is counted. */
static struct err *look_at_last(struct run *run, bool *may_go)
{
    struct push last = { 0 };
    struct err *err;

    *may_go = true;
    if (!run->sync.last_push)
        return NULL;
    err = push_get(run->ctx, run->sync.last_push, &last);
    if (err)
        return err;
    *may_go = is_over(last.state) && last.state != PUSH_REJECTED;
    if (*may_go)
        return NULL;
    run->is_paused = last.state == PUSH_REJECTED;
    if (last.state == PUSH_REJECTED) {
        run->cause = arena_printf(run->ctx->arena, "%s rejected push %lld: %s", last.decided_by_name,
                                  (long long)last.number, last.decision_note ? last.decision_note : "");
        run->next_step = "Resume it once that is settled, or end it.";
    } else {
        run->cause = arena_printf(
            run->ctx->arena, "Push %lld, which began before, %s.", (long long)last.number,
            last.state == PUSH_WAITING_FOR_APPROVAL ? "still waits for a decision" : "isn't over");
        run->next_step = "The next run comes as planned.";
    }
    return NULL;
}

static const char *outside(struct run *run, const struct push *approved)
{
    const double was = (double)run->sync.approved_size, is = (double)size_of(&run->push);
    struct arena *arena = run->ctx->arena;

    if (run->push.audience_version != approved->audience_version)
        return arena_printf(arena, "The audience changed to version %lld; version %lld was approved.",
                            (long long)run->push.audience_version, (long long)approved->audience_version);
    if (fabs(is - was) * 100 <= run->sync.drift_pct * was)
        return NULL;
    return arena_printf(arena, "The audience has %lld people; %lld were approved, and %g %% more or fewer.",
                        (long long)size_of(&run->push), (long long)run->sync.approved_size,
                        run->sync.drift_pct);
}

static const char *sentence(struct ctx *ctx, const char *message)
{
    return arena_printf(ctx->arena, "%c%s.", toupper((unsigned char)message[0]), message + 1);
}

/* What a person can put right is said; a fault of the moment is tried again. */
static struct err *prepare(struct run *run)
{
    struct push approved = { 0 };
    struct err *err;

    err = push_get(run->ctx, run->sync.approved_push, &approved);
    if (!err)
        err = push_prepare_due(run->ctx, &approved, run->sync.id, run->due_at, &run->push);
    if (err_is(err, ERR_CONFLICT) || err_is(err, ERR_NOT_FOUND) || err_is(err, ERR_INVALID)) {
        run->cause = sentence(run->ctx, err->message);
        run->next_step = err->next_step;
        run->is_paused = err_is(err, ERR_NOT_FOUND); /* the audience was archived */
        run->push.id = NULL;
        return NULL;
    }
    if (!err)
        run->cause = outside(run, &approved);
    if (!err && run->cause)
        run->next_step = "Approve the push that waits, or reject it.";
    return err;
}

static struct err *write_run(struct run *run, struct ctx *ctx)
{
    int64_t changed = 0;
    struct err *err;

    err = store_run(ctx, &sql_sync_ran,
                    WITH(ARG("id", run->sync.id), ARG("due_at", run->due_at), ARG("next_at", run->next_at),
                         ARG("last_push", run->push.id), ARG("cause", run->cause),
                         ARG("next_step", run->next_step)),
                    &changed);
    if (err || !changed) /* paused or ended meanwhile, or another did it */
        return err;
    if (run->push.id)
        err = push_write_due(ctx, &run->push, run->sync.approved_push, run->cause);
    else if (run->is_paused)
        err = store_run(ctx, &sql_sync_set_state,
                        WITH(ARG("id", run->sync.id), ARG("state", sync_state_words[SYNC_PAUSED]),
                             ARG("next_at", ((struct instant){ 0 })), ARG("last_push", run->sync.last_push),
                             ARG("cause", run->cause), ARG("next_step", run->next_step)),
                        NULL);
    if (err)
        return err;
    return say(ctx, &run->sync,
               !run->push.id ? arena_printf(ctx->arena, "no push was begun: %s", run->cause)
               : run->cause
                   ? arena_printf(ctx->arena, "push %lld waits: %s", (long long)run->push.number, run->cause)
                   : arena_printf(ctx->arena, "push %lld began", (long long)run->push.number));
}

struct err *sync_job(struct ctx *ctx, struct job *job)
{
    struct run run = { .ctx = ctx, .job = job };
    bool may_go;
    struct err *err;

    ctx->who = &scheduler;
    err = sync_get(ctx, job->subject, &run.sync);
    if (err || run.sync.state != SYNC_ACTIVE)
        return err;
    if (ctx->now.us < run.sync.next_at.us) {
        job->again_at = run.sync.next_at;
        return NULL;
    }
    run.due_at = run.sync.next_at;
    run.next_at = next_time(ctx, run.sync.schedule);
    err = look_at_last(&run, &may_go);
    if (!err && may_go)
        err = prepare(&run);
    if (!err)
        err = in_transaction(&run, write_run);
    if (!err && !run.is_paused)
        job->again_at = run.next_at;
    return err;
}

static struct err *write_gave_up(struct run *run, struct ctx *ctx)
{
    struct err *err;

    err = store_run(ctx, &sql_sync_ran,
                    WITH(ARG("id", run->sync.id), ARG("due_at", run->due_at), ARG("next_at", run->next_at),
                         ARG("last_push", (const char *)NULL), ARG("cause", run->cause),
                         ARG("next_step", "The next run comes as planned.")),
                    NULL);
    if (!err)
        err = queue_add(ctx, "sync", run->sync.id, run->next_at);
    return err ? err : say(ctx, &run->sync, run->cause);
}

/* The last attempt failed: the run is left out, and the schedule goes on. */
struct err *sync_gave_up(struct ctx *ctx, const struct job *job, const struct err *fault)
{
    struct job none = { .id = job->id };
    struct run run = { .ctx = ctx, .job = &none };
    struct err *err;

    ctx->who = &scheduler;
    err = sync_get(ctx, job->subject, &run.sync);
    if (err || run.sync.state != SYNC_ACTIVE)
        return err;
    run.due_at = run.sync.next_at;
    run.next_at = next_time(ctx, run.sync.schedule);
    run.cause = arena_printf(ctx->arena, "Something went wrong here: %s.",
                             fault->code == ERR_INTERNAL ? "a fault of the program" : fault->message);
    return in_transaction(&run, write_gave_up);
}
