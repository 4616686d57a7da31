/*
 * Whose address counts: behind a proxy that is trusted its client's, else the peer's, whatever is claimed.
 * Asked by what hangs on it: ten tries to sign in a minute for each address, and 200 connections.
 */
#include "services/api/server.h"

#include "packages/core/log.h"
#include "tests/testing/app.h"
#include "tests/testing/wire.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TRIES = 10, MANY = 260, PER_ADDRESS = 200, WAIT_MS = 3000 };

static void stop(void *server)
{
    server_stop(server);
}

static struct server *serve(struct ctx *ctx, const char *proxies)
{
    const char *flag = arena_printf(ctx->arena, "trusted_proxies=%s", proxies);
    struct app *app = test_app_with(ctx, &flag, 1);
    struct server *server = NULL;

    log_set_level(LOG_ERROR);
    assert_ok(server_start(
        ctx, &(struct server_options){ .ports = &app->ports, .operations = all_operations }, &server));
    arena_defer(ctx->arena, stop, server);
    return server;
}

/* The status of a try to sign in with these headers ("Name: value\r\n" each). */
static int tried(struct ctx *ctx, struct server *server, const char *headers)
{
    static const char body[] =
        "{\"token\":\"0000000000000000000000000000000000000000000000000000000000000000\"}";
    const char *text =
        arena_printf(ctx->arena,
                     "POST /api/auth/link HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
                     "Connection: close\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n%s\r\n%s",
                     strlen(body), headers, body);

    return wire_send(ctx, server_port(server), text, strlen(text), WAIT_MS).status;
}

/* Uses up the tries of whoever these headers stand for. */
static void use_up(struct ctx *ctx, struct server *server, const char *headers)
{
    for (int i = 0; i < TRIES; i++)
        assert_int_not_equal(tried(ctx, server, headers), 429);
    assert_int_equal(tried(ctx, server, headers), 429);
}

#define FOR(list)   "X-Forwarded-For: " list "\r\n"
#define NAMED(list) "Forwarded: " list "\r\n"

static void a_stranger_s_word_is_not_heard(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server *server = serve(ctx, "10.0.0.0/8 2001:db8::/32");

    use_up(ctx, server, FOR("192.0.2.1"));
    assert_int_equal(tried(ctx, server, FOR("192.0.2.2")), 429);
    assert_int_equal(tried(ctx, server, FOR("10.0.0.1")), 429);
    assert_int_equal(tried(ctx, server, NAMED("for=192.0.2.3")), 429);
    assert_int_equal(tried(ctx, server, ""), 429);
}

static void each_client_of_a_proxy_counts_alone(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server *server = serve(ctx, "127.0.0.0/8 10.0.0.5 2001:db8:1::/48");

    use_up(ctx, server, FOR("192.0.2.1"));
    assert_int_not_equal(tried(ctx, server, FOR("192.0.2.2")), 429);
    /* What the client itself wrote stands further left. */
    assert_int_equal(tried(ctx, server, FOR("203.0.113.9, 192.0.2.1")), 429);
    assert_int_equal(tried(ctx, server, FOR("10.0.0.5, 127.0.0.1,192.0.2.1")), 429);
    assert_int_equal(tried(ctx, server, FOR("203.0.113.9") FOR("192.0.2.1")), 429);
    assert_int_equal(tried(ctx, server, FOR("unknown, 192.0.2.1:4711")), 429);
    /* Two proxies in a row. */
    assert_int_equal(tried(ctx, server, FOR("192.0.2.1, 10.0.0.5")), 429);
    assert_int_equal(tried(ctx, server, FOR("192.0.2.1 , 2001:db8:1::7, 127.0.0.9")), 429);
    assert_int_not_equal(tried(ctx, server, FOR("192.0.2.1, 10.0.0.6")), 429);
    /* The same address in its other form. */
    assert_int_equal(tried(ctx, server, FOR("::ffff:192.0.2.1")), 429);
}

