/*
 * Between structs and statements: parameters by name, columns by name, through the field tables.
 */
#include "packages/store/driver.h"

#include <assert.h>
#include <string.h>

static struct value text_value(const char *text)
{
    return text ? (struct value){ .kind = VALUE_TEXT, .text = text } : (struct value){ .kind = VALUE_NULL };
}

static struct value word_value(const struct field *field, unsigned word)
{
    return *field->words[word] ? text_value(field->words[word]) : (struct value){ .kind = VALUE_NULL };
}

/* A list of texts is a JSON array in a column. */
static struct value list_value(struct ctx *ctx, const struct field *field, const unsigned char *row)
{
    const char *const *texts = *(const char *const *const *)(const void *)(row + field->at);
    const size_t n = *(const size_t *)(const void *)(row + field->count_at);
    struct buf text = buf_in(ctx->arena, JSON_MAX_STRING * 16);
    struct json_writer json = json_to(&text);

    json_open(&json, '[');
    for (size_t i = 0; i < n; i++)
        json_text(&json, texts[i]);
    json_shut(&json, ']');
    return text_value(buf_str(&text));
}

static struct value field_value(struct ctx *ctx, const struct field *field, const unsigned char *row)
{
    const void *at = row + field->at;
    struct value none = { .kind = VALUE_NULL };

    switch (field->kind) {
    case KIND_TEXT:
        return text_value(*(const char *const *)at);
    case KIND_INT:
        return *(const int64_t *)at == INT_NONE
                   ? none
                   : (struct value){ .kind = VALUE_INT, .number = *(const int64_t *)at };
    case KIND_NUMBER:
        return isnan(*(const double *)at)
                   ? none
                   : (struct value){ .kind = VALUE_NUMBER, .real = *(const double *)at };
    case KIND_BOOL:
        return (struct value){ .kind = VALUE_INT, .number = *(const bool *)at };
    case KIND_TIME:
        return ((const struct instant *)at)->us == 0
                   ? none
                   : (struct value){ .kind = VALUE_INT, .number = ((const struct instant *)at)->us };
    case KIND_WORD:
        return word_value(field, *(const unsigned *)at);
    case KIND_BYTES:
        return ((const struct bytes *)at)->at
                   ? (struct value){ .kind = VALUE_BYTES, .bytes = *(const struct bytes *)at }
                   : none;
    case KIND_JSON:
        return *(json_t *const *)at ? text_value(json_canonical(ctx, *(json_t *const *)at)) : none;
    case KIND_TEXTS:
        return list_value(ctx, field, row);
    case KIND_INTS:
    case KIND_OBJECT:
    case KIND_LIST:
        break;
    }
    assert(!"a field of this kind has no column");
    return none;
}

static bool arg_value(const struct arg *args, size_t n, const char *name, struct value *out)
{
    for (size_t i = 0; i < n; i++) {
        if (!text_is(args[i].name, name))
            continue;
        if (args[i].kind == KIND_TEXT)
            *out = text_value(args[i].value.text);
        else if (args[i].kind == KIND_NUMBER)
            *out = (struct value){ .kind = VALUE_NUMBER, .real = args[i].value.real };
        else if (args[i].kind == KIND_BYTES)
            *out = (struct value){ .kind = args[i].value.bytes.at ? VALUE_BYTES : VALUE_NULL,
                                   .bytes = args[i].value.bytes };
        else
            *out = (struct value){ .kind = VALUE_INT, .number = args[i].value.number };
        return true;
    }
    return false;
}

struct err *fields_of(struct ctx *ctx, const struct sql *sql, const struct shape *shape,
                      const struct field **fields)
{
    for (size_t i = 0; i < sql->n_params; i++) {
        fields[i] = shape_field(shape, sql->params[i]);
        if (!fields[i])
            return err_new(ctx, ERR_INTERNAL, NULL, "statement %s: nothing is given for :%s", sql->name,
                           sql->params[i]);
    }
    return NULL;
}

void fields_values(struct ctx *ctx, const struct field *const *fields, size_t n, const void *row,
                   struct value *values)
{
    for (size_t i = 0; i < n; i++)
        values[i] = field_value(ctx, fields[i], row);
}

