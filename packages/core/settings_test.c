#include "packages/core/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nothing of the machine's own settings is heard. */
static int begin(void **state)
{
    static const char *const names[] = { "TRUFFLE_LISTEN", "TRUFFLE_SESSION_S",  "TRUFFLE_DATABASE_URL",
                                         "DATABASE_URL",   "TRUFFLE_MASTER_KEY", "TRUFFLE_SANDBOX" };

    for (size_t i = 0; i < COUNT(names); i++)
        unsetenv(names[i]);
    setenv("TRUFFLE_CONFIG", "/dev/null", 1);
    return test_begin(state);
}
#define TEST_ALONE(name) cmocka_unit_test_setup_teardown(name, begin, test_end)

static void with_file(struct ctx *ctx, const char *text)
{
    const char *path = arena_printf(ctx->arena, "%s/truffle.yaml", test_folder(ctx));
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    setenv("TRUFFLE_CONFIG", path, 1);
}

static struct settings loaded(struct ctx *ctx, const char *flag)
{
    struct settings settings = { 0 };

    assert_ok(settings_load(ctx, &flag, flag ? 1 : 0, &settings));
    return settings;
}

static void every_setting_has_a_default(void **state)
{
    const struct settings settings = loaded(test_ctx(state), NULL);

    assert_string_equal(settings.listen, "127.0.0.1:8080");
    assert_string_equal(settings.database_url, "");
    assert_int_equal(settings.session_s, 3600);
    assert_false(settings.sandbox);
}

static void a_flag_beats_the_environment_and_that_the_file(void **state)
{
    struct ctx *ctx = test_ctx(state);

    with_file(ctx, "session_s: 100\nlisten: 127.0.0.1:1\ntime_zone: Europe/Berlin\n");
    assert_int_equal(loaded(ctx, NULL).session_s, 100);
    assert_string_equal(loaded(ctx, NULL).time_zone, "Europe/Berlin");
    setenv("TRUFFLE_SESSION_S", "200", 1);
    assert_int_equal(loaded(ctx, NULL).session_s, 200);
    assert_int_equal(loaded(ctx, "session_s=300").session_s, 300);
    assert_int_equal(loaded(ctx, "session-s=300").session_s, 300);
    assert_string_equal(loaded(ctx, NULL).listen, "127.0.0.1:1");
}

static void the_name_that_everybody_sets_is_heard_after_our_own(void **state)
{
    struct ctx *ctx = test_ctx(state);

    setenv("DATABASE_URL", "postgres:///a", 1);
    assert_string_equal(loaded(ctx, NULL).database_url, "postgres:///a");
    setenv("TRUFFLE_DATABASE_URL", "postgres:///b", 1);
    assert_string_equal(loaded(ctx, NULL).database_url, "postgres:///b");
}

static void all_problems_are_told_at_once(void **state)
{
    static const char *const flags[] = { "session_s=59", "threads=many", "sandbox=perhaps",
                                         "sesion_s=60",  "workers=65",   "weather=nice" };
    static const char *const pointers[] = { "/sesion_s",  "/weather", "/sandbox",
                                            "/session_s", "/threads", "/workers" };
    struct ctx *ctx = test_ctx(state);
    struct settings settings = { 0 };
    struct err *err = settings_load(ctx, flags, COUNT(flags), &settings);
    size_t n = 0;

    assert_non_null(strstr(err->message, "did you mean session_s?"));
    assert_null(strstr(err->also->message, "did you mean"));
    for (; err; err = err->also, n++)
        assert_err(err, ERR_INVALID, pointers[n]);
    assert_int_equal(n, COUNT(pointers));
}

static void bounds_are_told(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *flag = "session_s=43201";
    struct settings settings = { 0 };
    struct err *err = settings_load(ctx, &flag, 1, &settings);

    assert_err(err, ERR_INVALID, "session_s");
    assert_string_equal(err->message, "must be a whole number, 60 to 43200");
}

/* What is written wrongly is told before anything starts, each with what to write. */
static void a_text_that_means_nothing_is_refused(void **state)
{
    static const char *const wrong[] = {
        "currency=",
        "currency=euro",
        "currency=usd",
        "currency=US\xe2\x82\xac",
        "cors_origins=*",
        "cors_origins=https://a.example/",
        "cors_origins=https://a.example,https://b.example",
        "cors_origins=https://a.example b.example",
        "database_url=mysql://u@h/db",
        "google_ads_url=",
        "google_ads_url=datamanager.googleapis.com",
        "google_ads_url=ftp://h",
        "google_ads_url=https://",
        "google_ads_url=https://h/a b",
        "google_ads_url=https://h:port",
        "listen=",
        "listen=8080",
        "listen=127.0.0.1",
        "listen=127.0.0.1:",
        "listen=127.0.0.1:http",
        "listen=127.0.0.1:65536",
        "listen=127.0.0.1:-1",
        "listen=::1:8080",
        "listen=[::g]:8080",
        "listen=a b:8080",
        "log_level=loud",
        "log_level=INFO",
        "public_url=app.example.com",
        "public_url=https://app.example.com/",
        "public_url=https://app.example.com/truffle",
        "public_url=https://user@app.example.com",
        "key_events=sign_up,",
        "key_events=sign_up,,lead",
        "key_events=sign up",
        "key_events=1st",
        "key_events=a'b",
        "time_zone=Mars/Olympus",
        "time_zone=",
        "trusted_proxies=proxy.example",
        "trusted_proxies=10.0.0.0/33",
        "trusted_proxies=10.0.0.1,10.0.0.2",
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct settings settings = { 0 };
        struct err *err = settings_load(ctx, &wrong[i], 1, &settings);
        const char *name = arena_text_n(ctx->arena, wrong[i], strcspn(wrong[i], "="));

        if (!err)
            fail_msg("%s was taken", wrong[i]);
        assert_err(err, ERR_INVALID, name);
        assert_true(text_starts(err->message, "must be ") || text_starts(err->message, "is no time zone"));
        assert_null(err->also);
    }
}

