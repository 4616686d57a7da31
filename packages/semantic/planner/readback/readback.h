/*
 * A reading back into its plan: the sentence that stands over an answer, asked as a question, asks the same.
 */
#pragma once

#include "packages/semantic/semantic.h"

/* False: it is no reading. True: its reading is this text to the letter. */
bool readback(struct ctx *ctx, const struct model *model, const char *text, struct date today,
              struct plan *out);
