/*
 * What must hold whatever is asked: plans of every shape from a seeded generator, against a real DuckDB.
 * PLANS=5000 in the environment asks more of them, SEED=7 others.
 */
#include "packages/semantic/testing_shop.h"

#include "packages/core/test.h"

#include <stdlib.h>
#include <string.h>

enum { N_PLANS = 200, MOST_TRIES = 20, LONGEST_PLAN = 16 * 1024 };

struct lab {
    struct ctx *ctx;
    const struct model *model;
    struct model_info info;
    struct duck *duck;
    struct dice dice;
};

static uint64_t from_environment(const char *name, uint64_t usual)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : usual;
}

static struct lab lab_open(void **state, uint64_t seed)
{
    struct lab lab = { .ctx = test_ctx(state), .dice = { from_environment("SEED", seed) } };

    lab.model = commerce(lab.ctx);
    lab.duck = duck_open(lab.ctx);
    shop_open(lab.ctx, lab.duck, 7);
    model_describe(lab.ctx, lab.model, &lab.info);
    return lab;
}

/* --- a generator of plans --- */

static bool chance(struct lab *lab, uint64_t one_in)
{
    return dice_roll(&lab->dice, one_in) == 0;
}

#define ANY_OF(lab, list) (list)[dice_roll(&(lab)->dice, COUNT(list))]

static const char *const events[] = { "page_view",      "view_item", "add_to_cart",
                                      "begin_checkout", "purchase",  "first_visit" };

/* What every dataset about users has, so that a condition seldom makes a plan impossible. */
static const char *const leaves[] = {
    "{'field':'device_category','op':'eq','value':'mobile'}",
    "{'field':'country','op':'in','values':['US','DE']}",
    "{'field':'country','op':'is_null'}",
    "{'field':'channel_group','op':'contains','value':'a'}",
    "{'field':'channel_group','op':'not_in','values':['Direct','Email']}",
    "{'field':'is_purchase_session','op':'ne','value':true}",
    "{'field':'day_of_week','op':'between','values':[2,5]}",
    "{'field':'source','op':'not_contains','value':'goo'}",
    "{'did':{'event':'purchase'}}",
    "{'did':{'event':'view_item','times':2,'scope':'session','time':{'all':true}}}",
    "{'did':{'event':'view_item','where':{'field':'item_name','op':'eq','value':'Tote'}}}",
};

static const char *random_cond(struct lab *lab, int depth)
{
    struct buf to = buf_in(lab->ctx->arena, LONGEST_PLAN);
    const uint64_t roll = dice_roll(&lab->dice, 6);
    size_t n;

    if (depth == 0 || roll < 3)
        return ANY_OF(lab, leaves);
    if (roll == 3)
        return arena_printf(lab->ctx->arena, "{'not':%s}", random_cond(lab, depth - 1));
    n = 1 + dice_roll(&lab->dice, 3);
    buf_printf(&to, "{'%s':[", roll == 4 ? "all" : "any");
    for (size_t i = 0; i < n; i++)
        buf_printf(&to, "%s%s", i ? "," : "", random_cond(lab, depth - 1));
    buf_text(&to, "]}");
    return buf_str(&to);
}

static const char *random_time(struct lab *lab, bool *is_all)
{
    static const char *const times[] = {
        "{'all':true}",
        "{'relative':{'unit':'day','last':28}}",
        "{'relative':{'unit':'month','last':2}}",
        "{'relative':{'unit':'week','to_date':true}}",
        "{'relative':{'unit':'quarter','to_date':true}}",
        "{'from':'2026-09-07','to':'2026-10-30','days_of_week':[6,1,2,3]}",
    };
    const size_t i = dice_roll(&lab->dice, COUNT(times));

    *is_all = i == 0;
    return times[i];
}

static const char *name_of_dim(struct lab *lab)
{
    static const char *const usual[] = { "date", "channel_group", "device_category", "country" };

    if (chance(lab, 2))
        return ANY_OF(lab, usual);
    return lab->info.dimensions[dice_roll(&lab->dice, lab->info.n_dimensions)].name;
}

