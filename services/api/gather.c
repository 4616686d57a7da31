/* From bytes to an operation and what goes into it: path, query string and body become one object. */
#include "services/api/state.h"

#include <string.h>

enum { LONGEST_KEY = 128 };

static bool is_list(const struct shape *shape, const char *name)
{
    const struct field *field = shape ? shape_field(shape, name) : NULL;

    return field && (field->kind == KIND_TEXTS || field->kind == KIND_INTS || field->kind == KIND_LIST);
}

static enum MHD_Result add_query(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct request *request = arg;

    (void)kind;
    if (!text_is_utf8(name, strlen(name)) || (value && !text_is_utf8(value, strlen(value))))
        request->has_bad_query = true;
    else if (json_object_get(request->in, name) && !is_list(request->operation->in, name))
        request->said_twice = arena_text(request->ctx.arena, name);
    else
        shape_put_text(request->operation->in, request->in, name, value ? value : "");
    return MHD_YES;
}

static struct err *add_body(struct request *request)
{
    json_t *body, *value;
    const char *name;
    struct err *err;

    if (!request->body_in.len)
        return NULL;
    err = json_parse(&request->ctx, request->body_in.at, request->body_in.len, &body);
    if (err)
        return err;
    if (!json_is_object(body))
        return err_new(&request->ctx, ERR_INVALID, "", "must be an object");
    json_object_foreach(body, name, value)
    {
        if (json_object_get(request->in, name))
            return err_new(&request->ctx, ERR_INVALID, name, "is given in the address already");
        json_object_set(request->in, name, value);
    }
    return NULL;
}

static const struct operation *by_name(const struct server *server, const char *name)
{
    for (const struct operation *const *at = server->options.operations; *at; at++)
        if (text_is((*at)->name, name))
            return *at;
    return NULL;
}

const char *methods_text(struct request *request, const char *allowed)
{
    return arena_printf(request->ctx.arena, "%s%s, OPTIONS", allowed, strstr(allowed, "GET") ? ", HEAD" : "");
}

static struct err *find_operation(struct request *request)
{
    const char *method = text_is(request->method, "HEAD") ? "GET" : request->method;
    const char *allowed = "";

    if (request->is_local && text_starts(request->url, "/operation/")) {
        request->operation = by_name(request->server, request->url + strlen("/operation/"));
        request->reply.status = 200;
    } else {
        request->route = route_find(&request->ctx, method, request->url, request->in, &allowed);
        request->operation = request->route ? request->route->operation : NULL;
    }
    if (request->operation)
        return NULL;
    if (!*allowed)
        return err_new(&request->ctx, ERR_NOT_FOUND, NULL, "no page or resource at this address");
    reply_header(request, "Allow", methods_text(request, allowed));
    request->reply.status = MHD_HTTP_METHOD_NOT_ALLOWED;
    return err_new(&request->ctx, ERR_MALFORMED, NULL, "this address has %s", allowed);
}

bool request_changes(const struct request *request)
{
    return !text_is(request->method, "GET") && !text_is(request->method, "HEAD");
}

/* Idempotency-Key: bare or in quotes (an RFC 9651 string), of characters that need no care anywhere. */
static struct err *take_key(struct request *request)
{
    static const char word[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.:~+/=";
    const char *key = request_header(request, "Idempotency-Key");
    size_t len = key ? strlen(key) : 0;

    if (!key)
        return NULL;
    if (len > 2 && key[0] == '"' && key[len - 1] == '"') {
        key = arena_text_n(request->ctx.arena, key + 1, len - 2);
        len -= 2;
    }
    if (!len || len > LONGEST_KEY || strspn(key, word) != len)
        return err_new(&request->ctx, ERR_MALFORMED, NULL,
                       "Idempotency-Key must be 1 to %d letters, digits or _-.:~+/=", LONGEST_KEY);
    request->ctx.repeat_key = key;
    return NULL;
}

/* What the headers say of a change: which state it means, and the caller's name for it. */
static struct err *take_conditions(struct request *request)
{
    struct ctx *ctx = &request->ctx;
    struct err *err;

    if (request->operation->takes_key) {
        err = take_key(request);
        if (err)
            return err;
    }
    ctx->if_match = request_header(request, "If-Match");
    if (ctx->if_match || !request->route || !request->route->needs_match)
        return NULL;
    err = operation_allowed(ctx, request->operation); /* that comes before how they ask */
    if (err)
        return err;
    request->reply.status = MHD_HTTP_PRECONDITION_REQUIRED;
    err = err_new(ctx, ERR_MALFORMED, NULL, "say in If-Match which state of it you mean to change");
    err->next_step = "Read it, and send its ETag as If-Match.";
    return err;
}

struct err *request_gather(struct request *request)
{
    struct err *err;

    err = find_operation(request);
    if (!err && request_changes(request) && !request->is_local)
        err = guard_origin(request);
    if (!err)
        err = request_identity(request);
    if (!err)
        err = take_conditions(request);
    if (err)
        return err;
    MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, add_query, request);
    if (request->has_bad_query)
        return err_new(&request->ctx, ERR_MALFORMED, NULL, "the query string is not text");
    if (request->said_twice)
        return err_new(&request->ctx, ERR_INVALID, request->said_twice, "is given twice in the address");
    return add_body(request);
}
