#include "packages/semantic/reading.h"

#include "packages/semantic/model/model.h"
#include "packages/semantic/words.h"

enum { LONGEST_READING = 16 * 1024 };

static const char *const grains[] = { "", "hour", "day", "week", "month", "quarter", "year" };

static void add_metrics(struct ctx *ctx, const struct model *model, const struct plan *plan, struct buf *to)
{
    for (size_t i = 0; i < plan->n_metrics; i++) {
        const char *name = plan->metrics[i];

        buf_text(to, words_joint(i, plan->n_metrics));
        buf_text(to, i ? words_label(ctx, model, name) : model_label(model, name));
    }
}

/* "week" is that of the date; of another dimension, or where it could be taken for one, it is said. */
static void add_grain(struct ctx *ctx, const struct model *model, const struct dim *dim, struct buf *to)
{
    buf_text(to, grains[dim->grain]);
    if (dim->grain == UNIT_HOUR || !text_is(dim->name, "date"))
        buf_printf(to, " of %s", words_label(ctx, model, dim->name));
}

static void add_dimensions(struct ctx *ctx, const struct model *model, const struct plan *plan,
                           struct buf *to)
{
    for (size_t i = 0; i < plan->n_dimensions; i++) {
        const struct dim *dim = &plan->dimensions[i];

        buf_text(to, i ? words_joint(i, plan->n_dimensions) : plan->n_metrics ? " by " : ", by ");
        if (dim->grain)
            add_grain(ctx, model, dim, to);
        else
            buf_text(to, words_label(ctx, model, dim->name));
    }
}

/* A share and a rate are fractions in a plan, and percents in words. */
static void add_figure(struct ctx *ctx, const struct model *model, const struct having *having,
                       struct buf *to)
{
    const struct metric *metric = model_metric(model, having->metric);
    const bool is_level = having->of == ASPECT_NONE || having->of == ASPECT_LEVEL;
    const bool is_fraction =
        having->of == ASPECT_SHARE || (is_level && metric && text_is(metric->format, "percent"));

    buf_printf(to, " %s%s", words_number(ctx->arena, is_fraction ? having->value * 100 : having->value),
               is_fraction || having->of == ASPECT_CHANGE_PCT ? " %" : "");
}

static void add_having(struct ctx *ctx, const struct model *model, const struct having *having,
                       struct buf *to)
{
    static const char *const aspects[] = { "", "", "change in ", "percent change in ", "share of " };
    const struct having *items = having->all ? having->all : having->any;
    const size_t n = having->all ? having->n_all : having->n_any;

    if (having->metric) {
        buf_printf(to, "%s%s %s", aspects[having->of], words_label(ctx, model, having->metric),
                   words_test(having->op));
        add_figure(ctx, model, having, to);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        buf_text(to, i ? having->all ? " and " : " or " : n > 1 ? "(" : "");
        add_having(ctx, model, &items[i], to);
    }
    buf_text(to, n > 1 ? ")" : "");
}

static void add_order(struct ctx *ctx, const struct model *model, const struct plan *plan, struct buf *to)
{
    static const char *const aspects[] = { "", "", "change in ", "percent change in ", "share of " };

    for (size_t i = 0; i < plan->n_order; i++) {
        const struct order *order = &plan->order[i];
        bool is_metric = false;

        for (size_t j = 0; j < plan->n_metrics; j++)
            is_metric = is_metric || text_is(plan->metrics[j], order->by);
        buf_printf(to, "%s%s%s, %s", i ? "; " : ", ordered by ", aspects[order->value],
                   words_label(ctx, model, order->by),
                   (order->dir == DIRECTION_NONE && is_metric) || order->dir == DIRECTION_DESC
                       ? "highest first"
                       : "lowest first");
    }
    if (plan->limit)
        buf_printf(to, ", %lld row%s at most", (long long)plan->limit, plan->limit == 1 ? "" : "s");
    if (plan->offset)
        buf_printf(to, " after the first %lld", (long long)plan->offset);
}

static void add_calcs(struct ctx *ctx, const struct model *model, const struct plan *plan, struct buf *to)
{
    static const char *const words[] = { "", "the share", "the running total", "the moving average" };

    for (size_t i = 0; i < plan->n_calc; i++) {
        const struct calc *calc = &plan->calc[i];

        buf_printf(to, ", with %s of %s", words[calc->type], words_label(ctx, model, calc->metric));
        for (size_t j = 0; j < calc->n_within; j++)
            buf_printf(to, "%s%s", j ? words_joint(j, calc->n_within) : " within ",
                       words_label(ctx, model, calc->within[j]));
        if (calc->window)
            buf_printf(to, " over %lld points", (long long)calc->window);
    }
    if (!plan->top)
        return;
    buf_printf(to, ", the %s %lld", plan->top->dir == DIRECTION_ASC ? "last" : "top",
               (long long)plan->top->n);
    for (size_t i = 0; i < plan->top->n_per; i++)
        buf_printf(to, "%s%s", i ? words_joint(i, plan->top->n_per) : " for each ",
                   words_label(ctx, model, plan->top->per[i]));
    buf_printf(to, " by %s", words_label(ctx, model, plan->top->by));
}

const char *plan_reading(struct ctx *ctx, const struct model *model, const struct plan *plan,
                         struct period now, const struct period *before)
{
    static const char *const befores[] = { "", "the period before, ", "the year before, " };
    struct buf to = buf_in(ctx->arena, LONGEST_READING);

    reading_shape(ctx, model, plan, &to);
    add_metrics(ctx, model, plan, &to);
    add_dimensions(ctx, model, plan, &to);
    if (plan->filter) {
        buf_text(&to, plan->n_metrics ? " where " : ", of events where ");
        words_cond(ctx, model, &phrasing_rows, plan->filter, &to);
    }
    buf_printf(&to, ", %s", period_words(ctx->arena, now));
    words_days(plan->time, &to);
    if (before)
        buf_printf(&to, ", compared with %s%s", befores[plan->compare->to],
                   period_words(ctx->arena, *before));
    if (plan->having) {
        buf_text(&to, ", only where ");
        add_having(ctx, model, plan->having, &to);
    }
    add_calcs(ctx, model, plan, &to);
    add_order(ctx, model, plan, &to);
    return buf_str(&to);
}
