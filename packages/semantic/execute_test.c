/*
 * Compiled plans against a real DuckDB: what must hold whatever is asked. 320 plans are made by a seeded
 * generator.
 */
#include "packages/semantic/testing_shop.h"

#include "packages/core/test.h"

#include <string.h>

enum { N_PLANS = 320, MOST_TRIES = 4000 };

struct lab {
    struct ctx *ctx;
    const struct model *model;
    struct model_info info;
    struct duck *duck;
    struct dice dice;
};

static struct lab lab_open(void **state)
{
    struct lab lab = { .ctx = test_ctx(state), .dice = { 20261124 } };

    lab.model = commerce(lab.ctx);
    lab.duck = duck_open(lab.ctx);
    shop_open(lab.ctx, lab.duck, 7);
    model_describe(lab.ctx, lab.model, &lab.info);
    return lab;
}

static struct err *ask(struct lab *lab, const struct plan *plan, struct compiled *compiled,
                       struct warehouse_result *result)
{
    const struct compile_options options = test_options();
    struct err *err = plan_compile(lab->ctx, lab->model, plan, &options, compiled);

    if (!err)
        *result = duck_query(lab->ctx, lab->duck, compiled);
    return err;
}

static struct warehouse_result asked(struct lab *lab, const char *json)
{
    const struct plan plan = plan_from(lab->ctx, json);
    struct warehouse_result result = { 0 };
    struct compiled compiled;

    assert_ok(ask(lab, &plan, &compiled, &result));
    return result;
}

/* --- a generator of plans --- */

static const char *const conditions[] = {
    "{'field':'device_category','op':'eq','value':'mobile'}",
    "{'field':'country','op':'in','values':['US','DE']}",
    "{'field':'country','op':'ne','value':'US'}",
    "{'field':'channel_group','op':'contains','value':'a'}",
    "{'field':'channel_group','op':'is_null'}",
    "{'field':'is_purchase_session','op':'eq','value':true}",
    "{'field':'page_path','op':'starts_with','value':'/s'}",
    "{'field':'item_category','op':'not_in','values':['Bags']}",
    "{'field':'hour','op':'between','values':[8,17]}",
    "{'field':'customer_country','op':'not_contains','value':'U'}",
    "{'did':{'event':'purchase'}}",
    "{'did':{'event':'page_view','times':3,'scope':'session'}}",
    ("{'did':{'event':'view_item','where':{'field':'item_name','op':'eq','value':'Tote'},'time':{'all':true}}"
     "}"),
};

static const char *const times[] = {
    "{'relative':{'unit':'day','last':28}}",
    "{'relative':{'unit':'month','last':2}}",
    "{'from':'2026-09-07','to':'2026-10-30','days_of_week':[1,2,3,6]}",
    "{'relative':{'unit':'week','to_date':true}}",
    "{'all':true}",
};

static const char *one_of(struct lab *lab, const char *const *items, size_t n)
{
    return items[dice_roll(&lab->dice, n)];
}

static const char *random_dims(struct lab *lab, size_t n)
{
    static const char *const grains[] = { "day", "week", "month", "quarter" };
    struct buf to = buf_in(lab->ctx->arena, 4096);

    for (size_t i = 0; i < n; i++) {
        const char *name = lab->info.dimensions[dice_roll(&lab->dice, lab->info.n_dimensions)].name;

        if (strstr(buf_str(&to), arena_printf(lab->ctx->arena, "'%s'", name)))
            continue;
        buf_printf(&to, "%s{'name':'%s'", to.len ? "," : "", name);
        if (text_is(name, "date"))
            buf_printf(&to, ",\"grain\":\"%s\"", one_of(lab, grains, COUNT(grains)));
        buf_char(&to, '}');
    }
    return buf_str(&to);
}

static const char *random_metric(struct lab *lab)
{
    return lab->info.metrics[dice_roll(&lab->dice, lab->info.n_metrics)].name;
}

static struct plan made(struct lab *lab, const char *metrics, const char *dims, const char *filter,
                        const char *time)
{
    return plan_from(
        lab->ctx,
        arena_printf(lab->ctx->arena,
                     "{'version':1,'metrics':[%s],'dimensions':[%s],'limit':10000,%s%s%s'time':%s}", metrics,
                     dims, filter ? "\"filter\":" : "", filter ? filter : "", filter ? "," : "", time));
}

