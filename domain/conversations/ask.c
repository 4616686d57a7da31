/*
 * Asking: with a conversation the question may be about the one before, and what it becomes is kept as the
 * next turn.
 */
#include "domain/conversations/conversations.h"

#include "packages/store/store.h"

#include <string.h>

struct ask_query {
    const char *question;
    struct plan *plan;
    const char *conversation;
    int64_t replaces;
    const char *today;
    bool plan_only;
    int64_t confirm_above_bytes;
};

static struct err *check(struct ctx *ctx, const void *value)
{
    const struct ask_query *query = value;

    if (!query->question == !query->plan)
        return err_new(ctx, ERR_INVALID, "question",
                       query->plan ? "either a question or a plan" : "a question or a plan is needed");
    if (query->replaces != INT_NONE && !query->conversation)
        return err_new(ctx, ERR_INVALID, "replaces", "is a turn of a conversation");
    return NULL;
}

static const struct field ask_query_fields[] = {
    FIELD(ask_query, question, "In plain words.", .min = 1, .max = 2000,
          .example = "Sessions by channel last week", .optional = true),
    OBJECT(ask_query, plan, &plan_shape, "Or a plan, changed by hand.", .optional = true),
    FIELD(ask_query, conversation,
          "Its id, or a name of your own, which begins one; left out: nothing is kept.", .min = 1, .max = 64,
          .optional = true),
    FIELD(ask_query, replaces, "The turn that is asked again; left out: it goes on.", .min = 1, .max = 500,
          .optional = true, .none = true),
    FIELD(ask_query, today, "Read as if it were this day; left out: today.", .format = "date",
          .optional = true),
    FIELD(ask_query, plan_only, "The plan alone, without an answer.", .optional = true),
    FIELD(ask_query, confirm_above_bytes,
          "What would read more isn't run: `estimate` comes in the answer's place, and nothing is kept.",
          .min = 0, .max = 9007199254740992, .optional = true),
};
const struct shape ask_query_shape = {
    .name = "ask_query",
    .size = sizeof(struct ask_query),
    .fields = ask_query_fields,
    .n_fields = COUNT(ask_query_fields),
    .doc = "A question.",
    .check = check,
};

/* One of the caller's that goes on, or a new one under that name. "new" begins one without a name. */
static struct err *open_conversation(struct ctx *ctx, const struct ask_query *query,
                                     struct conversation *conversation, struct asking *asking)
{
    struct envelope *before = NULL, *plan = NULL;
    struct err *err;

    if (text_is(query->conversation, "new"))
        return NULL;
    err = conversation_find(ctx, query->conversation, conversation);
    if (err_is(err, ERR_NOT_FOUND) && !text_starts(query->conversation, "cnv_")) {
        *conversation = (struct conversation){ .name = query->conversation };
        return NULL;
    }
    if (!err && !conversation->is_mine)
        return err_new(ctx, ERR_FORBIDDEN, "conversation", "only its owner goes on with it");
    if (!err)
        err = conversation_before(ctx, conversation, query->replaces, false, &before);
    if (!err && before && before->kind == ENVELOPE_CLARIFY)
        err = conversation_before(ctx, conversation, query->replaces, true, &plan);
    asking->before = before;
    asking->last_plan = plan ? plan : before;
    return err;
}

static struct err *keep(struct ctx *ctx, const struct ask_query *query, struct envelope *envelope,
                        const char *data_version, struct conversation *conversation)
{
    static const char *const kinds[] = { "plan", "clarify", "refuse" };
    struct envelope plain = *envelope;
    struct turn turn = {
        .replaces = query->replaces,
        .question = query->question,
        .kind = kinds[envelope->kind],
        .data_version = data_version,
    };
    struct err *err;

    plain.answer = NULL;
    turn.envelope = envelope_json(ctx, &plain);
    conversation->title = conversation->title ? conversation->title
                          : query->question   ? query->question
                                              : envelope->reading;
    ctx_tick(ctx);
    err = store_begin(ctx, STORE_WRITE);
    if (err)
        return err;
    err = conversation_add(ctx, conversation, &turn);
    if (!err)
        err = store_commit(ctx);
    if (err)
        store_rollback(ctx);
    else
        envelope->conversation = shape_json(ctx, &conversation_shape, conversation);
    return err;
}

struct err *conversation_ask(struct ctx *ctx, const void *in, void *out)
{
    const struct ask_query *query = in;
    struct envelope *envelope = out;
    struct conversation conversation = { 0 };
    struct asking asking = {
        .question = query->question,
        .plan = query->plan,
        .today = query->today,
        .plan_only = query->plan_only,
        .confirm_above_bytes = query->confirm_above_bytes,
    };
    const char *data_version = "";
    struct err *err;

    err = query->conversation ? open_conversation(ctx, query, &conversation, &asking) : NULL;
    if (!err)
        err = ask_question(ctx, &asking, envelope, &data_version);
    if (!err && query->conversation && !envelope->estimate)
        err = keep(ctx, query, envelope, data_version, &conversation);
    if (err)
        return err;
    ctx->encoded = json_canonical(ctx, envelope_json(ctx, envelope));
    ctx->encoded_len = strlen(ctx->encoded);
    return NULL;
}
