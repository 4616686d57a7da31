/*
 * kill -9 at random moments of pushes: after each the program starts again, and in the end the simulator
 * holds exactly the members that an oracle, which knows nothing of the program, says it must; the receipts
 * add up. The killed program is this test itself, started again with "work" as its argument.
 */
#include "packages/core/test.h"

#include "apps/truffle/app.h"
#include "connectors/sandbox/sandbox.h"
#include "domain/activation/activation.h"
#include "domain/consent/consent.h"
#include "domain/loads/loads.h"
#include "domain/users/users.h"
#include "packages/audit/audit.h"
#include "packages/http/http.h"
#include "packages/store/store.h"
#include "services/orchestrator/orchestrator.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CUSTOMERS = 3000, KILLS = 50, BATCH = 150, LONGEST_LIFE_MS = 900 };

/* --- the oracle: who must be on the list, by rules of its own --- */

struct world {
    bool withdrawn[CUSTOMERS]; /* said no after having said yes */
};

static bool is_in_audience(int i)
{
    return i % 5 != 0; /* the country is US for four of five */
}

static bool has_email(int i)
{
    return i % 11 != 0;
}

/* Two customers in a hundred share the e-mail of the one before. */
static int email_of(int i)
{
    return i % 50 == 7 ? i - 1 : i;
}

static bool said_yes(int i)
{
    return i % 7 != 3;
}

