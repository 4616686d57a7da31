/*
 * The words of time. One table; what isn't a list of words (counts, dates, clock times) has a function.
 */
#include "packages/semantic/planner/times_grammar.h"

#include <stdlib.h>
#include <string.h>

static const struct entry {
    enum word_class word_class;
    const char *words; /* | between alternatives */
    long value;
} entries[] = {
    { CLASS_UNIT, "day|days|d", UNIT_VALUE(UNIT_DAY, 1) },
    { CLASS_UNIT, "week|weeks|wk|wks", UNIT_VALUE(UNIT_WEEK, 1) },
    { CLASS_UNIT, "fortnight|fortnights", UNIT_VALUE(UNIT_WEEK, 2) },
    { CLASS_UNIT, "month|months|mth|mths", UNIT_VALUE(UNIT_MONTH, 1) },
    { CLASS_UNIT, "quarter|quarters|qtr|qtrs|q", UNIT_VALUE(UNIT_QUARTER, 1) },
    { CLASS_UNIT, "year|years|yr|yrs", UNIT_VALUE(UNIT_YEAR, 1) },
    { CLASS_UNIT, "decade|decades", UNIT_VALUE(UNIT_YEAR, 10) },
    { CLASS_MONTH, "january|jan", 1 },
    { CLASS_MONTH, "february|feb", 2 },
    { CLASS_MONTH, "march|mar", 3 },
    { CLASS_MONTH, "april|apr", 4 },
    { CLASS_MONTH, "may", 5 },
    { CLASS_MONTH, "june|jun", 6 },
    { CLASS_MONTH, "july|jul", 7 },
    { CLASS_MONTH, "august|aug", 8 },
    { CLASS_MONTH, "september|sept|sep", 9 },
    { CLASS_MONTH, "october|oct", 10 },
    { CLASS_MONTH, "november|nov", 11 },
    { CLASS_MONTH, "december|dec", 12 },
    { CLASS_WEEKDAY, "monday|mon", 1 },
    { CLASS_WEEKDAY, "tuesday|tue|tues", 2 },
    { CLASS_WEEKDAY, "wednesday|wed", 3 },
    { CLASS_WEEKDAY, "thursday|thu|thur|thurs", 4 },
    { CLASS_WEEKDAY, "friday|fri", 5 },
    { CLASS_WEEKDAY, "saturday|sat", 6 },
    { CLASS_WEEKDAY, "sunday|sun", 7 },
    { CLASS_WEEKDAYS, "mondays", 1 << 1 },
    { CLASS_WEEKDAYS, "tuesdays", 1 << 2 },
    { CLASS_WEEKDAYS, "wednesdays", 1 << 3 },
    { CLASS_WEEKDAYS, "thursdays", 1 << 4 },
    { CLASS_WEEKDAYS, "fridays", 1 << 5 },
    { CLASS_WEEKDAYS, "saturdays", 1 << 6 },
    { CLASS_WEEKDAYS, "sundays", 1 << 7 },
    { CLASS_WEEKDAYS, "weekends", 3 << 6 },
    { CLASS_WEEKDAYS, "weekdays|workdays", 0x3e },
    { CLASS_ORD, "first|1st", 1 },
    { CLASS_ORD, "second|2nd", 2 },
    { CLASS_ORD, "third|3rd", 3 },
    { CLASS_ORD, "fourth|4th", 4 },
    { CLASS_ORD, "last|final", -1 },
    { CLASS_PART, "q1", 1 },
    { CLASS_PART, "q2", 2 },
    { CLASS_PART, "q3", 3 },
    { CLASS_PART, "q4", 4 },
    { CLASS_PART, "h1", 5 },
    { CLASS_PART, "h2", 6 },
    { CLASS_DAYPART, "morning", 0x000fc0 }, /* 6 to 11 */
    { CLASS_DAYPARTS, "mornings", 0x000fc0 },
    { CLASS_DAYPART, "afternoon", 0x03f000 }, /* 12 to 17 */
    { CLASS_DAYPARTS, "afternoons", 0x03f000 },
    { CLASS_DAYPART, "evening", 0x3c0000 }, /* 18 to 21 */
    { CLASS_DAYPARTS, "evenings", 0x3c0000 },
    { CLASS_DAYPART, "night|nighttime", 0xc0003f }, /* 22 to 5 */
    { CLASS_DAYPARTS, "nights", 0xc0003f },
    { CLASS_TO, "to|through|thru|until|till|til|-", 0 },
    { CLASS_GRAIN, "hourly", UNIT_HOUR },
    { CLASS_GRAIN, "daily", UNIT_DAY },
    { CLASS_GRAIN, "weekly", UNIT_WEEK },
    { CLASS_GRAIN, "monthly", UNIT_MONTH },
    { CLASS_GRAIN, "quarterly", UNIT_QUARTER },
    { CLASS_GRAIN, "yearly|annually|annual", UNIT_YEAR },
    { CLASS_OVER, "dod", UNIT_DAY },
    { CLASS_OVER, "wow", UNIT_WEEK },
    { CLASS_OVER, "mom", UNIT_MONTH },
    { CLASS_OVER, "qoq", UNIT_QUARTER },
    { CLASS_OVER, "yoy", UNIT_YEAR },
    { CLASS_ADJ, "full|complete|completed|whole|calendar|entire|consecutive", 0 },
};

