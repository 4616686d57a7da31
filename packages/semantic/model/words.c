/*
 * What can be asked by name: dimensions (one name, a face in each dataset that carries it), and synonyms, of
 * which each may mean one thing only, unless the model says that it is to be asked about.
 */
#include "packages/semantic/model/extension.h"

#include <strings.h>

static struct dimension *dimension_named(struct model *model, const char *name)
{
    for (size_t i = 0; i < model->n_dimensions; i++)
        if (text_is(model->dimensions[i].name, name))
            return &model->dimensions[i];
    return NULL;
}

static struct dimension *new_dimension(struct loader *loader, const char *name)
{
    struct dimension *dimension =
        ARENA_PUSH(loader->ctx->arena, loader->model->dimensions, loader->model->n_dimensions);

    *dimension = (struct dimension){ .name = name };
    for (size_t i = 0; i < MOST_DATASETS; i++)
        dimension->faces[i] = NONE;
    return dimension;
}

static struct err *add_face(struct loader *loader, const struct model_field *field)
{
    struct dimension *dimension = dimension_named(loader->model, field->name);

    if (!dimension)
        return NULL;
    if (dimension->face->type != field->type)
        return node_err(loader->ctx, loader->file, field->node, 0,
                        "\"%s\" is %s here and %s in dataset \"%s\"", field->name, type_words[field->type],
                        type_words[dimension->face->type],
                        loader->model->datasets[dimension->face->dataset].name);
    dimension->faces[field->dataset] = (int)field->index;
    return NULL;
}

/* A field that is another dataset's where a row reaches it. */
struct err *load_faces(struct loader *loader)
{
    const struct model *model = loader->model;

    for (size_t i = 0; i < model->n_datasets; i++) {
        for (size_t j = 0; j < model->datasets[i].n_fields; j++) {
            struct model_field *field = &model->datasets[i].fields[j];

            field->of = field->of_name ? dataset_find(model, field->of_name) : NONE;
            if (!field->of_name)
                continue;
            if (field->of == NONE || model->paths[i][field->of].steps != 1 ||
                dataset_field(&model->datasets[field->of], field->name) == NONE)
                return node_err(loader->ctx, loader->file, field->node, 0,
                                "\"%s\" is no dataset with a field \"%s\" that a relationship leads to",
                                field->of_name, field->name);
        }
    }
    return NULL;
}

/* The field with words makes the dimension; fields of other datasets with its name become further faces. */
struct err *load_dimensions(struct loader *loader)
{
    struct model *model = loader->model;
    struct err *err;

    for (size_t i = 0; i < model->n_datasets; i++) {
        for (size_t j = 0; j < model->datasets[i].n_fields; j++) {
            struct model_field *field = &model->datasets[i].fields[j];

            if (field->is_hidden || field->is_personal || dimension_named(model, field->name))
                continue;
            if (model_metric(model, field->name))
                return node_err(loader->ctx, loader->file, field->node, 0, "\"%s\" is a metric too",
                                field->name);
            if (!field->label)
                field->label = label_of(loader->ctx->arena, field->name);
            new_dimension(loader, field->name)->face = field;
        }
    }
    for (size_t i = 0; i < model->n_datasets; i++) {
        for (size_t j = 0; j < model->datasets[i].n_fields; j++) {
            err = add_face(loader, &model->datasets[i].fields[j]);
            if (err)
                return err;
        }
    }
    return NULL;
}

/* --- synonyms --- */

struct word {
    const char *text, *of;
};

struct words {
    struct loader *loader;
    struct word *items;
    size_t n;
};

static bool is_ambiguous(const struct model *model, const char *word)
{
    const json_t *item, *term;
    size_t i, j;

    json_array_foreach(json_object_get(model->extension, "ambiguous"), i, item)
    {
        json_array_foreach(json_object_get(item, "terms"), j, term)
        {
            if (json_is_string(term) && strcasecmp(json_string_value(term), word) == 0)
                return true;
        }
    }
    return false;
}

static struct err *add_words(struct words *words, const char *name, const char *const *synonyms, size_t n,
                             const struct node *node)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < words->n; j++) {
            if (strcasecmp(words->items[j].text, synonyms[i]) != 0 || text_is(words->items[j].of, name) ||
                is_ambiguous(words->loader->model, synonyms[i]))
                continue;
            return node_err(words->loader->ctx, words->loader->file, node, 0,
                            "\"%s\" is a synonym of \"%s\" and of \"%s\"", synonyms[i], words->items[j].of,
                            name);
        }
        *ARENA_PUSH(words->loader->ctx->arena, words->items, words->n) = (struct word){ synonyms[i], name };
    }
    return NULL;
}

struct err *load_synonyms(struct loader *loader, const struct node *root)
{
    const struct model *model = loader->model;
    struct words words = { .loader = loader };
    struct err *err = NULL;

    (void)root;
    for (size_t i = 0; i < model->n_metrics && !err; i++)
        err = add_words(&words, model->metrics[i].name, model->metrics[i].synonyms,
                        model->metrics[i].n_synonyms, model->metrics[i].node);
    for (size_t i = 0; i < model->n_dimensions && !err; i++) {
        const struct model_field *face = model->dimensions[i].face;

        err = add_words(&words, face->name, face->synonyms, face->n_synonyms, face->node);
    }
    return err;
}
