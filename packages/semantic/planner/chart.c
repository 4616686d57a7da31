/*
 * Words into items: time first, as its words mean other things elsewhere; then the longest name or word of
 * grammar; then what values contain; then what is nearly a name.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define LARGEST_NUMBER 1e15 /* a larger one is no number that is asked for */

enum { MOST_WORD_PIECES = 6, SHORTEST_FUZZY = 4, SHORTEST_CONTAINED = 3 };

struct word_pieces {
    const char *at[MOST_WORD_PIECES];
    size_t n;
    bool is_fuzzy;
    const char *near; /* of a misspelt one */
};

struct chart {
    struct draft *draft;
    struct word_pieces *pieces;
    struct time_span *spans;
    size_t n_spans;
};

static const struct time_span *span_over(const struct chart *chart, size_t word)
{
    for (size_t i = 0; i < chart->n_spans; i++)
        if (chart->spans[i].from <= word && word < chart->spans[i].to)
            return &chart->spans[i];
    return NULL;
}

/* --- misspelt words --- */

static bool is_letters(const char *text)
{
    for (; *text; text++)
        if (!isalpha((unsigned char)*text))
            return false;
    return true;
}

/* One letter for another makes a new word of a short one: "Mars" is no "Macs". */
static bool is_other_word(const char *text, const char *word)
{
    const size_t n = strlen(text);
    size_t n_other = 0;

    if (n > 5 || strlen(word) != n)
        return false;
    for (size_t i = 0; i < n; i++)
        n_other += text[i] != word[i];
    return n_other == 1;
}

static const char *nearest(const struct chart *chart, const char *text)
{
    const struct planner *planner = chart->draft->planner;
    const unsigned most = strlen(text) > 7 ? 2 : 1;
    unsigned best = most + 1;
    const char *found = NULL;

    for (size_t i = 0; i < planner->n_vocabulary; i++) {
        const char *word = planner->vocabulary[i];
        const unsigned distance = strlen(word) < SHORTEST_FUZZY ? most + 1 : word_distance(text, word, most);

        if (distance == 1 && is_other_word(text, word))
            continue;
        if (distance < best) {
            best = distance;
            found = word;
        }
    }
    return found;
}

static bool is_part_of_value(struct chart *chart, size_t at)
{
    const struct word *word = &chart->draft->words.items[at];
    struct contained found[2];

    return strlen(word->text) >= SHORTEST_CONTAINED &&
           values_containing(chart->draft->ctx, chart->draft->planner, &word->text, 1, found, 1) > 0;
}

/* Words of their own, one letter away from a name: "send" is no "spend". */
static bool is_common(const char *text)
{
    static const char *const words[] = {
        "send",   "sent",   "lend",   "tend",   "bend",       "mend",   "coast", "even",  "evens",  "notion",
        "scale",  "scales", "shell",  "smell",  "solid",      "spell",  "salt",  "male",  "mails",  "tales",
        "bales",  "unity",  "median", "margin", "percentile", "budget", "quota", "stock", "target", "price",
        "prices", "unpaid", "sail",   "sails",  "soles",      "sake",   "spent", "speed", "spells"
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (text_is(text, words[i]))
            return true;
    return false;
}

static void correct(struct chart *chart, size_t at)
{
    const struct word *word = &chart->draft->words.items[at];
    struct word_pieces *pieces = &chart->pieces[at];
    const char *near;
    size_t n;

    if (word->is_number || word->is_quoted || span_over(chart, at) || strlen(word->text) < SHORTEST_FUZZY ||
        !is_letters(word->text) || pieces->n != 1 || is_known_piece(chart->draft->planner, pieces->at[0]) ||
        is_common(word->text) || keyword_at(&chart->draft->words, at, 1, &n) || is_part_of_value(chart, at))
        return;
    near = nearest(chart, word->text);
    if (!near)
        near = nearest(chart, word->stem);
    if (!near)
        return;
    pieces->n = pieces_of(chart->draft->ctx, chart->draft->planner, near, pieces->at, MOST_WORD_PIECES);
    pieces->is_fuzzy = true;
    pieces->near = near;
}

/* --- names --- */

/* "which page was viewed": no name reaches over a verb then. */
static bool is_asked(const struct words *words, size_t at)
{
    return at && (text_is(words->items[at - 1].text, "which") || text_is(words->items[at - 1].text, "what"));
}

/* "how many orders did people make": a verb between two nouns, no name reaches over it. */
static bool is_asking(const struct words *words, size_t at)
{
    static const char *const verbs[] = { "did", "do", "does", "have", "has", "had" };

    for (size_t i = 0; at && i < COUNT(verbs); i++)
        if (text_is(words->items[at].text, verbs[i]) && text_ends(words->items[at - 1].text, "s") &&
            at + 1 < words->n && !is_gap(words->items[at + 1].text))
            return true;
    return false;
}

/* The word behind the entry when it stands here; 0 when it doesn't. Gaps may stand between its words. */
static size_t entry_end(const struct chart *chart, const struct entry *entry, size_t at)
{
    const struct words *words = &chart->draft->words;
    size_t piece = 0;
    const size_t start = at;

    while (at < words->n) {
        const struct word_pieces *pieces = &chart->pieces[at];
        size_t matched = 0;

        while (matched < pieces->n && piece + matched < entry->n_pieces &&
               text_is(pieces->at[matched], entry->pieces[piece + matched]))
            matched++;
        if (matched && matched == pieces->n) {
            piece += matched;
            at++;
            if (piece == entry->n_pieces)
                return at;
        } else if (piece && is_gap(words->items[at].text) && !is_asking(words, at) &&
                   !(is_asked(words, start) && text_is(words->items[at].stem, "be"))) {
            at++;
        } else {
            return 0;
        }
    }
    return 0;
}

/* A name wins over time only where it covers all of it and more: "day of week", "month of first order". */
static bool is_free(const struct chart *chart, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct time_span *span = span_over(chart, i);

        if (span && !(from <= span->from && span->to <= to && to - from > span->to - span->from))
            return false;
    }
    return true;
}