static void what_means_something_is_taken(void **state)
{
    static const char *const right[] = {
        "currency=JPY",
        "cors_origins= https://a.example  http://localhost:5173 ",
        "database_url=postgresql://u@h/db",
        "database_url=postgres:///x?host=/run",
        "google_ads_url=http://127.0.0.1:9090",
        "google_ads_url=https://h/v1",
        "listen=0.0.0.0:80",
        "listen=:8080",
        "listen=localhost:0",
        "listen=[::1]:65535",
        "log_level=debug",
        "key_events=sign_up,Generate_Lead2",
        "public_url=https://app.example.com:8443",
        "public_url=https://[2001:db8::1]",
        "time_zone=America/New_York",
        "trusted_proxies=10.0.0.5 10.1.0.0/16 2001:db8::/32",
    };

    for (size_t i = 0; i < COUNT(right); i++)
        (void)loaded(test_ctx(state), right[i]);
}

static void a_flag_without_a_value_is_told(void **state)
{
    static const char *const flags[] = { "listen", "" };
    struct settings settings = { 0 };
    struct err *err = settings_load(test_ctx(state), flags, COUNT(flags), &settings);

    assert_err(err, ERR_INVALID, "listen");
    assert_non_null(err->also);
}

static void a_file_that_is_named_must_be_there_and_be_yaml(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct settings settings = { 0 };
    struct err *err;

    setenv("TRUFFLE_CONFIG", "/nonexistent/truffle.yaml", 1);
    assert_err(settings_load(ctx, NULL, 0, &settings), ERR_INVALID, "config");
    with_file(ctx, "listen: \"unclosed\nx: [\n");
    err = settings_load(ctx, NULL, 0, &settings);
    assert_err(err, ERR_INVALID, "config");
    assert_non_null(strstr(err->message, "truffle.yaml:"));
    with_file(ctx, "lisen: 127.0.0.1:1\n");
    assert_err(settings_load(ctx, NULL, 0, &settings), ERR_INVALID, "lisen");
}

static void a_switch_has_several_words(void **state)
{
    struct ctx *ctx = test_ctx(state);

    assert_true(loaded(ctx, "sandbox=true").sandbox && loaded(ctx, "sandbox=1").sandbox &&
                loaded(ctx, "sandbox=yes").sandbox);
    assert_false(loaded(ctx, "sandbox=false").sandbox || loaded(ctx, "sandbox=0").sandbox ||
                 loaded(ctx, "sandbox=no").sandbox);
}

static void what_is_shown_has_its_source_and_no_secret(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *flags[] = { "master_key=canary-of-the-key", "workers=3" };
    struct buf text = buf_in(ctx->arena, 10000);

    setenv("DATABASE_URL", "postgres://u:canary@h/db", 1);
    assert_ok(settings_show(ctx, flags, COUNT(flags), &text));
    assert_non_null(strstr(buf_str(&text), "workers = 3 (flag)\n"));
    assert_non_null(strstr(buf_str(&text), "database_url = ******** (environment)\n"));
    assert_non_null(strstr(buf_str(&text), "master_key = ******** (flag)\n"));
    assert_non_null(strstr(buf_str(&text), "threads = 2 (default)\n"));
    assert_null(strstr(buf_str(&text), "canary"));
}

static void an_error_never_repeats_a_value(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *flag = "session_s=canary";
    struct settings settings = { 0 };

    assert_null(strstr(settings_load(ctx, &flag, 1, &settings)->message, "canary"));
}

static void the_table_is_in_order_and_within_its_own_bounds(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 100000);
    size_t n;
    const struct setting *table = setting_table(&n);

    settings_example(&text);
    for (size_t i = 0; i < n; i++) {
        if (i)
            assert_true(strcmp(table[i - 1].name, table[i].name) < 0);
        assert_ptr_equal(setting_find(table[i].name), &table[i]);
        assert_true(strlen(table[i].doc) > 10);
        assert_non_null(strstr(buf_str(&text), table[i].doc));
    }
    assert_null(setting_find("liste"));
    assert_null(setting_find("listens"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ALONE(every_setting_has_a_default),
        TEST_ALONE(a_flag_beats_the_environment_and_that_the_file),
        TEST_ALONE(the_name_that_everybody_sets_is_heard_after_our_own),
        TEST_ALONE(all_problems_are_told_at_once),
        TEST_ALONE(bounds_are_told),
        TEST_ALONE(a_text_that_means_nothing_is_refused),
        TEST_ALONE(what_means_something_is_taken),
        TEST_ALONE(a_flag_without_a_value_is_told),
        TEST_ALONE(a_file_that_is_named_must_be_there_and_be_yaml),
        TEST_ALONE(a_switch_has_several_words),
        TEST_ALONE(what_is_shown_has_its_source_and_no_secret),
        TEST_ALONE(an_error_never_repeats_a_value),
        TEST_ALONE(the_table_is_in_order_and_within_its_own_bounds),
    };

    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
