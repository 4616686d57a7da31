/*
 * Funnels, retentions and paths in words: how the sentence above their answers begins.
 */
#include "packages/semantic/reading.h"

#include "packages/semantic/check.h"
#include "packages/semantic/words.h"

static const char *scope_words(const char *scope)
{
    return scope_of(scope, SCOPE_SESSION) == SCOPE_SESSION ? "sessions" : "users";
}

static void add_cond(struct ctx *ctx, const struct model *model, const char *before, const struct cond *cond,
                     struct buf *to)
{
    buf_text(to, before);
    words_cond(ctx, model, &phrasing_rows, cond, to);
}

static const char *plural(int64_t n)
{
    return n == 1 ? "" : "s";
}

static void add_funnel(struct ctx *ctx, const struct model *model, const struct funnel *funnel,
                       struct buf *to)
{
    const char *joint = funnel->ordered ? ", then " : ", ";

    buf_printf(to, "Funnel of %s%s: ", scope_words(funnel->scope), funnel->ordered ? "" : " in any order");
    for (size_t i = 0; i < funnel->n_steps; i++)
        add_cond(ctx, model, i ? joint : "", funnel->steps[i].filter, to);
    if (funnel->within_days)
        buf_printf(to, ", within %lld day%s", (long long)funnel->within_days, plural(funnel->within_days));
}

static void add_retention(struct ctx *ctx, const struct model *model, const struct retention *retention,
                          struct buf *to)
{
    static const char *const grains[] = { "", "", "Daily", "Weekly", "Monthly" };
    static const char *const units[] = { "", "", "day", "week", "month" };

    buf_printf(to, "%s retention over %lld %s%s of users, in cohorts by the first event ever where ",
               grains[retention->grain], (long long)retention->periods, units[retention->grain],
               plural(retention->periods));
    add_cond(ctx, model, "", retention->cohort, to);
    if (retention->returns)
        add_cond(ctx, model, ", who come back with an event where ", retention->returns, to);
    else
        buf_text(to, ", who come back with any event");
}

static void add_path(struct ctx *ctx, const struct model *model, const struct plan_path *path, struct buf *to)
{
    buf_printf(to, "Paths of %s by %s, %lld step%s", scope_words(path->scope),
               words_label(ctx, model, path->field), (long long)path->steps, plural(path->steps));
    if (path->start)
        add_cond(ctx, model, ", from where ", path->start, to);
    if (path->end)
        add_cond(ctx, model, path->start ? ", to where " : ", leading to where ", path->end, to);
    if (!path->collapse)
        buf_text(to, ", each event a stop");
}

void reading_shape(struct ctx *ctx, const struct model *model, const struct plan *plan, struct buf *to)
{
    if (plan->funnel)
        add_funnel(ctx, model, plan->funnel, to);
    if (plan->retention)
        add_retention(ctx, model, plan->retention, to);
    if (plan->path)
        add_path(ctx, model, plan->path, to);
}
