/*
 * What the tests of this folder begin with: an open, empty warehouse, and short ways to load and to ask.
 */
#pragma once

#include "packages/core/core.h"
#include "packages/warehouse/load.h"

#ifdef TRUFFLE_TEST
/* The ctx of the test, with a warehouse in a folder of its own. */
struct ctx *opened_warehouse(void **state);
const char *opened_folder(const struct ctx *ctx);
/* Fail the test when they fail. */
struct load_report loaded_ga4(struct ctx *ctx, const char *path);
int64_t number_of(struct ctx *ctx, const char *sql);
double real_of(struct ctx *ctx, const char *sql);
const char *text_of(struct ctx *ctx, const char *sql);
/* A file in a temporary folder. */
const char *file_with(struct ctx *ctx, const char *name, const char *content);
#endif
