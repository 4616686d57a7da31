#include "packages/core/cron.h"

#include "packages/core/test.h"

static const struct {
    const char *schedule, *zone, *after, *next;
} cases[] = {
    { "0 6 * * *", "UTC", "2026-11-24T05:59:59Z", "2026-11-24T06:00:00Z" },
    { "0 6 * * *", "UTC", "2026-11-24T06:00:00Z", "2026-11-25T06:00:00Z" },
    { "0 6 * * 1", "UTC", "2026-11-24T06:00:00Z", "2026-11-30T06:00:00Z" },
    { "0 6 * * MON-FRI", "UTC", "2026-11-27T06:00:00Z", "2026-11-30T06:00:00Z" },
    { "30 */8 * * *", "UTC", "2026-11-24T08:30:00Z", "2026-11-24T16:30:00Z" },
    { "15,45 * * * *", "UTC", "2026-11-24T08:15:00Z", "2026-11-24T08:45:00Z" },
    { "0 0 1 * *", "UTC", "2026-11-24T00:00:00Z", "2026-12-01T00:00:00Z" },
    { "0 0 29 2 *", "UTC", "2026-11-24T00:00:00Z", "2028-02-29T00:00:00Z" },
    { "0 0 31 4 *", "UTC", "2026-11-24T00:00:00Z", NULL },
    { "0 0 13 * FRI", "UTC", "2026-11-24T00:00:00Z", "2026-11-27T00:00:00Z" }, /* either */
    { "0 0 * * 7", "UTC", "2026-11-24T00:00:00Z", "2026-11-29T00:00:00Z" },
    /* In the property's zone, on both sides of the change. */
    { "0 6 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-28T05:00:00Z" },
    { "0 6 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T04:00:00Z" },
    /* 2:30 isn't there: it runs at the jump, once. */
    { "30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z" },
    { "0,30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z" },
    /* 2:30 comes twice: the first counts. */
    { "30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z" },
    { "30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z" },
    /* Every hour goes by hours that pass. */
    { "0 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z" },
    { "0 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z" },
    { "0 * * * *", "Asia/Kolkata", "2026-11-24T18:31:00Z", "2026-11-24T19:30:00Z" },
    { "0 0 * * *", "America/Sao_Paulo", "2018-11-03T12:00:00Z", "2018-11-04T03:00:00Z" },
    { "0 3 * * *", "America/New_York", "2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z" },
};

static void a_schedule_has_its_next_time_in_its_zone(void **state)
{
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct zone *zone = zone_open(ctx->arena, cases[i].zone);
        struct instant after, next;
        struct cron cron;

        print_message("%s in %s after %s\n", cases[i].schedule, cases[i].zone, cases[i].after);
        assert_non_null(zone);
        assert_null(cron_parse(cases[i].schedule, &cron));
        assert_true(instant_parse(cases[i].after, &after));
        next = cron_next(&cron, zone, after);
        if (cases[i].next)
            assert_string_equal(instant_text(ctx->arena, next), cases[i].next);
        else
            assert_int_equal(next.us, 0);
    }
}

static void each_day_of_a_year_has_one_run_whatever_the_clocks_do(void **state)
{
    static const char *const zones[] = { "Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                                         "Africa/Casablanca" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(zones); i++) {
        const struct zone *zone = zone_open(ctx->arena, zones[i]);
        struct instant at = zone_day_start(zone, (struct date){ 2026, 1, 1 });
        struct cron cron;

        assert_null(cron_parse("15 2 * * *", &cron));
        for (int day = 0; day < 365; day++) {
            at = cron_next(&cron, zone, at);
            assert_int_equal(date_days(zone_date(zone, at)), date_days((struct date){ 2026, 1, 1 }) + day);
        }
    }
}

static void what_is_no_schedule_is_refused_with_the_reason(void **state)
{
    static const char *const bad[] = { "",          "* * * *",     "60 0 * * *",  "0 24 * * *",
                                       "0 0 0 * *", "0 0 * 13 *",  "0 0 * * 8",   "0 0 * * * *",
                                       "a b c d e", "5-1 0 * * *", "0 0/0 * * *", "0, 0 * * *",
                                       "* * * * *", "*/5 * * * *", "0 0 * FOO *", "1--2 0 * * *" };
    struct cron cron;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        print_message("%s\n", bad[i]);
        assert_non_null(cron_parse(bad[i], &cron));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_schedule_has_its_next_time_in_its_zone),
        TEST(each_day_of_a_year_has_one_run_whatever_the_clocks_do),
        TEST(what_is_no_schedule_is_refused_with_the_reason),
    };

    return cmocka_run_group_tests_name("cron", tests, NULL, NULL);
}
