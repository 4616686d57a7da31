/*
 * Plans: faults with their pointers, the canonical form, and that no JSON whatever makes the compiler fall
 * over.
 */
#include "packages/semantic/testing.h"

#include "packages/core/test.h"

#include <stdlib.h>
#include <string.h>

enum { N_MUTATIONS = 20000 };

static struct err *compiled(struct ctx *ctx, const struct model *model, const char *text,
                            struct compiled *out)
{
    const struct compile_options options = test_options();
    struct plan plan;
    struct err *err;
    json_t *json;

    text = json_of(ctx, text);
    err = json_parse(ctx, text, strlen(text), &json);
    if (!err)
        err = plan_decode(ctx, json, &plan);
    return err ? err : plan_compile(ctx, model, &plan, &options, out);
}

/* The same text as a rule tree, whose audience is known. */
static struct err *counted(struct ctx *ctx, const struct model *model, const char *text, struct compiled *out)
{
    const struct cond other = rules_from(ctx, "{'did':{'event':'purchase'}}");
    const struct audience_rules audience = { "aud_1", 3, &other };
    struct compile_options options = test_options();
    struct cond rules;
    struct err *err;
    json_t *json;

    text = json_of(ctx, text);
    options.audiences = &audience;
    options.n_audiences = 1;
    err = json_parse(ctx, text, strlen(text), &json);
    if (!err)
        err = rules_decode(ctx, json, &rules);
    return err ? err : rules_counts_compile(ctx, model, &rules, &options, out);
}

static bool blames(const struct err *err, const char *pointer, const char *says)
{
    for (; err; err = err->also)
        if (text_is(err->pointer, pointer) && strstr(err->message, says))
            return true;
    return false;
}