/* Gives their number; names[0..1]. */
static size_t add_dims(struct lab *lab, const char *names[2], bool has_time, struct buf *to)
{
    static const char *const grains[] = { "day", "week", "month", "quarter" };
    const size_t n = dice_roll(&lab->dice, 3);
    size_t done = 0;

    buf_text(to, ",'dimensions':[");
    for (size_t i = 0; i < n; i++) {
        const char *name = name_of_dim(lab);

        if ((done && text_is(name, names[0])) || (!has_time && text_is(name, "date")))
            continue;
        buf_printf(to, "%s{'name':'%s'", done ? "," : "", name);
        if (text_is(name, "date"))
            buf_printf(to, ",'grain':'%s'", ANY_OF(lab, grains));
        buf_char(to, '}');
        names[done++] = name;
    }
    buf_char(to, ']');
    return done;
}

static void add_figures(struct lab *lab, const char *metric, const char *const *dims, size_t n_dims,
                        bool is_all, struct buf *to)
{
    static const char *const ops[] = { "gt", "gte", "lt", "ne" };
    const bool has_compare = !is_all && chance(lab, 3), has_share = chance(lab, 3);

    if (has_compare)
        buf_printf(to, ",'compare':{'to':'%s'}", chance(lab, 2) ? "previous_period" : "previous_year");
    if (has_share) {
        buf_printf(to, ",'calc':[{'type':'share','metric':'%s'", metric);
        if (n_dims == 2 && chance(lab, 2))
            buf_printf(to, ",'within':['%s']", dims[0]);
        buf_text(to, "}]");
    }
    if (chance(lab, 4))
        buf_printf(to, ",'having':{'any':[{'metric':'%s','op':'%s','value':3%s}]}", metric, ANY_OF(lab, ops),
                   has_compare && chance(lab, 2) ? ",'of':'change'" : "");
    if (n_dims == 2 && chance(lab, 4))
        buf_printf(to, ",'top':{'n':2,'per':['%s'],'by':'%s'}", dims[1], metric);
    if (chance(lab, 3))
        buf_printf(to, ",'order':[{'by':'%s','dir':'asc'%s}]", metric,
                   has_share && chance(lab, 2) ? ",'value':'share'" : "");
}

static void add_table(struct lab *lab, bool is_all, bool is_plain, struct buf *to)
{
    const struct model_info *info = &lab->info;
    const char *first = info->metrics[dice_roll(&lab->dice, info->n_metrics)].name;
    const char *second = info->metrics[dice_roll(&lab->dice, info->n_metrics)].name, *dims[2];
    size_t n;

    if (is_plain || text_is(first, second))
        buf_printf(to, ",'metrics':['%s']", first);
    else
        buf_printf(to, ",'metrics':['%s','%s']", first, second);
    n = add_dims(lab, dims, true, to);
    if (!is_plain)
        add_figures(lab, first, dims, n, is_all, to);
}

static void add_sequence(struct lab *lab, struct buf *to)
{
    static const char *const scopes[] = { "user", "session" }, *const flags[] = { "true", "false" };
    static const char *const fields[] = { "page_path", "event_name", "item_name" };
    static const char *const grains[] = { "day", "week", "month" };
    const uint64_t shape = dice_roll(&lab->dice, 3);
    const size_t n = 2 + dice_roll(&lab->dice, 3);
    const char *dims[2];

    buf_text(to, ",'metrics':[]");
    if (shape < 2)
        add_dims(lab, dims, false, to);
    if (shape == 0) {
        buf_printf(to, ",'funnel':{'scope':'%s','ordered':%s,", ANY_OF(lab, scopes), ANY_OF(lab, flags));
        if (chance(lab, 2))
            buf_printf(to, "'within_days':%d,", 1 + (int)dice_roll(&lab->dice, 40));
        for (size_t i = 0; i < n; i++)
            buf_printf(to, "%s{'filter':{'field':'event_name','op':'eq','value':'%s'}}",
                       i ? "," : "'steps':[", ANY_OF(lab, events));
        buf_text(to, "]}");
    } else if (shape == 1) {
        buf_printf(to,
                   ",'retention':{'cohort':{'field':'event_name','op':'in','values':['%s']},'grain':'%s','"
                   "periods':%zu%s}",
                   ANY_OF(lab, events), ANY_OF(lab, grains), n,
                   chance(lab, 2) ? "" : ",'returns':{'field':'page_path','op':'starts_with','value':'/'}");
    } else {
        buf_printf(to, ",'path':{'field':'%s','steps':%zu,'scope':'%s','collapse':%s", ANY_OF(lab, fields), n,
                   ANY_OF(lab, scopes), ANY_OF(lab, flags));
        if (chance(lab, 2))
            buf_printf(to, ",'start':{'field':'event_name','op':'eq','value':'%s'}", ANY_OF(lab, events));
        if (chance(lab, 2))
            buf_printf(to, ",'end':{'field':'event_name','op':'eq','value':'%s'}", ANY_OF(lab, events));
        buf_char(to, '}');
    }
}

