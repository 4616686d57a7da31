#include "domain/artifacts/artifacts.h"

#include "domain/artifacts/artifacts.sql.h"
#include "packages/store/store.h"

#include <string.h>

enum { MOST_SQL = 100000, PAGE = 50 };

static const char *const kinds[] = { "plan", "sql", NULL };

static const struct field artifact_fields[] = {
    FIELD(artifact, id, "Sorts by time of creation."),
    FIELD(artifact, name, "Unique among its owner's."),
    FIELD(artifact, kind, "A plan, or a statement.", .words = kinds),
    FIELD(artifact, plan, "Of a plan.", .optional = true, .type = "Plan"),
    FIELD(artifact, sql, "Of a statement; judged each time it runs.", .optional = true),
    FIELD(artifact, owner_id, "Who saved it."),
    FIELD(artifact, owner_name, "Their name.", .optional = true),
    FIELD(artifact, is_mine, "The caller's own: they alone change it."),
    FIELD(artifact, shared, "Others of the workspace may read it."),
    FIELD(artifact, created_at, "When it was saved."),
    FIELD(artifact, updated_at, "When it was last changed."),
};
const struct shape artifact_shape = SHAPE(artifact, artifact_fields, "Something saved, to be asked again.");

static const struct field new_fields[] = {
    FIELD(artifact_new, name, "Unique among one's own.", .min = 1, .max = 120),
    OBJECT(artifact_new, plan, &plan_shape, "Either a plan.", .optional = true),
    FIELD(artifact_new, sql, "Or a statement.", .min = 1, .max = MOST_SQL, .optional = true),
    FIELD(artifact_new, shared, "Others may read it.", .optional = true),
};
static struct err *check_new(struct ctx *ctx, const void *value)
{
    const struct artifact_new *new = value;

    return !new->plan == !new->sql ? err_new(ctx, ERR_INVALID, "plan", "either a plan or a statement") : NULL;
}
static const struct shape artifact_new_shape = {
    .name = "artifact_new",
    .size = sizeof(struct artifact_new),
    .fields = new_fields,
    .n_fields = COUNT(new_fields),
    .doc = "What is saved.",
    .check = check_new,
};

static const struct field change_fields[] = {
    FIELD(artifact_change, id, "Which one.", .min = 1, .max = 64),
    FIELD(artifact_change, name, "Unique among one's own.", .min = 1, .max = 120, .optional = true),
    OBJECT(artifact_change, plan, &plan_shape, "Another plan.", .optional = true),
    FIELD(artifact_change, sql, "Another statement.", .min = 1, .max = MOST_SQL, .optional = true),
    FIELD(artifact_change, shared, "Others may read it.", .optional = true, .type = "boolean"),
};
static const struct shape artifact_change_shape =
    SHAPE(artifact_change, change_fields, "What is changed of something saved.");

