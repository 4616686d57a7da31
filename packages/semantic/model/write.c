/*
 * A model as Apache Ossie 0.1.1 in YAML, the form that released tools accept, whatever form it was read from:
 * members that 0.1.1 has, in its order; extension blocks of other vendors unchanged; what 0.1.1 has no word
 * for (a field's datatype) in our own block. What is written reads as the same model.
 */
#include "packages/semantic/model/model.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { LONGEST = 4 * 1024 * 1024 };

typedef json_t *part(struct ctx *ctx, const struct node *node, const struct model *model);

/* --- the document as a tree --- */

static json_t *plain(struct ctx *ctx, const struct node *node);

static json_t *scalar(struct ctx *ctx, const struct node *node)
{
    const char *text = node->text;
    int64_t number;

    if (!node->is_quoted && (text_is(text, "true") || text_is(text, "false")))
        return json_keep(ctx, json_boolean(text_is(text, "true")));
    if (!node->is_quoted && text_to_int(text, &number) &&
        text_is(text, arena_printf(ctx->arena, "%lld", (long long)number)))
        return json_keep(ctx, json_integer(number));
    if (!node->is_quoted && (!*text || text_is(text, "null") || text_is(text, "~")))
        return json_keep(ctx, json_null());
    return json_keep(ctx, json_string(text));
}

static json_t *plain(struct ctx *ctx, const struct node *node)
{
    json_t *tree;

    if (node->kind == NODE_SCALAR)
        return scalar(ctx, node);
    tree = json_keep(ctx, node->kind == NODE_LIST ? json_array() : json_object());
    for (const struct node *child = node->first; child; child = child->next) {
        if (node->kind == NODE_LIST)
            json_array_append(tree, plain(ctx, child));
        else
            json_object_set(tree, child->key, plain(ctx, child));
    }
    return tree;
}

static json_t *as_it_is(struct ctx *ctx, const struct node *node, const struct model *model)
{
    (void)model;
    return plain(ctx, node);
}

/* The proposed {kind: table, object: name} is its name. */
static json_t *source(struct ctx *ctx, const struct node *node, const struct model *model)
{
    (void)model;
    return json_keep(ctx, json_string(node->kind == NODE_MAP ? node_text(node, "object") : node->text));
}

static bool is_of_0_1_1(const char *dialect)
{
    static const char *const dialects[] = { "ANSI_SQL", "SNOWFLAKE", "MDX", "TABLEAU", "DATABRICKS", "MAQL" };

    for (size_t i = 0; i < COUNT(dialects); i++)
        if (text_is(dialects[i], dialect))
            return true;
    return false;
}

/* Dialects that came later are left out; the one that was read as portable stands as that. */
static json_t *expression(struct ctx *ctx, const struct node *node, const struct model *model)
{
    const struct node *list = node_get(node, "dialects"), *first = NULL;
    json_t *dialects = json_keep(ctx, json_array()), *tree = json_keep(ctx, json_object());
    bool has_portable = false;

    (void)model;
    for (const struct node *item = list ? list->first : NULL; item; item = item->next) {
        first = first ? first : item;
        has_portable = has_portable || text_is(node_text(item, "dialect"), "ANSI_SQL");
    }
    if (!has_portable && first) {
        json_t *portable = json_object();

        json_object_set_new(portable, "dialect", json_string("ANSI_SQL"));
        json_object_set_new(portable, "expression", json_string(node_text(first, "expression")));
        json_array_append_new(dialects, portable);
    }
    for (const struct node *item = first; item; item = item->next)
        if (is_of_0_1_1(node_text(item, "dialect")))
            json_array_append(dialects, plain(ctx, item));
    json_object_set(tree, "dialects", dialects);
    return tree;
}

struct member {
    const char *key;
    part *write;
};

static json_t *members(struct ctx *ctx, const struct node *node, const struct model *model,
                       const struct member *of, size_t n)
{
    json_t *tree = json_keep(ctx, json_object());

    for (size_t i = 0; i < n; i++) {
        const struct node *child = node_get(node, of[i].key);

        if (child)
            json_object_set(tree, of[i].key, of[i].write(ctx, child, model));
    }
    return tree;
}

static json_t *each(struct ctx *ctx, const struct node *list, const struct model *model, part *write)
{
    json_t *tree = json_keep(ctx, json_array());

    for (const struct node *item = list->first; item; item = item->next)
        json_array_append(tree, write(ctx, item, model));
    return tree;
}

