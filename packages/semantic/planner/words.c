/*
 * From text to words in two passes: cutting (what belongs together: a word, a number, a date, a path, a
 * quoted value, a sign) and joining (contractions are cut further, numbers in several words become one).
 */
#include "packages/semantic/planner/words.h"
#include "packages/semantic/planner/words_letters.h"
#include "packages/semantic/planner/words_short.h"

#include <string.h>

/* A hyphen within a word cuts it and is no word: "sign-up" is "sign up". Who must know looks at what stands
 * between two words. */
struct reader {
    struct ctx *ctx;
    const char *text;
    size_t len, at;
    struct words *out;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(uint32_t letter)
{
    return letter <= ' ' || letter == 0x7f || letter == 0xa0 || letter == 0xfeff || letter == 0x202f ||
           letter == 0x3000 || (letter >= 0x2000 && letter <= 0x200d);
}

/* What a sign means: the plain one. 0 for what isn't a sign. */
static char plain_sign(uint32_t letter)
{
    static const struct {
        uint32_t letter;
        char plain;
    } signs[] = {
        { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201a, '\'' }, { 0x02bc, '\'' }, { 0x00b4, '\'' },
        { 0x2032, '\'' }, { 0x201c, '"' },  { 0x201d, '"' },  { 0x201e, '"' },  { 0x00ab, '"' },
        { 0x00bb, '"' },  { 0x2033, '"' },  { 0x2010, '-' },  { 0x2011, '-' },  { 0x2012, '-' },
        { 0x2013, '-' },  { 0x2014, '-' },  { 0x2212, '-' },  { 0x20ac, '$' },  { 0x00a3, '$' },
        { 0x2026, '.' },  { 0x2192, '>' },  { 0xff1f, '?' },  { 0x00bf, '?' },  { 0x00a1, '!' },
    };

    if (letter < 0x80)
        return is_letter((char)letter) || is_digit((char)letter) || letter == '_' ? 0 : (char)letter;
    for (size_t i = 0; i < COUNT(signs); i++)
        if (signs[i].letter == letter)
            return signs[i].plain;
    return 0;
}

/* The plain sign at `at`, 0 when there is a letter, a digit, a space or the end. */
static char sign_at(const struct reader *reader, size_t at, size_t *size)
{
    uint32_t letter;

    *size = 0;
    if (at >= reader->len)
        return 0;
    letter = letter_read(reader->text + at, size);
    return is_space(letter) ? 0 : plain_sign(letter);
}

static bool is_word_at(const struct reader *reader, size_t at)
{
    size_t size;

    if (at >= reader->len || is_space(letter_read(reader->text + at, &size)))
        return false;
    return sign_at(reader, at, &size) == 0;
}

static bool is_word_before(const struct reader *reader)
{
    size_t at = reader->at;

    while (at > 0 && ((unsigned char)reader->text[--at] & 0xc0) == 0x80)
        ;
    return reader->at > 0 && is_word_at(reader, at);
}

/* NFC and lower case, plain signs, one space for several. */
static const char *normal(struct ctx *ctx, const char *text, size_t len)
{
    struct buf out = buf_in(ctx->arena, 2 * QUESTION_BYTES + 8);
    uint32_t letter, next, made;
    char bytes[4];
    size_t size, more;

    for (size_t at = 0; at < len; at += size) {
        letter = letter_lower(letter_read(text + at, &size));
        while (at + size < len &&
               (next = letter_read(text + at + size, &more), made = letter_compose(letter, next)) != 0) {
            letter = made;
            size += more;
        }
        if (is_space(letter))
            letter = ' ';
        else if (letter >= 0x80 && plain_sign(letter))
            letter = (unsigned char)plain_sign(letter);
        if (letter != ' ' || (out.len && out.at[out.len - 1] != ' '))
            buf_add(&out, bytes, letter_write(letter, bytes));
    }
    return text_trim(ctx->arena, buf_str(&out));
}

static struct word *push(struct reader *reader, size_t from, size_t to)
{
    struct words *words = reader->out;
    struct word *word = ARENA_PUSH(reader->ctx->arena, words->items, words->n);

