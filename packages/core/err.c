#include "packages/core/err.h"

#include "packages/core/ctx.h"
#include "packages/core/fields.h"

#include <assert.h>

static const char *const words[N_ERR_CODES] = {
    [ERR_NONE] = "none",
    [ERR_MALFORMED] = "malformed",
    [ERR_INVALID] = "invalid",
    [ERR_UNAUTHENTICATED] = "unauthenticated",
    [ERR_FORBIDDEN] = "forbidden",
    [ERR_NOT_FOUND] = "not_found",
    [ERR_CONFLICT] = "conflict",
    [ERR_DUPLICATE] = "duplicate",
    [ERR_STALE] = "stale",
    [ERR_TOO_LARGE] = "too_large",
    [ERR_RATE_LIMITED] = "rate_limited",
    [ERR_OVER_BUDGET] = "over_budget",
    [ERR_UNAVAILABLE] = "unavailable",
    [ERR_UPSTREAM] = "upstream",
    [ERR_TIMEOUT] = "timeout",
    [ERR_INTERNAL] = "internal",
};

static struct err *make(struct arena *arena, enum err_code code, const char *field, const char *message)
{
    struct err *err = arena_alloc(arena, sizeof(*err));

    err->code = code;
    err->message = message;
    if (field)
        err->pointer =
            field[0] == '/' || !field[0] ? arena_text(arena, field) : arena_printf(arena, "/%s", field);
    return err;
}

struct err *err_new(struct ctx *ctx, enum err_code code, const char *field, const char *format, ...)
{
    va_list args;
    struct err *err;

    va_start(args, format);
    err = make(ctx->arena, code, field, arena_vprintf(ctx->arena, format, args));
    va_end(args);
    return err;
}

struct err *err_in(struct arena *arena, enum err_code code, const char *field, const char *format, ...)
{
    va_list args;
    struct err *err;

    va_start(args, format);
    err = make(arena, code, field, arena_vprintf(arena, format, args));
    va_end(args);
    return err;
}

struct err *err_under(struct ctx *ctx, struct err *err, const char *prefix)
{
    for (struct err *each = err; each; each = each->also)
        each->pointer = arena_printf(ctx->arena, "%s%s", prefix, each->pointer ? each->pointer : "");
    return err;
}

bool ctx_emit(struct ctx *ctx, const char *name, struct out what)
{
    return !ctx->emit || ctx->emit(ctx->emit_to, name, what);
}

void ctx_tick(struct ctx *ctx)
{
    if (!ctx->is_clock_fixed)
        ctx->now = instant_now();
}

bool err_is(const struct err *err, enum err_code code)
{
    return err && err->code == code;
}

const char *err_word(enum err_code code)
{
    assert(code < N_ERR_CODES);
    return words[code];
}
