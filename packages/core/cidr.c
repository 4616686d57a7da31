#include "packages/core/cidr.h"

#include "packages/core/text.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 64, BITS = 128, MAPPED_BITS = 96 };

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

bool address_parse(const char *text, struct address *out)
{
    struct address found = { { 0 } };

    if (inet_pton(AF_INET6, text, found.bytes) != 1) {
        memcpy(found.bytes, mapped, sizeof(mapped));
        if (inet_pton(AF_INET, text, found.bytes + sizeof(mapped)) != 1)
            return false;
    }
    *out = found;
    return true;
}

const char *address_text(struct arena *arena, const struct address *address)
{
    char text[INET6_ADDRSTRLEN] = "";

    if (memcmp(address->bytes, mapped, sizeof(mapped)) == 0)
        inet_ntop(AF_INET, address->bytes + sizeof(mapped), text, sizeof(text));
    else
        inet_ntop(AF_INET6, address->bytes, text, sizeof(text));
    return arena_text(arena, text);
}

bool address_equal(const struct address *a, const struct address *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

struct range {
    struct address first;
    unsigned bits; /* that all of it have in common */
};

/* One word of a list, `len` long. */
static bool parse(const char *word, size_t len, struct range *out)
{
    char text[LONGEST + 1] = "";
    char *slash;
    int64_t bits = BITS;

    if (len > LONGEST)
        return false;
    memcpy(text, word, len);
    slash = strchr(text, '/');
    if (slash) {
        const bool is_v6 = memchr(text, ':', (size_t)(slash - text)) != NULL;

        *slash = '\0';
        if (!text_to_int(slash + 1, &bits) || bits < 0 || bits > (is_v6 ? BITS : BITS - MAPPED_BITS))
            return false;
        bits += is_v6 ? 0 : MAPPED_BITS;
    }
    out->bits = (unsigned)bits;
    return address_parse(text, &out->first);
}

static bool is_in(const struct range *range, const struct address *address)
{
    const unsigned whole = range->bits / 8, rest = range->bits % 8;

    if (memcmp(range->first.bytes, address->bytes, whole) != 0)
        return false;
    return rest == 0 || (range->first.bytes[whole] ^ address->bytes[whole]) >> (8 - rest) == 0;
}

const char *cidr_fault(struct arena *arena, const char *list)
{
    struct range range;

    for (list += strspn(list, " "); *list; list += strspn(list, " ")) {
        const size_t len = strcspn(list, " ");

        if (!parse(list, len, &range))
            return arena_text_n(arena, list, len);
        list += len;
    }
    return NULL;
}

bool cidr_holds(const char *list, const struct address *address)
{
    struct range range;

    for (list += strspn(list, " "); *list; list += strspn(list, " ")) {
        const size_t len = strcspn(list, " ");

        if (parse(list, len, &range) && is_in(&range, address))
            return true;
        list += len;
    }
    return false;
}
