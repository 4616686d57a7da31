/*
 * The end of a run. The receipt is the sum of the batches; the database refuses one whose nine terms don't
 * add up.
 */
#include "domain/activation/finish.h"

#include "domain/activation/activation.sql.h"
#include "domain/activation/ledger.sql.h"
#include "domain/activation/states.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"

enum { GIVES_UP_HOURS = 24 };

const struct identity the_system = {
    .id = "system", .name = "system", .role = ROLE_SUPERADMIN, .kind = ACTOR_SYSTEM
};

static struct err *put_receipt(struct ctx *ctx, const struct push *push, int64_t total)
{
    return store_run(ctx, &sql_receipt_put,
                     WITH(ARG("id", push->id), ARG("audience", total), ARG("now", ctx->now)), NULL);
}

static struct err *write_end(struct ctx *ctx, const struct push *push, int64_t total, enum push_state state,
                             const char *cause, const char *next_step)
{
    const bool is_final = state != PUSH_WAITING_FOR_PLATFORM && state != PUSH_PAUSED;
    const struct audit_note note = {
        .object = push->id,
        .summary = arena_printf(ctx->arena, "push %lld of \"%s\": %s", (long long)push->number,
                                push->audience_name, push_state_words[state]),
    };
    struct instant end = is_final ? ctx->now : (struct instant){ 0 };
    struct err *err = NULL;

    if (is_final)
        err = store_run(ctx, &sql_batch_fail_open,
                        WITH(ARG("push_id", push->id), ARG("cause", cause), ARG("now", ctx->now)), NULL);
    if (!err)
        err = put_receipt(ctx, push, total);
    if (!err)
        err = store_run(ctx, &sql_push_set_state,
                        WITH(ARG("id", push->id), ARG("state", push_state_words[state]), ARG("cause", cause),
                             ARG("next_step", next_step), ARG("finished_at", end)),
                        NULL);
    if (!err)
        err = audit_append(ctx, "push_ended", &note, NULL);
    if (!err && state == PUSH_WAITING_FOR_PLATFORM)
        err = queue_add(ctx, "push_verdict", push->id, ctx->now);
    return err;
}

struct err *push_finish(struct run *run, enum push_state state, const char *cause, const char *next_step)
{
    struct ctx *ctx = run->ctx;
    const int64_t shown = json_integer_value(json_object_get(run->push->expected, "audience"));
    const int64_t total = run->data.model ? run->total : run->push->total > 0 ? run->push->total : shown;
    struct err *err;

    ctx_tick(ctx);
    ctx->who = &the_system;
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = queue_fence(ctx, run->job);
    if (!err)
        err = write_end(ctx, run->push, total, state, cause, next_step);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

static struct err *fail(struct run *run)
{
    const struct platform_cause *cause = run->cause ? platform_cause(run->driver, run->cause) : NULL;
    const char *words = cause ? cause->words : run->cause ? run->cause : "The platform took no more.";
    struct receipt so_far = { 0 };
    struct err *err;

    err = push_receipt_so_far(run->ctx, run->push->id, &so_far);
    if (err)
        return err;
    if (run->detail)
        words = arena_printf(run->ctx->arena, "%s (%s)", words, run->detail);
    return push_finish(run, so_far.sent || so_far.removed ? PUSH_PARTLY_DONE : PUSH_FAILED, words,
                       cause ? cause->next_step : "Look at the cause, then retry.");
}

/* A retry is a job of its own: its time counts anew. */
static struct err *go_on_later(struct run *run)
{
    ctx_tick(run->ctx);
    if (run->ctx->now.us - run->job->created_at.us > HOURS(GIVES_UP_HOURS))
        return fail(run);
    run->job->again_at = instant_add(run->ctx->now, SECONDS(run->retry_after_s ? run->retry_after_s : 1));
    return NULL;
}

static struct err *go_on_at_next_start(struct run *run)
{
    ctx_tick(run->ctx);
    run->job->again_at = run->ctx->now;
    return NULL;
}

static struct err *pause_it(struct run *run)
{
    const struct platform_cause *cause = run->cause ? platform_cause(run->driver, run->cause) : NULL;

    return push_finish(run, PUSH_PAUSED, cause ? cause->words : "The account's sign-in is no longer good.",
                       cause ? cause->next_step : "Connect the account again, then retry.");
}

struct err *push_conclude(struct run *run)
{
    switch (run->stop) {
    case RUN_GOES:
        return push_finish(run, PUSH_WAITING_FOR_PLATFORM, NULL, NULL);
    case RUN_INTERRUPTED:
        return go_on_at_next_start(run);
    case RUN_CANCELLED:
        return push_finish(run, PUSH_CANCELLED, "It was cancelled.", NULL);
    case RUN_LATER:
        return go_on_later(run);
    case RUN_PAUSED:
        return pause_it(run);
    case RUN_FAILED:
        break;
    }
    return fail(run);
}

/* The last attempt of the job ended in a fault of ours: the push says so, and what was sent stays told. */
struct err *push_gave_up(struct ctx *ctx, const struct job *job, const struct err *fault)
{
    const char *cause = arena_printf(ctx->arena, "Something went wrong here: %s",
                                     fault->code == ERR_INTERNAL ? "a fault of the program" : fault->message);
    struct push push = { 0 };
    struct err *err;

    err = push_get(ctx, job->subject, &push);
    if (err)
        return err;
    ctx->who = &the_system;
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = write_end(ctx, &push,
                    push.total > 0 ? push.total
                                   : json_integer_value(json_object_get(push.expected, "audience")),
                    PUSH_FAILED, cause, "Retry; if it fails again, report it with the push's number.");
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}
