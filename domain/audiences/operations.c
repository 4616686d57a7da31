#include "domain/audiences/audiences.h"

#include "domain/audiences/audiences.sql.h"
#include "packages/audit/audit.h"
#include "packages/store/store.h"

struct audience_preview {
    json_t *rules;
};
static const struct field preview_fields[] = {
    FIELD(audience_preview, rules, "A rule tree that isn't saved.", .type = "Cond"),
};
static const struct shape audience_preview_shape =
    SHAPE(audience_preview, preview_fields, "Rules to be counted.");

struct version_query {
    const char *id, *cursor;
    int64_t limit;
};
static const struct field version_query_fields[] = {
    FIELD(version_query, id, "Of which audience.", .min = 1, .max = 64, .example = "aud_1"),
    FIELD(version_query, cursor, "The `next_cursor` of the page before.", .max = 20, .optional = true),
    FIELD(version_query, limit, "Rows wanted.", .min = 1, .max = 200, .optional = true),
};
static const struct shape version_query_shape = SHAPE(version_query, version_query_fields, "Which versions.");

struct version_page {
    struct audience_version *items;
    size_t n_items;
    const char *next_cursor;
};
static const struct field version_page_fields[] = {
    LIST(version_page, items, &audience_version_shape, "Newest first."),
    FIELD(version_page, next_cursor, "Give it back as `cursor`.", .optional = true),
};
static const struct shape version_page_shape =
    SHAPE(version_page, version_page_fields, "One page of versions.", .name = "audience_version_page");

struct sampled {
    const char *customer_id, *country;
    struct instant created_at;
};
static const struct field sampled_fields[] = {
    FIELD(sampled, customer_id, "The customer."),
    FIELD(sampled, country, "Two letters.", .optional = true),
    FIELD(sampled, created_at, "Customer since.", .optional = true),
};
static const struct shape sampled_shape =
    SHAPE(sampled, sampled_fields, "A customer in the audience.", .name = "sampled_customer");

struct sample {
    struct sampled *items;
    size_t n_items;
};
static const struct field sample_fields[] = {
    LIST(sample, items, &sampled_shape, "A few customers, the same ones each time."),
};
static const struct shape sample_shape =
    SHAPE(sample, sample_fields, "A sample of an audience.", .name = "audience_sample");

static struct err *note(struct ctx *ctx, const struct audience *audience, const char *verb)
{
    struct audit_note *said = arena_alloc(ctx->arena, sizeof(*said));

    said->object = audience->id;
    said->summary = arena_printf(ctx->arena, "%s the audience \"%s\"", verb, audience->name);
    if (audience->version != INT_NONE && audience->version)
        said->details = json_keep(ctx, json_pack("{sI}", "version", (json_int_t)audience->version));
    ctx->audit = said;
    return NULL;
}

static struct err *list(struct ctx *ctx, const void *in, void *out)
{
    return audience_list(ctx, in, out);
}

static struct err *create(struct ctx *ctx, const void *in, void *out)
{
    struct err *err = audience_create(ctx, in, out);

    return err ? err : note(ctx, out, "created");
}

static struct err *get(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;

    return audience_get(ctx, key->id, out);
}

static struct err *update(struct ctx *ctx, const void *in, void *out)
{
    struct err *err = audience_update(ctx, in, out);

    return err ? err : note(ctx, out, "changed");
}

static struct err *archive(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;
    struct audience audience = { 0 };
    struct err *err;

    (void)out;
    err = audience_get(ctx, key->id, &audience);
    if (!err)
        err = audience_archive(ctx, key->id);
    return err ? err : note(ctx, &audience, "archived");
}

static struct err *versions(struct ctx *ctx, const void *in, void *out)
{
    const struct version_query *query = in;
    const int64_t limit = query->limit ? query->limit : 50;
    struct version_page *page = out;
    struct audience audience = { 0 };
    int64_t cursor = INT64_MAX;
    struct err *err;

