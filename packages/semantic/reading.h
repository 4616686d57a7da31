/* The sentence above an answer: what was measured, by what, where, when. */
#pragma once

#include "packages/semantic/period.h"

/* What a funnel, a retention or a path is; nothing for a table or a trend. */
void reading_shape(struct ctx *ctx, const struct model *model, const struct plan *plan, struct buf *to);
/* `before` NULL: without comparison. */
const char *plan_reading(struct ctx *ctx, const struct model *model, const struct plan *plan,
                         struct period now, const struct period *before);
