#include "domain/activation/activation.h"

#include "domain/activation/activation.sql.h"
#include "domain/activation/digest.h"
#include "domain/activation/rehearse.h"
#include "domain/activation/states.h"
#include "domain/users/users.h"
#include "packages/core/cron.h"
#include "packages/store/store.h"

const char *const push_state_words[] = { "waiting_for_approval",
                                         "queued",
                                         "running",
                                         "waiting_for_platform",
                                         "paused",
                                         "done",
                                         "partly_done",
                                         "failed",
                                         "rejected",
                                         "voided",
                                         "cancelled",
                                         NULL };

static const struct field receipt_fields[] = {
    FIELD(receipt, audience, "People in the audience: the sum of the nine terms that follow."),
    FIELD(receipt, sent, "Taken in by the platform."),
    FIELD(receipt, already_there, "On the list already."),
    FIELD(receipt, held_out, "Kept back to measure the effect."),
    FIELD(receipt, no_consent, "Without consent for advertising at the moment of sending."),
    FIELD(receipt, no_identifier, "Without an e-mail or phone that the platform takes."),
    FIELD(receipt, duplicate, "The same person as another one in the audience."),
    FIELD(receipt, rejected, "Refused by the platform."),
    FIELD(receipt, failed, "Sent without success."),
    FIELD(receipt, not_sent, "Not come to: cancelled, voided or stopped before."),
    FIELD(receipt, removed, "Counted apart: taken off the list."),
    FIELD(receipt, refreshed, "Counted apart: sent again before their membership ends."),
    FIELD(receipt, adds_up, "The nine terms are the audience."),
};
const struct shape receipt_shape = SHAPE(receipt, receipt_fields, "What became of every person.");

static const struct field expected_fields[] = {
    FIELD(expected, audience, "People in the audience."),
    FIELD(expected, sends, "Would be sent."),
    FIELD(expected, removes, "Would be taken off the list."),
    FIELD(expected, held_out, "Would be kept back."),
    FIELD(expected, no_consent, "Have no consent for advertising."),
    FIELD(expected, no_identifier, "Have no usable identifier."),
    FIELD(expected, already_there, "Are on the list already."),
    FIELD(expected, duplicate, "Are the same person as another one."),
};
const struct shape expected_shape =
    SHAPE(expected, expected_fields, "What a push would do, counted when it was asked for.");

static const struct field rehearsal_fields[] = {
    OBJECT(rehearsal, receipt, &receipt_shape, "What the receipt would be."),
    FIELD(rehearsal, requests, "That the simulator took in."),
    FIELD(rehearsal, cause, "What would stop the push.", .optional = true),
    FIELD(rehearsal, next_step, "What to do about it.", .optional = true),
    FIELD(rehearsal, at, "When it was rehearsed."),
};
const struct shape rehearsal_shape =
    SHAPE(rehearsal, rehearsal_fields, "The whole push against a simulator of this server: nothing left it.");

