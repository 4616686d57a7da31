#include "domain/accounts/accounts.h"

#include "domain/accounts/accounts.sql.h"
#include "packages/audit/audit.h"
#include "packages/core/settings.h"
#include "packages/http/http.h"
#include "packages/store/store.h"
#include "packages/vault/vault.h"

#include <string.h>

#define ACCOUNT_FIELDS                                                                                       \
    FIELD(account, id, "Ours."),                                                                             \
        FIELD(account, platform, "Name of the connector.", .example = "google-ads"),                         \
        FIELD(account, external_id, "The platform's own id."),                                               \
        FIELD(account, login_id, "The manager account that the token signs in to.", .optional = true),       \
        FIELD(account, name, "For people."), FIELD(account, sandbox, "A simulator's: nothing leaves."),      \
        FIELD(account, created_by, "Who connected it."), FIELD(account, created_at, "When."),                \
        FIELD(account, token, "Never sent.")

static const struct field account_fields[] = { ACCOUNT_FIELDS };
const struct shape account_shape = SHAPE(account, account_fields, "An account on an ad platform.");

/* As its columns are. */
static const struct field row_fields[] = { ACCOUNT_FIELDS, FIELD(account, removed_at, "") };
static const struct shape row_shape = SHAPE(account, row_fields, "A row of the table.");

static const struct field new_fields[] = {
    FIELD(account_new, platform, "Name of the connector.", .min = 1, .max = 40, .example = "google-ads"),
    FIELD(account_new, external_id, "The platform's own id: digits, no hyphens.", .min = 1, .max = 64),
    FIELD(account_new, login_id, "The manager account that the token signs in to.", .max = 64,
          .optional = true),
    FIELD(account_new, name, "For people.", .min = 1, .max = 120),
    FIELD(account_new, access_token, "Sealed on arrival.", .min = 1, .max = 4096),
    FIELD(account_new, sandbox, "A simulator's: nothing leaves. It can't be changed later.",
          .optional = true),
};
const struct shape account_new_shape = SHAPE(account_new, new_fields, "An account to be connected.");

static const struct field change_fields[] = {
    FIELD(account_change, id, "Which one: our id or the platform's.", .min = 1, .max = 64,
          .example = "acc_1"),
    FIELD(account_change, name, "For people.", .min = 1, .max = 120, .optional = true),
    FIELD(account_change, login_id, "The manager account that the token signs in to; empty removes it.",
          .max = 64, .optional = true),
    FIELD(account_change, access_token, "Takes the place of the one before; sealed on arrival.", .min = 1,
          .max = 4096, .optional = true),
};
static const struct shape account_change_shape =
    SHAPE(account_change, change_fields, "What is changed of an account.");

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

/* --- the token --- */

static const char *about_token(struct ctx *ctx, const char *id)
{
    return arena_printf(ctx->arena, "accounts.token.%s", id);
}

static struct bytes sealed_token(struct ctx *ctx, const char *id, const char *token)
{
    const struct bytes plain = { (const unsigned char *)token, strlen(token) };

    return seal(ctx, vault_key(ctx->ports->vault, VAULT_TOKENS), plain, about_token(ctx, id));
}

/* --- connecting --- */

/* One that was removed comes back as itself, so that its lists and who is on them are known again. A
 * simulator's and a real one are never the same. */
static struct err *bring_back(struct ctx *ctx, struct account *account, bool *was_there)
{
    struct key old = { NULL };
    struct err *err;

    err = store_one(ctx, &sql_account_find_removed,
                    WITH(ARG("platform", account->platform), ARG("external_id", account->external_id),
                         ARG("sandbox", account->sandbox)),
                    OUT(key, &old));
    *was_there = !err;
    if (err)
        return err_is(err, ERR_NOT_FOUND) ? NULL : err;
    account->id = old.id;
    return NULL;
}

struct err *account_create(struct ctx *ctx, const struct account_new *in, struct account *out)
{
    const struct platform_driver *driver;
    bool was_there;
    struct err *err;

    driver = platform_find(ctx->ports->platforms, in->platform);
    if (!driver)
        return err_new(ctx, ERR_INVALID, "platform", "no connector %s", in->platform);
    if (!driver->is_account(in->external_id))
        return err_new(ctx, ERR_INVALID, "external_id", "%s knows %s", driver->label, driver->account_words);
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
    err = bring_back(ctx, out, &was_there);
    if (err)
        return err;
    out->token = sealed_token(ctx, out->id, in->access_token);
    err = store_run(ctx, was_there ? &sql_account_set : &sql_account_insert,
                    (struct in){ &row_shape, out, NULL, 0 }, NULL);
    if (err_is(err, ERR_DUPLICATE))
        return err_new(ctx, ERR_CONFLICT, "external_id", "account %s is connected already", in->external_id);
    return err;
}

