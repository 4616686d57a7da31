#include "packages/core/test.h"
#include "packages/identity/identity.h"
#include "packages/warehouse/load/csv.h"
#include "packages/warehouse/load.h"
#include "packages/warehouse/testing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static const struct secret key = { (unsigned char[]){ 1, 2, 3, 4, 5, 6, 7, 8 }, 8 };

typedef struct err *loader(struct ctx *ctx, const struct load_input *in, struct load_report *out);

static struct load_report loaded(struct ctx *ctx, loader *load, const char *csv)
{
    const struct load_file file = { .path = file_with(ctx, "in.csv", csv) };
    struct load_report report;

    assert_ok(load(ctx, &(struct load_input){ .files = &file, .n_files = 1, .key = &key }, &report));
    return report;
}

static const struct err *refused(struct ctx *ctx, loader *load, const char *csv, struct load_report *report)
{
    const struct load_file file = { .path = file_with(ctx, "in.csv", csv) };
    const struct err *err =
        load(ctx, &(struct load_input){ .files = &file, .n_files = 1, .key = &key }, report);

    assert_err(err, ERR_INVALID, NULL);
    return err;
}

/* The real file in our columns; a C before the invoice number marks a cancellation. */
static const char *converted_retail(struct ctx *ctx)
{
    const char *path = file_with(ctx, "orders.csv", "");
    FILE *out = fopen(path, "wbe");
    struct csv *csv;
    struct csv_row row;

    assert_ok(csv_open(ctx, "tests/data/online_retail/transactions.csv.gz", &csv));
    assert_true(csv_next(csv, &row));
    fputs("unit_price,order_id,customer_id,ordered_at,item_id,quantity,cancelled,currency\n", out);
    while (csv_next(csv, &row))
        fprintf(out, "%s,%s,%s,%s,\"%s\",%s,%s,GBP\n", row.fields[5], row.fields[0], row.fields[6],
                row.fields[4], row.fields[1], row.fields[3], row.fields[0][0] == 'C' ? "true" : "false");
    assert_int_equal(fclose(out), 0);
    return path;
}

static void the_real_shop_gives_the_known_numbers(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const struct load_file file = { .path = converted_retail(ctx) };
    const struct load_input input = { .files = &file, .n_files = 1, .zone = "Europe/London" };
    struct load_report report;

    assert_ok(load_orders(ctx, &input, &report));
    assert_int_equal(report.rows_loaded, 320705);
    assert_int_equal(report.days, 219);
    assert_string_equal(report.first_day, "2010-12-01");
    assert_string_equal(report.last_day, "2011-08-31");
    assert_true(fabs(real_of(ctx, "SELECT sum(line_value) FROM order_items") - 5761931.382) < 0.001);
    assert_true(fabs(real_of(ctx, "SELECT sum(order_value) FROM orders") - 5761931.382) < 0.001);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM order_items WHERE is_cancelled"), 5847);
    assert_int_equal(number_of(ctx, "SELECT count(DISTINCT customer_key) FROM orders"), 3360);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM orders"), 16459);
    /* Summer time: half past eight in London is half past seven in UTC. */
    assert_int_equal(number_of(ctx,
                               "SELECT count(*) FROM orders WHERE order_date <> "
                               "CAST(make_timestamptz(ordered_at) AT TIME ZONE 'Europe/London' AS DATE)"),
                     0);
    assert_ok(load_orders(ctx, &input, &report));
    assert_true(report.is_unchanged);
}

static void a_column_of_another_name_is_mapped(void **state)
{
    static const struct load_column columns[] = { { "InvoiceNo", "order_id" },
                                                  { "InvoiceDate", "ordered_at" },
                                                  { "UnitPrice", "unit_price" },
                                                  { "Country", "" } };
    struct ctx *ctx = opened_warehouse(state);
    const struct load_file file = {
        .path = file_with(ctx, "o.csv", "InvoiceNo,InvoiceDate,UnitPrice,Country\n1,2026-11-01,2.5,UK\n")
    };
    struct load_report report;

    assert_ok(load_orders(
        ctx,
        &(struct load_input){ .files = &file, .n_files = 1, .columns = columns, .n_columns = COUNT(columns) },
        &report));
    assert_true(real_of(ctx, "SELECT order_value FROM orders") == 2.5);
}

