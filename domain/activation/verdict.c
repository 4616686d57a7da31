/*
 * What the platform said, asked for later: counts and reasons for each accepted request, never who. A second
 * block beside the receipt; the two are never mixed.
 */
#include "domain/activation/activation.h"

#include "domain/activation/activation.sql.h"
#include "domain/activation/ledger.sql.h"
#include "domain/activation/states.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"

#include <string.h>

enum { SANDBOX_POLL_S = 1, SHUT_POLL_S = 600, ASK_AT_MOST_HOURS = 24 };

static const struct field reason_fields[] = {
    FIELD(platform_reason, reason, "The platform's word."),
    FIELD(platform_reason, count, "How many."),
};
static const struct shape platform_reason_shape =
    SHAPE(platform_reason, reason_fields, "A reason and its count.");

static const struct field says_fields[] = {
    FIELD(platform_says, requests, "Requests that it took in."),
    FIELD(platform_says, received, "People in them.", .optional = true),
    FIELD(platform_says, failed, "People that it counted as failed.", .optional = true),
    FIELD(platform_says, match_rate, "Share that it knows, as it says it.", .optional = true),
    FIELD(platform_says, list_size, "People on the list.", .optional = true),
    FIELD(platform_says, list_size_words, "Its words where it rounds or hides the number.", .optional = true),
    FIELD(platform_says, status, "Its word for the whole."),
    LIST(platform_says, reasons, &platform_reason_shape, "Why people failed."),
    FIELD(platform_says, checked_at, "When it was asked.", .optional = true),
};
const struct shape platform_says_shape = SHAPE(platform_says, says_fields, "What the platform said.");

struct request_row {
    const char *request_id, *act;
};
static const struct field request_fields[] = { FIELD(request_row, request_id, ""),
                                               FIELD(request_row, act, "") };
static const struct shape request_row_shape = SHAPE(request_row, request_fields, "Requests of a batch.");

struct asking {
    struct ctx *ctx;
    const struct platform_driver *driver;
    struct platform_account account;
    struct platform_says *says;
    bool is_final, must_wait;
    unsigned wait_s;
};

static void add_reason(struct asking *asking, const struct platform_count *count)
{
    struct platform_says *says = asking->says;

    for (size_t i = 0; i < says->n_reasons; i++) {
        if (text_is(says->reasons[i].reason, count->reason)) {
            says->reasons[i].count += count->count;
            return;
        }
    }
    *ARENA_PUSH(asking->ctx->arena, says->reasons, says->n_reasons) =
        (struct platform_reason){ count->reason, count->count };
}

static void add_status(struct asking *asking, const struct platform_status *status, bool is_addition)
{
    struct platform_says *says = asking->says;

    says->requests++;
    asking->is_final &= status->is_final;
    if (!status->is_final || !says->status || text_is(says->status, "SUCCESS"))
        says->status = status->status;
    if (!is_addition)
        return;
    says->received += status->received;
    says->failed += status->failed;
    if (status->match_rate)
        says->match_rate = status->match_rate;
    for (size_t i = 0; i < status->n_reasons; i++)
        add_reason(asking, &status->reasons[i]);
}

static struct err *ask_one(struct asking *asking, const char *request_id, bool is_addition)
{
    struct platform_outcome outcome = { 0 };
    struct platform_status status = { 0 };
    struct err *err;

    err = asking->driver->status(asking->ctx, &asking->account, request_id, &outcome, &status);
    if (err)
        return err;
    if (outcome.verdict == PLATFORM_ACCEPTED) {
        add_status(asking, &status, is_addition);
    } else if (outcome.verdict == PLATFORM_LATER || outcome.verdict == PLATFORM_UNKNOWN) {
        asking->must_wait = true;
        asking->wait_s = outcome.retry_after_s;
    } else {
        asking->says->status = outcome.cause ? outcome.cause : "unknown";
    }
    return NULL;
}

static struct err *ask_all(struct asking *asking, const char *push_id)
{
    struct request_row *rows = NULL;
    size_t n = 0;
    struct err *err;

    err = store_all(asking->ctx, &sql_batch_requests, WITH(ARG("push_id", push_id)),
                    OUT_LIST(request_row, &rows), &n);
    for (size_t i = 0; i < n && !err && !asking->must_wait; i++) {
        const char *at = rows[i].request_id;

        while (*at && !err && !asking->must_wait) {
            const size_t len = strcspn(at, " ");

            err = ask_one(asking, arena_text_n(asking->ctx->arena, at, len), text_is(rows[i].act, "add"));
            at += len + strspn(at + len, " ");
        }
    }
    return err;
}

/* Of a platform that only says how many it knows of all that are on the list. */
static struct err *work_out_rate(struct asking *asking, const struct push *push, int64_t matched)
{
    int64_t people = 0;
    struct err *err =
        store_int(asking->ctx, &sql_ledger_people, WITH(ARG("list", push->list_number)), &people);

    if (!err && people > 0)
        asking->says->match_rate =
            arena_printf(asking->ctx->arena, "%.0f%%", 100.0 * (double)matched / (double)people);
    return err;
}

