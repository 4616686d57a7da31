/*
 * A push before it is asked for: the same people, decisions, batches and connector, against a simulator of
 * this process. Its list is made for this rehearsal and deleted after it. Who is on the real list by the
 * ledger is put on it too, so that it has the size that the real one would have.
 */
#include "domain/activation/rehearse.h"

#include "domain/activation/states.h"
#include "packages/http/http.h"
#include "packages/store/store.h"

#include <string.h>

enum { UNDER_WAY = 2, MOST_LEAVERS = 200000 };

struct rehearsing {
    struct platform_account account;
    struct platform_list list;
    struct rehearsal *result;
    struct on_list *leavers; /* of the real list, the first MOST_LEAVERS */
    size_t n_leavers;
    bool is_stopped; /* the simulator takes no more: what comes is not sent */
};

/* --- batches --- */

static void count_fates(struct receipt *receipt, const struct batch *batch)
{
    receipt->held_out += batch->fates[FATE_HELD_OUT];
    receipt->no_consent += batch->fates[FATE_NO_CONSENT];
    receipt->no_identifier += batch->fates[FATE_NO_IDENTIFIER];
    receipt->duplicate += batch->fates[FATE_DUPLICATE];
    receipt->already_there += batch->fates[FATE_ALREADY_THERE];
    receipt->refreshed += batch->refreshed;
}

static void stop(struct run *run, const struct platform_outcome *outcome)
{
    struct rehearsing *rehearsing = run->rehearsing;
    struct rehearsal *result = rehearsing->result;
    const struct platform_cause *cause = platform_cause(run->driver, outcome->cause);

    if (rehearsing->is_stopped)
        return;
    rehearsing->is_stopped = true;
    result->cause = cause ? cause->words : outcome->cause ? outcome->cause : "The simulator took no more.";
    if (outcome->detail)
        result->cause = arena_printf(run->ctx->arena, "%s (%s)", result->cause, outcome->detail);
    result->next_step = cause ? cause->next_step : "Put the cause right before this push is asked for.";
}

static size_t words_of(const char *text)
{
    size_t n = text && *text ? 1 : 0;

    for (; text && *text; text++)
        n += *text == ' ';
    return n;
}

/* Who is on the list already is counted as that, whatever the simulator says. */
static void settle(struct run *run, const struct flight *flight)
{
    struct rehearsing *rehearsing = run->rehearsing;
    struct receipt *receipt = rehearsing->result->receipt;
    const struct batch *batch = flight->batch;
    int64_t rejected = 0;

    rehearsing->result->requests += (int64_t)words_of(flight->request_ids);
    if (flight->list_id)
        run->list_id = arena_text(run->ctx->arena, flight->list_id);
    if (flight->outcome.verdict != PLATFORM_ACCEPTED) {
        stop(run, &flight->outcome);
        receipt->failed += batch->fates[FATE_SENT];
        return;
    }
    for (size_t i = 0; i < flight->n_refused; i++)
        rejected += !batch->is_refresh[flight->refused[i]];
    receipt->rejected += rejected;
    receipt->sent += batch->fates[FATE_SENT] - rejected;
}

static struct err *collect(struct run *run, size_t most)
{
    struct flight *flight;
    struct err *err = NULL;

    while (!err && (flight = sender_take(run->sender, most)) != NULL) {
        if (flight->err)
            err = err_new(run->ctx, flight->err->code, NULL, "%s", flight->err->message);
        else
            settle(run, flight);
        push_batch_free(flight->batch); /* the flight lies in it */
    }
    return err;
}

static void keep_leavers(struct run *run, const struct batch *batch)
{
    struct rehearsing *rehearsing = run->rehearsing;
    struct arena *arena = run->ctx->arena;

    for (size_t i = 0; i < batch->n_leavers && rehearsing->n_leavers < MOST_LEAVERS; i++) {
        const struct ledger_row *row = &batch->leavers[i];
        const struct on_list *last =
            rehearsing->n_leavers ? &rehearsing->leavers[rehearsing->n_leavers - 1] : NULL;
        const bool is_same = last && text_is(last->push_id, row->push_id);

        *ARENA_PUSH(arena, rehearsing->leavers, rehearsing->n_leavers) = (struct on_list){
            .member_key = { arena_copy(arena, row->member_key.at, MEMBER_KEY_SIZE), MEMBER_KEY_SIZE },
            .push_id = is_same ? last->push_id : arena_text(arena, row->push_id),
            .batch = row->batch,
        };
    }
}

struct err *rehearse_batch(struct run *run, struct batch *batch)
{
    struct rehearsing *rehearsing = run->rehearsing;
    struct receipt *receipt = rehearsing->result->receipt;

    receipt->audience += (int64_t)batch->n_people;
    if (rehearsing->is_stopped) {
        receipt->not_sent += (int64_t)batch->n_people;
        push_batch_free(batch);
        return NULL;
    }
    count_fates(receipt, batch);
    keep_leavers(run, batch);
    if (!batch->n_sends) {
        push_batch_free(batch);
        return NULL;
    }
    sender_add(run->ctx, run->sender, batch);
    return collect(run, UNDER_WAY);
}

/* --- leavers --- */