static void assert_near(double a, double b)
{
    if (isnan(a) && isnan(b))
        return;
    if (fabs(a - b) > 1e-9 * (1 + fabs(a) + fabs(b)) || isnan(a) != isnan(b)) {
        print_error("%.15g is not %.15g\n", a, b);
        fail();
    }
}

/* Of the last column. */
static double sum_of(const struct warehouse_result *result)
{
    double sum = 0;

    for (size_t row = 0; row < result->n_rows; row++) {
        const double number = number_at(result, row, result->n_columns - 1);

        sum += isnan(number) ? 0 : number;
    }
    return sum;
}

static double total_of(struct lab *lab, const struct plan *plan, struct compiled *compiled)
{
    struct warehouse_result result = { 0 };

    assert_ok(ask(lab, plan, compiled, &result));
    return sum_of(&result);
}

/* --- what must hold --- */

static void check_types(const struct compiled *compiled, const struct warehouse_result *result)
{
    static const struct {
        const char *word;
        enum cell_type type;
    } types[] = { { "text", CELL_TEXT },       { "integer", CELL_INTEGER }, { "number", CELL_NUMBER },
                  { "boolean", CELL_BOOLEAN }, { "date", CELL_DATE },       { "timestamp", CELL_TIMESTAMP } };

    assert_int_equal(compiled->n_columns, result->n_columns);
    for (size_t i = 0; i < result->n_columns; i++) {
        assert_string_equal(compiled->columns[i].name, result->columns[i].name);
        for (size_t j = 0; j < COUNT(types); j++)
            if (text_is(types[j].word, compiled->columns[i].type) &&
                types[j].type != result->columns[i].type) {
                print_error("%s: %s\n%s\n", compiled->columns[i].name, compiled->columns[i].type,
                            compiled->sql);
                fail();
            }
    }
}

static bool is_same_row(const struct warehouse_result *a, size_t row_a, const struct warehouse_result *b,
                        size_t row_b, size_t n_dims)
{
    for (size_t i = 0; i < n_dims; i++) {
        const struct cell *x = &a->cells[row_a * a->n_columns + i], *y = &b->cells[row_b * b->n_columns + i];

        if (x->is_null || y->is_null) {
            if (x->is_null != y->is_null)
                return false;
            continue;
        }
        if (a->columns[i].type == CELL_TEXT      ? !text_is(x->value.text, y->value.text)
            : a->columns[i].type == CELL_BOOLEAN ? x->value.boolean != y->value.boolean
                                                 : x->value.integer != y->value.integer)
            return false;
    }
    return true;
}

/* Each row of `alone` is in `both` with the same value; what is only in `both` is 0 or nothing. */
static void check_same_values(const struct warehouse_result *alone, const struct warehouse_result *both,
                              size_t n_dims)
{
    size_t n_found = 0;

    for (size_t i = 0; i < both->n_rows; i++) {
        double value = 0;
        size_t j = 0;

        while (j < alone->n_rows && !is_same_row(both, i, alone, j, n_dims))
            j++;
        if (j < alone->n_rows) {
            n_found++;
            value = number_at(alone, j, n_dims);
        } else if (isnan(number_at(both, i, n_dims))) {
            value = NAN;
        }
        assert_near(number_at(both, i, n_dims), value);
    }
    assert_int_equal(n_found, alone->n_rows);
}

