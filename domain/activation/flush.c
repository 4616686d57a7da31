/*
 * One batch from people to the platform: decided and written as sending in one transaction, sent, settled in
 * another. Killed in between, the batch is found as sending and its range is decided anew: adding somebody
 * twice changes nothing.
 */
#include "domain/activation/rehearse.h"

#include "domain/activation/ledger.sql.h"
#include "domain/activation/activation.sql.h"
#include "domain/activation/sealed.h"
#include "domain/consent/consent.h"
#include "packages/store/store.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH_ATTEMPTS = 8, UNDER_WAY = 2 };

static int compare_hash(const void *a, const void *b)
{
    return memcmp(a, b, IDENTITY_HASH);
}

struct err *run_catch_up(struct run *run, struct ctx *ctx)
{
    struct consent_change *changes = NULL;
    size_t n = 0;
    struct err *err;

    err = consent_changes(ctx, run->lag_seq, &changes, &n);
    if (err)
        return err;
    for (size_t i = 0; i < n; i++)
        memcpy(ARENA_PUSH(run->ctx->arena, run->lag.hashes, run->lag.n), changes[i].hash, IDENTITY_HASH);
    if (n)
        qsort(run->lag.hashes, run->lag.n, IDENTITY_HASH, compare_hash);
    return NULL;
}

/* What was recorded since we last looked joins the lag. The head's row is held until the commit. */
static struct err *catch_up(struct run *run, struct ctx *ctx)
{
    int64_t head = 0;
    struct err *err;

    err = store_int(ctx, &sql_consent_hold, NOTHING, &head);
    if (err_is(err, ERR_NOT_FOUND))
        return NULL; /* nothing was ever recorded */
    if (err || head == run->lag_seq)
        return err;
    err = run_catch_up(run, ctx);
    if (err)
        return err;
    run->lag_seq = head;
    return NULL;
}

static struct bytes key_bytes(const unsigned char *key, size_t size)
{
    return (struct bytes){ size ? key : (const unsigned char *)"", size };
}

static struct err *decide(struct run *run, struct ctx *ctx, const unsigned char *to)
{
    struct batch *batch = run->batch;
    struct ledger_row *ledger = NULL;
    size_t n = 0;
    struct err *err;

    memcpy(batch->to_key, to, MEMBER_KEY_SIZE);
    err = store_all(ctx, &sql_ledger_range,
                    WITH(ARG("list", run->rules.list),
                         ARG("from_key", key_bytes(batch->from_key, batch->from_size)),
                         ARG("to_key", key_bytes(batch->to_key, MEMBER_KEY_SIZE))),
                    OUT_LIST(ledger_row, &ledger), &n);
    return err ? err : push_batch_decide(ctx, batch, &run->rules, &run->lag, ledger, n);
}

static struct err *write_batch(struct run *run, struct ctx *ctx)
{
    const struct batch *batch = run->batch;
    const int64_t *fates = batch->fates;
    struct bytes sealed;
    struct err *err;

    err = push_seal(ctx, run->push->id, batch, run->is_redo, &sealed);
    if (err)
        return err;
    return store_run(ctx, &sql_batch_put,
                     WITH(ARG("push_id", run->push->id), ARG("number", batch->number), ARG("act", "add"),
                          ARG("from_key", key_bytes(batch->from_key, batch->from_size)),
                          ARG("to_key", key_bytes(batch->to_key, MEMBER_KEY_SIZE)),
                          ARG("attempt", batch->attempt), ARG("scanned", (int64_t)batch->n_people),
                          ARG("sent", fates[FATE_SENT]), ARG("already_there", fates[FATE_ALREADY_THERE]),
                          ARG("held_out", fates[FATE_HELD_OUT]), ARG("no_consent", fates[FATE_NO_CONSENT]),
                          ARG("no_identifier", fates[FATE_NO_IDENTIFIER]),
                          ARG("duplicate", fates[FATE_DUPLICATE]), ARG("refreshed", batch->refreshed),
                          ARG("sealed", sealed), ARG("now", ctx->now)),
                     NULL);
}

static struct err *write_ledger(struct run *run, struct ctx *ctx)
{
    struct batch *batch = run->batch;
    struct err *err;

