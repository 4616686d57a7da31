/*
 * The sealed copy of a batch: what was sent of each member, in the order of their keys, encrypted with the
 * ledger's key. A removal is made from it, so that the source row may be gone by then.
 */
#pragma once

#include "domain/activation/batch.h"

/* Of a batch about to be written. A redo keeps who was in the copy before: they may be on the list although
 * they are sent no more. No bytes when nobody is in it. */
struct err *push_seal(struct ctx *ctx, const char *push_id, const struct batch *batch, bool is_redo,
                      struct bytes *out) MUST_USE;

/* Copies that were opened, of one page of members. */
struct sealed_copies {
    struct sealed_copy *items;
    size_t n;
};

/* What was sent of the row's member. Rows are asked for in the order of their keys. ERR_INTERNAL when the
 * copy doesn't open or the member isn't in it. */
struct err *push_unseal(struct ctx *ctx, struct sealed_copies *copies, const struct on_list *row,
                        struct identified *out) MUST_USE;
