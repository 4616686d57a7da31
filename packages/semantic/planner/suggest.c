/*
 * What could be asked instead of a name that the model hasn't: those that sound like it or share a word.
 */
#include "packages/semantic/planner/grammar/keywords.h"
#include "packages/semantic/planner/lexicon.h"
#include "packages/semantic/planner/times.h"

#include <string.h>

enum { MOST_SUGGESTED = 3, SHORTEST_ALIKE = 4 };

struct scored {
    const char *name;
    int score;
};

static int likeness(const char *a, const char *b)
{
    if (text_is(a, b))
        return 4;
    if (strlen(a) < SHORTEST_ALIKE || strlen(b) < SHORTEST_ALIKE)
        return 0;
    if (word_distance(a, b, 1) <= 1)
        return 3;
    if (word_distance(a, b, 2) <= 2 && strlen(a) > 6)
        return 2;
    return 0;
}

/* The best pair of words; a short name before a long one that says more. */
static int score(const struct entry *entry, const char *const *pieces, size_t n)
{
    int best = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < entry->n_pieces; j++) {
            const int one = likeness(pieces[i], entry->pieces[j]);

            best = one > best ? one : best;
        }
    return best ? 16 * best - (int)entry->n_pieces : 0;
}

static void keep(struct scored *best, const char *name, int score)
{
    size_t at = 0;

    for (size_t i = 0; i < MOST_SUGGESTED; i++)
        if (text_is(best[i].name, name)) {
            if (best[i].score >= score)
                return;
            memmove(best + i, best + i + 1, (MOST_SUGGESTED - 1 - i) * sizeof(*best));
            best[MOST_SUGGESTED - 1] = (struct scored){ 0 };
        }
    while (at < MOST_SUGGESTED && best[at].score >= score)
        at++;
    if (at == MOST_SUGGESTED)
        return;
    memmove(best + at + 1, best + at, (MOST_SUGGESTED - 1 - at) * sizeof(*best));
    best[at] = (struct scored){ name, score };
}

static void suggest(struct ctx *ctx, const struct planner *planner, const char *text, struct envelope *out)
{
    struct scored best[MOST_SUGGESTED] = { { 0 } };
    const char *pieces[MOST_PIECES];
    const size_t n = pieces_of(ctx, planner, text, pieces, MOST_PIECES);

    for (size_t i = 0; i < planner->n_entries && n; i++) {
        const struct entry *entry = &planner->entries[i];
        const int found = entry->kind <= ENTRY_DIMENSION ? score(entry, pieces, n) : 0;

        if (found)
            keep(best, entry->name, found);
    }
    for (size_t i = 0; i < MOST_SUGGESTED && best[i].name; i++)
        *ARENA_PUSH(ctx->arena, out->suggest, out->n_suggest) = best[i].name;
}

/* The question without its words of time and of grammar. */
static const char *content(struct ctx *ctx, const struct planner_question *question)
{
    const struct time_reader reader = { question->today, false, question->locale };
    struct buf text = buf_in(ctx->arena, 2 * QUESTION_BYTES + 16);
    struct time_span *spans = NULL;
    size_t n_spans = 0, at = 0, length;
    struct words words;

    if (words_read(ctx, question->question, &words))
        return "";
    times_read(ctx, &reader, &words, &spans, &n_spans);
    for (size_t i = 0; i < words.n; i++) {
        while (at < n_spans && spans[at].to <= i)
            at++;
        if (!(at < n_spans && spans[at].from <= i) && !keyword_at(&words, i, 1, &length))
            buf_printf(&text, "%s ", words.items[i].text);
    }
    return buf_str(&text);
}

void suggest_names(struct ctx *ctx, const struct planner *planner, const struct planner_question *question,
                   struct envelope *out)
{
    const json_t *names = json_object_get(planner->language, "suggest"), *name;
    size_t i;

    const bool is_optional = out->term && optional_metric(ctx, planner, out->term);

    if (out->term && !is_optional)
        suggest(ctx, planner, out->term, out);
    if (!out->n_suggest && !is_optional) /* "pizza sales": sales there are */
        suggest(ctx, planner, content(ctx, question), out);
    if (out->n_suggest)
        return;
    json_array_foreach(names, i, name) * ARENA_PUSH(ctx->arena, out->suggest, out->n_suggest) =
        json_string_value(name);
}

/* What "profit" would be, once its data are loaded; NULL for none. */
const char *optional_metric(struct ctx *ctx, const struct planner *planner, const char *term)
{
    const char *pieces[MOST_PIECES], *own[MOST_PIECES];
    const size_t n = pieces_of(ctx, planner, term, pieces, MOST_PIECES);
    const struct model *model = planner->model;

    for (size_t i = 0; i < model->n_metrics; i++) {
        const struct metric *metric = &model->metrics[i];

        for (size_t j = 0; metric->is_optional && j <= metric->n_synonyms; j++) {
            const size_t n_own =
                pieces_of(ctx, planner, j ? metric->synonyms[j - 1] : metric->name, own, MOST_PIECES);

            if (n && text_is(pieces[n - 1], own[n_own ? n_own - 1 : 0]) && n_own)
                return metric->name;
        }
    }
    return NULL;
}
