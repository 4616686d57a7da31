/*
 * Words that are nearly the same. Base forms: a table of irregular words, then rules. It needn't find the
 * dictionary's form, only the same one for all inflections of a word, and no other word's.
 */
#include "packages/semantic/planner/words.h"
#include "packages/semantic/planner/words_letters.h"

#include <string.h>

enum { LONGEST_STEM = 64 };

static const struct {
    const char *word, *stem;
} irregular[] = {
    { "added", "add" },
    { "adding", "add" },
    { "advertising", "advertising" },
    { "always", "always" },
    { "analyses", "analysis" },
    { "are", "be" },
    { "ate", "eat" },
    { "became", "become" },
    { "been", "be" },
    { "began", "begin" },
    { "begun", "begin" },
    { "being", "be" },
    { "billing", "bill" },
    { "bought", "buy" },
    { "brought", "bring" },
    { "buses", "bus" },
    { "came", "come" },
    { "chose", "choose" },
    { "chosen", "choose" },
    { "churned", "churn" },
    { "clothing", "clothing" },
    { "coming", "come" },
    { "cookies", "cookie" },
    { "criteria", "criterion" },
    { "delving", "delve" },
    { "did", "do" },
    { "distributed", "distribute" },
    { "does", "do" },
    { "doing", "do" },
    { "done", "do" },
    { "during", "during" },
    { "earned", "earn" },
    { "evening", "evening" },
    { "everything", "everything" },
    { "excluding", "exclude" },
    { "fell", "fall" },
    { "fallen", "fall" },
    { "found", "find" },
    { "gave", "give" },
    { "given", "give" },
    { "goes", "go" },
    { "going", "go" },
    { "gone", "go" },
    { "got", "get" },
    { "gotten", "get" },
    { "grew", "grow" },
    { "grown", "grow" },
    { "had", "have" },
    { "has", "have" },
    { "having", "have" },
    { "his", "his" },
    { "indices", "index" },
    { "invited", "invite" },
    { "ios", "ios" },
    { "is", "be" },
    { "its", "its" },
    { "kept", "keep" },
    { "left", "leave" },
    { "led", "lead" },
    { "less", "less" },
    { "lost", "lose" },
    { "losing", "lose" },
    { "made", "make" },
    { "marketing", "marketing" },
    { "men", "man" },
    { "met", "meet" },
    { "morning", "morning" },
    { "movies", "movie" },
    { "need", "need" },
    { "news", "news" },
    { "nothing", "nothing" },
    { "opted", "opt" },
    { "paid", "pay" },
    { "people", "people" },
    { "persons", "person" },
    { "promoted", "promote" },
    { "quitting", "quit" },
    { "ran", "run" },
    { "retried", "retry" },
    { "rose", "rise" },
    { "risen", "rise" },
    { "said", "say" },
    { "saw", "see" },
    { "seeing", "see" },
    { "seen", "see" },
    { "sent", "send" },
    { "series", "series" },
    { "shoes", "shoe" },
    { "shown", "show" },
    { "sms", "sms" },
    { "sold", "sell" },
    { "something", "something" },
    { "anything", "anything" },
    { "spent", "spend" },
    { "taken", "take" },
    { "thought", "think" },
    { "told", "tell" },
    { "took", "take" },
    { "totalled", "total" },
    { "united", "united" },
    { "unsubscribed", "unsubscribe" },
    { "used", "use" },
    { "using", "use" },
    { "was", "be" },
    { "went", "go" },
    { "were", "be" },
    { "women", "woman" },
    { "won", "win" },
    { "wrote", "write" },
    { "yes", "yes" },
};

static bool is_vowel(const char *word, size_t i)
{
    return strchr("aeiou", word[i]) || (word[i] == 'y' && i > 0);
}

/* Groups of vowels: the syllables, nearly. */
static size_t syllables(const char *word, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += is_vowel(word, i) && (i == 0 || !is_vowel(word, i - 1));
    return n;
}

static bool ends(const char *word, size_t len, const char *end)
{
    const size_t size = strlen(end);

    return len > size && memcmp(word + len - size, end, size) == 0;
}

/* Whether "-ed" or "-ing" took an e along: purchas(ed), engag(ing), compar(ed), sampl(ed). */
static bool lacks_e(const char *word, size_t len)
{
    static const char *const always[] = { "at", "id", "ud", "ad", "od", "ar", "ir",
                                          "ur", "in", "ag", "os", "ib", NULL };
    const char last = word[len - 1], before = len > 1 ? word[len - 2] : ' ';
    const bool is_short = len > 2 && is_vowel(word, len - 2) &&
                          (!is_vowel(word, len - 3) || (len > 3 && word[len - 4] == 'q')); /* "quir" */

    if (strchr("cuvz", last) || (last == 's' && before != 's'))
        return true;
    if (last == 'l' && strchr("bdgkptc", before) && before != ' ')
        return true;
    if (ends(word, len, "ang") || ends(word, len, "eng") || ends(word, len, "erg") || ends(word, len, "dg"))
        return true;
    for (size_t i = 0; always[i]; i++)
        if (is_short && ends(word, len, always[i]))
            return true;
    return is_short && syllables(word, len) == 1 && strchr("dgklmnprt", last);
}