#define ALL_TIME   "'time':{'all':true}"
#define EVENT_VIEW "{'field':'event_name','op':'eq','value':'view_item'}"
#define VIEW       "{'filter':" EVENT_VIEW "}"
static const struct {
    const char *plan, *pointer, *says;
} faulty[] = {
    { "{'version':2,'metrics':['sessions']," ALL_TIME "}", "/version", "1 to 1" },
    { "{'version':1,'metrics':[]," ALL_TIME "}", "/metrics", "at least one" },
    { "{'version':1,'metrics':['sesions']," ALL_TIME "}", "/metrics/0", "did you mean \"sessions\"" },
    { "{'version':1,'metrics':['sessions','sessions']," ALL_TIME "}", "/metrics/1", "twice" },
    { "{'version':1,'metrics':['sessions']}", "/time", "is required" },
    { "{'version':1,'metrics':['sessions'],'time':{}}", "/time", "needs" },
    { "{'version':1,'metrics':['sessions'],'time':{'from':'2026-01-01'}}", "/time/to", "is required" },
    { "{'version':1,'metrics':['sessions'],'time':{'from':'2026-01-02','to':'2026-01-01'}}", "/time/to",
      "before" },
    { "{'version':1,'metrics':['sessions'],'time':{'all':true,'days_of_week':[0]}}", "/time/days_of_week/0",
      "1 (Monday)" },
    { "{'version':1,'metrics':['sessions'],'time':{'relative':{'unit':'day','shift':2}}}",
      "/time/relative/shift", "past" },
    { "{'version':1,'metrics':['sessions'],'dimensions':[{'name':'contry'}]," ALL_TIME "}",
      "/dimensions/0/name", "did you mean \"country\"" },
    { "{'version':1,'metrics':['sessions'],'dimensions':[{'name':'country','grain':'day'}]," ALL_TIME "}",
      "/dimensions/0/grain", "no time dimension" },
    { "{'version':1,'metrics':['sessions'],'dimensions':[{'name':'customer_id'}]," ALL_TIME "}",
      "/dimensions/0/name", "no dimension" },
    { "{'version':1,'metrics':['purchase_revenue'],'dimensions':[{'name':'item_name'}]," ALL_TIME "}",
      "/dimensions/0", "\"item_revenue\" can be asked for instead" },
    { "{'version':1,'metrics':['customers'],'dimensions':[{'name':'channel_group'}]," ALL_TIME "}",
      "/dimensions/0", "incompatible: \"customers\" and \"channel_group\"" },
    { "{'version':1,'metrics':['consent_rate'],'dimensions':[{'name':'date','grain':'day'}]," ALL_TIME "}",
      "/dimensions/0", "incompatible" },
    { "{'version':1,'metrics':['customer_lifetime_value'],'dimensions':[{'name':'date','grain':'day'}]"
      "," ALL_TIME "}",
      "/dimensions/0", "up to the last day" },
    { "{'version':1,'metrics':['customers'],'filter':{'did':{'event':'purchase'}}," ALL_TIME "}",
      "/filter/did", "incompatible" },
    { "{'version':1,'metrics':['consented_customers'],'filter':{'field':'country','op':'eq','value':'x'}"
      "," ALL_TIME "}",
      "/filter/field", "incompatible" },
    { "{'version':1,'metrics':['sessions'],'filter':{'field':'country','op':'between','values':['a','b']}"
      "," ALL_TIME "}",
      "/filter/op", "which is text" },
    { "{'version':1,'metrics':['sessions'],'filter':{'all':[{'field':'hour','op':'between','values':[1]}]}"
      "," ALL_TIME "}",
      "/filter/all/0/values", "two values" },
    { "{'version':1,'metrics':['sessions'],'filter':{'field':'hour','op':'in','values':[1,'2']}," ALL_TIME
      "}",
      "/filter/values/1", "whole number" },
    { "{'version':1,'metrics':['sessions'],'filter':{'field':'country','op':'eq'}," ALL_TIME "}",
      "/filter/value", "is required" },
    { "{'version':1,'metrics':['sessions'],'filter':{'metric':'sessions','op':'gt','value':1}," ALL_TIME "}",
      "/filter/metric", "rule tree" },
    { "{'version':1,'metrics':['sessions'],'filter':{'audience':'aud_1'}," ALL_TIME "}", "/filter/audience",
      "rule tree" },
    { "{'version':1,'metrics':['sessions'],'filter':{'colour':1}," ALL_TIME "}", "/filter/colour",
      "is unknown" },
    { "{'version':1,'metrics':['sessions'],'filter':{'all':[],'any':[]}," ALL_TIME "}", "/filter/all",
      "1 to 100" },
    { "{'version':1,'metrics':['sessions'],'having':{'metric':'sessions','op':'gt','value':1,'of':'change'}"
      "," ALL_TIME "}",
      "/having/of", "needs a compare" },
    { "{'version':1,'metrics':['sessions'],'having':{'metric':'sessions','op':'contains','value':1}," ALL_TIME
      "}",
      "/having/op", "must be one of" },
    { "{'version':1,'metrics':['sessions'],'compare':{'to':'previous_year'}," ALL_TIME "}", "/compare",
      "no period" },
    { "{'version':1,'metrics':['sessions'],'order':[{'by':'views'}]," ALL_TIME "}", "/order/0/by",
      "neither" },
    { "{'version':1,'metrics':['sessions'],'order':[{'by':'sessions','value':'share'}]," ALL_TIME "}",
      "/order/0/value", "calc of type share" },
    { "{'version':1,'metrics':['sessions'],'dimensions':[{'name':'country'}],'top':{'n':1,'per':['country'],'"
      "by':'sessions'}," ALL_TIME "}",
      "/top/per", "leave a dimension" },
    { "{'version':1,'metrics':['sessions'],'calc':[{'type':'running_total','metric':'sessions'}]," ALL_TIME
      "}",
      "/calc/0/type", "needs a time dimension" },
    { "{'version':1,'metrics':['sessions'],'dimensions':[{'name':'date','grain':'day'}],'calc':[{'type':'"
      "running_total','metric':'bounce_rate'}]," ALL_TIME "}",
      "/calc/0/metric", "doesn't add up" },
    { "{'version':1,'metrics':['sessions'],'limit':10001," ALL_TIME "}", "/limit", "1 to 10000" },
    { "{'version':1,'metrics':[],'funnel':{'scope':'session','steps':[]}," ALL_TIME "}", "/funnel/steps",
      "2 to 10" },
    { "{'version':1,'metrics':[],'funnel':{'scope':'world','steps':[" VIEW "," VIEW "]}," ALL_TIME "}",
      "/funnel/scope", "must be one of" },
    { "{'version':1,'metrics':[],'funnel':{'within_days':366,'steps':[" VIEW "," VIEW "]}," ALL_TIME "}",
      "/funnel/within_days", "1 to 365" },
    { "{'version':1,'metrics':[],'funnel':{'steps':[" VIEW
      ",{'filter':{'field':'colour','op':'is_null'}}]}," ALL_TIME "}",
      "/funnel/steps/1/filter/field", "no dimension" },
    { "{'version':1,'metrics':[],'funnel':{'steps':[" VIEW
      ",{'filter':{'field':'consent_type','op':'is_null'}}]"
      "}," ALL_TIME "}",
      "/funnel/steps/1/filter/field", "no property of events" },
    { "{'version':1,'metrics':[],'dimensions':[{'name':'consent_type'}],'funnel':{'steps':[" VIEW "," VIEW
      "]}," ALL_TIME "}",
      "/dimensions/0", "no property of events" },
    { "{'version':1,'metrics':['sessions'],'funnel':{'steps':[" VIEW "," VIEW "]}," ALL_TIME "}", "/metrics",
      "does not go with a funnel" },
    { "{'version':1,'metrics':[],'order':[{'by':'date'}],'dimensions':[{'name':'date'}],'funnel':{'steps':"
      "[" VIEW "," VIEW "]}," ALL_TIME "}",
      "/order", "does not go with a funnel" },
    { "{'version':1,'metrics':[],'compare':{'to':'previous_year'},'funnel':{'steps':[" VIEW "," VIEW
      "]},'time':{"
      "'relative':{'unit':'day','last':7}}}",
      "/compare", "does not go with a funnel" },
    { "{'version':1,'metrics':[],'funnel':{'steps':[" VIEW "," VIEW
      "]},'path':{'field':'page_path','steps':1}," ALL_TIME "}",
      "/path", "has one of funnel" },
    { "{'version':1,'metrics':[],'shape':'path'," ALL_TIME "}", "/path", "is required for this shape" },
    { "{'version':1,'metrics':[],'shape':'trend','path':{'field':'page_path','steps':1}," ALL_TIME "}",
      "/shape", "not that of a path" },
    { "{'version':1,'metrics':[],'path':{'field':'country','steps':1}," ALL_TIME "}", "/path/field",
      "must be one of" },
    { "{'version':1,'metrics':[],'path':{'field':'page_path','steps':11}," ALL_TIME "}", "/path/steps",
      "1 to 10" },
    { "{'version':1,'metrics':[],'dimensions':[{'name':'country'}],'path':{'field':'page_path','steps':1}"
      "," ALL_TIME "}",
      "/dimensions", "does not go with a path" },
    { "{'version':1,'metrics':[],'path':{'field':'item_name','start':{'field':'page_title','op':'gt','value':"
      "1},"
      "'steps':1}," ALL_TIME "}",
      "/path/start/op", "does not go with" },
    { "{'version':1,'metrics':[],'retention':{'cohort':{'field':'event_name','op':'eq','value':'purchase'},'"
      "grain'"
      ":'year','periods':3}," ALL_TIME "}",
      "/retention/grain", "must be one of" },
    { "{'version':1,'metrics':[],'retention':{'cohort':{'metric':'sessions','op':'gt','value':1},'grain':'"
      "week',"
      "'periods':3}," ALL_TIME "}",
      "/retention/cohort/metric", "rule tree" },
    { "{'version':1,'metrics':[],'dimensions':[{'name':'date','grain':'hour'}],'retention':{'cohort':{'field'"
      ":"
      "'event_name','op':'eq','value':'purchase'},'grain':'week','periods':3}," ALL_TIME "}",
      "/dimensions/0/grain", "hour does not go" },
    { "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'date','grain':'hour'}],'time':{'from':'"
      "2020-01-01','to':'2026-01-01'}}",
      "/time", "too many points" },
};

