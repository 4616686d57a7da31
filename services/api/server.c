#include "services/api/server.h"

#include "packages/core/log.h"
#include "services/api/state.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    BODY_MOST = 1024 * 1024,
    LOCAL_BODY_MOST = 64 * 1024 * 1024,
    IDLE_S = 30,
    HEAD_MS = 10000,
    IDLE_HEADS = 3, /* the next request's head may take so many times as long: its connection idles before */
    BODY_S = 60,
    POOL_THREADS = 8,
    POOL_WAITING = 200,
    MEMORY_A_CONNECTION = 32 * 1024,
};

unsigned server_port(const struct server *server)
{
    return server->port;
}

/* --- what is awaited, and how long --- */

static int64_t head_us(const struct server *server)
{
    return (server->options.head_ms ? server->options.head_ms : HEAD_MS) * INT64_C(1000);
}

/* libmicrohttpd's own time-out is for silence: one byte every 5 s holds a connection for ever. So it is noted
 * until when the head, the body or the next request must be there (0: nothing is awaited), and the tick
 * closes what is late. */
static void await(struct server *server, struct MHD_Connection *connection, int64_t us)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    if (info && info->connect_fd >= 0 && info->connect_fd < TABLE_SIZE)
        atomic_store(&server->due_us[info->connect_fd], us ? monotonic_us() + us : 0);
}

static void connected(void *arg, struct MHD_Connection *connection, void **socket_slot,
                      enum MHD_ConnectionNotificationCode code)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const bool has_come = code == MHD_CONNECTION_NOTIFY_STARTED;
    struct server *server = arg;
    struct address address;

    (void)socket_slot;
    if (info && address_of(info->client_addr, &address))
        (has_come ? peer_came : peer_left)(server, &address);
    await(server, connection, has_come ? head_us(server) : 0);
}

static enum MHD_Result may_connect(void *arg, const struct sockaddr *socket, socklen_t size)
{
    struct address address;

    (void)size;
    return !address_of(socket, &address) || peer_may_connect(arg, &address) ? MHD_YES : MHD_NO;
}

static void close_late(struct server *server)
{
    const int64_t now = monotonic_us();

    for (int fd = 0; fd < TABLE_SIZE; fd++) {
        const long long due = atomic_load_explicit(&server->due_us[fd], memory_order_relaxed);

        if (due && due < now && atomic_exchange(&server->due_us[fd], 0))
            shutdown(fd, SHUT_RDWR);
    }
}

/* --- a request's life --- */

/* The head of a request, as libmicrohttpd gives it. */
struct head {
    const char *url, *method, *version;
    bool is_local;
};

static struct request *request_new(struct server *server, struct MHD_Connection *connection,
                                   const struct head *head)
{
    struct arena *arena = arena_new();
    struct request *request = arena_alloc(arena, sizeof(*request));

    if (!head->is_local)
        await(server, connection, SECONDS(BODY_S));
    request->server = server;
    request->connection = connection;
    request->begun_us = monotonic_us();
    request->ctx = (struct ctx){ .arena = arena, .now = instant_now(), .ports = server->options.ports };
    request->ctx.request_id = arena_printf(arena, "req_%s", id_new(&request->ctx));
    request->method = arena_text(arena, head->method);
    request->url = arena_text(arena, head->url);
    request->version = arena_text(arena, head->version);
    request->is_local = head->is_local;
    request->body_in = buf_in(arena, head->is_local ? LOCAL_BODY_MOST : BODY_MOST);
    request->in = json_keep(&request->ctx, json_object());
    request->reply.body = buf_in(arena, SIZE_MAX / 2);
    request->users = 1;
    atomic_fetch_add(&server->n_requests, 1);
    return request;
}

void request_release(struct request *request)
{
    if (atomic_fetch_sub(&request->users, 1) != 1)
        return;
    stream_free(request->stream);
    atomic_fetch_sub(&request->server->n_requests, 1);
    arena_free(request->ctx.arena); /* the request lies in it */
}

/* --- running it --- */

static bool wants_events(const struct request *request)
{
    const char *accept = request_header(request, "Accept");

    return accept && strstr(accept, "text/event-stream") != NULL;
}

