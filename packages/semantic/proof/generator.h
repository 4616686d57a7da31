/*
 * Plans of every shape, the same ones for the same seed: for tests of what holds whatever is asked.
 */
#pragma once

#include "packages/semantic/testing.h"

#ifdef TRUFFLE_TEST
struct generator {
    struct ctx *ctx;
    struct model_info info;
    struct dice dice;
};

enum wish {
    ANY_SHAPE,
    TABLES, /* and trends */
    PLAIN,  /* one metric by some dimensions, and nothing beside, above or below it */
};

/* SEED in the environment takes the place of `seed`. */
struct generator generator_new(struct ctx *ctx, const struct model *model, uint64_t seed);
uint64_t from_environment(const char *name, uint64_t usual);
bool generator_chance(struct generator *generator, uint64_t one_in);

/* JSON as tests write it. What no dataset can answer together is refused by the checker: try the next. */
const char *random_cond(struct generator *generator, int depth);
/* Without its filter and its closing brace: see plan_with(). */
const char *random_plan(struct generator *generator, enum wish wish);
struct plan plan_with(struct ctx *ctx, const char *plan, const char *filter); /* NULL: none */
#endif
