/*
 * The model's file: expressions, the shapes of documents that are read, and faults with file, line and
 * column.
 */
#include "packages/semantic/model/model.h"
#include "packages/semantic/testing.h"

#include "packages/core/test.h"

#include <string.h>

/* --- expressions --- */

static void an_expression_becomes_a_tree(void **state)
{
    static const struct {
        const char *text, *tree;
    } cases[] = {
        { "a", "a" },
        { "t.a", "t.a" },
        { "\"odd name\".\"a\"", "odd name.a" },
        { "1 + 2 * 3", "(1 + (2 * 3))" },
        { "a - b - c", "((a - b) - c)" },
        { "(a - b) / c % 2", "(((a - b) / c) % 2)" },
        { "a -- b", "(a - negate(b))" },
        { "-a * b", "(negate(a) * b)" },
        { "a || 'it''s' || c", "((a || 'it's') || c)" },
        { "a = 1 OR b <> 2 AND NOT c", "((a = 1) or ((b <> 2) and not(c)))" },
        { "NOT a = 1", "not((a = 1))" },
        { "a BETWEEN 1 AND 2 AND b", "(between(a, 1, 2) and b)" },
        { "a NOT BETWEEN 1 AND 2 + 3", "not(between(a, 1, (2 + 3)))" },
        { "a IN ('x', 'y')", "in(a, 'x', 'y')" },
        { "a NOT IN (1.5)", "not_in(a, 1.5)" },
        { "a IS NULL AND b IS NOT NULL", "(is_null(a) and is_not_null(b))" },
        { "a LIKE 'x%'", "(a like 'x%')" },
        { "COUNT(*)", "count()" },
        { "count(DISTINCT t.a)", "count_distinct(t.a)" },
        { "SUM(CASE WHEN a > 0 THEN b ELSE 0 END)", "sum(case((a > 0), b, 0))" },
        { "CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'y' END", "case((a = 1), 'x', (a = 2), 'y')" },
        { "COALESCE(a, NULLIF(b, 0), 1)", "coalesce(a, nullif(b, 0), 1)" },
        { "DATE_TRUNC('month', d)", "month_of(d)" },
        { "EXTRACT(HOUR FROM d)", "hour(d)" },
        { "d >= DATE '2026-01-31'", "(d >= '2026-01-31')" },
        { "CAST(a AS BIGINT) * TRUE", "(as_integer(a) * true)" },
        { "LOWER(TRIM(a)) = UPPER(NULL)", "(lower(trim(a)) = upper(null))" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf tree = buf_in(ctx->arena, 4096);
        const struct expr *expr;
        size_t at;

        assert_ok(expr_parse(ctx, cases[i].text, &expr, &at));
        expr_print(expr, &tree);
        assert_string_equal(buf_str(&tree), cases[i].tree);
    }
}

static void what_is_no_expression_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        { "", 0 },
        { "a +", 3 },
        { "a b", 2 },
        { "(a", 2 },
        { "a = 'x", 4 },
        { "a; DROP TABLE b", 1 },
        { "SELECT a", 7 },
        { "pg_sleep(1)", 0 },
        { "SUM(a, b)", 0 },
        { "CASE WHEN a THEN b", 18 },
        { "CASE ELSE b END", 10 },
        { "a IS 1", 5 },
        { "a NOT 1", 6 },
        { "t.1", 2 },
        { "1.2.3", 0 },
        { "EXTRACT(EPOCH FROM a)", 8 },
        { "DATE '2026-02-30'", 5 },
        { "CAST(a AS JSON)", 10 },
        { "a /* b */", 3 },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct expr *expr;
        size_t at = 99;

        if (expr_parse(ctx, cases[i].text, &expr, &at) && at == cases[i].at)
            continue;
        print_error("%s: %zu, not %zu\n", cases[i].text, at, cases[i].at);
        fail();
    }
}

static void depth_has_a_limit(void **state)
{
    struct ctx *ctx = test_ctx(state);
    static const char *const openings[] = { "(", "-", "NOT ", "ABS(", "CASE WHEN " };
    const struct expr *expr;
    size_t at;

    for (size_t i = 0; i < COUNT(openings); i++) {
        struct buf text = buf_in(ctx->arena, 8192);

        for (int j = 0; j < 300; j++)
            buf_text(&text, openings[i]);
        assert_err(expr_parse(ctx, buf_str(&text), &expr, &at), ERR_INVALID, NULL);
    }
}

