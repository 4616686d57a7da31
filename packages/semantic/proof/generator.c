#include "packages/semantic/proof/generator.h"

#ifdef TRUFFLE_TEST

#include <stdlib.h>

enum { LONGEST_PLAN = 16 * 1024 };

#define ANY_OF(generator, list) (list)[dice_roll(&(generator)->dice, COUNT(list))]

static const char *const events[] = { "page_view",      "view_item", "add_to_cart",
                                      "begin_checkout", "purchase",  "first_visit" };

/* What every dataset about users has, so that a condition seldom makes a plan impossible. */
static const char *const leaves[] = {
    "{'field':'device_category','op':'eq','value':'mobile'}",
    "{'field':'country','op':'in','values':['US','DE']}",
    "{'field':'country','op':'is_null'}",
    "{'field':'country','op':'not_null'}",
    "{'field':'country','op':'ends_with','value':'E'}",
    "{'field':'channel_group','op':'contains','value':'a'}",
    "{'field':'channel_group','op':'not_in','values':['Direct','Email']}",
    "{'field':'channel_group','op':'ne','value':'Direct'}",
    "{'field':'is_purchase_session','op':'ne','value':true}",
    "{'field':'day_of_week','op':'between','values':[2,5]}",
    "{'field':'day_of_week','op':'gte','value':4}",
    "{'field':'source','op':'not_contains','value':'goo'}",
    "{'field':'source','op':'starts_with','value':'(d'}",
    "{'did':{'event':'purchase'}}",
    "{'did':{'event':'page_view','times':3,'time':{'relative':{'unit':'day','last':60}}}}",
    "{'did':{'event':'view_item','times':2,'scope':'session','time':{'all':true}}}",
    "{'did':{'event':'view_item','where':{'field':'item_name','op':'eq','value':'Tote'}}}",
};

uint64_t from_environment(const char *name, uint64_t usual)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : usual;
}

struct generator generator_new(struct ctx *ctx, const struct model *model, uint64_t seed)
{
    struct generator generator = { .ctx = ctx, .dice = { from_environment("SEED", seed) } };

    model_describe(ctx, model, &generator.info);
    return generator;
}

bool generator_chance(struct generator *generator, uint64_t one_in)
{
    return dice_roll(&generator->dice, one_in) == 0;
}

const char *random_cond(struct generator *generator, int depth)
{
    struct buf to = buf_in(generator->ctx->arena, LONGEST_PLAN);
    const uint64_t roll = dice_roll(&generator->dice, 6);
    size_t n;

    if (depth == 0 || roll < 3)
        return ANY_OF(generator, leaves);
    if (roll == 3)
        return arena_printf(generator->ctx->arena, "{'not':%s}", random_cond(generator, depth - 1));
    n = 1 + dice_roll(&generator->dice, 3);
    buf_printf(&to, "{'%s':[", roll == 4 ? "all" : "any");
    for (size_t i = 0; i < n; i++)
        buf_printf(&to, "%s%s", i ? "," : "", random_cond(generator, depth - 1));
    buf_text(&to, "]}");
    return buf_str(&to);
}

static const char *random_time(struct generator *generator, bool *is_all)
{
    static const char *const times[] = {
        "{'all':true}",
        "{'relative':{'unit':'day','last':28}}",
        "{'relative':{'unit':'month','last':2}}",
        "{'relative':{'unit':'month','shift':-1}}",
        "{'relative':{'unit':'week','to_date':true}}",
        "{'relative':{'unit':'quarter','to_date':true}}",
        "{'from':'2026-09-07','to':'2026-10-30','days_of_week':[6,1,2,3]}",
        "{'from':'2026-09-07','to':'2026-10-30','hours':[0,9,10,11,22]}",
    };
    const size_t i = dice_roll(&generator->dice, COUNT(times));

    *is_all = i == 0;
    return times[i];
}