    if (query->cursor && !text_to_int(query->cursor, &cursor))
        return err_new(ctx, ERR_INVALID, "cursor", "is not a cursor of this list");
    err = audience_get(ctx, query->id, &audience);
    if (!err)
        err = store_all(ctx, &sql_version_list,
                        WITH(ARG("id", query->id), ARG("cursor", cursor), ARG("limit", limit + 1)),
                        OUT_LIST(audience_version, &page->items), &page->n_items);
    if (!err && page->n_items > (size_t)limit) {
        page->n_items = (size_t)limit;
        page->next_cursor = arena_printf(ctx->arena, "%lld", (long long)page->items[limit - 1].version);
    }
    return err;
}

static struct err *preview(struct ctx *ctx, const void *in, void *out)
{
    const struct audience_preview *rules = in;

    return audience_size(ctx, rules->rules, out);
}

static struct err *size(struct ctx *ctx, const void *in, void *out)
{
    const struct key *key = in;
    json_t *rules;
    struct audience audience;
    struct err *err = audience_saved_rules(ctx, key->id, &audience, &rules);

    return err ? err : audience_size(ctx, rules, out);
}

static struct err *sample(struct ctx *ctx, const void *in, void *out)
{
    const struct version_query *query = in;
    struct sample *few = out;
    struct compile_options options;
    struct compiled compiled = { 0 };
    struct warehouse_result rows;
    struct cond rules = { 0 };
    struct audience audience;
    struct data data;
    json_t *json;
    struct err *err;

    err = audience_saved_rules(ctx, query->id, &audience, &json);
    if (!err)
        err = data_open(ctx, NULL, &data);
    if (!err)
        err = audience_compile_options(ctx, &data, json, &rules, &options);
    if (!err)
        err = rules_sample_compile(ctx, data.model, &rules, &options, query->limit ? query->limit : 20,
                                   &compiled);
    if (!err)
        err = data_query(ctx, &data, &compiled, &rows);
    if (err)
        return err;
    few->items = arena_alloc(ctx->arena, (rows.n_rows + 1) * sizeof(*few->items));
    few->n_items = rows.n_rows;
    for (size_t i = 0; i < rows.n_rows; i++) {
        const struct cell *cells = &rows.cells[i * rows.n_columns];

        few->items[i] =
            (struct sampled){ cell_text(&cells[0]), cell_text(&cells[1]), { cell_int(&cells[2]) } };
    }
    return NULL;
}

const struct operation audience_operations[N_AUDIENCE_OPERATIONS] = {
    [AUDIENCE_LIST] =
        READ("audience_list", list, ROLE_USER, &audience_query_shape, &audience_page_shape, "List audiences"),
    [AUDIENCE_CREATE] = CHANGE("audience_create", create, ROLE_USER, &audience_new_shape, &audience_shape,
                               "Create an audience"),
    [AUDIENCE_GET] = READ("audience_get", get, ROLE_USER, &key_shape, &audience_shape, "Read one audience"),
    [AUDIENCE_UPDATE] = CHANGE("audience_update", update, ROLE_USER, &audience_change_shape, &audience_shape,
                               "Change an audience; other rules make a new version"),
    [AUDIENCE_ARCHIVE] =
        CHANGE("audience_archive", archive, ROLE_USER, &key_shape, NULL, "Archive an audience"),
    [AUDIENCE_VERSIONS] = READ("audience_versions", versions, ROLE_USER, &version_query_shape,
                               &version_page_shape, "List the versions of an audience"),
    [AUDIENCE_SIZE] = READ("audience_size", size, ROLE_USER, &key_shape, &audience_size_shape,
                           "Count an audience and its rules", LONG),
    [AUDIENCE_SAMPLE] = READ("audience_sample", sample, ROLE_USER, &version_query_shape, &sample_shape,
                             "Show a few customers of an audience", LONG),
    [AUDIENCE_PREVIEW] = READ("audience_preview", preview, ROLE_USER, &audience_preview_shape,
                              &audience_size_shape, "Count rules that aren't saved", LONG),
    [AUDIENCE_METRICS] = READ("audience_metrics", audience_metrics, ROLE_USER, &key_shape,
                              &audience_metrics_shape, "How large an audience is and what it is worth", LONG),
};
