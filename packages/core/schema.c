/*
 * Field tables as JSON Schema 2020-12 (for OpenAPI) and as TypeScript (packages/types/api.ts).
 */
#include "packages/core/fields.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>

/* "audience_new" is AudienceNew in both. */
static void add_type_name(struct buf *to, const char *name)
{
    bool is_first = true;

    for (; *name; name++) {
        if (*name == '_') {
            is_first = true;
            continue;
        }
        buf_char(to, is_first && *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name);
        is_first = false;
    }
}

/* --- JSON Schema --- */

static void schema_ref_named(struct json_writer *json, const char *name)
{
    struct buf ref = buf_heap(200);

    buf_text(&ref, "#/components/schemas/");
    add_type_name(&ref, name);
    json_key(json, "$ref");
    json_text(json, buf_str(&ref));
    buf_free(&ref);
}

static void schema_ref(struct json_writer *json, const struct shape *shape)
{
    schema_ref_named(json, shape->name);
}

static void schema_type(struct json_writer *json, const char *type, bool is_nullable)
{
    json_key(json, "type");
    if (!is_nullable) {
        json_text(json, type);
        return;
    }
    json_open(json, '[');
    json_text(json, type);
    json_text(json, "null");
    json_shut(json, ']');
}

static void schema_words(struct json_writer *json, const char *const *words, bool is_nullable)
{
    json_key(json, "enum");
    json_open(json, '[');
    for (; *words; words++)
        if (**words)
            json_text(json, *words);
    if (is_nullable)
        json_no(json);
    json_shut(json, ']');
}

static void schema_bounds(struct json_writer *json, const struct field *field, const char *least,
                          const char *most)
{
    if (field->min != 0 || field->max != 0) {
        json_key(json, least);
        json_number(json, field->min);
    }
    if (field->max != 0) {
        json_key(json, most);
        json_number(json, field->max);
    }
}

static void schema_items(struct json_writer *json, const struct field *field)
{
    schema_type(json, "array", field->optional);
    schema_bounds(json, field, "minItems", "maxItems");
    json_key(json, "items");
    json_open(json, '{');
    if (field->kind == KIND_LIST) {
        schema_ref(json, field->shape);
    } else {
        schema_type(json, field->kind == KIND_INTS ? "integer" : "string", false);
        if (field->words)
            schema_words(json, field->words, false);
    }
    json_shut(json, '}');
}

/* Another shape: by its table, or by the name that a KIND_JSON gives its type ("Cell[][]" has no schema of
 * its own). */
static void schema_object(struct json_writer *json, const struct field *field)
{
    const char *name = field->shape ? field->shape->name : field->type;

    if (text_is(name, "boolean")) { /* one that may be left out, which a bool can't say */
        schema_type(json, name, field->optional);
        return;
    }
    if (!name || (!field->shape && (name[0] < 'A' || name[0] > 'Z' || strpbrk(name, "[]<>, "))))
        return;
    if (!field->optional) {
        schema_ref_named(json, name);
        return;
    }
    json_key(json, "oneOf");
    json_open(json, '[');
    json_open(json, '{');
    schema_ref_named(json, name);
    json_shut(json, '}');
    json_open(json, '{');
    schema_type(json, "null", false);
    json_shut(json, '}');
    json_shut(json, ']');
}

static void schema_scalar(struct json_writer *json, const struct field *field)
{
    static const struct {
        const char *type, *format, *least, *most;
    } kinds[] = {
        [KIND_TEXT] = { "string", NULL, "minLength", "maxLength" },
        [KIND_INT] = { "integer", NULL, "minimum", "maximum" },
        [KIND_NUMBER] = { "number", NULL, "minimum", "maximum" },
        [KIND_BOOL] = { "boolean", NULL, NULL, NULL },
        [KIND_TIME] = { "string", "date-time", NULL, NULL },
        [KIND_WORD] = { "string", NULL, NULL, NULL },
    };

    schema_type(json, kinds[field->kind].type, field->optional);
    if (kinds[field->kind].least)
        schema_bounds(json, field, kinds[field->kind].least, kinds[field->kind].most);
    if (kinds[field->kind].format || text_is(field->format, "date")) {
        json_key(json, "format");
        json_text(json, kinds[field->kind].format ? kinds[field->kind].format : "date");
    }
    if (field->words)
        schema_words(json, field->words, field->optional);
}

static void schema_field(struct json_writer *json, const struct field *field)
{
    json_open(json, '{');
    switch (field->kind) {
    case KIND_TEXTS:
    case KIND_INTS:
    case KIND_LIST:
        schema_items(json, field);
        break;
    case KIND_OBJECT:
    case KIND_JSON:
        schema_object(json, field);
        break;
    case KIND_BYTES:
        break;
    default:
        schema_scalar(json, field);
    }
    json_key(json, "description");
    json_text(json, field->doc);
    if (field->example) {
        json_key(json, "examples");
        json_open(json, '[');
        json_text(json, field->example);
        json_shut(json, ']');
    }
    json_shut(json, '}');
}

static const struct field *kind_field(const struct shape *shape, const char *name)
{
    const struct field *field = shape_field(shape, name);

    return field ? field : &shape->fields[0];
}

