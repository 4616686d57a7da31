/*
 * Requests that we send, over libcurl: every wait and every size is bounded, TLS is always verified, plain
 * http goes to this machine only, and no redirect is followed unless asked for. What came of a request is
 * told by its fate, so that a caller knows whether the other side may have acted on it. Nothing here logs.
 * Waits on the outside: never call it in a transaction.
 */
#pragma once

#include "packages/core/buf.h"
#include "packages/core/ctx.h"

enum { HTTP_MOST_BYTES = 4 * 1024 * 1024, HTTP_TIMEOUT_S = 60, HTTP_SLOW_S = 30, HTTP_MOST_REDIRECTS = 3 };

/* Keeps connections open from one request to the next. Belongs to one thread at a time. */
struct http_client;

struct http_options {
    bool allow_plain; /* http:// beyond this machine too */
    /* For addresses that a person or a peer gave: https only, and no private, loopback, link-local or
     * reserved address, tested on the address that is connected to, so a second look-up can't change it. */
    bool public_only;
    const char *ca_file; /* trusted instead of the system's; NULL: the system's */
};

struct http_client *http_client_new(const struct http_options *options); /* NULL: all of the above off */
void http_client_free(struct http_client *client);

/* Fills `to` with up to `room` bytes of the body; 0 ends it. */
typedef size_t http_producer(void *from, char *to, size_t room);

struct http_request {
    const char *method; /* "GET", "POST", … */
    const char *url;
    const char *const *headers; /* "Name: value", NULL-ended; may be NULL */
    const char *const *wants;   /* headers of the reply that are of interest, NULL-ended; may be NULL */
    struct bytes body;
    http_producer *produce; /* instead of `body`: sent in chunks as it is made */
    void *produce_from;
    size_t most_bytes;  /* of the reply's body; 0: HTTP_MOST_BYTES */
    unsigned timeout_s; /* 0: HTTP_TIMEOUT_S; what ctx->deadline leaves, where that is less */
    unsigned slow_s;    /* a stretch with less than 1 KiB/s ends it, waiting included; 0: HTTP_SLOW_S */
    unsigned redirects; /* followed at most, GET only, up to HTTP_MOST_REDIRECTS; headers stay behind at
                           another host */
};

enum http_fate {
    HTTP_ANSWERED, /* a status came; the body may be cut */
    HTTP_NOT_SENT, /* no byte of the request left: nothing can have happened there */
    HTTP_LOST      /* sent, and no answer came: it may have been acted on */
};

struct http_reply {
    enum http_fate fate;
    const char *fault; /* why there was no answer, "timed out"; NULL when answered */
    bool is_untrusted; /* not sent, because the certificate wasn't good */
    int status;
    bool is_cut; /* the body was larger than the limit or shorter than announced: it is left empty */
    unsigned retry_after_s;   /* of the header, seconds or a date; 0: none, or already past */
    const char *content_type; /* "" when it doesn't say */
    const char *const *got;   /* of `wants`, in its order; NULL where the reply has none */
    struct bytes body;        /* in the arena, a NUL behind it */
};

/* Any status is a success here. ERR_INVALID on "url" for one that may not be asked: nothing was sent. */
struct err *http_send(struct ctx *ctx, struct http_client *client, const struct http_request *request,
                      struct http_reply *reply) MUST_USE;

/* The text as one part of a path or of a query: everything but letters, digits and -._~ percent-encoded. */
const char *http_escape(struct arena *arena, const char *text);

/* Whether the address means this machine by its own words: localhost or a loopback address. */
bool http_is_here(struct ctx *ctx, const char *url);
