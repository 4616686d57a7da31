/*
 * What must hold whatever is asked: plans of every shape from a seeded generator, against a real DuckDB.
 * PLANS=5000 in the environment asks more of them, SEED=7 others.
 */
#include "packages/semantic/proof/generator.h"
#include "packages/semantic/testing_shop.h"

#include "packages/core/test.h"

#include <string.h>

enum { N_PLANS = 250, MOST_TRIES = 20, LONGEST_PLAN = 16 * 1024 };

struct lab {
    struct ctx *ctx;
    const struct model *model;
    struct duck *duck;
    struct generator generator;
};

static struct lab lab_open(void **state, uint64_t seed)
{
    struct lab lab = { .ctx = test_ctx(state) };

    lab.model = commerce(lab.ctx);
    lab.duck = duck_open(lab.ctx);
    shop_open(lab.ctx, lab.duck, 7);
    lab.generator = generator_new(lab.ctx, lab.model, seed);
    return lab;
}

/* --- answers --- */

struct answer {
    struct compiled compiled;
    struct warehouse_result result;
    size_t *order; /* rows by key */
    const char **keys;
};

/* All columns of kind dimension, in order of their names. */
static const char *key_of(struct lab *lab, const struct answer *answer, size_t row)
{
    const struct compiled *compiled = &answer->compiled;
    const size_t n = compiled->n_columns;
    const char **parts = arena_alloc(lab->ctx->arena, n * sizeof(*parts) + 1);
    struct buf to = buf_in(lab->ctx->arena, LONGEST_PLAN);
    size_t n_parts = 0;

    for (size_t i = 0; i < n; i++) {
        const struct cell *cell = &answer->result.cells[row * n + i];
        const char *name = compiled->columns[i].name;
        size_t at = n_parts++;

        if (!text_is(compiled->columns[i].kind, "dimension")) {
            n_parts--;
            continue;
        }
        name = cell->is_null ? arena_printf(lab->ctx->arena, "%s null", name)
               : answer->result.columns[i].type == CELL_TEXT
                   ? arena_printf(lab->ctx->arena, "%s '%s'", name, cell->value.text)
               : answer->result.columns[i].type == CELL_BOOLEAN
                   ? arena_printf(lab->ctx->arena, "%s %d", name, cell->value.boolean)
                   : arena_printf(lab->ctx->arena, "%s %lld", name, (long long)cell->value.integer);
        for (; at && strcmp(parts[at - 1], name) > 0; at--)
            parts[at] = parts[at - 1];
        parts[at] = name;
    }
    for (size_t i = 0; i < n_parts; i++)
        buf_printf(&to, "%s\n", parts[i]);
    return buf_str(&to);
}

struct keyed {
    const char *key;
    size_t row;
};

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct keyed *)a)->key, ((const struct keyed *)b)->key);
}

static void sort_rows(struct lab *lab, struct answer *answer)
{
    const size_t n = answer->result.n_rows;
    struct keyed *rows = arena_alloc(lab->ctx->arena, n * sizeof(*rows) + 1);

    for (size_t i = 0; i < n; i++)
        rows[i] = (struct keyed){ key_of(lab, answer, i), i };
    qsort(rows, n, sizeof(*rows), by_key);
    answer->order = arena_alloc(lab->ctx->arena, n * sizeof(*answer->order) + 1);
    answer->keys = arena_alloc(lab->ctx->arena, n * sizeof(*answer->keys) + 1);
    for (size_t i = 0; i < n; i++) {
        answer->order[i] = rows[i].row;
        answer->keys[i] = rows[i].key;
    }
}

static struct err *ask(struct lab *lab, const struct plan *plan, struct answer *out)
{
    const struct compile_options options = test_options();
    struct err *err = plan_compile(lab->ctx, lab->model, plan, &options, &out->compiled);

    if (err)
        return err;
    out->result = duck_query(lab->ctx, lab->duck, &out->compiled);
    sort_rows(lab, out);
    return NULL;
}

static bool is_near(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-9 * (1 + fabs(a) + fabs(b));
}

static void assert_same(const struct answer *a, const struct answer *b)
{
    const char *fault = a->result.n_rows == b->result.n_rows && a->result.n_columns == b->result.n_columns
                            ? NULL
                            : "another number of rows or columns";

    for (size_t row = 0; !fault && row < a->result.n_rows; row++) {
        if (!text_is(a->keys[row], b->keys[row]))
            fault = a->keys[row];
        for (size_t i = 0; !fault && i < a->result.n_columns; i++) {
            const char *name = a->compiled.columns[i].name;

            if (text_is(a->compiled.columns[i].kind, "metric") &&
                !is_near(number_at(&a->result, a->order[row], i),
                         number_at(&b->result, b->order[row], column_at(&b->result, name))))
                fault = name;
        }
    }
    if (!fault)
        return;
    print_error("%s differs (%zu and %zu rows):\n%s\n%s\n%s\n", fault, a->result.n_rows, b->result.n_rows,
                a->compiled.canonical, b->compiled.canonical, b->compiled.sql);
    fail();
}

