/*
 * A rehearsal is the push without its effect: what it says is what the push then does, and neither the
 * platform nor the ledger has heard of it.
 */
#include "packages/core/json.h"
#include "packages/core/settings.h"
#include "tests/testing/pushes.h"

#include <sqlite3.h>
#include <string.h>

static void sql(struct world *world, const char *text)
{
    sqlite3 *database;

    assert_int_equal(
        sqlite3_open(arena_printf(world->test->arena, "%s/truffle.db", world->app->settings.data), &database),
        SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, text, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
}

static int64_t number(struct world *world, const char *text)
{
    sqlite3 *database;
    sqlite3_stmt *statement;
    int64_t out;

    assert_int_equal(
        sqlite3_open(arena_printf(world->test->arena, "%s/truffle.db", world->app->settings.data), &database),
        SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, text, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return out;
}

static int64_t term(const struct push *push, const char *name)
{
    return json_integer_value(json_object_get(json_object_get(push->rehearsal, "receipt"), name));
}

static struct rehearsed rehearsed(struct world *world, const char *account)
{
    return *(struct rehearsed *)called(world, world->ana, &activation_operations[ACTIVATION_REHEARSE],
                                       json_pack("{ssss}", "id", world->audience, "account", account));
}

static void it_says_what_the_push_then_does_and_leaves_nothing(void **state)
{
    struct world world = open_world(state);
    const struct rehearsed seen = rehearsed(&world, "1234567890");
    struct push push;

    assert_int_equal(seen.rehearsal->receipt->audience, CUSTOMERS);
    assert_int_equal(seen.rehearsal->receipt->sent, CUSTOMERS);
    assert_true(seen.rehearsal->receipt->adds_up);
    assert_int_equal(seen.rehearsal->requests, CUSTOMERS / BATCH);
    assert_null(seen.rehearsal->cause);
    assert_int_equal(seen.n_approvers, 1);
    assert_string_equal(seen.approvers[0], "Ben");
    assert_int_equal(number(&world, "SELECT COUNT(*) FROM pushes"), 0);
    assert_int_equal(number(&world, "SELECT COUNT(*) FROM lists"), 0);

    push = asked(&world);
    assert_int_equal(term(&push, "sent"), CUSTOMERS);
    assert_int_equal(number(&world, "SELECT COUNT(*) FROM ledger"), 0);
    assert_int_equal(number(&world, "SELECT COUNT(*) FROM push_batches"), 0);
    assert_int_equal(json_array_size(lists_of(&world)), 0);
}

/* Members on the list, new ones, and some who said no: all terms of the rehearsal are those of the push. */
static void a_second_push_is_foreseen_with_its_removals(void **state)
{
    static const char *const terms[] = { "audience",   "sent",          "already_there", "held_out",
                                         "no_consent", "no_identifier", "duplicate",     "rejected",
                                         "failed",     "not_sent",      "removed",       "refreshed" };
    struct world world = open_world(state);
    struct push push;
    json_t *receipt;

    say(&world, 7, "withdrawn");
    push = approved(&world);
    run_to_the_end(&world, push.id);
    world.now = instant_now();
    say(&world, 7, "granted");
    for (int i = 10; i < 15; i++)
        say(&world, i, "withdrawn");
    push = approved(&world);
    assert_int_equal(term(&push, "sent"), 1);
    assert_int_equal(term(&push, "removed"), 5);
    assert_int_equal(term(&push, "already_there"), CUSTOMERS - 6);
    push = run_to_the_end(&world, push.id);
    receipt = shape_json(world.test, &receipt_shape, push.receipt);
    for (size_t i = 0; i < COUNT(terms); i++)
        assert_int_equal(json_integer_value(json_object_get(receipt, terms[i])), term(&push, terms[i]));
}

static void what_was_rehearsed_is_a_part_of_what_is_approved(void **state)
{
    struct world world = open_world(state);
    const struct push push = asked(&world);
    void *out = NULL;
    struct err *err;

    sql(&world, "UPDATE pushes SET rehearsal = replace(rehearsal, '\"rejected\":0', '\"rejected\":1')");
    err = call(&world, world.ben, &activation_operations[ACTIVATION_APPROVE],
               json_pack("{ssss}", "id", push.id, "digest", push.digest), &out);
    assert_true(err_is(err, ERR_CONFLICT));
    assert_non_null(strstr(err->message, "no longer matches"));
}

static void a_push_that_the_platform_would_refuse_is_known_before(void **state)
{
    struct world world = open_world(state);
    struct rehearsed seen;

    world.app->settings.tiktok_url =
        arena_printf(world.test->arena, "http://127.0.0.1:%u/open_api/v1.3", sandbox_port(world.sandbox));
    called(&world, NULL, &account_operations[ACCOUNT_ADD],
           json_pack("{ssssssss}", "platform", "tiktok", "external_id", "7000000000000000001", "name", "Shop",
                     "access_token", "canary"));
    seen = rehearsed(&world, "7000000000000000001");
    assert_non_null(strstr(seen.rehearsal->cause, "1,000"));
    assert_non_null(seen.rehearsal->next_step);
    assert_int_equal(seen.rehearsal->receipt->failed, CUSTOMERS);
    assert_true(seen.rehearsal->receipt->adds_up);
    assert_int_equal(seen.expected->sends, CUSTOMERS);
    assert_int_equal(json_array_size(lists_of(&world)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_says_what_the_push_then_does_and_leaves_nothing),
        TEST(a_second_push_is_foreseen_with_its_removals),
        TEST(what_was_rehearsed_is_a_part_of_what_is_approved),
        TEST(a_push_that_the_platform_would_refuse_is_known_before),
    };

    return cmocka_run_group_tests_name("rehearse", tests, NULL, NULL);
}