struct err *values_of(struct ctx *ctx, const struct sql *sql, struct in in, struct value *values)
{
    for (size_t i = 0; i < sql->n_params; i++) {
        const struct field *field = in.shape ? shape_field(in.shape, sql->params[i]) : NULL;

        if (field)
            values[i] = field_value(ctx, field, in.at);
        else if (!arg_value(in.args, in.n_args, sql->params[i], &values[i]))
            return err_new(ctx, ERR_INTERNAL, NULL, "statement %s: nothing is given for :%s", sql->name,
                           sql->params[i]);
    }
    return NULL;
}

const struct field **columns_of(struct ctx *ctx, const struct store_driver *driver,
                                const struct cursor *cursor, const struct shape *shape)
{
    const struct field **columns =
        arena_alloc(ctx->arena, ((size_t)cursor->n_columns + 1) * sizeof(*columns));

    for (int i = 0; i < cursor->n_columns; i++)
        columns[i] = shape ? shape_field(shape, driver->column(cursor, i)) : NULL;
    return columns;
}

static struct err *word_into(struct ctx *ctx, const struct field *field, const char *text, unsigned *out)
{
    for (unsigned i = 0; field->words[i]; i++) {
        if (text_is(field->words[i], text)) {
            *out = i;
            return NULL;
        }
    }
    return err_new(ctx, ERR_INTERNAL, NULL, "column %s holds an unknown word", field->name);
}

static struct err *json_into(struct ctx *ctx, const char *text, json_t **out)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);

    if (!json)
        return err_new(ctx, ERR_INTERNAL, NULL, "a column holds what is not JSON");
    *out = json_keep(ctx, json);
    return NULL;
}

static struct err *texts_into(struct ctx *ctx, const struct field *field, const char *text,
                              unsigned char *row)
{
    json_t *list = NULL, *item;
    const char **texts;
    struct err *err;
    size_t i;

    err = json_into(ctx, text, &list);
    if (err)
        return err;
    texts = arena_alloc(ctx->arena, (json_array_size(list) + 1) * sizeof(*texts));
    json_array_foreach(list, i, item) texts[i] = json_string_value(item);
    *(const char ***)(void *)(row + field->at) = texts;
    *(size_t *)(void *)(row + field->count_at) = json_array_size(list);
    return NULL;
}

static void null_into(const struct field *field, void *at)
{
    switch (field->kind) {
    case KIND_INT:
        *(int64_t *)at = INT_NONE;
        break;
    case KIND_NUMBER:
        *(double *)at = NAN;
        break;
    case KIND_BOOL:
        *(bool *)at = false;
        break;
    case KIND_TIME:
        *(struct instant *)at = (struct instant){ 0 };
        break;
    case KIND_WORD:
        *(unsigned *)at = 0;
        break;
    case KIND_BYTES:
        *(struct bytes *)at = (struct bytes){ NULL, 0 };
        break;
    default:
        *(void **)at = NULL;
    }
}

static struct err *value_into(struct ctx *ctx, const struct field *field, struct value value,
                              unsigned char *row)
{
    void *at = row + field->at;

    if (value.kind == VALUE_NULL) {
        null_into(field, at);
        return NULL;
    }
    switch (field->kind) {
    case KIND_TEXT:
        *(const char **)at = arena_text(ctx->arena, value.text);
        return NULL;
    case KIND_INT:
        *(int64_t *)at = value.number;
        return NULL;
    case KIND_NUMBER:
        *(double *)at = value.kind == VALUE_INT ? (double)value.number : value.real;
        return NULL;
    case KIND_BOOL:
        *(bool *)at = value.number != 0;
        return NULL;
    case KIND_TIME:
        *(struct instant *)at = (struct instant){ value.number };
        return NULL;
    case KIND_WORD:
        return word_into(ctx, field, value.text, at);
    case KIND_BYTES:
        *(struct bytes *)at =
            (struct bytes){ arena_copy(ctx->arena, value.bytes.at, value.bytes.size), value.bytes.size };
        return NULL;
    case KIND_JSON:
        return json_into(ctx, value.text, at);
    case KIND_TEXTS:
        return texts_into(ctx, field, value.text, row);
    case KIND_INTS:
    case KIND_OBJECT:
    case KIND_LIST:
        break;
    }
    assert(!"a field of this kind has no column");
    return NULL;
}

struct err *row_into(struct ctx *ctx, const struct store_driver *driver, const struct cursor *cursor,
                     const struct field *const *columns, void *out)
{
    struct err *err;

    for (int i = 0; i < cursor->n_columns; i++) {
        if (!columns[i])
            continue;
        err = value_into(ctx, columns[i], driver->value(cursor, i), out);
        if (err)
            return err;
    }
    return NULL;
}
