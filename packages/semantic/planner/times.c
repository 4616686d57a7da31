/*
 * Readings of a question, left to right, the longest at each word; then what they are beside each other (a
 * comparison needs what it is compared with, "on Friday" in a month is each Friday), and last the form of a
 * plan.
 */
#include "packages/semantic/planner/times_grammar.h"

#include <string.h>

enum { LONG_RANGE_DAYS = 7 };

struct found {
    struct reading reading;
    size_t from, to;
};

struct scan {
    struct parser *parser;
    struct found *items;
    size_t n;
    bool says_compare, says_change;
};

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (text_is(word, *words))
            return true;
    return false;
}

/* --- left to right --- */

static void add(struct scan *scan, const struct reading *reading, size_t from, size_t to)
{
    static const char *const before[] = { "in", "on",     "during", "for",        "over", "the", "of",
                                          "at", "within", "from",   "throughout", "all",  NULL };
    const size_t least = scan->n ? scan->items[scan->n - 1].to : 0;
    struct found *found;

    if (reading->kind == TIME_RANGE || reading->kind == TIME_FUTURE || reading->kind == TIME_WEEKDAYS)
        while (from > least && is_one_of(word_at(scan->parser, from - 1), before))
            from--;
    else if (from > least && text_is(word_at(scan->parser, from - 1), "the"))
        from--;
    found = ARENA_PUSH(scan->parser->ctx->arena, scan->items, scan->n);
    *found = (struct found){ *reading, from, to };
}

/* A range alone, not joined with others: "the" may stand before it. */
static size_t one_range(const struct parser *parser, size_t at, struct reading *out)
{
    const size_t article = text_is(word_at(parser, at), "the");
    const size_t n = reading_at(parser, at + article, LEVEL_LONG, out);

    return n && out->kind == TIME_RANGE && !out->is_all ? n + article : 0;
}

/* "compare Q2 and Q3", "fell from June to July": two ranges that are not one. Words taken, or 0. */
static size_t two_ranges(struct scan *scan, size_t at)
{
    static const char *const joints[] = { "and", "with", "to", "&", "against", "or", NULL };
    const struct parser *parser = scan->parser;
    const bool is_between = text_is(word_at(parser, at), "between"),
               is_from = text_is(word_at(parser, at), "from");
    const size_t first = at + (is_between || is_from);
    struct reading a, b;
    size_t n, more;
    long value;

    if (is_from && (at == 0 || class_match(parser, CLASS_CHANGE, at - 1, &value) < 0))
        return 0;
    if (!is_from && !scan->says_compare && !(is_between && scan->says_change))
        return 0;
    n = one_range(parser, first, &a);
    if (!n || !is_one_of(word_at(parser, first + n), joints))
        return 0;
    more = one_range(parser, first + n + 1, &b);
    if (!more || a.unit != b.unit || ((is_between || is_from) && a.unit <= UNIT_DAY) || a.is_before ||
        b.is_before)
        return 0;
    add(scan, &a, at, first + n);
    add(scan, &b, first + n, first + n + 1 + more);
    return first + n + 1 + more - at;
}

static void scan_words(struct scan *scan)
{
    static const char *const comparing[] = { "compare",    "compared", "comparing", "comparison",
                                             "difference", "differ",   "differs",   NULL };
    static const char *const changing[] = { "change",  "changed", "changes", "evolve",
                                            "evolved", "shift",   "shifted", NULL };
    /* A fiscal year begins who knows when; the last two Black Fridays are no Fridays. */
    static const char *const fiscal[] = { "fiscal", "financial", "black", "good", NULL };
    const struct parser *parser = scan->parser;
    struct reading reading;
    size_t n;

    for (size_t at = 0; at < parser->words->n; at++) {
        scan->says_compare = scan->says_compare || is_one_of(word_at(parser, at), comparing);
        scan->says_change = scan->says_change || is_one_of(word_at(parser, at), changing);
    }
    for (size_t at = 0; at < parser->words->n; at += n ? n : 1) {
        n = two_ranges(scan, at);
        if (n)
            continue;
        n = reading_at(parser, at, LEVEL_ALL, &reading);
        if (n && !reading.is_point && !is_one_of(at ? word_at(parser, at - 1) : "", fiscal))
            add(scan, &reading, at, at + n);
    }
}

/* --- beside each other --- */

