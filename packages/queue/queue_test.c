/*
 * The queue's promises, on SQLite and on PostgreSQL.
 */
#include "packages/queue/queue.h"

#include "tests/testing/database.h"

#include <pthread.h>
#include <string.h>

static const struct sql state_of = {
    .name = "state_of",
    .sqlite = "SELECT state AS id FROM queue WHERE id = ?1",
    .postgres = "SELECT state AS id FROM queue WHERE id = $1",
    .params = (const char *const[]){ "id", NULL },
    .n_params = 1,
};

static const struct sql next_due = {
    .name = "next_due",
    .sqlite = "SELECT due_at FROM queue WHERE state = 'waiting' ORDER BY due_at LIMIT 1",
    .postgres = "SELECT due_at FROM queue WHERE state = 'waiting' ORDER BY due_at LIMIT 1",
    .params = (const char *const[]){ NULL },
};

static void add(struct ctx *ctx, const char *subject, struct instant due_at)
{
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(queue_add(ctx, "count", subject, due_at));
    assert_ok(store_commit(ctx));
}

static struct job claimed(struct ctx *ctx)
{
    struct job job = { 0 };

    assert_ok(queue_claim(ctx, "w1", &job));
    return job;
}

static bool is_empty(struct ctx *ctx)
{
    struct job job = { 0 };
    struct err *err = queue_claim(ctx, "w1", &job);

    if (err)
        assert_err(err, ERR_NOT_FOUND, NULL);
    return err != NULL;
}

static const char *state(struct ctx *ctx, const struct job *job)
{
    struct key out = { NULL };

    assert_ok(store_one(ctx, &state_of, WITH(ARG("id", job->id)), OUT(key, &out)));
    return out.id;
}

static void later(struct ctx *ctx, int64_t us)
{
    ctx->now = instant_add(ctx->now, us);
}

static void a_job_of_a_rolled_back_transaction_never_was(void **state_)
{
    struct ctx *ctx = test_ctx(state_);

    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(queue_add(ctx, "count", "aud_1", ctx->now));
    store_rollback(ctx);
    assert_true(is_empty(ctx));
}

static void a_claim_tells_what_is_to_be_done(void **state_)
{
    struct ctx *ctx = test_ctx(state_);
    struct job job;

    add(ctx, "aud_1", ctx->now);
    job = claimed(ctx);
    assert_string_equal(job.kind, "count");
    assert_string_equal(job.subject, "aud_1");
    assert_int_equal(job.attempt, 1);
    assert_int_equal(job.lapses, 0);
    assert_int_equal(job.lease, 1);
    assert_true(job.due_at.us == ctx->now.us);
    assert_string_equal(state(ctx, &job), "running");
    assert_true(is_empty(ctx));
}

static void the_longest_due_goes_first_and_none_too_early(void **state_)
{
    struct ctx *ctx = test_ctx(state_);

    add(ctx, "soon", instant_add(ctx->now, SECONDS(10)));
    add(ctx, "now", ctx->now);
    add(ctx, "long ago", instant_add(ctx->now, SECONDS(-10)));
    assert_string_equal(claimed(ctx).subject, "long ago");
    assert_string_equal(claimed(ctx).subject, "now");
    assert_true(is_empty(ctx));
    later(ctx, SECONDS(10));
    assert_string_equal(claimed(ctx).subject, "soon");
}

static void a_subject_waits_or_runs_once(void **state_)
{
    struct ctx *ctx = test_ctx(state_);
    struct job job;

    add(ctx, "aud_1", ctx->now);
    add(ctx, "aud_1", ctx->now);
    job = claimed(ctx);
    assert_true(is_empty(ctx));
    add(ctx, "aud_1", ctx->now); /* it runs: that one serves */
    assert_true(is_empty(ctx));
    assert_ok(queue_done(ctx, &job));
    add(ctx, "aud_1", ctx->now);
    assert_string_equal(claimed(ctx).subject, "aud_1");
}