static void answer(struct request *request, struct err *err, void *out)
{
    struct reply *reply = &request->reply;

    if (err) {
        reply->status = 0;
        reply_problem(request, err);
        return;
    }
    if (!reply->status)
        reply->status = request->route->status;
    if (request->route && request->route->reply)
        request->route->reply(request, out);
    if (reply->status == MHD_HTTP_NO_CONTENT)
        return;
    reply->content_type = "application/json";
    if (request->ctx.encoded) /* lies in the request's arena already */
        reply->fixed =
            (struct bytes){ (const unsigned char *)request->ctx.encoded, request->ctx.encoded_len };
    else
        operation_encode(&request->ctx, request->operation, out, &reply->body);
}

/* Tells the end of a streamed operation: its result, or the problem. */
static void tell_end(struct request *request, struct err *err, const void *out)
{
    struct buf text = buf_in(request->ctx.arena, SIZE_MAX / 2);

    if (err)
        problem_encode(err, request->ctx.request_id, &text);
    else
        operation_encode(&request->ctx, request->operation, out, &text);
    if (err && err->code == ERR_INTERNAL)
        log_err("request_failed", err, request->ctx.request_id);
    stream_event(request->stream, err ? "error" : "result", buf_str(&text));
    stream_shut(request->stream);
}

static void run_long(void *arg)
{
    struct request *request = arg;
    struct stream *stream = request->stream;
    void *out = NULL;
    struct err *err;

    err = operation_run(&request->ctx, request->operation, request->in, &out);
    if (stream) {
        tell_end(request, err, out);
    } else {
        answer(request, err, out);
        request->is_ready = true;
        MHD_resume_connection(request->connection);
    }
    request_release(request);
}

static enum MHD_Result start_long(struct request *request)
{
    const bool is_streamed = wants_events(request);
    bool is_answered = false;
    struct err *err;

    err = operation_quick(&request->ctx, request->operation, request->in, &is_answered);
    if (err || (is_answered && !is_streamed)) {
        answer(request, err, NULL);
        return reply_send(request);
    }
    request->ctx.encoded = NULL;
    if (is_streamed) {
        request->ctx.emit = stream_emit;
        request->ctx.emit_to = stream_new(request);
    } else {
        MHD_suspend_connection(request->connection);
    }
    atomic_fetch_add(&request->users, 1);
    if (pool_add(request->server->pool, run_long, request))
        return is_streamed ? stream_send(request) : MHD_YES;
    request_release(request);
    if (is_streamed) {
        tell_end(request, err_new(&request->ctx, ERR_UNAVAILABLE, NULL, "too much is waiting already"), NULL);
        return stream_send(request);
    }
    answer(request, err_new(&request->ctx, ERR_UNAVAILABLE, NULL, "too much is waiting already"), NULL);
    request->is_ready = true;
    MHD_resume_connection(request->connection);
    return MHD_YES;
}

static enum MHD_Result run(struct request *request)
{
    void *out = NULL;
    struct err *err;

    if (text_is(request->method, "OPTIONS")) {
        options_reply(request);
        return reply_send(request);
    }
    if (!request_changes(request) && static_reply(request))
        return reply_send(request);
    err = request_gather(request);
    if (err) {
        reply_problem(request, err);
        return reply_send(request);
    }
    if (request->operation->is_long)
        return start_long(request);
    if (request->route && request->route->watch && wants_events(request)) {
        err = operation_allowed(&request->ctx, request->operation);
        if (err) {
            reply_problem(request, err);
            return reply_send(request);
        }
        stream_watch(request);
        return stream_send(request);
    }
    err = operation_run(&request->ctx, request->operation, request->in, &out);
    answer(request, err, out);
    return reply_send(request);
}

static struct err *refused(struct request *request)
{
    if (request->refused)
        return request->refused;
    if (!request->is_too_large)
        return NULL;
    request->must_close = true;
    return err_new(&request->ctx, ERR_TOO_LARGE, NULL, "%s", too_large_text(request));
}

/* One byte of each fault of a target: note_target() leaves its address where handle() looks first. */
static char target_marks[TARGET_TOO_LONG + 1];

