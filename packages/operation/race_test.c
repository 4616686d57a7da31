/*
 * Many at once, on both databases: one key is one piece of work, and one state of an audience is changed
 * once.
 */
#include "packages/operation/operation.h"

#include "domain/audiences/audiences.h"
#include "domain/users/users.h"
#include "packages/store/store.h"
#include "tests/testing/database.h"

#include <pthread.h>

enum { CALLERS = 8 };

static const struct identity ana = {
    .id = "usr_ana", .name = "Ana", .role = ROLE_SUPERADMIN, .kind = ACTOR_OWNER
};

/* Adds a person of a name that is never the same. */
static struct err *add(struct ctx *ctx, const void *in, void *out)
{
    const struct user_new user = { .name = arena_printf(ctx->arena, "Eve %s", id_new(ctx)),
                                   .role = ROLE_USER };
    struct user added = { 0 };
    struct err *err;

    (void)in;
    err = user_create(ctx, &user, &added);
    *(struct key *)out = (struct key){ added.id };
    return err;
}
static const struct operation add_operation =
    CHANGE("test_add", add, ROLE_USER, &key_shape, &key_shape, "Adds somebody", .takes_key = true);

static int64_t n_users(struct ctx *ctx)
{
    struct user_page page = { 0 };

    assert_ok(user_list(ctx, &(struct page_query){ .limit = 200 }, &page));
    return (int64_t)page.n_items;
}

static json_t *input(struct ctx *ctx, const char *id)
{
    return json_keep(ctx, json_pack("{ss}", "id", id));
}

/* One of the callers, with a ctx of its own. */
struct caller {
    struct ctx ctx;
    const struct operation *operation;
    json_t *in;
    struct err *err;
    void *out;
    pthread_t thread;
    pthread_barrier_t *start;
};

static void *call(void *arg)
{
    struct caller *caller = arg;

    pthread_barrier_wait(caller->start);
    caller->err = operation_run(&caller->ctx, caller->operation, caller->in, &caller->out);
    return NULL;
}

static void call_all(struct caller *callers)
{
    pthread_barrier_t start;

    pthread_barrier_init(&start, NULL, CALLERS);
    for (size_t i = 0; i < CALLERS; i++) {
        callers[i].start = &start;
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (size_t i = 0; i < CALLERS; i++)
        pthread_join(callers[i].thread, NULL);
    pthread_barrier_destroy(&start);
}

static void caller_init(struct ctx *ctx, struct caller *caller, const struct operation *operation)
{
    *caller = (struct caller){ .ctx = { .arena = arena_new(),
                                        .now = ctx->now,
                                        .ports = ctx->ports,
                                        .who = &ana,
                                        .request_id = "req_test" },
                               .operation = operation };
}

static void caller_done(struct caller *caller)
{
    arena_free(caller->ctx.arena);
}

static void one_key_is_one_piece_of_work(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct caller callers[CALLERS];
    const char *id = NULL;
    const int64_t before = n_users(ctx);

    for (size_t i = 0; i < CALLERS; i++) {
        caller_init(ctx, &callers[i], &add_operation);
        callers[i].ctx.repeat_key = "key-1";
        callers[i].in = input(&callers[i].ctx, "a");
    }
    call_all(callers);
    for (size_t i = 0; i < CALLERS; i++) {
        assert_ok(callers[i].err);
        id = id ? id : ((struct key *)callers[i].out)->id;
        assert_string_equal(((struct key *)callers[i].out)->id, id);
    }
    assert_int_equal(n_users(ctx), before + 1);
    for (size_t i = 0; i < CALLERS; i++)
        caller_done(&callers[i]);
}

static void a_key_is_good_for_a_day_and_for_one_request(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const int64_t before = n_users(ctx);
    void *out;

    ctx->who = &ana;
    ctx->repeat_key = "key-1";
    assert_ok(operation_run(ctx, &add_operation, input(ctx, "a"), &out));
    ctx->now = instant_add(ctx->now, HOURS(23));
    assert_ok(operation_run(ctx, &add_operation, input(ctx, "a"), &out));
    assert_int_equal(n_users(ctx), before + 1);
    assert_err(operation_run(ctx, &add_operation, input(ctx, "b"), &out), ERR_INVALID, NULL);
    assert_int_equal(n_users(ctx), before + 1);
    ctx->now = instant_add(ctx->now, HOURS(2));
    assert_ok(operation_run(ctx, &add_operation, input(ctx, "b"), &out));
    assert_int_equal(n_users(ctx), before + 2);
}

/* Without a key, and for an operation that takes none, each call is one. */
static void without_a_key_each_call_is_one(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const int64_t before = n_users(ctx);
    void *out;

    ctx->who = &ana;
    assert_ok(operation_run(ctx, &add_operation, input(ctx, "a"), &out));
    assert_ok(operation_run(ctx, &add_operation, input(ctx, "a"), &out));
    assert_int_equal(n_users(ctx), before + 2);
}

/* Starts them on one line: else the first has ended before the last has a connection. */
static void race_for_a_state(struct ctx *ctx, const struct audience *audience)
{
    struct caller callers[CALLERS];
    size_t n_changed = 0;

    for (size_t i = 0; i < CALLERS; i++) {
        struct ctx *own = &callers[i].ctx;

        caller_init(ctx, &callers[i], &audience_operations[AUDIENCE_UPDATE]);
        own->if_match = arena_printf(own->arena, "\"%s\"", audience->revision);
        callers[i].in = json_keep(own, json_pack("{ssss}", "id", audience->id, "description",
                                                 arena_printf(own->arena, "by %zu", i)));
    }
    call_all(callers);
    for (size_t i = 0; i < CALLERS; i++) {
        n_changed += !callers[i].err;
        if (callers[i].err)
            assert_err(callers[i].err, ERR_STALE, NULL);
        caller_done(&callers[i]);
    }
    assert_int_equal(n_changed, 1);
}

static void one_state_is_changed_once(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct audience audience = { 0 };

    ctx->who = &ana;
    assert_ok(audience_create(ctx, &(struct audience_new){ .name = "VIP" }, &audience));
    for (int round = 0; round < 10; round++) {
        race_for_a_state(ctx, &audience);
        assert_ok(audience_get(ctx, audience.id, &audience));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(one_key_is_one_piece_of_work),
        TEST_ON_BOTH(a_key_is_good_for_a_day_and_for_one_request),
        TEST_ON_BOTH(without_a_key_each_call_is_one),
        TEST_ON_BOTH(one_state_is_changed_once),
    };

    return cmocka_run_group_tests_name("race", tests, NULL, NULL);
}