/* --- rounds --- */

/* Asks until a plan is possible; then says so. */
typedef void property(struct lab *lab, const char *plan, const struct plan *decoded,
                      const struct answer *answer);

static void check_property(void **state, uint64_t seed, enum wish wish, bool is_filtered, property *check)
{
    struct lab lab = lab_open(state, seed);
    struct arena *own = lab.ctx->arena, *round = arena_new();
    const uint64_t n_plans = from_environment("PLANS", N_PLANS);
    size_t n_refused = 0, n_sequences = 0;

    lab.ctx->arena = round;
    for (uint64_t i = 0; i < n_plans;) {
        const char *json = random_plan(&lab.generator, wish);
        const char *filter =
            !is_filtered || generator_chance(&lab.generator, 2) ? NULL : random_cond(&lab.generator, 2);
        const struct plan plan = plan_with(lab.ctx, json, filter);
        struct answer answer;

        if (ask(&lab, &plan, &answer)) {
            n_refused++;
            assert_true(n_refused < n_plans * MOST_TRIES);
        } else {
            check(&lab, json, &plan, &answer);
            n_sequences += plan.n_metrics == 0;
            i++;
        }
        arena_reset(round);
    }
    lab.ctx->arena = own;
    arena_free(round);
    print_message("%llu plans, %zu of them funnels, retentions and paths; %zu refused\n",
                  (unsigned long long)n_plans, n_sequences, n_refused);
}

static void canonical_is_the_same(struct lab *lab, const char *json, const struct plan *plan,
                                  const struct answer *answer)
{
    const struct plan again = plan_from(lab->ctx, answer->compiled.canonical);
    struct answer other;

    (void)json;
    (void)plan;
    assert_ok(ask(lab, &again, &other));
    assert_string_equal(other.compiled.canonical, answer->compiled.canonical);
    assert_string_equal(other.compiled.plan_hash, answer->compiled.plan_hash);
    assert_same(answer, &other);
}

static void plan_to_canonical_to_plan_is_the_identity(void **state)
{
    check_property(state, 20261124, ANY_SHAPE, true, canonical_is_the_same);
}

/* Whatever a condition tells apart, it or its contrary holds of every row. */
static void keeping_all_is_the_same(struct lab *lab, const char *json, const struct plan *plan,
                                    const struct answer *answer)
{
    const char *cond = random_cond(&lab->generator, 1);
    const struct plan all =
        plan_with(lab->ctx, json, arena_printf(lab->ctx->arena, "{'any':[%s,{'not':%s}]}", cond, cond));
    struct answer other;

    (void)plan;
    if (ask(lab, &all, &other))
        return;
    assert_same(answer, &other);
}

static void a_filter_that_keeps_all_changes_nothing(void **state)
{
    check_property(state, 4711, ANY_SHAPE, false, keeping_all_is_the_same);
}

static double sum_of(const struct answer *answer)
{
    double sum = 0;

    for (size_t row = 0; row < answer->result.n_rows; row++) {
        const double number = number_at(&answer->result, row, answer->result.n_columns - 1);

        sum += isnan(number) ? 0 : number;
    }
    return sum;
}

static bool is_additive(const struct answer *answer)
{
    return answer->compiled.columns[answer->compiled.n_columns - 1].additive;
}

