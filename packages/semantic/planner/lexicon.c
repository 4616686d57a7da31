#include "packages/semantic/planner/lexicon.h"

#include "packages/semantic/model/extension.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* "visitor" and "user" are one word where the model says so. */
static const char *alike(const struct planner *planner, const char *piece)
{
    const json_t *words, *word;
    const char *name;
    size_t i;

    json_object_foreach((json_t *)(uintptr_t)json_object_get(planner->language, "alike"), name, words)
    {
        json_array_foreach(words, i, word)
        {
            if (text_is(json_string_value(word), piece))
                return name;
        }
    }
    return piece;
}

static bool is_joint(char c)
{
    return c == ' ' || c == '-' || c == '_' || c == ',';
}

size_t pieces_of(struct ctx *ctx, const struct planner *planner, const char *text, const char **out,
                 size_t most)
{
    const char *lower = text_lower(ctx->arena, text);
    size_t n = 0;

    while (*lower && n < most) {
        size_t len = 0;

        while (is_joint(*lower))
            lower++;
        while (lower[len] && !is_joint(lower[len]))
            len++;
        if (len)
            out[n++] = alike(planner, word_stem(ctx, alike(planner, arena_text_n(ctx->arena, lower, len))));
        lower += len;
    }
    return *lower ? 0 : n;
}

/* --- building --- */

struct builder {
    struct ctx *ctx; /* with the planner's arena */
    struct planner *planner;
};

/* Words as they are written, "engaged" beside "engage": a misspelt one is near its own form. */
static void add_spellings(struct builder *builder, const char *text)
{
    struct planner *planner = builder->planner;
    const char *lower = text_lower(planner->arena, text);

    while (*lower) {
        size_t len = 0;

        while (is_joint(*lower))
            lower++;
        while (lower[len] && !is_joint(lower[len]))
            len++;
        if (len)
            *ARENA_PUSH(planner->arena, planner->vocabulary, planner->n_vocabulary) =
                arena_text_n(planner->arena, lower, len);
        lower += len;
    }
}

static struct entry *add(struct builder *builder, const char *text, enum entry_kind kind, const char *name)
{
    struct planner *planner = builder->planner;
    const char *pieces[MOST_PIECES];
    const size_t n = pieces_of(builder->ctx, planner, text, pieces, MOST_PIECES);
    struct entry *entry;

    if (!n)
        return NULL;
    entry = ARENA_PUSH(planner->arena, planner->entries, planner->n_entries);
    *entry = (struct entry){
        .pieces = arena_copy(planner->arena, pieces, n * sizeof(*pieces)),
        .n_pieces = n,
        .kind = kind,
        .name = name,
    };
    for (size_t i = 0; i < n; i++)
        *ARENA_PUSH(planner->arena, planner->known, planner->n_known) = pieces[i];
    for (size_t i = 0; i < n && kind <= ENTRY_VALUE; i++)
        *ARENA_PUSH(planner->arena, planner->vocabulary, planner->n_vocabulary) = pieces[i];
    if (kind <= ENTRY_VALUE)
        add_spellings(builder, text);
    return entry;
}

static void add_names(struct builder *builder, enum entry_kind kind, const char *name, const char *label,
                      const char *const *synonyms, size_t n)
{
    if (!text_starts(name, "is_") && !text_starts(name, "has_")) /* "is our purchasers" isn't one */
        add(builder, name, kind, name);
    if (label)
        add(builder, label, kind, name);
    for (size_t i = 0; i < n; i++)
        add(builder, synonyms[i], kind, name);
}

static struct err *add_metric(struct builder *builder, const struct metric *metric)
{
    struct loader loader = { builder->ctx, builder->planner->model->file, NULL };
    struct metric_ext ext;
    struct err *err = extension_read(&loader, metric->node, &metric_ext_shape, &ext);

    if (err)
        return err;
    add_names(builder, ENTRY_METRIC, metric->name, metric->label, metric->synonyms, metric->n_synonyms);
    for (size_t i = 0; i < ext.n_synonyms_weak; i++) {
        struct entry *entry = add(builder, ext.synonyms_weak[i], ENTRY_METRIC, metric->name);

        if (entry)
            entry->is_weak = true;
    }
    return NULL;
}

static void add_value(struct builder *builder, const char *word, const char *field, const char *value)
{
    struct entry *entry = add(builder, word, ENTRY_VALUE, field);

    if (entry)
        entry->value = value;
}

