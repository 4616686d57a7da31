/*
 * Funnels, retentions and paths against a real DuckDB: the same numbers by other ways, self-joins in SQL and
 * loops in C.
 */
#include "packages/semantic/testing_shop.h"

#include "packages/core/test.h"

#include <string.h>

enum { MOST_STEPS = 4, MOST_CELLS = 4096 };

struct lab {
    struct ctx *ctx;
    const struct model *model;
    struct duck *duck;
    struct shop *shop;
};

static struct lab lab_open(void **state)
{
    struct lab lab = { .ctx = test_ctx(state) };

    lab.model = commerce(lab.ctx);
    lab.duck = duck_open(lab.ctx);
    lab.shop = shop_open(lab.ctx, lab.duck, 7);
    return lab;
}

static struct warehouse_result asked(struct lab *lab, const char *json, struct compiled *compiled)
{
    const struct compile_options options = test_options();
    const struct plan plan = plan_from(lab->ctx, json);
    struct warehouse_result result;

    assert_ok(plan_compile(lab->ctx, lab->model, &plan, &options, compiled));
    result = duck_query(lab->ctx, lab->duck, compiled);
    assert_int_equal(result.n_columns, compiled->n_columns);
    for (size_t i = 0; i < result.n_columns; i++)
        assert_string_equal(result.columns[i].name, compiled->columns[i].name);
    return result;
}

static const char *text_at(const struct warehouse_result *result, size_t row, const char *column)
{
    const struct cell *cell = &result->cells[row * result->n_columns + column_at(result, column)];

    return cell->is_null ? NULL : cell->value.text;
}

static double value_at(const struct warehouse_result *result, size_t row, const char *column)
{
    return number_at(result, row, column_at(result, column));
}

static void assert_near(double a, double b)
{
    if (isnan(a) != isnan(b) || fabs(a - b) > 1e-9 * (1 + fabs(a))) {
        print_error("%.15g is not %.15g\n", a, b);
        fail();
    }
}

/* --- funnels --- */

static const struct funnel_case {
    const char *scope, *options;
    const char *steps[MOST_STEPS]; /* event names */
    const char *time, *days;
    int within_days;
    bool is_unordered;
} funnels[] = {
    { "session",
      "",
      { "view_item", "add_to_cart", "begin_checkout", "purchase" },
      "{'from':'2026-09-01','to':'2026-10-31'}",
      "event_date BETWEEN '2026-09-01' AND '2026-10-31'",
      0,
      false },
    { "user", "", { "view_item", "purchase", NULL }, "{'all':true}", "TRUE", 0, false },
    { "user",
      ",'within_days':7",
      { "page_view", "add_to_cart", "purchase", NULL },
      "{'all':true}",
      "TRUE",
      7,
      false },
    { "user",
      ",'within_days':30",
      { "purchase", "view_item", "purchase", NULL },
      "{'all':true}",
      "TRUE",
      30,
      false },
    { "user",
      "",
      { "purchase", "purchase", "purchase", NULL },
      "{'from':'2026-09-01','to':'2026-10-31','days_of_week':[1,2,3,4,5]}",
      "event_date BETWEEN '2026-09-01' AND '2026-10-31' AND isodow(event_date) <= 5",
      0,
      false },
    { "user", ",'ordered':false", { "purchase", "refund", NULL }, "{'all':true}", "TRUE", 0, true },
    { "user",
      ",'ordered':false,'within_days':3",
      { "purchase", "add_to_cart", "refund", NULL },
      "{'all':true}",
      "TRUE",
      3,
      true },
};

static const char *funnel_json(struct lab *lab, const struct funnel_case *of, const char *more)
{
    struct buf to = buf_in(lab->ctx->arena, 8192);

    buf_printf(&to, "{'version':1,'metrics':[],%s'time':%s,'funnel':{'scope':'%s'%s,'steps':[", more,
               of->time, of->scope, of->options);
    for (size_t i = 0; i < MOST_STEPS && of->steps[i]; i++)
        buf_printf(&to, "%s{'label':'s%zu','filter':{'field':'event_name','op':'eq','value':'%s'}}",
                   i ? "," : "", i + 1, of->steps[i]);
    buf_text(&to, "]}}");
    return buf_str(&to);
}

