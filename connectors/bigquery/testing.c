#include "connectors/bigquery/testing.h"

#ifdef TRUFFLE_TEST
#include "packages/core/test.h"
#include "packages/operation/ports.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_REQUESTS = 64, LARGEST_REQUEST = 1024 * 1024 };

struct script {
    const struct answer *answers;
    size_t n_answers;
    int fd, stop[2];
    unsigned port;
    pthread_t thread;
    pthread_mutex_t lock; /* over the rest */
    char *requests[MOST_REQUESTS];
    size_t n;
};

/* Head, then as much body as it announces. */
static char *read_request(int fd)
{
    char *text = calloc(1, LARGEST_REQUEST);
    size_t len = 0, wanted = SIZE_MAX;

    while (text && len < wanted && len < LARGEST_REQUEST - 1) {
        const ssize_t got = recv(fd, text + len, LARGEST_REQUEST - 1 - len, 0);
        const char *end, *length;

        if (got <= 0)
            break;
        len += (size_t)got;
        end = strstr(text, "\r\n\r\n");
        length = strcasestr(text, "content-length:");
        if (end)
            wanted = (size_t)(end - text) + 4 + (length && length < end ? strtoul(length + 15, NULL, 10) : 0);
    }
    return text;
}

static void answer(struct script *script, int fd)
{
    char *request = read_request(fd);
    const struct answer *with;
    struct pollfd until = { .fd = script->stop[0], .events = POLLIN };
    char head[200];

    pthread_mutex_lock(&script->lock);
    with = &script->answers[script->n < script->n_answers ? script->n : script->n_answers - 1];
    if (script->n < MOST_REQUESTS)
        script->requests[script->n++] = request;
    else
        free(request);
    pthread_mutex_unlock(&script->lock);
    if (with->after_ms)
        poll(&until, 1, (int)with->after_ms);
    snprintf(
        head, sizeof(head),
        "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
        with->status, strlen(with->body));
    (void)!send(fd, head, strlen(head), MSG_NOSIGNAL);
    (void)!send(fd, with->body, strlen(with->body), MSG_NOSIGNAL);
}

static void *serve(void *of)
{
    struct script *script = of;
    struct pollfd fds[] = { { .fd = script->fd, .events = POLLIN },
                            { .fd = script->stop[0], .events = POLLIN } };

    for (;;) {
        int fd;

        poll(fds, 2, -1);
        if (fds[1].revents)
            return NULL;
        fd = accept4(script->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        answer(script, fd);
        close(fd);
    }
}

static void stop(void *of)
{
    struct script *script = of;

    (void)!write(script->stop[1], "x", 1);
    pthread_join(script->thread, NULL);
    close(script->fd);
    close(script->stop[0]);
    close(script->stop[1]);
    pthread_mutex_destroy(&script->lock);
    for (size_t i = 0; i < script->n; i++)
        free(script->requests[i]);
}

struct script *script_start(struct ctx *ctx, const struct answer *answers, size_t n)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct script *script = arena_alloc(ctx->arena, sizeof(*script));
    socklen_t len = sizeof(address);

    script->answers = arena_copy(ctx->arena, answers, n * sizeof(*answers));
    script->n_answers = n;
    script->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(script->fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(script->fd, 16), 0);
    assert_int_equal(getsockname(script->fd, (struct sockaddr *)&address, &len), 0);
    assert_int_equal(pipe2(script->stop, O_CLOEXEC), 0);
    script->port = ntohs(address.sin_port);
    pthread_mutex_init(&script->lock, NULL);
    assert_int_equal(pthread_create(&script->thread, NULL, serve, script), 0);
    arena_defer(ctx->arena, stop, script);
    return script;
}

const char *script_url(struct ctx *ctx, const struct script *script)
{
    return arena_printf(ctx->arena, "http://127.0.0.1:%u", script->port);
}

size_t script_n(struct script *script)
{
    size_t n;

    pthread_mutex_lock(&script->lock);
    n = script->n;
    pthread_mutex_unlock(&script->lock);
    return n;
}

const char *script_request(struct ctx *ctx, struct script *script, size_t i)
{
    const char *text;

    pthread_mutex_lock(&script->lock);
    text = arena_text(ctx->arena, i < script->n ? script->requests[i] : "");
    pthread_mutex_unlock(&script->lock);
    return text;
}

static void close_it(void *warehouse)
{
    warehouse_close(warehouse);
}

void script_warehouse(struct ctx *ctx, struct script *script, const char *credentials)
{
    struct ports *ports = arena_alloc(ctx->arena, sizeof(*ports));
    const struct warehouse_options options = { .project = "p",
                                               .dataset = "d",
                                               .location = "EU",
                                               .credentials = credentials,
                                               .endpoint = script_url(ctx, script),
                                               .max_bytes = 1000000 };

    assert_ok(warehouse_open(ctx, &bigquery_driver, &options, &ports->warehouse));
    arena_defer(ctx->arena, close_it, ports->warehouse);
    ctx->ports = ports;
}
#endif
