#include "domain/activation/activation.h"

#include "packages/store/store.h"

static const struct field new_fields[] = {
    FIELD(push_new, id, "Which audience.", .min = 1, .max = 64, .example = "aud_1"),
    FIELD(push_new, account, "Where to: an account's id.", .min = 1, .max = 64),
    FIELD(push_new, list_name, "Name of the list; the audience's when left out.", .max = 120,
          .optional = true),
    FIELD(push_new, holdout_pct, "Share to keep back, in percent.", .min = 0, .max = 50, .optional = true),
    FIELD(push_new, membership_days, "How long people stay without a refresh.", .min = 1, .max = 540,
          .optional = true),
    FIELD(push_new, note, "For the approver.", .max = 2000, .optional = true),
    FIELD(push_new, schedule,
          "Send it again by this schedule, once it is approved: minute, hour, day of the month, month, "
          "weekday, "
          "in the property's zone.",
          .max = 100, .optional = true, .example = "0 6 * * 1"),
    FIELD(push_new, drift_pct,
          "By how much its size may change until somebody is asked again, in percent; 10 when left out.",
          .min = 0, .max = 100, .optional = true),
};
static const struct shape push_new_shape = SHAPE(push_new, new_fields, "A push to be asked for.");

static const struct field rehearsed_fields[] = {
    FIELD(rehearsed, audience_version, "That was rehearsed."),
    OBJECT(rehearsed, expected, &expected_shape, "What the push would do."),
    OBJECT(rehearsed, rehearsal, &rehearsal_shape,
           "The push against a simulator, where the platform has one.", .optional = true),
    SCALARS(rehearsed, approvers, "Who could decide it."),
};
static const struct shape rehearsed_shape =
    SHAPE(rehearsed, rehearsed_fields, "What a push would do; nobody was asked, nothing was sent.");

static const struct field query_fields[] = {
    SCALARS(push_query, state, "Only in these states.", .max = 20, .optional = true),
    FIELD(push_query, q, "Text in the audience's name.", .max = 200, .optional = true),
    FIELD(push_query, cursor, "The `next_cursor` of the page before.", .max = 64, .optional = true),
    FIELD(push_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
static const struct shape push_query_shape =
    SHAPE(push_query, query_fields, "Which pushes.", .name = "job_query");

static const struct field page_fields[] = {
    LIST(push_page, items, &push_shape, "Newest first."),
    FIELD(push_page, next_cursor, "Give it back as `cursor`.", .optional = true),
};
static const struct shape push_page_shape =
    SHAPE(push_page, page_fields, "One page of pushes.", .name = "job_page");

struct decision {
    const char *id, *digest, *note;
};
static const struct field approval_fields[] = {
    FIELD(decision, id, "Which push.", .min = 1, .max = 64, .example = "psh_1"),
    FIELD(decision, digest, "Of what was shown.", .min = 64, .max = 64),
    FIELD(decision, note, "For who asked.", .max = 2000, .optional = true),
};
static const struct shape approval_shape = SHAPE(decision, approval_fields, "An approval of exactly this.");
static const struct field rejection_fields[] = {
    FIELD(decision, id, "Which push.", .min = 1, .max = 64, .example = "psh_1"),
    FIELD(decision, note, "Why.", .min = 1, .max = 2000),
};
static const struct shape rejection_shape =
    SHAPE(decision, rejection_fields, "A rejection and its reason.", .name = "rejection");

static struct err *ask(struct ctx *ctx, const void *in, void *out)
{
    return push_create(ctx, in, out);
}

static struct err *rehearse(struct ctx *ctx, const void *in, void *out)
{
    return push_rehearse(ctx, in, out);
}

static struct err *get(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;

    return push_get(ctx, key->id, out);
}

static struct err *list(struct ctx *ctx, const void *in, void *out)
{
    return push_list(ctx, in, out);
}

static struct err *approve(struct ctx *ctx, const void *in, void *out)
{
    const struct decision *decision = in;

    return push_approve(ctx, decision->id, decision->digest, decision->note, out);
}

static struct err *reject(struct ctx *ctx, const void *in, void *out)
{
    const struct decision *decision = in;

    return push_reject(ctx, decision->id, decision->note, out);
}

static struct err *cancel(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;

    return push_cancel(ctx, key->id, out);
}

static struct err *retry(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;

    return push_retry(ctx, key->id, out);
}

const struct operation activation_operations[N_ACTIVATION_OPERATIONS] = {
    [ACTIVATION_REHEARSE] =
        READ("activation_rehearse", rehearse, ROLE_USER, &push_new_shape, &rehearsed_shape,
             "Rehearse a push: what it would do, against a simulator", LONG, .rate = RATE_QUERY),
    [ACTIVATION_PUSH] = CHANGE("activation_push", ask, ROLE_USER, &push_new_shape, &push_shape,
                               "Ask for an audience to be pushed to a list", LONG, .takes_key = true),
    [ACTIVATION_GET] =
        READ("activation_get", get, ROLE_USER, &key_shape, &push_shape, "Read one push and its receipt"),
    [ACTIVATION_LIST] =
        READ("activation_list", list, ROLE_USER, &push_query_shape, &push_page_shape, "List pushes"),
    [ACTIVATION_APPROVE] =
        CHANGE("activation_approve", approve, ROLE_USER, &approval_shape, &push_shape,
               "Approve exactly what was shown", .capability = CAN_APPROVE, .takes_key = true),
    [ACTIVATION_REJECT] = CHANGE("activation_reject", reject, ROLE_USER, &rejection_shape, &push_shape,
                                 "Reject a push, with a reason", .capability = CAN_APPROVE),
    [ACTIVATION_CANCEL] =
        CHANGE("activation_cancel", cancel, ROLE_USER, &key_shape, &push_shape, "Cancel a push"),
    [ACTIVATION_RETRY] = CHANGE("activation_retry", retry, ROLE_USER, &key_shape, &push_shape,
                                "Send again what failed", .takes_key = true),
};
