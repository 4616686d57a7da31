/*
 * A push as a job: start (or take up), additions, removals, receipt. Killed anywhere, the next claim of the
 * job begins here again and finds in the ledger how far it came.
 */
#include "domain/activation/run.h"

#include "domain/activation/activation.sql.h"
#include "domain/activation/finish.h"
#include "domain/activation/ledger.sql.h"
#include "domain/consent/consent.h"
#include "packages/store/store.h"

#include <ctype.h>
#include <string.h>

enum { LIST_BUSY_S = 10, BATCH_OVER_FLOOR = 10 };

/* --- opening --- */

static struct err *open_data(struct run *run)
{
    struct ctx *ctx = run->ctx;
    struct audience_version version;
    struct err *err;

    err = audience_version_get(ctx, run->push->audience_id, run->push->audience_version, &version);
    if (err)
        return err;
    err = data_open(ctx, run->push->data_version, &run->data);
    if (err_is(err, ERR_NOT_FOUND)) /* the pinned data is gone: the newest has its own consent snapshot */
        err = data_open(ctx, NULL, &run->data);
    return err ? err
               : audience_compile_options(ctx, &run->data, version.rules, &run->rules_tree, &run->options);
}

static struct err *count_total(struct run *run)
{
    struct compiled compiled = { 0 };
    struct warehouse_result rows;
    struct err *err;

    err = rules_size_compile(run->ctx, run->data.model, &run->rules_tree, &run->options, &compiled);
    if (!err)
        err = data_query(run->ctx, &run->data, &compiled, &rows);
    if (!err)
        run->total = cell_int(&rows.cells[0]);
    return err;
}

/* Where a list can't be made with few people, the first batch must be large enough to make it. */
static size_t batch_limit(const struct run *run)
{
    const struct platform_limits *limits = &run->driver->limits;
    size_t limit = (size_t)run->ctx->ports->settings->push_batch;

    if (limit < limits->floor * BATCH_OVER_FLOOR)
        limit = limits->floor * BATCH_OVER_FLOOR;
    return limit < limits->batch ? limit : limits->batch;
}

struct err *run_begin(struct run *run)
{
    struct push *push = run->push;
    struct account account = { 0 };
    struct err *err;

    err = account_get(run->ctx, push->account_id, &account);
    if (!err)
        err = account_open(run->ctx, &account, &run->driver, &run->account);
    if (!err)
        err = open_data(run);
    if (!err)
        err = count_total(run);
    if (err)
        return err;
    run->rules = (struct batch_rules){
        .driver = run->driver,
        .settings = run->ctx->ports->settings,
        .hasher = hasher_new(),
        .push_id = push->id,
        .list = push->list_number,
        .holdout_pct = push->holdout_pct,
        .salt = push->audience_id,
        /* Memberships end by themselves: whoever has less than a tenth of the time left is sent again. */
        .refresh_before = instant_add(run->ctx->now, -DAYS(push->membership_days) / 10 * 9),
    };
    run->lag_seq = run->data.state.consent_seq;
    run->batch_limit = batch_limit(run);
    return NULL;
}

void run_end(struct run *run)
{
    sender_stop(run->sender);
    push_batch_free(run->batch);
    hasher_free(run->rules.hasher);
}

struct err *run_check_in(struct run *run, struct ctx *ctx)
{
    int64_t is_cancelled = 0;
    struct err *err = queue_beat(ctx, run->job);

    if (!err)
        err = store_int(ctx, &sql_push_is_cancelled, WITH(ARG("id", run->push->id)), &is_cancelled);
    if (!err && (is_cancelled || job_must_stop(run->job)))
        run->stop = is_cancelled ? RUN_CANCELLED : RUN_INTERRUPTED;
    return err;
}

/* --- the list on the platform --- */

struct err *run_set_list_id(struct run *run, struct ctx *ctx)
{
    return store_run(ctx, &sql_list_set_platform_id,
                     WITH(ARG("number", run->push->list_number), ARG("list_id", run->list_id)), NULL);
}

static struct err *keep_list_id(struct run *run)
{
    struct err *err = store_begin(run->ctx, STORE_WRITE);

