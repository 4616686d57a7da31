/*
 * Errors. A function that can fail returns `struct err *`: NULL is success. The code is what programs act on;
 * the table in packages/operation turns it into HTTP statuses, exit codes and next steps. An error lives in
 * the request's arena.
 */
#pragma once

#include "packages/core/arena.h"

#include <stdbool.h>

struct ctx;

enum err_code {
    ERR_NONE,
    ERR_MALFORMED,       /* not even the right form: no JSON, a bad query string */
    ERR_INVALID,         /* the form is right, a value is not */
    ERR_UNAUTHENTICATED, /* nobody is signed in */
    ERR_FORBIDDEN,       /* signed in, but may not */
    ERR_NOT_FOUND,       /* never was, is gone, or is not for the caller: they can't tell which */
    ERR_CONFLICT,        /* right in itself, but not in the state that things are in */
    ERR_DUPLICATE,       /* the store's word: a unique index was hit */
    ERR_STALE,           /* made for an older version */
    ERR_TOO_LARGE,
    ERR_RATE_LIMITED,
    ERR_OVER_BUDGET,
    ERR_UNAVAILABLE, /* try again later */
    ERR_UPSTREAM,    /* the other side answered wrongly */
    ERR_TIMEOUT,
    ERR_INTERNAL, /* a bug */
    N_ERR_CODES
};

struct err {
    enum err_code code;
    const char *pointer;    /* JSON pointer of the field to blame, "/name", or NULL */
    const char *message;    /* what is wrong, with which value; lower case, no full stop, nothing secret */
    const char *next_step;  /* what to do, where it can be said better than by the code's own; else NULL */
    unsigned retry_after_s; /* 0: not told */
    struct err *also;       /* further fields to blame, at most 19 */
};

/* `field` becomes the pointer "/field"; one that starts with "/" is taken as it is; NULL blames no field. */
struct err *err_new(struct ctx *ctx, enum err_code code, const char *field, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* The same in a bare arena, for what runs below a ctx. */
struct err *err_in(struct arena *arena, enum err_code code, const char *field, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* With `prefix` in front of every pointer: an error of an inner value seen from the outer one. NULL stays
 * NULL. */
struct err *err_under(struct ctx *ctx, struct err *err, const char *prefix);
bool err_is(const struct err *err, enum err_code code); /* false for NULL */
const char *err_word(enum err_code code);               /* "not_found" */
