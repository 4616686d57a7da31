#include "connectors/meta/inner.h"

#include "packages/core/test.h"
#include "packages/core/text.h"

#include <string.h>

static const struct platform_account account = { .external_id = "act_1", .access_token = "EAATOKEN" };

static json_t *encoded(struct ctx *ctx, const struct platform_batch *batch, uint64_t *session)
{
    struct hasher *hasher = hasher_new();
    struct buf text = buf_in(ctx->arena, META_MOST_BYTES);
    json_t *json;

    meta_encode(&account, batch, hasher, &text, session);
    hasher_free(hasher);
    assert_false(text.is_full);
    json = json_loadb(text.at, text.len, 0, NULL);
    assert_non_null(json);
    return json_keep(ctx, json);
}

static struct identified full(void)
{
    struct identified member = { .has = ID_EMAIL | ID_PHONE | ID_ADDRESS };

    memset(member.email, 0xab, SHA256_SIZE);
    memset(member.phone, 0x01, SHA256_SIZE);
    memset(member.first_name, 0xff, SHA256_SIZE);
    memset(member.last_name, 0x00, SHA256_SIZE);
    memcpy(member.country, "us", 3);
    memcpy(member.postal_code, "94045", 6);
    return member;
}

static void an_addition_is_what_the_api_documents(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct identified members[] = { full(), { .has = ID_EMAIL } };
    uint64_t session;
    json_t *json = encoded(
        ctx, &(struct platform_batch){ .list_id = "238", .members = members, .n_members = 2 }, &session);
    const char *wanted = arena_printf(
        ctx->arena,
        "{\"access_token\":\"EAATOKEN\",\"payload\":{\"data\":[[\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\"],"
        "[\"%s\",\"\",\"\",\"\",\"\",\"\"]],\"schema\":[\"EMAIL\",\"PHONE\",\"FN\",\"LN\",\"ZIP\","
        "\"COUNTRY\"]},"
        "\"session\":{\"batch_seq\":1,\"estimated_num_total\":2,\"last_batch_flag\":true,\"session_id\":%llu}"
        "}",
        "abababababababababababababababababababababababababababababababab",
        "0101010101010101010101010101010101010101010101010101010101010101",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        sha256_hex(ctx->arena, "94045", 5), sha256_hex(ctx->arena, "us", 2),
        "0000000000000000000000000000000000000000000000000000000000000000", (unsigned long long)session);

    assert_string_equal(json_canonical(ctx, json), wanted);
}

static void keys_that_nobody_has_are_left_out(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct identified members[] = { { .has = ID_EMAIL },
                                          { .has = ID_EMAIL | ID_COUNTRY, .country = "de" } };
    uint64_t session;
    json_t *json = encoded(ctx,
                           &(struct platform_batch){
                               .list_id = "238", .act = PLATFORM_REMOVE, .members = members, .n_members = 2 },
                           &session);

    assert_string_equal(json_canonical(ctx, json_object_get(json_object_get(json, "payload"), "schema")),
                        "[\"EMAIL\",\"COUNTRY\"]");
    assert_string_equal(json_string_value(json_object_get(json, "method")), "delete");
}

static void a_session_is_of_one_act_on_one_list_s_people(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct identified members[] = { full(), full() };
    struct platform_batch batch = { .list_id = "238", .members = members, .n_members = 1 };
    uint64_t ids[5];

    encoded(ctx, &batch, &ids[0]);
    encoded(ctx, &batch, &ids[1]);
    assert_true(ids[0] == ids[1] && ids[0] > 0 && ids[0] < UINT64_C(1) << META_SESSION_BITS);
    batch.act = PLATFORM_REMOVE;
    encoded(ctx, &batch, &ids[2]);
    batch.act = PLATFORM_ADD;
    batch.list_id = "239";
    encoded(ctx, &batch, &ids[3]);
    batch.list_id = "238";
    batch.n_members = 2;
    encoded(ctx, &batch, &ids[4]);
    for (size_t i = 2; i < COUNT(ids); i++)
        for (size_t j = 0; j < i; j++)
            assert_true(ids[i] != ids[j] || (i == 1 && j == 0));
}

static void a_full_batch_of_the_longest_members_fits(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct identified *members = arena_alloc(ctx->arena, META_MOST_MEMBERS * sizeof(*members));
    uint64_t session;
    json_t *json;

    for (size_t i = 0; i < META_MOST_MEMBERS; i++)
        members[i] = full();
    json = encoded(
        ctx, &(struct platform_batch){ .list_id = "7", .members = members, .n_members = META_MOST_MEMBERS },
        &session);
    assert_int_equal(json_array_size(json_object_get(json_object_get(json, "payload"), "data")),
                     META_MOST_MEMBERS);
}

static void a_cell_is_found_in_whichever_row_has_it(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct identified members[] = { { .has = ID_PHONE }, full(), full() };
    const struct platform_batch batch = { .list_id = "7", .members = members, .n_members = 3 };
    struct hasher *hasher = hasher_new();
    size_t member = 9;

    assert_true(meta_find_cell(&batch, hasher, sha256_hex(ctx->arena, "us", 2), 0, &member));
    assert_int_equal(member, 1);
    assert_true(meta_find_cell(&batch, hasher, sha256_hex(ctx->arena, "us", 2), 2, &member));
    assert_int_equal(member, 2);
    assert_false(meta_find_cell(&batch, hasher, sha256_hex(ctx->arena, "de", 2), 0, &member));
    assert_false(meta_find_cell(&batch, hasher, "no hash", 0, &member));
    hasher_free(hasher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_addition_is_what_the_api_documents),        TEST(keys_that_nobody_has_are_left_out),
        TEST(a_session_is_of_one_act_on_one_list_s_people), TEST(a_full_batch_of_the_longest_members_fits),
        TEST(a_cell_is_found_in_whichever_row_has_it),
    };

    return cmocka_run_group_tests_name("meta encode", tests, NULL, NULL);
}