static struct err *one(struct ctx *ctx, const struct sql *sql, struct in in, struct account *out)
{
    *out = (struct account){ 0 };
    return store_one(ctx, sql, in, (struct out){ &row_shape, out });
}

struct err *account_get(struct ctx *ctx, const char *id, struct account *out)
{
    struct err *err = one(ctx, &sql_account_get, WITH(ARG("id", id)), out);

    return err_is(err, ERR_NOT_FOUND) ? err_new(ctx, ERR_NOT_FOUND, NULL, "no account %s", id) : err;
}

struct err *account_named(struct ctx *ctx, const char *name, struct account *out)
{
    struct err *err = one(ctx, &sql_account_named, WITH(ARG("name", name)), out);

    return err_is(err, ERR_NOT_FOUND) ? err_new(ctx, ERR_NOT_FOUND, NULL, "no account %s", name) : err;
}

struct err *account_find(struct ctx *ctx, const char *platform, const char *external_id, struct account *out)
{
    return one(ctx, &sql_account_find, WITH(ARG("platform", platform), ARG("external_id", external_id)), out);
}

/* --- opening --- */

static struct err *shut(struct ctx *ctx, const char *what, const char *next_step)
{
    struct err *err = err_new(ctx, ERR_CONFLICT, "account", "%s", what);

    err->next_step = next_step;
    return err;
}

bool account_is_shut(const struct err *err)
{
    return err_is(err, ERR_CONFLICT) && text_is(err->pointer, "/account");
}

/* "https://host/v1" → "/v1" */
static const char *path_of(const char *url)
{
    const char *host = strstr(url, "://");
    const char *path = strchr(host ? host + 3 : url, '/');

    return path ? path : "";
}

/*
 * A simulator's account goes to a simulator or nowhere; a real one goes where the setting says, but not from
 * a server that was started to send nothing out. An address of this machine is a simulator by intent.
 */
static struct err *find_address(struct ctx *ctx, const struct account *account,
                                const struct platform_driver *driver, const char **out)
{
    const struct settings *settings = ctx->ports->settings;
    const char *real = setting_find(driver->url_setting)->standard;
    const char *url = setting_text(settings, driver->url_setting);
    const bool is_here = http_is_here(ctx, url);

    *out = url;
    if (!account->sandbox && (!settings->sandbox || is_here))
        return NULL;
    if (!account->sandbox)
        return shut(ctx,
                    arena_printf(ctx->arena, "account %s is a real one, and this server runs with --sandbox",
                                 account->external_id),
                    "Start the server without --sandbox to send to it, then retry.");
    if (*settings->sandbox_url) /* it speaks below the same paths as the platform */
        *out = arena_printf(ctx->arena, "%s%s", settings->sandbox_url, path_of(real));
    if (*settings->sandbox_url ? !text_starts(*out, real) : is_here)
        return NULL;
    return shut(ctx,
                arena_printf(ctx->arena, "account %s is a simulator's, and no simulator is known here",
                             account->external_id),
                "Start the server with --sandbox, or set sandbox_url to the address of truffle sandbox; "
                "then retry.");
}

/* An account whose id is its address. One that a person gave leads to no private network; to this machine
 * alone by its own words. */
static struct err *find_own_address(struct ctx *ctx, const struct account *account, const char **out,
                                    bool *public_only)
{
    const bool is_web = text_starts(account->external_id, "http"),
               is_here = http_is_here(ctx, account->external_id);

    *out = account->external_id;
    *public_only = is_web && !is_here;
    if (!is_web || is_here || (!ctx->ports->settings->sandbox && !account->sandbox))
        return NULL;
    return shut(ctx, "this account or this server is for simulations: nothing is sent to other machines",
                "Connect an account that isn't a simulator's, on a server without --sandbox; then retry.");
}

static void free_client(void *client)
{
    http_client_free(client);
}

struct err *account_open(struct ctx *ctx, const struct account *account,
                         const struct platform_driver **driver, struct platform_account *out)
{
    const char *url = NULL, *what;
    struct bytes token;
    bool public_only = false;
    struct err *err;

    *driver = platform_find(ctx->ports->platforms, account->platform);
    what = arena_printf(ctx->arena, "account %s", account->external_id);
    if (account->removed_at.us)
        return shut(ctx, arena_printf(ctx->arena, "%s was removed", what),
                    "Connect it again: truffle account add; then retry.");
    if (!*driver)
        return shut(ctx, arena_printf(ctx->arena, "this program has no connector %s", account->platform),
                    "Run a version of the program that has it, then retry.");
    err = (*driver)->account_is_address ? find_own_address(ctx, account, &url, &public_only)
                                        : find_address(ctx, account, *driver, &url);
    if (err)
        return err;
    if (!unseal(ctx, vault_key(ctx->ports->vault, VAULT_TOKENS), account->token,
                about_token(ctx, account->id), &token))
        return shut(ctx, arena_printf(ctx->arena, "the token of %s can't be opened", what),
                    "Give it a new one: truffle account update; then retry.");
    *out = (struct platform_account){
        .base_url = url,
        .external_id = account->external_id,
        .login_id = account->login_id,
        .access_token = arena_text_n(ctx->arena, (const char *)token.at, token.size),
        .public_only = public_only,
        .http = http_client_new(&(struct http_options){ .public_only = public_only }),
    };
    arena_defer(ctx->arena, free_client, out->http);
    return NULL;
}

