/*
 * Activation: sending an audience to a list on an ad platform. A push waits until another person approved
 * exactly what was shown, then streams members through held out -> consent -> normalise -> hash -> duplicate
 * -> diff -> batch -> platform -> ledger, and ends in a receipt of nine terms that add up. Killed at any
 * moment, it picks up at its last batch.
 */
#pragma once

#include "domain/accounts/accounts.h"
#include "domain/audiences/audiences.h"
#include "packages/queue/queue.h"

enum push_state {
    PUSH_WAITING_FOR_APPROVAL,
    PUSH_QUEUED,
    PUSH_RUNNING,
    PUSH_WAITING_FOR_PLATFORM,
    PUSH_PAUSED,
    PUSH_DONE,
    PUSH_PARTLY_DONE,
    PUSH_FAILED,
    PUSH_REJECTED,
    PUSH_VOIDED,
    PUSH_CANCELLED
};

enum { APPROVAL_HOURS = 24, MEMBERSHIP_DAYS = 540, DRIFT_PCT = 10 };

/* The nine terms, and what is counted apart. */
struct receipt {
    int64_t audience, sent, already_there, held_out, no_consent, no_identifier, duplicate, rejected, failed,
        not_sent;
    int64_t removed, refreshed;
    bool adds_up;
};

struct platform_reason {
    const char *reason;
    int64_t count;
};
struct platform_says {
    int64_t requests, received, failed;
    const char *match_rate;
    int64_t list_size; /* INT_NONE where the platform doesn't say */
    const char *list_size_words;
    const char *status;
    struct platform_reason *reasons;
    size_t n_reasons;
    struct instant checked_at;
};

/* What the requester and the approver are shown: counted when the push was asked for. */
struct expected {
    int64_t audience, sends, removes, held_out, no_consent, no_identifier, already_there, duplicate;
};

/* The whole push against a simulator, before anybody is asked. */
struct rehearsal {
    struct receipt *receipt;
    int64_t requests;
    const char *cause, *next_step; /* what would stop the push; NULL: it goes through */
    struct instant at;
};

struct push {
    const char *id;
    int64_t number;
    const char *audience_id, *audience_name;
    int64_t audience_version;
    const char *definition_hash, *words;
    const char **changes;
    size_t n_changes;
    const char *platform, *account_id, *account_name;
    int64_t list_number;
    const char *list_name, *list_id, *list_marker;
    double holdout_pct;
    int64_t membership_days;
    enum push_state state;
    const char *cause, *next_step, *note;
    bool cancel_asked;
    const char *asked_by, *asked_by_name,
        *asked_linked_by; /* who made the link of who asked; NULL: the owner */
    struct instant asked_at, expires_at;
    const char *decided_by, *decided_by_name;
    struct instant decided_at;
    const char *decision_note;
    struct instant started_at, finished_at;
    const char *digest;
    json_t *expected, *rehearsal; /* rehearsal: NULL where the platform has no simulator */
    const char *schedule;         /* an approval that holds for later runs too; NULL: for this one alone */
    double drift_pct;             /* NAN: none */
    const char *sync_id;          /* that began it, and for which run */
    struct instant due_at;
    const char *data_version;
    int64_t consent_seq;
    int64_t done, total;
    struct receipt *receipt;
    json_t *platform_says;
    struct act *acts;
    size_t n_acts;
};

struct push_new {
    const char *id; /* of the audience */
    const char *account, *list_name, *note;
    double holdout_pct; /* NAN: none */
    int64_t membership_days;
    const char *schedule; /* NULL: once */
    double drift_pct;     /* NAN: none */
};

struct push_query {
    const char **state;
    size_t n_state;
    const char *q, *cursor;
    int64_t limit;
};

struct push_page {
    struct push *items;
    size_t n_items;
    const char *next_cursor;
};

extern const struct shape push_shape, push_row_shape, receipt_shape, expected_shape, platform_says_shape,
    rehearsal_shape;

