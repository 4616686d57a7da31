#include "packages/vault/vault.h"

#include "tests/testing/database.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MASTER "6f0e1d2c3b4a59687786a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
#define OTHER  "7f0e1d2c3b4a59687786a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"

static struct vault *opened(struct ctx *ctx, const char *folder, const char *master)
{
    struct vault *vault = NULL;

    assert_ok(vault_open(ctx, folder, master, &vault));
    return vault;
}

static bool is_same(const struct vault *a, const struct vault *b)
{
    for (enum vault_key key = 0; key < N_VAULT_KEYS; key++)
        if (!secret_equal(vault_key(a, key), vault_key(b, key)))
            return false;
    return true;
}

static void keys_are_made_once_and_stay(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct vault *first = opened(ctx, "/nonexistent", MASTER), *second = opened(ctx, "/nonexistent", MASTER);

    assert_true(is_same(first, second));
    assert_int_equal(vault_key(first, VAULT_IDENTITY)->size, 32);
    assert_false(secret_equal(vault_key(first, VAULT_IDENTITY), vault_key(first, VAULT_TOKENS)));
    assert_false(secret_equal(vault_key(first, VAULT_IDENTITY), vault_key(first, VAULT_LEDGER)));
    vault_close(first);
    vault_close(second);
}

static void another_master_key_does_not_open_it(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct vault *vault = opened(ctx, "/nonexistent", MASTER), *other = NULL;

    assert_err(vault_open(ctx, "/nonexistent", OTHER, &other), ERR_CONFLICT, "master_key");
    assert_null(other);
    vault_close(vault);
}

struct raw {
    struct bytes sealed;
};
static const struct field raw_fields[] = { FIELD(raw, sealed, "") };
static const struct shape raw_shape = SHAPE(raw, raw_fields, "");

static const struct sql all_keys = {
    .name = "all_keys",
    .sqlite = "SELECT sealed FROM vault_keys",
    .postgres = "SELECT sealed FROM vault_keys",
    .params = (const char *const[]){ NULL },
};
static const struct sql swap = {
    .name = "swap",
    .sqlite = "UPDATE vault_keys SET sealed = (SELECT sealed FROM vault_keys WHERE name = 'ledger') WHERE "
              "name = 'tokens'",
    .params = (const char *const[]){ NULL },
};

static void no_key_lies_open_in_the_database(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct vault *vault = opened(ctx, "/nonexistent", MASTER);
    struct raw *rows = NULL;
    size_t n = 0;

    assert_ok(store_all(ctx, &all_keys, NOTHING, OUT_LIST(raw, &rows), &n));
    assert_int_equal(n, N_VAULT_KEYS);
    for (size_t i = 0; i < n; i++)
        for (enum vault_key key = 0; key < N_VAULT_KEYS; key++)
            assert_null(memmem(rows[i].sealed.at, rows[i].sealed.size, vault_key(vault, key)->at, 32));
    vault_close(vault);
}

static void a_sealed_key_opens_in_its_own_row_alone(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct vault *vault = opened(ctx, "/nonexistent", MASTER), *moved = NULL;

    vault_close(vault);
    assert_ok(store_run(ctx, &swap, NOTHING, NULL));
    assert_err(vault_open(ctx, "/nonexistent", MASTER, &moved), ERR_CONFLICT, "master_key");
}

static void a_weak_master_key_is_refused(void **state)
{
    static const char *const weak[] = {
        "00",
        "secret",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "abababababababababababababababababababababababababababababababab",
        "6f0e1d2c3b4a59687786a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1",
        "6f0e1d2c3b4a59687786a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1fg",
        "6f0e1d2c3b4a59687786a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f000",
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(weak); i++) {
        struct vault *vault = NULL;
        struct err *err = vault_open(ctx, "/nonexistent", weak[i], &vault);

        assert_err(err, ERR_INVALID, "master_key");
        assert_null(strstr(err->message, weak[i]));
    }
}

static void without_one_a_file_is_made_for_the_owner_alone(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *folder = test_folder(ctx), *path = arena_printf(ctx->arena, "%s/master.key", folder);
    struct vault *first = opened(ctx, folder, ""), *second = opened(ctx, folder, "");
    struct stat stat_;

    assert_true(is_same(first, second));
    assert_int_equal(stat(path, &stat_), 0);
    assert_int_equal(stat_.st_mode & 0777, 0600);
    assert_int_equal(stat_.st_size, 64);
    vault_close(first);
    vault_close(second);
}

static void a_file_that_others_may_read_is_refused(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *folder = test_folder(ctx), *path = arena_printf(ctx->arena, "%s/master.key", folder);
    struct vault *vault = opened(ctx, folder, ""), *again = NULL;

    vault_close(vault);
    assert_int_equal(chmod(path, 0640), 0);
    assert_err(vault_open(ctx, folder, "", &again), ERR_INVALID, "master_key");
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(truncate(path, 10), 0);
    assert_err(vault_open(ctx, folder, "", &again), ERR_INVALID, "master_key");
    vault_close(NULL);
}

static void two_that_start_at_once_end_with_one_key(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *folder = test_folder(ctx);
    struct vault *first = opened(ctx, folder, "");
    const char *path = arena_printf(ctx->arena, "%s/master.key", folder);
    struct vault *second;

    /* The other one's file is there by the time that ours is linked: theirs counts. */
    assert_int_equal(access(path, F_OK), 0);
    second = opened(ctx, folder, "");
    assert_true(is_same(first, second));
    vault_close(first);
    vault_close(second);
}

#define TEST_SQLITE(test)                                                                                    \
    {                                                                                                        \
#test, test, test_begin_sqlite, test_end, NULL                                                       \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_SQLITE(keys_are_made_once_and_stay),
        TEST_SQLITE(another_master_key_does_not_open_it),
        TEST_SQLITE(no_key_lies_open_in_the_database),
        TEST_SQLITE(a_sealed_key_opens_in_its_own_row_alone),
        TEST_SQLITE(a_weak_master_key_is_refused),
        TEST_SQLITE(without_one_a_file_is_made_for_the_owner_alone),
        TEST_SQLITE(a_file_that_others_may_read_is_refused),
        TEST_SQLITE(two_that_start_at_once_end_with_one_key),
    };

    return cmocka_run_group_tests_name("vault", tests, NULL, NULL);
}
