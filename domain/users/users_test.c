#include "domain/users/users.h"

#include "packages/store/store.h"
#include "tests/testing/database.h"

#include <string.h>

static const struct sql disable = {
    .name = "disable",
    .sqlite = "UPDATE users SET disabled = ?2 WHERE id = ?1",
    .postgres = "UPDATE users SET disabled = $2 WHERE id = $1",
    .params = (const char *const[]){ "id", "disabled", NULL },
    .n_params = 2,
};
struct hash {
    struct bytes token_hash;
};
static const struct field hash_fields[] = { FIELD(hash, token_hash, "") };
static const struct shape hash_shape = SHAPE(hash, hash_fields, "");
static const struct sql link_hashes = {
    .name = "link_hashes",
    .sqlite = "SELECT token_hash FROM signin_links UNION ALL SELECT token_hash FROM sessions",
    .postgres = "SELECT token_hash FROM signin_links UNION ALL SELECT token_hash FROM sessions",
    .params = (const char *const[]){ NULL },
};

static struct user created(struct ctx *ctx, const char *name)
{
    struct user out = { 0 };

    assert_ok(user_create(ctx, &(struct user_new){ .name = name, .role = ROLE_USER }, &out));
    return out;
}

static const char *token_for(struct ctx *ctx, const struct user *user, int64_t lives_us)
{
    struct user_link link;

    assert_ok(link_make(ctx, user, "https://app.example", lives_us, &link));
    assert_true(text_starts(link.link, "https://app.example/signin#"));
    assert_true(link.expires_at.us == ctx->now.us + lives_us);
    return strchr(link.link, '#') + 1;
}

static struct bytes session_of(struct ctx *ctx, const struct user *user)
{
    struct user back = { 0 };
    struct bytes session = { 0 };

    assert_ok(link_use(ctx, token_for(ctx, user, MINUTES(15)), &back, &session));
    assert_string_equal(back.id, user->id);
    return session;
}

static void a_name_is_one_persons(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct user user;

    (void)created(ctx, "Ana");
    assert_err(user_create(ctx, &(struct user_new){ .name = "Ana", .role = ROLE_ADMIN }, &user), ERR_CONFLICT,
               "name");
    (void)created(ctx, "ana");
    assert_err(user_by_name(ctx, "ANA", &user), ERR_NOT_FOUND, "name");
}

static void a_link_lets_in_once(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct user ana = created(ctx, "Ana");
    const char *token = token_for(ctx, &ana, MINUTES(15));
    struct user user = { 0 };
    struct bytes session = { 0 };

    assert_int_equal(strlen(token), 43); /* 256 bits */
    assert_ok(link_use(ctx, token, &user, &session));
    assert_int_equal(session.size, 32);
    assert_err(link_use(ctx, token, &user, &session), ERR_UNAUTHENTICATED, "token");
    assert_err(link_use(ctx, "", &user, &session), ERR_UNAUTHENTICATED, "token");
}

static void a_link_ends_with_its_time(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct user ana = created(ctx, "Ana");
    const char *token = token_for(ctx, &ana, MINUTES(15));
    struct user user = { 0 };
    struct bytes session = { 0 };

    ctx->now = instant_add(ctx->now, MINUTES(15));
    assert_err(link_use(ctx, token, &user, &session), ERR_UNAUTHENTICATED, "token");
}

static void a_session_ends_with_its_time(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct user ana = created(ctx, "Ana");
    const struct bytes session = session_of(ctx, &ana);
    struct user user = { 0 };

    ctx->now = instant_add(ctx->now, SECONDS(3599));
    assert_ok(session_user(ctx, session, &user));
    assert_string_equal(user.name, "Ana");
    ctx->now = instant_add(ctx->now, SECONDS(1));
    assert_err(session_user(ctx, session, &user), ERR_UNAUTHENTICATED, NULL);
}

static void ending_a_session_leaves_the_others(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct user ana = created(ctx, "Ana");
    const struct bytes one = session_of(ctx, &ana), two = session_of(ctx, &ana);
    struct user user = { 0 };

    assert_ok(session_end(ctx, one));
    assert_err(session_user(ctx, one, &user), ERR_UNAUTHENTICATED, NULL);
    assert_ok(session_user(ctx, two, &user));
    assert_ok(session_end(ctx, one)); /* again does nothing */
}

