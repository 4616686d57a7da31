/*
 * What a database driver does: connections, and statements whose values go in and come out as `struct value`.
 * Known to packages/store alone.
 */
#pragma once

#include "packages/store/store.h"

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_NUMBER, VALUE_TEXT, VALUE_BYTES };

struct value {
    enum value_kind kind;
    int64_t number; /* VALUE_INT: whole numbers, times, true and false */
    double real;
    const char *text; /* VALUE_TEXT: NUL-terminated */
    struct bytes bytes;
};

struct conn; /* one connection, used by one thread at a time */

/* A statement that was started: `step` gives rows until `is_row` is false, `finish` always ends it. */
struct cursor {
    struct conn *conn;
    void *statement;
    int n_columns;
    int64_t changed;
};

struct store_driver {
    const char *name;
    struct err *(*open)(struct ctx *ctx, const char *url, struct conn **out);
    void (*close)(struct conn *conn);
    bool (*is_broken)(struct conn *conn); /* after an error: the connection must not be used again */
    /* While it lay idle: asked before it is used again. NULL: that never happens. */
    bool (*has_died)(struct conn *conn);
    struct err *(*script)(struct ctx *ctx, struct conn *conn,
                          const char *text); /* several statements, no values */
    struct err *(*begin)(struct ctx *ctx, struct conn *conn, enum store_tx mode);
    struct err *(*start)(struct ctx *ctx, struct conn *conn, const struct sql *sql,
                         const struct value *values, bool is_streamed, struct cursor *out);
    struct err *(*step)(struct ctx *ctx, struct cursor *cursor, bool *is_row);
    void (*finish)(struct cursor *cursor);
    const char *(*column)(const struct cursor *cursor, int column);
    struct value (*value)(const struct cursor *cursor, int column);
    struct err *(*prepares)(struct ctx *ctx, struct conn *conn, const struct sql *sql);
    const char *explain; /* put in front of a statement's text */
    bool has_one_writer; /* the pool lets one writing transaction in at a time */
};

extern const struct store_driver sqlite_driver, postgres_driver;

const char *sql_text(const struct store_driver *driver,
                     const struct sql *sql); /* NULL: none for this driver */

/* Values of a statement by the names of its parameters, and a row into a struct by the names of its columns.
 */
struct err *values_of(struct ctx *ctx, const struct sql *sql, struct in in, struct value *values);
/* The same for many rows of one shape: the fields are looked up once. */
struct err *fields_of(struct ctx *ctx, const struct sql *sql, const struct shape *shape,
                      const struct field **fields);
void fields_values(struct ctx *ctx, const struct field *const *fields, size_t n, const void *row,
                   struct value *values);
const struct field **columns_of(struct ctx *ctx, const struct store_driver *driver,
                                const struct cursor *cursor, const struct shape *shape);
struct err *row_into(struct ctx *ctx, const struct store_driver *driver, const struct cursor *cursor,
                     const struct field *const *columns, void *out);

/* The open transaction of a ctx. */
struct tx {
    struct conn *conn;
    enum store_tx mode;
    bool is_spoiled; /* a statement failed: PostgreSQL would commit nothing, so neither database does */
    bool is_walking; /* store_each() is between two rows */
    bool was_broken; /* its connection, when it was to begin */
};

/* The pool, for migrate.c. */
struct err *conn_take(struct ctx *ctx, enum store_tx mode, struct conn **out);
void conn_give(struct ctx *ctx, struct conn *conn, enum store_tx mode);
const struct store_driver *store_driver_of(const struct store *store);