/* Every way to take the first n steps, by joining events with each other; then who found one. */
static double reached_by_hand(struct lab *lab, const struct funnel_case *of, size_t n, const char *more)
{
    const bool is_session = text_is(of->scope, "session");
    struct buf to = buf_in(lab->ctx->arena, 8192);

    buf_printf(&to,
               "WITH e AS (SELECT * FROM events WHERE user_key IS NOT NULL AND NOT is_repeat AND %s%s) "
               "SELECT CAST(count(*) AS DOUBLE) FROM (SELECT DISTINCT e1.user_key%s FROM e AS e1",
               of->days, is_session ? " AND ga_session_id IS NOT NULL" : "",
               is_session ? ", e1.ga_session_id" : "");
    for (size_t i = 2; i <= n; i++) {
        buf_printf(&to, " JOIN e AS e%zu ON e%zu.event_name = '%s' AND e%zu.user_key = e1.user_key", i, i,
                   of->steps[i - 1], i);
        if (is_session)
            buf_printf(&to, " AND e%zu.ga_session_id = e1.ga_session_id", i);
        if (!of->is_unordered)
            buf_printf(&to,
                       " AND (e%zu.event_timestamp, e%zu.event_id) > (e%zu.event_timestamp, e%zu.event_id)",
                       i, i, i - 1, i - 1);
        for (size_t j = 1; j < i && of->within_days; j++)
            buf_printf(&to, " AND abs(e%zu.event_timestamp - e%zu.event_timestamp) <= %d * 86400000000", i, j,
                       of->within_days);
    }
    buf_printf(&to, " WHERE e1.event_name = '%s'%s)", of->steps[0], more);
    return duck_number(lab->ctx, lab->duck, buf_str(&to));
}

static void funnels_count_as_joins_do(void **state)
{
    struct lab lab = lab_open(state);

    for (size_t i = 0; i < COUNT(funnels); i++) {
        struct compiled compiled;
        const struct warehouse_result result = asked(&lab, funnel_json(&lab, &funnels[i], ""), &compiled);
        double first = 0, previous = NAN;

        for (size_t row = 0; row < result.n_rows; row++) {
            const double count = value_at(&result, row, "count");

            assert_near(count, reached_by_hand(&lab, &funnels[i], row + 1, ""));
            assert_near(value_at(&result, row, "step"), (double)row + 1);
            assert_string_equal(text_at(&result, row, "label"),
                                arena_printf(lab.ctx->arena, "s%zu", row + 1));
            first = row ? first : count;
            assert_near(value_at(&result, row, "rate_from_first"), first > 0 ? count / first : NAN);
            assert_near(value_at(&result, row, "rate_from_previous"), previous > 0 ? count / previous : NAN);
            previous = count;
        }
        assert_true(result.n_rows >= 2);
        assert_true(first > 10);
        assert_true(compiled.max_rows == 10000);
    }
}

/* Each session is in one group, by the device of its first step. */
static void a_funnel_by_dimensions_adds_up(void **state)
{
    struct lab lab = lab_open(state);
    struct compiled compiled;
    const struct warehouse_result result =
        asked(&lab, funnel_json(&lab, &funnels[0], "'dimensions':[{'name':'device_category'}],"), &compiled);
    double sums[MOST_STEPS] = { 0 };

    assert_int_equal(result.n_rows, 3 * MOST_STEPS);
    assert_string_equal(result.columns[0].name, "device_category");
    for (size_t row = 0; row < result.n_rows; row++) {
        const char *device = text_at(&result, row, "device_category");
        const size_t step = (size_t)value_at(&result, row, "step");

        assert_near(value_at(&result, row, "count"),
                    reached_by_hand(&lab, &funnels[0], step,
                                    arena_printf(lab.ctx->arena, " AND e1.device_category = '%s'", device)));
        sums[step - 1] += value_at(&result, row, "count");
    }
    for (size_t i = 0; i < MOST_STEPS; i++)
        assert_near(sums[i], reached_by_hand(&lab, &funnels[0], i + 1, ""));
}

