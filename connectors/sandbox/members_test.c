#include "connectors/sandbox/members.h"

#include "packages/core/test.h"

#include <string.h>

/* --- a second, slow set to compare with --- */

enum { MOST_MODELLED = 400, UNIVERSE = 40 };

struct modelled {
    struct ident idents[MOST_IDENTS];
    size_t n;
    uint32_t stamp;
};

struct model {
    struct modelled members[MOST_MODELLED];
    size_t n;
};

static bool is_same(const struct modelled *member, const struct ident *idents, size_t n)
{
    return member->n == n && memcmp(member->idents, idents, n * sizeof(*idents)) == 0;
}

static bool shares(const struct modelled *member, const struct ident *idents, size_t n)
{
    for (size_t i = 0; i < member->n; i++)
        for (size_t j = 0; j < n; j++)
            if (memcmp(&member->idents[i], &idents[j], sizeof(*idents)) == 0)
                return true;
    return false;
}

static bool model_add(struct model *model, const struct ident *idents, size_t n, uint32_t stamp)
{
    for (size_t i = 0; i < model->n; i++) {
        if (is_same(&model->members[i], idents, n)) {
            model->members[i].stamp = stamp;
            return false;
        }
    }
    assert_true(model->n < MOST_MODELLED);
    memcpy(model->members[model->n].idents, idents, n * sizeof(*idents));
    model->members[model->n].n = n;
    model->members[model->n++].stamp = stamp;
    return true;
}

static size_t model_keep(struct model *model, const struct ident *idents, size_t n, uint32_t before)
{
    const size_t had = model->n;
    size_t kept = 0;

    for (size_t i = 0; i < had; i++)
        if (!shares(&model->members[i], idents, n) && model->members[i].stamp >= before)
            model->members[kept++] = model->members[i];
    model->n = kept;
    return had - kept;
}

/* --- */

static struct ident ident_of(unsigned char number, unsigned char kind)
{
    struct ident ident = { .kind = kind };

    memset(ident.hash, number, HASH_SIZE);
    memset(ident.hash, number % 4, 4); /* so that many start in the same slot */
    return ident;
}

static size_t some_idents(struct ctx *ctx, struct ident *idents)
{
    unsigned char dice[2 * MOST_IDENTS + 1];
    size_t n;

    random_bytes(ctx, dice, sizeof(dice));
    n = 1 + dice[0] % 3;
    for (size_t i = 0; i < n; i++)
        idents[i] = ident_of(dice[1 + i] % UNIVERSE, dice[8 + i] % N_IDENT_KINDS);
    return idents_settle(idents, n);
}

static void agree(const struct members *members, const struct model *model)
{
    struct ident idents[MOST_IDENTS];
    size_t cursor = 0, n, seen = 0, i;

    assert_int_equal(members_count(members), model->n);
    for (n = members_next(members, &cursor, idents); n > 0; n = members_next(members, &cursor, idents)) {
        for (i = 0; i < model->n && !is_same(&model->members[i], idents, n); i++)
            continue;
        assert_true(i < model->n);
        seen++;
    }
    assert_int_equal(seen, model->n);
}

static void the_set_does_what_a_slow_one_does(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct model *model = arena_alloc(ctx->arena, sizeof(*model));
    struct members *members = members_new();
    struct ident idents[MOST_IDENTS];
    unsigned char dice[1];

    for (uint32_t round = 0; round < 20000; round++) {
        const size_t n = some_idents(ctx, idents);

        random_bytes(ctx, dice, 1);
        if (dice[0] == 0)
            assert_int_equal(members_remove_before(members, round - 100),
                             model_keep(model, NULL, 0, round - 100));
        else if (dice[0] < 120 && model->n < MOST_MODELLED)
            assert_int_equal(members_add(members, idents, n, round), model_add(model, idents, n, round));
        else
            assert_int_equal(members_remove(members, idents, n), model_keep(model, idents, n, 0));
        if (round % 50 == 0)
            agree(members, model);
    }
    agree(members, model);
    members_free(members);
}

static void an_identifier_may_be_shared(void **state)
{
    struct members *members = members_new();
    const struct ident phone = ident_of(9, IDENT_PHONE);
    struct ident one[] = { ident_of(1, IDENT_EMAIL), phone }, other[] = { ident_of(2, IDENT_EMAIL), phone };

    (void)state;
    assert_true(members_add(members, one, 2, 0));
    assert_true(members_add(members, other, 2, 0));
    assert_int_equal(members_count(members), 2);
    assert_int_equal(members_remove(members, &phone, 1), 2);
    assert_int_equal(members_count(members), 0);
    members_free(members);
}

static void a_kind_is_part_of_an_identifier(void **state)
{
    struct members *members = members_new();
    const struct ident email = ident_of(1, IDENT_EMAIL), phone = ident_of(1, IDENT_PHONE);

    (void)state;
    members_add(members, &email, 1, 0);
    assert_int_equal(members_remove(members, &phone, 1), 0);
    assert_int_equal(members_remove(members, &email, 1), 1);
    members_free(members);
}

static void identifiers_are_sorted_and_stand_once(void **state)
{
    struct ident idents[] = { ident_of(7, IDENT_PHONE), ident_of(5, IDENT_EMAIL), ident_of(7, IDENT_PHONE),
                              ident_of(3, IDENT_ADDRESS), ident_of(5, IDENT_EMAIL) };

    (void)state;
    assert_int_equal(idents_settle(idents, COUNT(idents)), 3);
    assert_int_equal(idents[0].kind, IDENT_ADDRESS);
    assert_int_equal(idents[1].kind, IDENT_EMAIL);
    assert_int_equal(idents[2].kind, IDENT_PHONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_set_does_what_a_slow_one_does),
        TEST(an_identifier_may_be_shared),
        TEST(a_kind_is_part_of_an_identifier),
        TEST(identifiers_are_sorted_and_stand_once),
    };

    return cmocka_run_group_tests_name("sandbox members", tests, NULL, NULL);
}
