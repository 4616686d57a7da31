/*
 * Rule trees against the rows themselves: the same trees are worked out by hand, customer by customer.
 */
#include "packages/semantic/testing_shop.h"

#include "packages/core/test.h"

#include <string.h>

enum { N_TREES = 200, TODAY = 20781 /* 2026-11-24 */ };

struct lab {
    struct ctx *ctx;
    const struct model *model;
    struct duck *duck;
    struct shop *shop;
    struct compile_options options;
    struct dice dice;
};

static struct lab lab_open(void **state)
{
    static const char *const attributes[] = { "tier" };
    struct lab lab = { .ctx = test_ctx(state), .options = test_options(), .dice = { 99 } };

    lab.model = model_with_attributes(lab.ctx, commerce(lab.ctx), attributes, 1);
    lab.duck = duck_open(lab.ctx);
    lab.shop = shop_open(lab.ctx, lab.duck, 11);
    return lab;
}

/* --- by hand --- */

static bool is_in_time(const struct time *time, int64_t day)
{
    if (!time || time->all)
        return true;
    assert_non_null(time->relative);
    return day < TODAY && day >= TODAY - time->relative->last;
}

static bool text_fits(const struct cond *cond, const char *value)
{
    bool is_among = false;

    if (cond->op == TEST_IS_NULL)
        return !value;
    if (!value)
        return false;
    for (size_t i = 0; i < json_array_size(cond->values); i++)
        is_among = is_among || text_is(json_string_value(json_array_get(cond->values, i)), value);
    switch (cond->op) {
    case TEST_EQ:
        return text_is(json_string_value(cond->value), value);
    case TEST_NE:
        return !text_is(json_string_value(cond->value), value);
    case TEST_IN:
        return is_among;
    case TEST_NOT_IN:
        return !is_among;
    case TEST_CONTAINS:
        return strstr(value, json_string_value(cond->value)) != NULL;
    default:
        fail();
        return false;
    }
}

static bool number_fits(const struct cond *cond, double value)
{
    const double other = json_number_value(cond->value);

    if (isnan(value))
        return false;
    return cond->op == TEST_GT    ? value > other
           : cond->op == TEST_GTE ? value >= other
           : cond->op == TEST_LT  ? value < other
                                  : value <= other;
}

static bool event_fits(const struct lab *lab, const struct cond *where, size_t at)
{
    const struct shop_event *event = &lab->shop->events[at];

    if (!where)
        return true;
    if (text_is(where->field, "page_path"))
        return text_fits(where, event->page);
    if (text_is(where->field, "device_category"))
        return text_fits(where, event->device);
    assert_string_equal(where->field, "item_category");
    for (size_t i = 0; i < event->n_items; i++)
        if (text_fits(where, lab->shop->items[event->first_item + i].category))
            return true;
    return false;
}

static bool did_by_hand(const struct lab *lab, const struct did *did, int customer)
{
    int64_t n = 0;

    for (size_t i = 0; i < lab->shop->n_events_of[customer]; i++) {
        const size_t at = lab->shop->events_of[customer][i];
        const struct shop_event *event = &lab->shop->events[at];

        n += text_is(event->name, did->event) && !event->is_repeat && is_in_time(did->time, event->day) &&
             event_fits(lab, did->where, at);
    }
    return n >= (did->times ? did->times : 1);
}

static double metric_by_hand(const struct lab *lab, const struct cond *cond, int customer)
{
    double revenue = 0, purchases = 0, events = 0, value = 0, orders = 0;

    for (size_t i = 0; i < lab->shop->n_events_of[customer]; i++) {
        const size_t at = lab->shop->events_of[customer][i];
        const struct shop_event *event = &lab->shop->events[at];
        const bool is_purchase = text_is(event->name, "purchase") && !event->is_repeat;

        if (!is_in_time(cond->time, event->day) || !event_fits(lab, cond->where, at))
            continue;
        events++;
        purchases += is_purchase;
        revenue += is_purchase ? event->revenue : 0;
    }
    for (size_t i = 0; i < N_ORDERS; i++) {
        if (lab->shop->orders[i].customer != customer)
            continue;
        value += lab->shop->orders[i].value;
        orders = orders > 0 || !lab->shop->orders[i].is_cancelled;
    }
    if (text_is(cond->metric, "customer_lifetime_value"))
        return orders > 0 ? value / orders : NAN;
    if (text_is(cond->metric, "average_order_value"))
        return purchases > 0 ? revenue / purchases : NAN;
    return text_is(cond->metric, "purchase_revenue") ? revenue : events;
}

