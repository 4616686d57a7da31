#include "connectors/google-ads/google-ads.h"
#include "connectors/google-ads/normalise.h"

#include "packages/core/test.h"

#include <string.h>

static json_t *vectors(void)
{
    json_t *json = json_load_file("connectors/google-ads/vectors.json", 0, NULL);

    assert_non_null(json);
    return json;
}

static void check(struct ctx *ctx, json_t *vector)
{
    const char *input = json_string_value(json_object_get(vector, "input"));
    const char *wanted = json_string_value(json_object_get(vector, "normalised"));
    const char *hash = json_string_value(json_object_get(vector, "sha256"));
    bool is_hashed = false;
    const char *got = word_normalise(ctx->arena, google_fields,
                                     json_string_value(json_object_get(vector, "field")), input, &is_hashed);

    if (!text_is(got, wanted))
        fail_msg("\"%s\" gave %s, not %s", input, got ? got : "nothing", wanted ? wanted : "nothing");
    if (!hash)
        return;
    assert_true(is_hashed);
    assert_string_equal(sha256_hex(ctx->arena, got, strlen(got)), hash);
}

static void every_vector_normalises_and_hashes_as_google_does(void **state)
{
    json_t *json = vectors(), *vector;
    size_t i;

    json_array_foreach(json_object_get(json, "vectors"), i, vector) check(test_ctx(state), vector);
    assert_true(i > 50);
    json_decref(json);
}

static void an_unknown_field_normalises_to_nothing(void **state)
{
    bool is_hashed;

    assert_null(word_normalise(test_ctx(state)->arena, google_fields, "shoe_size", "42", &is_hashed));
}

static bool identify(const struct member *member, struct identified *out)
{
    struct hasher *hasher = hasher_new();
    const bool has_any = google_ads_driver.identify(NULL, hasher, member, out);

    hasher_free(hasher);
    return has_any;
}

static void a_member_is_hashed_field_by_field(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct member member = { .email = " ALEXZ@example.com ",
                                   .phone = "+18005550100",
                                   .first_name = "GivenName",
                                   .last_name = "FamilyName",
                                   .country = "us",
                                   .postal_code = " 94045 " };
    struct identified out;

    assert_true(identify(&member, &out));
    assert_int_equal(out.has, ID_EMAIL | ID_PHONE | ID_ADDRESS);
    assert_string_equal(hex_text(ctx->arena, out.email, SHA256_SIZE),
                        "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a");
    assert_string_equal(hex_text(ctx->arena, out.phone, SHA256_SIZE),
                        "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30");
    assert_string_equal(out.country, "US");
    assert_string_equal(out.postal_code, "94045");
}

static void a_phone_that_is_not_e164_is_left_out(void **state)
{
    static const char *const phones[] = { "8005550100", "+1 800 555 0100",   "+0123456789",  "+123", "+",
                                          "",           "+1234567890123456", "0018005550100" };
    struct identified out;

    (void)state;
    for (size_t i = 0; i < COUNT(phones); i++)
        assert_false(identify(&(struct member){ .phone = phones[i] }, &out));
}

static void an_address_is_whole_or_absent(void **state)
{
    struct member member = {
        .first_name = "Alex", .last_name = "Quinn", .country = "US", .postal_code = "94045"
    };
    const char **parts[] = { &member.first_name, &member.last_name, &member.country, &member.postal_code };
    struct identified out;

    (void)state;
    assert_true(identify(&member, &out));
    for (size_t i = 0; i < COUNT(parts); i++) {
        const char *kept = *parts[i];

        *parts[i] = NULL;
        assert_false(identify(&member, &out));
        *parts[i] = kept;
    }
    member.postal_code = "a postal code of too many characters";
    assert_false(identify(&member, &out));
}

static void a_member_without_anything_usable_has_no_identifiers(void **state)
{
    struct identified out;

    (void)state;
    assert_false(identify(&(struct member){ .customer_id = "17", .email = "nobody" }, &out));
}

/* Random bytes of text must neither be read beyond nor end the program. */
static void any_text_is_normalised_or_refused(void **state)
{
    static const char *const fields[] = { "email",       "phone",       "given_name",
                                          "family_name", "region_code", "postal_code" };
    static const char *const pieces[] = { " ",        "@",    "gmail.com",    ".",        "+",
                                          ",",        "jr",   "mr.",          "\xc3\x89", "\xe3\x80\x80",
                                          "\xce\xa3", "\xc3", "\xf0\x9f\x98", "a",        "9",
                                          "\xff" };
    struct ctx *ctx = test_ctx(state);
    unsigned char dice[24];
    bool is_hashed;

    for (int round = 0; round < 20000; round++) {
        char text[200] = "";
        size_t len = 0;

        random_bytes(ctx, dice, sizeof(dice));
        for (size_t i = 0; i < dice[0] % sizeof(dice); i++) {
            const char *piece = pieces[dice[i] % COUNT(pieces)];

            memcpy(text + len, piece, strlen(piece) + 1);
            len += strlen(piece);
        }
        (void)word_normalise(ctx->arena, google_fields, fields[dice[1] % COUNT(fields)], text, &is_hashed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_vector_normalises_and_hashes_as_google_does),
        TEST(an_unknown_field_normalises_to_nothing),
        TEST(a_member_is_hashed_field_by_field),
        TEST(a_phone_that_is_not_e164_is_left_out),
        TEST(an_address_is_whole_or_absent),
        TEST(a_member_without_anything_usable_has_no_identifiers),
        TEST(any_text_is_normalised_or_refused),
    };

    return cmocka_run_group_tests_name("google-ads normalise", tests, NULL, NULL);
}
