/*
 * The demo's files, as a customer would have them: an export of events, customers, links, orders, consents.
 */
#pragma once

#include "packages/warehouse/demo.h"
#include "packages/warehouse/demo/people.h"

#include <stdio.h>

struct demo_line {
    const struct product *product;
    int quantity;
};
struct demo_order {
    char id[48];
    int64_t customer; /* -1: a guest */
    struct instant at;
    struct demo_line lines[3];
    size_t n_lines;
};

struct company {
    struct ctx *ctx;
    struct demo_options options; /* with the defaults filled in */
    int64_t first_day, last_day; /* since 1970 */
    struct demo_order *orders;   /* those that the events tell of */
    size_t n_orders;
};

/* Every second user of the site is a customer; -1 for the others. */
int64_t company_customer_of(const struct company *company, int64_t user);

/* Picks products that were on sale `left` days before the end. */
void company_basket(struct dice *dice, bool has_new_product, struct demo_order *order);
int64_t company_cents(const struct demo_order *order);

/* visits.c: the events of one day, NDJSON; keeps the orders that they tell of. */
struct visitors; /* who was there before */
struct visitors *visitors_new(struct company *company);
void company_day(struct company *company, struct visitors *visitors, int64_t day, FILE *out);

/* files.c */
void company_customers(struct company *company, FILE *out);
void company_links(struct company *company, FILE *out);
void company_orders(struct company *company, FILE *out);
