/*
 * The HTTP side: a thread a connection (libmicrohttpd), so that a fault may keep one waiting without holding
 * up others, and members are read and checked on all cores at once. The body is gathered whole; a call is
 * answered when its last byte came (answering earlier would end the connection).
 */
#include "connectors/sandbox/inner.h"

#include "packages/core/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum {
    MOST_BODY = 32 * 1024 * 1024,
    MOST_CONNECTIONS = 256,
    IDLE_S = 120,
    CONNECTION_BYTES = 256 * 1024,
    STACK_BYTES = 512 * 1024,
    STREAM_CHUNK = 64 * 1024
};

/* One request from its first line to its end. */
struct exchange {
    struct sandbox *sandbox;
    struct arena *arena;
    struct buf body; /* heap */
    bool is_too_large, is_smuggled;
};

/* --- answering --- */

struct drip {
    struct sandbox *sandbox;
    struct buf text;
    int64_t delay_ms;
};

static ssize_t drip_read(void *of, uint64_t at, char *to, size_t room)
{
    struct drip *drip = of;

    (void)room;
    if (at >= drip->text.len)
        return MHD_CONTENT_READER_END_OF_STREAM;
    sandbox_wait(drip->sandbox, drip->delay_ms);
    *to = drip->text.at[at];
    return 1;
}

static void drip_free(void *of)
{
    struct drip *drip = of;

    buf_free(&drip->text);
    free(drip);
}

static struct MHD_Response *dripping(const struct call *call)
{
    struct drip *drip = calloc(1, sizeof(*drip));

    if (!drip)
        abort();
    *drip = (struct drip){ .sandbox = call->sandbox, .delay_ms = call->fault.delay_ms };
    drip->text = buf_heap(call->answer.len + 1);
    buf_add(&drip->text, call->answer.text, call->answer.len);
    return MHD_create_response_from_callback(call->answer.len, 1, drip_read, drip, drip_free);
}

static ssize_t stream_read(void *of, uint64_t at, char *to, size_t room)
{
    const size_t n = member_stream_read(of, to, room);

    (void)at;
    return n > 0 ? (ssize_t)n : MHD_CONTENT_READER_END_OF_STREAM;
}

static struct MHD_Response *streaming(const struct call *call)
{
    struct member_stream *stream = calloc(1, sizeof(*stream));

    if (!stream)
        abort();
    *stream =
        (struct member_stream){ .sandbox = call->sandbox, .list_id = strtoull(call->parts[0], NULL, 10) };
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_CHUNK, stream_read, stream, free);
}

static enum MHD_Result respond(const struct call *call)
{
    const struct answer *answer = &call->answer;
    struct MHD_Response *response;
    enum MHD_Result result;

    if (answer->streams_members)
        response = streaming(call);
    else if (call->has_fault && call->fault.action == FAULT_DRIP)
        response = dripping(call);
    else
        response = MHD_create_response_from_buffer(answer->len, (void *)(uintptr_t)answer->text,
                                                   MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
    if (answer->retry_after)
        MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, answer->retry_after);
    if (answer->location)
        MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, answer->location);
    if (answer->usage)
        MHD_add_response_header(response, "X-Business-Use-Case-Usage", answer->usage);
    result = MHD_queue_response(call->connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

/* The connection ends by a reset, as a broken path on the way ends it. */
static enum MHD_Result cut_off(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

    if (info)
        (void)setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &at_once,
                         sizeof(at_once)); /* closes anyway */
    return MHD_NO;
}

static enum MHD_Result answer(struct exchange *exchange, struct MHD_Connection *connection,
                              const char *method, const char *path)
{
    struct call call = {
        .ctx = { .arena = exchange->arena, .now = instant_now() },
        .sandbox = exchange->sandbox,
        .connection = connection,
        .method = method,
        .path = path,
        .dialect = dialect_of(path),
        .body = { (const unsigned char *)buf_str(&exchange->body), exchange->body.len },
    };
    unsigned char id[16];

    random_bytes(&call.ctx, id, sizeof(id));
    call.ctx.request_id = hex_text(exchange->arena, id, sizeof(id));
    if (exchange->is_smuggled)
        answer_error(&call, 400, NULL, "The request can be read in two ways.");
    else if (exchange->is_too_large)
        answer_error(&call, 413, NULL, "The request is larger than 32 MiB.");
    else
        call_run(&call);
    return call_is_cut_off(&call) ? cut_off(connection) : respond(&call);
}

/* --- libmicrohttpd's side --- */

struct framing {
    int n_lengths, n_encodings, n_hosts;
};

static enum MHD_Result count_header(void *to, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct framing *framing = to;

    (void)kind;
    (void)value;
    framing->n_lengths += strcasecmp(name, "Content-Length") == 0;
    framing->n_encodings += strcasecmp(name, "Transfer-Encoding") == 0;
    framing->n_hosts += strcasecmp(name, "Host") == 0;
    return MHD_YES;
}

