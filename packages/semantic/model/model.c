/*
 * Loading a model, step by step, and asking the loaded one.
 */
#include "packages/semantic/model/extension.h"

#include <stdarg.h>
#include <string.h>

static const char *const known_keys[] = { "version",           "name",           "description",
                                          "ai_context",        "datasets",       "metrics",
                                          "dialects",          "relationships",  "vendors",
                                          "custom_extensions", "semantic_model", NULL };

/* The three shapes of a document: a list of models, one model under the key, or the model itself. */
static const struct node *model_node(const struct node *root)
{
    const struct node *wrapped = node_get(root, "semantic_model");

    if (!wrapped)
        return root;
    return wrapped->kind == NODE_LIST ? wrapped->first : wrapped;
}

void load_warn(struct loader *loader, const struct node *node, const char *format, ...)
{
    struct model *model = loader->model;
    const char *message;
    va_list args;

    va_start(args, format);
    message = arena_vprintf(loader->ctx->arena, format, args);
    va_end(args);
    *ARENA_PUSH(loader->ctx->arena, model->warnings, model->n_warnings) =
        node_err(loader->ctx, loader->file, node, 0, "%s", message)->message;
}

static bool is_among(const char *const *words, const char *word)
{
    for (; *words; words++)
        if (text_is(*words, word))
            return true;
    return false;
}

/* Other tools write keys of their own, and later versions new ones: they are told, not refused. */
static void check_keys(struct loader *loader, const struct node *node)
{
    for (const struct node *child = node->first; child; child = child->next)
        if (!is_among(known_keys, child->key))
            load_warn(loader, child, "\"%s\" is unknown here and read over", child->key);
}

static void check_version(struct loader *loader, const struct node *root)
{
    static const char *const versions[] = { "0.1.0", "0.1.1", "0.2.0.dev0", NULL };
    const struct node *version = node_get(root, "version");

    if (version && !is_among(versions, version->text ? version->text : ""))
        load_warn(loader, version, "version \"%s\" is unknown, read as 0.1.1",
                  version->text ? version->text : "");
}

const char *const *model_warnings(const struct model *model, size_t *n)
{
    *n = model->n_warnings;
    return model->warnings;
}

static struct err *load_head(struct loader *loader, const struct node *node)
{
    struct model *model = loader->model;
    struct model_ext ext;
    struct err *err;

    err = name_read(loader, node, &model->name);
    if (!err)
        err = extension_read(loader, node, &model_ext_shape, &ext);
    if (err)
        return err;
    model->time_zone = ext.time_zone ? ext.time_zone : "UTC";
    if (!zone_open(loader->ctx->arena, model->time_zone))
        return node_err(loader->ctx, loader->file, node, 0, "no time zone \"%s\"", model->time_zone);
    model->week_start = ext.week_start ? ext.week_start : "monday";
    model->key_events = ext.key_events;
    model->n_key_events = ext.n_key_events;
    model->extension = json_keep(loader->ctx, json_object());
    json_object_set(model->extension, "default_period", ext.default_period);
    json_object_set(model->extension, "ambiguous", ext.ambiguous);
    json_object_set(model->extension, "segments", ext.segments);
    json_object_set(model->extension, "language", ext.language);
    json_object_set(model->extension, "verified", ext.verified);
    return NULL;
}

static struct err *load_document(struct loader *loader, const char *text, size_t len)
{
    const struct node *root, *node;
    struct err *err;

    err = yaml_parse(loader->ctx, text, len, loader->file, &root);
    if (err)
        return err;
    if (root->kind != NODE_MAP)
        return node_err(loader->ctx, loader->file, root, 0, "a model is a map");
    node = model_node(root);
    if (!node || node->kind != NODE_MAP)
        return node_err(loader->ctx, loader->file, root, 0, "no model in semantic_model");
    loader->model->node = node;
    check_version(loader, root);
    check_keys(loader, root);
    if (node != root)
        check_keys(loader, node);
    err = load_head(loader, node);
    if (!err)
        err = load_datasets(loader, node);
    if (!err)
        err = load_joins(loader, node);
    if (!err)
        err = load_faces(loader);
    if (!err)
        err = load_metrics(loader, node);
    if (!err)
        err = load_dimensions(loader);
    return err ? err : load_synonyms(loader, node);
}

