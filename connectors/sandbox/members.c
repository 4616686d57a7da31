/*
 * Two arrays. `entries` holds the identifiers; those of one member are linked into a ring, the first carries
 * HEAD. `slots` is an open-addressed table from identifier to entry, with linear probing; an identifier of
 * several members stands in it several times. A slot keeps the first 32 bits of the hash, so that growing,
 * probing and closing gaps hardly ever touch the entries. Identifiers are SHA-256 already, so no hash
 * function is needed.
 */
#include "connectors/sandbox/members.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64, FIRST_ENTRIES = 32, MATCHED_OF_100 = 62 };

/* The upper bits of `link`; the rest is the index of the ring's next entry. */
#define HEAD       0x80000000u
#define KIND_SHIFT 29
#define KIND_MASK  0x60000000u
#define FREE_KIND  3u
#define INDEX_MASK 0x1fffffffu

struct entry {
    unsigned char hash[HASH_SIZE];
    uint32_t link;
    uint32_t stamp; /* of the head */
};

struct slot {
    uint32_t tag;
    uint32_t place; /* index of the entry + 1; 0: empty */
};

struct members {
    struct entry *entries;
    size_t n_entries, entries_size; /* n_entries counts the freed ones too */
    uint32_t free_entry;            /* index + 1 of the first freed one; they are linked */
    struct slot *slots;
    size_t n_slots, n_used;
    size_t count, matched;
};

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

struct members *members_new(void)
{
    struct members *members = must(calloc(1, sizeof(*members)));

    members->slots = must(calloc(FIRST_SLOTS, sizeof(struct slot)));
    members->n_slots = FIRST_SLOTS;
    return members;
}

void members_free(struct members *members)
{
    if (!members)
        return;
    free(members->entries);
    free(members->slots);
    free(members);
}

static uint32_t tag_of(const unsigned char *hash)
{
    uint32_t tag;

    memcpy(&tag, hash, sizeof(tag));
    return tag;
}

static uint32_t next_of(const struct entry *entry)
{
    return entry->link & INDEX_MASK;
}

static unsigned kind_of(const struct entry *entry)
{
    return (entry->link & KIND_MASK) >> KIND_SHIFT;
}

bool member_matches(const struct ident *idents)
{
    return (idents[0].hash[30] * 256u + idents[0].hash[31]) % 100 < MATCHED_OF_100;
}

static int compare_idents(const struct ident *a, const struct ident *b)
{
    return a->kind == b->kind ? memcmp(a->hash, b->hash, HASH_SIZE) : a->kind - b->kind;
}

size_t idents_settle(struct ident *idents, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        const struct ident ident = idents[i];
        size_t at = kept;

        while (at > 0 && compare_idents(&idents[at - 1], &ident) > 0)
            at--;
        if (at > 0 && compare_idents(&idents[at - 1], &ident) == 0)
            continue;
        memmove(&idents[at + 1], &idents[at], (kept - at) * sizeof(*idents));
        idents[at] = ident;
        kept++;
    }
    return kept;
}

/* --- the table --- */

static void slot_put(struct slot *slots, size_t n_slots, struct slot slot)
{
    size_t at = slot.tag & (n_slots - 1);

    while (slots[at].place)
        at = (at + 1) & (n_slots - 1);
    slots[at] = slot;
}

static void slots_reserve(struct members *members, size_t more)
{
    size_t size = members->n_slots;
    struct slot *slots;

    while ((members->n_used + more) * 4 > size * 3)
        size *= 2;
    if (size == members->n_slots)
        return;
    slots = must(calloc(size, sizeof(*slots)));
    for (size_t i = 0; i < members->n_slots; i++)
        if (members->slots[i].place)
            slot_put(slots, size, members->slots[i]);
    free(members->slots);
    members->slots = slots;
    members->n_slots = size;
}

static void slot_drop(struct members *members, uint32_t entry)
{
    const size_t mask = members->n_slots - 1;
    size_t gap = tag_of(members->entries[entry].hash) & mask;

    while (members->slots[gap].place != entry + 1)
        gap = (gap + 1) & mask;
    /* Moves back what would not be found across the gap (Knuth, TAOCP 3, 6.4, algorithm R). */
    for (size_t at = (gap + 1) & mask; members->slots[at].place; at = (at + 1) & mask) {
        const size_t home = members->slots[at].tag & mask;

        if (((at - home) & mask) < ((at - gap) & mask))
            continue;
        members->slots[gap] = members->slots[at];
        gap = at;
    }
    members->slots[gap].place = 0;
    members->n_used--;
}

/* --- entries --- */

static uint32_t entry_take(struct members *members)
{
    if (members->free_entry) {
        const uint32_t taken = members->free_entry - 1;

        members->free_entry = next_of(&members->entries[taken]);
        return taken;
    }
    if (members->n_entries == members->entries_size) {
        members->entries_size = members->entries_size ? members->entries_size * 2 : FIRST_ENTRIES;
        members->entries = must(realloc(members->entries, members->entries_size * sizeof(struct entry)));
    }
    assert(members->n_entries < INDEX_MASK);
    return (uint32_t)members->n_entries++;
}

