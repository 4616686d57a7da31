/*
 * Structs into JSON by their field tables.
 */
#include "packages/core/fields.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <assert.h>
#include <string.h>

static void encode_object(struct json_writer *json, const struct shape *shape, const unsigned char *value);

static void encode_items(struct json_writer *json, const struct field *field, const unsigned char *value)
{
    const size_t n = *(const size_t *)(const void *)(value + field->count_at);
    const unsigned char *items = *(const unsigned char *const *)(const void *)(value + field->at);

    if (!items && field->optional) {
        json_no(json);
        return;
    }
    json_open(json, '[');
    for (size_t i = 0; i < n; i++) {
        if (field->kind == KIND_LIST)
            encode_object(json, field->shape, items + i * field->shape->size);
        else if (field->kind == KIND_INTS)
            json_int(json, ((const int64_t *)(const void *)items)[i]);
        else
            json_text(json, ((const char *const *)(const void *)items)[i]);
    }
    json_shut(json, ']');
}

static void encode_time(struct json_writer *json, struct instant at)
{
    struct arena *arena;

    if (at.us == 0) {
        json_no(json);
        return;
    }
    arena = json->to->arena ? json->to->arena : arena_new();
    json_text(json, instant_text(arena, at));
    if (!json->to->arena)
        arena_free(arena);
}

static void encode_word(struct json_writer *json, const struct field *field, unsigned word)
{
    size_t n = 0;

    while (field->words[n])
        n++;
    assert(word < n);
    json_text(json, *field->words[word] ? field->words[word] : NULL);
}

static void encode_value(struct json_writer *json, const struct field *field, const unsigned char *value)
{
    const void *at = value + field->at;

    switch (field->kind) {
    case KIND_TEXT:
        json_text(json, *(const char *const *)at);
        break;
    case KIND_INT:
        /* A 0 that the bounds forbid is a number that was left out. */
        if (*(const int64_t *)at == INT_NONE ||
            (*(const int64_t *)at == 0 && field->optional && field->min > 0))
            json_no(json);
        else
            json_int(json, *(const int64_t *)at);
        break;
    case KIND_NUMBER:
        json_number(json, *(const double *)at);
        break;
    case KIND_BOOL:
        json_bool(json, *(const bool *)at);
        break;
    case KIND_TIME:
        encode_time(json, *(const struct instant *)at);
        break;
    case KIND_WORD:
        encode_word(json, field, *(const unsigned *)at);
        break;
    case KIND_JSON:
        json_tree(json, *(json_t *const *)at);
        break;
    case KIND_TEXTS:
    case KIND_INTS:
    case KIND_LIST:
        encode_items(json, field, value);
        break;
    case KIND_OBJECT:
        if (*(const unsigned char *const *)at)
            encode_object(json, field->shape, *(const unsigned char *const *)at);
        else
            json_no(json);
        break;
    case KIND_BYTES:
        json_no(json); /* columns only */
        break;
    }
}

/* In a union only what is set is written: the other members belong to its other kinds. */
static bool is_absent(const struct field *field, const unsigned char *value)
{
    const void *at = value + field->at;

    switch (field->kind) {
    case KIND_INT:
        return *(const int64_t *)at == INT_NONE || (!field->none && *(const int64_t *)at == 0);
    case KIND_NUMBER:
        return isnan(*(const double *)at);
    case KIND_BOOL:
        return !*(const bool *)at;
    case KIND_TIME:
        return ((const struct instant *)at)->us == 0;
    case KIND_WORD:
        return !*field->words[*(const unsigned *)at];
    case KIND_BYTES:
        return true;
    default:
        return !*(const void *const *)at;
    }
}

static void encode_object(struct json_writer *json, const struct shape *shape, const unsigned char *value)
{
    json_open(json, '{');
    for (size_t i = 0; i < shape->n_fields; i++) {
        const struct field *field = &shape->fields[i];

        if (field->kind == KIND_BYTES || (shape->kinds && is_absent(field, value)))
            continue;
        json_key(json, field->name);
        encode_value(json, field, value);
    }
    json_shut(json, '}');
}

void shape_encode(const struct shape *shape, const void *value, struct buf *to)
{
    struct json_writer json = json_to(to);

    encode_object(&json, shape, value);
}

json_t *shape_json(struct ctx *ctx, const struct shape *shape, const void *value)
{
    struct buf text = buf_in(ctx->arena, SIZE_MAX / 2);
    json_t *json;

    shape_encode(shape, value, &text);
    json = json_loadb(buf_str(&text), text.len, JSON_DECODE_ANY, NULL);
    assert(json);
    return json_keep(ctx, json);
}

/* --- the few values of WITH() --- */

struct arg arg_text(const char *name, const char *value)
{
    return (struct arg){ .name = name, .kind = KIND_TEXT, .value.text = value };
}

struct arg arg_int(const char *name, int64_t value)
{
    return (struct arg){ .name = name, .kind = KIND_INT, .value.number = value };
}

struct arg arg_bool(const char *name, bool value)
{
    return (struct arg){ .name = name, .kind = KIND_BOOL, .value.number = value };
}

struct arg arg_number(const char *name, double value)
{
    return (struct arg){ .name = name, .kind = KIND_NUMBER, .value.real = value };
}

struct arg arg_time(const char *name, struct instant value)
{
    return (struct arg){ .name = name, .kind = KIND_TIME, .value.number = value.us };
}

struct arg arg_bytes(const char *name, struct bytes value)
{
    return (struct arg){ .name = name, .kind = KIND_BYTES, .value.bytes = value };
}
