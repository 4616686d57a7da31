/*
 * Words: what is cut, what stays together, where it stands in the question.
 */
#include "packages/semantic/planner/words.h"

#include "packages/core/test.h"

#include <string.h>

static struct words words_of(struct ctx *ctx, const char *question)
{
    struct words words;

    assert_ok(words_read(ctx, question, &words));
    return words;
}

/* Texts with | between them; quoted ones in <>. */
static const char *cuts(struct ctx *ctx, const char *question)
{
    const struct words words = words_of(ctx, question);
    struct buf buf = buf_in(ctx->arena, 8192);

    for (size_t i = 0; i < words.n; i++)
        buf_printf(&buf, words.items[i].is_quoted ? "%s<%s>" : "%s%s", i ? "|" : "", words.items[i].text);
    return buf_str(&buf);
}

static void a_question_is_cut_into_words(void **state)
{
    static const char *const cases[][2] = {
        { "Sessions by channel?", "sessions|by|channel|?" },
        { "What\xe2\x80\x99s the bounce rate", "what|is|the|bounce|rate" },
        { "whats our AOV", "what|is|our|aov" },
        { "users who didn't buy", "users|who|did|not|buy" },
        { "users that haven\xe2\x80\x99t bought", "users|that|have|not|bought" },
        { "can't, won't, I'm, we're", "can|not|,|will|not|,|i|am|,|we|are" },
        { "last week's revenue", "last|week|revenue" },
        { "iPhone users' average order value", "iphone|users|average|order|value" },
        { "let's see", "let|see" },
        { "sign-up and sign\xe2\x80\x93up", "sign|up|and|sign|up" },
        { "Sessions - last week", "sessions|-|last|week" },
        { "pages under /sale/apparel, by day", "pages|under|/sale/apparel|,|by|day" },
        { "source/medium", "source|/|medium" },
        { "the spring_sale campaign", "the|spring_sale|campaign" },
        { "m.facebook.com or t.co.", "m.facebook.com|or|t.co|." },
        { "the \"Zip  Hoodie\" and \xe2\x80\x9c"
          "Campus Tote\xe2\x80\x9d",
          "the|<zip hoodie>|and|<campus tote>" },
        { "coupon 'FREE SHIP' today", "coupon|<free ship>|today" },
        { "users' and buyers' sessions", "users|and|buyers|sessions" },
        { "Sept '25 vs. Oct '24", "sept|'25|vs|oct|'24" },
        { "in the U.S. at 9 a.m.", "in|the|us|at|9|am" },
        { "on 2026-11-03 or 11/03/2026, 3.11.2026", "on|2026-11-03|or|11/03/2026|,|3.11.2026" },
        { "10-15 October, 2026-11", "10|15|october|,|2026-11" },
        { "9:30 to 17:00 o'clock", "9:30|to|17:00|o'clock" },
        { "mail jane@shop.example", "mail|jane@shop.example" },
        { "revenue >= $1,000.50", "revenue|>=|$|1,000.50" },
        { "fell 20%", "fell|20|%" },
        { "CAF\xc3\x89 and cafe\xcc\x81", "caf\xc3\xa9|and|caf\xc3\xa9" },
        { "\xc4\xb0stanbul, S\xc3\xa3o Paulo", "istanbul|,|s\xc3\xa3o|paulo" },
        { "https://shop.example/a?b=c, please", "https://shop.example/a|?|b|=|c|,|please" },
        { "5\" screens", "5|screens" },
        { "gimme Q3'25", "give|me|q3'25" },
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(cuts(ctx, cases[i][0]), cases[i][1]);
}

static void numbers_are_read(void **state)
{
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        { "10", 10 },
        { "10k", 10000 },
        { "1,000", 1000 },
        { "1.5m", 1500000 },
        { "2bn", 2e9 },
        { "twenty", 20 },
        { "twenty-five", 25 },
        { "ninety nine", 99 },
        { "a dozen", 12 },
        { "two dozen", 24 },
        { "a hundred", 100 },
        { "five hundred", 500 },
        { "3 thousand", 3000 },
        { "1.5 million", 1.5e6 },
        { "one hundred thousand", 1e5 },
        { "1,234,567", 1234567 },
        { "0.5", 0.5 },
        { "10 k", 10000 },
        { "zero", 0 },
    };
    static const char *const others[] = { "3rd",    "7d", "q3",   "11/03/2026", "second",
                                          "dozens", "t1", "12ab", "1.2.3.4" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct words words = words_of(ctx, cases[i].text);

        assert_int_equal(words.n, 1);
        assert_true(words.items[0].is_number);
        assert_true(words.items[0].number == cases[i].number);
        assert_int_equal(words.items[0].size, strlen(cases[i].text));
    }
    for (size_t i = 0; i < COUNT(others); i++)
        assert_false(words_of(ctx, others[i]).items[0].is_number);
    assert_int_equal(words_of(ctx, "1,5").n, 3);
    assert_int_equal(words_of(ctx, "top 5, 10 and 15").n, 6);
}