static void add_value_words(struct builder *builder, const char *field, const json_t *words)
{
    const json_t *list, *word;
    const char *value;
    size_t i;

    json_object_foreach((json_t *)(uintptr_t)words, value, list)
    {
        json_array_foreach(list, i, word) add_value(builder, json_string_value(word), field, value);
    }
}

static struct err *add_dimension(struct builder *builder, const struct dimension *dimension)
{
    struct planner *planner = builder->planner;
    struct loader loader = { builder->ctx, planner->model->file, NULL };
    const struct model_field *face = dimension->face;
    struct field_ext ext;
    struct err *err = extension_read(&loader, face->node, &field_ext_shape, &ext);

    if (err)
        return err;
    add_names(builder, ENTRY_DIMENSION, dimension->name, face->label, face->synonyms, face->n_synonyms);
    *ARENA_PUSH(planner->arena, planner->dimensions, planner->n_dimensions) =
        (struct dimension_words){ dimension, ext.default_metric, ext.scope };
    add_value_words(builder, dimension->name, ext.synonyms_of_values);
    return NULL;
}

/* "/checkout/confirmation": also "checkout confirmation page". */
static void add_page(struct builder *builder, const char *field, const char *value)
{
    char *words = arena_text(builder->ctx->arena, value + 1);

    for (char *c = words; *c; c++)
        if (*c == '/')
            *c = ' ';
    if (*words)
        add_value(builder, arena_printf(builder->ctx->arena, "%s page", words), field, value);
}

static void add_values(struct builder *builder, const struct planner_values *values)
{
    for (size_t i = 0; i < values->n_values; i++) {
        const char *value = values->values[i];

        add_value(builder, value, values->field, value);
        if (value[0] == '/')
            add_page(builder, values->field, value);
        if (value[0] == '(') /* "(direct)" is said without its brackets */
            add_value(builder, arena_text_n(builder->ctx->arena, value + 1, strlen(value) - 2), values->field,
                      value);
    }
}

static void add_listed(struct builder *builder, const char *member, enum entry_kind kind)
{
    const json_t *list, *word;
    const char *name;
    size_t i;

    json_object_foreach((json_t *)(uintptr_t)json_object_get(builder->planner->language, member), name, list)
    {
        json_array_foreach(list, i, word) add(builder, json_string_value(word), kind, name);
    }
}

static void add_funnels(struct builder *builder)
{
    const json_t *list;
    const char *name;

    json_object_foreach((json_t *)(uintptr_t)json_object_get(builder->planner->language, "funnels"), name,
                        list)
    {
        struct entry *entry = add(builder, name, ENTRY_FUNNEL, name);

        if (entry)
            entry->json = list;
    }
}

static void add_extension(struct builder *builder)
{
    const json_t *extension = model_extension(builder->planner->model), *json, *term;
    struct entry *entry;
    const char *name;
    size_t i, j;

    json_array_foreach(json_object_get(extension, "ambiguous"), i, json)
    {
        json_array_foreach(json_object_get(json, "terms"), j, term)
        {
            if (json_object_get(json, "dimensions")) /* of a ranking: its words are grammar */
                break;
            entry = add(builder, json_string_value(term), ENTRY_AMBIGUOUS, json_string_value(term));
            if (entry)
                entry->json = json;
        }
    }
    json_object_foreach((json_t *)(uintptr_t)json_object_get(extension, "segments"), name, json)
    {
        entry = add(builder, name, ENTRY_SEGMENT, name);
        if (entry)
            entry->json = json;
    }
    add_listed(builder, "events", ENTRY_EVENT);
    add_funnels(builder);
}

/* A misspelt "visiters" is near a word that stands for another. */
static void add_alike(struct builder *builder)
{
    struct planner *planner = builder->planner;
    const json_t *words, *word;
    const char *name;
    size_t i;

    json_object_foreach((json_t *)(uintptr_t)json_object_get(planner->language, "alike"), name, words)
    {
        json_array_foreach(words, i, word) *
            ARENA_PUSH(planner->arena, planner->vocabulary, planner->n_vocabulary) = json_string_value(word);
    }
}