static void every_fault_has_its_pointer(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    struct compiled out;

    for (size_t i = 0; i < COUNT(faulty); i++) {
        const struct err *err = compiled(ctx, model, faulty[i].plan, &out);

        if (err && err->code == ERR_INVALID && blames(err, faulty[i].pointer, faulty[i].says))
            continue;
        print_error("%s\nwanted %s: %s\n", faulty[i].plan, faulty[i].pointer, faulty[i].says);
        for (; err; err = err->also)
            print_error("got    %s: %s\n", err->pointer ? err->pointer : "-", err->message);
        fail();
    }
}

static void what_was_never_loaded_is_refused(void **state)
{
    static const struct compile_empty empty = { "campaign_days", "load it" };
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    struct compile_options options = test_options();
    const struct plan plan =
        plan_from(ctx, "{'version':1,'metrics':['sessions','cac'],'having':{'all':[{'metric':'roas','op':"
                       "'gt','value':1}]}," ALL_TIME "}");
    struct compiled out;
    const struct err *err;

    options.empty = &empty;
    options.n_empty = 1;
    err = plan_compile(ctx, model, &plan, &options, &out);
    assert_true(err && err->code == ERR_INVALID);
    assert_true(blames(err, "/metrics/1", "load it"));
    assert_true(blames(err, "/having/all/0/metric", "load it"));
    options.n_empty = 0;
    assert_ok(plan_compile(ctx, model, &plan, &options, &out));
}

