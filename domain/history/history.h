/*
 * The audit log for those who may read it.
 */
#pragma once

#include "packages/operation/operation.h"

enum history_operation { AUDIT_LIST, AUDIT_VERIFY, N_HISTORY_OPERATIONS };
extern const struct operation history_operations[N_HISTORY_OPERATIONS];