static void an_order_is_replaced_with_all_its_lines(void **state)
{
    struct ctx *ctx = opened_warehouse(state);

    loaded(ctx, load_orders,
           "order_id,ordered_at,unit_price,quantity\n1,2026-11-01,5,1\n1,2026-11-01,7,2\n2,2026-11-02,1,1\n");
    loaded(ctx, load_orders,
           "order_id,ordered_at,unit_price,quantity,cancelled\n1,2026-11-01,3,1,no\n3,2026-11-03,4,2,yes\n4,"
           "2026-11-03,4,-2,yes\n");
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM order_items"), 4);
    assert_true(real_of(ctx, "SELECT order_value FROM orders WHERE order_id = '1'") == 3);
    assert_true(real_of(ctx, "SELECT order_value FROM orders WHERE order_id = '3'") == 0);
    assert_true(real_of(ctx, "SELECT order_value FROM orders WHERE order_id = '4'") == -8);
}

static void overlapping_exports_dont_double_an_order(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *csv = "order_id,ordered_at,unit_price\n1,2026-11-01,5\n1,2026-11-01,7\n";
    const struct load_file files[] = { { .path = file_with(ctx, "a.csv", csv) },
                                       { .path = file_with(ctx, "b.csv", csv) } };
    struct load_report report;

    assert_ok(load_orders(ctx, &(struct load_input){ .files = files, .n_files = 2 }, &report));
    assert_true(real_of(ctx, "SELECT sum(order_value) FROM orders") == 12);
}

static const char two_customers[] =
    "customer_id,email,phone,first_name,last_name,country,postal_code,loyalty_tier,created_at\n"
    "c1,Jane.Doe@example.com,(212) 555-0123,Jane,Doe,United States,10001,gold,2026-01-02\n"
    "c2,not an address,555,Jo,Dee,Narnia,10001,,\n";

static void customers_keep_their_rows_and_lose_what_is_unusable(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const struct load_report report = loaded(ctx, load_customers, two_customers);
    const struct warehouse_query query = {
        .sql = "SELECT phone, email_hash, member_key FROM identifiers WHERE customer_id = 'c1'",
        .with_identifiers = true
    };
    struct warehouse_result result;
    struct hasher *hasher = hasher_new_hmac(&key);
    unsigned char hash[IDENTITY_HASH];

    assert_int_equal(report.rows_loaded, 2);
    assert_int_equal(report.n_unusable, 3);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM customers"), 2);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM customers WHERE has_email AND has_phone"), 1);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM customers WHERE has_address"), 1);
    assert_string_equal(text_of(ctx, "SELECT country FROM customers WHERE customer_id = 'c1'"), "US");
    assert_string_equal(text_of(ctx, "SELECT loyalty_tier FROM customers WHERE customer_id = 'c1'"), "gold");
    assert_ok(warehouse_query(ctx, &query, &result));
    assert_string_equal(result.cells[0].value.text, "+12125550123");
    assert_true(identity_key(ctx->arena, hasher, IDENTITY_EMAIL, "jane.doe@EXAMPLE.com", hash));
    assert_memory_equal(result.cells[1].value.bytes.at, hash, IDENTITY_HASH);
    assert_memory_equal(result.cells[2].value.bytes.at, hash, IDENTITY_HASH);
    hasher_free(hasher);
}

static void a_customer_row_replaces_the_one_with_its_key(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *const *attributes;
    size_t n;
    struct load_report report;

    loaded(ctx, load_customers, two_customers);
    loaded(ctx, load_customers,
           "email,customer_id,Marketing "
           "Segment\nnew@example.com,c2,A\nlater@example.com,c2,B\nx@example.com,c3,C\n");
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM customers"), 3);
    assert_string_equal(text_of(ctx, "SELECT marketing_segment FROM customers WHERE customer_id = 'c2'"),
                        "B");
    assert_string_equal(text_of(ctx, "SELECT loyalty_tier FROM customers WHERE customer_id = 'c1'"), "gold");
    assert_ok(warehouse_attributes(ctx, &attributes, &n));
    assert_int_equal(n, 2);
    assert_string_equal(attributes[1], "marketing_segment");
    report = loaded(ctx, load_customers, "customer_id,email,marketing_segment\nx1,,\n");
    assert_false(report.is_unchanged);
    report = loaded(ctx, load_customers, "customer_id,email,marketing_segment\nx1,,\n");
    assert_true(report.is_unchanged);
}