static bool by_hand(const struct lab *lab, const struct cond *cond, int customer)
{
    const struct shop_customer *who = &lab->shop->customers[customer];
    bool all = true, any = false;

    for (size_t i = 0; i < cond->n_all; i++)
        all = all && by_hand(lab, &cond->all[i], customer);
    for (size_t i = 0; i < cond->n_any; i++)
        any = any || by_hand(lab, &cond->any[i], customer);
    if (cond->all || cond->any)
        return cond->all ? all : any;
    if (cond->negated)
        return !by_hand(lab, cond->negated, customer);
    if (cond->did)
        return did_by_hand(lab, cond->did, customer);
    if (cond->metric)
        return number_fits(cond, metric_by_hand(lab, cond, customer));
    if (cond->audience)
        return by_hand(lab, lab->options.audiences[0].rules, customer);
    if (text_is(cond->field, "has_email"))
        return json_is_true(cond->value) == who->has_email;
    return text_fits(cond, text_is(cond->field, "tier") ? who->tier : who->country);
}

/* --- a generator of trees --- */

static const char *const leaves[] = {
    "{'field':'customer_country','op':'in','values':['US','CA']}",
    "{'field':'customer_country','op':'ne','value':'DE'}",
    "{'field':'customer_country','op':'is_null'}",
    "{'field':'has_email','op':'eq','value':true}",
    "{'field':'tier','op':'not_in','values':['gold']}",
    "{'field':'tier','op':'contains','value':'ol'}",
    "{'did':{'event':'purchase'}}",
    "{'did':{'event':'purchase','times':2,'time':{'all':true}}}",
    "{'did':{'event':'view_item','time':{'relative':{'unit':'day','last':60}}}}",
    "{'did':{'event':'page_view','times':3,'where':{'field':'page_path','op':'eq','value':'/sale'}}}",
    "{'did':{'event':'add_to_cart','where':{'field':'item_category','op':'eq','value':'Bags'}}}",
    "{'did':{'event':'purchase','where':{'field':'item_category','op':'is_null'},'time':{'relative':{'unit':'"
    "day','last':90}}}}",
    "{'metric':'customer_lifetime_value','op':'gt','value':150}",
    "{'metric':'purchase_revenue','op':'gte','value':40}",
    "{'metric':'purchase_revenue','op':'lt','value':50,'time':{'relative':{'unit':'day','last':70}}}",
    "{'metric':'event_count','op':'lte','value':3,'where':{'field':'device_category','op':'eq','value':'"
    "mobile'}}",
    "{'metric':'average_order_value','op':'gt','value':30,'where':{'field':'page_path','op':'ne','value':'/"
    "sale'}}",
    "{'audience':'aud_1','version':2}",
};

static const char *random_tree(struct lab *lab, int depth)
{
    const uint64_t kind = depth > 3 ? 9 : dice_roll(&lab->dice, 10);
    struct arena *arena = lab->ctx->arena;
    struct buf to = buf_in(arena, 64 * 1024);
    const size_t n = 1 + dice_roll(&lab->dice, 3);

    if (kind >= 5)
        return leaves[dice_roll(&lab->dice, COUNT(leaves))];
    if (kind == 4)
        return arena_printf(arena, "{'not':%s}", random_tree(lab, depth + 1));
    buf_text(&to, kind < 2 ? "{'all':[" : "{'any':[");
    for (size_t i = 0; i < n; i++)
        buf_printf(&to, "%s%s", i ? "," : "", random_tree(lab, depth + 1));
    buf_text(&to, "]}");
    return buf_str(&to);
}

/* --- what must hold --- */

static size_t count_by_hand(const struct lab *lab, const struct cond *cond)
{
    size_t n = 0;

    for (int customer = 0; customer < N_CUSTOMERS; customer++)
        n += by_hand(lab, cond, customer);
    return n;
}

static void check_members(struct lab *lab, const struct cond *rules)
{
    struct warehouse_result members;
    struct compiled compiled;
    bool is_member[N_CUSTOMERS] = { false };

    assert_ok(rules_compile(lab->ctx, lab->model, rules, &lab->options, &compiled));
    members = duck_query(lab->ctx, lab->duck, &compiled);
    for (size_t row = 0; row < members.n_rows; row++) {
        const int64_t customer = members.cells[row * 2].value.integer - 1;

        assert_false(is_member[customer]);
        is_member[customer] = true;
    }
    for (int customer = 0; customer < N_CUSTOMERS; customer++) {
        if (is_member[customer] == by_hand(lab, rules, customer))
            continue;
        print_error("customer %d\n%s\n%s\n", customer, rules_canonical(lab->ctx, lab->model, rules),
                    compiled.sql);
        fail();
    }
}

