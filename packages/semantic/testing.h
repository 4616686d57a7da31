/*
 * What the tests of this folder share: the shop's model, and a small warehouse in memory with made-up rows.
 */
#pragma once

#include "packages/semantic/semantic.h"
#include "packages/warehouse/warehouse.h"

#ifdef TRUFFLE_TEST
/* data/semantic/commerce.yaml, loaded for this test. */
const struct model *commerce(struct ctx *ctx);
/* Today is 2026-11-24; the zone is New York's. */
struct compile_options test_options(void);
/* JSON as tests write it, with ' for ": {'version':1}. */
const char *json_of(struct ctx *ctx, const char *text);
/* From such text; fail the test when they don't decode. */
struct plan plan_from(struct ctx *ctx, const char *json);
struct cond rules_from(struct ctx *ctx, const char *json);

struct duck; /* DuckDB in memory with the tables of data/duckdb */

struct duck *duck_open(struct ctx *ctx);
void duck_run(struct duck *duck, const char *sql);
void duck_fill(struct ctx *ctx, struct duck *duck, const char *table,
               const char *csv); /* "events (event_id, …)" */
/* Fails the test, and prints the statement, when it can't run. */
struct warehouse_result duck_query(struct ctx *ctx, struct duck *duck, const struct compiled *compiled);
double duck_number(struct ctx *ctx, struct duck *duck, const char *sql); /* one value; NULL is 0 */

/* Which column of a result; fails the test for none. */
size_t column_at(const struct warehouse_result *result, const char *name);
double number_at(const struct warehouse_result *result, size_t row, size_t column); /* NULL is NAN */

/* A generator that gives the same numbers each time. */
struct dice {
    uint64_t state;
};
uint64_t dice_roll(struct dice *dice, uint64_t sides); /* 0 to sides - 1 */
#endif
