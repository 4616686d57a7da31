/*
 * Server-sent events. A stream has a text that grows at its end and is read off its front by libmicrohttpd's
 * thread; while there is nothing to read its connection is suspended. A suspended connection doesn't notice
 * that its client left, so the tick looks at the socket, and writes a comment every 15 s.
 */
#include "services/api/request.h"

#include "domain/users/users.h"
#include "services/api/session.h"
#include "services/api/state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { LONGEST_BACKLOG = 16 * 1024 * 1024, COMMENT_EVERY = 30, LONGEST_WATCH_TICKS = 7200 };

struct stream {
    struct stream *next; /* in the server's list, under its lock */
    struct server *server;
    struct MHD_Connection *connection;
    pthread_mutex_t lock;
    struct buf text;
    size_t read;
    uint64_t n_events;
    unsigned ticks;
    bool is_asleep, is_shut, has_left;
    /* Of a watch: the route asked again, and the answer sent last. */
    const struct route *watched;
    struct identity who;                  /* of the owner's socket */
    unsigned char session[SESSION_BYTES]; /* else the cookie's: it may end while the stream is open */
    bool has_session;
    char *id, *last;
};

struct stream *stream_new(struct request *request)
{
    struct stream *stream = calloc(1, sizeof(*stream));
    struct server *server = request->server;

    if (!stream)
        abort();
    stream->server = server;
    stream->connection = request->connection;
    stream->text = buf_heap(LONGEST_BACKLOG);
    pthread_mutex_init(&stream->lock, NULL);
    pthread_mutex_lock(&server->lock);
    stream->next = server->streams;
    server->streams = stream;
    pthread_mutex_unlock(&server->lock);
    request->stream = stream;
    return stream;
}

/* With the stream's lock held. */
static void wake(struct stream *stream)
{
    if (!stream->is_asleep || stream->has_left)
        return;
    stream->is_asleep = false;
    MHD_resume_connection(stream->connection);
}

void stream_event(struct stream *stream, const char *name, const char *data)
{
    pthread_mutex_lock(&stream->lock);
    buf_printf(&stream->text, "id: %llu\nevent: %s\ndata: ", (unsigned long long)++stream->n_events, name);
    buf_text(&stream->text, data);
    buf_text(&stream->text, "\n\n");
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
}

bool stream_emit(void *to, const char *name, struct out what)
{
    struct stream *stream = to;
    struct arena *arena = arena_new();
    struct buf data = buf_in(arena, LONGEST_BACKLOG);

    shape_encode(what.shape, what.at, &data);
    stream_event(stream, name, buf_str(&data));
    arena_free(arena);
    return !stream_has_left(stream);
}

void stream_shut(struct stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->is_shut = true;
    wake(stream);
    pthread_mutex_unlock(&stream->lock);
}

bool stream_has_left(struct stream *stream)
{
    bool has_left;

    pthread_mutex_lock(&stream->lock);
    has_left = stream->has_left;
    pthread_mutex_unlock(&stream->lock);
    return has_left;
}

static ssize_t read_some(void *arg, uint64_t at, char *into, size_t most)
{
    struct stream *stream = arg;
    size_t left, size;
    bool is_over;

    (void)at;
    pthread_mutex_lock(&stream->lock);
    left = stream->text.len - stream->read;
    size = left < most ? left : most;
    if (size) {
        memcpy(into, stream->text.at + stream->read, size);
        stream->read += size;
        if (stream->read == stream->text.len) {
            buf_reset(&stream->text);
            stream->read = 0;
        }
    } else if (!stream->is_shut) {
        stream->is_asleep = true;
        MHD_suspend_connection(stream->connection);
    }
    /* Once the lock is open, a last event may come before the end. */
    is_over = !size && stream->is_shut;
    pthread_mutex_unlock(&stream->lock);
    return is_over ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)size;
}

