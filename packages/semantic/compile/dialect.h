/*
 * The last stage: a statement as text. A dialect is a table of forms; another one copies it and changes rows.
 */
#pragma once

#include "packages/semantic/compile/select.h"

/*
 * A form prints an operator: %1 to %9 are its arguments, %a to %i the same without parentheses of their own,
 * %* all of them with commas, %, those after the first, %& and %| all of them with AND and OR, %< the first
 * of each pair and %> the second, %r the relation. Of a series: %1 is the first, %2 the last, %n the column,
 * %f the relation that the two are aggregates of.
 */
struct dialect {
    const char *name;
    const struct dialect *otherwise; /* whose forms stand where there is none here; NULL: nobody's */
    char parameter_mark, quote;      /* quote: around names that aren't plain */
    bool is_doubled;                 /* a mark in a text is written twice, not behind a backslash */
    const char *const *reserved;     /* words that are no plain name, NULL-ended */
    const char *forms[N_OPS];
    const char *series[UNIT_YEAR + 1];
};

extern const struct dialect duckdb_dialect, googlesql_dialect;

/* NULL for a name that isn't there. */
const struct dialect *dialect_find(const char *name);
/* Leaves in `parameters` only those that the text names. NULL when it would be longer than a warehouse takes.
 */
const char *dialect_text(struct ctx *ctx, const struct dialect *dialect, const struct select *select,
                         struct parameters *parameters);