    if (err)
        return err;
    err = queue_fence(run->ctx, run->job);
    if (!err)
        err = run_set_list_id(run, run->ctx);
    if (err) {
        store_rollback(run->ctx);
        return err;
    }
    return store_commit(run->ctx);
}

static struct platform_list list_of(const struct run *run)
{
    return (struct platform_list){
        .name = run->push->list_name,
        .marker = run->push->list_marker,
        .membership_days = run->push->membership_days,
    };
}

static void stop_at(struct run *run, const struct platform_outcome *outcome)
{
    run->stop = outcome->verdict == PLATFORM_REAUTH                                          ? RUN_PAUSED
                : outcome->verdict == PLATFORM_LATER || outcome->verdict == PLATFORM_UNKNOWN ? RUN_LATER
                                                                                             : RUN_FAILED;
    run->cause = outcome->cause;
    run->detail = outcome->detail;
    run->retry_after_s = outcome->retry_after_s ? outcome->retry_after_s : 2;
}

static struct err *ensure_list(struct run *run)
{
    const struct platform_list list = list_of(run);
    struct platform_outcome outcome = { 0 };
    struct err *err;

    run->list_id = run->push->list_id;
    if (run->list_id)
        return NULL;
    err = run->driver->ensure_list(run->ctx, &run->account, &list, &outcome, &run->list_id);
    if (err)
        return err;
    if (outcome.verdict == PLATFORM_ACCEPTED)
        return run->list_id ? keep_list_id(run) : NULL;
    stop_at(run, &outcome);
    return NULL;
}

/* --- additions --- */

struct open_batch {
    int64_t number, attempt;
    const char *act;
    struct bytes from_key, to_key;
};
static const struct field open_fields[] = {
    FIELD(open_batch, number, ""),   FIELD(open_batch, attempt, ""), FIELD(open_batch, act, ""),
    FIELD(open_batch, from_key, ""), FIELD(open_batch, to_key, ""),
};
static const struct shape open_batch_shape = SHAPE(open_batch, open_fields, "A batch that isn't settled.");

static struct err *redo(struct run *run, const struct open_batch *open)
{
    struct err *err;

    run->is_redo = true;
    run->batch = push_batch_new(open->number, open->from_key.at, open->from_key.size);
    run->batch->attempt = open->attempt;
    err = run_people(run, open->from_key.at, open->from_key.size, open->to_key.at, open->to_key.size);
    run->is_redo = false;
    return err;
}

/* What was sending or had failed is decided anew, in its own range; then come the people behind the last
 * batch. */
static struct err *additions(struct run *run)
{
    struct open_batch *open = NULL, last = { 0 };
    size_t n = 0;
    struct err *err;

    err = store_run(run->ctx, &sql_batch_delete_open_removals, WITH(ARG("push_id", run->push->id)), NULL);
    if (!err)
        err = store_all(run->ctx, &sql_batch_open_list, WITH(ARG("push_id", run->push->id)),
                        OUT_LIST(open_batch, &open), &n);
    for (size_t i = 0; i < n && !err && run->stop == RUN_GOES; i++)
        err = redo(run, &open[i]);
    if (!err)
        err = store_int(run->ctx, &sql_batch_last_number, WITH(ARG("push_id", run->push->id)),
                        &run->next_number);
    run->next_number++;
    if (!err)
        err =
            store_one(run->ctx, &sql_batch_last, WITH(ARG("push_id", run->push->id)), OUT(open_batch, &last));
    if (err_is(err, ERR_NOT_FOUND))
        err = NULL;
    if (!err && run->stop == RUN_GOES &&
        !(last.to_key.size == MEMBER_KEY_SIZE && memcmp(last.to_key.at, last_key, MEMBER_KEY_SIZE) == 0))
        err = run_people(run, last.to_key.size ? last.to_key.at : first_key, last.to_key.size, NULL, 0);
    return err;
}

/* Waits for all that is under way, also when something went wrong: what was accepted is settled. */
static struct err *send_all(struct run *run)
{
    const struct sender_options options = { run->driver, run->account, list_of(run), run->list_id };
    struct err *err, *rest;

    run->sender = sender_start(run->ctx, &options);
    err = additions(run);
    rest = run_collect(run, 1);
    if (!err)
        err = rest;
    if (!err && run->stop == RUN_GOES)
        err = run_removals(run);
    return err;
}

