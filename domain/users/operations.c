#include "domain/users/users.h"

#include "domain/users/users.sql.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"

static const char *const role_words[] = { "", "user", "admin", "superadmin", NULL };
static const char *const theme_words[] = { "", "system", "light", "dark", NULL };

static const struct field me_fields[] = {
    FIELD(me, id, "The person."),
    FIELD(me, name, "Their name."),
    FIELD(me, role, "What they may do.", .words = role_words),
    FIELD(me, approver, "May decide pushes."),
    FIELD(me, auditor, "May read the audit log."),
    FIELD(me, theme, "Colours.", .words = theme_words),
    OBJECT(me, workspace, &workspace_shape, "This installation."),
    SCALARS(me, can, "Names of the operations that they may call."),
    FIELD(me, approvals_waiting, "Pushes that wait for a decision."),
    FIELD(me, session, "Never sent."),
};
const struct shape me_shape = SHAPE(me, me_fields, "Who is signed in.");

static const struct field me_change_fields[] = {
    FIELD(me_change, theme, "Colours.", .words = theme_words, .optional = true),
};
static const struct shape me_change_shape =
    SHAPE(me_change, me_change_fields, "What a person changes of themselves.");

static const struct field workspace_change_fields[] = {
    FIELD(workspace_change, name, "Its name.", .min = 1, .max = 80, .optional = true),
};
static const struct shape workspace_change_shape =
    SHAPE(workspace_change, workspace_change_fields, "What is changed of the installation.");

static const struct field link_token_fields[] = {
    FIELD(link_token, token, "What stands behind the # of the link.", .min = 1, .max = 200),
};
const struct shape link_token_shape = SHAPE(link_token, link_token_fields, "A one-time link's token.");

static struct err *fill_me(struct ctx *ctx, const struct user *user, struct me *me)
{
    me->id = user->id;
    me->name = user->name;
    me->role = user->role;
    me->approver = user->approver;
    me->auditor = user->auditor;
    me->theme = user->theme;
    me->workspace = arena_alloc(ctx->arena, sizeof(*me->workspace));
    for (const struct operation *const *at = ctx->ports->operation_table; *at; at++)
        if (!operation_allowed(ctx, *at))
            *ARENA_PUSH(ctx->arena, me->can, me->n_can) = (*at)->name;
    if (user->approver) {
        struct err *err =
            store_int(ctx, &sql_user_approvals_waiting, WITH(ARG("now", ctx->now)), &me->approvals_waiting);

        if (err)
            return err;
    }
    return workspace_get(ctx, me->workspace);
}

static struct err *note(struct ctx *ctx, const char *object, const char *summary)
{
    struct audit_note *said = arena_alloc(ctx->arena, sizeof(*said));

    *said = (struct audit_note){ .object = object, .summary = summary };
    ctx->audit = said;
    return NULL;
}

static struct err *use_link(struct ctx *ctx, const void *in, void *out)
{
    const struct link_token *token = in;
    struct me *me = out;
    struct user user = { 0 };
    struct identity *who = arena_alloc(ctx->arena, sizeof(*who));
    struct err *err;

    err = link_use(ctx, token->token, &user, &me->session);
    if (err)
        return err;
    *who = user_identity(&user);
    ctx->who = who; /* the audit row is theirs */
    err = fill_me(ctx, &user, me);
    return err ? err : note(ctx, user.id, "signed in by a one-time link");
}

static struct err *get_me(struct ctx *ctx, const void *in, void *out)
{
    struct user user = {
        .id = ctx->who->id, .name = ctx->who->name, .role = ctx->who->role, .theme = THEME_SYSTEM
    };
    struct err *err = NULL;

    (void)in;
    if (ctx->who->kind == ACTOR_PERSON)
        err = user_get(ctx, ctx->who->id, &user);
    return err ? err : fill_me(ctx, &user, out);
}

static struct err *update_me(struct ctx *ctx, const void *in, void *out)
{
    const struct me_change *change = in;
    struct err *err = NULL;

    if (change->theme != THEME_NONE)
        err = store_run(ctx, &sql_user_theme,
                        WITH(ARG("id", ctx->who->id), ARG("theme", theme_words[change->theme])), NULL);
    if (!err)
        err = get_me(ctx, NULL, out);
    return err ? err : note(ctx, ctx->who->id, "changed their settings");
}

static struct err *logout(struct ctx *ctx, const void *in, void *out)
{
    (void)in;
    (void)out;
    /* The edge knows the cookie: it ends the session before it answers. */
    return note(ctx, ctx->who->id, "signed out");
}

static struct err *get_workspace(struct ctx *ctx, const void *in, void *out)
{
    (void)in;
    return workspace_get(ctx, out);
}

