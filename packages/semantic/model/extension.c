#include "packages/semantic/model/extension.h"

#include <string.h>

static const char *const better_words[] = { "none", "up", "down", NULL };
static const char *const week_starts[] = { "monday", "sunday", NULL };
static const char *const formats[] = { "integer", "percent", "currency", "seconds", "decimal", NULL };

static const struct field model_fields[] = {
    FIELD(model_ext, week_start, "monday or sunday.", .words = week_starts, .optional = true),
    FIELD(model_ext, time_zone, "Of the property.", .optional = true),
    SCALARS(model_ext, key_events, "Names of key events.", .optional = true),
    FIELD(model_ext, default_period, "When nothing was said.", .type = "Relative", .optional = true),
    FIELD(model_ext, ambiguous, "Words that must be asked about.", .type = "unknown", .optional = true),
    FIELD(model_ext, segments, "Named conditions.", .type = "unknown", .optional = true),
    FIELD(model_ext, verified, "Questions with their plans.", .type = "unknown", .optional = true),
    FIELD(model_ext, language, "How people speak of it: words alike, deeds, funnels, who is meant.",
          .type = "unknown", .optional = true),
};
const struct shape model_ext_shape = SHAPE(model_ext, model_fields, "On the model.");

static const struct field keys_fields[] = {
    SCALARS(keys_ext, user, "Fields that name the user.", .max = MOST_KEYS, .optional = true),
    SCALARS(keys_ext, session, "Fields that name the session.", .max = MOST_KEYS, .optional = true),
    SCALARS(keys_ext, customer, "Fields that name the customer.", .max = MOST_KEYS, .optional = true),
};
static const struct shape keys_shape = SHAPE(keys_ext, keys_fields, "Whose row it is.");

static const struct field event_fields[] = {
    FIELD(event_ext, name, "Field with the event's name."),
    FIELD(event_ext, id, "Field that is unique for an event."),
    FIELD(event_ext, counted, "Field that is true for rows that count.", .optional = true),
};
static const struct shape event_shape = SHAPE(event_ext, event_fields, "Where `did` looks.");

static const struct field subject_fields[] = {
    FIELD(subject_ext, key, "Field with the customer's key."),
    FIELD(subject_ext, id, "Field with the customer's id."),
};
static const struct shape subject_shape = SHAPE(subject_ext, subject_fields, "What rule trees are about.");

static const struct field dataset_fields[] = {
    FIELD(dataset_ext, time, "Field with the day of a row.", .optional = true),
    FIELD(dataset_ext, clock, "Field with its moment.", .optional = true),
    SCALARS(dataset_ext, group_by, "A row for each of these columns; fields are aggregates.",
            .optional = true),
    FIELD(dataset_ext, types, "Types of fields and columns that aren't text.", .type = "unknown",
          .optional = true),
    OBJECT(dataset_ext, keys, &keys_shape, "Whose row it is.", .optional = true),
    OBJECT(dataset_ext, event, &event_shape, "Where `did` looks.", .optional = true),
    OBJECT(dataset_ext, subject, &subject_shape, "What rule trees are about.", .optional = true),
    FIELD(dataset_ext, value_index, "Whether values may be searched.", .optional = true),
};
const struct shape dataset_ext_shape = SHAPE(dataset_ext, dataset_fields, "On a dataset.");

static const struct field field_fields[] = {
    FIELD(field_ext, label, "What it is called on screens.", .optional = true),
    FIELD(field_ext, type, "Instead of what follows from the expression.", .words = type_words,
          .optional = true),
    FIELD(field_ext, default_metric, "When only this dimension was asked for.", .optional = true),
    FIELD(field_ext, scope, "user, session, event, item or customer.", .optional = true),
    FIELD(field_ext, of, "Dataset whose field of this name is meant where a row reaches it.",
          .optional = true),
    FIELD(field_ext, hidden, "Not to be asked for by name.", .optional = true),
    FIELD(field_ext, personal, "Never shown, never grouped by.", .optional = true),
    FIELD(field_ext, values, "All there are.", .type = "Scalar[]", .optional = true),
    FIELD(field_ext, synonyms_of_values, "Words for values.", .type = "unknown", .optional = true),
    FIELD(field_ext, sort, "Order of the values.", .type = "unknown", .optional = true),
};
const struct shape field_ext_shape = SHAPE(field_ext, field_fields, "On a field.");

static const struct field metric_fields[] = {
    FIELD(metric_ext, label, "What it is called on screens.", .optional = true),
    FIELD(metric_ext, format, "How it is written.", .words = formats, .optional = true),
    FIELD(metric_ext, unit, "USD, s.", .optional = true),
    FIELD(metric_ext, instead, "Metric to offer where this one can't be asked for.", .optional = true),
    FIELD(metric_ext, better, "Which way is good.", .words = better_words, .optional = true),
    FIELD(metric_ext, note, "How it is counted, where that could be meant otherwise.", .optional = true),
    FIELD(metric_ext, to_date, "Counts everything up to the last day asked for.", .optional = true),
    FIELD(metric_ext, finer, "The same at a finer grain, by dataset.", .type = "Record<string, string>",
          .optional = true),
    SCALARS(metric_ext, synonyms_weak, "Words that suggest it.", .optional = true),
    FIELD(metric_ext, optional, "Over data that most installations don't load.", .optional = true),
};
const struct shape metric_ext_shape = SHAPE(metric_ext, metric_fields, "On a metric.");

