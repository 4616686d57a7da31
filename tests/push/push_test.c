/*
 * What becomes of a push when the platform fails, when people say no while it runs, and when what was
 * approved isn't what is there any more: the real program against the simulator, which fails on command.
 */
#include "connectors/sandbox/sandbox.h"
#include "domain/activation/activation.h"
#include "domain/consent/consent.h"
#include "domain/loads/loads.h"
#include "packages/core/log.h"
#include "packages/http/http.h"
#include "packages/operation/operation.h"
#include "services/orchestrator/orchestrator.h"
#include "tests/testing/app.h"

#include <stdio.h>
#include <string.h>

enum { CUSTOMERS = 240, BATCH = 60, MOST_STEPS = 60 };

struct world {
    struct ctx *test;
    struct app *app;
    struct sandbox *sandbox;
    struct instant now; /* of the jobs: moved on by hand, so that no test waits */
    const struct identity *ana, *ben;
    const char *audience;
};

/* --- calls --- */

static struct ctx at_now(struct world *world, const struct identity *who)
{
    struct ctx ctx = app_ctx(world->app, world->test->arena);

    ctx.now = world->now;
    if (who)
        ctx.who = who;
    return ctx;
}

static struct err *call(struct world *world, const struct identity *who, const struct operation *operation,
                        json_t *in, void *out)
{
    struct ctx ctx = at_now(world, who);

    return operation_run(&ctx, operation, json_keep(&ctx, in), out);
}

static void *called(struct world *world, const struct identity *who, const struct operation *operation,
                    json_t *in)
{
    void *out = NULL;

    assert_ok(call(world, who, operation, in, &out));
    return out;
}

static const char *file_of(struct world *world, const char *name, const struct buf *text)
{
    const char *path = arena_printf(world->test->arena, "%s/%s", world->app->settings.data, name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fwrite(text->at, 1, text->len, file), text->len);
    fclose(file);
    return path;
}

static struct push push_of(struct world *world, const char *id)
{
    struct ctx ctx = at_now(world, NULL);
    struct push push = { 0 };

    assert_ok(push_get(&ctx, id, &push));
    return push;
}

static bool is_over(const struct push *push)
{
    return push->finished_at.us || push->state == PUSH_PAUSED;
}

/* Runs what is due; when nothing is, an hour passes. */
static struct push run_to_the_end(struct world *world, const char *id)
{
    struct push push = push_of(world, id);

    for (int steps = 0; !is_over(&push) && steps < MOST_STEPS; steps++) {
        struct ctx ctx = at_now(world, NULL);
        struct err *err = orchestrator_step(&ctx);

        if (err_is(err, ERR_NOT_FOUND))
            world->now = instant_add(world->now, HOURS(1));
        else
            assert_ok(err);
        push = push_of(world, id);
    }
    assert_true(is_over(&push));
    return push;
}

/* Until it was begun and told to wait: other jobs may come before it. */
static void run_the_beginning(struct world *world, const char *id)
{
    for (int steps = 0; push_of(world, id).state == PUSH_QUEUED && steps < MOST_STEPS; steps++) {
        struct ctx ctx = at_now(world, NULL);

        assert_ok(orchestrator_step(&ctx));
    }
    assert_int_equal(push_of(world, id).state, PUSH_RUNNING);
}

/* --- the simulator --- */

static struct http_reply ask_sandbox(struct world *world, const char *method, const char *path,
                                     const char *body)
{
    struct http_client *client = http_client_new(NULL);
    const struct http_request request = {
        .method = method,
        .url = arena_printf(world->test->arena, "http://127.0.0.1:%u/sandbox/%s",
                            sandbox_port(world->sandbox), path),
        .body = { (const unsigned char *)body, body ? strlen(body) : 0 },
        .most_bytes = 16 * 1024 * 1024,
    };
    struct http_reply reply = { 0 };

    assert_ok(http_send(world->test, client, &request, &reply));
    http_client_free(client);
    assert_int_equal(reply.status, 200);
    return reply;
}

static void fail_with(struct world *world, const char *faults)
{
    ask_sandbox(world, "POST", "faults", faults);
}

static int members_of(struct world *world, const struct push *push)
{
    struct http_reply reply =
        ask_sandbox(world, "GET", arena_printf(world->test->arena, "lists/%s/members", push->list_id), NULL);
    int n = 0;

    for (size_t i = 0; i < reply.body.size; i++)
        n += reply.body.at[i] == '\n';
    return n;
}

static void stop_it(void *sandbox)
{
    sandbox_stop(sandbox);
}

/* --- a company whose customers all said yes --- */

