/* Where an account's requests go, and when they go nowhere. */
#include "domain/accounts/accounts.h"

#include "packages/store/store.h"
#include "tests/testing/app.h"

#include <string.h>

#define GOOGLE "https://datamanager.googleapis.com"

static struct account connected(struct ctx *ctx, bool is_simulated)
{
    const struct account_new new = { .platform = "google-ads",
                                     .external_id = "1234567890",
                                     .name = "Test",
                                     .access_token = "canary",
                                     .sandbox = is_simulated };
    struct account out = { 0 };

    assert_ok(account_create(ctx, &new, &out));
    return out;
}

static struct ctx opened(struct ctx *test, const char *const *flags, size_t n)
{
    return app_ctx(test_app_with(test, flags, n), test->arena);
}

static struct err *open_it(struct ctx *ctx, const struct account *account, const char **url)
{
    const struct platform_driver *driver = NULL;
    struct platform_account out = { 0 };
    struct err *err = account_open(ctx, account, &driver, &out);

    *url = out.base_url;
    if (!err)
        assert_string_equal(out.access_token, "canary");
    return err;
}

static const struct {
    const char *flags[3];
    bool is_simulated;
    const char *url; /* NULL: refused */
} ways[] = {
    { { "workers=1" }, false, GOOGLE },
    { { "google_ads_url=https://proxy.example" }, false, "https://proxy.example" },
    { { "google_ads_url=http://127.0.0.1:9090" }, false, "http://127.0.0.1:9090" },
    { { "sandbox_url=http://127.0.0.1:9090" }, false, GOOGLE },
    { { "sandbox=true" }, false, NULL }, /* such a server sends nothing out */
    { { "sandbox=true", "sandbox_url=http://127.0.0.1:9090" }, false, NULL },
    { { "sandbox=true", "google_ads_url=http://127.0.0.1:7" }, false, "http://127.0.0.1:7" },
    { { "workers=1" }, true, NULL },
    { { "google_ads_url=https://proxy.example" }, true, NULL },
    { { "google_ads_url=http://127.0.0.1.proxy.example" }, true, NULL },
    { { "google_ads_url=http://localhost:9090" }, true, "http://localhost:9090" },
    { { "google_ads_url=http://[::1]:9090" }, true, "http://[::1]:9090" },
    { { "sandbox_url=http://sandbox:9090" }, true, "http://sandbox:9090" },
    { { "sandbox_url=http://sandbox:9090", "google_ads_url=http://127.0.0.1:7" },
      true,
      "http://sandbox:9090" },
    { { "sandbox_url=" GOOGLE "/" }, true, NULL },
};

static void a_simulators_account_goes_to_a_simulator_and_a_real_one_where_the_setting_says(void **state)
{
    for (size_t i = 0; i < COUNT(ways); i++) {
        const size_t n = ways[i].flags[1] ? 2 : 1;
        struct ctx ctx = opened(test_ctx(state), ways[i].flags, n);
        const struct account account = connected(&ctx, ways[i].is_simulated);
        const char *url = NULL;
        struct err *err = open_it(&ctx, &account, &url);

        print_message("%s, %s\n", ways[i].flags[0], ways[i].is_simulated ? "simulated" : "real");
        if (ways[i].url) {
            assert_ok(err);
            assert_string_equal(url, ways[i].url);
        } else {
            assert_err(err, ERR_CONFLICT, "account");
            assert_true(account_is_shut(err) && err->next_step);
            assert_null(url);
        }
    }
}

static void a_removed_account_is_not_opened(void **state)
{
    static const char *const flags[] = { "google_ads_url=http://127.0.0.1:9" };
    struct ctx ctx = opened(test_ctx(state), flags, 1);
    struct account account = connected(&ctx, false), found = { 0 };
    const char *url;
    void *out = NULL;

    assert_ok(operation_run(&ctx, &account_operations[ACCOUNT_REMOVE],
                            json_keep(&ctx, json_pack("{ss}", "id", account.id)), &out));
    assert_err(account_named(&ctx, account.id, &found), ERR_NOT_FOUND, NULL);
    assert_ok(account_get(&ctx, account.id, &found)); /* receipts name it */
    assert_int_equal(found.token.size, 0);
    assert_true(account_is_shut(open_it(&ctx, &found, &url)));
    account = connected(&ctx, false);
    assert_string_equal(account.id, found.id);
    assert_ok(open_it(&ctx, &account, &url));
}

static void a_new_token_takes_the_place_of_the_old_one(void **state)
{
    static const char *const flags[] = { "google_ads_url=http://127.0.0.1:9" };
    struct ctx ctx = opened(test_ctx(state), flags, 1);
    struct account account = connected(&ctx, false), found = { 0 };
    const struct platform_driver *driver = NULL;
    struct platform_account opened_one = { 0 };
    void *out = NULL;

    assert_ok(operation_run(&ctx, &account_operations[ACCOUNT_UPDATE],
                            json_keep(&ctx, json_pack("{ssss}", "id", "1234567890", "access_token", "fresh")),
                            &out));
    assert_ok(account_get(&ctx, account.id, &found));
    assert_ok(account_open(&ctx, &found, &driver, &opened_one));
    assert_string_equal(opened_one.access_token, "fresh");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_simulators_account_goes_to_a_simulator_and_a_real_one_where_the_setting_says),
        TEST(a_removed_account_is_not_opened),
        TEST(a_new_token_takes_the_place_of_the_old_one),
    };

    return cmocka_run_group_tests_name("accounts", tests, NULL, NULL);
}
