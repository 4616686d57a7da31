#include "packages/core/text.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

bool text_is(const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    return strcmp(a, b) == 0;
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
    const size_t len = strlen(text), end = strlen(suffix);

    return len >= end && strcmp(text + len - end, suffix) == 0;
}

/* Length of the sequence that starts at `at`, 0 when it is not one (RFC 3629, 4). */
static size_t sequence(const unsigned char *at, size_t left)
{
    const unsigned char c = at[0];
    size_t size;
    uint32_t point;

    if (c == 0)
        return 0;
    if (c < 0x80)
        return 1;
    size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4 || left < size)
        return 0;
    point = c & (0xffu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (at[i] & 0x3f);
    }
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
        return 0;
    if ((size == 3 && point < 0x800) || (size == 4 && point < 0x10000))
        return 0;
    return size;
}

bool text_is_utf8(const char *text, size_t len)
{
    const unsigned char *at = (const unsigned char *)text;

    for (size_t i = 0; i < len;) {
        const size_t size = sequence(at + i, len - i);

        if (!size)
            return false;
        i += size;
    }
    return true;
}

size_t text_length(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

const char *text_count(struct arena *arena, int64_t n, const char *noun)
{
    return arena_printf(arena, "%lld %s%s", (long long)n, noun, n == 1 ? "" : "s");
}

char *text_lower(struct arena *arena, const char *text)
{
    char *lower = arena_text(arena, text);

    for (char *c = lower; c && *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return lower;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

char *text_trim(struct arena *arena, const char *text)
{
    size_t len;

    while (is_space(*text))
        text++;
    len = strlen(text);
    while (len && is_space(text[len - 1]))
        len--;
    return arena_text_n(arena, text, len);
}

bool text_to_int(const char *text, int64_t *out)
{
    char *end;
    long long value;

    if (!text || !(*text == '-' || (*text >= '0' && *text <= '9')))
        return false;
    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno || *end || end == text)
        return false;
    *out = value;
    return true;
}

bool text_to_number(const char *text, double *out)
{
    char *end;
    double value;

    if (!text || !(*text == '-' || *text == '.' || (*text >= '0' && *text <= '9')) || strpbrk(text, "xXpP"))
        return false;
    errno = 0;
    value = strtod(text, &end);
    if (*end || end == text || !isfinite(value))
        return false;
    *out = value;
    return true;
}

enum { LONGEST_WORD = 64 };

/* Levenshtein distance, one row at a time; both words are at most LONGEST_WORD long. */
static size_t distance(const char *a, const char *b)
{
    size_t row[LONGEST_WORD + 1];
    const size_t n = strlen(b);

    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < n; j++) {
            const size_t change = diagonal + (a[i] != b[j]);

            diagonal = row[j + 1];
            row[j + 1] = diagonal < row[j] ? diagonal + 1 : row[j] + 1;
            if (change < row[j + 1])
                row[j + 1] = change;
        }
    }
    return row[n];
}

const char *text_nearest(const char *word, const char *const *words)
{
    const char *best = NULL;
    size_t least = strlen(word) / 3 + 1;

    if (strlen(word) > LONGEST_WORD)
        return NULL;
    for (; *words; words++) {
        size_t steps;

        if (strlen(*words) > LONGEST_WORD)
            continue;
        steps = distance(word, *words);
        if (steps <= least && (!best || steps < least)) {
            best = *words;
            least = steps;
        }
    }
    return best;
}

/* splitmix64 (Vigna): for tests, which must get the same ids each time. */
static uint64_t seeded(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void random_bytes(struct ctx *ctx, unsigned char *out, size_t size)
{
    size_t done = 0;

    while (done < size) {
        if (ctx->random) {
            out[done++] = (unsigned char)seeded(&ctx->random);
        } else {
            const ssize_t got = getrandom(out + done, size - done, 0);

            if (got < 0 && errno != EINTR)
                abort(); /* no randomness, no service */
            done += got > 0 ? (size_t)got : 0;
        }
    }
}

const char *id_new(struct ctx *ctx)
{
    static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz"; /* Crockford's, in ASCII order */
    unsigned char bytes[10];
    char *id = arena_alloc(ctx->arena, 27);
    uint64_t ms = (uint64_t)(ctx->now.us / 1000);

    random_bytes(ctx, bytes, sizeof(bytes));
    for (int i = 9; i >= 0; i--) {
        id[i] = letters[ms & 31];
        ms >>= 5;
    }
    for (int half = 0; half < 2; half++) {
        uint64_t bits = 0;

        for (int i = 0; i < 5; i++)
            bits = bits << 8 | bytes[half * 5 + i];
        for (int i = 7; i >= 0; i--) {
            id[10 + half * 8 + i] = letters[bits & 31];
            bits >>= 5;
        }
    }
    return id;
}
