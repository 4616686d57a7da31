/*
 * What depends on who asks at the edge: pages of other origins, and the owner's socket.
 */
#include "services/api/server.h"

#include "packages/core/log.h"
#include "tests/testing/app.h"
#include "tests/testing/wire.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { WAIT_MS = 3000 };

static const char *socket_path;

static void stop(void *server)
{
    server_stop(server);
}

static unsigned serve(struct ctx *ctx)
{
    const char *flag = "cors_origins=https://reports.example.com http://localhost:5173";
    struct app *app = test_app_with(ctx, &flag, 1);
    struct server *server = NULL;

    log_set_level(LOG_ERROR);
    socket_path = arena_printf(ctx->arena, "%s/s.sock", test_folder(ctx));
    assert_ok(server_start(
        ctx,
        &(struct server_options){ .ports = &app->ports, .operations = all_operations, .socket = socket_path },
        &server));
    arena_defer(ctx->arena, stop, server);
    return server_port(server);
}

static struct wire_reply asked(struct ctx *ctx, unsigned port, const char *line, const char *headers)
{
    return wire_text(ctx, port,
                     arena_printf(ctx->arena, "%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n",
                                  line, headers));
}

#define PREFLIGHT(origin) "Origin: " origin "\r\nAccess-Control-Request-Method: GET\r\n"

static void is_header(struct ctx *ctx, const struct wire_reply *reply, const char *name, const char *value)
{
    const char *got = wire_header(ctx, reply, name);

    if (!text_is(got, value))
        fail_msg("%s is %s, not %s", name, got ? got : "missing", value ? value : "missing");
}

static void a_listed_origin_may_read(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const unsigned port = serve(ctx);
    struct wire_reply reply =
        asked(ctx, port, "OPTIONS /api/audiences", PREFLIGHT("https://reports.example.com"));

    assert_int_equal(reply.status, 204);
    is_header(ctx, &reply, "Access-Control-Allow-Origin", "https://reports.example.com");
    is_header(ctx, &reply, "Access-Control-Allow-Methods", "GET, HEAD");
    is_header(ctx, &reply, "Access-Control-Allow-Headers", "Content-Type, If-None-Match");
    is_header(ctx, &reply, "Access-Control-Max-Age", "600");
    is_header(ctx, &reply, "Access-Control-Allow-Credentials", NULL);
    is_header(ctx, &reply, "Allow", "GET, POST, HEAD, OPTIONS");
    reply = asked(ctx, port, "GET /healthz", "Origin: http://localhost:5173\r\n");
    assert_int_equal(reply.status, 200);
    is_header(ctx, &reply, "Access-Control-Allow-Origin", "http://localhost:5173");
    is_header(ctx, &reply, "Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id");
    /* Where nothing can be read, nothing is offered. */
    reply = asked(ctx, port, "OPTIONS /api/auth/logout", PREFLIGHT("https://reports.example.com"));
    assert_int_equal(reply.status, 204);
    is_header(ctx, &reply, "Access-Control-Allow-Methods", NULL);
}

static void another_origin_is_told_nothing(void **state)
{
    static const char *const origins[] = { PREFLIGHT("https://evil.example"),
                                           PREFLIGHT("null"),
                                           PREFLIGHT("https://reports.example.com.evil.example"),
                                           PREFLIGHT("https://reports.example.co"),
                                           PREFLIGHT("http://reports.example.com"),
                                           PREFLIGHT("") };
    struct ctx *ctx = test_ctx(state);
    const unsigned port = serve(ctx);

    for (size_t i = 0; i < COUNT(origins); i++) {
        const struct wire_reply reply = asked(ctx, port, "OPTIONS /api/audiences", origins[i]);

        assert_int_equal(reply.status, 204);
        is_header(ctx, &reply, "Access-Control-Allow-Origin", NULL);
        is_header(ctx, &reply, "Access-Control-Allow-Methods", NULL);
        is_header(ctx, &reply, "Access-Control-Max-Age", NULL);
    }
}

/* --- the owner's socket --- */

static struct wire_reply asked_there(struct ctx *ctx, const char *text)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct pollfd waiting = { .fd = fd, .events = POLLIN };
    struct buf all = buf_in(ctx->arena, 1024 * 1024);
    char piece[4096];
    ssize_t got;

    memcpy(address.sun_path, socket_path, strlen(socket_path));
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_true(send(fd, text, strlen(text), MSG_NOSIGNAL) > 0);
    while (poll(&waiting, 1, WAIT_MS) > 0 && (got = recv(fd, piece, sizeof(piece), 0)) > 0)
        buf_add(&all, piece, (size_t)got);
    close(fd);
    return (struct wire_reply){ .all = buf_str(&all) };
}

static void metrics_are_the_owner_s_alone(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const unsigned port = serve(ctx);

    assert_int_equal(asked(ctx, port, "GET /metrics", "").status, 404);
    assert_non_null(
        strstr(asked_there(ctx, "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").all,
               "# TYPE truffle_operation_calls_total counter"));
}

static void a_body_that_is_too_large_is_told_the_limit_of_its_door(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const unsigned port = serve(ctx);
    const struct wire_reply there =
        asked_there(ctx, "POST /operation/audience_list HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                         "Content-Length: 67108865\r\n\r\n");

    assert_non_null(strstr(there.all, "413 "));
    assert_non_null(strstr(there.all, "the body is larger than 64 MiB"));
    assert_non_null(strstr(asked(ctx, port, "POST /api/audiences", "Content-Length: 1048577\r\n").body,
                           "the body is larger than 1 MiB"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_listed_origin_may_read),
        TEST(another_origin_is_told_nothing),
        TEST(metrics_are_the_owner_s_alone),
        TEST(a_body_that_is_too_large_is_told_the_limit_of_its_door),
    };

    return cmocka_run_group_tests_name("edge", tests, NULL, NULL);
}