static void users_reach_customers_by_link_or_by_user_id(void **state)
{
    struct ctx *ctx = opened_warehouse(state);

    loaded(ctx, load_customers, "customer_id\nc1\nc2\n");
    loaded(ctx, load_customer_users, "user_pseudo_id,customer_id\nu1,c1\nu2,c1\nu2,c2\n");
    loaded_ga4(ctx, file_with(ctx, "e.ndjson",
                              "{\"event_date\":\"20261101\",\"event_timestamp\":1,\"event_name\":\"x\","
                              "\"user_pseudo_id\":\"u3\",\"user_id\":\"c2\"}\n"
                              "{\"event_date\":\"20261101\",\"event_timestamp\":2,\"event_name\":\"x\","
                              "\"user_pseudo_id\":\"u4\",\"user_id\":\"stranger\"}\n"));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM customer_users"), 3);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM customer_users JOIN customers USING (customer_key) "
                                    "WHERE customer_id = 'c2'"),
                     2);
}

static void a_misspelt_column_is_told_with_the_right_one(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    struct load_report report;

    assert_non_null(strstr(refused(ctx, load_customers, "customer_id,emial\nc1,x\n", &report)->message,
                           "did you mean \"email\""));
    assert_non_null(
        strstr(refused(ctx, load_customers, "id,x\nc1,x\n", &report)->message, "\"customer_id\" is missing"));
    assert_non_null(
        strstr(refused(ctx, load_orders, "order_id,ordered_at,unit_price,colour\n", &report)->message,
               "no column \"colour\""));
    assert_non_null(
        strstr(refused(ctx, load_customers, "customer_id,email,email\n", &report)->message, "twice"));
    assert_non_null(strstr(refused(ctx, load_customers, "customer_id,1st_tier\n", &report)->message,
                           "can't be an attribute"));
    assert_non_null(strstr(refused(ctx, load_customers, "", &report)->message, "needs a header"));
}

static void bad_rows_are_told_and_nothing_is_loaded(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *csv = "order_id,ordered_at,unit_price\n1,2026-11-01,5\n2,yesterday,5\n3,2026-11-01,much\n4,"
                      "2026-11-01\n,2026-11-01,1\n";
    const struct load_file file = { .path = file_with(ctx, "in.csv", csv) };
    struct load_report report;

    refused(ctx, load_orders, csv, &report);
    assert_int_equal(report.rows_rejected, 4);
    assert_int_equal(report.rejected[0].line, 3);
    assert_string_equal(report.rejected[2].reason, "2 fields where the header has 3");
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM orders"), 0);
    assert_ok(
        load_orders(ctx, &(struct load_input){ .files = &file, .n_files = 1, .skip_bad = true }, &report));
    assert_int_equal(report.rows_loaded, 1);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM orders"), 1);
}

static void a_csv_has_limits(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    struct buf wide = buf_in(ctx->arena, 100000), lengthy = buf_in(ctx->arena, 100000);
    struct load_report report;

    buf_text(&wide, "customer_id");
    for (int i = 0; i < 51; i++)
        buf_printf(&wide, ",a%d", i);
    buf_text(&wide, "\n");
    assert_non_null(
        strstr(refused(ctx, load_customers, buf_str(&wide), &report)->message, "more than 50 attributes"));
    for (int i = 0; i < 100; i++)
        buf_printf(&wide, ",b%d", i);
    buf_reset(&wide);
    buf_text(&wide, "customer_id");
    for (int i = 0; i < 130; i++)
        buf_printf(&wide, ",a%d", i);
    assert_non_null(
        strstr(refused(ctx, load_customers, buf_str(&wide), &report)->message, "more than 128 columns"));
    buf_text(&lengthy, "customer_id,city\nc1,");
    for (int i = 0; i < 5000; i++)
        buf_char(&lengthy, 'x');
    buf_text(&lengthy, "\nc2,Rome\n");
    refused(ctx, load_customers, buf_str(&lengthy), &report);
    assert_string_equal(report.rejected[0].reason, "a field is longer than 4096 bytes");
    refused(ctx, load_customers, "customer_id,city\nc1,\"Rome\n", &report);
    refused(ctx, load_customers, "customer_id,city\nc1,\"Rome\"x\n", &report);
    refused(ctx, load_customers, "customer_id,city\nc1,R\xffme\n", &report);
}

