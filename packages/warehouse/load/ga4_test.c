#include "packages/core/test.h"
#include "packages/operation/ports.h"
#include "packages/warehouse/duckdb/folder.h"
#include "packages/warehouse/load.h"
#include "packages/warehouse/testing.h"

#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define SAMPLE "tests/data/ga4/merchandise_store_sample.ndjson"

static void the_real_export_gives_the_known_numbers(void **state)
{
    static const struct {
        const char *sql;
        int64_t number;
    } known[] = {
        { "SELECT count(*) FROM events", 460 },
        { "SELECT count(*) FROM users", 114 },
        { "SELECT count(DISTINCT user_key) FROM events", 114 },
        { "SELECT count(DISTINCT session_key) FROM sessions", 130 },
        { "SELECT count(DISTINCT session_key) FROM sessions WHERE is_engaged", 109 },
        { "SELECT sum(views) FROM sessions", 151 },
        { "SELECT count(DISTINCT user_key) FROM sessions WHERE is_new", 68 },
        { "SELECT count(DISTINCT user_key) FROM events WHERE engagement_time_msec > 0", 85 },
        { "SELECT sum(engagement_time_msec) FROM sessions", 1889345 },
        { "SELECT count(*) FROM events WHERE event_date BETWEEN DATE '2020-12-01' AND DATE '2020-12-31'",
          155 },
        { "SELECT count(DISTINCT user_key) FROM events WHERE event_date < DATE '2020-12-01'", 37 },
        { "SELECT count(DISTINCT user_key) FROM events WHERE device_category = 'desktop'", 70 },
        { "SELECT count(DISTINCT user_key) FROM events WHERE device_category = 'mobile'", 43 },
        { "SELECT count(DISTINCT user_key) FROM events WHERE device_category = 'tablet'", 1 },
        { "SELECT count(*) - count(DISTINCT event_id) FROM events", 0 },
        { "SELECT count(*) FROM sessions WHERE channel_group IS NULL OR first_user_channel_group IS NULL",
          0 },
        { "SELECT count(*) FROM events WHERE page_path LIKE '%?%' OR page_path LIKE '%//%' OR page_path = ''",
          0 },
    };
    struct ctx *ctx = opened_warehouse(state);
    const struct load_report report = loaded_ga4(ctx, SAMPLE);

    assert_int_equal(report.rows_read, 460);
    assert_int_equal(report.rows_loaded, 460);
    assert_int_equal(report.days, 92);
    assert_string_equal(report.first_day, "2020-11-01");
    assert_string_equal(report.last_day, "2021-01-31");
    for (size_t i = 0; i < COUNT(known); i++) {
        const int64_t number = number_of(ctx, known[i].sql);

        if (number != known[i].number)
            print_error("%ld for %s\n", (long)number, known[i].sql);
        assert_int_equal(number, known[i].number);
    }
}

static const char *month_file(struct ctx *ctx, const char *month)
{
    struct manifest manifest;

    assert_ok(
        manifest_read(ctx, arena_printf(ctx->arena, "%s/manifest.json", opened_folder(ctx)), &manifest));
    assert_non_null(manifest_month(&manifest, month));
    return manifest_month(&manifest, month)->file;
}

static const char *event(struct ctx *ctx, const char *day, int64_t second, const char *name, const char *user,
                         const char *more)
{
    struct date date;

    assert_true(date_parse(arena_printf(ctx->arena, "%.4s-%.2s-%.2s", day, day + 4, day + 6), &date));
    return arena_printf(ctx->arena,
                        "{\"event_date\":\"%s\",\"event_timestamp\":\"%ld\",\"event_name\":\"%s\",\"user_"
                        "pseudo_id\":\"%s\",%s}\n",
                        day, (long)(date_days(date) * DAYS(1) + SECONDS(second)), name, user, more);
}

#define SESSION(id) "\"event_params\":[{\"key\":\"ga_session_id\",\"value\":{\"int_value\":" #id "}}]"

static void loading_twice_changes_nothing(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const struct load_report first = loaded_ga4(ctx, SAMPLE), again = loaded_ga4(ctx, SAMPLE);

    assert_false(first.is_unchanged);
    assert_true(again.is_unchanged);
    assert_string_equal(first.data_version, again.data_version);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events"), 460);
}

