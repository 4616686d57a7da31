/*
 * The semantic layer: a plan (what is asked, in names of the model) becomes one SQL statement, the same for
 * every asker.
 *
 *   text -> struct plan -> struct query (names looked up, joins chosen, days fixed) -> struct select (no
 * dialect) -> SQL
 *
 * Each measure is aggregated at its own grain and joined by the plan's dimensions afterwards, so a second
 * metric, a dimension or a join never changes a sum. A dimension without a value is null in the rows; "(not
 * set)" is a screen's word.
 */
#pragma once

#include "packages/semantic/plan.h"

struct model;
struct parameter; /* packages/warehouse/warehouse.h */

/* --- the model: Apache Ossie, YAML or JSON, 0.1.x and 0.2.0.dev0 --- */

/* `filename` is for messages: "commerce.yaml:12:5: no field \"x\" in dataset \"events\"". */
struct err *model_load(struct ctx *ctx, const char *text, size_t len, const char *filename,
                       const struct model **out) MUST_USE;
/* As Ossie 0.1.1 in YAML, whatever it was read from; reads as the same model. */
struct err *model_write(struct ctx *ctx, const struct model *model, const char **out) MUST_USE;
void model_free(const struct model *model);
/* What was read over, "commerce.yaml:3:1: …" each: an unknown version, keys that mean nothing here. */
const char *const *model_warnings(const struct model *model, size_t *n);

/*
 * The same model with text attributes of customers, one a further column of the customers file; lives in
 * ctx's arena and needs `model` to live on. A name that the model has already is left out.
 */
const struct model *model_with_attributes(struct ctx *ctx, const struct model *model,
                                          const char *const *names, size_t n);

/*
 * The same model where these events, "sign_up,generate_lead", and purchase are the key ones: a field
 * `is_key_event` that says `… IN ('…')` says it of them. Lives in ctx's arena and needs `model` to live on.
 */
const struct model *model_with_key_events(struct ctx *ctx, const struct model *model, const char *names);
/* Those beside purchase, as above; "" for none. */
const char *model_other_key_events(struct ctx *ctx, const struct model *model);

enum better { BETTER_NONE, BETTER_UP, BETTER_DOWN };

struct model_metric_info {
    const char *name, *label, *description;
    const char *format; /* integer, percent (a fraction), currency, seconds, decimal, or NULL */
    const char *unit;   /* USD, s, or NULL */
    enum better better;
    bool customer;     /* may stand in a rule tree */
    const char *cases; /* of a ratio: the metric that counts what it is of, or NULL */
};

struct model_field_info {
    const char *name, *label, *description;
    const char *type; /* text, integer, number, boolean, date */
    bool customer;    /* a rule's `field` */
    bool event;       /* may stand in the `where` of a `did` */
};

struct model_info {
    struct model_metric_info *metrics;
    size_t n_metrics;
    struct model_field_info *dimensions;
    size_t n_dimensions;
    const char *time_zone, *week_start;
};
extern const struct shape model_info_shape, model_metric_info_shape, model_field_info_shape;

void model_describe(struct ctx *ctx, const struct model *model, struct model_info *out);
const char *model_time_zone(const struct model *model);
const char *model_week_start(const struct model *model); /* "monday" or "sunday" */
const char *const *model_key_events(const struct model *model, size_t *n);
const json_t *
model_extension(const struct model *model); /* ambiguous, segments, verified, default_period, as written */
const char *model_label(const struct model *model,
                        const char *name); /* of a metric or dimension; NULL for another name */

/* The statement that lists a dimension's values, most frequent first: columns value and count. For pickers.
 */
struct compiled;
struct err *model_values(struct ctx *ctx, const struct model *model, const char *field, const char *contains,
                         int64_t limit, struct compiled *out) MUST_USE;

/* --- compiling --- */

struct audience_rules {
    const char *id;
    int64_t version;
    const struct cond *rules;
};

/* A dataset that holds nothing yet, and what to do about it. */
struct compile_empty {
    const char *dataset, *advice;
};

