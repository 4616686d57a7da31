/*
 * Patterns: words with a space between them. "a|b" is either, "x?" may be left out, capitals are a class of
 * words or RANGE (a reading of a lower level); "<X" looks at the word before, "!x" at the one that must not
 * follow, and neither takes it.
 */
#include "packages/semantic/planner/times_grammar.h"

#include <string.h>

static const char *const class_words[N_CLASSES] = {
    [CLASS_N] = "N",
    [CLASS_NU] = "NU",
    [CLASS_LNU] = "LNU",
    [CLASS_UNIT] = "UNIT",
    [CLASS_MONTH] = "MONTH",
    [CLASS_WEEKDAY] = "WEEKDAY",
    [CLASS_WEEKDAYS] = "WEEKDAYS",
    [CLASS_ORD] = "ORD",
    [CLASS_DAY] = "DAY",
    [CLASS_DAYTH] = "DAYTH",
    [CLASS_YEAR] = "YEAR",
    [CLASS_YR] = "YR",
    [CLASS_PART] = "PART",
    [CLASS_PARTYR] = "PARTYR",
    [CLASS_HOLIDAY] = "HOLIDAY",
    [CLASS_DATE] = "DATE",
    [CLASS_CLOCK] = "CLOCK",
    [CLASS_DAYPART] = "DAYPART",
    [CLASS_DAYPARTS] = "DAYPARTS",
    [CLASS_TO] = "TO",
    [CLASS_GRAIN] = "GRAIN",
    [CLASS_OVER] = "OVER",
    [CLASS_CHANGE] = "CHANGE",
    [CLASS_ADJ] = "ADJ",
};

struct item {
    const char *text;
    size_t len;
    bool is_optional, is_before, is_not;
};

/* The first item of the pattern; where the next one begins. */
static const char *next_item(const char *pattern, struct item *out)
{
    size_t len = strcspn(pattern, " ");
    const char *rest = pattern[len] ? pattern + len + 1 : pattern + len;

    *out = (struct item){ .is_before = *pattern == '<', .is_not = *pattern == '!' };
    if (out->is_before || out->is_not) {
        pattern++;
        len--;
    }
    if (len > 1 && pattern[len - 1] == '?') {
        out->is_optional = true;
        len--;
    }
    out->text = pattern;
    out->len = len;
    return rest;
}

static bool is_item(const struct item *item, const char *word)
{
    return strlen(word) == item->len && memcmp(item->text, word, item->len) == 0;
}

static bool is_literal(const struct item *item, const char *word)
{
    const size_t len = strlen(word);
    const char *end = item->text + item->len, *bar;

    for (const char *at = item->text; len && at < end; at = bar + 1) {
        bar = memchr(at, '|', (size_t)(end - at));
        if (!bar)
            bar = end;
        if ((size_t)(bar - at) == len && memcmp(at, word, len) == 0)
            return true;
    }
    return false;
}

static int class_at(const struct parser *parser, enum word_class word_class, size_t at, long *value)
{
    struct class_seen *seen;

    if (at >= parser->words->n)
        return -1;
    seen = &parser->classes[at * N_CLASSES + word_class];
    if (!seen->is_known) {
        seen->taken = class_match(parser, word_class, at, &seen->value);
        seen->is_known = true;
    }
    *value = seen->value;
    return seen->taken;
}

/* Words that the item takes at `at`, -1 for none. What it says is added to the match. */
static int take(const struct parser *parser, const struct item *item, size_t at, int level,
                struct match *match)
{
    long value = 0;
    int taken;

    if (item->text[0] < 'A' || item->text[0] > 'Z')
        return is_literal(item, word_at(parser, at)) ? 1 : -1;
    if (is_item(item, "RANGE")) {
        if (match->n_readings == MOST_READINGS)
            return -1;
        taken = (int)reading_at(parser, at, level, &match->reading[match->n_readings]);
        if (taken == 0 || match->reading[match->n_readings].kind != TIME_RANGE)
            return -1;
        match->n_readings++;
        return taken;
    }
    for (int i = 0; i < N_CLASSES; i++)
        if (is_item(item, class_words[i])) {
            taken = class_at(parser, (enum word_class)i, at, &value);
            if (taken >= 0 && match->n_values < MOST_VALUES)
                match->value[match->n_values++] = value;
            return taken;
        }
    return -1;
}

/* Words that the pattern takes at `at`, -1 where it doesn't match. Depth is that of the pattern. */
static int match_pattern(const struct parser *parser, const char *pattern, size_t at, int level,
                         struct match *match)
{
    const size_t n_values = match->n_values, n_readings = match->n_readings;
    const char *rest;
    struct item item;
    int taken, more;

    if (!*pattern)
        return 0;
    rest = next_item(pattern, &item);
    if (item.is_before || item.is_not) {
        taken =
            item.is_before && at == 0 ? -1 : take(parser, &item, item.is_before ? at - 1 : at, level, match);
        match->n_values = n_values;
        match->n_readings = n_readings;
        return (taken >= 0) == item.is_before ? match_pattern(parser, rest, at, level, match) : -1;
    }
    taken = take(parser, &item, at, level, match);
    if (taken >= 0) {
        more = match_pattern(parser, rest, at + (size_t)taken, level, match);
        if (more >= 0)
            return taken + more;
    }
    match->n_values = n_values;
    match->n_readings = n_readings;
    return item.is_optional ? match_pattern(parser, rest, at, level, match) : -1;
}

static size_t longest_at(const struct parser *parser, size_t at, int level, struct reading *out)
{
    struct reading reading;
    size_t longest = 0;
    int taken;

    for (size_t i = 0; i < n_time_rules; i++) {
        struct match match;

        if (time_rules[i].level >= level)
            continue;
        match.parser = parser;
        match.n_values = match.n_readings = 0;
        taken = match_pattern(parser, time_rules[i].pattern, at, time_rules[i].level, &match);
        if (taken <= (int)longest)
            continue;
        reading = (struct reading){ .kind = TIME_RANGE };
        if (!time_rules[i].make(&match, time_rules[i].arg, &reading))
            continue;
        longest = (size_t)taken;
        *out = reading;
    }
    return longest;
}

size_t reading_at(const struct parser *parser, size_t at, int level, struct reading *out)
{
    struct seen *seen;

    if (at >= parser->words->n || !*word_at(parser, at))
        return 0;
    seen = &parser->seen[at * (LEVEL_ALL + 1) + (size_t)level];
    if (!seen->is_known) {
        seen->n = longest_at(parser, at, level, &seen->reading);
        seen->is_known = true;
    }
    *out = seen->reading;
    return seen->n;
}
