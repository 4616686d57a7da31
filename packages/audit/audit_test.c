/*
 * The audit log's chain, on SQLite and on PostgreSQL: what was changed, removed or cut off is found at its
 * place.
 */
#include "packages/audit/audit.h"

#include "tests/testing/database.h"

#include <pthread.h>
#include <string.h>

#define ALIKE(name_, text)                                                                                   \
    {                                                                                                        \
        .name = (name_), .sqlite = (text), .postgres = (text), .params = (const char *const[])               \
        {                                                                                                    \
            NULL                                                                                             \
        }                                                                                                    \
    }

/* Whoever owns the database can lift its guards: that is what the chain is for. */
static const struct sql lift_update = {
    .name = "lift_update",
    .sqlite = "DROP TRIGGER audit_no_update",
    .postgres = "DROP TRIGGER audit_no_change ON audit",
    .params = (const char *const[]){ NULL },
};
static const struct sql lift_delete = {
    .name = "lift_delete",
    .sqlite = "DROP TRIGGER audit_no_delete",
    .postgres = "SELECT 1",
    .params = (const char *const[]){ NULL },
};
static const struct sql change_summary =
    ALIKE("change_summary", "UPDATE audit SET summary = 'forged' WHERE seq = 3");
static const struct sql change_actor =
    ALIKE("change_actor", "UPDATE audit SET actor = 'usr_other' WHERE seq = 2");
static const struct sql change_time = ALIKE("change_time", "UPDATE audit SET at = at + 1 WHERE seq = 4");
static const struct sql change_origin =
    ALIKE("change_origin", "UPDATE audit SET origin = '10.0.0.1' WHERE seq = 1");
static const struct sql change_hash = ALIKE("change_hash", "UPDATE audit SET hash = previous WHERE seq = 2");
static const struct sql remove_middle = ALIKE("remove_middle", "DELETE FROM audit WHERE seq = 2");
static const struct sql remove_first = ALIKE("remove_first", "DELETE FROM audit WHERE seq = 1");
static const struct sql remove_end = ALIKE("remove_end", "DELETE FROM audit WHERE seq = 5");
static const struct sql remove_all = ALIKE("remove_all", "DELETE FROM audit");
static const struct sql count = ALIKE("count", "SELECT COUNT(*) FROM audit");

static int64_t append(struct ctx *ctx, const char *action, const char *summary)
{
    const struct audit_note note = { .object = "aud_1", .summary = summary };
    int64_t seq = 0;

    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(audit_append(ctx, action, &note, &seq));
    assert_ok(store_commit(ctx));
    return seq;
}

static struct ctx *with_five(void **state)
{
    struct ctx *ctx = test_ctx(state);

    ctx->origin = "127.0.0.1";
    for (int i = 1; i <= 5; i++) {
        ctx->now = instant_add(ctx->now, SECONDS(1));
        assert_int_equal(append(ctx, i % 2 ? "audience_create" : "audience_update",
                                arena_printf(ctx->arena, "change %d of \"VIP\" \xf0\x9f\x98\x80", i)),
                         i);
    }
    return ctx;
}

static struct audit_verdict verified(struct ctx *ctx)
{
    struct audit_verdict verdict;

    assert_ok(audit_verify(ctx, &verdict));
    return verdict;
}

static void an_empty_log_is_whole(void **state)
{
    const struct audit_verdict verdict = verified(test_ctx(state));

    assert_int_equal(verdict.rows, 0);
    assert_int_equal(verdict.first_bad, 0);
}

static void rows_are_numbered_without_gaps_and_the_chain_is_whole(void **state)
{
    const struct audit_verdict verdict = verified(with_five(state));

    assert_int_equal(verdict.rows, 5);
    assert_int_equal(verdict.first_bad, 0);
    assert_null(verdict.reason);
}

static void a_rolled_back_change_leaves_no_row_and_no_gap(void **state)
{
    struct ctx *ctx = with_five(state);

    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(audit_append(ctx, "user_add", NULL, NULL));
    store_rollback(ctx);
    assert_int_equal(append(ctx, "user_add", "the next"), 6);
    assert_int_equal(verified(ctx).first_bad, 0);
}

static void the_database_itself_refuses_changes(void **state)
{
    struct ctx *ctx = with_five(state);

    assert_err(store_run(ctx, &change_summary, NOTHING, NULL), ERR_CONFLICT, NULL);
    assert_err(store_run(ctx, &remove_end, NOTHING, NULL), ERR_CONFLICT, NULL);
    assert_err(store_run(ctx, &remove_all, NOTHING, NULL), ERR_CONFLICT, NULL);
    assert_int_equal(verified(ctx).first_bad, 0);
}

