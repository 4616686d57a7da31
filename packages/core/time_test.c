#include "packages/core/test.h"

#include <string.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* An oracle that only counts: every day from 0001-01-01 on, with its weekday. */
static void every_day_of_twelve_centuries_has_its_number(void **state)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t days = -719162; /* 0001-01-01 */
    int weekday = 1;        /* it was a Monday */

    (void)state;
    for (int year = 1; year <= 2400; year++) {
        for (int month = 1; month <= 12; month++) {
            const int length = lengths[month - 1] + (month == 2 && is_leap(year));

            assert_int_equal(month_days(year, month), length);
            for (int day = 1; day <= length; day++, days++) {
                const struct date date = { year, month, day }, back = date_of_days(days);

                if (year < 1300 && day > 2) { /* the edges of the months will do */
                    weekday = weekday % 7 + 1;
                    continue;
                }
                assert_true(date_days(date) == days);
                assert_true(back.year == year && back.month == month && back.day == day);
                assert_int_equal(date_weekday(date), weekday);
                weekday = weekday % 7 + 1;
            }
        }
    }
}

static void known_days_are_where_they_belong(void **state)
{
    (void)state;
    assert_int_equal(date_days((struct date){ 1970, 1, 1 }), 0);
    assert_int_equal(date_days((struct date){ 2000, 2, 29 }), 11016);
    assert_int_equal(date_weekday((struct date){ 1970, 1, 1 }), 4);
    assert_int_equal(date_weekday((struct date){ 2026, 11, 24 }), 2);
    assert_int_equal(date_compare((struct date){ 2026, 1, 1 }, (struct date){ 2025, 12, 31 }), 1);
    assert_int_equal(date_compare((struct date){ 2026, 1, 1 }, (struct date){ 2026, 1, 1 }), 0);
}

