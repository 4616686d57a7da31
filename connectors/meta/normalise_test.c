#include "connectors/meta/normalise.h"

#include "connectors/meta/meta.h"
#include "packages/core/test.h"
#include "packages/identity/identity.h"

#include <string.h>

static const char *text_of(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static const char *input_of(struct ctx *ctx, json_t *vector)
{
    const char *region = text_of(vector, "default_region"), *input = text_of(vector, "input");

    return region ? identity_phone_e164(ctx->arena, input, region, NULL) : input;
}

static void check(struct ctx *ctx, json_t *vector)
{
    const char *field = text_of(vector, "field"), *input = input_of(ctx, vector);
    const char *wanted = text_of(vector, "normalised"), *hash = text_of(vector, "sha256");
    bool is_hashed = false;
    const char *got = word_normalise(ctx->arena, meta_fields, field, input, &is_hashed);

    if (!text_is(got, wanted))
        fail_msg("%s \"%s\" gave %s, not %s", field, input, got ? got : "nothing",
                 wanted ? wanted : "nothing");
    if (!hash) {
        assert_false(is_hashed);
        return;
    }
    assert_int_equal(is_hashed, !json_is_true(json_object_get(vector, "already_hashed")));
    assert_string_equal(is_hashed ? sha256_hex(ctx->arena, got, strlen(got)) : got, hash);
}

static void every_vector_normalises_and_hashes_as_meta_does(void **state)
{
    json_t *json = json_load_file("connectors/meta/vectors.json", 0, NULL), *vector;
    size_t i;

    assert_non_null(json);
    json_array_foreach(json_object_get(json, "vectors"), i, vector) check(test_ctx(state), vector);
    assert_true(i > 100);
    json_decref(json);
}

static bool identify(const struct member *member, struct identified *out)
{
    struct hasher *hasher = hasher_new();
    const bool has_any = meta_driver.identify(NULL, hasher, member, out);

    hasher_free(hasher);
    return has_any;
}

static void expect_hash(struct ctx *ctx, const unsigned char *got, const char *text)
{
    assert_string_equal(hex_text(ctx->arena, got, SHA256_SIZE), sha256_hex(ctx->arena, text, strlen(text)));
}

static void a_member_is_hashed_field_by_field(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct member member = { .email = " John_Smith@gmail.com ",
                                   .phone = "+16505551212",
                                   .first_name = "Mary",
                                   .last_name = "O'Brien",
                                   .country = "US",
                                   .postal_code = "94045-1234" };
    struct identified out;

    assert_true(identify(&member, &out));
    assert_int_equal(out.has, ID_EMAIL | ID_PHONE | ID_ADDRESS);
    expect_hash(ctx, out.email, "john_smith@gmail.com");
    expect_hash(ctx, out.phone, "16505551212");
    expect_hash(ctx, out.first_name, "mary");
    expect_hash(ctx, out.last_name, "obrien");
    assert_string_equal(out.country, "us");
    assert_string_equal(out.postal_code, "94045");
}

/* Meta takes each part of an address alone, but a person needs more than a name. */
static void parts_of_an_address_stand_alone(void **state)
{
    struct member member = { .email = "a@example.com", .first_name = "Mary", .country = "DE" };
    struct identified out;

    (void)state;
    assert_true(identify(&member, &out));
    assert_int_equal(out.has, ID_EMAIL | ID_FIRST_NAME | ID_COUNTRY);
    member.email = NULL;
    member.last_name = "Smith";
    assert_false(identify(&member, &out));
    member.postal_code = "10115";
    assert_true(identify(&member, &out));
    assert_int_equal(out.has, ID_ADDRESS);
}

static void a_phone_that_is_not_e164_is_left_out(void **state)
{
    static const char *const phones[] = { "8005550100", "+1 800 555 0100", "+0123456789", "+123", "+", "" };
    struct identified out;

    (void)state;
    for (size_t i = 0; i < COUNT(phones); i++)
        assert_false(identify(&(struct member){ .phone = phones[i] }, &out));
}

static void what_was_hashed_before_is_sent_as_it_is(void **state)
{
    static const char hash[] = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f";
    struct ctx *ctx = test_ctx(state);
    struct identified out;

    assert_true(identify(&(struct member){ .email = hash }, &out));
    assert_string_equal(hex_text(ctx->arena, out.email, SHA256_SIZE), hash);
}

static void a_country_that_is_none_is_left_out(void **state)
{
    struct member member = { .email = "a@example.com", .country = "ZZ", .postal_code = "940451234" };
    struct identified out;

    (void)state;
    assert_true(identify(&member, &out));
    assert_int_equal(out.has, ID_EMAIL | ID_POSTAL_CODE);
    assert_string_equal(out.postal_code, "94045");
    member.postal_code = "a code of far too many letters";
    assert_true(identify(&member, &out));
    assert_int_equal(out.has, ID_EMAIL);
}

/* Random bytes of text must neither be read beyond nor end the program. */
static void any_text_is_normalised_or_refused(void **state)
{
    static const char *const pieces[] = {
        " ",    "@",        "gmail.com",        ".",        "+",    "00",
        "-",    "january",  "new york",         "\xc3\x89", "'",    "\xe3\x80\x80",
        "1985", "\xce\xa3", "\xe2\x80\x99",     "\xc3",     "a",    "\xf0\x9f\x98",
        "9",    "\xff",     "abcdef0123456789", "(0)",      "u.s.", "\xed\x95\x9c"
    };
    struct ctx *ctx = test_ctx(state);
    struct arena *arena = arena_new();
    unsigned char dice[40];
    bool is_hashed;

    for (int round = 0; round < 40000; round++) {
        const struct word_field *field;
        const char *got, *again;
        char text[800] = "";
        size_t len = 0;

        if (round % 1000 == 0)
            arena_reset(arena);
        random_bytes(ctx, dice, sizeof(dice));
        field = &meta_fields[dice[1] % 15];
        for (size_t i = 0; i < dice[0] % sizeof(dice); i++) {
            const char *piece = pieces[dice[i] % COUNT(pieces)];

            memcpy(text + len, piece, strlen(piece) + 1);
            len += strlen(piece);
        }
        got = word_normalise(arena, meta_fields, field->field, text, &is_hashed);
        if (!got)
            continue;
        if (!*got)
            fail_msg("%s \"%s\" gave an empty text", field->field, text);
        again = word_normalise(arena, meta_fields, field->field, got, &is_hashed);
        if (!text_is(got, again) && !text_is(field->field, "PHONE"))
            fail_msg("%s \"%s\" gave \"%s\", then \"%s\"", field->field, text, got,
                     again ? again : "nothing");
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_vector_normalises_and_hashes_as_meta_does),
        TEST(a_member_is_hashed_field_by_field),
        TEST(parts_of_an_address_stand_alone),
        TEST(a_phone_that_is_not_e164_is_left_out),
        TEST(what_was_hashed_before_is_sent_as_it_is),
        TEST(a_country_that_is_none_is_left_out),
        TEST(any_text_is_normalised_or_refused),
    };

    return cmocka_run_group_tests_name("meta normalise", tests, NULL, NULL);
}
