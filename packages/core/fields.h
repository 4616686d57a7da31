/*
 * Field tables: a plain struct and, beside it, one row for each member that says what the type can't. From
 * one table come decoding with the JSON pointer of the bad field, encoding, SQL parameters and columns by
 * name, JSON Schema and TypeScript. One spelling everywhere: column, C member, JSON key, TypeScript property.
 *
 * What absence looks like in C, both ways (decoded from a missing member, encoded as null): text, list,
 * object, JSON: NULL; time: 0; a word: 0 where words[0] is ""; a whole number: INT_NONE when `.optional` says
 * so; a number: NAN. A decoded struct starts as zeros; an optional whole number that is left out stays 0
 * unless `.none` is set.
 */
#pragma once

#include "packages/core/buf.h"
#include "packages/core/ctx.h"

#include <jansson.h>
#include <limits.h>
#include <math.h>

#define INT_NONE INT64_MIN

enum field_kind {
    KIND_TEXT,   /* const char * */
    KIND_INT,    /* int64_t; beyond 2^53 as text in JSON */
    KIND_NUMBER, /* double */
    KIND_BOOL,   /* bool */
    KIND_TIME,   /* struct instant: RFC 3339 in JSON, microseconds in a column */
    KIND_WORD,   /* an enum without negative values and its words */
    KIND_BYTES,  /* struct bytes: columns only */
    KIND_JSON,   /* json_t *: any value, checked by whoever takes it; TEXT in a column */
    KIND_TEXTS,  /* const char ** with n_<member> */
    KIND_INTS,   /* int64_t * with n_<member> */
    KIND_OBJECT, /* struct of another shape *, see OBJECT() */
    KIND_LIST    /* array of structs of another shape with n_<member>, see LIST() */
};

struct shape;

struct field {
    const char *name;
    size_t at;
    enum field_kind kind;
    const char *doc;
    bool optional;
    bool none; /* a missing whole number is INT_NONE rather than 0 */
    bool set;  /* a missing flag is true */
    /* Value of a number, length of a text in characters, items of a list. Both 0: none but the general
     * limits. */
    double min, max;
    const char *const *words; /* NULL-ended: of a WORD, or all that a TEXT may be */
    const char *format;       /* "name" (a name of the model) or "date" */
    const char *example;
    const char *type; /* TypeScript of a KIND_JSON, "Plan"; its schema is open */
    const struct shape *shape;
    size_t count_at;
};

/* One alternative of a union: which members it needs and which it may have besides. The first that fits
 * decides. */
struct kind {
    const char *name;
    const char *needs[6], *may[6];
};

typedef struct err *shape_check(struct ctx *ctx, const void *value);

struct shape {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t n_fields;
    const char *doc;
    const struct kind *kinds; /* of a union, else NULL */
    size_t n_kinds;
    shape_check *check; /* what no single field can say: an end after a start */
};

#define MEMBER(type, member) (((struct type *)0)->member)
#define KIND_OF(type, member)                                                                                \
    _Generic(MEMBER(type, member), const char *: KIND_TEXT, char *: KIND_TEXT, int64_t: KIND_INT, double: KIND_NUMBER, \
        bool: KIND_BOOL, struct instant: KIND_TIME, unsigned: KIND_WORD, struct bytes: KIND_BYTES, json_t *: KIND_JSON)
#define LIST_KIND_OF(type, member)                                                                           \
    _Generic(MEMBER(type, member), const char ** : KIND_TEXTS, int64_t * : KIND_INTS)

#define FIELD(type, member, ...)                                                                             \
    {                                                                                                        \
        .name = #member, .at = offsetof(struct type, member), .kind = KIND_OF(type, member),                 \
        .doc = __VA_ARGS__                                                                                   \
    }
