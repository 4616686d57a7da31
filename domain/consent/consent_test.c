/*
 * The registry's rules, on SQLite and on PostgreSQL.
 */
#include "domain/consent/consent.h"

#include "domain/consent/registry.h"
#include "packages/store/store.h"
#include "packages/vault/vault.h"
#include "tests/testing/database.h"

#include <string.h>

#define MASTER "6f0e1d2c3b4a59687786a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"

static void close_vault(void *vault)
{
    vault_close(vault);
}

static struct ctx *with_vault(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct ports *ports = arena_copy(ctx->arena, ctx->ports, sizeof(*ports));

    assert_ok(vault_open(ctx, "/nonexistent", MASTER, &ports->vault));
    arena_defer(ctx->arena, close_vault, ports->vault);
    ctx->ports = ports;
    return ctx;
}

static struct consent said(struct ctx *ctx, enum identifier_type type, const char *identifier,
                           enum consent_type purpose, enum consent_state what)
{
    const struct consent_new new = { type, identifier, purpose, what, "form", { 0 } };
    struct consent out;

    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(consent_record(ctx, &new, &out));
    assert_ok(store_commit(ctx));
    return out;
}

static const unsigned char *hash_of(struct ctx *ctx, enum identifier_type type, const char *identifier)
{
    struct bytes hash;

    assert_ok(consent_hash(ctx, consent_hasher(ctx), type, identifier, &hash));
    assert_int_equal(hash.size, IDENTITY_HASH);
    return hash.at;
}

/* Of a person with this e-mail, this phone and this id. */
static bool may_send(struct ctx *ctx)
{
    const unsigned char *const hashes[3] = { hash_of(ctx, IDENTIFIER_EMAIL, "ann@example.com"),
                                             hash_of(ctx, IDENTIFIER_PHONE, "+12025550102"),
                                             hash_of(ctx, IDENTIFIER_CUSTOMER_ID, "C01") };
    bool out = false;

    assert_ok(consent_may_send(ctx, hashes, &out));
    return out;
}

#define EMAIL IDENTIFIER_EMAIL, "ann@example.com"
#define PHONE IDENTIFIER_PHONE, "+1 202 555 0102"
#define ID    IDENTIFIER_CUSTOMER_ID, "C01"

static void unknown_means_no(void **state)
{
    struct ctx *ctx = with_vault(state);

    assert_false(may_send(ctx));
    said(ctx, EMAIL, CONSENT_EMAIL, CONSENT_GRANTED); /* another purpose */
    assert_false(may_send(ctx));
}

static void both_purposes_of_advertising_are_needed(void **state)
{
    struct ctx *ctx = with_vault(state);

    said(ctx, EMAIL, CONSENT_AD_USER_DATA, CONSENT_GRANTED);
    assert_false(may_send(ctx));
    said(ctx, EMAIL, CONSENT_AD_PERSONALIZATION, CONSENT_GRANTED);
    assert_true(may_send(ctx));
}

static void the_purposes_may_come_by_different_identifiers(void **state)
{
    struct ctx *ctx = with_vault(state);

    said(ctx, EMAIL, CONSENT_AD_USER_DATA, CONSENT_GRANTED);
    said(ctx, ID, CONSENT_AD_PERSONALIZATION, CONSENT_GRANTED);
    assert_true(may_send(ctx));
}

static void a_withdrawal_by_any_identifier_wins(void **state)
{
    struct ctx *ctx = with_vault(state);

    said(ctx, EMAIL, CONSENT_AD_USER_DATA, CONSENT_GRANTED);
    said(ctx, EMAIL, CONSENT_AD_PERSONALIZATION, CONSENT_GRANTED);
    said(ctx, PHONE, CONSENT_AD_PERSONALIZATION, CONSENT_WITHDRAWN);
    assert_false(may_send(ctx));
    said(ctx, EMAIL, CONSENT_AD_PERSONALIZATION, CONSENT_GRANTED); /* not by the one that withdrew */
    assert_false(may_send(ctx));
    said(ctx, PHONE, CONSENT_AD_PERSONALIZATION, CONSENT_GRANTED);
    assert_true(may_send(ctx));
}

static void an_identifier_is_the_same_in_every_spelling(void **state)
{
    struct ctx *ctx = with_vault(state);

    said(ctx, IDENTIFIER_EMAIL, "  ANN@Example.com ", CONSENT_AD_USER_DATA, CONSENT_GRANTED);
    said(ctx, IDENTIFIER_PHONE, "+1 (202) 555-0102", CONSENT_AD_PERSONALIZATION, CONSENT_GRANTED);
    assert_true(may_send(ctx));
}

static void a_withdrawal_is_a_new_record_that_names_the_same(void **state)
{
    struct ctx *ctx = with_vault(state);
    const struct consent given = said(ctx, EMAIL, CONSENT_AD_USER_DATA, CONSENT_GRANTED);
    struct consent taken = { 0 }, *history = NULL;
    size_t n = 0;

    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(consent_withdraw(ctx, given.id, &taken));
    assert_err(consent_withdraw(ctx, "nothing", &taken), ERR_NOT_FOUND, NULL);
    assert_ok(store_commit(ctx));
    assert_ok(consent_history(ctx, given.identifier_hash, CONSENT_AD_USER_DATA, &history, &n));
    assert_int_equal(n, 2);
    assert_int_equal(history[0].state, CONSENT_WITHDRAWN);
    assert_int_equal(history[0].seq, 2);
    assert_string_equal(history[1].id, given.id);
}

