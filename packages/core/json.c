#include "packages/core/json.h"

#include "packages/core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- reading --- */

/* Depth is tested before jansson sees the text: its own limit is 2,048. Brackets within strings don't count.
 */
static bool is_too_deep(const char *text, size_t len)
{
    size_t depth = 0;
    bool is_string = false;

    for (size_t i = 0; i < len; i++) {
        if (is_string) {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '"')
                is_string = false;
            continue;
        }
        if (text[i] == '"')
            is_string = true;
        else if (text[i] == '{' || text[i] == '[')
            depth++;
        else if ((text[i] == '}' || text[i] == ']') && depth)
            depth--;
        if (depth > JSON_MAX_DEPTH)
            return true;
    }
    return false;
}

/* What the text holds too much of, or NULL. The depth was tested before, so this recursion is bounded. */
static const char *excess(json_t *json)
{
    const char *key, *found;
    json_t *value;
    size_t i;

    if (json_is_string(json))
        return json_string_length(json) > JSON_MAX_STRING ? "a string longer than 64 KiB" : NULL;
    if (json_array_size(json) > JSON_MAX_MEMBERS || json_object_size(json) > JSON_MAX_MEMBERS)
        return "more than 10,000 members in one value";
    json_array_foreach(json, i, value)
    {
        found = excess(value);
        if (found)
            return found;
    }
    json_object_foreach(json, key, value)
    {
        found = excess(value);
        if (found)
            return found;
    }
    return NULL;
}

static void drop(void *json)
{
    json_decref(json);
}

json_t *json_keep(struct ctx *ctx, json_t *json)
{
    arena_defer(ctx->arena, drop, json);
    return json;
}

struct err *json_parse(struct ctx *ctx, const char *text, size_t len, json_t **out)
{
    json_error_t error;
    const char *found;
    json_t *json;

    if (is_too_deep(text, len))
        return err_new(ctx, ERR_MALFORMED, NULL, "JSON is nested deeper than %d", JSON_MAX_DEPTH);
    json = json_loadb(text, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!json)
        return err_new(ctx, ERR_MALFORMED, NULL, "not JSON: line %d, column %d", error.line, error.column);
    json_keep(ctx, json);
    found = excess(json);
    if (found)
        return err_new(ctx, ERR_MALFORMED, NULL, "JSON holds %s", found);
    *out = json;
    return NULL;
}

static void release(void *text)
{
    free(text);
}

const char *json_canonical(struct ctx *ctx, const json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));

    if (!text)
        return "null";
    arena_defer(ctx->arena, release, text);
    return text;
}

/* --- writing --- */

struct json_writer json_to(struct buf *to)
{
    return (struct json_writer){ .to = to };
}

static void separate(struct json_writer *json)
{
    if (json->wants_comma)
        buf_char(json->to, ',');
    json->wants_comma = true;
}

void json_open(struct json_writer *json, char bracket)
{
    separate(json);
    buf_char(json->to, bracket);
    json->wants_comma = false;
}

void json_shut(struct json_writer *json, char bracket)
{
    buf_char(json->to, bracket);
    json->wants_comma = true;
}

static void quoted(struct buf *to, const char *text, size_t len)
{
    size_t from = 0;

    buf_char(to, '"');
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)text[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(to, text + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\')
            buf_printf(to, "\\%c", c);
        else if (c == '\n')
            buf_text(to, "\\n");
        else
            buf_printf(to, "\\u%04x", c);
    }
    buf_add(to, text + from, len - from);
    buf_char(to, '"');
}

void json_key(struct json_writer *json, const char *key)
{
    separate(json);
    quoted(json->to, key, strlen(key));
    buf_char(json->to, ':');
    json->wants_comma = false;
}

void json_text_n(struct json_writer *json, const char *text, size_t len)
{
    separate(json);
    quoted(json->to, text, len);
}

void json_text(struct json_writer *json, const char *text)
{
    if (text)
        json_text_n(json, text, strlen(text));
    else
        json_no(json);
}

void json_int(struct json_writer *json, int64_t value)
{
    const bool as_text = value > (INT64_C(1) << 53) || value < -(INT64_C(1) << 53);

    separate(json);
    if (as_text)
        buf_char(json->to, '"');
    buf_int(json->to, value);
    if (as_text)
        buf_char(json->to, '"');
}

void json_number(struct json_writer *json, double value)
{
    char text[32]; /* the longest is -1.7976931348623157e+308 */

    separate(json);
    if (!(value - value == 0)) {
        buf_text(json->to, "null");
        return;
    }
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(text, sizeof(text), "%.*g", precision, value);
        if (strtod(text, NULL) == value)
            break;
    }
    buf_text(json->to, text);
}

void json_bool(struct json_writer *json, bool value)
{
    separate(json);
    buf_text(json->to, value ? "true" : "false");
}

void json_no(struct json_writer *json)
{
    separate(json);
    buf_text(json->to, "null");
}

void json_tree(struct json_writer *json, const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17)) : NULL;

    json_raw(json, text ? text : "null", text ? strlen(text) : 4);
    free(text);
}

void json_raw(struct json_writer *json, const char *text, size_t len)
{
    separate(json);
    buf_add(json->to, text, len);
}

struct err *json_put_flag(struct ctx *ctx, const char *name, const json_t *said, bool *flag)
{
    if (!said || json_is_null(said))
        return NULL;
    if (!json_is_boolean(said))
        return err_new(ctx, ERR_INVALID, name, "must be true or false");
    *flag = json_is_true(said);
    return NULL;
}