/* `const char **x; size_t n_x;` or `int64_t *x; size_t n_x;` */
#define SCALARS(type, member, ...)                                                                           \
    {                                                                                                        \
        .name = #member, .at = offsetof(struct type, member), .kind = LIST_KIND_OF(type, member),            \
        .count_at = offsetof(struct type, n_##member), .doc = __VA_ARGS__                                    \
    }
/* `struct other *x; size_t n_x;` */
#define LIST(type, member, shape_, ...)                                                                      \
    {                                                                                                        \
        .name = #member, .at = offsetof(struct type, member), .kind = KIND_LIST, .shape = (shape_),          \
        .count_at = offsetof(struct type, n_##member), .doc = __VA_ARGS__                                    \
    }
/* `struct other *x;` */
#define OBJECT(type, member, shape_, ...)                                                                    \
    {                                                                                                        \
        .name = #member, .at = offsetof(struct type, member), .kind = KIND_OBJECT, .shape = (shape_),        \
        .doc = __VA_ARGS__                                                                                   \
    }
#define NEEDS(...) .needs = { __VA_ARGS__ }
#define MAY(...)   .may = { __VA_ARGS__ }
#define KIND(name_, ...)                                                                                     \
    {                                                                                                        \
        .name = (name_), __VA_ARGS__                                                                         \
    }

#define SHAPE(type, fields_, ...)                                                                            \
    {                                                                                                        \
        .name = #type, .size = sizeof(struct type), .fields = (fields_), .n_fields = COUNT(fields_),         \
        .doc = __VA_ARGS__                                                                                   \
    }

/* A value and its table. IN and OUT refuse a pointer of another type: the conditional needs both arms to
 * agree. */
struct in {
    const struct shape *shape;
    const void *at;
    const struct arg *args; /* instead of a shape: see WITH() */
    size_t n_args;
};
struct out {
    const struct shape *shape;
    void *at;
};
#define IN(type, p)  ((struct in){ &type##_shape, (1 ? (p) : (const struct type *)0), NULL, 0 })
#define OUT(type, p) ((struct out){ &type##_shape, (1 ? (p) : (struct type *)0) })
#define NOTHING      ((struct in){ NULL, NULL, NULL, 0 })

/* A few named values that no struct holds together: WITH(ARG("id", id), ARG("seq", seq)). */
struct arg {
    const char *name;
    enum field_kind kind;
    union {
        const char *text;
        int64_t number;
        double real;
        struct bytes bytes;
    } value;
};
struct arg arg_text(const char *name, const char *value);
struct arg arg_int(const char *name, int64_t value);
struct arg arg_bool(const char *name, bool value);
struct arg arg_number(const char *name, double value);
struct arg arg_time(const char *name, struct instant value);
struct arg arg_bytes(const char *name, struct bytes value);
#define ARG(name, value)                                                                                     \
    _Generic((value), const char *: arg_text, char *: arg_text, int64_t: arg_int, int: arg_int, \
        bool: arg_bool, double: arg_number, struct instant: arg_time, struct bytes: arg_bytes)(name, value)
#define WITH(...)                                                                                            \
    ((struct in){ NULL, NULL, (const struct arg[]){ __VA_ARGS__ },                                           \
                  COUNT(((const struct arg[]){ __VA_ARGS__ })) })

extern const struct shape key_shape;

const struct field *shape_field(const struct shape *shape, const char *name); /* NULL when it has none */

/* Fills `out` (of shape->size). ERR_INVALID blames up to 20 fields, each by its pointer: missing, unknown,
 * out of bounds. */
struct err *shape_decode(struct ctx *ctx, const struct shape *shape, json_t *json, void *out) MUST_USE;
/*
 * Puts a value that came as text (a query parameter, a path part, a flag) into `json` as the kind that its
 * field has; a name given again makes a list longer. A value that doesn't convert stays text, so that
 * shape_decode() blames it.
 */
void shape_put_text(const struct shape *shape, json_t *json, const char *name, const char *value);

/* What the outside sends may leave optional members out; what we send always has them, as null. */
enum shape_use { SHAPE_IN, SHAPE_OUT };

/* Adds to `to`: the value as JSON; the shape as JSON Schema 2020-12; the shape as a TypeScript interface or
 * union. */
void shape_encode(const struct shape *shape, const void *value, struct buf *to);
void shape_schema(const struct shape *shape, enum shape_use use, struct buf *to);
void shape_typescript(const struct shape *shape, enum shape_use use, struct buf *to);
/* The value as a tree, for what must be compared or hashed; freed with the arena. */
json_t *shape_json(struct ctx *ctx, const struct shape *shape, const void *value);