static void a_late_day_changes_only_the_file_of_its_month(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *november, *december;

    loaded_ga4(ctx, SAMPLE);
    november = month_file(ctx, "2020-11");
    december = month_file(ctx, "2020-12");
    loaded_ga4(ctx,
               file_with(ctx, "late.ndjson", event(ctx, "20201215", 5, "page_view", "late", SESSION(1))));
    assert_string_equal(month_file(ctx, "2020-11"), november);
    assert_string_not_equal(month_file(ctx, "2020-12"), december);
    /* The day is replaced whole, the month's others stay. */
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events WHERE event_date = DATE '2020-12-15'"), 1);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events"), 460 - 5 + 1);
    assert_int_equal(number_of(ctx, "SELECT count(*) - count(DISTINCT event_id) FROM events"), 0);
    assert_int_equal(number_of(ctx, "SELECT sum(events) FROM sessions"), 456);
    assert_int_equal(
        number_of(
            ctx, "SELECT count(*) FROM events e LEFT JOIN users u USING (user_key) WHERE u.user_key IS NULL"),
        0);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM sessions WHERE first_user_source IS NULL"), 1);
}

static void bad_lines_are_told_with_their_reasons(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *good = event(ctx, "20201101", 1, "x", "u", SESSION(1));
    const char *text =
        arena_printf(ctx->arena,
                     "%s{\"event_date\":\"2020\n\n[1]\n%s{\"event_date\":\"20201301\",\"event_timestamp\":1,"
                     "\"event_name\":\"x\"}\n"
                     "{\"event_date\":\"20201101\",\"event_timestamp\":\"soon\",\"event_name\":\"x\"}\n"
                     "{\"event_date\":\"20201101\",\"event_timestamp\":1,\"event_name\":\"x\",\"items\":[{"
                     "\"quantity\":\"many\"}]}\n",
                     good, good);
    const struct load_file file = { .path = file_with(ctx, "bad.ndjson", text), .name = "export.ndjson" };
    struct load_input input = { .files = &file, .n_files = 1 };
    struct load_report report;

    assert_err(load_ga4(ctx, &input, &report), ERR_INVALID, NULL);
    assert_int_equal(report.rows_read, 7);
    assert_int_equal(report.rows_rejected, 5);
    assert_string_equal(report.rejected[0].file, "export.ndjson");
    assert_int_equal(report.rejected[0].line, 2);
    assert_string_equal(report.rejected[1].reason, "the line is not a JSON object");
    assert_string_equal(report.rejected[2].reason, "event_date is not a day, YYYYMMDD");
    assert_string_equal(report.rejected[3].reason, "event_timestamp is not a whole number");
    assert_string_equal(report.rejected[4].reason, "items[0].quantity is not a whole number");
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events"), 0);
    input.skip_bad = true;
    assert_ok(load_ga4(ctx, &input, &report));
    assert_int_equal(report.rows_loaded, 2);
    assert_int_equal(report.rows_rejected, 5);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events"), 2);
}

static void a_compressed_export_is_the_same_export(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *path =
        file_with(ctx, "a [1]*.upload", ""); /* what a pattern would trip over, and no .gz to go by */
    FILE *in = fopen(SAMPLE, "rbe");
    gzFile out = gzopen(path, "wbe");
    char block[8192];
    size_t got;
    struct load_report plain, packed;

    assert_non_null(in);
    while ((got = fread(block, 1, sizeof(block), in)) > 0)
        gzwrite(out, block, (unsigned)got);
    fclose(in);
    gzclose(out);
    packed = loaded_ga4(ctx, path);
    plain = loaded_ga4(ctx, SAMPLE);
    assert_true(plain.is_unchanged);
    assert_string_equal(plain.data_version, packed.data_version);
}

/* What a load that was killed may leave: a file that no manifest names, a manifest half written, its
 * temporary folder. */