static void a_platforms_day_of_costs_is_replaced(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    struct load_report report;
    struct warehouse_state now;

    loaded(ctx, load_campaign_days,
           "date,ad_platform,campaign,cost,clicks,impressions,currency\n"
           "2026-11-01,google,Brand,10.10,5,100,USD\n2026-11-01,google,Brand,0.20,1,10,USD\n"
           "2026-11-01,meta,Brand,7,2,50,USD\n2026-11-02,google,,1,,,USD\n");
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM campaign_days"), 3);
    assert_string_equal(text_of(ctx,
                                "SELECT string_agg(cost || ' ' || clicks || ' ' || impressions, ',') FROM "
                                "campaign_days WHERE ad_platform = 'google' AND campaign = 'Brand'"),
                        "10.3 6 110");
    loaded(ctx, load_campaign_days,
           "date,ad_platform,campaign,cost,clicks,impressions,currency\n2026-11-01,google,Other,3,1,1,USD\n");
    assert_string_equal(
        text_of(ctx, "SELECT string_agg(ad_platform || ' ' || coalesce(campaign, '-') || ' ' || cost, ','"
                     " ORDER BY cost_date, ad_platform) FROM campaign_days"),
        "google Other 3.0,meta Brand 7.0,google - 1.0");
    assert_ok(warehouse_state(ctx, &now));
    assert_int_equal(now.campaign_days, 3);
    assert_non_null(
        strstr(refused(ctx, load_campaign_days, "date,ad_platform,cost\n", &report)->message, "currency"));
    refused(ctx, load_campaign_days,
            "date,ad_platform,cost,currency,clicks\n2026-13-01,g,1,USD,\n2026-11-01,g,x,USD,\n2026-11-01,g,1,"
            "EUR,\n"
            "2026-11-01,g,1,USD,-1\n",
            &report);
    assert_int_equal(report.n_rejected, 4);
    assert_non_null(strstr(report.rejected[2].reason, "USD"));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM campaign_days"), 3);
}

static void a_products_cost_holds_until_its_next(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    struct load_report report;
    struct warehouse_state now;

    loaded(ctx, load_item_costs,
           "item_id,item_name,cost,from_date\nA1,,2,2026-01-01\nA1,,3,2026-06-01\n,Tote,4,2026-01-01\n");
    loaded(ctx, load_item_costs, "item_id,cost,from_date\nA1,2.5,2026-01-01\nA1,2.75,2026-01-01\n");
    assert_string_equal(
        text_of(ctx, "SELECT string_agg(coalesce(item_id, item_name) || ' ' || cost, ',' ORDER BY item_id, "
                     "from_date) FROM item_costs"),
        "A1 2.75,A1 3.0,Tote 4.0");
    assert_ok(warehouse_state(ctx, &now));
    assert_int_equal(now.item_costs, 3);
    refused(ctx, load_item_costs, "item_id,cost,from_date\n,1,2026-01-01\nA,-1,2026-01-01\nA,1,soon\n",
            &report);
    assert_int_equal(report.n_rejected, 3);
}

static void quotes_and_line_ends_of_all_sorts_are_read(void **state)
{
    struct ctx *ctx = opened_warehouse(state);

    loaded(ctx, load_customers,
           "\xef\xbb\xbf\"customer_id\",city\r\nc1,\"Rome, \"\"eternal\"\"\nline two\"\r\n\r\nc2,Bonn");
    assert_string_equal(text_of(ctx, "SELECT city FROM customers WHERE customer_id = 'c1'"),
                        "Rome, \"eternal\"\nline two");
    assert_string_equal(text_of(ctx, "SELECT city FROM customers WHERE customer_id = 'c2'"), "Bonn");
}

