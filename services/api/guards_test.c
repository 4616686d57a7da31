/*
 * What no client should send, by raw sockets: it is refused, the connection is closed, and nothing that came
 * behind it is served.
 */
#include "services/api/server.h"

#include "packages/core/log.h"
#include "tests/testing/app.h"
#include "tests/testing/wire.h"

#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WAIT_MS = 3000, HEAD_MS = 600 };

/* --- a server: the same one for all tests, which leave nothing behind --- */

static struct server *server;
static void *serving; /* its ctx */

static int serve(void **state)
{
    struct ctx *ctx;
    struct app *app;

    (void)state;
    log_set_level(LOG_ERROR);
    test_begin(&serving);
    ctx = serving;
    app = test_app(ctx);
    assert_ok(server_start(
        ctx,
        &(struct server_options){ .ports = &app->ports, .operations = all_operations, .head_ms = HEAD_MS },
        &server));
    return 0;
}

static int stop(void **state)
{
    (void)state;
    server_stop(server);
    return test_end(&serving);
}

static struct wire_reply sent(void **state, const char *text)
{
    return wire_send(test_ctx(state), server_port(server), text, strlen(text), WAIT_MS);
}

static int times(const char *text, const char *word)
{
    int n = 0;

    while ((text = strstr(text, word)) != NULL) {
        text += strlen(word);
        n++;
    }
    return n;
}

/* One answer of this status, as a problem, and no second one. Fails for a connection that stays open. */
static void is_refused(void **state, const char *text, int status)
{
    struct ctx *ctx = test_ctx(state);
    const int64_t begun = monotonic_us();
    const struct wire_reply reply = sent(state, text);

    if (reply.status != status)
        print_error("%.200s\n-> %.400s\n", text, reply.all);
    assert_int_equal(reply.status, status);
    assert_int_equal(times(reply.all, "HTTP/1.1 "), 1);
    assert_true(monotonic_us() - begun < WAIT_MS * 900); /* closed, not only silent */
    if (strstr(reply.head, "application/problem+json"))
        assert_non_null(strstr(reply.body, arena_printf(ctx->arena, "\"status\":%d", status)));
}

/* Refused in whatever way: an answer of 400 to 499 or a closed door, and nothing behind it is served. */
static void is_not_served(void **state, const char *bytes, size_t size)
{
    const struct wire_reply reply = wire_send(test_ctx(state), server_port(server), bytes, size, WAIT_MS);

    if (reply.status && (reply.status < 400 || reply.status > 505))
        print_error("%.200s\n-> %.400s\n", bytes, reply.all);
    assert_true(reply.status == 0 || (reply.status >= 400 && reply.status <= 505));
    assert_null(strstr(reply.all, "200 OK"));
}

#define HOST   "Host: 127.0.0.1\r\n"
#define SECOND "GET /healthz HTTP/1.1\r\n" HOST "\r\n"

/* --- smuggling --- */

static void a_sound_request_is_served_and_the_connection_kept(void **state)
{
    const struct wire_reply reply =
        sent(state, SECOND SECOND "GET /healthz HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");

    assert_int_equal(reply.status, 200);
    assert_int_equal(times(reply.all, "HTTP/1.1 200 OK"), 3);
}

static void a_length_and_a_coding_are_refused(void **state)
{
    is_refused(state,
               "POST /api/auth/link HTTP/1.1\r\n" HOST
               "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SECOND,
               400);
    is_refused(state,
               "POST /api/auth/link HTTP/1.1\r\n" HOST
               "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" SECOND,
               400);
    is_refused(state,
               "GET /healthz HTTP/1.1\r\n" HOST
               "Content-Length: 45\r\nTransfer-Encoding: chunked\r\n\r\n" SECOND,
               400);
}

static void two_lengths_are_refused(void **state)
{
    is_refused(state,
               "POST /api/auth/link HTTP/1.1\r\n" HOST
               "Content-Length: 0\r\nContent-Length: 45\r\n\r\n" SECOND,
               400);
    is_refused(state,
               "POST /api/auth/link HTTP/1.1\r\n" HOST
               "Content-Length: 45\r\nContent-Length: 0\r\n\r\n" SECOND,
               400);
    is_refused(state,
               "POST /api/auth/link HTTP/1.1\r\n" HOST
               "Content-Length: 2\r\ncontent-length: 2\r\n\r\n{}" SECOND,
               400);
}

