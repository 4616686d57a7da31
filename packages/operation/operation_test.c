#include "packages/operation/operation.h"

#include "domain/audiences/audiences.h"
#include "domain/users/users.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"
#include "tests/testing/app.h"

#include <string.h>

/* --- who may call what: every operation of the program stands here --- */

/* nobody, user, admin, superadmin, a user who aPproves, a user who auDits, the owner, the owner acting for a
 * user */
static const struct {
    char letter;
    struct identity who;
} people[] = {
    { 'u', { .id = "u", .name = "u", .role = ROLE_USER } },
    { 'a', { .id = "a", .name = "a", .role = ROLE_ADMIN } },
    { 's', { .id = "s", .name = "s", .role = ROLE_SUPERADMIN } },
    { 'p', { .id = "p", .name = "p", .role = ROLE_USER, .capabilities = CAN_APPROVE } },
    { 'd', { .id = "d", .name = "d", .role = ROLE_USER, .capabilities = CAN_AUDIT } },
    { 'o',
      { .id = "owner",
        .name = "owner",
        .role = ROLE_SUPERADMIN,
        .capabilities = CAN_APPROVE | CAN_AUDIT,
        .kind = ACTOR_OWNER } },
    { 'w', { .id = "u", .name = "u", .role = ROLE_USER, .kind = ACTOR_OWNER, .as_owner = true } },
};

static const char everybody[] = "nuaspdow", signed_in[] = "uaspdow", admins[] = "aso", superadmins[] = "so",
                  owner_alone[] = "o", approvers[] = "po", auditors[] = "do";

static const struct {
    const char *operation, *may;
} matrix[] = {
    { "account_add", admins },
    { "account_list", signed_in },
    { "account_remove", admins },
    { "account_update", admins },
    { "activation_approve", approvers },
    { "activation_cancel", signed_in },
    { "activation_get", signed_in },
    { "activation_list", signed_in },
    { "activation_push", signed_in },
    { "activation_rehearse", signed_in },
    { "activation_reject", approvers },
    { "activation_retry", signed_in },
    { "analytics_kpis", signed_in },
    { "analytics_sessions", signed_in },
    { "artifact_create", signed_in },
    { "artifact_delete", signed_in },
    { "artifact_get", signed_in },
    { "artifact_list", signed_in },
    { "artifact_update", signed_in },
    { "ask", signed_in },
    { "audience_archive", signed_in },
    { "audience_create", signed_in },
    { "audience_get", signed_in },
    { "audience_list", signed_in },
    { "audience_metrics", signed_in },
    { "audience_preview", signed_in },
    { "audience_sample", signed_in },
    { "audience_size", signed_in },
    { "audience_update", signed_in },
    { "audience_versions", signed_in },
    { "audit_list", auditors },
    { "audit_verify", auditors },
    { "auth_link", everybody },
    { "auth_logout", signed_in },
    { "auth_me", signed_in },
    { "auth_me_update", signed_in },
    { "consent_certificate", admins },
    { "consent_check", signed_in },
    { "consent_lookup", admins },
    { "consent_record", admins },
    { "consent_withdraw", admins },
    { "conversation_delete", signed_in },
    { "conversation_get", signed_in },
    { "conversation_list", signed_in },
    { "conversation_update", signed_in },
    { "load_consents", owner_alone },
    { "load_customer_users", owner_alone },
    { "load_customers", owner_alone },
    { "load_demo", owner_alone },
    { "load_ga4", owner_alone },
    { "load_orders", owner_alone },
    { "load_campaign_days", owner_alone },
    { "load_item_costs", owner_alone },
    { "model_get", signed_in },
    { "model_values", signed_in },
    { "query_explain", signed_in },
    { "query_run", signed_in },
    { "removal_list", signed_in },
    { "sql_run", signed_in },
    { "sql_table", signed_in },
    { "sql_tables", signed_in },
    { "sync_end", signed_in },
    { "sync_get", signed_in },
    { "sync_list", signed_in },
    { "sync_pause", signed_in },
    { "sync_resume", signed_in },
    { "user_add", admins },
    { "user_list", signed_in },
    { "user_signin_link", owner_alone },
    { "user_update", admins },
    { "warehouse_init", owner_alone },
    { "warehouse_refresh", owner_alone },
    { "workspace_get", signed_in },
    { "workspace_update", superadmins },
};

