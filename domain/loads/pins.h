/* Data that pushes still read; known to domain/loads alone. */
#pragma once

#include "packages/core/core.h"

struct err *pinned_versions(struct ctx *ctx, const char ***out, size_t *n) MUST_USE;
struct err *loads_sweep(struct ctx *ctx) MUST_USE;
void loads_tell(void *ctx, const char *step, int64_t done, int64_t total);
