#include "tests/testing/match.h"

#include <string.h>

/* --- what was kept --- */

const char *kept_get(const struct kept *kept, const char *name)
{
    for (size_t i = kept->n; i-- > 0;)
        if (text_is(kept->items[i].name, name))
            return kept->items[i].value;
    return NULL;
}

void kept_set(struct ctx *ctx, struct kept *kept, const char *name, const char *value)
{
    *ARENA_PUSH(ctx->arena, kept->items, kept->n) =
        (struct kept_value){ arena_text(ctx->arena, name), arena_text(ctx->arena, value) };
}

const char *kept_fill(struct ctx *ctx, const struct kept *kept, const char *text)
{
    struct buf out = buf_in(ctx->arena, 64 * 1024 * 1024);

    while (*text) {
        const size_t len = *text == '{' ? strspn(text + 1, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;
        const char *value =
            len && text[len + 1] == '}' ? kept_get(kept, arena_text_n(ctx->arena, text + 1, len)) : NULL;

        if (value)
            buf_text(&out, value);
        else
            buf_char(&out, *text);
        text += value ? len + 2 : 1;
    }
    return buf_str(&out);
}

/* --- matching --- */

bool match_text(const char *pattern, const char *text)
{
    const char *star = NULL, *back = NULL;

    while (*text) {
        if (*pattern == '*') {
            star = pattern++;
            back = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star) { /* the star takes one more */
            pattern = star + 1;
            text = ++back;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return !*pattern;
}

static const char further[] = "...";

/* `...` outside of texts becomes a member or an item of that name. */
static const char *without_dots(struct ctx *ctx, const char *pattern)
{
    struct buf out = buf_in(ctx->arena, 1024 * 1024);
    char brackets[64];
    size_t depth = 0;
    bool is_text = false;

    for (; *pattern; pattern++) {
        if (*pattern == '"' && (!is_text || pattern[-1] != '\\'))
            is_text = !is_text;
        if (!is_text && (*pattern == '{' || *pattern == '[') && depth < sizeof(brackets))
            brackets[depth++] = *pattern;
        if (!is_text && (*pattern == '}' || *pattern == ']') && depth)
            depth--;
        if (!is_text && text_starts(pattern, further)) {
            buf_text(&out, depth && brackets[depth - 1] == '{' ? "\"...\":0" : "\"...\"");
            pattern += 2;
        } else {
            buf_char(&out, *pattern);
        }
    }
    return buf_str(&out);
}

struct matcher {
    struct ctx *ctx;
    struct kept *kept;
};

static const char *match(struct matcher *matcher, json_t *pattern, json_t *value, const char *at);

static const char *no_match(struct matcher *matcher, const char *at, const char *expected, json_t *value)
{
    return arena_printf(matcher->ctx->arena, "at %s expected %s, got %s", *at ? at : "the top", expected,
                        value ? json_canonical(matcher->ctx, value) : "nothing");
}

static const char *match_object(struct matcher *matcher, json_t *pattern, json_t *value, const char *at)
{
    const char *key, *fault;
    json_t *inner;

    json_object_foreach(pattern, key, inner)
    {
        if (text_is(key, further))
            continue;
        fault = match(matcher, inner, json_object_get(value, key),
                      arena_printf(matcher->ctx->arena, "%s/%s", at, key));
        if (fault)
            return fault;
    }
    if (json_object_get(pattern, further))
        return NULL;
    json_object_foreach(value, key, inner)
    {
        if (!json_object_get(pattern, key))
            return no_match(matcher, arena_printf(matcher->ctx->arena, "%s/%s", at, key), "nothing", inner);
    }
    return NULL;
}

static const char *match_array(struct matcher *matcher, json_t *pattern, json_t *value, const char *at)
{
    const size_t n = json_array_size(pattern);
    const bool is_open = n && text_is(json_string_value(json_array_get(pattern, n - 1)), further);
    const size_t n_expected = n - is_open;
    const char *fault = NULL;

    if (json_array_size(value) < n_expected || (!is_open && json_array_size(value) != n_expected))
        return no_match(matcher, at, arena_printf(matcher->ctx->arena, "%zu items", n_expected), value);
    for (size_t i = 0; i < n_expected && !fault; i++)
        fault = match(matcher, json_array_get(pattern, i), json_array_get(value, i),
                      arena_printf(matcher->ctx->arena, "%s/%zu", at, i));
    return fault;
}

static void keep(struct matcher *matcher, const char *name, json_t *value)
{
    kept_set(matcher->ctx, matcher->kept, name,
             json_is_string(value) ? json_string_value(value) : json_canonical(matcher->ctx, value));
}

static const char *match_string(struct matcher *matcher, const char *pattern, json_t *value, const char *at)
{
    double least;

    if (text_is(pattern, "*"))
        return NULL;
    if (text_starts(pattern, "*=")) {
        keep(matcher, pattern + 2, value);
        return NULL;
    }
    if (*pattern == '>' && json_is_number(value) && text_to_number(pattern + 1, &least))
        return json_number_value(value) > least ? NULL : no_match(matcher, at, pattern, value);
    if (json_is_string(value) && match_text(pattern, json_string_value(value)))
        return NULL;
    return no_match(matcher, at, arena_printf(matcher->ctx->arena, "\"%s\"", pattern), value);
}

static const char *match(struct matcher *matcher, json_t *pattern, json_t *value, const char *at)
{
    if (!value)
        return no_match(matcher, at, json_canonical(matcher->ctx, pattern), NULL);
    if (json_is_string(pattern))
        return match_string(matcher, json_string_value(pattern), value, at);
    if (json_is_object(pattern) && json_is_object(value))
        return match_object(matcher, pattern, value, at);
    if (json_is_array(pattern) && json_is_array(value))
        return match_array(matcher, pattern, value, at);
    if (json_is_number(pattern) && json_is_number(value) &&
        json_number_value(pattern) == json_number_value(value))
        return NULL;
    return json_equal(pattern, value) ? NULL
                                      : no_match(matcher, at, json_canonical(matcher->ctx, pattern), value);
}

const char *match_json(struct ctx *ctx, const char *pattern, const char *text, size_t len, struct kept *kept)
{
    struct matcher matcher = { ctx, kept };
    json_error_t error;
    json_t *expected = json_loads(without_dots(ctx, pattern), JSON_DECODE_ANY, &error), *value;

    if (!expected)
        return arena_printf(ctx->arena, "the expected JSON doesn't read: %s", error.text);
    json_keep(ctx, expected);
    value = json_loadb(text, len, JSON_DECODE_ANY, &error);
    if (!value)
        return arena_printf(ctx->arena, "the answer is no JSON: %.300s", text);
    json_keep(ctx, value);
    return match(&matcher, expected, value, "");
}