static const struct field push_fields[] = {
    FIELD(push, id, "Sorts by time of asking."),
    FIELD(push, number, "For people, counting from 1."),
    FIELD(push, audience_id, "Which audience."),
    FIELD(push, audience_name, "Its name then."),
    FIELD(push, audience_version, "Exactly this version."),
    FIELD(push, words, "Its rules as a sentence."),
    SCALARS(push, changes, "Against the version before."),
    FIELD(push, platform, "Name of the connector."),
    FIELD(push, account_id, "Which account."),
    FIELD(push, account_name, "Its name."),
    FIELD(push, list_name, "Name of the list on the platform."),
    FIELD(push, list_id, "The platform's id of the list, once it is there.", .optional = true),
    FIELD(push, holdout_pct, "Share kept back, in percent."),
    FIELD(push, membership_days, "How long people stay on the list without a refresh."),
    FIELD(push, state, "Where it stands.", .words = push_state_words),
    FIELD(push, cause, "Why it failed, was voided or paused.", .optional = true),
    FIELD(push, next_step, "What to do about it.", .optional = true),
    FIELD(push, note, "From who asked.", .optional = true),
    FIELD(push, asked_by, "Who asked."),
    FIELD(push, asked_by_name, "Their name."),
    FIELD(push, asked_at, "When."),
    FIELD(push, expires_at, "An approval is void after this."),
    FIELD(push, decided_by, "Who approved or rejected.", .optional = true),
    FIELD(push, decided_by_name, "Their name.", .optional = true),
    FIELD(push, decided_at, "When.", .optional = true),
    FIELD(push, decision_note, "Their note or reason.", .optional = true),
    FIELD(push, started_at, "When it began to send.", .optional = true),
    FIELD(push, finished_at, "When it ended.", .optional = true),
    FIELD(push, digest, "Of all that an approval is about: give it back to approve."),
    FIELD(push, expected, "What it would do, counted when it was asked for.", .optional = true,
          .type = "Expected"),
    FIELD(push, rehearsal, "The push against a simulator, before anybody was asked.", .optional = true,
          .type = "Rehearsal"),
    FIELD(push, schedule, "When it is to be sent again: five fields of cron, in the property's zone.",
          .optional = true),
    FIELD(push, drift_pct, "By how much its size may change until somebody is asked again, in percent.",
          .optional = true),
    FIELD(push, sync_id, "The recurring sync that began it.", .optional = true),
    FIELD(push, done, "People that were come to."),
    FIELD(push, total, "People in the audience.", .optional = true),
    OBJECT(push, receipt, &receipt_shape, "What became of every person.", .optional = true),
    FIELD(push, platform_says, "What the platform said.", .optional = true, .type = "PlatformSays"),
    LIST(push, acts, &act_shape, "What the caller may do with it now."),
};
const struct shape push_shape = SHAPE(push, push_fields, "A push of an audience to a list.", .name = "job");

/* As its columns are. */
static const struct field row_fields[] = {
    FIELD(push, id, ""),
    FIELD(push, number, ""),
    FIELD(push, audience_id, ""),
    FIELD(push, audience_name, ""),
    FIELD(push, audience_version, ""),
    FIELD(push, definition_hash, ""),
    FIELD(push, words, ""),
    SCALARS(push, changes, ""),
    FIELD(push, platform, ""),
    FIELD(push, account_id, ""),
    FIELD(push, account_name, ""),
    FIELD(push, list_number, ""),
    FIELD(push, list_name, ""),
    FIELD(push, list_id, ""),
    FIELD(push, list_marker, ""),
    FIELD(push, holdout_pct, ""),
    FIELD(push, membership_days, ""),
    FIELD(push, note, ""),
    FIELD(push, state, "", .words = push_state_words),
    FIELD(push, cause, ""),
    FIELD(push, next_step, ""),
    FIELD(push, cancel_asked, ""),
    FIELD(push, digest, ""),
    FIELD(push, expected, ""),
    FIELD(push, rehearsal, ""),
    FIELD(push, schedule, ""),
    FIELD(push, drift_pct, ""),
    FIELD(push, sync_id, ""),
    FIELD(push, due_at, ""),
    FIELD(push, asked_by, ""),
    FIELD(push, asked_by_name, ""),
    FIELD(push, asked_linked_by, ""),
    FIELD(push, asked_at, ""),
    FIELD(push, expires_at, ""),
    FIELD(push, decided_by, ""),
    FIELD(push, decided_by_name, ""),
    FIELD(push, decided_at, ""),
    FIELD(push, decision_note, ""),
    FIELD(push, data_version, ""),
    FIELD(push, consent_seq, ""),
    FIELD(push, total, ""),
    FIELD(push, started_at, ""),
    FIELD(push, finished_at, ""),
    FIELD(push, platform_says, ""),
};
const struct shape push_row_shape = SHAPE(push, row_fields, "A row of the table.");

/* --- reading --- */

static bool is_ended(enum push_state state)
{
    return state >= PUSH_DONE;
}

int64_t receipt_sum(const struct receipt *receipt)
{
    return receipt->sent + receipt->already_there + receipt->held_out + receipt->no_consent +
           receipt->no_identifier + receipt->duplicate + receipt->rejected + receipt->failed +
           receipt->not_sent;
}