static void the_header_of_the_standard_says_the_same(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server *server = serve(ctx, "127.0.0.1");

    use_up(ctx, server, NAMED("for=192.0.2.1;proto=https;by=10.0.0.1"));
    assert_int_equal(tried(ctx, server, NAMED("for=203.0.113.9, proto=http; For=\"192.0.2.1:80\"")), 429);
    assert_int_equal(tried(ctx, server, NAMED("for=\"203.0.113.9, for=192.0.2.1")), 429);
    use_up(ctx, server, NAMED("for=\"[2001:db8::7]:4711\""));
    assert_int_equal(tried(ctx, server, FOR("2001:db8::7")), 429);
    assert_int_equal(tried(ctx, server, FOR("192.0.2.1") NAMED("for=192.0.2.1")), 429);
}

/* A proxy sets one of the two and passes on what its client wrote in the other. */
static void two_headers_that_differ_are_the_proxy(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server *server = serve(ctx, "127.0.0.1");

    use_up(ctx, server, FOR("192.0.2.1") NAMED("for=203.0.113.9"));
    assert_int_equal(tried(ctx, server, FOR("192.0.2.2") NAMED("for=203.0.113.8")), 429);
    assert_int_equal(tried(ctx, server, ""), 429);
    assert_int_not_equal(tried(ctx, server, FOR("203.0.113.9")), 429);
}

static void what_can_t_be_read_is_the_last_that_could(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server *server = serve(ctx, "127.0.0.1 10.0.0.5");

    use_up(ctx, server, FOR("192.0.2.1, unknown"));
    assert_int_equal(tried(ctx, server, FOR("nonsense")), 429);
    assert_int_equal(tried(ctx, server, FOR("")), 429);
    assert_int_equal(tried(ctx, server, NAMED("for=_hidden")), 429);
    assert_int_equal(tried(ctx, server, NAMED("by=192.0.2.1")), 429);
    assert_int_not_equal(tried(ctx, server, FOR("192.0.2.1, _, 10.0.0.5")), 429);
}

/* --- connections --- */

/* How many of many connections stay open. */
static size_t kept_open(struct server *server)
{
    struct pollfd fds[MANY];
    size_t n = 0;

    for (size_t i = 0; i < MANY; i++)
        fds[i] = (struct pollfd){ .fd = wire_connect(server_port(server)), .events = POLLIN };
    for (size_t i = 0; i < MANY; i++) {
        static const char ask[] = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        char piece[16];

        (void)!send(fds[i].fd, ask, sizeof(ask) - 1, MSG_NOSIGNAL);
        n += poll(&fds[i], 1, WAIT_MS) > 0 && recv(fds[i].fd, piece, sizeof(piece), 0) > 0;
    }
    for (size_t i = 0; i < MANY; i++)
        close(fds[i].fd);
    return n;
}

static void an_address_has_two_hundred_connections(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct server *server = serve(ctx, "10.0.0.0/8");
    struct pollfd none = { .fd = -1 };
    const int64_t until = monotonic_us() + SECONDS(20);
    size_t n;

    assert_in_range(kept_open(server), PER_ADDRESS, PER_ADDRESS + 2); /* two threads let in at once */
    do { /* until the server has seen that they left */
        poll(&none, 1, 50);
        n = kept_open(server);
    } while (n < PER_ADDRESS && monotonic_us() < until);
    assert_true(n >= PER_ADDRESS);
}

static void a_trusted_proxy_has_as_many_as_there_are(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_int_equal(kept_open(serve(ctx, "127.0.0.1")), MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_stranger_s_word_is_not_heard),
        TEST(each_client_of_a_proxy_counts_alone),
        TEST(the_header_of_the_standard_says_the_same),
        TEST(two_headers_that_differ_are_the_proxy),
        TEST(what_can_t_be_read_is_the_last_that_could),
        TEST(an_address_has_two_hundred_connections),
        TEST(a_trusted_proxy_has_as_many_as_there_are),
    };

    return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