static void a_second_metric_or_a_dimension_never_changes_a_total(void **state)
{
    struct lab lab = lab_open(state);
    size_t n_asked = 0, n_refused = 0, n_additive = 0;

    for (size_t i = 0; i < MOST_TRIES && n_asked < N_PLANS; i++) {
        const char *metric = arena_printf(lab.ctx->arena, "'%s'", random_metric(&lab));
        const char *both = arena_printf(lab.ctx->arena, "%s,'%s'", metric, random_metric(&lab));
        const char *dims = random_dims(&lab, dice_roll(&lab.dice, 4));
        const char *filter = dice_roll(&lab.dice, 2) ? one_of(&lab, conditions, COUNT(conditions)) : NULL;
        const char *time = one_of(&lab, times, COUNT(times));
        const struct plan plan = made(&lab, both, dims, filter, time),
                          alone = made(&lab, metric, dims, filter, time),
                          whole = made(&lab, metric, "", filter, time);
        struct warehouse_result result, first;
        struct compiled compiled, other;
        struct err *err;

        if (text_is(plan.metrics[0], plan.metrics[1]))
            continue;
        err = ask(&lab, &plan, &compiled, &result);
        if (err) {
            assert_int_equal(err->code, ERR_INVALID);
            assert_non_null(strstr(err->message, "incompatible"));
            n_refused++;
            continue;
        }
        n_asked++;
        check_types(&compiled, &result);
        assert_true(result.n_rows < 10000);
        assert_ok(ask(&lab, &alone, &other, &first));
        check_same_values(&first, &result, plan.n_dimensions);
        if (!other.columns[plan.n_dimensions].additive || !plan.n_dimensions)
            continue;
        n_additive++;
        assert_near(sum_of(&first), total_of(&lab, &whole, &compiled));
    }
    print_message("%zu plans asked, %zu refused as incompatible, %zu with an additive metric by dimensions\n",
                  n_asked, n_refused, n_additive);
    assert_int_equal(n_asked, N_PLANS);
    assert_true(n_additive >= 40);
}

static void a_part_and_the_rest_are_the_whole(void **state)
{
    static const char *const metrics[] = { "'event_count'", "'purchase_revenue'", "'views'", "'item_revenue'",
                                           "'transactions'" };
    struct lab lab = lab_open(state);

    for (size_t i = 0; i < COUNT(conditions); i++) {
        const char *rest = arena_printf(lab.ctx->arena, "{'not':%s}", conditions[i]);
        const char *everything = arena_printf(lab.ctx->arena, "{'any':[%s,%s]}", conditions[i], rest);

        for (size_t j = 0; j < COUNT(metrics); j++) {
            const struct plan of_part = made(&lab, metrics[j], "", conditions[i], times[0]);
            const struct plan of_rest = made(&lab, metrics[j], "", rest, times[0]);
            const struct plan of_all = made(&lab, metrics[j], "", everything, times[0]);
            const struct plan whole = made(&lab, metrics[j], "", NULL, times[0]);
            struct compiled compiled;
            double sum;

            if (plan_check(lab.ctx, lab.model, &of_part))
                continue;
            sum = total_of(&lab, &of_part, &compiled);
            if (!compiled.columns[0].additive)
                continue;
            sum = total_of(&lab, &whole, &compiled);
            assert_near(total_of(&lab, &of_part, &compiled) + total_of(&lab, &of_rest, &compiled), sum);
            assert_near(total_of(&lab, &of_all, &compiled), sum);
        }
    }
}

