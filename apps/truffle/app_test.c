#include "apps/truffle/app.h"

#include "domain/users/users.h"
#include "packages/store/store.h"
#include "tests/testing/app.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct settings settings_for(struct ctx *ctx, const char *folder)
{
    const char *flag = arena_printf(ctx->arena, "data=%s", folder);
    struct settings settings = { 0 };

    setenv("TRUFFLE_CONFIG", "/dev/null", 1);
    assert_ok(settings_load(ctx, &flag, 1, &settings));
    return settings;
}

static void the_folder_is_made_for_its_owner_alone(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *folder = arena_printf(ctx->arena, "%s/new", test_folder(ctx));
    const struct settings settings = settings_for(ctx, folder);
    struct app app = { 0 };
    struct stat stat_;

    assert_ok(app_open(ctx, &settings, &app));
    assert_int_equal(stat(folder, &stat_), 0);
    assert_int_equal(stat_.st_mode & 0777, 0700);
    app_close(&app);
}

static void one_process_at_a_time_has_the_folder(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct settings settings = settings_for(ctx, test_folder(ctx));
    struct app first = { 0 }, second = { 0 };

    assert_ok(app_open(ctx, &settings, &first));
    assert_err(app_open(ctx, &settings, &second), ERR_CONFLICT, "data");
    app_close(&first);
    assert_ok(app_open(ctx, &settings, &second));
    app_close(&second);
}

static void what_was_written_is_there_at_the_next_start(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct settings settings = settings_for(ctx, test_folder(ctx));
    struct app app = { 0 };
    struct user user = { 0 };

    assert_ok(app_open(ctx, &settings, &app));
    (void)test_person(ctx, "Ana", ROLE_USER, 0);
    app_close(&app);
    assert_ok(app_open(ctx, &settings, &app));
    assert_ok(user_by_name(ctx, "Ana", &user));
    app_close(&app);
}

static void another_master_key_opens_nothing(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct settings settings = settings_for(ctx, test_folder(ctx));
    struct app app = { 0 };

    assert_ok(app_open(ctx, &settings, &app));
    app_close(&app);
    settings.master_key = "6f0e1d2c3b4a59687786a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    assert_err(app_open(ctx, &settings, &app), ERR_CONFLICT, "master_key");
    settings.master_key = "";
    assert_ok(app_open(ctx, &settings, &app)); /* the refused start left nothing behind */
    app_close(&app);
}

static void a_folder_that_cannot_be_made_is_named(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct settings settings = settings_for(ctx, "/proc/nowhere");
    struct app app = { 0 };
    struct err *err = app_open(ctx, &settings, &app);

    assert_err(err, ERR_UNAVAILABLE, "data");
    assert_non_null(strstr(err->message, "/proc/nowhere"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_folder_is_made_for_its_owner_alone),      TEST(one_process_at_a_time_has_the_folder),
        TEST(what_was_written_is_there_at_the_next_start), TEST(another_master_key_opens_nothing),
        TEST(a_folder_that_cannot_be_made_is_named),
    };

    return cmocka_run_group_tests_name("app", tests, NULL, NULL);
}
