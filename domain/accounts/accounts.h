/*
 * Accounts on ad platforms: where pushes go and with which right. The token is sealed; only account_open()
 * opens it.
 */
#pragma once

#include "packages/operation/operation.h"
#include "packages/platform/platform.h"

struct account {
    const char *id, *platform, *external_id, *login_id, *name;
    struct bytes token; /* sealed; never encoded */
    bool sandbox;
    const char *created_by;
    struct instant created_at, removed_at; /* 0: it is connected */
};

struct account_page {
    struct account *items;
    size_t n_items;
    const char *next_cursor;
};

struct account_new {
    const char *platform, *external_id, *login_id, *name, *access_token;
    bool sandbox;
};

struct account_change {
    const char *id, *name, *login_id, *access_token; /* NULL leaves what is there */
};

extern const struct shape account_shape, account_new_shape, account_page_shape;

/* ERR_CONFLICT when the platform's account is there already; ERR_INVALID for an unknown platform. One that
 * was removed comes back with its lists. */
struct err *account_create(struct ctx *ctx, const struct account_new *in, struct account *out) MUST_USE;
/* Also one that was removed: its receipts stay. */
struct err *account_get(struct ctx *ctx, const char *id, struct account *out) MUST_USE;
/* By our id or the platform's. */
struct err *account_named(struct ctx *ctx, const char *name, struct account *out) MUST_USE;
/* ERR_NOT_FOUND. By the platform's own id. */
struct err *account_find(struct ctx *ctx, const char *platform, const char *external_id,
                         struct account *out) MUST_USE;
/* The connector and what it needs: the token in the clear lives in the ctx's arena. Refuses, before anything
 * is sent, an account that was removed, whose token can't be opened, or that has nowhere to go here: see
 * account_is_shut(). */
struct err *account_open(struct ctx *ctx, const struct account *account,
                         const struct platform_driver **driver, struct platform_account *out) MUST_USE;

/* The same account at the simulator of this process, without its token; false in `*has_one` where its
 * platform has none here. */
struct err *account_rehearsal(struct ctx *ctx, const struct platform_account *account,
                              const struct platform_driver *driver, struct platform_account *out,
                              bool *has_one) MUST_USE;

/* Whether account_open() refused: a person can put it right, as the error's next step says. */
bool account_is_shut(const struct err *err);

enum account_operation { ACCOUNT_LIST, ACCOUNT_ADD, ACCOUNT_UPDATE, ACCOUNT_REMOVE, N_ACCOUNT_OPERATIONS };
extern const struct operation account_operations[N_ACCOUNT_OPERATIONS];
