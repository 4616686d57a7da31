#include "domain/syncs/syncs.h"

#include "packages/store/store.h"

static struct err *list(struct ctx *ctx, const void *in, void *out)
{
    return sync_list(ctx, in, out);
}

static struct err *get(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;

    return sync_get(ctx, key->id, out);
}

static struct err *pause_it(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;

    return sync_pause(ctx, key->id, out);
}

static struct err *resume(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;

    return sync_resume(ctx, key->id, out);
}

static struct err *end(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;

    return sync_end(ctx, key->id, out);
}

const struct operation sync_operations[N_SYNC_OPERATIONS] = {
    [SYNC_LIST] =
        READ("sync_list", list, ROLE_USER, &sync_query_shape, &sync_page_shape, "List recurring syncs"),
    [SYNC_GET] = READ("sync_get", get, ROLE_USER, &key_shape, &sync_shape, "Read one recurring sync"),
    [SYNC_PAUSE] =
        CHANGE("sync_pause", pause_it, ROLE_USER, &key_shape, &sync_shape, "Pause a recurring sync"),
    [SYNC_RESUME] =
        CHANGE("sync_resume", resume, ROLE_USER, &key_shape, &sync_shape, "Resume a recurring sync"),
    [SYNC_END] = CHANGE("sync_end", end, ROLE_USER, &key_shape, &sync_shape, "End a recurring sync"),
};
