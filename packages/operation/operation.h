/*
 * Operations: what the outside may call. Each is declared once, beside its functions in domain/<noun>;
 * routes, subcommands, MCP tools and jobs only bind one. operation_call() checks the role and the limits,
 * decodes, opens the transaction, runs the handler, writes the audit row of a change, commits, encodes and
 * counts; so no handler can forget one of them.
 */
#pragma once

#include "packages/core/core.h"
#include "packages/operation/ports.h"

typedef struct err *handler(struct ctx *ctx, const void *in, void *out);

enum effect { EFFECT_READ, EFFECT_CHANGE };
enum rate_class { RATE_REQUEST, RATE_QUERY, RATE_SIGNIN, RATE_SQL };

struct operation {
    const char *name;
    handler *handle;
    enum role role;               /* ROLE_NONE: nobody needs to be signed in */
    const struct shape *in, *out; /* NULL: nothing */
    const char *summary;
    enum effect effect;
    /* A long one waits on the warehouse, a platform or an upload: it runs on the work pool, without a
     * transaction around it; its handler opens short ones and, when it changes something, calls
     * operation_audit() in the last. */
    bool is_long;
    unsigned capability; /* needed beside the role; 0: none */
    enum rate_class rate;
    /* Of a long read: tries to answer from memory, by setting ctx->encoded, before the work pool is asked.
     * May be NULL. */
    struct err *(*quick)(struct ctx *ctx, const void *in);
    bool is_owner_only; /* the machine's owner through the socket: reads files of this machine */
    /* A change that starts work: with an Idempotency-Key the same request again gets the same answer. A long
     * one has filled `out` when it calls operation_audit(). */
    bool takes_key;
};

/* The summary, then whatever else a row says: LONG, .capability = CAN_APPROVE */
#define OPERATION(effect_, name_, handle_, role_, in_, out_, ...)                                            \
    {                                                                                                        \
        .effect = (effect_), .name = (name_), .handle = (handle_), .role = (role_), .in = (in_),             \
        .out = (out_), .summary = __VA_ARGS__                                                                \
    }
#define READ(...)   OPERATION(EFFECT_READ, __VA_ARGS__)
#define CHANGE(...) OPERATION(EFFECT_CHANGE, __VA_ARGS__)
#define LONG        .is_long = true

/* Runs it for ctx->who. `in` may be NULL. `*out` becomes the result (zeroed where it has none),
 * `out_shape->size` bytes. */
struct err *operation_run(struct ctx *ctx, const struct operation *operation, json_t *in,
                          void **out) MUST_USE;
/* For an edge before it hands a long one to its pool: *is_answered when ctx->encoded holds the result
 * already. */
struct err *operation_quick(struct ctx *ctx, const struct operation *operation, json_t *in,
                            bool *is_answered) MUST_USE;
/* Adds what operation_run() gave, as JSON ("null" without a result). */
void operation_encode(const struct ctx *ctx, const struct operation *operation, const void *out,
                      struct buf *to);
/* Both at once. */
struct err *operation_call(struct ctx *ctx, const struct operation *operation, json_t *in,
                           struct buf *out) MUST_USE;
/* For a long change: the audit row, in the open transaction, that must be its last. */
struct err *operation_audit(struct ctx *ctx) MUST_USE;
/* ERR_UNAUTHENTICATED or ERR_FORBIDDEN when ctx->who may not call it. */
struct err *operation_allowed(struct ctx *ctx, const struct operation *operation) MUST_USE;

/* ERR_STALE when ctx->if_match names other states than `revision`; ERR_MALFORMED when it is no list of tags.
 */
struct err *operation_match(struct ctx *ctx, const char *revision) MUST_USE;

/* What may be done with an object now, by whom asks: sent with the object as `acts`. */
struct act {
    const char *operation;
    bool allowed;
    const char *reason; /* why not */
};
extern const struct shape act_shape;

/* --- the one table of errors --- */

struct err_row {
    unsigned http;
    int exit;
    const char *title, *next_step;
};
const struct err_row *err_row(enum err_code code);
/* RFC 9457 problem details. */
void problem_encode(const struct err *err, const char *request_id, struct buf *to);
/* The same with a status that only HTTP knows: 415 and its phrase. */
void problem_encode_as(const struct err *err, unsigned http, const char *title, const char *request_id,
                       struct buf *to);

/* --- state of the process: limits and counters --- */

struct operation_state;
struct operation_state *operation_state_new(void);
void operation_state_free(struct operation_state *state);
/* Counts one more for `who` in the class; ERR_RATE_LIMITED with the seconds to wait. */
struct err *operation_limit(struct ctx *ctx, enum rate_class rate, const char *who) MUST_USE;
/* Prometheus text: calls, errors and seconds of each operation. */
void operation_metrics(const struct operation_state *state, struct buf *to);
