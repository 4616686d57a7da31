/*
 * HTTP by raw sockets: what is sent is sent byte for byte, also what no client would send.
 */
#pragma once

#include "packages/core/core.h"

struct wire_reply {
    int status;       /* 0: the server closed without an answer */
    const char *head; /* status line and headers */
    const char *body;
    size_t body_len;
    const char *all; /* everything until the server closed */
    size_t all_len;
};

/* Connects, sends, and reads until the server closes or is silent for `wait_ms`. */
struct wire_reply wire_send(struct ctx *ctx, unsigned port, const void *bytes, size_t size, int wait_ms);
/* The same for a text, waiting at most 10 s. */
struct wire_reply wire_text(struct ctx *ctx, unsigned port, const char *text);

/* Value of a header of the answer, NULL when it has none; the first where there are several. */
const char *wire_header(struct ctx *ctx, const struct wire_reply *reply, const char *name);

int wire_connect(unsigned port); /* a descriptor */
