#include "packages/operation/operation.h"

#include "packages/audit/audit.h"
#include "packages/operation/state.h"
#include "packages/store/store.h"

#include <assert.h>

static const struct field act_fields[] = {
    FIELD(act, operation, "Name of an operation."),
    FIELD(act, allowed, "Whether the caller may do it now."),
    FIELD(act, reason, "Why not.", .optional = true),
};
const struct shape act_shape = SHAPE(act, act_fields, "What may be done with an object now.");

struct err *operation_allowed(struct ctx *ctx, const struct operation *operation)
{
    static const char *const roles[] = { "nobody", "user", "admin", "superadmin" };

    if (operation->role == ROLE_NONE)
        return NULL;
    if (!ctx->who)
        return err_new(ctx, ERR_UNAUTHENTICATED, NULL, "sign in first");
    if (operation->is_owner_only && ctx->who->kind != ACTOR_OWNER)
        return err_new(ctx, ERR_FORBIDDEN, NULL, "%s is for the machine's owner, on the command line",
                       operation->name);
    if (ctx->who->role < operation->role)
        return err_new(ctx, ERR_FORBIDDEN, NULL, "%s needs the role %s", operation->name,
                       roles[operation->role]);
    if (operation->capability && !(ctx->who->capabilities & operation->capability))
        return err_new(ctx, ERR_FORBIDDEN, NULL, "%s needs the right to %s", operation->name,
                       operation->capability == CAN_APPROVE ? "approve" : "read the audit log");
    return NULL;
}

struct err *operation_audit(struct ctx *ctx)
{
    struct err *err = audit_append(ctx, ctx->operation, ctx->audit, NULL);

    ctx->is_audited = !err;
    return err ? err : repeat_keep(ctx);
}

static struct err *run_short(struct ctx *ctx, const struct operation *operation, const void *in, void *out)
{
    const bool is_change = operation->effect == EFFECT_CHANGE;
    struct err *err;

    err = store_begin(ctx, is_change ? STORE_WRITE : STORE_READ);
    if (err)
        return err;
    err = operation->handle(ctx, in, out);
    if (!err && is_change && !ctx->is_audited)
        err = operation_audit(ctx);
    if (err) {
        store_rollback(ctx);
        return err;
    }
    return store_commit(ctx);
}

static struct err *run_long(struct ctx *ctx, const struct operation *operation, const void *in, void *out)
{
    struct err *err = operation->handle(ctx, in, out);

    assert(!ctx->tx);
    assert(err || operation->effect == EFFECT_READ || ctx->is_audited);
    return err;
}

static struct err *prepare(struct ctx *ctx, const struct operation *operation, json_t *in, void **value)
{
    struct err *err;

    err = ctx->is_admitted ? NULL : operation_allowed(ctx, operation);
    if (err)
        return err;
    if (!ctx->is_admitted && (!ctx->who || ctx->who->kind == ACTOR_PERSON)) {
        const char *who = ctx->who ? ctx->who->id : ctx->origin ? ctx->origin : "";

        err = operation_limit(ctx, RATE_REQUEST, who);
        if (!err && operation->rate != RATE_REQUEST)
            err = operation_limit(ctx, operation->rate, who);
        if (err)
            return err;
    }
    *value = NULL;
    if (!operation->in)
        return NULL;
    *value = arena_alloc(ctx->arena, operation->in->size);
    return shape_decode(ctx, operation->in, in ? in : json_keep(ctx, json_object()), *value);
}

/* Under a key: not when it was done already, and not twice when another call with it is quicker. */
static struct err *run_once(struct ctx *ctx, const struct operation *operation, const void *in, void *out)
{
    bool was_found;
    struct err *err, *again;

    err = repeat_find(ctx, out, &was_found);
    if (err || was_found)
        return err;
    err = operation->is_long ? run_long(ctx, operation, in, out) : run_short(ctx, operation, in, out);
    if (!err || !ctx->repeat)
        return err;
    again = repeat_find(ctx, out, &was_found);
    return again || was_found ? again : err;
}

struct err *operation_run(struct ctx *ctx, const struct operation *operation, json_t *in, void **out)
{
    const int64_t begun = monotonic_us();
    void *value, *result = operation->out ? arena_alloc(ctx->arena, operation->out->size) : NULL;
    struct err *err;

    ctx->operation = operation->name;
    ctx->audit = NULL;
    ctx->is_audited = false;
    repeat_begin(ctx, operation, in, result);
    err = prepare(ctx, operation, in, &value);
    if (!err)
        err = run_once(ctx, operation, value, result);
    operation_count(ctx->ports->operations, operation, err, monotonic_us() - begun);
    if (err)
        return err;
    *out = result;
    return NULL;
}

struct err *operation_quick(struct ctx *ctx, const struct operation *operation, json_t *in, bool *is_answered)
{
    const int64_t begun = monotonic_us();
    void *value;
    struct err *err;

    err = prepare(ctx, operation, in, &value);
    if (err)
        return err;
    ctx->is_admitted = true;
    if (operation->quick)
        err = operation->quick(ctx, value);
    *is_answered = !err && ctx->encoded;
    if (*is_answered)
        operation_count(ctx->ports->operations, operation, NULL, monotonic_us() - begun);
    return err;
}

void operation_encode(const struct ctx *ctx, const struct operation *operation, const void *out,
                      struct buf *to)
{
    if (ctx->encoded)
        buf_add(to, ctx->encoded, ctx->encoded_len);
    else if (out)
        shape_encode(operation->out, out, to);
    else
        buf_text(to, "null");
}

struct err *operation_call(struct ctx *ctx, const struct operation *operation, json_t *in, struct buf *out)
{
    void *result;
    struct err *err;

    err = operation_run(ctx, operation, in, &result);
    if (!err)
        operation_encode(ctx, operation, result, out);
    return err;
}