static void months_are_added_and_the_day_is_cut(void **state)
{
    static const struct {
        struct date from;
        int months;
        struct date to;
    } cases[] = {
        { { 2026, 1, 31 }, 1, { 2026, 2, 28 } },      { { 2024, 1, 31 }, 1, { 2024, 2, 29 } },
        { { 2026, 1, 31 }, 13, { 2027, 2, 28 } },     { { 2026, 3, 31 }, -1, { 2026, 2, 28 } },
        { { 2026, 1, 15 }, -1, { 2025, 12, 15 } },    { { 2026, 12, 31 }, 1, { 2027, 1, 31 } },
        { { 2024, 2, 29 }, -12, { 2023, 2, 28 } },    { { 2024, 2, 29 }, 48, { 2028, 2, 29 } },
        { { 2026, 11, 24 }, 0, { 2026, 11, 24 } },    { { 2026, 5, 31 }, -3, { 2026, 2, 28 } },
        { { 2026, 10, 31 }, -120, { 2016, 10, 31 } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(date_compare(date_add_months(cases[i].from, cases[i].months), cases[i].to), 0);
}

static void days_are_added_over_months_and_years(void **state)
{
    (void)state;
    assert_int_equal(date_compare(date_add((struct date){ 2026, 12, 31 }, 1), (struct date){ 2027, 1, 1 }),
                     0);
    assert_int_equal(date_compare(date_add((struct date){ 2024, 3, 1 }, -1), (struct date){ 2024, 2, 29 }),
                     0);
    assert_int_equal(date_compare(date_add((struct date){ 2100, 3, 1 }, -1), (struct date){ 2100, 2, 28 }),
                     0);
}

static void dates_are_read_strictly(void **state)
{
    static const char *const bad[] = {
        "",           "2026-11-2",  "2026-11-241", "2026/11/24", "26-11-24",
        "2026-13-01", "2026-00-01", "2026-02-29",  "2026-04-31", "2026-01-00",
        "0000-01-01", "2026-11-2x", "+026-11-24",  " 2026-11-2", "2026-1-024"
    };
    struct date date = { 1, 1, 1 };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(date_parse(bad[i], &date));
    assert_int_equal(date.year, 1);
    assert_true(date_parse("2024-02-29", &date));
    assert_true(date_parse("9999-12-31", &date));
}

static void dates_are_written(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_string_equal(date_text(ctx->arena, (struct date){ 33, 4, 3 }), "0033-04-03");
    assert_string_equal(date_words(ctx->arena, (struct date){ 2026, 11, 23 }), "23 November 2026");
}

static void times_are_read_as_rfc_3339_has_them(void **state)
{
    static const struct {
        const char *text;
        int64_t us;
    } good[] = {
        { "1970-01-01T00:00:01Z", 1000000 },
        { "2026-11-24T08:00:00Z", INT64_C(1795507200000000) },
        { "2026-11-24T08:00:00z", INT64_C(1795507200000000) },
        { "2026-11-24t08:00:00Z", INT64_C(1795507200000000) },
        { "2026-11-24 08:00:00Z", INT64_C(1795507200000000) },
        { "2026-11-24T09:00:00+01:00", INT64_C(1795507200000000) },
        { "2026-11-24T02:30:00-05:30", INT64_C(1795507200000000) },
        { "2026-11-24T08:00:00.5Z", INT64_C(1795507200500000) },
        { "2026-11-24T08:00:00.123456Z", INT64_C(1795507200123456) },
        { "2026-11-24T08:00:00.1234569Z", INT64_C(1795507200123456) },
        { "1969-12-31T23:59:59Z", -1000000 },
        { "2016-12-31T23:59:60Z", INT64_C(1483228800000000) }, /* a leap second */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct instant at = { 0 };

        assert_true(instant_parse(good[i].text, &at));
        assert_true(at.us == good[i].us);
    }
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "2026-11-24",
        "2026-11-24T08:00Z",
        "2026-11-24T08:00:00",
        "2026-11-24T24:00:00Z",
        "2026-11-24T08:60:00Z",
        "2026-11-24T08:00:61Z",
        "2026-11-24T08:00:00+0100",
        "2026-11-24T08:00:00+24:00",
        "2026-11-24T08:00:00+01:60",
        "2026-11-24T08:00:00Zx",
        "2026-11-24T08:00:00.Z",
        "2026-11-24T08-00-00Z",
        "2026-02-29T00:00:00Z",
        "2026-11-24X08:00:00Z",
        "2026-11-24T08:00:00.12345678901234567890123456789Z",
    };
    struct instant at = { 5 };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(instant_parse(bad[i], &at));
        assert_int_equal(at.us, 5); /* an output is written on success alone */
    }
}

static void a_time_reads_back_as_it_was_written(void **state)
{
    static const int64_t times[] = { 1,
                                     -1,
                                     999999,
                                     -1000000,
                                     INT64_C(1795507200000000),
                                     INT64_C(1795507200000001),
                                     INT64_C(253402300799999999),
                                     INT64_C(-62135596800000000) };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(times); i++) {
        struct instant back = { 0 };

        assert_true(instant_parse(instant_text(ctx->arena, (struct instant){ times[i] }), &back));
        assert_true(back.us == times[i]);
    }
    assert_string_equal(instant_text(ctx->arena, (struct instant){ -1 }), "1969-12-31T23:59:59.999999Z");
    assert_string_equal(instant_text(ctx->arena, ctx->now), "2026-11-24T08:00:00Z");
}

static void spans_are_microseconds(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_true(DAYS(1) == INT64_C(86400000000));
    assert_string_equal(instant_text(ctx->arena, instant_add(ctx->now, HOURS(-9))), "2026-11-23T23:00:00Z");
    assert_true(monotonic_us() <= monotonic_us());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_day_of_twelve_centuries_has_its_number),
        TEST(known_days_are_where_they_belong),
        TEST(months_are_added_and_the_day_is_cut),
        TEST(days_are_added_over_months_and_years),
        TEST(dates_are_read_strictly),
        TEST(dates_are_written),
        TEST(times_are_read_as_rfc_3339_has_them),
        TEST(what_is_no_time_is_refused),
        TEST(a_time_reads_back_as_it_was_written),
        TEST(spans_are_microseconds),
    };

    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