/* --- the job --- */

/* One push a list at a time: the list's row is held while it is looked whether another runs. */
static struct err *write_start(struct run *run, bool *is_busy)
{
    struct ctx *ctx = run->ctx;
    const struct push *push = run->push;
    int64_t others = 0;
    struct err *err;

    err = queue_fence(ctx, run->job);
    if (!err)
        err = store_run(ctx, &sql_list_hold, WITH(ARG("number", push->list_number)), NULL);
    if (!err)
        err = store_int(ctx, &sql_push_running_on_list,
                        WITH(ARG("list_number", push->list_number), ARG("id", push->id)), &others);
    *is_busy = others > 0;
    if (err || *is_busy)
        return err;
    return store_run(ctx, &sql_push_start,
                     WITH(ARG("id", push->id), ARG("data_version", run->data.state.data_version),
                          ARG("consent_seq", run->data.state.consent_seq), ARG("total", run->total),
                          ARG("now", ctx->now)),
                     NULL);
}

/* Pins the data with the consent snapshot in it: what follows, also after a crash, reads one state of the
 * world. */
static struct err *start(struct run *run, bool *is_busy)
{
    struct ctx *ctx = run->ctx;
    struct err *err;

    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = write_start(run, is_busy);
    if (err || *is_busy) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

/* Between approval and start the audience or the data may have changed: then what was approved no longer
 * holds. */
static struct err *still_approved(struct run *run, const char **why)
{
    const struct push *push = run->push;
    const int64_t shown = json_integer_value(json_object_get(push->expected, "audience"));
    struct audience audience = { 0 };
    struct err *err;

    *why = NULL;
    if (push->started_at.us)
        return NULL;
    err = audience_get(run->ctx, push->audience_id, &audience);
    if (err_is(err, ERR_NOT_FOUND)) {
        *why = "The audience was archived.";
        return NULL;
    }
    if (!err && audience.version != push->audience_version)
        *why = arena_printf(run->ctx->arena, "The audience changed to version %lld.",
                            (long long)audience.version);
    else if (!err && run->total > shown + shown / 5 + 50)
        *why = arena_printf(run->ctx->arena, "The audience grew from %lld to %lld people since it was shown.",
                            (long long)shown, (long long)run->total);
    return err;
}

static const char *sentence(struct ctx *ctx, const char *message)
{
    return arena_printf(ctx->arena, "%c%s.", toupper((unsigned char)message[0]), message + 1);
}

static struct err *run_all(struct run *run)
{
    const char *void_because;
    bool is_busy = false;
    struct err *err;

    if (!run->push->started_at.us) {
        err = consent_publish(run->ctx);
        if (err)
            return err;
    }
    err = run_begin(run);
    if (account_is_shut(err)) /* nothing was sent; a person can put it right */
        return push_finish(run, PUSH_PAUSED, sentence(run->ctx, err->message), err->next_step);
    if (!err)
        err = still_approved(run, &void_because);
    if (err)
        return err;
    if (void_because)
        return push_finish(run, PUSH_VOIDED, void_because,
                           "Ask for it again: the approver sees what it would do now.");
    err = start(run, &is_busy);
    if (!err && is_busy) {
        run->job->again_at = instant_add(run->ctx->now, SECONDS(LIST_BUSY_S));
        return NULL;
    }
    if (!err)
        err = ensure_list(run);
    if (!err && run->stop == RUN_GOES)
        err = send_all(run);
    return err ? err : push_conclude(run);
}

static bool is_runnable(const struct push *push)
{
    return push->state == PUSH_QUEUED || push->state == PUSH_RUNNING;
}

struct err *push_job(struct ctx *ctx, struct job *job)
{
    struct push push = { 0 };
    struct run run = { .ctx = ctx, .job = job, .push = &push };
    struct err *err;

    err = push_get(ctx, job->subject, &push);
    if (err || !is_runnable(&push))
        return err;
    if (push.cancel_asked)
        run.stop = RUN_CANCELLED;
    err = run.stop == RUN_GOES ? run_all(&run) : push_conclude(&run);
    run_end(&run);
    return err;
}
