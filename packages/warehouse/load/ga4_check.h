/*
 * The slow way through an export: line by line, saying of each bad one why. Taken only where the engine
 * refused a file.
 */
#pragma once

#include "packages/warehouse/load/report.h"

/* Reports the bad lines of the file; the good ones go to `clean`, a path, unless it is NULL. */
struct err *ga4_check(struct ctx *ctx, const struct load_file *file, const char *clean,
                      struct load_report *report) MUST_USE;