static const char *name_of_dim(struct generator *generator)
{
    static const char *const usual[] = { "date", "channel_group", "device_category", "country" };

    if (generator_chance(generator, 2))
        return ANY_OF(generator, usual);
    return generator->info.dimensions[dice_roll(&generator->dice, generator->info.n_dimensions)].name;
}

struct dims {
    const char *names[2];
    size_t n;
    bool has_time;
};

static struct dims add_dims(struct generator *generator, bool may_have_time, struct buf *to)
{
    static const char *const grains[] = { "day", "week", "month", "quarter" };
    const size_t n = dice_roll(&generator->dice, 3);
    struct dims dims = { .n = 0 };

    buf_text(to, ",'dimensions':[");
    for (size_t i = 0; i < n; i++) {
        const char *name = name_of_dim(generator);
        const bool is_time = text_is(name, "date");

        if ((dims.n && text_is(name, dims.names[0])) || (!may_have_time && is_time))
            continue;
        buf_printf(to, "%s{'name':'%s'", dims.n ? "," : "", name);
        if (is_time)
            buf_printf(to, ",'grain':'%s'", ANY_OF(generator, grains));
        buf_char(to, '}');
        dims.names[dims.n++] = name;
        dims.has_time = dims.has_time || is_time;
    }
    buf_char(to, ']');
    return dims;
}

/* What stands beside a metric; gives what an order or a condition may be about. */
struct beside {
    bool has_compare, has_share;
};

static void add_calcs(struct generator *generator, const char *metric, const struct dims *dims,
                      bool has_share, struct buf *to)
{
    buf_text(to, ",'calc':[");
    if (has_share) {
        buf_printf(to, "{'type':'share','metric':'%s'", metric);
        if (dims->n == 2 && generator_chance(generator, 2))
            buf_printf(to, ",'within':['%s']", dims->names[0]);
        buf_char(to, '}');
    }
    if (dims->has_time)
        buf_printf(to,
                   generator_chance(generator, 2) ? "%s{'type':'running_total','metric':'%s'}"
                                                  : "%s{'type':'moving_average','metric':'%s','window':3}",
                   has_share ? "," : "", metric);
    buf_char(to, ']');
}

static struct beside add_beside(struct generator *generator, const char *metric, const struct dims *dims,
                                bool is_all, struct buf *to)
{
    static const char *const compares[] = { "'to':'previous_period'", "'to':'previous_year'",
                                            "'from':'2026-08-03','until':'2026-08-30'" };
    const struct beside beside = { !is_all && generator_chance(generator, 3),
                                   generator_chance(generator, 3) };

    if (beside.has_compare)
        buf_printf(to, ",'compare':{%s}", ANY_OF(generator, compares));
    if (beside.has_share || (dims->has_time && generator_chance(generator, 3)))
        add_calcs(generator, metric, dims, beside.has_share, to);
    return beside;
}

static void add_figures(struct generator *generator, const char *metric, const struct dims *dims, bool is_all,
                        struct buf *to)
{
    static const char *const ops[] = { "gt", "gte", "lt", "ne" };
    static const char *const changes[] = { ",'value':'change'", ",'value':'change_pct'", "" };
    static const char *const dirs[] = { "asc", "desc" };
    const struct beside beside = add_beside(generator, metric, dims, is_all, to);

    if (generator_chance(generator, 4))
        buf_printf(to, ",'having':{'%s':[{'metric':'%s','op':'%s','value':3%s}]}",
                   generator_chance(generator, 2) ? "any" : "all", metric, ANY_OF(generator, ops),
                   beside.has_compare && generator_chance(generator, 2) ? ",'of':'change'" : "");
    if (dims->n == 2 && generator_chance(generator, 4))
        buf_printf(to, ",'top':{'n':2,'per':['%s'],'by':'%s','dir':'%s'}", dims->names[1], metric,
                   ANY_OF(generator, dirs));
    if (generator_chance(generator, 3))
        buf_printf(to, ",'order':[{'by':'%s','dir':'%s'%s}]", metric, ANY_OF(generator, dirs),
                   beside.has_share && generator_chance(generator, 2) ? ",'value':'share'"
                   : beside.has_compare                               ? ANY_OF(generator, changes)
                                                                      : "");
}

