/*
 * A push that somebody cancels or sends again, or whose process is stopped: the real program against the
 * simulator.
 */
#include "services/orchestrator/orchestrator.h"
#include "tests/testing/pushes.h"

#include <unistd.h>

static void a_cancelled_push_tells_what_it_sent(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);

    fail_with(&world, "[{\"match\":\"audienceMembers:ingest\",\"nth\":2,\"action\":\"status\",\"status\":429,"
                      "\"retry_after\":60}]");
    run_the_beginning(&world, push.id);
    called(&world, world.ana, &activation_operations[ACTIVATION_CANCEL], json_pack("{ss}", "id", push.id));
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_CANCELLED);
    assert_true(push.receipt->adds_up);
    assert_in_range(push.receipt->sent, BATCH, CUSTOMERS - BATCH);
    assert_int_equal(push.receipt->sent + push.receipt->failed + push.receipt->not_sent, CUSTOMERS);
}

#define SLOW "[{\"match\":\"audienceMembers:ingest\",\"action\":\"delay\",\"delay_ms\":300}]"

/* Until the platform has taken in the first of several slow batches. */
static void wait_for_members(struct world *world, const char *id)
{
    for (int tries = 0; tries < 600; tries++) {
        const struct push push = push_of(world, id);

        if (push.done > 0)
            return;
        usleep(10000);
    }
    fail_msg("nothing was sent");
}

static void a_cancel_is_seen_between_two_batches(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);
    struct orchestrator *orchestrator;

    fail_with(&world, SLOW);
    orchestrator = orchestrator_start(&world.app->ports, 1);
    wait_for_members(&world, push.id);
    called(&world, world.ana, &activation_operations[ACTIVATION_CANCEL], json_pack("{ss}", "id", push.id));
    for (int tries = 0; !is_over(&push) && tries < 600; tries++) {
        usleep(10000);
        push = push_of(&world, push.id);
    }
    assert_true(orchestrator_stop(orchestrator, SECONDS(30)));
    assert_int_equal(push.state, PUSH_CANCELLED);
    assert_true(push.receipt->adds_up);
    assert_in_range(push.receipt->sent, BATCH, CUSTOMERS - 1);
    assert_int_equal(members_of(&world, &push), push.receipt->sent);
}

static void a_process_that_ends_leaves_a_push_where_the_next_goes_on(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);
    struct orchestrator *orchestrator;

    fail_with(&world, SLOW);
    orchestrator = orchestrator_start(&world.app->ports, 1);
    wait_for_members(&world, push.id);
    assert_true(orchestrator_stop(orchestrator, SECONDS(30)));
    push = push_of(&world, push.id);
    assert_int_equal(push.state, PUSH_RUNNING);
    assert_in_range(members_of(&world, &push), BATCH, CUSTOMERS - 1);
    fail_with(&world, "[]");
    world.now = instant_now();
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(push.receipt->sent, CUSTOMERS);
    assert_int_equal(members_of(&world, &push), CUSTOMERS);
}

/* Half of the people leave the list: more than a batch. */
static struct push approved_with_holdout(struct world *world)
{
    const struct push push = *(struct push *)called(
        world, world->ana, &activation_operations[ACTIVATION_PUSH],
        json_pack("{sssssf}", "id", world->audience, "account", "1234567890", "holdout_pct", 50.0));

    return *(struct push *)called(world, world->ben, &activation_operations[ACTIVATION_APPROVE],
                                  json_pack("{ssss}", "id", push.id, "digest", push.digest));
}

static void a_cancel_is_seen_before_a_removal(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);

    run_to_the_end(&world, push.id);
    push = approved_with_holdout(&world);
    fail_with(&world, "[{\"match\":\"audienceMembers:remove\",\"nth\":2,\"action\":\"status\",\"status\":429,"
                      "\"retry_after\":60}]");
    run_the_beginning(&world, push.id);
    called(&world, world.ana, &activation_operations[ACTIVATION_CANCEL], json_pack("{ss}", "id", push.id));
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_CANCELLED);
    assert_int_equal(push.receipt->removed, BATCH);
    assert_int_equal(members_of(&world, &push), CUSTOMERS - BATCH);
}

static void what_failed_is_sent_by_a_retry(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);

    fail_with(&world, "[{\"match\":\"audienceMembers:ingest\",\"action\":\"status\",\"status\":500}]");
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_FAILED);
    assert_int_equal(push.receipt->sent, 0);
    assert_true(push.receipt->adds_up);
    fail_with(&world, "[]");
    called(&world, world.ana, &activation_operations[ACTIVATION_RETRY], json_pack("{ss}", "id", push.id));
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(push.receipt->sent, CUSTOMERS);
    assert_int_equal(members_of(&world, &push), CUSTOMERS);
}

static void a_retry_long_after_the_start_may_be_told_to_wait(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);

    fail_with(&world, "[{\"match\":\"audienceMembers:ingest\",\"action\":\"status\",\"status\":500}]");
    run_to_the_end(&world, push.id);
    world.now = instant_add(world.now, HOURS(72));
    fail_with(&world, "[{\"match\":\"audienceMembers:ingest\",\"nth\":1,\"action\":\"status\",\"status\":429,"
                      "\"retry_after\":60}]");
    called(&world, world.ana, &activation_operations[ACTIVATION_RETRY], json_pack("{ss}", "id", push.id));
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(push.receipt->sent, CUSTOMERS);
}

static void a_retry_behind_a_newer_push_of_the_list_is_refused(void **state)
{
    struct world world = open_world(state);
    const struct push old = approved(&world);
    struct push push;
    void *out = NULL;

    fail_with(&world, "[{\"match\":\"audienceMembers:ingest\",\"action\":\"status\",\"status\":500}]");
    run_to_the_end(&world, old.id);
    fail_with(&world, "[]");
    push = approved(&world);
    run_to_the_end(&world, push.id);
    assert_err(call(&world, world.ana, &activation_operations[ACTIVATION_RETRY],
                    json_pack("{ss}", "id", old.id), &out),
               ERR_CONFLICT, NULL);
}

static void an_audience_keeps_its_list(void **state)
{
    struct world world = open_world(state);
    const struct push push = asked(&world);
    void *out = NULL;

    assert_string_equal(push.list_name, "In the US");
    assert_err(
        call(&world, world.ana, &activation_operations[ACTIVATION_PUSH],
             json_pack("{ssssss}", "id", world.audience, "account", "1234567890", "list_name", "Other"),
             &out),
        ERR_INVALID, "list_name");
}

static void who_is_there_already_is_not_sent_again(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);

    run_to_the_end(&world, push.id);
    push = approved(&world);
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.receipt->already_there, CUSTOMERS);
    assert_int_equal(push.receipt->sent, 0);
    assert_int_equal(members_of(&world, &push), CUSTOMERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_cancelled_push_tells_what_it_sent),
        TEST(a_cancel_is_seen_between_two_batches),
        TEST(a_process_that_ends_leaves_a_push_where_the_next_goes_on),
        TEST(a_cancel_is_seen_before_a_removal),
        TEST(what_failed_is_sent_by_a_retry),
        TEST(a_retry_long_after_the_start_may_be_told_to_wait),
        TEST(a_retry_behind_a_newer_push_of_the_list_is_refused),
        TEST(an_audience_keeps_its_list),
        TEST(who_is_there_already_is_not_sent_again),
    };

    return cmocka_run_group_tests_name("push by hand", tests, NULL, NULL);
}