/* --- fields: `datatype` came with 0.2.0 --- */

static json_t *our_block(struct ctx *ctx, json_t *field)
{
    json_t *list = json_object_get(field, "custom_extensions"), *item;
    size_t i;

    if (!list) {
        list = json_keep(ctx, json_array());
        json_object_set(field, "custom_extensions", list);
    }
    json_array_foreach(list, i, item)
    {
        if (text_is(json_string_value(json_object_get(item, "vendor_name")), "RANDOM_TRUFFLE"))
            return item;
    }
    item = json_keep(ctx, json_object());
    json_object_set_new(item, "vendor_name", json_string("RANDOM_TRUFFLE"));
    json_object_set_new(item, "data", json_string("{}"));
    json_array_append(list, item);
    return item;
}

static void keep_type(struct ctx *ctx, json_t *field, const struct model_field *loaded)
{
    json_t *block = our_block(ctx, field), *dimension;
    json_t *data = json_keep(ctx, json_loads(json_string_value(json_object_get(block, "data")), 0, NULL));

    if (!json_object_get(data, "type"))
        json_object_set_new(data, "type", json_string(type_words[loaded->type]));
    json_object_set_new(block, "data", json_string(json_canonical(ctx, data)));
    if (!loaded->is_time || json_object_get(field, "dimension"))
        return;
    dimension = json_object();
    json_object_set_new(dimension, "is_time", json_true());
    json_object_set_new(field, "dimension", dimension);
}

static const struct model_field *loaded_field(const struct model *model, const struct node *node)
{
    for (size_t i = 0; i < model->n_datasets; i++)
        for (size_t j = 0; j < model->datasets[i].n_fields; j++)
            if (model->datasets[i].fields[j].node == node)
                return &model->datasets[i].fields[j];
    return NULL;
}

static json_t *field(struct ctx *ctx, const struct node *node, const struct model *model)
{
    static const struct member of[] = {
        { "name", as_it_is },
        { "expression", expression },
        { "dimension", as_it_is },
        { "label", as_it_is },
        { "description", as_it_is },
        { "ai_context", as_it_is },
        { "custom_extensions", as_it_is },
    };
    json_t *tree = members(ctx, node, model, of, COUNT(of)), *in_order;
    const struct model_field *loaded = node_get(node, "datatype") ? loaded_field(model, node) : NULL;

    if (!loaded)
        return tree;
    keep_type(ctx, tree, loaded);
    in_order = json_keep(ctx, json_object());
    for (size_t i = 0; i < COUNT(of); i++)
        json_object_set(in_order, of[i].key, json_object_get(tree, of[i].key));
    return in_order;
}

/* --- the rest, from the inside out --- */

static json_t *fields(struct ctx *ctx, const struct node *node, const struct model *model)
{
    return each(ctx, node, model, field);
}

static json_t *dataset(struct ctx *ctx, const struct node *node, const struct model *model)
{
    static const struct member of[] = {
        { "name", as_it_is },        { "source", source },
        { "primary_key", as_it_is }, { "unique_keys", as_it_is },
        { "description", as_it_is }, { "ai_context", as_it_is },
        { "fields", fields },        { "custom_extensions", as_it_is },
    };

    return members(ctx, node, model, of, COUNT(of));
}

static json_t *datasets(struct ctx *ctx, const struct node *node, const struct model *model)
{
    return each(ctx, node, model, dataset);
}

static json_t *relationship(struct ctx *ctx, const struct node *node, const struct model *model)
{
    static const struct member of[] = {
        { "name", as_it_is },
        { "from", as_it_is },
        { "to", as_it_is },
        { "from_columns", as_it_is },
        { "to_columns", as_it_is },
        { "ai_context", as_it_is },
        { "custom_extensions", as_it_is },
    };

    return members(ctx, node, model, of, COUNT(of));
}

static json_t *relationships(struct ctx *ctx, const struct node *node, const struct model *model)
{
    return each(ctx, node, model, relationship);
}

static json_t *metric(struct ctx *ctx, const struct node *node, const struct model *model)
{
    static const struct member of[] = {
        { "name", as_it_is },       { "expression", expression },      { "description", as_it_is },
        { "ai_context", as_it_is }, { "custom_extensions", as_it_is },
    };

    return members(ctx, node, model, of, COUNT(of));
}

