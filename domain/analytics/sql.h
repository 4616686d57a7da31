/*
 * SQL that a person or a model wrote: judged by the guard, run in a process of its own, over the public
 * tables. The statement and its result are in no log and no audit row: those hold its hash and its length.
 */
#pragma once

#include "packages/operation/operation.h"

enum sql_operation { SQL_RUN, SQL_TABLES, SQL_TABLE, N_SQL_OPERATIONS };
extern const struct operation sql_operations[N_SQL_OPERATIONS];