static void a_funnel_of_nobody_has_zeros(void **state)
{
    struct lab lab = lab_open(state);
    struct funnel_case of = funnels[1];
    struct compiled compiled;
    struct warehouse_result result;

    of.time = "{'from':'2020-01-01','to':'2020-01-31'}";
    result = asked(&lab, funnel_json(&lab, &of, ""), &compiled);
    assert_int_equal(result.n_rows, 2);
    assert_near(value_at(&result, 0, "count"), 0);
    assert_true(isnan(value_at(&result, 0, "rate_from_first")));
    assert_string_equal(text_at(&result, 1, "label"), "s2");
}

/* A product in a step: the event's, through its items. */
static void a_step_may_be_about_a_product(void **state)
{
    struct lab lab = lab_open(state);
    struct compiled compiled;
    const struct warehouse_result result =
        asked(&lab,
              "{'version':1,'metrics':[],'time':{'all':true},'funnel':{'scope':'user','steps':["
              "{'filter':{'all':[{'field':'event_name','op':'eq','value':'view_item'},"
              "{'field':'item_name','op':'eq','value':'Tote'}]}},"
              "{'filter':{'field':'event_name','op':'eq','value':'purchase'}}]}}",
              &compiled);

    assert_near(value_at(&result, 0, "count"),
                duck_number(lab.ctx, lab.duck,
                            "SELECT CAST(count(DISTINCT user_key) AS DOUBLE) FROM items WHERE event_name = "
                            "'view_item' AND item_name = 'Tote'"));
    assert_near(
        value_at(&result, 1, "count"),
        duck_number(
            lab.ctx, lab.duck,
            "SELECT CAST(count(DISTINCT v.user_key) AS DOUBLE) FROM items AS i JOIN events AS v USING "
            "(event_id) JOIN events AS p ON p.user_key = v.user_key AND p.event_name = 'purchase' AND "
            "NOT p.is_repeat AND (p.event_timestamp, p.event_id) > (v.event_timestamp, v.event_id) "
            "WHERE i.event_name = 'view_item' AND i.item_name = 'Tote'"));
    assert_string_equal(text_at(&result, 1, "label"), "event is purchase");
}

/* --- retention --- */

static const struct retention_case {
    const char *cohort, *returns, *grain;
    const char *cohort_sql, *returns_sql;
    int periods;
} retentions[] = {
    { "{'field':'event_name','op':'eq','value':'first_visit'}", NULL, "week", "event_name = 'first_visit'",
      "TRUE", 6 },
    { "{'field':'event_name','op':'eq','value':'purchase'}",
      "{'field':'event_name','op':'eq','value':'purchase'}", "month", "event_name = 'purchase'",
      "event_name = 'purchase'", 3 },
    { "{'field':'page_path','op':'eq','value':'/sale'}",
      "{'field':'event_name','op':'eq','value':'add_to_cart'}", "day", "page_path = '/sale'",
      "event_name = 'add_to_cart'", 10 },
};

static const char *retention_json(struct lab *lab, const struct retention_case *of, const char *more)
{
    return arena_printf(
        lab->ctx->arena,
        "{'version':1,'metrics':[],%s'time':{'from':'2026-08-10','to':'2026-10-31'},'retention':{'"
        "cohort':%s,%s%s%s'grain':'%s','periods':%d}}",
        more, of->cohort, of->returns ? "'returns':" : "", of->returns ? of->returns : "",
        of->returns ? "," : "", of->grain, of->periods);
}

static double kept_by_hand(struct lab *lab, const struct retention_case *of, int64_t cohort, int period)
{
    return duck_number(
        lab->ctx, lab->duck,
        arena_printf(
            lab->ctx->arena,
            "WITH e AS (SELECT *, date_trunc('%s', event_date) AS unit FROM events WHERE user_key IS NOT "
            "NULL AND NOT is_repeat), "
            "c AS (SELECT user_key, arg_min(event_date, (event_timestamp, event_id)) AS day FROM e "
            "WHERE %s GROUP BY 1) "
            "SELECT CAST(count(DISTINCT c.user_key) AS DOUBLE) FROM c JOIN e USING (user_key) "
            "WHERE c.day BETWEEN '2026-08-10' AND '2026-10-31' AND date_trunc('%s', c.day) = DATE '%s' "
            "AND (%d = 0 OR (e.unit = DATE '%s' + INTERVAL %d %s AND %s))",
            of->grain, of->cohort_sql, of->grain, date_text(lab->ctx->arena, date_of_days(cohort)), period,
            date_text(lab->ctx->arena, date_of_days(cohort)), period, of->grain, of->returns_sql));
}

