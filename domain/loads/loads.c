#include "domain/loads/loads.h"

#include "domain/consent/consent.h"
#include "domain/loads/demo.h"
#include "domain/loads/pins.h"
#include "domain/loads/remote.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"
#include "packages/semantic/semantic.h"
#include "packages/vault/vault.h"
#include "packages/warehouse/load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { REJECTS_TOLD = 20, MOST_SOURCES = 16 * 1024 * 1024 };

struct load_request {
    const char **files;
    size_t n_files;
    bool skip_bad;
};
static const struct field request_fields[] = {
    SCALARS(load_request, files, "Paths on this machine, plain or .gz.", .min = 1, .max = 1000),
    FIELD(load_request, skip_bad, "Leave bad lines out and count them, instead of failing.",
          .optional = true),
};
static const struct shape load_request_shape = SHAPE(load_request, request_fields, "Files to be loaded.");

/* --- progress --- */

struct progress_step {
    const char *step;
    int64_t done, total;
};
static const struct field step_fields[] = {
    FIELD(progress_step, step, "What is done."),
    FIELD(progress_step, done, "How far."),
    FIELD(progress_step, total, "Of how much; 0 where that isn't known."),
};
static const struct shape progress_step_shape = SHAPE(progress_step, step_fields, "A step of a load.");

void loads_tell(void *arg, const char *step, int64_t done, int64_t total)
{
    struct progress_step at = { step, done, total };

    ctx_emit(arg, "progress", OUT(progress_step, &at));
}

/* --- the end of a load --- */

/* Bad lines are told with the error, so that they can be put right. */
static struct err *with_rejects(struct ctx *ctx, struct err *err, const struct load_report *report)
{
    struct err *last = err;

    if (!err_is(err, ERR_INVALID))
        return err;
    for (size_t i = 0; i < report->n_rejected && i < REJECTS_TOLD - 1; i++) {
        const struct load_reject *reject = &report->rejected[i];

        last->also = err_new(ctx, ERR_INVALID,
                             arena_printf(ctx->arena, "/%s:%lld", reject->file, (long long)reject->line),
                             "%s", reject->reason);
        last = last->also;
    }
    if (!err->pointer && report->n_rejected)
        err->pointer = "";
    err->next_step = "Correct the lines, or load the rest with --skip-bad.";
    return err;
}

static struct err *write_audit(struct ctx *ctx, const char *what, const struct load_report *report)
{
    struct audit_note *note = arena_alloc(ctx->arena, sizeof(*note));
    struct err *err;

    note->object = report->data_version;
    note->summary =
        arena_printf(ctx->arena, "loaded %s of %s", text_count(ctx->arena, report->rows_loaded, "row"), what);
    ctx->audit = note;
    ctx_tick(ctx);
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = operation_audit(ctx);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

struct err *loads_sweep(struct ctx *ctx)
{
    const char **pinned = NULL;
    size_t n = 0;
    struct err *err = pinned_versions(ctx, &pinned, &n);

    return err ? err : warehouse_sweep(ctx, pinned, n);
}

/* The operator's own list of which site is a search engine, a shop, a network; size 0 where there is none. */
static struct err *read_sources(struct ctx *ctx, struct bytes *out)
{
    const char *path = ctx->ports->settings->channel_sources;
    struct buf text = buf_in(ctx->arena, MOST_SOURCES);
    char piece[64 * 1024];
    size_t n;
    FILE *file;

    *out = (struct bytes){ 0 };
    if (!path[0])
        return NULL;
    file = fopen(path, "rbe");
    if (!file)
        return err_new(ctx, ERR_INVALID, "channel_sources", "can't read %s: %s", path, strerror(errno));
    while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(&text, piece, n);
    fclose(file);
    if (!text.len || text.is_full)
        return err_new(ctx, ERR_INVALID, "channel_sources", "%s is %s", path,
                       text.len ? "larger than 16 MiB" : "empty");
    *out = (struct bytes){ (const unsigned char *)buf_str(&text), text.len };
    return NULL;
}

typedef struct err *loader(struct ctx *ctx, const struct load_input *in, struct load_report *out);

static struct err *load(struct ctx *ctx, const struct load_request *request, loader *run, const char *what,
                        struct load_report *out)
{
    struct load_file *files = arena_alloc(ctx->arena, request->n_files * sizeof(*files));
    struct load_input input = {
        .files = files,
        .n_files = request->n_files,
        .skip_bad = request->skip_bad,
        .zone = ctx->ports->settings->time_zone,
        .key_events = model_other_key_events(ctx, ctx->ports->model),
        .key = vault_key(ctx->ports->vault, VAULT_IDENTITY),
        .progress = loads_tell,
        .progress_to = ctx,
    };
    struct err *err = read_sources(ctx, &input.channel_sources);

