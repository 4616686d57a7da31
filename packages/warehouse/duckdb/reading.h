/*
 * How much a query reads: values of the columns that its table scans touch, 8 bytes each whatever their type.
 * That is what the columns are in memory, about; on the disk they are compressed, and text is longer. It is
 * the same figure wherever the data lies and however warm it is, so estimates and answers can be compared.
 */
#pragma once

#include "packages/warehouse/duckdb/engine.h"

/* Of the query that the connection ran last, if it profiles. */
void reading_of(duckdb_connection connection, struct engine_counts *out);

/* Before it runs: all rows of the tables that the plan scans, after it left out what no row can come from. */
struct err *reading_estimate(struct ctx *ctx, duckdb_connection connection,
                             const struct warehouse_query *query, struct warehouse_estimate *out) MUST_USE;