static void another_kind_of_the_same_subject_is_another_job(void **state_)
{
    struct ctx *ctx = test_ctx(state_);

    add(ctx, "aud_1", ctx->now);
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(queue_add(ctx, "push", "aud_1", ctx->now));
    assert_ok(store_commit(ctx));
    (void)claimed(ctx);
    (void)claimed(ctx);
    assert_true(is_empty(ctx));
}

static void a_lease_that_ran_out_is_taken_over(void **state_)
{
    struct ctx *ctx = test_ctx(state_);
    struct job first, second;

    add(ctx, "aud_1", ctx->now);
    first = claimed(ctx);
    later(ctx, SECONDS(QUEUE_LEASE_S));
    assert_true(is_empty(ctx)); /* to the last moment it is the first one's */
    later(ctx, 1);
    second = claimed(ctx);
    assert_string_equal(second.id, first.id);
    assert_int_equal(second.lease, first.lease + 1);
    assert_int_equal(second.attempt, 1); /* a dead worker is no failed attempt, but a lapse */
    assert_int_equal(second.lapses, 1);
}

static void who_lost_the_lease_changes_nothing_any_more(void **state_)
{
    struct ctx *ctx = test_ctx(state_);
    struct job first, second;
    bool is_final;

    add(ctx, "aud_1", ctx->now);
    first = claimed(ctx);
    later(ctx, SECONDS(QUEUE_LEASE_S) + 1);
    second = claimed(ctx);
    assert_err(queue_beat(ctx, &first), ERR_CONFLICT, NULL);
    assert_err(queue_progress(ctx, &first), ERR_CONFLICT, NULL);
    assert_err(queue_done(ctx, &first), ERR_CONFLICT, NULL);
    assert_err(queue_wait(ctx, &first, ctx->now), ERR_CONFLICT, NULL);
    assert_err(queue_fail(ctx, &first, "x", &is_final), ERR_CONFLICT, NULL);
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_err(queue_fence(ctx, &first), ERR_CONFLICT, NULL);
    store_rollback(ctx);
    assert_string_equal(state(ctx, &second), "running");
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(queue_fence(ctx, &second));
    assert_ok(store_commit(ctx));
    assert_ok(queue_done(ctx, &second));
    assert_err(queue_done(ctx, &second), ERR_CONFLICT, NULL);
}

static void a_heartbeat_keeps_the_lease(void **state_)
{
    struct ctx *ctx = test_ctx(state_);
    struct job job;

    add(ctx, "aud_1", ctx->now);
    job = claimed(ctx);
    for (int i = 0; i < 5; i++) {
        later(ctx, SECONDS(QUEUE_LEASE_S - 1));
        assert_ok(queue_beat(ctx, &job));
        assert_true(is_empty(ctx));
    }
}

static void progress_clears_the_lapses(void **state_)
{
    struct ctx *ctx = test_ctx(state_);
    struct job job;

    add(ctx, "aud_1", ctx->now);
    (void)claimed(ctx);
    later(ctx, SECONDS(QUEUE_LEASE_S) + 1);
    job = claimed(ctx);
    assert_int_equal(job.lapses, 1);
    assert_ok(queue_progress(ctx, &job));
    later(ctx, SECONDS(QUEUE_LEASE_S) + 1);
    assert_int_equal(claimed(ctx).lapses, 1);
}

static void a_failed_attempt_comes_back_after_a_pause_and_the_third_is_the_last(void **state_)
{
    struct ctx *ctx = test_ctx(state_);
    struct instant due;
    struct job job = { 0 };
    bool is_final = true;

    add(ctx, "aud_1", ctx->now);
    for (int64_t attempt = 1; attempt <= QUEUE_MOST_ATTEMPTS; attempt++) {
        job = claimed(ctx);
        assert_int_equal(job.attempt, attempt);
        assert_ok(queue_fail(ctx, &job, "the platform is away", &is_final));
        assert_int_equal(is_final, attempt == QUEUE_MOST_ATTEMPTS);
        if (is_final)
            break;
        assert_ok(store_int(ctx, &next_due, NOTHING, &due.us));
        assert_true(due.us >= ctx->now.us && due.us <= ctx->now.us + SECONDS(1 << attempt));
        later(ctx, SECONDS(1 << attempt));
    }
    assert_string_equal(state(ctx, &job), "failed");
    later(ctx, DAYS(1));
    assert_true(is_empty(ctx));
    assert_err(store_int(ctx, &next_due, NOTHING, &due.us), ERR_NOT_FOUND, NULL);
}