static int64_t days_of(const struct reading *reading)
{
    return date_days(reading->to) - date_days(reading->from) + 1;
}

static bool is_range(const struct found *found)
{
    return found->reading.kind == TIME_RANGE;
}

/* The range that the one at `i` is said beside: the nearest before it, else the first after it. */
static struct found *beside(const struct scan *scan, size_t i)
{
    for (size_t k = i; k-- > 0;)
        if (is_range(&scan->items[k]))
            return &scan->items[k];
    for (size_t k = i + 1; k < scan->n; k++)
        if (is_range(&scan->items[k]))
            return &scan->items[k];
    return NULL;
}

/* "compare Q2 and Q3" and "vs": the later is what is asked about, the earlier what it is compared with. */
static void order_pairs(struct scan *scan)
{
    size_t ranges = 0, last = 0;

    for (size_t i = 0; i < scan->n; i++) {
        if (scan->items[i].reading.kind == TIME_COMPARE && !scan->items[i].reading.is_loose)
            return;
        if (is_range(&scan->items[i])) {
            ranges++;
            last = i;
        }
    }
    if (ranges == 2 && (scan->says_compare || scan->says_change) && !scan->items[last].reading.is_before)
        scan->items[last].reading.kind = TIME_COMPARE;
    else if (ranges == 2 && last > 0 && scan->items[last].from == scan->items[last - 1].to &&
             scan->items[last].reading.unit == scan->items[last - 1].reading.unit &&
             text_is(word_at(scan->parser, scan->items[last].from), "to"))
        scan->items[last].reading.kind = TIME_COMPARE;
}

/* Years that one of two compared ranges lacks. */
static void settle_pair(const struct parser *parser, struct reading *now, struct reading *other)
{
    const bool is_same = now->from.month == other->from.month && now->from.day == other->from.day;

    if (now->repeat == UNIT_YEAR && other->repeat == UNIT_NONE && other->relative.unit == UNIT_NONE &&
        !is_same && now->unit == other->unit) {
        *now = moved(parser, *now, other->from.year - now->from.year);
        now->repeat = UNIT_NONE;
    }
    *now = settled(parser, *now);
    if (other->repeat != UNIT_NONE) {
        const struct parser then = { .today = now->from, .week_start = parser->week_start };
        const bool is_later_said = date_compare(settled(parser, *other).from, now->from) > 0;

        *other = is_later_said && !now->relative.unit ? settled(parser, *other) : settled(&then, *other);
    }
}

static struct time *plan_time(struct ctx *ctx, struct date today, const struct reading *reading);

/* What `other` is beside `now`: the period before, the same a year earlier, or days of its own. */
static struct compare comparison(const struct parser *parser, const struct reading *now,
                                 const struct reading *other)
{
    struct ctx *ctx = parser->ctx;
    const struct time *time = plan_time(ctx, parser->today, now);
    const struct period period = { false, now->from, min_date(now->to, parser->today) };
    const struct compare to_before = { .to = COMPARE_PREVIOUS_PERIOD };
    const struct period before = period_before(&to_before, time, period, parser->today, parser->week_start);
    const bool is_named = now->relative.unit == UNIT_NONE && other->relative.unit == UNIT_NONE;
    const bool is_unit_before = now->unit == other->unit && now->unit > UNIT_NONE &&
                                date_compare(unit_add(now->from, now->unit, -1), other->from) == 0;

    if (now->unit == other->unit && date_compare(date_add_months(now->from, -12), other->from) == 0 &&
        date_compare(date_add_months(now->to, -12), other->to) == 0)
        return (struct compare){ .to = COMPARE_PREVIOUS_YEAR };
    if (!is_named && (is_unit_before || (date_compare(before.from, other->from) == 0 &&
                                         date_compare(before.to, min_date(other->to, parser->today)) == 0)))
        return to_before;
    return (struct compare){ .from = date_text(ctx->arena, other->from),
                             .until = date_text(ctx->arena, min_date(other->to, parser->today)) };
}

/* "vs the same days last week". */
static void compare_shifted(const struct parser *parser, struct reading *now, struct reading *other)
{
    struct reading shifted;

    if (!now || now->is_all) {
        other->compare.to = COMPARE_PREVIOUS_PERIOD;
        other->relative = (struct relative){ .unit = other->unit, .to_date = other->unit != UNIT_DAY };
        return;
    }
    *now = settled(parser, *now);
    shifted = days_between(unit_add(now->from, other->unit, -1),
                           unit_add(min_date(now->to, parser->today), other->unit, -1));
    other->compare = comparison(parser, now, &shifted);
}