static const char *may_call(const char *operation)
{
    for (size_t i = 0; i < COUNT(matrix); i++)
        if (text_is(matrix[i].operation, operation))
            return matrix[i].may;
    fail_msg("decide here who may call %s", operation);
    return NULL;
}

static void each_operation_is_for_those_that_the_matrix_names(void **state)
{
    struct ctx *ctx = test_ctx(state);
    size_t n = 0;

    for (const struct operation *const *at = all_operations; *at; at++, n++) {
        const char *may = may_call((*at)->name);
        struct err *err;

        ctx->who = NULL;
        err = operation_allowed(ctx, *at);
        if ((strchr(may, 'n') != NULL) != !err)
            fail_msg("nobody and %s", (*at)->name);
        if (err)
            assert_err(err, ERR_UNAUTHENTICATED, NULL);
        for (size_t i = 0; i < COUNT(people); i++) {
            ctx->who = &people[i].who;
            err = operation_allowed(ctx, *at);
            if ((strchr(may, people[i].letter) != NULL) != !err)
                fail_msg("%c and %s", people[i].letter, (*at)->name);
            if (err)
                assert_err(err, ERR_FORBIDDEN, NULL);
        }
    }
    assert_int_equal(n, COUNT(matrix));
}

static void names_are_unique_and_every_row_is_complete(void **state)
{
    (void)state;
    for (const struct operation *const *at = all_operations; *at; at++) {
        assert_true(strlen((*at)->summary) > 5);
        assert_non_null((*at)->handle);
        for (const struct operation *const *other = at + 1; *other; other++)
            assert_string_not_equal((*at)->name, (*other)->name);
    }
}

/* --- operations of this test's own --- */

static const struct user_new new_user = { .name = "Eve", .role = ROLE_USER };

static struct err *add_and(struct ctx *ctx, struct err *err)
{
    static const struct audit_note note = { .object = "usr_eve", .summary = "added Eve" };
    struct user user;
    struct err *failed = user_create(ctx, &new_user, &user);

    ctx->audit = &note;
    return failed ? failed : err;
}

static struct err *add_well(struct ctx *ctx, const void *in, void *out)
{
    (void)in;
    (void)out;
    return add_and(ctx, NULL);
}

static struct err *add_and_fail(struct ctx *ctx, const void *in, void *out)
{
    (void)in;
    (void)out;
    return add_and(ctx, err_new(ctx, ERR_UPSTREAM, NULL, "late"));
}

static struct err *read_key(struct ctx *ctx, const void *in, void *out)
{
    (void)ctx;
    *(struct key *)out = *(const struct key *)in;
    return NULL;
}

static const struct operation add_operation = CHANGE("test_add", add_well, ROLE_USER, NULL, NULL, "Adds Eve");
static const struct operation failing_operation =
    CHANGE("test_fail", add_and_fail, ROLE_USER, NULL, NULL, "Adds Eve, then fails");
static const struct operation read_operation =
    READ("test_read", read_key, ROLE_USER, &key_shape, &key_shape, "Gives back what it got");
static const struct operation query_operation =
    READ("test_query", read_key, ROLE_USER, &key_shape, &key_shape, "Counts as a query", .rate = RATE_SIGNIN);

static struct audit_page audited(struct ctx *ctx)
{
    struct audit_page page;

    assert_ok(audit_list(ctx, &(struct audit_query){ 0 }, &page));
    return page;
}

static bool has_eve(struct ctx *ctx)
{
    struct user user = { 0 };

    return !user_by_name(ctx, "Eve", &user);
}

