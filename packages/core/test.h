/*
 * What every C test begins with: cmocka, a context with a fixed clock and seeded ids, and assertions on
 * errors.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "packages/core/core.h"

/* Each test gets a context of its own: Tuesday 2026-11-24 08:00 UTC, signed in as `usr_tester`, a superadmin.
 */
struct ctx *test_ctx(void **state);
int test_begin(void **state);
int test_end(void **state);
/* A new empty folder, removed when the test ends. */
const char *test_folder(struct ctx *ctx);

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_begin, test_end)

void test_ok(const struct err *err, const char *file, int line);
void test_err(const struct err *err, enum err_code code, const char *field, const char *file, int line);
#define assert_ok(call)               test_ok((call), __FILE__, __LINE__)
#define assert_err(call, code, field) test_err((call), (code), (field), __FILE__, __LINE__)