static void a_condition_has_limits(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    struct buf many = buf_in(ctx->arena, 64 * 1024), deep = buf_in(ctx->arena, 64 * 1024);
    struct compiled out;

    buf_text(&many, "{'version':1,'metrics':['sessions'],'time':{'all':true},'filter':{'all':[{'any':[");
    for (int i = 0; i < 50; i++)
        buf_printf(&many, "%s{'field':'country','op':'is_null'}", i ? "," : "");
    buf_text(&many, "]},{'any':[");
    for (int i = 0; i < 50; i++)
        buf_printf(&many, "%s{'field':'country','op':'is_null'}", i ? "," : "");
    buf_text(&many, "]}]}}");
    assert_true(blames(compiled(ctx, model, buf_str(&many), &out), "/filter/all/1/any/47", "100 nodes"));
    buf_text(&deep, "{'version':1,'metrics':['sessions'],'time':{'all':true},'filter':");
    for (int i = 0; i < 8; i++)
        buf_text(&deep, "{'not':");
    buf_text(&deep, "{'field':'country','op':'is_null'}");
    for (int i = 0; i < 8; i++)
        buf_text(&deep, "}");
    buf_text(&deep, "}");
    assert_true(blames(compiled(ctx, model, buf_str(&deep), &out), "/filter/not/not/not/not/not/not/not/not",
                       "8 levels"));
}

/* --- the canonical form --- */