struct err *model_load(struct ctx *ctx, const char *text, size_t len, const char *filename,
                       const struct model **out)
{
    struct ctx own = *ctx;
    struct loader loader = { .ctx = &own, .file = filename };
    struct err *err;

    own.arena = arena_new();
    loader.model = arena_alloc(own.arena, sizeof(*loader.model));
    loader.model->arena = own.arena;
    loader.model->file = arena_text(own.arena, filename);
    err = load_document(&loader, text, len);
    if (err) {
        err = err_new(ctx, err->code, err->pointer ? arena_text(ctx->arena, err->pointer) : NULL, "%s",
                      err->message);
        arena_free(own.arena);
        return err;
    }
    *out = loader.model;
    return NULL;
}

void model_free(const struct model *model)
{
    if (model)
        arena_free(model->arena);
}

const struct model *model_with_attributes(struct ctx *ctx, const struct model *model,
                                          const char *const *names, size_t n)
{
    struct model *other = arena_copy(ctx->arena, model, sizeof(*model));
    struct dataset *customers;

    if (model->subject == NONE)
        return model;
    other->datasets = arena_copy(ctx->arena, model->datasets, model->n_datasets * sizeof(*model->datasets));
    customers = &other->datasets[model->subject];
    other->dimensions = arena_alloc(ctx->arena, (model->n_dimensions + n) * sizeof(*model->dimensions) + 1);
    memcpy(other->dimensions, model->dimensions, model->n_dimensions * sizeof(*model->dimensions));
    customers->fields = arena_alloc(ctx->arena, (customers->n_fields + n) * sizeof(*customers->fields) + 1);
    memcpy(customers->fields, model->datasets[model->subject].fields,
           customers->n_fields * sizeof(*customers->fields));
    for (size_t i = 0; i < n; i++) {
        struct model_field *field = &customers->fields[customers->n_fields];
        struct dimension *dimension = &other->dimensions[other->n_dimensions];

        if (model_metric(other, names[i]) || model_dimension(other, names[i]) ||
            dataset_field(customers, names[i]) != NONE)
            continue;
        *field = (struct model_field){ .name = arena_text(ctx->arena, names[i]), .of = NONE };
        field->dataset = (size_t)model->subject;
        field->index = customers->n_fields++;
        field->expr = expr_column(ctx->arena, NULL, field->name);
        field->label = label_of(ctx->arena, field->name);
        field->description = "A column of the customers file.";
        *dimension = (struct dimension){ .name = field->name, .face = field };
        for (size_t j = 0; j < MOST_DATASETS; j++)
            dimension->faces[j] = j == field->dataset ? (int)field->index : NONE;
        other->n_dimensions++;
    }
    return other;
}

/* --- key events --- */

struct key_events {
    struct arena *arena;
    const char **names;
    size_t n;
};

static const struct expr *in_key_events(void *arg, const struct expr *expr)
{
    const struct key_events *of = arg;
    const struct expr **args;

    if (expr->op != OP_IN || expr->n_args < 2 || expr->args[1]->op != OP_TEXT)
        return NULL;
    args = arena_alloc(of->arena, (of->n + 1) * sizeof(*args));
    args[0] = expr->args[0];
    for (size_t i = 0; i < of->n; i++)
        args[i + 1] = expr_text(of->arena, OP_TEXT, of->names[i]);
    return expr_call(of->arena, OP_IN, args, of->n + 1);
}

static bool is_key(const struct key_events *of, const char *name)
{
    for (size_t i = 0; i < of->n; i++)
        if (text_is(of->names[i], name))
            return true;
    return false;
}

static void add_key_events(struct key_events *to, const char *names)
{
    while (*names) {
        const char *name = arena_text_n(to->arena, names, strcspn(names, ","));

        if (*name && !is_key(to, name))
            *ARENA_PUSH(to->arena, to->names, to->n) = name;
        names += strlen(name);
        names += *names == ',';
    }
}

const struct model *model_with_key_events(struct ctx *ctx, const struct model *model, const char *names)
{
    struct model *other = arena_copy(ctx->arena, model, sizeof(*model));
    struct key_events events = { .arena = ctx->arena };

    add_key_events(&events, "purchase");
    add_key_events(&events, names);
    other->key_events = events.names;
    other->n_key_events = events.n;
    other->datasets = arena_copy(ctx->arena, model->datasets, model->n_datasets * sizeof(*model->datasets));
    for (size_t i = 0; i < other->n_datasets; i++) {
        struct dataset *dataset = &other->datasets[i];
        const int at = dataset_field(dataset, "is_key_event");

        if (at == NONE)
            continue;
        dataset->fields =
            arena_copy(ctx->arena, dataset->fields, dataset->n_fields * sizeof(*dataset->fields));
        dataset->fields[at].expr = expr_rewrite(ctx->arena, dataset->fields[at].expr, in_key_events, &events);
    }
    return other;
}

