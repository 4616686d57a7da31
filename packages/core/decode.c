/*
 * JSON into structs by their field tables. All faults are collected, at most 20, each with its pointer: a
 * form shows them at their fields in one go.
 */
#include "packages/core/fields.h"

#include "packages/core/text.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ERRORS = 20, LONGEST_TEXT = 64 * 1024 };

struct decoder {
    struct ctx *ctx;
    struct err *first, *last;
    size_t n;
};

static const struct field key_fields[] = {
    FIELD(key, id, "Which one.", .min = 1, .max = 200, .example = "aud_01"),
};
const struct shape key_shape = SHAPE(key, key_fields, "An id.");

const struct field *shape_field(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->n_fields; i++)
        if (text_is(shape->fields[i].name, name))
            return &shape->fields[i];
    return NULL;
}

static void blame(struct decoder *decoder, const char *pointer, const char *message)
{
    struct err *err;

    if (decoder->n++ >= MOST_ERRORS)
        return;
    err = err_new(decoder->ctx, ERR_INVALID, pointer, "%s", message);
    if (decoder->last)
        decoder->last->also = err;
    else
        decoder->first = err;
    decoder->last = err;
}

static void decode_object(struct decoder *decoder, const struct shape *shape, json_t *json,
                          const char *pointer, void *out);

static const char *said(struct decoder *decoder, const char *format, double a, double b)
{
    /* The bounds are small whole numbers in nearly all tables: print them as such. */
    (void)format;
    if (b == 0)
        return arena_printf(decoder->ctx->arena, "must be at least %.15g", a);
    return arena_printf(decoder->ctx->arena, "must be %.15g to %.15g", a, b);
}

static bool is_bounded(const struct field *field)
{
    return field->min != 0 || field->max != 0;
}

static bool is_outside(const struct field *field, double value)
{
    return is_bounded(field) && (value < field->min || (field->max != 0 && value > field->max));
}

static const char *one_of(struct decoder *decoder, const char *const *words)
{
    struct buf list = buf_in(decoder->ctx->arena, 1000);

    for (; *words; words++) {
        if (!**words)
            continue;
        buf_printf(&list, "%s\"%s\"", list.len ? ", " : "", *words);
    }
    return arena_printf(decoder->ctx->arena, "must be one of %s", buf_str(&list));
}