static void add_table(struct generator *generator, bool is_all, bool is_plain, struct buf *to)
{
    const struct model_info *info = &generator->info;
    const char *first = info->metrics[dice_roll(&generator->dice, info->n_metrics)].name;
    const char *second = info->metrics[dice_roll(&generator->dice, info->n_metrics)].name;
    struct dims dims;

    if (is_plain || text_is(first, second))
        buf_printf(to, ",'metrics':['%s']", first);
    else
        buf_printf(to, ",'metrics':['%s','%s']", first, second);
    dims = add_dims(generator, true, to);
    if (!is_plain)
        add_figures(generator, first, &dims, is_all, to);
}

static const char *const scopes[] = { "user", "session" }, *const flags[] = { "true", "false" };

static void add_funnel(struct generator *generator, struct buf *to)
{
    const size_t n = 2 + dice_roll(&generator->dice, 3);

    add_dims(generator, false, to);
    buf_printf(to, ",'funnel':{'scope':'%s','ordered':%s,", ANY_OF(generator, scopes),
               ANY_OF(generator, flags));
    if (generator_chance(generator, 2))
        buf_printf(to, "'within_days':%d,", 1 + (int)dice_roll(&generator->dice, 40));
    for (size_t i = 0; i < n; i++)
        buf_printf(to, "%s{'filter':{'field':'event_name','op':'eq','value':'%s'}}", i ? "," : "'steps':[",
                   ANY_OF(generator, events));
    buf_text(to, "]}");
}

static void add_retention(struct generator *generator, struct buf *to)
{
    static const char *const grains[] = { "day", "week", "month" };

    add_dims(generator, false, to);
    buf_printf(to,
               ",'retention':{'cohort':{'field':'event_name','op':'in','values':['%s']},'grain':'%s','"
               "periods':%d%s}",
               ANY_OF(generator, events), ANY_OF(generator, grains), 2 + (int)dice_roll(&generator->dice, 3),
               generator_chance(generator, 2)
                   ? ""
                   : ",'returns':{'field':'page_path','op':'starts_with','value':'/'}");
}

static void add_path(struct generator *generator, struct buf *to)
{
    static const char *const fields[] = { "page_path", "event_name", "item_name" };

    buf_printf(to, ",'path':{'field':'%s','steps':%d,'scope':'%s','collapse':%s", ANY_OF(generator, fields),
               2 + (int)dice_roll(&generator->dice, 3), ANY_OF(generator, scopes), ANY_OF(generator, flags));
    if (generator_chance(generator, 2))
        buf_printf(to, ",'start':{'field':'event_name','op':'eq','value':'%s'}", ANY_OF(generator, events));
    if (generator_chance(generator, 2))
        buf_printf(to, ",'end':{'field':'event_name','op':'eq','value':'%s'}", ANY_OF(generator, events));
    buf_char(to, '}');
}

const char *random_plan(struct generator *generator, enum wish wish)
{
    static void (*const sequences[])(struct generator *, struct buf *) = { add_funnel, add_retention,
                                                                           add_path };
    struct buf to = buf_in(generator->ctx->arena, LONGEST_PLAN);
    bool is_all;
    const char *time = random_time(generator, &is_all);

    buf_printf(&to, "{'version':1,'limit':10000,'time':%s", time);
    if (wish == ANY_SHAPE && generator_chance(generator, 4)) {
        buf_text(&to, ",'metrics':[]");
        ANY_OF(generator, sequences)(generator, &to);
    } else {
        add_table(generator, is_all, wish == PLAIN, &to);
    }
    return buf_str(&to);
}

struct plan plan_with(struct ctx *ctx, const char *plan, const char *filter)
{
    return plan_from(
        ctx, arena_printf(ctx->arena, "%s%s%s}", plan, filter ? ",'filter':" : "", filter ? filter : ""));
}
#endif
