/*
 * A table with a column of each kind, for the tests of the store.
 */
#pragma once

#include "tests/testing/database.h"

enum colour { COLOUR_NONE, COLOUR_RED, COLOUR_GREEN };

struct thing {
    const char *id, *text, *parent;
    int64_t number; /* not 13 */
    double real;
    bool flag;
    struct instant at;
    enum colour colour;
    struct bytes bytes;
    json_t *any;
    const char **texts;
    size_t n_texts;
};
extern const struct shape thing_shape;

/* A statement with the same text for both databases but for the marks of its parameters. */
#define ON_BOTH(name_, lite, post, n, ...)                                                                   \
    {                                                                                                        \
        .name = (name_), .sqlite = (lite), .postgres = (post),                                               \
        .params = (const char *const[]){ __VA_ARGS__, NULL }, .n_params = (n)                                \
    }
#define ON_BOTH_ALIKE(name_, text) ON_BOTH(name_, text, text, 0, NULL)

extern const struct sql thing_insert, thing_get, thing_list, thing_count, thing_more, thing_largest;

/* The test's ctx, with the table. */
struct ctx *with_things(void **state);
struct thing thing_plain(const char *id, int64_t number);
void thing_put(struct ctx *ctx, const char *id, int64_t number);
struct thing thing_got(struct ctx *ctx, const char *id);
int64_t number_by(struct ctx *ctx, const struct sql *sql); /* of a statement without parameters */
