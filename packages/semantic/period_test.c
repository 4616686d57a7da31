/*
 * Days: the table of plan words, borders of units, and what is compared with what. Today is Tuesday,
 * 2026-11-24, unless told.
 */
#include "packages/semantic/period.h"

#include "packages/core/test.h"

static struct date day(const char *text)
{
    struct date date;

    assert_true(date_parse(text, &date));
    return date;
}

static void check(struct ctx *ctx, struct period period, const char *from, const char *to)
{
    assert_false(period.is_all);
    assert_string_equal(date_text(ctx->arena, period.from), from);
    assert_string_equal(date_text(ctx->arena, period.to), to);
}

static void relative_time_is_what_people_mean(void **state)
{
    static const struct {
        const char *words;
        struct relative relative;
        const char *from, *to;
    } cases[] = {
        { "today", { .unit = UNIT_DAY }, "2026-11-24", "2026-11-24" },
        { "yesterday", { .unit = UNIT_DAY, .shift = -1 }, "2026-11-23", "2026-11-23" },
        { "last 7 days", { .unit = UNIT_DAY, .last = 7 }, "2026-11-17", "2026-11-23" },
        { "last 28 days", { .unit = UNIT_DAY, .last = 28 }, "2026-10-27", "2026-11-23" },
        { "last 90 days", { .unit = UNIT_DAY, .last = 90 }, "2026-08-26", "2026-11-23" },
        { "last week", { .unit = UNIT_WEEK, .shift = -1 }, "2026-11-16", "2026-11-22" },
        { "last month", { .unit = UNIT_MONTH, .shift = -1 }, "2026-10-01", "2026-10-31" },
        { "last quarter", { .unit = UNIT_QUARTER, .shift = -1 }, "2026-07-01", "2026-09-30" },
        { "last year", { .unit = UNIT_YEAR, .shift = -1 }, "2025-01-01", "2025-12-31" },
        { "this week", { .unit = UNIT_WEEK, .to_date = true }, "2026-11-23", "2026-11-24" },
        { "month to date", { .unit = UNIT_MONTH, .to_date = true }, "2026-11-01", "2026-11-24" },
        { "quarter to date", { .unit = UNIT_QUARTER, .to_date = true }, "2026-10-01", "2026-11-24" },
        { "year to date", { .unit = UNIT_YEAR, .to_date = true }, "2026-01-01", "2026-11-24" },
        { "last 2 weeks", { .unit = UNIT_WEEK, .last = 2 }, "2026-11-09", "2026-11-22" },
        { "last 3 months", { .unit = UNIT_MONTH, .last = 3 }, "2026-08-01", "2026-10-31" },
        { "last 4 quarters", { .unit = UNIT_QUARTER, .last = 4 }, "2025-10-01", "2026-09-30" },
        { "last 2 years", { .unit = UNIT_YEAR, .last = 2 }, "2024-01-01", "2025-12-31" },
        { "the week before last", { .unit = UNIT_WEEK, .shift = -2 }, "2026-11-09", "2026-11-15" },
        { "two months ago", { .unit = UNIT_MONTH, .shift = -2 }, "2026-09-01", "2026-09-30" },
        { "the current month", { .unit = UNIT_MONTH }, "2026-11-01", "2026-11-24" },
        { "the 7 days before the last 7",
          { .unit = UNIT_DAY, .last = 7, .shift = -7 },
          "2026-11-10",
          "2026-11-16" },
        { "last month to the same day",
          { .unit = UNIT_MONTH, .shift = -1, .to_date = true },
          "2026-10-01",
          "2026-10-24" },
        { "three months to date",
          { .unit = UNIT_MONTH, .last = 3, .to_date = true },
          "2026-09-01",
          "2026-11-24" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct relative relative = cases[i].relative;
        const struct time time = { .relative = &relative };

        check(ctx, period_of(&time, day("2026-11-24"), WEEK_MONDAY), cases[i].from, cases[i].to);
    }
}

static void units_end_at_their_borders(void **state)
{
    static const struct {
        const char *today;
        struct relative relative;
        enum week_start week_start;
        const char *from, *to;
    } cases[] = {
        { "2026-01-01", { .unit = UNIT_MONTH, .shift = -1 }, WEEK_MONDAY, "2025-12-01", "2025-12-31" },
        { "2026-01-01", { .unit = UNIT_YEAR, .to_date = true }, WEEK_MONDAY, "2026-01-01", "2026-01-01" },
        { "2026-01-01", { .unit = UNIT_QUARTER, .shift = -1 }, WEEK_MONDAY, "2025-10-01", "2025-12-31" },
        { "2026-01-01", { .unit = UNIT_WEEK, .to_date = true }, WEEK_MONDAY, "2025-12-29", "2026-01-01" },
        { "2024-03-31", { .unit = UNIT_MONTH, .shift = -1 }, WEEK_MONDAY, "2024-02-01", "2024-02-29" },
        { "2024-03-31",
          { .unit = UNIT_MONTH, .shift = -1, .to_date = true },
          WEEK_MONDAY,
          "2024-02-01",
          "2024-02-29" },
        { "2024-03-31", { .unit = UNIT_DAY, .last = 31 }, WEEK_MONDAY, "2024-02-29", "2024-03-30" },
        { "2026-11-22", { .unit = UNIT_WEEK, .shift = -1 }, WEEK_MONDAY, "2026-11-09", "2026-11-15" },
        { "2026-11-23", { .unit = UNIT_WEEK, .shift = -1 }, WEEK_MONDAY, "2026-11-16", "2026-11-22" },
        { "2026-11-22", { .unit = UNIT_WEEK, .shift = -1 }, WEEK_SUNDAY, "2026-11-15", "2026-11-21" },
        { "2026-11-21", { .unit = UNIT_WEEK, .to_date = true }, WEEK_SUNDAY, "2026-11-15", "2026-11-21" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct relative relative = cases[i].relative;
        const struct time time = { .relative = &relative };

        check(ctx, period_of(&time, day(cases[i].today), cases[i].week_start), cases[i].from, cases[i].to);
    }
}

static void the_period_before_is_the_one_that_people_mean(void **state)
{
    static const struct {
        const char *from, *to;
        enum compare_to compare;
        const char *before_from, *before_to;
    } cases[] = {
        { "2026-11-17", "2026-11-23", COMPARE_PREVIOUS_PERIOD, "2026-11-10", "2026-11-16" },
        { "2026-11-23", "2026-11-23", COMPARE_PREVIOUS_PERIOD, "2026-11-22", "2026-11-22" },
        { "2026-11-16", "2026-11-22", COMPARE_PREVIOUS_PERIOD, "2026-11-09", "2026-11-15" },
        { "2026-10-01", "2026-10-31", COMPARE_PREVIOUS_PERIOD, "2026-09-01", "2026-09-30" },
        { "2024-03-01", "2024-03-31", COMPARE_PREVIOUS_PERIOD, "2024-02-01", "2024-02-29" },
        { "2026-07-01", "2026-09-30", COMPARE_PREVIOUS_PERIOD, "2026-04-01", "2026-06-30" },
        { "2025-01-01", "2025-12-31", COMPARE_PREVIOUS_PERIOD, "2024-01-01", "2024-12-31" },
        { "2026-11-01", "2026-11-24", COMPARE_PREVIOUS_PERIOD, "2026-10-01", "2026-10-24" },
        { "2026-10-01", "2026-11-24", COMPARE_PREVIOUS_PERIOD, "2026-07-01", "2026-08-24" },
        { "2026-01-01", "2026-11-24", COMPARE_PREVIOUS_PERIOD, "2025-01-01", "2025-11-24" },
        { "2026-11-23", "2026-11-24", COMPARE_PREVIOUS_PERIOD, "2026-11-16", "2026-11-17" },
        { "2026-10-27", "2026-11-23", COMPARE_PREVIOUS_PERIOD, "2026-09-29", "2026-10-26" },
        { "2026-10-01", "2026-10-31", COMPARE_PREVIOUS_YEAR, "2025-10-01", "2025-10-31" },
        { "2024-02-29", "2024-02-29", COMPARE_PREVIOUS_YEAR, "2023-02-28", "2023-02-28" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct time time = { .from = cases[i].from, .to = cases[i].to };
        const struct compare compare = { .to = cases[i].compare };
        const struct period now = period_of(&time, day("2026-11-24"), WEEK_MONDAY);

        check(ctx, period_before(&compare, &time, now, day("2026-11-24"), WEEK_MONDAY), cases[i].before_from,
              cases[i].before_to);
    }
}

static void a_unit_to_date_is_compared_with_the_same_days_of_the_unit_before(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct compare compare = { .to = COMPARE_PREVIOUS_PERIOD };
    struct relative relative = { .unit = UNIT_YEAR, .to_date = true };
    const struct time time = { .relative = &relative };
    const struct date today = day("2026-01-10");

    /* A year's and a month's beginning at once: the plan says which was meant. */
    check(ctx, period_before(&compare, &time, period_of(&time, today, WEEK_MONDAY), today, WEEK_MONDAY),
          "2025-01-01", "2025-01-10");
    relative.unit = UNIT_MONTH;
    check(ctx, period_before(&compare, &time, period_of(&time, today, WEEK_MONDAY), today, WEEK_MONDAY),
          "2025-12-01", "2025-12-10");
}

static void all_time_has_no_days(void **state)
{
    const struct time time = { .all = true };

    (void)state;
    assert_true(period_of(&time, day("2026-11-24"), WEEK_MONDAY).is_all);
    assert_true(period_of(NULL, day("2026-11-24"), WEEK_MONDAY).is_all);
}

static void a_period_reads_as_people_write_it(void **state)
{
    static const struct {
        const char *from, *to, *words;
    } cases[] = {
        { "2026-11-17", "2026-11-23", "17 to 23 November 2026" },
        { "2026-11-23", "2026-11-23", "23 November 2026" },
        { "2026-10-27", "2026-11-23", "27 October to 23 November 2026" },
        { "2025-12-30", "2026-01-02", "30 December 2025 to 2 January 2026" },
        { "2026-10-01", "2026-10-31", "October 2026" },
        { "2025-01-01", "2025-12-31", "2025" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(
            period_words(ctx->arena, (struct period){ false, day(cases[i].from), day(cases[i].to) }),
            cases[i].words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(relative_time_is_what_people_mean),
        TEST(units_end_at_their_borders),
        TEST(the_period_before_is_the_one_that_people_mean),
        TEST(a_unit_to_date_is_compared_with_the_same_days_of_the_unit_before),
        TEST(all_time_has_no_days),
        TEST(a_period_reads_as_people_write_it),
    };

    return cmocka_run_group_tests_name("periods", tests, NULL, NULL);
}
