/*
 * One call from its path to its answer: is the token good, does a fault want to happen, which handler, what
 * is logged.
 */
#include "connectors/sandbox/inner.h"

#include "packages/core/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { MOST_LOGGED_PATH = 300 };

const char *call_query(const struct call *call, const char *name)
{
    const char *value = MHD_lookup_connection_value(call->connection, MHD_GET_ARGUMENT_KIND, name);

    return value ? value : "";
}

static bool matches(struct call *call, const char *pattern, const char *path)
{
    size_t n = 0;

    while (*pattern) {
        const size_t len = strcspn(path, "/");

        if (!text_starts(pattern, "{}")) {
            if (*pattern++ != *path++)
                return false;
            continue;
        }
        if (len == 0)
            return false;
        call->parts[n++] = arena_text_n(call->ctx.arena, path, len);
        path += len;
        pattern += 2;
    }
    return !*path;
}

static const struct dialect *const dialects[] = { &google_dialect, &meta_dialect, &tiktok_dialect };

const struct dialect *dialect_of(const char *path)
{
    for (size_t i = 0; i < COUNT(dialects); i++)
        if (dialects[i]->is_of(path))
            return dialects[i];
    return &console_dialect;
}

const struct dialect *dialect_named(const char *platform)
{
    for (size_t i = 0; i < COUNT(dialects); i++)
        if (text_is(dialects[i]->platform, platform))
            return dialects[i];
    return NULL;
}

static const struct route *find_route(struct call *call)
{
    const struct dialect *dialect = call->dialect;

    for (size_t i = 0; i < dialect->n_routes; i++)
        if (text_is(dialect->routes[i].method, call->method) &&
            matches(call, dialect->routes[i].pattern, call->path))
            return &dialect->routes[i];
    return NULL;
}

/* --- tokens and faults --- */

const char *call_bearer(const struct call *call)
{
    const char *header = MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, "Authorization");

    return header && strncasecmp(header, "Bearer ", 7) == 0 && header[7] ? header + 7 : NULL;
}

/* Whether the token that was shown is still good. The lock is held. */
static bool is_good_token(const struct sandbox *sandbox, const char *token)
{
    unsigned char digest[SHA256_SIZE];

    sha256(token, strlen(token), digest);
    for (size_t i = 0; i < sandbox->n_expired && i < MOST_EXPIRED; i++)
        if (memcmp(sandbox->expired[i], digest, SHA256_SIZE) == 0)
            return false;
    return true;
}

static void expire_token(struct sandbox *sandbox, const char *token)
{
    sha256(token, strlen(token), sandbox->expired[sandbox->n_expired++ % MOST_EXPIRED]);
}

void sandbox_expire(struct sandbox *sandbox, const char *token)
{
    pthread_mutex_lock(&sandbox->lock);
    expire_token(sandbox, token);
    pthread_mutex_unlock(&sandbox->lock);
}

bool sandbox_is_good_token(struct sandbox *sandbox, const char *token)
{
    bool is_good;

    pthread_mutex_lock(&sandbox->lock);
    is_good = is_good_token(sandbox, token);
    pthread_mutex_unlock(&sandbox->lock);
    return is_good;
}

/* The fault's texts may go with the rules at any time, so they are copied. The lock is held. */
static void draw_fault(struct call *call)
{
    const struct fault *drawn = faults_draw(&call->sandbox->faults, call->path);

    if (!drawn)
        return;
    call->has_fault = true;
    call->fault = *drawn;
    call->fault.match = NULL;
    call->fault.reason = arena_text(call->ctx.arena, drawn->reason);
    call->fault.prefix = arena_text(call->ctx.arena, drawn->prefix);
    call->fault.location = arena_text(call->ctx.arena, drawn->location);
}

/* False when the token isn't good: then the answer is made. */
static bool admit(struct call *call, const struct route *route)
{
    const struct dialect *dialect = call->dialect;
    const bool needs_token = dialect->platform && !(route && route->is_open);
    const char *token = needs_token ? dialect->token(call) : NULL;
    bool is_good;

    pthread_mutex_lock(&call->sandbox->lock);
    if (dialect->platform)
        draw_fault(call);
    if (token && call->has_fault && call->fault.action == FAULT_EXPIRED_TOKEN)
        expire_token(call->sandbox, token);
    is_good = !needs_token || (token && is_good_token(call->sandbox, token));
    pthread_mutex_unlock(&call->sandbox->lock);
    if (!is_good)
        answer_error(call, 401, NULL, dialect->shut_out);
    return is_good;
}

