/*
 * What somebody may do is changed: by somebody else, and never so that nobody is left who may do all. What
 * they did stays told.
 */
#include "domain/users/users.h"

#include "domain/users/users.sql.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"

static const char *const role_words[] = { "", "user", "admin", "superadmin", NULL };

static const struct field change_fields[] = {
    FIELD(user_change, id, "Who: an id or a name.", .min = 1, .max = 80, .example = "Ben K."),
    FIELD(user_change, role, "What the person may do.", .words = role_words, .optional = true),
    FIELD(user_change, approver, "May decide pushes that others asked for.", .optional = true,
          .type = "boolean"),
    FIELD(user_change, auditor, "May read the audit log.", .optional = true, .type = "boolean"),
    FIELD(user_change, disabled, "May no longer sign in.", .optional = true, .type = "boolean"),
};
const struct shape user_change_shape = SHAPE(user_change, change_fields, "What is changed of a person.");

/* The person and how many other superadmins there are, all held to the end of the transaction. */
static struct err *hold(struct ctx *ctx, const char *name, struct user *out, size_t *n_others)
{
    struct user named = { 0 }, *held = NULL;
    bool is_there = false;
    size_t n = 0;
    struct err *err;

    err = user_get(ctx, name, &named);
    if (err_is(err, ERR_NOT_FOUND))
        err = user_by_name(ctx, name, &named);
    if (!err)
        err = store_all(ctx, &sql_user_hold, WITH(ARG("id", named.id)), OUT_LIST(user, &held), &n);
    if (err)
        return err;
    *n_others = n;
    for (size_t i = 0; i < n; i++) {
        if (!text_is(held[i].id, named.id))
            continue;
        *out = held[i];
        is_there = true;
        (*n_others)--;
    }
    return is_there ? NULL : err_new(ctx, ERR_NOT_FOUND, NULL, "nobody here is called \"%s\"", name);
}

static struct err *apply(struct ctx *ctx, const struct user_change *in, struct user *user)
{
    struct err *err;

    if (in->role != ROLE_NONE)
        user->role = in->role;
    err = json_put_flag(ctx, "approver", in->approver, &user->approver);
    if (!err)
        err = json_put_flag(ctx, "auditor", in->auditor, &user->auditor);
    return err ? err : json_put_flag(ctx, "disabled", in->disabled, &user->disabled);
}

static bool is_superadmin(const struct user *user)
{
    return user->role == ROLE_SUPERADMIN && !user->disabled;
}

/* An admin who could take the right to approve away would be left as the only approver, of their own. */
static struct err *may_change(struct ctx *ctx, const struct user *before, const struct user *after)
{
    const struct identity *who = ctx->who;
    const bool loses_approver =
        before->approver && (!after->approver || (after->disabled && !before->disabled));

    if (text_is(who->id, before->id))
        return err_new(ctx, ERR_FORBIDDEN, NULL, "nobody changes their own role or rights");
    if (who->role >= ROLE_SUPERADMIN)
        return NULL;
    if (before->role > ROLE_USER)
        return err_new(ctx, ERR_FORBIDDEN, NULL, "only a superadmin changes admins and superadmins");
    if (after->role > who->role)
        return err_new(ctx, ERR_FORBIDDEN, "role", "nobody gives a role above their own");
    if (loses_approver)
        return err_new(ctx, ERR_FORBIDDEN, NULL,
                       "only a superadmin takes the right to approve away or disables who has it");
    return NULL;
}

static bool gains(const struct user *before, const struct user *after)
{
    return after->role > before->role || (after->approver && !before->approver) ||
           (after->auditor && !before->auditor);
}

/* Whoever made a link may sit behind the session: a new right isn't for them, unless they give it. */
static struct err *end_sign_ins(struct ctx *ctx, const struct user *before, const struct user *after)
{
    const char *hand = user_hand(ctx->who);
    const struct in all = WITH(ARG("user_id", after->id));
    const struct in others = WITH(ARG("user_id", after->id), ARG("but", hand ? hand : ""));
    struct err *err = NULL;

    if (after->disabled || before->disabled) { /* at both, so that none made in between comes back */
        err = store_run(ctx, &sql_session_delete_all, all, NULL);
        return err ? err : store_run(ctx, &sql_link_delete_unused, all, NULL);
    }
    if (!gains(before, after))
        return NULL;
    err = store_run(ctx, &sql_session_delete_linked, others, NULL);
    return err ? err : store_run(ctx, &sql_link_delete_linked, others, NULL);
}

static json_t *told(const struct user *user)
{
    return json_pack("{ss sb sb sb}", "role", role_words[user->role], "approver", user->approver, "auditor",
                     user->auditor, "disabled", user->disabled);
}

static void note(struct ctx *ctx, const struct user *before, const struct user *after)
{
    struct audit_note *said = arena_alloc(ctx->arena, sizeof(*said));
    const char *verb = after->disabled == before->disabled ? "changed"
                       : after->disabled                   ? "disabled"
                                                           : "enabled";

    said->object = after->id;
    said->summary = arena_printf(ctx->arena, "%s %s", verb, after->name);
    said->details = json_keep(ctx, json_pack("{so so}", "before", told(before), "after", told(after)));
    ctx->audit = said;
}

struct err *user_update(struct ctx *ctx, const struct user_change *in, struct user *out)
{
    struct user before = { 0 };
    size_t n_others = 0;
    struct err *err;

    err = hold(ctx, in->id, &before, &n_others);
    if (err)
        return err;
    *out = before;
    err = apply(ctx, in, out);
    if (!err)
        err = may_change(ctx, &before, out);
    if (!err && is_superadmin(&before) && !is_superadmin(out) && !n_others)
        err = err_new(ctx, ERR_CONFLICT, NULL, "%s is the last superadmin", before.name);
    if (!err)
        err = store_run(ctx, &sql_user_set, IN(user, out), NULL);
    if (!err)
        err = end_sign_ins(ctx, &before, out);
    if (!err)
        note(ctx, &before, out);
    return err;
}