static int by_first(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    const int order = strcmp(x->pieces[0], y->pieces[0]);

    if (order)
        return order;
    return x->n_pieces < y->n_pieces ? 1 : x->n_pieces > y->n_pieces ? -1 : 0;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(struct planner *planner)
{
    size_t kept = 0;

    qsort(planner->entries, planner->n_entries, sizeof(*planner->entries), by_first);
    qsort(planner->known, planner->n_known, sizeof(*planner->known), by_text);
    qsort(planner->vocabulary, planner->n_vocabulary, sizeof(*planner->vocabulary), by_text);
    for (size_t i = 0; i < planner->n_vocabulary; i++)
        if (!kept || !text_is(planner->vocabulary[kept - 1], planner->vocabulary[i]))
            planner->vocabulary[kept++] = planner->vocabulary[i];
    planner->n_vocabulary = kept;
}

struct err *lexicon_build(struct ctx *ctx, struct planner *planner)
{
    struct builder builder = { ctx, planner };
    const struct model *model = planner->model;
    struct err *err = NULL;

    for (size_t i = 0; i < model->n_metrics && !err; i++)
        err = model->metrics[i].is_optional && !planner->has_optional
                  ? NULL
                  : add_metric(&builder, &model->metrics[i]);
    for (size_t i = 0; i < model->n_dimensions && !err; i++)
        err = add_dimension(&builder, &model->dimensions[i]);
    for (size_t i = 0; i < planner->n_values && !err; i++)
        if (model_dimension(model, planner->values[i].field))
            add_values(&builder, &planner->values[i]);
    add_alike(&builder);
    add_extension(&builder);
    sort(planner);
    return err;
}

/* --- asking --- */

const struct entry *entries_for(const struct planner *planner, const char *piece, size_t *n)
{
    size_t low = 0, high = planner->n_entries, end;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (strcmp(planner->entries[middle].pieces[0], piece) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < planner->n_entries && text_is(planner->entries[end].pieces[0], piece); end++)
        ;
    *n = end - low;
    return planner->entries + low;
}

bool is_known_piece(const struct planner *planner, const char *piece)
{
    return planner->n_known &&
           bsearch(&piece, planner->known, planner->n_known, sizeof(*planner->known), by_text) != NULL;
}

const struct dimension_words *words_of_dimension(const struct planner *planner, const char *name)
{
    for (size_t i = 0; i < planner->n_dimensions; i++)
        if (text_is(planner->dimensions[i].dimension->name, name))
            return &planner->dimensions[i];
    return NULL;
}

/* "hoodies" of a question stands in "Zip Hoodie": either form, or the one that its plural has. */
static bool is_form_of(struct ctx *ctx, const char *piece, const char *word)
{
    return text_is(piece, word) || text_is(piece, word_stem(ctx, word)) ||
           text_is(piece, word_stem(ctx, arena_printf(ctx->arena, "%ss", word)));
}

/* Where in `value` the pieces stand as whole words; the value's own spelling, or NULL. */
static const char *spelling(struct ctx *ctx, const char *value, const char *const *pieces, size_t n)
{
    const char *start = NULL;
    size_t matched = 0;

    for (const char *at = value; *at;) {
        size_t len = 0;
        const char *word;

        while (*at && !isalnum((unsigned char)*at) && !(*at & 0x80))
            at++;
        while (at[len] && (isalnum((unsigned char)at[len]) || (at[len] & 0x80)))
            len++;
        if (!len)
            break;
        word = text_lower(ctx->arena, arena_text_n(ctx->arena, at, len));
        if (!is_form_of(ctx, pieces[matched], word))
            matched = 0;
        if (is_form_of(ctx, pieces[matched], word)) {
            start = matched ? start : at;
            if (++matched == n)
                return arena_text_n(ctx->arena, start, (size_t)(at + len - start));
        }
        at += len;
    }
    return NULL;
}

size_t values_containing(struct ctx *ctx, const struct planner *planner, const char *const *pieces, size_t n,
                         struct contained *out, size_t most)
{
    size_t found = 0;

    for (size_t i = 0; i < planner->n_values && found < most; i++) {
        const struct planner_values *values = &planner->values[i];

        if (!model_dimension(planner->model, values->field) || text_is(values->field, "event_name"))
            continue;
        for (size_t j = 0; j < values->n_values; j++) {
            const char *text = spelling(ctx, values->values[j], pieces, n);

            if (text) {
                out[found++] = (struct contained){ values->field, text };
                break;
            }
        }
    }
    return found;
}