static const struct field query_fields[] = {
    FIELD(artifact_query, q, "Text in the name.", .max = 200, .optional = true),
    FIELD(artifact_query, cursor, "The `next_cursor` of the page before.", .max = 64, .optional = true),
    FIELD(artifact_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
static const struct shape artifact_query_shape = SHAPE(artifact_query, query_fields, "Which saved things.");

static const struct field page_fields[] = {
    LIST(artifact_page, items, &artifact_shape, "Newest first."),
    FIELD(artifact_page, next_cursor, "Give it back as `cursor`.", .optional = true),
};
const struct shape artifact_page_shape = SHAPE(artifact_page, page_fields, "One page of saved things.");

/* --- rows --- */

static const struct field row_fields[] = {
    FIELD(artifact, id, "."),
    FIELD(artifact, name, "."),
    FIELD(artifact, kind, ".", .words = kinds),
    FIELD(artifact, plan, "."),
    FIELD(artifact, sql, "."),
    FIELD(artifact, owner_id, "."),
    FIELD(artifact, owner_name, "."),
    FIELD(artifact, shared, "."),
    FIELD(artifact, created_at, "."),
    FIELD(artifact, updated_at, "."),
};
static const struct shape row_shape = SHAPE(artifact, row_fields, "A row.");

static struct err *name_taken(struct ctx *ctx, struct err *err, const char *name)
{
    return err_is(err, ERR_DUPLICATE)
               ? err_new(ctx, ERR_CONFLICT, "name", "you have saved a \"%s\" already", name)
               : err;
}

static struct err *find(struct ctx *ctx, const char *id, struct artifact *out)
{
    struct err *err;

    err = store_one(ctx, &sql_artifact_get, WITH(ARG("id", id), ARG("who", ctx->who->id)),
                    (struct out){ &row_shape, out });
    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_NOT_FOUND, NULL, "nothing saved as %s", id);
    out->is_mine = !err && text_is(out->owner_id, ctx->who->id);
    return err;
}

static struct err *find_own(struct ctx *ctx, const char *id, const char *verb, struct artifact *out)
{
    struct err *err = find(ctx, id, out);

    if (!err && !out->is_mine)
        return err_new(ctx, ERR_FORBIDDEN, NULL, "only who saved it %s it", verb);
    return err;
}

/* A plan that the model doesn't take isn't worth keeping. */
static struct err *checked(struct ctx *ctx, const struct plan *plan, json_t **out)
{
    struct data data;
    struct err *err = data_model(ctx, &data);

    if (!err)
        err = plan_check(ctx, data.model, plan);
    if (err)
        return err_under(ctx, err, "/plan");
    *out = shape_json(ctx, &plan_shape, plan);
    return NULL;
}

/* --- operations --- */

static struct err *list(struct ctx *ctx, const void *in, void *out)
{
    const struct artifact_query *query = in;
    struct artifact_page *page = out;
    const int64_t limit = query->limit ? query->limit : PAGE;
    const struct out_list rows = { &row_shape, (void **)&page->items };
    struct err *err;

    err = store_all(ctx, &sql_artifact_list,
                    WITH(ARG("who", ctx->who->id), ARG("cursor", query->cursor ? query->cursor : "~"),
                         ARG("q", store_like(ctx, query->q)), ARG("limit", limit + 1)),
                    rows, &page->n_items);
    if (err)
        return err;
    if (page->n_items > (size_t)limit) {
        page->n_items = (size_t)limit;
        page->next_cursor = page->items[limit - 1].id;
    }
    for (size_t i = 0; i < page->n_items; i++)
        page->items[i].is_mine = text_is(page->items[i].owner_id, ctx->who->id);
    return NULL;
}

static struct err *create(struct ctx *ctx, const void *in, void *out)
{
    const struct artifact_new *new = in;
    struct artifact *artifact = out;
    struct err *err = NULL;

    *artifact = (struct artifact){
        .id = arena_printf(ctx->arena, "art_%s", id_new(ctx)),
        .name = new->name,
        .kind = new->plan ? ARTIFACT_PLAN : ARTIFACT_SQL,
        .sql = new->sql,
        .owner_id = ctx->who->id,
        .owner_name = ctx->who->name,
        .is_mine = true,
        .shared = new->shared,
        .created_at = ctx->now,
        .updated_at = ctx->now,
    };
    if (new->plan)
        err = checked(ctx, new->plan, &artifact->plan);
    return err ? err
               : name_taken(
                     ctx,
                     store_run(ctx, &sql_artifact_insert, (struct in){ &row_shape, artifact, NULL, 0 }, NULL),
                     new->name);
}

static struct err *get(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;

    return find(ctx, key->id, out);
}

static struct err *update(struct ctx *ctx, const void *in, void *out)
{
    const struct artifact_change *change = in;
    struct artifact *artifact = out;
    struct err *err = find_own(ctx, change->id, "changes", artifact);

    if (err)
        return err;
    if ((change->plan && artifact->kind != ARTIFACT_PLAN) || (change->sql && artifact->kind != ARTIFACT_SQL))
        return err_new(ctx, ERR_INVALID, change->plan ? "plan" : "sql", "this one holds a %s",
                       artifact->kind == ARTIFACT_PLAN ? "plan" : "statement");
    artifact->name = change->name ? change->name : artifact->name;
    artifact->sql = change->sql ? change->sql : artifact->sql;
    artifact->updated_at = ctx->now;
    err = json_put_flag(ctx, "shared", change->shared, &artifact->shared);
    if (!err && change->plan)
        err = checked(ctx, change->plan, &artifact->plan);
    return err ? err
               : name_taken(
                     ctx,
                     store_run(ctx, &sql_artifact_set, (struct in){ &row_shape, artifact, NULL, 0 }, NULL),
                     artifact->name);
}

static struct err *drop(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;
    struct artifact artifact = { 0 };
    struct err *err = find_own(ctx, key->id, "deletes", &artifact);

    (void)out;
    return err ? err
               : store_run(ctx, &sql_artifact_delete, WITH(ARG("id", key->id), ARG("who", ctx->who->id)),
                           NULL);
}

const struct operation artifact_operations[N_ARTIFACT_OPERATIONS] = {
    [ARTIFACT_LIST] = READ("artifact_list", list, ROLE_USER, &artifact_query_shape, &artifact_page_shape,
                           "List what was saved, own and shared"),
    [ARTIFACT_CREATE] = CHANGE("artifact_create", create, ROLE_USER, &artifact_new_shape, &artifact_shape,
                               "Save a plan or a statement"),
    [ARTIFACT_GET] = READ("artifact_get", get, ROLE_USER, &key_shape, &artifact_shape, "Get something saved"),
    [ARTIFACT_UPDATE] = CHANGE("artifact_update", update, ROLE_USER, &artifact_change_shape, &artifact_shape,
                               "Rename, change or share something saved"),
    [ARTIFACT_DELETE] =
        CHANGE("artifact_delete", drop, ROLE_USER, &key_shape, NULL, "Delete something saved"),
};