static void a_changed_row_is_found_at_its_place(void **state)
{
    static const struct {
        const struct sql *change;
        int64_t seq;
    } cases[] = {
        { &change_summary, 3 }, { &change_actor, 2 }, { &change_time, 4 },
        { &change_origin, 1 },  { &change_hash, 2 },
    };
    struct ctx *ctx = with_five(state);
    int64_t changed = 0, first = INT64_MAX;

    assert_ok(store_run(ctx, &lift_update, NOTHING, NULL));
    for (size_t i = COUNT(cases); i-- > 0;) { /* the first bad one is told: so each earlier one is seen */
        if (cases[i].seq > first)
            continue;
        assert_ok(store_run(ctx, cases[i].change, NOTHING, &changed));
        assert_int_equal(changed, 1);
        first = cases[i].seq;
        assert_int_equal(verified(ctx).first_bad, first);
        assert_int_equal(verified(ctx).rows, 5);
    }
}

static void each_column_counts(struct ctx *ctx, const struct sql *change, int64_t seq, const char *reason)
{
    int64_t changed = 0;

    assert_ok(store_run(ctx, &lift_update, NOTHING, NULL));
    assert_ok(store_run(ctx, change, NOTHING, &changed));
    assert_int_equal(changed, 1);
    assert_int_equal(verified(ctx).first_bad, seq);
    assert_string_equal(verified(ctx).reason, reason);
}

static void a_forged_summary_is_found(void **state)
{
    each_column_counts(with_five(state), &change_summary, 3, "its content was changed");
}

static void a_moved_time_is_found(void **state)
{
    each_column_counts(with_five(state), &change_time, 4, "its content was changed");
}

static void a_forged_hash_is_found(void **state)
{
    each_column_counts(with_five(state), &change_hash, 2, "its content was changed");
}

static void removed(struct ctx *ctx, const struct sql *removal, int64_t seq, const char *reason)
{
    assert_ok(store_run(ctx, &lift_update, NOTHING, NULL));
    assert_ok(store_run(ctx, &lift_delete, NOTHING, NULL));
    assert_ok(store_run(ctx, removal, NOTHING, NULL));
    assert_int_equal(verified(ctx).first_bad, seq);
    assert_string_equal(verified(ctx).reason, reason);
}

static void a_row_removed_from_the_middle_is_missed(void **state)
{
    removed(with_five(state), &remove_middle, 3, "a row before it is missing");
}

static void a_row_removed_from_the_beginning_is_missed(void **state)
{
    removed(with_five(state), &remove_first, 2, "a row before it is missing");
}

static void an_end_that_was_cut_off_is_missed(void **state)
{
    removed(with_five(state), &remove_end, 5, "rows are missing at the end");
}

static void a_log_that_was_emptied_is_missed(void **state)
{
    removed(with_five(state), &remove_all, 1, "rows are missing at the end");
}

static void the_owner_acting_for_somebody_is_told(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct identity who = { .id = "usr_1", .name = "Ana", .role = ROLE_USER, .as_owner = true };
    struct audit_page page;

    ctx->who = &who;
    append(ctx, "audience_create", "x");
    assert_ok(audit_list(ctx, &(struct audit_query){ 0 }, &page));
    assert_true(page.items[0].as_owner);
    assert_string_equal(page.items[0].actor, "usr_1");
    assert_string_equal(page.items[0].actor_name, "Ana");
    assert_int_equal(verified(ctx).first_bad, 0);
}

static void the_list_is_newest_first_in_pages_that_meet(void **state)
{
    struct ctx *ctx = with_five(state);
    struct audit_query query = { .limit = 2 };
    struct audit_page page;
    int64_t expected = 5;

    do {
        assert_ok(audit_list(ctx, &query, &page));
        for (size_t i = 0; i < page.n_items; i++)
            assert_int_equal(page.items[i].seq, expected--);
        query.cursor = page.next_cursor;
    } while (page.next_cursor);
    assert_int_equal(expected, 0);
    query.cursor = "abc";
    assert_err(audit_list(ctx, &query, &page), ERR_INVALID, "cursor");
}

static void the_list_is_searched(void **state)
{
    struct ctx *ctx = with_five(state);
    struct audit_page page;

    assert_ok(audit_list(ctx, &(struct audit_query){ .what = "audience_update" }, &page));
    assert_int_equal(page.n_items, 2);
    assert_ok(audit_list(ctx, &(struct audit_query){ .who = "usr_other" }, &page));
    assert_int_equal(page.n_items, 0);
    assert_ok(audit_list(ctx, &(struct audit_query){ .q = "change 4" }, &page));
    assert_int_equal(page.n_items, 1);
    assert_int_equal(strlen(page.items[0].hash_hex), 64);
}

static void the_search_takes_signs_as_they_are(void **state)
{
    static const char *const signs[] = { "%", "\\", "a%c", "a_c" };
    struct ctx *ctx = test_ctx(state);
    struct audit_page page;

    append(ctx, "load", "abc");
    for (size_t i = 0; i < COUNT(signs); i++) {
        assert_ok(audit_list(ctx, &(struct audit_query){ .q = signs[i] }, &page));
        assert_int_equal(page.n_items, 0);
    }
    append(ctx, "load", "100 % of a_c \\ all");
    for (size_t i = 0; i < COUNT(signs); i++) {
        assert_ok(audit_list(ctx, &(struct audit_query){ .q = signs[i] }, &page));
        assert_int_equal(page.n_items, text_is(signs[i], "a%c") ? 0 : 1);
    }
}