/* The node that a pointer names. */
static const struct cond *node_at(const struct cond *cond, const char *pointer)
{
    size_t i;

    while (*pointer) {
        if (text_starts(pointer, "/not")) {
            cond = cond->negated;
            pointer += strlen("/not");
            continue;
        }
        i = (size_t)(pointer[strlen("/all/")] - '0');
        cond = cond->all ? &cond->all[i] : &cond->any[i];
        pointer += strlen("/all/0");
    }
    return cond;
}

static void check_counts(struct lab *lab, const struct cond *rules)
{
    struct warehouse_result counts;
    struct compiled compiled;

    assert_ok(rules_counts_compile(lab->ctx, lab->model, rules, &lab->options, &compiled));
    counts = duck_query(lab->ctx, lab->duck, &compiled);
    assert_string_equal(counts.cells[0].value.text, "");
    for (size_t row = 0; row < counts.n_rows; row++) {
        const struct cond *node = node_at(rules, counts.cells[row * 3].value.text);
        const int64_t kept = counts.cells[row * 3 + 1].value.integer;

        assert_int_equal(kept, count_by_hand(lab, node));
        assert_int_equal(counts.cells[row * 3 + 2].value.integer, N_CUSTOMERS - kept);
    }
}

static void a_tree_holds_the_customers_that_it_describes(void **state)
{
    struct lab lab = lab_open(state);
    const struct cond other = rules_from(
        lab.ctx, "{'any':[{'field':'tier','op':'eq','value':'gold'},{'did':{'event':'begin_checkout'}}]}");
    const struct audience_rules audiences[] = { { "aud_1", 2, &other } };
    size_t n_some = 0;

    lab.options.audiences = audiences;
    lab.options.n_audiences = 1;
    for (size_t i = 0; i < COUNT(leaves); i++) {
        const struct cond rules = rules_from(lab.ctx, leaves[i]);
        const size_t n = count_by_hand(&lab, &rules);

        check_members(&lab, &rules);
        assert_true(n > 0 && n < N_CUSTOMERS);
    }
    for (size_t i = 0; i < N_TREES; i++) {
        const struct cond rules = rules_from(lab.ctx, random_tree(&lab, 0));
        const size_t n = count_by_hand(&lab, &rules);

        check_members(&lab, &rules);
        n_some += n > 0 && n < N_CUSTOMERS;
        if (i % 5 == 0)
            check_counts(&lab, &rules);
    }
    print_message("%d trees, %zu with some but not all customers\n", N_TREES, n_some);
}

static void a_missing_version_is_an_error(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct compile_options options = test_options();
    const struct cond rules = rules_from(ctx, "{'all':[{'audience':'aud_9','version':3}]}");
    struct compiled compiled;

    assert_err(rules_compile(ctx, model, &rules, &options, &compiled), ERR_INVALID, NULL);
}

static void faults_have_their_pointer(void **state)
{
    static const struct {
        const char *rules, *pointer, *says;
    } cases[] = {
        { "{'field':'page_path','op':'eq','value':'/'}", "/field", "no attribute of a customer" },
        { "{'field':'customer_county','op':'eq','value':'US'}", "/field",
          "did you mean \"customer_country\"" },
        { "{'field':'customer_country','op':'gt','value':'US'}", "/op", "does not go with" },
        { "{'field':'has_email','op':'eq','value':'yes'}", "/value", "true or false" },
        { "{'all':[{'not':{'did':{'event':'purchase','where':{'field':'customer_country','op':'eq','value':1}"
          "}}}]}",
          "/all/0/not/did/where/value", "must be text" },
        { "{'did':{'event':'purchase','scope':'session'}}", "/did/scope", "about customers" },
        { "{'did':{'event':'purchase','where':{'did':{'event':'x'}}}}", "/did/where/did", "inside a where" },
        { "{'did':{'event':'purchase','where':{'field':'consent_type','op':'eq','value':'email'}}}",
          "/did/where/field", "no property of events" },
        { "{'metric':'consent_rate','op':'between','value':1}", "/op", "eq, ne" },
        { "{'metric':'sesions','op':'gt','value':1}", "/metric", "did you mean \"sessions\"" },
        { "{'metric':'purchase_revenue','op':'gt','value':1,'where':{'field':'item_name','op':'eq','value':'"
          "Tote'}}",
          "/where/field", "incompatible" },
    };
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct cond rules = rules_from(ctx, cases[i].rules);
        const struct err *err = rules_check(ctx, model, &rules);

        assert_err(err, ERR_INVALID, cases[i].pointer);
        if (!strstr(err->message, cases[i].says)) {
            print_error("%s: %s\n", cases[i].rules, err->message);
            fail();
        }
    }
}

