#include "packages/platform/platform.h"

#include "packages/core/test.h"

#include <string.h>

static const char *lower(struct ctx *ctx, const char *text)
{
    char out[64];
    size_t len;

    assert_true(platform_lower(text, strlen(text), out, sizeof(out), &len));
    return arena_text_n(ctx->arena, out, len);
}

static void letters_of_all_scripts_get_small(void **state)
{
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        { "Jane DOE", "jane doe" }, { "ÄÖÜ ß ẞ", "äöü ß ß" },
        { "ŁÓDŹ", "łódź" },         { "Ÿ", "ÿ" },
        { "ЧЁРНЫЙ", "чёрный" },     { "ΣΊΣΥΦΟΣ Σ", "σίσυφος σ" },
        { "İI", "i\xcc\x87i" },     { "Ⱥ", "ⱥ" },
        { "정 山田", "정 山田" },   { "𐐀", "𐐨" },
        { "ＡＢ", "ａｂ" },         { "", "" },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(lower(test_ctx(state), rows[i].text), rows[i].wanted);
}

static void every_ascii_character_at_every_place_is_treated_alike(void **state)
{
    char text[24], out[32];
    size_t len;

    (void)state;
    for (size_t place = 0; place < sizeof(text); place++) {
        for (char c = 1; c > 0 && c < 127; c++) {
            memset(text, 'Z', sizeof(text));
            text[place] = c;
            assert_true(platform_lower(text, sizeof(text), out, sizeof(out), &len));
            assert_int_equal(out[place], c >= 'A' && c <= 'Z' ? c + 32 : c);
            assert_int_equal(out[(place + 1) % sizeof(text)], 'z');
        }
    }
}

static void a_text_that_does_not_fit_is_told(void **state)
{
    char out[16];
    size_t len = 77;

    (void)state;
    assert_true(platform_lower("ABCDEFGH", 8, out, sizeof(out), &len));
    assert_false(platform_lower("ABCDEFGHI", 9, out, sizeof(out), &len));
    assert_int_equal(len, 8);
}

static void white_space_of_all_scripts_is_trimmed(void **state)
{
    const char *text = "\xe3\x80\x80 \t\xc2\xa0"
                       "a b"
                       "\xe2\x80\x83\xef\xbb\xbf\n";
    size_t len = strlen(text);
    const char *from = platform_trim(text, &len);

    (void)state;
    assert_int_equal(len, 3);
    assert_memory_equal(from, "a b", 3);
    len = 2;
    (void)platform_trim(" \n", &len);
    assert_int_equal(len, 0);
}

static void broken_utf8_passes_through(void **state)
{
    assert_string_equal(lower(test_ctx(state), "A\xff\xc3"), "a\xff\xc3");
    assert_string_equal(lower(test_ctx(state), "\xf0\x9f\x98"), "\xf0\x9f\x98");
}

static void drivers_are_found_by_name(void **state)
{
    static const struct platform_cause causes[] = { { "a", "b", "c" }, { NULL, NULL, NULL } };
    static const struct platform_driver one = { .name = "one", .causes = causes };
    static const struct platform_driver *const drivers[] = { &one, NULL };

    (void)state;
    assert_ptr_equal(platform_find(drivers, "one"), &one);
    assert_null(platform_find(drivers, "two"));
    assert_string_equal(platform_cause(&one, "a")->next_step, "c");
    assert_null(platform_cause(&one, "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(letters_of_all_scripts_get_small), TEST(every_ascii_character_at_every_place_is_treated_alike),
        TEST(a_text_that_does_not_fit_is_told), TEST(white_space_of_all_scripts_is_trimmed),
        TEST(broken_utf8_passes_through),       TEST(drivers_are_found_by_name),
    };

    return cmocka_run_group_tests_name("platform", tests, NULL, NULL);
}