static void compare_one(struct scan *scan, size_t i)
{
    const struct parser *parser = scan->parser;
    struct reading *other = &scan->items[i].reading;
    struct found *found = beside(scan, i);

    if (other->compare.to != COMPARE_NONE)
        return;
    if (other->is_shifted) {
        compare_shifted(parser, found ? &found->reading : NULL, other);
        return;
    }
    if (!found || found->reading.is_all) {
        /* "compared to last week": of this one so far. What was asked before may say another. */
        const bool is_unit = other->relative.shift == -1 && !other->relative.last && other->unit > UNIT_NONE;

        *other = settled(parser, *other);
        if (is_unit) {
            other->compare.to = COMPARE_PREVIOUS_PERIOD;
            other->relative = (struct relative){ .unit = other->unit, .to_date = other->unit != UNIT_DAY };
            return;
        }
        other->compare = (struct compare){
            .from = date_text(parser->ctx->arena, other->from),
            .until = date_text(parser->ctx->arena, min_date(other->to, parser->today)),
        };
        other->relative.unit = UNIT_NONE;
        return;
    }
    settle_pair(parser, &found->reading, other);
    if (other->unit == found->reading.unit && other->unit > UNIT_DAY &&
        date_compare(other->from, found->reading.from) == 0) {
        other->compare.to = COMPARE_PREVIOUS_YEAR; /* "this October vs last October" */
        other->relative.unit = UNIT_NONE;
        return;
    }
    if (date_compare(other->from, found->reading.from) > 0) {
        found->reading.kind = TIME_COMPARE;
        other->kind = TIME_RANGE;
        found->reading.compare = comparison(parser, other, &found->reading);
        found->reading.relative.unit = UNIT_NONE;
        return;
    }
    other->compare = comparison(parser, &found->reading, other);
    other->relative.unit = UNIT_NONE;
}

/* "since last month" with words of change: this month against the last. */
static void compare_since(struct scan *scan)
{
    const struct parser *parser = scan->parser;
    bool changes = false;
    long value;

    for (size_t at = 0; at < parser->words->n; at++)
        changes = changes || class_match(parser, CLASS_CHANGE, at, &value) > 0;
    for (size_t i = 0; changes && i < scan->n; i++) {
        struct found *found = &scan->items[i];
        struct reading now = { .kind = TIME_RANGE, .unit = found->reading.since, .to = parser->today };

        if (!is_range(found) || found->reading.since == UNIT_NONE)
            continue;
        now.from = unit_start(parser->today, now.unit, parser->week_start);
        now.relative = (struct relative){ .unit = now.unit, .to_date = true };
        found->reading = (struct reading){ .kind = TIME_COMPARE, .compare.to = COMPARE_PREVIOUS_PERIOD };
        (void)ARENA_PUSH(parser->ctx->arena, scan->items, scan->n);
        memmove(scan->items + i + 2, scan->items + i + 1, (scan->n - i - 2) * sizeof(*scan->items));
        found = &scan->items[i];
        scan->items[i + 1] = (struct found){ now, found->from + 1, found->to };
        found->to = found->from + 1;
        return;
    }
}

/* What one reading is because of another. */
static void adjust(struct scan *scan, size_t i)
{
    struct reading *reading = &scan->items[i].reading;
    const struct found *other = beside(scan, i);

    if (!other)
        return;
    if (reading->kind == TIME_RANGE && reading->is_before) {
        /* "last week and the week before": beside the range itself it is what that is compared with. */
        reading->kind = TIME_COMPARE;
        reading->compare.to = COMPARE_PREVIOUS_PERIOD;
        reading->relative.unit = UNIT_NONE;
    } else if (reading->kind == TIME_RANGE && reading->days && !other->reading.days &&
               !other->reading.hours &&
               (other->reading.is_all || days_of(&other->reading) > LONG_RANGE_DAYS)) {
        reading->kind = TIME_WEEKDAYS;
        reading->repeat = UNIT_NONE;
    } else if (reading->kind == TIME_COMPARE && reading->is_before && reading->grain != UNIT_YEAR &&
               (other->reading.is_all ||
                days_of(&other->reading) > date_days(unit_add(other->reading.from, reading->grain, 1)) -
                                               date_days(other->reading.from))) {
        reading->kind = TIME_GRAIN; /* "month over month this year" */
        reading->compare.to = COMPARE_NONE;
    }
}

