/*
 * The words of grammar, as a table. Known to packages/semantic/planner alone.
 */
#pragma once

#include "packages/semantic/planner/words.h"

/* What a word of grammar does. A word that is none of these and no name is unknown, and stops the reading. */
enum sense {
    KEY_NONE,
    KEY_FILLER,
    KEY_BY,
    KEY_EACH,
    KEY_FOR, /* prepositions before a value, a time or a metric */
    KEY_OF,
    KEY_WITH,
    KEY_WHICH,
    KEY_HOW_MANY,
    KEY_TOP,
    KEY_BOTTOM,
    KEY_BEST,
    KEY_WORST,
    KEY_ORDINAL,
    KEY_SORT,
    KEY_GT,
    KEY_GTE,
    KEY_LT,
    KEY_LTE,
    KEY_EQ,
    KEY_OR_MORE,
    KEY_OR_LESS,
    KEY_NOT,
    KEY_ONLY,
    KEY_VS,
    KEY_COMPARE,
    KEY_AND,
    KEY_OR,
    KEY_TO,
    KEY_SHARE,
    KEY_CUMULATIVE,
    KEY_MOVING,
    KEY_TREND,
    KEY_PLOT,
    KEY_UP,
    KEY_DOWN,
    KEY_CHANGE,
    KEY_WHO,
    KEY_DID_NOT,
    KEY_TIMES, /* "at least two times", "twice" */
    KEY_RETENTION,
    KEY_AGAIN,
    KEY_FUNNEL,
    KEY_AFTER,
    KEY_LEADS_TO,
    KEY_PATH,
    KEY_STEPS,
    KEY_FIRST_TOUCH,
    KEY_AVERAGE,
    KEY_VAGUE,
    KEY_ADD,
    KEY_INSTEAD,
    KEY_REMOVE,
    KEY_ALL,
    KEY_STARTS,
    KEY_ENDS,
    KEY_CONTAINS,
    KEY_IS,
    KEY_ROWS,
    KEY_MORE_FRAGMENT, /* "what about", "how about", "same" */
    KEY_IT,            /* "that", "it": the answer before */
    KEY_PERCENT,
    KEY_COME_FROM, /* "where did … come from" */
    KEY_ADS,       /* about advertising */
    KEY_UNIT,      /* "month" as what the rows are by */
    KEY_EVENT,     /* "events", "fired" beside the name of one */
    KEY_UNORDERED, /* "in any order", of steps */
};

struct keyword {
    enum sense key;
    const char *phrases; /* "break down by|split by" */
    bool is_strong;      /* before a name of the same length */
};
extern const struct keyword keywords[];
extern const size_t n_keywords;
/* The longest keyword that begins at `at`; NULL for none. `*n` is its length in words, at
 * most `most`. */
const struct keyword *keyword_at(const struct words *words, size_t at, size_t most, size_t *n);
size_t phrase_at(const struct words *words, size_t at,
                 const char *phrase); /* words it covers; 0: not there */
bool is_gap(const char *word);        /* may stand between the words of a name: "how much did we sell" */
