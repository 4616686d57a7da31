#include "connectors/bigquery/template.h"

#include "packages/core/assets.h"

#include <assert.h>
#include <string.h>

enum { LONGEST = 1024 * 1024, DEEPEST = 8 };

static const char heading[] = "-- name: ";

/* The files are the program's own: what isn't as it should be is a bug. */
struct template
{
    struct ctx *ctx;
    const struct bigquery *bigquery;
    const char *macros; /* "name text" a line */
};

static const char *asset_text(struct ctx *ctx, const char *file)
{
    const struct asset *asset = asset_find(arena_printf(ctx->arena, "data/bq/%s", file));

    assert(asset);
    return arena_text_n(ctx->arena, (const char *)asset->at, asset->size);
}

static const char *part_of(struct ctx *ctx, const char *text, const char *part)
{
    const char *line = arena_printf(ctx->arena, "%s%s\n", heading, part);
    const char *at = strstr(text, line), *end;

    assert(at);
    at += strlen(line);
    end = strstr(at, heading);
    return end ? arena_text_n(ctx->arena, at, (size_t)(end - at)) : at;
}

/* Behind the bracket that closes the one at `at`. */
static const char *closing(const char *at)
{
    unsigned depth = 0;

    for (; *at; at++) {
        depth += *at == '{';
        depth -= *at == '}';
        if (!depth)
            return at;
    }
    assert(!"a macro that doesn't close");
    return at;
}

static const char *macro_of(const struct template *template, const char *name)
{
    const char *line = arena_printf(template->ctx->arena, "\n%s ", name);
    const char *at = strstr(template->macros, line);

    assert(at);
    at += strlen(line);
    return arena_text_n(template->ctx->arena, at, strcspn(at, "\n"));
}

static const char *variable(const struct template *template, const char *name)
{
    const struct warehouse_options *options = &template->bigquery->options;

    if (text_is(name, "export"))
        return options->export;
    assert(text_is(name, "d"));
    return arena_printf(template->ctx->arena, "%s.%s", options->project, options->dataset);
}

static const char *expanded(const struct template *template, const char *text, unsigned depth);

/* $name{argument}: the macro's text with the argument in the place of each question mark. */
static const char *called(const struct template *template, const char *name, const char *argument,
                          unsigned depth)
{
    struct buf out = buf_in(template->ctx->arena, LONGEST);

    if (!*name)
        return variable(template, argument);
    argument = expanded(template, argument, depth + 1);
    for (const char *at = macro_of(template, name); *at; at++) {
        if (*at == '?')
            buf_text(&out, argument);
        else
            buf_char(&out, *at);
    }
    return buf_str(&out);
}

static const char *expanded(const struct template *template, const char *text, unsigned depth)
{
    struct arena *arena = template->ctx->arena;
    struct buf out = buf_in(arena, LONGEST);

    assert(depth < DEEPEST);
    for (const char *at = text; *at; at++) {
        const size_t len = *at == '$' ? strspn(at + 1, "abcdefghijklmnopqrstuvwxyz") : 0;
        const char *end;

        if (*at != '$' || at[1 + len] != '{') {
            buf_char(&out, *at);
            continue;
        }
        end = closing(at + 1 + len);
        buf_text(&out, called(template, arena_text_n(arena, at + 1, len),
                              arena_text_n(arena, at + len + 2, (size_t)(end - at) - len - 2), depth));
        at = end;
    }
    assert(!out.is_full);
    return buf_str(&out);
}

const char *template_file(struct ctx *ctx, const struct bigquery *bigquery, const char *file)
{
    const struct template template = { .ctx = ctx, .bigquery = bigquery, .macros = "" };

    return expanded(&template, asset_text(ctx, file), 0);
}

const char *template_part(struct ctx *ctx, const struct bigquery *bigquery, const char *part)
{
    const char *text = asset_text(ctx, "ga4.sql");
    const struct template template = { .ctx = ctx,
                                       .bigquery = bigquery,
                                       .macros = part_of(ctx, text, "macros") };

    return expanded(&template, part_of(ctx, text, part), 0);
}