static const struct field relationship_fields[] = {
    FIELD(relationship_ext, preferred, "The way to take where two are equally short.", .optional = true),
    SCALARS(relationship_ext, nullable, "Columns whose NULL means the row with NULL there.",
            .optional = true),
};
const struct shape relationship_ext_shape =
    SHAPE(relationship_ext, relationship_fields, "On a relationship.");

/* --- reading --- */

static const struct node *our_data(const struct node *node)
{
    const struct node *list = node_get(node, "custom_extensions");

    for (const struct node *item = list ? list->first : NULL; item; item = item->next)
        if (text_is(node_text(item, "vendor_name"), "RANDOM_TRUFFLE"))
            return node_get(item, "data");
    return NULL;
}

struct err *extension_read(struct loader *loader, const struct node *node, const struct shape *shape,
                           void *out)
{
    const struct node *data = our_data(node);
    struct err *err;
    json_t *json;

    memset(out, 0, shape->size);
    if (!data)
        return NULL;
    if (data->kind != NODE_SCALAR)
        return node_err(loader->ctx, loader->file, data, 0, "must be JSON in a string");
    err = json_parse(loader->ctx, data->text, strlen(data->text), &json);
    if (err)
        return node_err(loader->ctx, loader->file, data, 0, "%s", err->message);
    err = shape_decode(loader->ctx, shape, json, out);
    if (err)
        return node_err(loader->ctx, loader->file, data, 0, "%s: %s", err->pointer, err->message);
    return NULL;
}

static const struct node *dialect_text(const struct node *expression)
{
    const struct node *list = node_get(expression, "dialects"), *first = NULL;

    for (const struct node *item = list ? list->first : NULL; item; item = item->next) {
        if (!first)
            first = node_get(item, "expression");
        if (text_is(node_text(item, "dialect"), "ANSI_SQL"))
            return node_get(item, "expression");
    }
    return first;
}

struct err *expression_read(struct loader *loader, const struct node *node, const struct expr **out,
                            const struct node **from)
{
    const struct node *expression = node_get(node, "expression");
    const struct node *text = expression ? dialect_text(expression) : NULL;
    struct err *err;
    size_t at;

    if (!text || text->kind != NODE_SCALAR)
        return node_err(loader->ctx, loader->file, expression ? expression : node, 0,
                        "needs an expression in the dialect ANSI_SQL");
    err = expr_parse(loader->ctx, text->text, out, &at);
    if (err)
        return node_err(loader->ctx, loader->file, text, at, "%s", err->message);
    *from = text;
    return NULL;
}

struct err *name_read(struct loader *loader, const struct node *node, const char **out)
{
    const char *name = node_text(node, "name");

    if (!name || !*name || strlen(name) > 128)
        return node_err(loader->ctx, loader->file, node, 0, "needs a name of 1 to 128 characters");
    *out = name;
    return NULL;
}

struct err *names_read(struct loader *loader, const struct node *node, const char *key, const char ***out,
                       size_t *n)
{
    const struct node *list = node_get(node, key);
    const char **names = NULL;
    size_t count = 0;

    if (list && list->kind != NODE_LIST)
        return node_err(loader->ctx, loader->file, list, 0, "must be a list of names");
    for (const struct node *item = list ? list->first : NULL; item; item = item->next) {
        if (item->kind != NODE_SCALAR)
            return node_err(loader->ctx, loader->file, item, 0, "must be a name");
        *ARENA_PUSH(loader->ctx->arena, names, count) = item->text;
    }
    *out = names;
    *n = count;
    return NULL;
}

enum { LONGEST_LIST_OF_SYNONYMS = 120 };

static void split_synonyms(struct arena *arena, const char *text, const char ***out, size_t *n)
{
    if (strlen(text) > LONGEST_LIST_OF_SYNONYMS)
        return;
    while (*text) {
        const size_t len = strcspn(text, ",");
        const char *word = text_trim(arena, arena_text_n(arena, text, len));

        if (*word)
            *ARENA_PUSH(arena, *out, *n) = word;
        text += len + (text[len] == ',');
    }
}

void synonyms_read(struct loader *loader, const struct node *node, const char ***out, size_t *n)
{
    const struct node *context = node_get(node, "ai_context");
    const struct node *list = node_get(context, "synonyms");

    *out = NULL;
    *n = 0;
    if (context && context->kind == NODE_SCALAR)
        split_synonyms(loader->ctx->arena, context->text, out, n);
    for (const struct node *item = list ? list->first : NULL; item; item = item->next)
        if (item->kind == NODE_SCALAR)
            *ARENA_PUSH(loader->ctx->arena, *out, *n) = item->text;
}