/* --- documents --- */

static const char *const body =
    "    datasets:\n"
    "      - name: orders\n"
    "        source: shop.orders\n"
    "        fields:\n"
    "          - {name: amount, expression: {dialects: [{dialect: SNOWFLAKE, expression: x}, {dialect: "
    "ANSI_SQL, "
    "expression: amount}]}}\n"
    "          - {name: day, description: Day., dimension: {is_time: true}, datatype: Date, expression: "
    "{dialects: [{dialect: "
    "ANSI_SQL, expression: ordered_on}]}}\n"
    "          - {name: customer_id, expression: {dialects: [{dialect: ANSI_SQL, expression: "
    "customer_id}]}}\n"
    "      - name: customers\n"
    "        source: shop.customers\n"
    "        fields:\n"
    "          - {name: id, expression: {dialects: [{dialect: ANSI_SQL, expression: id}]}}\n"
    "          - {name: country, ai_context: 'nation, land', expression: {dialects: [{dialect: ANSI_SQL, "
    "expression: "
    "country}]}}\n"
    "    relationships:\n"
    "      - {name: of, from: orders, to: customers, from_columns: [customer_id], to_columns: [id]}\n"
    "    metrics:\n"
    "      - {name: revenue, expression: {dialects: [{dialect: ANSI_SQL, expression: SUM(orders.amount)}]}}\n"
    "      - {name: per_customer, expression: {dialects: [{dialect: ANSI_SQL, expression: SUM(orders.amount) "
    "/ COUNT(DISTINCT "
    "customers.id)}]}}\n";

static struct err *loaded(struct ctx *ctx, const char *text, const struct model **out)
{
    return model_load(ctx, text, strlen(text), "shop.yaml", out);
}

static const char *unindented(struct ctx *ctx, const char *text)
{
    struct buf to = buf_in(ctx->arena, 16 * 1024);

    for (bool at_start = true; *text; text++) {
        if (at_start)
            text += strlen("    ");
        buf_char(&to, *text);
        at_start = *text == '\n';
    }
    return buf_str(&to);
}

static void what_is_unknown_is_read_over_and_told(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model;
    const char *const *warnings;
    size_t n = 0;

    assert_ok(loaded(
        ctx, arena_printf(ctx->arena, "version: \"0.9\"\ncolour: red\nname: shop\n%s", unindented(ctx, body)),
        &model));
    warnings = model_warnings(model, &n);
    assert_int_equal(n, 2);
    assert_string_equal(warnings[0], "shop.yaml:1:10: version \"0.9\" is unknown, read as 0.1.1");
    assert_string_equal(warnings[1], "shop.yaml:2:9: \"colour\" is unknown here and read over");
    model_free(model);
}

static void the_three_shapes_of_a_document_are_read(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *documents[] = {
        arena_printf(ctx->arena, "version: \"0.1.1\"\nsemantic_model:\n  - name: shop\n%s", body),
        arena_printf(ctx->arena, "version: 0.2.0.dev0\nsemantic_model:\n    name: shop\n%s", body),
        arena_printf(ctx->arena, "version: 0.2.0.dev0\nname: shop\n%s", unindented(ctx, body)),
    };

    for (size_t i = 0; i < COUNT(documents); i++) {
        const struct model *model;

        assert_ok(loaded(ctx, documents[i], &model));
        assert_int_equal(model->n_datasets, 2);
        assert_int_equal(model->n_metrics, 2);
        assert_int_equal(model->n_dimensions, 2);
        assert_string_equal(model_label(model, "country"), "Country");
        assert_string_equal(model_time_zone(model), "UTC");
        model_free(model);
    }
}

