#include "packages/semantic/planner/words.h"
#include "packages/semantic/planner/words_letters.h"

enum { LONGEST = 48 };

static size_t letters_of(const char *word, uint32_t out[LONGEST + 1])
{
    size_t n = 0, size;

    for (; *word && n <= LONGEST; word += size)
        out[n++] = letter_read(word, &size);
    return n;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: three rows of the table are enough. Longer words than LONGEST are only equal or
 * not. */
unsigned word_distance(const char *a, const char *b, unsigned most)
{
    uint32_t left[LONGEST + 1], right[LONGEST + 1];
    unsigned rows[3][LONGEST + 2];
    const size_t n = letters_of(a, left), m = letters_of(b, right);

    if (text_is(a, b))
        return 0;
    if (n > LONGEST || m > LONGEST || n == 0 || m == 0 || left[0] != right[0] || n > m + most || m > n + most)
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