/* "on Mondays and Fridays" is one. */
static void join_weekdays(struct scan *scan)
{
    static const char *const joints[] = { "and", "or", ",", "&", NULL };

    for (size_t i = 1; i < scan->n;) {
        struct found *a = &scan->items[i - 1], *b = &scan->items[i];
        const bool is_near =
            b->from == a->to || (b->from == a->to + 1 && is_one_of(word_at(scan->parser, a->to), joints));

        if (a->reading.kind != TIME_WEEKDAYS || b->reading.kind != TIME_WEEKDAYS || !is_near) {
            i++;
            continue;
        }
        a->reading.days |= b->reading.days;
        a->to = b->to;
        memmove(b, b + 1, (scan->n - i - 1) * sizeof(*b));
        scan->n--;
    }
}

/* "growth ... over last year" says one thing twice. */
static void firm_up(struct scan *scan)
{
    const struct reading *firm = NULL;

    for (size_t i = 0; i < scan->n; i++)
        if (scan->items[i].reading.kind == TIME_COMPARE && !scan->items[i].reading.is_loose)
            firm = &scan->items[i].reading;
    for (size_t i = 0; firm && i < scan->n; i++)
        if (scan->items[i].reading.is_loose) {
            scan->items[i].reading.compare = firm->compare;
            scan->items[i].reading.relative = firm->relative;
        }
}

/* "the drop in revenue from last month": what it is against, where no other range is said. */
static void compare_from(struct scan *scan)
{
    const struct parser *parser = scan->parser;
    struct reading *reading = scan->n ? &scan->items[0].reading : NULL;
    bool is_change = false;
    long value;

    for (size_t at = 0; scan->n == 1 && at < scan->items[0].from; at++)
        is_change =
            is_change || (class_match(parser, CLASS_CHANGE, at, &value) > 0 &&
                          (text_is(word_at(parser, at + 1), "in") || text_is(word_at(parser, at + 1), "of")));
    if (!is_change || !is_range(&scan->items[0]) || reading->relative.shift != -1 ||
        !text_is(word_at(parser, scan->items[0].from), "from"))
        return;
    reading->kind = TIME_COMPARE;
}

static void arrange(struct scan *scan)
{
    compare_since(scan);
    compare_from(scan);
    order_pairs(scan);
    for (size_t i = 0; i < scan->n; i++)
        adjust(scan, i);
    for (size_t i = 0; i < scan->n; i++)
        if (scan->items[i].reading.kind == TIME_COMPARE)
            compare_one(scan, i);
    for (size_t i = 0; i < scan->n; i++)
        if (is_range(&scan->items[i]))
            scan->items[i].reading = settled(scan->parser, scan->items[i].reading);
    firm_up(scan);
    join_weekdays(scan);
}

/* --- the form of a plan --- */

static int64_t *bits(struct ctx *ctx, unsigned mask, size_t *n)
{
    int64_t *out = NULL;

    for (int bit = 0; bit < 24; bit++)
        if (mask >> bit & 1)
            *ARENA_PUSH(ctx->arena, out, *n) = bit;
    return out;
}

static struct time *plan_time(struct ctx *ctx, struct date today, const struct reading *reading)
{
    struct time *time = arena_alloc(ctx->arena, sizeof(*time));

    time->hours = bits(ctx, reading->hours, &time->n_hours);
    if (reading->kind == TIME_WEEKDAYS)
        time->days_of_week = bits(ctx, reading->days, &time->n_days_of_week);
    if (reading->kind == TIME_WEEKDAYS || reading->kind == TIME_HOURS)
        return time;
    if (reading->is_all) {
        time->all = true;
    } else if (reading->relative.unit != UNIT_NONE) {
        time->relative = arena_copy(ctx->arena, &reading->relative, sizeof(reading->relative));
    } else {
        const bool is_future = date_compare(reading->from, today) > 0;

        time->from = date_text(ctx->arena, reading->from);
        time->to = date_text(ctx->arena, is_future ? reading->to : min_date(reading->to, today));
    }
    return time;
}