static struct err *send_leavers(struct run *run, struct ctx *ctx, const struct identified *members, size_t n)
{
    static const enum platform_act acts[] = { PLATFORM_ADD, PLATFORM_REMOVE };
    struct rehearsing *rehearsing = run->rehearsing;
    struct err *err = NULL;

    for (size_t i = 0; i < COUNT(acts) && !err && !rehearsing->is_stopped; i++) {
        const struct platform_batch request = { .list_id = run->list_id,
                                                .list = &rehearsing->list,
                                                .act = acts[i],
                                                .members = members,
                                                .n_members = n };
        struct platform_outcome outcome = { 0 };

        err = run->driver->send(ctx, &rehearsing->account, &request, &outcome);
        if (err)
            break;
        if (outcome.verdict == PLATFORM_ACCEPTED)
            rehearsing->result->requests++;
        else
            stop(run, &outcome);
    }
    if (!err && !rehearsing->is_stopped)
        rehearsing->result->receipt->removed += (int64_t)n;
    return err;
}

static struct err *remove_page(struct run *run, const struct on_list *rows, size_t n)
{
    struct arena *arena = arena_new();
    struct ctx ctx = *run->ctx;
    struct identified *members = arena_alloc(arena, n * sizeof(*members));
    struct err *err;

    ctx.arena = arena;
    err = activation_identify(&ctx, rows, n, members);
    if (!err)
        err = send_leavers(run, &ctx, members, n);
    if (err)
        err = err_new(run->ctx, err->code, NULL, "%s", err->message);
    arena_free(arena);
    return err;
}

/* A list that would fall below what the platform keeps would be deleted: a reason not to push. */
static struct err *remove_leavers(struct run *run)
{
    struct rehearsing *rehearsing = run->rehearsing;
    const struct receipt *receipt = rehearsing->result->receipt;
    const int64_t left = receipt->sent + receipt->already_there;
    struct err *err = NULL;

    if (!rehearsing->n_leavers || rehearsing->is_stopped)
        return NULL;
    if (left < (int64_t)run->driver->limits.floor) {
        stop(run, &(struct platform_outcome){ .cause = "list_dropped" });
        return NULL;
    }
    for (size_t i = 0; i < rehearsing->n_leavers && !err && run->list_id; i += run->batch_limit) {
        const size_t rest = rehearsing->n_leavers - i;

        err = remove_page(run, rehearsing->leavers + i, rest < run->batch_limit ? rest : run->batch_limit);
    }
    return err;
}

/* --- the whole --- */

static struct err *open_simulator(struct run *run)
{
    struct rehearsing *rehearsing = run->rehearsing;
    struct platform_outcome outcome = { 0 };
    const char *id = id_new(run->ctx);
    struct err *err;

    rehearsing->list =
        (struct platform_list){ .name = arena_printf(run->ctx->arena, "Rehearsal %s", id),
                                .marker = arena_printf(run->ctx->arena, "truffle:rehearsal:%s", id),
                                .membership_days = run->push->membership_days };
    err =
        run->driver->ensure_list(run->ctx, &rehearsing->account, &rehearsing->list, &outcome, &run->list_id);
    if (!err && outcome.verdict != PLATFORM_ACCEPTED)
        stop(run, &outcome);
    if (!err)
        run->sender = sender_start(run->ctx, &(struct sender_options){ run->driver, rehearsing->account,
                                                                       rehearsing->list, run->list_id });
    return err;
}

static struct err *go_through(struct run *run)
{
    struct platform_outcome outcome = { 0 };
    struct err *err, *rest;

    run->rules.with_all = run->rehearsing != NULL;
    err = run_catch_up(run, run->ctx);
    if (!err && run->rehearsing)
        err = open_simulator(run);
    if (!err)
        err = run_people(run, first_key, 0, NULL, 0);
    if (!run->rehearsing)
        return err;
    rest = run->sender ? collect(run, 1) : NULL;
    if (!err)
        err = rest;
    if (!err)
        err = remove_leavers(run);
    if (run->list_id) { /* whatever came of it, its list goes */
        rest = run->driver->drop_list(run->ctx, &run->rehearsing->account, run->list_id, &outcome);
        if (!err)
            err = rest;
    }
    return err;
}

static void conclude(struct run *run, struct rehearsal **out)
{
    struct receipt *receipt = run->rehearsing->result->receipt;

    receipt->adds_up = receipt_sum(receipt) == receipt->audience;
    *out = run->rehearsing->result;
}

struct err *run_rehearse(struct ctx *ctx, struct push *push, struct expected *expected,
                         struct rehearsal **out)
{
    struct rehearsing rehearsing = { .result = arena_alloc(ctx->arena, sizeof(struct rehearsal)) };
    struct run run = { .ctx = ctx, .push = push };
    bool has_simulator = false;
    struct err *err;

    *out = NULL;
    rehearsing.result->receipt = arena_alloc(ctx->arena, sizeof(struct receipt));
    rehearsing.result->at = ctx->now;
    err = run_begin(&run);
    if (!err)
        err = account_rehearsal(ctx, &run.account, run.driver, &rehearsing.account, &has_simulator);
    if (!err && has_simulator)
        run.rehearsing = &rehearsing;
    if (!err)
        err = go_through(&run);
    run_end(&run);
    if (err)
        return err;
    *expected = run.seen;
    if (run.rehearsing)
        conclude(&run, out);
    return NULL;
}
