/* The last steps that plans and rule trees share. */
#pragma once

#include "packages/semantic/compile/dialect.h"

/* The columns that a funnel, a retention or a path always has. */
void compile_fixed_columns(const struct query *query, struct compiled *out);
/* Prints the statement and fills sql, parameters, cache_key and the stages. */
struct err *compile_finish(struct query *query, const struct select *select,
                           const struct compile_options *options, struct compiled *out) MUST_USE;