struct err *push_receipt_so_far(struct ctx *ctx, const char *id, struct receipt *out)
{
    return store_one(ctx, &sql_receipt_so_far, WITH(ARG("id", id)), OUT(receipt, out));
}

static struct err *fill_receipt(struct ctx *ctx, struct push *push)
{
    struct receipt *receipt = arena_alloc(ctx->arena, sizeof(*receipt));
    struct err *err;

    err = store_one(ctx, &sql_receipt_get, WITH(ARG("id", push->id)), OUT(receipt, receipt));
    if (err_is(err, ERR_NOT_FOUND)) {
        if (!is_ended(push->state))
            return NULL;
        /* It ended before it began: nobody was sent. */
        receipt->audience = receipt->not_sent =
            json_integer_value(json_object_get(push->expected, "audience"));
    } else if (err) {
        return err;
    }
    receipt->adds_up = receipt_sum(receipt) == receipt->audience;
    push->receipt = receipt;
    return NULL;
}

static struct err *fill(struct ctx *ctx, struct push *push)
{
    struct err *err;

    if (push->state == PUSH_WAITING_FOR_APPROVAL && push->expires_at.us < ctx->now.us) {
        push->state = PUSH_VOIDED; /* as push_expire_job() will write it */
        push->cause = PUSH_EXPIRED;
    }
    err = store_int(ctx, &sql_push_progress, WITH(ARG("id", push->id)), &push->done);
    if (!err)
        err = fill_receipt(ctx, push);
    return err ? err : push_fill_acts(ctx, push);
}

struct err *push_get(struct ctx *ctx, const char *id, struct push *out)
{
    struct err *err;

    *out = (struct push){ 0 };
    err = store_one(ctx, &sql_push_get, WITH(ARG("id", id)), (struct out){ &push_row_shape, out });
    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_NOT_FOUND, NULL, "no push %s", id);
    return err ? err : fill(ctx, out);
}

static struct err *state_list(struct ctx *ctx, const struct push_query *in, const char **out)
{
    struct buf list = buf_in(ctx->arena, 1000);

    *out = NULL;
    if (!in->n_state)
        return NULL;
    buf_char(&list, ' ');
    for (size_t i = 0; i < in->n_state; i++) {
        size_t known = 0;

        while (push_state_words[known] && !text_is(push_state_words[known], in->state[i]))
            known++;
        if (!push_state_words[known])
            return err_new(ctx, ERR_INVALID, "state", "no state \"%s\"", in->state[i]);
        buf_printf(&list, "%s ", in->state[i]);
    }
    *out = buf_str(&list);
    return NULL;
}

struct err *push_list(struct ctx *ctx, const struct push_query *in, struct push_page *out)
{
    const int64_t limit = in->limit ? in->limit : 50;
    const char *like = store_like(ctx, in->q);
    const char *states;
    struct err *err;

    *out = (struct push_page){ 0 };
    err = state_list(ctx, in, &states);
    if (!err)
        err = store_all(ctx, &sql_push_list,
                        WITH(ARG("cursor", in->cursor ? in->cursor : "~"), ARG("states", states),
                             ARG("q", like), ARG("limit", limit + 1)),
                        (struct out_list){ &push_row_shape, (void **)&out->items }, &out->n_items);
    if (err)
        return err;
    if (out->n_items > (size_t)limit) {
        out->n_items = (size_t)limit;
        out->next_cursor = out->items[limit - 1].id;
    }
    for (size_t i = 0; i < out->n_items && !err; i++)
        err = fill(ctx, &out->items[i]);
    return err;
}

/* --- asking --- */

struct list_row {
    int64_t number;
    const char *list_id, *list_name, *marker;
    int64_t membership_days;
};
static const struct field list_fields[] = {
    FIELD(list_row, number, ""), FIELD(list_row, list_id, ""),         FIELD(list_row, list_name, ""),
    FIELD(list_row, marker, ""), FIELD(list_row, membership_days, ""),
};
static const struct shape list_row_shape = SHAPE(list_row, list_fields, "A list on a platform.");

