#pragma once

#include "packages/semantic/semantic.h"
#include "packages/warehouse/warehouse.h"

/* Never NULL. `result` holds what `compiled` asked for; the plan is the one that was compiled. */
const char *answer_sentence(struct ctx *ctx, const struct plan *plan, const struct compiled *compiled,
                            const struct warehouse_result *result);
