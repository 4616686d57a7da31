#include "domain/loads/pins.h"

#include "domain/loads/loads.sql.h"
#include "packages/store/store.h"

struct err *pinned_versions(struct ctx *ctx, const char ***out, size_t *n)
{
    struct key *keys = NULL;
    struct err *err;

    err = store_all(ctx, &sql_pinned_versions, NOTHING, OUT_LIST(key, &keys), n);
    if (err)
        return err;
    *out = arena_alloc(ctx->arena, (*n + 1) * sizeof(**out));
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = keys[i].id;
    return NULL;
}
