/*
 * One batch of a push: people of the audience in a range of member keys, and what becomes of each. Known to
 * domain/activation alone.
 */
#pragma once

#include "domain/activation/activation.h"
#include "packages/identity/identity.h"

/* What becomes of a person: the first that holds. The receipt's terms but failed and not_sent, which a batch
 * gets later. */
enum fate {
    FATE_HELD_OUT,
    FATE_NO_CONSENT,
    FATE_NO_IDENTIFIER,
    FATE_DUPLICATE,
    FATE_ALREADY_THERE,
    FATE_SENT,
    N_FATES
};

struct candidate {
    struct member member;
    const unsigned char *hashes[3]; /* keyed hashes of e-mail, phone, customer id; NULL where there is none */
    bool has_consent;               /* by the snapshot */
};

/* A member that is on the list by the ledger. */
struct ledger_row {
    struct bytes member_key;
    const char *push_id, *leaving;
    int64_t batch;
    struct instant sent_at;
    bool is_uncertain; /* it may be on the list or not */
    int64_t list;      /* for the statements that write rows */
};
extern const struct shape ledger_row_shape;

/* Consent that was recorded after the snapshot: whoever has an identifier in it is asked for in the registry.
 */
struct consent_lag {
    unsigned char (*hashes)[IDENTITY_HASH]; /* sorted */
    size_t n;
};

struct batch {
    struct arena *arena; /* its own: from the first person to the settling */
    int64_t number, attempt;
    unsigned char from_key[MEMBER_KEY_SIZE], to_key[MEMBER_KEY_SIZE];
    size_t from_size; /* 0: from the beginning */
    struct candidate *people;
    size_t n_people;
    int64_t fates[N_FATES];
    int64_t refreshed;
    struct identified *sends; /* n_sends, with their ledger rows in the same order */
    struct ledger_row *rows;
    bool *is_refresh; /* of each: on the list already */
    size_t n_sends;
    struct ledger_row *leavers; /* to be marked */
    size_t n_leavers;
};

struct batch_rules {
    const struct platform_driver *driver;
    const struct settings *settings;
    struct hasher *hasher;
    const char *push_id;
    int64_t list;
    double holdout_pct;
    const char *salt; /* of the holdout: the audience's id, so that all its lists hold back the same people */
    struct instant refresh_before; /* rows sent before this are sent again */
    bool with_all;                 /* who is on the list is sent again too: a rehearsal fills its own list */
};

struct batch *push_batch_new(int64_t number, const unsigned char *from_key, size_t from_size);
void push_batch_free(struct batch *batch);

/* Within a transaction. `ledger` is what the list holds in the batch's range, sorted. Asks the registry for
 * whom the lag names. */
struct err *push_batch_decide(struct ctx *ctx, struct batch *batch, const struct batch_rules *rules,
                              const struct consent_lag *lag, const struct ledger_row *ledger,
                              size_t n_ledger) MUST_USE;