/* By a dimension, by a condition, and beside a second metric. */
static void parts_are_the_whole(struct lab *lab, const char *json, const struct plan *plan,
                                const struct answer *answer)
{
    const char *cond = random_cond(&lab->generator, 2), *time = strstr(json, "'time'");
    const char *head = arena_printf(lab->ctx->arena, "{'version':1,%.*s,'metrics':['%s'",
                                    (int)(strstr(json, ",'metrics'") - time), time, plan->metrics[0]);
    const char *second =
        lab->generator.info.metrics[dice_roll(&lab->generator.dice, lab->generator.info.n_metrics)].name;
    const struct plan whole = plan_from(lab->ctx, arena_printf(lab->ctx->arena, "%s]}", head));
    const struct plan part = plan_with(lab->ctx, json, cond);
    const struct plan rest = plan_with(lab->ctx, json, arena_printf(lab->ctx->arena, "{'not':%s}", cond));
    const struct plan both =
        text_is(second, plan->metrics[0])
            ? whole
            : plan_from(lab->ctx, arena_printf(lab->ctx->arena, "%s,'%s']}", head, second));
    struct answer of_whole, of_part, of_rest, of_both;

    if (!is_additive(answer))
        return;
    assert_ok(ask(lab, &whole, &of_whole));
    assert_true(is_near(sum_of(answer), sum_of(&of_whole)));
    if (!ask(lab, &both, &of_both))
        assert_true(is_near(number_at(&of_both.result, 0, 0), number_at(&of_whole.result, 0, 0)));
    if (ask(lab, &part, &of_part) || !is_additive(&of_part))
        return;
    assert_ok(ask(lab, &rest, &of_rest));
    if (!is_near(sum_of(&of_part) + sum_of(&of_rest), sum_of(answer)))
        print_error("%s\n%s\n", of_part.compiled.canonical, of_part.compiled.sql);
    assert_true(is_near(sum_of(&of_part) + sum_of(&of_rest), sum_of(answer)));
}

static void parts_add_up_to_the_whole(void **state)
{
    check_property(state, 99, PLAIN, false, parts_are_the_whole);
}

/* --- audiences --- */

/* What is known of customers, so that a rule and a filter can ask the same. */
static const char *of_customers(struct lab *lab, int depth)
{
    static const char *const leaves[] = {
        "{'field':'customer_country','op':'eq','value':'US'}",
        "{'field':'customer_country','op':'not_in','values':['US','DE']}",
        "{'field':'customer_country','op':'is_null'}",
        "{'field':'customer_country','op':'contains','value':'A'}",
        "{'field':'has_email','op':'eq','value':true}",
        "{'field':'first_order_month','op':'gte','value':'2026-09'}",
        "{'field':'first_order_month','op':'between','values':['2026-08','2026-09']}",
    };
    struct dice *dice = &lab->generator.dice;
    struct arena *arena = lab->ctx->arena;

    if (depth == 0 || dice_roll(dice, 3) == 0)
        return leaves[dice_roll(dice, COUNT(leaves))];
    if (dice_roll(dice, 3) == 0)
        return arena_printf(arena, "{'not':%s}", of_customers(lab, depth - 1));
    return arena_printf(arena, "{'%s':[%s,%s]}", dice_roll(dice, 2) ? "all" : "any",
                        of_customers(lab, depth - 1), of_customers(lab, depth - 1));
}

/* The size of an audience of buyers is the metric `customers` under the same filter and over the same days.
 */
static void check_size(struct lab *lab)
{
    static const char *const times[] = { "{'all':true}", "{'relative':{'unit':'day','last':60}}",
                                         "{'from':'2026-08-01','to':'2026-09-15'}" };
    const struct compile_options options = test_options();
    struct arena *arena = lab->ctx->arena;
    const char *cond = of_customers(lab, 3), *time = times[dice_roll(&lab->generator.dice, COUNT(times))];
    const struct plan plan =
        plan_from(lab->ctx, arena_printf(arena, "{'version':1,'metrics':['customers'],'filter':%s,'time':%s}",
                                         cond, time));
    const struct cond rules = rules_from(
        lab->ctx, arena_printf(arena, "{'all':[%s,{'metric':'customers','op':'gte','value':1,'time':%s}]}",
                               cond, time));
    struct answer answer;
    struct compiled size;
    struct warehouse_result people;

    assert_ok(ask(lab, &plan, &answer));
    assert_ok(rules_size_compile(lab->ctx, lab->model, &rules, &options, &size));
    people = duck_query(lab->ctx, lab->duck, &size);
    if (number_at(&answer.result, 0, 0) != number_at(&people, 0, column_at(&people, "people")))
        print_error("%s\n%s\n", answer.compiled.canonical, size.sql);
    assert_true(number_at(&answer.result, 0, 0) == number_at(&people, 0, column_at(&people, "people")));
}

static void an_audience_is_as_large_as_the_metric_says(void **state)
{
    struct lab lab = lab_open(state, 300);
    struct arena *own = lab.ctx->arena, *round = arena_new();

    lab.ctx->arena = round;
    for (uint64_t i = from_environment("PLANS", N_PLANS); i > 0; i--) {
        check_size(&lab);
        arena_reset(round);
    }
    lab.ctx->arena = own;
    arena_free(round);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(plan_to_canonical_to_plan_is_the_identity),
        TEST(a_filter_that_keeps_all_changes_nothing),
        TEST(parts_add_up_to_the_whole),
        TEST(an_audience_is_as_large_as_the_metric_says),
    };

    return cmocka_run_group_tests_name("properties of plans", tests, NULL, NULL);
}