static uint32_t head_of(const struct members *members, uint32_t entry)
{
    while (!(members->entries[entry].link & HEAD))
        entry = next_of(&members->entries[entry]);
    return entry;
}

static size_t read_member(const struct members *members, uint32_t head, struct ident *idents)
{
    size_t n = 0;
    uint32_t at = head;

    do {
        const struct entry *entry = &members->entries[at];

        memcpy(idents[n].hash, entry->hash, HASH_SIZE);
        idents[n++].kind = (unsigned char)kind_of(entry);
        at = next_of(entry);
    } while (at != head);
    return n;
}

/* Whether the ring at `head` holds exactly these, in their order. */
static bool is_member(const struct members *members, uint32_t head, const struct ident *idents, size_t n)
{
    uint32_t at = head;

    for (size_t i = 0; i < n; i++) {
        const struct entry *entry = &members->entries[at];

        if (kind_of(entry) != idents[i].kind || memcmp(entry->hash, idents[i].hash, HASH_SIZE) != 0)
            return false;
        at = next_of(entry);
        if ((at == head) != (i + 1 == n))
            return false;
    }
    return true;
}

/* The head's index + 1, or 0. */
static uint32_t find_member(const struct members *members, const struct ident *idents, size_t n)
{
    const uint32_t tag = tag_of(idents[0].hash);
    const size_t mask = members->n_slots - 1;

    for (size_t at = tag & mask; members->slots[at].place; at = (at + 1) & mask) {
        const uint32_t entry = members->slots[at].place - 1;

        if (members->slots[at].tag == tag && members->entries[entry].link & HEAD &&
            is_member(members, entry, idents, n))
            return entry + 1;
    }
    return 0;
}

/* Some entry with this identifier: its index + 1, or 0. */
static uint32_t find_ident(const struct members *members, const struct ident *ident)
{
    const uint32_t tag = tag_of(ident->hash);
    const size_t mask = members->n_slots - 1;

    for (size_t at = tag & mask; members->slots[at].place; at = (at + 1) & mask) {
        const struct entry *entry = &members->entries[members->slots[at].place - 1];

        if (members->slots[at].tag == tag && kind_of(entry) == ident->kind &&
            memcmp(entry->hash, ident->hash, HASH_SIZE) == 0)
            return members->slots[at].place;
    }
    return 0;
}

bool members_add(struct members *members, const struct ident *idents, size_t n, uint32_t stamp)
{
    uint32_t places[MOST_IDENTS];
    const uint32_t known = find_member(members, idents, n);

    assert(n > 0 && n <= MOST_IDENTS);
    if (known) {
        members->entries[known - 1].stamp = stamp;
        return false;
    }
    slots_reserve(members, n);
    for (size_t i = 0; i < n; i++)
        places[i] = entry_take(members);
    for (size_t i = 0; i < n; i++) {
        struct entry *entry = &members->entries[places[i]];

        memcpy(entry->hash, idents[i].hash, HASH_SIZE);
        entry->stamp = stamp;
        entry->link = places[(i + 1) % n] | (uint32_t)idents[i].kind << KIND_SHIFT | (i == 0 ? HEAD : 0);
        slot_put(members->slots, members->n_slots,
                 (struct slot){ .tag = tag_of(entry->hash), .place = places[i] + 1 });
    }
    members->n_used += n;
    members->count++;
    members->matched += member_matches(idents);
    return true;
}

static void remove_member(struct members *members, uint32_t head)
{
    struct ident idents[MOST_IDENTS];
    size_t n = read_member(members, head, idents);
    uint32_t at = head;

    members->count--;
    members->matched -= member_matches(idents);
    while (n-- > 0) {
        struct entry *entry = &members->entries[at];
        const uint32_t next = next_of(entry);

        slot_drop(members, at);
        entry->link = members->free_entry | FREE_KIND << KIND_SHIFT;
        members->free_entry = at + 1;
        at = next;
    }
}

size_t members_remove(struct members *members, const struct ident *idents, size_t n)
{
    const size_t before = members->count;

    for (size_t i = 0; i < n; i++)
        for (uint32_t at = find_ident(members, &idents[i]); at; at = find_ident(members, &idents[i]))
            remove_member(members, head_of(members, at - 1));
    return before - members->count;
}

static bool is_head(const struct entry *entry)
{
    return entry->link & HEAD && kind_of(entry) != FREE_KIND;
}

size_t members_remove_before(struct members *members, uint32_t stamp)
{
    const size_t before = members->count;

    for (size_t i = 0; i < members->n_entries; i++)
        if (is_head(&members->entries[i]) && members->entries[i].stamp < stamp)
            remove_member(members, (uint32_t)i);
    return before - members->count;
}

bool members_has(const struct members *members, const struct ident *ident)
{
    return find_ident(members, ident) != 0;
}

size_t members_count(const struct members *members)
{
    return members->count;
}

size_t members_matched(const struct members *members)
{
    return members->matched;
}

size_t members_next(const struct members *members, size_t *cursor, struct ident idents[MOST_IDENTS])
{
    while (*cursor < members->n_entries) {
        const uint32_t at = (uint32_t)(*cursor)++;

        if (is_head(&members->entries[at]))
            return read_member(members, at, idents);
    }
    return 0;
}