static struct time_span span_of(const struct parser *parser, const struct found *found)
{
    const struct reading *reading = &found->reading;
    struct time_span span = { .kind = reading->kind,
                              .from = found->from,
                              .to = found->to,
                              .grain = reading->grain,
                              .is_assumed = reading->is_assumed };

    switch (reading->kind) {
    case TIME_COMPARE:
        span.compare = reading->compare;
        if (reading->relative.unit != UNIT_NONE)
            span.time = *plan_time(parser->ctx, parser->today, reading);
        break;
    case TIME_GRAIN:
        break;
    default:
        span.time = *plan_time(parser->ctx, parser->today, reading);
        if (reading->is_before)
            span.compare.to = COMPARE_PREVIOUS_PERIOD;
        if (reading->kind == TIME_RANGE && !reading->is_all && reading->relative.unit == UNIT_NONE &&
            date_compare(reading->from, parser->today) > 0)
            span.kind = TIME_FUTURE;
    }
    return span;
}

/* --- dates in two orders --- */

static enum date_order locale_order(const char *locale)
{
    if (!locale || text_is(locale, "en"))
        return ORDER_UNKNOWN;
    return text_is(locale, "en-US") || text_is(locale, "en_US") ? ORDER_MONTH_FIRST : ORDER_DAY_FIRST;
}

/* A date that can be read in one way only tells how the others are meant. */
static enum date_order written_order(const struct words *words)
{
    enum date_order order = ORDER_UNKNOWN;

    for (size_t i = 0; i < words->n; i++) {
        const char *text = words->items[i].text;
        const char *slash = strchr(text, '/');
        const size_t first = strspn(text, "0123456789");
        int a, b;

        if (words->items[i].is_quoted || !slash || first == 0 || first > 2 || text[first] != '/')
            continue;
        a = text[1] == '/' ? text[0] - '0' : (text[0] - '0') * 10 + (text[1] - '0');
        b = slash[1] - '0';
        if (slash[2] >= '0' && slash[2] <= '9')
            b = b * 10 + (slash[2] - '0');
        if (a > 12 || b > 12)
            order = a > 12 ? ORDER_DAY_FIRST : ORDER_MONTH_FIRST;
    }
    return order;
}

static struct scan scanned(struct ctx *ctx, struct parser *parser)
{
    struct scan scan = { .parser = parser };

    parser->seen = arena_alloc(ctx->arena, parser->words->n * (LEVEL_ALL + 1) * sizeof(*parser->seen));
    parser->classes = arena_alloc(ctx->arena, parser->words->n * N_CLASSES * sizeof(*parser->classes));
    scan_words(&scan);
    arrange(&scan);
    return scan;
}

void times_read(struct ctx *ctx, const struct time_reader *reader, const struct words *words,
                struct time_span **out, size_t *n)
{
    struct parser parser = { .ctx = ctx, .words = words, .today = reader->today };
    struct scan scan, other = { 0 };
    bool is_ambiguous = false;

    *out = NULL;
    *n = 0;
    parser.week_start = reader->weeks_begin_on_sunday ? WEEK_SUNDAY : WEEK_MONDAY;
    parser.order = locale_order(reader->locale);
    if (parser.order == ORDER_UNKNOWN)
        parser.order = written_order(words);
    parser.is_ambiguous = parser.order == ORDER_UNKNOWN;
    if (parser.is_ambiguous)
        parser.order = ORDER_MONTH_FIRST;
    scan = scanned(ctx, &parser);
    for (size_t i = 0; i < scan.n; i++)
        is_ambiguous = is_ambiguous || scan.items[i].reading.is_ambiguous;
    if (is_ambiguous) {
        parser.order = ORDER_DAY_FIRST;
        other = scanned(ctx, &parser);
    }
    for (size_t i = 0; i < scan.n; i++) {
        struct time_span *span = ARENA_PUSH(ctx->arena, *out, *n);

        *span = span_of(&parser, &scan.items[i]);
        if (!scan.items[i].reading.is_ambiguous)
            continue;
        span->kind = TIME_AMBIGUOUS;
        span->choices[0] = *plan_time(ctx, parser.today, &scan.items[i].reading);
        /* Where the other order makes no such range, there is no choice. */
        if (i < other.n && other.items[i].from == scan.items[i].from && other.items[i].to == scan.items[i].to)
            span->choices[1] = *plan_time(ctx, parser.today, &other.items[i].reading);
        else
            span->kind = TIME_RANGE;
    }
}
