/*
 * What is no platform's: looking into the sandbox, faults on command, and tokens.
 */
#include "connectors/sandbox/inner.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 16 * 1024 * 1024, DEFAULT_LOG = 1000, MOST_LOG = 10000, LINE_MOST_BYTES = 800 };

static void write_pair(struct json_writer *json, const char *key, const char *value)
{
    json_key(json, key);
    json_text(json, value);
}

static void write_number(struct json_writer *json, const char *key, size_t value)
{
    json_key(json, key);
    json_int(json, (int64_t)value);
}

static const char *name_of(const struct user_list *list)
{
    const struct dialect *dialect = dialect_named(list->platform);

    return dialect ? json_string_value(json_object_get(list->resource, dialect->list_name)) : NULL;
}

static void show_lists(struct call *call)
{
    const struct state *state = &call->sandbox->state;
    struct buf text = buf_in(call->ctx.arena, MOST_TEXT);
    struct json_writer json = json_to(&text);

    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    pthread_mutex_lock(&call->sandbox->lock);
    for (size_t i = 0; i < state->n_lists; i++) {
        const struct user_list *list = &state->lists[i];

        json_open(&json, '{');
        write_pair(&json, "id", arena_printf(call->ctx.arena, "%llu", (unsigned long long)list->id));
        write_pair(&json, "platform", list->platform);
        write_pair(&json, "account", list->account);
        write_pair(&json, "display_name", name_of(list));
        write_pair(&json, "description", json_string_value(json_object_get(list->resource, "description")));
        write_number(&json, "members", members_count(list->members));
        write_number(&json, "matched", members_matched(list->members));
        json_shut(&json, '}');
    }
    pthread_mutex_unlock(&call->sandbox->lock);
    json_shut(&json, ']');
    json_shut(&json, '}');
    answer_json(call, 200, &text);
}

/* --- members, as a stream --- */

static void show_members(struct call *call)
{
    bool is_there;

    pthread_mutex_lock(&call->sandbox->lock);
    is_there = state_list(&call->sandbox->state, strtoull(call->parts[0], NULL, 10)) != NULL;
    pthread_mutex_unlock(&call->sandbox->lock);
    if (!is_there) {
        answer_error(call, 404, NULL, "no list has this id");
        return;
    }
    answer_text(call, 200, "application/x-ndjson", "", 0);
    call->answer.streams_members = true;
}

static void write_line(struct buf *to, const struct ident *idents, size_t n)
{
    static const char *const kinds[N_IDENT_KINDS] = { "address", "email", "phone" };

    buf_text(to, "{\"identifiers\":[");
    for (size_t i = 0; i < n; i++) {
        buf_printf(to, "%s\"%s:", i > 0 ? "," : "", kinds[idents[i].kind]);
        buf_hex(to, idents[i].hash, HASH_SIZE);
        buf_char(to, '"');
    }
    buf_text(to, "]}\n");
}

size_t member_stream_read(struct member_stream *stream, char *to, size_t room)
{
    struct buf text = buf_heap(room);
    struct ident idents[MOST_IDENTS];
    const struct user_list *list;
    size_t n = 0;

    pthread_mutex_lock(&stream->sandbox->lock);
    list = state_list(&stream->sandbox->state, stream->list_id);
    while (list && text.len + LINE_MOST_BYTES < room) {
        n = members_next(list->members, &stream->cursor, idents);
        if (n == 0)
            break;
        write_line(&text, idents, n);
    }
    pthread_mutex_unlock(&stream->sandbox->lock);
    if (text.len > 0)
        memcpy(to, text.at, text.len);
    n = text.len;
    buf_free(&text);
    return n;
}

/* --- the log --- */

static void write_logged(struct call *call, struct json_writer *json, const struct logged *logged,
                         size_t number)
{
    json_open(json, '{');
    write_number(json, "number", number);
    write_pair(json, "method", logged->method);
    write_pair(json, "path", logged->path);
    write_pair(json, "body_sha256", hex_text(call->ctx.arena, logged->body_sha256, SHA256_SIZE));
    write_number(json, "bytes", logged->n_bytes);
    write_number(json, "members", logged->n_members);
    write_number(json, "status", (size_t)logged->status);
    write_pair(json, "fault", logged->fault);
    json_shut(json, '}');
}

static size_t number_of(struct call *call, const char *name, size_t otherwise)
{
    int64_t value;

    return text_to_int(call_query(call, name), &value) && value >= 0 ? (size_t)value : otherwise;
}