static const struct {
    const char *metric, *sql;
} by_hand[] = {
    { "sessions",
      "SELECT count(*) FROM (SELECT DISTINCT user_key, ga_session_id FROM events WHERE user_key IS NOT "
      "NULL AND ga_session_id IS NOT NULL AND event_date BETWEEN '2026-09-01' AND '2026-10-31')" },
    { "total_users", "SELECT count(DISTINCT user_key) FROM events WHERE event_date BETWEEN '2026-09-01' "
                     "AND '2026-10-31'" },
    { "event_count", "SELECT count(*) FROM events WHERE event_date BETWEEN '2026-09-01' AND '2026-10-31'" },
    { "transactions", "SELECT count(*) FROM events WHERE event_name = 'purchase' AND NOT is_repeat AND "
                      "event_date BETWEEN '2026-09-01' AND '2026-10-31'" },
    { "purchase_revenue", "SELECT sum(purchase_revenue) FROM events WHERE event_name = 'purchase' AND "
                          "NOT is_repeat AND event_date BETWEEN '2026-09-01' AND '2026-10-31'" },
    { "first_time_purchasers", "SELECT count(*) FROM (SELECT user_key, min(event_date) AS d FROM events "
                               "WHERE event_name = 'purchase' AND NOT is_repeat AND user_key IS NOT NULL "
                               "GROUP BY 1) WHERE d BETWEEN '2026-09-01' AND '2026-10-31'" },
    { "new_customers", "SELECT count(*) FROM (SELECT customer_key, min(order_date) AS d FROM orders "
                       "WHERE NOT is_cancelled AND customer_key IS NOT NULL GROUP BY 1) WHERE d BETWEEN "
                       "'2026-09-01' AND '2026-10-31'" },
    { "customer_lifetime_value",
      "SELECT sum(order_value) / count(DISTINCT CASE WHEN NOT is_cancelled THEN customer_key END) FROM "
      "orders WHERE customer_key IS NOT NULL AND order_date <= '2026-10-31'" },
    { "items_purchased",
      "SELECT sum(CASE WHEN quantity IS NULL THEN 1 ELSE quantity END) FROM items WHERE event_name = "
      "'purchase' AND NOT is_repeat AND event_date BETWEEN '2026-09-01' AND '2026-10-31'" },
    { "item_cost",
      "SELECT sum(coalesce(quantity, 1) * CASE item_name WHEN 'Tote' THEN CASE WHEN event_date < "
      "'2026-10-01' THEN 2 ELSE 3.5 END WHEN 'Tee' THEN CASE WHEN event_date >= '2026-09-15' THEN 1.25 "
      "END END) FROM items WHERE event_name = 'purchase' AND NOT is_repeat AND event_date BETWEEN "
      "'2026-09-01' AND '2026-10-31'" },
    { "gross_margin",
      "SELECT sum(r - q * c) / sum(r) FROM (SELECT item_revenue AS r, coalesce(quantity, 1) AS q, CASE "
      "item_name WHEN 'Tote' THEN CASE WHEN event_date < '2026-10-01' THEN 2 ELSE 3.5 END WHEN 'Tee' "
      "THEN CASE WHEN event_date >= '2026-09-15' THEN 1.25 END END AS c FROM items WHERE event_name = "
      "'purchase' AND NOT is_repeat AND event_date BETWEEN '2026-09-01' AND '2026-10-31') WHERE c IS "
      "NOT NULL" },
    { "ad_cost",
      "SELECT sum(cost) FROM campaign_days WHERE cost_date BETWEEN '2026-09-01' AND '2026-10-31'" },
    { "cpc", "SELECT sum(cost) / sum(clicks) FROM campaign_days WHERE cost_date BETWEEN '2026-09-01' AND "
             "'2026-10-31'" },
    { "ctr",
      "SELECT sum(clicks) / sum(impressions) FROM campaign_days WHERE cost_date BETWEEN '2026-09-01' AND "
      "'2026-10-31'" },
    { "cac",
      "SELECT (SELECT sum(cost) FROM campaign_days WHERE cost_date BETWEEN '2026-09-01' AND "
      "'2026-10-31') / "
      "count(*) FROM (SELECT customer_key, min(order_date) AS d FROM orders WHERE NOT is_cancelled AND "
      "customer_key IS NOT NULL GROUP BY 1) WHERE d BETWEEN '2026-09-01' AND '2026-10-31'" },
    { "consent_rate", "SELECT count(DISTINCT customer_key) / (SELECT count(*) FROM customers) FROM "
                      "consents WHERE state = 'granted'" },
};

static void the_same_number_by_hand(void **state)
{
    struct lab lab = lab_open(state);

    for (size_t i = 0; i < COUNT(by_hand); i++) {
        const char *metric = arena_printf(lab.ctx->arena, "'%s'", by_hand[i].metric);
        const struct plan plan = made(&lab, metric, "", NULL, "{'from':'2026-09-01','to':'2026-10-31'}");
        struct compiled compiled;

        assert_near(total_of(&lab, &plan, &compiled),
                    duck_number(lab.ctx, lab.duck,
                                arena_printf(lab.ctx->arena, "SELECT CAST((%s) AS DOUBLE)", by_hand[i].sql)));
    }
}

static void a_trend_has_every_day_and_aligns_the_days_before(void **state)
{
    struct lab lab = lab_open(state);
    const struct warehouse_result result =
        asked(&lab, "{'version':1,'metrics':['event_count','conversion_rate','customers'],'dimensions':[{'"
                    "name':'date','grain':'day'}],'time':{'from':'2026-07-25','to':'2026-09-13'},'compare':{'"
                    "from':'2026-09-01','until':'2026-10-31'}}");
    const size_t now = column_at(&result, "event_count"), before = column_at(&result, "event_count_before");
    const size_t rate = column_at(&result, "conversion_rate");
    double sum = 0, sum_before = 0;

    assert_int_equal(result.n_rows, 51);
    for (size_t row = 0; row < result.n_rows; row++) {
        assert_int_equal(result.cells[row * result.n_columns].value.integer, 20659 + (int64_t)row);
        sum += number_at(&result, row, now);
        sum_before += number_at(&result, row, before);
        if (row < 7) {
            assert_near(number_at(&result, row, now), 0);
            assert_true(isnan(number_at(&result, row, rate)));
        }
    }
    assert_near(
        sum,
        duck_number(lab.ctx, lab.duck,
                    "SELECT count(*) FROM events WHERE event_date BETWEEN '2026-07-25' AND '2026-09-13'"));
    assert_near(
        sum_before,
        duck_number(lab.ctx, lab.duck,
                    "SELECT count(*) FROM events WHERE event_date BETWEEN '2026-09-01' AND '2026-10-21'"));
}

