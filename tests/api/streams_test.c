/* An open stream ends with the sign-in that opened it. */
#include "domain/activation/activation.h"
#include "domain/loads/loads.h"
#include "domain/users/users.h"
#include "packages/core/log.h"
#include "packages/store/store.h"
#include "services/api/server.h"
#include "tests/testing/app.h"
#include "tests/testing/wire.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000, QUIET_MS = 1500 };

struct world {
    struct ctx ctx; /* the owner's */
    struct app *app;
    struct server *server;
    const char *push, *person;
    struct bytes session;
    int stream;
    struct buf heard;
};

static void *called(struct world *world, const struct operation *operation, json_t *in)
{
    struct ctx ctx = app_ctx(world->app, world->ctx.arena);
    void *out = NULL;

    assert_ok(operation_run(&ctx, operation, json_keep(&ctx, in), &out));
    return out;
}

static void stop(void *server)
{
    server_stop(server);
}

/* A push that waits for a decision, and goes nowhere. */
static const char *waiting_push(struct world *world)
{
    const char *path = arena_printf(world->ctx.arena, "%s/people.csv", world->app->settings.data);
    FILE *file = fopen(path, "we");
    const struct audience *audience;

    assert_non_null(file);
    fputs("customer_id,email,phone,first_name,last_name,country,region,city,postal_code,created_at\n"
          "C1,ann@example.com,,,,US,,,,2026-01-01T00:00:00Z\n",
          file);
    fclose(file);
    called(world, &load_operations[LOAD_CUSTOMERS], json_pack("{s[s]}", "files", path));
    called(world, &account_operations[ACCOUNT_ADD],
           json_pack("{ssssssss}", "platform", "google-ads", "external_id", "1", "name", "Test",
                     "access_token", "t"));
    audience = called(world, &audience_operations[AUDIENCE_CREATE],
                      json_pack("{sss{ssssss}}", "name", "US", "rules", "field", "customer_country", "op",
                                "eq", "value", "US"));
    return ((struct push *)called(world, &activation_operations[ACTIVATION_PUSH],
                                  json_pack("{ssss}", "id", audience->id, "account", "1")))
        ->id;
}

static bool hears(struct world *world, const char *word, int wait_ms)
{
    struct pollfd poll_fd = { .fd = world->stream, .events = POLLIN };
    const int64_t until = monotonic_us() + wait_ms * INT64_C(1000);
    char piece[4096];
    ssize_t got = 1;

    while (got > 0 && !strstr(buf_str(&world->heard), word) && monotonic_us() < until) {
        if (poll(&poll_fd, 1, 100) <= 0)
            continue;
        got = recv(world->stream, piece, sizeof(piece), 0);
        if (got > 0)
            buf_add(&world->heard, piece, (size_t)got);
    }
    return strstr(buf_str(&world->heard), word) != NULL;
}

static void listen_as(struct world *world, const char *name)
{
    struct user user = { 0 };
    struct user_link link;
    const char *request;

    assert_ok(user_create(&world->ctx, &(struct user_new){ .name = name, .role = ROLE_USER }, &user));
    assert_ok(link_make(&world->ctx, &user, "http://x", MINUTES(15), &link));
    assert_ok(link_use(&world->ctx, strchr(link.link, '#') + 1, &user, &world->session));
    world->person = user.id;
    world->heard = buf_in(world->ctx.arena, 1 << 20);
    world->stream = wire_connect(server_port(world->server));
    request = arena_printf(world->ctx.arena,
                           "GET /api/activation/jobs/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                           "Accept: text/event-stream\r\nCookie: __Host-session=%s\r\n\r\n",
                           world->push, hex_text(world->ctx.arena, world->session.at, world->session.size));
    assert_int_equal(send(world->stream, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    assert_true(hears(world, "event: job", PATIENCE_MS));
    assert_false(hears(world, "event: error", QUIET_MS));
}

static struct world opened(void **state)
{
    static const char *const flags[] = { "google_ads_url=http://127.0.0.1:9" };
    struct world world = { .app = test_app_with(test_ctx(state), flags, 1) };

    log_set_level(LOG_ERROR);
    world.ctx = app_ctx(world.app, test_ctx(state)->arena);
    world.push = waiting_push(&world);
    assert_ok(server_start(
        &world.ctx, &(struct server_options){ .ports = &world.app->ports, .operations = all_operations },
        &world.server));
    arena_defer(world.ctx.arena, stop, world.server);
    return world;
}

static void a_disabled_persons_stream_ends(void **state)
{
    struct world world = opened(state);

    listen_as(&world, "Ana");
    called(&world, &user_operations[USER_UPDATE], json_pack("{sssb}", "id", world.person, "disabled", 1));
    assert_true(hears(&world, "unauthenticated", PATIENCE_MS));
    assert_false(hears(&world, "nothing more comes", PATIENCE_MS)); /* it was closed */
    close(world.stream);
}

static void a_stream_ends_with_its_session_and_others_go_on(void **state)
{
    struct world world = opened(state), other = world;

    listen_as(&world, "Ana");
    listen_as(&other, "Ben");
    assert_ok(session_end(&world.ctx, world.session));
    assert_true(hears(&world, "unauthenticated", PATIENCE_MS));
    called(&world, &activation_operations[ACTIVATION_CANCEL], json_pack("{ss}", "id", world.push));
    assert_true(hears(&other, "\"cancelled\"", PATIENCE_MS));
    assert_null(strstr(buf_str(&other.heard), "unauthenticated"));
    assert_null(strstr(buf_str(&world.heard), "\"cancelled\""));
    close(world.stream);
    close(other.stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_disabled_persons_stream_ends),
        TEST(a_stream_ends_with_its_session_and_others_go_on),
    };

    return cmocka_run_group_tests_name("streams", tests, NULL, NULL);
}
