#include "packages/core/test.h"

#include <string.h>

static void an_empty_one_reads_as_empty_text(void **state)
{
    const struct buf buf = buf_in(test_ctx(state)->arena, 10);

    assert_string_equal(buf_str(&buf), "");
}

static void it_grows_up_to_its_limit_and_no_further(void **state)
{
    struct buf buf = buf_in(test_ctx(state)->arena, 10);

    buf_text(&buf, "12345");
    buf_text(&buf, "67890");
    assert_false(buf.is_full);
    buf_char(&buf, '!');
    assert_true(buf.is_full);
    assert_string_equal(buf_str(&buf), "1234567890");
}

static void what_does_not_fit_is_not_cut(void **state)
{
    struct buf buf = buf_in(test_ctx(state)->arena, 10);

    buf_text(&buf, "12345");
    buf_printf(&buf, "%d", 123456);
    assert_true(buf.is_full);
    assert_string_equal(buf_str(&buf), "12345");
}

static void nothing_is_added_once_it_is_full(void **state)
{
    struct buf buf = buf_in(test_ctx(state)->arena, 4);

    buf_text(&buf, "12345");
    buf_text(&buf, "1");
    assert_string_equal(buf_str(&buf), "");
    buf_reset(&buf);
    buf_text(&buf, "1");
    assert_false(buf.is_full);
    assert_string_equal(buf_str(&buf), "1");
}

static void a_size_near_the_largest_does_not_wrap(void **state)
{
    struct buf buf = buf_in(test_ctx(state)->arena, 100);

    buf_text(&buf, "x");
    assert_null(buf_room(&buf, SIZE_MAX));
    assert_true(buf.is_full);
}

static void whole_numbers_are_written_to_their_extremes(void **state)
{
    struct buf buf = buf_in(test_ctx(state)->arena, 100);

    buf_int(&buf, 0);
    buf_char(&buf, ' ');
    buf_int(&buf, INT64_MAX);
    buf_char(&buf, ' ');
    buf_int(&buf, INT64_MIN);
    assert_string_equal(buf_str(&buf), "0 9223372036854775807 -9223372036854775808");
}

static void bytes_become_lower_case_hex(void **state)
{
    struct buf buf = buf_in(test_ctx(state)->arena, 6);

    buf_hex(&buf, (const unsigned char *)"\x00\xaf\xff", 3);
    assert_string_equal(buf_str(&buf), "00afff");
    buf_hex(&buf, (const unsigned char *)"\x01", 1);
    assert_true(buf.is_full);
}

static void one_on_the_heap_keeps_its_memory_until_it_is_freed(void **state)
{
    struct buf buf = buf_heap(1000000);
    const char *at;

    (void)state;
    for (int i = 0; i < 10000; i++)
        buf_text(&buf, "0123456789");
    assert_int_equal(buf.len, 100000);
    at = buf.at;
    buf_reset(&buf);
    buf_text(&buf, "again");
    assert_ptr_equal(buf.at, at);
    buf_free(&buf);
    assert_string_equal(buf_str(&buf), "");
    buf_text(&buf, "anew");
    assert_string_equal(buf_str(&buf), "anew");
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_one_reads_as_empty_text),      TEST(it_grows_up_to_its_limit_and_no_further),
        TEST(what_does_not_fit_is_not_cut),          TEST(nothing_is_added_once_it_is_full),
        TEST(a_size_near_the_largest_does_not_wrap), TEST(whole_numbers_are_written_to_their_extremes),
        TEST(bytes_become_lower_case_hex),           TEST(one_on_the_heap_keeps_its_memory_until_it_is_freed),
    };

    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