static const char *retry_after(struct call *call)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    const time_t at = (time_t)(call->ctx.now.us / 1000000 + call->fault.retry_after + 1);
    struct tm tm;

    if (call->fault.retry_after <= 0)
        return NULL;
    if (!call->fault.retry_as_date || !gmtime_r(&at, &tm))
        return arena_printf(call->ctx.arena, "%lld", (long long)call->fault.retry_after);
    return arena_printf(call->ctx.arena, "%s, %02d %s %d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
                        months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* Faults that keep the request from doing anything. True when the answer is made (or there is to be none). */
static bool fails_before(struct call *call)
{
    const char *given;

    if (!call->has_fault)
        return false;
    switch ((enum fault_action)call->fault.action) {
    case FAULT_STATUS:
        given = call->fault.reason;
        answer_error(call, call->fault.status ? (int)call->fault.status : 503, given, "Failed on command.");
        call->answer.retry_after = retry_after(call);
        return true;
    case FAULT_REDIRECT:
        answer_error(call, 307, NULL, "Moved on command.");
        call->answer.location = call->fault.location ? call->fault.location : "http://127.0.0.2/";
        return true;
    case FAULT_RESET:
        return true;
    default:
        return false;
    }
}

void sandbox_wait(struct sandbox *sandbox, int64_t ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_mutex_lock(&sandbox->lock);
    while (!sandbox->is_stopping)
        if (pthread_cond_timedwait(&sandbox->stops, &sandbox->lock, &until) == ETIMEDOUT)
            break;
    pthread_mutex_unlock(&sandbox->lock);
}

bool call_blames(const struct call *call, size_t member, const struct ident *idents, size_t n)
{
    const struct fault *fault = &call->fault;
    const size_t len = fault->prefix ? strlen(fault->prefix) : 0;

    if (!call->has_fault || fault->action != FAULT_BAD_MEMBER)
        return false;
    if (!fault->prefix)
        return (int64_t)member == fault->index;
    for (size_t i = 0; i < n; i++)
        if (strncmp(hex_text(call->ctx.arena, idents[i].hash, HASH_SIZE), fault->prefix, len) == 0)
            return true;
    return false;
}

bool call_is_cut_off(const struct call *call)
{
    return call->has_fault &&
           (call->fault.action == FAULT_RESET || call->fault.action == FAULT_RESET_AFTER_ACCEPT);
}

/* --- the log --- */

static void log_call(const struct call *call)
{
    struct sandbox *sandbox = call->sandbox;
    struct logged entry = {
        .method = strdup(call->method),
        .path = strndup(call->path, MOST_LOGGED_PATH),
        .n_bytes = call->body.size,
        .n_members = call->n_members,
        .status = call_is_cut_off(call) ? 0 : call->answer.status,
        .fault = call->has_fault ? fault_word((enum fault_action)call->fault.action) : NULL,
    };
    struct logged *place;

    if (!entry.method || !entry.path)
        abort();
    sha256(call->body.at, call->body.size, entry.body_sha256);
    pthread_mutex_lock(&sandbox->lock);
    if (sandbox->n_logged == sandbox->log_size && sandbox->log_size < MOST_LOGGED) {
        sandbox->log_size = sandbox->log_size ? sandbox->log_size * 2 : 64;
        sandbox->log_size = sandbox->log_size < MOST_LOGGED ? sandbox->log_size : MOST_LOGGED;
        sandbox->log = realloc(sandbox->log, sandbox->log_size * sizeof(*sandbox->log));
        if (!sandbox->log)
            abort();
    }
    place = &sandbox->log[sandbox->n_logged % MOST_LOGGED];
    if (sandbox->n_logged >= MOST_LOGGED) {
        free(place->method);
        free(place->path);
    }
    *place = entry;
    sandbox->n_logged++;
    pthread_mutex_unlock(&sandbox->lock);
}

/* Whatever an answer tells is on the disk before it leaves, also what another call changed. */
static void make_durable(struct call *call)
{
    if (call->answer.status == 200 && !journal_sync(call->sandbox->state.journal))
        answer_journal_full(call);
}

void call_run(struct call *call)
{
    const struct route *route = find_route(call);

    if (admit(call, route) && !fails_before(call)) {
        if (route)
            route->handle(call);
        else
            answer_error(call, 404, NULL, "Method not found.");
        make_durable(call);
        if (call->has_fault && call->answer.status == 200)
            answer_spoil(call, (enum fault_action)call->fault.action);
    }
    if (call->dialect->sign)
        call->dialect->sign(call);
    log_call(call);
    if (call->has_fault && call->fault.action == FAULT_DELAY)
        sandbox_wait(call->sandbox, call->fault.delay_ms);
}
