/*
 * Plan, reading, plan: what an answer says of itself, asked as a question, is the same plan. The planner
 * knows no value here, so nothing is guessed. By design not to be said again: of a list only five values are
 * told when there are more than six, and a funnel's labels never.
 */
#include "packages/semantic/planner/planner.h"
#include "packages/semantic/proof/generator.h"
#include "packages/semantic/proof/listed.h"

#include "packages/core/test.h"

#include <string.h>

enum { N_PLANS = 2000 };

static void free_planner(void *planner)
{
    planner_free(planner);
}

static struct planner *planner_of(struct ctx *ctx, const struct model *model)
{
    struct planner *planner;

    assert_ok(planner_new(ctx, model, NULL, 0, &planner));
    arena_defer(ctx->arena, free_planner, planner);
    return planner;
}

/* False for a plan that the checker refuses. */
static bool comes_back(struct ctx *ctx, const struct model *model, const struct planner *planner,
                       const struct plan *plan)
{
    const struct compile_options options = test_options();
    struct planner_question question = { .today = options.today };
    struct compiled compiled;
    struct envelope envelope;
    const char *again;

    if (plan_compile(ctx, model, plan, &options, &compiled))
        return false;
    question.question = compiled.reading;
    assert_ok(planner_ask(ctx, planner, &question, &envelope));
    if (envelope.kind != ENVELOPE_PLAN)
        print_error("%s\n%s\n", compiled.reading, envelope.message ? envelope.message : envelope.question);
    assert_int_equal(envelope.kind, ENVELOPE_PLAN);
    again = plan_canonical(ctx, model, envelope.plan, options.today);
    if (!text_is(again, compiled.canonical))
        print_error("%s\n%s\n%s\n", compiled.reading, compiled.canonical, again);
    assert_string_equal(again, compiled.canonical);
    return true;
}

static void random_plans_come_back(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct planner *planner = planner_of(ctx, model);
    struct generator generator = generator_new(ctx, model, 31);
    struct arena *own = ctx->arena, *round = arena_new();
    size_t n = from_environment("PLANS", N_PLANS);

    ctx->arena = round;
    while (n) {
        const char *json = random_plan(&generator, ANY_SHAPE);
        const char *filter = generator_chance(&generator, 2) ? NULL : random_cond(&generator, 3);
        const struct plan plan = plan_with(ctx, json, filter);

        n -= comes_back(ctx, model, planner, &plan);
        arena_reset(round);
    }
    ctx->arena = own;
    arena_free(round);
}

static void golden_plans_come_back(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct planner *planner = planner_of(ctx, model);
    size_t n;
    const struct listed *all = listed_plans(ctx, &n);

    for (size_t i = 0; i < n; i++)
        assert_true(comes_back(ctx, model, planner, &all[i].plan));
}

/* Values with the sentence's own words in them are quoted. */
static void values_may_be_anything(void **state)
{
    static const char *const values[] = {
        "",
        " ",
        "a,b",
        "a or b",
        "US and DE",
        "not set",
        "set",
        "(direct)",
        "say \\\"hi\\\"",
        "x where y",
        "is",
        "Trinidad and Tobago",
        "none of us",
        "at least 3",
        "5",
        "yes",
        "ünï",
        "a  b",
        "more than 1",
        "between 1 and 2",
        "the user purchased",
        "where country is US",
        ", then event is purchase",
    };
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct planner *planner = planner_of(ctx, model);

    for (size_t i = 0; i < COUNT(values); i++)
        for (size_t j = 0; j < COUNT(values); j++) {
            const struct plan plan = plan_with(
                ctx, "{'version':1,'metrics':['sessions'],'time':{'relative':{'unit':'day','last':7}}",
                arena_printf(
                    ctx->arena,
                    "{'any':[{'field':'source','op':'in','values':['%s','%s','z']},{'field':'country','"
                    "op':'eq','value':'%s'},{'field':'city','op':'contains','value':'%s'}]}",
                    values[i], values[j], values[j], values[i]));

            assert_true(i == j || comes_back(ctx, model, planner, &plan));
        }
}

/* A reading with one letter more is a question like any other. */
static void what_is_almost_a_reading_is_none(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct planner *planner = planner_of(ctx, model);
    struct planner_question question = { .question = "Sessions by gizmo, October 2026",
                                         .today = { 2026, 11, 24 } };
    struct envelope envelope;

    assert_ok(planner_ask(ctx, planner, &question, &envelope));
    assert_int_equal(envelope.kind, ENVELOPE_REFUSE);
    question.question = "Sessions by device, October 2026, the top gizmos";
    assert_ok(planner_ask(ctx, planner, &question, &envelope));
    assert_int_equal(envelope.kind, ENVELOPE_REFUSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(random_plans_come_back),
        TEST(golden_plans_come_back),
        TEST(values_may_be_anything),
        TEST(what_is_almost_a_reading_is_none),
    };

    return cmocka_run_group_tests_name("readings", tests, NULL, NULL);
}