static void a_killed_load_leaves_what_was_published(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *folder = opened_folder(ctx);
    const char *orphan = arena_printf(ctx->arena, "%s/events-2020-12-killed.duckdb", folder);
    const char *half = arena_printf(ctx->arena, "%s/manifest.json.new", folder);
    const char *temp = arena_printf(ctx->arena, "%s/tmp/0-killed", folder);

    loaded_ga4(ctx, SAMPLE);
    assert_ok(file_replace(ctx, folder, "events-2020-12-killed.duckdb",
                           (struct bytes){ (const unsigned char *)"half", 4 }));
    assert_int_equal(mkdir(temp, 0700), 0);
    fclose(fopen(half, "we"));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events"), 460);
    assert_true(loaded_ga4(ctx, SAMPLE).is_unchanged);
    assert_int_not_equal(access(orphan, F_OK), 0);
    assert_int_not_equal(access(half, F_OK), 0);
    assert_int_not_equal(access(temp, F_OK), 0);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events"), 460);
}

static void one_load_at_a_time(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    struct ctx other = *ctx;
    const struct load_file file = { .path = SAMPLE };
    struct load_report report;

    other.arena = arena_new();
    assert_ok(folder_lock(&other, opened_folder(ctx)));
    assert_err(load_ga4(ctx, &(struct load_input){ .files = &file, .n_files = 1 }, &report), ERR_CONFLICT,
               NULL);
    arena_free(other.arena);
    loaded_ga4(ctx, SAMPLE);
}

static void a_pinned_version_outlives_newer_ones_until_it_is_swept(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *old = loaded_ga4(ctx, SAMPLE).data_version;
    const struct warehouse_query query = { .sql = "SELECT count(*) FROM events" };
    struct warehouse_result result;
    struct snapshot *snapshot;
    struct ctx own = *ctx;

    own.arena = arena_new();
    assert_ok(warehouse_pin(&own, NULL, &snapshot));
    loaded_ga4(ctx, file_with(ctx, "late.ndjson", event(ctx, "20201215", 5, "x", "late", SESSION(1))));
    assert_ok(warehouse_sweep(ctx, NULL, 0)); /* in use here: stays */
    assert_ok(snapshot_query(&own, snapshot, &query, &result));
    assert_int_equal(result.cells[0].value.integer, 460);
    arena_free(own.arena);
    assert_ok(warehouse_sweep(ctx, &old, 1)); /* named by a push: stays */
    own.arena = arena_new();
    assert_ok(warehouse_pin(&own, old, &snapshot));
    assert_ok(snapshot_query(&own, snapshot, &query, &result));
    assert_int_equal(result.cells[0].value.integer, 460);
    arena_free(own.arena);
    assert_ok(warehouse_sweep(ctx, NULL, 0));
    assert_err(warehouse_pin(ctx, old, &snapshot), ERR_NOT_FOUND, NULL);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events"), 456);
}

static void another_process_publishing_is_seen(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    struct ctx other = *ctx;
    struct ports ports = { 0 };

    other.ports = &ports;
    assert_ok(warehouse_open(&other, &duckdb_driver,
                             &(struct warehouse_options){ .folder = opened_folder(ctx), .threads = 1 },
                             &ports.warehouse));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events"), 0);
    other.arena = arena_new();
    loaded_ga4(&other, SAMPLE);
    assert_int_equal(number_of(&other, "SELECT count(*) FROM events"), 460);
    arena_free(other.arena);
    warehouse_close(ports.warehouse);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events"), 460);
}

#define TOUCH(id, source, medium)                                                                            \
    "\"event_params\":[{\"key\":\"ga_session_id\",\"value\":{\"int_value\":" #id "}},"                       \
    "{\"key\":\"source\",\"value\":{\"string_value\":\"" source                                              \
    "\"}},{\"key\":\"medium\",\"value\":{\"string_value\":\"" medium "\"}}]"

static const struct {
    const char *user;
    int session;
    const char *expected;
} source_cases[] = {
    { "a", 1, "newsletter Email" },   /* collected, but not with session_start */
    { "a", 2, "newsletter Email" },   /* direct: the last visit within 30 days, in the month before */
    { "a", 3, "(direct) Direct" },    /* too long ago */
    { "b", 1, "google Paid Search" }, /* a click id makes organic paid */
    { "c", 1, "google Paid Search" }, /* Google Ads' own record before what was collected */
    { "d", 1, "tiktok Custom" },      /* the record of all channels before everything, with its own group */
    { "e", 1, "partner Affiliates" }, /* over midnight: of the session's first day */
};

