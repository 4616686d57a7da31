#include "packages/core/test.h"
#include "packages/identity/identity.h"
#include "packages/identity/phone.h"

#include <stdio.h>
#include <string.h>

static const struct secret key = { (unsigned char[]){ 1, 2, 3, 4, 5, 6, 7, 8 }, 8 };

static void an_address_that_no_mail_system_takes_is_unusable(void **state)
{
    static const char *const good[] = { "a@example.com", " Jane.Doe+x@Example.co.uk ", "o'neil@example.org",
                                        "j\xc3\xb6rg@b\xc3\xbc"
                                        "cher.example" };
    static const char *const bad[] = { "",
                                       "a",
                                       "a@",
                                       "@example.com",
                                       "a@b@example.com",
                                       "a b@example.com",
                                       "a@local",
                                       ".a@example.com",
                                       "a..b@example.com",
                                       "a@-x.com",
                                       "a@example..com",
                                       "a@10.0.0.1" };
    struct ctx *ctx = test_ctx(state);
    const char *reason = NULL;

    for (size_t i = 0; i < COUNT(good); i++)
        assert_non_null(identity_email(ctx->arena, good[i], &reason));
    assert_null(reason);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_null(identity_email(ctx->arena, bad[i], &reason));
    assert_non_null(reason);
}

static void every_spelling_of_a_gmail_box_has_one_key(void **state)
{
    static const char *const spellings[] = { "janedoe@gmail.com", "Jane.Doe@Gmail.com",
                                             "jane.doe+shop@googlemail.com", " JANEDOE+a.b@gmail.com" };
    struct ctx *ctx = test_ctx(state);
    struct hasher *hasher = hasher_new_hmac(&key);
    unsigned char first[IDENTITY_HASH], other[IDENTITY_HASH];

    assert_true(identity_key(ctx->arena, hasher, IDENTITY_EMAIL, spellings[0], first));
    for (size_t i = 1; i < COUNT(spellings); i++) {
        assert_true(identity_key(ctx->arena, hasher, IDENTITY_EMAIL, spellings[i], other));
        assert_memory_equal(first, other, IDENTITY_HASH);
    }
    assert_true(identity_key(ctx->arena, hasher, IDENTITY_EMAIL, "jane.doe@example.com", first));
    assert_true(identity_key(ctx->arena, hasher, IDENTITY_EMAIL, "janedoe@example.com", other));
    assert_memory_not_equal(first, other, IDENTITY_HASH);
    assert_true(identity_key(ctx->arena, hasher, IDENTITY_CUSTOMER_ID, "janedoe@example.com", first));
    assert_memory_not_equal(first, other, IDENTITY_HASH); /* the type is part of it */
    assert_false(identity_key(ctx->arena, hasher, IDENTITY_EMAIL, "nobody", first));
    hasher_free(hasher);
}

/* Every E.164 example of libphonenumber's own list that is possible stays as it is. */
static void the_number_plan_examples_stay_as_they_are(void **state)
{
    struct ctx *ctx = test_ctx(state);
    FILE *file = fopen("tests/data/phone_numbers/examples.csv", "rbe");
    char line[256];
    int n = 0, possible = 0;

    assert_non_null(file);
    assert_non_null(fgets(line, sizeof(line), file)); /* the header */
    while (fgets(line, sizeof(line), file)) {
        const char *listed = text_trim(ctx->arena, strrchr(line, ',') + 1); /* the last column */
        const char *e164 = identity_phone_e164(ctx->arena, listed, NULL, NULL);

        n++;
        possible += e164 != NULL;
        if (e164)
            assert_string_equal(e164, listed);
    }
    fclose(file);
    assert_int_equal(n, 737);
    assert_true(possible >= 733); /* the metadata of Debian 12 is of 2022 */
}

static void numbers_are_read_by_the_habits_of_their_country(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *reason = NULL;

    assert_string_equal(identity_phone_e164(ctx->arena, "(212) 555-0123", "US", NULL), "+12125550123");
    assert_string_equal(identity_phone_e164(ctx->arena, "020 7946 0000", "GB", NULL), "+442079460000");
    assert_string_equal(identity_phone_e164(ctx->arena, "+44 (0)20 7946 0000", NULL, NULL), "+442079460000");
    assert_string_equal(identity_phone_e164(ctx->arena, "0041 44 668 18 00", "DE", NULL), "+41446681800");
    assert_null(identity_phone_e164(ctx->arena, "020 7946 0000", NULL, &reason));
    assert_string_equal(reason, "no country to read the number by");
    assert_null(identity_phone_e164(ctx->arena, "n/a", "US", &reason));
    assert_string_equal(reason, "no phone number");
    assert_null(identity_phone_e164(ctx->arena, "+1212555", NULL, &reason));
    assert_string_equal(reason, "the number is too short");
    /* Its E.164, +490…, would be read as +49…: somebody else's consent. */
    assert_null(identity_phone_e164(ctx->arena, "+49 (0) 030 1234567", NULL, &reason));
    assert_string_equal(reason, "no such number is possible");
}

/* libphonenumber's answer, where it gives the same for its own answer. */
static bool says_one_form(const char *number, char out[PHONE_SIZE])
{
    char again[PHONE_SIZE];

    return phone_parse(number, NULL, out) == PHONE_OK && phone_parse(out, NULL, again) == PHONE_OK &&
           strcmp(out, again) == 0;
}

/* The table may only speak where libphonenumber would say the same. */
static void the_fast_way_says_what_libphonenumber_says(void **state)
{
    static const char *const codes[] = {
        "1",  "31", "32", "33", "34", "351", "353", "41", "420", "43", "44",
        "45", "46", "47", "48", "49", "52",  "55",  "61", "65",  "81", "91"
    };
    struct ctx *ctx = test_ctx(state);
    struct arena *arena = arena_new();

    for (int i = 0; i < 20000; i++) {
        unsigned char random[16];
        char number[32], slow[PHONE_SIZE] = "";
        const char *fast;
        int len;

        random_bytes(ctx, random, sizeof(random));
        len = snprintf(number, sizeof(number), "+%s", codes[random[0] % COUNT(codes)]);
        for (int k = 0; k < 8 + random[1] % 4; k++)
            len += snprintf(number + len, sizeof(number) - (size_t)len, "%d", random[2 + k] % 10);
        fast = identity_phone_e164(arena, number, NULL, NULL);
        if (says_one_form(number, slow)) {
            if (!fast || strcmp(fast, slow) != 0)
                print_error("%s: %s, not %s\n", number, fast ? fast : "none", slow);
            assert_string_equal(fast, slow);
        } else {
            if (fast)
                print_error("%s is not possible\n", number);
            assert_null(fast);
        }
        arena_reset(arena);
    }
    arena_free(arena);
}

static void countries_are_known_by_name_and_code(void **state)
{
    (void)state;
    assert_string_equal(identity_country("United Kingdom"), "GB");
    assert_string_equal(identity_country("EIRE"), "IE");
    assert_string_equal(identity_country("germany"), "DE");
    assert_string_equal(identity_country("us"), "US");
    assert_string_equal(identity_country("Uk"), "GB");
    assert_null(identity_country("Unspecified"));
    assert_null(identity_country("XX"));
    assert_null(identity_country(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_address_that_no_mail_system_takes_is_unusable),
        TEST(every_spelling_of_a_gmail_box_has_one_key),
        TEST(the_number_plan_examples_stay_as_they_are),
        TEST(numbers_are_read_by_the_habits_of_their_country),
        TEST(the_fast_way_says_what_libphonenumber_says),
        TEST(countries_are_known_by_name_and_code),
    };

    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
