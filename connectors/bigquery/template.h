/*
 * The SQL of data/bq, with its names filled in: ${d}, ${export} and macros (see data/bq/ga4.sql).
 */
#pragma once

#include "connectors/bigquery/inner.h"

/* A whole file, such as "schemas/events.sql". */
const char *template_file(struct ctx *ctx, const struct bigquery *bigquery, const char *file);
/* A part of ga4.sql, with its macros written out. */
const char *template_part(struct ctx *ctx, const struct bigquery *bigquery, const char *part);
