#include "connectors/google-ads/encode.h"

#include "packages/core/test.h"

#include <stdlib.h>
#include <string.h>

static const struct platform_account account = { .external_id = "1234567890", .login_id = "9876543210" };

static json_t *encoded(struct ctx *ctx, const struct platform_batch *batch)
{
    struct buf text = buf_in(ctx->arena, BATCH_MOST_BYTES);
    json_t *json;

    batch_encode(&account, batch, &text);
    assert_ok(json_parse(ctx, text.at, text.len, &json));
    return json;
}

static struct identified full(void)
{
    struct identified member = { .has = ID_EMAIL | ID_PHONE | ID_ADDRESS };

    memset(member.email, 0xab, SHA256_SIZE);
    memset(member.phone, 0x01, SHA256_SIZE);
    memset(member.first_name, 0xff, SHA256_SIZE);
    memset(member.last_name, 0x00, SHA256_SIZE);
    memcpy(member.country, "US", 3);
    memcpy(member.postal_code, "94\"0\\45", 8);
    return member;
}

static void an_addition_is_what_the_api_documents(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct identified member = full();
    const struct platform_batch batch = { .list_id = "777", .members = &member, .n_members = 1 };
    const char *hash = "abababababababababababababababababababababababababababababababab";
    const char *wanted = arena_printf(
        ctx->arena,
        "{\"audienceMembers\":[{\"userData\":{\"userIdentifiers\":[{\"emailAddress\":\"%s\"},{"
        "\"phoneNumber\":\"%s\"},"
        "{\"address\":{\"familyName\":\"%s\",\"givenName\":\"%s\",\"postalCode\":\"94\\\"0\\\\45\","
        "\"regionCode\":"
        "\"US\"}}]}}],\"consent\":{\"adPersonalization\":\"CONSENT_GRANTED\",\"adUserData\":\"CONSENT_"
        "GRANTED\"},"
        "\"destinations\":[{\"loginAccount\":{\"accountId\":\"9876543210\",\"accountType\":\"GOOGLE_ADS\"},"
        "\"operatingAccount\":{\"accountId\":\"1234567890\",\"accountType\":\"GOOGLE_ADS\"},"
        "\"productDestinationId\":\"777\",\"reference\":\"list\"}],\"encoding\":\"HEX\","
        "\"termsOfService\":{\"customerMatchTermsOfServiceStatus\":\"ACCEPTED\"}}",
        hash, "0101010101010101010101010101010101010101010101010101010101010101",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");

    assert_string_equal(json_canonical(ctx, encoded(ctx, &batch)), wanted);
}

static void a_removal_says_neither_consent_nor_terms(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct identified member = full();
    json_t *json =
        encoded(ctx, &(struct platform_batch){
                         .list_id = "777", .act = PLATFORM_REMOVE, .members = &member, .n_members = 1 });

    assert_null(json_object_get(json, "consent"));
    assert_null(json_object_get(json, "termsOfService"));
    assert_non_null(json_object_get(json, "encoding"));
}

static void a_full_batch_of_the_longest_members_fits(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct identified *members = arena_alloc(ctx->arena, BATCH_MOST_MEMBERS * sizeof(*members));
    json_t *json;

    for (size_t i = 0; i < BATCH_MOST_MEMBERS; i++) {
        members[i] = full();
        memcpy(members[i].postal_code, "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"", 17);
    }
    json = encoded(ctx, &(struct platform_batch){
                            .list_id = "777", .members = members, .n_members = BATCH_MOST_MEMBERS });
    assert_int_equal(json_array_size(json_object_get(json, "audienceMembers")), BATCH_MOST_MEMBERS);
}

static void each_mix_of_identifiers_is_valid_json(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct identified members[7];

    for (unsigned i = 1; i <= COUNT(members); i++) {
        members[i - 1] = full();
        members[i - 1].has = (i & 1 ? ID_EMAIL : 0u) | (i & 2 ? ID_PHONE : 0u) | (i & 4 ? ID_ADDRESS : 0u);
    }
    (void)encoded(
        ctx, &(struct platform_batch){ .list_id = "777", .members = members, .n_members = COUNT(members) });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_addition_is_what_the_api_documents),
        TEST(a_removal_says_neither_consent_nor_terms),
        TEST(a_full_batch_of_the_longest_members_fits),
        TEST(each_mix_of_identifiers_is_valid_json),
    };

    return cmocka_run_group_tests_name("google-ads encode", tests, NULL, NULL);
}
