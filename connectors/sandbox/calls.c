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

static const struct route {
    const char *method, *pattern; /* {} stands for one part of the path */
    call_handler *handle;
} routes[] = {
    { "DELETE", "/v1/accountTypes/{}/accounts/{}/userLists/{}", list_delete },
    { "GET", "/sandbox/faults", show_faults },
    { "GET", "/sandbox/lists", show_lists },
    { "GET", "/sandbox/lists/{}/members", show_members },
    { "GET", "/sandbox/log", show_log },
    { "GET", "/v1/accountTypes/{}/accounts/{}/userLists", lists_query },
    { "GET", "/v1/accountTypes/{}/accounts/{}/userLists/{}", list_read },
    { "GET", "/v1/requestStatus:retrieve", retrieve_status },
    { "PATCH", "/v1/accountTypes/{}/accounts/{}/userLists/{}", list_patch },
    { "POST", "/sandbox/faults", set_faults },
    { "POST", "/token", give_token },
    { "POST", "/v1/accountTypes/{}/accounts/{}/userLists", list_create },
    { "POST", "/v1/audienceMembers:ingest", ingest_members },
    { "POST", "/v1/audienceMembers:remove", remove_members },
    { "POST", "/v1/audienceMembers:removeAll", remove_all_members },
};

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

static void dispatch(struct call *call)
{
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (text_is(routes[i].method, call->method) && matches(call, routes[i].pattern, call->path)) {
            routes[i].handle(call);
            return;
        }
    }
    answer_error(call, 404, NULL, "Method not found.");
}

/* --- tokens and faults --- */

static const char *bearer(const struct call *call)
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

static bool is_api(const struct call *call)
{
    return text_starts(call->path, "/v1/");
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
static bool admit(struct call *call)
{
    const char *token = bearer(call);
    bool is_good;

    pthread_mutex_lock(&call->sandbox->lock);
    if (is_api(call) || text_is(call->path, "/token"))
        draw_fault(call);
    if (token && call->has_fault && call->fault.action == FAULT_EXPIRED_TOKEN)
        expire_token(call->sandbox, token);
    is_good = !is_api(call) || (token && is_good_token(call->sandbox, token));
    pthread_mutex_unlock(&call->sandbox->lock);
    if (!is_good)
        answer_error(call, 401, NULL,
                     "Request had invalid authentication credentials. Expected OAuth 2 access token.");
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
    if (admit(call) && !fails_before(call)) {
        dispatch(call);
        make_durable(call);
        if (call->has_fault && call->answer.status == 200)
            answer_spoil(call, (enum fault_action)call->fault.action);
    }
    log_call(call);
    if (call->has_fault && call->fault.action == FAULT_DELAY)
        sandbox_wait(call->sandbox, call->fault.delay_ms);
}
