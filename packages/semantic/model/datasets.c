/*
 * Datasets and their fields: the first step of loading. A field's expression may name columns of its own
 * table alone.
 */
#include "packages/semantic/model/extension.h"

#include <string.h>
#include <strings.h>

static struct err *no_such(struct loader *loader, const struct node *node, const char *what, const char *name,
                           const struct dataset *dataset)
{
    return node_err(loader->ctx, loader->file, node, 0, "no %s \"%s\" in dataset \"%s\"", what, name,
                    dataset->name);
}

/* What the extension's `types` says of a field or column, or `otherwise`. */
static enum type declared_type(const json_t *types, const char *name, enum type otherwise)
{
    const json_t *list, *item;
    size_t i;

    for (unsigned type = 0; type_words[type]; type++) {
        list = json_object_get(types, type_words[type]);
        json_array_foreach(list, i, item)
        {
            if (text_is(json_string_value(item), name))
                return (enum type)type;
        }
    }
    return otherwise;
}

static enum type type_of_word(const char *datatype)
{
    static const struct {
        const char *word;
        enum type type;
    } words[] = {
        { "Boolean", TYPE_BOOLEAN },      { "Date", TYPE_DATE },      { "DateTime", TYPE_TIMESTAMP },
        { "DateTimeTz", TYPE_TIMESTAMP }, { "Decimal", TYPE_NUMBER }, { "Float", TYPE_NUMBER },
        { "Integer", TYPE_INTEGER },      { "String", TYPE_TEXT },
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (text_is(words[i].word, datatype))
            return words[i].type;
    return N_TYPES;
}

/* The type that follows from the expression; columns have theirs from `types`. */
static enum type inferred(const struct expr *expr, const json_t *types)
{
    enum type a, b;

    switch (expr->op) {
    case OP_INTEGER:
    case OP_COUNT:
    case OP_COUNT_DISTINCT:
    case OP_LENGTH:
    case OP_AS_INTEGER:
    case OP_HOUR:
    case OP_WEEKDAY:
    case OP_MONTH:
    case OP_YEAR:
        return TYPE_INTEGER;
    case OP_NUMBER:
    case OP_DIVIDE:
    case OP_AVERAGE:
    case OP_AS_NUMBER:
        return TYPE_NUMBER;
    case OP_DATE:
    case OP_AS_DATE:
    case OP_TRUNC_DAY:
    case OP_TRUNC_WEEK:
    case OP_TRUNC_MONTH:
    case OP_TRUNC_QUARTER:
    case OP_TRUNC_YEAR:
        return TYPE_DATE;
    case OP_COLUMN:
        return declared_type(types, expr->name, TYPE_TEXT);
    case OP_CASE:
        return inferred(expr->args[1], types);
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_MODULO:
        a = inferred(expr->args[0], types);
        b = inferred(expr->args[1], types);
        return a == TYPE_NUMBER || b == TYPE_NUMBER ? TYPE_NUMBER : TYPE_INTEGER;
    case OP_NEGATE:
    case OP_SUM:
    case OP_MIN:
    case OP_MAX:
    case OP_ABS:
    case OP_COALESCE:
    case OP_NULLIF:
        return inferred(expr->args[0], types);
    default:
        if (expr->op == OP_BOOLEAN || (expr->op >= OP_OR && expr->op <= OP_ENDS))
            return TYPE_BOOLEAN;
        return TYPE_TEXT;
    }
}

struct columns_of {
    struct arena *arena;
    const struct dataset *dataset;
    const struct expr *fault;
};

/* Names become bare columns; a name of another dataset is a fault. */
static const struct expr *to_column(void *arg, const struct expr *expr)
{
    struct columns_of *of = arg;

    if (expr->op != OP_NAME)
        return NULL;
    if (expr->relation && !text_is(expr->relation, of->dataset->name))
        of->fault = expr;
    return expr_column(of->arena, NULL, expr->name);
}

static struct err *own_columns(struct loader *loader, const struct dataset *dataset, const struct node *node,
                               const struct expr **expr)
{
    struct columns_of of = { loader->ctx->arena, dataset, NULL };

    *expr = expr_rewrite(loader->ctx->arena, *expr, to_column, &of);
    if (of.fault)
        return node_err(loader->ctx, loader->file, node, of.fault->at,
                        "a field of \"%s\" can't use \"%s\": only columns of its own table", dataset->name,
                        of.fault->relation);
    return NULL;
}

static struct err *load_field(struct loader *loader, const struct dataset *dataset, const json_t *types,
                              const struct node *node, struct model_field *field)
{
    const char *is_time = node_text(node_get(node, "dimension"), "is_time"),
               *datatype = node_text(node, "datatype");
    const struct node *text;
    struct field_ext ext;
    struct err *err;

    field->node = node;
    err = name_read(loader, node, &field->name);
    if (!err)
        err = extension_read(loader, node, &field_ext_shape, &ext);
    if (!err)
        err = expression_read(loader, node, &field->expr, &text);
    if (!err)
        err = own_columns(loader, dataset, text, &field->expr);
    if (err)
        return err;
    if (expr_has_aggregate(field->expr) != (dataset->n_group_by > 0 && field->expr->op != OP_COLUMN))
        return node_err(loader->ctx, loader->file, text, 0,
                        dataset->n_group_by
                            ? "a field of a grouped dataset is an aggregate or a column of its group"
                            : "a field can't be an aggregate: that is a metric");
    synonyms_read(loader, node, &field->synonyms, &field->n_synonyms);
    field->label = ext.label;
    field->description = node_text(node, "description");
    field->is_personal = ext.personal;
    field->of_name = ext.of;
    field->is_hidden =
        ext.hidden || (!ext.label && !field->description && !field->n_synonyms && !node_text(node, "label"));
    field->type = inferred(field->expr, types);
    field->type = declared_type(types, field->name, field->type);
    if (datatype && type_of_word(datatype) != N_TYPES)
        field->type = type_of_word(datatype);
    for (unsigned type = 0; ext.type && type_words[type]; type++)
        if (text_is(ext.type, type_words[type]))
            field->type = (enum type)type;
    field->is_time = is_time ? text_is(is_time, "true") : datatype && field->type == TYPE_DATE;
    if (field->is_time && field->type != TYPE_DATE)
        return node_err(loader->ctx, loader->file, node, 0,
                        "\"%s\" is a time dimension, so it must be a date", field->name);
    return NULL;
}

static struct err *load_fields(struct loader *loader, const struct node *node, const json_t *types,
                               struct dataset *dataset)
{
    const struct node *list = node_get(node, "fields");
    struct model_field *field;
    struct err *err;

