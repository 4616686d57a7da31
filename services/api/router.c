#include "services/api/route.h"

#include <string.h>

enum { MOST_PARTS = 12 };

/* Splits "/api/audiences/abc" into parts; returns how many, or MOST_PARTS + 1 for too many. */
static size_t split(struct ctx *ctx, const char *path, const char *parts[MOST_PARTS])
{
    size_t n = 0;

    while (*path == '/') {
        const char *end = strchrnul(++path, '/');

        if (n == MOST_PARTS)
            return MOST_PARTS + 1;
        parts[n++] = arena_text_n(ctx->arena, path, (size_t)(end - path));
        path = end;
    }
    return n;
}

static bool is_variable(const char *part)
{
    return part[0] == '{';
}

static bool matches(const char *const *pattern, const char *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_variable(pattern[i]) ? !*parts[i] : !text_is(pattern[i], parts[i]))
            return false;
    return true;
}

/* "/a/new" is nearer than "/a/{id}". */
static size_t n_variables(const char *const *pattern, size_t n)
{
    size_t variables = 0;

    for (size_t i = 0; i < n; i++)
        variables += is_variable(pattern[i]);
    return variables;
}

static void fill(struct ctx *ctx, const struct route *route, const char *const *pattern,
                 const char *const *parts, size_t n, json_t *in)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_variable(pattern[i]))
            continue;
        shape_put_text(route->operation->in, in,
                       arena_text_n(ctx->arena, pattern[i] + 1, strlen(pattern[i]) - 2), parts[i]);
    }
}

struct found {
    const struct route *route;
    const char *pattern[MOST_PARTS];
    size_t n_variables;
};

static void consider(const struct route *route, const char *method, const char *const *pattern, size_t n,
                     struct found *found, struct buf *methods)
{
    const size_t variables = n_variables(pattern, n);

    buf_printf(methods, "%s%s", methods->len ? ", " : "", route->method);
    if (!text_is(route->method, method) || (found->route && found->n_variables <= variables))
        return;
    found->route = route;
    found->n_variables = variables;
    memcpy(found->pattern, pattern, n * sizeof(*pattern));
}

const struct route *route_find(struct ctx *ctx, const char *method, const char *path, json_t *in,
                               const char **allowed)
{
    const char *parts[MOST_PARTS], *pattern[MOST_PARTS];
    const size_t n = split(ctx, path, parts);
    struct buf methods = buf_in(ctx->arena, 200);
    struct found found = { 0 };

    for (const struct route_group *const *group = route_groups; *group && n <= MOST_PARTS; group++) {
        for (size_t i = 0; i < (*group)->n_routes; i++) {
            const struct route *route = &(*group)->routes[i];

            if (split(ctx, route->path, pattern) == n && matches(pattern, parts, n))
                consider(route, method, pattern, n, &found, &methods);
        }
    }
    *allowed = buf_str(&methods);
    if (found.route)
        fill(ctx, found.route, found.pattern, parts, n, in);
    return found.route;
}
