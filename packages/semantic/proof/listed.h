/*
 * Golden plans of which only the reading is kept as text, a line each in plans.jsonl:
 * {"name","plan","reading"} and, where there is one, "sql": a statement by hand that gives the same rows.
 */
#pragma once

#include "packages/semantic/testing.h"

#ifdef TRUFFLE_TEST
struct listed {
    const char *name, *reading, *sql;
    struct plan plan;
    json_t *json; /* the plan, as written */
};

extern const char *const listed_path;
const struct listed *listed_plans(struct ctx *ctx, size_t *n);
#endif