static bool is_among(const char *words, const char *word)
{
    const size_t len = strlen(word);

    for (const char *at = words; *word; at += strcspn(at, "|") + 1) {
        if (strncmp(at, word, len) == 0 && (at[len] == '|' || !at[len]))
            return true;
        if (!at[strcspn(at, "|")])
            break;
    }
    return false;
}

const char *word_at(const struct parser *parser, size_t at)
{
    if (at >= parser->words->n || parser->words->items[at].is_quoted)
        return "";
    return parser->words->items[at].text;
}

static const char *word_before(const struct parser *parser, size_t at)
{
    return at > 0 ? word_at(parser, at - 1) : "";
}

bool has_hyphen_before(const struct parser *parser, size_t at)
{
    const struct words *words = parser->words;
    size_t from, to;

    if (at == 0 || at >= words->n)
        return false;
    from = words->items[at - 1].at + words->items[at - 1].size;
    to = words->items[at].at;
    for (size_t i = from; i < to; i++)
        if (words->question[i] == '-' || (unsigned char)words->question[i] == 0xe2)
            return true; /* of what stands between words, only dashes begin so: quotes are within them */
    return false;
}

/* --- words that are also others --- */

static bool is_capital(const struct parser *parser, size_t at)
{
    const char c = parser->words->question[parser->words->items[at].at];

    return at > 0 && c >= 'A' && c <= 'Z';
}

static bool is_number_like(const struct parser *parser, size_t at)
{
    const char c = word_at(parser, at)[0];

    return (c >= '0' && c <= '9') || c == '\'';
}

/* "may", "march", "sat", "sun": a month or a day only where one is expected. */
static bool is_time_here(const struct parser *parser, size_t at)
{
    static const char before[] =
        "in|during|for|since|from|to|until|till|through|thru|of|last|this|previous|past|next|vs|"
        "versus|and|between|or|than|before|after|on|every|each|early|late|mid|&|-|/|against|"
        "over|with|monthly|compare|comparing|by|for|about|per|prior|ending";
    static const char never[] =
        "i|we|you|they|it|he|she|who|which|that|users|customers|people|not|to|can|or|and|visitors";
    const bool is_first = at == 0 || is_among(":|;|.|?|!|,|-", word_before(parser, at)),
               is_verb_before = is_among(never, word_before(parser, at));

    if (is_capital(parser, at))
        return true;
    if (is_number_like(parser, at + 1) && !is_verb_before)
        return true;
    if (!is_first && is_number_like(parser, at - 1))
        return true;
    if (at + 1 == parser->words->n && !is_verb_before && at > 0) /* "returning users may", "buyers wed" */
        return true;
    if (is_first)
        return (is_among("may|march|mar", word_at(parser, at)) || has_hyphen_before(parser, at + 1)) &&
               !is_among("i|we|you|they|it|the|be|have", word_at(parser, at + 1));
    if (is_among(before, word_before(parser, at)))
        return !is_among("i|we|you|they|be|have", word_at(parser, at + 1));
    return has_hyphen_before(parser, at) || has_hyphen_before(parser, at + 1);
}

