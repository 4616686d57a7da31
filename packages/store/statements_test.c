/*
 * Every statement of the program prepares on a fresh schema, in both databases; none that serves a request
 * scans a table that grows.
 */
#include "tests/testing/database.h"

#include "domain/accounts/accounts.sql.h"
#include "domain/activation/activation.sql.h"
#include "domain/activation/ledger.sql.h"
#include "domain/syncs/syncs.sql.h"
#include "domain/artifacts/artifacts.sql.h"
#include "domain/audiences/audiences.sql.h"
#include "domain/consent/consent.sql.h"
#include "domain/conversations/conversations.sql.h"
#include "domain/data/budget.sql.h"
#include "domain/loads/loads.sql.h"
#include "domain/users/users.sql.h"
#include "domain/withdrawals/withdrawals.sql.h"
#include "packages/audit/audit.sql.h"
#include "packages/operation/repeat.sql.h"
#include "packages/queue/queue.sql.h"
#include "packages/vault/vault.sql.h"

#include <fnmatch.h>
#include <ftw.h>
#include <string.h>

static const struct {
    const char *file;
    const struct sql *const *statements;
} files[] = {
    { "domain/accounts/accounts.sql", all_domain_accounts_accounts_sql },
    { "domain/artifacts/artifacts.sql", all_domain_artifacts_artifacts_sql },
    { "domain/conversations/conversations.sql", all_domain_conversations_conversations_sql },
    { "domain/data/budget.sql", all_domain_data_budget_sql },
    { "domain/activation/activation.sql", all_domain_activation_activation_sql },
    { "domain/activation/ledger.sql", all_domain_activation_ledger_sql },
    { "domain/syncs/syncs.sql", all_domain_syncs_syncs_sql },
    { "domain/audiences/audiences.sql", all_domain_audiences_audiences_sql },
    { "domain/consent/consent.sql", all_domain_consent_consent_sql },
    { "domain/loads/loads.sql", all_domain_loads_loads_sql },
    { "domain/withdrawals/withdrawals.sql", all_domain_withdrawals_withdrawals_sql },
    { "domain/users/users.sql", all_domain_users_users_sql },
    { "packages/audit/audit.sql", all_packages_audit_audit_sql },
    { "packages/operation/repeat.sql", all_packages_operation_repeat_sql },
    { "packages/queue/queue.sql", all_packages_queue_queue_sql },
    { "packages/vault/vault.sql", all_packages_vault_vault_sql },
};

static void every_statement_prepares(void **state)
{
    struct ctx *ctx = test_ctx(state);
    size_t n = 0;

    for (size_t i = 0; i < COUNT(files); i++) {
        for (const struct sql *const *at = files[i].statements; *at; at++, n++) {
            struct err *err = store_prepares(ctx, *at);

            if (err)
                fail_msg("%s: %s: %s", files[i].file, (*at)->name, err->message);
        }
    }
    assert_true(n > 80);
}

/* --- the list above is whole --- */

static const char *unlisted;

static int look(const char *path, const struct stat *stat, int kind, struct FTW *walk)
{
    static char kept[256];

    (void)stat;
    (void)walk;
    if (kind != FTW_F || fnmatch("*.sql", path, 0) != 0 || strstr(path, "/migrations/") ||
        strstr(path, "/golden/"))
        return 0;
    for (size_t i = 0; i < COUNT(files); i++)
        if (text_is(files[i].file, path))
            return 0;
    memccpy(kept, path, 0, sizeof(kept) - 1);
    unlisted = kept;
    return 1;
}

static void no_file_of_statements_is_forgotten(void **state)
{
    static const char *const folders[] = { "domain", "packages", "services" };

    (void)state;
    for (size_t i = 0; i < COUNT(folders); i++)
        (void)nftw(folders[i], look, 16, FTW_PHYS);
    if (unlisted)
        fail_msg("%s is not in the list of this test", unlisted);
}

/* --- plans --- */

/* Tables that grow with use, and the statements that read one whole on purpose. */
static const char *const growing[] = { "audit ",        "consents ", "consent_now ", "pushes ",
                                       "push_batches ", "ledger ",   "queue ",       "sessions ",
                                       "signin_links ", "receipts ", "repeats " };
static const char *const whole_by_intent[] = { "audit_chain",       /* verifies every row */
                                               "queue_release_all", /* once, at the start */
                                               NULL };

struct plan_row {
    const char *detail;
};
static const struct field plan_row_fields[] = { FIELD(plan_row, detail, "") };
static const struct shape plan_row_shape = SHAPE(plan_row, plan_row_fields, "");

static bool is_by_intent(const char *name)
{
    for (const char *const *at = whole_by_intent; *at; at++)
        if (text_is(*at, name))
            return true;
    return false;
}

static const char *scan_of(struct ctx *ctx, const struct sql *sql)
{
    struct sql *explain = arena_copy(ctx->arena, sql, sizeof(*sql));
    struct arg *args = arena_alloc(ctx->arena, (sql->n_params + 1) * sizeof(*args));
    struct plan_row *rows = NULL;
    size_t n = 0;

    explain->sqlite = arena_printf(ctx->arena, "EXPLAIN QUERY PLAN %s", sql->sqlite);
    for (size_t i = 0; i < sql->n_params; i++)
        args[i] = arg_text(sql->params[i], "x");
    assert_ok(store_all(ctx, explain, (struct in){ NULL, NULL, args, sql->n_params },
                        OUT_LIST(plan_row, &rows), &n));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < COUNT(growing); j++)
            if (text_starts(arena_printf(ctx->arena, "%s ", rows[i].detail),
                            arena_printf(ctx->arena, "SCAN %s", growing[j])) &&
                !strstr(rows[i].detail, "USING"))
                return rows[i].detail;
    return NULL;
}

static void no_statement_scans_a_table_that_grows(void **state)
{
    struct ctx *ctx = test_ctx(state);
    bool is_bad = false;

    for (size_t i = 0; i < COUNT(files); i++) {
        for (const struct sql *const *at = files[i].statements; *at; at++) {
            const char *scan = (*at)->sqlite && !is_by_intent((*at)->name) ? scan_of(ctx, *at) : NULL;

            if (scan)
                print_error("%s: %s: %s\n", files[i].file, (*at)->name, scan);
            is_bad |= scan != NULL;
        }
    }
    assert_false(is_bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(every_statement_prepares),
        TEST(no_file_of_statements_is_forgotten),
        { "no_statement_scans_a_table_that_grows", no_statement_scans_a_table_that_grows, test_begin_sqlite,
          test_end, NULL },
    };

    return cmocka_run_group_tests_name("statements", tests, NULL, NULL);
}
