#include "packages/warehouse/load/report.h"

#include <string.h>

static const struct field reject_fields[] = {
    FIELD(load_reject, file, "Which file."),
    FIELD(load_reject, line, "Which line of it, from 1."),
    FIELD(load_reject, reason, "Why it can't be loaded."),
};
static const struct shape load_reject_shape =
    SHAPE(load_reject, reject_fields, "A line that can't be loaded.");

static const struct field unusable_fields[] = {
    FIELD(load_unusable, field, "Which identifier."),
    FIELD(load_unusable, reason, "Why nobody can be reached by it."),
    FIELD(load_unusable, rows, "How many rows have such a one."),
};
static const struct shape load_unusable_shape =
    SHAPE(load_unusable, unusable_fields, "Identifiers left out of their rows.");

static const struct field report_fields[] = {
    FIELD(load_report, rows_read, "Lines in the files, without headers."),
    FIELD(load_report, rows_loaded, "Rows taken in."),
    FIELD(load_report, rows_rejected, "Lines that can't be loaded."),
    FIELD(load_report, days, "Days that the rows are of."),
    FIELD(load_report, first_day, "The first of them.", .optional = true, .format = "date"),
    FIELD(load_report, last_day, "The last of them.", .optional = true, .format = "date"),
    LIST(load_report, rejected, &load_reject_shape, "The first 100 lines that can't be loaded."),
    LIST(load_report, unusable, &load_unusable_shape, "Identifiers that nobody can be reached by."),
    SCALARS(load_report, warnings, "What was loaded and may not be meant so."),
    FIELD(load_report, data_version, "Of the warehouse after the load.", .optional = true),
    FIELD(load_report, is_unchanged, "All of it was there already."),
};
const struct shape load_report_shape = SHAPE(load_report, report_fields, "What a load did.");

const char *report_file_name(struct arena *arena, const struct load_file *file)
{
    const char *last = strrchr(file->path, '/');

    return arena_text(arena, file->name ? file->name : last ? last + 1 : file->path);
}

void report_reject(struct ctx *ctx, struct load_report *report, const char *file, int64_t line,
                   const char *reason)
{
    report->rows_rejected++;
    if (report->n_rejected == LOAD_REJECTS_LISTED)
        return;
    *ARENA_PUSH(ctx->arena, report->rejected, report->n_rejected) =
        (struct load_reject){ file, line, arena_text(ctx->arena, reason) };
}

void report_unusable(struct ctx *ctx, struct load_report *report, const char *field, const char *reason)
{
    for (size_t i = 0; i < report->n_unusable; i++) {
        if (text_is(report->unusable[i].field, field) && text_is(report->unusable[i].reason, reason)) {
            report->unusable[i].rows++;
            return;
        }
    }
    *ARENA_PUSH(ctx->arena, report->unusable, report->n_unusable) =
        (struct load_unusable){ field, reason, 1 };
}

struct err *report_verdict(struct ctx *ctx, const struct load_input *in, const struct load_report *report)
{
    const struct load_reject *first = report->rejected;
    struct err *err;

    if (!report->rows_rejected || in->skip_bad)
        return NULL;
    err = err_new(ctx, ERR_INVALID, NULL,
                  "%ld of %ld lines can't be loaded, so nothing was; the first is %s line %ld: %s",
                  (long)report->rows_rejected, (long)report->rows_read, first->file, (long)first->line,
                  first->reason);
    err->next_step = "Correct these lines, or load the rest without them by skip_bad.";
    return err;
}

void report_days(struct ctx *ctx, struct load_report *report, int64_t days, int64_t first, int64_t last)
{
    report->days = days;
    if (!days)
        return;
    report->first_day = date_text(ctx->arena, date_of_days(first));
    report->last_day = date_text(ctx->arena, date_of_days(last));
}

void report_progress(const struct load_input *in, const char *step, int64_t done, int64_t total)
{
    if (in->progress)
        in->progress(in->progress_to, step, done, total);
}
