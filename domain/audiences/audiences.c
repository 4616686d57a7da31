#include "domain/audiences/audiences.h"

#include "domain/audiences/audiences.sql.h"
#include "packages/queue/queue.h"
#include "packages/store/store.h"

#include <string.h>

static const char *const status_words[] = { "draft", "ready", "archived", NULL };

static const struct field audience_fields[] = {
    FIELD(audience, id, "Sorts by time of creation."),
    FIELD(audience, name, "Unique among live audiences."),
    FIELD(audience, description, "Free text.", .optional = true),
    FIELD(audience, status, "A draft has no saved version yet.", .words = status_words),
    FIELD(audience, version, "The newest one.", .optional = true),
    FIELD(audience, people, "In the newest version, when it was last counted.", .optional = true),
    FIELD(audience, rules, "Of the newest version.", .optional = true, .type = "Cond"),
    FIELD(audience, words, "The rules as a sentence.", .optional = true),
    FIELD(audience, created_by, "Who created it."),
    FIELD(audience, created_at, "When it was created."),
    FIELD(audience, updated_at, "When it was last changed."),
    FIELD(audience, revision, "Another one after each change: a change says it in `If-Match`, in quotes."),
    LIST(audience, acts, &act_shape, "What the caller may do with it now."),
};
const struct shape audience_shape = SHAPE(audience, audience_fields, "A named set of customers.");

static const struct field new_fields[] = {
    FIELD(audience_new, name, "Unique among live audiences.", .min = 1, .max = 120),
    FIELD(audience_new, description, "Free text.", .max = 2000, .optional = true),
    FIELD(audience_new, rules, "Makes the first version; a draft without.", .optional = true, .type = "Cond"),
};
const struct shape audience_new_shape = SHAPE(audience_new, new_fields, "What a new audience needs.");

static const struct field change_fields[] = {
    FIELD(audience_change, id, "Which one.", .min = 1, .max = 64, .example = "aud_1"),
    FIELD(audience_change, name, "Unique among live audiences.", .min = 1, .max = 120, .optional = true),
    FIELD(audience_change, description, "Free text; empty removes it.", .max = 2000, .optional = true),
    FIELD(audience_change, rules, "Other rules make a new version.", .optional = true, .type = "Cond"),
};
const struct shape audience_change_shape =
    SHAPE(audience_change, change_fields, "What is changed of an audience.");

