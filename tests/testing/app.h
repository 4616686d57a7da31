/*
 * A whole program for a test: what apps/truffle opens, in a folder that ends with the test.
 */
#pragma once

#include "apps/truffle/app.h"
#include "packages/core/test.h"

/* Gives ctx->ports everything that a process has, on SQLite and DuckDB in a temporary folder. */
struct app *test_app(struct ctx *ctx);
/* The same with further settings, "name=value" each. */
struct app *test_app_with(struct ctx *ctx, const char *const *flags, size_t n);

/* A person in the store, and who they are to operations. */
struct identity *test_person(struct ctx *ctx, const char *name, enum role role, unsigned capabilities);

/* A test's setup that opens a whole program: TEST_IN_APP(name) instead of TEST(name). */
int test_begin_app(void **state);
#define TEST_IN_APP(name) cmocka_unit_test_setup_teardown(name, test_begin_app, test_end)
