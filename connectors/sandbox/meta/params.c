#include "connectors/sandbox/meta/meta.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>
#include <strings.h>

struct param {
    const char *name;
    struct span value;
    bool is_json; /* of a JSON body; else plain text, which may be JSON by itself */
};

struct params {
    struct param *items;
    size_t n;
};

struct reading {
    struct call *call;
    struct params *params;
};

static void add(struct reading *reading, const char *name, const char *at, size_t len, bool is_json)
{
    *ARENA_PUSH(reading->call->ctx.arena, reading->params->items, reading->params->n) =
        (struct param){ .name = name, .value = { .at = at, .len = len }, .is_json = is_json };
}

static enum MHD_Result add_query(void *to, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    add(to, name, value ? value : "", value ? strlen(value) : 0, false);
    return MHD_YES;
}

/* Percent and plus undone. */
static char *unescaped(struct arena *arena, const char *text, size_t len)
{
    char *out = arena_alloc(arena, len + 1), *to = out;

    for (size_t i = 0; i < len; i++) {
        unsigned char byte;
        char digits[3] = { 0 };

        if (text[i] == '%' && i + 2 < len) {
            memcpy(digits, text + i + 1, 2);
            if (hex_parse(digits, &byte, 1)) {
                *to++ = (char)byte;
                i += 2;
                continue;
            }
        }
        *to++ = text[i] == '+' ? ' ' : text[i];
    }
    return out;
}

static void read_form(struct reading *reading)
{
    const char *at = (const char *)reading->call->body.at, *end = at + reading->call->body.size;
    struct arena *arena = reading->call->ctx.arena;

    while (at < end) {
        const char *stop = memchr(at, '&', (size_t)(end - at));
        const size_t len = stop ? (size_t)(stop - at) : (size_t)(end - at);
        const char *equals = memchr(at, '=', len);
        const size_t name = equals ? (size_t)(equals - at) : len;
        const char *value = equals ? unescaped(arena, equals + 1, len - name - 1) : "";

        add(reading, unescaped(arena, at, name), value, strlen(value), false);
        at += len + 1;
    }
}

static void read_body(struct reading *reading)
{
    struct pull pull = { .at = (const char *)reading->call->body.at };
    struct span key, value;
    size_t n = 0;

    pull.end = pull.at + reading->call->body.size;
    if (pull_peek(&pull) != '{') {
        read_form(reading);
        return;
    }
    (void)pull_open(&pull, '{');
    while (pull_more(&pull, '}', &n) && pull_key(&pull, &key) && pull_value(&pull, &value))
        add(reading, arena_text_n(reading->call->ctx.arena, key.at, key.len), value.at, value.len, true);
}

const struct params *params_of(const struct call *call)
{
    struct call *mine = (struct call *)(uintptr_t)call;

    if (!call->own) {
        struct params *params = arena_alloc(call->ctx.arena, sizeof(*params));
        struct reading reading = { mine, params };

        mine->own = params;
        read_body(&reading); /* the body comes first: it wins */
        MHD_get_connection_values(call->connection, MHD_GET_ARGUMENT_KIND, add_query, &reading);
    }
    return call->own;
}

static const struct param *find(const struct call *call, const char *name)
{
    const struct params *params = params_of(call);

    for (size_t i = 0; i < params->n; i++)
        if (text_is(params->items[i].name, name))
            return &params->items[i];
    return NULL;
}

bool param_is_given(const struct call *call, const char *name)
{
    return find(call, name) != NULL;
}

static json_t *parsed(const struct call *call, const struct span *value)
{
    struct ctx ctx = call->ctx;
    json_t *json;

    return json_parse(&ctx, value->at, value->len, &json) == NULL ? json : NULL;
}

const char *param_text(const struct call *call, const char *name)
{
    const struct param *param = find(call, name);

    if (!param)
        return "";
    if (param->is_json && param->value.len > 0 && param->value.at[0] == '"') {
        /* jansson takes a text only within something. */
        const char *wrapped = arena_printf(call->ctx.arena, "[%.*s]", (int)param->value.len, param->value.at);
        const struct span span = { .at = wrapped, .len = strlen(wrapped) };
        const char *text = json_string_value(json_array_get(parsed(call, &span), 0));

        return text ? text : "";
    }
    return arena_text_n(call->ctx.arena, param->value.at, param->value.len);
}

bool param_span(const struct call *call, const char *name, struct span *out)
{
    const struct param *param = find(call, name);
    const char *text;

    if (!param)
        return false;
    *out = param->value;
    if (!param->is_json || param->value.len == 0 || param->value.at[0] != '"')
        return true;
    text = param_text(call, name); /* JSON within a text */
    *out = (struct span){ .at = text, .len = strlen(text) };
    return true;
}

json_t *param_json(const struct call *call, const char *name)
{
    struct span span;

    return param_span(call, name, &span) ? parsed(call, &span) : NULL;
}

const char *meta_token(const struct call *call)
{
    const char *token = param_text(call, "access_token");

    return *token ? token : call_bearer(call);
}

const char *meta_method(const struct call *call)
{
    const char *method = param_text(call, "method");

    return strcasecmp(method, "delete") == 0 ? "DELETE"
           : strcasecmp(method, "get") == 0  ? "GET"
                                             : call->method;
}
