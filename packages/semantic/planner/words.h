/*
 * A question as words: what every part of the planner reads. Known to packages/semantic/planner alone.
 */
#pragma once

#include "packages/semantic/semantic.h"

/* One word or sign. Texts live in the arena of the question. */
struct word {
    const char *text; /* as it is compared: NFC, lower case, no possessive 's, plain quotes and hyphens */
    const char *stem; /* its singular or base form: sessions -> session, bought -> buy */
    size_t at, size;  /* where it stands in the question, in bytes: for highlighting */
    bool is_number;   /* "10", "10k", "1,000", "twenty" */
    double number;
    bool is_quoted; /* within quotation marks: a value, never a word of grammar */
};

struct words {
    const char *question;
    struct word *items;
    size_t n;
};

enum { QUESTION_BYTES = 2000, QUESTION_WORDS = 200 };

/* ERR_INVALID for a question that is empty, too long or not UTF-8. */
struct err *words_read(struct ctx *ctx, const char *question, struct words *out) MUST_USE;
/* What stands in the question from the first of these words to the last, in whatever order they were said. */
const char *words_text(struct arena *arena, const struct words *words, size_t from, size_t to);
/* Base form by rules and a short table of irregular ones; the 30 lines that spare a list of inflections. */
const char *word_stem(struct ctx *ctx, const char *word);
/* Damerau-Levenshtein distance, at most `most`: more comes back as most + 1. First letters must be equal. */
unsigned word_distance(const char *a, const char *b, unsigned most);
