/*
 * GoogleSQL, which BigQuery speaks: what differs from DuckDB's forms. A clock on the wall is a DATETIME.
 */
#include "packages/semantic/compile/dialect.h"

static const char *const reserved[] = {
    "all",      "and",     "any",      "array",     "as",        "asc",         "assert_rows_modified",
    "at",       "between", "by",       "case",      "cast",      "collate",     "contains",
    "create",   "cross",   "cube",     "current",   "default",   "define",      "desc",
    "distinct", "else",    "end",      "enum",      "escape",    "except",      "exclude",
    "exists",   "extract", "false",    "fetch",     "following", "for",         "from",
    "full",     "group",   "grouping", "groups",    "hash",      "having",      "if",
    "ignore",   "in",      "inner",    "intersect", "interval",  "into",        "is",
    "join",     "lateral", "left",     "like",      "limit",     "lookup",      "merge",
    "natural",  "new",     "no",       "not",       "null",      "nulls",       "of",
    "on",       "or",      "order",    "outer",     "over",      "partition",   "preceding",
    "proto",    "qualify", "range",    "recursive", "respect",   "right",       "rollup",
    "rows",     "select",  "set",      "some",      "struct",    "tablesample", "then",
    "to",       "treat",   "true",     "unbounded", "union",     "unnest",      "using",
    "when",     "where",   "window",   "with",      "within",    NULL
};

/* An hour that the clocks show twice is the second one, as DuckDB takes it; TIMESTAMP() takes the first. */
#define LATER "TIMESTAMP_ADD(TIMESTAMP(%a, %b), INTERVAL 1 HOUR)"

#define DAYS_BY(interval)                                                                                    \
    "SELECT %n FROM UNNEST((SELECT GENERATE_DATE_ARRAY(%1, %2, INTERVAL " interval ")%f)) AS %n"

const struct dialect googlesql_dialect = {
    .name = "googlesql",
    .otherwise = &duckdb_dialect,
    .parameter_mark = '@',
    .quote = '`',
    .reserved = reserved,
    .forms = {
        [OP_CONTAINS] = "(STRPOS(%a, %b) > 0)",
        [OP_MODULO] = "MOD(%a, nullif(%b, 0))",
        [OP_AS_INTEGER] = "CAST(%a AS INT64)",
        [OP_AS_NUMBER] = "CAST(%a AS FLOAT64)",
        [OP_AS_TEXT] = "CAST(%a AS STRING)",
        [OP_LOCAL_TIME] = "DATETIME(TIMESTAMP_MICROS(%a), %b)",
        [OP_INSTANT] = "IF(DATETIME(" LATER ", %b) = %a, " LATER ", TIMESTAMP(%a, %b))",
        [OP_CLOCK_EXISTS] = "DATETIME(TIMESTAMP(%a, %b), %b) = %1",
        [OP_TRUNC_HOUR] = "DATETIME_TRUNC(%a, HOUR)",
        [OP_TRUNC_WEEK] = "DATE_TRUNC(%a, WEEK(MONDAY))",
        [OP_TRUNC_WEEK_SUNDAY] = "DATE_TRUNC(%a, WEEK(SUNDAY))",
        [OP_TRUNC_MONTH] = "DATE_TRUNC(%a, MONTH)",
        [OP_TRUNC_QUARTER] = "DATE_TRUNC(%a, QUARTER)",
        [OP_TRUNC_YEAR] = "DATE_TRUNC(%a, YEAR)",
        [OP_HOUR] = "EXTRACT(HOUR FROM %a)",
        [OP_WEEKDAY] = "(MOD(EXTRACT(DAYOFWEEK FROM %a) + 5, 7) + 1)",
        [OP_MONTH] = "EXTRACT(MONTH FROM %a)",
        [OP_YEAR] = "EXTRACT(YEAR FROM %a)",
        [OP_ADD_DAYS] = "DATE_ADD(%a, INTERVAL %b DAY)",
        [OP_CLOCK_ADD_DAYS] = "DATETIME_ADD(%a, INTERVAL %b DAY)",
        [OP_ADD_MONTHS] = "DATE_ADD(%a, INTERVAL %b MONTH)",
        [OP_PLACES] = "ARRAY_AGG(%a IGNORE NULLS)",
        [OP_PLACE] = "CAST(%a AS BIGNUMERIC) * BIGNUMERIC '18446744073709551616' + %b",
        [OP_FIRST_AFTER] = "(SELECT MIN(place) FROM UNNEST(%a) AS place WHERE place > %b)",
        [OP_COUNT_IF] = "COUNTIF(%a)",
    },
    .series = {
        [UNIT_HOUR] = "SELECT DATETIME(%n, 'UTC') AS %n FROM UNNEST((SELECT GENERATE_TIMESTAMP_ARRAY(TIMESTAMP(%1, 'UTC'), "
                      "TIMESTAMP_ADD(TIMESTAMP(%2, 'UTC'), INTERVAL 23 HOUR), INTERVAL 1 HOUR)%f)) AS %n",
        [UNIT_DAY] = DAYS_BY("1 DAY"),
        [UNIT_WEEK] = DAYS_BY("7 DAY"),
        [UNIT_MONTH] = DAYS_BY("1 MONTH"),
        [UNIT_QUARTER] = DAYS_BY("3 MONTH"),
        [UNIT_YEAR] = DAYS_BY("1 YEAR"),
    },
};
