/*
 * The loaded model, as the stages of the compiler see it: every name looked up, every join decided. Private
 * to packages/semantic; the rest of the program asks through semantic.h.
 *
 * A *measure* is one aggregate (`SUM(sessions.views)`); metrics are arithmetic over measures. A *dimension*
 * is a name that several datasets may carry (`date`, `country`): each dataset shows its own face, or the
 * nearest one that it reaches many-to-one.
 */
#pragma once

#include "packages/semantic/model/expr.h"
#include "packages/semantic/model/yaml.h"
#include "packages/semantic/semantic.h"

enum { MOST_DATASETS = 32, MOST_FINER = 4, MOST_KEYS = 3, MOST_PARTS = 16, NONE = -1 };

enum scope { SCOPE_USER, SCOPE_SESSION, SCOPE_CUSTOMER, N_SCOPES };

struct model_field {
    const char *name;
    size_t dataset, index;
    const struct expr *expr; /* over bare columns of the dataset */
    enum type type;
    bool is_time, is_hidden, is_personal;
    const char *of_name;
    int of; /* dataset whose field of this name is meant where a row reaches it; its own where not. NONE: its
               own always */
    const char *label, *description;
    const char **synonyms;
    size_t n_synonyms;
    const struct node *node;
};

/* Where `did` finds events, and which of its rows count. */
struct event_source {
    bool is_set;
    size_t name, id; /* fields */
    int counted;     /* a field that is true, or NONE: all rows */
};

/* Columns that no two rows have alike, but where one is NULL. */
struct unique_key {
    const char **columns;
    size_t n_columns;
};

struct dataset {
    const char *name, *source;
    struct model_field *fields;
    size_t n_fields;
    const char **group_by; /* columns; its fields are aggregates then, a row a group */
    size_t n_group_by;
    struct unique_key *uniques;
    size_t n_uniques;
    int time, clock;                                    /* fields: the day of a row and its moment, or NONE */
    size_t keys[N_SCOPES][MOST_KEYS], n_keys[N_SCOPES]; /* fields that say whose row it is */
    struct event_source event;
    bool is_subject; /* customers: what a rule tree is about */
    size_t subject_key, subject_id;
};

struct relationship {
    const char *name;
    size_t from, to;
    const char **from_columns, **to_columns;
    size_t n_columns;
    bool *is_nullable; /* a column whose NULL here means the row with NULL there */
    bool is_preferred;
};

struct measure {
    const char *name; /* stable, for aliases: the metric's when it is one measure */
    const struct expr *expr;
    size_t base; /* the dataset whose rows are aggregated */
    uint32_t datasets;
    size_t finer[MOST_FINER], n_finer; /* measures that say the same at a finer grain */
    enum type type;
    bool is_zero;       /* 0, not NULL, where there are no rows: counts and sums */
    bool is_idempotent; /* a row that is there twice changes nothing: COUNT DISTINCT, MIN, MAX */
    bool is_additive;   /* parts add up to the whole */
};

struct metric {
    const char *name, *label, *description, *format, *unit;
    const char *note;    /* how it is counted, where that could be meant otherwise; NULL */
    const char *instead; /* the metric to offer where this one can't be asked for, or NULL */
    enum better better;
    const struct expr *expr; /* over OP_MEASURE */
    enum type type;
    bool to_date;     /* counts everything up to the last day asked for */
    bool is_customer; /* may stand in a rule tree */
    bool is_optional; /* over data that most installations don't load: not offered by questions in words */
    const char **synonyms;
    size_t n_synonyms;
    const struct node *node;
};

struct dimension {
    const char *name;
    int faces[MOST_DATASETS];       /* field of each dataset, or NONE */
    const struct model_field *face; /* the one with the words */
};

/* How a base reaches another dataset: the last relationship of the way, and its length. */
struct path {
    int relationship; /* NONE: no way, or the base itself */
    int steps;        /* NONE: no way */
};

struct model {
    struct arena *arena; /* owns everything here, and ends with model_free() */
    const char *file, *name, *time_zone, *week_start;
    const char **key_events;
    size_t n_key_events;
    json_t *extension;
    const struct node *node; /* as it was read */
    const char **warnings;
    size_t n_warnings;
    struct dataset *datasets;
    size_t n_datasets;
    struct relationship *relationships;
    size_t n_relationships;
    struct measure *measures;
    size_t n_measures;
    struct metric *metrics;
    size_t n_metrics;
    struct dimension *dimensions;
    size_t n_dimensions;
    struct path paths[MOST_DATASETS][MOST_DATASETS];
    int subject; /* dataset, or NONE */
};

/* --- the steps of loading, in this order --- */

struct loader {
    struct ctx *ctx; /* with the model's arena */
    const char *file;
    struct model *model;
};

struct err *load_datasets(struct loader *loader, const struct node *root) MUST_USE;
struct err *load_faces(struct loader *loader) MUST_USE; /* `of` of the fields, after the joins */
struct err *load_joins(struct loader *loader, const struct node *root) MUST_USE;
struct err *load_metrics(struct loader *loader, const struct node *root) MUST_USE;
struct err *load_dimensions(struct loader *loader) MUST_USE;
struct err *load_synonyms(struct loader *loader, const struct node *root) MUST_USE;

/* What is read over: said with file, line and column by `truffle model check`. */
void load_warn(struct loader *loader, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* --- asking it --- */

const struct metric *model_metric(const struct model *model, const char *name);
const struct dimension *model_dimension(const struct model *model,
                                        const char *name); /* not the personal ones */
const char *model_nearest_metric(struct ctx *ctx, const struct model *model, const char *name);
const char *model_nearest_dimension(struct ctx *ctx, const struct model *model, const char *name);
int dataset_find(const struct model *model, const char *name);
int dataset_field(const struct dataset *dataset, const char *name);
const struct expr *field_expr(struct arena *arena, const struct model *model, size_t dataset, size_t field);
size_t metric_measures(const struct metric *metric, size_t out[MOST_PARTS]); /* its distinct measures */
const char *label_of(struct arena *arena, const char *name); /* "Channel group" for channel_group */

struct need;

/* NULL where the base has no face of it and reaches none. */
const struct model_field *dimension_at(const struct model *model, const struct dimension *dimension,
                                       size_t base);
/* The nearest dataset with keys of the scope, or NONE. */
int scope_at(const struct model *model, enum scope scope, size_t base);
/* The nearest dataset that knows the time of day of a row, or NONE. */
int clock_at(const struct model *model, size_t base);
bool need_is_met(const struct model *model, const struct need *need, size_t base);

/* What a plan needs from every dataset that is aggregated for it. */
struct need {
    const struct dimension *dimension; /* or NULL: keys of a scope, or the time of day */
    bool is_clock;
    enum scope scope;
    const char *name, *pointer; /* for messages */
};

/*
 * Where a measure is aggregated: over its own rows, or else over those of the first dataset, in the model's
 * order, that reaches every need and has either a `finer` form of it or, as it is idempotent, its rows again.
 * `*measure` becomes the form, `*base` the dataset. False: `*missing` is the first need that its own rows
 * don't reach.
 */
bool measure_choose(const struct model *model, size_t *measure, const struct need *needs, size_t n_needs,
                    size_t *base, const struct need **missing);
