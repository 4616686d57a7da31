#include "connectors/sandbox/pull.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>

static bool fail(struct pull *pull)
{
    pull->is_broken = true;
    pull->at = pull->end;
    return false;
}

char pull_peek(struct pull *pull)
{
    while (pull->at < pull->end &&
           (*pull->at == ' ' || *pull->at == '\n' || *pull->at == '\r' || *pull->at == '\t'))
        pull->at++;
    return pull->at < pull->end ? *pull->at : 0;
}

bool pull_open(struct pull *pull, char bracket)
{
    if (pull_peek(pull) != bracket)
        return fail(pull);
    pull->at++;
    return true;
}

bool pull_more(struct pull *pull, char bracket, size_t *n)
{
    const char next = pull_peek(pull);

    if (next == bracket) {
        pull->at++;
        return false;
    }
    if (*n > 0) {
        if (next != ',')
            return fail(pull);
        pull->at++;
        if (pull_peek(pull) == bracket)
            return fail(pull);
    }
    if (next == 0)
        return fail(pull);
    (*n)++;
    return true;
}

bool pull_string(struct pull *pull, struct span *out)
{
    const char *from, *at;

    if (pull_peek(pull) != '"')
        return fail(pull);
    from = at = pull->at + 1;
    out->has_escapes = false;
    for (; at < pull->end && *at != '"'; at++) {
        if ((unsigned char)*at < 0x20)
            return fail(pull);
        if (*at == '\\') {
            out->has_escapes = true;
            at++;
        }
    }
    if (at >= pull->end)
        return fail(pull);
    out->at = from;
    out->len = (size_t)(at - from);
    pull->at = at + 1;
    return true;
}

bool pull_key(struct pull *pull, struct span *key)
{
    if (!pull_string(pull, key))
        return false;
    if (pull_peek(pull) != ':')
        return fail(pull);
    pull->at++;
    return true;
}

/* A number or a literal: what it says is read by whoever takes the value. */
static bool pull_scalar(struct pull *pull)
{
    const char *from = pull->at;

    while (pull->at < pull->end &&
           (strchr("+-.", *pull->at) || (*pull->at >= '0' && *pull->at <= '9') ||
            (*pull->at >= 'a' && *pull->at <= 'z') || *pull->at == 'E') &&
           *pull->at)
        pull->at++;
    return pull->at > from || fail(pull);
}

/* Brackets are only counted here; the value is parsed for good where it is used. */
bool pull_value(struct pull *pull, struct span *out)
{
    size_t depth = 0;
    struct span string;

    (void)pull_peek(pull);
    out->at = pull->at;
    out->has_escapes = false;
    do {
        const char c = pull_peek(pull);

        if (c == '{' || c == '[') {
            if (++depth > JSON_MAX_DEPTH)
                return fail(pull);
            pull->at++;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return fail(pull);
            depth--;
            pull->at++;
        } else if ((c == ',' || c == ':') && depth > 0) {
            pull->at++;
        } else if (c == '"' ? !pull_string(pull, &string) : !pull_scalar(pull)) {
            return false;
        }
    } while (depth > 0);
    out->len = (size_t)(pull->at - out->at);
    return true;
}

bool span_is(const struct span *span, const char *text)
{
    return strlen(text) == span->len && memcmp(span->at, text, span->len) == 0;
}

const char *span_text(struct ctx *ctx, const struct span *span)
{
    json_t *text;

    if (!span->has_escapes)
        return text_is_utf8(span->at, span->len) ? arena_text_n(ctx->arena, span->at, span->len) : NULL;
    /* With its quotes around it, it is a JSON text of its own. */
    if (json_parse(ctx, span->at - 1, span->len + 2, &text) != NULL)
        return NULL;
    return json_string_value(text);
}