static void retention_counts_who_came_back(void **state)
{
    struct lab lab = lab_open(state);

    for (size_t i = 0; i < COUNT(retentions); i++) {
        struct compiled compiled;
        const struct warehouse_result result =
            asked(&lab, retention_json(&lab, &retentions[i], ""), &compiled);
        double size = 0, came_back = 0;

        assert_int_equal(result.columns[0].type, CELL_DATE);
        assert_true(result.n_rows > 8);
        for (size_t row = 0; row < result.n_rows; row++) {
            const int64_t cohort = result.cells[row * result.n_columns].value.integer;
            const int period = (int)value_at(&result, row, "period");
            const double users = value_at(&result, row, "users");

            if (i < 2 || row % 7 == 0)
                assert_near(users, kept_by_hand(&lab, &retentions[i], cohort, period));
            size = period ? size : users;
            came_back += period ? users : 0;
            assert_near(value_at(&result, row, "rate"), users / size);
        }
        assert_true(came_back > 0);
    }
}

/* Periods that haven't begun by 2026-11-24 have no row; the others all have one. */
static void periods_of_the_future_are_left_out(void **state)
{
    struct lab lab = lab_open(state);
    struct compiled compiled;
    const struct warehouse_result result = asked(&lab, retention_json(&lab, &retentions[1], ""), &compiled);
    const int expected[][2] = { { 8, 4 }, { 9, 3 }, { 10, 2 } };
    size_t row = 0;

    for (size_t i = 0; i < COUNT(expected); i++)
        for (int period = 0; period < expected[i][1]; period++, row++) {
            const struct date cohort = date_of_days(result.cells[row * result.n_columns].value.integer);

            assert_int_equal(cohort.month, expected[i][0]);
            assert_near(value_at(&result, row, "period"), period);
        }
    assert_int_equal(result.n_rows, row);
}

static void cohorts_by_a_dimension_add_up(void **state)
{
    struct lab lab = lab_open(state);
    struct compiled compiled;
    const struct warehouse_result whole = asked(&lab, retention_json(&lab, &retentions[0], ""), &compiled);
    const struct warehouse_result parts = asked(
        &lab, retention_json(&lab, &retentions[0], "'dimensions':[{'name':'channel_group'}],"), &compiled);

    assert_string_equal(parts.columns[0].name, "channel_group");
    for (size_t row = 0; row < whole.n_rows; row++) {
        const int64_t cohort = whole.cells[row * whole.n_columns].value.integer;
        double sum = 0;

        for (size_t i = 0; i < parts.n_rows; i++)
            if (parts.cells[i * parts.n_columns + 1].value.integer == cohort &&
                fabs(value_at(&parts, i, "period") - value_at(&whole, row, "period")) < 0.5)
                sum += value_at(&parts, i, "users");
        assert_near(sum, value_at(&whole, row, "users"));
    }
}

/* --- paths --- */

struct hop {
    int64_t step;
    const char *source, *target;
    int64_t count;
};

struct walk {
    struct hop hops[MOST_CELLS];
    size_t n;
};

static void count_hop(struct walk *walk, int64_t step, const char *source, const char *target)
{
    for (size_t i = 0; i < walk->n; i++)
        if (walk->hops[i].step == step && text_is(walk->hops[i].source, source) &&
            text_is(walk->hops[i].target, target)) {
            walk->hops[i].count++;
            return;
        }
    walk->hops[walk->n++] = (struct hop){ step, source, target, 1 };
}

struct path_case {
    const char *json;
    const char *start, *end; /* pages */
    int64_t steps;
    bool collapses;
};

