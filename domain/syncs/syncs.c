#include "domain/syncs/syncs.h"

#include "domain/syncs/syncs.sql.h"
#include "packages/audit/audit.h"
#include "packages/core/cron.h"
#include "packages/store/store.h"

const char *const sync_state_words[] = { "active", "paused", "ended", NULL };
extern const char *const push_state_words[];

#define SYNC_FIELDS                                                                                          \
    FIELD(sync, id, "Sorts by time of beginning."), FIELD(sync, audience_id, "Which audience."),             \
        FIELD(sync, audience_name, "Its name when it was approved."),                                        \
        FIELD(sync, platform, "Name of the connector."), FIELD(sync, account_id, "Which account."),          \
        FIELD(sync, account_name, "Its name."), FIELD(sync, list_number, "Ours, of the list."),              \
        FIELD(sync, list_name, "Name of the list on the platform."),                                         \
        FIELD(sync, schedule, "Five fields of cron, in the property's zone."),                               \
        FIELD(sync, drift_pct, "By how much the approved size may change, in percent."),                     \
        FIELD(sync, state, "Whether it runs.", .words = sync_state_words),                                   \
        FIELD(sync, approved_push, "The last push that a person approved."),                                 \
        FIELD(sync, approved_size, "People in the audience then."),                                          \
        FIELD(sync, approved_by_name, "Who approved it.", .optional = true),                                 \
        FIELD(sync, asked_by, "Who asked for it."), FIELD(sync, asked_by_name, "Their name."),               \
        FIELD(sync, next_at, "When it runs next.", .optional = true),                                        \
        FIELD(sync, last_at, "When it ran last.", .optional = true),                                         \
        FIELD(sync, last_push, "What began then.", .optional = true),                                        \
        FIELD(sync, last_state, "Where that push stands.", .words = push_state_words),                       \
        FIELD(sync, cause, "Why the last run began nothing, waits, or why it is paused.", .optional = true), \
        FIELD(sync, next_step, "What to do about it.", .optional = true),                                    \
        FIELD(sync, created_at, "When it began.")

static const struct field sync_fields[] = {
    SYNC_FIELDS,
    LIST(sync, acts, &act_shape, "What the caller may do with it now."),
};
const struct shape sync_shape = SHAPE(sync, sync_fields, "An audience that is sent by a schedule.");

static const struct field row_fields[] = { SYNC_FIELDS };
const struct shape sync_row_shape = SHAPE(sync, row_fields, "A row of the table.");

