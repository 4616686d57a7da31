/*
 * Takes off one list whoever is to go, from the sealed copies of what was sent; then asks the platform
 * whether it did. A platform that can't be reached, or an account that can't be opened, leaves them open with
 * the cause.
 */
#include "domain/withdrawals/inner.h"

#include "domain/accounts/accounts.h"
#include "domain/activation/activation.h"
#include "packages/core/settings.h"
#include "domain/activation/ledger.sql.h"
#include "domain/activation/activation.sql.h"
#include "domain/withdrawals/withdrawals.sql.h"
#include "packages/store/store.h"

#include <string.h>

enum { PUSH_RUNS_S = 5, BLOCKED_S = 600, MOST_WAIT_S = 300, SANDBOX_POLL_S = 1, CONFIRM_DAYS = 3 };

struct target {
    const char *account_id, *list_id, *list_name;
};
static const struct field target_fields[] = {
    FIELD(target, account_id, ""),
    FIELD(target, list_id, "", .optional = true),
    FIELD(target, list_name, ""),
};
static const struct shape target_shape = SHAPE(target, target_fields, "Where a list is.");

struct work {
    struct ctx *ctx;
    struct job *job;
    int64_t list;
    struct target target;
    struct account row;
    const struct platform_driver *driver;
    struct platform_account account;
    bool is_shut; /* what is open was marked as blocked */
};

typedef struct err *writer(struct work *work, struct ctx *ctx, void *arg);

/* In a transaction of the job's. */
static struct err *write(struct work *work, struct ctx *ctx, writer *write_it, void *arg)
{
    struct err *err;

    ctx_tick(ctx);
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = queue_fence(ctx, work->job);
    if (!err)
        err = write_it(work, ctx, arg);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

/* --- what stands in the way --- */

struct blockage {
    const char *cause, *next_step;
};

static struct err *write_block(struct work *work, struct ctx *ctx, void *arg)
{
    const struct blockage *why = arg;

    return store_run(
        ctx, &sql_removal_block,
        WITH(ARG("list", work->list), ARG("cause", why->cause), ARG("next_step", why->next_step)), NULL);
}

/* Stays open whatever it is: a person puts it right, and the job comes back by itself. */
static struct err *block(struct work *work, const char *cause, const char *next_step)
{
    struct blockage why = { cause, next_step };

    work->is_shut = true;
    work->job->again_at = instant_add(work->ctx->now, SECONDS(BLOCKED_S));
    return write(work, work->ctx, write_block, &why);
}

static struct err *block_by(struct work *work, const struct platform_outcome *outcome)
{
    const struct platform_cause *cause = outcome->cause ? platform_cause(work->driver, outcome->cause) : NULL;
    const unsigned wait = outcome->retry_after_s ? outcome->retry_after_s : 2;

    if (outcome->verdict == PLATFORM_LATER || outcome->verdict == PLATFORM_UNKNOWN) {
        work->is_shut = true;
        work->job->again_at = instant_add(work->ctx->now, SECONDS(wait < MOST_WAIT_S ? wait : MOST_WAIT_S));
        return NULL;
    }
    return block(work, cause ? cause->words : "The platform refused the removal.",
                 cause ? cause->next_step : "Look at the account on the platform.");
}

static struct err *open_target(struct work *work)
{
    struct ctx *ctx = work->ctx;
    struct err *err;

    if (!text_to_int(work->job->subject, &work->list))
        return err_new(ctx, ERR_INTERNAL, NULL, "a job for no list");
    err = store_one(ctx, &sql_removal_target, WITH(ARG("list", work->list)), OUT(target, &work->target));
    if (!err)
        err = account_get(ctx, work->target.account_id, &work->row);
    if (!err)
        err = account_open(ctx, &work->row, &work->driver, &work->account);
    return account_is_shut(err) ? block(work, err->message, err->next_step) : err;
}

/* --- taking off --- */

struct sent {
    struct removal_row *rows;
    size_t n;
    const char *request_id;
};

static struct err *write_sent(struct work *work, struct ctx *ctx, void *arg)
{
    const struct sent *sent = arg;
    struct err *err;

    err = store_many(ctx, &sql_removal_delete_row, &removal_row_shape, sent->rows, sent->n);
    for (size_t i = 0; i < sent->n && !err; i++)
        err = store_run(ctx, &sql_removal_sent,
                        WITH(ARG("list", work->list), ARG("member_key", sent->rows[i].member_key),
                             ARG("request_id", sent->request_id), ARG("now", ctx->now)),
                        NULL);
    return err;
}

static struct err *send_page(struct work *work, struct ctx *ctx, struct sent *sent)
{
    struct identified *members = arena_alloc(ctx->arena, (sent->n + 1) * sizeof(*members));
    const struct platform_batch batch = {
        .list_id = work->target.list_id, .act = PLATFORM_REMOVE, .members = members, .n_members = sent->n
    };
    struct on_list *on = arena_alloc(ctx->arena, (sent->n + 1) * sizeof(*on));
    struct platform_outcome outcome = { 0 };
    struct err *err;

    for (size_t i = 0; i < sent->n; i++)
        on[i] = (struct on_list){ sent->rows[i].member_key, sent->rows[i].push_id, sent->rows[i].batch };
    err = activation_identify(ctx, on, sent->n, members);
    if (!err)
        err = work->driver->send(ctx, &work->account, &batch, &outcome);
    if (err)
        return err;
    if (outcome.verdict != PLATFORM_ACCEPTED)
        return block_by(work, &outcome);
    sent->request_id = outcome.request_id;
    return write(work, ctx, write_sent, sent);
}

static struct err *take_off(struct work *work)
{
    unsigned char after[IDENTITY_HASH];
    size_t after_size = 0;
    struct err *err = NULL;
    size_t n = 1;