static const struct field query_fields[] = {
    FIELD(audience_query, q, "Text in the name.", .max = 200, .optional = true),
    FIELD(audience_query, cursor, "The `next_cursor` of the page before.", .max = 64, .optional = true),
    FIELD(audience_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
const struct shape audience_query_shape = SHAPE(audience_query, query_fields, "Which audiences.");

static const struct field page_fields[] = {
    LIST(audience_page, items, &audience_shape, "Newest first."),
    FIELD(audience_page, next_cursor, "Give it back as `cursor`.", .optional = true),
};
const struct shape audience_page_shape = SHAPE(audience_page, page_fields, "One page of audiences.");

static const struct field version_fields[] = {
    FIELD(audience_version, version, "Counts from 1."),
    FIELD(audience_version, rules, "Who is in it.", .type = "Cond"),
    FIELD(audience_version, words, "The rules as a sentence."),
    FIELD(audience_version, definition_hash, "Equal for rules that ask the same."),
    FIELD(audience_version, people, "When it was last counted.", .optional = true),
    FIELD(audience_version, created_by, "Who saved it."),
    FIELD(audience_version, created_at, "When."),
    SCALARS(audience_version, changes, "Against the version before, a sentence each."),
};
const struct shape audience_version_shape =
    SHAPE(audience_version, version_fields, "What an audience was at a time.");

/* --- acts: what the caller may do with it now --- */

static bool may_change(const struct ctx *ctx, const struct audience *audience)
{
    return ctx->who && (ctx->who->role >= ROLE_ADMIN || text_is(ctx->who->id, audience->created_by));
}

static void add_act(struct ctx *ctx, struct audience *audience, const char *operation, const char *why_not)
{
    *ARENA_PUSH(ctx->arena, audience->acts, audience->n_acts) = (struct act){ operation, !why_not, why_not };
}

struct err *audience_may_push(struct ctx *ctx, const struct audience *audience)
{
    if (!may_change(ctx, audience))
        return err_new(ctx, ERR_FORBIDDEN, NULL, "only the owner of \"%s\" or an admin asks for a push of it",
                       audience->name);
    if (audience->status != AUDIENCE_READY)
        return err_new(ctx, ERR_CONFLICT, NULL, "\"%s\" has no saved version yet", audience->name);
    return NULL;
}

/* What no column holds. */
static void fill(struct ctx *ctx, struct audience *audience)
{
    const char *not_yours = may_change(ctx, audience) ? NULL : "Only its owner or an admin changes it.";
    const struct err *no_push = audience_may_push(ctx, audience);

    audience->revision = arena_printf(ctx->arena, "%llx", (unsigned long long)audience->updated_at.us);
    audience->acts = NULL;
    audience->n_acts = 0;
    add_act(ctx, audience, "audience_update", not_yours);
    add_act(ctx, audience, "audience_archive", not_yours);
    add_act(ctx, audience, "activation_push",
            !no_push                         ? NULL
            : err_is(no_push, ERR_FORBIDDEN) ? "Only its owner or an admin asks for a push of it."
                                             : "It has no saved version yet.");
}

/* --- versions --- */

/* An audience that is named without a version is pinned to its newest, so there are no circles. */
static struct err *pin(struct ctx *ctx, const char *own_id, struct cond *cond)
{
    struct audience named = { 0 };
    struct err *err = NULL;

    for (size_t i = 0; i < cond->n_all && !err; i++)
        err = pin(ctx, own_id, &cond->all[i]);
    for (size_t i = 0; i < cond->n_any && !err; i++)
        err = pin(ctx, own_id, &cond->any[i]);
    if (!err && cond->negated)
        err = pin(ctx, own_id, cond->negated);
    if (err || !cond->audience)
        return err;
    err = audience_get(ctx, cond->audience, &named);
    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_INVALID, "rules", "no audience %s", cond->audience);
    if (err)
        return err;
    if (text_is(own_id, cond->audience))
        return err_new(ctx, ERR_INVALID, "rules", "an audience can't be made of itself");
    if (named.version == INT_NONE)
        return err_new(ctx, ERR_INVALID, "rules", "\"%s\" has no saved version yet", named.name);
    if (cond->version == 0 || cond->version == INT_NONE)
        cond->version = named.version;
    return NULL;
}

static struct err *checked_rules(struct ctx *ctx, const char *own_id, json_t *json, struct data *data,
                                 struct cond *out)
{
    struct err *err;

    err = data_model(ctx, data);
    if (!err)
        err = rules_decode(ctx, json, out);
    if (!err)
        err = rules_check(ctx, data->model, out);
    if (err)
        return err_under(ctx, err, "/rules");
    return pin(ctx, own_id, out);
}

/* Saves `rules` as the next version of the audience, unless they ask what the newest does. */
static struct err *save_version(struct ctx *ctx, struct audience *audience, json_t *rules, bool *is_new)
{
    struct audience_version before = { 0 };
    struct cond old = { 0 }, new = { 0 };
    struct data data;
    const char *hash, **changes, *changes_json;
    const bool has_before = audience->version != INT_NONE;
    size_t n = 0;
    struct err *err;

    err = checked_rules(ctx, audience->id, rules, &data, &new);
    if (!err && has_before)
        err = audience_version_get(ctx, audience->id, audience->version, &before);
    if (!err && has_before)
        err = rules_decode(ctx, before.rules, &old);
    if (err)
        return err;
    hash = rules_hash(ctx, data.model, &new);
    *is_new = !has_before || !text_is(hash, before.definition_hash);
    if (!*is_new)
        return NULL;
    changes = rules_changes(ctx, data.model, has_before ? &old : NULL, &new, &n);
    {
        json_t *list = json_keep(ctx, json_array());

        for (size_t i = 0; i < n; i++)
            json_array_append_new(list, json_string(changes[i]));
        changes_json = json_canonical(ctx, list);
    }
    audience->version = has_before ? audience->version + 1 : 1;
    audience->rules = shape_json(ctx, &cond_shape, &new);
    audience->words = rules_words(ctx, data.model, &new);
    audience->status = AUDIENCE_READY;
    audience->people = INT_NONE;
    err = store_run(ctx, &sql_version_insert,
                    WITH(ARG("id", audience->id), ARG("version", audience->version),
                         ARG("rules", json_canonical(ctx, audience->rules)), ARG("words", audience->words),
                         ARG("definition_hash", hash), ARG("changes", changes_json),
                         ARG("created_by", ctx->who->id), ARG("created_at", ctx->now)),
                    NULL);
    return err ? err : queue_add(ctx, "audience_count", audience->id, ctx->now);
}

struct err *audience_version_get(struct ctx *ctx, const char *id, int64_t version,
                                 struct audience_version *out)
{
    struct audience audience = { 0 };
    struct err *err = NULL;

    if (version == 0)
        err = audience_get(ctx, id, &audience);
    if (err)
        return err;
    *out = (struct audience_version){ 0 };
    err = store_one(ctx, &sql_version_get,
                    WITH(ARG("id", id), ARG("version", version ? version : audience.version)),
                    OUT(audience_version, out));
    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_NOT_FOUND, NULL, "audience %s has no version %lld", id, (long long)version);
    return err;
}

/* --- the audience --- */

