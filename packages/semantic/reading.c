#include "packages/semantic/reading.h"

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

static void add_dimensions(struct ctx *ctx, const struct model *model, const struct plan *plan,
                           struct buf *to)
{
    for (size_t i = 0; i < plan->n_dimensions; i++) {
        const struct dim *dim = &plan->dimensions[i];

        buf_text(to, i ? words_joint(i, plan->n_dimensions) : " by ");
        buf_text(to, dim->grain ? grains[dim->grain] : words_label(ctx, model, dim->name));
    }
}

static void add_having(struct ctx *ctx, const struct model *model, const struct having *having,
                       struct buf *to)
{
    static const char *const aspects[] = { "", "", "change in ", "change in ", "share of " };
    const struct having *items = having->all ? having->all : having->any;
    const size_t n = having->all ? having->n_all : having->n_any;

    if (having->metric) {
        buf_printf(to, "%s%s %s %s%s", aspects[having->of], words_label(ctx, model, having->metric),
                   words_test(having->op), words_number(ctx->arena, having->value),
                   having->of == ASPECT_CHANGE_PCT ? " %" : "");
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

    for (size_t i = 0; i < plan->n_calc; i++)
        buf_printf(to, ", with %s of %s", words[plan->calc[i].type],
                   words_label(ctx, model, plan->calc[i].metric));
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
    struct buf to = buf_in(ctx->arena, LONGEST_READING);

    reading_shape(ctx, model, plan, &to);
    add_metrics(ctx, model, plan, &to);
    add_dimensions(ctx, model, plan, &to);
    if (plan->filter) {
        buf_text(&to, " where ");
        words_cond(ctx, model, &phrasing_rows, plan->filter, &to);
    }
    buf_printf(&to, ", %s", period_words(ctx->arena, now));
    words_days(plan->time, &to);
    if (before)
        buf_printf(&to, ", compared with %s", period_words(ctx->arena, *before));
    if (plan->having) {
        buf_text(&to, ", only where ");
        add_having(ctx, model, plan->having, &to);
    }
    add_calcs(ctx, model, plan, &to);
    add_order(ctx, model, plan, &to);
    return buf_str(&to);
}
