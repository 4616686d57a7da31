/*
 * Conversations: a person's questions in a row, so that "and by country?" has something to be about. A turn
 * keeps what a question became (a plan, a question back, a refusal), never an answer: a plan is asked again,
 * and the number is the one of today's data.
 */
#pragma once

#include "domain/analytics/analytics.h"

struct turn {
    int64_t number;
    int64_t replaces;     /* the turn in whose place it was asked; INT_NONE: it goes on */
    const char *question; /* NULL: a plan changed by hand */
    const char *kind;
    json_t *envelope; /* without an answer */
    const char *data_version;
    struct instant created_at;
};

struct conversation {
    const char *id, *name, *title;
    const char *owner_id, *owner_name;
    bool pinned, shared, is_mine;
    int64_t turns;
    const char *place; /* the list's order and cursor */
    struct instant created_at, updated_at;
    struct turn *history; /* of conversation_get() alone */
    size_t n_history;
};

struct conversation_query {
    const char *q, *cursor;
    int64_t limit;
};
struct conversation_page {
    struct conversation *items;
    size_t n_items;
    const char *next_cursor;
};
struct conversation_change {
    const char *id, *title;
    json_t *pinned, *shared; /* true or false; NULL leaves it */
};

extern const struct shape conversation_shape, conversation_page_shape, turn_shape;

/* ERR_NOT_FOUND also for another's that isn't shared: a caller can't tell which. `key`: its id, or the name
 * that the caller gave it. */
struct err *conversation_find(struct ctx *ctx, const char *key, struct conversation *out) MUST_USE;
/* The plan or question back that the next question follows, or the one before turn `replaces` (INT_NONE: the
 * last); *out is NULL when there is none. */
struct err *conversation_before(struct ctx *ctx, const struct conversation *conversation, int64_t replaces,
                                bool only_plans, struct envelope **out) MUST_USE;
/* In a transaction of the caller's: adds the turn, whose number it sets, and makes the conversation when it
 * has no id. ERR_FORBIDDEN for another's. */
struct err *conversation_add(struct ctx *ctx, struct conversation *conversation, struct turn *turn) MUST_USE;

enum conversation_operation {
    ASK,
    CONVERSATION_LIST,
    CONVERSATION_GET,
    CONVERSATION_UPDATE,
    CONVERSATION_DELETE,
    N_CONVERSATION_OPERATIONS
};
extern const struct operation conversation_operations[N_CONVERSATION_OPERATIONS];

/* ask.c */
extern const struct shape ask_query_shape;
struct err *conversation_ask(struct ctx *ctx, const void *in, void *out) MUST_USE;