static const struct field query_fields[] = {
    FIELD(sync_query, cursor, "The `next_cursor` of the page before.", .max = 64, .optional = true),
    FIELD(sync_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
const struct shape sync_query_shape = SHAPE(sync_query, query_fields, "Which syncs.");

static const struct field page_fields[] = {
    LIST(sync_page, items, &sync_shape, "Newest first."),
    FIELD(sync_page, next_cursor, "Give it back as `cursor`.", .optional = true),
};
const struct shape sync_page_shape = SHAPE(sync_page, page_fields, "One page of syncs.");

/* --- reading --- */

static const char *why_not(const struct ctx *ctx, const struct sync *sync)
{
    if (ctx->who && (ctx->who->role >= ROLE_ADMIN || (ctx->who->capabilities & CAN_APPROVE) ||
                     text_is(ctx->who->id, sync->asked_by)))
        return NULL;
    return "Only who asked for it, an approver or an admin does this.";
}

static void add_act(struct ctx *ctx, struct sync *sync, const char *operation, const char *reason)
{
    *ARENA_PUSH(ctx->arena, sync->acts, sync->n_acts) = (struct act){ operation, !reason, reason };
}

static void fill(struct ctx *ctx, struct sync *sync)
{
    const char *why = why_not(ctx, sync), *ended = sync->state == SYNC_ENDED ? "It has ended." : why;

    sync->acts = NULL;
    sync->n_acts = 0;
    add_act(ctx, sync, "sync_pause", sync->state == SYNC_PAUSED ? "It is paused." : ended);
    add_act(ctx, sync, "sync_resume", sync->state == SYNC_ACTIVE ? "It runs." : ended);
    add_act(ctx, sync, "sync_end", ended);
}

struct err *sync_get(struct ctx *ctx, const char *id, struct sync *out)
{
    struct err *err;

    *out = (struct sync){ 0 };
    err = store_one(ctx, &sql_sync_get, WITH(ARG("id", id)), (struct out){ &sync_row_shape, out });
    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_NOT_FOUND, NULL, "no sync %s", id);
    if (!err)
        fill(ctx, out);
    return err;
}

struct err *sync_list(struct ctx *ctx, const struct sync_query *in, struct sync_page *out)
{
    const int64_t limit = in->limit ? in->limit : 50;
    struct err *err;

    *out = (struct sync_page){ 0 };
    err = store_all(ctx, &sql_sync_list,
                    WITH(ARG("cursor", in->cursor ? in->cursor : "~"), ARG("limit", limit + 1)),
                    (struct out_list){ &sync_row_shape, (void **)&out->items }, &out->n_items);
    if (err)
        return err;
    if (out->n_items > (size_t)limit) {
        out->n_items = (size_t)limit;
        out->next_cursor = out->items[limit - 1].id;
    }
    for (size_t i = 0; i < out->n_items; i++)
        fill(ctx, &out->items[i]);
    return NULL;
}

/* --- changing --- */

static struct err *note(struct ctx *ctx, const struct sync *sync, const char *verb)
{
    struct audit_note *said = arena_alloc(ctx->arena, sizeof(*said));

    said->object = sync->id;
    said->summary = arena_printf(ctx->arena, "%s the recurring sync of \"%s\"", verb, sync->audience_name);
    ctx->audit = said;
    return NULL;
}

/* Within the operation's transaction. */
static struct err *set_state(struct ctx *ctx, struct sync *sync, enum sync_state state, const char *verb)
{
    const char *why = why_not(ctx, sync);
    const struct instant none = { 0 };
    const bool goes_on = state == SYNC_ACTIVE;
    struct instant next = none;
    struct cron cron;
    struct err *err;

    if (why)
        return err_new(ctx, ERR_FORBIDDEN, NULL, "%s", why);
    if (sync->state == SYNC_ENDED || sync->state == state)
        return err_new(ctx, ERR_CONFLICT, NULL, "the sync is %s", sync_state_words[sync->state]);
    if (goes_on && !cron_parse(sync->schedule, &cron))
        next = cron_next(&cron, ctx->ports->zone, ctx->now);
    err = store_run(ctx, &sql_sync_set_state,
                    WITH(ARG("id", sync->id), ARG("state", sync_state_words[state]),
                         ARG("next_at", goes_on ? next : none),
                         ARG("last_push", goes_on ? (const char *)NULL : sync->last_push),
                         ARG("cause", (const char *)NULL), ARG("next_step", (const char *)NULL)),
                    NULL);
    if (!err && goes_on)
        err = queue_add(ctx, "sync", sync->id, next);
    return err ? err : note(ctx, sync, verb);
}

static struct err *change(struct ctx *ctx, const char *id, enum sync_state state, const char *verb,
                          struct sync *out)
{
    struct sync sync = { 0 };
    struct err *err = sync_get(ctx, id, &sync);

    if (!err)
        err = set_state(ctx, &sync, state, verb);
    return err ? err : sync_get(ctx, id, out);
}

struct err *sync_pause(struct ctx *ctx, const char *id, struct sync *out)
{
    return change(ctx, id, SYNC_PAUSED, "paused", out);
}

struct err *sync_resume(struct ctx *ctx, const char *id, struct sync *out)
{
    return change(ctx, id, SYNC_ACTIVE, "resumed", out);
}

struct err *sync_end(struct ctx *ctx, const char *id, struct sync *out)
{
    return change(ctx, id, SYNC_ENDED, "ended", out);
}
