/*
 * What becomes of a push when the platform fails, when people say no while it runs, and when what was
 * approved isn't what is there any more: the real program against the simulator, which fails on command.
 */
#include "domain/loads/loads.h"
#include "services/orchestrator/orchestrator.h"
#include "tests/testing/pushes.h"

#include <string.h>

enum { MOST_STEPS = 60 };

/* --- faults of the platform --- */

static const struct fault_case {
    const char *name, *faults;
    enum push_state end;
    int sent, rejected, unsent; /* unsent: failed and not sent */
} fault_cases[] = {
    { "too many requests",
      "[{\"match\":\"audienceMembers:ingest\",\"nth\":2,\"action\":\"status\",\"status\":429,\"retry_after\":"
      "7}]",
      PUSH_DONE, CUSTOMERS, 0, 0 },
    { "a server error",
      "[{\"match\":\"audienceMembers:ingest\",\"every\":2,\"times\":3,\"action\":\"status\",\"status\":500}]",
      PUSH_DONE, CUSTOMERS, 0, 0 },
    { "a connection that ends before",
      "[{\"match\":\"audienceMembers:ingest\",\"nth\":3,\"action\":\"reset\"}]", PUSH_DONE, CUSTOMERS, 0, 0 },
    { "a connection that ends after acceptance",
      "[{\"match\":\"audienceMembers:ingest\",\"nth\":1,\"action\":\"reset_after_accept\"}]", PUSH_DONE,
      CUSTOMERS, 0, 0 },
    { "an answer cut short", "[{\"match\":\"audienceMembers:ingest\",\"nth\":2,\"action\":\"cut_json\"}]",
      PUSH_DONE, CUSTOMERS, 0, 0 },
    { "a page of HTML", "[{\"match\":\"audienceMembers:ingest\",\"nth\":2,\"action\":\"html\"}]", PUSH_DONE,
      CUSTOMERS, 0, 0 },
    { "a bad member, named",
      "[{\"match\":\"audienceMembers:ingest\",\"nth\":1,\"action\":\"bad_member\",\"index\":17}]",
      PUSH_PARTLY_DONE, CUSTOMERS - 1, 1, 0 },
    { "no list can be made", "[{\"match\":\"userLists\",\"action\":\"status\",\"status\":403}]", PUSH_FAILED,
      0, 0, CUSTOMERS },
    { "a token that is good no more",
      "[{\"match\":\"audienceMembers:ingest\",\"nth\":1,\"action\":\"expired_token\"}]", PUSH_PAUSED, 0, 0,
      CUSTOMERS },
};

static void each_fault_of_the_platform_ends_in_a_receipt_that_is_true(void **state)
{
    struct world world = open_world(state);

    for (size_t i = 0; i < COUNT(fault_cases); i++) {
        const struct fault_case *is = &fault_cases[i];
        struct push push;

        print_message("%s\n", is->name);
        world.audience =
            ((struct audience *)called(&world, world.ana, &audience_operations[AUDIENCE_CREATE],
                                       json_pack("{sss{ssssss}}", "name", is->name, "rules", "field",
                                                 "customer_country", "op", "eq", "value", "US")))
                ->id;
        push = approved(&world);
        fail_with(&world, is->faults);
        push = run_to_the_end(&world, push.id);
        fail_with(&world, "[]");
        assert_int_equal(push.state, is->end);
        assert_true(push.receipt->adds_up);
        assert_int_equal(push.receipt->audience, CUSTOMERS);
        assert_int_equal(push.receipt->sent, is->sent);
        assert_int_equal(push.receipt->rejected, is->rejected);
        assert_int_equal(push.receipt->failed + push.receipt->not_sent, is->unsent);
        if (is->end != PUSH_DONE)
            assert_true(push.cause && push.next_step);
        if (push.list_id)
            assert_int_equal(members_of(&world, &push), is->sent);
    }
}

/* --- consent --- */

static void who_says_no_after_the_approval_is_not_sent(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);

    say(&world, 5, "withdrawn");
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(push.receipt->sent, CUSTOMERS - 1);
    assert_int_equal(push.receipt->no_consent, 1);
    assert_int_equal(members_of(&world, &push), CUSTOMERS - 1);
}

static void who_says_no_while_it_runs_is_not_sent_and_who_was_sent_is_removed_next(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world), next;
    int64_t first;

    /* The second request is told to wait: the push stops there, and everybody says no. */
    fail_with(&world, "[{\"match\":\"audienceMembers:ingest\",\"nth\":2,\"action\":\"status\",\"status\":429,"
                      "\"retry_after\":60}]");
    run_the_beginning(&world, push.id);
    for (int i = 0; i < CUSTOMERS; i++)
        say(&world, i, "withdrawn");
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    first = push.receipt->sent;
    assert_in_range(first, BATCH, CUSTOMERS / 2);
    assert_int_equal(push.receipt->no_consent, CUSTOMERS - first);
    assert_true(push.receipt->adds_up);

    next = approved(&world);
    next = run_to_the_end(&world, next.id);
    assert_int_equal(next.state, PUSH_DONE);
    assert_int_equal(next.receipt->sent, 0);
    assert_int_equal(next.receipt->no_consent, CUSTOMERS);
    assert_int_equal(members_of(&world, &next), 0);
}

