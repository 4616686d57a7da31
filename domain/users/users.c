#include "domain/users/users.h"

#include "domain/users/users.sql.h"
#include "packages/store/store.h"

#include <string.h>

static const char *const role_words[] = { "", "user", "admin", "superadmin", NULL };
static const char *const theme_words[] = { "", "system", "light", "dark", NULL };

#define USER_FIELDS                                                                                          \
    FIELD(user, id, "Sorts by time of creation."), FIELD(user, name, "Unique."),                             \
        FIELD(user, role, "What the person may do.", .words = role_words),                                   \
        FIELD(user, approver, "May decide pushes that others asked for."),                                   \
        FIELD(user, auditor, "May read the audit log."), FIELD(user, disabled, "May no longer sign in."),    \
        FIELD(user, theme, "Colours.", .words = theme_words, .optional = true),                              \
        FIELD(user, created_at, "When the person was added."),                                               \
        FIELD(user, last_seen_at, "When the person last signed in.", .optional = true)

static const struct field user_fields[] = { USER_FIELDS };
const struct shape user_shape = SHAPE(user, user_fields, "Somebody who may sign in.");

/* With what the session knows. */
static const struct field signed_in_fields[] = { USER_FIELDS, FIELD(user, linked_by, "") };
static const struct shape signed_in_shape = SHAPE(user, signed_in_fields, "Somebody who is signed in.");

static const struct field page_query_fields[] = {
    FIELD(page_query, cursor, "The `next_cursor` of the page before.", .max = 200, .optional = true),
    FIELD(page_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
const struct shape page_query_shape = SHAPE(page_query, page_query_fields, "Which page.");

static const struct field user_page_fields[] = {
    LIST(user_page, items, &user_shape, "Oldest first."),
    FIELD(user_page, next_cursor, "Give it back as `cursor`.", .optional = true),
};
const struct shape user_page_shape = SHAPE(user_page, user_page_fields, "A page of people.");

static const struct field user_new_fields[] = {
    FIELD(user_new, name, "Unique.", .min = 1, .max = 80),
    FIELD(user_new, role, "What the person may do.", .words = role_words),
    FIELD(user_new, approver, "May decide pushes that others asked for.", .optional = true),
    FIELD(user_new, auditor, "May read the audit log.", .optional = true),
};
const struct shape user_new_shape = SHAPE(user_new, user_new_fields, "A person to be added.");

static const struct field user_link_fields[] = {
    FIELD(user_link, id, "The person."),
    FIELD(user_link, name, "Their name."),
    FIELD(user_link, link, "Opens the app for them, once."),
    FIELD(user_link, expires_at, "Until when."),
};
const struct shape user_link_shape = SHAPE(user_link, user_link_fields, "A one-time sign-in link.");

static const struct field workspace_fields[] = {
    FIELD(workspace, name, "Null until the first person named it.", .optional = true),
    FIELD(workspace, time_zone, "Zone of the property: its days are ours."),
    FIELD(workspace, currency, "Three letters."),
    FIELD(workspace, week_start, "First day of a week."),
    FIELD(workspace, demo, "Holds invented data."),
};
const struct shape workspace_shape = SHAPE(workspace, workspace_fields, "This installation.");

struct err *workspace_ensure(struct ctx *ctx)
{
    const struct settings *settings = ctx->ports->settings;

    return store_run(
        ctx, &sql_workspace_insert,
        WITH(ARG("time_zone", settings->time_zone), ARG("currency", settings->currency), ARG("demo", false)),
        NULL);
}

struct err *workspace_get(struct ctx *ctx, struct workspace *out)
{
    *out = (struct workspace){ .week_start = "monday" };
    return store_one(ctx, &sql_workspace_get, NOTHING, OUT(workspace, out));
}

struct err *workspace_set_demo(struct ctx *ctx, const char *name)
{
    return store_run(ctx, &sql_workspace_demo, WITH(ARG("demo", true), ARG("name", name)), NULL);
}

/* --- people --- */

struct err *user_create(struct ctx *ctx, const struct user_new *in, struct user *out)
{
    struct err *err;

    *out = (struct user){
        .id = id_new(ctx),
        .name = in->name,
        .role = in->role,
        .approver = in->approver,
        .auditor = in->auditor,
        .theme = THEME_SYSTEM,
        .created_at = ctx->now,
    };
    err = store_run(ctx, &sql_user_insert, IN(user, out), NULL);
    if (err_is(err, ERR_DUPLICATE))
        return err_new(ctx, ERR_CONFLICT, "name", "somebody is called \"%s\" already", in->name);
    return err;
}

struct err *user_get(struct ctx *ctx, const char *id, struct user *out)
{
    return store_one(ctx, &sql_user_get, WITH(ARG("id", id)), OUT(user, out));
}

struct err *user_by_name(struct ctx *ctx, const char *name, struct user *out)
{
    struct err *err = store_one(ctx, &sql_user_by_name, WITH(ARG("name", name)), OUT(user, out));

    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_NOT_FOUND, "name", "nobody here is called \"%s\"", name);
    return err;
}

struct err *user_list(struct ctx *ctx, const struct page_query *in, struct user_page *out)
{
    const int64_t limit = in->limit ? in->limit : 50;
    struct err *err;

    *out = (struct user_page){ 0 };
    err = store_all(ctx, &sql_user_list,
                    WITH(ARG("cursor", in->cursor ? in->cursor : ""), ARG("limit", limit + 1)),
                    OUT_LIST(user, &out->items), &out->n_items);
    if (!err && out->n_items > (size_t)limit) {
        out->n_items = (size_t)limit;
        out->next_cursor = out->items[limit - 1].id;
    }
    return err;
}

struct err *user_count_approvers(struct ctx *ctx, const char *but, int64_t *out)
{
    return store_int(ctx, &sql_user_count_approvers, WITH(ARG("but", but)), out);
}

struct identity user_identity(const struct user *user)
{
    return (struct identity){
        .id = user->id,
        .name = user->name,
        .role = user->role,
        .capabilities = (user->approver ? CAN_APPROVE : 0u) | (user->auditor ? CAN_AUDIT : 0u),
        .kind = ACTOR_PERSON,
        .linked_by = user->linked_by,
    };
}

struct err *user_acted_for(struct ctx *ctx, const char *name, struct identity *out)
{
    struct user user = { 0 };
    struct err *err = user_by_name(ctx, name, &user);

    if (err)
        return err;
    if (user.disabled)
        return err_new(ctx, ERR_FORBIDDEN, "name", "%s is disabled", user.name);
    *out = user_identity(&user);
    out->as_owner = true;
    out->kind = ACTOR_OWNER;
    return NULL;
}

const char *user_hand(const struct identity *who)
{
    if (!who || who->kind == ACTOR_OWNER)
        return NULL;
    return who->linked_by ? who->linked_by : who->id;
}

/* --- links and sessions: of a secret only its hash is stored --- */

static struct bytes hash_of(struct ctx *ctx, struct bytes secret)
{
    unsigned char *hash = arena_alloc(ctx->arena, SHA256_SIZE);

    sha256(secret.at, secret.size, hash);
    return (struct bytes){ hash, SHA256_SIZE };
}

static struct bytes new_secret(struct ctx *ctx, size_t size)
{
    unsigned char *secret = arena_alloc(ctx->arena, size);

    random_bytes(ctx, secret, size);
    return (struct bytes){ secret, size };
}

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){ (const unsigned char *)text, strlen(text) };
}

