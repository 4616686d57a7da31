/*
 * Addresses of the network and ranges of them: "10.1.2.3", "10.0.0.0/8", "2001:db8::/32". An IPv4 address is
 * kept as its mapped IPv6 form, so that both are compared alike, whichever socket they came through.
 */
#pragma once

#include "packages/core/arena.h"

#include <stdbool.h>

struct address {
    unsigned char bytes[16];
};

/* Exactly an address, without port, brackets or zone; false and *out untouched otherwise. */
bool address_parse(const char *text, struct address *out);
const char *address_text(struct arena *arena, const struct address *address);
bool address_equal(const struct address *a, const struct address *b);

/* "" or addresses and ranges separated by spaces: NULL, or the first word that is neither. */
const char *cidr_fault(struct arena *arena, const char *list);
/* Whether one of the list holds the address. */
bool cidr_holds(const char *list, const struct address *address);
