/*
 * DuckDB's own SQL lives in the files of data/duckdb, built into the program: parts that begin with `-- name:
 * NAME` (or
 * `-- file: NAME` in schema.sql) and go to the next such line.
 */
#pragma once

#include "packages/core/core.h"

/* The text of one part; asserts that the file has it. `file` is "views", not its path. */
const char *duckdb_sql(struct arena *arena, const char *file, const char *part);