    for (size_t i = 0; i < request->n_files; i++)
        files[i] = (struct load_file){ request->files[i], NULL };
    if (!err)
        err = with_rejects(ctx, run(ctx, &input, out), out);
    if (!err)
        err = write_audit(ctx, what, out);
    return err ? err : loads_sweep(ctx);
}

/* New customers may have said something before they were known here: the snapshot is by customer. */
static struct err *republish(struct ctx *ctx, struct err *err)
{
    return err ? err : consent_publish_again(ctx);
}

static struct err *ga4(struct ctx *ctx, const void *in, void *out)
{
    return load(ctx, in, load_ga4, "GA4 events", out);
}

static struct err *customers(struct ctx *ctx, const void *in, void *out)
{
    return republish(ctx, load(ctx, in, load_customers, "customers", out));
}

static struct err *customer_users(struct ctx *ctx, const void *in, void *out)
{
    return load(ctx, in, load_customer_users, "customers' users", out);
}

static struct err *orders(struct ctx *ctx, const void *in, void *out)
{
    return load(ctx, in, load_orders, "orders", out);
}

static struct err *campaign_days(struct ctx *ctx, const void *in, void *out)
{
    return load(ctx, in, load_campaign_days, "advertising costs", out);
}

static struct err *item_costs(struct ctx *ctx, const void *in, void *out)
{
    return load(ctx, in, load_item_costs, "product costs", out);
}

static struct err *consents(struct ctx *ctx, const void *in, void *out)
{
    const struct load_request *request = in;

    return with_rejects(ctx, consent_load(ctx, request->files, request->n_files, request->skip_bad, out),
                        out);
}

const struct operation load_operations[N_LOAD_OPERATIONS] = {
    [LOAD_GA4] = CHANGE("load_ga4", ga4, ROLE_SUPERADMIN, &load_request_shape, &load_report_shape,
                        "Load a GA4 export", LONG, .is_owner_only = true),
    [LOAD_CUSTOMERS] =
        CHANGE("load_customers", customers, ROLE_SUPERADMIN, &load_request_shape, &load_report_shape,
               "Load customers and their attributes", LONG, .is_owner_only = true),
    [LOAD_CUSTOMER_USERS] =
        CHANGE("load_customer_users", customer_users, ROLE_SUPERADMIN, &load_request_shape,
               &load_report_shape, "Load which users are which customers", LONG, .is_owner_only = true),
    [LOAD_ORDERS] = CHANGE("load_orders", orders, ROLE_SUPERADMIN, &load_request_shape, &load_report_shape,
                           "Load orders, a row a line", LONG, .is_owner_only = true),
    [LOAD_CAMPAIGN_DAYS] =
        CHANGE("load_campaign_days", campaign_days, ROLE_SUPERADMIN, &load_request_shape, &load_report_shape,
               "Load what advertising cost, by campaign and day", LONG, .is_owner_only = true),
    [LOAD_ITEM_COSTS] =
        CHANGE("load_item_costs", item_costs, ROLE_SUPERADMIN, &load_request_shape, &load_report_shape,
               "Load what products cost the shop", LONG, .is_owner_only = true),
    [LOAD_CONSENTS] =
        CHANGE("load_consents", consents, ROLE_SUPERADMIN, &load_request_shape, &load_report_shape,
               "Load consents into the registry", LONG, .is_owner_only = true),
    [LOAD_DEMO] = CHANGE("load_demo", load_demo, ROLE_SUPERADMIN, NULL, &load_report_shape,
                         "Load the demo company", LONG, .is_owner_only = true),
    [WAREHOUSE_INIT] =
        CHANGE("warehouse_init", remote_init, ROLE_SUPERADMIN, &remote_init_request_shape,
               &remote_init_report_shape, "Make the warehouse's tables", LONG, .is_owner_only = true),
    [WAREHOUSE_REFRESH] = CHANGE("warehouse_refresh", remote_refresh, ROLE_SUPERADMIN,
                                 &remote_refresh_request_shape, &remote_refresh_report_shape,
                                 "Bring the warehouse up to the GA4 export", LONG, .is_owner_only = true),
};