static void schema_properties(struct json_writer *json, const struct shape *shape, const struct kind *kind,
                              enum shape_use use)
{
    schema_type(json, "object", false);
    json_key(json, "additionalProperties");
    json_bool(json, false);
    json_key(json, "properties");
    json_open(json, '{');
    for (size_t i = 0; kind && i < 12; i++) {
        const char *name = i < 6 ? kind->needs[i] : kind->may[i - 6];

        if (!name)
            continue;
        json_key(json, name);
        schema_field(json, kind_field(shape, name));
    }
    for (size_t i = 0; !kind && i < shape->n_fields; i++) {
        if (shape->fields[i].kind == KIND_BYTES)
            continue;
        json_key(json, shape->fields[i].name);
        schema_field(json, &shape->fields[i]);
    }
    json_shut(json, '}');
    json_key(json, "required");
    json_open(json, '[');
    for (size_t i = 0; kind && i < 6 && kind->needs[i]; i++)
        json_text(json, kind->needs[i]);
    for (size_t i = 0; !kind && i < shape->n_fields; i++)
        if ((use == SHAPE_OUT || !shape->fields[i].optional) && shape->fields[i].kind != KIND_BYTES)
            json_text(json, shape->fields[i].name);
    json_shut(json, ']');
}

void shape_schema(const struct shape *shape, enum shape_use use, struct buf *to)
{
    struct json_writer json = json_to(to);

    json_open(&json, '{');
    if (shape->doc) {
        json_key(&json, "description");
        json_text(&json, shape->doc);
    }
    if (!shape->kinds) {
        schema_properties(&json, shape, NULL, use);
    } else {
        json_key(&json, "oneOf");
        json_open(&json, '[');
        for (size_t i = 0; i < shape->n_kinds; i++) {
            json_open(&json, '{');
            schema_properties(&json, shape, &shape->kinds[i], use);
            json_shut(&json, '}');
        }
        json_shut(&json, ']');
    }
    json_shut(&json, '}');
}

/* --- TypeScript --- */

static void ts_words(struct buf *to, const char *const *words)
{
    bool is_first = true;

    for (; *words; words++) {
        if (!**words)
            continue;
        buf_printf(to, "%s'%s'", is_first ? "" : " | ", *words);
        is_first = false;
    }
}

static void ts_field(struct buf *to, const struct field *field, bool is_required)
{
    static const char *const types[] = {
        [KIND_TEXT] = "string", [KIND_INT] = "number",  [KIND_NUMBER] = "number", [KIND_BOOL] = "boolean",
        [KIND_TIME] = "string", [KIND_WORD] = "string", [KIND_TEXTS] = "string",  [KIND_INTS] = "number",
    };

    buf_printf(to, "%s%s: ", field->name, field->optional && !is_required ? "?" : "");
    if (field->kind == KIND_JSON)
        buf_text(to, field->type ? field->type : "unknown");
    else if (field->kind == KIND_OBJECT || field->kind == KIND_LIST)
        add_type_name(to, field->shape->name);
    else if (field->words && field->kind == KIND_TEXTS)
        buf_char(to, '(');
    if (field->words)
        ts_words(to, field->words);
    else if (field->kind < KIND_OBJECT && types[field->kind])
        buf_text(to, types[field->kind]);
    if (field->words && field->kind == KIND_TEXTS)
        buf_char(to, ')');
    if (field->kind == KIND_TEXTS || field->kind == KIND_INTS || field->kind == KIND_LIST)
        buf_text(to, "[]");
    if (field->optional)
        buf_text(to, " | null");
}

static void ts_kind(struct buf *to, const struct shape *shape, const struct kind *kind)
{
    bool is_first = true;

    buf_text(to, "\n  | { ");
    for (size_t i = 0; i < 12; i++) {
        const char *name = i < 6 ? kind->needs[i] : kind->may[i - 6];
        struct field field;

        if (!name)
            continue;
        field = *kind_field(shape, name);
        field.optional = i >= 6;
        if (!is_first)
            buf_text(to, "; ");
        ts_field(to, &field, i < 6);
        is_first = false;
    }
    buf_text(to, " }");
}

void shape_typescript(const struct shape *shape, enum shape_use use, struct buf *to)
{
    if (shape->doc)
        buf_printf(to, "/** %s */\n", shape->doc);
    buf_text(to, shape->kinds ? "export type " : "export interface ");
    add_type_name(to, shape->name);
    if (shape->kinds) {
        buf_text(to, " =");
        for (size_t i = 0; i < shape->n_kinds; i++)
            ts_kind(to, shape, &shape->kinds[i]);
        buf_text(to, ";\n");
        return;
    }
    buf_text(to, " {\n");
    for (size_t i = 0; i < shape->n_fields; i++) {
        if (shape->fields[i].kind == KIND_BYTES)
            continue;
        buf_text(to, "  ");
        ts_field(to, &shape->fields[i], use == SHAPE_OUT);
        buf_printf(to, "; // %s\n", shape->fields[i].doc);
    }
    buf_text(to, "}\n");
}
