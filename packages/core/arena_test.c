#include "packages/core/test.h"

#include <string.h>

static void what_is_allocated_is_zeroed_and_aligned(void **state)
{
    struct ctx *ctx = test_ctx(state);

    for (size_t size = 0; size < 2000; size += 7) {
        const unsigned char *at = arena_alloc(ctx->arena, size);

        assert_int_equal((uintptr_t)at % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(at[i], 0);
        memset((void *)(uintptr_t)at, 0xff, size);
    }
}

static void memory_is_zeroed_again_after_a_reset(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    memset(arena_alloc(arena, 4000), 0xff, 4000);
    arena_reset(arena);
    for (size_t i = 0; i < 4000; i += 8)
        assert_int_equal(*(const uint64_t *)arena_alloc(arena, 8), 0);
    arena_free(arena);
}

static void a_large_block_fits_and_its_neighbours_stay(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *before = arena_text(ctx->arena, "before");
    char *large = arena_alloc(ctx->arena, 5 * 1024 * 1024);
    const char *after = arena_text(ctx->arena, "after");

    memset(large, 'x', 5 * 1024 * 1024);
    assert_string_equal(before, "before");
    assert_string_equal(after, "after");
}

struct trace {
    char said[16];
};
struct note {
    struct trace *trace;
    char letter;
};

static void write_down(void *arg)
{
    const struct note *note = arg;

    note->trace->said[strlen(note->trace->said)] = note->letter;
}

static void what_is_deferred_runs_last_first(void **state)
{
    struct trace trace = { "" };
    struct note notes[] = { { &trace, 'a' }, { &trace, 'b' }, { &trace, 'c' } };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < COUNT(notes); i++)
        arena_defer(arena, write_down, &notes[i]);
    arena_free(arena);
    assert_string_equal(trace.said, "cba");
}

static void a_reset_runs_what_was_deferred_once(void **state)
{
    struct trace trace = { "" };
    struct note note = { &trace, 'a' };
    struct arena *arena = arena_new();

    (void)state;
    arena_defer(arena, write_down, &note);
    arena_reset(arena);
    arena_reset(arena);
    arena_free(arena);
    assert_string_equal(trace.said, "a");
}

static void a_loop_with_resets_stays_small(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    for (int round = 0; round < 1000; round++) {
        arena_reset(arena);
        for (int i = 0; i < 100; i++)
            arena_printf(arena, "row %d of round %d", i, round);
    }
    assert_true(arena_size(arena) < 64 * 1024);
    arena_free(arena);
}

static void a_growing_list_keeps_its_items(void **state)
{
    struct ctx *ctx = test_ctx(state);
    int *items = NULL;
    size_t n = 0;

    for (int i = 0; i < 5000; i++)
        *ARENA_PUSH(ctx->arena, items, n) = i;
    assert_int_equal(n, 5000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(items[i], i);
}

static void texts_are_copied(void **state)
{
    struct ctx *ctx = test_ctx(state);
    char text[] = "abc";
    const char *copy = arena_text(ctx->arena, text), *part = arena_text_n(ctx->arena, text, 2);

    text[0] = 'x';
    assert_string_equal(copy, "abc");
    assert_string_equal(part, "ab");
    assert_null(arena_text(ctx->arena, NULL));
    assert_string_equal(arena_text_n(ctx->arena, NULL, 0), "");
}

static void a_printed_text_has_no_longest_length(void **state)
{
    struct ctx *ctx = test_ctx(state);
    char *long_text = arena_alloc(ctx->arena, 100001);

    memset(long_text, 'y', 100000);
    assert_int_equal(strlen(arena_printf(ctx->arena, "%s%d", long_text, 7)), 100001);
}

static void freeing_nothing_does_nothing(void **state)
{
    (void)state;
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_allocated_is_zeroed_and_aligned),
        TEST(memory_is_zeroed_again_after_a_reset),
        TEST(a_large_block_fits_and_its_neighbours_stay),
        TEST(what_is_deferred_runs_last_first),
        TEST(a_reset_runs_what_was_deferred_once),
        TEST(a_loop_with_resets_stays_small),
        TEST(a_growing_list_keeps_its_items),
        TEST(texts_are_copied),
        TEST(a_printed_text_has_no_longest_length),
        TEST(freeing_nothing_does_nothing),
    };

    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