static void sessions_take_their_source_by_the_order_of_trust(void **state)
{
    static const char channel_of_session[] =
        "SELECT string_agg(DISTINCT source || ' ' || channel_group, ',') FROM sessions "
        "JOIN users USING (user_key) WHERE user_pseudo_id = '%s' AND ga_session_id = %d";
    struct ctx *ctx = opened_warehouse(state);
    struct buf text = buf_in(ctx->arena, 100000);

    buf_text(&text, event(ctx, "20261028", 1, "session_start", "a", TOUCH(1, "bing", "organic")));
    buf_text(&text, event(ctx, "20261028", 2, "page_view", "a", TOUCH(1, "newsletter", "email")));
    buf_text(&text, event(ctx, "20261110", 1, "page_view", "a", SESSION(2)));
    buf_text(&text, event(ctx, "20261130", 1, "page_view", "a", SESSION(3)));
    buf_text(&text, event(ctx, "20261101", 1, "page_view", "b",
                          "\"event_params\":[{\"key\":\"ga_session_id\",\"value\":{\"int_value\":1}},{"
                          "\"key\":\"medium\",\"value\":{\"string_value\":\"organic\"}},"
                          "{\"key\":\"page_location\",\"value\":{\"string_value\":\"https://x.example/a//b/"
                          "?q=1&gclid=abc#top\"}}]"));
    buf_text(&text,
             event(ctx, "20261101", 1, "page_view", "c",
                   TOUCH(1, "newsletter",
                         "email") ",\"session_traffic_source_last_click\":{\"google_ads_campaign\":{"
                                  "\"campaign_name\":\"Spring\"},"
                                  "\"manual_campaign\":{\"source\":\"bing\",\"medium\":\"organic\"}}"));
    buf_text(&text, event(ctx, "20261101", 1, "page_view", "d",
                          TOUCH(1, "newsletter",
                                "email") ",\"session_traffic_source_last_click\":{\"cross_channel_campaign\":"
                                         "{\"source\":\"tiktok\","
                                         "\"medium\":\"x\",\"default_channel_group\":\"Custom\"},\"google_"
                                         "ads_campaign\":{\"campaign_name\":\"Spring\"}}"));
    buf_text(&text, event(ctx, "20261101", 86390, "page_view", "e", TOUCH(1, "partner", "affiliate")));
    buf_text(&text, event(ctx, "20261102", 5, "page_view", "e", TOUCH(1, "bing", "organic")));
    loaded_ga4(ctx, file_with(ctx, "s.ndjson", buf_str(&text)));
    for (size_t i = 0; i < COUNT(source_cases); i++)
        assert_string_equal(text_of(ctx, arena_printf(ctx->arena, channel_of_session, source_cases[i].user,
                                                      source_cases[i].session)),
                            source_cases[i].expected);
    assert_string_equal(
        text_of(ctx,
                "SELECT landing_page FROM sessions JOIN users USING (user_key) WHERE user_pseudo_id = 'b'"),
        "/a/b");
    assert_int_equal(
        number_of(ctx,
                  "SELECT count(*) FROM sessions JOIN users USING (user_key) WHERE user_pseudo_id = 'e'"),
        2);
    assert_int_equal(number_of(ctx, "SELECT count(DISTINCT session_key) FROM sessions JOIN users USING "
                                    "(user_key) WHERE user_pseudo_id = 'e'"),
                     1);
}

static void a_late_day_is_seen_by_the_sessions_of_the_next_month(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *source = "SELECT source || ' ' || channel_group FROM sessions WHERE ga_session_id = 2";
    const char *december;

    loaded_ga4(ctx, file_with(ctx, "new.ndjson", event(ctx, "20261110", 1, "page_view", "a", SESSION(2))));
    loaded_ga4(ctx, file_with(ctx, "dec.ndjson", event(ctx, "20261210", 1, "page_view", "a", SESSION(3))));
    assert_string_equal(text_of(ctx, source), "(direct) Direct");
    december = month_file(ctx, "2026-12");
    loaded_ga4(ctx, file_with(ctx, "late.ndjson",
                              event(ctx, "20261028", 1, "page_view", "a", TOUCH(1, "newsletter", "email"))));
    assert_string_equal(text_of(ctx, source), "newsletter Email");
    assert_string_equal(month_file(ctx, "2026-12"), december); /* it doesn't look back that far */
}