struct compile_options {
    struct date today;                 /* in the property's zone */
    const char *zone;                  /* NULL: the model's */
    const char *dialect;               /* NULL: "duckdb" */
    bool explain;                      /* fills the printed stages */
    const struct compile_empty *empty; /* a metric of one of these is refused */
    size_t n_empty;
    const struct audience_rules *audiences; /* that rule trees name, pinned */
    size_t n_audiences;
};

struct compiled_column {
    const char *name;
    const char *kind; /* "dimension" or "metric" */
    const char *type; /* text, integer, number, boolean, date, timestamp */
    const char *label, *format, *unit;
    enum better better;
    const char *description;
    bool additive; /* the rows' values add up to the whole */
};
extern const struct shape compiled_column_shape;

struct compiled {
    const char *sql;
    const struct parameter *parameters;
    size_t n_parameters;
    int64_t max_rows; /* the plan's limit; the statement asks for one row more, which tells whether there are
                         more */
    struct compiled_column *columns;
    size_t n_columns;
    const char *reading; /* the plan in words */
    const char **notes;  /* how its metrics are counted, each once */
    size_t n_notes;
    const char *from, *to, *before_from, *before_to; /* days, NULL for all time or without comparison */
    const char *plan_hash, *canonical;
    const char *cache_key;                  /* SHA-256 of statement and parameters, hex */
    const char *query_stage, *select_stage; /* with `explain`, else NULL */
};

/* Checks first: ERR_INVALID as plan_check(). */
struct err *plan_compile(struct ctx *ctx, const struct model *model, const struct plan *plan,
                         const struct compile_options *options, struct compiled *out) MUST_USE;

/* --- rule trees of audiences: a cond over customers --- */

struct err *rules_decode(struct ctx *ctx, json_t *json, struct cond *out) MUST_USE;
/* Pointers begin at the tree, "/all/1/did/where". */
struct err *rules_check(struct ctx *ctx, const struct model *model, const struct cond *rules) MUST_USE;
/* Relative time stays relative: the calendar alone doesn't change what was approved. */
const char *rules_canonical(struct ctx *ctx, const struct model *model, const struct cond *rules);
const char *rules_hash(struct ctx *ctx, const struct model *model,
                       const struct cond *rules); /* SHA-256 of it, hex */
const char *rules_words(struct ctx *ctx, const struct model *model, const struct cond *rules);
/* What is different in `after`, one sentence each; none when both ask the same. `before` NULL: all is new. */
const char **rules_changes(struct ctx *ctx, const struct model *model, const struct cond *before,
                           const struct cond *after, size_t *n);

/* One row a customer: customer_key, customer_id. ERR_INVALID for an audience that the options don't bring. */
struct err *rules_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                          const struct compile_options *options, struct compiled *out) MUST_USE;
/* One row a node, the root first: pointer, kept (customers that satisfy this node alone), dropped (the
 * others). */
struct err *rules_counts_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                                 const struct compile_options *options, struct compiled *out) MUST_USE;

/* One row: people, reachable (an e-mail, a phone or a full address), consented (of those, to both purposes of
 * advertising), total_customers. */
struct err *rules_reach_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                                const struct compile_options *options, struct compiled *out) MUST_USE;
/* One row: buyers, orders, order_value (NULL without orders), each as the metrics of orders count them. */
struct err *rules_worth_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                                const struct compile_options *options, struct compiled *out) MUST_USE;
/* One row: people, and nothing joined to them. */
struct err *rules_size_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                               const struct compile_options *options, struct compiled *out) MUST_USE;
/* The same few customers each time: customer_id, country, created_at. */
struct err *rules_sample_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                                 const struct compile_options *options, int64_t limit,
                                 struct compiled *out) MUST_USE;
/* The members of a push in order of member_key, with identifiers, keyed hashes and has_consent. The caller
   adds the parameters after_key and until_key, a slice of the key space; its query says with_identifiers. */
struct err *rules_members_compile(struct ctx *ctx, const struct model *model, const struct cond *rules,
                                  const struct compile_options *options, struct compiled *out) MUST_USE;
