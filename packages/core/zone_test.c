#include "packages/core/test.h"

static const struct zone *zone(struct ctx *ctx, const char *name)
{
    const struct zone *found = zone_open(ctx->arena, name);

    assert_non_null(found);
    return found;
}

static int32_t offset(struct ctx *ctx, const char *name, const char *at)
{
    struct instant instant = { 0 };

    assert_true(instant_parse(at, &instant));
    return zone_offset_s(zone(ctx, name), instant);
}

static const char *day_start(struct ctx *ctx, const char *name, const char *day)
{
    struct date date = { 0 };

    assert_true(date_parse(day, &date));
    return instant_text(ctx->arena, zone_day_start(zone(ctx, name), date));
}

static void only_names_of_zones_open(void **state)
{
    static const char *const bad[] = { "",
                                       "Europe",
                                       "Europe/Nowhere",
                                       "../../etc/passwd",
                                       "/etc/localtime",
                                       "Europe/../Europe/Berlin",
                                       "tzdata.zi",
                                       "zone.tab",
                                       "Europe/Berlin\n" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(bad); i++)
        assert_null(zone_open(ctx->arena, bad[i]));
    assert_non_null(zone_open(ctx->arena, "Europe/Berlin"));
    assert_non_null(zone_open(ctx->arena, "America/Argentina/Buenos_Aires"));
    assert_non_null(zone_open(ctx->arena, "Etc/GMT+5"));
}

static void offsets_change_at_the_second(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_int_equal(offset(ctx, "UTC", "2026-07-01T00:00:00Z"), 0);
    assert_int_equal(offset(ctx, "Europe/Berlin", "2026-03-29T00:59:59Z"), 3600);
    assert_int_equal(offset(ctx, "Europe/Berlin", "2026-03-29T01:00:00Z"), 7200);
    assert_int_equal(offset(ctx, "Europe/Berlin", "2026-10-25T00:59:59Z"), 7200);
    assert_int_equal(offset(ctx, "Europe/Berlin", "2026-10-25T01:00:00Z"), 3600);
    assert_int_equal(offset(ctx, "America/New_York", "2026-03-08T06:59:59Z"), -18000);
    assert_int_equal(offset(ctx, "America/New_York", "2026-03-08T07:00:00Z"), -14400);
    assert_int_equal(offset(ctx, "America/New_York", "2026-11-01T06:00:00Z"), -18000);
    assert_int_equal(offset(ctx, "Asia/Kolkata", "2026-07-01T00:00:00Z"), 19800);
}

static void a_day_starts_at_its_own_midnight(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_string_equal(day_start(ctx, "UTC", "2026-11-24"), "2026-11-24T00:00:00Z");
    assert_string_equal(day_start(ctx, "Europe/Berlin", "2026-03-29"), "2026-03-28T23:00:00Z");
    assert_string_equal(day_start(ctx, "Europe/Berlin", "2026-03-30"), "2026-03-29T22:00:00Z");
    assert_string_equal(day_start(ctx, "Europe/Berlin", "2026-10-25"), "2026-10-24T22:00:00Z");
    assert_string_equal(day_start(ctx, "Europe/Berlin", "2026-10-26"), "2026-10-25T23:00:00Z");
    assert_string_equal(day_start(ctx, "America/New_York", "2026-03-08"), "2026-03-08T05:00:00Z");
    assert_string_equal(day_start(ctx, "America/New_York", "2026-03-09"), "2026-03-09T04:00:00Z");
    assert_string_equal(day_start(ctx, "Asia/Kolkata", "2026-11-24"), "2026-11-23T18:30:00Z");
    assert_string_equal(day_start(ctx, "Pacific/Kiritimati", "2026-11-24"), "2026-11-23T10:00:00Z");
}

/* Where clocks jump at midnight the day begins at one o'clock. */
static void a_day_without_midnight_starts_when_its_clock_does(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_string_equal(day_start(ctx, "America/Sao_Paulo", "2018-11-04"), "2018-11-04T03:00:00Z");
    assert_string_equal(day_start(ctx, "America/Havana", "2026-03-08"), "2026-03-08T05:00:00Z");
    assert_string_equal(day_start(ctx, "Asia/Beirut", "2026-03-29"), "2026-03-28T22:00:00Z");
}

/* For each zone and day: the start belongs to the day, the moment before it doesn't. */
static void no_day_begins_early_or_late(void **state)
{
    static const char *const names[] = { "UTC",
                                         "Europe/Berlin",
                                         "America/New_York",
                                         "Asia/Kolkata",
                                         "America/Sao_Paulo",
                                         "America/Havana",
                                         "Asia/Beirut",
                                         "Africa/Cairo",
                                         "Australia/Lord_Howe",
                                         "America/St_Johns",
                                         "Asia/Kathmandu",
                                         "Pacific/Auckland",
                                         "America/Santiago" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(names); i++) {
        const struct zone *there = zone(ctx, names[i]);

        for (int64_t day = date_days((struct date){ 2005, 1, 1 });
             day < date_days((struct date){ 2037, 1, 1 }); day++) {
            const struct instant start = zone_day_start(there, date_of_days(day));

            assert_true(date_days(zone_date(there, start)) == day);
            assert_true(date_days(zone_date(there, instant_add(start, -1))) == day - 1);
        }
    }
}

static void the_date_is_the_one_on_the_wall(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct instant at = { 0 };

    assert_true(instant_parse("2026-11-24T04:59:59Z", &at));
    assert_string_equal(date_text(ctx->arena, zone_date(zone(ctx, "America/New_York"), at)), "2026-11-23");
    assert_string_equal(date_text(ctx->arena, zone_date(zone(ctx, "Asia/Kolkata"), at)), "2026-11-24");
    assert_true(instant_parse("1969-12-31T23:30:00Z", &at));
    assert_string_equal(date_text(ctx->arena, zone_date(zone(ctx, "UTC"), at)), "1969-12-31");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_names_of_zones_open),         TEST(offsets_change_at_the_second),
        TEST(a_day_starts_at_its_own_midnight), TEST(a_day_without_midnight_starts_when_its_clock_does),
        TEST(no_day_begins_early_or_late),      TEST(the_date_is_the_one_on_the_wall),
    };

    return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
