/*
 * Who left the audience, withdrew consent or is held out now is marked as leaving while the additions go out,
 * and taken off the list after all of them were accepted: the list is never empty in between. What a removal
 * sends comes from the sealed copy of the batch that added the member, so the source row may be gone.
 */
#include "domain/activation/run.h"

#include "domain/activation/ledger.sql.h"
#include "domain/activation/sealed.h"
#include "packages/store/store.h"

#include <string.h>

struct err *activation_identify(struct ctx *ctx, const struct on_list *rows, size_t n, struct identified *out)
{
    struct sealed_copies copies = { NULL, 0 };
    struct err *err = NULL;

    for (size_t i = 0; i < n && !err; i++)
        err = push_unseal(ctx, &copies, &rows[i], &out[i]);
    return err;
}

static struct err *identify(struct ctx *ctx, const struct ledger_row *rows, size_t n, struct identified *out)
{
    struct on_list *on = arena_alloc(ctx->arena, (n + 1) * sizeof(*on));

    for (size_t i = 0; i < n; i++)
        on[i] = (struct on_list){ rows[i].member_key, rows[i].push_id, rows[i].batch };
    return activation_identify(ctx, on, n, out);
}

/* Written before it is sent, so that the request is known whatever happens; not when the run is to stop. */
static struct err *write_removal(struct run *run, struct ctx *ctx, int64_t number,
                                 const struct ledger_row *rows, size_t n)
{
    struct err *err;

    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = run_check_in(run, ctx);
    if (!err && run->stop == RUN_GOES)
        err = store_run(ctx, &sql_batch_put,
                        WITH(ARG("push_id", run->push->id), ARG("number", number), ARG("act", "remove"),
                             ARG("from_key", rows[0].member_key), ARG("to_key", rows[n - 1].member_key),
                             ARG("attempt", 1), ARG("scanned", 0), ARG("sent", 0), ARG("already_there", 0),
                             ARG("held_out", 0), ARG("no_consent", 0), ARG("no_identifier", 0),
                             ARG("duplicate", 0), ARG("refreshed", 0),
                             ARG("sealed", ((struct bytes){ NULL, 0 })), ARG("now", ctx->now)),
                        NULL);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

static struct err *settle_removal(struct run *run, struct ctx *ctx, int64_t number, struct ledger_row *rows,
                                  size_t n, const char *request_id)
{
    struct err *err;

    for (size_t i = 0; i < n; i++)
        rows[i].list = run->rules.list;
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = queue_fence(ctx, run->job);
    if (!err)
        err = store_many(ctx, &sql_ledger_delete, &ledger_row_shape, rows, n);
    if (!err)
        err = store_run(ctx, &sql_removals_sent,
                        WITH(ARG("list", run->rules.list), ARG("from_key", rows[0].member_key),
                             ARG("to_key", rows[n - 1].member_key), ARG("request_id", request_id),
                             ARG("now", ctx->now)),
                        NULL);
    if (!err)
        err = store_run(ctx, &sql_batch_settle,
                        WITH(ARG("push_id", run->push->id), ARG("number", number), ARG("rejected", 0),
                             ARG("removed", (int64_t)n), ARG("request_id", request_id), ARG("now", ctx->now)),
                        NULL);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

/* A removal that can't be done now stays marked: the next run takes it up again. */
static void stop_at(struct run *run, const struct platform_outcome *outcome)
{
    run->stop = outcome->verdict == PLATFORM_REAUTH                                          ? RUN_PAUSED
                : outcome->verdict == PLATFORM_FINAL || outcome->verdict == PLATFORM_REFUSED ? RUN_FAILED
                                                                                             : RUN_LATER;
    run->cause = arena_text(run->ctx->arena, outcome->cause);
    run->detail = arena_text(run->ctx->arena, outcome->detail);
    run->retry_after_s = outcome->retry_after_s ? outcome->retry_after_s : 2;
}

static struct err *remove_page(struct run *run, struct ctx *ctx, struct ledger_row *rows, size_t n)
{
    struct identified *members = arena_alloc(ctx->arena, n * sizeof(*members));
    const struct platform_batch request = {
        .list_id = run->list_id, .act = PLATFORM_REMOVE, .members = members, .n_members = n
    };
    struct platform_outcome outcome = { 0 };
    const int64_t number = run->next_number++;
    struct err *err;

    err = identify(ctx, rows, n, members);
    if (!err)
        err = write_removal(run, ctx, number, rows, n);
    if (!err && run->stop == RUN_GOES)
        err = run->driver->send(ctx, &run->account, &request, &outcome);
    if (err || run->stop != RUN_GOES)
        return err;
    if (outcome.verdict == PLATFORM_ACCEPTED)
        return settle_removal(run, ctx, number, rows, n, outcome.request_id);
    stop_at(run, &outcome);
    return NULL;
}

static struct err *lifted(struct run *run, const struct err *err)
{
    return err ? err_new(run->ctx, err->code, err->pointer, "%s", err->message) : NULL;
}

/* --- a platform that keeps no small lists --- */

struct list_counts {
    int64_t people, leaving;
};
static const struct field counts_fields[] = { FIELD(list_counts, people, ""),
                                              FIELD(list_counts, leaving, "") };
static const struct shape list_counts_shape = SHAPE(list_counts, counts_fields, "Who is on a list.");

static struct err *write_drop(struct run *run)
{
    struct ctx *ctx = run->ctx;
    const unsigned char *last = last_key;
    const int64_t number = run->next_number++;
    struct ledger_row edge = { .member_key = { last, MEMBER_KEY_SIZE } };
    int64_t people = 0;
    struct err *err;

    run->list_id = NULL;
    err = write_removal(run, ctx, number, &edge, 1);
    if (err || run->stop != RUN_GOES)
        return err;
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = queue_fence(ctx, run->job);
    if (!err)
        err = store_run(ctx, &sql_ledger_clear, WITH(ARG("list", run->rules.list)), &people);
    if (!err)
        err = run_set_list_id(run, ctx);
    if (!err)
        err = store_run(ctx, &sql_batch_settle,
                        WITH(ARG("push_id", run->push->id), ARG("number", number), ARG("rejected", 0),
                             ARG("removed", people), ARG("request_id", (const char *)NULL),
                             ARG("now", ctx->now)),
                        NULL);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

struct err *activation_must_drop(struct ctx *ctx, int64_t list, const struct platform_driver *driver,
                                 bool *out)
{
    const int64_t floor = (int64_t)driver->limits.floor;
    struct list_counts counts = { 0, 0 };
    struct err *err = NULL;

    if (floor)
        err = store_one(ctx, &sql_ledger_counts, WITH(ARG("list", list)), OUT(list_counts, &counts));
    *out = !err && counts.leaving && counts.people - counts.leaving < floor;
    return err;
}

/* Who must go goes, also where the platform lets no list shrink so far: then the whole list is deleted. */
static struct err *drop_small_list(struct run *run)
{
    struct platform_outcome outcome = { 0 };
    bool must_drop = false;
    struct err *err = activation_must_drop(run->ctx, run->rules.list, run->driver, &must_drop);

    if (err || !must_drop || !run->list_id)
        return err;
    err = run->driver->drop_list(run->ctx, &run->account, run->list_id, &outcome);
    if (err)
        return err;
    if (outcome.verdict != PLATFORM_ACCEPTED) {
        stop_at(run, &outcome);
        return NULL;
    }
    err = write_drop(run);
    if (err || run->stop != RUN_GOES)
        return err;
    run->stop = RUN_FAILED;
    run->cause = "list_dropped";
    return NULL;
}

/* Of people who withdrew it is noted first on which lists they are (domain/withdrawals), because their
 * certificate tells when they were taken off. That job is about to run: this one comes back behind it. */
static struct err *give_way(struct run *run)
{
    const struct instant began = run->ctx->now;
    int64_t pending = 0;
    struct err *err;

    ctx_tick(run->ctx);
    if (run->ctx->now.us < began.us) /* a clock that was set back */
        run->ctx->now = began;
    err = store_int(run->ctx, &sql_withdrawals_pending, WITH(ARG("now", run->ctx->now)), &pending);
    if (!err && pending) {
        run->stop = RUN_LATER;
        run->retry_after_s = 1;
    }
    return err;
}

struct err *run_removals(struct run *run)
{
    unsigned char after[MEMBER_KEY_SIZE];
    size_t after_size = 0;
    struct err *err = give_way(run);

    if (!err && run->stop == RUN_GOES)
        err = drop_small_list(run);

    while (!err && run->stop == RUN_GOES) {
        struct arena *arena = arena_new();
        struct ctx ctx = *run->ctx;
        struct ledger_row *rows = NULL;
        size_t n = 0;

        ctx.arena = arena;
        ctx_tick(&ctx);
        err = store_all(
            &ctx, &sql_ledger_leaving,
            WITH(ARG("list", run->rules.list),
                 ARG("after", ((struct bytes){ after_size ? after : (const unsigned char *)"", after_size })),
                 ARG("limit", (int64_t)run->batch_limit)),
            OUT_LIST(ledger_row, &rows), &n);
        if (!err && n)
            err = remove_page(run, &ctx, rows, n);
        if (!err && n) {
            memcpy(after, rows[n - 1].member_key.at, MEMBER_KEY_SIZE);
            after_size = MEMBER_KEY_SIZE;
        }
        err = lifted(run, err);
        arena_free(arena);
        if (!n)
            break;
    }
    return err;
}
