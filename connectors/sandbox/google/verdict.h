/*
 * What is told about a request afterwards: counts and reasons for each of its lists, never who.
 */
#pragma once

#include "connectors/sandbox/google/batch.h"

/* What became of a batch in one list. */
struct tally {
    size_t n, n_idents, n_denied, n_unset, n_matched;
};

/* The JSON of RetrieveRequestStatusResponse. One tally a destination. */
const char *verdict_text(struct arena *arena, const struct batch *batch, const struct tally *tallies,
                         enum change_kind kind);