enum wish { ANY_SHAPE, UNFILTERED, PLAIN };

/* A plan's JSON with a hole for its filter: see with_filter(). */
static const char *random_plan(struct lab *lab, enum wish wish)
{
    struct buf to = buf_in(lab->ctx->arena, LONGEST_PLAN);
    bool is_all;
    const char *time = random_time(lab, &is_all);

    buf_printf(&to, "{'version':1,'limit':10000,'time':%s", time);
    if (wish != PLAIN && chance(lab, 4))
        add_sequence(lab, &to);
    else
        add_table(lab, is_all, wish == PLAIN, &to);
    return buf_str(&to);
}

static struct plan with_filter(struct lab *lab, const char *plan, const char *filter)
{
    return plan_from(lab->ctx, arena_printf(lab->ctx->arena, "%s%s%s}", plan, filter ? ",'filter':" : "",
                                            filter ? filter : ""));
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

static void check_property(void **state, uint64_t seed, enum wish wish, property *check)
{
    struct lab lab = lab_open(state, seed);
    struct arena *own = lab.ctx->arena, *round = arena_new();
    const uint64_t n_plans = from_environment("PLANS", N_PLANS);
    size_t n_refused = 0, n_sequences = 0;

    lab.ctx->arena = round;
    for (uint64_t i = 0; i < n_plans;) {
        const char *json = random_plan(&lab, wish);
        const char *filter = wish != ANY_SHAPE || chance(&lab, 2) ? NULL : random_cond(&lab, 2);
        const struct plan plan = with_filter(&lab, json, filter);
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
    check_property(state, 20261124, ANY_SHAPE, canonical_is_the_same);
}

/* Whatever a condition tells apart, it or its contrary holds of every row. */
static void keeping_all_is_the_same(struct lab *lab, const char *json, const struct plan *plan,
                                    const struct answer *answer)
{
    const char *cond = random_cond(lab, 1);
    const struct plan all =
        with_filter(lab, json, arena_printf(lab->ctx->arena, "{'any':[%s,{'not':%s}]}", cond, cond));
    struct answer other;

    (void)plan;
    if (ask(lab, &all, &other))
        return;
    assert_same(answer, &other);
}

static void a_filter_that_keeps_all_changes_nothing(void **state)
{
    check_property(state, 4711, UNFILTERED, keeping_all_is_the_same);
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
    const char *cond = random_cond(lab, 2), *time = strstr(json, "'time'");
    const char *head = arena_printf(lab->ctx->arena, "{'version':1,%.*s,'metrics':['%s'",
                                    (int)(strstr(json, ",'metrics'") - time), time, plan->metrics[0]);
    const char *second = lab->info.metrics[dice_roll(&lab->dice, lab->info.n_metrics)].name;
    const struct plan whole = plan_from(lab->ctx, arena_printf(lab->ctx->arena, "%s]}", head));
    const struct plan part = with_filter(lab, json, cond);
    const struct plan rest = with_filter(lab, json, arena_printf(lab->ctx->arena, "{'not':%s}", cond));
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
    check_property(state, 99, PLAIN, parts_are_the_whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(plan_to_canonical_to_plan_is_the_identity),
        TEST(a_filter_that_keeps_all_changes_nothing),
        TEST(parts_add_up_to_the_whole),
    };

    return cmocka_run_group_tests_name("properties of plans", tests, NULL, NULL);
}
