#include "packages/semantic/model/yaml.h"

#include <string.h>
#include <yaml.h>

enum { LONGEST = 1024 * 1024, MOST_NODES = 50000, DEEPEST = 32 };

struct reader {
    struct ctx *ctx;
    const char *file;
    yaml_parser_t *parser;
    size_t n_nodes;
};

static struct err *fault(struct reader *reader, yaml_mark_t mark, const char *message)
{
    return err_new(reader->ctx, ERR_INVALID, NULL, "%s:%zu:%zu: %s", reader->file, mark.line + 1,
                   mark.column + 1, message);
}

static struct err *next_event(struct reader *reader, yaml_event_t *event)
{
    if (yaml_parser_parse(reader->parser, event))
        return NULL;
    return fault(reader, reader->parser->problem_mark,
                 reader->parser->problem ? reader->parser->problem : "can't be read");
}

static struct node *new_node(struct reader *reader, const yaml_event_t *event, const struct node *parent)
{
    struct node *node = arena_alloc(reader->ctx->arena, sizeof(*node));

    reader->n_nodes++;
    node->parent = parent;
    node->line = event->start_mark.line + 1;
    node->column = event->start_mark.column + 1;
    node->kind = event->type == YAML_SCALAR_EVENT           ? NODE_SCALAR
                 : event->type == YAML_SEQUENCE_START_EVENT ? NODE_LIST
                                                            : NODE_MAP;
    if (event->type != YAML_SCALAR_EVENT)
        return node;
    node->text =
        arena_text_n(reader->ctx->arena, (const char *)event->data.scalar.value, event->data.scalar.length);
    node->is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return node;
}

static struct err *read_node(struct reader *reader, yaml_event_t *event, const struct node *parent, int depth,
                             struct node **out);

static struct err *read_children(struct reader *reader, struct node *node, int depth)
{
    const yaml_event_type_t end = node->kind == NODE_LIST ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;
    struct node *last = NULL, *child;
    const char *key = NULL;
    yaml_event_t event;
    struct err *err;

    for (;;) {
        err = next_event(reader, &event);
        if (err)
            return err;
        if (event.type == end) {
            yaml_event_delete(&event);
            return NULL;
        }
        err = read_node(reader, &event, node, depth + 1, &child);
        if (err)
            return err;
        if (node->kind == NODE_MAP && !key) {
            if (child->kind != NODE_SCALAR)
                return node_err(reader->ctx, reader->file, child, 0, "a key must be text");
            if (node_get(node, child->text))
                return node_err(reader->ctx, reader->file, child, 0, "\"%s\" is there twice", child->text);
            key = child->text;
            continue;
        }
        child->key = key;
        child->index = node->n++;
        key = NULL;
        if (last)
            last->next = child;
        else
            node->first = child;
        last = child;
    }
}

static bool has_anchor(const yaml_event_t *event)
{
    return event->type == YAML_ALIAS_EVENT ||
           (event->type == YAML_SCALAR_EVENT && event->data.scalar.anchor) ||
           (event->type == YAML_SEQUENCE_START_EVENT && event->data.sequence_start.anchor) ||
           (event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.anchor);
}

/* Takes the event over. */
static struct err *read_node(struct reader *reader, yaml_event_t *event, const struct node *parent, int depth,
                             struct node **out)
{
    const char *wrong = has_anchor(event)              ? "anchors and aliases are not read"
                        : depth > DEEPEST              ? "is nested too deeply"
                        : reader->n_nodes > MOST_NODES ? "the document has too many values"
                                                       : NULL;
    struct err *err = wrong ? fault(reader, event->start_mark, wrong) : NULL;
    struct node *node = wrong ? NULL : new_node(reader, event, parent);

    yaml_event_delete(event);
    if (err)
        return err;
    *out = node;
    return node->kind == NODE_SCALAR ? NULL : read_children(reader, node, depth);
}

static struct err *read_document(struct reader *reader, struct node **out)
{
    yaml_event_t event;
    struct err *err;

    for (;;) {
        err = next_event(reader, &event);
        if (err)
            return err;
        if (event.type == YAML_STREAM_START_EVENT || event.type == YAML_DOCUMENT_START_EVENT) {
            yaml_event_delete(&event);
            continue;
        }
        if (event.type == YAML_STREAM_END_EVENT) {
            err = fault(reader, event.start_mark, "the document is empty");
            yaml_event_delete(&event);
            return err;
        }
        return read_node(reader, &event, NULL, 0, out);
    }
}

static void end_parser(void *parser)
{
    yaml_parser_delete(parser);
}

struct err *yaml_parse(struct ctx *ctx, const char *text, size_t len, const char *file,
                       const struct node **out)
{
    struct reader reader = { .ctx = ctx, .file = file };
    struct node *root;
    struct err *err;

    if (len > LONGEST)
        return err_new(ctx, ERR_TOO_LARGE, NULL, "%s: a model may have %d bytes", file, LONGEST);
    reader.parser = arena_alloc(ctx->arena, sizeof(*reader.parser));
    if (!yaml_parser_initialize(reader.parser))
        return err_new(ctx, ERR_INTERNAL, NULL, "no memory to read %s", file);
    arena_defer(ctx->arena, end_parser, reader.parser);
    yaml_parser_set_input_string(reader.parser, (const unsigned char *)text, len);
    err = read_document(&reader, &root);
    if (err)
        return err;
    *out = root;
    return NULL;
}

const struct node *node_get(const struct node *map, const char *key)
{
    for (const struct node *child = map ? map->first : NULL; child; child = child->next)
        if (text_is(child->key, key))
            return child;
    return NULL;
}

const char *node_text(const struct node *map, const char *key)
{
    const struct node *node = node_get(map, key);

    return node && node->kind == NODE_SCALAR ? node->text : NULL;
}

const char *node_pointer(struct arena *arena, const struct node *node)
{
    if (!node->parent)
        return "";
    if (node->key)
        return arena_printf(arena, "%s/%s", node_pointer(arena, node->parent), node->key);
    return arena_printf(arena, "%s/%zu", node_pointer(arena, node->parent), node->index);
}

struct err *node_err(struct ctx *ctx, const char *file, const struct node *node, size_t offset,
                     const char *format, ...)
{
    const char *pointer = node_pointer(ctx->arena, node), *message;
    va_list args;

    va_start(args, format);
    message = arena_vprintf(ctx->arena, format, args);
    va_end(args);
    return err_new(ctx, ERR_INVALID, *pointer ? pointer : NULL, "%s:%zu:%zu: %s", file, node->line,
                   node->column + offset + (offset && node->is_quoted), message);
}