    for (size_t i = 0; i < batch->n_leavers; i++) {
        batch->leavers[i].list = run->rules.list;
        batch->leavers[i].push_id = run->push->id;
    }
    err = store_many(ctx, &sql_ledger_put, &ledger_row_shape, batch->rows, batch->n_sends);
    return err ? err
               : store_many(ctx, &sql_ledger_leave, &ledger_row_shape, batch->leavers, batch->n_leavers);
}

static struct err *settle_empty(struct run *run, struct ctx *ctx)
{
    if (run->batch->n_sends)
        return NULL;
    return store_run(ctx, &sql_batch_settle,
                     WITH(ARG("push_id", run->push->id), ARG("number", run->batch->number),
                          ARG("rejected", 0), ARG("removed", 0), ARG("request_id", (const char *)NULL),
                          ARG("now", ctx->now)),
                     NULL);
}

static struct err *write_all(struct run *run, struct ctx *ctx, const unsigned char *to)
{
    struct err *err;

    err = run_check_in(run, ctx);
    if (err || run->stop != RUN_GOES)
        return err;
    err = catch_up(run, ctx);
    if (!err)
        err = decide(run, ctx, to);
    if (!err)
        err = write_batch(run, ctx);
    if (!err)
        err = write_ledger(run, ctx);
    return err ? err : settle_empty(run, ctx);
}

static void count_dry(struct run *run)
{
    const struct batch *batch = run->batch;
    struct expected *seen = &run->seen;

    seen->audience += (int64_t)batch->n_people;
    seen->sends += batch->fates[FATE_SENT];
    seen->already_there += batch->fates[FATE_ALREADY_THERE];
    seen->held_out += batch->fates[FATE_HELD_OUT];
    seen->no_consent += batch->fates[FATE_NO_CONSENT];
    seen->no_identifier += batch->fates[FATE_NO_IDENTIFIER];
    seen->duplicate += batch->fates[FATE_DUPLICATE];
    seen->removes += (int64_t)batch->n_leavers;
}

/* The transaction's own memory is the batch's. */
static struct ctx ctx_of(struct run *run)
{
    struct ctx ctx = *run->ctx;

    ctx.arena = run->batch->arena;
    ctx.tx = NULL;
    ctx_tick(&ctx);
    return ctx;
}

/* An error's text must outlive the batch that it was made in. */
static struct err *lifted(struct run *run, const struct err *err)
{
    return err ? err_new(run->ctx, err->code, err->pointer, "%s", err->message) : NULL;
}

static struct err *flush_dry(struct run *run, const unsigned char *to)
{
    struct ctx ctx = ctx_of(run);
    struct batch *batch;
    struct err *err;

    err = store_begin(&ctx, STORE_READ);
    if (err)
        return err;
    err = decide(run, &ctx, to);
    store_rollback(&ctx);
    if (err)
        return lifted(run, err);
    count_dry(run);
    batch = run->batch;
    run->batch = NULL;
    if (run->rehearsing)
        return rehearse_batch(run, batch);
    push_batch_free(batch);
    return NULL;
}

struct err *run_flush(struct run *run, const unsigned char to[MEMBER_KEY_SIZE])
{
    struct batch *batch = run->batch;
    struct ctx ctx;
    struct err *err;

    if (!run->job)
        return flush_dry(run, to);
    ctx = ctx_of(run);
    err = store_begin(&ctx, STORE_WRITE);
    if (err)
        return lifted(run, err);
    err = write_all(run, &ctx, to);
    if (err || run->stop != RUN_GOES) {
        store_rollback(&ctx);
        return lifted(run, err);
    }
    err = lifted(run, store_commit(&ctx));
    if (err)
        return err;
    run->batch = NULL;
    if (!batch->n_sends) {
        push_batch_free(batch);
        return NULL;
    }
    sender_add(run->ctx, run->sender, batch);
    return run_collect(run, UNDER_WAY);
}

/* --- what came back --- */

static struct err *settle_accepted(struct run *run, struct ctx *ctx, const struct flight *flight)
{
    struct batch *batch = flight->batch;
    int64_t rejected = 0; /* one that was only refreshed counts as already there */
    struct err *err;

