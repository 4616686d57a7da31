/*
 * A person decides, about exactly this: the digest covers all that was shown, and any change voids it. Who
 * asked can't approve while anybody else could.
 */
#include "domain/activation/digest.h"

#include "domain/activation/activation.sql.h"
#include "domain/activation/states.h"
#include "domain/users/users.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"

#include <string.h>

const char *push_digest(struct ctx *ctx, const struct push *push)
{
    json_t *json =
        json_keep(ctx, json_pack("{ss sI ss ss ss ss sI sf sO sI}", "audience", push->audience_id, "version",
                                 (json_int_t)push->audience_version, "definition", push->definition_hash,
                                 "account", push->account_id, "list", push->list_name, "consent_policy",
                                 "both_advertising_purposes", "membership_days",
                                 (json_int_t)push->membership_days, "holdout_pct", push->holdout_pct,
                                 "expected", push->expected, "expires_at", (json_int_t)push->expires_at.us));
    const char *text;

    if (push->rehearsal)
        json_object_set(json, "rehearsal", push->rehearsal);
    if (push->schedule) {
        json_object_set_new(json, "schedule", json_string(push->schedule));
        json_object_set_new(json, "drift_pct", json_real(push->drift_pct));
    }
    text = json_canonical(ctx, json);
    return sha256_hex(ctx->arena, text, strlen(text));
}

/* --- who may --- */

/* Who made the link that let somebody in may be who came in: two sign-ins by links of one hand count as one
 * person. */
static bool is_one_hand(const struct identity *who, const struct push *push)
{
    return text_is(who->linked_by ? who->linked_by : who->id,
                   push->asked_linked_by ? push->asked_linked_by : push->asked_by);
}

static const char *why_somebody_else(const struct identity *who, const struct push *push)
{
    if (who->linked_by)
        return "Your sign-in link was made by who asked, or by who let them in: sign in by one of the "
               "machine's owner "
               "(truffle signin --name NAME), or somebody else decides it.";
    return text_is(who->id, push->asked_by)
               ? "You asked for this push: somebody else decides it."
               : "You made the sign-in link of who asked: somebody else decides it.";
}

static struct err *why_not_decide(struct ctx *ctx, const struct push *push, const char **why)
{
    int64_t others = 0;
    struct err *err;

    *why = NULL;
    if (push->state != PUSH_WAITING_FOR_APPROVAL) {
        *why = "It waits for no decision.";
        return NULL;
    }
    if (!ctx->who || !(ctx->who->capabilities & CAN_APPROVE)) {
        *why = "Only people with the right to approve decide pushes.";
        return NULL;
    }
    if (!text_is(ctx->who->id, push->asked_by) && !is_one_hand(ctx->who, push))
        return NULL;
    err = user_count_approvers(ctx, ctx->who->id, &others);
    if (!err && (others || ctx->who->linked_by))
        *why = why_somebody_else(ctx->who, push);
    return err;
}

static bool is_under_way(enum push_state state)
{
    return state == PUSH_QUEUED || state == PUSH_RUNNING || state == PUSH_PAUSED ||
           state == PUSH_WAITING_FOR_APPROVAL;
}

static bool can_retry(enum push_state state)
{
    return state == PUSH_FAILED || state == PUSH_PARTLY_DONE || state == PUSH_PAUSED;
}

static const char *why_not_change(const struct ctx *ctx, const struct push *push)
{
    if (ctx->who && (ctx->who->role >= ROLE_ADMIN || text_is(ctx->who->id, push->asked_by)))
        return NULL;
    return "Only who asked or an admin does this.";
}

static void add_act(struct ctx *ctx, struct push *push, const char *operation, const char *why_not)
{
    *ARENA_PUSH(ctx->arena, push->acts, push->n_acts) = (struct act){ operation, !why_not, why_not };
}

struct err *push_fill_acts(struct ctx *ctx, struct push *push)
{
    const char *why, *change = why_not_change(ctx, push);
    struct err *err;

    err = why_not_decide(ctx, push, &why);
    if (err)
        return err;
    add_act(ctx, push, "activation_approve", why);
    add_act(ctx, push, "activation_reject", why);
    add_act(ctx, push, "activation_cancel", is_under_way(push->state) ? change : "It has ended.");
    add_act(ctx, push, "activation_retry", can_retry(push->state) ? change : "There is nothing to retry.");
    return NULL;
}

/* --- writing --- */

static struct err *note(struct ctx *ctx, const struct push *push, const char *verb)
{
    struct audit_note *said = arena_alloc(ctx->arena, sizeof(*said));

    said->object = push->id;
    said->summary =
        arena_printf(ctx->arena, "%s push %lld of \"%s\" version %lld", verb, (long long)push->number,
                     push->audience_name, (long long)push->audience_version);
    said->details = json_keep(ctx, json_pack("{ss}", "digest", push->digest));
    ctx->audit = said;
    return NULL;
}

static struct err *insert(struct ctx *ctx, struct push *push)
{
    struct err *err;

