/*
 * The published state of a dataset.
 */
#pragma once

#include "connectors/bigquery/inner.h"

/* data_version "" where nothing was ever published. Texts live in `arena`. */
struct err *state_read(struct ctx *ctx, struct bigquery *bigquery, struct arena *arena,
                       struct warehouse_state *out) MUST_USE;
