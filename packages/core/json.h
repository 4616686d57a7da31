/*
 * JSON: reading with limits into jansson's tree, and writing as a stream.
 */
#pragma once

#include "packages/core/buf.h"
#include "packages/core/ctx.h"

#include <jansson.h>

enum { JSON_MAX_DEPTH = 32, JSON_MAX_MEMBERS = 10000, JSON_MAX_STRING = 64 * 1024 };

/* The tree ends with the arena. ERR_MALFORMED says line and column; deeper or larger than the limits above
 * too. */
struct err *json_parse(struct ctx *ctx, const char *text, size_t len, json_t **out) MUST_USE;
/* One line, members sorted, so that equal values are equal texts: for hashes and columns. */
const char *json_canonical(struct ctx *ctx, const json_t *json);
json_t *json_keep(struct ctx *ctx, json_t *json); /* takes the reference over to the arena */
/* A switch of a PATCH: absent or null leaves it as it is; ERR_INVALID on `name` for what is no boolean. */
struct err *json_put_flag(struct ctx *ctx, const char *name, const json_t *said, bool *flag) MUST_USE;

/* A writer puts commas by itself. Values of one object: json_key() then a value. */
struct json_writer {
    struct buf *to;
    bool wants_comma;
};

struct json_writer json_to(struct buf *to);
void json_open(struct json_writer *json, char bracket); /* '{' or '[' */
void json_shut(struct json_writer *json, char bracket); /* '}' or ']' */
void json_key(struct json_writer *json, const char *key);
void json_text(struct json_writer *json, const char *text); /* NULL writes null */
void json_text_n(struct json_writer *json, const char *text, size_t len);
void json_int(struct json_writer *json, int64_t value); /* as text beyond 2^53 */
void json_number(struct json_writer *json,
                 double value); /* not finite writes null; shortest form that reads back */
void json_bool(struct json_writer *json, bool value);
void json_no(struct json_writer *json); /* null */
void json_tree(struct json_writer *json, const json_t *value);
void json_raw(struct json_writer *json, const char *text, size_t len); /* something that is JSON already */
