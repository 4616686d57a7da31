/*
 * Both databases for one table of tests: SQLite in a file, and PostgreSQL 15 that this program starts itself,
 * once, on a Unix socket in a temporary folder, and that ends with it. Each test gets a fresh, migrated
 * database.
 */
#pragma once

#include "packages/core/test.h"
#include "packages/operation/ports.h"
#include "packages/store/store.h"

/* The address of a new, empty database. The server is started by the first call. */
const char *test_postgres(struct ctx *ctx);
const char *test_sqlite(struct ctx *ctx);

/* Opens a store for ctx->ports, with at most 10 connections; closed when the test ends. */
void test_store(struct ctx *ctx, const char *url);

/* Setups: a migrated store. The settings are the defaults. */
int test_begin_sqlite(void **state);
int test_begin_postgres(void **state);
bool test_is_postgres(const struct ctx *ctx);

/* Two rows of a table of tests: the same test on either. */
#define TEST_ON_BOTH(test)                                                                                   \
    { #test "_sqlite", test, test_begin_sqlite, test_end, NULL },                                            \
    {                                                                                                        \
#test "_postgres", test, test_begin_postgres, test_end, NULL                                         \
    }
