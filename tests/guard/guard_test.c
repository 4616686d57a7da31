/*
 * The guard against both corpora and the same few thousand mutations each time; the list of functions against
 * the engine that runs; and the child process: what it answers, and every end that it may take. The long form
 * is make drill-guard.
 */
#include "packages/core/test.h"
#include "packages/guard/google.h"
#include "packages/warehouse/duckdb/child.h"
#include "tests/testing/corpus.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MUTATIONS = 3000, SPLICES = 20000 };

static const char *const corpora[] = { "tests/data/sql_guard_corpus.jsonl", "tests/data/sql_guard_more.jsonl",
                                       "tests/data/sql_guard_google.jsonl" };
static const char program[] = "build/san/truffle";
static const char list[] = "data/duckdb/functions.txt";

static size_t n_wrong(struct ctx *ctx, const struct corpus *corpus, const struct corpus_case *one)
{
    struct guard_verdict verdict;

    assert_ok(corpus_verdict(ctx, corpus, one, &verdict));
    assert_true(verdict.is_allowed || verdict.reason);
    if (verdict.is_allowed == one->is_allowed || one->is_limit)
        return 0;
    print_error("%s: %s\n%.*s\n", one->id, verdict.is_allowed ? "allowed" : verdict.reason, (int)one->len,
                one->sql);
    return 1;
}

static void each_statement_has_its_verdict(void **state)
{
    struct ctx *ctx = test_ctx(state);
    uint64_t dice = 20261124;
    size_t wrong = 0;

    for (size_t c = 0; c < COUNT(corpora); c++) {
        struct corpus corpus;

        assert_ok(corpus_read(ctx, corpora[c], &corpus));
        assert_true(corpus.n >= 160);
        for (size_t i = 0; i < corpus.n; i++)
            wrong += n_wrong(ctx, &corpus, &corpus.cases[i]);
        for (size_t i = 0; i < MUTATIONS; i++) {
            struct ctx own = *ctx;
            struct corpus_case mutated;

            own.arena = arena_new();
            if (corpus_mutate(&own, &corpus.cases[i % corpus.n], &dice, &mutated))
                wrong += n_wrong(&own, &corpus, &mutated);
            arena_free(own.arena);
        }
    }
    assert_int_equal(wrong, 0);
}

static void tell(struct ctx *ctx, FILE *file, const struct corpus *corpus, const struct corpus_case *one,
                 const char *how)
{
    struct guard_verdict verdict;
    json_t *line, *tables = json_array();

    assert_ok(corpus_verdict(ctx, corpus, one, &verdict));
    for (size_t i = 0; i < verdict.n_tables; i++)
        json_array_append_new(tables, json_string(verdict.tables[i]));
    line = json_pack("{ss ss ss% sb sb so}", "id", one->id, "how", how, "sql", one->sql, one->len, "expect",
                     one->is_allowed, "allowed", verdict.is_allowed, "tables", tables);
    if (!line)
        return; /* no valid UTF-8 */
    json_dumpf(line, file, JSON_COMPACT);
    fputc('\n', file);
    json_decref(line);
}

/* Verdicts that tests/peers compares with what Google's own parser finds in the same statements. */
static void googles_own_parser_may_look(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const char *path = getenv("PEERS");
    uint64_t dice = 20261125;
    struct corpus corpus;
    FILE *file;

    if (!path)
        return;
    assert_ok(corpus_read(ctx, corpora[2], &corpus));
    file = fopen(path, "we");
    assert_non_null(file);
    for (size_t i = 0; i < corpus.n; i++)
        tell(ctx, file, &corpus, &corpus.cases[i], "as it is");
    for (size_t i = 0; i < MUTATIONS + SPLICES; i++) {
        const struct corpus_case *one = &corpus.cases[i % corpus.n];
        struct corpus_case made = *one;
        struct ctx own = *ctx;

        own.arena = arena_new();
        if (i >= MUTATIONS) {
            corpus_splice(&own, one, &corpus.cases[(i / corpus.n) * 31 % corpus.n], &dice, &made);
            tell(&own, file, &corpus, &made, "splice");
        } else if (corpus_mutate(&own, one, &dice, &made)) {
            tell(&own, file, &corpus, &made, "mutation");
        }
        arena_free(own.arena);
    }
    assert_int_equal(fclose(file), 0);
}

