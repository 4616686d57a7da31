/*
 * A withdrawal, from its record to the platform's word that the person is gone.
 */
#include "domain/activation/activation.h"
#include "domain/consent/consent.h"
#include "domain/withdrawals/withdrawals.h"
#include "packages/core/test.h"
#include "services/orchestrator/orchestrator.h"
#include "tests/testing/pushes.h"

enum { MOST_STEPS = 400 };

/* Certificates have no public shape: a part of one is enough here. */
struct certificate {
    bool is_complete;
    struct removal *removals;
    size_t n_removals;
    struct instant made_at;
};

/* Jobs look at the clock themselves, so the world is never behind it. */
static void run_what_is_due(struct world *world)
{
    if (world->now.us < instant_now().us)
        world->now = instant_add(instant_now(), SECONDS(1));
    for (int steps = 0; steps < MOST_STEPS; steps++) {
        struct ctx ctx = at_now(world, NULL);
        struct err *err = orchestrator_step(&ctx);

        if (err_is(err, ERR_NOT_FOUND))
            return;
        assert_ok(err);
    }
    fail_msg("the jobs come to no end");
}

static struct certificate certificate_of(struct world *world, const char *type, const char *identifier)
{
    return *(struct certificate *)called(
        world, NULL, &withdrawal_operations[CONSENT_CERTIFICATE],
        json_pack("{ssss}", "identifier_type", type, "identifier", identifier));
}

static struct certificate of_customer(struct world *world, int customer)
{
    return certificate_of(world, "customer_id", arena_printf(world->test->arena, "C%03d", customer));
}

static struct push pushed(struct world *world)
{
    struct push push = run_to_the_end(world, approved(world).id);

    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(members_of(world, &push), CUSTOMERS);
    world->now = instant_now(); /* jobs look at the clock themselves: no hours ahead of it */
    return push;
}

/* Members are known by their address; the withdrawal names the customer. */
static void who_withdraws_is_taken_off_without_a_push(void **state)
{
    struct world world = open_world(state);
    struct push push = pushed(&world);
    struct certificate certificate;

    say(&world, 7, "withdrawn");
    assert_int_equal(of_customer(&world, 7).n_removals, 0); /* its job stands in the queue */
    run_what_is_due(&world);
    world.now = instant_add(world.now, HOURS(1));
    run_what_is_due(&world);
    assert_int_equal(members_of(&world, &push), CUSTOMERS - 1);
    certificate = of_customer(&world, 7);
    assert_int_equal(certificate.n_removals, 1);
    assert_true(certificate.is_complete);
    assert_int_equal(certificate.removals[0].state, REMOVAL_CONFIRMED);
    assert_string_equal(certificate.removals[0].platform, "google-ads");
    assert_int_equal(of_customer(&world, 8).n_removals, 0);
    assert_false(of_customer(&world, 8).is_complete);
}

static void what_the_platform_refuses_stays_open_and_is_done_later(void **state)
{
    struct world world = open_world(state);
    struct push push = pushed(&world);
    struct certificate certificate;

    fail_with(&world, "[{\"match\": \"audienceMembers:remove\", \"action\": \"status\", \"status\": 403}]");
    say(&world, 7, "withdrawn");
    run_what_is_due(&world);
    certificate = of_customer(&world, 7);
    assert_int_equal(certificate.removals[0].state, REMOVAL_BLOCKED);
    assert_non_null(certificate.removals[0].cause);
    assert_non_null(certificate.removals[0].next_step);
    assert_false(certificate.is_complete);
    assert_int_equal(members_of(&world, &push), CUSTOMERS);
    fail_with(&world, "[]");
    world.now = instant_add(world.now, HOURS(1));
    run_what_is_due(&world);
    world.now = instant_add(world.now, HOURS(1));
    run_what_is_due(&world);
    assert_true(of_customer(&world, 7).is_complete);
    assert_int_equal(members_of(&world, &push), CUSTOMERS - 1);
}

/* The push takes them off itself; the certificate tells of it all the same. */
static void a_withdrawal_during_a_push_is_certified_too(void **state)
{
    struct world world = open_world(state);
    struct push push = pushed(&world);
    const char *again;

    again = approved(&world).id;
    fail_with(
        &world,
        "[{\"match\": \"audienceMembers:remove\", \"action\": \"status\", \"status\": 503, \"times\": 1}]");
    for (int i = 0; i < 20; i++)
        say(&world, 3 * i, "withdrawn");
    (void)run_to_the_end(&world, again);
    for (int i = 0; i < 4; i++) {
        run_what_is_due(&world);
        world.now = instant_add(world.now, HOURS(1));
    }
    assert_int_equal(members_of(&world, &push), CUSTOMERS - 20);
    for (int i = 0; i < 20; i++)
        assert_true(of_customer(&world, 3 * i).is_complete);
}

static void who_agrees_again_before_it_ran_stays(void **state)
{
    struct world world = open_world(state);
    struct push push = pushed(&world);

    say(&world, 7, "withdrawn");
    world.now = instant_add(world.now, SECONDS(1));
    say(&world, 7, "granted");
    run_what_is_due(&world);
    assert_int_equal(members_of(&world, &push), CUSTOMERS);
    assert_int_equal(of_customer(&world, 7).n_removals, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_withdraws_is_taken_off_without_a_push),
        TEST(what_the_platform_refuses_stays_open_and_is_done_later),
        TEST(a_withdrawal_during_a_push_is_certified_too),
        TEST(who_agrees_again_before_it_ran_stays),
    };

    return cmocka_run_group_tests_name("withdrawals", tests, NULL, NULL);
}