static json_t *key_of(struct ctx *ctx)
{
    return json_keep(ctx, json_pack("{ss}", "id", "aud_1"));
}

static void a_change_has_one_audit_row(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct audit_page page;
    void *out;

    ctx->who = test_person(ctx, "Ana", ROLE_USER, 0);
    assert_ok(operation_run(ctx, &add_operation, NULL, &out));
    page = audited(ctx);
    assert_int_equal(page.n_items, 1);
    assert_string_equal(page.items[0].action, "test_add");
    assert_string_equal(page.items[0].actor, ctx->who->id);
    assert_string_equal(page.items[0].actor_name, "Ana");
    assert_string_equal(page.items[0].object, "usr_eve");
    assert_string_equal(page.items[0].request_id, "req_test");
    assert_true(has_eve(ctx));
    assert_true(store_is_idle(ctx));
}

static void a_failed_change_leaves_nothing(void **state)
{
    struct ctx *ctx = test_ctx(state);
    void *out;

    ctx->who = test_person(ctx, "Ana", ROLE_USER, 0);
    assert_err(operation_run(ctx, &failing_operation, NULL, &out), ERR_UPSTREAM, NULL);
    assert_false(has_eve(ctx));
    assert_int_equal(audited(ctx).n_items, 0);
    assert_true(store_is_idle(ctx));
}

static void a_refused_change_leaves_nothing(void **state)
{
    struct ctx *ctx = test_ctx(state);
    void *out;

    ctx->who = NULL;
    assert_err(operation_run(ctx, &add_operation, NULL, &out), ERR_UNAUTHENTICATED, NULL);
    assert_false(has_eve(ctx));
    assert_int_equal(audited(ctx).n_items, 0);
}

static void a_read_has_no_audit_row(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf out = buf_in(ctx->arena, 100);

    assert_ok(operation_call(ctx, &read_operation, key_of(ctx), &out));
    assert_string_equal(buf_str(&out), "{\"id\":\"aud_1\"}");
    assert_int_equal(audited(ctx).n_items, 0);
}

static void the_right_is_asked_before_the_input(void **state)
{
    struct ctx *ctx = test_ctx(state);
    void *out;

    assert_err(operation_run(ctx, &read_operation, json_keep(ctx, json_object()), &out), ERR_INVALID, "id");
    ctx->who = NULL;
    assert_err(operation_run(ctx, &read_operation, json_keep(ctx, json_object()), &out), ERR_UNAUTHENTICATED,
               NULL);
}

/* --- limits --- */

static void the_eleventh_try_to_sign_in_within_a_minute_is_one_too_many(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct err *err = NULL;
    void *out;

    ctx->who = test_person(ctx, "Ana", ROLE_USER, 0);
    for (int i = 0; i < 10; i++)
        assert_ok(operation_run(ctx, &query_operation, key_of(ctx), &out));
    err = operation_run(ctx, &query_operation, key_of(ctx), &out);
    assert_err(err, ERR_RATE_LIMITED, NULL);
    assert_true(err->retry_after_s >= 1 && err->retry_after_s <= 7);
    assert_ok(operation_run(ctx, &read_operation, key_of(ctx), &out)); /* another class */
    ctx->who = test_person(ctx, "Ben", ROLE_USER, 0);
    assert_ok(operation_run(ctx, &query_operation, key_of(ctx), &out)); /* another person */
}

static void statements_have_an_hourly_limit_that_counts_failures(void **state)
{
    const struct operation statement = READ("test_sql", read_key, ROLE_USER, &key_shape, &key_shape,
                                            "Counts as a statement", .rate = RATE_SQL);
    struct ctx *ctx = test_ctx(state);
    struct app *app = (struct app *)(uintptr_t)((uintptr_t)ctx->ports - offsetof(struct app, ports));
    struct err *err = NULL;
    void *out;

    app->settings.sql_per_hour = 3;
    ctx->who = test_person(ctx, "Ana", ROLE_USER, 0);
    for (int i = 0; i < 3; i++)
        assert_err(operation_run(ctx, &statement, json_keep(ctx, json_object()), &out), ERR_INVALID, "id");
    err = operation_run(ctx, &statement, key_of(ctx), &out);
    assert_err(err, ERR_RATE_LIMITED, NULL);
    assert_non_null(strstr(err->message, "at most 3 SQL statements an hour"));
    assert_true(err->retry_after_s > 1000 && err->retry_after_s <= 1201);
}

