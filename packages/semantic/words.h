/*
 * Plans and conditions in words, made by code, so that a reading can't disagree with the numbers.
 */
#pragma once

#include "packages/semantic/semantic.h"

/* What people do, and what they didn't: "purchased", "did not view any product". */
struct deed {
    const char *event, *did, *not_done;
};
const struct deed *words_deeds(size_t *n);

/* How a condition speaks: "whose country is US" of customers, "country is US" of rows. */
struct phrasing {
    const char *field, *did, *rest;
    const char *has, *has_not; /* of what is true or false; NULL: "purchase is yes" */
};
extern const struct phrasing phrasing_rows, phrasing_customers;

void words_cond(struct ctx *ctx, const struct model *model, const struct phrasing *phrasing,
                const struct cond *cond, struct buf *to);
const char *words_label(struct ctx *ctx, const struct model *model, const char *name); /* "channel group" */
/* Whether a value may stand bare: where it could be taken for a part of the sentence, it is quoted. */
bool words_is_plain(const char *text);
const char *words_number(struct arena *arena, double value);
const char *words_test(enum test test);
const char *words_joint(size_t i, size_t n); /* what stands before the i-th of n: "", ", " or " and " */
void words_days(const struct time *time,
                struct buf *to); /* ", on Mondays and Fridays, in the hours 8 and 9" */