/* --- counts, dates --- */

static bool is_whole(double number, double least, double most)
{
    return number >= least && number <= most && number == (double)(long)number;
}

static int match_count(const struct parser *parser, size_t at, long *value)
{
    const char *word = word_at(parser, at);
    const size_t article = is_among("a|the", word);
    size_t taken = at + article;

    word = word_at(parser, taken);
    if (text_is(word, "couple") || is_among("few|several", word)) {
        *value = text_is(word, "couple") ? 2 : 3 | FEW;
        taken++;
        taken += text_is(word_at(parser, taken), "of");
        return (int)(taken - at);
    }
    if (article || !*word || !parser->words->items[at].is_number ||
        !is_whole(parser->words->items[at].number, 1, 3660))
        return -1;
    *value = (long)parser->words->items[at].number;
    return 1;
}

static int match_count_unit(const char *word, long *value)
{
    static const struct {
        const char *end;
        enum unit unit;
    } ends[] = { { "d", UNIT_DAY },    { "w", UNIT_WEEK },    { "wk", UNIT_WEEK }, { "m", UNIT_MONTH },
                 { "mo", UNIT_MONTH }, { "q", UNIT_QUARTER }, { "y", UNIT_YEAR },  { "yr", UNIT_YEAR } };
    char *end;
    long n;

    if (word[0] < '1' || word[0] > '9')
        return -1;
    n = strtol(word, &end, 10);
    for (size_t i = 0; i < COUNT(ends); i++)
        if (text_is(end, ends[i].end) && n <= 366) {
            *value = UNIT_VALUE(ends[i].unit, n);
            return 1;
        }
    return -1;
}

/* 3, 3rd, third; of certain days only the second. */
static int match_day(const struct parser *parser, size_t at, bool is_certain, long *value)
{
    static const char *const words[] = { "first",   "second", "third", "fourth", "fifth",    "sixth",
                                         "seventh", "eighth", "ninth", "tenth",  "eleventh", "twelfth" };
    const char *word = word_at(parser, at);
    char *end;
    long n;

    for (size_t i = 0; i < COUNT(words) && !is_certain; i++)
        if (text_is(word, words[i])) {
            *value = (long)i + 1;
            return 1;
        }
    if (word[0] < '1' || word[0] > '9')
        return -1;
    n = strtol(word, &end, 10);
    if (n > 31 || (*end ? !is_among("st|nd|rd|th", end) : is_certain))
        return -1;
    *value = n;
    return 1;
}

#define LIMITS "than|least|most|over|under|$|top|exceeding|above|below|limit|>|<|>=|<=|="

/* 2025, '25. A bare 2025 is no year behind "more than" or "$". */
static int match_year(const struct parser *parser, size_t at, long *value)
{
    const char *word = word_at(parser, at);
    char *end;
    long year;

    if (word[0] == '\'' && strlen(word) == 3) {
        *value = 2000 + strtol(word + 1, &end, 10);
        return *end ? -1 : 1;
    }
    if (strlen(word) != 4 || is_among(LIMITS, word_before(parser, at)))
        return -1;
    year = strtol(word, &end, 10);
    if (*end || year < 2005 || year > parser->today.year + 10)
        return -1;
    *value = year;
    return 1;
}

