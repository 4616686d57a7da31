#include "packages/core/test.h"

#include <string.h>

enum mood { MOOD_NONE, MOOD_GOOD };
static const char *const mood_words[] = { "", "good", NULL };

struct leaf {
    const char *name;
};
struct all {
    const char *text, *no_text;
    int64_t number, large, none, limit;
    double real, nothing;
    bool flag;
    struct instant at, never;
    enum mood mood, no_mood;
    struct bytes bytes;
    json_t *any;
    const char **texts;
    size_t n_texts;
    int64_t *ints;
    size_t n_ints;
    struct leaf *leaf, *no_leaf, *leaves;
    size_t n_leaves;
};
static const struct field leaf_fields[] = { FIELD(leaf, name, "") };
static const struct shape leaf_shape = SHAPE(leaf, leaf_fields, "");
static const struct field all_fields[] = {
    FIELD(all, text, ""),
    FIELD(all, no_text, "", .optional = true),
    FIELD(all, number, ""),
    FIELD(all, large, ""),
    FIELD(all, none, "", .optional = true, .none = true),
    FIELD(all, limit, "", .optional = true, .min = 1, .max = 200),
    FIELD(all, real, ""),
    FIELD(all, nothing, "", .optional = true),
    FIELD(all, flag, ""),
    FIELD(all, at, ""),
    FIELD(all, never, "", .optional = true),
    FIELD(all, mood, "", .words = mood_words),
    FIELD(all, no_mood, "", .words = mood_words, .optional = true),
    FIELD(all, bytes, "", .optional = true),
    FIELD(all, any, ""),
    SCALARS(all, texts, ""),
    SCALARS(all, ints, "", .optional = true),
    OBJECT(all, leaf, &leaf_shape, ""),
    OBJECT(all, no_leaf, &leaf_shape, "", .optional = true),
    LIST(all, leaves, &leaf_shape, ""),
};
static const struct shape all_shape = SHAPE(all, all_fields, "");

static struct all example(struct ctx *ctx)
{
    static const char *texts[] = { "a\"b", "c\\d\n\x01" };
    static struct leaf leaves[] = { { "x" }, { "y" } };

    return (struct all){
        .text = "\xe2\x82\xac", /* the euro sign */
        .number = -7,
        .large = INT64_MAX,
        .none = INT_NONE,
        .real = 0.1,
        .nothing = NAN,
        .flag = true,
        .at = ctx->now,
        .mood = MOOD_GOOD,
        .bytes = { (const unsigned char *)"s", 1 },
        .any = json_keep(ctx, json_pack("{s:[i]}", "k", 1)),
        .texts = texts,
        .n_texts = 2,
        .leaf = &leaves[0],
        .leaves = leaves,
        .n_leaves = 2,
    };
}

static const char expected[] =
    "{\"text\":\"\xe2\x82\xac\",\"no_text\":null,\"number\":-7,\"large\":\"9223372036854775807\",\"none\":"
    "null,"
    "\"limit\":null,\"real\":0.1,\"nothing\":null,\"flag\":true,\"at\":\"2026-11-24T08:00:00Z\",\"never\":"
    "null,"
    "\"mood\":\"good\",\"no_mood\":null,\"any\":{\"k\":[1]},\"texts\":[\"a\\\"b\",\"c\\\\d\\n\\u0001\"],"
    "\"ints\":null,"
    "\"leaf\":{\"name\":\"x\"},\"no_leaf\":null,\"leaves\":[{\"name\":\"x\"},{\"name\":\"y\"}]}";

static void every_kind_has_its_one_form(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 10000);
    const struct all all = example(ctx);

    shape_encode(&all_shape, &all, &text);
    assert_string_equal(buf_str(&text), expected);
}

static void bytes_are_never_written(void **state)
{
    (void)state;
    assert_null(strstr(expected, "bytes"));
}

static void what_is_encoded_decodes_to_the_same(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 10000);
    const struct all all = example(ctx);
    struct all again = { 0 };

    assert_ok(shape_decode(ctx, &all_shape, shape_json(ctx, &all_shape, &all), &again));
    assert_true(again.large == INT64_MAX);
    assert_true(again.none == INT_NONE);
    shape_encode(&all_shape, &again, &text);
    assert_string_equal(buf_str(&text), expected);
}

static void a_heap_buffer_takes_times_too(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_heap(10000);
    const struct all all = example(ctx);

    shape_encode(&all_shape, &all, &text);
    assert_string_equal(buf_str(&text), expected);
    buf_free(&text);
}

struct either {
    const char *a;
    int64_t b;
    bool c;
};
static const struct field either_fields[] = { FIELD(either, a, "", .optional = true),
                                              FIELD(either, b, "", .optional = true),
                                              FIELD(either, c, "", .optional = true) };
static const struct kind either_kinds[] = { KIND("a", NEEDS("a"), MAY("c")), KIND("b", NEEDS("b")) };
static const struct shape either_shape =
    SHAPE(either, either_fields, "", .kinds = either_kinds, .n_kinds = COUNT(either_kinds));

static void a_union_writes_only_what_is_set(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 100);

    shape_encode(&either_shape, &(struct either){ .b = 3 }, &text);
    assert_string_equal(buf_str(&text), "{\"b\":3}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_has_its_one_form),         TEST(bytes_are_never_written),
        TEST(what_is_encoded_decodes_to_the_same), TEST(a_heap_buffer_takes_times_too),
        TEST(a_union_writes_only_what_is_set),
    };

    return cmocka_run_group_tests_name("encode", tests, NULL, NULL);
}
