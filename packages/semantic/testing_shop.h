/*
 * A made-up shop of 300 customers: the rows as C structs, for tests that count by hand, and as tables of a
 * duck. 2026-08-01 to 2026-11-24; some events have no user, some users no customer, some purchases are
 * repeats.
 */
#pragma once

#include "packages/semantic/testing.h"

#ifdef TRUFFLE_TEST
enum {
    N_CUSTOMERS = 300,
    N_USERS = 380,
    N_SESSIONS = 1100,
    N_ORDERS = 500,
    MOST_EVENTS = 8000,
    MOST_ITEMS = 12000
};

struct shop_customer {
    const char *country; /* NULL for some */
    const char *tier;    /* a further column of the file */
    bool has_email;
};

struct shop_event {
    int64_t day, at; /* days and microseconds since 1970 */
    const char *name, *page, *country, *device;
    int user; /* -1: nobody's */
    int64_t session;
    bool is_repeat;
    double revenue;
    size_t first_item, n_items;
};

struct shop_item {
    size_t event;
    const char *name, *category;
    double price, revenue;
    int64_t quantity; /* 0: not told */
};

struct shop_order {
    int customer; /* -1: nobody's */
    int64_t day;
    bool is_cancelled;
    double value;
};

struct shop {
    struct shop_customer customers[N_CUSTOMERS];
    int customer_of[N_USERS]; /* -1: of none */
    struct shop_event events[MOST_EVENTS];
    struct shop_item items[MOST_ITEMS];
    struct shop_order orders[N_ORDERS];
    size_t n_events, n_items;
    const size_t *events_of[N_CUSTOMERS]; /* of all its users */
    size_t n_events_of[N_CUSTOMERS];
};

struct shop *shop_open(struct ctx *ctx, struct duck *duck, uint64_t seed);
#endif