static bool is_name(const char *text)
{
    const size_t len = strlen(text);

    return len <= 63 && text[0] >= 'a' && text[0] <= 'z' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

static bool is_word(const char *text, const char *const *words, unsigned *index)
{
    for (unsigned i = 0; words[i]; i++) {
        if (*words[i] && text_is(words[i], text)) {
            *index = i;
            return true;
        }
    }
    return false;
}

static void decode_text(struct decoder *decoder, const struct field *field, json_t *json, const char *pointer,
                        const char **out)
{
    const char *text = json_string_value(json);
    struct date date;
    unsigned index;
    size_t length;

    if (!text) {
        blame(decoder, pointer, "must be text");
        return;
    }
    length = text_length(text);
    if (length > LONGEST_TEXT || is_outside(field, (double)length))
        blame(decoder, pointer,
              arena_printf(decoder->ctx->arena, "must be %.0f to %.0f characters long", field->min,
                           field->max != 0 ? field->max : (double)LONGEST_TEXT));
    else if (field->words && !is_word(text, field->words, &index))
        blame(decoder, pointer, one_of(decoder, field->words));
    else if (text_is(field->format, "name") && !is_name(text))
        blame(decoder, pointer, "must be a name of the model: a-z, 0-9 and _");
    else if (text_is(field->format, "date") && !date_parse(text, &date))
        blame(decoder, pointer, "must be a date, YYYY-MM-DD");
    else
        *out = arena_text(decoder->ctx->arena, text);
}

static void decode_int(struct decoder *decoder, const struct field *field, json_t *json, const char *pointer,
                       int64_t *out)
{
    int64_t value;

    if (json_is_integer(json))
        value = json_integer_value(json);
    else if (!json_is_string(json) || !text_to_int(json_string_value(json), &value) ||
             (value <= (INT64_C(1) << 53) && value >= -(INT64_C(1) << 53))) {
        blame(decoder, pointer, "must be a whole number");
        return;
    }
    if (is_outside(field, (double)value))
        blame(decoder, pointer, said(decoder, "", field->min, field->max));
    else
        *out = value;
}

static void decode_number(struct decoder *decoder, const struct field *field, json_t *json,
                          const char *pointer, double *out)
{
    if (!json_is_number(json))
        blame(decoder, pointer, "must be a number");
    else if (is_outside(field, json_number_value(json)))
        blame(decoder, pointer, said(decoder, "", field->min, field->max));
    else
        *out = json_number_value(json);
}

static void decode_items(struct decoder *decoder, const struct field *field, json_t *json,
                         const char *pointer, unsigned char *out)
{
    const size_t n = json_array_size(json);
    const bool is_list = field->kind == KIND_LIST;
    const size_t size = is_list                    ? field->shape->size
                        : field->kind == KIND_INTS ? sizeof(int64_t)
                                                   : sizeof(const char *);
    const struct field inner = { .name = field->name, .words = field->words, .format = field->format };
    unsigned char *items;
    json_t *value;
    size_t i;

    if (!json_is_array(json)) {
        blame(decoder, pointer, "must be a list");
        return;
    }
    if (is_outside(field, (double)n)) {
        blame(decoder, pointer,
              arena_printf(decoder->ctx->arena, "must have %.0f to %.0f items", field->min, field->max));
        return;
    }
    items = arena_alloc(decoder->ctx->arena, n * size + 1);
    json_array_foreach(json, i, value)
    {
        const char *at = arena_printf(decoder->ctx->arena, "%s/%zu", pointer, i);

        if (is_list)
            decode_object(decoder, field->shape, value, at, items + i * size);
        else if (field->kind == KIND_INTS)
            decode_int(decoder, &inner, value, at, (int64_t *)(void *)items + i);
        else
            decode_text(decoder, &inner, value, at, (const char **)(void *)items + i);
    }
    *(void **)(void *)(out + field->at) = items;
    *(size_t *)(void *)(out + field->count_at) = n;
}

static void decode_time(struct decoder *decoder, json_t *json, const char *pointer, struct instant *out)
{
    if (!json_is_string(json) || !instant_parse(json_string_value(json), out))
        blame(decoder, pointer, "must be a time such as 2026-11-24T08:00:00Z");
}

static void decode_word(struct decoder *decoder, const struct field *field, json_t *json, const char *pointer,
                        unsigned *out)
{
    if (!json_is_string(json) || !is_word(json_string_value(json), field->words, out))
        blame(decoder, pointer, one_of(decoder, field->words));
}

static void decode_value(struct decoder *decoder, const struct field *field, json_t *json,
                         const char *pointer, unsigned char *out)
{
    void *at = out + field->at;

    switch (field->kind) {
    case KIND_TEXT:
        decode_text(decoder, field, json, pointer, at);
        break;
    case KIND_INT:
        decode_int(decoder, field, json, pointer, at);
        break;
    case KIND_NUMBER:
        decode_number(decoder, field, json, pointer, at);
        break;
    case KIND_BOOL:
        if (json_is_boolean(json))
            *(bool *)at = json_is_true(json);
        else
            blame(decoder, pointer, "must be true or false");
        break;
    case KIND_TIME:
        decode_time(decoder, json, pointer, at);
        break;
    case KIND_WORD:
        decode_word(decoder, field, json, pointer, at);
        break;
    case KIND_JSON:
        *(json_t **)at = json;
        break;
    case KIND_TEXTS:
    case KIND_INTS:
    case KIND_LIST:
        decode_items(decoder, field, json, pointer, out);
        break;
    case KIND_OBJECT: {
        void *inner = arena_alloc(decoder->ctx->arena, field->shape->size);

        decode_object(decoder, field->shape, json, pointer, inner);
        *(void **)at = inner;
        break;
    }
    case KIND_BYTES:
        blame(decoder, pointer, "can't be given");
        break;
    }
}

static bool is_given(json_t *json, const char *name)
{
    json_t *value = json_object_get(json, name);

    return value && !json_is_null(value);
}

static bool lists(const char *const names[6], const char *name)
{
    for (size_t i = 0; i < 6 && names[i]; i++)
        if (text_is(names[i], name))
            return true;
    return false;
}

/* A member's pointer; a name from outside may hold what a pointer escapes (RFC 6901, 3). */
static const char *pointer_to(struct decoder *decoder, const char *pointer, const char *key)
{
    struct buf out = buf_in(decoder->ctx->arena, strlen(pointer) + 2 * strlen(key) + 2);

    buf_printf(&out, "%s/", pointer);
    for (; *key; key++) {
        if (*key == '~' || *key == '/')
            buf_text(&out, *key == '~' ? "~0" : "~1");
        else
            buf_char(&out, *key);
    }
    return buf_str(&out);
}

/* The alternative whose first needed member is there must have the other ones, and nothing else. */
static void check_kinds(struct decoder *decoder, const struct shape *shape, json_t *json, const char *pointer)
{
    const struct kind *kind = NULL;
    struct buf names = buf_in(decoder->ctx->arena, 500);
    const char *key;
    json_t *value;

    for (size_t i = 0; i < shape->n_kinds && !kind; i++)
        if (is_given(json, shape->kinds[i].needs[0]))
            kind = &shape->kinds[i];
    if (!kind) {
        for (size_t i = 0; i < shape->n_kinds; i++)
            buf_printf(&names, "%s\"%s\"", i ? ", " : "", shape->kinds[i].needs[0]);
        blame(decoder, pointer, arena_printf(decoder->ctx->arena, "needs one of %s", buf_str(&names)));
        return;
    }
    for (size_t i = 1; i < 6 && kind->needs[i]; i++)
        if (!is_given(json, kind->needs[i]))
            blame(decoder, pointer,
                  arena_printf(decoder->ctx->arena, "needs \"%s\" beside \"%s\"", kind->needs[i],
                               kind->needs[0]));
    json_object_foreach(json, key, value)
    {
        if (!json_is_null(value) && !lists(kind->needs, key) && !lists(kind->may, key))
            blame(decoder, pointer_to(decoder, pointer, key),
                  arena_printf(decoder->ctx->arena, "does not go with \"%s\"", kind->needs[0]));
    }
}

static void check_unknown(struct decoder *decoder, const struct shape *shape, json_t *json,
                          const char *pointer)
{
    const char *key;
    json_t *value;

    json_object_foreach(json, key, value)
    {
        if (!shape_field(shape, key))
            blame(decoder, pointer_to(decoder, pointer, key), "is unknown");
    }
}

static void decode_object(struct decoder *decoder, const struct shape *shape, json_t *json,
                          const char *pointer, void *out)
{
    const size_t before = decoder->n;
    struct err *err;

    if (!json_is_object(json)) {
        blame(decoder, pointer, "must be an object");
        return;
    }
    for (size_t i = 0; i < shape->n_fields; i++) {
        const struct field *field = &shape->fields[i];
        const char *at = arena_printf(decoder->ctx->arena, "%s/%s", pointer, field->name);

        if (field->none)
            *(int64_t *)(void *)((unsigned char *)out + field->at) = INT_NONE;
        else if (field->set)
            *(bool *)(void *)((unsigned char *)out + field->at) = true;
        else if (field->kind == KIND_NUMBER && field->optional)
            *(double *)(void *)((unsigned char *)out + field->at) = NAN;
        if (is_given(json, field->name))
            decode_value(decoder, field, json_object_get(json, field->name), at, out);
        else if (!field->optional && !shape->kinds)
            blame(decoder, at, "is required");
    }
    check_unknown(decoder, shape, json, pointer);
    if (shape->kinds && decoder->n == before)
        check_kinds(decoder, shape, json, pointer);
    if (!shape->check || decoder->n != before)
        return;
    err = shape->check(decoder->ctx, out);
    for (err = err_under(decoder->ctx, err, pointer); err; err = err->also)
        blame(decoder, err->pointer, err->message);
}

struct err *shape_decode(struct ctx *ctx, const struct shape *shape, json_t *json, void *out)
{
    struct decoder decoder = { .ctx = ctx };
    void *decoded = arena_alloc(ctx->arena, shape->size);

    decode_object(&decoder, shape, json, "", decoded);
    if (decoder.first)
        return decoder.first;
    memcpy(out, decoded, shape->size);
    return NULL;
}

static json_t *converted(const struct field *field, const char *value)
{
    int64_t number;
    double real;

    switch (field ? field->kind : KIND_TEXT) {
    case KIND_INT:
    case KIND_INTS:
        if (text_to_int(value, &number))
            return json_integer(number);
        break;
    case KIND_NUMBER:
        if (text_to_number(value, &real))
            return json_real(real);
        break;
    case KIND_BOOL:
        if (text_is(value, "true") || text_is(value, "false"))
            return json_boolean(text_is(value, "true"));
        break;
    default:
        break;
    }
    return json_string(value);
}

void shape_put_text(const struct shape *shape, json_t *json, const char *name, const char *value)
{
    const struct field *field = shape ? shape_field(shape, name) : NULL;
    json_t *list;

    if (!field || (field->kind != KIND_TEXTS && field->kind != KIND_INTS)) {
        json_object_set_new(json, name, converted(field, value));
        return;
    }
    list = json_object_get(json, name);
    if (!json_is_array(list)) {
        list = json_array();
        json_object_set_new(json, name, list);
    }
    json_array_append_new(list, converted(field, value));
}
