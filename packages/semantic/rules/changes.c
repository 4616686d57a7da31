/*
 * What differs between two versions of a rule tree, in words. The members of a group are matched first by
 * being equal, then by being about the same thing; what is left was added or removed.
 */
#include "packages/semantic/check.h"
#include "packages/semantic/words.h"

enum { LONGEST_SENTENCE = 4096, MOST_CHANGES = 50 };

struct changes {
    struct ctx *ctx;
    const struct model *model;
    const char **items;
    size_t n;
};

struct members {
    const struct cond *items;
    bool *is_matched;
    size_t n;
    bool is_any;
};

static const char *words_of(struct changes *changes, const struct cond *cond)
{
    struct buf to = buf_in(changes->ctx->arena, LONGEST_SENTENCE);

    words_cond(changes->ctx, changes->model, &phrasing_customers, cond, &to);
    return buf_str(&to);
}

static void say(struct changes *changes, const char *sentence)
{
    if (changes->n < MOST_CHANGES)
        *ARENA_PUSH(changes->ctx->arena, changes->items, changes->n) = sentence;
}

static struct members members_of(struct ctx *ctx, const struct cond *cond)
{
    struct members members = { cond, NULL, 1, false };

    if (cond->all || cond->any) {
        members.items = cond->all ? cond->all : cond->any;
        members.n = cond->all ? cond->n_all : cond->n_any;
        members.is_any = !cond->all && cond->n_any > 1;
    }
    members.is_matched = arena_alloc(ctx->arena, members.n * sizeof(bool) + 1);
    return members;
}

static bool is_equal(struct changes *changes, const struct cond *a, const struct cond *b)
{
    return text_is(rules_canonical(changes->ctx, changes->model, a),
                   rules_canonical(changes->ctx, changes->model, b));
}

/* About the same attribute, event, metric or audience, or both groups. */
static bool is_alike(const struct cond *a, const struct cond *b)
{
    if (a->negated && b->negated)
        return is_alike(a->negated, b->negated);
    if (a->did && b->did)
        return text_is(a->did->event, b->did->event);
    if ((a->field && b->field) || (a->metric && b->metric))
        return text_is(a->field, b->field) && text_is(a->metric, b->metric);
    if (a->audience && b->audience)
        return text_is(a->audience, b->audience);
    return (a->all || a->any) && (b->all || b->any);
}

static void compare(struct changes *changes, const struct cond *before, const struct cond *after);

static void match(struct changes *changes, struct members *before, struct members *after, bool by_being_equal)
{
    for (size_t i = 0; i < after->n; i++) {
        for (size_t j = 0; j < before->n && !after->is_matched[i]; j++) {
            const bool fits = by_being_equal ? is_equal(changes, &before->items[j], &after->items[i])
                                             : is_alike(&before->items[j], &after->items[i]);

            if (before->is_matched[j] || !fits)
                continue;
            before->is_matched[j] = after->is_matched[i] = true;
            if (!by_being_equal)
                compare(changes, &before->items[j], &after->items[i]);
        }
    }
}

static void compare(struct changes *changes, const struct cond *before, const struct cond *after)
{
    const bool are_groups = (before->all || before->any) && (after->all || after->any);
    struct members old, new_ones;

    if (!are_groups) {
        say(changes, arena_printf(changes->ctx->arena, "changed: %s (was: %s)", words_of(changes, after),
                                  words_of(changes, before)));
        return;
    }
    old = members_of(changes->ctx, before);
    new_ones = members_of(changes->ctx, after);
    if (old.is_any != new_ones.is_any && old.n > 1 && new_ones.n > 1)
        say(changes, new_ones.is_any ? "changed: any of the rules is enough (was: all of them)"
                                     : "changed: all of the rules must hold (was: any of them)");
    match(changes, &old, &new_ones, true);
    match(changes, &old, &new_ones, false);
    for (size_t i = 0; i < new_ones.n; i++)
        if (!new_ones.is_matched[i])
            say(changes,
                arena_printf(changes->ctx->arena, "added: %s", words_of(changes, &new_ones.items[i])));
    for (size_t i = 0; i < old.n; i++)
        if (!old.is_matched[i])
            say(changes, arena_printf(changes->ctx->arena, "removed: %s", words_of(changes, &old.items[i])));
}

/* A lone rule is a group of one, so that it can be compared with a group. */
static const struct cond *as_group(struct ctx *ctx, const struct cond *cond)
{
    struct cond *group;

    if (cond->all || cond->any)
        return cond;
    group = arena_alloc(ctx->arena, sizeof(*group));
    group->all = arena_copy(ctx->arena, cond, sizeof(*cond));
    group->n_all = 1;
    return group;
}

const char **rules_changes(struct ctx *ctx, const struct model *model, const struct cond *before,
                           const struct cond *after, size_t *n)
{
    struct changes changes = { .ctx = ctx, .model = model };
    const struct cond nothing = { .all = arena_alloc(ctx->arena, sizeof(struct cond)) };

    if (!before || !is_equal(&changes, before, after))
        compare(&changes, before ? as_group(ctx, before) : &nothing, as_group(ctx, after));
    if (before && !changes.n && !is_equal(&changes, before, after))
        say(&changes, arena_printf(ctx->arena, "changed: %s", words_of(&changes, after)));
    *n = changes.n;
    return changes.items;
}
