/*
 * What questions are read with: every name, label, synonym and value as a row of pieces, found by the first
 * of them. Known to packages/semantic/planner alone.
 */
#pragma once

#include "packages/semantic/model/model.h"
#include "packages/semantic/planner/planner.h"
#include "packages/semantic/planner/words.h"

enum { MOST_PIECES = 10, MOST_ENTRIES = 24 };

enum entry_kind {
    ENTRY_METRIC,
    ENTRY_DIMENSION,
    ENTRY_VALUE,
    ENTRY_SEGMENT,
    ENTRY_AMBIGUOUS,
    ENTRY_EVENT,
    ENTRY_FUNNEL,
};

struct entry {
    const char **pieces; /* "add", "to", "cart": base forms, synonyms brought to one word */
    size_t n_pieces;
    enum entry_kind kind;
    const char *name;   /* metric, dimension, segment, event, funnel; of a value its field */
    const char *value;  /* of a value, as the data spells it */
    const json_t *json; /* of a segment, an ambiguity, a funnel */
    bool is_weak;       /* means it only beside something of the same dataset */
};

/* What the extension block says of a dimension, and what its field is like. */
struct dimension_words {
    const struct dimension *dimension;
    const char *default_metric, *scope;
};

struct planner {
    struct arena *arena;
    const struct model *model;
    bool has_optional;      /* metrics whose data not everybody has */
    const json_t *language; /* of the model's extension */
    struct entry *entries;  /* sorted by first piece, then longest first */
    size_t n_entries;
    const struct planner_values *values;
    size_t n_values;
    struct dimension_words *dimensions;
    size_t n_dimensions;
    const char **vocabulary; /* pieces of metrics, dimensions and values: what a misspelt word may be */
    size_t n_vocabulary;
    const char **known; /* pieces of all entries, sorted: never taken for misspelt */
    size_t n_known;
};

/* The pieces of a text: cut at spaces, hyphens and underscores, each brought to its base form. */
size_t pieces_of(struct ctx *ctx, const struct planner *planner, const char *text, const char **out,
                 size_t most);
/* The entries whose pieces begin with `piece`. */
const struct entry *entries_for(const struct planner *planner, const char *piece, size_t *n);
bool is_known_piece(const struct planner *planner, const char *piece);
const struct dimension_words *words_of_dimension(const struct planner *planner, const char *name);

/* suggest.c: up to three names near the term of a refusal. */
void suggest_names(struct ctx *ctx, const struct planner *planner, const struct planner_question *question,
                   struct envelope *out);
/* The metric that the term would be if its data were loaded, or NULL. */
const char *optional_metric(struct ctx *ctx, const struct planner *planner, const char *term);

struct err *lexicon_build(struct ctx *ctx, struct planner *planner) MUST_USE;

/* A word that no entry has but some values contain, "facebook": the one field, or several. */
struct contained {
    const char *field, *text; /* as the values spell it */
};
size_t values_containing(struct ctx *ctx, const struct planner *planner, const char *const *pieces, size_t n,
                         struct contained *out, size_t most);
