/*
 * What goes over the pipe: 'C' columns, 'R' a row, 'E' the end, 'X' an error. Numbers have the machine's own
 * order: both ends are one program. The reader trusts nothing that it gets.
 */
#pragma once

#include "packages/warehouse/warehouse.h"

void frame_columns(struct buf *to, const struct warehouse_column *columns, size_t n);
void frame_row(struct buf *to, const struct warehouse_column *columns, const struct cell *cells, size_t n);
void frame_end(struct buf *to, bool is_truncated, int64_t rows_read);
void frame_error(struct buf *to, enum err_code code, const char *message);

/* Reads all of it; cells point into `from`. ERR_UPSTREAM when it isn't whole, else the error that it holds.
 */
struct err *frames_read(struct ctx *ctx, struct bytes from, struct warehouse_result *out) MUST_USE;
