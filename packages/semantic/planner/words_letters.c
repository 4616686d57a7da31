#include "packages/semantic/planner/words_letters.h"

#include "packages/core/core.h"

/* Unicode 15, canonical compositions of small Latin letters; capitals are made small before. */
static const struct composition {
    uint32_t mark;
    const char *letters; /* one byte each */
    uint32_t made[24];
} compositions[] = {
    { 0x300, "aeiounwy", { 0xe0, 0xe8, 0xec, 0xf2, 0xf9, 0x1f9, 0x1e81, 0x1ef3 } },
    { 0x301,
      "aceilnorsuyzgw",
      { 0xe1, 0x107, 0xe9, 0xed, 0x13a, 0x144, 0xf3, 0x155, 0x15b, 0xfa, 0xfd, 0x17a, 0x1f5, 0x1e83 } },
    { 0x302,
      "aceghijosuwyz",
      { 0xe2, 0x109, 0xea, 0x11d, 0x125, 0xee, 0x135, 0xf4, 0x15d, 0xfb, 0x175, 0x177, 0x1e91 } },
    { 0x303, "ainouev", { 0xe3, 0x129, 0xf1, 0xf5, 0x169, 0x1ebd, 0x1e7d } },
    { 0x304, "aeiou", { 0x101, 0x113, 0x12b, 0x14d, 0x16b } },
    { 0x306, "aegiou", { 0x103, 0x115, 0x11f, 0x12d, 0x14f, 0x16d } },
    { 0x307, "ceigz", { 0x10b, 0x117, 'i', 0x121, 0x17c } },
    { 0x308, "aeiouyhwx", { 0xe4, 0xeb, 0xef, 0xf6, 0xfc, 0xff, 0x1e27, 0x1e85, 0x1e8d } },
    { 0x30a, "auwy", { 0xe5, 0x16f, 0x1e98, 0x1e99 } },
    { 0x30b, "ou", { 0x151, 0x171 } },
    { 0x30c,
      "cdeglnrstzaiouhjk",
      { 0x10d, 0x10f, 0x11b, 0x1e7, 0x13e, 0x148, 0x159, 0x161, 0x165, 0x17e, 0x1ce, 0x1d0, 0x1d2, 0x1d4,
        0x21f, 0x1f0, 0x1e9 } },
    { 0x327, "cgklnrst", { 0xe7, 0x123, 0x137, 0x13c, 0x146, 0x157, 0x15f, 0x163 } },
    { 0x328, "aeiou", { 0x105, 0x119, 0x12f, 0x1eb, 0x173 } },
};

/* Letters that are Latin without being a letter and a mark. */
static const struct {
    uint32_t letter, plain;
} others[] = { { 0xf8, 'o' }, { 0x111, 'd' }, { 0x127, 'h' }, { 0x131, 'i' }, { 0x142, 'l' } };

uint32_t letter_read(const char *at, size_t *size)
{
    const unsigned char *c = (const unsigned char *)at;

    *size = c[0] < 0x80 ? 1 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : 4;
    switch (*size) {
    case 1:
        return c[0];
    case 2:
        return (c[0] & 0x1fu) << 6 | (c[1] & 0x3fu);
    case 3:
        return (c[0] & 0x0fu) << 12 | (c[1] & 0x3fu) << 6 | (c[2] & 0x3fu);
    default:
        return (c[0] & 0x07u) << 18 | (c[1] & 0x3fu) << 12 | (c[2] & 0x3fu) << 6 | (c[3] & 0x3fu);
    }
}

size_t letter_write(uint32_t letter, char out[4])
{
    if (letter < 0x80) {
        out[0] = (char)letter;
        return 1;
    }
    if (letter < 0x800) {
        out[0] = (char)(0xc0 | letter >> 6);
        out[1] = (char)(0x80 | (letter & 0x3f));
        return 2;
    }
    if (letter < 0x10000) {
        out[0] = (char)(0xe0 | letter >> 12);
        out[1] = (char)(0x80 | (letter >> 6 & 0x3f));
        out[2] = (char)(0x80 | (letter & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | letter >> 18);
    out[1] = (char)(0x80 | (letter >> 12 & 0x3f));
    out[2] = (char)(0x80 | (letter >> 6 & 0x3f));
    out[3] = (char)(0x80 | (letter & 0x3f));
    return 4;
}

static bool is_within(uint32_t letter, uint32_t first, uint32_t last)
{
    return letter >= first && letter <= last;
}

uint32_t letter_lower(uint32_t letter)
{
    if (is_within(letter, 'A', 'Z'))
        return letter + 32;
    if (letter < 0xc0)
        return letter;
    if (letter == 0x130)
        return 'i';
    if (letter == 0x178)
        return 0xff;
    if ((is_within(letter, 0xc0, 0xde) && letter != 0xd7) || is_within(letter, 0x410, 0x42f))
        return letter + 32;
    if ((is_within(letter, 0x391, 0x3a9) && letter != 0x3a2))
        return letter + 32;
    if (is_within(letter, 0x400, 0x40f))
        return letter + 80;
    /* Pairs: capital even, small odd; in two stretches the other way round. */
    if (is_within(letter, 0x139, 0x148) || is_within(letter, 0x179, 0x17e))
        return letter + (letter & 1);
    if (is_within(letter, 0x100, 0x177) || is_within(letter, 0x1e00, 0x1e95) ||
        is_within(letter, 0x1ea0, 0x1eff) || is_within(letter, 0x1f8, 0x21f) ||
        is_within(letter, 0x1de, 0x1ef))
        return letter == 0x131 || letter == 0x138 ? letter : letter | 1;
    if (is_within(letter, 0x1cd, 0x1dc))
        return letter + (letter & 1);
    return letter;
}

uint32_t letter_compose(uint32_t letter, uint32_t mark)
{
    if (mark < 0x300 || mark > 0x36f)
        return 0;
    for (size_t i = 0; i < COUNT(compositions); i++)
        if (compositions[i].mark == mark)
            for (size_t k = 0; compositions[i].letters[k]; k++)
                if ((unsigned char)compositions[i].letters[k] == letter)
                    return compositions[i].made[k];
    return 0;
}

uint32_t letter_plain(uint32_t letter)
{
    if (letter < 0x80)
        return letter;
    for (size_t i = 0; i < COUNT(compositions); i++)
        for (size_t k = 0; compositions[i].letters[k]; k++)
            if (compositions[i].made[k] == letter)
                return (unsigned char)compositions[i].letters[k];
    for (size_t i = 0; i < COUNT(others); i++)
        if (others[i].letter == letter)
            return others[i].plain;
    return letter;
}