/* No zero stands where there is no day to be compared with; a day without rows is one. */
static void points_beyond_a_shorter_period_have_nothing_before_them(void **state)
{
    static const struct {
        const char *grain, *time, *compare, *sum;
        size_t n, n_before;
    } cases[] = {
        { "day", "'from':'2026-10-01','to':'2026-10-31'", "'to':'previous_period'",
          "event_date BETWEEN '2026-09-01' AND '2026-09-30'", 31, 30 },
        { "day", "'from':'2026-09-01','to':'2026-09-30'", "'to':'previous_period'",
          "event_date BETWEEN '2026-08-01' AND '2026-08-30'", 30, 30 },
        { "week", "'from':'2026-09-07','to':'2026-10-18'", "'from':'2026-08-31','until':'2026-09-15'",
          "event_date BETWEEN '2026-08-31' AND '2026-09-15'", 6, 3 },
        { "month", "'from':'2026-08-01','to':'2026-10-31'", "'from':'2026-09-01','until':'2026-10-31'",
          "event_date BETWEEN '2026-09-01' AND '2026-10-31'", 3, 2 },
    };
    struct lab lab = lab_open(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct warehouse_result result = asked(
            &lab,
            arena_printf(lab.ctx->arena,
                         "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'date','grain':'%s'}],"
                         "'time':{%s},'compare':{%s}}",
                         cases[i].grain, cases[i].time, cases[i].compare));
        double sum = 0;

        assert_int_equal(result.n_rows, cases[i].n);
        for (size_t row = 0; row < result.n_rows; row++) {
            const double before = number_at(&result, row, column_at(&result, "event_count_before"));
            const double change = number_at(&result, row, column_at(&result, "event_count_change"));
            const bool has_before = row < cases[i].n_before, has_all = !isnan(before) && !isnan(change);

            assert_true(has_before ? has_all : isnan(before) && isnan(change));
            assert_true(number_at(&result, row, column_at(&result, "event_count")) >= 0);
            sum += isnan(before) ? 0 : before;
        }
        assert_near(sum, duck_number(lab.ctx, lab.duck,
                                     arena_printf(lab.ctx->arena, "SELECT count(*) FROM events WHERE %s",
                                                  cases[i].sum)));
    }
}

static void shares_running_totals_and_ranks_add_up(void **state)
{
    struct lab lab = lab_open(state);
    const struct warehouse_result shares =
        asked(&lab, "{'version':1,'metrics':['purchase_revenue'],'dimensions':[{'name':'channel_group'}],'"
                    "time':{'all':true},'calc':[{'type':'share','metric':'purchase_revenue'}]}");
    const struct warehouse_result running =
        asked(&lab, "{'version':1,'metrics':['views'],'dimensions':[{'name':'date','grain':'week'}],'time':{'"
                    "relative':{'unit':'day','last':60}},'calc':[{'type':'running_total','metric':'views'},{'"
                    "type':'moving_average','metric':'views','window':2}]}");
    const struct warehouse_result ranked = asked(
        &lab, "{'version':1,'metrics':['item_revenue'],'dimensions':[{'name':'item_category'},{'name':'item_"
              "name'}],'time':{'all':true},'top':{'n':1,'per':['item_category'],'by':'item_revenue'}}");
    const size_t last = running.n_rows - 1;
    double share = 0, sum = 0;

    for (size_t row = 0; row < shares.n_rows; row++)
        share += number_at(&shares, row, column_at(&shares, "purchase_revenue_share"));
    assert_near(share, 1);
    for (size_t row = 0; row < running.n_rows; row++)
        sum += number_at(&running, row, column_at(&running, "views"));
    assert_near(number_at(&running, last, column_at(&running, "views_running_total")), sum);
    assert_near(number_at(&running, last, column_at(&running, "views_moving_average")),
                (number_at(&running, last, 1) + number_at(&running, last - 1, 1)) / 2);
    assert_int_equal(ranked.n_rows, 3);
}