static void a_change_of_the_rules_reaches_every_month_with_the_next_load(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const char *files[] = {
        file_with(ctx, "nov.ndjson", event(ctx, "20261110", 1, "sign_up", "a", SESSION(1))),
        file_with(ctx, "dec.ndjson", event(ctx, "20261210", 1, "sign_up", "a", SESSION(2))),
    };
    static const char *const key_events[] = { "purchase", "purchase,sign_up" };
    struct load_report report;

    for (size_t i = 0; i < COUNT(files); i++) {
        const struct load_file file = { .path = files[i] };

        assert_ok(load_ga4(
            ctx, &(struct load_input){ .files = &file, .n_files = 1, .key_events = key_events[i] }, &report));
        assert_int_equal(number_of(ctx, "SELECT sum(key_events) FROM sessions"), i == 0 ? 0 : 2);
    }
}

#define PURCHASE(id, usd)                                                                                    \
    SESSION(1)                                                                                               \
    ",\"ecommerce\":{\"transaction_id\":\"" id "\",\"purchase_revenue_in_usd\":" #usd                        \
    "},\"items\":[{\"item_id\":\"i\",\"price_in_usd\":" #usd ",\"quantity\":\"1\"}]"

static void a_repeated_transaction_counts_once(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    struct buf text = buf_in(ctx->arena, 100000);

    buf_text(&text, event(ctx, "20261031", 1, "purchase", "a", PURCHASE("t1", 10)));
    buf_text(&text, event(ctx, "20261101", 1, "purchase", "a", PURCHASE("t1", 10))); /* in the month before */
    buf_text(&text, event(ctx, "20261105", 1, "purchase", "a", PURCHASE("t2", 20)));
    buf_text(&text, event(ctx, "20261106", 1, "purchase", "a", PURCHASE("t2", 20)));
    buf_text(&text, event(ctx, "20261107", 1, "purchase", "a", PURCHASE("(not set)", 5)));
    buf_text(&text, event(ctx, "20261107", 2, "purchase", "a", PURCHASE("", 5)));
    loaded_ga4(ctx, file_with(ctx, "p.ndjson", buf_str(&text)));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events WHERE is_repeat"), 2);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM items WHERE is_repeat"), 2);
    assert_true(real_of(ctx, "SELECT sum(purchase_revenue) FROM sessions") == 40);
    assert_int_equal(number_of(ctx, "SELECT sum(transactions) FROM sessions"), 4);
    /* An earlier day that comes late takes over: what was first is a repeat now. */
    loaded_ga4(ctx,
               file_with(ctx, "l.ndjson", event(ctx, "20261104", 1, "purchase", "a", PURCHASE("t2", 20))));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM events WHERE is_repeat"), 3);
    assert_true(real_of(ctx, "SELECT sum(purchase_revenue) FROM sessions") == 40);
}

#define BOUGHT(id, item, usd)                                                                                \
    SESSION(1)                                                                                               \
    ",\"ecommerce\":{\"transaction_id\":\"" id "\",\"purchase_revenue_in_usd\":" #usd                        \
    "},\"items\":[{\"item_id\":\"" item "\",\"price_in_usd\":" #usd ",\"quantity\":\"1\"}]"

/* Within ten seconds, by one user, of the same products and value, and without an id: likely one purchase. */
static void a_purchase_without_an_id_may_be_a_likely_repeat(void **state)
{
    static const struct {
        int second;
        const char *user, *more;
        bool is_repeat;
    } bought[] = {
        { 1, "a", BOUGHT("", "i", 10), false },          { 11, "a", BOUGHT("", "i", 10), true },
        { 22, "a", BOUGHT("", "i", 10), false },         { 23, "a", BOUGHT("", "j", 10), false },
        { 24, "a", BOUGHT("", "i", 11), false },         { 25, "b", BOUGHT("(not set)", "i", 10), false },
        { 26, "b", BOUGHT("t1", "i", 10), false },       { 27, "b", BOUGHT("t2", "i", 10), false },
        { 28, "b", BOUGHT("(not set)", "i", 10), true },
    };
    struct ctx *ctx = opened_warehouse(state);
    struct buf text = buf_in(ctx->arena, 100000);
    size_t n = 0;

    for (size_t i = 0; i < COUNT(bought); i++) {
        buf_text(&text, event(ctx, "20261105", bought[i].second, "purchase", bought[i].user, bought[i].more));
        n += bought[i].is_repeat;
    }
    loaded_ga4(ctx, file_with(ctx, "p.ndjson", buf_str(&text)));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM purchases"), COUNT(bought));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM purchases WHERE is_likely_repeat"), n);
    assert_int_equal(number_of(ctx, "SELECT sum(transactions) FROM sessions"), COUNT(bought));
    assert_true(real_of(ctx, "SELECT sum(purchase_revenue) FROM purchases WHERE NOT is_likely_repeat") == 71);
}