enum MHD_Result stream_send(struct request *request)
{
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 * 1024, read_some, request->stream, NULL);
    enum MHD_Result result;

    MHD_add_response_header(response, "Content-Type", "text/event-stream");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "X-Request-Id", request->ctx.request_id);
    result = MHD_queue_response(request->connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

void stream_leave(struct stream *stream)
{
    struct stream **at;

    pthread_mutex_lock(&stream->server->lock);
    for (at = &stream->server->streams; *at != stream;)
        at = &(*at)->next;
    *at = stream->next;
    pthread_mutex_unlock(&stream->server->lock);
    pthread_mutex_lock(&stream->lock);
    stream->has_left = true;
    pthread_mutex_unlock(&stream->lock);
}

void stream_free(struct stream *stream)
{
    if (!stream)
        return;
    pthread_mutex_destroy(&stream->lock);
    buf_free(&stream->text);
    free(stream->id);
    free(stream->last);
    free((void *)(uintptr_t)stream->who.id);
    free((void *)(uintptr_t)stream->who.name);
    explicit_bzero(stream->session, sizeof(stream->session));
    free(stream);
}

/* --- watching --- */

static char *kept(const char *text)
{
    char *copy = strdup(text);

    if (!copy)
        abort();
    return copy;
}

void stream_watch(struct request *request)
{
    struct stream *stream = stream_new(request);
    const json_t *id = json_object_get(request->in, "id");
    struct bytes secret;

    pthread_mutex_lock(&stream->lock);
    stream->watched = request->route;
    stream->who = *request->ctx.who;
    stream->who.id = kept(request->ctx.who->id);
    stream->who.name = kept(request->ctx.who->name);
    stream->who.linked_by = NULL; /* the socket's has none */
    stream->has_session = !request->is_local && session_secret(request, &secret);
    if (stream->has_session)
        memcpy(stream->session, secret.at, sizeof(stream->session));
    stream->id = kept(json_string_value(id) ? json_string_value(id) : "");
    pthread_mutex_unlock(&stream->lock);
}

static void tell(struct stream *stream, struct ctx *ctx, const void *out)
{
    struct buf text = buf_in(ctx->arena, LONGEST_BACKLOG);

    shape_encode(stream->watched->operation->out, out, &text);
    if (!stream->last || !text_is(stream->last, buf_str(&text))) {
        free(stream->last);
        stream->last = kept(buf_str(&text));
        stream_event(stream, stream->watched->watch, stream->last);
    }
    if (stream->watched->watch_ends && stream->watched->watch_ends(out))
        stream_shut(stream);
}

/* Asked each time: who was signed out, disabled or given another role since is told so, or served as that. */
static struct err *still_who(const struct stream *stream, struct ctx *ctx, struct identity *who)
{
    struct user user = { 0 };
    struct err *err = NULL;

    *who = stream->who;
    if (stream->has_session)
        err = session_user(ctx, (struct bytes){ stream->session, sizeof(stream->session) }, &user);
    if (!err && stream->has_session)
        *who = user_identity(&user);
    who->kind = ACTOR_SYSTEM; /* the reader counted as one request when it came: the looks are ours */
    ctx->who = who;
    return err;
}

static void look(struct stream *stream)
{
    struct arena *arena = arena_new();
    struct ctx ctx = { .arena = arena, .now = instant_now(), .ports = stream->server->options.ports };
    struct identity who;
    json_t *in = json_keep(&ctx, json_pack("{ss}", "id", stream->id));
    void *out = NULL;
    struct err *err;

    err = still_who(stream, &ctx, &who);
    if (!err)
        err = operation_run(&ctx, stream->watched->operation, in, &out);
    if (!err) {
        tell(stream, &ctx, out);
    } else if (err->code != ERR_UNAVAILABLE) {
        struct buf text = buf_in(arena, 64 * 1024);

        problem_encode(err, NULL, &text);
        stream_event(stream, "error", buf_str(&text));
        stream_shut(stream);
    }
    arena_free(arena);
}

/* A reader that left shows as an end of file on its socket. */
static bool is_gone(const struct stream *stream)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(stream->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    char byte;
    ssize_t got;

    if (!info)
        return true;
    got = recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

/* True when it is a watch that goes on. */
static bool tick(struct stream *stream)
{
    bool is_watching;

    pthread_mutex_lock(&stream->lock);
    stream->ticks++;
    if (stream->is_asleep && is_gone(stream)) {
        stream->is_shut =
            true; /* the failed write ends the connection, and stream_leave() tells who works for it */
        stream->is_asleep = false;
        MHD_resume_connection(stream->connection);
    } else if (stream->ticks % COMMENT_EVERY == 0) {
        buf_text(&stream->text, ":\n\n");
        wake(stream);
    }
    is_watching = stream->watched && !stream->is_shut;
    pthread_mutex_unlock(&stream->lock);
    return is_watching;
}

void streams_tick(struct server *server)
{
    /* The list's lock is held throughout, so no stream ends under the tick; a drop waits for it. */
    pthread_mutex_lock(&server->lock);
    for (struct stream *stream = server->streams; stream; stream = stream->next) {
        if (!tick(stream))
            continue;
        if (stream->ticks > LONGEST_WATCH_TICKS || server->is_stopping)
            stream_shut(stream);
        else
            look(stream);
    }
    pthread_mutex_unlock(&server->lock);
}