/* The year in words: 2025, last year, this year, the year before last. */
static int match_yr(const struct parser *parser, size_t at, long *value)
{
    static const struct {
        const char *words[5];
        int years;
    } ways[] = {
        { { "the", "year", "before", "last" }, -2 },
        { { "year", "before", "last" }, -2 },
        { { "last|previous|prior|past", "year" }, -1 },
        { { "the", "last|previous|prior|past", "year" }, -1 },
        { { "this|current", "year" }, 0 },
        { { "the", "current", "year" }, 0 },
        { { "a|one", "year", "ago|earlier" }, -1 },
        { { "two", "years", "ago" }, -2 },
        { { "next", "year" }, 1 },
    };
    const int taken = match_year(parser, at, value);

    if (taken > 0)
        return taken;
    for (size_t i = 0; i < COUNT(ways); i++) {
        size_t n = 0;

        while (ways[i].words[n] && is_among(ways[i].words[n], word_at(parser, at + n)))
            n++;
        if (!ways[i].words[n]) {
            *value = parser->today.year + ways[i].years;
            return (int)n;
        }
    }
    return -1;
}

/* 3q25, q3'25, q3fy25 isn't; 2025q3, h1'26, 1h26. Value: year * 10 + part. */
static int match_part_year(const char *word, long *value)
{
    static const char *const forms[] = { "DPYY", "DPYYYY", "PD'YY", "PDYY", "PDYYYY", "YYYYPD", "'YYPD" };

    for (size_t i = 0; i < COUNT(forms); i++) {
        const char *form = forms[i];
        long year = 0, digit = 0;
        char part = 0;
        size_t k = 0;

        for (; form[k] && word[k]; k++) {
            const bool is_digit = word[k] >= '0' && word[k] <= '9';

            if (form[k] == '\''  ? word[k] != '\''
                : form[k] == 'P' ? word[k] != 'q' && word[k] != 'h'
                                 : !is_digit)
                break;
            if (form[k] == 'Y')
                year = year * 10 + (word[k] - '0');
            else if (form[k] == 'D')
                digit = word[k] - '0';
            else if (form[k] == 'P')
                part = word[k];
        }
        if (form[k] || word[k] || digit < 1 || digit > (part == 'q' ? 4 : 2))
            continue;
        *value = (year < 100 ? 2000 + year : year) * 10 + digit + (part == 'h' ? 4 : 0);
        return 1;
    }
    return -1;
}

static int match_date(const char *word)
{
    size_t digits = strspn(word, "0123456789");

    return digits > 0 && digits <= 4 && word[digits] && strchr("/-.", word[digits]) &&
                   !word[strspn(word, "0123456789/-.")] && strpbrk(word, "/-.") != strrchr(word, '.')
               ? 1
               : -1;
}

/* 9, 9am, 9:30pm, 17:00, 17h, noon: the hour, with CLOCK_SAID where it can be nothing else. */
static int match_clock(const struct parser *parser, size_t at, long *value)
{
    const char *word = word_at(parser, at), *half;
    int taken = 1;
    char *end;
    long hour;

    if (is_among("noon|midday|midnight", word)) {
        *value = (text_is(word, "midnight") ? 0 : 12) | CLOCK_SAID;
        return 1;
    }
    if (word[0] < '0' || word[0] > '9')
        return -1;
    hour = strtol(word, &end, 10);
    *value = *end == ':' ? CLOCK_SAID : 0;
    if (*end == ':')
        end += 1 + strspn(end + 1, "0123456789");
    half = end;
    if (!*half && is_among("am|pm|o'clock|h|hrs|hours", word_at(parser, at + 1))) {
        half = word_at(parser, at + 1);
        taken = 2;
    }
    if (*half && !is_among("am|pm|o'clock|h|hrs|hours", half))
        return -1;
    if (is_among("am|pm", half) && (hour < 1 || hour > 12))
        return -1;
    if (text_is(half, "pm") && hour < 12)
        hour += 12;
    if (text_is(half, "am") && hour == 12)
        hour = 0;
    if (hour > 24)
        return -1;
    *value = hour | (*half ? CLOCK_SAID : *value);
    return taken;
}