    for (const struct node *item = list ? list->first : NULL; item; item = item->next) {
        field = ARENA_PUSH(loader->ctx->arena, dataset->fields, dataset->n_fields);
        field->dataset = (size_t)(dataset - loader->model->datasets);
        field->index = dataset->n_fields - 1;
        err = load_field(loader, dataset, types, item, field);
        if (err)
            return err;
        if ((size_t)dataset_field(dataset, field->name) != field->index)
            return node_err(loader->ctx, loader->file, item, 0, "dataset \"%s\" has two fields \"%s\"",
                            dataset->name, field->name);
    }
    return NULL;
}

struct clocks {
    struct arena *arena;
    const json_t *types;
};

/* Hours and days of a timestamp are those of the property's zone. */
static const struct expr *on_the_wall(void *arg, const struct expr *expr)
{
    const struct clocks *clocks = arg;
    const bool is_part = expr->op == OP_AS_DATE || (expr->op >= OP_TRUNC_HOUR && expr->op <= OP_YEAR);
    const struct expr *inner = is_part ? expr->args[0] : NULL;

    if (!inner || inner->op != OP_COLUMN ||
        declared_type(clocks->types, inner->name, TYPE_TEXT) != TYPE_TIMESTAMP)
        return NULL;
    return EXPR(clocks->arena, expr->op == OP_AS_DATE ? OP_TRUNC_DAY : expr->op,
                EXPR(clocks->arena, OP_LOCAL_TIME, inner));
}

static void use_clocks(struct loader *loader, const json_t *types, struct dataset *dataset)
{
    struct clocks clocks = { loader->ctx->arena, types };

    for (size_t i = 0; i < dataset->n_fields; i++)
        dataset->fields[i].expr = expr_rewrite(clocks.arena, dataset->fields[i].expr, on_the_wall, &clocks);
}

/* --- what the extension says of a dataset --- */

static struct err *find_field(struct loader *loader, const struct node *node, const struct dataset *dataset,
                              const char *name, size_t *out)
{
    const int field = dataset_field(dataset, name);

    if (field == NONE)
        return no_such(loader, node, "field", name, dataset);
    *out = (size_t)field;
    return NULL;
}

static struct err *load_keys(struct loader *loader, const struct node *node, const struct keys_ext *keys,
                             struct dataset *dataset)
{
    const struct {
        const char **names;
        size_t n;
    } lists[N_SCOPES] = {
        [SCOPE_USER] = { keys->user, keys->n_user },
        [SCOPE_SESSION] = { keys->session, keys->n_session },
        [SCOPE_CUSTOMER] = { keys->customer, keys->n_customer },
    };
    struct err *err;

    for (size_t scope = 0; scope < N_SCOPES; scope++) {
        dataset->n_keys[scope] = lists[scope].n;
        for (size_t i = 0; i < lists[scope].n; i++) {
            err = find_field(loader, node, dataset, lists[scope].names[i], &dataset->keys[scope][i]);
            if (err)
                return err;
        }
    }
    return NULL;
}

static struct err *load_event(struct loader *loader, const struct node *node, const struct event_ext *ext,
                              struct dataset *dataset)
{
    size_t counted = 0;
    struct err *err;