static struct err *ask_size(struct asking *asking, const struct push *push)
{
    struct platform_outcome outcome = { 0 };
    struct platform_list_state list = { .size = -1 };
    struct err *err;

    if (!push->list_id)
        return NULL;
    err = asking->driver->list_state(asking->ctx, &asking->account, push->list_id, &outcome, &list);
    if (err)
        return err;
    asking->says->list_size = list.size < 0 ? INT_NONE : list.size;
    asking->says->list_size_words = list.size_words;
    if (list.match_rate)
        asking->says->match_rate = list.match_rate;
    return list.size_is_matched ? work_out_rate(asking, push, list.size) : NULL;
}

/* Who asked sees why it isn't done in full, not just that. */
static struct err *write_end(struct ctx *ctx, const struct push *push)
{
    const struct receipt *receipt = push->receipt;
    const long long unsent = receipt ? receipt->rejected + receipt->failed + receipt->not_sent : 0;
    const enum push_state state = unsent ? PUSH_PARTLY_DONE : PUSH_DONE;
    const struct audit_note note = { .object = push->id,
                                     .summary = arena_printf(ctx->arena, "push %lld of \"%s\": %s",
                                                             (long long)push->number, push->audience_name,
                                                             push_state_words[state]) };
    const char *cause = push->cause, *next_step = push->next_step;
    struct err *err;

    if (unsent && !cause) {
        cause = arena_printf(ctx->arena, "%lld %s not taken by the platform.", unsent,
                             unsent == 1 ? "person was" : "people were");
        next_step =
            "The rows \"rejected\" and \"failed\" of the receipt count them; a retry sends what failed.";
    }
    err = store_run(ctx, &sql_push_set_state,
                    WITH(ARG("id", push->id), ARG("state", push_state_words[state]), ARG("cause", cause),
                         ARG("next_step", next_step), ARG("finished_at", ctx->now)),
                    NULL);
    return err ? err : audit_append(ctx, "push_ended", &note, NULL);
}

static struct err *keep(struct ctx *ctx, const struct job *job, const struct push *push,
                        const struct platform_says *says, bool is_final)
{
    struct err *err;

    ctx_tick(ctx);
    ctx->who = &the_system;
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = queue_fence(ctx, job);
    if (!err)
        err = store_run(
            ctx, &sql_push_set_says,
            WITH(ARG("id", push->id),
                 ARG("platform_says", json_canonical(ctx, shape_json(ctx, &platform_says_shape, says)))),
            NULL);
    if (!err && is_final && push->state == PUSH_WAITING_FOR_PLATFORM)
        err = write_end(ctx, push);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

/* An account that can't be opened now (no simulator, no connector) is tried again: the receipt's own terms
 * stand. */
static struct err *ask(struct asking *asking, const struct push *push, struct account *account)
{
    struct ctx *ctx = asking->ctx;
    struct err *err;

    err = account_get(ctx, push->account_id, account);
    if (!err)
        err = account_open(ctx, account, &asking->driver, &asking->account);
    if (account_is_shut(err)) {
        asking->must_wait = true;
        asking->wait_s = SHUT_POLL_S;
        asking->says->status = "not asked";
        return NULL;
    }
    if (!err)
        err = ask_all(asking, push->id);
    return err ? err : ask_size(asking, push);
}

struct err *push_verdict_job(struct ctx *ctx, struct job *job)
{
    struct platform_says says = { .checked_at = ctx->now, .list_size = INT_NONE };
    struct asking asking = { .ctx = ctx, .says = &says, .is_final = true };
    struct account account = { 0 };
    struct push push = { 0 };
    struct err *err;

    err = push_get(ctx, job->subject, &push);
    if (!err)
        err = ask(&asking, &push, &account);
    if (err)
        return err;
    if (!says.status)
        says.status = says.requests ? "PROCESSING" : "nothing was sent";
    asking.is_final &= !asking.must_wait;
    if (ctx->now.us - push.asked_at.us > HOURS(2 * ASK_AT_MOST_HOURS))
        asking.is_final = true; /* it never said more */
    if (!asking.is_final) {
        const unsigned pace = account.sandbox ? SANDBOX_POLL_S : asking.driver->limits.first_poll_s;

        job->again_at = instant_add(ctx->now, SECONDS(asking.wait_s ? asking.wait_s : pace));
    }
    return keep(ctx, job, &push, &says, asking.is_final);
}

/* What was sent stays told; only the platform's word is missing. */
struct err *push_verdict_gave_up(struct ctx *ctx, const struct job *job, const struct err *fault)
{
    struct push push = { 0 };
    struct err *err;

    err = push_get(ctx, job->subject, &push);
    if (err || push.state != PUSH_WAITING_FOR_PLATFORM)
        return err;
    ctx->who = &the_system;
    push.cause = arena_printf(ctx->arena, "The platform was not asked to the end: %s",
                              fault->code == ERR_INTERNAL ? "a fault of the program" : fault->message);
    push.next_step = "What was sent is in the receipt; look on the platform for what it made of it.";
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = write_end(ctx, &push);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}
