#include "packages/semantic/planner/words_short.h"

#include <string.h>

enum { LONGEST_EXCLUDED = 4 };

static const struct {
    const char *word, *first, *second;
} shorthands[] = {
    { "lw", "last", "week" },
    { "lm", "last", "month" },
    { "lq", "last", "quarter" },
    { "ly", "last", "year" },
    { "rev", "revenue", NULL },
    { "revs", "revenue", NULL },
    { "conv", "conversion", NULL },
    { "ppl", "people", NULL },
    { "thx", "thanks", NULL },
    { "n", "and", NULL },
    { "w", "with", NULL },
    { "sess", "sessions", NULL },
    { "txns", "transactions", NULL },
    { "trx", "transactions", NULL },
    { "abt", "about", NULL },
    { "prev", "previous", NULL },
    { "yr", "year", NULL },
    { "yrs", "years", NULL },
    { "wk", "week", NULL },
    { "wks", "weeks", NULL },
    { "mths", "months", NULL },
    { "qtr", "quarter", NULL },
    { "qtrs", "quarters", NULL },
    { "qty", "quantity", NULL },
    { "cust", "customers", NULL },
    { "custs", "customers", NULL },
    { "btw", "between", NULL },
    { "wkly", "weekly", NULL },
    { "mthly", "monthly", NULL },
    { "vs.", "vs", NULL },
    { "yday", "yesterday", NULL },
    { "catg", "category", NULL },
    { "prods", "products", NULL },
    { "pgs", "pages", NULL },
    { "pv", "pageviews", NULL },
    { "pvs", "pageviews", NULL },
    { "subcat", "category", NULL },
};

static bool is(const struct words *words, size_t i, const char *text)
{
    return i < words->n && !words->items[i].is_quoted && text_is(words->items[i].text, text);
}

/* With nothing between the two. */
static bool touches(const struct words *words, size_t i)
{
    return i + 1 < words->n && words->items[i].at + words->items[i].size == words->items[i + 1].at;
}

static bool is_unit(const struct words *words, size_t i)
{
    static const char *const units[] = { "day", "days", "week", "weeks", "month", "months" };

    for (size_t j = 0; j < COUNT(units); j++)
        if (is(words, i, units[j]))
            return true;
    return false;
}

static void push(struct ctx *ctx, struct words *words, struct word as, const char *text)
{
    as.text = text;
    as.stem = NULL;
    as.is_number = false;
    *ARENA_PUSH(ctx->arena, words->items, words->n) = as;
}

/* "l30d", "l7", "l12m": how many of which unit. */
static bool last_of(struct ctx *ctx, const struct word *word, bool is_unit_next, struct words *out)
{
    static const struct {
        const char *end, *unit;
    } units[] = { { "", "days" }, { "d", "days" }, { "w", "weeks" }, { "m", "months" }, { "q", "quarters" } };
    const char *digits = word->text + 1;
    const size_t n = word->text[0] == 'l' ? strspn(digits, "0123456789") : 0;

    if (!n || n > 3 || word->is_quoted)
        return false;
    for (size_t i = 0; i < COUNT(units); i++) {
        int64_t number;

        if (!text_is(digits + n, units[i].end) || !text_to_int(arena_text_n(ctx->arena, digits, n), &number))
            continue;
        push(ctx, out, *word, "last");
        push(ctx, out, *word, arena_text_n(ctx->arena, digits, n));
        out->items[out->n - 1].is_number = true;
        out->items[out->n - 1].number = (double)number;
        if (!is_unit_next)
            push(ctx, out, *word, units[i].unit);
        return true;
    }
    return false;
}

/* "w/c 2 November": the week that begins, or ends, then. */
static bool is_week(const struct words *words, size_t i)
{
    return is(words, i, "c") || is(words, i, "e");
}

/* "w/o", "w/": how many words it takes; 0 when it isn't there. */
static size_t with_slash(struct ctx *ctx, const struct words *words, size_t i, struct words *out)
{
    if (!is(words, i, "w") || !touches(words, i) || !is(words, i + 1, "/"))
        return 0;
    if (touches(words, i + 1) && is_week(words, i + 2))
        return 0;
    if (touches(words, i + 1) && is(words, i + 2, "o")) {
        push(ctx, out, words->items[i], "without");
        return 3;
    }
    push(ctx, out, words->items[i], "with");
    return 2;
}

