/*
 * Each fuzz target with its seeds, with what fuzzing found before, and with the same few thousand mutations
 * of both each time. `make fuzz` looks further.
 */
#include "packages/core/test.h"
#include "tests/testing/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { MOST_INPUTS = 400, LONGEST = 64 * 1024, MUTATIONS = 3000, MOST_CHANGES = 6 };

struct input {
    unsigned char *at;
    size_t size;
};

struct inputs {
    struct input items[MOST_INPUTS];
    size_t n;
};

static void add_file(struct ctx *ctx, const char *path, struct inputs *to)
{
    FILE *file = fopen(path, "rbe");
    unsigned char *at = arena_alloc(ctx->arena, LONGEST);

    assert_non_null(file);
    assert_true(to->n < MOST_INPUTS);
    to->items[to->n++] = (struct input){ at, fread(at, 1, LONGEST, file) };
    fclose(file);
}

/* Files of the folder whose names begin and end so. */
static void add_folder(struct ctx *ctx, const char *folder, const char *begin, const char *end,
                       struct inputs *to)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.' && text_starts(entry->d_name, begin) && text_ends(entry->d_name, end))
            add_file(ctx, arena_printf(ctx->arena, "%s/%s", folder, entry->d_name), to);
    closedir(dir);
}

/* The same numbers each time (SplitMix64). */
static uint64_t roll(uint64_t *dice, uint64_t sides)
{
    uint64_t x = *dice += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (x ^ (x >> 31)) % sides;
}

static size_t mutate(uint64_t *dice, const struct inputs *from, unsigned char *out)
{
    static const char signs[] = "{}[]\",:\\0019-+eE.\n\r\t '%_\xff\xc3\xa9";
    const struct input *seed = &from->items[roll(dice, from->n)];
    const struct input *other = &from->items[roll(dice, from->n)];
    size_t size = seed->size, at, n;

    memcpy(out, seed->at, size);
    for (uint64_t i = 1 + roll(dice, MOST_CHANGES); i-- > 0;) {
        at = size ? roll(dice, size) : 0;
        n = 1 + roll(dice, 16);
        switch (roll(dice, 5)) {
        case 0: /* another byte */
            if (size)
                out[at] = (unsigned char)roll(dice, 256);
            break;
        case 1: /* a sign with a meaning */
            if (size)
                out[at] = (unsigned char)signs[roll(dice, sizeof(signs) - 1)];
            break;
        case 2: /* cut out */
            n = n < size - at ? n : size - at;
            memmove(out + at, out + at + n, size - at - n);
            size -= n;
            break;
        case 3: /* twice */
            n = n < size - at ? n : size - at;
            if (size + n <= LONGEST) {
                memmove(out + at + n, out + at, size - at);
                size += n;
            }
            break;
        default: /* the end of another */
            n = other->size ? roll(dice, other->size) : 0;
            if (at + other->size - n <= LONGEST) {
                memcpy(out + at, other->at + n, other->size - n);
                size = at + other->size - n;
            }
        }
    }
    return size;
}

static const struct seeds {
    const char *target, *folder, *begin, *end;
} seeds[] = {
    { "bigquery", "tests/fuzz/seeds", "bigquery", "" },
    { "csv", "tests/data/phone_numbers", "", ".csv" },
    { "csv", "data/channels", "", ".csv" },
    { "ga4", "tests/fuzz/seeds", "ga4", "" },
    { "fields", "tests/fuzz/seeds", "fields", "" },
    { "guard", "tests/fuzz/seeds", "guard", "" },
    { "identity", "tests/fuzz/seeds", "identity", "" },
    { "model", "data/semantic", "", ".yaml" },
    { "model", "tests/fuzz/seeds", "model", "" },
    { "plan", "packages/semantic/golden", "", ".plan.json" },
    { "question", "tests/fuzz/seeds", "question", "" },
    { "rules", "packages/semantic/golden", "", ".rules.json" },
    { "target", "tests/fuzz/seeds", "target", "" },
    { "time", "tests/fuzz/seeds", "time.", "" },
    { "times", "tests/fuzz/seeds", "times", "" },
};

static void run_target(struct ctx *ctx, const struct fuzz_target *target)
{
    struct inputs *inputs = arena_alloc(ctx->arena, sizeof(*inputs));
    unsigned char *mutated = arena_alloc(ctx->arena, LONGEST + 1);
    uint64_t dice = 20261124;
    size_t n = MUTATIONS;

    for (size_t i = 0; i < COUNT(seeds); i++)
        if (text_is(seeds[i].target, target->name))
            add_folder(ctx, seeds[i].folder, seeds[i].begin, seeds[i].end, inputs);
    assert_true(inputs->n > 0);
    add_folder(ctx, "tests/fuzz/found", target->name, "", inputs);
    for (size_t i = 0; i < inputs->n; i++)
        target->run(inputs->items[i].at, inputs->items[i].size);
    if (text_is(target->name, "model"))
        n /= 20; /* a model takes milliseconds */
    if (text_is(target->name, "question"))
        n /= 4;
    while (n-- > 0)
        target->run(mutated, mutate(&dice, inputs, mutated));
}

static void no_bytes_from_outside_break_a_rule(void **state)
{
    for (const struct fuzz_target *target = fuzz_targets; target->name; target++)
        run_target(test_ctx(state), target);
}

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(no_bytes_from_outside_break_a_rule) };

    return cmocka_run_group_tests_name("fuzz", tests, NULL, NULL);
}