/* "week over week", "year on year", "y/y". */
static int match_over(const struct parser *parser, size_t at, long *value)
{
    long again;

    if (class_match(parser, CLASS_UNIT, at, value) != 1 || *value >> 8 != 1)
        return -1;
    if (!is_among("over|on|/", word_at(parser, at + 1)) ||
        class_match(parser, CLASS_UNIT, at + 2, &again) != 1 || again != *value)
        return -1;
    *value &= 0xff;
    return 3;
}

static int match_entry(const struct parser *parser, enum word_class word_class, size_t at, long *value)
{
    const char *word = word_at(parser, at);

    for (size_t i = 0; i < COUNT(entries); i++)
        if (entries[i].word_class == word_class && is_among(entries[i].words, word)) {
            *value = entries[i].value;
            return 1;
        }
    return -1;
}

static int match_named(const struct parser *parser, enum word_class word_class, size_t at, long *value)
{
    const int taken = match_entry(parser, word_class, at, value);

    if (taken < 0 || !is_among("may|march|mar|mon|sun|sat|wed|fri", word_at(parser, at)))
        return taken;
    return is_time_here(parser, at) ? taken : -1;
}

static int match_to(const struct parser *parser, size_t at, long *value)
{
    if (text_is(word_at(parser, at), "up") && text_is(word_at(parser, at + 1), "to"))
        return 2;
    if (match_entry(parser, CLASS_TO, at, value) > 0)
        return 1;
    return has_hyphen_before(parser, at) ? 0 : -1;
}

int class_match(const struct parser *parser, enum word_class word_class, size_t at, long *value)
{
    static const char changes[] = "change|changed|changes|growth|grew|grow|grown|increase|increased|decrease|"
                                  "decreased|drop|dropped|fall|fell|"
                                  "fallen|up|down|rise|rose|risen|decline|declined|improve|improved|"
                                  "improvement|gain|gained|%|percent|higher|lower|"
                                  "uplift|lift|better|worse|difference|compare|compared";
    static const char phrasal[] =
        "sign|signed|signs|signing|set|end|ended|show|showed|come|came|follow|followed|look|log";
    const char *word = word_at(parser, at);
    int taken;

    switch (word_class) {
    case CLASS_N: /* "orders below 300 last quarter" counts no quarters */
        return is_among(LIMITS, word_before(parser, at)) &&
                       is_among("last|past|previous", word_at(parser, at + 1))
                   ? -1
                   : match_count(parser, at, value);
    case CLASS_LNU:
        return *word == 'l' || *word == 't' ? match_count_unit(word + 1, value) : -1;
    case CLASS_NU:
        return match_count_unit(word, value);
    case CLASS_MONTH:
    case CLASS_WEEKDAY:
        return match_named(parser, word_class, at, value);
    case CLASS_DAY:
        return match_day(parser, at, false, value);
    case CLASS_DAYTH:
        return match_day(parser, at, true, value);
    case CLASS_YEAR:
        return match_year(parser, at, value);
    case CLASS_YR:
        return match_yr(parser, at, value);
    case CLASS_PARTYR:
        return match_part_year(word, value);
    case CLASS_HOLIDAY:
        return holiday_match(parser, at, value);
    case CLASS_DATE:
        taken = match_date(word);
        *value = (long)at;
        return taken;
    case CLASS_CLOCK:
        return match_clock(parser, at, value);
    case CLASS_TO:
        return match_to(parser, at, value);
    case CLASS_OVER:
        taken = match_entry(parser, word_class, at, value);
        return taken > 0 ? taken : match_over(parser, at, value);
    case CLASS_CHANGE:
        /* "signed up from June to August" is no change */
        if (is_among("up|down", word) && is_among(phrasal, word_before(parser, at)))
            return -1;
        return is_among(changes, word) && *word ? 1 : -1;
    default:
        return match_entry(parser, word_class, at, value);
    }
}