    dataset->event = (struct event_source){ .is_set = true, .counted = NONE };
    err = find_field(loader, node, dataset, ext->name, &dataset->event.name);
    if (!err)
        err = find_field(loader, node, dataset, ext->id, &dataset->event.id);
    if (!err && ext->counted)
        err = find_field(loader, node, dataset, ext->counted, &counted);
    if (!err && ext->counted)
        dataset->event.counted = (int)counted;
    return err;
}

static struct err *load_time(struct loader *loader, const struct node *node, const char *name, enum type type,
                             const struct dataset *dataset, int *out)
{
    size_t field;
    struct err *err;

    *out = NONE;
    if (!name)
        return NULL;
    err = find_field(loader, node, dataset, name, &field);
    if (err)
        return err;
    if (dataset->fields[field].type != type)
        return node_err(loader->ctx, loader->file, node, 0, "\"%s\" must be a %s", name, type_words[type]);
    *out = (int)field;
    return NULL;
}

static struct err *apply_extension(struct loader *loader, const struct node *node,
                                   const struct dataset_ext *ext, struct dataset *dataset)
{
    struct err *err;

    err = load_time(loader, node, ext->time, TYPE_DATE, dataset, &dataset->time);
    if (!err)
        err = load_time(loader, node, ext->clock, TYPE_TIMESTAMP, dataset, &dataset->clock);
    if (!err && ext->keys)
        err = load_keys(loader, node, ext->keys, dataset);
    if (!err && ext->event)
        err = load_event(loader, node, ext->event, dataset);
    if (err)
        return err;
    for (size_t i = 0; i < dataset->n_fields && dataset->time == NONE; i++)
        if (dataset->fields[i].is_time)
            dataset->time = (int)i;
    if (!ext->subject)
        return NULL;
    dataset->is_subject = true;
    loader->model->subject = (int)(dataset - loader->model->datasets);
    err = find_field(loader, node, dataset, ext->subject->key, &dataset->subject_key);
    return err ? err : find_field(loader, node, dataset, ext->subject->id, &dataset->subject_id);
}

/* `source` as text, or the proposed {kind: table, object: name}. A query is refused: it would be SQL that
 * nobody checked. */
static struct err *load_source(struct loader *loader, const struct node *node, const char **out)
{
    const struct node *source = node_get(node, "source");
    const char *text =
        source && source->kind == NODE_MAP ? node_text(source, "object") : node_text(node, "source");

    if (!text || !*text)
        return node_err(loader->ctx, loader->file, source ? source : node, 0,
                        "needs a source: the name of a table");
    if (strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") != strlen(text))
        return node_err(loader->ctx, loader->file, source, 0,
                        "a source is the name of a table: make a view of a query");
    *out = text;
    return NULL;
}

/* Ossie's unique_keys: a list of lists of columns. */
static struct err *load_uniques(struct loader *loader, const struct node *node, struct dataset *dataset)
{
    const struct node *keys = node_get(node, "unique_keys");

    for (const struct node *key = keys ? keys->first : NULL; key; key = key->next) {
        struct unique_key *unique;

        if (key->kind != NODE_LIST || !key->n)
            return node_err(loader->ctx, loader->file, key, 0, "a unique key is a list of columns");
        unique = ARENA_PUSH(loader->ctx->arena, dataset->uniques, dataset->n_uniques);
        *unique = (struct unique_key){ 0 };
        for (const struct node *column = key->first; column; column = column->next)
            *ARENA_PUSH(loader->ctx->arena, unique->columns, unique->n_columns) = column->text;
    }
    return NULL;
}

static struct err *load_dataset(struct loader *loader, const struct node *node, struct dataset *dataset)
{
    struct dataset_ext ext;
    struct err *err;

    err = name_read(loader, node, &dataset->name);
    if (!err && (size_t)dataset_find(loader->model, dataset->name) != loader->model->n_datasets - 1)
        err = node_err(loader->ctx, loader->file, node, 0, "two datasets \"%s\"", dataset->name);
    if (!err)
        err = load_source(loader, node, &dataset->source);
    if (!err)
        err = extension_read(loader, node, &dataset_ext_shape, &ext);
    if (err)
        return err;
    dataset->group_by = ext.group_by;
    dataset->n_group_by = ext.n_group_by;
    err = load_fields(loader, node, ext.types, dataset);
    if (err)
        return err;
    use_clocks(loader, ext.types, dataset);
    err = load_uniques(loader, node, dataset);
    if (err)
        return err;
    return apply_extension(loader, node, &ext, dataset);
}

struct err *load_datasets(struct loader *loader, const struct node *root)
{
    const struct node *list = node_get(root, "datasets");
    struct model *model = loader->model;
    struct err *err;

    model->subject = NONE;
    if (!list || list->kind != NODE_LIST || list->n == 0 || list->n > MOST_DATASETS)
        return node_err(loader->ctx, loader->file, list ? list : root, 0, "needs 1 to %d datasets",
                        MOST_DATASETS);
    model->datasets = arena_alloc(loader->ctx->arena, list->n * sizeof(*model->datasets));
    for (const struct node *item = list->first; item; item = item->next) {
        err = load_dataset(loader, item, &model->datasets[model->n_datasets++]);
        if (err)
            return err;
    }
    return NULL;
}
