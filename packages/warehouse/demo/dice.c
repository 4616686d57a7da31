#include "packages/warehouse/demo/dice.h"

struct dice dice_of(uint64_t seed, uint64_t stream, uint64_t number)
{
    struct dice dice = { seed * 0x9e3779b97f4a7c15U + stream * 0xd1342543de82ef95U + number };

    dice_roll(&dice);
    return dice;
}

uint64_t dice_roll(struct dice *dice)
{
    uint64_t z = dice->state += 0x9e3779b97f4a7c15U;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

int dice_below(struct dice *dice, int n)
{
    return (int)(dice_roll(dice) % (uint64_t)n);
}

int dice_between(struct dice *dice, int low, int high)
{
    return low + dice_below(dice, high - low + 1);
}

double dice_share(struct dice *dice)
{
    return (double)(dice_roll(dice) >> 11) / 9007199254740992.0;
}

bool dice_chance(struct dice *dice, double share)
{
    return dice_share(dice) < share;
}

static double weight(const double *weights, size_t i, size_t stride)
{
    return *(const double *)((const char *)weights + i * stride);
}

size_t dice_pick(struct dice *dice, const double *weights, size_t n, size_t stride)
{
    double total = 0, left;

    for (size_t i = 0; i < n; i++)
        total += weight(weights, i, stride);
    left = dice_share(dice) * total;
    for (size_t i = 0; i + 1 < n; i++) {
        left -= weight(weights, i, stride);
        if (left < 0)
            return i;
    }
    return n - 1;
}
