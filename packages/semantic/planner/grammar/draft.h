/*
 * A question half understood: its words as typed items, and the slots of the plan that they fill. Known to
 * packages/semantic/planner alone.
 */
#pragma once

#include "packages/semantic/period.h"
#include "packages/semantic/planner/grammar/keywords.h"
#include "packages/semantic/planner/lexicon.h"
#include "packages/semantic/planner/times.h"

enum {
    MOST_METRICS = 12,
    MOST_DIMS = 6,
    MOST_CONDS = 24,
    MOST_HAVINGS = 6,
    MOST_RANGES = 4,
    MOST_CHOICES = 4
};

enum item_kind { ITEM_UNKNOWN, ITEM_KEY, ITEM_NUMBER, ITEM_TIME, ITEM_NAME };

struct named_value {
    const char *field, *value;
    enum test op; /* EQ, or CONTAINS */
};

struct item {
    enum item_kind kind;
    size_t from, to; /* words */
    const char *text;
    enum sense key;
    double number;
    bool is_percent;
    const struct time_span *span;
    /* All that a name may be; the grammar chooses by its neighbours. */
    const struct metric *metric;
    const struct dimension *dim;
    const json_t *segment, *ambiguity, *funnel;
    const char *event;
    struct named_value *values;
    size_t n_values;
    bool is_weak, is_fuzzy, is_plural;
    bool is_used;     /* it has done its work */
    const char *near; /* of a misspelt one: the word that it was taken for */
};

/* What somebody chose where a word means several things: read again with it, a clarify has whole plans. */
struct choice {
    size_t word;
    const char *name;
};

struct ranked {
    bool is_set, is_attribute; /* "top 5 pages", against "pages with the most views" */
    bool is_best;              /* best or worst: by which way is good */
    bool is_order;             /* says the order alone: all rows stay */
    bool is_deed; /* by what a verb says, "best selling": a metric that is named comes before it */
    enum direction dir;
    int64_t n, offset;
    size_t at; /* the item */
};

struct draft {
    struct ctx *ctx;
    const struct planner *planner;
    const struct planner_question *asked;
    struct words words;
    struct item *items;
    size_t n;
    const struct choice *choices;
    size_t n_choices;

    const char *metrics[MOST_METRICS];
    size_t n_metrics;
    struct dim dims[MOST_DIMS];
    size_t n_dims;
    struct cond conds[MOST_CONDS];
    size_t n_conds;
    struct having havings[MOST_HAVINGS];
    size_t n_havings;
    const struct time_span *ranges[MOST_RANGES];
    size_t n_ranges;
    struct time time;
    bool has_time, is_time_assumed;
    struct compare compare;
    bool has_compare;
    enum unit grain;
    bool is_percent; /* "the largest percentage increase" */
    bool wants_trend, wants_change, wants_share, wants_total, wants_average;
    int64_t window;
    enum direction change; /* "grew" or "fell" */
    struct ranked rank;
    const char *rank_metric, *sort_metric;
    const char *per;    /* the group of "top 3 … per category" */
    const char *within; /* of a share: "within each device" */
    struct order order;
    int64_t limit, offset;
    bool is_first_touch, is_singular, is_each;
    const char *people; /* "users" beside another metric: dropped, unless nothing else is measured */
    json_t *funnel, *retention, *path;
    const char *assumed[8];
    size_t n_assumed;
    bool is_fragment, is_fuzzy;

    struct envelope *out; /* a clarify or refuse that stops the reading */
    bool is_stopped;
};

/* chart.c: words into items. */
struct err *chart_read(struct draft *draft) MUST_USE;
void chart_corrections(const struct draft *draft, struct correction **out, size_t *n);
/* grammar.c and the files beside it: items into slots. Each takes what it understands. */
void grammar_shapes(struct draft *draft); /* shapes.c: funnel, retention, path */
void grammar_people(struct draft *draft); /* people.c: users who did or didn't */
void grammar_ranks(struct draft *draft);  /* ranks.c: top N, having */
void grammar_having(struct draft *draft);
void grammar_filters(struct draft *draft);  /* filters.c: values, segments, negation */
void grammar_times(struct draft *draft);    /* spans.c: ranges, comparison, grain */
void grammar_names(struct draft *draft);    /* grammar.c: metrics, dimensions, calculations */
void grammar_mend(struct draft *draft);     /* mend.c: before all of them */
void grammar_bear_out(struct draft *draft); /* mend.c: words that must be borne out by what was read */
void grammar_rest(struct draft *draft);     /* rest.c: what nothing took: asked about or refused */
void grammar_read(struct draft *draft);     /* all of them, in order */

/* fill.c: slots into a plan that passes plan_check(), or an envelope that says why not. */
void fill_plan(struct draft *draft, struct plan *plan);
void check_plan(struct draft *draft, struct plan *plan);
/* follow.c */
bool follow_is_fragment(const struct draft *draft);
void follow_edit(struct draft *draft, const struct plan *before, struct plan *plan);
bool follow_choose(struct draft *draft); /* an answer to a clarify */
/* refuse.c */
bool refuse_early(struct draft *draft);

/* Stops: nothing is read after it. The first one stays. */
void stop_refuse(struct draft *draft, const char *reason, const char *term, const char *message);
void stop_clarify(struct draft *draft, const char *about, const char *term, const char *question);
void stop_option(struct draft *draft, const char *name, const char *label);

/* --- small things over items --- */

size_t after(const struct draft *draft, size_t i);  /* the next that is no filler; n for none */
size_t before(const struct draft *draft, size_t i); /* the one before; n for none */
bool is_key(const struct draft *draft, size_t i, enum sense key);
bool is_name(const struct draft *draft, size_t i);
bool says(const struct draft *draft, size_t i, const char *word); /* its first word is this one */
bool has_key(const struct draft *draft, enum sense key);
/* KEY_UP, KEY_DOWN or KEY_CHANGE: "grew", "growth" (which the reading of time takes too); else KEY_NONE. */
enum sense movement_of(const struct draft *draft, size_t i);
void use(struct draft *draft, size_t i);
void use_keys(struct draft *draft, enum sense key);
const char *chosen(const struct draft *draft, size_t word);
void add_metric(struct draft *draft, const char *name);
void add_dim(struct draft *draft, const char *name, enum unit grain);
void add_cond(struct draft *draft, struct cond cond);
struct cond cond_value(struct draft *draft, const char *field, enum test op, const char *value);
struct cond cond_not(struct draft *draft, struct cond cond);
struct cond cond_did(struct draft *draft, const char *event, int64_t times);
void assume(struct draft *draft, const char *what);
struct json_t *cond_json_of(struct draft *draft, const struct cond *cond);
enum unit default_grain(struct period period);
/* What the model's extension says of a metric that is people: the condition it is beside another metric, an
 * empty one for users. NULL: it is no people. */
bool is_about_ads(const struct draft *draft); /* a metric of advertising is named */
const json_t *people_of(const struct draft *draft, const char *metric);