/* The removal gets there, its answer doesn't: nobody knows whether the person is on the list. */
static void who_says_yes_again_after_a_removal_without_an_answer_is_sent(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);

    run_to_the_end(&world, push.id);
    world.now = instant_now();
    say(&world, 5, "withdrawn");
    push = approved(&world);
    fail_with(&world, "[{\"match\":\"audienceMembers:remove\",\"action\":\"reset_after_accept\"}]");
    run_the_beginning(&world, push.id);
    for (int steps = 0; members_of(&world, &push) == CUSTOMERS && steps < 20; steps++) {
        struct ctx ctx;

        world.now = instant_add(instant_now(), SECONDS(2));
        ctx = at_now(&world, NULL);
        assert_ok(orchestrator_step(&ctx)); /* first it is noted who withdrew */
    }
    assert_int_equal(members_of(&world, &push), CUSTOMERS - 1);
    called(&world, world.ana, &activation_operations[ACTIVATION_CANCEL], json_pack("{ss}", "id", push.id));
    run_to_the_end(&world, push.id);
    fail_with(&world, "[]");
    say(&world, 5, "granted");
    push = approved(&world);
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.receipt->sent, 1);
    assert_int_equal(push.receipt->already_there, CUSTOMERS - 1);
    assert_int_equal(members_of(&world, &push), CUSTOMERS);
}

/* --- many --- */

enum { CROWD = 190000, LONG_NAME = 250 };

/* Their names alone are more than the memory that a push may take of the warehouse. */
static void people_who_do_not_fit_into_memory_at_once_are_read_in_halves(void **state)
{
    struct world world = open_world(state);
    struct arena *arena = arena_new();
    struct buf people = buf_in(arena, (size_t)CROWD * (4 * LONG_NAME));
    char name[LONG_NAME + 1];
    struct push push;

    buf_text(&people, "customer_id,email,first_name,last_name,country\n");
    for (unsigned i = 0; i < CROWD; i++) {
        for (unsigned c = 0; c < LONG_NAME; c++)
            name[c] = (char)('a' + (i * 7919u + c * c * 104729u + (i ^ c)) % 26u);
        name[LONG_NAME] = 0;
        buf_printf(&people, "D%06u,%.60s%06u@%.60s.example.com,%s,%s,US\n", i, name, i, name + 60, name,
                   name);
    }
    called(&world, NULL, &load_operations[LOAD_CUSTOMERS],
           json_pack("{s[s]}", "files", file_of(&world, "crowd.csv", &people)));
    arena_free(arena);
    push = approved(&world);
    push = run_to_the_end(&world, push.id);
    assert_int_equal(push.state, PUSH_DONE);
    assert_int_equal(push.receipt->audience, CUSTOMERS + CROWD);
    assert_int_equal(push.receipt->sent, CUSTOMERS);
    assert_int_equal(push.receipt->no_consent, CROWD);
}

/* --- approval of exactly this --- */

static void who_asks_can_not_approve(void **state)
{
    struct world world = open_world(state);
    const struct push push = asked(&world);
    struct identity both = *world.ana;
    void *out = NULL;

    both.capabilities = CAN_APPROVE;
    assert_err(call(&world, &both, &activation_operations[ACTIVATION_APPROVE],
                    json_pack("{ssss}", "id", push.id, "digest", push.digest), &out),
               ERR_FORBIDDEN, NULL);
    assert_int_equal(push_of(&world, push.id).state, PUSH_WAITING_FOR_APPROVAL);
}

static void an_approval_signs_what_was_shown(void **state)
{
    struct world world = open_world(state);
    const struct push push = asked(&world);
    char *other = arena_text(world.test->arena, push.digest);
    void *out = NULL;

    other[10] = other[10] == '0' ? '1' : '0';
    assert_err(call(&world, world.ben, &activation_operations[ACTIVATION_APPROVE],
                    json_pack("{ssss}", "id", push.id, "digest", other), &out),
               ERR_STALE, NULL);
    called(&world, world.ana, &audience_operations[AUDIENCE_UPDATE],
           json_pack("{sss{ssssss}}", "id", world.audience, "rules", "field", "customer_country", "op", "eq",
                     "value", "FR"));
    assert_err(call(&world, world.ben, &activation_operations[ACTIVATION_APPROVE],
                    json_pack("{ssss}", "id", push.id, "digest", push.digest), &out),
               ERR_CONFLICT, NULL);
    assert_int_equal(push_of(&world, push.id).state, PUSH_VOIDED);
}

static void an_approval_that_nobody_gives_runs_out(void **state)
{
    struct world world = open_world(state);
    const struct push push = asked(&world);
    void *out = NULL;

    world.now = instant_add(world.now, HOURS(APPROVAL_HOURS + 1));
    assert_err(call(&world, world.ben, &activation_operations[ACTIVATION_APPROVE],
                    json_pack("{ssss}", "id", push.id, "digest", push.digest), &out),
               ERR_CONFLICT, NULL);
    for (int steps = 0; steps < MOST_STEPS; steps++) {
        struct ctx ctx = at_now(&world, NULL);

        if (err_is(orchestrator_step(&ctx), ERR_NOT_FOUND))
            break;
    }
    assert_true(push_of(&world, push.id).finished_at.us > 0); /* written, not just shown */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_fault_of_the_platform_ends_in_a_receipt_that_is_true),
        TEST(who_says_no_after_the_approval_is_not_sent),
        TEST(who_says_no_while_it_runs_is_not_sent_and_who_was_sent_is_removed_next),
        TEST(who_says_yes_again_after_a_removal_without_an_answer_is_sent),
        TEST(people_who_do_not_fit_into_memory_at_once_are_read_in_halves),
        TEST(who_asks_can_not_approve),
        TEST(an_approval_signs_what_was_shown),
        TEST(an_approval_that_nobody_gives_runs_out),
    };

    return cmocka_run_group_tests_name("push", tests, NULL, NULL);
}
