/* Counting calls; known to packages/operation alone. */
#pragma once

#include "packages/operation/operation.h"

void operation_count(struct operation_state *state, const struct operation *operation, const struct err *err,
                     int64_t us);