/* "doing" is asked about, "did" isn't: inflection matters here. */
static bool is_as_written(const struct draft *draft, const struct item *item, const char *term)
{
    struct buf said = buf_in(draft->ctx->arena, 1024);

    for (size_t i = item->from; i < item->to; i++)
        buf_printf(&said, "%s%s", i > item->from ? " " : "", draft->words.items[i].text);
    return text_is(buf_str(&said), text_lower(draft->ctx->arena, term));
}

static void add_candidate(struct draft *draft, struct item *item, const struct entry *entry)
{
    const struct model *model = draft->planner->model;

    switch (entry->kind) {
    case ENTRY_METRIC:
        if (!item->metric || item->is_weak) {
            item->metric = model_metric(model, entry->name);
            item->is_weak = entry->is_weak;
        }
        break;
    case ENTRY_DIMENSION:
        if (!item->dim)
            item->dim = model_dimension(model, entry->name);
        break;
    case ENTRY_VALUE:
        for (size_t i = 0; i < item->n_values; i++)
            if (text_is(item->values[i].field, entry->name))
                return;
        *ARENA_PUSH(draft->ctx->arena, item->values, item->n_values) =
            (struct named_value){ entry->name, entry->value, TEST_EQ };
        break;
    case ENTRY_SEGMENT:
        item->segment = entry->json;
        break;
    case ENTRY_AMBIGUOUS:
        if (is_as_written(draft, item, entry->name))
            item->ambiguity = entry->json;
        break;
    case ENTRY_EVENT:
        item->event = entry->name;
        break;
    case ENTRY_FUNNEL:
        item->funnel = entry->json;
        break;
    }
}

static bool says_event(const struct chart *chart, size_t at)
{
    const struct words *words = &chart->draft->words;

    return at < words->n && text_is(words->items[at].stem, "event");
}

/* "purchase events": the event's name, whatever else the word may mean. */
static bool event_before_noun(struct chart *chart, size_t at, struct item *item)
{
    size_t n;
    const struct entry *entries = entries_for(chart->draft->planner, chart->pieces[at].at[0], &n);

    for (size_t i = 0; i < n; i++) {
        const struct entry *entry = &entries[i];
        const bool is_event =
            entry->kind == ENTRY_EVENT || (entry->kind == ENTRY_VALUE && text_is(entry->name, "event_name"));
        const size_t end = is_event ? entry_end(chart, entry, at) : 0;

        if (!end || !says_event(chart, end) || !is_free(chart, at, end))
            continue;
        item->from = at;
        item->to = end;
        item->event = entry->kind == ENTRY_EVENT ? entry->name : entry->value;
        item->values = NULL;
        item->n_values = 0;
        *ARENA_PUSH(chart->draft->ctx->arena, item->values, item->n_values) =
            (struct named_value){ "event_name", item->event, TEST_EQ };
        return true;
    }
    return false;
}