/* Of one moment, on one page: told apart by their row in the file alone. */
static void an_item_belongs_to_its_own_event(void **state)
{
    enum { SOLD = 5000 };
    struct ctx *ctx = opened_warehouse(state);
    struct buf text = buf_in(ctx->arena, SOLD * 1000);
    char more[300];

    for (int i = 0; i < SOLD; i++) {
        (void)snprintf(more, sizeof(more), BOUGHT("t%d", "t%d", 10), i, i);
        buf_text(&text, event(ctx, "20261105", i / 100, i % 3 ? "purchase" : "page_view", "a",
                              i % 3 ? more : SESSION(1)));
    }
    loaded_ga4(ctx, file_with(ctx, "p.ndjson", buf_str(&text)));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM items"), 3333);
    assert_int_equal(number_of(ctx,
                               "SELECT count(*) FROM items AS i JOIN events AS e ON e.event_id = i.event_id "
                               "AND e.transaction_id = i.item_id AND e.event_name = 'purchase'"),
                     3333);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM (SELECT event_id, event_timestamp, "
                                    "lag(event_timestamp) OVER (ORDER BY event_id) AS before FROM events) "
                                    "WHERE before > event_timestamp"),
                     0);
}

static void events_of_nobody_count_but_are_no_session(void **state)
{
    static const char lines[] =
        "{\"event_date\":\"20261101\",\"event_timestamp\":\"1793534400000000\",\"event_name\":\"page_view\","
        "\"user_pseudo_id\":\"1.1\",\"event_params\":[{\"key\":\"ga_session_id\",\"value\":{\"int_value\":"
        "\"7\"}}]}\n"
        "{\"event_date\":\"20261101\",\"event_timestamp\":\"1793534401000000\",\"event_name\":\"page_view\","
        "\"user_pseudo_id\":null}\n"
        "{\"event_date\":\"20261101\",\"event_timestamp\":\"1793534402000000\",\"event_name\":\"purchase\","
        "\"ecommerce\":{\"transaction_id\":\"T1\",\"purchase_revenue_in_usd\":12.5}}\n";
    struct ctx *ctx = opened_warehouse(state);

    loaded_ga4(ctx, file_with(ctx, "nobody.ndjson", lines));
    assert_int_equal(number_of(ctx, "SELECT sum(events) FROM sessions"), 3);
    assert_int_equal(number_of(ctx, "SELECT sum(views) FROM sessions"), 2);
    assert_true(fabs(real_of(ctx, "SELECT sum(purchase_revenue) FROM sessions") - 12.5) < 1e-9);
    assert_int_equal(number_of(ctx, "SELECT count(DISTINCT session_key) FROM sessions"), 1);
    assert_int_equal(number_of(ctx, "SELECT count(DISTINCT user_key) FROM sessions"), 1);
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM users"), 1);
}

static void addresses_and_numbers_are_masked(void **state)
{
    struct ctx *ctx = opened_warehouse(state);

    loaded_ga4(
        ctx,
        file_with(
            ctx, "m.ndjson",
            event(ctx, "20261101", 1, "page_view", "a",
                  "\"user_id\":\"jane@example.com\",\"event_params\":[{\"key\":\"page_location\",\"value\":{"
                  "\"string_value\":\"https://x.example/u/jane%40example.com/?mail=jane@example.com\"}},"
                  "{\"key\":\"page_title\",\"value\":{\"string_value\":\"Hello jane.doe@example.com, +1 212 "
                  "555 0123\"}},"
                  "{\"key\":\"page_referrer\",\"value\":{\"string_value\":\"https://y.example/"
                  "p?tel=2125550123\"}},"
                  "{\"key\":\"search_term\",\"value\":{\"string_value\":\"call 212-555-0123 now\"}},"
                  "{\"key\":\"campaign\",\"value\":{\"string_value\":\"20261101123\"}}]")));
    assert_string_equal(text_of(ctx, "SELECT page_path FROM events"), "/u/(email)");
    assert_string_equal(text_of(ctx, "SELECT page_title FROM events"), "Hello (email), (phone)");
    assert_string_equal(text_of(ctx, "SELECT page_referrer FROM events"), "https://y.example/p");
    assert_string_equal(text_of(ctx, "SELECT search_term FROM events"), "call (phone) now");
    assert_string_equal(text_of(ctx, "SELECT campaign FROM events"), "20261101123");
    assert_null(text_of(ctx, "SELECT user_id FROM users"));
}

