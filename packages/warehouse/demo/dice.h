/*
 * Random numbers that are the same on every machine (splitmix64, Steele, Lea and Flood 2014). A stream of its
 * own for each thing that is made up, so that one more question about one thing changes no other.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

struct dice dice_of(uint64_t seed, uint64_t stream, uint64_t number);
uint64_t dice_roll(struct dice *dice);
int dice_below(struct dice *dice, int n);               /* 0 to n-1 */
int dice_between(struct dice *dice, int low, int high); /* both included */
double dice_share(struct dice *dice);                   /* 0 up to 1 */
bool dice_chance(struct dice *dice, double share);
/* Index into n weights that stand `stride` bytes apart. */
size_t dice_pick(struct dice *dice, const double *weights, size_t n, size_t stride);
