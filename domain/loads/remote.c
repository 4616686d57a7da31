#include "domain/loads/remote.h"

#include "domain/data/budget.h"
#include "domain/data/data.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"
#include "packages/warehouse/warehouse.h"

enum { LONGEST_DDL = 1024 * 1024 };

struct remote_init_request {
    bool dry_run;
};
static const struct field init_request_fields[] = {
    FIELD(remote_init_request, dry_run, "Show the statements and run none.", .optional = true),
};
const struct shape remote_init_request_shape =
    SHAPE(remote_init_request, init_request_fields, "How the tables are made.");

struct remote_init_report {
    bool was_run;
    const char *ddl;
};
static const struct field init_report_fields[] = {
    FIELD(remote_init_report, was_run, "Whether they were run."),
    FIELD(remote_init_report, ddl, "The statements."),
};
const struct shape remote_init_report_shape =
    SHAPE(remote_init_report, init_report_fields, "Tables and views of the warehouse.");

struct remote_refresh_request {
    const char *from;
};
static const struct field refresh_request_fields[] = {
    FIELD(remote_refresh_request, from, "Load all days from this one on again.", .optional = true,
          .format = "date"),
};
const struct shape remote_refresh_request_shape =
    SHAPE(remote_refresh_request, refresh_request_fields, "What is brought up to date.");

struct remote_refresh_report {
    int64_t days, bytes_read;
    const char *first, *last, *data_version;
    double cost_usd;
};
static const struct field refresh_report_fields[] = {
    FIELD(remote_refresh_report, days, "Days of the export that were new or had changed."),
    FIELD(remote_refresh_report, bytes_read, "Bytes that were read for it."),
    FIELD(remote_refresh_report, first, "First of these days."),
    FIELD(remote_refresh_report, last, "Last of them."),
    FIELD(remote_refresh_report, data_version, "Version of the data now."),
    FIELD(remote_refresh_report, cost_usd,
          "What reading them costs, by the setting bigquery_price_usd_per_tib."),
};
const struct shape remote_refresh_report_shape =
    SHAPE(remote_refresh_report, refresh_report_fields, "What a refresh did.");

static struct err *remote(struct ctx *ctx, struct warehouse **out)
{
    struct err *err;

    *out = ctx->ports->warehouse;
    if (*out && (*out)->driver->init)
        return NULL;
    err = err_new(ctx, ERR_INVALID, NULL, "this warehouse makes its tables by itself");
    err->next_step = "Set warehouse=bigquery, or load files with truffle load.";
    return err;
}

/* A long change writes its audit row in a transaction of its own, at the end. */
static struct err *write_audit(struct ctx *ctx, const char *object, const char *summary)
{
    struct audit_note *note = arena_alloc(ctx->arena, sizeof(*note));
    struct err *err;

    note->object = object;
    note->summary = summary;
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

struct err *remote_init(struct ctx *ctx, const void *in, void *out)
{
    const struct remote_init_request *request = in;
    struct remote_init_report *report = out;
    struct buf ddl = buf_in(ctx->arena, LONGEST_DDL);
    struct warehouse *warehouse;
    struct err *err;

    err = remote(ctx, &warehouse);
    if (!err)
        err = warehouse->driver->init(ctx, warehouse, request->dry_run, &ddl);
    if (err)
        return err;
    *report = (struct remote_init_report){ .was_run = !request->dry_run, .ddl = buf_str(&ddl) };
    return write_audit(ctx, warehouse->driver->name,
                       request->dry_run ? "showed the warehouse's tables" : "made the warehouse's tables");
}

struct err *remote_refresh(struct ctx *ctx, const void *in, void *out)
{
    const struct remote_refresh_request *request = in;
    struct remote_refresh_report *report = out;
    struct warehouse_refreshed done = { 0 };
    struct warehouse_state state;
    struct warehouse *warehouse;
    struct err *err;

    err = remote(ctx, &warehouse);
    if (!err)
        err = warehouse->driver->refresh(ctx, warehouse, request->from, &done);
    if (!err)
        err = warehouse_state(ctx, &state);
    if (err)
        return err;
    *report = (struct remote_refresh_report){ .days = done.days,
                                              .bytes_read = done.bytes,
                                              .first = done.first,
                                              .last = done.last,
                                              .data_version = arena_text(ctx->arena, state.data_version),
                                              .cost_usd = budget_cost(ctx, done.bytes) };
    return write_audit(ctx, report->data_version,
                       arena_printf(ctx->arena, "refreshed %s", text_count(ctx->arena, done.days, "day")));
}
