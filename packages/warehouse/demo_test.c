#include "packages/core/test.h"
#include "packages/identity/identity.h"
#include "packages/warehouse/demo.h"
#include "packages/warehouse/load/csv.h"
#include "packages/warehouse/testing.h"

#include <string.h>

static const struct secret key = { (unsigned char[]){ 1, 2, 3, 4, 5, 6, 7, 8 }, 8 };
static const struct demo_options small = {
    .yesterday = { 2026, 11, 23 }, .sessions = 40, .customers = 1500, .key = &key
};

static void the_demo_tells_its_story(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    struct warehouse_state now;
    struct demo_report report;

    assert_ok(demo_load(ctx, &small, &report));
    assert_ok(warehouse_state(ctx, &now));
    assert_string_equal(now.data_until, "2026-11-23");
    assert_string_equal(now.first_day, "2026-07-27");
    assert_int_equal(report.customers, 1500);
    assert_int_equal(now.n_attributes, 2);
    assert_true(report.events > 25000 && report.events < 50000);
    /* The campaign lifts Paid Social, three days sell next to nothing, the new product sells at once. */
    assert_true(number_of(ctx, "SELECT count(*) FROM sessions WHERE channel_group = 'Paid Social' AND "
                               "session_date > DATE '2026-10-12'") >
                2 * number_of(ctx, "SELECT count(*) FROM sessions WHERE channel_group = 'Paid Social' AND "
                                   "session_date BETWEEN DATE '2026-08-31' AND DATE '2026-10-11'"));
    assert_int_equal(number_of(ctx, "SELECT count(DISTINCT session_date) FROM sessions WHERE session_date "
                                    "BETWEEN DATE '2026-09-16' AND DATE '2026-09-18'"),
                     3);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM items WHERE item_name = 'Trail Lantern' AND "
                                    "event_date < DATE '2026-10-25'"),
                     0);
    assert_true(number_of(ctx, "SELECT count(*) FROM items WHERE item_name = 'Trail Lantern'") > 20);
    /* Every purchase is an order, once. */
    assert_int_equal(
        number_of(ctx, "SELECT count(*) FROM events WHERE event_name = 'purchase' AND NOT is_repeat"),
        number_of(ctx, "SELECT count(*) FROM orders WHERE order_date >= DATE '2026-07-27'"));
    assert_int_equal(
        number_of(ctx, "SELECT count(*) FROM events e WHERE event_name = 'purchase' AND NOT EXISTS (SELECT 1 "
                       "FROM orders o WHERE "
                       "o.order_id = e.transaction_id AND abs(o.order_value - e.purchase_revenue) < 0.001)"),
        0);
    assert_int_equal(
        number_of(ctx,
                  "SELECT count(*) FROM sessions WHERE channel_group <> first_user_channel_group AND is_new"),
        0);
    assert_true(
        number_of(ctx,
                  "SELECT count(DISTINCT customer_key) FROM customer_users JOIN sessions USING (user_key)") >
        500);
}

static void the_same_seed_gives_the_same_data(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    struct demo_options options = small;
    struct demo_report first, again;

    options.sessions = 5;
    options.customers = 100;
    assert_ok(demo_load(ctx, &options, &first));
    assert_ok(demo_load(ctx, &options, &again));
    assert_string_equal(first.data_version, again.data_version);
    options.seed = 2;
    assert_ok(demo_load(ctx, &options, &again));
    assert_string_not_equal(first.data_version, again.data_version);
}

static struct err *gather(struct ctx *ctx, const char *csv, size_t size, void *arg)
{
    (void)ctx;
    buf_add(arg, csv, size);
    return NULL;
}

static void consents_are_a_csv_and_most_grant(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf all = buf_in(ctx->arena, 4 * 1024 * 1024);
    struct hasher *hasher = hasher_new_hmac(&key);
    int granted = 0, withdrawn = 0;
    struct csv *csv;
    struct csv_row row;

    assert_ok(demo_consents(ctx, &small, gather, &all));
    csv = csv_over(ctx, (struct bytes){ (const unsigned char *)all.at, all.len });
    assert_true(csv_next(csv, &row));
    assert_string_equal(row.fields[0], "identifier_type");
    while (csv_next(csv, &row)) {
        unsigned char hash[IDENTITY_HASH];
        const enum identity_type type = row.fields[0][0] == 'e'   ? IDENTITY_EMAIL
                                        : row.fields[0][0] == 'p' ? IDENTITY_PHONE
                                                                  : IDENTITY_CUSTOMER_ID;

        assert_int_equal(row.n_fields, 6);
        assert_true(identity_key(ctx->arena, hasher, type, row.fields[1], hash));
        if (text_is(row.fields[2], "ad_personalization"))
            *(text_is(row.fields[3], "granted") ? &granted : &withdrawn) += 1;
    }
    hasher_free(hasher);
    assert_true(granted - withdrawn > 1500 * 79 / 100 && granted - withdrawn < 1500 * 87 / 100);
    assert_true(withdrawn > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_demo_tells_its_story),
        TEST(the_same_seed_gives_the_same_data),
        TEST(consents_are_a_csv_and_most_grant),
    };

    return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
