/*
 * The HTTP edge: libmicrohttpd's epoll threads, its guards, the router, sessions, streams, static files.
 * Nothing in an epoll thread waits on a warehouse, a model or a platform: long operations go to a pool while
 * their connection sleeps.
 */
#pragma once

#include "packages/operation/operation.h"

struct server;

struct server_options {
    const struct ports *ports;
    const struct operation *const *operations; /* NULL-ended: what the owner's socket may call by name */
    const char *socket;                        /* path of the owner's socket, or NULL */
    unsigned head_ms;                          /* longest that a request's head may take; 0: 10 s */
};

/* Listens as the settings say ("HOST:PORT", port 0 takes a free one). ERR_UNAVAILABLE when the address is
 * taken. */
struct err *server_start(struct ctx *ctx, const struct server_options *options, struct server **out) MUST_USE;
unsigned server_port(const struct server *server);
/* Not ready at once, no new connections, up to the settings' drain_s for running requests, then ends. */
void server_stop(struct server *server);