struct err *link_make(struct ctx *ctx, const struct user *user, const char *base, int64_t lives_us,
                      struct user_link *out)
{
    const struct bytes secret = new_secret(ctx, LINK_BYTES);
    const char *token = base64url(ctx->arena, secret.at, secret.size);

    *out = (struct user_link){
        .id = user->id,
        .name = user->name,
        .link = arena_printf(ctx->arena, "%s/signin#%s", base, token),
        .expires_at = instant_add(ctx->now, lives_us),
    };
    return store_run(ctx, &sql_link_insert,
                     WITH(ARG("token_hash", hash_of(ctx, text_bytes(token))), ARG("user_id", user->id),
                          ARG("made_by", user_hand(ctx->who)), ARG("created_at", ctx->now),
                          ARG("expires_at", out->expires_at)),
                     NULL);
}

static struct err *session_start(struct ctx *ctx, const struct user *user, struct bytes *out)
{
    const struct bytes secret = new_secret(ctx, SESSION_BYTES);
    const struct instant end = instant_add(ctx->now, SECONDS(ctx->ports->settings->session_s));
    struct err *err;

    err = store_run(ctx, &sql_session_delete_old, WITH(ARG("user_id", user->id), ARG("now", ctx->now)), NULL);
    if (err)
        return err;
    err = store_run(ctx, &sql_session_insert,
                    WITH(ARG("token_hash", hash_of(ctx, secret)), ARG("user_id", user->id),
                         ARG("linked_by", user->linked_by), ARG("created_at", ctx->now),
                         ARG("expires_at", end)),
                    NULL);
    if (err)
        return err;
    *out = secret;
    return store_run(ctx, &sql_user_seen, WITH(ARG("id", user->id), ARG("now", ctx->now)), NULL);
}

struct used_link {
    const char *id, *made_by;
};
static const struct field used_link_fields[] = {
    FIELD(used_link, id, "Whose."),
    FIELD(used_link, made_by, "By whom."),
};
static const struct shape used_link_shape = SHAPE(used_link, used_link_fields, "A link that was used.");

struct err *link_use(struct ctx *ctx, const char *token, struct user *user, struct bytes *session)
{
    struct used_link link = { 0 };
    struct err *err;

    err = store_one(ctx, &sql_link_use,
                    WITH(ARG("token_hash", hash_of(ctx, text_bytes(token))), ARG("now", ctx->now)),
                    OUT(used_link, &link));
    if (err_is(err, ERR_NOT_FOUND)) {
        err = err_new(ctx, ERR_UNAUTHENTICATED, "token", "this link was used, or is older than it may be");
        err->next_step = "Run truffle signin for a new one, or ask an admin.";
        return err;
    }
    if (!err)
        err = user_get(ctx, link.id, user);
    if (!err && user->disabled)
        return err_new(ctx, ERR_UNAUTHENTICATED, "token", "this person may no longer sign in");
    if (err)
        return err;
    user->linked_by = link.made_by;
    return session_start(ctx, user, session);
}

struct err *session_user(struct ctx *ctx, struct bytes secret, struct user *out)
{
    struct err *err =
        store_one(ctx, &sql_session_user, WITH(ARG("token_hash", hash_of(ctx, secret)), ARG("now", ctx->now)),
                  (struct out){ &signed_in_shape, out });

    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_UNAUTHENTICATED, NULL, "your sign-in has ended");
    return err;
}

struct err *session_end(struct ctx *ctx, struct bytes secret)
{
    return store_run(ctx, &sql_session_delete, WITH(ARG("token_hash", hash_of(ctx, secret))), NULL);
}
