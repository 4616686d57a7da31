/*
 * Scoring the planner: questions with the envelopes that are expected, a JSON object a line. Exact: the same
 * plan, the same question back with at least the options listed, the same reason. Safe: asked back or refused
 * where a plan was expected. Wrong: a plan that differs, or one where none was expected. The rest asked back
 * or refused otherwise than expected.
 */
#pragma once

#include "packages/semantic/planner/planner.h"

enum verdict { VERDICT_EXACT, VERDICT_SAFE, VERDICT_OTHER, VERDICT_WRONG, N_VERDICTS };

struct exam_tag {
    const char *tag;
    size_t n[N_VERDICTS];
};

struct exam_answer {
    const char *id, *question;
    enum verdict verdict;
    struct envelope envelope;
    json_t *expect;
};

struct exam {
    struct exam_answer *answers;
    size_t n_answers;
    struct exam_tag all, *tags;
    size_t n_tags;
};

extern const char *const verdict_words[N_VERDICTS + 1];

/* The first line is the meta line: today, locale and the values of each field. */
struct err *exam_run(struct ctx *ctx, const struct model *model, const char *text, size_t len,
                     struct exam *out) MUST_USE;