static void somebody_elses_model_answers_plans(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct plan plan =
        plan_from(ctx, "{\"version\":1,\"metrics\":[\"revenue\",\"per_customer\"],\"dimensions\":[{\"name\":"
                       "\"country\"},{\"name\":\"day\",\"grain\":\"month\"}],\"time\":{\"all\":true}}");
    const struct compile_options options = test_options();
    const struct model *model;
    struct compiled compiled;

    assert_ok(loaded(ctx, arena_printf(ctx->arena, "semantic_model:\n  - name: shop\n%s", body), &model));
    assert_ok(plan_compile(ctx, model, &plan, &options, &compiled));
    assert_non_null(
        strstr(compiled.sql, "FROM shop.orders AS orders\n    LEFT JOIN shop.customers AS customers"));
    /* Customers have no day: they are counted from the orders that name them. */
    assert_non_null(strstr(compiled.sql, "count(DISTINCT customers.id)"));
    model_free(model);
}

static void json_is_read_too(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model;

    assert_ok(loaded(
        ctx,
        "{\"version\": \"0.1.0\", \"semantic_model\": [{\"name\": \"x\", \"datasets\": [{\"name\": \"t\", "
        "\"source\": "
        "\"t\", \"fields\": [{\"name\": \"a\", \"expression\": {\"dialects\": [{\"dialect\": \"ANSI_SQL\", "
        "\"expression\": \"a\"}]}}]}]}]}",
        &model));
    model_free(model);
}

#define HEAD "name: x\ndatasets:\n  - name: t\n    source: t\n    fields:\n"
#define A    "      - {name: a, expression: {dialects: [{dialect: ANSI_SQL, expression: a}]}}\n"
#define U                                                                                                    \
    "  - {name: u, source: u, fields: [{name: b, expression: {dialects: [{dialect: ANSI_SQL, expression: "   \
    "b}]}}]}\n"
#define METRIC(expression)                                                                                   \
    "metrics:\n  - {name: m, expression: {dialects: [{dialect: ANSI_SQL, expression: '" expression "'}]}}\n"
#define WAY(name, from, to)                                                                                  \
    "  - {name: " name ", from: " from ", to: " to ", from_columns: [k], to_columns: [k]}\n"

static const struct {
    const char *text, *says;
} faulty[] = {
    { "", "shop.yaml:1:1: the document is empty" },
    { "- 1\n", "a model is a map" },
    { "name: x\n", "needs 1 to 32 datasets" },
    { "name: x\nname: y\n", "shop.yaml:2:1: \"name\" is there twice" },
    { "name: &a x\n", "anchors and aliases are not read" },
    { "name: [\n", "shop.yaml:2:1:" },
    { HEAD A A, "shop.yaml:7:9: dataset \"t\" has two fields \"a\"" },
    { HEAD "      - {name: a, expression: {dialects: [{dialect: ANSI_SQL, expression: SUM(a)}]}}\n",
      "shop.yaml:6:75: a field can't be an aggregate" },
    { HEAD "      - {name: a, expression: {dialects: [{dialect: ANSI_SQL, expression: u.a}]}}\n",
      "only columns of its own" },
    { HEAD "      - {name: a, expression: {dialects: [{dialect: ANSI_SQL, expression: 'a +'}]}}\n",
      "shop.yaml:6:79: ends too early" },
    { HEAD "      - {name: a}\n", "needs an expression" },
    { "name: x\ndatasets: [{name: t, source: SELECT 1}]\n", "make a view of a query" },
    { HEAD A METRIC("SUM(t.b)"), "no field \"b\" in dataset \"t\"" },
    { HEAD A METRIC("SUM(v.a)"), "no dataset \"v\"" },
    { HEAD A METRIC("SUM(a)"), "write dataset.field" },
    { HEAD A METRIC("t.a"), "a metric aggregates" },
    { HEAD A METRIC("SUM(t.a) + t.a"), "outside an aggregate" },
    { HEAD A METRIC("SUM(COUNT(t.a))"), "can't stand inside another" },
    { HEAD A METRIC("COUNT(*)"), "count a field" },
    { HEAD A U METRIC("SUM(t.a * u.b)"), "many-to-one" },
    { HEAD A "relationships:\n" WAY("r", "t", "v"), "no dataset \"v\"" },
    { HEAD A U "relationships:\n" WAY("r", "t", "u") WAY("s", "t", "u"), "two ways from \"t\" to \"u\"" },
    { HEAD A "relationships:\n  - {name: r, from: t, to: t, from_columns: [k], to_columns: []}\n",
      "must be as many" },
    { HEAD A "metrics:\n  - {name: m, ai_context: {synonyms: [Sum]}, expression: {dialects: [{dialect: "
             "ANSI_SQL, expression: "
             "SUM(t.a)}]}}\n  - {name: n, ai_context: {synonyms: [sum]}, expression: {dialects: "
             "[{dialect: ANSI_SQL, "
             "expression: SUM(t.a)}]}}\n",
      "\"sum\" is a synonym of \"m\" and of \"n\"" },
    { "name: x\ncustom_extensions: [{vendor_name: RANDOM_TRUFFLE, data: '{\"colour\":1}'}]\n",
      "/colour: is unknown" },
    { "name: x\ncustom_extensions: [{vendor_name: RANDOM_TRUFFLE, data: '{'}]\n", "not JSON" },
    { "name: x\ncustom_extensions: [{vendor_name: RANDOM_TRUFFLE, data: "
      "'{\"time_zone\":\"Moon/Base\"}'}]\n",
      "no time zone" },
};