    while (n && !err && !work->is_shut) {
        struct ctx ctx = *work->ctx;
        struct sent sent = { NULL, 0, NULL };

        ctx.arena = arena_new();
        err = store_all(
            &ctx, &sql_removal_page,
            WITH(ARG("list", work->list),
                 ARG("after", ((struct bytes){ after_size ? after : (const unsigned char *)"", after_size })),
                 ARG("limit", (int64_t)ctx.ports->settings->push_batch)),
            (struct out_list){ &removal_row_shape, (void **)&sent.rows }, &sent.n);
        n = sent.n;
        if (!err && n)
            err = send_page(work, &ctx, &sent);
        if (n) {
            memcpy(after, sent.rows[n - 1].member_key.at, IDENTITY_HASH);
            after_size = IDENTITY_HASH;
        }
        err = err ? err_new(work->ctx, err->code, NULL, "%s", err->message) : NULL;
        arena_free(ctx.arena);
    }
    return err;
}

/* --- a platform that keeps no small lists --- */

static struct err *write_dropped(struct work *work, struct ctx *ctx, void *arg)
{
    struct err *err;

    (void)arg;
    err = store_run(ctx, &sql_ledger_clear, WITH(ARG("list", work->list)), NULL);
    return err ? err
               : store_run(ctx, &sql_list_set_platform_id,
                           WITH(ARG("number", work->list), ARG("list_id", (const char *)NULL)), NULL);
}

static struct err *drop_if_small(struct work *work)
{
    struct platform_outcome outcome = { 0 };
    bool must_drop = false;
    struct err *err = activation_must_drop(work->ctx, work->list, work->driver, &must_drop);

    if (err || !must_drop || !work->target.list_id)
        return err;
    err = work->driver->drop_list(work->ctx, &work->account, work->target.list_id, &outcome);
    if (err)
        return err;
    return outcome.verdict == PLATFORM_ACCEPTED ? write(work, work->ctx, write_dropped, NULL)
                                                : block_by(work, &outcome);
}

/* --- the jobs --- */

/* Who isn't on the list any more was taken off by a push, or with the whole list. */
static struct err *write_rest(struct work *work, struct ctx *ctx, void *arg)
{
    struct err *err;

    (void)arg;
    err = store_run(ctx, &sql_removal_sent_rest, WITH(ARG("list", work->list), ARG("now", ctx->now)), NULL);
    return err ? err : queue_add(ctx, "removal_verdict", removal_subject(ctx, work->list), ctx->now);
}

static struct err *write_void(struct work *work, struct ctx *ctx, void *arg)
{
    (void)arg;
    return store_run(ctx, &sql_removal_void, WITH(ARG("list", work->list)), NULL);
}

/* A push that is under way sends what it decided before: its list is cleaned up behind it. */
struct err *removal_job(struct ctx *ctx, struct job *job)
{
    struct work work = { .ctx = ctx, .job = job };
    int64_t pushes = 0;
    struct err *err = open_target(&work);

    if (!err)
        err = store_int(ctx, &sql_removal_pushes, WITH(ARG("list", work.list)), &pushes);
    if (err || work.is_shut)
        return err;
    if (pushes) {
        job->again_at = instant_add(ctx->now, SECONDS(PUSH_RUNS_S));
        return NULL;
    }
    err = write(&work, ctx, write_void, NULL);
    if (!err)
        err = drop_if_small(&work);
    if (!err && !work.is_shut)
        err = take_off(&work);
    return err || work.is_shut ? err : write(&work, ctx, write_rest, NULL);
}

struct request {
    const char *request_id;
};
static const struct field request_fields[] = { FIELD(request, request_id, "", .optional = true) };
static const struct shape request_shape = SHAPE(request, request_fields, "A request.");

static struct err *write_confirmed(struct work *work, struct ctx *ctx, void *arg)
{
    const struct request *request = arg;

    return store_run(
        ctx, &sql_removal_confirm,
        WITH(ARG("list", work->list), ARG("request_id", request->request_id), ARG("now", ctx->now)), NULL);
}

static void poll_again(struct work *work, const struct platform_outcome *outcome)
{
    const unsigned pace = work->row.sandbox ? SANDBOX_POLL_S : work->driver->limits.first_poll_s;

    work->job->again_at =
        instant_add(work->ctx->now, SECONDS(outcome->retry_after_s ? outcome->retry_after_s : pace));
}

/* What nobody can be asked about was taken off another way. */
static struct err *confirm(struct work *work, struct request *request)
{
    struct platform_outcome outcome = { 0 };
    struct platform_status status = { 0 };
    struct err *err = NULL;

    if (request->request_id)
        err = work->driver->status(work->ctx, &work->account, request->request_id, &outcome, &status);
    if (err)
        return err;
    if (!request->request_id || outcome.verdict == PLATFORM_FINAL ||
        (outcome.verdict == PLATFORM_ACCEPTED && status.is_final))
        return write(work, work->ctx, write_confirmed, request);
    if (work->ctx->now.us - work->job->created_at.us < DAYS(CONFIRM_DAYS))
        poll_again(work, &outcome);
    return NULL;
}

struct err *removal_verdict_job(struct ctx *ctx, struct job *job)
{
    struct work work = { .ctx = ctx, .job = job };
    struct request *requests = NULL;
    size_t n = 0;
    struct err *err = open_target(&work);

    if (err || work.is_shut)
        return err;
    err =
        store_all(ctx, &sql_removal_requests, WITH(ARG("list", work.list)), OUT_LIST(request, &requests), &n);
    for (size_t i = 0; i < n && !err; i++)
        err = confirm(&work, &requests[i]);
    return err;
}
