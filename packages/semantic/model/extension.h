/*
 * What our extension block (vendor RANDOM_TRUFFLE, JSON inside a string) may say at each place. Every key may
 * be left out: somebody else's model loads without it.
 */
#pragma once

#include "packages/semantic/model/model.h"

struct model_ext {
    const char *week_start, *time_zone;
    const char **key_events;
    size_t n_key_events;
    json_t *default_period, *ambiguous, *segments, *verified,
        *language; /* kept as written, for the planner */
};

struct keys_ext {
    const char **user, **session, **customer;
    size_t n_user, n_session, n_customer;
};

struct event_ext {
    const char *name, *id, *counted;
};

struct subject_ext {
    const char *key, *id;
};

struct dataset_ext {
    const char *time, *clock;
    const char **group_by;
    size_t n_group_by;
    json_t *types; /* {"integer": ["views"]}: names of fields or columns; all others are text */
    struct keys_ext *keys;
    struct event_ext *event;
    struct subject_ext *subject;
    bool value_index;
};

struct field_ext {
    const char *label, *type, *default_metric, *scope, *of;
    bool hidden, personal;
    json_t *values, *synonyms_of_values, *sort;
};

struct metric_ext {
    const char *label, *format, *unit, *instead, *note;
    enum better better;
    bool to_date, optional;
    json_t *finer; /* {"events": expression} */
    const char **synonyms_weak;
    size_t n_synonyms_weak;
};

struct relationship_ext {
    bool preferred;
    const char **nullable; /* from_columns */
    size_t n_nullable;
};

extern const struct shape relationship_ext_shape;
extern const struct shape model_ext_shape, dataset_ext_shape, field_ext_shape, metric_ext_shape;

/* The block of `node`, or zeros where it has none. */
struct err *extension_read(struct loader *loader, const struct node *node, const struct shape *shape,
                           void *out) MUST_USE;
/* The text of an expression: ANSI_SQL, or the only dialect there is. `*from` is its node. */
struct err *expression_read(struct loader *loader, const struct node *node, const struct expr **out,
                            const struct node **from) MUST_USE;
struct err *name_read(struct loader *loader, const struct node *node, const char **out) MUST_USE;
struct err *names_read(struct loader *loader, const struct node *node, const char *key, const char ***out,
                       size_t *n) MUST_USE;
/* ai_context: synonyms, or a short plain string of them split at commas. */
void synonyms_read(struct loader *loader, const struct node *node, const char ***out, size_t *n);