static json_t *metrics(struct ctx *ctx, const struct node *node, const struct model *model)
{
    return each(ctx, node, model, metric);
}

static json_t *document(struct ctx *ctx, const struct model *model)
{
    static const struct member of[] = {
        { "name", as_it_is },
        { "description", as_it_is },
        { "ai_context", as_it_is },
        { "datasets", datasets },
        { "relationships", relationships },
        { "metrics", metrics },
        { "custom_extensions", as_it_is },
    };
    json_t *tree = json_keep(ctx, json_object()), *list = json_array();

    json_array_append(list, members(ctx, model->node, model, of, COUNT(of)));
    json_object_set_new(tree, "version", json_string("0.1.1"));
    json_object_set_new(tree, "semantic_model", list);
    return tree;
}

/* --- the tree as YAML --- */

struct writer {
    yaml_emitter_t emitter;
    bool is_broken;
};

static int append(void *arg, unsigned char *bytes, size_t n)
{
    struct buf *to = arg;

    buf_add(to, (const char *)bytes, n);
    return !to->is_full;
}

static void emit(struct writer *writer, yaml_event_t *event, int made)
{
    writer->is_broken = writer->is_broken || !made || !yaml_emitter_emit(&writer->emitter, event);
}

/* Text that would read as something else, or as nothing, is quoted. */
static bool is_ambiguous(const char *text)
{
    static const char *const words[] = { "",   "~",   "null", "true", "false", "yes", "no",
                                         "on", "off", "y",    "n",    ".nan",  ".inf" };

    for (size_t i = 0; i < COUNT(words); i++)
        if (text_is(words[i], text))
            return true;
    return strchr("+-.0123456789", text[0]) != NULL;
}

static void write_scalar(struct writer *writer, const char *text, bool is_quoted)
{
    yaml_event_t event;
    const int made =
        yaml_scalar_event_initialize(&event, NULL, NULL, (yaml_char_t *)(uintptr_t)text, (int)strlen(text), 1,
                                     1, is_quoted ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE);

    emit(writer, &event, made);
}

static void write_tree(struct writer *writer, struct ctx *ctx, const json_t *tree)
{
    yaml_event_t event;
    const char *key;
    json_t *child;
    size_t i;
    int made;

    if (json_is_object(tree)) {
        made = yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE);
        emit(writer, &event, made);
        json_object_foreach((json_t *)(uintptr_t)tree, key, child)
        {
            write_scalar(writer, key, is_ambiguous(key));
            write_tree(writer, ctx, child);
        }
        emit(writer, &event, yaml_mapping_end_event_initialize(&event));
    } else if (json_is_array(tree)) {
        made = yaml_sequence_start_event_initialize(
            &event, NULL, NULL, 1,
            json_is_object(json_array_get(tree, 0)) ? YAML_BLOCK_SEQUENCE_STYLE : YAML_FLOW_SEQUENCE_STYLE);
        emit(writer, &event, made);
        json_array_foreach(tree, i, child) write_tree(writer, ctx, child);
        emit(writer, &event, yaml_sequence_end_event_initialize(&event));
    } else if (json_is_string(tree)) {
        write_scalar(writer, json_string_value(tree), is_ambiguous(json_string_value(tree)));
    } else {
        write_scalar(writer, json_canonical(ctx, tree), false);
    }
}

struct err *model_write(struct ctx *ctx, const struct model *model, const char **out)
{
    struct buf to = buf_in(ctx->arena, LONGEST);
    struct writer writer = { .is_broken = false };
    yaml_event_t event;

    if (!yaml_emitter_initialize(&writer.emitter))
        return err_new(ctx, ERR_INTERNAL, NULL, "no memory for writing a model");
    yaml_emitter_set_output(&writer.emitter, append, &to);
    yaml_emitter_set_unicode(&writer.emitter, 1);
    yaml_emitter_set_width(&writer.emitter, 120);
    emit(&writer, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(&writer, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    write_tree(&writer, ctx, document(ctx, model));
    emit(&writer, &event, yaml_document_end_event_initialize(&event, 1));
    emit(&writer, &event, yaml_stream_end_event_initialize(&event));
    yaml_emitter_delete(&writer.emitter);
    if (writer.is_broken || to.is_full)
        return err_new(ctx, ERR_TOO_LARGE, NULL, "the model can't be written");
    *out = buf_str(&to);
    return NULL;
}
