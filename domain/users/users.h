/*
 * People: who may sign in, with which role and rights. A person comes in by a one-time link (sign-in through
 * a provider joins here later: it ends in session_start() too) and is known by a session cookie until it
 * ends.
 */
#pragma once

#include "packages/operation/operation.h"

enum theme { THEME_NONE, THEME_SYSTEM, THEME_LIGHT, THEME_DARK };

struct user {
    const char *id, *name;
    enum role role;
    bool approver, auditor, disabled;
    enum theme theme;
    struct instant created_at, last_seen_at; /* 0: never */
    const char *linked_by;                   /* of a session: who made its link; NULL: the machine's owner */
};

struct user_page {
    struct user *items;
    size_t n_items;
    const char *next_cursor;
};

struct user_new {
    const char *name;
    enum role role;
    bool approver, auditor;
};

struct user_change {
    const char *id;                        /* or the name */
    enum role role;                        /* ROLE_NONE leaves it */
    json_t *approver, *auditor, *disabled; /* NULL leaves it */
};

struct page_query {
    const char *cursor;
    int64_t limit;
};

/* A person and the link that lets them in once: printed by the server's owner, stored nowhere. */
struct user_link {
    const char *id, *name, *link;
    struct instant expires_at;
};

struct link_token {
    const char *token;
};

struct workspace {
    const char *name; /* NULL until the first person named it */
    const char *time_zone, *currency, *week_start;
    bool demo;
};

struct workspace_change {
    const char *name;
};

struct me {
    const char *id, *name;
    enum role role;
    bool approver, auditor;
    enum theme theme;
    struct workspace *workspace;
    const char **can; /* operations that the caller may call */
    size_t n_can;
    int64_t approvals_waiting;
    struct bytes session; /* of a new session: the cookie's secret; never encoded */
};

struct me_change {
    enum theme theme; /* THEME_NONE leaves it */
};

extern const struct shape user_shape, user_page_shape, user_new_shape, user_change_shape, user_link_shape,
    page_query_shape, me_shape, workspace_shape, link_token_shape;

enum { LINK_BYTES = 32, LINK_MINUTES = 15, INVITE_HOURS = 24, SESSION_BYTES = 32 };

/* Makes the workspace's row from the settings, on the first start. */
struct err *workspace_ensure(struct ctx *ctx) MUST_USE;
struct err *workspace_get(struct ctx *ctx, struct workspace *out) MUST_USE;
struct err *workspace_set_demo(struct ctx *ctx, const char *name) MUST_USE;

/* ERR_CONFLICT on "name" when somebody has it. */
struct err *user_create(struct ctx *ctx, const struct user_new *in, struct user *out) MUST_USE;
struct err *user_get(struct ctx *ctx, const char *id, struct user *out) MUST_USE;
struct err *user_by_name(struct ctx *ctx, const char *name, struct user *out) MUST_USE;
struct err *user_list(struct ctx *ctx, const struct page_query *in, struct user_page *out) MUST_USE;
/* How many people but `id` may approve. */
struct err *user_count_approvers(struct ctx *ctx, const char *but, int64_t *out) MUST_USE;
/* What the person is to operation_call(). */
struct identity user_identity(const struct user *user);
/* For the machine's owner who acts for a person, by name. ERR_FORBIDDEN for somebody who is disabled. */
struct err *user_acted_for(struct ctx *ctx, const char *name, struct identity *out) MUST_USE;
/* Whose hands a link passes through that `who` makes: who let them in themselves, if it wasn't the machine's
 * owner. NULL: the owner's. */
const char *user_hand(const struct identity *who);
/* Role, rights, whether they may sign in. Takes effect with the next request: sessions and unused links of
 * somebody disabled end. ERR_FORBIDDEN for one's own and for what only a superadmin changes; ERR_CONFLICT for
 * the last superadmin. */
struct err *user_update(struct ctx *ctx, const struct user_change *in, struct user *out) MUST_USE;

/* A one-time link for the person; `base` is the address that browsers use. */
struct err *link_make(struct ctx *ctx, const struct user *user, const char *base, int64_t lives_us,
                      struct user_link *out) MUST_USE;
/* Trades a link's token for a session. ERR_UNAUTHENTICATED for an unknown, used or old one. */
struct err *link_use(struct ctx *ctx, const char *token, struct user *user, struct bytes *session) MUST_USE;

/* The person behind a session cookie. ERR_UNAUTHENTICATED when it ended or the person was disabled. */
struct err *session_user(struct ctx *ctx, struct bytes secret, struct user *out) MUST_USE;
struct err *session_end(struct ctx *ctx, struct bytes secret) MUST_USE;

enum user_operation {
    AUTH_LINK,
    AUTH_ME,
    AUTH_ME_UPDATE,
    AUTH_LOGOUT,
    WORKSPACE_GET,
    WORKSPACE_UPDATE,
    USER_LIST,
    USER_ADD,
    USER_UPDATE,
    USER_SIGNIN_LINK,
    N_USER_OPERATIONS
};
extern const struct operation user_operations[N_USER_OPERATIONS];