/* Consent follows the identifier that it was recorded for: here the customer id. */
static bool may_send(const struct world *world, int i)
{
    return said_yes(i) && !world->withdrawn[i];
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* SHA-256 of each address that must be there, sorted, each once. */
static size_t expected_members(struct arena *arena, const struct world *world, const char **out)
{
    size_t n = 0, kept = 0;

    for (int i = 0; i < CUSTOMERS; i++) {
        const char *email = arena_printf(arena, "k%05d@example.com", email_of(i));

        if (is_in_audience(i) && has_email(i) && may_send(world, i))
            out[n++] = sha256_hex(arena, email, strlen(email));
    }
    qsort(out, n, sizeof(*out), compare_text);
    for (size_t i = 0; i < n; i++)
        if (!kept || strcmp(out[kept - 1], out[i]) != 0)
            out[kept++] = out[i];
    return kept;
}

/* --- the program's side --- */

static struct settings settings_of(struct ctx *ctx, const char *folder, unsigned port)
{
    const char *flags[] = {
        arena_printf(ctx->arena, "data=%s", folder),
        arena_printf(ctx->arena, "google_ads_url=http://127.0.0.1:%u", port),
        arena_printf(ctx->arena, "push_batch=%d", BATCH),
    };
    struct settings settings;

    assert_ok(settings_load(ctx, flags, COUNT(flags), &settings));
    return settings;
}

static void write_files(struct ctx *ctx, const char *customers, const char *consents)
{
    FILE *people = fopen(customers, "we"), *said = fopen(consents, "we");

    (void)ctx;
    assert_non_null(people);
    assert_non_null(said);
    fputs("customer_id,email,phone,first_name,last_name,country,region,city,postal_code,created_at\n",
          people);
    fputs("identifier_type,identifier,consent_type,state,at,source\n", said);
    for (int i = 0; i < CUSTOMERS; i++) {
        fprintf(people, "C%05d,", i);
        if (has_email(i))
            fprintf(people, "k%05d@example.com", email_of(i));
        fprintf(people, ",,,,%s,,,,2026-01-01T00:00:00Z\n", is_in_audience(i) ? "US" : "FR");
        if (!said_yes(i))
            continue;
        fprintf(said, "customer_id,C%05d,ad_user_data,granted,2026-02-01T00:00:00Z,test\n", i);
        fprintf(said, "customer_id,C%05d,ad_personalization,granted,2026-02-01T00:00:00Z,test\n", i);
    }
    fclose(people);
    fclose(said);
}

static void *called(struct ctx *ctx, const struct operation *operation, json_t *in)
{
    void *out = NULL;

    assert_ok(operation_run(ctx, operation, json_keep(ctx, in), &out));
    return out;
}

static void make_world(struct app *app, struct ctx *ctx, const char *folder)
{
    const char *customers = arena_printf(ctx->arena, "%s/customers.csv", folder);
    const char *consents = arena_printf(ctx->arena, "%s/consents.csv", folder);

    (void)app;
    write_files(ctx, customers, consents);
    called(ctx, &load_operations[LOAD_CUSTOMERS], json_pack("{s[s]}", "files", customers));
    called(ctx, &load_operations[LOAD_CONSENTS], json_pack("{s[s]}", "files", consents));
    called(ctx, &account_operations[ACCOUNT_ADD],
           json_pack("{ssssssss}", "platform", "google-ads", "external_id", "1234567890", "name", "Test",
                     "access_token", "test"));
    called(ctx, &user_operations[USER_ADD], json_pack("{ssss}", "name", "Ana", "role", "user"));
}

/* Asked for by Ana, approved by the owner. */
static const char *approved_push(struct ctx *ctx, const char *audience)
{
    const struct identity *owner = ctx->who;
    struct identity ana = { .id = "ana", .name = "Ana", .role = ROLE_ADMIN, .kind = ACTOR_SYSTEM };
    const struct push *push;

    ctx->who = &ana;
    push = called(ctx, &activation_operations[ACTIVATION_PUSH],
                  json_pack("{ssss}", "id", audience, "account", "1234567890"));
    ctx->who = owner;
    push = called(ctx, &activation_operations[ACTIVATION_APPROVE],
                  json_pack("{ssss}", "id", push->id, "digest", push->digest));
    return push->id;
}

/* --- the killed process --- */

static int work(const char *folder, const char *port, const char *push_id)
{
    struct arena *arena = arena_new(), *jobs = arena_new();
    struct ctx ctx = { .arena = arena, .now = instant_now() }, job;
    struct settings settings = settings_of(&ctx, folder, (unsigned)strtoul(port, NULL, 10));
    const struct timespec moment = { .tv_nsec = 5000000 };
    struct app app = { 0 };
    struct push push = { 0 };

    assert_ok(app_open(&ctx, &settings, &app));
    do {
        struct err *err;

        arena_reset(jobs);
        job = app_ctx(&app, jobs);
        err = orchestrator_step(&job);
        if (err_is(err, ERR_NOT_FOUND))
            nanosleep(&moment, NULL);
        job = app_ctx(&app, jobs);
        assert_ok(push_get(&job, push_id, &push));
    } while (!push.finished_at.us);
    arena_free(jobs);
    app_close(&app);
    arena_free(arena);
    return 0;
}

/* True when the process ended by itself: the push is through. On a slow machine a short life comes to
 * nothing: the more deaths, the longer lives may be. */
static bool live_and_die(struct ctx *ctx, const char *folder, unsigned port, const char *push_id,
                         bool may_live, int deaths)
{
    const char *port_text = arena_printf(ctx->arena, "%u", port);
    unsigned char dice[2];
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        execl("/proc/self/exe", "kill_test", "work", folder, port_text, push_id, (char *)NULL);
        _exit(127);
    }
    random_bytes(ctx, dice, sizeof(dice));
    if (!may_live) {
        const long longest = LONGEST_LIFE_MS * (1 + deaths / 5), ms = (dice[0] << 8 | dice[1]) % longest;
        const struct timespec life = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

        nanosleep(&life, NULL);
        kill(child, SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status))
        assert_int_equal(WEXITSTATUS(status), 0);
    return WIFEXITED(status);
}

/* --- what the simulator holds --- */

static size_t members_there(struct ctx *ctx, unsigned port, const char *list, const char **out)
{
    const struct http_request request = {
        .method = "GET",
        .url = arena_printf(ctx->arena, "http://127.0.0.1:%u/sandbox/lists/%s/members", port, list),
        .most_bytes = 64 * 1024 * 1024,
    };
    struct http_client *client = http_client_new(NULL);
    struct http_reply reply = { 0 };
    size_t n = 0;
    const char *at;

    assert_ok(http_send(ctx, client, &request, &reply));
    assert_int_equal(reply.status, 200);
    at = (const char *)reply.body.at;
    while ((at = strstr(at, "email:")) != NULL) {
        at += strlen("email:");
        out[n++] = arena_text_n(ctx->arena, at, 64);
    }
    qsort(out, n, sizeof(*out), compare_text);
    http_client_free(client);
    return n;
}

