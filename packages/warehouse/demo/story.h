/*
 * What the demo company is like: channels, countries, devices, products, and how each day was.
 */
#pragma once

#include "packages/core/core.h"

/* The tables' first member is the weight, so that dice_pick() can walk them. */
struct channel {
    double weight;
    const char *source, *medium, *campaign, *group;
    double sells; /* times the usual share of sessions that buy */
};
struct country {
    double weight;
    const char *code, *name, *continent, *regions[3], *cities[3], *language;
    double consents; /* share that grants */
    int zone_h;      /* hours east of UTC, for when people are awake */
};
struct device {
    double weight;
    const char *category, *system, *browser;
    double sells;
};
struct product {
    double weight;
    const char *id, *name, *category;
    int cents;
    int from_end; /* sold from so many days before the end; 0: always */
};

extern const struct channel story_channels[];
extern const struct country story_countries[];
extern const struct device story_devices[];
extern const struct product story_products[];
extern const size_t story_n_channels, story_n_countries, story_n_devices, story_n_products;

enum { STORY_PAID_SOCIAL = 0, STORY_DIRECT = 1 }; /* places in story_channels */

/* `left`: days until the last one, 0 on it. */
struct story_day {
    double sessions;    /* times the middling day */
    double sells;       /* times the usual */
    double paid_social; /* times its weight */
    double paid_social_sells;
    bool has_new_product;
};
struct story_day story_day(struct date day, int64_t left, int64_t days);
