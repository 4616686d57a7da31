/*
 * Addresses by their blocks (IANA's special-purpose registries). Forms of IPv6 that carry an IPv4 address are
 * judged by what they carry.
 */
#include "packages/http/reach.h"

#include "packages/core/arena.h"

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct block {
    unsigned char first[16];
    unsigned bits;
};

static const struct block loopback4 = { { 127 }, 8 };
static const struct block loopback6 = { { [15] = 1 }, 128 };

static const struct block closed4[] = {
    { { 0 }, 8 },
    { { 10 }, 8 },
    { { 100, 64 }, 10 },
    { { 127 }, 8 },
    { { 169, 254 }, 16 },
    { { 172, 16 }, 12 },
    { { 192, 0, 0 }, 24 },
    { { 192, 0, 2 }, 24 },
    { { 192, 88, 99 }, 24 },
    { { 192, 168 }, 16 },
    { { 198, 18 }, 15 },
    { { 198, 51, 100 }, 24 },
    { { 203, 0, 113 }, 24 },
    { { 224 }, 4 },
    { { 240 }, 4 },
};

static const struct block closed6[] = {
    { { 0 }, 96 },                            /* unspecified, loopback, IPv4-compatible */
    { { 0x00, 0x64, 0xff, 0x9b, 0, 1 }, 48 }, /* local NAT64 */
    { { 0x01 }, 64 },                         /* discard */
    { { 0x20, 0x01, 0x00, 0x00 }, 32 },       /* Teredo */
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32 },       /* documentation */
    { { 0xfc }, 7 },                          /* unique local */
    { { 0xfe, 0x80 }, 10 },                   /* link-local */
    { { 0xfe, 0xc0 }, 10 },                   /* site-local */
    { { 0xff }, 8 },                          /* multicast */
};

/* IPv6 prefixes behind which an IPv4 address stands, and where. */
static const struct {
    struct block block;
    size_t at;
} carriers[] = {
    { { { [10] = 0xff, [11] = 0xff }, 96 }, 12 }, /* mapped */
    { { { 0x00, 0x64, 0xff, 0x9b }, 96 }, 12 },   /* NAT64 */
    { { { 0x20, 0x02 }, 16 }, 2 },                /* 6to4 */
};

static bool is_in(const unsigned char *address, const struct block *block)
{
    const size_t whole = block->bits / 8;
    const unsigned rest = block->bits % 8;

    if (memcmp(address, block->first, whole) != 0)
        return false;
    return rest == 0 || ((address[whole] ^ block->first[whole]) >> (8 - rest)) == 0;
}

static bool is_in_any(const unsigned char *address, const struct block *blocks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_in(address, &blocks[i]))
            return true;
    return false;
}

static bool allows4(enum reach reach, const unsigned char *address)
{
    if (reach == REACH_LOOPBACK)
        return is_in(address, &loopback4);
    return !is_in_any(address, closed4, COUNT(closed4));
}

static bool allows6(enum reach reach, const unsigned char *address)
{
    for (size_t i = 0; i < COUNT(carriers); i++)
        if (is_in(address, &carriers[i].block))
            return allows4(reach, address + carriers[i].at);
    if (reach == REACH_LOOPBACK)
        return is_in(address, &loopback6);
    return !is_in_any(address, closed6, COUNT(closed6));
}

bool reach_allows(enum reach reach, const struct sockaddr *address)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;

    if (reach == REACH_ANY)
        return true;
    if (address->sa_family == AF_INET) {
        memcpy(&in, address, sizeof(in));
        return allows4(reach, (const unsigned char *)&in.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&in6, address, sizeof(in6));
        return allows6(reach, (const unsigned char *)&in6.sin6_addr);
    }
    return false;
}