static void *note_target(void *arg, const char *raw, struct MHD_Connection *connection)
{
    const enum target_fault fault = guard_target(raw);

    (void)arg;
    (void)connection;
    return fault == TARGET_SOUND ? NULL : &target_marks[fault];
}

/* The fault that a slot's mark stands for; TARGET_SOUND for a request's or none. */
static enum target_fault fault_of(const void *slot)
{
    for (enum target_fault fault = TARGET_HAS_NUL; fault <= TARGET_TOO_LONG; fault++)
        if (slot == &target_marks[fault])
            return fault;
    return TARGET_SOUND;
}

static enum MHD_Result begin(struct server *server, struct MHD_Connection *connection,
                             const struct head *head, void **slot)
{
    struct request *request = request_new(server, connection, head);

    request->target_fault = fault_of(*slot);
    *slot = request;
    origin_set(request);
    request->refused = guard_request(request);
    if (!request->refused)
        return MHD_YES;
    reply_problem(request, request->refused); /* answered before any body is read */
    return reply_send(request);
}

/* A body that is too large is read on for a while, so that its sender hears why; not for ever. */
static enum MHD_Result take_body(struct request *request, const char *upload, size_t size)
{
    buf_add(&request->body_in, upload, size);
    if (request->body_in.is_full)
        request->n_dropped += size;
    request->is_too_large |= request->body_in.is_full;
    return request->n_dropped > request->body_in.limit ? MHD_NO : MHD_YES;
}

/* First call: the head is read. Then once for each piece of the body. Then once more: answer. */
static enum MHD_Result handle(struct server *server, struct MHD_Connection *connection,
                              const struct head *head, const char *upload, size_t *upload_size, void **slot)
{
    struct request *request = *slot;
    struct err *err;

    if (!request || fault_of(request) != TARGET_SOUND)
        return begin(server, connection, head, slot);
    if (*upload_size) {
        const size_t size = *upload_size;

        *upload_size = 0;
        return take_body(request, upload, size);
    }
    if (request->is_ready)
        return reply_send(request);
    if (!head->is_local)
        await(server, connection, 0);
    err = refused(request);
    if (err) {
        reply_problem(request, err);
        return reply_send(request);
    }
    return run(request);
}

static enum MHD_Result handle_network(void *arg, struct MHD_Connection *connection, const char *url,
                                      const char *method, const char *version, const char *upload,
                                      size_t *upload_size, void **slot)
{
    const struct head head = { url, method, version, false };

    return handle(arg, connection, &head, upload, upload_size, slot);
}

static enum MHD_Result handle_local(void *arg, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *upload,
                                    size_t *upload_size, void **slot)
{
    const struct head head = { url, method, version, true };

    return handle(arg, connection, &head, upload, upload_size, slot);
}

static void completed(void *arg, struct MHD_Connection *connection, void **slot,
                      enum MHD_RequestTerminationCode why)
{
    struct request *request = *slot;

    (void)arg;
    (void)why;
    if (!request || fault_of(request) != TARGET_SOUND)
        return;
    if (!request->is_local)
        await(request->server, connection, head_us(request->server) * IDLE_HEADS);
    LOG_EVENT(LOG_INFO, "request", LOG("method", request->method), LOG("path", request->url),
              LOG("status", request->reply.status ? request->reply.status : 200U),
              LOG("us", (long)(monotonic_us() - request->begun_us)),
              LOG("client", request->ctx.origin ? request->ctx.origin : ""),
              LOG("request_id", request->ctx.request_id));
    if (request->stream)
        stream_leave(request->stream);
    request_release(request);
    *slot = NULL;
}

static void *tick(void *arg)
{
    struct server *server = arg;
    const struct timespec half = { .tv_nsec = 500000000 };

    while (!server->is_stopping) {
        nanosleep(&half, NULL);
        close_late(server);
        streams_tick(server);
    }
    return NULL;
}

/* --- starting and stopping --- */