/* One session, whose stops lie in order of time. */
static void walk_session(const struct path_case *of, const char *const *stops, size_t n, struct walk *walk)
{
    const char *kept[64];
    size_t n_kept = 0, first = 0, last = n;

    while (of->start && first < n && !text_is(stops[first], of->start))
        first++;
    for (size_t i = first; of->end && i < n && last == n; i++)
        if (text_is(stops[i], of->end))
            last = i + 1;
    if (of->end && (last == n) && (n == 0 || first >= n || !text_is(stops[n - 1], of->end)))
        return;
    for (size_t i = first; i < last; i++)
        if (!of->collapses || !n_kept || !text_is(kept[n_kept - 1], stops[i]))
            kept[n_kept++] = stops[i];
    for (size_t i = 0; i + 1 < n_kept; i++) {
        const int64_t step = of->end && !of->start ? of->steps - (int64_t)(n_kept - 2 - i) : (int64_t)i + 1;

        if (step >= 1 && step <= of->steps)
            count_hop(walk, step, kept[i], kept[i + 1]);
    }
}

static void walk_shop(const struct shop *shop, const struct path_case *of, struct walk *walk)
{
    const char *stops[64];
    size_t n = 0;

    for (size_t i = 0; i < shop->n_events; i++) {
        const struct shop_event *event = &shop->events[i];

        if (event->user >= 0 && event->session && !event->is_repeat && event->page)
            stops[n++] = event->page;
        if (i + 1 < shop->n_events && shop->events[i + 1].session == event->session &&
            shop->events[i + 1].user == event->user && event->session)
            continue;
        walk_session(of, stops, n, walk);
        n = 0;
    }
}

static const struct path_case paths[] = {
    { "{'field':'page_path','steps':3}", NULL, NULL, 3, true },
    { "{'field':'page_path','steps':10,'collapse':false,'scope':'session'}", NULL, NULL, 10, false },
    { "{'field':'page_path','start':{'field':'page_path','op':'eq','value':'/'},'steps':2}", "/", NULL, 2,
      true },
    { "{'field':'page_path','end':{'field':'page_path','op':'eq','value':'/checkout'},'steps':2}", NULL,
      "/checkout", 2, true },
    { "{'field':'page_path','start':{'field':'page_path','op':'eq','value':'/"
      "sale'},'end':{'field':'page_path','op':'"
      "eq','value':'/checkout'},'steps':4,'collapse':false}",
      "/sale", "/checkout", 4, false },
};

static void paths_go_where_people_went(void **state)
{
    struct lab lab = lab_open(state);

    for (size_t i = 0; i < COUNT(paths); i++) {
        struct walk *walk = arena_alloc(lab.ctx->arena, sizeof(*walk));
        struct compiled compiled;
        const struct warehouse_result result =
            asked(&lab,
                  arena_printf(lab.ctx->arena, "{'version':1,'metrics':[],'time':{'all':true},'path':%s}",
                               paths[i].json),
                  &compiled);

        walk_shop(lab.shop, &paths[i], walk);
        assert_int_equal(result.n_rows, walk->n);
        assert_true(walk->n > 4);
        for (size_t row = 0; row < result.n_rows; row++) {
            size_t at = 0;

            while (at < walk->n && !(walk->hops[at].step == (int64_t)value_at(&result, row, "step") &&
                                     text_is(walk->hops[at].source, text_at(&result, row, "source")) &&
                                     text_is(walk->hops[at].target, text_at(&result, row, "target"))))
                at++;
            assert_true(at < walk->n);
            assert_near(value_at(&result, row, "count"), (double)walk->hops[at].count);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(funnels_count_as_joins_do),      TEST(a_funnel_by_dimensions_adds_up),
        TEST(a_funnel_of_nobody_has_zeros),   TEST(a_step_may_be_about_a_product),
        TEST(retention_counts_who_came_back), TEST(periods_of_the_future_are_left_out),
        TEST(cohorts_by_a_dimension_add_up),  TEST(paths_go_where_people_went),
    };

    return cmocka_run_group_tests_name("funnels, retentions and paths", tests, NULL, NULL);
}
