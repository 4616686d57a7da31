/*
 * The context of one request, job step or command: who asks, when, with what, and where memory comes from.
 * It belongs to one thread at a time.
 */
#pragma once

#include "packages/core/err.h"
#include "packages/core/time.h"

#include <stdbool.h>
#include <stdint.h>

struct out;
struct ports;
struct repeat;
struct tx;

enum role { ROLE_NONE, ROLE_USER, ROLE_ADMIN, ROLE_SUPERADMIN };

/* Capabilities beside a role. */
enum { CAN_APPROVE = 1, CAN_AUDIT = 2 };

/* How somebody came in: what a token or a script may not do, a person may. */
enum actor_kind { ACTOR_PERSON, ACTOR_OWNER, ACTOR_SYSTEM };

struct identity {
    const char *id, *name;
    enum role role;
    unsigned capabilities;
    enum actor_kind kind;
    bool as_owner;         /* the owner's socket acts for this person (`--as NAME`) */
    const char *linked_by; /* who made the link that opened the session; NULL: the machine's owner */
};

/* A step of long work: `name` is the event, `what` its data. Returns false when nobody listens any more. */
typedef bool emitter(void *to, const char *name, struct out what);

struct ctx {
    struct arena *arena;
    struct instant now;         /* one time for the whole request; a test decides it */
    bool is_clock_fixed;        /* ctx_tick() leaves it: in tests */
    const struct identity *who; /* NULL: nobody is signed in */
    const struct ports *ports;  /* store, warehouse, model, …: packages/operation/ports.h */
    struct tx *tx;              /* the open transaction of the store, or NULL */
    const char *request_id;
    const char *origin;      /* address the request came from, for the audit row */
    struct instant deadline; /* 0: none */
    uint64_t random;         /* state of the seeded generator; 0 takes the kernel's */
    emitter *emit;           /* NULL: nobody listens */
    void *emit_to;
    const char *operation; /* name of the one that runs */
    bool is_audited;       /* its audit row is written */
    /* The result as JSON where the handler has it already (a cached answer): sent instead of `out`. */
    const char *encoded;
    size_t encoded_len;
    bool is_admitted; /* role and limits were checked for this request */
    const char
        *if_match; /* the states that the caller means (RFC 9110, 13.1.1): "\"1a2b\""; NULL: whatever it is */
    const char *repeat_key;         /* the caller's name for this call (Idempotency-Key), or NULL */
    struct repeat *repeat;          /* that key at work: packages/operation */
    const struct audit_note *audit; /* what the handler wants on its audit row; see packages/audit */
};

/* Tells whoever listens about a step; false when they have left. True when nobody ever listened. */
bool ctx_emit(struct ctx *ctx, const char *name, struct out what);

/* For long work, before each transaction: brings ctx->now up to date. */
void ctx_tick(struct ctx *ctx);