/* --- many writers --- */

enum { WRITERS = 8, EACH = 10 };

struct writer {
    const struct ports *ports;
    pthread_t thread;
    struct arena *arena;
    struct err *err;
};

static void *write_rows(void *arg)
{
    struct writer *writer = arg;

    for (int i = 0; i < EACH && !writer->err; i++) {
        struct ctx ctx = { .arena = writer->arena, .ports = writer->ports, .now = { 1 } };

        writer->err = store_begin(&ctx, STORE_WRITE);
        if (!writer->err)
            writer->err = audit_append(&ctx, "load_demo", NULL, NULL);
        if (!writer->err && i % 3 == 2)
            store_rollback(&ctx);
        else if (!writer->err)
            writer->err = store_commit(&ctx);
    }
    return NULL;
}

static void many_writers_make_one_chain(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct writer writers[WRITERS];
    int64_t n = 0;

    for (size_t i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){ .ports = ctx->ports, .arena = arena_new() };
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_rows, &writers[i]), 0);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        pthread_join(writers[i].thread, NULL);
        assert_ok(writers[i].err);
        arena_free(writers[i].arena);
    }
    assert_ok(store_int(ctx, &count, NOTHING, &n));
    assert_int_equal(n, WRITERS * (EACH - EACH / 3));
    assert_int_equal(verified(ctx).rows, n);
    assert_int_equal(verified(ctx).first_bad, 0);
}

/* A row that can't be hashed whole would be in the log without being in the chain. */
static void a_row_that_has_no_form_is_refused(void **state)
{
    enum { LARGE = 1024 * 1024 };
    struct ctx *ctx = with_five(state);
    char *large = arena_alloc(ctx->arena, LARGE + 1);
    const char *const summaries[] = { "caf\xe9", "\xed\xa0\x80", large };
    struct audit_verdict verdict = { 0 };

    memset(large, 'x', LARGE);
    for (size_t i = 0; i < COUNT(summaries); i++) {
        const struct audit_note note = { .object = "aud_1", .summary = summaries[i] };
        int64_t seq;

        assert_ok(store_begin(ctx, STORE_WRITE));
        assert_err(audit_append(ctx, "test", &note, &seq), ERR_INTERNAL, NULL);
        store_rollback(ctx);
    }
    large[LARGE - 1000] = '\0';
    assert_int_equal(append(ctx, "test", large), 6);
    assert_ok(audit_verify(ctx, &verdict));
    assert_int_equal(verdict.rows, 6);
    assert_int_equal(verdict.first_bad, 0);
}

static void verifying_beside_busy_writers_is_no_false_alarm(void **state)
{
    struct ctx *ctx = with_five(state);
    struct writer writers[WRITERS];

    for (size_t i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){ .ports = ctx->ports, .arena = arena_new() };
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_rows, &writers[i]), 0);
    }
    for (int i = 0; i < 20; i++)
        assert_int_equal(verified(ctx).first_bad, 0);
    for (size_t i = 0; i < WRITERS; i++) {
        pthread_join(writers[i].thread, NULL);
        assert_ok(writers[i].err);
        arena_free(writers[i].arena);
    }
    assert_int_equal(verified(ctx).rows, 5 + WRITERS * (EACH - EACH / 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(a_row_that_has_no_form_is_refused),
        TEST_ON_BOTH(an_empty_log_is_whole),
        TEST_ON_BOTH(rows_are_numbered_without_gaps_and_the_chain_is_whole),
        TEST_ON_BOTH(a_rolled_back_change_leaves_no_row_and_no_gap),
        TEST_ON_BOTH(the_database_itself_refuses_changes),
        TEST_ON_BOTH(a_changed_row_is_found_at_its_place),
        TEST_ON_BOTH(a_forged_summary_is_found),
        TEST_ON_BOTH(a_moved_time_is_found),
        TEST_ON_BOTH(a_forged_hash_is_found),
        TEST_ON_BOTH(a_row_removed_from_the_middle_is_missed),
        TEST_ON_BOTH(a_row_removed_from_the_beginning_is_missed),
        TEST_ON_BOTH(an_end_that_was_cut_off_is_missed),
        TEST_ON_BOTH(a_log_that_was_emptied_is_missed),
        TEST_ON_BOTH(the_owner_acting_for_somebody_is_told),
        TEST_ON_BOTH(the_list_is_newest_first_in_pages_that_meet),
        TEST_ON_BOTH(the_list_is_searched),
        TEST_ON_BOTH(the_search_takes_signs_as_they_are),
        TEST_ON_BOTH(many_writers_make_one_chain),
        TEST_ON_BOTH(verifying_beside_busy_writers_is_no_false_alarm),
    };

    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
