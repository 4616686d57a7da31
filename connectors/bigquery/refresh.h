/*
 * Making the dataset, and bringing its tables up to the GA4 export. Both may be repeated: what is there
 * already stays, and a refresh that was killed is done again by the next.
 */
#pragma once

#include "connectors/bigquery/inner.h"

/* As struct warehouse_driver says. */
struct err *bigquery_init(struct ctx *ctx, struct warehouse *warehouse, bool is_dry,
                          struct buf *ddl) MUST_USE;
struct err *bigquery_refresh(struct ctx *ctx, struct warehouse *warehouse, const char *from,
                             struct warehouse_refreshed *out) MUST_USE;
