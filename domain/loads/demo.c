#include "domain/loads/demo.h"

#include "domain/accounts/accounts.h"
#include "domain/audiences/audiences.h"
#include "domain/consent/consent.h"
#include "domain/loads/pins.h"
#include "domain/users/users.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"
#include "packages/semantic/semantic.h"
#include "packages/vault/vault.h"
#include "packages/warehouse/demo.h"
#include "packages/warehouse/load.h"

#include <stdio.h>
#include <unistd.h>

/* Audiences that show what can be said; counted on the demo's own people. */
static const struct {
    const char *name, *description, *rules;
} audiences[] = {
    { "Lapsed buyers", "Bought before, but not in the last 60 days.",
      "{\"all\":[{\"did\":{\"event\":\"purchase\"}},{\"not\":{\"did\":{\"event\":\"purchase\",\"time\":{"
      "\"relative\":"
      "{\"unit\":\"day\",\"last\":60}}}}}]}" },
    { "High value", "Orders of more than 300 in all.",
      "{\"metric\":\"customer_lifetime_value\",\"op\":\"gt\",\"value\":300}" },
    { "Cart without purchase", "Put something into the cart in the last 30 days and didn't buy.",
      "{\"all\":[{\"did\":{\"event\":\"add_to_cart\",\"time\":{\"relative\":{\"unit\":\"day\",\"last\":30}}}}"
      ",{\"not\":{"
      "\"did\":{\"event\":\"purchase\",\"time\":{\"relative\":{\"unit\":\"day\",\"last\":30}}}}}]}" },
};

static struct err *has_audience(struct ctx *ctx, const char *name, bool *out)
{
    struct audience_page page = { 0 };
    struct err *err = audience_list(ctx, &(struct audience_query){ .q = name, .limit = 200 }, &page);

    for (size_t i = 0; i < page.n_items; i++)
        *out |= text_is(page.items[i].name, name);
    return err;
}

static struct err *make_audiences(struct ctx *ctx)
{
    struct err *err = NULL;

    for (size_t i = 0; i < COUNT(audiences) && !err; i++) {
        struct audience_new new = { .name = audiences[i].name,
                                    .description = audiences[i].description,
                                    .rules = json_keep(ctx, json_loads(audiences[i].rules, 0, NULL)) };
        struct audience audience;
        bool is_there = false;

        err = has_audience(ctx, new.name, &is_there); /* from an earlier time */
        if (!err && !is_there)
            err = audience_create(ctx, &new, &audience);
    }
    return err;
}

/* One a platform, all of them the simulator's. */
static const struct account_new accounts[] = {
    { .platform = "google-ads", .external_id = "1234567890", .name = "Demo account (simulator)" },
    { .platform = "meta", .external_id = "act_1234567890", .name = "Demo ad account (simulator)" },
    { .platform = "tiktok", .external_id = "7000000000000000001", .name = "Demo advertiser (simulator)" },
};

static struct err *make_accounts(struct ctx *ctx)
{
    struct err *err = NULL;

    for (size_t i = 0; i < COUNT(accounts) && !err; i++) {
        struct account_new new = accounts[i];
        struct account account;

        new.access_token = "demo";
        new.sandbox = true;
        err = account_find(ctx, new.platform, new.external_id, &account);
        if (err_is(err, ERR_NOT_FOUND)) /* not from an earlier time */
            err = account_create(ctx, &new, &account);
    }
    return err;
}

static struct err *furnish(struct ctx *ctx)
{
    struct err *err;

    ctx_tick(ctx);
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = workspace_set_demo(ctx, NULL);
    if (!err)
        err = make_accounts(ctx);
    if (!err)
        err = make_audiences(ctx);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

static struct err *write_piece(struct ctx *ctx, const char *csv, size_t size, void *file)
{
    return fwrite(csv, 1, size, file) == size
               ? NULL
               : err_new(ctx, ERR_UNAVAILABLE, NULL, "can't write to the disk");
}

/* As a customer would bring them: a file, loaded into the registry. */
static struct err *load_demo_consents(struct ctx *ctx, const struct demo_options *options,
                                      struct load_report *out)
{
    const char *path = arena_printf(ctx->arena, "%s/demo-consents.csv", ctx->ports->folder);
    FILE *file = fopen(path, "we");
    struct err *err;

    if (!file)
        return err_new(ctx, ERR_UNAVAILABLE, NULL, "can't write %s", path);
    err = demo_consents(ctx, options, write_piece, file);
    fclose(file);
    if (!err)
        err = consent_load(ctx, &path, 1, false, out);
    unlink(path);
    return err;
}

struct err *load_demo(struct ctx *ctx, const void *in, void *out)
{
    struct audit_note *note = arena_alloc(ctx->arena, sizeof(*note));
    const struct demo_options options = {
        .yesterday = date_add(data_today(ctx), -1),
        .key = vault_key(ctx->ports->vault, VAULT_IDENTITY),
        .key_events = model_other_key_events(ctx, ctx->ports->model),
        .progress = loads_tell,
        .progress_to = ctx,
    };
    struct load_report *report = out, consents = { 0 };
    struct demo_report made = { 0 };
    struct err *err;

    (void)in;
    note->summary = "loaded the demo company";
    ctx->audit = note;
    err = demo_load(ctx, &options, &made);
    if (!err)
        err = furnish(ctx);
    loads_tell(ctx, "consents", 0, 0);
    if (!err)
        err = load_demo_consents(ctx, &options, &consents);
    if (err)
        return err;
    report->rows_read = report->rows_loaded =
        made.events + made.customers + made.orders + consents.rows_loaded;
    report->days = made.days;
    report->data_version = made.data_version;
    return loads_sweep(ctx);
}