/* An audience has one list an account: made with the first push, known by its marker from then on. */
static struct err *find_list(struct ctx *ctx, const struct push_new *in, const char *account_id,
                             const struct audience *audience, struct list_row *out)
{
    const struct in which = WITH(ARG("account_id", account_id), ARG("audience_id", audience->id));
    const char *name = in->list_name && *in->list_name ? in->list_name : audience->name;
    struct err *err;

    err = store_one(ctx, &sql_list_find, which, OUT(list_row, out));
    if (!err && in->list_name && *in->list_name && !text_is(in->list_name, out->list_name))
        return err_new(ctx, ERR_INVALID, "list_name",
                       "this audience is on the list \"%s\" there: leave the name out", out->list_name);
    if (!err_is(err, ERR_NOT_FOUND))
        return err;
    err = store_run(ctx, &sql_list_insert,
                    WITH(ARG("account_id", account_id), ARG("audience_id", audience->id),
                         ARG("list_name", name),
                         ARG("marker", arena_printf(ctx->arena, "truffle:%s", audience->id)),
                         ARG("membership_days", in->membership_days ? in->membership_days : MEMBERSHIP_DAYS),
                         ARG("created_at", ctx->now)),
                    NULL);
    return err ? err
               : store_one(ctx, &sql_list_find,
                           WITH(ARG("account_id", account_id), ARG("audience_id", audience->id)),
                           OUT(list_row, out));
}

/* What a push is asked about. */
struct asking {
    struct audience audience;
    struct audience_version version;
    struct account account;
};

static struct err *check_schedule(struct ctx *ctx, const struct push_new *in)
{
    struct cron cron;
    const char *why;

    if (!in->schedule)
        return isnan(in->drift_pct) ? NULL : err_new(ctx, ERR_INVALID, "drift_pct", "belongs to a schedule");
    why = cron_parse(in->schedule, &cron);
    return why ? err_new(ctx, ERR_INVALID, "schedule", "%s", why) : NULL;
}

static struct err *prepare(struct ctx *ctx, const struct push_new *in, struct asking *out)
{
    struct err *err;

    err = check_schedule(ctx, in);
    if (!err)
        err = audience_get(ctx, in->id, &out->audience);
    if (!err)
        err = audience_may_push(ctx, &out->audience);
    if (!err)
        err = account_named(ctx, in->account, &out->account);
    if (err_is(err, ERR_NOT_FOUND) && out->account.id == NULL && out->audience.id)
        return err_new(ctx, ERR_INVALID, "account", "no account %s", in->account);
    return err ? err : audience_version_get(ctx, out->audience.id, out->audience.version, &out->version);
}

static struct push push_about(struct ctx *ctx, const struct push_new *in, const struct asking *about,
                              const struct list_row *list)
{
    return (struct push){
        .id = arena_printf(ctx->arena, "psh_%s", id_new(ctx)),
        .audience_id = about->audience.id,
        .audience_name = about->audience.name,
        .audience_version = about->audience.version,
        .definition_hash = about->version.definition_hash,
        .account_id = about->account.id,
        .account_name = about->account.name,
        .platform = about->account.platform,
        .list_number = list->number,
        .list_name = list->list_name,
        .list_id = list->list_id,
        .holdout_pct = isnan(in->holdout_pct) ? 0 : in->holdout_pct,
        .membership_days = in->membership_days ? in->membership_days : list->membership_days,
        .note = in->note,
        .state = PUSH_WAITING_FOR_APPROVAL,
        .asked_by = ctx->who->id,
        .asked_by_name = ctx->who->name,
        .asked_linked_by = ctx->who->linked_by,
        .asked_at = ctx->now,
        .expires_at = instant_add(ctx->now, HOURS(APPROVAL_HOURS)),
        .total = INT_NONE,
        .schedule = in->schedule,
        .drift_pct = in->schedule && isnan(in->drift_pct) ? DRIFT_PCT : in->drift_pct,
    };
}

