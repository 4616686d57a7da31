/* Between the registry's functions and its operations; known to domain/consent alone. */
#pragma once

#include "domain/consent/consent.h"

extern const struct shape consent_row_shape; /* as the tables' columns are */

/* ERR_INVALID on "identifier" for what is no address, number or id. 16 bytes in the arena. */
struct err *consent_hash(struct ctx *ctx, enum identifier_type type, const char *identifier,
                         struct bytes *out) MUST_USE;
/* A new row that withdraws what record `id` was about. */
struct err *consent_withdraw(struct ctx *ctx, const char *id, struct consent *out) MUST_USE;
/* Newest first, at most 50. */
struct err *consent_history(struct ctx *ctx, struct bytes hash, enum consent_type type, struct consent **out,
                            size_t *n) MUST_USE;