static const struct {
    const char *plan, *canonical;
} same[] = {
    { "{'version':1,'metrics':['views','sessions'],'shape':'table','assumed':['time'],'model':'commerce','"
      "time':{'relative':{'unit':'day','last':7}},'offset':0}",
      "{'metrics':['sessions','views'],'time':{'from':'2026-11-17','to':'2026-11-23'},'version':1}" },
    { "{'version':1,'metrics':['sessions'],'dimensions':[{'name':'source'},{'name':'country'}],'order':[{'by'"
      ":'sessions','dir':'desc'}],'limit':10,'time':{'all':true}}",
      "{'dimensions':[{'name':'country'},{'name':'source'}],'limit':10,'metrics':['sessions'],'time':{'all':"
      "true},'version':1}" },
    { "{'version':1,'metrics':['sessions'],'dimensions':[{'name':'date','grain':'day'}],'order':[{'by':'date'"
      "}],'time':{'all':true}}",
      "{'dimensions':[{'grain':'day','name':'date'}],'metrics':['sessions'],'time':{'all':true},'version':"
      "1}" },
    { "{'version':1,'metrics':['sessions'],'order':[{'by':'sessions','dir':'asc'}],'time':{'all':true}}",
      "{'metrics':['sessions'],'order':[{'by':'sessions','dir':'asc'}],'time':{'all':true},'version':1}" },
    { "{'version':1,'metrics':['sessions'],'filter':{'all':[{'all':[{'field':'source','op':'in','values':['b'"
      "]}]},{'any':[{'field':'country','op':'in','values':['b','a']}]}]},'time':{'all':true}}",
      "{'filter':{'all':[{'field':'country','op':'in','values':['a','b']},{'field':'source','op':'eq','value'"
      ":'b'}]},'metrics':['sessions'],'time':{'all':true},'version':1}" },
    { "{'version':1,'metrics':['sessions'],'filter':{'did':{'event':'purchase','scope':'user','times':1,'"
      "time':{'relative':{'unit':'day','shift':0}}}},'time':{'all':true}}",
      "{'filter':{'did':{'event':'purchase','time':{'from':'2026-11-24','to':'2026-11-24'}}},'metrics':['"
      "sessions'],'time':{'all':true},'version':1}" },
    { "{'version':1,'metrics':['sessions'],'having':{'all':[{'metric':'views','op':'gt','value':500.0,'of':'"
      "level'}]},'compare':{'to':'previous_period'},'time':{'from':'2026-11-01','to':'2026-11-24','days_of_"
      "week':[5,1]}}",
      "{'compare':{'to':'previous_period'},'having':{'metric':'views','op':'gt','value':500},'metrics':['"
      "sessions'],'time':{'days_of_week':[1,5],'from':'2026-11-01','to':'2026-11-24'},'version':1}" },
    { "{'version':1,'metrics':['sessions'],'dimensions':[{'name':'country'},{'name':'city'}],'top':{'n':3,'"
      "per':['country'],'by':'sessions','dir':'desc'},'calc':[{'type':'share','metric':'sessions','within':[]"
      "}],'time':{'all':true}}",
      "{'calc':[{'metric':'sessions','type':'share'}],'dimensions':[{'name':'city'},{'name':'country'}],'"
      "metrics':['sessions'],'time':{'all':true},'top':{'by':'sessions','n':3,'per':['country']},'version':"
      "1}" },
    { "{'version':1,'metrics':[],'funnel':{'scope':'session','ordered':true,'steps':[{'label':'See',"
      "'filter':{'all':[" EVENT_VIEW "]}}," VIEW "]},'time':{'all':true}}",
      "{'funnel':{'steps':[" VIEW "," VIEW "]},'metrics':[],'time':{'all':true},'version':1}" },
    { "{'version':1,'metrics':[],'funnel':{'scope':'user','ordered':false,'within_days':3,'steps':[" VIEW
      "," VIEW "]},'time':{'all':true}}",
      "{'funnel':{'ordered':false,'scope':'user','steps':[" VIEW "," VIEW
      "],'within_days':3},'metrics':[],'time':{'all':true},'version':1}" },
    { "{'version':1,'metrics':[],'retention':{'cohort':" EVENT_VIEW ",'grain':'week','periods':8},"
      "'time':{'all':true}}",
      "{'metrics':[],'retention':{'cohort':" EVENT_VIEW ",'grain':'week','periods':8},'time':{'all':true},"
      "'version':1}" },
    { "{'version':1,'metrics':[],'shape':'path','path':{'field':'page_path','steps':2,'scope':'session',"
      "'collapse':true},'time':{'all':true}}",
      "{'metrics':[],'path':{'field':'page_path','steps':2},'time':{'all':true},'version':1}" },
    { "{'version':1,'metrics':[],'path':{'field':'page_path','steps':2,'scope':'user','collapse':false,"
      "'start':" EVENT_VIEW ",'end':{'any':[" EVENT_VIEW "]}},'time':{'all':true}}",
      "{'metrics':[],'path':{'collapse':false,'end':" EVENT_VIEW ",'field':'page_path','scope':'user',"
      "'start':" EVENT_VIEW ",'steps':2},'time':{'all':true},'version':1}" },
};

static void plans_that_ask_the_same_are_the_same(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);

    for (size_t i = 0; i < COUNT(same); i++) {
        const struct plan plan = plan_from(ctx, same[i].plan), again = plan_from(ctx, same[i].canonical);

        assert_string_equal(plan_canonical(ctx, model, &plan, test_options().today),
                            json_of(ctx, same[i].canonical));
        assert_string_equal(plan_canonical(ctx, model, &again, test_options().today),
                            json_of(ctx, same[i].canonical));
        assert_string_equal(plan_hash(ctx, model, &plan, test_options().today),
                            plan_hash(ctx, model, &again, test_options().today));
    }
}

static void the_calendar_alone_does_not_change_a_rule_tree(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct cond rules = rules_from(ctx, "{'all':[{'did':{'event':'purchase','times':1,'time':{'"
                                              "relative':{'unit':'day','last':90,'to_date':false}}}}]}");
    const struct cond ever = rules_from(ctx, "{'did':{'event':'purchase','time':{'all':true}}}");

    assert_string_equal(
        rules_canonical(ctx, model, &rules),
        json_of(ctx, "{'did':{'event':'purchase','time':{'relative':{'last':90,'unit':'day'}}}}"));
    assert_string_equal(rules_canonical(ctx, model, &ever), json_of(ctx, "{'did':{'event':'purchase'}}"));
}

static void the_cache_key_sees_values(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    struct compiled a, b;

    assert_ok(compiled(ctx, model,
                       "{'version':1,'metrics':['sessions'],'filter':{'field':'country','op':'eq','value':'a'"
                       "},'time':{'all':true}}",
                       &a));
    assert_ok(compiled(ctx, model,
                       "{'version':1,'metrics':['sessions'],'filter':{'field':'country','op':'eq','value':'b'"
                       "},'time':{'all':true}}",
                       &b));
    assert_string_equal(a.sql, b.sql);
    assert_string_not_equal(a.cache_key, b.cache_key);
}