static void faults_say_where(void **state)
{
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(faulty); i++) {
        const struct model *model;
        const struct err *err = loaded(ctx, faulty[i].text, &model);

        if (err && err->code == ERR_INVALID && strstr(err->message, faulty[i].says))
            continue;
        print_error("%s\nwanted %s\ngot    %s\n", faulty[i].text, faulty[i].says,
                    err ? err->message : "no fault");
        fail();
    }
}

/* --- the shop's own model --- */

static const char *const promised_metrics[] = { "sessions",
                                                "engaged_sessions",
                                                "engagement_rate",
                                                "bounce_rate",
                                                "avg_session_duration",
                                                "avg_engagement_time",
                                                "sessions_per_user",
                                                "engaged_sessions_per_user",
                                                "active_users",
                                                "total_users",
                                                "new_users",
                                                "returning_users",
                                                "event_count",
                                                "views",
                                                "views_per_session",
                                                "views_per_user",
                                                "key_events",
                                                "session_key_event_rate",
                                                "item_views",
                                                "add_to_carts",
                                                "checkouts",
                                                "transactions",
                                                "purchase_revenue",
                                                "refund_amount",
                                                "average_order_value",
                                                "conversion_rate",
                                                "cart_to_view_rate",
                                                "purchase_to_view_rate",
                                                "cart_abandonment_rate",
                                                "purchasers",
                                                "purchaser_rate",
                                                "first_time_purchasers",
                                                "revenue_per_user",
                                                "items_purchased",
                                                "item_revenue",
                                                "customers",
                                                "new_customers",
                                                "customer_lifetime_value",
                                                "repeat_rate",
                                                "consented_customers",
                                                "consent_rate" };
static const char *const promised_dimensions[] = { "date",
                                                   "hour",
                                                   "day_of_week",
                                                   "channel_group",
                                                   "source",
                                                   "medium",
                                                   "source_medium",
                                                   "campaign",
                                                   "first_user_channel_group",
                                                   "first_user_source",
                                                   "first_user_medium",
                                                   "first_user_campaign",
                                                   "landing_page",
                                                   "page_path",
                                                   "page_title",
                                                   "event_name",
                                                   "device_category",
                                                   "operating_system",
                                                   "browser",
                                                   "language",
                                                   "platform",
                                                   "continent",
                                                   "country",
                                                   "region",
                                                   "city",
                                                   "item_name",
                                                   "item_category",
                                                   "item_brand",
                                                   "coupon",
                                                   "new_or_returning",
                                                   "is_purchaser",
                                                   "is_purchase_session",
                                                   "cohort_week",
                                                   "cohort_month",
                                                   "first_order_month",
                                                   "customer_country",
                                                   "consent_type" };

static void the_shop_has_the_metrics_that_were_promised(void **state)
{
    const struct model *model = commerce(test_ctx(state));

    for (size_t i = 0; i < COUNT(promised_metrics); i++)
        if (!model_metric(model, promised_metrics[i]))
            fail_msg("no metric %s", promised_metrics[i]);
    for (size_t i = 0; i < COUNT(promised_dimensions); i++)
        if (!model_dimension(model, promised_dimensions[i]))
            fail_msg("no dimension %s", promised_dimensions[i]);
}

