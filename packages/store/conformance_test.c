/*
 * What a store must do, whichever database it is: the same table of tests runs on SQLite and on PostgreSQL.
 */
#include "tests/testing/things.h"

#include <string.h>

static const struct sql summed = ON_BOTH_ALIKE("summed", "SELECT SUM(number) FROM things");
static const struct sql number_of = ON_BOTH("number_of", "SELECT number FROM things WHERE id = ?1",
                                            "SELECT number FROM things WHERE id = $1", 1, "id");
static const struct sql set_text = ON_BOTH(
    "set_text", "UPDATE things SET text = ?2 WHERE id = ?1 AND ?3 AND number < ?4",
    "UPDATE things SET text = $2 WHERE id = $1 AND $3 AND number < $4", 4, "id", "text", "flag", "number");
static const struct sql add_name = ON_BOTH("add_name", "INSERT INTO vault_keys VALUES (?1, x'00', 1)",
                                           "INSERT INTO vault_keys VALUES ($1, '\\x00', 1)", 1, "name");
static const struct sql names = ON_BOTH_ALIKE("names", "SELECT name AS id FROM vault_keys ORDER BY name");
static const struct sql no_flag = ON_BOTH_ALIKE("no_flag", "INSERT INTO things (id) VALUES ('n')");
static const struct sql lite_only = { .name = "lite_only",
                                      .sqlite = "SELECT 1",
                                      .params = (const char *const[]){ NULL } };
static const struct sql post_only = { .name = "post_only",
                                      .postgres = "SELECT 1",
                                      .params = (const char *const[]){ NULL } };

/* --- values --- */