static size_t without_past(char *word, size_t len, size_t suffix)
{
    size_t rest = len - suffix;

    if (rest < 2 || syllables(word, rest) == 0)
        return len;
    if (word[rest - 1] == word[rest - 2] && !is_vowel(word, rest - 1)) {
        const bool stays =
            strchr("sz", word[rest - 1]) || (strchr("lf", word[rest - 1]) && syllables(word, rest) == 1);

        return stays ? rest : rest - 1;
    }
    if (word[rest - 1] == 'i' && suffix == 2) {
        word[rest - 1] = 'y';
        return rest;
    }
    if (lacks_e(word, rest))
        word[rest++] = 'e';
    return rest;
}

static size_t without_plural(char *word, size_t len)
{
    if (ends(word, len, "ies") && len > 4) {
        word[len - 3] = 'y';
        return len - 2;
    }
    if (ends(word, len, "sses") || ends(word, len, "xes") || ends(word, len, "ches") ||
        ends(word, len, "shes") || ends(word, len, "zzes"))
        return len - 2;
    if (len < 3 || word[len - 1] != 's' || strchr("suia", word[len - 2]))
        return len;
    return len - 1;
}

static size_t base(char *word, size_t len)
{
    for (size_t i = 0; i < COUNT(irregular); i++)
        if (strcmp(irregular[i].word, word) == 0) {
            memcpy(word, irregular[i].stem, strlen(irregular[i].stem) + 1);
            return strlen(word);
        }
    if (ends(word, len, "eed"))
        return len;
    if (ends(word, len, "ied") || (ends(word, len, "ed") && len > 4))
        return without_past(word, len, 2);
    if (ends(word, len, "ing") && len > 5)
        return without_past(word, len, 3);
    return without_plural(word, len);
}

const char *word_stem(struct ctx *ctx, const char *word)
{
    char plain[LONGEST_STEM + 16], letter[4];
    size_t len = 0, size, made;
    bool is_word = true;

    if (strlen(word) > LONGEST_STEM)
        return arena_text(ctx->arena, word);
    for (const char *at = word; *at; at += size) {
        made = letter_write(letter_plain(letter_read(at, &size)), letter);
        is_word = is_word && made == 1 && letter[0] >= 'a' && letter[0] <= 'z';
        memcpy(plain + len, letter, made);
        len += made;
    }
    plain[len] = 0;
    /* Paths, names of campaigns and numbers have no base form. */
    if (is_word)
        len = base(plain, len);
    return arena_text_n(ctx->arena, plain, len);
}

enum { LONGEST_NAME = 48 };

static size_t letters_of(const char *word, uint32_t out[LONGEST_NAME + 1])
{
    size_t n = 0, size;

    for (; *word && n <= LONGEST_NAME; word += size)
        out[n++] = letter_read(word, &size);
    return n;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: three rows of the table are enough. Longer words than LONGEST_NAME are only equal
 * or not. */
unsigned word_distance(const char *a, const char *b, unsigned most)
{
    uint32_t left[LONGEST_NAME + 1], right[LONGEST_NAME + 1];
    unsigned rows[3][LONGEST_NAME + 2];
    const size_t n = letters_of(a, left), m = letters_of(b, right);

    if (text_is(a, b))
        return 0;
    if (n > LONGEST_NAME || m > LONGEST_NAME || n == 0 || m == 0 || left[0] != right[0] || n > m + most ||
        m > n + most)
        return most + 1;
    for (size_t k = 0; k <= m; k++)
        rows[0][k] = (unsigned)k;
    for (size_t i = 1; i <= n; i++) {
        unsigned *row = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3], best;

        best = row[0] = (unsigned)i;
        for (size_t k = 1; k <= m; k++) {
            row[k] = before[k - 1] + (left[i - 1] != right[k - 1]);
            row[k] = least(row[k], least(before[k], row[k - 1]) + 1);
            if (i > 1 && k > 1 && left[i - 1] == right[k - 2] && left[i - 2] == right[k - 1])
                row[k] = least(row[k], earlier[k - 2] + 1);
            best = least(best, row[k]);
        }
        if (best > most + 1)
            return most + 1;
    }
    return least(rows[n % 3][m], most + 1);
}
