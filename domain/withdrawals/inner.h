/* What the files of this folder share. */
#pragma once

#include "domain/withdrawals/withdrawals.h"

extern const char *const removal_state_words[];

/* As the table's columns are, with those of the ledger. */
struct removal_row {
    int64_t list, seq, batch;
    struct bytes member_key, identifier_hash;
    const char *push_id;
    struct instant asked_at, recorded_at;
};
extern const struct shape removal_row_shape;

/* A list that has people to be taken off, by its number. */
struct removal_list {
    int64_t number;
};
extern const struct shape removal_list_shape;

const char *removal_subject(struct ctx *ctx, int64_t list); /* of its jobs */
