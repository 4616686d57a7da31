#include "tests/testing/pushes.h"

#include "domain/consent/consent.h"
#include "domain/loads/loads.h"
#include "packages/core/log.h"
#include "packages/http/http.h"
#include "services/orchestrator/orchestrator.h"

#include <stdio.h>
#include <string.h>

enum { MOST_STEPS = 60 };

/* --- calls --- */

struct ctx at_now(struct world *world, const struct identity *who)
{
    struct ctx ctx = app_ctx(world->app, world->test->arena);

    ctx.now = world->now;
    if (who)
        ctx.who = who;
    return ctx;
}

struct err *call(struct world *world, const struct identity *who, const struct operation *operation,
                 json_t *in, void *out)
{
    struct ctx ctx = at_now(world, who);

    return operation_run(&ctx, operation, json_keep(&ctx, in), out);
}

void *called(struct world *world, const struct identity *who, const struct operation *operation, json_t *in)
{
    void *out = NULL;

    assert_ok(call(world, who, operation, in, &out));
    return out;
}

const char *file_of(struct world *world, const char *name, const struct buf *text)
{
    const char *path = arena_printf(world->test->arena, "%s/%s", world->app->settings.data, name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fwrite(text->at, 1, text->len, file), text->len);
    fclose(file);
    return path;
}

struct push push_of(struct world *world, const char *id)
{
    struct ctx ctx = at_now(world, NULL);
    struct push push = { 0 };

    assert_ok(push_get(&ctx, id, &push));
    return push;
}

bool is_over(const struct push *push)
{
    return push->finished_at.us || push->state == PUSH_PAUSED;
}

/* Runs what is due; when nothing is, an hour passes. */
struct push run_to_the_end(struct world *world, const char *id)
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
void run_the_beginning(struct world *world, const char *id)
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

void fail_with(struct world *world, const char *faults)
{
    ask_sandbox(world, "POST", "faults", faults);
}

int members_of(struct world *world, const struct push *push)
{
    struct http_reply reply =
        ask_sandbox(world, "GET", arena_printf(world->test->arena, "lists/%s/members", push->list_id), NULL);
    int n = 0;

    for (size_t i = 0; i < reply.body.size; i++)
        n += reply.body.at[i] == '\n';
    return n;
}

json_t *lists_of(struct world *world)
{
    struct http_reply reply = ask_sandbox(world, "GET", "lists", NULL);
    json_t *json;

    assert_ok(json_parse(world->test, (const char *)reply.body.at, reply.body.size, &json));
    return json_object_get(json, "items");
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

struct world open_world(void **state)
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

struct push asked(struct world *world)
{
    return *(struct push *)called(world, world->ana, &activation_operations[ACTIVATION_PUSH],
                                  json_pack("{ssss}", "id", world->audience, "account", "1234567890"));
}

struct push approved(struct world *world)
{
    const struct push push = asked(world);

    return *(struct push *)called(world, world->ben, &activation_operations[ACTIVATION_APPROVE],
                                  json_pack("{ssss}", "id", push.id, "digest", push.digest));
}

void say(struct world *world, int customer, const char *state)
{
    called(world, NULL, &consent_operations[CONSENT_RECORD],
           json_pack("{ssssssssss}", "identifier_type", "customer_id", "identifier",
                     arena_printf(world->test->arena, "C%03d", customer), "consent_type", "ad_user_data",
                     "state", state, "source", "test"));
}