static void load_company(struct world *world)
{
    struct buf people = buf_in(world->test->arena, 1 << 20), said = buf_in(world->test->arena, 1 << 20);

    buf_text(&people, "customer_id,email,phone,first_name,last_name,country,region,city,postal_code,"
                      "created_at\n");
    buf_text(&said, "identifier_type,identifier,consent_type,state,at,source\n");
    for (int i = 0; i < CUSTOMERS; i++) {
        buf_printf(&people, "C%03d,c%03d@example.com,,,,US,,,,2026-01-01T00:00:00Z\n", i, i);
        for (int purpose = 0; purpose < 2; purpose++)
            buf_printf(&said, "customer_id,C%03d,%s,granted,2026-02-01T00:00:00Z,form\n", i,
                       purpose ? "ad_personalization" : "ad_user_data");
    }
    called(world, NULL, &load_operations[LOAD_CUSTOMERS],
           json_pack("{s[s]}", "files", file_of(world, "customers.csv", &people)));
    called(world, NULL, &load_operations[LOAD_CONSENTS],
           json_pack("{s[s]}", "files", file_of(world, "consents.csv", &said)));
}

static struct world open_world(void **state)
{
    struct world world = { .test = test_ctx(state), .now = instant_now() };
    const char *flags[2];
    struct audience *audience;
    struct ctx ctx;

    log_set_level(LOG_ERROR);
    assert_ok(sandbox_start(world.test->arena, &(struct sandbox_options){ 0 }, &world.sandbox));
    arena_defer(world.test->arena, stop_it, world.sandbox);
    flags[0] =
        arena_printf(world.test->arena, "google_ads_url=http://127.0.0.1:%u", sandbox_port(world.sandbox));
    flags[1] = arena_printf(world.test->arena, "push_batch=%d", BATCH);
    world.app = test_app_with(world.test, flags, COUNT(flags));
    ctx = at_now(&world, NULL);
    world.ana = test_person(&ctx, "Ana", ROLE_USER, 0);
    world.ben = test_person(&ctx, "Ben", ROLE_USER, CAN_APPROVE);
    load_company(&world);
    called(&world, NULL, &account_operations[ACCOUNT_ADD],
           json_pack("{ssssssss}", "platform", "google-ads", "external_id", "1234567890", "name", "Test",
                     "access_token", "canary"));
    audience = called(&world, world.ana, &audience_operations[AUDIENCE_CREATE],
                      json_pack("{sss{ssssss}}", "name", "In the US", "rules", "field", "customer_country",
                                "op", "eq", "value", "US"));
    world.audience = audience->id;
    return world;
}

static struct push asked(struct world *world)
{
    return *(struct push *)called(world, world->ana, &activation_operations[ACTIVATION_PUSH],
                                  json_pack("{ssss}", "id", world->audience, "account", "1234567890"));
}

static struct push approved(struct world *world)
{
    const struct push push = asked(world);

    return *(struct push *)called(world, world->ben, &activation_operations[ACTIVATION_APPROVE],
                                  json_pack("{ssss}", "id", push.id, "digest", push.digest));
}

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

static void say(struct world *world, int customer, const char *state)
{
    called(world, NULL, &consent_operations[CONSENT_RECORD],
           json_pack("{ssssssssss}", "identifier_type", "customer_id", "identifier",
                     arena_printf(world->test->arena, "C%03d", customer), "consent_type", "ad_user_data",
                     "state", state, "source", "test"));
}

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
    assert_int_equal(next.receipt->removed, first);
    assert_int_equal(members_of(&world, &next), 0);
}

/* The removal gets there, its answer doesn't: nobody knows whether the person is on the list. */
static void who_says_yes_again_after_a_removal_without_an_answer_is_sent(void **state)
{
    struct world world = open_world(state);
    struct push push = approved(&world);

    run_to_the_end(&world, push.id);
    say(&world, 5, "withdrawn");
    push = approved(&world);
    fail_with(&world, "[{\"match\":\"audienceMembers:remove\",\"action\":\"reset_after_accept\"}]");
    run_the_beginning(&world, push.id);
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
}

/* --- by hand --- */

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
        TEST(each_fault_of_the_platform_ends_in_a_receipt_that_is_true),
        TEST(who_says_no_after_the_approval_is_not_sent),
        TEST(who_says_no_while_it_runs_is_not_sent_and_who_was_sent_is_removed_next),
        TEST(who_says_yes_again_after_a_removal_without_an_answer_is_sent),
        TEST(who_asks_can_not_approve),
        TEST(an_approval_signs_what_was_shown),
        TEST(an_approval_that_nobody_gives_runs_out),
        TEST(a_cancelled_push_tells_what_it_sent),
        TEST(what_failed_is_sent_by_a_retry),
        TEST(who_is_there_already_is_not_sent_again),
    };

    return cmocka_run_group_tests_name("push", tests, NULL, NULL);
}