/* `?from=` is the number of the first one wanted; otherwise the last ones come, at most `limit`. */
static void show_log(struct call *call)
{
    const struct sandbox *sandbox = call->sandbox;
    size_t limit = number_of(call, "limit", DEFAULT_LOG), from, first;
    struct buf text = buf_in(call->ctx.arena, MOST_TEXT);
    struct json_writer json = json_to(&text);

    limit = limit < MOST_LOG ? limit : MOST_LOG;
    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    pthread_mutex_lock(&call->sandbox->lock);
    first = sandbox->n_logged > MOST_LOGGED ? sandbox->n_logged - MOST_LOGGED : 0;
    from = number_of(call, "from", sandbox->n_logged > limit ? sandbox->n_logged - limit : 0);
    from = from > first ? from : first;
    for (size_t i = from; i < sandbox->n_logged && i - from < limit; i++)
        write_logged(call, &json, &sandbox->log[i % MOST_LOGGED], i);
    json_shut(&json, ']');
    write_number(&json, "total", sandbox->n_logged);
    pthread_mutex_unlock(&call->sandbox->lock);
    json_shut(&json, '}');
    answer_json(call, 200, &text);
}

/* --- faults --- */

static void show_faults(struct call *call)
{
    struct buf text = buf_in(call->ctx.arena, MOST_TEXT);
    struct json_writer json = json_to(&text);

    json_open(&json, '{');
    json_key(&json, "items");
    json_open(&json, '[');
    pthread_mutex_lock(&call->sandbox->lock);
    for (size_t i = 0; i < call->sandbox->faults.n_rules; i++) {
        const struct fault *fault = &call->sandbox->faults.rules[i];

        json_open(&json, '{');
        write_pair(&json, "match", fault->match);
        write_pair(&json, "action", fault_word((enum fault_action)fault->action));
        write_number(&json, "matched", (size_t)fault->n_matched);
        write_number(&json, "fired", (size_t)fault->n_fired);
        json_shut(&json, '}');
    }
    pthread_mutex_unlock(&call->sandbox->lock);
    json_shut(&json, ']');
    json_shut(&json, '}');
    answer_json(call, 200, &text);
}

static void set_faults(struct call *call)
{
    struct arena *arena = arena_new(), *old;
    struct ctx ctx = { .arena = arena, .now = call->ctx.now };
    struct faults faults;
    struct err *err;

    err = faults_parse(&ctx, (const char *)call->body.at, call->body.size, &faults);
    if (err) {
        answer_error(
            call, 400, NULL,
            arena_printf(call->ctx.arena, "%s: %s", err->pointer ? err->pointer : "faults", err->message));
        arena_free(arena);
        return;
    }
    pthread_mutex_lock(&call->sandbox->lock);
    old = call->sandbox->faults_arena;
    call->sandbox->faults_arena = arena;
    call->sandbox->faults = faults;
    pthread_mutex_unlock(&call->sandbox->lock);
    arena_free(old);
    show_faults(call);
}

/* --- tokens --- */

/* OAuth 2 (RFC 6749, 6): any refresh token will do. To refuse one, use a fault on /token. */
void give_token(struct call *call)
{
    uint64_t n;
    const char *text;

    if (!memmem(call->body.at, call->body.size, "grant_type=", strlen("grant_type="))) {
        answer_text(call, 400, "application/json", "{\"error\":\"invalid_request\"}", 27);
        return;
    }
    pthread_mutex_lock(&call->sandbox->lock);
    n = ++call->sandbox->n_tokens;
    pthread_mutex_unlock(&call->sandbox->lock);
    text = arena_printf(
        call->ctx.arena,
        "{\"access_token\":\"sandbox-%llu-%s\",\"expires_in\":3599,\"token_type\":\"Bearer\","
        "\"refresh_token\":\"sandbox-refresh\",\"scope\":\"https://www.googleapis.com/auth/datamanager\"}",
        (unsigned long long)n, id_new(&call->ctx));
    answer_text(call, 200, "application/json", text, strlen(text));
}

/* --- the paths --- */

static void refuse(struct call *call, int status, const char *reason, const char *message)
{
    struct buf text = buf_in(call->ctx.arena, MOST_TEXT);
    struct json_writer json = json_to(&text);

    (void)reason;
    json_open(&json, '{');
    json_key(&json, "error");
    json_open(&json, '{');
    json_key(&json, "code");
    json_int(&json, status);
    write_pair(&json, "message", message);
    json_shut(&json, '}');
    json_shut(&json, '}');
    answer_json(call, status, &text);
}

static const struct route routes[] = {
    { "GET", "/sandbox/faults", show_faults, false },
    { "GET", "/sandbox/lists", show_lists, false },
    { "GET", "/sandbox/lists/{}/members", show_members, false },
    { "GET", "/sandbox/log", show_log, false },
    { "POST", "/sandbox/faults", set_faults, false },
};

const struct dialect console_dialect = { .refuse = refuse, .routes = routes, .n_routes = COUNT(routes) };