/* "US" is a country, "us" mostly isn't. */
static bool is_pronoun(const struct chart *chart, size_t at)
{
    static const char *const places[] = { "the",    "in",        "from",    "and", "vs",
                                          "versus", "only",      "just",    "or",  ",",
                                          "except", "excluding", "without", "but", "not" };
    static const char *const behind[] = { "vs",       "versus", "against", "only",    "sessions", "users",
                                          "visitors", "orders", "revenue", "traffic", "and" };
    const struct words *words = &chart->draft->words;
    const struct word *word = &words->items[at];

    if (!text_is(word->text, "us") || memcmp(words->question + word->at, "US", 2) == 0)
        return false;
    for (size_t i = 0; at + 1 < words->n && i < COUNT(behind); i++)
        if (text_is(words->items[at + 1].text, behind[i]))
            return false;
    for (size_t i = 0; at && i < COUNT(places); i++)
        if (text_is(words->items[at - 1].text, places[i]))
            return false;
    return true;
}

static bool name_at(struct chart *chart, size_t at, struct item *item)
{
    const struct word *word = &chart->draft->words.items[at];
    const struct entry *entries;
    size_t n, longest = 0;

    if (!chart->pieces[at].n || is_pronoun(chart, at))
        return false;
    if (event_before_noun(chart, at, item))
        return true;
    entries = entries_for(chart->draft->planner, chart->pieces[at].at[0], &n);
    item->from = at;
    item->to = at;
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < n; i++) {
            const size_t end = entry_end(chart, &entries[i], at);

            if (!end || !is_free(chart, at, end) || (word->is_quoted && entries[i].kind != ENTRY_VALUE))
                continue;
            if (pass == 0)
                longest = end > longest ? end : longest;
            else if (end == longest) {
                item->to = end;
                add_candidate(chart->draft, item, &entries[i]);
            }
        }
    }
    return longest > 0 && (item->metric || item->dim || item->n_values || item->segment || item->ambiguity ||
                           item->event || item->funnel);
}

/* --- values that contain it --- */

static bool contained_at(struct chart *chart, size_t at, struct item *item)
{
    struct draft *draft = chart->draft;
    const char *texts[3];
    struct contained found[8];
    size_t most = 0, n, length;

    while (most < 3 && at + most < draft->words.n && !span_over(chart, at + most) &&
           !keyword_at(&draft->words, at + most, 1, &length) &&
           isalnum((unsigned char)draft->words.items[at + most].text[0])) {
        texts[most] = draft->words.items[at + most].stem;
        most++;
    }
    for (n = most; n > 0; n--) {
        size_t n_found;

        if (n == 1 && strlen(texts[0]) < SHORTEST_CONTAINED)
            return false;
        n_found = values_containing(draft->ctx, draft->planner, texts, n, found, COUNT(found));
        for (size_t i = 0; i < n_found; i++)
            *ARENA_PUSH(draft->ctx->arena, item->values, item->n_values) =
                (struct named_value){ found[i].field, found[i].text, TEST_CONTAINS };
        if (!n_found)
            continue;
        item->from = at;
        item->to = at + n;
        return true;
    }
    return false;
}

/* --- the items --- */

static void read_key(struct item *item, const struct keyword *keyword, size_t at, size_t n)
{
    *item = (struct item){ .kind = ITEM_KEY, .key = keyword->key, .from = at, .to = at + n };
}

/* "most viewed products" ranks; "viewed products" alone is a deed. */
static bool is_participle(const struct chart *chart, size_t at)
{
    static const char *const ranks[] = { "most", "best", "top", "least", "worst" };
    const struct draft *draft = chart->draft;
    const json_t *known = json_object_get(draft->planner->language, "most");

    if (!at || !json_object_get(known, draft->words.items[at].text))
        return false;
    for (size_t i = 0; i < COUNT(ranks); i++)
        if (text_is(draft->words.items[at - 1].text, ranks[i]))
            return true;
    return false;
}

/* Words of grammar never reach into a time span. */
static size_t free_words(const struct chart *chart, size_t at)
{
    size_t n = 0;

    while (at + n < chart->draft->words.n && !span_over(chart, at + n))
        n++;
    return n;
}

/* "bounce rate / OS": a slash that stands alone joins, unless it is said to be the page. */
static bool is_slash(const struct chart *chart, size_t at)
{
    static const char *const pages[] = { "page",   "path", "page_path", "landing_page", "on",
                                         "of",     "for",  "to",        "from",         "after",
                                         "before", "is",   "visit",     "visited",      "=" };
    const struct words *words = &chart->draft->words;

    if (words->items[at].is_quoted || !text_is(words->items[at].text, "/"))
        return false;
    for (size_t i = 0; at && i < COUNT(pages); i++)
        if (text_is(words->items[at - 1].text, pages[i]))
            return false;
    return at > 0;
}