/* 2026-11-01 23:30 in New York is the next day in UTC: the day is event_date, the first visit's day is the
 * zone's. */
static void the_propertys_day_and_zone_rule(void **state)
{
    struct ctx *ctx = opened_warehouse(state);
    const struct load_file file = {
        .path =
            file_with(ctx, "z.ndjson",
                      "{\"event_date\":\"20261101\",\"event_timestamp\":\"1793593800000000\",\"event_name\":"
                      "\"page_view\","
                      "\"user_pseudo_id\":\"u\",\"user_first_touch_timestamp\":\"1793593800000000\"}\n")
    };
    struct load_input input = { .files = &file, .n_files = 1, .zone = "America/New_York" };
    struct load_report report;

    assert_ok(load_ga4(ctx, &input, &report));
    assert_int_equal(number_of(ctx, "SELECT count(*) FROM sessions WHERE session_date = DATE '2026-11-01' "
                                    "AND first_visit_date = DATE '2026-11-01'"),
                     1);
    input.zone = "Europe/Nowhere";
    assert_err(load_ga4(ctx, &input, &report), ERR_INVALID, "zone");
}

static void what_a_query_reads_is_estimated_and_counted(void **state)
{
    static const struct {
        const char *sql;
        int64_t values;
    } cases[] = {
        { "SELECT event_name FROM events", 460 },
        { "SELECT event_name, count(DISTINCT user_key) FROM events GROUP BY ALL", 2 * 460 },
        { "SELECT count(*) FROM events WHERE page_path > '' AND event_name <> ''", 3 * 460 },
        { "SELECT 7", 0 },
    };
    struct ctx *ctx = opened_warehouse(state);
    struct snapshot *snapshot;

    loaded_ga4(ctx, "tests/data/ga4/merchandise_store_sample.ndjson");
    assert_ok(warehouse_pin(ctx, NULL, &snapshot));
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct warehouse_query query = { .sql = cases[i].sql };
        struct warehouse_estimate estimate;
        struct warehouse_result result;

        assert_ok(snapshot_estimate(ctx, snapshot, &query, &estimate));
        assert_int_equal(estimate.bytes, 8 * cases[i].values);
        assert_false(estimate.is_exact);
        assert_string_equal(estimate.statement, "SELECT");
        assert_ok(snapshot_query(ctx, snapshot, &query, &result));
        assert_int_equal(result.bytes_read, 8 * cases[i].values);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_a_query_reads_is_estimated_and_counted),
        TEST(the_real_export_gives_the_known_numbers),
        TEST(loading_twice_changes_nothing),
        TEST(a_late_day_changes_only_the_file_of_its_month),
        TEST(bad_lines_are_told_with_their_reasons),
        TEST(a_compressed_export_is_the_same_export),
        TEST(a_killed_load_leaves_what_was_published),
        TEST(one_load_at_a_time),
        TEST(a_pinned_version_outlives_newer_ones_until_it_is_swept),
        TEST(another_process_publishing_is_seen),
        TEST(sessions_take_their_source_by_the_order_of_trust),
        TEST(a_late_day_is_seen_by_the_sessions_of_the_next_month),
        TEST(a_change_of_the_rules_reaches_every_month_with_the_next_load),
        TEST(a_repeated_transaction_counts_once),
        TEST(a_purchase_without_an_id_may_be_a_likely_repeat),
        TEST(an_item_belongs_to_its_own_event),
        TEST(events_of_nobody_count_but_are_no_session),
        TEST(addresses_and_numbers_are_masked),
        TEST(the_propertys_day_and_zone_rule),
    };

    return cmocka_run_group_tests_name("ga4", tests, NULL, NULL);
}
