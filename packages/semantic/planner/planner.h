/*
 * The built-in planner: a question in plain language becomes a plan, a question back or a refusal. A typed
 * parser over the model's names and the data's values: no training, no network, the same answer each time. No
 * content word is ever ignored: what isn't understood is asked about or refused.
 */
#pragma once

#include "packages/semantic/semantic.h"

enum envelope_kind { ENVELOPE_PLAN, ENVELOPE_CLARIFY, ENVELOPE_REFUSE };

/* A misspelt word, and what it was taken for. */
struct correction {
    const char *term, *read_as;
};

struct planner_option {
    const char *label;
    const char *name;  /* the metric, dimension or value that it stands for */
    struct plan *plan; /* complete: a click runs it */
};

/* Encoded as the fields that its kind has. */
struct envelope {
    enum envelope_kind kind;
    struct plan *plan; /* of a plan */
    double confidence;
    const char *reading;
    const char *about, *term, *question; /* of a clarify: metric, dimension, value, time, scope, goal */
    struct planner_option *options;
    size_t n_options;
    const char *reason, *message; /* of a refusal; term as above */
    bool is_about_time;           /* no name would help: nothing is suggested */
    const char **suggest;
    size_t n_suggest;
    struct correction *corrected;
    size_t n_corrected;
    json_t *answer;       /* of a plan that somebody ran */
    json_t *estimate;     /* of one that somebody wants to be asked about first */
    json_t *conversation; /* where somebody kept it */
};
extern const struct shape envelope_shape;
/* With plans that hold only what is set, as the plan's schema has it. */
json_t *envelope_json(struct ctx *ctx, const struct envelope *envelope);

/* The most frequent values of one field, for the index. */
struct planner_values {
    const char *field;
    const char **values;
    size_t n_values;
};

/* What questions are read with: the model's words and the data's values. Made when either changes; read by
 * many threads at once. */
struct planner;
struct err *planner_new(struct ctx *ctx, const struct model *model, const struct planner_values *values,
                        size_t n_values, struct planner **out) MUST_USE;
/* The same with the model's optional metrics (gross profit): their data are loaded. */
struct err *planner_new_with_optional(struct ctx *ctx, const struct model *model,
                                      const struct planner_values *values, size_t n_values,
                                      struct planner **out) MUST_USE;
void planner_free(struct planner *planner);

struct planner_question {
    const char *question;
    struct date today;
    const char *locale;            /* NULL: "en" */
    const struct envelope *before; /* the answer before in this conversation, or NULL */
};

/* ERR_INVALID for text that is no question at all (empty, too long, not UTF-8); everything else is an
 * envelope, whose plan has passed plan_check(). */
struct err *planner_ask(struct ctx *ctx, const struct planner *planner,
                        const struct planner_question *question, struct envelope *out) MUST_USE;
