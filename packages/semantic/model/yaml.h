/*
 * YAML and JSON (its subset) as a small tree that remembers where everything stood, for messages. No tags, no
 * anchors, no aliases: a document can't grow when it is read.
 */
#pragma once

#include "packages/core/core.h"

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    const char *key;  /* in a map */
    const char *text; /* of a scalar */
    bool is_quoted;   /* "true" is text, true is not */
    size_t line, column;
    const struct node *parent, *first, *next;
    size_t index, n;
};

/* At most 1 MiB, 50,000 nodes, 32 levels. Errors say file:line:column. */
struct err *yaml_parse(struct ctx *ctx, const char *text, size_t len, const char *file,
                       const struct node **out) MUST_USE;

const struct node *node_get(const struct node *map, const char *key);   /* NULL when there is none */
const char *node_text(const struct node *map, const char *key);         /* of a scalar member, else NULL */
const char *node_pointer(struct arena *arena, const struct node *node); /* JSON pointer */
struct err *node_err(struct ctx *ctx, const char *file, const struct node *node, size_t offset,
                     const char *format, ...) PRINTF_LIKE(5, 6);
