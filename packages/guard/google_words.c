/* Lists of GoogleSQL's words: what isn't here is refused. All sorted, in lower case. */
#include "packages/guard/google.h"

#include <stdlib.h>
#include <string.h>

static int by_text(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static bool holds(const char *const *list, size_t n, const char *word)
{
    return bsearch(word, list, n, sizeof(*list), by_text) != NULL;
}

/* Functions of rows, sets and values. None that reads a table by its name, calls out, costs beside its bytes,
 * or tells of the session, keys or the catalogue. */
static const char *const functions[] = { "abs",
                                         "acos",
                                         "acosh",
                                         "any_value",
                                         "approx_count_distinct",
                                         "approx_quantiles",
                                         "approx_top_count",
                                         "approx_top_sum",
                                         "array",
                                         "array_agg",
                                         "array_concat",
                                         "array_concat_agg",
                                         "array_filter",
                                         "array_first",
                                         "array_includes",
                                         "array_includes_all",
                                         "array_includes_any",
                                         "array_is_distinct",
                                         "array_last",
                                         "array_length",
                                         "array_reverse",
                                         "array_slice",
                                         "array_to_string",
                                         "array_transform",
                                         "ascii",
                                         "asin",
                                         "asinh",
                                         "atan",
                                         "atan2",
                                         "atanh",
                                         "avg",
                                         "bit_and",
                                         "bit_count",
                                         "bit_or",
                                         "bit_xor",
                                         "bool",
                                         "byte_length",
                                         "cast",
                                         "cbrt",
                                         "ceil",
                                         "ceiling",
                                         "char_length",
                                         "character_length",
                                         "chr",
                                         "coalesce",
                                         "code_points_to_bytes",
                                         "code_points_to_string",
                                         "collate",
                                         "concat",
                                         "contains_substr",
                                         "corr",
                                         "cos",
                                         "cosh",
                                         "cosine_distance",
                                         "cot",
                                         "coth",
                                         "count",
                                         "countif",
                                         "covar_pop",
                                         "covar_samp",
                                         "csc",
                                         "csch",
                                         "cume_dist",
                                         "current_date",
                                         "current_datetime",
                                         "current_time",
                                         "current_timestamp",
                                         "date",
                                         "date_add",
                                         "date_bucket",
                                         "date_diff",
                                         "date_from_unix_date",
                                         "date_sub",
                                         "date_trunc",
                                         "datetime",
                                         "datetime_add",
                                         "datetime_bucket",
                                         "datetime_diff",
                                         "datetime_sub",
                                         "datetime_trunc",
                                         "dense_rank",
                                         "div",
                                         "edit_distance",
                                         "ends_with",
                                         "euclidean_distance",
                                         "exp",
                                         "extract",
                                         "farm_fingerprint",
                                         "first_value",
                                         "float64",
                                         "floor",
                                         "format",
                                         "format_date",
                                         "format_datetime",
                                         "format_time",
                                         "format_timestamp",
                                         "from_base32",
                                         "from_base64",
                                         "from_hex",
                                         "generate_array",
                                         "generate_date_array",
                                         "generate_timestamp_array",
                                         "generate_uuid",
                                         "greatest",
                                         "grouping",
                                         "hll_count.extract",
                                         "hll_count.init",
                                         "hll_count.merge",
                                         "hll_count.merge_partial",
                                         "ieee_divide",
                                         "if",
                                         "ifnull",
                                         "initcap",
                                         "instr",
                                         "int64",
                                         "is_inf",
                                         "is_nan",
                                         "json_array",
                                         "json_array_append",
                                         "json_array_insert",
                                         "json_extract",
                                         "json_extract_array",
                                         "json_extract_scalar",
                                         "json_extract_string_array",
                                         "json_keys",
                                         "json_object",
                                         "json_query",
                                         "json_query_array",
                                         "json_remove",
                                         "json_set",
                                         "json_strip_nulls",
                                         "json_type",
                                         "json_value",
                                         "json_value_array",
                                         "justify_days",
                                         "justify_hours",
                                         "justify_interval",
                                         "lag",
                                         "last_day",
                                         "last_value",
                                         "lax_bool",
                                         "lax_float64",
                                         "lax_int64",
                                         "lax_string",
                                         "lead",
                                         "least",
                                         "left",
                                         "length",
                                         "ln",
                                         "log",
                                         "log10",
                                         "logical_and",
                                         "logical_or",
                                         "lower",
                                         "lpad",
                                         "ltrim",
                                         "make_interval",
                                         "max",
                                         "max_by",
                                         "md5",
                                         "min",
                                         "min_by",
                                         "mod",
                                         "net.host",
                                         "net.ip_from_string",
                                         "net.ip_net_mask",
                                         "net.ip_to_string",
                                         "net.ip_trunc",
                                         "net.ipv4_from_int64",
                                         "net.ipv4_to_int64",
                                         "net.public_suffix",
                                         "net.reg_domain",
                                         "net.safe_ip_from_string",
                                         "normalize",
                                         "normalize_and_casefold",
                                         "nth_value",
                                         "ntile",
                                         "nullif",
                                         "nullifzero",
                                         "octet_length",
                                         "parse_bignumeric",
                                         "parse_date",
                                         "parse_datetime",
                                         "parse_json",
                                         "parse_numeric",
                                         "parse_time",
                                         "parse_timestamp",
                                         "percent_rank",
                                         "percentile_cont",
                                         "percentile_disc",
                                         "pow",
                                         "power",
                                         "rand",
                                         "range",
                                         "range_bucket",
                                         "range_contains",
                                         "range_end",
                                         "range_intersect",
                                         "range_overlaps",
                                         "range_start",
                                         "rank",
                                         "regexp_contains",
                                         "regexp_extract",
                                         "regexp_extract_all",
                                         "regexp_instr",
                                         "regexp_replace",
                                         "regexp_substr",
                                         "repeat",
                                         "replace",
                                         "reverse",
                                         "right",
                                         "round",
                                         "row_number",
                                         "rpad",
                                         "rtrim",
                                         "safe_add",
                                         "safe_cast",
                                         "safe_convert_bytes_to_string",
                                         "safe_divide",
                                         "safe_multiply",
                                         "safe_negate",
                                         "safe_subtract",
                                         "sec",
                                         "sech",
                                         "sha1",
                                         "sha256",
                                         "sha512",
                                         "sign",
                                         "sin",
                                         "sinh",
                                         "soundex",
                                         "split",
                                         "sqrt",
                                         "starts_with",
                                         "stddev",
                                         "stddev_pop",
                                         "stddev_samp",
                                         "string",
                                         "string_agg",
                                         "strpos",
                                         "struct",
                                         "substr",
                                         "substring",
                                         "sum",
                                         "tan",
                                         "tanh",
                                         "time",
                                         "time_add",
                                         "time_diff",
                                         "time_sub",
                                         "time_trunc",
                                         "timestamp",
                                         "timestamp_add",
                                         "timestamp_bucket",
                                         "timestamp_diff",
                                         "timestamp_micros",
                                         "timestamp_millis",
                                         "timestamp_seconds",
                                         "timestamp_sub",
                                         "timestamp_trunc",
                                         "to_base32",
                                         "to_base64",
                                         "to_code_points",
                                         "to_hex",
                                         "to_json",
                                         "to_json_string",
                                         "translate",
                                         "trim",
                                         "trunc",
                                         "typeof",
                                         "unicode",
                                         "unix_date",
                                         "unix_micros",
                                         "unix_millis",
                                         "unix_seconds",
                                         "upper",
                                         "var_pop",
                                         "var_samp",
                                         "variance",
                                         "zeroifnull" };

bool google_function(const char *lower)
{
    if (text_starts(lower, "safe."))
        lower += strlen("safe.");
    return holds(functions, COUNT(functions), lower);
}

/* Also types with a length, places of an array, and the part of a date WEEK(MONDAY). */
static const char *const before_bracket[] = {
    "aggregate", "all",     "and",    "any",         "as",           "between", "bignumeric", "by",
    "bytes",     "case",    "cube",   "distinct",    "else",         "except",  "exists",     "extend",
    "from",      "having",  "in",     "intersect",   "interval",     "join",    "like",       "limit",
    "not",       "numeric", "offset", "on",          "or",           "ordinal", "over",       "pivot",
    "qualify",   "replace", "rollup", "safe_offset", "safe_ordinal", "select",  "sets",       "some",
    "system",    "then",    "union",  "unnest",      "unpivot",      "using",   "week",       "when",
    "where",     "with"
};

bool google_before_bracket(const char *lower)
{
    return holds(before_bracket, COUNT(before_bracket), lower);
}

static const char *const pipe_operators[] = { "aggregate", "as",      "cross",  "distinct", "drop",
                                              "except",    "extend",  "full",   "inner",    "intersect",
                                              "join",      "left",    "limit",  "order",    "pivot",
                                              "rename",    "right",   "select", "set",      "tablesample",
                                              "union",     "unpivot", "where",  "window" };

bool google_pipe_operator(const char *lower)
{
    return holds(pipe_operators, COUNT(pipe_operators), lower);
}

/* The others make a new row, whose names are other ones. */
static const char *const pipe_keeps[] = {
    "cross", "extend", "full", "inner", "join", "left", "limit", "order", "right", "tablesample", "where",
};

bool google_pipe_keeps(const char *lower)
{
    return holds(pipe_keeps, COUNT(pipe_keeps), lower);
}

static const char *const ends_from[] = { "except",  "group",  "having", "intersect", "limit", "order",
                                         "qualify", "select", "union",  "where",     "window" };

bool google_ends_from(const char *lower)
{
    return holds(ends_from, COUNT(ends_from), lower);
}

static const char *const reserved[] = {
    "all",         "and",   "any",       "array",   "as",        "asc",     "at",      "between",
    "by",          "case",  "cast",      "collate", "cross",     "cube",    "current", "desc",
    "distinct",    "else",  "end",       "escape",  "except",    "exclude", "exists",  "extract",
    "false",       "fetch", "following", "for",     "from",      "full",    "group",   "grouping",
    "groups",      "hash",  "having",    "if",      "ignore",    "in",      "inner",   "intersect",
    "interval",    "is",    "join",      "lateral", "left",      "like",    "limit",   "natural",
    "new",         "no",    "not",       "null",    "nulls",     "on",      "or",      "order",
    "outer",       "over",  "partition", "pivot",   "preceding", "qualify", "range",   "recursive",
    "respect",     "right", "rollup",    "rows",    "select",    "set",     "some",    "struct",
    "tablesample", "then",  "to",        "true",    "unbounded", "union",   "unnest",  "unpivot",
    "using",       "when",  "where",     "window",  "with",      "within"
};

bool google_reserved(const char *lower)
{
    return holds(reserved, COUNT(reserved), lower);
}

static const char *const statements[] = { "alter",    "analyze", "assert",  "begin",  "call",     "clone",
                                          "commit",   "create",  "declare", "define", "delete",   "describe",
                                          "drop",     "execute", "explain", "export", "grant",    "import",
                                          "insert",   "load",    "merge",   "raise",  "rename",   "revoke",
                                          "rollback", "run",     "show",    "start",  "truncate", "undrop",
                                          "update" };

bool google_statement(const char *lower)
{
    return holds(statements, COUNT(statements), lower);
}

bool google_words_are_sorted(void)
{
    static const struct {
        const char *const *words;
        size_t n;
    } lists[] = { { functions, COUNT(functions) },           { before_bracket, COUNT(before_bracket) },
                  { pipe_operators, COUNT(pipe_operators) }, { pipe_keeps, COUNT(pipe_keeps) },
                  { ends_from, COUNT(ends_from) },           { reserved, COUNT(reserved) },
                  { statements, COUNT(statements) } };

    for (size_t l = 0; l < COUNT(lists); l++)
        for (size_t i = 1; i < lists[l].n; i++)
            if (strcmp(lists[l].words[i - 1], lists[l].words[i]) >= 0)
                return false;
    return true;
}
