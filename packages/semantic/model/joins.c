/*
 * Joins run many-to-one only, from the rows that are aggregated to what describes them, by the shortest way.
 * So a join never multiplies a row, and a measure that can't reach something is refused rather than fanned
 * out.
 */
#include "packages/semantic/model/extension.h"

static struct err *load_relationship(struct loader *loader, const struct node *node, struct relationship *out)
{
    const char *from = node_text(node, "from"), *to = node_text(node, "to");
    const int from_at = from ? dataset_find(loader->model, from) : NONE,
              to_at = to ? dataset_find(loader->model, to) : NONE;
    struct relationship_ext ext;
    size_t n_to;
    struct err *err;

    err = name_read(loader, node, &out->name);
    if (!err)
        err = extension_read(loader, node, &relationship_ext_shape, &ext);
    if (err)
        return err;
    if (from_at == NONE || to_at == NONE) {
        const struct node *blamed = node_get(node, from_at == NONE ? "from" : "to");

        return node_err(loader->ctx, loader->file, blamed ? blamed : node, 0, "no dataset \"%s\"",
                        from_at == NONE ? from ? from : ""
                        : to            ? to
                                        : "");
    }
    err = names_read(loader, node, "from_columns", &out->from_columns, &out->n_columns);
    if (!err)
        err = names_read(loader, node, "to_columns", &out->to_columns, &n_to);
    if (err)
        return err;
    if (!out->n_columns || out->n_columns != n_to)
        return node_err(loader->ctx, loader->file, node, 0, "from_columns and to_columns must be as many");
    out->from = (size_t)from_at;
    out->to = (size_t)to_at;
    out->is_preferred = ext.preferred;
    out->is_nullable = arena_alloc(loader->ctx->arena, out->n_columns * sizeof(bool));
    for (size_t i = 0; i < out->n_columns; i++)
        for (size_t j = 0; j < ext.n_nullable; j++)
            out->is_nullable[i] = out->is_nullable[i] || text_is(out->from_columns[i], ext.nullable[j]);
    return NULL;
}

/* Breadth first, so ways are shortest. Two equally short ones into a dataset need one that is preferred. */
static const struct relationship *find_paths(struct model *model, size_t base)
{
    struct path *paths = model->paths[base];
    const struct relationship *clash = NULL;

    for (size_t i = 0; i < model->n_datasets; i++)
        paths[i] = (struct path){ NONE, i == base ? 0 : NONE };
    for (int step = 0; step < (int)model->n_datasets; step++) {
        for (size_t i = 0; i < model->n_relationships; i++) {
            const struct relationship *relationship = &model->relationships[i];
            struct path *to = &paths[relationship->to];

            if (paths[relationship->from].steps != step || (to->steps != NONE && to->steps <= step))
                continue;
            if (to->steps == NONE || relationship->is_preferred) {
                *to = (struct path){ (int)i, step + 1 };
            } else if (!model->relationships[to->relationship].is_preferred) {
                clash = relationship;
            }
        }
    }
    return clash;
}

struct err *load_joins(struct loader *loader, const struct node *root)
{
    const struct node *list = node_get(root, "relationships");
    struct model *model = loader->model;
    const struct relationship *clash;
    struct relationship *out;
    struct err *err;

    for (const struct node *item = list ? list->first : NULL; item; item = item->next) {
        out = ARENA_PUSH(loader->ctx->arena, model->relationships, model->n_relationships);
        *out = (struct relationship){ 0 };
        err = load_relationship(loader, item, out);
        if (err)
            return err;
    }
    for (size_t base = 0; base < model->n_datasets; base++) {
        clash = find_paths(model, base);
        if (clash)
            return node_err(loader->ctx, loader->file, list, 0,
                            "two ways from \"%s\" to \"%s\", and none is preferred: see relationship \"%s\"",
                            model->datasets[base].name, model->datasets[clash->to].name, clash->name);
    }
    return NULL;
}

/* The nearest dataset of a set, by the number of steps and then the model's order. */
static int nearest(const struct model *model, size_t base, uint32_t datasets)
{
    int found = NONE;

    for (size_t i = 0; i < model->n_datasets; i++) {
        const int steps = model->paths[base][i].steps;

        if (!(datasets >> i & 1) || steps == NONE)
            continue;
        if (found == NONE || steps < model->paths[base][found].steps)
            found = (int)i;
    }
    return found;
}

const struct model_field *dimension_at(const struct model *model, const struct dimension *dimension,
                                       size_t base)
{
    uint32_t faces = 0;
    int found;

    for (size_t i = 0; i < model->n_datasets; i++)
        faces |= (uint32_t)(dimension->faces[i] != NONE) << i;
    found = nearest(model, base, faces);
    return found == NONE ? NULL : &model->datasets[found].fields[dimension->faces[found]];
}

int scope_at(const struct model *model, enum scope scope, size_t base)
{
    uint32_t owners = 0;

    for (size_t i = 0; i < model->n_datasets; i++)
        owners |= (uint32_t)(model->datasets[i].n_keys[scope] > 0) << i;
    return nearest(model, base, owners);
}

int clock_at(const struct model *model, size_t base)
{
    uint32_t clocks = 0;

    for (size_t i = 0; i < model->n_datasets; i++)
        clocks |= (uint32_t)(model->datasets[i].clock != NONE) << i;
    return nearest(model, base, clocks);
}

bool need_is_met(const struct model *model, const struct need *need, size_t base)
{
    if (need->dimension)
        return dimension_at(model, need->dimension, base) != NULL;
    if (need->is_clock)
        return model->datasets[base].time == NONE || clock_at(model, base) != NONE;
    return scope_at(model, need->scope, base) != NONE;
}

static const struct need *first_missing(const struct model *model, size_t base, const struct need *needs,
                                        size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!need_is_met(model, &needs[i], base))
            return &needs[i];
    return NULL;
}

static bool reaches_all(const struct model *model, size_t base, uint32_t datasets)
{
    for (size_t i = 0; i < model->n_datasets; i++)
        if ((datasets >> i & 1) && model->paths[base][i].steps == NONE)
            return false;
    return true;
}

/* The measure that says the same of the rows of `base`, or -1. */
static int finer_at(const struct model *model, const struct measure *wanted, size_t base)
{
    for (size_t i = 0; i < wanted->n_finer; i++)
        if (model->measures[wanted->finer[i]].base == base)
            return (int)wanted->finer[i];
    return NONE;
}

bool measure_choose(const struct model *model, size_t *measure, const struct need *needs, size_t n_needs,
                    size_t *base, const struct need **missing)
{
    const struct measure *wanted = &model->measures[*measure];

    *base = wanted->base;
    *missing = first_missing(model, wanted->base, needs, n_needs);
    if (!*missing)
        return true;
    for (size_t i = 0; i < model->n_datasets; i++) {
        const int finer = finer_at(model, wanted, i);
        const bool is_possible =
            finer != NONE || (wanted->is_idempotent && reaches_all(model, i, wanted->datasets));

        if (!is_possible || first_missing(model, i, needs, n_needs))
            continue;
        *base = i;
        if (finer != NONE)
            *measure = (size_t)finer;
        return true;
    }
    return false;
}
