/*
 * What stands beside, above and below a metric (comparisons, shares, running figures, the first of each
 * group, having, order, weekdays, hours): plans against statements written by hand, row by row in the order
 * of the answer.
 */
#include "packages/semantic/testing_shop.h"

#include "packages/core/test.h"

#include <stdlib.h>

#define OCTOBER   "event_date BETWEEN '2026-10-01' AND '2026-10-31'"
#define SEPTEMBER "event_date BETWEEN '2026-09-01' AND '2026-09-30'"
#define TIME      "'time':{'from':'2026-10-01','to':'2026-10-31'}"
/* An event's country is the session's: any of its events tells it. */
#define E                                                                                                    \
    "WITH e AS (SELECT *, hour(make_timestamptz(event_timestamp) AT TIME ZONE 'America/New_York') AS h "     \
    "FROM events) "

static const struct {
    const char *plan, *sql;
} cases[] = {
    { "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'event_name'}],'compare':{'to':'previous_"
      "period'},"
      "'order':[{'by':'event_count','value':'change'}]," TIME "}",
      E "SELECT event_name, n, b, n - b AS c, 100.0 * (n - b) / b FROM (SELECT event_name, count(*) FILTER "
        "(" OCTOBER ") AS n, count(*) FILTER (" SEPTEMBER
        ") AS b FROM e GROUP BY 1) WHERE n + b > 0 ORDER BY c DESC, 1" },
    { "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'event_name'}],'compare':{'from':'2026-"
      "09-01',"
      "'until':'2026-09-30'},'having':{'metric':'event_count','op':'gt','value':2,'of':'change_pct'}," TIME
      "}",
      E "SELECT event_name, n, b, n - b, 100.0 * (n - b) / b AS p FROM (SELECT event_name, count(*) FILTER "
        "(" OCTOBER ") AS n, count(*) FILTER (" SEPTEMBER
        ") AS b FROM e GROUP BY 1) WHERE 100.0 * (n - b) / b > 2 ORDER BY n "
        "DESC, 1" },
    { "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'event_name'}],'compare':{'to':'previous_"
      "year'},"
      "'time':{'from':'2026-10-01','to':'2026-10-31'}}",
      E "SELECT event_name, count(*), 0, count(*), NULL FROM e WHERE " OCTOBER
        " GROUP BY 1 ORDER BY 2 DESC, 1" },
    { "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'event_name'},{'name':'page_path'}],'"
      "calc':[{'type"
      "':'share','metric':'event_count','within':['event_name']}],'having':{'metric':'event_count','op':'gte'"
      ",'value':"
      "0.3,'of':'share'},'order':[{'by':'event_count','value':'share'}]," TIME "}",
      E "SELECT * FROM (SELECT event_name, page_path, count(*) AS n, count(*) / sum(count(*)) OVER "
        "(PARTITION BY "
        "event_name) AS s FROM e WHERE " OCTOBER " GROUP BY 1, 2) WHERE s >= 0.3 ORDER BY s DESC, 1, 2" },
    { "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'event_name'},{'name':'page_path'}],'top'"
      ":{'n':2,'"
      "per':['event_name'],'by':'event_count','dir':'asc'},'order':[{'by':'event_name'},{'by':'event_count','"
      "dir':'asc"
      "'}]," TIME "}",
      E
      "SELECT event_name, page_path, n FROM (SELECT event_name, page_path, count(*) AS n, row_number() OVER "
      "(PARTITION BY event_name ORDER BY count(*), page_path NULLS LAST) AS r FROM e WHERE " OCTOBER
      " GROUP BY 1, 2) WHERE r <= 2 ORDER BY 1, n, 2 NULLS LAST" },
    { "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'date','grain':'day'}],'calc':[{'type':'"
      "running_total','metric':'event_count'},{'type':'moving_average','metric':'event_count','window':3}]"
      "," TIME "}",
      E ", d AS (SELECT CAST(unnest(generate_series(DATE '2026-10-01', DATE '2026-10-31', INTERVAL 1 DAY)) "
        "AS DATE) AS "
        "day), c AS (SELECT day, count(event_id) AS n FROM d LEFT JOIN e ON event_date = day GROUP BY 1) "
        "SELECT day, n, "
        "sum(n) OVER (ORDER BY day), avg(n) OVER (ORDER BY day ROWS 2 PRECEDING) FROM c ORDER BY 1" },
    { "{'version':1,'metrics':['event_count','total_users'],'dimensions':[{'name':'event_name'}],'time':{'"
      "from':'2026-"
      "10-01','to':'2026-10-31','days_of_week':[1,2,3,4,5],'hours':[8,9,10,22]}}",
      E "SELECT event_name, count(*), count(DISTINCT user_key) FROM e WHERE " OCTOBER
        " AND isodow(event_date) <= 5 AND h IN (8, 9, 10, 22) GROUP BY 1 ORDER BY 2 DESC, 1" },
    { "{'version':1,'metrics':['event_count'],'dimensions':[{'name':'hour'}],'order':[{'by':'hour'}],'limit':"
      "5,'offset'"
      ":3," TIME "}",
      E "SELECT h, count(*) FROM e WHERE " OCTOBER " GROUP BY 1 ORDER BY 1 LIMIT 6 OFFSET 3" },
    { "{'version':1,'metrics':['total_users'],'filter':{'did':{'event':'view_item','times':2}}," TIME "}",
      E "SELECT count(DISTINCT user_key) FROM e WHERE " OCTOBER
        " AND user_key IN (SELECT user_key FROM e WHERE event_name = 'view_item' AND " OCTOBER
        " GROUP BY 1 HAVING count(*) >= 2)" },
    { "{'version':1,'metrics':['event_count'],'filter':{'not':{'did':{'event':'view_item','scope':'session','"
      "where':{'"
      "field':'page_path','op':'eq','value':'/sale'},'time':{'all':true}}}}," TIME "}",
      E "SELECT count(*) FROM e AS o WHERE " OCTOBER " AND NOT EXISTS (SELECT 1 FROM e AS i WHERE i.user_key "
        "= o.user_key AND i.ga_session_id = o.ga_session_id AND "
        "i.event_name = 'view_item' AND i.page_path = '/sale')" },
    { "{'version':1,'metrics':['total_users'],'filter':{'did':{'event':'purchase'}},'compare':{'to':'"
      "previous_period'"
      "}," TIME "}",
      E
      ", m AS (SELECT (SELECT count(DISTINCT user_key) FROM e WHERE " OCTOBER
      " AND user_key IN (SELECT user_key FROM e WHERE event_name = 'purchase' AND NOT is_repeat AND " OCTOBER
      ")) AS n, (SELECT count(DISTINCT user_key) FROM e WHERE " SEPTEMBER
      " AND user_key IN (SELECT user_key FROM e WHERE event_name = 'purchase' AND NOT is_repeat "
      "AND " SEPTEMBER ")) AS b) SELECT n, b, n - b, 100.0 * (n - b) / b FROM m" },
};