static void words_know_where_they_stand(void **state)
{
    const char *question = "Caf\xc3\xa9 users\xe2\x80\x99 \"Zip Hoodie\" didn't";
    const struct words words = words_of(test_ctx(state), question);

    assert_int_equal(words.n, 5);
    assert_memory_equal(question + words.items[0].at, "Caf\xc3\xa9", words.items[0].size);
    assert_memory_equal(question + words.items[1].at, "users", words.items[1].size);
    assert_memory_equal(question + words.items[2].at, "Zip Hoodie", words.items[2].size);
    assert_memory_equal(question + words.items[4].at, "didn't", words.items[4].size);
}

static void inflections_share_a_stem(void **state)
{
    static const char *const groups[][6] = {
        { "buy", "buys", "bought", "buying" },
        { "visit", "visits", "visited", "visiting" },
        { "purchase", "purchases", "purchased", "purchasing" },
        { "category", "categories" },
        { "country", "countries" },
        { "view", "views", "viewed", "viewing" },
        { "drop", "drops", "dropped", "dropping" },
        { "sell", "sold", "selling", "sells" },
        { "spend", "spent", "spending" },
        { "make", "made", "making", "makes" },
        { "come", "came", "coming" },
        { "engage", "engaged", "engaging" },
        { "compare", "compared", "comparing", "compares" },
        { "source", "sources" },
        { "address", "addresses" },
        { "search", "searches", "searched", "searching" },
        { "abandon", "abandoned", "abandoning" },
        { "order", "orders", "ordered", "ordering" },
        { "try", "tries", "tried", "trying" },
        { "cancel", "cancelled", "cancelling", "cancels" },
        { "exclude", "excluded", "excluding", "excludes" },
        { "acquire", "acquired", "acquiring" },
        { "use", "used", "using", "uses" },
        { "generate", "generated", "generating" },
        { "change", "changed", "changing" },
        { "add", "added", "adding", "adds" },
        { "refund", "refunded", "refunds" },
        { "return", "returned", "returning" },
        { "convert", "converted", "converting" },
        { "click", "clicked", "clicks" },
        { "do", "did", "does", "done" },
        { "sao", "s\xc3\xa3o" },
        { "box", "boxes" },
        { "subscribe", "subscribed", "subscribes" },
    };
    static const char *const kept[] = { "spring", "bing",     "ios",       "us",     "this",
                                        "status", "business", "christmas", "series", "spring_sale",
                                        "/sales", "10ks",     "united",    "speed",  "red" };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(groups); i++)
        for (size_t k = 1; k < 6 && groups[i][k]; k++)
            assert_string_equal(word_stem(ctx, groups[i][k]), word_stem(ctx, groups[i][0]));
    for (size_t i = 0; i < COUNT(kept); i++)
        assert_string_equal(word_stem(ctx, kept[i]), kept[i]);
}

static void distance_is_bounded(void **state)
{
    (void)state;
    assert_int_equal(word_distance("session", "session", 2), 0);
    assert_int_equal(word_distance("sesion", "session", 2), 1);
    assert_int_equal(word_distance("sessoin", "session", 1), 1);
    assert_int_equal(word_distance("revnue", "revenue", 1), 1);
    assert_int_equal(word_distance("reveneu", "revenue", 2), 1);
    assert_int_equal(word_distance("conversoin", "conversion", 2), 1);
    assert_int_equal(word_distance("abcdef", "abxdyf", 2), 2);
    assert_int_equal(word_distance("abcdef", "axyzef", 2), 3);
    assert_int_equal(word_distance("session", "mession", 2), 3);
    assert_int_equal(word_distance("a", "abcdef", 2), 3);
    assert_int_equal(word_distance("", "a", 1), 2);
    assert_int_equal(word_distance("caf\xc3\xa9", "cafe", 1), 1);
}

static void what_is_no_question_is_refused(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct words words;
    char *longest = arena_alloc(ctx->arena, QUESTION_BYTES + 2);
    char *many = arena_alloc(ctx->arena, 2 * QUESTION_WORDS + 3);

    memset(longest, 'a', QUESTION_BYTES + 1);
    for (size_t i = 0; i <= QUESTION_WORDS; i++)
        memcpy(many + 2 * i, "a ", 2);
    assert_err(words_read(ctx, "", &words), ERR_INVALID, "question");
    assert_err(words_read(ctx, " \t\xc2\xa0", &words), ERR_INVALID, "question");
    assert_err(words_read(ctx, "\xff", &words), ERR_INVALID, "question");
    assert_err(words_read(ctx, longest, &words), ERR_INVALID, "question");
    assert_err(words_read(ctx, many, &words), ERR_INVALID, "question");
    longest[QUESTION_BYTES] = 0;
    many[2 * QUESTION_WORDS] = 0;
    assert_ok(words_read(ctx, longest, &words));
    assert_ok(words_read(ctx, many, &words));
    assert_int_equal(words.n, QUESTION_WORDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_question_is_cut_into_words), TEST(numbers_are_read),    TEST(words_know_where_they_stand),
        TEST(inflections_share_a_stem),     TEST(distance_is_bounded), TEST(what_is_no_question_is_refused),
    };

    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
