#include "domain/accounts/accounts.h"

#include "domain/accounts/accounts.sql.h"
#include "packages/audit/audit.h"
#include "packages/http/http.h"
#include "packages/store/store.h"
#include "packages/vault/vault.h"

#include <string.h>

static const struct field account_fields[] = {
    FIELD(account, id, "Ours."),
    FIELD(account, platform, "Name of the connector.", .example = "google-ads"),
    FIELD(account, external_id, "The platform's own id."),
    FIELD(account, login_id, "The manager account that the token signs in to.", .optional = true),
    FIELD(account, name, "For people."),
    FIELD(account, sandbox, "A simulator: nothing leaves."),
    FIELD(account, created_by, "Who connected it."),
    FIELD(account, created_at, "When."),
    FIELD(account, token, "Never sent."),
};
const struct shape account_shape = SHAPE(account, account_fields, "An account on an ad platform.");

static const struct field new_fields[] = {
    FIELD(account_new, platform, "Name of the connector.", .min = 1, .max = 40, .example = "google-ads"),
    FIELD(account_new, external_id, "The platform's own id: digits, no hyphens.", .min = 1, .max = 64),
    FIELD(account_new, login_id, "The manager account that the token signs in to.", .max = 64,
          .optional = true),
    FIELD(account_new, name, "For people.", .min = 1, .max = 120),
    FIELD(account_new, access_token, "Sealed on arrival.", .min = 1, .max = 4096),
    FIELD(account_new, sandbox, "A simulator: nothing leaves.", .optional = true),
};
const struct shape account_new_shape = SHAPE(account_new, new_fields, "An account to be connected.");

static const struct field page_fields[] = {
    LIST(account_page, items, &account_shape, "Oldest first."),
    FIELD(account_page, next_cursor, "Give it back as `cursor`.", .optional = true),
};
const struct shape account_page_shape = SHAPE(account_page, page_fields, "One page of accounts.");

struct account_query {
    const char *cursor;
    int64_t limit;
};
static const struct field query_fields[] = {
    FIELD(account_query, cursor, "The `next_cursor` of the page before.", .max = 64, .optional = true),
    FIELD(account_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
static const struct shape account_query_shape = SHAPE(account_query, query_fields, "Which accounts.");

static const char *about_token(struct ctx *ctx, const char *id)
{
    return arena_printf(ctx->arena, "accounts.token.%s", id);
}

struct err *account_create(struct ctx *ctx, const struct account_new *in, struct account *out)
{
    const struct bytes plain = { (const unsigned char *)in->access_token, strlen(in->access_token) };
    struct err *err;

    if (!platform_find(ctx->ports->platforms, in->platform))
        return err_new(ctx, ERR_INVALID, "platform", "no connector %s", in->platform);
    if (strspn(in->external_id, "0123456789") != strlen(in->external_id))
        return err_new(ctx, ERR_INVALID, "external_id", "must be digits, without hyphens");
    *out = (struct account){
        .id = arena_printf(ctx->arena, "acc_%s", id_new(ctx)),
        .platform = in->platform,
        .external_id = in->external_id,
        .login_id = in->login_id,
        .name = in->name,
        .sandbox = in->sandbox,
        .created_by = ctx->who->id,
        .created_at = ctx->now,
    };
    out->token = seal(ctx, vault_key(ctx->ports->vault, VAULT_TOKENS), plain, about_token(ctx, out->id));
    err = store_run(ctx, &sql_account_insert, IN(account, out), NULL);
    if (err_is(err, ERR_DUPLICATE))
        return err_new(ctx, ERR_CONFLICT, "external_id", "account %s is connected already", in->external_id);
    return err;
}

struct err *account_get(struct ctx *ctx, const char *id, struct account *out)
{
    struct err *err = store_one(ctx, &sql_account_get, WITH(ARG("id", id)), OUT(account, out));

    return err_is(err, ERR_NOT_FOUND) ? err_new(ctx, ERR_NOT_FOUND, NULL, "no account %s", id) : err;
}

struct err *account_named(struct ctx *ctx, const char *name, struct account *out)
{
    struct err *err = store_one(ctx, &sql_account_named, WITH(ARG("name", name)), OUT(account, out));

    return err_is(err, ERR_NOT_FOUND) ? err_new(ctx, ERR_NOT_FOUND, NULL, "no account %s", name) : err;
}

struct err *account_find(struct ctx *ctx, const char *platform, const char *external_id, struct account *out)
{
    return store_one(ctx, &sql_account_find, WITH(ARG("platform", platform), ARG("external_id", external_id)),
                     OUT(account, out));
}

static void free_client(void *client)
{
    http_client_free(client);
}

struct err *account_open(struct ctx *ctx, const struct account *account,
                         const struct platform_driver **driver, struct platform_account *out)
{
    struct bytes token;

    *driver = platform_find(ctx->ports->platforms, account->platform);
    if (!*driver)
        return err_new(ctx, ERR_CONFLICT, NULL, "this program has no connector %s", account->platform);
    if (!unseal(ctx, vault_key(ctx->ports->vault, VAULT_TOKENS), account->token,
                about_token(ctx, account->id), &token))
        return err_new(ctx, ERR_CONFLICT, NULL, "the token of account %s can't be opened: connect it again",
                       account->external_id);
    *out = (struct platform_account){
        .base_url = ctx->ports->settings->google_ads_url,
        .external_id = account->external_id,
        .login_id = account->login_id,
        .access_token = arena_text_n(ctx->arena, (const char *)token.at, token.size),
        .http = http_client_new(NULL),
    };
    arena_defer(ctx->arena, free_client, out->http);
    return NULL;
}

/* --- operations --- */

static struct err *list(struct ctx *ctx, const void *in, void *out)
{
    const struct account_query *query = in;
    const int64_t limit = query->limit ? query->limit : 50;
    struct account_page *page = out;
    struct err *err;

    err = store_all(ctx, &sql_account_list,
                    WITH(ARG("cursor", query->cursor ? query->cursor : ""), ARG("limit", limit + 1)),
                    OUT_LIST(account, &page->items), &page->n_items);
    if (!err && page->n_items > (size_t)limit) {
        page->n_items = (size_t)limit;
        page->next_cursor = page->items[limit - 1].id;
    }
    return err;
}

static struct err *add(struct ctx *ctx, const void *in, void *out)
{
    struct audit_note *said = arena_alloc(ctx->arena, sizeof(*said));
    struct account *account = out;
    struct err *err = account_create(ctx, in, account);

    if (err)
        return err;
    said->object = account->id;
    said->summary = arena_printf(ctx->arena, "connected %s %s", account->platform, account->external_id);
    ctx->audit = said;
    return NULL;
}

const struct operation account_operations[N_ACCOUNT_OPERATIONS] = {
    [ACCOUNT_LIST] = READ("account_list", list, ROLE_USER, &account_query_shape, &account_page_shape,
                          "List connected accounts"),
    [ACCOUNT_ADD] =
        CHANGE("account_add", add, ROLE_ADMIN, &account_new_shape, &account_shape, "Connect an account"),
};
