/*
 * The consent registry: what an identifier agreed to, append-only, by keyed hash and nothing else. It alone
 * decides what is sent; the warehouse holds a snapshot that a push reads first, and the registry's later rows
 * are applied in the transaction that writes a batch as sending.
 */
#pragma once

#include "packages/identity/identity.h"
#include "packages/operation/operation.h"

enum consent_type {
    CONSENT_NONE,
    CONSENT_AD_USER_DATA,
    CONSENT_AD_PERSONALIZATION,
    CONSENT_EMAIL,
    N_CONSENT_TYPES
};
enum consent_state { CONSENT_UNKNOWN, CONSENT_GRANTED, CONSENT_WITHDRAWN };
enum identifier_type { IDENTIFIER_NONE, IDENTIFIER_EMAIL, IDENTIFIER_PHONE, IDENTIFIER_CUSTOMER_ID };

struct consent_new {
    enum identifier_type identifier_type;
    const char *identifier;
    enum consent_type consent_type;
    enum consent_state state;
    const char *source;
    struct instant at; /* 0: now */
};

struct consent {
    int64_t seq;
    const char *id;
    enum identifier_type identifier_type;
    struct bytes identifier_hash; /* 16 bytes; never encoded */
    enum consent_type consent_type;
    enum consent_state state;
    const char *source;
    struct instant at, recorded_at;
    const char *recorded_by;
};
extern const struct shape consent_shape, consent_new_shape;

/* Records one, in the open transaction, which also adds the job "withdrawal" for a withdrawal. ERR_INVALID on
 * "identifier" for what is no address or number. */
struct err *consent_record(struct ctx *ctx, const struct consent_new *in, struct consent *out) MUST_USE;

/* The keyed hash of a person's identifier, 16 bytes in the arena. ERR_INVALID on "identifier". */
struct err *consent_hash_of(struct ctx *ctx, enum identifier_type type, const char *identifier,
                            struct bytes *out) MUST_USE;

/* Highest number in the registry, 0 while it is empty. */
struct err *consent_head(struct ctx *ctx, int64_t *out) MUST_USE;

/* A record after `seq`, as the sender needs it. */
struct consent_change {
    unsigned char hash[IDENTITY_HASH];
};
/* Identifiers with a record after `seq`, sorted by hash. Few: each push renews the snapshot when it starts.
 */
struct err *consent_changes(struct ctx *ctx, int64_t seq, struct consent_change **out, size_t *n) MUST_USE;

/* What the registry says now of one person's identifiers: granted when what was said last of some
 * identifier is a grant and of none a withdrawal, for both purposes of advertising. `hashes` may hold NULL.
 */
struct err *consent_may_send(struct ctx *ctx, const unsigned char *const hashes[3], bool *out) MUST_USE;

/* Brings the warehouse's snapshot up to the registry. Waits on the warehouse: not within a transaction. */
struct err *consent_publish(struct ctx *ctx) MUST_USE;
/* The same though the registry hasn't changed: after customers were loaded, for the snapshot is by customer.
 */
struct err *consent_publish_again(struct ctx *ctx) MUST_USE;

/* Records a file of consents in one transaction, or nothing of it (ERR_INVALID; `out` lists the bad rows). */
struct load_report;
struct err *consent_load(struct ctx *ctx, const char *const *files, size_t n, bool skip_bad,
                         struct load_report *out) MUST_USE;

enum consent_operation {
    CONSENT_RECORD,
    CONSENT_WITHDRAW,
    CONSENT_CHECK,
    CONSENT_LOOKUP,
    N_CONSENT_OPERATIONS
};
extern const struct operation consent_operations[N_CONSENT_OPERATIONS];
