#include "tests/testing/wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 64 * 1024 * 1024, PATIENCE_MS = 10000 };

int wire_connect(unsigned port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
        abort();
    return fd;
}

static void put_all(int fd, const char *at, size_t size)
{
    while (size) {
        const ssize_t n = send(fd, at, size, MSG_NOSIGNAL);

        if (n <= 0)
            return; /* refused before all was sent: the answer says why */
        at += n;
        size -= (size_t)n;
    }
}

static void read_all(int fd, struct buf *to, int wait_ms)
{
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
    char piece[16384];
    ssize_t got;

    while (poll(&poll_fd, 1, wait_ms) > 0) {
        got = recv(fd, piece, sizeof(piece), 0);
        if (got <= 0)
            return;
        buf_add(to, piece, (size_t)got);
    }
}

/* A chunked body is put together. */
static struct buf without_chunks(struct ctx *ctx, const char *at, const char *end)
{
    struct buf body = buf_in(ctx->arena, MOST);

    while (at < end) {
        char *rest;
        const size_t size = strtoul(at, &rest, 16);

        if (!size || rest + 2 + size > end)
            break;
        buf_add(&body, rest + 2, size);
        at = rest + 2 + size + 2;
    }
    return body;
}

const char *wire_header(struct ctx *ctx, const struct wire_reply *reply, const char *name)
{
    const size_t len = strlen(name);
    const char *line = reply->head;

    while (line && (line = strstr(line, "\r\n")) != NULL) {
        line += 2;
        if (strncasecmp(line, name, len) == 0 && line[len] == ':')
            return text_trim(ctx->arena,
                             arena_text_n(ctx->arena, line + len + 1, strcspn(line + len + 1, "\r")));
    }
    return NULL;
}

struct wire_reply wire_send(struct ctx *ctx, unsigned port, const void *bytes, size_t size, int wait_ms)
{
    struct buf all = buf_in(ctx->arena, MOST);
    struct wire_reply reply = { 0 };
    const int fd = wire_connect(port);
    const char *body;
    int64_t status;

    put_all(fd, bytes, size);
    read_all(fd, &all, wait_ms);
    close(fd);
    reply.all = buf_str(&all);
    reply.all_len = all.len;
    reply.head = reply.body = "";
    body = strstr(reply.all, "\r\n\r\n");
    if (!text_starts(reply.all, "HTTP/1.") || !body ||
        !text_to_int(arena_text_n(ctx->arena, reply.all + 9, 3), &status))
        return reply;
    reply.status = (int)status;
    reply.head = arena_text_n(ctx->arena, reply.all, (size_t)(body - reply.all) + 2);
    reply.body = body + 4;
    reply.body_len = all.len - (size_t)(reply.body - reply.all);
    if (text_is(wire_header(ctx, &reply, "Transfer-Encoding"), "chunked")) {
        const struct buf whole = without_chunks(ctx, reply.body, reply.all + all.len);

        reply.body = buf_str(&whole);
        reply.body_len = whole.len;
    }
    return reply;
}

struct wire_reply wire_text(struct ctx *ctx, unsigned port, const char *text)
{
    return wire_send(ctx, port, text, strlen(text), PATIENCE_MS);
}
