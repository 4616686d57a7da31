/*
 * One question, three ways in: the command line in a process of its own, the command line through a running
 * server, and HTTP. For 50 golden plans over the demo company the answers are equal byte for byte but for
 * how long it took (elapsed_ms), whether it was kept (cached) and how much of it was in memory already
 * (bytes_read).
 */
#include "packages/core/test.h"
#include "packages/semantic/proof/listed.h"
#include "tests/testing/wire.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { N_PLANS = 50, EVERY = 4, MOST_ARGS = 12, MOST_TEXT = 4 * 1024 * 1024, PATIENCE_MS = 20000 };

static const char *const program = "build/san/truffle";

static pid_t start(struct ctx *ctx, const char *const *words, int out)
{
    char *argv[MOST_ARGS + 2] = { (char *)(uintptr_t) "truffle" };
    pid_t child;

    for (size_t i = 0; words[i] && i < MOST_ARGS; i++)
        argv[i + 1] = arena_text(ctx->arena, words[i]);
    child = fork();
    if (child == 0) {
        dup2(out, STDOUT_FILENO);
        execv(program, argv);
        _exit(127);
    }
    assert_true(child > 0);
    return child;
}

/* What it prints; NULL when it fails. */
static const char *run(struct ctx *ctx, const char *const *words)
{
    struct buf text = buf_in(ctx->arena, MOST_TEXT);
    const int out = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    char piece[4096];
    int status = 0;
    ssize_t got;

    assert_true(out >= 0);
    waitpid(start(ctx, words, out), &status, 0);
    if (status)
        return NULL;
    lseek(out, 0, SEEK_SET);
    while ((got = read(out, piece, sizeof(piece))) > 0)
        buf_add(&text, piece, (size_t)got);
    close(out);
    return buf_str(&text);
}

#define RUN(...) run(ctx, (const char *const[]){ __VA_ARGS__, NULL })

/* The answer on one line, in the order it came in, without what may differ. */
static const char *answer_of(struct ctx *ctx, const char *text)
{
    json_t *json = json_keep(ctx, json_loads(text, 0, NULL));
    char *dumped;
    const char *kept;

    if (!json_object_get(json, "rows"))
        fail_msg("no answer: %.2000s", text);
    json_object_del(json, "elapsed_ms");
    json_object_del(json, "cached");
    json_object_del(json, "bytes_read");
    dumped = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(17));
    kept = arena_text(ctx->arena, dumped);
    free(dumped);
    return kept;
}

/* --- a server --- */

struct server {
    pid_t child;
    unsigned port;
    const char *cookie;
};

static void stop(void *at)
{
    const struct server *server = at;
    int status = 0;

    kill(server->child, SIGTERM);
    waitpid(server->child, &status, 0);
}

static unsigned free_port(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t size = sizeof(at);

    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    close(fd);
    return ntohs(at.sin_port);
}

static bool is_up(unsigned port)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool is = connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0;

    close(fd);
    return is;
}

static struct wire_reply post(struct ctx *ctx, const struct server *server, const char *path,
                              const char *body)
{
    return wire_text(ctx, server->port,
                     arena_printf(ctx->arena,
                                  "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nOrigin: http://127.0.0.1:%u\r\n"
                                  "Connection: close\r\n%sContent-Type: application/json\r\n"
                                  "Content-Length: %zu\r\n\r\n%s",
                                  path, server->port, server->port, server->cookie, strlen(body), body));
}

static void sign_in(struct ctx *ctx, struct server *server, const char *data)
{
    const char *link = RUN("signin", "--data", data), *token = link ? strchr(link, '#') : NULL;
    struct wire_reply reply;
    const char *set;

    assert_non_null(token);
    token = arena_text_n(ctx->arena, token + 1, strcspn(token + 1, "\n"));
    server->cookie = "";
    reply = post(ctx, server, "/api/auth/link", arena_printf(ctx->arena, "{\"token\":\"%s\"}", token));
    assert_int_equal(reply.status, 200);
    set = wire_header(ctx, &reply, "Set-Cookie");
    assert_non_null(set);
    server->cookie = arena_printf(ctx->arena, "Cookie: %.*s\r\n", (int)strcspn(set, ";"), set);
}

static struct server *serve(struct ctx *ctx, const char *data)
{
    struct server *server = arena_alloc(ctx->arena, sizeof(*server));
    const char *address;

    server->port = free_port();
    address = arena_printf(ctx->arena, "127.0.0.1:%u", server->port);
    server->child = start(
        ctx,
        (const char *const[]){ "serve", "--data", data, "--listen", address, "--log-level", "error", NULL },
        open("/dev/null", O_WRONLY | O_CLOEXEC));
    arena_defer(ctx->arena, stop, server);
    for (int waited = 0; !is_up(server->port); waited += 20) {
        assert_true(waited < PATIENCE_MS);
        usleep(20000);
    }
    sign_in(ctx, server, data);
    return server;
}

static void check(const char *name, const char *way, const char *answer, const char *in_process)
{
    size_t at = 0;

    while (answer[at] && answer[at] == in_process[at])
        at++;
    if (answer[at] != in_process[at])
        fail_msg("%s, %s: ...%.200s\nin process: ...%.200s", name, way, answer + (at > 60 ? at - 60 : 0),
                 in_process + (at > 60 ? at - 60 : 0));
}

struct asked {
    const char *name, *body, *path, *answer;
};

/* False for what the demo company has no data of: advertising and product costs. */
static bool ask_in_process(struct ctx *ctx, const char *data, const struct listed *plan, struct asked *out)
{
    const char *printed;
    FILE *file;

    *out = (struct asked){ .name = plan->name, .body = json_canonical(ctx, plan->json) };
    out->path = arena_printf(ctx->arena, "%s/%s.json", test_folder(ctx), plan->name);
    file = fopen(out->path, "we");
    assert_non_null(file);
    fputs(out->body, file);
    fclose(file);
    printed = RUN("query", out->path, "--json", "--data", data);
    if (printed)
        out->answer = answer_of(ctx, printed);
    return printed != NULL;
}

static void pages_and_command_line_agree(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *data = test_folder(ctx);
    const struct server *server;
    struct asked asked[N_PLANS];
    size_t n, n_asked = 0, n_rows = 0;
    const struct listed *all = listed_plans(ctx, &n);

    assert_non_null(RUN("demo", "--data", data, "--quiet"));
    for (size_t i = 0; i < n && n_asked < N_PLANS; i += EVERY)
        n_asked += ask_in_process(ctx, data, &all[i], &asked[n_asked]);
    assert_int_equal(n_asked, N_PLANS);
    server = serve(ctx, data);
    for (size_t i = 0; i < N_PLANS; i++) {
        const struct wire_reply reply = post(ctx, server, "/api/query", asked[i].body);
        const char *socket = RUN("query", asked[i].path, "--json", "--data", data);

        check(asked[i].name, "by HTTP", answer_of(ctx, arena_text_n(ctx->arena, reply.body, reply.body_len)),
              asked[i].answer);
        assert_non_null(socket);
        check(asked[i].name, "through the socket", answer_of(ctx, socket), asked[i].answer);
        n_rows += strstr(asked[i].answer, "\"rows\":[]") == NULL;
    }
    assert_true(n_rows > N_PLANS * 3 / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(pages_and_command_line_agree) };

    return cmocka_run_group_tests_name("three ways in", tests, NULL, NULL);
}