const char *model_other_key_events(struct ctx *ctx, const struct model *model)
{
    struct buf names = buf_in(ctx->arena, 64 * 1024);

    for (size_t i = 0; i < model->n_key_events; i++)
        if (!text_is(model->key_events[i], "purchase"))
            buf_printf(&names, "%s%s", names.len ? "," : "", model->key_events[i]);
    return buf_str(&names);
}

/* --- asking --- */

int dataset_find(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->n_datasets; i++)
        if (text_is(model->datasets[i].name, name))
            return (int)i;
    return NONE;
}

int dataset_field(const struct dataset *dataset, const char *name)
{
    for (size_t i = 0; i < dataset->n_fields; i++)
        if (text_is(dataset->fields[i].name, name))
            return (int)i;
    return NONE;
}

const struct metric *model_metric(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->n_metrics; i++)
        if (text_is(model->metrics[i].name, name))
            return &model->metrics[i];
    return NULL;
}

const struct dimension *model_dimension(const struct model *model, const char *name)
{
    for (size_t i = 0; i < model->n_dimensions; i++)
        if (text_is(model->dimensions[i].name, name))
            return &model->dimensions[i];
    return NULL;
}

const struct expr *field_expr(struct arena *arena, const struct model *model, size_t dataset, size_t field)
{
    struct expr *expr = arena_alloc(arena, sizeof(*expr));

    *expr = (struct expr){ .op = OP_FIELD, .integer = (int64_t)dataset, .index = field };
    expr->relation = model->datasets[dataset].name;
    expr->name = model->datasets[dataset].fields[field].name;
    return expr;
}

static void add_measures(const struct expr *expr, size_t out[MOST_PARTS], size_t *n)
{
    for (size_t i = 0; i < expr->n_args; i++)
        add_measures(expr->args[i], out, n);
    if (expr->op != OP_MEASURE || *n > MOST_PARTS)
        return;
    for (size_t i = 0; i < *n && *n <= MOST_PARTS; i++)
        if (out[i] == (size_t)expr->integer)
            return;
    if (*n < MOST_PARTS)
        out[*n] = (size_t)expr->integer;
    ++*n; /* one more than MOST_PARTS: the loader refuses it */
}

size_t metric_measures(const struct metric *metric, size_t out[MOST_PARTS])
{
    size_t n = 0;

    add_measures(metric->expr, out, &n);
    return n;
}

const char *model_nearest_metric(struct ctx *ctx, const struct model *model, const char *name)
{
    const char **names = arena_alloc(ctx->arena, (model->n_metrics + 1) * sizeof(*names));

    for (size_t i = 0; i < model->n_metrics; i++)
        names[i] = model->metrics[i].name;
    return text_nearest(name, names);
}

const char *model_nearest_dimension(struct ctx *ctx, const struct model *model, const char *name)
{
    const char **names = arena_alloc(ctx->arena, (model->n_dimensions + 1) * sizeof(*names));

    for (size_t i = 0; i < model->n_dimensions; i++)
        names[i] = model->dimensions[i].name;
    return text_nearest(name, names);
}

const char *label_of(struct arena *arena, const char *name)
{
    char *label = arena_text(arena, name);

    for (char *c = label; *c; c++)
        if (*c == '_')
            *c = ' ';
    if (*label >= 'a' && *label <= 'z')
        *label = (char)(*label - 'a' + 'A');
    return label;
}

const char *model_label(const struct model *model, const char *name)
{
    const struct metric *metric = model_metric(model, name);
    const struct dimension *dimension = metric ? NULL : model_dimension(model, name);

    return metric ? metric->label : dimension ? dimension->face->label : NULL;
}

const char *model_time_zone(const struct model *model)
{
    return model->time_zone;
}

const char *model_week_start(const struct model *model)
{
    return model->week_start;
}

const char *const *model_key_events(const struct model *model, size_t *n)
{
    *n = model->n_key_events;
    return model->key_events;
}

const json_t *model_extension(const struct model *model)
{
    return model->extension;
}
