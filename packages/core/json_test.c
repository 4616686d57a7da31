#include "packages/core/test.h"

#include <string.h>

static struct err *parse(struct ctx *ctx, const char *text)
{
    json_t *json = NULL;

    return json_parse(ctx, text, strlen(text), &json);
}

static const char *nested(struct ctx *ctx, int depth, char open, char shut)
{
    struct buf text = buf_in(ctx->arena, 100000);

    for (int i = 0; i < depth; i++)
        buf_char(&text, open);
    for (int i = 0; i < depth; i++)
        buf_char(&text, shut);
    return buf_str(&text);
}

static void what_is_not_json_is_told_where(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct err *err = parse(ctx, "{\"a\":1,\n\"b\":}");

    assert_err(err, ERR_MALFORMED, NULL);
    assert_non_null(strstr(err->message, "line 2"));
    assert_null(strstr(err->message, "\"b\"")); /* the text itself isn't repeated */
}

static void odd_forms_are_refused(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "'a'",
        "01",
        "+1",
        "1.",
        ".5",
        "NaN",
        "Infinity",
        "nul",
        "[1]x",
        "\"\\x\"",
        "\"\t\"",
        "{\"a\":1,\"a\":2}",
        "\"\\ud800\"",
        "\"\xc3\"",
        "\"\xed\xa0\x80\"",
        "\"\xc0\x80\"",
        "\"\\u0000\"",
        "1e999",
        "99999999999999999999",
        "/* */ 1",
        "\xef\xbb\xbf{}",
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_err(parse(test_ctx(state), texts[i]), ERR_MALFORMED, NULL);
}

static void any_value_may_stand_alone(void **state)
{
    static const char *const texts[] = { "1", "\"a\"", "null", "true", "[]", "{}", " [1] ", "-0.5e-3" };

    for (size_t i = 0; i < COUNT(texts); i++)
        assert_ok(parse(test_ctx(state), texts[i]));
}

static void depth_ends_at_32(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_ok(parse(ctx, nested(ctx, 32, '[', ']')));
    assert_err(parse(ctx, nested(ctx, 33, '[', ']')), ERR_MALFORMED, NULL);
    assert_err(parse(ctx, nested(ctx, 20000, '[', ']')), ERR_MALFORMED, NULL);
}

static void brackets_within_text_have_no_depth(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_ok(parse(ctx, arena_printf(ctx->arena, "[\"%s\\\"%s\"]", nested(ctx, 40, '[', ']'),
                                      nested(ctx, 40, '{', '}'))));
    /* An escaped quote doesn't end the text, an escaped backslash doesn't escape the quote. */
    assert_err(parse(ctx, arena_printf(ctx->arena, "[\"\\\\\",%s]", nested(ctx, 40, '[', ']'))),
               ERR_MALFORMED, NULL);
}

static const char *of_length(struct ctx *ctx, size_t n)
{
    char *text = arena_alloc(ctx->arena, n + 3);

    memset(text, 'x', n + 2);
    text[0] = text[n + 1] = '"';
    return text;
}

static const char *of_members(struct ctx *ctx, int n)
{
    struct buf text = buf_in(ctx->arena, 1000000);

    buf_char(&text, '[');
    for (int i = 0; i < n; i++)
        buf_text(&text, i ? ",1" : "1");
    buf_char(&text, ']');
    return buf_str(&text);
}

static void texts_and_lists_have_limits(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_ok(parse(ctx, of_length(ctx, JSON_MAX_STRING)));
    assert_err(parse(ctx, of_length(ctx, JSON_MAX_STRING + 1)), ERR_MALFORMED, NULL);
    assert_ok(parse(ctx, of_members(ctx, JSON_MAX_MEMBERS)));
    assert_err(parse(ctx, of_members(ctx, JSON_MAX_MEMBERS + 1)), ERR_MALFORMED, NULL);
}

static void equal_values_have_one_canonical_text(void **state)
{
    struct ctx *ctx = test_ctx(state);
    json_t *a = NULL, *b = NULL;
    const char *one = "{\"b\": [1, 2.5],\n \"a\": {\"y\": null, \"x\": \"\\u00e4\"}}";
    const char *two = "{\"a\":{\"x\":\"\xc3\xa4\",\"y\":null},\"b\":[1,2.50]}";

    assert_ok(json_parse(ctx, one, strlen(one), &a));
    assert_ok(json_parse(ctx, two, strlen(two), &b));
    assert_string_equal(json_canonical(ctx, a), json_canonical(ctx, b));
    assert_string_equal(json_canonical(ctx, a), "{\"a\":{\"x\":\"\xc3\xa4\",\"y\":null},\"b\":[1,2.5]}");
}

static const char *number(struct ctx *ctx, double value)
{
    struct buf text = buf_in(ctx->arena, 100);
    struct json_writer json = json_to(&text);

    json_number(&json, value);
    return buf_str(&text);
}

static void numbers_are_short_and_read_back(void **state)
{
    static const double values[] = { 0.1,    1.0 / 3, 1e21,          1.7976931348623157e308,
                                     5e-324, -2.5,    123456789.123, 0 };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(values); i++) {
        double back = NAN;

        assert_true(text_to_number(number(ctx, values[i]), &back) && back == values[i]);
    }
    assert_string_equal(number(ctx, 0.1), "0.1");
    assert_string_equal(number(ctx, 19.99), "19.99");
    assert_string_equal(number(ctx, 3), "3");
    assert_string_equal(number(ctx, NAN), "null");
    assert_string_equal(number(ctx, INFINITY), "null");
    assert_string_equal(number(ctx, -INFINITY), "null");
}

static void the_writer_puts_its_commas(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 1000);
    struct json_writer json = json_to(&text);

    json_open(&json, '{');
    json_key(&json, "a\"");
    json_open(&json, '[');
    json_int(&json, (INT64_C(1) << 53));
    json_int(&json, (INT64_C(1) << 53) + 1);
    json_bool(&json, false);
    json_open(&json, '{');
    json_shut(&json, '}');
    json_shut(&json, ']');
    json_key(&json, "b");
    json_text(&json, NULL);
    json_key(&json, "c");
    json_tree(&json, NULL);
    json_key(&json, "d");
    json_raw(&json, "[0]", 3);
    json_shut(&json, '}');
    assert_string_equal(buf_str(&text),
                        "{\"a\\\"\":[9007199254740992,\"9007199254740993\",false,{}],\"b\":null,\"c\":null,"
                        "\"d\":[0]}");
}

static void every_control_character_is_escaped(void **state)
{
    struct ctx *ctx = test_ctx(state);

    for (char c = 1; c < 0x20; c++) {
        struct buf text = buf_in(ctx->arena, 100);
        struct json_writer json = json_to(&text);
        const char value[] = { 'a', c, 0 };
        json_t *back = NULL;

        json_text(&json, value);
        assert_ok(json_parse(ctx, buf_str(&text), text.len, &back));
        assert_string_equal(json_string_value(back), value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_not_json_is_told_where),
        TEST(odd_forms_are_refused),
        TEST(any_value_may_stand_alone),
        TEST(depth_ends_at_32),
        TEST(brackets_within_text_have_no_depth),
        TEST(texts_and_lists_have_limits),
        TEST(equal_values_have_one_canonical_text),
        TEST(numbers_are_short_and_read_back),
        TEST(the_writer_puts_its_commas),
        TEST(every_control_character_is_escaped),
    };

    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
