/* The last steps that plans and rule trees share. */
#pragma once

#include "packages/semantic/compile/dialect.h"

/* Prints the statement and fills sql, parameters, cache_key and the stages. */
struct err *compile_finish(struct query *query, const struct select *select,
                           const struct compile_options *options, struct compiled *out) MUST_USE;