static void pickers_see_what_may_be_used_where(void **state)
{
    static const char *const attributes[] = { "tier", "customer_country" };
    struct ctx *ctx = test_ctx(state);
    const struct model *model = model_with_attributes(ctx, commerce(ctx), attributes, 2);
    struct buf json = buf_in(ctx->arena, 256 * 1024);
    struct model_info info;

    model_describe(ctx, model, &info);
    for (size_t i = 0; i < info.n_dimensions; i++) {
        const struct model_field_info *field = &info.dimensions[i];

        if (text_is(field->name, "tier") || text_is(field->name, "customer_country"))
            assert_true(field->customer);
        if (text_is(field->name, "page_path"))
            assert_true(field->event && !field->customer);
        if (text_is(field->name, "consent_type"))
            assert_false(field->event || field->customer);
        assert_string_not_equal(field->name, "customer_id");
    }
    shape_encode(&model_info_shape, &info, &json);
    assert_non_null(strstr(buf_str(&json), "\"week_start\":\"monday\""));
}

/* By what its expression divides: for telling when there is little under it. */
static void a_ratio_names_what_counts_its_cases(void **state)
{
    static const char *const pairs[][2] = {
        { "conversion_rate", "sessions" },
        { "engagement_rate", "sessions" },
        { "bounce_rate", "sessions" },
        { "average_order_value", "transactions" },
        { "ctr", "ad_impressions" },
        { "cpc", "ad_clicks" },
        { "purchaser_rate", "active_users" },
        { "roas", NULL },
        { "sessions", NULL },
        { "purchase_revenue", NULL },
    };
    struct ctx *ctx = test_ctx(state);
    struct model_info info;

    model_describe(ctx, commerce(ctx), &info);
    for (size_t i = 0; i < COUNT(pairs); i++)
        for (size_t j = 0; j < info.n_metrics; j++)
            if (text_is(info.metrics[j].name, pairs[i][0]) && !text_is(info.metrics[j].cases, pairs[i][1]) &&
                (info.metrics[j].cases || pairs[i][1]))
                fail_msg("%s is of %s", pairs[i][0],
                         info.metrics[j].cases ? info.metrics[j].cases : "nothing");
}

/* The rate of key events by page, as a statement: its list is the operator's, and purchase always in it. */
static void key_events_are_the_operators(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *shipped = commerce(ctx);
    const struct model *other = model_with_key_events(ctx, shipped, "sign_up,purchase,lead,sign_up");
    const struct compile_options options = test_options();
    const struct plan plan = plan_from(
        ctx,
        "{'version':1,'metrics':['key_events'],'dimensions':[{'name':'page_path'}],'time':{'all':true}}");
    struct compiled before, after;
    size_t n;

    assert_string_equal(model_other_key_events(ctx, shipped), "");
    assert_string_equal(model_other_key_events(ctx, other), "sign_up,lead");
    (void)model_key_events(other, &n);
    assert_int_equal(n, 3);
    assert_ok(plan_compile(ctx, shipped, &plan, &options, &before));
    assert_ok(plan_compile(ctx, other, &plan, &options, &after));
    assert_non_null(strstr(after.sql, "'purchase', 'sign_up', 'lead'"));
    assert_null(strstr(before.sql, "'sign_up'"));
    (void)model_key_events(shipped, &n);
    assert_int_equal(n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_expression_becomes_a_tree),
        TEST(what_is_no_expression_is_refused_with_its_place),
        TEST(depth_has_a_limit),
        TEST(what_is_unknown_is_read_over_and_told),
        TEST(the_three_shapes_of_a_document_are_read),
        TEST(somebody_elses_model_answers_plans),
        TEST(json_is_read_too),
        TEST(faults_say_where),
        TEST(the_shop_has_the_metrics_that_were_promised),
        TEST(pickers_see_what_may_be_used_where),
        TEST(a_ratio_names_what_counts_its_cases),
        TEST(key_events_are_the_operators),
    };

    return cmocka_run_group_tests_name("the model", tests, NULL, NULL);
}