static void refusals_say_where_and_repeat_nothing(void **state)
{
    static const char *const tables[] = { "events", NULL };
    const struct guard_policy policy = { .catalog = "memory", .tables = tables };
    const char *sql = "SELECT 'é',\n  (SELECT max(x) FROM \"bob@example.com\")";
    struct ctx *ctx = test_ctx(state);
    struct guard_verdict verdict;

    assert_ok(guard_duckdb(ctx, &policy, sql, strlen(sql), &verdict));
    assert_false(verdict.is_allowed);
    assert_int_equal(verdict.line, 2);
    assert_int_equal(verdict.column, 23);
    assert_string_equal(verdict.name, "bob@example.com");
    assert_null(strstr(verdict.reason, "bob"));
    sql = "SELECT count(*) FROM main.EVENTS, events";
    assert_ok(guard_duckdb(ctx, &policy, sql, strlen(sql), &verdict));
    assert_true(verdict.is_allowed);
    assert_int_equal(verdict.n_tables, 1);
    assert_string_equal(verdict.tables[0], "events");
}

/* Deep and long texts end in a verdict, whatever the parser does with them. */
static void no_text_is_too_odd(void **state)
{
    static const char *const repeated[] = {
        "(",  "[", "not ", "- ",          "1+", "(select ", "case when 1 then ",
        "a.", "`", "'",    "with a as (", "/*", "|> ",      "((select 1) union "
    };
    static const char *const tables[] = { "events", NULL };
    const struct guard_policy policy = {
        .catalog = "memory", .tables = tables, .project = "p", .dataset = "d"
    };
    struct ctx *ctx = test_ctx(state);

    for (size_t i = 0; i < COUNT(repeated); i++) {
        struct buf text = buf_in(ctx->arena, GUARD_MOST_TEXT);
        struct guard_verdict verdict;

        buf_text(&text, "select ");
        while (text.len + 20 < GUARD_MOST_TEXT)
            buf_text(&text, repeated[i]);
        assert_ok(guard_duckdb(ctx, &policy, text.at, text.len, &verdict));
        assert_false(verdict.is_allowed);
        guard_googlesql(ctx, &policy, text.at, text.len, &verdict); /* no parser: "- - -" may pass */
    }
    assert_true(google_words_are_sorted());
}

static void every_function_has_a_decision(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf now = buf_in(ctx->arena, 256 * 1024);
    char *kept = arena_alloc(ctx->arena, 256 * 1024);
    FILE *file;

    assert_ok(guard_catalogue(ctx, &now));
    if (getenv("GOLDEN")) {
        file = fopen(list, "we");
        assert_non_null(file);
        assert_int_equal(fwrite(now.at, 1, now.len, file), now.len);
        fclose(file);
        return;
    }
    file = fopen(list, "re");
    assert_non_null(file);
    kept[fread(kept, 1, 256 * 1024 - 1, file)] = 0;
    fclose(file);
    if (!text_is(kept, buf_str(&now)))
        fail_msg("the engine's functions aren't those of %s: make guard-functions, and read the diff", list);
    assert_int_equal(guard_function("sum"), GUARD_ALLOWED);
    assert_int_equal(guard_function("current_setting"), GUARD_REFUSED);
    assert_int_equal(guard_function("no_such_function"), GUARD_UNKNOWN);
}

/* --- the child --- */

static struct corpus fixture(struct ctx *ctx)
{
    struct corpus corpus;

    assert_ok(corpus_read(ctx, corpora[0], &corpus));
    assert_ok(corpus_fixture(ctx, &corpus, test_folder(ctx)));
    return corpus;
}

static size_t files_in(const char *folder)
{
    DIR *dir = opendir(folder);
    size_t n = 0;

    while (readdir(dir))
        n++;
    closedir(dir);
    return n - 2;
}

static void what_is_allowed_runs(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct corpus corpus = fixture(ctx);
    size_t n = 0;

    for (size_t i = 0; i < corpus.n; i++) {
        struct warehouse_result result = { 0 };

        if (!corpus.cases[i].is_allowed || corpus.cases[i].is_google)
            continue;
        assert_ok(corpus_run(ctx, &corpus, program, corpus.cases[i].sql, 30, &result));
        assert_true(result.n_columns > 0);
        n++;
    }
    assert_int_equal(n, 37);
    assert_int_equal(files_in(corpus.fixture), 1); /* its folders are gone */
}