static const char *const example =
    "{'all':[{'field':'customer_country','op':'in','values':['US','CA']},{'did':{'event':'purchase','times':"
    "2,'time':{'relative':{'unit':'day','last':90}},'where':{'field':'item_category','op':'eq','value':'Bags'"
    "}}},{'not':{'did':{'event':'purchase','time':{'relative':{'unit':'day','last':30}}}}},{'metric':'"
    "customer_lifetime_value','op':'gt','value':500},{'not':{'audience':'aud_7f3','version':3}}]}";

static void a_tree_reads_as_a_sentence(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct cond rules = rules_from(ctx, example);

    assert_string_equal(
        rules_words(ctx, commerce(ctx), &rules),
        "Customers whose customer country is US or CA and who purchased at least 2 times in the last 90 days "
        "where product category is Bags and who did not purchase in the last 30 days and whose customer "
        "lifetime value is more than 500 and who are not in audience aud_7f3, version 3");
}

static void a_time_reads_as_people_say_it(void **state)
{
    static const struct {
        const char *time, *words;
    } cases[] = {
        { "{'relative':{'unit':'day','last':90}}", "Customers who purchased in the last 90 days" },
        { "{'relative':{'unit':'day','shift':-1}}", "Customers who purchased yesterday" },
        { "{'relative':{'unit':'month','shift':-1}}", "Customers who purchased last month" },
        { "{'relative':{'unit':'month','to_date':true}}", "Customers who purchased in this month so far" },
        { "{'relative':{'unit':'week','shift':-2}}", "Customers who purchased 2 weeks ago" },
        { "{'relative':{'unit':'month','last':3}}", "Customers who purchased in the last 3 whole months" },
        { "{'from':'2026-05-01','to':'2026-05-31'}", "Customers who purchased in May 2026" },
        { "{'from':'2026-05-01','to':'2026-05-09'}", "Customers who purchased from 1 to 9 May 2026" },
        { "{'from':'2026-05-03','to':'2026-05-03'}", "Customers who purchased on 3 May 2026" },
        { "{'all':true,'days_of_week':[6,7],'hours':[20]}",
          "Customers who purchased, on Saturdays and Sundays, in the hours 20" },
    };
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct cond rules = rules_from(
            ctx, arena_printf(ctx->arena, "{'did':{'event':'purchase','time':%s}}", cases[i].time));

        assert_string_equal(rules_words(ctx, model, &rules), cases[i].words);
    }
}

static void changes_are_told_one_by_one(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct cond before = rules_from(ctx, example);
    const struct cond after =
        rules_from(ctx, "{'all':[{'did':{'event':'purchase','times':3,'time':{'relative':{'unit':'day','last'"
                        ":90}}}},{'field':'customer_country','op':'in','values':['CA','US']},{'not':{'did':{'"
                        "event':'purchase','time':{'relative':{'unit':'day','last':30}}}}},{'field':'has_"
                        "email','op':'eq','value':true},{'not':{'audience':'aud_7f3','version':3}}]}");
    const char **changes;
    size_t n;

    changes = rules_changes(ctx, model, &before, &after, &n);
    assert_int_equal(n, 3);
    assert_string_equal(changes[0],
                        "changed: who purchased at least 3 times in the last 90 days (was: who purchased at "
                        "least 2 times in the last 90 days where product category is Bags)");
    assert_string_equal(changes[1], "added: who have e-mail address");
    assert_string_equal(changes[2], "removed: whose customer lifetime value is more than 500");
    rules_changes(ctx, model, &before, &before, &n);
    assert_int_equal(n, 0);
    rules_changes(ctx, model, NULL, &after, &n);
    assert_int_equal(n, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_tree_holds_the_customers_that_it_describes),
        TEST(a_missing_version_is_an_error),
        TEST(faults_have_their_pointer),
        TEST(a_tree_reads_as_a_sentence),
        TEST(a_time_reads_as_people_say_it),
        TEST(changes_are_told_one_by_one),
    };

    return cmocka_run_group_tests_name("rule trees", tests, NULL, NULL);
}