struct err *account_rehearsal(struct ctx *ctx, const struct platform_account *account,
                              const struct platform_driver *driver, struct platform_account *out,
                              bool *has_one)
{
    const char *url;
    struct err *err;

    *has_one = ctx->ports->rehearsal_url && !driver->account_is_address;
    if (!*has_one)
        return NULL;
    err = ctx->ports->rehearsal_url(ctx, &url);
    if (err)
        return err;
    *out = *account;
    out->base_url =
        arena_printf(ctx->arena, "%s%s", url, path_of(setting_find(driver->url_setting)->standard));
    out->access_token = "rehearsal";
    out->app = NULL;
    out->public_only = false;
    out->http = http_client_new(NULL);
    arena_defer(ctx->arena, free_client, out->http);
    return NULL;
}

/* --- operations --- */

static struct err *note(struct ctx *ctx, const struct account *account, const char *verb, json_t *details)
{
    struct audit_note *said = arena_alloc(ctx->arena, sizeof(*said));

    said->object = account->id;
    said->summary = arena_printf(ctx->arena, "%s %s %s", verb, account->platform, account->external_id);
    said->details = details;
    ctx->audit = said;
    return NULL;
}

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
    struct account *account = out;
    struct err *err = account_create(ctx, in, account);

    return err ? err : note(ctx, account, "connected", NULL);
}

static struct err *set(struct ctx *ctx, const struct account *account)
{
    return store_run(ctx, &sql_account_set, (struct in){ &row_shape, account, NULL, 0 }, NULL);
}

static struct err *update(struct ctx *ctx, const void *in, void *out)
{
    const struct account_change *change = in;
    struct account *account = out;
    json_t *changed = json_keep(ctx, json_array());
    struct err *err;

    err = account_named(ctx, change->id, account);
    if (err)
        return err;
    if (change->name) {
        account->name = change->name;
        json_array_append_new(changed, json_string("name"));
    }
    if (change->login_id) {
        account->login_id = *change->login_id ? change->login_id : NULL;
        json_array_append_new(changed, json_string("login_id"));
    }
    if (change->access_token) {
        account->token = sealed_token(ctx, account->id, change->access_token);
        json_array_append_new(changed, json_string("access_token"));
    }
    err = set(ctx, account);
    return err ? err
               : note(ctx, account, change->access_token ? "gave a new token to" : "changed",
                      json_keep(ctx, json_pack("{sO}", "changed", changed)));
}

static struct err *drop(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;
    struct account account = { 0 };
    int64_t open = 0;
    struct err *err;

    (void)out;
    err = account_named(ctx, key->id, &account);
    if (!err)
        err = store_int(ctx, &sql_account_open_pushes, WITH(ARG("id", account.id), ARG("now", ctx->now)),
                        &open);
    if (err)
        return err;
    if (open) {
        err = err_new(ctx, ERR_CONFLICT, NULL, "%lld %s to account %s %s not over", (long long)open,
                      open == 1 ? "push" : "pushes", account.external_id, open == 1 ? "is" : "are");
        err->next_step = "Cancel them or wait for their end.";
        return err;
    }
    account.token = (struct bytes){ (const unsigned char *)"", 0 };
    account.removed_at = ctx->now;
    err = set(ctx, &account);
    return err ? err : note(ctx, &account, "removed", NULL);
}

const struct operation account_operations[N_ACCOUNT_OPERATIONS] = {
    [ACCOUNT_LIST] = READ("account_list", list, ROLE_USER, &account_query_shape, &account_page_shape,
                          "List connected accounts"),
    [ACCOUNT_ADD] =
        CHANGE("account_add", add, ROLE_ADMIN, &account_new_shape, &account_shape, "Connect an account"),
    [ACCOUNT_UPDATE] = CHANGE("account_update", update, ROLE_ADMIN, &account_change_shape, &account_shape,
                              "Rename an account or give it a new token"),
    [ACCOUNT_REMOVE] = CHANGE("account_remove", drop, ROLE_ADMIN, &key_shape, NULL,
                              "Remove an account and its token; lists and receipts stay"),
};
