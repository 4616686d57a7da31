#include "packages/core/test.h"

#include <string.h>

static const char *text_hash(struct ctx *ctx, const char *text)
{
    return sha256_hex(ctx->arena, text, strlen(text));
}

/* FIPS 180-4's examples. */
static void sha256_is_the_standards(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_string_equal(text_hash(ctx, ""),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_string_equal(text_hash(ctx, "abc"),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(text_hash(ctx, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
                        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

struct mac {
    const char *key, *data, *expected;
};

/* RFC 4231, test cases 1, 2, 3 and 6. */
static const struct mac macs[] = {
    { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
    { "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      "aaaaaaaaaaaaaaaa"
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      "aaaaaaaaaaaaaaaaaaaaaaaaaa"
      "aaaaaaaaaaaaaaaa",
      "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669"
      "727374",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
};

static struct secret from_hex(struct ctx *ctx, const char *hex)
{
    const size_t size = strlen(hex) / 2;
    struct secret out = { arena_alloc(ctx->arena, size), size };

    assert_true(hex_parse(hex, out.at, size));
    return out;
}

static void hmac_is_rfc_4231s(void **state)
{
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(macs); i++) {
        const struct secret key = from_hex(ctx, macs[i].key), data = from_hex(ctx, macs[i].data);
        unsigned char out[SHA256_SIZE];
        struct hasher *hasher;

        hmac_sha256(&key, data.at, data.size, out);
        assert_string_equal(hex_text(ctx->arena, out, sizeof(out)), macs[i].expected);
        if (key.size > 64)
            continue; /* the hasher takes keys of a block at most */
        hasher = hasher_new_hmac(&key);
        for (int again = 0; again < 3; again++) {
            hasher_run(hasher, data.at, data.size, out);
            assert_string_equal(hex_text(ctx->arena, out, sizeof(out)), macs[i].expected);
        }
        hasher_free(hasher);
    }
}

static void a_hasher_gives_the_same_again_and_again(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct hasher *hasher = hasher_new();
    unsigned char out[SHA256_SIZE];

    for (int i = 0; i < 100; i++) {
        const char *text = arena_printf(ctx->arena, "person %d", i);

        hasher_run(hasher, text, strlen(text), out);
        assert_string_equal(hex_text(ctx->arena, out, sizeof(out)), text_hash(ctx, text));
    }
    hasher_free(hasher);
    hasher_free(NULL);
}

/* RFC 4648, 10. */
static void base64_is_rfc_4648s(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_string_equal(base64(ctx->arena, "", 0), "");
    assert_string_equal(base64(ctx->arena, "f", 1), "Zg==");
    assert_string_equal(base64(ctx->arena, "fo", 2), "Zm8=");
    assert_string_equal(base64(ctx->arena, "foobar", 6), "Zm9vYmFy");
    assert_string_equal(base64url(ctx->arena, "f", 1), "Zg");
    assert_string_equal(base64url(ctx->arena, "\xfb\xff\xfe", 3), "-__-");
}

static void hex_is_read_strictly(void **state)
{
    unsigned char out[2] = { 9, 9 };

    (void)state;
    assert_true(hex_parse("aF09", out, 2) && out[0] == 0xaf && out[1] == 0x09);
    assert_false(hex_parse("af0", out, 2));
    assert_false(hex_parse("af091", out, 2));
    assert_false(hex_parse("ag00", out, 2));
    assert_false(hex_parse("", out, 2));
    assert_false(hex_parse(" a00", out, 2));
}

static struct secret key_of(struct ctx *ctx)
{
    struct secret key = { arena_alloc(ctx->arena, 32), 32 };

    random_bytes(ctx, key.at, key.size);
    return key;
}

static struct bytes sealed_text(struct ctx *ctx, const struct secret *key, const char *text)
{
    return seal(ctx, key, (struct bytes){ (const unsigned char *)text, strlen(text) },
                "accounts.token.acc_1");
}

static void what_was_sealed_opens_to_the_same(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct secret key = key_of(ctx);
    const struct bytes sealed = sealed_text(ctx, &key, "refresh-token");
    struct bytes plain = { 0 };

    assert_int_equal(sealed.size, 12 + 13 + 16);
    assert_true(unseal(ctx, &key, sealed, "accounts.token.acc_1", &plain));
    assert_int_equal(plain.size, 13);
    assert_memory_equal(plain.at, "refresh-token", 13);
    assert_true(unseal(ctx, &key, sealed_text(ctx, &key, ""), "accounts.token.acc_1", &plain));
    assert_int_equal(plain.size, 0);
}

static void the_same_text_seals_differently_each_time(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct secret key = key_of(ctx);
    const struct bytes one = sealed_text(ctx, &key, "token"), two = sealed_text(ctx, &key, "token");

    assert_memory_not_equal(one.at, two.at, 12);
    assert_memory_not_equal(one.at + 12, two.at + 12, 5);
}

static void no_byte_of_it_can_be_changed(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct secret key = key_of(ctx);
    const struct bytes sealed = sealed_text(ctx, &key, "refresh-token");
    struct bytes plain = { (const unsigned char *)"untouched", 9 };

    for (size_t i = 0; i < sealed.size; i++) {
        unsigned char *changed = arena_copy(ctx->arena, sealed.at, sealed.size);

        changed[i] ^= 1;
        assert_false(
            unseal(ctx, &key, (struct bytes){ changed, sealed.size }, "accounts.token.acc_1", &plain));
    }
    for (size_t size = 0; size < sealed.size; size++)
        assert_false(unseal(ctx, &key, (struct bytes){ sealed.at, size }, "accounts.token.acc_1", &plain));
    assert_memory_equal(plain.at, "untouched", 9);
}

static void it_opens_at_its_own_place_and_with_its_own_key_alone(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct secret key = key_of(ctx), other = key_of(ctx);
    const struct bytes sealed = sealed_text(ctx, &key, "refresh-token");
    struct bytes plain = { 0 };

    assert_false(unseal(ctx, &key, sealed, "accounts.token.acc_2", &plain));
    assert_false(unseal(ctx, &key, sealed, "", &plain));
    assert_false(unseal(ctx, &other, sealed, "accounts.token.acc_1", &plain));
}

static void secrets_are_compared_and_wiped(void **state)
{
    unsigned char a[] = "same", b[] = "same", c[] = "sama";
    struct secret one = { a, 4 }, two = { b, 4 };
    const struct secret three = { c, 4 }, shorter = { b, 3 };

    (void)state;
    assert_true(secret_equal(&one, &two));
    assert_false(secret_equal(&one, &three));
    assert_false(secret_equal(&one, &shorter));
    secret_wipe(&two);
    assert_int_equal(two.size, 0);
    assert_memory_equal(b, "\0\0\0\0", 4);
    secret_wipe(&(struct secret){ NULL, 0 });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sha256_is_the_standards),
        TEST(hmac_is_rfc_4231s),
        TEST(a_hasher_gives_the_same_again_and_again),
        TEST(base64_is_rfc_4648s),
        TEST(hex_is_read_strictly),
        TEST(what_was_sealed_opens_to_the_same),
        TEST(the_same_text_seals_differently_each_time),
        TEST(no_byte_of_it_can_be_changed),
        TEST(it_opens_at_its_own_place_and_with_its_own_key_alone),
        TEST(secrets_are_compared_and_wiped),
    };

    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
