/* What an approval is about; known to domain/activation alone. */
#pragma once

#include "domain/activation/activation.h"

/* SHA-256, hex, of all that was shown: audience, version, rules, account, list, consent policy, holdout,
 * size, expiry. */
const char *push_digest(struct ctx *ctx, const struct push *push);
struct err *push_fill_acts(struct ctx *ctx, struct push *push) MUST_USE;
/* Rehearses it: fills in what is expected and the digest. */
struct err *push_count(struct ctx *ctx, struct push *push) MUST_USE;
/* Writes the new push and its audit row; reads it back. */
struct err *push_insert(struct ctx *ctx, struct push *push, struct push *out) MUST_USE;