static void a_disabled_person_is_out_at_once(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct user ana = created(ctx, "Ana");
    const struct bytes session = session_of(ctx, &ana);
    const char *token = token_for(ctx, &ana, HOURS(24));
    struct user user = { 0 };
    struct bytes other = { 0 };

    assert_ok(store_run(ctx, &disable, WITH(ARG("id", ana.id), ARG("disabled", true)), NULL));
    assert_err(session_user(ctx, session, &user), ERR_UNAUTHENTICATED, NULL);
    assert_err(link_use(ctx, token, &user, &other), ERR_UNAUTHENTICATED, "token");
}

static void no_secret_is_stored(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct user ana = created(ctx, "Ana");
    const struct bytes session = session_of(ctx, &ana);
    const char *token = token_for(ctx, &ana, HOURS(24));
    struct hash *rows = NULL;
    size_t n = 0;

    assert_ok(store_all(ctx, &link_hashes, NOTHING, OUT_LIST(hash, &rows), &n));
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].token_hash.size, 32);
        assert_memory_not_equal(rows[i].token_hash.at, session.at, 32);
        assert_memory_not_equal(rows[i].token_hash.at, token, 32);
    }
}

static void approvers_are_counted_without_the_one_who_asked(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct user ana = { 0 }, ben = { 0 };
    int64_t n = -1;

    assert_ok(
        user_create(ctx, &(struct user_new){ .name = "Ana", .role = ROLE_USER, .approver = true }, &ana));
    assert_ok(
        user_create(ctx, &(struct user_new){ .name = "Ben", .role = ROLE_USER, .approver = true }, &ben));
    assert_ok(user_count_approvers(ctx, ana.id, &n));
    assert_int_equal(n, 1);
    assert_ok(store_run(ctx, &disable, WITH(ARG("id", ben.id), ARG("disabled", true)), NULL));
    assert_ok(user_count_approvers(ctx, ana.id, &n));
    assert_int_equal(n, 0);
}

static void pages_meet_without_gap_or_overlap(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct page_query query = { .limit = 2 };
    struct user_page page;
    size_t n = 0;

    for (int i = 0; i < 5; i++) {
        ctx->now = instant_add(ctx->now, 1000);
        (void)created(ctx, arena_printf(ctx->arena, "person %d", i));
    }
    do {
        assert_ok(user_list(ctx, &query, &page));
        for (size_t i = 0; i < page.n_items; i++, n++)
            assert_string_equal(page.items[i].name, arena_printf(ctx->arena, "person %zu", n));
        query.cursor = page.next_cursor;
    } while (page.next_cursor);
    assert_int_equal(n, 5);
}

static void the_workspace_is_made_once_from_the_settings(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct workspace workspace;

    assert_ok(workspace_ensure(ctx));
    assert_ok(workspace_set_demo(ctx, "Demo"));
    assert_ok(workspace_ensure(ctx));
    assert_ok(workspace_get(ctx, &workspace));
    assert_string_equal(workspace.time_zone, "UTC");
    assert_string_equal(workspace.currency, "USD");
    assert_string_equal(workspace.name, "Demo");
    assert_true(workspace.demo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(a_name_is_one_persons),
        TEST_ON_BOTH(a_link_lets_in_once),
        TEST_ON_BOTH(a_link_ends_with_its_time),
        TEST_ON_BOTH(a_session_ends_with_its_time),
        TEST_ON_BOTH(ending_a_session_leaves_the_others),
        TEST_ON_BOTH(a_disabled_person_is_out_at_once),
        TEST_ON_BOTH(no_secret_is_stored),
        TEST_ON_BOTH(approvers_are_counted_without_the_one_who_asked),
        TEST_ON_BOTH(pages_meet_without_gap_or_overlap),
        TEST_ON_BOTH(the_workspace_is_made_once_from_the_settings),
    };

    return cmocka_run_group_tests_name("users", tests, NULL, NULL);
}
