/* Counting calls, and answers that are given again; known to packages/operation alone. */
#pragma once

#include "packages/operation/operation.h"

void operation_count(struct operation_state *state, const struct operation *operation, const struct err *err,
                     int64_t us);

enum { REPEAT_HOURS = 24 };

/* Sets ctx->repeat when this call has a key; `out` is where its result will be. */
void repeat_begin(struct ctx *ctx, const struct operation *operation, json_t *in, const void *out);
/* What was answered under the key, into `out` and ctx->encoded; ERR_INVALID when it was for another request.
 */
struct err *repeat_find(struct ctx *ctx, void *out, bool *was_found) MUST_USE;
/* In the transaction of the work; ERR_CONFLICT when another call was faster. */
struct err *repeat_keep(struct ctx *ctx) MUST_USE;
