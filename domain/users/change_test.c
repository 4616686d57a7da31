/* Role and rights, disabling, and the last superadmin, also with two at once. */
#include "domain/users/users.h"

#include "packages/store/store.h"
#include "tests/testing/database.h"

#include <pthread.h>
#include <string.h>

enum { ROUNDS = 20 };

static const struct identity owner = {
    .id = "owner", .name = "owner", .role = ROLE_SUPERADMIN, .kind = ACTOR_OWNER
};

static struct user created(struct ctx *ctx, const char *name, enum role role)
{
    struct user out = { 0 };

    assert_ok(user_create(ctx, &(struct user_new){ .name = name, .role = role }, &out));
    return out;
}

static struct err *changed(struct ctx *ctx, const struct user_change *change, struct user *out)
{
    struct err *err = store_begin(ctx, STORE_WRITE);

    if (err)
        return err;
    err = user_update(ctx, change, out);
    if (!err)
        return store_commit(ctx);
    store_rollback(ctx);
    return err;
}

static struct ctx *as_owner(void **state)
{
    struct ctx *ctx = test_ctx(state);

    ctx->who = &owner;
    return ctx;
}

static const char *token_for(struct ctx *ctx, const struct user *user)
{
    struct user_link link;

    assert_ok(link_make(ctx, user, "https://app.example", HOURS(24), &link));
    return strchr(link.link, '#') + 1;
}

static void what_is_not_told_stays(void **state)
{
    struct ctx *ctx = as_owner(state);
    const struct user ana = created(ctx, "Ana", ROLE_ADMIN);
    struct user out = { 0 };

    assert_ok(changed(ctx, &(struct user_change){ .id = ana.id, .approver = json_true() }, &out));
    assert_int_equal(out.role, ROLE_ADMIN);
    assert_true(out.approver && !out.auditor && !out.disabled);
    assert_ok(changed(ctx, &(struct user_change){ .id = "Ana", .role = ROLE_USER, .approver = json_false() },
                      &out));
    assert_ok(user_get(ctx, ana.id, &out));
    assert_int_equal(out.role, ROLE_USER);
    assert_false(out.approver || out.auditor || out.disabled);
}

static void who_is_disabled_stays_out_until_a_new_link_after_they_are_enabled(void **state)
{
    struct ctx *ctx = as_owner(state);
    const struct user ana = created(ctx, "Ana", ROLE_USER);
    const char *used = token_for(ctx, &ana), *unused = token_for(ctx, &ana);
    struct user out = { 0 };
    struct bytes session = { 0 }, other = { 0 };
    struct identity who;

    assert_ok(link_use(ctx, used, &out, &session));
    assert_ok(session_user(ctx, session, &out));
    assert_ok(changed(ctx, &(struct user_change){ .id = ana.id, .disabled = json_true() }, &out));
    assert_err(session_user(ctx, session, &out), ERR_UNAUTHENTICATED, NULL);
    assert_err(link_use(ctx, unused, &out, &other), ERR_UNAUTHENTICATED, "token");
    assert_err(user_acted_for(ctx, "Ana", &who), ERR_FORBIDDEN, "name");
    assert_ok(changed(ctx, &(struct user_change){ .id = ana.id, .disabled = json_false() }, &out));
    assert_err(session_user(ctx, session, &out), ERR_UNAUTHENTICATED, NULL);
    assert_err(link_use(ctx, unused, &out, &other), ERR_UNAUTHENTICATED, "token");
    assert_ok(link_use(ctx, token_for(ctx, &ana), &out, &other));
    assert_ok(user_acted_for(ctx, "Ana", &who));
}

static void a_session_knows_who_made_its_link(void **state)
{
    struct ctx *ctx = as_owner(state);
    const struct user ana = created(ctx, "Ana", ROLE_ADMIN), ben = created(ctx, "Ben", ROLE_USER);
    struct identity who = user_identity(&ana);
    struct user out = { 0 };
    struct bytes session = { 0 };

    assert_ok(link_use(ctx, token_for(ctx, &ben), &out, &session));
    assert_ok(session_user(ctx, session, &out));
    assert_null(out.linked_by);
    ctx->who = &who;
    assert_ok(link_use(ctx, token_for(ctx, &ben), &out, &session));
    assert_ok(session_user(ctx, session, &out));
    assert_string_equal(out.linked_by, ana.id);
    who = user_identity(&out); /* Ben, by Ana's link, lets in somebody else: still her hand */
    assert_string_equal(user_hand(&who), ana.id);
    ctx->who = &owner;
    assert_null(user_hand(ctx->who));
}

