/* What both dialects' guards share. */
#pragma once

#include "packages/guard/guard.h"

struct refusal {
    const char *reason, *name;
    size_t at; /* SIZE_MAX: nowhere in particular */
};

/* Rule Q1. */
bool text_may_be_read(const char *text, size_t len, struct refusal *out);
void refuse(struct ctx *ctx, const char *text, size_t len, const struct refusal *why,
            struct guard_verdict *out);
void reads_table(struct ctx *ctx, struct guard_verdict *out, const char *name);
bool same_name(const char *a, const char *b); /* without case, in ASCII */
