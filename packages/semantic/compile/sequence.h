/*
 * The third stage of funnels, retentions and paths: who (`key_1`, `key_2`: a user, or a session of one), when
 * (`moment`, microseconds) and which (`event`), in the order of these.
 */
#pragma once

#include "packages/semantic/compile/select.h"

/* Each makes the last block, with its order. */
struct block *select_funnel(struct builder *builder);
struct block *select_retention(struct builder *builder);
struct block *select_path(struct builder *builder);

/* --- what they share --- */

size_t n_keys(const struct builder *builder);
const char *key_name(struct builder *builder, size_t i);
/* The keys as columns of `from` (NULL: of the block itself). */
void add_keys(struct builder *builder, struct block *block, const char *from);
/* Columns key_…, moment and event over the rows; rows without a key are nobody's. No time is said yet. */
struct rows event_rows_of(struct builder *builder, const struct event_rows *events, const struct when *when,
                          bool to_date);
/* The same without `moment` and `event`, and without a filter yet; and these two over such rows. */
struct rows keyed_rows_of(struct builder *builder, const struct event_rows *events, const struct when *when,
                          bool to_date);
const struct expr *moment_of(struct rows *rows, const struct event_rows *events);
const struct expr *event_of(struct rows *rows, const struct event_rows *events);
/* The keys of two relations are equal. */
const struct expr *same_keys(struct builder *builder, const char *a, const char *b);
/* Over the events of one key in order of time; `more` orders what is equal otherwise, or NULL. */
const struct expr *in_order(struct builder *builder, const struct expr *call, int64_t frame, const char *more,
                            bool is_backwards);
/*
 * Named relation `name`: keys, dimensions and `first_moment` of the first event of each. The columns that
 * `more` names are carried along.
 */
void select_first(struct builder *builder, const struct event_rows *events, const char *name, bool is_ever);

const struct expr *whole_number(struct builder *builder, int64_t value); /* 64 bits wide in every dialect */
const struct expr *case_when(struct builder *builder, const struct expr *condition, const struct expr *value,
                             const struct expr *otherwise);
/* The query's dimensions as columns of `from`. */
void add_dim_columns(struct builder *builder, struct block *block, const char *from);
void order_by(struct builder *builder, struct block *block, const char *column, bool is_descending);