    *word = (struct word){ .text = normal(reader->ctx, reader->text + from, to - from),
                           .at = from,
                           .size = to - from };
    return word;
}

/* --- numbers --- */

/* 1,000 and 1.5 and a letter for thousands; `size` is how much of the text it takes, 0 when it is no number.
 */
static double number_in(const char *text, size_t *size)
{
    double value = 0, part = 0.1;
    size_t i = 0, group;

    *size = 0;
    while (is_digit(text[i]))
        value = value * 10 + (text[i++] - '0');
    if (i == 0)
        return 0;
    for (group = i; group <= 3 && text[i] == ',' && is_digit(text[i + 1]) && is_digit(text[i + 2]) &&
                    is_digit(text[i + 3]) && !is_digit(text[i + 4]);
         i += 4)
        value = value * 1000 + (text[i + 1] - '0') * 100 + (text[i + 2] - '0') * 10 + (text[i + 3] - '0');
    if (text[i] == '.' && is_digit(text[i + 1]))
        for (i++; is_digit(text[i]); part /= 10)
            value += part * (text[i++] - '0');
    *size = i;
    return value;
}

static double scale_of(const char *text)
{
    static const struct {
        const char *word;
        double scale;
    } scales[] = { { "b", 1e9 },       { "bn", 1e9 }, { "billion", 1e9 }, { "dozen", 12 },
                   { "hundred", 100 }, { "k", 1e3 },  { "m", 1e6 },       { "million", 1e6 },
                   { "mn", 1e6 },      { "mm", 1e6 }, { "thousand", 1e3 } };

    for (size_t i = 0; i < COUNT(scales); i++)
        if (text_is(text, scales[i].word))
            return scales[i].scale;
    return 0;
}

static bool small_number(const char *text, double *out)
{
    static const char *const units[] = { "zero",    "one",     "two",       "three",    "four",
                                         "five",    "six",     "seven",     "eight",    "nine",
                                         "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                                         "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" };
    static const char *const tens[] = { "twenty", "thirty",  "forty",  "fifty",
                                        "sixty",  "seventy", "eighty", "ninety" };

    for (size_t i = 0; i < COUNT(units); i++)
        if (text_is(text, units[i])) {
            *out = (double)i;
            return true;
        }
    for (size_t i = 0; i < COUNT(tens); i++)
        if (text_is(text, tens[i])) {
            *out = (double)(20 + 10 * i);
            return true;
        }
    return false;
}

static void read_number(struct word *word)
{
    size_t size;
    double value = number_in(word->text, &size);

    if (size == 0) {
        word->is_number = small_number(word->text, &word->number);
        return;
    }
    if (word->text[size]) {
        value *= strlen(word->text + size) <= 2 ? scale_of(word->text + size) : 0;
        word->is_number = value > 0;
    } else {
        word->is_number = true;
    }
    if (word->is_number)
        word->number = value;
}

/* --- cutting --- */

/* d/d, d/d/d, d-d-d, d.d.d and the year and month of ISO 8601: the length, or 0. */
static size_t date_size(const char *text)
{
    size_t i = 0, n[3] = { 0 }, parts = 0;
    char sep = 0;

    for (;;) {
        const size_t begin = i;

        while (is_digit(text[i]))
            i++;
        n[parts] = i - begin;
        if (n[parts] == 0 || n[parts] > 4)
            return 0;
        parts++;
        if (parts == 3 || !strchr("/-.", text[i]) || !text[i] || (sep && text[i] != sep) ||
            !is_digit(text[i + 1]))
            break;
        sep = text[i++];
    }
    if (is_letter(text[i]) || is_digit(text[i]) || text[i] == '_')
        return 0;
    if (parts == 3)
        return n[0] <= 2 || (n[0] == 4 && n[2] <= 2) ? i : 0;
    if (parts == 2 && sep == '/' && n[0] <= 2 && n[1] <= 2)
        return i;
    return parts == 2 && sep == '-' && n[0] == 4 && n[1] == 2 ? i : 0;
}

/* Whether an apostrophe at `at` opens a quotation: where it closes, or 0. */
static size_t single_quote_end(const struct reader *reader, size_t at, size_t size)
{
    const char *text = reader->text;
    size_t more;

    if (is_digit(text[at + size]) && is_digit(text[at + size + 1]) && !is_digit(text[at + size + 2]))
        return 0; /* '25 */
    for (size_t i = at + size; i < reader->len; i += more ? more : 1) {
        if (sign_at(reader, i, &more) == '\'' && i > at + size && text[i - 1] != ' ' &&
            !is_word_at(reader, i + more))
            return i;
    }
    return 0;
}

/* A quoted text is one word. False when the quotation mark at reader->at opens nothing. */
static bool cut_quoted(struct reader *reader, char sign, size_t size)
{
    const size_t begin = reader->at + size;
    size_t end = 0, more = 1;
    struct word *word;

    if (sign == '\'')
        end = single_quote_end(reader, reader->at, size);
    else
        for (size_t i = begin; i < reader->len && !end; i += more ? more : 1)
            if (sign_at(reader, i, &more) == sign)
                end = i;
    if (end <= begin)
        return false;
    (void)sign_at(reader, end, &more);
    reader->at = end + more;
    word = push(reader, begin, end);
    word->is_quoted = true;
    word->stem = word->text;
    return true;
}

/* "/sale/apparel", "https://a.example/b": up to the next space, without the punctuation behind it. */
static bool cut_path(struct reader *reader)
{
    const char *text = reader->text + reader->at;
    size_t size = strcspn(text, " \t\r\n,;!?()\"<>");

    while (size > 1 && strchr(".:'", text[size - 1]))
        size--;
    if (text[0] == '/' ? !(size > 1 && (is_letter(text[1]) || is_digit(text[1]) || text[1] == '_'))
                       : !text_starts(text, "http://") && !text_starts(text, "https://"))
        return false;
    (void)push(reader, reader->at, reader->at + size);
    reader->at += size;
    return true;
}

/* What goes on within a word: letters, digits, _; an apostrophe, a dot or an @ between two of them. */
static size_t word_end(const struct reader *reader)
{
    size_t at = reader->at, size, number;
    char sign;

    (void)number_in(reader->text + at, &number);
    at += number;
    while (at < reader->len) {
        sign = sign_at(reader, at, &size);
        if (!is_word_at(reader, at)) {
            const bool goes_on = is_word_at(reader, at + size) && at > reader->at;

            if (!sign || !goes_on || !strchr("'.@:", sign))
                break;
            if (sign == ':' && !(is_digit(reader->text[at - 1]) && is_digit(reader->text[at + 1])))
                break;
        }
        at += size;
    }
    return at;
}

/* Words that a dot may stand behind without ending anything. */
static bool is_abbreviation(const char *text)
{
    static const char *const words[] = { "apr", "aug", "dec", "feb", "jan",  "jul", "jun",
                                         "mar", "nov", "oct", "sep", "sept", "vs" };

    for (size_t i = 0; i < COUNT(words); i++)
        if (text_is(text, words[i]))
            return true;
    return false;
}

/* "u.s." and "a.m." are "us" and "am"; "vs." is "vs". */
static void without_dots(struct reader *reader, struct word *word)
{
    const char *text = word->text;
    const size_t len = strlen(text);
    char *plain = arena_text(reader->ctx->arena, text);
    size_t n = 0;

    if (is_abbreviation(text) && reader->text[reader->at] == '.') {
        reader->at++;
        word->size++;
    }
    if (len < 3 || len % 2 == 0)
        return;
    for (size_t i = 0; i < len; i++) {
        if (i % 2 ? text[i] != '.' : !is_letter(text[i]))
            return;
        if (i % 2 == 0)
            plain[n++] = text[i];
    }
    plain[n] = 0;
    word->text = plain;
    if (reader->text[reader->at] == '.') {
        reader->at++;
        word->size++;
    }
}

static void cut_word(struct reader *reader)
{
    const size_t from = reader->at, date = date_size(reader->text + from);
    const size_t to = date ? from + date : word_end(reader);
    struct word *word = push(reader, from, to);

    reader->at = to;
    without_dots(reader, word);
}

static void cut_sign(struct reader *reader, char sign, size_t size)
{
    static const char *const pairs[] = { ">=", "<=", "!=", "<>", "==" };
    const size_t from = reader->at;
    const bool is_tight = is_word_before(reader) && is_word_at(reader, from + size);

    for (size_t i = 0; i < COUNT(pairs); i++)
        if (text_starts(reader->text + from, pairs[i]))
            size = 2;
    reader->at += size;
    if ((sign == '-' && is_tight) || sign == '\'' || sign == '"' || sign == '`')
        return;
    (void)push(reader, from, reader->at);
}

static void cut(struct reader *reader)
{
    size_t size;
    char sign;

    while (reader->at < reader->len) {
        sign = sign_at(reader, reader->at, &size);
        if (is_space(letter_read(reader->text + reader->at, &size))) {
            reader->at += size;
            continue;
        }
        /* '25 is a year: the apostrophe stays with it. */
        if (sign == '\'' && is_digit(reader->text[reader->at + size]) &&
            is_digit(reader->text[reader->at + size + 1]) && !is_word_at(reader, reader->at + size + 2)) {
            (void)push(reader, reader->at, reader->at + size + 2);
            reader->at += size + 2;
            continue;
        }
        if ((sign == '"' || sign == '`' || (sign == '\'' && !is_word_before(reader))) &&
            cut_quoted(reader, sign, size))
            continue;
        if ((!sign || (sign == '/' && !is_word_before(reader))) && cut_path(reader))
            continue;
        if (sign)
            cut_sign(reader, sign, size);
        else
            cut_word(reader);
    }
}

/* --- joining --- */

/* Written together, meant apart; also as people write them without the apostrophe. */
static const struct contraction {
    const char *word, *first, *second;
} contractions[] = {
    { "can't", "can", "not" },    { "cannot", "can", "not" },    { "cant", "can", "not" },
    { "didnt", "did", "not" },    { "doesnt", "does", "not" },   { "dont", "do", "not" },
    { "gimme", "give", "me" },    { "hasnt", "has", "not" },     { "havent", "have", "not" },
    { "how'd", "how", "did" },    { "hows", "how", "is" },       { "im", "i", "am" },
    { "isnt", "is", "not" },      { "lemme", "let", "me" },      { "let's", "let", NULL },
    { "shan't", "shall", "not" }, { "wanna", "want", "to" },     { "wasnt", "was", "not" },
    { "werent", "were", "not" },  { "whats", "what", "is" },     { "wheres", "where", "is" },
    { "whos", "who", "is" },      { "why'd", "why", "did" },     { "won't", "will", "not" },
    { "wont", "will", "not" },    { "where'd", "where", "did" },
};

static const char *const contraction_ends[][2] = {
    { "n't", "not" },  { "'re", "are" },  { "'ve", "have" },
    { "'ll", "will" }, { "'d", "would" }, { "'m", "am" },
};

/* After these, 's is "is"; elsewhere it is the possessive. */
static bool takes_is(const char *word)
{
    static const char *const words[] = { "he",    "here", "how",  "it",    "she", "that",
                                         "there", "what", "when", "where", "who", "why" };

    for (size_t i = 0; i < COUNT(words); i++)
        if (text_is(word, words[i]))
            return true;
    return false;
}

/* Cuts "didn't" into two words, takes the possessive away; how many words came out. */
static size_t expand(struct ctx *ctx, const struct word *word, struct word out[2])
{
    const size_t len = strlen(word->text);

    out[0] = out[1] = *word;
    if (word->is_quoted)
        return 1;
    for (size_t i = 0; i < COUNT(contractions); i++)
        if (text_is(word->text, contractions[i].word)) {
            out[0].text = contractions[i].first;
            out[1].text = contractions[i].second;
            return out[1].text ? 2 : 1;
        }
    for (size_t i = 0; i < COUNT(contraction_ends); i++)
        if (len > strlen(contraction_ends[i][0]) && text_ends(word->text, contraction_ends[i][0])) {
            out[0].text = arena_text_n(ctx->arena, word->text, len - strlen(contraction_ends[i][0]));
            out[1].text = contraction_ends[i][1];
            return 2;
        }
    if (len > 2 && text_ends(word->text, "'s")) {
        out[0].text = arena_text_n(ctx->arena, word->text, len - 2);
        out[1].text = "is";
        return takes_is(out[0].text) ? 2 : 1;
    }
    return 1;
}

/* The number that begins at `words`: "twenty five", "a dozen", "2 million"; `taken` is 0 where none begins.
 */
static double number_after(const struct word *words, size_t left, size_t *taken)
{
    double value = words[0].number, scale, unit;
    size_t n = 1;

    *taken = 0;
    if (words[0].is_quoted)
        return 0;
    if (!words[0].is_number) {
        const bool counts = text_is(words[0].text, "a") && left > 1 && scale_of(words[1].text) >= 12 &&
                            strlen(words[1].text) > 2;

        if (!counts && !text_is(words[0].text, "dozen"))
            return 0;
        value = 1;
        n = counts;
    } else if (left > 1 && !is_digit(words[0].text[0]) && value >= 20 && (int)value % 10 == 0 &&
               small_number(words[1].text, &unit) && unit > 0 && unit < 10) {
        value += unit;
        n = 2;
    }
    while (n < left && !words[n].is_quoted && (strlen(words[n].text) > 2 || text_is(words[n].text, "k")) &&
           (scale = scale_of(words[n].text)) != 0) {
        value *= scale;
        n++;
    }
    *taken = n;
    return value;
}

static void join_numbers(struct ctx *ctx, struct words *words)
{
    size_t n = 0, taken;

    for (size_t i = 0; i < words->n; i += taken ? taken : 1) {
        struct word *word = &words->items[n];
        const double value = number_after(words->items + i, words->n - i, &taken);

        *word = words->items[i];
        n++;
        if (!taken)
            continue;
        for (size_t k = 1; k < taken; k++) {
            word->text = arena_printf(ctx->arena, "%s %s", word->text, words->items[i + k].text);
            word->size = words->items[i + k].at + words->items[i + k].size - word->at;
        }
        word->is_number = true;
        word->number = value;
    }
    words->n = n;
}

const char *words_text(struct arena *arena, const struct words *words, size_t from, size_t to)
{
    size_t start = words->items[from].at, end = start;

    for (size_t i = from; i < to; i++) {
        const struct word *word = &words->items[i];

        start = word->at < start ? word->at : start;
        end = word->at + word->size > end ? word->at + word->size : end;
    }
    return arena_text_n(arena, words->question + start, end - start);
}

struct err *words_read(struct ctx *ctx, const char *question, struct words *out)
{
    struct words cuts = { .question = question };
    struct words words = { .question = question };
    struct reader reader = { .ctx = ctx, .text = question, .out = &cuts };
    struct word two[2];

    reader.len = strnlen(question, QUESTION_BYTES + 1);
    if (reader.len > QUESTION_BYTES)
        return err_new(ctx, ERR_INVALID, "question", "a question has at most %d bytes", QUESTION_BYTES);
    if (!text_is_utf8(question, reader.len))
        return err_new(ctx, ERR_INVALID, "question", "isn't valid UTF-8");
    cut(&reader);
    for (size_t i = 0; i < cuts.n; i++) {
        const size_t n = expand(ctx, &cuts.items[i], two);

        for (size_t k = 0; k < n; k++) {
            if (!two[k].is_quoted)
                read_number(&two[k]);
            *ARENA_PUSH(ctx->arena, words.items, words.n) = two[k];
        }
    }
    words_lengthen(ctx, &words);
    join_numbers(ctx, &words);
    words_reorder(&words);
    if (words.n == 0)
        return err_new(ctx, ERR_INVALID, "question", "is empty");
    if (words.n > QUESTION_WORDS)
        return err_new(ctx, ERR_INVALID, "question", "a question has at most %d words", QUESTION_WORDS);
    for (size_t i = 0; i < words.n; i++)
        if (!words.items[i].stem)
            words.items[i].stem = word_stem(ctx, words.items[i].text);
    *out = words;
    return NULL;
}