static void rows_of_every_type_come_back(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct corpus corpus = fixture(ctx);
    struct warehouse_result result = { 0 }, wide = { 0 };

    assert_ok(corpus_run(
        ctx, &corpus, program,
        "SELECT 7 AS n, 1.5 AS d, 'é' AS t, true AS b, DATE '2021-01-02' AS day, NULL AS nothing, [1, 2] "
        "AS l, {'a': 1} AS \"odd \"\"name\" -- done\n;",
        30, &result));
    assert_int_equal(result.n_rows, 1);
    assert_int_equal(result.n_columns, 8);
    assert_int_equal(result.cells[0].value.integer, 7);
    assert_true(result.cells[1].value.number == 1.5);
    assert_string_equal(result.cells[2].value.text, "é");
    assert_true(result.cells[3].value.boolean);
    assert_int_equal(result.cells[4].value.integer, 18629);
    assert_true(result.cells[5].is_null);
    assert_string_equal(result.cells[6].value.text, "[1, 2]");
    assert_string_equal(result.columns[7].name, "odd \"name");
    assert_string_equal(result.cells[7].value.text, "{'a': 1}");
    assert_ok(corpus_run(ctx, &corpus, program, "SELECT 18446744073709551615 AS n, 2 AS m", 30, &wide));
    assert_string_equal(wide.cells[0].value.text, "18446744073709551615");
    assert_int_equal(wide.cells[1].value.integer, 2);
}

static void rows_and_bytes_are_cut_off(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct corpus corpus = fixture(ctx);
    struct warehouse_result result = { 0 }, wide = { 0 }, exact = { 0 };

    assert_ok(corpus_run(ctx, &corpus, program, "SELECT * FROM range(1000000)", 30, &result));
    assert_int_equal(result.n_rows, 10000);
    assert_true(result.truncated);
    assert_ok(corpus_run(ctx, &corpus, program, "SELECT * FROM range(10000)", 30, &exact));
    assert_int_equal(exact.n_rows, 10000);
    assert_false(exact.truncated);
    assert_ok(corpus_run(ctx, &corpus, program, "SELECT repeat('x', 1000000) FROM range(100)", 30, &wide));
    assert_int_equal(wide.n_rows, 16);
    assert_true(wide.truncated);
}

static void every_end_is_told(void **state)
{
    static const struct {
        const char *sql;
        int64_t timeout_s;
        enum err_code code;
    } ends[] = {
        { "SELECT sum(range) FROM range(1000000000000)", 30, ERR_TOO_LARGE },
        { "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t", 2,
          ERR_TIMEOUT },
        { "SELECT sum(a.ga_session_id + d.ga_session_id) FROM events a, events b, events c, events d", 30,
          ERR_TOO_LARGE },
        { "SELECT levenshtein(repeat('a', 100000), repeat('b', 100000))", 2, ERR_TIMEOUT },
        { "SELECT len(list(a.event_name)) FROM events a, events b, events c", 30, ERR_TOO_LARGE },
        { "SELECT no_such_column FROM events", 30, ERR_INVALID },
        { "SELECT 1; SELECT 2", 30, ERR_INVALID },
        { "SELECT * FROM read_text('/etc/hostname')", 30, ERR_INVALID },
        { "PRAGMA enable_profiling", 30, ERR_INVALID },
        { "CREATE TEMP TABLE t AS SELECT 1", 30, ERR_INVALID },
    };
    struct ctx *ctx = test_ctx(state);
    const struct corpus corpus = fixture(ctx);
    struct warehouse_result result = { 0 };

    for (size_t i = 0; i < COUNT(ends); i++)
        assert_err(corpus_run(ctx, &corpus, program, ends[i].sql, ends[i].timeout_s, &result), ends[i].code,
                   NULL);
    assert_err(corpus_run(ctx, &corpus, "/bin/false", "SELECT 1", 30, &result), ERR_UPSTREAM, NULL);
    assert_err(corpus_run(ctx, &corpus, "/no/such/program", "SELECT 1", 30, &result), ERR_UNAVAILABLE, NULL);
    assert_ok(corpus_run(ctx, &corpus, program, "SELECT 1", 30, &result));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_statement_has_its_verdict),
        TEST(googles_own_parser_may_look),
        TEST(refusals_say_where_and_repeat_nothing),
        TEST(no_text_is_too_odd),
        TEST(every_function_has_a_decision),
        TEST(what_is_allowed_runs),
        TEST(rows_of_every_type_come_back),
        TEST(rows_and_bytes_are_cut_off),
        TEST(every_end_is_told),
    };

    return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