static void requests_are_limited_by_the_setting(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct app *app = (struct app *)(uintptr_t)((uintptr_t)ctx->ports - offsetof(struct app, ports));
    struct err *err = NULL;
    void *out;
    int n = 0;

    app->settings.requests_per_minute = 20;
    ctx->who = test_person(ctx, "Ana", ROLE_USER, 0);
    for (; !err && n < 100; n++)
        err = operation_run(ctx, &read_operation, key_of(ctx), &out);
    assert_err(err, ERR_RATE_LIMITED, NULL);
    assert_true(n > 20 && n < 25);
}

static void strangers_are_counted_by_their_address(void **state)
{
    static const struct operation open_operation =
        READ("test_open", read_key, ROLE_NONE, &key_shape, &key_shape, "For all", .rate = RATE_SIGNIN);
    struct ctx *ctx = test_ctx(state);
    void *out;

    ctx->who = NULL;
    ctx->origin = "10.0.0.1";
    for (int i = 0; i < 10; i++)
        assert_ok(operation_run(ctx, &open_operation, key_of(ctx), &out));
    assert_err(operation_run(ctx, &open_operation, key_of(ctx), &out), ERR_RATE_LIMITED, NULL);
    ctx->origin = "10.0.0.2";
    assert_ok(operation_run(ctx, &open_operation, key_of(ctx), &out));
}

static void the_owner_is_not_limited(void **state)
{
    struct ctx *ctx = test_ctx(state);
    void *out;

    ctx->who = &people[5].who;
    for (int i = 0; i < 50; i++)
        assert_ok(operation_run(ctx, &query_operation, key_of(ctx), &out));
}

/* --- acts --- */

static const struct act *act_of(const struct audience *audience, const char *operation)
{
    for (size_t i = 0; i < audience->n_acts; i++)
        if (text_is(audience->acts[i].operation, operation))
            return &audience->acts[i];
    fail_msg("no act %s", operation);
    return NULL;
}

static void acts_say_what_the_caller_may_do_and_why_not(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct identity *ana = test_person(ctx, "Ana", ROLE_USER, 0),
                          *ben = test_person(ctx, "Ben", ROLE_USER, 0);
    struct audience audience = { 0 };

    ctx->who = ana;
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(audience_create(ctx, &(struct audience_new){ .name = "VIP" }, &audience));
    assert_ok(store_commit(ctx));
    assert_true(act_of(&audience, "audience_update")->allowed);
    assert_null(act_of(&audience, "audience_update")->reason);
    assert_false(act_of(&audience, "activation_push")->allowed); /* a draft */
    assert_non_null(act_of(&audience, "activation_push")->reason);
    ctx->who = ben;
    assert_ok(audience_get(ctx, audience.id, &audience));
    assert_false(act_of(&audience, "audience_update")->allowed);
    assert_false(act_of(&audience, "audience_archive")->allowed);
    ctx->who = test_person(ctx, "Cleo", ROLE_ADMIN, 0);
    assert_ok(audience_get(ctx, audience.id, &audience));
    assert_true(act_of(&audience, "audience_archive")->allowed);
}