static const char *cell_words(struct ctx *ctx, const struct warehouse_result *result, size_t row,
                              size_t column)
{
    const struct cell *cell = &result->cells[row * result->n_columns + column];

    if (cell->is_null)
        return "null";
    if (result->columns[column].type == CELL_TEXT)
        return cell->value.text;
    return arena_printf(ctx->arena, "%.9g", number_at(result, row, column));
}

static void figures_are_as_by_hand(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct compile_options options = test_options();
    struct duck *duck = duck_open(ctx);

    shop_open(ctx, duck, 7);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct plan plan = plan_from(ctx, cases[i].plan);
        struct compiled compiled, by_hand = { 0 };
        struct warehouse_result got, wanted;

        by_hand.sql = arena_printf(ctx->arena, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (%s)", cases[i].sql);
        assert_ok(plan_compile(ctx, model, &plan, &options, &compiled));
        got = duck_query(ctx, duck, &compiled);
        wanted = duck_query(ctx, duck, &by_hand);
        assert_int_equal(got.n_columns, wanted.n_columns);
        assert_int_equal(got.n_rows, wanted.n_rows);
        assert_true(got.n_rows > 0);
        for (size_t row = 0; row < got.n_rows; row++)
            for (size_t j = 0; j < got.n_columns; j++) {
                const char *a = cell_words(ctx, &got, row, j), *b = cell_words(ctx, &wanted, row, j);

                if (got.columns[j].type == CELL_DATE)
                    a = date_text(ctx->arena, date_of_days(got.cells[row * got.n_columns + j].value.integer));
                else if (got.columns[j].type != CELL_TEXT && !text_is(b, "null"))
                    b = arena_printf(ctx->arena, "%.9g", strtod(b, NULL));
                if (!text_is(a, b)) {
                    print_error("%s\nrow %zu, %s: %s is not %s\n%s\n", cases[i].plan, row,
                                got.columns[j].name, a, b, compiled.sql);
                    fail();
                }
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(figures_are_as_by_hand),
    };

    return cmocka_run_group_tests_name("figures beside metrics", tests, NULL, NULL);
}
