/*
 * The members of one list. A member is its set of hashed identifiers: the same set is the same member, and
 * several members may share an identifier. About 100 bytes a member with two.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_SIZE = 32, MOST_IDENTS = 10 };

enum ident_kind { IDENT_ADDRESS, IDENT_EMAIL, IDENT_PHONE, N_IDENT_KINDS };

struct ident {
    unsigned char hash[HASH_SIZE]; /* of an address: over its four parts */
    unsigned char kind;
};

struct members;

struct members *members_new(void);
void members_free(struct members *members);

/* `idents` sorted, each once. True when the member wasn't there; in any case it was last added at `stamp`. */
bool members_add(struct members *members, const struct ident *idents, size_t n, uint32_t stamp);
/* Removes every member that has one of these; how many went. */
size_t members_remove(struct members *members, const struct ident *idents, size_t n);
/* Removes whoever was last added before `stamp`; how many went. */
size_t members_remove_before(struct members *members, uint32_t stamp);

/* Whether some member has this identifier. */
bool members_has(const struct members *members, const struct ident *ident);
size_t members_count(const struct members *members);
size_t members_matched(const struct members *members); /* how many the sandbox pretends to know */
/* Whether it pretends to know this one: about 62 of 100, always the same. */
bool member_matches(const struct ident *idents);

/* The next member at or behind `*cursor` (start with 0), sorted; its size, or 0 at the end. */
size_t members_next(const struct members *members, size_t *cursor, struct ident idents[MOST_IDENTS]);

/* Sorts and drops what stands twice; what is left. */
size_t idents_settle(struct ident *idents, size_t n);