    err = queue_progress(ctx, run->job);
    for (size_t i = 0; i < flight->n_refused && !err; i++) { /* surely not on the list */
        rejected += !batch->is_refresh[flight->refused[i]];
        err = store_run(ctx, &sql_ledger_delete,
                        (struct in){ &ledger_row_shape, &batch->rows[flight->refused[i]], NULL, 0 }, NULL);
    }
    if (!err && flight->list_id) {
        run->list_id = arena_text(run->ctx->arena, flight->list_id);
        err = run_set_list_id(run, ctx);
    }
    if (err)
        return err;
    return store_run(ctx, &sql_batch_settle,
                     WITH(ARG("push_id", run->push->id), ARG("number", batch->number),
                          ARG("rejected", rejected), ARG("removed", 0),
                          ARG("request_id", flight->request_ids), ARG("now", ctx->now)),
                     NULL);
}

/* Parts of it may have been accepted: their requests stay known, the platform is asked about them. */
static struct err *settle_failed(struct run *run, struct ctx *ctx, const struct flight *flight)
{
    return store_run(ctx, &sql_batch_fail,
                     WITH(ARG("push_id", run->push->id), ARG("number", flight->batch->number),
                          ARG("cause", flight->outcome.cause), ARG("request_id", flight->request_ids),
                          ARG("now", ctx->now)),
                     NULL);
}

static void stop(struct run *run, enum run_stop why, const struct flight *flight)
{
    if (run->stop != RUN_GOES && run->stop >= why)
        return;
    run->stop = why;
    run->cause = arena_text(run->ctx->arena, flight->outcome.cause);
    run->detail = arena_text(run->ctx->arena, flight->outcome.detail);
    run->retry_after_s = flight->outcome.retry_after_s;
}

/* A failed attempt counts; being told to wait doesn't. The batch stays as sending and is decided anew. */
static struct err *settle_later(struct run *run, struct ctx *ctx, const struct flight *flight)
{
    if (flight->outcome.was_told_to_wait) {
        stop(run, RUN_LATER, flight);
        return NULL;
    }
    if (flight->batch->attempt >= BATCH_ATTEMPTS) {
        stop(run, RUN_FAILED, flight);
        return settle_failed(run, ctx, flight);
    }
    stop(run, RUN_LATER, flight);
    if (!run->retry_after_s)
        run->retry_after_s = 1u << (flight->batch->attempt < 6 ? flight->batch->attempt - 1 : 6);
    return store_run(ctx, &sql_batch_attempt,
                     WITH(ARG("push_id", run->push->id), ARG("number", flight->batch->number)), NULL);
}

static struct err *settle(struct run *run, struct ctx *ctx, const struct flight *flight)
{
    switch (flight->outcome.verdict) {
    case PLATFORM_ACCEPTED:
        if (flight->outcome.retry_after_s) /* a limit is near: what comes next waits */
            stop(run, RUN_LATER, flight);
        return settle_accepted(run, ctx, flight);
    case PLATFORM_REAUTH:
        stop(run, RUN_PAUSED, flight);
        return NULL;
    case PLATFORM_REFUSED:
    case PLATFORM_FINAL:
        stop(run, RUN_FAILED, flight);
        return settle_failed(run, ctx, flight);
    case PLATFORM_LATER:
    case PLATFORM_UNKNOWN:
        break;
    }
    return settle_later(run, ctx, flight);
}

static struct err *settle_flight(struct run *run, struct flight *flight)
{
    struct ctx ctx = *run->ctx;
    struct err *err = flight->err;

    if (err)
        return lifted(run, err);
    ctx.arena = flight->batch->arena;
    ctx_tick(&ctx);
    err = store_begin(&ctx, STORE_WRITE);
    if (err)
        return lifted(run, err);
    err = queue_fence(&ctx, run->job);
    if (!err)
        err = settle(run, &ctx, flight);
    if (err)
        store_rollback(&ctx);
    else
        err = store_commit(&ctx);
    return lifted(run, err);
}

struct err *run_collect(struct run *run, size_t most)
{
    struct flight *flight;
    struct err *err = NULL;

    while (!err && (flight = sender_take(run->sender, most)) != NULL) {
        err = settle_flight(run, flight);
        push_batch_free(flight->batch); /* the flight lies in it */
    }
    return err;
}
