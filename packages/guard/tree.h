/* The walk over the engine's own parse tree: rules Q2 to Q4. */
#pragma once

#include "packages/guard/verdict.h"

/* `tree` is what json_serialize_sql gave. */
bool tree_may_run(struct ctx *ctx, const struct guard_policy *policy, json_t *tree, struct guard_verdict *out,
                  struct refusal *why);
