/*
 * The audit log: one row for each change of state, chained by hash, written in the change's own transaction.
 * Rows hold ids and keyed hashes, never an e-mail or a number. seq has no gaps, and its order is the order of
 * commit, because the head row is locked until then.
 */
#pragma once

#include "packages/core/core.h"

/* What a handler says about its change; ctx->audit points at it. */
struct audit_note {
    const char *object;  /* id of what was changed */
    const char *summary; /* one sentence for people, nothing personal */
    json_t *details;     /* before and after, or NULL */
};

struct audit_row {
    int64_t seq;
    struct instant at;
    const char *actor, *actor_name;
    bool as_owner;
    const char *origin, *request_id, *action, *object, *summary, *details;
    struct bytes previous, hash;
    const char *hash_hex;
};
extern const struct shape audit_row_shape;

struct audit_query {
    const char *q, *who, *what, *cursor;
    int64_t limit;
};
struct audit_page {
    struct audit_row *items;
    size_t n_items;
    const char *next_cursor;
};
extern const struct shape audit_query_shape, audit_page_shape;

/* Within the open transaction, by ctx->who. `*seq` (may be NULL) becomes the row's number. */
struct err *audit_append(struct ctx *ctx, const char *action, const struct audit_note *note,
                         int64_t *seq) MUST_USE;
/* Newest first. */
struct err *audit_list(struct ctx *ctx, const struct audit_query *query, struct audit_page *out) MUST_USE;

struct audit_verdict {
    int64_t rows;
    int64_t first_bad; /* 0: the chain is whole */
    const char *reason;
};
extern const struct shape audit_verdict_shape;
struct err *audit_verify(struct ctx *ctx, struct audit_verdict *out) MUST_USE;
