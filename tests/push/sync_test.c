/*
 * Recurring syncs: what one approval holds for, what it doesn't, and that each run happens once.
 */
#include "domain/loads/loads.h"
#include "domain/syncs/syncs.h"
#include "packages/store/store.h"
#include "services/orchestrator/orchestrator.h"
#include "tests/testing/pushes.h"

#include <pthread.h>
#include <string.h>

enum { MOST_STEPS = 200, SCHEDULERS = 3, LISTS = 9 };

/* Everything that is due at the world's time. */
static void run_due(struct world *world)
{
    for (int steps = 0; steps < MOST_STEPS; steps++) {
        struct ctx ctx = at_now(world, NULL);
        struct err *err = orchestrator_step(&ctx);

        if (err_is(err, ERR_NOT_FOUND))
            return;
        assert_ok(err);
    }
    fail_msg("the jobs come to no end");
}

static struct push ask_for(struct world *world, const char *audience, const char *schedule, double drift)
{
    const struct push *push = called(world, world->ana, &activation_operations[ACTIVATION_PUSH],
                                     json_pack("{ssssss sf}", "id", audience, "account", "1234567890",
                                               "schedule", schedule, "drift_pct", drift));

    return *(struct push *)called(world, world->ben, &activation_operations[ACTIVATION_APPROVE],
                                  json_pack("{ssss}", "id", push->id, "digest", push->digest));
}

static struct sync_page syncs_of(struct world *world)
{
    return *(struct sync_page *)called(world, world->ana, &sync_operations[SYNC_LIST], json_object());
}

static struct push_page pushes_of(struct world *world)
{
    return *(struct push_page *)called(world, world->ana, &activation_operations[ACTIVATION_LIST],
                                       json_pack("{si}", "limit", 200));
}

static struct sync begun(struct world *world)
{
    struct push push = ask_for(world, world->audience, "0 6 * * *", 10);

    run_to_the_end(world, push.id);
    assert_int_equal(syncs_of(world).n_items, 1);
    return syncs_of(world).items[0];
}

/* To the sync's next run, and a minute more. */
static struct sync next_run(struct world *world)
{
    world->now = instant_add(syncs_of(world).items[0].next_at, MINUTES(1));
    run_due(world);
    return syncs_of(world).items[0];
}

static void customers_from(struct world *world, int from, int to)
{
    struct buf people = buf_in(world->test->arena, 1 << 20);

    buf_text(&people, "customer_id,email,phone,first_name,last_name,country,region,city,postal_code,"
                      "created_at\n");
    for (int i = from; i < to; i++)
        buf_printf(&people, "C%03d,c%03d@example.com,,,,US,,,,2026-01-01T00:00:00Z\n", i, i);
    called(world, NULL, &load_operations[LOAD_CUSTOMERS],
           json_pack("{s[s]}", "files", file_of(world, "more.csv", &people)));
}

static void a_run_inside_the_band_needs_no_new_decision(void **state)
{
    struct world world = open_world(state);
    struct sync sync = begun(&world);
    struct push push;
    const int before = (int)pushes_of(&world).n_items;

    assert_int_equal(sync.state, SYNC_ACTIVE);
    assert_string_equal(sync.approved_by_name, "Ben");
    customers_from(&world, CUSTOMERS, CUSTOMERS + 20);
    sync = next_run(&world);
    push = push_of(&world, sync.last_push);
    assert_int_equal(pushes_of(&world).n_items, before + 1);
    assert_true(push.state == PUSH_WAITING_FOR_PLATFORM || push.state == PUSH_DONE);
    assert_string_equal(push.decided_by_name, "Ben");
    assert_string_equal(push.asked_by_name, "Ana");
    assert_string_equal(push.sync_id, sync.id);
    assert_int_equal(push.receipt->audience, CUSTOMERS + 20);
    assert_int_equal(push.receipt->already_there, CUSTOMERS);
    assert_int_equal(push.receipt->no_consent, 20);
    assert_null(sync.cause);
    assert_int_equal(sync.approved_size, CUSTOMERS); /* the band doesn't wander */
}

static void outside_it_a_run_waits_and_says_why_until_somebody_approves(void **state)
{
    struct world world = open_world(state);
    struct sync sync = begun(&world);
    struct push push;

    customers_from(&world, CUSTOMERS, CUSTOMERS + 60);
    sync = next_run(&world);
    push = push_of(&world, sync.last_push);
    assert_int_equal(push.state, PUSH_WAITING_FOR_APPROVAL);
    assert_non_null(strstr(push.cause, "300 people; 240 were approved"));
    assert_string_equal(sync.cause, push.cause);
    called(&world, world.ben, &activation_operations[ACTIVATION_APPROVE],
           json_pack("{ssss}", "id", push.id, "digest", push.digest));
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    run_due(&world);
    sync = syncs_of(&world).items[0];
    assert_int_equal(sync.approved_size, CUSTOMERS + 60);
    assert_string_equal(sync.approved_push, push.id);
    assert_null(sync.cause);
    sync = next_run(&world);
    assert_true(push_of(&world, sync.last_push).state != PUSH_WAITING_FOR_APPROVAL);
    assert_int_equal(syncs_of(&world).n_items, 1);
}