/* What `activation_rehearse` answers. */
struct rehearsed {
    int64_t audience_version;
    struct expected *expected;
    struct rehearsal *rehearsal; /* NULL where the platform has no simulator */
    const char **approvers;      /* who could decide it */
    size_t n_approvers;
};

/* The same as asking, up to the asking. Waits on the warehouse. */
struct err *push_rehearse(struct ctx *ctx, const struct push_new *in, struct rehearsed *out) MUST_USE;
/* Asks for a push: rehearses what it would do and waits for approval. Waits on the warehouse. */
struct err *push_create(struct ctx *ctx, const struct push_new *in, struct push *out) MUST_USE;
struct err *push_get(struct ctx *ctx, const char *id, struct push *out) MUST_USE;
struct err *push_list(struct ctx *ctx, const struct push_query *in, struct push_page *out) MUST_USE;
/* ERR_CONFLICT when it was voided meanwhile or decided already; ERR_STALE when `digest` isn't what is there
 * now; ERR_FORBIDDEN for the one who asked, while anybody else could. */
struct err *push_approve(struct ctx *ctx, const char *id, const char *digest, const char *note,
                         struct push *out) MUST_USE;
struct err *push_reject(struct ctx *ctx, const char *id, const char *note, struct push *out) MUST_USE;
/* Stops before the next batch; what was sent stays sent and is told in the receipt. */
struct err *push_cancel(struct ctx *ctx, const char *id, struct push *out) MUST_USE;
/* A failed, partly done or paused push goes on with what failed; ERR_CONFLICT behind a newer push of its
 * list. */
struct err *push_retry(struct ctx *ctx, const char *id, struct push *out) MUST_USE;

/* --- for recurring syncs --- */

/* The push of a run, as `approved` was asked for, counted as of now; nothing is written. Waits on the
 * warehouse. ERR_NOT_FOUND: the audience was archived. */
struct err *push_prepare_due(struct ctx *ctx, const struct push *approved, const char *sync_id,
                             struct instant due_at, struct push *out) MUST_USE;
/* In the open transaction: queued by the approval of `approved_push`, or, where `why` says why that doesn't
 * cover it, waiting for a decision of its own. */
struct err *push_write_due(struct ctx *ctx, struct push *push, const char *approved_push,
                           const char *why) MUST_USE;

/* What runs it: kinds of the queue. */
struct err *push_job(struct ctx *ctx, struct job *job) MUST_USE;
struct err *push_gave_up(struct ctx *ctx, const struct job *job, const struct err *err) MUST_USE;
struct err *push_expire_job(struct ctx *ctx, struct job *job) MUST_USE;
struct err *push_verdict_job(struct ctx *ctx, struct job *job) MUST_USE;
struct err *push_verdict_gave_up(struct ctx *ctx, const struct job *job, const struct err *err) MUST_USE;

enum activation_operation {
    ACTIVATION_REHEARSE,
    ACTIVATION_PUSH,
    ACTIVATION_GET,
    ACTIVATION_LIST,
    ACTIVATION_APPROVE,
    ACTIVATION_REJECT,
    ACTIVATION_CANCEL,
    ACTIVATION_RETRY,
    N_ACTIVATION_OPERATIONS
};
extern const struct operation activation_operations[N_ACTIVATION_OPERATIONS];

/* --- for who takes people off lists without a push --- */

/* A row of the ledger: by which batch a member got on the list. */
struct on_list {
    struct bytes member_key;
    const char *push_id;
    int64_t batch;
};
/* What was sent of each, from the sealed copies; rows in the order of their keys. */
struct err *activation_identify(struct ctx *ctx, const struct on_list *rows, size_t n,
                                struct identified *out) MUST_USE;
/* Whether the platform keeps no list as small as this one would be without those who leave. */
struct err *activation_must_drop(struct ctx *ctx, int64_t list, const struct platform_driver *driver,
                                 bool *out) MUST_USE;