/* The list's row stays, whatever comes of the push: it is known by its marker. */
static struct err *keep_list(struct ctx *ctx, const struct push_new *in, const struct asking *about,
                             struct list_row *out)
{
    struct err *err;

    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = find_list(ctx, in, about->account.id, &about->audience, out);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

struct err *push_count(struct ctx *ctx, struct push *push)
{
    struct expected expected = { 0 };
    struct rehearsal *rehearsal;
    struct err *err;

    err = run_rehearse(ctx, push, &expected, &rehearsal);
    if (err)
        return err;
    push->expected = shape_json(ctx, &expected_shape, &expected);
    push->rehearsal = rehearsal ? shape_json(ctx, &rehearsal_shape, rehearsal) : NULL;
    push->digest = push_digest(ctx, push);
    return NULL;
}

struct err *push_create(struct ctx *ctx, const struct push_new *in, struct push *out)
{
    struct asking about = { 0 };
    struct list_row list = { 0 };
    struct push push;
    struct err *err;

    err = prepare(ctx, in, &about);
    if (!err)
        err = keep_list(ctx, in, &about, &list);
    if (err)
        return err;
    push = push_about(ctx, in, &about, &list);
    err = push_count(ctx, &push);
    return err ? err : push_insert(ctx, &push, out);
}

/* The approval covers whoever asked: their role today doesn't matter. */
struct err *push_prepare_due(struct ctx *ctx, const struct push *approved, const char *sync_id,
                             struct instant due_at, struct push *out)
{
    const struct identity asker = { .id = approved->asked_by,
                                    .name = approved->asked_by_name,
                                    .linked_by = approved->asked_linked_by,
                                    .role = ROLE_SUPERADMIN,
                                    .kind = ACTOR_SYSTEM };
    const struct push_new in = { .id = approved->audience_id,
                                 .account = approved->account_id,
                                 .note = approved->note,
                                 .holdout_pct = approved->holdout_pct,
                                 .membership_days = approved->membership_days,
                                 .schedule = approved->schedule,
                                 .drift_pct = approved->drift_pct };
    struct asking about = { 0 };
    struct list_row list = { 0 };
    struct ctx as = *ctx;
    struct err *err;

    as.who = &asker;
    err = prepare(&as, &in, &about);
    if (!err)
        err = keep_list(&as, &in, &about, &list);
    if (err)
        return err;
    *out = push_about(&as, &in, &about, &list);
    out->sync_id = sync_id;
    out->due_at = due_at;
    return push_count(&as, out);
}

/* --- rehearsing --- */

static struct err *name_approvers(struct ctx *ctx, struct rehearsed *out)
{
    struct user_page page = { 0 };
    struct err *err = user_list(ctx, &(struct page_query){ .limit = 200 }, &page);

    for (size_t i = 0; i < page.n_items && !err; i++)
        if (page.items[i].approver && !page.items[i].disabled && !text_is(page.items[i].id, ctx->who->id))
            *ARENA_PUSH(ctx->arena, out->approvers, out->n_approvers) = page.items[i].name;
    return err;
}

struct err *push_rehearse(struct ctx *ctx, const struct push_new *in, struct rehearsed *out)
{
    struct asking about = { 0 };
    struct list_row list = { .membership_days = MEMBERSHIP_DAYS };
    struct push push;
    struct err *err;

    err = prepare(ctx, in, &about);
    if (!err)
        err = store_one(ctx, &sql_list_find,
                        WITH(ARG("account_id", about.account.id), ARG("audience_id", about.audience.id)),
                        OUT(list_row, &list));
    if (err_is(err, ERR_NOT_FOUND) && about.version.definition_hash)
        err = NULL; /* its first push would make the list */
    if (err)
        return err;
    push = push_about(ctx, in, &about, &list);
    out->audience_version = push.audience_version;
    out->expected = arena_alloc(ctx->arena, sizeof(*out->expected));
    err = run_rehearse(ctx, &push, out->expected, &out->rehearsal);
    return err ? err : name_approvers(ctx, out);
}