static void every_kind_comes_back_as_it_went(void **state)
{
    static const unsigned char bytes[] = { 0, 1, 0xff, '\\', '\'', 0 };
    static const char *texts[] = { "a,b", "\xc3\xa4\"\\", "" };
    struct ctx *ctx = with_things(state);
    const struct thing thing = {
        .id = "t1",
        .text = "gr\xc3\xbc\xc3\x9f dich, \xf0\x9f\x98\x80 'quoted' \\ %s ; -- \n\t",
        .number = -5,
        .real = 0.1,
        .flag = true,
        .at = ctx->now,
        .colour = COLOUR_GREEN,
        .bytes = { bytes, sizeof(bytes) },
        .any = json_keep(ctx, json_pack("{s:[i,n],s:s}", "b", 1, "a", "\xe2\x82\xac")),
        .texts = texts,
        .n_texts = 3,
    };
    struct thing back;

    assert_ok(store_run(ctx, &thing_insert, IN(thing, &thing), NULL));
    back = thing_got(ctx, "t1");
    assert_string_equal(back.text, thing.text);
    assert_null(back.parent);
    assert_int_equal(back.number, -5);
    assert_true(back.real == 0.1);
    assert_true(back.flag);
    assert_true(back.at.us == ctx->now.us);
    assert_int_equal(back.colour, COLOUR_GREEN);
    assert_int_equal(back.bytes.size, sizeof(bytes));
    assert_memory_equal(back.bytes.at, bytes, sizeof(bytes));
    assert_true(json_equal(back.any, thing.any));
    assert_int_equal(back.n_texts, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(back.texts[i], texts[i]);
}

static void nothing_comes_back_as_nothing(void **state)
{
    struct ctx *ctx = with_things(state);
    const struct thing thing = { .id = "t1", .number = INT_NONE, .real = NAN };
    struct thing back;

    assert_ok(store_run(ctx, &thing_insert, IN(thing, &thing), NULL));
    back = thing_got(ctx, "t1");
    assert_null(back.text);
    assert_true(back.number == INT_NONE);
    assert_true(isnan(back.real));
    assert_false(back.flag);
    assert_int_equal(back.at.us, 0);
    assert_int_equal(back.colour, COLOUR_NONE);
    assert_null(back.bytes.at);
    assert_null(back.any);
    assert_int_equal(back.n_texts, 0);
}

static void what_is_empty_is_not_nothing(void **state)
{
    struct ctx *ctx = with_things(state);
    const struct thing thing = {
        .id = "t1", .text = "", .real = 0, .bytes = { (const unsigned char *)"", 0 }
    };
    struct thing back;

    assert_ok(store_run(ctx, &thing_insert, IN(thing, &thing), NULL));
    back = thing_got(ctx, "t1");
    assert_string_equal(back.text, "");
    assert_int_equal(back.number, 0);
    assert_true(back.real == 0);
    assert_non_null(back.bytes.at);
    assert_int_equal(back.bytes.size, 0);
}

static void numbers_go_to_their_extremes(void **state)
{
    static const int64_t whole[] = { INT64_MAX, INT64_MIN + 1, 0, -1, INT64_C(9007199254740993) };
    static const double real[] = { 1.7976931348623157e308, 5e-324, -0.1, 1.0 / 3, 123456789.123456789 };
    struct ctx *ctx = with_things(state);

    for (size_t i = 0; i < COUNT(whole); i++) {
        struct thing thing = thing_plain(arena_printf(ctx->arena, "t%zu", i), whole[i]);
        struct thing back;

        thing.real = real[i];
        assert_ok(store_run(ctx, &thing_insert, IN(thing, &thing), NULL));
        back = thing_got(ctx, thing.id);
        assert_true(back.number == whole[i]);
        assert_true(back.real == real[i]);
    }
}

static void a_large_text_and_many_bytes_fit(void **state)
{
    struct ctx *ctx = with_things(state);
    const size_t size = 3 * 1024 * 1024;
    char *text = arena_alloc(ctx->arena, size + 1);
    struct thing thing = thing_plain("t1", 1), back;

    memset(text, 'x', size);
    thing.text = text;
    thing.bytes = (struct bytes){ (const unsigned char *)text, size };
    assert_ok(store_run(ctx, &thing_insert, IN(thing, &thing), NULL));
    back = thing_got(ctx, "t1");
    assert_int_equal(strlen(back.text), size);
    assert_int_equal(back.bytes.size, size);
}

static void texts_sort_by_their_bytes(void **state)
{
    static const char *const sorted[] = { "B", "Z", "_", "a", "a b", "aB", "ab", "b", "\xc3\xa4" };
    struct ctx *ctx = test_ctx(state);
    struct key *items = NULL;
    size_t n = 0;

    for (size_t i = COUNT(sorted); i-- > 0;)
        assert_ok(store_run(ctx, &add_name, WITH(ARG("name", sorted[i])), NULL));
    assert_ok(store_all(ctx, &names, NOTHING, OUT_LIST(key, &items), &n));
    assert_int_equal(n, COUNT(sorted));
    for (size_t i = 0; i < n; i++)
        assert_string_equal(items[i].id, sorted[i]);
}

/* --- one statement --- */

static void values_are_bound_by_name(void **state)
{
    struct ctx *ctx = with_things(state);
    int64_t changed = -1;

    thing_put(ctx, "t1", 1);
    /* Given in another order than the statement numbers them. */
    assert_ok(store_run(ctx, &set_text,
                        WITH(ARG("number", 2), ARG("flag", true), ARG("text", "new"), ARG("id", "t1")),
                        &changed));
    assert_int_equal(changed, 1);
    assert_string_equal(thing_got(ctx, "t1").text, "new");
    assert_ok(store_run(ctx, &set_text,
                        WITH(ARG("number", 1), ARG("flag", true), ARG("text", "newer"), ARG("id", "t1")),
                        &changed));
    assert_int_equal(changed, 0);
}

static void a_parameter_without_a_value_is_a_fault_of_ours(void **state)
{
    struct ctx *ctx = with_things(state);
    struct err *err = store_run(ctx, &set_text, WITH(ARG("id", "t1")), NULL);

    assert_err(err, ERR_INTERNAL, NULL);
    assert_non_null(strstr(err->message, ":text"));
}

static void a_second_one_is_a_duplicate(void **state)
{
    struct ctx *ctx = with_things(state);
    const struct thing thing = thing_plain("t1", 1);

    thing_put(ctx, "t1", 1);
    assert_err(store_run(ctx, &thing_insert, IN(thing, &thing), NULL), ERR_DUPLICATE, NULL);
    assert_int_equal(number_by(ctx, &thing_count), 1);
}

static void what_the_table_forbids_is_invalid(void **state)
{
    struct ctx *ctx = with_things(state);
    struct thing unlucky = thing_plain("t1", 13), orphan = thing_plain("t2", 1);

    orphan.parent = "nobody";
    assert_err(store_run(ctx, &thing_insert, IN(thing, &unlucky), NULL), ERR_INVALID, NULL);
    assert_err(store_run(ctx, &thing_insert, IN(thing, &orphan), NULL), ERR_INVALID, NULL);
    assert_err(store_run(ctx, &no_flag, NOTHING, NULL), ERR_INVALID, NULL);
    assert_int_equal(number_by(ctx, &thing_count), 0);
}

static void a_row_that_is_not_there_is_not_found(void **state)
{
    struct ctx *ctx = with_things(state);
    struct thing thing = { .text = "untouched" };
    int64_t out = 7;

    assert_err(store_one(ctx, &thing_get, WITH(ARG("id", "t1")), OUT(thing, &thing)), ERR_NOT_FOUND, NULL);
    assert_string_equal(thing.text, "untouched");
    assert_err(store_int(ctx, &number_of, WITH(ARG("id", "t1")), &out), ERR_NOT_FOUND, NULL);
    assert_int_equal(out, 7);
}

static void a_number_that_is_null_reads_as_0(void **state)
{
    struct ctx *ctx = with_things(state);

    assert_int_equal(number_by(ctx, &thing_largest), 0);
    thing_put(ctx, "t1", INT64_MAX);
    assert_true(number_by(ctx, &thing_largest) == INT64_MAX);
    assert_true(number_by(ctx, &summed) == INT64_MAX);
}

static void a_list_without_rows_is_empty(void **state)
{
    struct ctx *ctx = with_things(state);
    struct thing *items = NULL;
    size_t n = 9;

    assert_ok(store_all(ctx, &thing_list, NOTHING, OUT_LIST(thing, &items), &n));
    assert_int_equal(n, 0);
}

static void fields_without_a_column_keep_what_they_hold(void **state)
{
    struct ctx *ctx = with_things(state);
    struct thing thing = { .text = "kept", .number = 1 };

    thing_put(ctx, "t1", 5);
    assert_ok(store_one(ctx, &number_of, WITH(ARG("id", "t1")), OUT(thing, &thing)));
    assert_int_equal(thing.number, 5);
    assert_string_equal(thing.text, "kept");
}

static void a_statement_of_the_other_database_is_a_fault_of_ours(void **state)
{
    struct ctx *ctx = test_ctx(state);
    int64_t out;

    assert_err(store_int(ctx, test_is_postgres(ctx) ? &lite_only : &post_only, NOTHING, &out), ERR_INTERNAL,
               NULL);
    assert_ok(store_int(ctx, test_is_postgres(ctx) ? &post_only : &lite_only, NOTHING, &out));
}

/* --- transactions --- */

static void what_is_committed_stays(void **state)
{
    struct ctx *ctx = with_things(state);

    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_false(store_is_idle(ctx));
    thing_put(ctx, "t1", 1);
    assert_int_equal(number_by(ctx, &thing_count), 1);
    assert_ok(store_commit(ctx));
    assert_true(store_is_idle(ctx));
    assert_int_equal(number_by(ctx, &thing_count), 1);
}

static void what_is_rolled_back_never_was(void **state)
{
    struct ctx *ctx = with_things(state);

    assert_ok(store_begin(ctx, STORE_WRITE));
    thing_put(ctx, "t1", 1);
    store_rollback(ctx);
    assert_true(store_is_idle(ctx));
    assert_int_equal(number_by(ctx, &thing_count), 0);
    store_rollback(ctx); /* without one does nothing */
}

static void others_see_nothing_before_the_commit(void **state)
{
    struct ctx *ctx = with_things(state);
    struct ctx other = *ctx;

    assert_ok(store_begin(ctx, STORE_WRITE));
    thing_put(ctx, "t1", 1);
    assert_int_equal(number_by(&other, &thing_count), 0);
    assert_ok(store_commit(ctx));
    assert_int_equal(number_by(&other, &thing_count), 1);
}

static void a_read_transaction_sees_one_state(void **state)
{
    struct ctx *ctx = with_things(state);
    struct ctx other = *ctx;

    assert_ok(store_begin(ctx, STORE_READ));
    assert_int_equal(number_by(ctx, &thing_count), 0);
    thing_put(&other, "t1", 1);
    assert_int_equal(number_by(ctx, &thing_count), 0);
    assert_ok(store_commit(ctx));
    assert_int_equal(number_by(ctx, &thing_count), 1);
}

static void a_read_transaction_writes_nothing(void **state)
{
    struct ctx *ctx = with_things(state);
    const struct thing thing = thing_plain("t1", 1);

    thing_put(ctx, "t0", 0);
    assert_ok(store_begin(ctx, STORE_READ));
    assert_int_equal(number_by(ctx, &thing_count), 1);
    assert_err(store_run(ctx, &thing_insert, IN(thing, &thing), NULL), ERR_INTERNAL, NULL);
    store_rollback(ctx);
    assert_ok(store_begin(ctx, STORE_READ));
    assert_err(store_many(ctx, &thing_insert, &thing_shape, &thing, 1), ERR_INTERNAL, NULL);
    assert_err(store_commit(ctx), ERR_INTERNAL, NULL);
    assert_int_equal(number_by(ctx, &thing_count), 1);
    thing_put(ctx, "t1", 1); /* the same connection, outside */
    assert_ok(store_begin(ctx, STORE_WRITE));
    thing_put(ctx, "t2", 2);
    assert_ok(store_commit(ctx));
    assert_int_equal(number_by(ctx, &thing_count), 3);
}

/* A commit that reports success without having committed would lose what was done before the failure. */
static void a_transaction_with_a_failed_statement_does_not_commit(void **state)
{
    struct ctx *ctx = with_things(state);
    const struct thing again = thing_plain("t1", 1);

    assert_ok(store_begin(ctx, STORE_WRITE));
    thing_put(ctx, "t1", 1);
    assert_err(store_run(ctx, &thing_insert, IN(thing, &again), NULL), ERR_DUPLICATE, NULL);
    assert_err(store_commit(ctx), ERR_INTERNAL, NULL);
    assert_true(store_is_idle(ctx));
    assert_int_equal(number_by(ctx, &thing_count), 0);
    thing_put(ctx, "t2", 1); /* and the connection is as good as before */
}

static void a_row_that_is_not_found_spoils_no_transaction(void **state)
{
    struct ctx *ctx = with_things(state);
    struct thing thing = { 0 };

    assert_ok(store_begin(ctx, STORE_WRITE));
    thing_put(ctx, "t1", 1);
    assert_err(store_one(ctx, &thing_get, WITH(ARG("id", "t2")), OUT(thing, &thing)), ERR_NOT_FOUND, NULL);
    assert_ok(store_commit(ctx));
    assert_int_equal(number_by(ctx, &thing_count), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(every_kind_comes_back_as_it_went),
        TEST_ON_BOTH(nothing_comes_back_as_nothing),
        TEST_ON_BOTH(what_is_empty_is_not_nothing),
        TEST_ON_BOTH(numbers_go_to_their_extremes),
        TEST_ON_BOTH(a_large_text_and_many_bytes_fit),
        TEST_ON_BOTH(texts_sort_by_their_bytes),
        TEST_ON_BOTH(values_are_bound_by_name),
        TEST_ON_BOTH(a_parameter_without_a_value_is_a_fault_of_ours),
        TEST_ON_BOTH(a_second_one_is_a_duplicate),
        TEST_ON_BOTH(what_the_table_forbids_is_invalid),
        TEST_ON_BOTH(a_row_that_is_not_there_is_not_found),
        TEST_ON_BOTH(a_number_that_is_null_reads_as_0),
        TEST_ON_BOTH(a_list_without_rows_is_empty),
        TEST_ON_BOTH(fields_without_a_column_keep_what_they_hold),
        TEST_ON_BOTH(a_statement_of_the_other_database_is_a_fault_of_ours),
        TEST_ON_BOTH(what_is_committed_stays),
        TEST_ON_BOTH(what_is_rolled_back_never_was),
        TEST_ON_BOTH(others_see_nothing_before_the_commit),
        TEST_ON_BOTH(a_read_transaction_sees_one_state),
        TEST_ON_BOTH(a_read_transaction_writes_nothing),
        TEST_ON_BOTH(a_transaction_with_a_failed_statement_does_not_commit),
        TEST_ON_BOTH(a_row_that_is_not_found_spoils_no_transaction),
    };

    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
