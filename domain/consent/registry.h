/* Between the registry's functions and its operations; known to domain/consent alone. */
#pragma once

#include "domain/consent/consent.h"

extern const struct shape consent_row_shape; /* as the tables' columns are */

/* A keyed hasher that ends with the arena. */
struct hasher *consent_hasher(struct ctx *ctx);
/* ERR_INVALID on "identifier" for what is no address, number or id. 16 bytes in the arena. */
struct err *consent_hash(struct ctx *ctx, struct hasher *hasher, enum identifier_type type,
                         const char *identifier, struct bytes *out) MUST_USE;
/* A record made of its input, without a number yet. */
struct err *consent_row(struct ctx *ctx, struct hasher *hasher, const struct consent_new *in,
                        struct consent *out) MUST_USE;
/* Numbers and writes records, in the open transaction. */
struct err *consent_append(struct ctx *ctx, struct consent *rows, size_t n) MUST_USE;
/* A new row that withdraws what record `id` was about. */
struct err *consent_withdraw(struct ctx *ctx, const char *id, struct consent *out) MUST_USE;
/* Newest first, at most 50. */
struct err *consent_history(struct ctx *ctx, struct bytes hash, enum consent_type type, struct consent **out,
                            size_t *n) MUST_USE;
