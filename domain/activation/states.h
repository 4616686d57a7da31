/* Words and sums that several files of domain/activation need; known to it alone. */
#pragma once

#include "domain/activation/activation.h"

extern const char *const push_state_words[];
extern const struct identity the_system; /* who ends a run, in the audit log */

#define PUSH_EXPIRED "Nobody decided within 24 hours."

/* Of the nine terms. */
int64_t receipt_sum(const struct receipt *receipt);

/* The sums of the settled batches: the receipt, or what of it is known so far. */
struct err *push_receipt_so_far(struct ctx *ctx, const char *id, struct receipt *out) MUST_USE;