/* --- whatever comes --- */

static const char *const seeds[] = {
    "{'version':1,'metrics':['sessions','customers'],'dimensions':[{'name':'date','grain':'week'},{'name'"
    ":'country'}],'filter':{'all':[{'did':{'event':'purchase','times':2}},{'not':{'field':'hour','op':'"
    "between','values':[1,9]}}]},'time':{'relative':{'unit':'month','last':3}},'compare':{'to':'previous_"
    "period'},'limit':7}",
    "{'version':1,'metrics':['item_revenue'],'dimensions':[{'name':'item_name'},{'name':'item_brand'}],'"
    "top':{'n':3,'per':['item_brand'],'by':'item_revenue'},'having':{'any':[{'metric':'sessions','op':'"
    "gt','value':5.5}]},'calc':[{'type':'share','metric':'item_revenue','within':['item_brand']}],'order'"
    ":[{'by':'item_revenue','value':'share'}],'time':{'from':'2026-01-01','to':'2026-02-28','hours':[3]}"
    "}",
    "{'version':1,'metrics':[],'dimensions':[{'name':'country'}],'time':{'all':true},'funnel':{'scope':'user'"
    ",'"
    "ordered':false,'within_days':3,'steps':[{'label':'x','filter':{'did':{'event':'purchase'}}}," VIEW "]}}",
    "{'version':1,'metrics':[],'dimensions':[{'name':'country'}],'time':{'from':'2026-01-01','to':'2026-02-"
    "28'},'"
    "retention':{'cohort':" EVENT_VIEW ",'returns':" EVENT_VIEW ",'grain':'month','periods':60},'limit':3}",
    "{'version':1,'metrics':[],'time':{'all':true,'hours':[3]},'path':{'field':'item_name','start'"
    ":" EVENT_VIEW ",'end':" EVENT_VIEW ",'steps':10,'scope':'user','collapse':false}}",
    "{'all':[{'field':'customer_country','op':'in','values':['US','CA']},{'not':{'any':[{'did':{'event':'"
    "purchase','times':2,"
    "'where':{'field':'item_category','op':'eq','value':'Bags'},'time':{'relative':{'unit':'day','last':90}}}"
    "}]}},"
    "{'metric':'customer_lifetime_value','op':'gt','value':500,'time':{'all':true}},{'audience':'aud_1','"
    "version':3}]}"
};

static void no_plan_makes_the_compiler_fall_over(void **state)
{
    static const char *const words[] = {
        "sessions", "date",          "country",     "null",           "-1",  "9e99", "[]", "{}", "\"\"",
        "true",     "\"item_name\"", "\"\\u0000\"", "\"2026-02-30\"", "all", "any",  "not"
    };
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    struct arena *arena = arena_new(), *own = ctx->arena;
    struct dice dice = { 4711 };
    size_t n_compiled = 0;

    ctx->arena = arena;
    for (size_t i = 0; i < N_MUTATIONS; i++) {
        struct buf text = buf_in(arena, 16 * 1024);
        const char *seed = seeds[dice_roll(&dice, COUNT(seeds))];
        const size_t at = dice_roll(&dice, strlen(seed)), left = strlen(seed) - at;
        const char *rest = seed + at + dice_roll(&dice, left < 12 ? left : 12);
        struct compiled out;

        buf_add(&text, seed, at);
        if (dice_roll(&dice, 3))
            buf_text(&text, words[dice_roll(&dice, COUNT(words))]);
        buf_text(&text, rest);
        n_compiled += compiled(ctx, model, buf_str(&text), &out) == NULL ||
                      counted(ctx, model, buf_str(&text), &out) == NULL;
        if (i % 100 == 0)
            arena_reset(arena);
    }
    ctx->arena = own;
    arena_free(arena);
    print_message("%d mutated plans, %zu of them still plans\n", N_MUTATIONS, n_compiled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_fault_has_its_pointer),
        TEST(what_was_never_loaded_is_refused),
        TEST(a_condition_has_limits),
        TEST(plans_that_ask_the_same_are_the_same),
        TEST(the_calendar_alone_does_not_change_a_rule_tree),
        TEST(the_cache_key_sees_values),
        TEST(no_plan_makes_the_compiler_fall_over),
    };

    return cmocka_run_group_tests_name("plans", tests, NULL, NULL);
}
