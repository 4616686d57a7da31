/*
 * Shorthand: what people in a hurry write, as the words that it stands for. Known to words.c alone.
 */
#pragma once

#include "packages/semantic/planner/words.h"

/* "lw" is "last week", "w/o" is "without", "l30d" is "last 30 days": the words put in their place. */
void words_lengthen(struct ctx *ctx, struct words *words);
/* "weekends excluded" is "excluding weekends", "rolling 30 day average" is "30 day rolling average". */
void words_reorder(struct words *words);