struct rows {
    const struct consent_row *at;
    size_t n;
};

static struct err *next_row(struct ctx *ctx, void *arg, struct consent_row *row, bool *has_row)
{
    struct rows *rows = arg;

    (void)ctx;
    *has_row = rows->n > 0;
    if (rows->n) {
        *row = *rows->at++;
        rows->n--;
    }
    return NULL;
}

static struct consent_row consent(struct ctx *ctx, enum identity_type type, const char *text, bool is_granted)
{
    struct consent_row row = { .consent_type = "ad_user_data", .is_granted = is_granted };
    struct hasher *hasher = hasher_new_hmac(&key);

    assert_true(identity_key(ctx->arena, hasher, type, text, row.hash));
    hasher_free(hasher);
    return row;
}

static void a_withdrawal_of_one_identifier_outweighs_grants_of_others(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const struct consent_row rows[] = {
        consent(ctx, IDENTITY_EMAIL, "a@example.com", true),
        consent(ctx, IDENTITY_PHONE, "+12125550101", true),
        consent(ctx, IDENTITY_EMAIL, "b@example.com", true),
        consent(ctx, IDENTITY_PHONE, "+12125550102", false),
        consent(ctx, IDENTITY_CUSTOMER_ID, "c3", true),
        consent(ctx, IDENTITY_EMAIL, "nobody@example.com", true),
    };
    struct rows source = { rows, COUNT(rows) };
    int64_t seq;

    loaded(ctx, load_customers,
           "customer_id,email,phone\nc1,a@example.com,+12125550101\nc2,b@example.com,+12125550102\nc3,,\nc4,"
           "d@example.com,\n");
    assert_ok(warehouse_publish_consents(ctx, next_row, &source, 42));
    assert_ok(warehouse_consent_seq(ctx, &seq));
    assert_int_equal(seq, 42);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM consents"), 3);
    assert_string_equal(text_of(ctx, "SELECT string_agg(customer_id || ' ' || state, ',' ORDER BY "
                                     "customer_id) FROM consents JOIN customers USING (customer_key)"),
                        "c1 granted,c2 withdrawn,c3 granted");
}

static void a_compressed_file_is_read_and_a_cut_one_refused(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *path = file_with(ctx, "c.bin", "");
    struct load_file file = { .path = path };
    struct load_report report;
    gzFile out = gzopen(path, "wbe");
    FILE *raw;

    for (int i = 0; i < 5000; i++)
        gzprintf(out, i ? "c%d,%d@example.com\n" : "customer_id,email\n", i, i * 7919 % 5000);
    gzclose(out);
    assert_ok(
        load_customers(ctx, &(struct load_input){ .files = &file, .n_files = 1, .key = &key }, &report));
    assert_int_equal(report.rows_loaded, 4999);
    raw = fopen(path, "r+be");
    assert_non_null(raw);
    assert_int_equal(ftruncate(fileno(raw), 10000), 0);
    fclose(raw);
    assert_err(load_customers(
                   ctx, &(struct load_input){ .files = &file, .n_files = 1, .key = &key, .skip_bad = true },
                   &report),
               ERR_INVALID, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_real_shop_gives_the_known_numbers),
        TEST(a_column_of_another_name_is_mapped),
        TEST(an_order_is_replaced_with_all_its_lines),
        TEST(overlapping_exports_dont_double_an_order),
        TEST(customers_keep_their_rows_and_lose_what_is_unusable),
        TEST(a_customer_row_replaces_the_one_with_its_key),
        TEST(users_reach_customers_by_link_or_by_user_id),
        TEST(a_misspelt_column_is_told_with_the_right_one),
        TEST(bad_rows_are_told_and_nothing_is_loaded),
        TEST(a_csv_has_limits),
        TEST(a_platforms_day_of_costs_is_replaced),
        TEST(a_products_cost_holds_until_its_next),
        TEST(quotes_and_line_ends_of_all_sorts_are_read),
        TEST(a_withdrawal_of_one_identifier_outweighs_grants_of_others),
        TEST(a_compressed_file_is_read_and_a_cut_one_refused),
    };

    return cmocka_run_group_tests_name("csv loads", tests, NULL, NULL);
}