/* Whoever is told that they may not is refused when they try, and the other way round. */
static void acts_agree_with_what_happens(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct identity *who[] = { test_person(ctx, "Ana", ROLE_USER, 0),
                                     test_person(ctx, "Ben", ROLE_USER, 0),
                                     test_person(ctx, "Cleo", ROLE_ADMIN, 0) };
    struct audience audience = { 0 };
    void *out;

    ctx->who = who[0];
    assert_ok(store_begin(ctx, STORE_WRITE));
    assert_ok(audience_create(ctx, &(struct audience_new){ .name = "VIP" }, &audience));
    assert_ok(store_commit(ctx));
    for (size_t i = 0; i < COUNT(who); i++) {
        json_t *in = json_keep(ctx, json_pack("{ssss}", "id", audience.id, "description", "x"));
        struct err *err;

        ctx->who = who[i];
        assert_ok(audience_get(ctx, audience.id, &audience));
        err = operation_run(ctx, &audience_operations[AUDIENCE_UPDATE], in, &out);
        assert_int_equal(act_of(&audience, "audience_update")->allowed, !err);
        if (err)
            assert_err(err, ERR_FORBIDDEN, NULL);
    }
}

/* --- errors and counters --- */

static void every_code_has_its_row(void **state)
{
    (void)state;
    for (enum err_code code = 1; code < N_ERR_CODES; code++) {
        const struct err_row *row = err_row(code);

        assert_true(row->http >= 400 && row->http < 600);
        assert_true(row->exit > 0);
        assert_non_null(row->title);
        assert_non_null(row->next_step);
        assert_true(strlen(err_word(code)) > 3);
    }
}

static void a_fault_of_ours_gives_nothing_away(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf out = buf_in(ctx->arena, 10000);

    problem_encode(err_new(ctx, ERR_INTERNAL, NULL, "SELECT canary FROM users"), "req_1", &out);
    assert_null(strstr(buf_str(&out), "canary"));
    buf_reset(&out);
    /* The one that blames a field, too. */
    problem_encode(err_new(ctx, ERR_INTERNAL, "name", "SELECT canary FROM users"), "req_1", &out);
    assert_null(strstr(buf_str(&out), "canary"));
    assert_non_null(strstr(buf_str(&out), "\"status\":500"));
    assert_non_null(strstr(buf_str(&out), "\"request_id\":\"req_1\""));
}

static void calls_and_errors_are_counted(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct buf text = buf_in(ctx->arena, 100000);
    void *out;

    assert_ok(operation_run(ctx, &read_operation, key_of(ctx), &out));
    assert_ok(operation_run(ctx, &read_operation, key_of(ctx), &out));
    assert_err(operation_run(ctx, &read_operation, json_keep(ctx, json_object()), &out), ERR_INVALID, "id");
    operation_metrics(ctx->ports->operations, &text);
    assert_non_null(strstr(buf_str(&text), "truffle_operation_calls_total{operation=\"test_read\"} 3\n"));
    assert_non_null(strstr(buf_str(&text), "truffle_operation_errors_total{operation=\"test_read\"} 1\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_operation_is_for_those_that_the_matrix_names),
        TEST(names_are_unique_and_every_row_is_complete),
        TEST_IN_APP(a_change_has_one_audit_row),
        TEST_IN_APP(a_failed_change_leaves_nothing),
        TEST_IN_APP(a_refused_change_leaves_nothing),
        TEST_IN_APP(a_read_has_no_audit_row),
        TEST_IN_APP(the_right_is_asked_before_the_input),
        TEST_IN_APP(the_eleventh_try_to_sign_in_within_a_minute_is_one_too_many),
        TEST_IN_APP(statements_have_an_hourly_limit_that_counts_failures),
        TEST_IN_APP(requests_are_limited_by_the_setting),
        TEST_IN_APP(strangers_are_counted_by_their_address),
        TEST_IN_APP(the_owner_is_not_limited),
        TEST_IN_APP(acts_say_what_the_caller_may_do_and_why_not),
        TEST_IN_APP(acts_agree_with_what_happens),
        TEST(every_code_has_its_row),
        TEST(a_fault_of_ours_gives_nothing_away),
        TEST_IN_APP(calls_and_errors_are_counted),
    };

    return cmocka_run_group_tests_name("operation", tests, NULL, NULL);
}