static void a_new_version_of_the_audience_is_never_sent_by_an_old_approval(void **state)
{
    struct world world = open_world(state);
    struct sync sync = begun(&world);
    struct ctx ctx = at_now(&world, world.ana);
    struct audience audience = { 0 };

    assert_ok(audience_get(&ctx, world.audience, &audience));
    assert_ok(store_begin(&ctx, STORE_WRITE));
    assert_ok(audience_update(
        &ctx,
        &(struct audience_change){ .id = world.audience,
                                   .rules = json_keep(&ctx, json_pack("{ssssss}", "field", "customer_country",
                                                                      "op", "ne", "value", "DE")) },
        &audience));
    assert_ok(store_commit(&ctx));
    sync = next_run(&world);
    assert_int_equal(push_of(&world, sync.last_push).state, PUSH_WAITING_FOR_APPROVAL);
    assert_non_null(strstr(sync.cause, "changed to version 2"));
}

static void runs_that_were_missed_are_made_up_for_by_one(void **state)
{
    struct world world = open_world(state);
    struct sync sync = begun(&world);
    const int before = (int)pushes_of(&world).n_items;

    world.now = instant_add(sync.next_at, DAYS(5));
    run_due(&world);
    assert_int_equal(pushes_of(&world).n_items, before + 1);
    sync = syncs_of(&world).items[0];
    assert_true(sync.next_at.us > world.now.us && sync.next_at.us <= world.now.us + DAYS(1));
}

static void a_rejection_pauses_it_and_a_person_resumes_or_ends_it(void **state)
{
    struct world world = open_world(state);
    struct sync sync = begun(&world);
    void *out = NULL;
    int before;

    customers_from(&world, CUSTOMERS, CUSTOMERS + 60);
    sync = next_run(&world);
    called(&world, world.ben, &activation_operations[ACTIVATION_REJECT],
           json_pack("{ssss}", "id", sync.last_push, "note", "Too many"));
    before = (int)pushes_of(&world).n_items;
    sync = next_run(&world);
    assert_int_equal(sync.state, SYNC_PAUSED);
    assert_non_null(strstr(sync.cause, "Too many"));
    assert_int_equal(pushes_of(&world).n_items, before);

    called(&world, world.ana, &sync_operations[SYNC_RESUME], json_pack("{ss}", "id", sync.id));
    sync = next_run(&world);
    assert_int_equal(pushes_of(&world).n_items, before + 1);
    called(&world, world.ben, &sync_operations[SYNC_PAUSE], json_pack("{ss}", "id", sync.id));
    world.now = instant_add(world.now, DAYS(3));
    run_due(&world);
    assert_int_equal(pushes_of(&world).n_items, before + 1);
    called(&world, world.ana, &sync_operations[SYNC_END], json_pack("{ss}", "id", sync.id));
    assert_true(
        err_is(call(&world, world.ana, &sync_operations[SYNC_RESUME], json_pack("{ss}", "id", sync.id), &out),
               ERR_CONFLICT));
}

/* --- several schedulers --- */

static void *keep_running(void *arg)
{
    const struct world *world = arg;

    for (int idle = 0; idle < 40;) {
        struct arena *arena = arena_new();
        struct ctx ctx = app_ctx(world->app, arena);
        struct err *err;

        ctx.now = world->now;
        err = orchestrator_step(&ctx);
        if (err_is(err, ERR_NOT_FOUND)) {
            idle++;
            nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
        } else {
            idle = 0;
        }
        arena_free(arena);
    }
    return NULL;
}

static void three_schedulers_begin_each_due_run_once(void **state)
{
    struct world world = open_world(state);
    pthread_t threads[SCHEDULERS];
    struct sync_page syncs;
    struct push_page pushes;

    for (int i = 0; i < LISTS; i++) {
        const struct audience *audience =
            called(&world, world.ana, &audience_operations[AUDIENCE_CREATE],
                   json_pack("{sss{ssssss}}", "name", arena_printf(world.test->arena, "No %d", i), "rules",
                             "field", "customer_country", "op", "eq", "value", "US"));

        ask_for(&world, audience->id, i % 2 ? "0 6 * * *" : "30 * * * *", 10);
    }
    run_due(&world);
    syncs = syncs_of(&world);
    assert_int_equal(syncs.n_items, LISTS);
    world.now = instant_add(world.now, DAYS(3));
    for (int i = 0; i < SCHEDULERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, keep_running, &world), 0);
    for (int i = 0; i < SCHEDULERS; i++)
        pthread_join(threads[i], NULL);
    pushes = pushes_of(&world);
    for (size_t i = 0; i < LISTS; i++) {
        int runs = 0;

        for (size_t j = 0; j < pushes.n_items; j++)
            runs += text_is(pushes.items[j].sync_id, syncs.items[i].id);
        assert_int_equal(runs, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_run_inside_the_band_needs_no_new_decision),
        TEST(outside_it_a_run_waits_and_says_why_until_somebody_approves),
        TEST(a_new_version_of_the_audience_is_never_sent_by_an_old_approval),
        TEST(runs_that_were_missed_are_made_up_for_by_one),
        TEST(a_rejection_pauses_it_and_a_person_resumes_or_ends_it),
        TEST(three_schedulers_begin_each_due_run_once),
    };

    return cmocka_run_group_tests_name("syncs", tests, NULL, NULL);
}