static void the_last_superadmin_stays(void **state)
{
    struct ctx *ctx = as_owner(state);
    const struct user root = created(ctx, "Root", ROLE_SUPERADMIN),
                      two = created(ctx, "Two", ROLE_SUPERADMIN);
    struct user out = { 0 };

    assert_ok(changed(ctx, &(struct user_change){ .id = two.id, .disabled = json_true() }, &out));
    assert_err(changed(ctx, &(struct user_change){ .id = root.id, .disabled = json_true() }, &out),
               ERR_CONFLICT, NULL);
    assert_err(changed(ctx, &(struct user_change){ .id = root.id, .role = ROLE_ADMIN }, &out), ERR_CONFLICT,
               NULL);
    assert_ok(changed(ctx, &(struct user_change){ .id = root.id, .approver = json_true() }, &out));
    assert_ok(changed(ctx, &(struct user_change){ .id = two.id, .disabled = json_false() }, &out));
    assert_ok(changed(ctx, &(struct user_change){ .id = root.id, .role = ROLE_ADMIN }, &out));
}

/* --- two at once --- */

struct rival {
    const struct ports *ports;
    pthread_barrier_t *gate;
    pthread_t thread;
    struct arena *arena;
    struct identity who;
    const char *other;
    struct err *err;
};

static void *demote(void *arg)
{
    struct rival *rival = arg;
    struct ctx ctx = {
        .arena = rival->arena, .ports = rival->ports, .now = instant_now(), .who = &rival->who
    };
    struct user out = { 0 };

    pthread_barrier_wait(rival->gate);
    rival->err = changed(&ctx, &(struct user_change){ .id = rival->other, .role = ROLE_USER }, &out);
    return NULL;
}

static void two_superadmins_who_demote_each_other_leave_one(void **state)
{
    struct ctx *ctx = as_owner(state);
    const struct user pair[2] = { created(ctx, "One", ROLE_SUPERADMIN),
                                  created(ctx, "Two", ROLE_SUPERADMIN) };
    struct user out = { 0 };

    for (int round = 0; round < ROUNDS; round++) {
        pthread_barrier_t gate;
        struct rival rivals[2];

        pthread_barrier_init(&gate, NULL, 2);
        for (size_t i = 0; i < 2; i++) {
            rivals[i] = (struct rival){ .ports = ctx->ports,
                                        .gate = &gate,
                                        .arena = arena_new(),
                                        .who = user_identity(&pair[i]),
                                        .other = pair[1 - i].id };
            assert_int_equal(pthread_create(&rivals[i].thread, NULL, demote, &rivals[i]), 0);
        }
        for (size_t i = 0; i < 2; i++)
            pthread_join(rivals[i].thread, NULL);
        assert_true(!rivals[0].err != !rivals[1].err); /* one of them */
        assert_err(rivals[0].err ? rivals[0].err : rivals[1].err, ERR_CONFLICT, NULL);
        for (size_t i = 0; i < 2; i++) {
            assert_ok(changed(ctx, &(struct user_change){ .id = pair[i].id, .role = ROLE_SUPERADMIN }, &out));
            arena_free(rivals[i].arena);
        }
        pthread_barrier_destroy(&gate);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(what_is_not_told_stays),
        TEST_ON_BOTH(who_is_disabled_stays_out_until_a_new_link_after_they_are_enabled),
        TEST_ON_BOTH(a_session_knows_who_made_its_link),
        TEST_ON_BOTH(the_last_superadmin_stays),
        TEST_ON_BOTH(two_superadmins_who_demote_each_other_leave_one),
    };

    return cmocka_run_group_tests_name("changes of people", tests, NULL, NULL);
}