static struct item item_at(struct chart *chart, size_t at)
{
    struct draft *draft = chart->draft;
    const struct word *word = &draft->words.items[at];
    const struct time_span *span = span_over(chart, at);
    struct item item = { .kind = ITEM_NAME };
    const struct keyword *keyword;
    size_t n = 0;
    bool is_named = !is_participle(chart, at) && !is_slash(chart, at) && name_at(chart, at, &item);

    if (span && !is_named)
        return (struct item){ .kind = ITEM_TIME, .from = at, .to = span->to, .span = span };
    keyword = word->is_quoted ? NULL : keyword_at(&draft->words, at, free_words(chart, at), &n);
    if (keyword && (!is_named || n > item.to - at || (n == item.to - at && keyword->is_strong))) {
        read_key(&item, keyword, at, n);
        return item;
    }
    if (!is_named && word->is_number && fabs(word->number) <= LARGEST_NUMBER)
        return (struct item){ .kind = ITEM_NUMBER, .from = at, .to = at + 1, .number = word->number };
    if (!is_named && (is_participle(chart, at) || !contained_at(chart, at, &item)))
        item = (struct item){ .kind = ITEM_UNKNOWN, .from = at, .to = at + 1 };
    return item;
}

static void finish(struct chart *chart, struct item *item)
{
    struct draft *draft = chart->draft;
    const struct word *last = &draft->words.items[item->to - 1];

    item->text = words_text(draft->ctx->arena, &draft->words, item->from, item->to);
    item->is_plural = text_ends(last->text, "s") && !text_is(last->text, last->stem);
    if (item->kind == ITEM_NUMBER)
        item->is_percent = text_ends(last->text, "%");
    for (size_t i = item->from; i < item->to; i++) {
        item->is_fuzzy = item->is_fuzzy || chart->pieces[i].is_fuzzy;
        item->near = chart->pieces[i].near ? chart->pieces[i].near : item->near;
    }
    draft->is_fuzzy = draft->is_fuzzy || item->is_fuzzy;
}

/* As people call it; a word that could be several things alone by itself. */
static const char *face_of(const struct draft *draft, const struct item *item)
{
    const struct model *model = draft->planner->model;
    const int n = (item->metric != NULL) + (item->dim != NULL) + (item->n_values > 0);

    if (n != 1)
        return item->near;
    if (item->n_values)
        return item->values[0].value;
    return text_lower(draft->ctx->arena,
                      model_label(model, item->metric ? item->metric->name : item->dim->name));
}

void chart_corrections(const struct draft *draft, struct correction **out, size_t *n)
{
    for (size_t i = 0; i < draft->n; i++)
        if (draft->items[i].near && draft->items[i].kind == ITEM_NAME)
            *ARENA_PUSH(draft->ctx->arena, *out, *n) =
                (struct correction){ draft->items[i].text, face_of(draft, &draft->items[i]) };
}

/* "for each day of week": the dimension reaches beyond the grain that begins it. */
static void free_grains(struct chart *chart)
{
    for (size_t i = 0; i < chart->n_spans; i++) {
        struct time_span *span = &chart->spans[i];

        for (size_t at = span->from; at < span->to && span->kind == TIME_GRAIN; at++) {
            size_t n;
            const struct entry *entries =
                chart->pieces[at].n ? entries_for(chart->draft->planner, chart->pieces[at].at[0], &n) : NULL;

            for (size_t j = 0; entries && j < n; j++)
                if (entries[j].kind == ENTRY_DIMENSION && entry_end(chart, &entries[j], at) > span->to)
                    span->to = span->from;
        }
    }
}

struct err *chart_read(struct draft *draft)
{
    struct ctx *ctx = draft->ctx;
    struct chart chart = { .draft = draft };
    const struct time_reader reader = { draft->asked->today,
                                        week_start_of(draft->planner->model) == WEEK_SUNDAY,
                                        draft->asked->locale };
    struct err *err = words_read(ctx, draft->asked->question, &draft->words);

    if (err)
        return err;
    times_read(ctx, &reader, &draft->words, &chart.spans, &chart.n_spans);
    chart.pieces = arena_alloc(ctx->arena, (draft->words.n + 1) * sizeof(*chart.pieces));
    for (size_t i = 0; i < draft->words.n; i++) {
        chart.pieces[i].n =
            pieces_of(ctx, draft->planner, draft->words.items[i].text, chart.pieces[i].at, MOST_WORD_PIECES);
        correct(&chart, i);
    }
    free_grains(&chart);
    for (size_t i = 0; i < draft->words.n;) {
        struct item item = item_at(&chart, i);

        finish(&chart, &item);
        *ARENA_PUSH(ctx->arena, draft->items, draft->n) = item;
        i = item.to;
    }
    return NULL;
}
