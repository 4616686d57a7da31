/*
 * Idempotency-Key: who asks again under the same key, because the first answer was lost on the way, gets that
 * answer and starts nothing new. The answer is kept in the transaction of the work, so that either both are
 * there or neither. Of two at once the later one's insert fails, its work is rolled back, and it is answered
 * like a repetition.
 */
#include "packages/operation/state.h"

#include "packages/operation/repeat.sql.h"
#include "packages/store/store.h"

#include <string.h>

enum { LARGEST_ANSWER = 1024 * 1024 };

struct repeat {
    const struct operation *operation;
    const void *out; /* filled by the handler before it calls operation_audit() */
    unsigned char asked[SHA256_SIZE];
};

struct kept_row {
    struct bytes asked;
    const char *answer;
};
static const struct field kept_fields[] = {
    FIELD(kept_row, asked, ""),
    FIELD(kept_row, answer, ""),
};
static const struct shape kept_row_shape = SHAPE(kept_row, kept_fields, "An answer that was given.");

static struct instant since(const struct ctx *ctx)
{
    return instant_add(ctx->now, -HOURS(REPEAT_HOURS));
}

void repeat_begin(struct ctx *ctx, const struct operation *operation, json_t *in, const void *out)
{
    struct repeat *repeat;
    const char *text;

    ctx->repeat = NULL;
    if (!operation->takes_key || !ctx->repeat_key || !ctx->who)
        return;
    repeat = arena_alloc(ctx->arena, sizeof(*repeat));
    repeat->operation = operation;
    repeat->out = out;
    ctx->encoded = NULL; /* of an earlier call of this ctx */
    text = arena_printf(ctx->arena, "%s %s", operation->name, in ? json_canonical(ctx, in) : "{}");
    sha256(text, strlen(text), repeat->asked);
    ctx->repeat = repeat;
}

/* The kept answer as it was sent, and as a struct for what the edge says in headers. */
static struct err *answer_with(struct ctx *ctx, const char *answer, void *out)
{
    json_t *json;
    struct err *err;

    err = json_parse(ctx, answer, strlen(answer), &json);
    if (!err)
        err = shape_decode(ctx, ctx->repeat->operation->out, json, out);
    if (err)
        return err_new(ctx, ERR_INTERNAL, NULL, "a kept answer can't be read: %s", err->message);
    ctx->encoded = answer;
    ctx->encoded_len = strlen(answer);
    return NULL;
}

struct err *repeat_find(struct ctx *ctx, void *out, bool *was_found)
{
    struct kept_row row = { 0 };
    struct err *err;

    *was_found = false;
    if (!ctx->repeat)
        return NULL;
    err = store_one(ctx, &sql_repeat_find,
                    WITH(ARG("who", ctx->who->id), ARG("name", ctx->repeat_key), ARG("since", since(ctx))),
                    OUT(kept_row, &row));
    if (err_is(err, ERR_NOT_FOUND))
        return NULL;
    if (err)
        return err;
    if (row.asked.size != SHA256_SIZE || memcmp(row.asked.at, ctx->repeat->asked, SHA256_SIZE) != 0) {
        err = err_new(ctx, ERR_INVALID, NULL, "this Idempotency-Key was used for another request");
        err->next_step = "Take a new key for each new request.";
        return err;
    }
    *was_found = true;
    return answer_with(ctx, row.answer, out);
}

struct err *repeat_keep(struct ctx *ctx)
{
    struct buf answer = buf_in(ctx->arena, LARGEST_ANSWER);
    struct err *err;

    if (!ctx->repeat)
        return NULL;
    operation_encode(ctx, ctx->repeat->operation, ctx->repeat->out, &answer);
    err = store_run(ctx, &sql_repeat_forget, WITH(ARG("since", since(ctx))), NULL);
    if (!err)
        err = store_run(ctx, &sql_repeat_keep,
                        WITH(ARG("who", ctx->who->id), ARG("name", ctx->repeat_key),
                             ARG("asked", ((struct bytes){ ctx->repeat->asked, SHA256_SIZE })),
                             ARG("answer", buf_str(&answer)), ARG("now", ctx->now)),
                        NULL);
    if (err_is(err, ERR_DUPLICATE))
        return err_new(ctx, ERR_CONFLICT, NULL, "a request with this Idempotency-Key is being answered");
    return err;
}
