/*
 * What an answer must look like, as JSON: "*" stands for any value, "*=name" for any value that is kept as
 * {name}, a * within a text for any characters there, ">5" in place of a number for a larger one, and `...`
 * at the end of an object or a list for further members.
 */
#pragma once

#include "packages/core/core.h"

struct kept_value {
    const char *name, *value;
};

struct kept {
    struct kept_value *items;
    size_t n;
};

const char *kept_get(const struct kept *kept, const char *name); /* NULL when there is none */
void kept_set(struct ctx *ctx, struct kept *kept, const char *name, const char *value);
/* {name} replaced by its value; a name that isn't kept stays as it is. */
const char *kept_fill(struct ctx *ctx, const struct kept *kept, const char *text);

/* NULL when it fits, else what doesn't, with its pointer. */
const char *match_json(struct ctx *ctx, const char *pattern, const char *text, size_t len, struct kept *kept);
bool match_text(const char *pattern, const char *text); /* * stands for any characters */