static void being_told_to_wait_uses_up_no_attempt(void **state_)
{
    struct ctx *ctx = test_ctx(state_);

    add(ctx, "aud_1", ctx->now);
    for (int i = 0; i < 10; i++) {
        const struct job job = claimed(ctx);

        assert_int_equal(job.attempt, 1);
        assert_int_equal(job.lease, i + 1);
        assert_ok(queue_wait(ctx, &job, instant_add(ctx->now, SECONDS(5))));
        assert_true(is_empty(ctx));
        later(ctx, SECONDS(5));
    }
}

static void a_start_alone_takes_over_at_once(void **state_)
{
    struct ctx *ctx = test_ctx(state_);
    struct job job;

    add(ctx, "aud_1", ctx->now);
    add(ctx, "aud_2", ctx->now);
    job = claimed(ctx);
    assert_ok(queue_release_all(ctx));
    assert_string_equal(claimed(ctx).id, job.id);
    assert_err(queue_done(ctx, &job), ERR_CONFLICT, NULL);
}

/* --- many workers --- */

enum { JOBS = 60, WORKERS = 6 };

struct worker {
    const struct ports *ports;
    struct instant now;
    pthread_t thread;
    struct arena *arena;
    const char *ids[JOBS];
    size_t n;
    struct err *err;
};

static void *work(void *arg)
{
    struct worker *worker = arg;
    struct ctx ctx = { .arena = worker->arena, .ports = worker->ports, .now = worker->now };

    for (;;) {
        struct job job = { 0 };

        worker->err = queue_claim(&ctx, "w", &job);
        if (worker->err)
            return NULL;
        worker->ids[worker->n++] = job.id;
        worker->err = queue_done(&ctx, &job);
        if (worker->err)
            return NULL;
    }
}

static void each_job_is_claimed_by_one_worker(void **state_)
{
    struct ctx *ctx = test_ctx(state_);
    struct worker workers[WORKERS];
    size_t n = 0;

    for (int i = 0; i < JOBS; i++)
        add(ctx, arena_printf(ctx->arena, "aud_%d", i), ctx->now);
    for (size_t i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){ .ports = ctx->ports, .now = ctx->now, .arena = arena_new() };
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < WORKERS; i++)
        pthread_join(workers[i].thread, NULL);
    for (size_t i = 0; i < WORKERS; i++) {
        assert_err(workers[i].err, ERR_NOT_FOUND, NULL);
        for (size_t j = 0; j < workers[i].n; j++)
            for (size_t k = 0; k < i; k++)
                for (size_t l = 0; l < workers[k].n; l++)
                    assert_string_not_equal(workers[i].ids[j], workers[k].ids[l]);
        n += workers[i].n;
    }
    for (size_t i = 0; i < WORKERS; i++)
        arena_free(workers[i].arena);
    assert_int_equal(n, JOBS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(a_job_of_a_rolled_back_transaction_never_was),
        TEST_ON_BOTH(a_claim_tells_what_is_to_be_done),
        TEST_ON_BOTH(the_longest_due_goes_first_and_none_too_early),
        TEST_ON_BOTH(a_subject_waits_or_runs_once),
        TEST_ON_BOTH(another_kind_of_the_same_subject_is_another_job),
        TEST_ON_BOTH(a_lease_that_ran_out_is_taken_over),
        TEST_ON_BOTH(who_lost_the_lease_changes_nothing_any_more),
        TEST_ON_BOTH(a_heartbeat_keeps_the_lease),
        TEST_ON_BOTH(progress_clears_the_lapses),
        TEST_ON_BOTH(a_failed_attempt_comes_back_after_a_pause_and_the_third_is_the_last),
        TEST_ON_BOTH(being_told_to_wait_uses_up_no_attempt),
        TEST_ON_BOTH(a_start_alone_takes_over_at_once),
        TEST_ON_BOTH(each_job_is_claimed_by_one_worker),
    };

    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
