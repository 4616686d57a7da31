#include "packages/cache/cache.h"

#include "packages/core/test.h"

#include <pthread.h>
#include <string.h>

static const char *got(struct ctx *ctx, struct cache *cache, const char *key)
{
    size_t len = 0;
    const char *text = cache_get(ctx, cache, key, &len);

    assert_true(!text || strlen(text) == len);
    return text;
}

static void put(struct ctx *ctx, struct cache *cache, const char *key, const char *text)
{
    cache_put(ctx, cache, key, text, strlen(text), SECONDS(60));
}

static void what_was_put_is_there(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct cache *cache = cache_new(10000);

    assert_null(got(ctx, cache, "a"));
    put(ctx, cache, "a", "one");
    put(ctx, cache, "b", "");
    assert_string_equal(got(ctx, cache, "a"), "one");
    assert_string_equal(got(ctx, cache, "b"), "");
    put(ctx, cache, "a", "two");
    assert_string_equal(got(ctx, cache, "a"), "two");
    cache_free(cache);
}

static void a_copy_outlives_the_entry(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct cache *cache = cache_new(10000);
    const char *text;

    put(ctx, cache, "a", "one");
    text = got(ctx, cache, "a");
    put(ctx, cache, "a", "two");
    cache_free(cache);
    assert_string_equal(text, "one");
}

static void it_ends_with_its_time(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct cache *cache = cache_new(10000);

    cache_put(ctx, cache, "a", "one", 3, -1);
    assert_null(got(ctx, cache, "a"));
    assert_null(got(ctx, cache, "a"));
    cache_free(cache);
}

static void the_one_used_longest_ago_goes_first(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct cache *cache = cache_new(3500);
    char *large = arena_alloc(ctx->arena, 1001);

    memset(large, 'x', 1000);
    put(ctx, cache, "a", large);
    put(ctx, cache, "b", large);
    put(ctx, cache, "c", large);
    (void)got(ctx, cache, "a");
    put(ctx, cache, "d", large);
    assert_non_null(got(ctx, cache, "a"));
    assert_null(got(ctx, cache, "b"));
    assert_non_null(got(ctx, cache, "c"));
    assert_non_null(got(ctx, cache, "d"));
    cache_free(cache);
}

static void what_is_larger_than_all_of_it_is_not_kept(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct cache *cache = cache_new(100);

    put(ctx, cache, "a",
        "this text with its entry is longer than a hundred bytes, for an entry has pointers too");
    assert_null(got(ctx, cache, "a"));
    cache_free(cache);
    cache_free(NULL);
}

static void *use(void *arg)
{
    struct arena *arena = arena_new();
    struct ctx ctx = { .arena = arena };

    for (int i = 0; i < 3000; i++) {
        const char *key = arena_printf(arena, "key %d", i % 97);
        size_t len = 0;
        const char *text = cache_get(&ctx, arg, key, &len);

        if (text && !text_is(text, key))
            return (void *)(uintptr_t) "wrong";
        cache_put(&ctx, arg, key, key, strlen(key), i % 5 ? SECONDS(1) : -1);
    }
    arena_free(arena);
    return NULL;
}

static void several_threads_use_it_at_once(void **state)
{
    struct cache *cache = cache_new(5000);
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, use, cache), 0);
    for (size_t i = 0; i < COUNT(threads); i++) {
        void *result = NULL;

        pthread_join(threads[i], &result);
        assert_null(result);
    }
    cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_put_is_there),
        TEST(a_copy_outlives_the_entry),
        TEST(it_ends_with_its_time),
        TEST(the_one_used_longest_ago_goes_first),
        TEST(what_is_larger_than_all_of_it_is_not_kept),
        TEST(several_threads_use_it_at_once),
    };

    return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
