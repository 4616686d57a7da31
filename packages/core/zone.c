/*
 * Time zones from the system's TZif files (RFC 8536): a sorted list of transitions and the offset behind
 * each. We read the 64-bit block of version 2 and later. Debian writes its files "fat", with transitions up
 * to 2037; a day beyond the last one keeps the last offset.
 */
#include "packages/core/time.h"

#include "packages/core/text.h"

#include <stdio.h>
#include <string.h>

enum { HEADER = 44, LARGEST_FILE = 64 * 1024 };

struct zone {
    size_t n;
    int64_t *from_s;   /* when each period begins */
    int32_t *offset_s; /* and its offset */
    int32_t before_s;  /* the offset ahead of the first */
};

static int64_t big_endian(const unsigned char *at, int size)
{
    uint64_t value = at[0] & 0x80 ? ~(uint64_t)0 : 0;

    for (int i = 0; i < size; i++)
        value = value << 8 | at[i];
    return (int64_t)value;
}

static bool is_name(const char *name)
{
    if (!*name || strlen(name) > 64 || *name == '/' || strstr(name, ".."))
        return false;
    return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == strlen(name);
}

/* Size of a data block whose header is at `h`, with times of `time_size` bytes (RFC 8536, 3.2). */
static size_t block_size(const unsigned char *h, size_t time_size)
{
    size_t counts[6];

    for (int i = 0; i < 6; i++)
        counts[i] = (size_t)big_endian(h + 20 + 4 * i, 4) & 0xffffff;
    return counts[3] * (time_size + 1) + counts[4] * 6 + counts[5] + counts[2] * (time_size + 4) + counts[1] +
           counts[0];
}

static const struct zone *parse(struct arena *arena, const unsigned char *file, size_t size)
{
    struct zone *zone = arena_alloc(arena, sizeof(*zone));
    const unsigned char *h, *times, *index, *types;
    size_t n_types, skip;

    if (size < HEADER || memcmp(file, "TZif", 4) != 0 || file[4] < '2')
        return NULL;
    skip = HEADER + block_size(file, 4);
    if (skip + HEADER > size || memcmp(file + skip, "TZif", 4) != 0)
        return NULL;
    h = file + skip;
    if (skip + HEADER + block_size(h, 8) > size)
        return NULL;
    zone->n = (size_t)big_endian(h + 32, 4);
    n_types = (size_t)big_endian(h + 36, 4);
    times = h + HEADER;
    index = times + zone->n * 8;
    types = index + zone->n;
    if (n_types == 0)
        return NULL;
    zone->before_s = (int32_t)big_endian(types, 4);
    zone->from_s = arena_alloc(arena, zone->n * sizeof(*zone->from_s) + 1);
    zone->offset_s = arena_alloc(arena, zone->n * sizeof(*zone->offset_s) + 1);
    for (size_t i = 0; i < zone->n; i++) {
        if (index[i] >= n_types)
            return NULL;
        zone->from_s[i] = big_endian(times + i * 8, 8);
        zone->offset_s[i] = (int32_t)big_endian(types + index[i] * 6, 4);
    }
    return zone;
}

const struct zone *zone_open(struct arena *arena, const char *name)
{
    unsigned char *bytes;
    FILE *file;
    size_t size;

    if (text_is(name, "UTC"))
        return arena_alloc(arena, sizeof(struct zone));
    if (!is_name(name))
        return NULL;
    file = fopen(arena_printf(arena, "/usr/share/zoneinfo/%s", name), "rbe");
    if (!file)
        return NULL;
    bytes = arena_alloc(arena, LARGEST_FILE);
    size = fread(bytes, 1, LARGEST_FILE, file);
    fclose(file);
    return parse(arena, bytes, size);
}

int32_t zone_offset_s(const struct zone *zone, struct instant at)
{
    const int64_t s = at.us / 1000000 - (at.us % 1000000 < 0);
    size_t low = 0, high = zone->n; /* the first period that begins after s lies in [low, high] */

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (zone->from_s[middle] <= s)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? zone->offset_s[low - 1] : zone->before_s;
}

struct date zone_date(const struct zone *zone, struct instant at)
{
    const int64_t local = at.us + SECONDS(zone_offset_s(zone, at));

    return date_of_days(local / DAYS(1) - (local % DAYS(1) < 0));
}

struct instant zone_day_start(const struct zone *zone, struct date date)
{
    const int64_t utc = date_days(date) * DAYS(1);
    /* The offset at the day's start is not known before the start is: one more round settles it. */
    const int64_t guess = utc - SECONDS(zone_offset_s(zone, (struct instant){ utc }));
    const struct instant start = { utc - SECONDS(zone_offset_s(zone, (struct instant){ guess })) };

    /* Where clocks jump at midnight there is none: the day begins with the jump. */
    return date_compare(zone_date(zone, start), date) < 0 ? (struct instant){ guess } : start;
}
