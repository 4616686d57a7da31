/*
 * CSV (RFC 4180), plain or gzip, row by row in the memory of one row. What a row may be is bounded; a row
 * that isn't right is given back with its fault, so that the caller may reject it and go on.
 */
#pragma once

#include "packages/core/core.h"

enum { CSV_COLUMNS = 128, CSV_FIELD = 4096, CSV_RECORD = 256 * 1024 };

struct csv_row {
    const char *const *fields; /* valid until the next row */
    size_t n_fields;
    int64_t line;      /* where the row begins, from 1 */
    const char *fault; /* NULL, or why it can't be used; lives as long as the arena */
};

struct csv;

/* Closed with the ctx's arena. ERR_NOT_FOUND for a file that can't be opened. */
struct err *csv_open(struct ctx *ctx, const char *path, struct csv **out) MUST_USE;
struct csv *csv_over(struct ctx *ctx, struct bytes text);
/* false at the end; empty lines are skipped. */
bool csv_next(struct csv *csv, struct csv_row *out);
/* A column's name as it is compared: in lower case, with _ for a space or a hyphen. */
const char *csv_name(struct arena *arena, const char *name);
/* The end came because the file is broken, not because it was over: its reason, or NULL. */
const char *csv_broken(const struct csv *csv);