static void foreign_codings_are_refused(void **state)
{
    static const char *const codings[] = { "gzip, chunked",    "gzip",     "identity",
                                           "chunked, chunked", "xchunked", "chunked;q=1" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(codings); i++)
        is_refused(state,
                   arena_printf(ctx->arena,
                                "POST /api/auth/link HTTP/1.1\r\n" HOST
                                "Transfer-Encoding: %s\r\n\r\n0\r\n\r\n" SECOND,
                                codings[i]),
                   400);
    is_refused(state,
               "POST /api/auth/link HTTP/1.1\r\n" HOST
               "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" SECOND,
               400);
}

static void odd_lengths_and_chunks_are_refused(void **state)
{
    static const char *const texts[] = {
        "POST /api/auth/link HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n" SECOND,
        "POST /api/auth/link HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\n12345" SECOND,
        "POST /api/auth/link HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\n12345" SECOND,
        "POST /api/auth/link HTTP/1.1\r\n" HOST "Content-Length: 5, 5\r\n\r\n12345" SECOND,
        "POST /api/auth/link HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n\r\n" SECOND,
        "POST /api/auth/link HTTP/1.1\r\n" HOST
        "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n" SECOND,
        "POST /api/auth/link HTTP/1.1\r\n" HOST
        "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n" SECOND,
        "POST /api/auth/link HTTP/1.1\r\n" HOST
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n" SECOND,
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        is_not_served(state, texts[i], strlen(texts[i]));
}

/* The space makes it another name: taken for none, its body would be read as the next request. */
static void a_space_before_the_colon_is_refused(void **state)
{
    is_refused(state, "POST /api/auth/link HTTP/1.1\r\n" HOST "Content-Length : 45\r\n\r\n" SECOND, 400);
    is_refused(state,
               "POST /api/auth/link HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" SECOND,
               400);
    is_refused(state, "GET /healthz HTTP/1.1\r\n" HOST "X(y): 1\r\n\r\n" SECOND, 400);
}

/* --- whose server --- */

static void there_must_be_one_host(void **state)
{
    static const char none[] = "GET /healthz HTTP/1.1\r\n\r\n" SECOND;

    is_not_served(state, none,
                  strlen(none)); /* the library's own answer, which says its head twice, then closes */
    is_refused(state, "GET /healthz HTTP/1.1\r\n" HOST HOST "\r\n" SECOND, 400);
    is_refused(state, "GET /healthz HTTP/1.1\r\n" HOST "host: evil.example\r\n\r\n" SECOND, 400);
    is_refused(state, "GET /healthz HTTP/1.1\r\nHost:\r\n\r\n" SECOND, 400);
    is_refused(state, "GET /healthz HTTP/1.1\r\nHost: \r\n\r\n" SECOND, 400);
}

static void another_name_is_refused(void **state)
{
    static const char *const names[] = { "evil.example",
                                         "evil.example:8080",
                                         "127.0.0.1.evil.example",
                                         "localhost.evil.example",
                                         "[::2]",
                                         "[",
                                         "127.0.0.2",
                                         "169.254.169.254",
                                         "user@127.0.0.1",
                                         "127.0.0.1 evil",
                                         "0.0.0.0" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(names); i++)
        is_refused(state,
                   arena_printf(ctx->arena, "GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n" SECOND, names[i]),
                   400);
}

static void our_own_names_are_served(void **state)
{
    static const char *const names[] = { "127.0.0.1",   "127.0.0.1:8080", "localhost",
                                         "LOCALHOST:1", "[::1]",          "[::1]:8080" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(names); i++)
        assert_int_equal(
            sent(state,
                 arena_printf(ctx->arena, "GET /healthz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n",
                              names[i]))
                .status,
            200);
}

/* --- bytes that have no place --- */

static void a_nul_in_the_address_is_refused(void **state)
{
    is_refused(state, "GET /api/audiences/a%00b HTTP/1.1\r\n" HOST "\r\n" SECOND, 400);
    is_refused(state, "GET /healthz%00.html HTTP/1.1\r\n" HOST "\r\n" SECOND, 400);
    is_refused(state, "GET /api/audiences?q=a%00b HTTP/1.1\r\n" HOST "\r\n" SECOND, 400);
}

/* The library hides a NUL byte: the address ends there, and is asked for under the rules of what is left. */
static void a_nul_byte_opens_no_door(void **state)
{
    static const char secret[] = "GET /api/audiences/a\0b HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n";
    static const char late_host[] = "GET /healthz HTTP/1.1\r\nHost: evil.example\0\r\n" HOST "\r\n" SECOND;

    is_not_served(state, secret, sizeof(secret) - 1);
    is_not_served(state, late_host, sizeof(late_host) - 1);
}

static void an_address_that_is_no_text_is_refused(void **state)
{
    is_refused(state, "GET /api/audiences/%ff%fe HTTP/1.1\r\n" HOST "\r\n" SECOND, 400);
    is_refused(state, "GET /api/audiences/%c0%af HTTP/1.1\r\n" HOST "\r\n" SECOND, 400);
}

static void control_characters_in_a_header_are_refused(void **state)
{
    is_refused(state,
               "GET /healthz HTTP/1.1\r\n" HOST "X-A: a\x01"
               "b\r\n\r\n" SECOND,
               400);
    is_refused(state,
               "GET /healthz HTTP/1.1\r\n" HOST "X-A: a\x7f"
               "b\r\n\r\n" SECOND,
               400);
    is_refused(state, "GET /healthz HTTP/1.1\r\n" HOST "X-A: a\rb\r\n\r\n" SECOND, 400);
}

static void what_is_no_http_1_1_is_not_served(void **state)
{
    static const char *const texts[] = {
        "GET /healthz HTTP/2.0\r\n" HOST "\r\n", "GET /healthz HTTP/1.9\r\n" HOST "\r\n",
        "GET /healthz HTTP/0.9\r\n" HOST "\r\n", "GET /healthz\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",      "\r\n\r\n\r\n\r\nx\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        is_not_served(state, texts[i], strlen(texts[i]));
}

static void a_method_that_is_none_of_ours_is_refused(void **state)
{
    is_refused(state, "TRACE /api/workspace HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 405);
    is_refused(state, "BREW /api/workspace HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 405);
    is_refused(state, "BREW /nothing HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 404);
    is_not_served(state, "CONNECT evil.example:443 HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n",
                  strlen("CONNECT evil.example:443 HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"));
}

/* --- too much --- */

static const char *filled(struct ctx *ctx, size_t size)
{
    char *text = arena_alloc(ctx->arena, size + 1);

    memset(text, 'x', size);
    return text;
}

static void a_head_has_limits(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf many = buf_in(ctx->arena, 100000);

    for (int i = 0; i < 110; i++)
        buf_printf(&many, "X-%d: 1\r\n", i);
    is_refused(state,
               arena_printf(ctx->arena, "GET /healthz HTTP/1.1\r\n" HOST "X-A: %s\r\n\r\n" SECOND,
                            filled(ctx, 16 * 1024)),
               431);
    is_refused(state,
               arena_printf(ctx->arena, "GET /healthz HTTP/1.1\r\n" HOST "X-A: %s\r\n\r\n" SECOND,
                            filled(ctx, 60000)),
               431);
    is_refused(state,
               arena_printf(ctx->arena, "GET /healthz HTTP/1.1\r\n" HOST "%s\r\n" SECOND, buf_str(&many)),
               431);
    is_refused(state,
               arena_printf(ctx->arena, "GET /%s HTTP/1.1\r\n" HOST "\r\n" SECOND, filled(ctx, 9 * 1024)),
               414);
    is_refused(
        state,
        arena_printf(ctx->arena, "GET /healthz?%s HTTP/1.1\r\n" HOST "\r\n" SECOND, filled(ctx, 9 * 1024)),
        414);
    is_refused(state, arena_printf(ctx->arena, "GET /%s HTTP/1.1\r\n" HOST "\r\n" SECOND, filled(ctx, 60000)),
               414);
    assert_int_equal(
        sent(state,
             arena_printf(ctx->arena, "GET /healthz HTTP/1.1\r\n" HOST "Connection: close\r\nX-A: %s\r\n\r\n",
                          filled(ctx, 12 * 1024)))
            .status,
        200);
}

/* Said in the head: no byte of it is waited for. */
static void a_body_that_is_too_large_is_refused_before_it_comes(void **state)
{
    is_refused(
        state,
        "POST /api/audiences HTTP/1.1\r\n" HOST
        "Origin: http://127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1048577\r\n\r\n",
        413);
}

static void a_body_in_chunks_that_is_too_large_is_refused(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 4 * 1024 * 1024);

    buf_text(&text, "POST /api/audiences HTTP/1.1\r\n" HOST "Origin: http://127.0.0.1\r\n"
                    "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 70; i++)
        buf_printf(&text, "4000\r\n%s\r\n", filled(ctx, 0x4000));
    buf_text(&text, "0\r\n\r\n" SECOND);
    is_refused(state, buf_str(&text), 413);
}

/* A body without end: the connection is closed, whatever is still to come. */
static void a_body_without_end_is_cut_off(void **state)
{
    static const char head[] = "POST /api/audiences HTTP/1.1\r\n" HOST "Origin: http://127.0.0.1\r\n"
                               "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    struct ctx *ctx = test_ctx(state);
    const char *chunk = arena_printf(ctx->arena, "4000\r\n%s\r\n", filled(ctx, 0x4000));
    const int fd = wire_connect(server_port(server));
    ssize_t put = send(fd, head, strlen(head), MSG_NOSIGNAL);
    int n = 0;

    for (; put > 0 && n < 64 * 32; n++) /* 32 MiB at most */
        put = send(fd, chunk, strlen(chunk), MSG_NOSIGNAL);
    close(fd);
    assert_true(n < 64 * 32);
}

/* --- slowness --- */

/* Sends a byte each 50 ms until the server closes; in ms. */
static int64_t held_for(int fd, const char *slow)
{
    const int64_t begun = monotonic_us();
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
    char byte;

    for (; monotonic_us() - begun < SECONDS(8); slow += slow[1] ? 1 : 0) {
        if (send(fd, slow, 1, MSG_NOSIGNAL) < 0)
            break;
        if (poll(&poll_fd, 1, 50) > 0 && recv(fd, &byte, 1, 0) <= 0)
            break;
    }
    close(fd);
    return (monotonic_us() - begun) / 1000;
}

static void a_head_that_comes_slowly_is_not_waited_for(void **state)
{
    (void)state;
    assert_in_range(held_for(wire_connect(server_port(server)), "GET /healthz HTTP/1.1\r\nX-A: aaaaaaaa"),
                    HEAD_MS - 100, HEAD_MS + 2500);
}

/* The first request in time doesn't buy the second one any. */
static void the_second_head_of_a_connection_is_not_waited_for_either(void **state)
{
    const int fd = wire_connect(server_port(server));
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
    char piece[4096];

    (void)state;
    assert_true(send(fd, SECOND, strlen(SECOND), MSG_NOSIGNAL) > 0);
    assert_true(poll(&poll_fd, 1, WAIT_MS) > 0 && recv(fd, piece, sizeof(piece), 0) > 0);
    assert_true(held_for(fd, "GET /healthz HTTP/1.1\r\nX-A: aaaaaaaa") < 4500);
}

/* --- what a refusal costs --- */

static void a_refused_request_is_cheap(void **state)
{
    enum { N = 200 };
    struct ctx *ctx = test_ctx(state);
    struct rusage before, after;
    int64_t us;

    (void)wire_text(ctx, server_port(server),
                    "GET /api/nothing HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    getrusage(RUSAGE_SELF, &before);
    for (int i = 0; i < N; i++)
        assert_int_equal(sent(state, "GET /api/nothing HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n").status,
                         404);
    getrusage(RUSAGE_SELF, &after);
    us = (after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000000 + after.ru_utime.tv_usec -
         before.ru_utime.tv_usec;
    /* With sanitizers, and with this test's own part: an order of magnitude above what the program takes. */
    assert_true(us / N < 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sound_request_is_served_and_the_connection_kept),
        TEST(a_length_and_a_coding_are_refused),
        TEST(two_lengths_are_refused),
        TEST(foreign_codings_are_refused),
        TEST(odd_lengths_and_chunks_are_refused),
        TEST(a_space_before_the_colon_is_refused),
        TEST(there_must_be_one_host),
        TEST(another_name_is_refused),
        TEST(our_own_names_are_served),
        TEST(a_nul_in_the_address_is_refused),
        TEST(a_nul_byte_opens_no_door),
        TEST(an_address_that_is_no_text_is_refused),
        TEST(control_characters_in_a_header_are_refused),
        TEST(what_is_no_http_1_1_is_not_served),
        TEST(a_method_that_is_none_of_ours_is_refused),
        TEST(a_head_has_limits),
        TEST(a_body_that_is_too_large_is_refused_before_it_comes),
        TEST(a_body_in_chunks_that_is_too_large_is_refused),
        TEST(a_body_without_end_is_cut_off),
        TEST(a_head_that_comes_slowly_is_not_waited_for),
        TEST(the_second_head_of_a_connection_is_not_waited_for_either),
        TEST(a_refused_request_is_cheap),
    };

    return cmocka_run_group_tests_name("guards", tests, serve, stop);
}
