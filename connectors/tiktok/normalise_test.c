#include "connectors/tiktok/normalise.h"

#include "connectors/tiktok/inner.h"
#include "packages/core/json.h"
#include "packages/core/settings.h"
#include "packages/core/test.h"

#include <string.h>

static void every_vector_normalises_and_hashes_as_published(void **state)
{
    struct ctx *ctx = test_ctx(state);
    json_t *json = json_load_file("connectors/tiktok/vectors.json", 0, NULL), *vector;
    size_t i;

    assert_non_null(json);
    json_array_foreach(json_object_get(json, "vectors"), i, vector)
    {
        bool is_hashed = false;
        const char *got =
            word_normalise(ctx->arena, tiktok_fields, json_string_value(json_object_get(vector, "field")),
                           json_string_value(json_object_get(vector, "input")), &is_hashed);

        assert_non_null(got);
        assert_true(is_hashed);
        assert_string_equal(got, json_string_value(json_object_get(vector, "normalised")));
        assert_string_equal(sha256_hex(ctx->arena, got, strlen(got)),
                            json_string_value(json_object_get(vector, "sha256")));
    }
    assert_true(i >= 5);
    json_decref(json);
}

static const struct {
    const char *field, *input, *wanted;
} cases[] = {
    { "EMAIL", "  Jane.Doe+news@Example.COM ", "jane.doe+news@example.com" },
    { "EMAIL", "jane doe@example.com", "janedoe@example.com" },
    { "EMAIL", "jane", NULL },
    { "EMAIL", "@example.com", NULL },
    { "EMAIL", "a@b@c", NULL },
    { "EMAIL", "", NULL },
    { "PHONE", "+1 (657) 777-0000", "+16577770000" },
    { "PHONE", " +44 20 7946 0958", "+442079460958" },
    { "PHONE", "+1234567890123456", NULL },
    { "PHONE", "+12 ab", NULL },
    { "PHONE", "+", NULL },
    { "MAID", " 38400000-8CF0-11BD-B23E-10B96E40000D ", "38400000-8cf0-11bd-b23e-10b96e40000d" },
    { "MAID", "two words", NULL },
};

static void rules_hold_beyond_the_vectors(void **state)
{
    struct ctx *ctx = test_ctx(state);
    bool is_hashed;

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *got =
            word_normalise(ctx->arena, tiktok_fields, cases[i].field, cases[i].input, &is_hashed);

        if (!text_is(got, cases[i].wanted))
            fail_msg("%s \"%s\" gave %s", cases[i].field, cases[i].input, got ? got : "nothing");
    }
}

static void the_older_rule_strips_any_address(void **state)
{
    struct word word;

    (void)state;
    assert_true(tiktok_email_stripped("Jane.Doe+news@example.com", &word));
    assert_int_equal(word.len, strlen("janedoe@example.com"));
    assert_memory_equal(word.at, "janedoe@example.com", word.len);
    assert_false(tiktok_email_stripped("+news@example.com", &word));
}

static void a_list_holds_the_kind_that_the_setting_says(void **state)
{
    struct hasher *hasher = hasher_new();
    const struct settings phones = { .tiktok_identifier = "phone" };
    const struct member both = { .email = "jane@example.com", .phone = "+12025550100" };
    const struct member raw = { .phone = "2025550100" };
    struct identified out;

    (void)state;
    assert_true(tiktok_identify(NULL, hasher, &both, &out));
    assert_int_equal(out.has, ID_EMAIL);
    assert_true(tiktok_identify(&phones, hasher, &both, &out));
    assert_int_equal(out.has, ID_PHONE);
    assert_false(tiktok_identify(NULL, hasher, &raw, &out));
    assert_false(
        tiktok_identify(&phones, hasher, &raw, &out)); /* no number of another country is made of it */
    hasher_free(hasher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_vector_normalises_and_hashes_as_published),
        TEST(rules_hold_beyond_the_vectors),
        TEST(the_older_rule_strips_any_address),
        TEST(a_list_holds_the_kind_that_the_setting_says),
    };

    return cmocka_run_group_tests_name("tiktok normalise", tests, NULL, NULL);
}