static void compare(struct ctx *ctx, const struct world *world, unsigned port, const char *list)
{
    const char **wanted = arena_alloc(ctx->arena, CUSTOMERS * sizeof(*wanted));
    const char **there = arena_alloc(ctx->arena, CUSTOMERS * 4 * sizeof(*there));
    const size_t n = expected_members(ctx->arena, world, wanted), m = members_there(ctx, port, list, there);

    assert_int_equal(m, n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(there[i], wanted[i]);
}

static void check_receipt(const struct push *push)
{
    const struct receipt *receipt = push->receipt;

    assert_int_equal(push->state, PUSH_DONE);
    assert_non_null(receipt);
    assert_true(receipt->adds_up);
    assert_int_equal(receipt->audience, CUSTOMERS / 5 * 4);
    assert_int_equal(receipt->failed + receipt->rejected + receipt->not_sent, 0);
}

/* Some who said yes say no: the next push must take them off. */
static void withdraw_some(struct ctx *ctx, struct world *world, int round)
{
    for (int i = round * 13; i < CUSTOMERS; i += 97) {
        const char *id = arena_printf(ctx->arena, "C%05d", i);

        if (!said_yes(i) || world->withdrawn[i])
            continue;
        called(ctx, &consent_operations[CONSENT_RECORD],
               json_pack("{ssssssssss}", "identifier_type", "customer_id", "identifier", id, "consent_type",
                         "ad_user_data", "state", "withdrawn", "source", "test"));
        world->withdrawn[i] = true;
    }
}

static void killed_at_any_moment_it_ends_with_the_right_members(void **state)
{
    struct ctx *test = test_ctx(state), ctx;
    const char *folder = test_folder(test), *audience;
    const struct sandbox_options options = { 0 };
    struct sandbox *sandbox = NULL;
    struct world *world = arena_alloc(test->arena, sizeof(*world));
    struct arena *arena = arena_new();
    struct settings settings;
    struct app app = { 0 };
    unsigned port;
    int kills = 0;

    assert_ok(sandbox_start(test->arena, &options, &sandbox));
    port = sandbox_port(sandbox);
    settings = settings_of(test, folder, port);
    assert_ok(app_open(test, &settings, &app));
    ctx = app_ctx(&app, arena);
    make_world(&app, &ctx, folder);
    audience = ((struct audience *)called(&ctx, &audience_operations[AUDIENCE_CREATE],
                                          json_pack("{sss{ssssss}}", "name", "In the US", "rules", "field",
                                                    "customer_country", "op", "eq", "value", "US")))
                   ->id;
    audience = arena_text(test->arena, audience);
    for (int round = 0; kills < KILLS; round++) {
        const char *id = arena_text(test->arena, approved_push(&ctx, audience));
        struct audit_verdict verdict;
        struct push push = { 0 };
        bool is_through = false;

        arena_free(arena);
        app_close(&app);
        for (int deaths = 0; !is_through; deaths++) {
            is_through = live_and_die(test, folder, port, id, kills >= KILLS, deaths);
            kills += !is_through;
        }
        app = (struct app){ 0 };
        assert_ok(app_open(test, &settings, &app));
        arena = arena_new();
        ctx = app_ctx(&app, arena);
        assert_ok(push_get(&ctx, id, &push));
        check_receipt(&push);
        compare(&ctx, world, port, push.list_id);
        assert_ok(audit_verify(&ctx, &verdict));
        assert_int_equal(verdict.first_bad, 0);
        withdraw_some(&ctx, world, round);
    }
    arena_free(arena);
    app_close(&app);
    sandbox_stop(sandbox);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(killed_at_any_moment_it_ends_with_the_right_members),
    };

    if (argc == 5 && strcmp(argv[1], "work") == 0)
        return work(argv[2], argv[3], argv[4]);
    return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