    err = store_int(ctx, &sql_push_next_number, NOTHING, &push->number);
    if (!err)
        err = store_run(ctx, &sql_push_insert, (struct in){ &push_row_shape, push, NULL, 0 }, NULL);
    if (!err)
        err = queue_add(ctx, "push_expire", push->id, push->expires_at);
    if (!err)
        err = note(ctx, push, "asked for");
    return err;
}

struct err *push_insert(struct ctx *ctx, struct push *push, struct push *out)
{
    struct err *err;

    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = insert(ctx, push);
    if (!err)
        err = push_get(ctx, push->id, out);
    if (!err)
        err = operation_audit(ctx);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

static struct err *set_decided(struct ctx *ctx, struct push *push, enum push_state state, const char *said)
{
    const bool is_final = state != PUSH_QUEUED;
    int64_t changed = 0;
    struct err *err;

    err = store_run(ctx, &sql_push_decide,
                    WITH(ARG("id", push->id), ARG("state", push_state_words[state]),
                         ARG("decided_by", ctx->who->id), ARG("decided_by_name", ctx->who->name),
                         ARG("decided_at", ctx->now), ARG("decision_note", said),
                         ARG("cause", state == PUSH_REJECTED ? said : NULL),
                         ARG("finished_at", is_final ? ctx->now : (struct instant){ 0 })),
                    &changed);
    if (!err && !changed)
        return err_new(ctx, ERR_CONFLICT, NULL, "push %lld was decided meanwhile", (long long)push->number);
    return err;
}

/* What makes an approval void although it still waits; a new version of the audience voids it when it is
 * saved. */
static struct err *void_reason(struct ctx *ctx, const struct push *push, const char **why)
{
    struct audience audience = { 0 };
    struct err *err;

    *why = NULL;
    if (push->state == PUSH_VOIDED) {
        *why = push->cause;
        return NULL;
    }
    if (!text_is(push->digest, push_digest(ctx, push))) {
        *why = "What was shown no longer matches its digest.";
        return NULL;
    }
    err = audience_get(ctx, push->audience_id, &audience);
    if (err_is(err, ERR_NOT_FOUND)) {
        *why = "The audience was archived.";
        return NULL;
    }
    if (!err && audience.version != push->audience_version)
        *why = arena_printf(ctx->arena, "The audience changed to version %lld.", (long long)audience.version);
    return err;
}

static struct err *decidable(struct ctx *ctx, const char *id, struct push *push)
{
    const char *why;
    struct err *err;

    err = push_get(ctx, id, push);
    if (!err)
        err = why_not_decide(ctx, push, &why);
    if (err)
        return err;
    if (push->state == PUSH_VOIDED || push->state != PUSH_WAITING_FOR_APPROVAL)
        return err_new(ctx, ERR_CONFLICT, NULL, "push %lld is %s: %s", (long long)push->number,
                       push_state_words[push->state], push->cause ? push->cause : "it was decided");
    return why ? err_new(ctx, ERR_FORBIDDEN, NULL, "%s", why) : NULL;
}

struct err *push_approve(struct ctx *ctx, const char *id, const char *digest, const char *said,
                         struct push *out)
{
    struct push push = { 0 };
    const char *why;
    struct err *err;

    err = decidable(ctx, id, &push);
    if (!err)
        err = void_reason(ctx, &push, &why);
    if (err)
        return err;
    if (why)
        return err_new(ctx, ERR_CONFLICT, NULL, "push %lld is no longer valid: %s", (long long)push.number,
                       why);
    if (!text_is(digest, push.digest))
        return err_new(ctx, ERR_STALE, "digest", "this is not what was shown: read the push again");
    err = set_decided(ctx, &push, PUSH_QUEUED, said);
    if (!err)
        err = queue_add(ctx, "push", push.id, ctx->now);
    if (!err && push.schedule) /* domain/syncs */
        err = queue_add(ctx, "sync_begin", push.id, ctx->now);
    if (!err)
        err = note(ctx, &push,
                   text_is(ctx->who->id, push.asked_by) ? "approved, as the only approver, their own"
                                                        : "approved");
    return err ? err : push_get(ctx, id, out);
}

struct err *push_reject(struct ctx *ctx, const char *id, const char *said, struct push *out)
{
    struct push push = { 0 };
    struct err *err;

    err = decidable(ctx, id, &push);
    if (!err)
        err = set_decided(ctx, &push, PUSH_REJECTED, said);
    if (!err)
        err = note(ctx, &push, "rejected");
    return err ? err : push_get(ctx, id, out);
}

static struct err *set_state(struct ctx *ctx, const struct push *push, enum push_state state,
                             const char *cause)
{
    return store_run(ctx, &sql_push_set_state,
                     WITH(ARG("id", push->id), ARG("state", push_state_words[state]), ARG("cause", cause),
                          ARG("next_step", (const char *)NULL),
                          ARG("finished_at", state == PUSH_CANCELLED ? ctx->now : (struct instant){ 0 })),
                     NULL);
}

/* By whose approval: it holds for this one too. */
static struct err *queue_due(struct ctx *ctx, const struct push *push, const char *approved_push)
{
    struct push approved = { 0 };
    struct err *err;