static struct exchange *begin(struct sandbox *sandbox, struct MHD_Connection *connection)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    struct framing framing = { 0 };
    int64_t size = 0;

    if (!exchange)
        abort();
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_header, &framing);
    *exchange = (struct exchange){ .sandbox = sandbox, .arena = arena_new(), .body = buf_heap(MOST_BODY) };
    exchange->is_smuggled = framing.n_lengths + framing.n_encodings > 1 || framing.n_hosts > 1;
    if (length && text_to_int(length, &size) && size > 0 && size <= MOST_BODY)
        (void)buf_room(&exchange->body, (size_t)size); /* one allocation instead of a dozen */
    return exchange;
}

static enum MHD_Result on_request(void *of, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data, size_t *size,
                                  void **state)
{
    struct exchange *exchange = *state;

    (void)version;
    if (!exchange) {
        *state = begin(of, connection);
        return MHD_YES;
    }
    if (*size > 0) {
        buf_add(&exchange->body, data, *size);
        exchange->is_too_large |= exchange->body.is_full;
        *size = 0;
        return MHD_YES;
    }
    return answer(exchange, connection, method, url);
}

static void on_end(void *of, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode why)
{
    struct exchange *exchange = *state;

    (void)of;
    (void)connection;
    (void)why;
    if (!exchange)
        return;
    buf_free(&exchange->body);
    arena_free(exchange->arena);
    free(exchange);
    *state = NULL;
}

/* --- the sandbox as a whole --- */

static void free_sandbox(struct sandbox *sandbox)
{
    const size_t n = sandbox->n_logged < MOST_LOGGED ? sandbox->n_logged : MOST_LOGGED;

    for (size_t i = 0; i < n; i++) {
        free(sandbox->log[i].method);
        free(sandbox->log[i].path);
    }
    free(sandbox->log);
    state_close(&sandbox->state);
    tiktok_files_free(sandbox->tiktok);
    arena_free(sandbox->faults_arena);
    pthread_mutex_destroy(&sandbox->lock);
    pthread_cond_destroy(&sandbox->stops);
    free(sandbox);
}

static struct err *listen_on(struct arena *arena, const struct sandbox_options *options,
                             struct sandbox *sandbox)
{
    const char *address = options->address ? options->address : "127.0.0.1";
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)options->port) };

    if (options->port > 65535 || inet_pton(AF_INET, address, &in.sin_addr) != 1)
        return err_in(arena, ERR_INVALID, "address", "%s:%u is no address to listen on", address,
                      options->port);
    sandbox->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL,
        (uint16_t)options->port, NULL, NULL, on_request, sandbox, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)&in, MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)MOST_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_THREAD_STACK_SIZE,
        (size_t)STACK_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!sandbox->daemon)
        return err_in(arena, ERR_UNAVAILABLE, "address", "can't listen on %s:%u: %s", address, options->port,
                      strerror(errno));
    return NULL;
}

static struct err *load(struct arena *arena, const struct sandbox_options *options, struct sandbox *sandbox)
{
    struct ctx ctx = { .arena = sandbox->faults_arena };
    struct err *err;

    if (options->faults) {
        err = faults_parse(&ctx, options->faults, strlen(options->faults), &sandbox->faults);
        if (err)
            return err_in(arena, ERR_INVALID, arena_text(arena, err->pointer), "%s", err->message);
    }
    return state_open(arena, options->state_dir, &sandbox->state);
}

struct err *sandbox_start(struct arena *arena, const struct sandbox_options *options, struct sandbox **out)
{
    struct sandbox *sandbox = calloc(1, sizeof(*sandbox));
    pthread_condattr_t clock;
    struct err *err;

    if (!sandbox)
        abort();
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_mutex_init(&sandbox->lock, NULL);
    pthread_cond_init(&sandbox->stops, &clock);
    pthread_condattr_destroy(&clock);
    sandbox->faults_arena = arena_new();
    sandbox->is_slow = options->is_slow;
    err = load(arena, options, sandbox);
    if (!err)
        err = listen_on(arena, options, sandbox);
    if (err) {
        free_sandbox(sandbox);
        return err;
    }
    *out = sandbox;
    return NULL;
}

unsigned sandbox_port(const struct sandbox *sandbox)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(sandbox->daemon, MHD_DAEMON_INFO_BIND_PORT);

    return info ? info->port : 0;
}

void sandbox_stop(struct sandbox *sandbox)
{
    if (!sandbox)
        return;
    pthread_mutex_lock(&sandbox->lock);
    sandbox->is_stopping = true;
    pthread_cond_broadcast(&sandbox->stops);
    pthread_mutex_unlock(&sandbox->lock);
    MHD_stop_daemon(sandbox->daemon);
    free_sandbox(sandbox);
}