static void numbers_have_no_gaps_also_after_a_rollback(void **state)
{
    struct ctx *ctx = with_vault(state);
    const struct consent_new new = { ID, CONSENT_EMAIL, CONSENT_GRANTED, "form", { 0 } };
    struct consent out;
    int64_t head = -1;

    assert_ok(consent_head(ctx, &head));
    assert_int_equal(head, 0);
    assert_int_equal(said(ctx, EMAIL, CONSENT_EMAIL, CONSENT_GRANTED).seq, 1);
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(consent_record(ctx, &new, &out));
    store_rollback(ctx);
    assert_int_equal(said(ctx, ID, CONSENT_EMAIL, CONSENT_GRANTED).seq, 2);
    assert_ok(consent_head(ctx, &head));
    assert_int_equal(head, 2);
}

static void changes_since_a_number_are_told_once_an_identifier(void **state)
{
    struct ctx *ctx = with_vault(state);
    struct consent_change *changes = NULL;
    size_t n = 0;

    said(ctx, EMAIL, CONSENT_EMAIL, CONSENT_GRANTED);
    said(ctx, ID, CONSENT_EMAIL, CONSENT_GRANTED);
    said(ctx, ID, CONSENT_EMAIL, CONSENT_WITHDRAWN);
    assert_ok(consent_changes(ctx, 1, &changes, &n));
    assert_int_equal(n, 1);
    assert_memory_equal(changes[0].hash, hash_of(ctx, ID), IDENTITY_HASH);
    assert_ok(consent_changes(ctx, 3, &changes, &n));
    assert_int_equal(n, 0);
}

static void what_was_said_last_counts_not_what_was_recorded_last(void **state)
{
    struct ctx *ctx = with_vault(state);
    const struct consent_new old = { ID, CONSENT_AD_USER_DATA, CONSENT_GRANTED, "an old file", { 1000 } };
    const struct consent_new ahead = { ID, CONSENT_AD_USER_DATA, CONSENT_GRANTED, "a clock that is ahead",
                                       instant_add(ctx->now, HOURS(1)) };
    struct consent out;

    said(ctx, ID, CONSENT_AD_PERSONALIZATION, CONSENT_GRANTED);
    said(ctx, ID, CONSENT_AD_USER_DATA, CONSENT_WITHDRAWN);
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(consent_record(ctx, &old, &out));
    assert_ok(store_commit(ctx));
    assert_false(may_send(ctx));
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(consent_record(ctx, &ahead, &out));
    assert_ok(store_commit(ctx));
    assert_true(may_send(ctx));
    said(ctx, ID, CONSENT_AD_USER_DATA, CONSENT_WITHDRAWN);
    assert_false(may_send(ctx));
}

static void the_future_is_not_recorded(void **state)
{
    struct ctx *ctx = with_vault(state);
    struct consent_new new = { ID, CONSENT_EMAIL, CONSENT_GRANTED, "form",
                               instant_add(ctx->now, HOURS(24) + 1) };
    struct consent out;

    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_err(consent_record(ctx, &new, &out), ERR_INVALID, "at");
    store_rollback(ctx);
}

/* The key is what protects an address that anybody could guess. */
static void the_hash_depends_on_the_installations_key(void **state)
{
    struct ctx *ctx = with_vault(state);
    const unsigned char *hash = hash_of(ctx, EMAIL);
    unsigned char plain[SHA256_SIZE];

    sha256("ann@example.com", strlen("ann@example.com"), plain);
    assert_memory_not_equal(hash, plain, IDENTITY_HASH);
    assert_memory_not_equal(hash, hash_of(ctx, IDENTIFIER_CUSTOMER_ID, "ann@example.com"), IDENTITY_HASH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(unknown_means_no),
        TEST_ON_BOTH(both_purposes_of_advertising_are_needed),
        TEST_ON_BOTH(the_purposes_may_come_by_different_identifiers),
        TEST_ON_BOTH(a_withdrawal_by_any_identifier_wins),
        TEST_ON_BOTH(an_identifier_is_the_same_in_every_spelling),
        TEST_ON_BOTH(a_withdrawal_is_a_new_record_that_names_the_same),
        TEST_ON_BOTH(numbers_have_no_gaps_also_after_a_rollback),
        TEST_ON_BOTH(changes_since_a_number_are_told_once_an_identifier),
        TEST_ON_BOTH(what_was_said_last_counts_not_what_was_recorded_last),
        TEST_ON_BOTH(the_future_is_not_recorded),
        TEST_ON_BOTH(the_hash_depends_on_the_installations_key),
    };

    return cmocka_run_group_tests_name("consent", tests, NULL, NULL);
}