static struct err *name_taken(struct ctx *ctx, struct err *err, const char *name)
{
    if (err_is(err, ERR_DUPLICATE))
        return err_new(ctx, ERR_CONFLICT, "name", "an audience named \"%s\" exists", name);
    return err;
}

struct err *audience_create(struct ctx *ctx, const struct audience_new *in, struct audience *out)
{
    bool is_new = false;
    struct err *err;

    *out = (struct audience){
        .id = arena_printf(ctx->arena, "aud_%s", id_new(ctx)),
        .name = in->name,
        .description = in->description && *in->description ? in->description : NULL,
        .status = AUDIENCE_DRAFT,
        .version = INT_NONE,
        .people = INT_NONE,
        .created_by = ctx->who->id,
        .created_at = ctx->now,
        .updated_at = ctx->now,
    };
    err = name_taken(ctx, store_run(ctx, &sql_audience_insert, IN(audience, out), NULL), in->name);
    if (!err && in->rules)
        err = save_version(ctx, out, in->rules, &is_new);
    if (!err && is_new)
        err = store_run(ctx, &sql_audience_set, IN(audience, out), NULL);
    if (!err)
        fill(ctx, out);
    return err;
}

struct err *audience_get(struct ctx *ctx, const char *id, struct audience *out)
{
    struct err *err;

    *out = (struct audience){ 0 };
    err = store_one(ctx, &sql_audience_get, WITH(ARG("id", id)), OUT(audience, out));
    if (err_is(err, ERR_NOT_FOUND))
        return err_new(ctx, ERR_NOT_FOUND, NULL, "no audience %s", id);
    if (!err)
        fill(ctx, out);
    return err;
}

struct err *audience_list(struct ctx *ctx, const struct audience_query *in, struct audience_page *out)
{
    const int64_t limit = in->limit ? in->limit : 50;
    const char *like = store_like(ctx, in->q);
    struct err *err;

    *out = (struct audience_page){ 0 };
    err =
        store_all(ctx, &sql_audience_list,
                  WITH(ARG("cursor", in->cursor ? in->cursor : "~"), ARG("q", like), ARG("limit", limit + 1)),
                  OUT_LIST(audience, &out->items), &out->n_items);
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

struct err *audience_saved_rules(struct ctx *ctx, const char *id, struct audience *out, json_t **rules)
{
    struct err *err = audience_get(ctx, id, out);

    if (err)
        return err;
    if (!out->rules)
        return err_new(ctx, ERR_CONFLICT, NULL, "\"%s\" has no saved version yet", out->name);
    *rules = out->rules;
    return NULL;
}

/* The audience as it stands, held until the transaction ends, if the caller may change it and means this
 * state of it. */
static struct err *take(struct ctx *ctx, const char *id, const char *verb, struct audience *out)
{
    struct err *err;

    err = store_run(ctx, &sql_audience_hold, WITH(ARG("id", id)), NULL);
    if (!err)
        err = audience_get(ctx, id, out);
    if (err)
        return err;
    if (!may_change(ctx, out))
        return err_new(ctx, ERR_FORBIDDEN, NULL, "only the owner of \"%s\" or an admin %s it", out->name,
                       verb);
    return operation_match(ctx, out->revision);
}

/* Never the same twice, also where the clock went back: the revision is made of it. */
static struct instant later(struct ctx *ctx, struct instant than)
{
    return ctx->now.us > than.us ? ctx->now : instant_add(than, 1);
}

struct err *audience_update(struct ctx *ctx, const struct audience_change *in, struct audience *out)
{
    bool is_new = false;
    struct err *err;

    err = take(ctx, in->id, "changes", out);
    if (err)
        return err;
    if (in->name)
        out->name = in->name;
    if (in->description)
        out->description = *in->description ? in->description : NULL;
    out->updated_at = later(ctx, out->updated_at);
    if (in->rules)
        err = save_version(ctx, out, in->rules, &is_new);
    if (!err)
        err = name_taken(ctx, store_run(ctx, &sql_audience_set, IN(audience, out), NULL), out->name);
    if (!err && is_new)
        err = store_run(ctx, &sql_audience_void_pushes,
                        WITH(ARG("id", out->id), ARG("now", ctx->now),
                             ARG("cause", arena_printf(ctx->arena, "The audience changed to version %lld.",
                                                       (long long)out->version))),
                        NULL);
    if (!err)
        fill(ctx, out);
    return err;
}

struct err *audience_archive(struct ctx *ctx, const char *id)
{
    struct audience audience = { 0 };
    struct err *err;

    err = take(ctx, id, "archives", &audience);
    if (err)
        return err;
    err = store_run(ctx, &sql_audience_void_pushes,
                    WITH(ARG("id", id), ARG("now", ctx->now), ARG("cause", "The audience was archived.")),
                    NULL);
    return err ? err : store_run(ctx, &sql_audience_archive, WITH(ARG("id", id), ARG("now", ctx->now)), NULL);
}