static struct err *resolve(struct ctx *ctx, const char *listen, struct sockaddr_storage *out)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
    const char *colon = strrchr(listen, ':');
    struct addrinfo *found;
    char *host;

    if (!colon)
        return err_new(ctx, ERR_INVALID, "listen", "must be ADDRESS:PORT, such as 127.0.0.1:8080");
    host = arena_text_n(ctx->arena, listen, (size_t)(colon - listen));
    if (host[0] == '[' && text_ends(host, "]"))
        host = arena_text_n(ctx->arena, host + 1, strlen(host) - 2);
    if (getaddrinfo(*host ? host : NULL, colon + 1, &hints, &found) != 0)
        return err_new(ctx, ERR_INVALID, "listen", "\"%s\" is no address of this machine", listen);
    memcpy(out, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return NULL;
}

static struct err *listen_network(struct ctx *ctx, struct server *server)
{
    const struct settings *settings = server->options.ports->settings;
    struct sockaddr_storage address = { 0 };
    const union MHD_DaemonInfo *info;
    struct err *err;

    err = resolve(ctx, settings->listen, &address);
    if (err)
        return err;
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
            (address.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0),
        0, may_connect, server, handle_network, server, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned)settings->threads, MHD_OPTION_NOTIFY_COMPLETED, completed,
        NULL, MHD_OPTION_NOTIFY_CONNECTION, connected, server, MHD_OPTION_URI_LOG_CALLBACK, note_target, NULL,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_A_CONNECTION,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!server->daemon)
        return err_new(ctx, ERR_UNAVAILABLE, "listen", "can't listen on %s: is another server running there?",
                       settings->listen);
    info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    server->port = info ? info->port : 0;
    return NULL;
}

static struct err *listen_local(struct ctx *ctx, struct server *server)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const char *path = server->options.socket;

    if (!path)
        return NULL;
    if (strlen(path) >= sizeof(address.sun_path))
        return err_new(ctx, ERR_INVALID, "data", "the path of the data folder is too long for a socket: %s",
                       path);
    memcpy(address.sun_path, path, strlen(path));
    unlink(path);
    server->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->socket < 0 || bind(server->socket, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        chmod(path, 0600) < 0 || listen(server->socket, 64) < 0)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't make the socket %s", path);
    server->local = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
                                     handle_local, server, MHD_OPTION_LISTEN_SOCKET, server->socket,
                                     MHD_OPTION_NOTIFY_COMPLETED, completed, NULL,
                                     MHD_OPTION_CONNECTION_LIMIT, 64U, MHD_OPTION_END);
    return server->local ? NULL : err_new(ctx, ERR_UNAVAILABLE, NULL, "can't listen on %s", path);
}

struct err *server_start(struct ctx *ctx, const struct server_options *options, struct server **out)
{
    struct server *server = calloc(1, sizeof(*server));
    struct err *err;

    if (!server)
        abort();
    signal(SIGPIPE, SIG_IGN);
    server->options = *options;
    server->socket = -1;
    pthread_mutex_init(&server->lock, NULL);
    pthread_mutex_init(&server->peers_lock, NULL);
    server->pool = pool_start(POOL_THREADS, POOL_WAITING);
    err = listen_network(ctx, server);
    if (!err)
        err = listen_local(ctx, server);
    if (!err && pthread_create(&server->ticker, NULL, tick, server) != 0)
        err = err_new(ctx, ERR_UNAVAILABLE, NULL, "can't start a thread");
    if (err) {
        server->is_stopping = true;
        server_stop(server);
        return err;
    }
    *out = server;
    return NULL;
}

static void drain(struct server *server)
{
    const int64_t until = monotonic_us() + SECONDS(server->options.ports->settings->drain_s);
    const struct timespec moment = { .tv_nsec = 20000000 };

    while (server->n_requests && monotonic_us() < until)
        nanosleep(&moment, NULL);
}

void server_stop(struct server *server)
{
    const bool has_ticker = !atomic_exchange(&server->is_stopping, true);
    int listener = -1;

    if (server->daemon)
        listener = MHD_quiesce_daemon(server->daemon);
    streams_tick(server); /* watches end */
    if (has_ticker) {
        pthread_join(server->ticker, NULL);
        drain(server);
    }
    pool_stop(server->pool);
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    if (server->local)
        MHD_stop_daemon(server->local); /* closes the socket */
    if (listener >= 0)
        close(listener);
    if (server->options.socket)
        unlink(server->options.socket);
    pthread_mutex_destroy(&server->lock);
    pthread_mutex_destroy(&server->peers_lock);
    free(server);
}