static void hours_are_those_of_the_zone(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct lab lab = { .ctx = ctx, .model = commerce(ctx), .duck = duck_open(ctx) };
    struct warehouse_result result;

    /* New York left summer time on 2026-11-01: 25 hours, of which the clock shows 24. */
    duck_run(
        lab.duck,
        "INSERT INTO events BY NAME SELECT DATE '2026-11-01' AS event_date, 'page_view' AS event_name, "
        "epoch_us(TIMESTAMP '2026-11-01 14:30:00') AS event_timestamp, 1 AS event_id, FALSE AS is_repeat");
    result = asked(
        &lab,
        "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'date','grain':'hour'}],'filter':{'"
        "field':'event_name','op':'eq','value':'page_view'},'time':{'from':'2026-11-01','to':'2026-11-01'}}");
    assert_int_equal(result.n_rows, 24);
    assert_int_equal(result.columns[0].type, CELL_TIMESTAMP);
    for (size_t row = 0; row < result.n_rows; row++)
        assert_near(number_at(&result, row, 1), row == 9 ? 1 : 0);
    result = asked(&lab, "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'hour'},{'name':'"
                         "event_name'}],'time':{'all':true,'hours':[9]}}");
    assert_int_equal(result.n_rows, 1);
    assert_near(number_at(&result, 0, 0), 9);
}

static void values_come_with_their_counts(void **state)
{
    struct lab lab = lab_open(state);
    struct warehouse_result result;
    struct compiled compiled;

    assert_ok(model_values(lab.ctx, lab.model, "page_path", "A", 1, &compiled));
    assert_int_equal(compiled.max_rows, 1);
    result = duck_query(lab.ctx, lab.duck, &compiled);
    assert_int_equal(result.n_rows, 2); /* one more than asked for: there are more */
    assert_string_equal(result.columns[0].name, "value");
    assert_near(number_at(&result, 0, column_at(&result, "count")),
                duck_number(lab.ctx, lab.duck,
                            arena_printf(lab.ctx->arena, "SELECT count(*) FROM events WHERE page_path = '%s'",
                                         result.cells[0].value.text)));
    assert_err(model_values(lab.ctx, lab.model, "customer_id", NULL, 10, &compiled), ERR_INVALID, "field");
}

static void a_column_may_have_any_name(void **state)
{
    static const char *const names[] = { "order", "select", "odd_one" };
    struct lab lab = lab_open(state);
    const struct plan plan =
        plan_from(lab.ctx, "{'version':1,'metrics':['customers'],'dimensions':[{'name':'order'},{'name':"
                           "'select'},{'name':'odd_one'}],'filter':{'field':'select','op':'not_null'},"
                           "'time':{'all':true}}");
    struct warehouse_result result;
    struct compiled compiled;

    lab.model = model_with_attributes(lab.ctx, lab.model, names, COUNT(names));
    duck_run(lab.duck, "ALTER TABLE customers ADD COLUMN \"order\" VARCHAR");
    duck_run(lab.duck, "ALTER TABLE customers ADD COLUMN \"select\" VARCHAR DEFAULT 'x'");
    duck_run(lab.duck, "ALTER TABLE customers ADD COLUMN odd_one VARCHAR");
    assert_ok(ask(&lab, &plan, &compiled, &result));
    assert_int_equal(result.n_rows, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_second_metric_or_a_dimension_never_changes_a_total),
        TEST(a_part_and_the_rest_are_the_whole),
        TEST(the_same_number_by_hand),
        TEST(a_trend_has_every_day_and_aligns_the_days_before),
        TEST(points_beyond_a_shorter_period_have_nothing_before_them),
        TEST(shares_running_totals_and_ranks_add_up),
        TEST(hours_are_those_of_the_zone),
        TEST(values_come_with_their_counts),
        TEST(a_column_may_have_any_name),
    };

    return cmocka_run_group_tests_name("compiled plans", tests, NULL, NULL);
}
