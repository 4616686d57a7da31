/*
 * Every stage of every plan in golden/, as text: NAME.plan.json becomes NAME.query.txt, NAME.select.txt,
 * NAME.sql and NAME.googlesql.sql; NAME.rules.json becomes NAME.rules.sql. With GOLDEN=1 in the environment
 * the files are written anew: read the diff.
 */
#include "packages/semantic/testing.h"

#include "packages/core/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEWEST_PLANS = 40, LONGEST_FILE = 256 * 1024 };

static const char *const folder = "packages/semantic/golden";

static const char *path_of(struct ctx *ctx, const char *name, const char *ending)
{
    return arena_printf(ctx->arena, "%s/%s%s", folder, name, ending);
}

static const char *read_file(struct ctx *ctx, const char *path)
{
    struct buf text = buf_in(ctx->arena, LONGEST_FILE);
    FILE *file = fopen(path, "rbe");
    char chunk[4096];
    size_t n;

    if (!file)
        return "";
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buf_add(&text, chunk, n);
    fclose(file);
    return buf_str(&text);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wbe");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* Prints the first line that differs. */
static bool is_as_stored(struct ctx *ctx, const char *path, const char *text)
{
    const char *stored = read_file(ctx, path);
    size_t at = 0, line = 1, start = 0;

    if (getenv("GOLDEN")) {
        write_file(path, text);
        return true;
    }
    if (text_is(stored, text))
        return true;
    for (; stored[at] && stored[at] == text[at]; at++) {
        if (stored[at] != '\n')
            continue;
        line++;
        start = at + 1;
    }
    print_error("%s:%zu: stored   %.*s\n", path, line, (int)strcspn(stored + start, "\n"), stored + start);
    print_error("%s:%zu: compiled %.*s\n", path, line, (int)strcspn(text + start, "\n"), text + start);
    return false;
}

static bool check_plan(struct ctx *ctx, const struct model *model, const char *name)
{
    const struct plan plan = plan_from(ctx, read_file(ctx, path_of(ctx, name, ".plan.json")));
    struct compile_options options = test_options();
    struct compiled compiled;
    bool is_same;

    options.explain = true;
    assert_ok(plan_compile(ctx, model, &plan, &options, &compiled));
    is_same = is_as_stored(
        ctx, path_of(ctx, name, ".query.txt"),
        arena_printf(ctx->arena, "%s\n%s\n%s", compiled.reading, compiled.canonical, compiled.query_stage));
    is_same = is_as_stored(ctx, path_of(ctx, name, ".select.txt"), compiled.select_stage) && is_same;
    is_same = is_as_stored(ctx, path_of(ctx, name, ".sql"), compiled.sql) && is_same;
    options.dialect = "googlesql";
    assert_ok(plan_compile(ctx, model, &plan, &options, &compiled));
    return is_as_stored(ctx, path_of(ctx, name, ".googlesql.sql"), compiled.sql) && is_same;
}

static bool check_rules(struct ctx *ctx, const struct model *model, const char *name)
{
    const struct cond rules = rules_from(ctx, read_file(ctx, path_of(ctx, name, ".rules.json")));
    const struct cond other = rules_from(ctx, "{'did':{'event':'refund'}}");
    const struct audience_rules audience = { "aud_7f3", 3, &other };
    struct compile_options options = test_options();
    struct compiled members, counts;

    options.audiences = &audience;
    options.n_audiences = 1;
    assert_ok(rules_compile(ctx, model, &rules, &options, &members));
    assert_ok(rules_counts_compile(ctx, model, &rules, &options, &counts));
    return is_as_stored(
        ctx, path_of(ctx, name, ".rules.sql"),
        arena_printf(ctx->arena, "-- %s\n%s\n-- counts\n%s", members.reading, members.sql, counts.sql));
}

static const char *without(struct ctx *ctx, const char *name, const char *ending)
{
    return text_ends(name, ending) ? arena_text_n(ctx->arena, name, strlen(name) - strlen(ending)) : NULL;
}

static void every_stage_is_as_stored(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    DIR *files = opendir(folder);
    struct dirent *entry;
    size_t n_plans = 0, n_different = 0;

    assert_non_null(files);
    while ((entry = readdir(files))) {
        const char *plan = without(ctx, entry->d_name, ".plan.json"),
                   *rules = without(ctx, entry->d_name, ".rules.json");

        n_plans += plan != NULL;
        if (plan)
            n_different += !check_plan(ctx, model, plan);
        if (rules)
            n_different += !check_rules(ctx, model, rules);
    }
    closedir(files);
    assert_true(n_plans >= FEWEST_PLANS);
    assert_int_equal(n_different, 0);
}

/* All golden statements run, too. */
static void every_statement_runs(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct compile_options options = test_options();
    struct duck *duck = duck_open(ctx);
    DIR *files = opendir(folder);
    struct dirent *entry;
    struct compiled compiled;
    struct plan plan;

    assert_non_null(files);
    while ((entry = readdir(files))) {
        const char *name = without(ctx, entry->d_name, ".plan.json");

        if (!name)
            continue;
        plan = plan_from(ctx, read_file(ctx, path_of(ctx, name, ".plan.json")));
        assert_ok(plan_compile(ctx, model, &plan, &options, &compiled));
        duck_query(ctx, duck, &compiled);
    }
    closedir(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_stage_is_as_stored),
        TEST(every_statement_runs),
    };

    return cmocka_run_group_tests_name("golden files", tests, NULL, NULL);
}
