/*
 * One request from its first byte to its reply; known to services/api alone. It belongs to the connection's
 * thread, but for a long operation: then the work pool has it while the connection is suspended.
 */
#pragma once

#include "services/api/route.h"
#include "services/api/server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum { MOST_HEADERS = 16 };

struct header {
    const char *name, *value;
};

struct reply {
    unsigned status;
    const char *content_type;
    struct buf body;
    struct bytes fixed;   /* instead of body: bytes that outlive the response (an asset, a kept answer) */
    bool is_asset;        /* tagged by its name */
    const char *revision; /* of what is sent: its tag begins with it */
    struct header headers[MOST_HEADERS];
    size_t n_headers;
    bool must_close;
};

/* What is wrong with the target as it was sent: seen before it is decoded, for %00 cuts the decoded text. */
enum target_fault { TARGET_SOUND, TARGET_HAS_NUL, TARGET_TOO_LONG };

struct request {
    struct server *server;
    struct MHD_Connection *connection;
    struct ctx ctx;
    const char *method, *url, *version;
    enum target_fault target_fault;
    bool has_bad_query;     /* not UTF-8 */
    const char *said_twice; /* name of a parameter that is no list */
    int64_t begun_us;
    struct buf body_in;
    size_t n_dropped;    /* bytes of the body beyond what it may have */
    struct err *refused; /* by a guard: answered when the body has ended */
    bool must_close, is_too_large;
    const struct route *route;
    const struct operation *operation;
    json_t *in;
    struct reply reply;
    const char *theme;       /* of who asks, for the index page */
    bool is_ready, is_local; /* answered; came through the owner's socket */
    struct stream *stream;
    atomic_uint users; /* the connection, and the work pool while it runs this */
};

/* guards.c: what libmicrohttpd lets pass and must not; NULL when the request is sound. */
struct err *guard_request(struct request *request);
enum target_fault guard_target(const char *raw);
struct err *guard_origin(struct request *request);   /* of a request that changes something */
const char *too_large_text(struct request *request); /* which depends on where it came from */

/* reply.c */
void reply_header(struct request *request, const char *name, const char *value);
void reply_problem(struct request *request, struct err *err);
enum MHD_Result reply_send(struct request *request);
const char *request_header(const struct request *request, const char *name);

/* gather.c: the operation, who asks, and what goes in. */
bool request_changes(const struct request *request);                    /* by its method */
const char *methods_text(struct request *request, const char *allowed); /* for the header Allow */
struct err *request_gather(struct request *request);

/* identity.c: who asks, by the session cookie or the socket's peer. */
struct err *request_identity(struct request *request);

/* static.c: the web app and the documentation. False when the path is none of theirs. */
bool static_reply(struct request *request);

/* cors.c: OPTIONS, and pages of other origins. */
void cors_add(struct request *request, struct MHD_Response *response);
void options_reply(struct request *request);

/* stream.c: server-sent events. */
struct stream *stream_new(struct request *request);
bool stream_emit(void *to, const char *name, struct out what);
void stream_event(struct stream *stream, const char *name, const char *data);
void stream_shut(struct stream *stream); /* the last event was sent */
bool stream_has_left(struct stream *stream);
enum MHD_Result stream_send(struct request *request);
void stream_watch(struct request *request); /* the route's operation, again and again */
void streams_tick(struct server *server);   /* each half second */
void stream_leave(struct stream *stream);   /* the connection is gone: it is not touched any more */
void stream_free(struct stream *stream);    /* after that; NULL does nothing */

void request_release(struct request *request); /* the last user frees it: server.c */

/* pool.c: threads for what waits on the outside. */
struct pool;
typedef void pool_work(void *arg);
struct pool *pool_start(unsigned threads, unsigned most_waiting);
bool pool_add(struct pool *pool, pool_work *work, void *arg); /* false: too much waits already */
void pool_stop(struct pool *pool);                            /* after what runs has ended */
