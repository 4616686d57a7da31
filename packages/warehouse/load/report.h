/*
 * What a load says at its end, collected while it runs.
 */
#pragma once

#include "packages/warehouse/load.h"

const char *report_file_name(struct arena *arena, const struct load_file *file);
void report_reject(struct ctx *ctx, struct load_report *report, const char *file, int64_t line,
                   const char *reason);
void report_unusable(struct ctx *ctx, struct load_report *report, const char *field, const char *reason);
/* ERR_INVALID that counts the bad lines and shows the first; NULL when there are none or `in` skips them. */
struct err *report_verdict(struct ctx *ctx, const struct load_input *in,
                           const struct load_report *report) MUST_USE;
/* Days of the files as the report tells them. */
void report_days(struct ctx *ctx, struct load_report *report, int64_t days, int64_t first, int64_t last);
void report_progress(const struct load_input *in, const char *step, int64_t done, int64_t total);