    err = push_get(ctx, approved_push, &approved);
    if (!err)
        err = store_run(
            ctx, &sql_push_decide,
            WITH(ARG("id", push->id), ARG("state", push_state_words[PUSH_QUEUED]),
                 ARG("decided_by", approved.decided_by), ARG("decided_by_name", approved.decided_by_name),
                 ARG("decided_at", ctx->now),
                 ARG("decision_note", arena_printf(ctx->arena, "By the approval of push %lld: within %g %%.",
                                                   (long long)approved.number, approved.drift_pct)),
                 ARG("cause", (const char *)NULL), ARG("finished_at", ((struct instant){ 0 }))),
            NULL);
    return err ? err : queue_add(ctx, "push", push->id, ctx->now);
}

struct err *push_write_due(struct ctx *ctx, struct push *push, const char *approved_push, const char *why)
{
    struct err *err = insert(ctx, push);

    if (err)
        return err;
    return why ? set_state(ctx, push, PUSH_WAITING_FOR_APPROVAL, why) : queue_due(ctx, push, approved_push);
}

static struct err *write_expiry(struct ctx *ctx, const struct job *job)
{
    const struct audit_note said = { .object = job->subject,
                                     .summary = "a push: voided, nobody decided in time" };
    int64_t changed = 0;
    struct err *err;

    err = queue_fence(ctx, job);
    if (!err)
        err = store_run(ctx, &sql_push_expire,
                        WITH(ARG("id", job->subject), ARG("cause", PUSH_EXPIRED), ARG("now", ctx->now)),
                        &changed);
    return err || !changed ? err : audit_append(ctx, "push_ended", &said, NULL);
}

struct err *push_expire_job(struct ctx *ctx, struct job *job)
{
    struct err *err;

    ctx->who = &the_system;
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = write_expiry(ctx, job);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

static struct err *changeable(struct ctx *ctx, const char *id, struct push *push)
{
    const char *why;
    struct err *err = push_get(ctx, id, push);

    if (err)
        return err;
    why = why_not_change(ctx, push);
    return why ? err_new(ctx, ERR_FORBIDDEN, NULL, "%s", why) : NULL;
}

struct err *push_cancel(struct ctx *ctx, const char *id, struct push *out)
{
    struct push push = { 0 };
    struct err *err;

    err = changeable(ctx, id, &push);
    if (err)
        return err;
    if (!is_under_way(push.state))
        return err_new(ctx, ERR_CONFLICT, NULL, "push %lld is %s: there is nothing to cancel",
                       (long long)push.number, push_state_words[push.state]);
    if (push.state == PUSH_WAITING_FOR_APPROVAL)
        err = set_state(ctx, &push, PUSH_CANCELLED, "It was cancelled before it was decided.");
    else
        err = store_run(ctx, &sql_push_ask_cancel, WITH(ARG("id", id), ARG("cancel_asked", true)), NULL);
    if (!err && push.state == PUSH_PAUSED) /* nothing runs: let the job conclude it */
        err = set_state(ctx, &push, PUSH_QUEUED, NULL);
    if (!err && push.state == PUSH_PAUSED)
        err = queue_add(ctx, "push", push.id, ctx->now);
    if (!err)
        err = note(ctx, &push, "cancelled");
    return err ? err : push_get(ctx, id, out);
}

/* A retry sends the version that was approved then; behind a newer push it would put the old list back. */
static struct err *refuse_if_outdated(struct ctx *ctx, const struct push *push)
{
    int64_t later = 0;
    struct err *err;

    err = store_int(
        ctx, &sql_push_later_on_list,
        WITH(ARG("list_number", push->list_number), ARG("id", push->id), ARG("started_at", push->started_at)),
        &later);
    if (err || !later)
        return err;
    return err_new(ctx, ERR_CONFLICT, NULL, "a newer push of this list has begun: ask for a new one instead");
}

struct err *push_retry(struct ctx *ctx, const char *id, struct push *out)
{
    struct push push = { 0 };
    struct err *err;

    err = changeable(ctx, id, &push);
    if (err)
        return err;
    if (!can_retry(push.state))
        return err_new(ctx, ERR_CONFLICT, NULL, "push %lld is %s: there is nothing to retry",
                       (long long)push.number, push_state_words[push.state]);
    err = refuse_if_outdated(ctx, &push);
    if (!err)
        err = set_state(ctx, &push, PUSH_QUEUED, NULL);
    if (!err)
        err = store_run(ctx, &sql_push_ask_cancel, WITH(ARG("id", id), ARG("cancel_asked", false)), NULL);
    if (!err)
        err = queue_add(ctx, "push", push.id, ctx->now);
    if (!err)
        err = note(ctx, &push, "retried");
    return err ? err : push_get(ctx, id, out);
}