static struct err *update_workspace(struct ctx *ctx, const void *in, void *out)
{
    const struct workspace_change *change = in;
    struct err *err = NULL;

    if (change->name)
        err = store_run(ctx, &sql_workspace_name, WITH(ARG("name", change->name)), NULL);
    if (!err)
        err = workspace_get(ctx, out);
    return err ? err : note(ctx, "workspace", "named the workspace");
}

static struct err *list(struct ctx *ctx, const void *in, void *out)
{
    return user_list(ctx, in, out);
}

static struct err *add(struct ctx *ctx, const void *in, void *out)
{
    const struct user_new *new = in;
    struct user user = { 0 };
    struct err *err;

    if (new->role > ctx->who->role)
        return err_new(ctx, ERR_FORBIDDEN, "role", "nobody gives a role above their own");
    err = user_create(ctx, new, &user);
    if (!err)
        err = link_make(ctx, &user, ctx->ports->base_url, HOURS(INVITE_HOURS), out);
    return err ? err : note(ctx, user.id, arena_printf(ctx->arena, "added %s", user.name));
}

static struct err *update(struct ctx *ctx, const void *in, void *out)
{
    return user_update(ctx, in, out);
}

struct signin_request {
    const char *name;
};
static const struct field signin_request_fields[] = {
    FIELD(signin_request, name, "For whom; the first superadmin when left out.", .max = 80, .optional = true),
};
static const struct shape signin_request_shape =
    SHAPE(signin_request, signin_request_fields, "Whom a sign-in link is for.");

static struct err *first_person(struct ctx *ctx, struct user *out)
{
    const struct user_new first = {
        .name = "Admin", .role = ROLE_SUPERADMIN, .approver = true, .auditor = true
    };
    struct user_page page = { 0 };
    struct err *err;

    err = user_list(ctx, &(struct page_query){ .limit = 200 }, &page);
    if (err)
        return err;
    for (size_t i = 0; i < page.n_items; i++) {
        if (page.items[i].role == ROLE_SUPERADMIN && !page.items[i].disabled) {
            *out = page.items[i];
            return NULL;
        }
    }
    return user_create(ctx, &first, out);
}

static struct err *signin_link(struct ctx *ctx, const void *in, void *out)
{
    const struct signin_request *request = in;
    struct user user = { 0 };
    struct err *err;

    err = request->name ? user_by_name(ctx, request->name, &user) : first_person(ctx, &user);
    if (!err && user.disabled) {
        err = err_new(ctx, ERR_CONFLICT, "name", "%s is disabled", user.name);
        err->next_step = "Let them in again first: truffle user update NAME --enable.";
    }
    if (!err)
        err = link_make(ctx, &user, ctx->ports->base_url, MINUTES(LINK_MINUTES), out);
    return err ? err : note(ctx, user.id, arena_printf(ctx->arena, "made a sign-in link for %s", user.name));
}

const struct operation user_operations[N_USER_OPERATIONS] = {
    [AUTH_LINK] = CHANGE("auth_link", use_link, ROLE_NONE, &link_token_shape, &me_shape,
                         "Trade a one-time link for a session", .rate = RATE_SIGNIN),
    [AUTH_ME] = READ("auth_me", get_me, ROLE_USER, NULL, &me_shape, "Who is signed in and what they may do"),
    [AUTH_ME_UPDATE] = CHANGE("auth_me_update", update_me, ROLE_USER, &me_change_shape, &me_shape,
                              "Change one's own settings"),
    [AUTH_LOGOUT] = CHANGE("auth_logout", logout, ROLE_USER, NULL, NULL, "End the session"),
    [WORKSPACE_GET] = READ("workspace_get", get_workspace, ROLE_USER, NULL, &workspace_shape,
                           "Read the installation's settings"),
    [WORKSPACE_UPDATE] = CHANGE("workspace_update", update_workspace, ROLE_SUPERADMIN,
                                &workspace_change_shape, &workspace_shape, "Name the workspace"),
    [USER_LIST] = READ("user_list", list, ROLE_USER, &page_query_shape, &user_page_shape, "List people"),
    [USER_ADD] = CHANGE("user_add", add, ROLE_ADMIN, &user_new_shape, &user_link_shape,
                        "Add a person and make their sign-in link"),
    [USER_UPDATE] = CHANGE("user_update", update, ROLE_ADMIN, &user_change_shape, &user_shape,
                           "Change a person's role and rights, or disable them"),
    [USER_SIGNIN_LINK] = CHANGE("user_signin_link", signin_link, ROLE_SUPERADMIN, &signin_request_shape,
                                &user_link_shape, "Make a new sign-in link", .is_owner_only = true),
};
