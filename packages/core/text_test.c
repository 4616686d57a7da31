#include "packages/core/test.h"

#include <stdlib.h>
#include <string.h>

static void nothing_equals_only_nothing(void **state)
{
    (void)state;
    assert_true(text_is("a", "a"));
    assert_false(text_is("a", "b"));
    assert_false(text_is(NULL, ""));
    assert_false(text_is("", NULL));
    assert_true(text_is(NULL, NULL));
}

static void beginnings_and_ends_are_seen(void **state)
{
    (void)state;
    assert_true(text_starts("truffle", "tru") && text_starts("x", ""));
    assert_false(text_starts("tru", "truffle"));
    assert_true(text_ends("a.json", ".json") && text_ends("x", ""));
    assert_false(text_ends("json", ".json"));
}

static void utf8_is_told_from_what_only_looks_like_it(void **state)
{
    static const struct {
        const char *text;
        size_t len;
        bool is_good;
    } cases[] = {
        { "", 0, true },
        { "abc", 3, true },
        { "\xc3\xa4", 2, true },
        { "\xe2\x82\xac", 3, true },
        { "\xf0\x9f\x98\x80", 4, true },
        { "\xf4\x8f\xbf\xbf", 4, true },  /* U+10FFFF */
        { "\xef\xbf\xbf", 3, true },      /* U+FFFF */
        { "\xed\x9f\xbf", 3, true },      /* U+D7FF */
        { "\xf4\x90\x80\x80", 4, false }, /* beyond U+10FFFF */
        { "\xed\xa0\x80", 3, false },     /* a surrogate */
        { "\xed\xbf\xbf", 3, false },
        { "\xc0\x80", 2, false }, /* overlong */
        { "\xc1\xbf", 2, false },
        { "\xe0\x9f\xbf", 3, false },
        { "\xf0\x8f\xbf\xbf", 4, false },
        { "\x80", 1, false },
        { "\xc3", 1, false }, /* cut short */
        { "\xe2\x82", 2, false },
        { "\xc3\x28", 2, false },
        { "\xff", 1, false },
        { "\xf8\x88\x80\x80\x80", 5, false },
        { "a\0b", 3, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(text_is_utf8(cases[i].text, cases[i].len), cases[i].is_good);
}

/* Every code point, against the definition. */
static void every_code_point_is_known(void **state)
{
    (void)state;
    for (uint32_t point = 1; point < 0x120000; point += point < 0x3000 ? 1 : 97) {
        char text[5] = "";
        size_t n = 0;

        if (point < 0x80) {
            text[n++] = (char)point;
        } else if (point < 0x800) {
            text[n++] = (char)(0xc0 | point >> 6);
            text[n++] = (char)(0x80 | (point & 63));
        } else if (point < 0x10000) {
            text[n++] = (char)(0xe0 | point >> 12);
            text[n++] = (char)(0x80 | (point >> 6 & 63));
            text[n++] = (char)(0x80 | (point & 63));
        } else {
            text[n++] = (char)(0xf0 | point >> 18);
            text[n++] = (char)(0x80 | (point >> 12 & 63));
            text[n++] = (char)(0x80 | (point >> 6 & 63));
            text[n++] = (char)(0x80 | (point & 63));
        }
        assert_int_equal(text_is_utf8(text, n), point <= 0x10ffff && (point < 0xd800 || point > 0xdfff));
        assert_int_equal(text_length(text), 1);
    }
}

static void case_and_space_are_ascii_alone(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_string_equal(text_count(ctx->arena, 0, "row"), "0 rows");
    assert_string_equal(text_count(ctx->arena, 1, "row"), "1 row");
    assert_string_equal(text_count(ctx->arena, -1, "day"), "-1 days");
    assert_string_equal(text_count(ctx->arena, 12000, "row"), "12000 rows");
    assert_string_equal(text_lower(ctx->arena, "AbC\xc3\x84 1"), "abc\xc3\x84 1");
    assert_null(text_lower(ctx->arena, NULL));
    assert_string_equal(text_trim(ctx->arena, " \t\r\n a b \v\f"), "a b");
    assert_string_equal(text_trim(ctx->arena, "  "), "");
    assert_string_equal(text_trim(ctx->arena, "\xc2\xa0x"), "\xc2\xa0x");
}

static void whole_numbers_are_taken_whole_or_not_at_all(void **state)
{
    static const char *const bad[] = { "",
                                       " 1",
                                       "1 ",
                                       "+1",
                                       "1.0",
                                       "0x10",
                                       "1e3",
                                       "-",
                                       "--1",
                                       "- 1",
                                       "9223372036854775808",
                                       "-9223372036854775809",
                                       "1a",
                                       "\xd9\xa1" };
    int64_t value = 7;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(text_to_int(bad[i], &value));
    assert_false(text_to_int(NULL, &value));
    assert_int_equal(value, 7);
    assert_true(text_to_int("-9223372036854775808", &value) && value == INT64_MIN);
    assert_true(text_to_int("9223372036854775807", &value) && value == INT64_MAX);
    assert_true(text_to_int("007", &value) && value == 7);
}

static void numbers_are_decimal_and_finite(void **state)
{
    static const char *const bad[] = { "",     " 1",    "+1",    "nan", "inf",  "-inf",
                                       "-nan", "0x1p3", "1e999", "1,5", "1.5x", "." };
    double value = 7;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(text_to_number(bad[i], &value));
    assert_true(value == 7);
    assert_true(text_to_number("-.5", &value) && value == -0.5);
    assert_true(text_to_number("1e3", &value) && value == 1000);
}

static void the_nearest_word_is_suggested_and_no_far_one(void **state)
{
    static const char *const words[] = { "sessions", "session_s", "revenue", "purchase_revenue", NULL };

    (void)state;
    assert_string_equal(text_nearest("sesions", words), "sessions");
    assert_string_equal(text_nearest("revenu", words), "revenue");
    assert_string_equal(text_nearest("revenue", words), "revenue");
    assert_null(text_nearest("weather", words));
    assert_null(text_nearest("", (const char *const[]){ "abc", NULL }));
    assert_null(
        text_nearest("0123456789012345678901234567890123456789012345678901234567890123456789", words));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void ids_sort_by_time_and_differ(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *ids[500];

    for (size_t i = 0; i < COUNT(ids); i++) {
        ids[i] = id_new(ctx);
        assert_int_equal(strlen(ids[i]), 26);
        assert_int_equal(strspn(ids[i], "0123456789abcdefghjkmnpqrstvwxyz"), 26);
        if (i)
            assert_true(strcmp(ids[i - 1], ids[i]) < 0);
        ctx->now.us += 1000;
    }
    ctx->now.us = INT64_C(253402300799) * 1000000; /* the end of the year 9999 still sorts last */
    assert_true(strcmp(ids[COUNT(ids) - 1], id_new(ctx)) < 0);
}

static void ids_of_one_moment_differ(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *ids[2000];

    ctx->random = 0; /* the kernel's */
    for (size_t i = 0; i < COUNT(ids); i++)
        ids[i] = id_new(ctx);
    qsort(ids, COUNT(ids), sizeof(*ids), by_text);
    for (size_t i = 1; i < COUNT(ids); i++)
        assert_string_not_equal(ids[i - 1], ids[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_equals_only_nothing),
        TEST(beginnings_and_ends_are_seen),
        TEST(utf8_is_told_from_what_only_looks_like_it),
        TEST(every_code_point_is_known),
        TEST(case_and_space_are_ascii_alone),
        TEST(whole_numbers_are_taken_whole_or_not_at_all),
        TEST(numbers_are_decimal_and_finite),
        TEST(the_nearest_word_is_suggested_and_no_far_one),
        TEST(ids_sort_by_time_and_differ),
        TEST(ids_of_one_moment_differ),
    };

    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