static bool shorthand(struct ctx *ctx, const struct word *word, struct words *out)
{
    for (size_t i = 0; i < COUNT(shorthands) && !word->is_quoted; i++) {
        if (!text_is(word->text, shorthands[i].word))
            continue;
        push(ctx, out, *word, shorthands[i].first);
        if (shorthands[i].second)
            push(ctx, out, *word, shorthands[i].second);
        return true;
    }
    return false;
}

void words_lengthen(struct ctx *ctx, struct words *words)
{
    struct words out = { .question = words->question };

    for (size_t i = 0; i < words->n; i++) {
        const bool is_plain = is(words, i, "w") && is(words, i + 1, "/"); /* "w/c" is time's */
        const size_t taken = with_slash(ctx, words, i, &out);

        if (taken) {
            i += taken - 1;
            continue;
        }
        if (is(words, i, "min") && i + 1 < words->n && words->items[i + 1].is_number)
            push(ctx, &out, words->items[i], "minimum"), push(ctx, &out, words->items[i], "of");
        else if (is(words, i, "max") && i + 1 < words->n && words->items[i + 1].is_number)
            push(ctx, &out, words->items[i], "maximum"), push(ctx, &out, words->items[i], "of");
        else if (is_plain || (!last_of(ctx, &words->items[i], is_unit(words, i + 1), &out) &&
                              !shorthand(ctx, &words->items[i], &out)))
            *ARENA_PUSH(ctx->arena, out.items, out.n) = words->items[i];
    }
    *words = out;
}

/* --- order --- */

static void move(struct words *words, size_t from, size_t to)
{
    const struct word moved = words->items[from];

    for (size_t i = from; i > to; i--)
        words->items[i] = words->items[i - 1];
    for (size_t i = from; i < to; i++)
        words->items[i] = words->items[i + 1];
    words->items[to] = moved;
}

static bool ends_excluded(const struct words *words, size_t i)
{
    static const char *const starts[] = { ",", ";", "(", "with", "but", "." };

    for (size_t j = 0; j < COUNT(starts); j++)
        if (is(words, i, starts[j]))
            return true;
    return false;
}

/* What is left out stands before it, since the last comma. */
static void move_excluded(struct words *words, size_t i)
{
    size_t start = i;

    while (start > 0 && i - start < LONGEST_EXCLUDED && !ends_excluded(words, start - 1))
        start--;
    if (start == i || (start > 0 && !ends_excluded(words, start - 1)))
        return;
    words->items[i].text = "excluding";
    words->items[i].stem = NULL;
    move(words, i, start);
}

/* "month wise", "product category wise": by it. */
static void move_wise(struct words *words, size_t i)
{
    static const char *const firsts[] = { "product", "item",    "device",   "landing", "channel",  "source",
                                          "page",    "traffic", "customer", "ad",      "operating" };
    size_t to = i - 1;

    for (size_t j = 0; to > 0 && j < COUNT(firsts); j++)
        if (is(words, i - 2, firsts[j])) {
            to = i - 2;
            break;
        }
    words->items[i].text = "by";
    words->items[i].stem = NULL;
    move(words, i, to);
}

void words_reorder(struct words *words)
{
    for (size_t i = 0; i < words->n; i++) {
        const bool is_rolling = is(words, i, "rolling") || is(words, i, "moving") || is(words, i, "trailing");

        if (is(words, i, "wise") && i > 0)
            move_wise(words, i);
        if (is(words, i, "excluded") && !is(words, i + 1, "from"))
            move_excluded(words, i);
        if (!is_rolling || i + 3 >= words->n || !words->items[i + 1].is_number || !is_unit(words, i + 2) ||
            !(is(words, i + 3, "average") || is(words, i + 3, "mean") || is(words, i + 3, "avg")))
            continue;
        words->items[i].text = "rolling";
        words->items[i + 3].text = "average";
        move(words, i, i + 2);
    }
}
