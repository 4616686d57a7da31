#include "packages/guard/verdict.h"

#include <string.h>
#include <strings.h>

bool same_name(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

bool text_may_be_read(const char *text, size_t len, struct refusal *out)
{
    *out = (struct refusal){ .at = SIZE_MAX };
    if (len > GUARD_MOST_TEXT)
        out->reason = "the statement is longer than 64 KiB";
    else if (memchr(text, 0, len))
        out->reason = "the statement holds a NUL byte";
    else if (!text_is_utf8(text, len))
        out->reason = "the statement is not valid UTF-8";
    return !out->reason;
}

/* Columns count code points, as editors do. */
static void place(const char *text, size_t at, struct guard_verdict *out)
{
    out->at = at;
    out->line = out->column = 1;
    for (size_t i = 0; i < at; i++) {
        if (text[i] == '\n') {
            out->line++;
            out->column = 1;
        } else if ((text[i] & 0xc0) != 0x80) {
            out->column++;
        }
    }
}

void refuse(struct ctx *ctx, const char *text, size_t len, const struct refusal *why,
            struct guard_verdict *out)
{
    *out = (struct guard_verdict){ .reason = why->reason, .name = arena_text(ctx->arena, why->name) };
    if (why->at <= len)
        place(text, why->at, out);
}

void reads_table(struct ctx *ctx, struct guard_verdict *out, const char *name)
{
    for (size_t i = 0; i < out->n_tables; i++)
        if (text_is(out->tables[i], name))
            return;
    *ARENA_PUSH(ctx->arena, out->tables, out->n_tables) = arena_text(ctx->arena, name);
}
