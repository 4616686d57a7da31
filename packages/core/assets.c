#include "packages/core/assets.h"

#include <string.h>

/* Written by tools/embed.sh, sorted by path. */
extern const struct asset truffle_assets[];
extern const size_t truffle_n_assets;

const struct asset *asset_list(size_t *n)
{
    *n = truffle_n_assets;
    return truffle_assets;
}

const struct asset *asset_find(const char *path)
{
    size_t low = 0, high = truffle_n_assets;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(path, truffle_assets[middle].path);

        if (order == 0)
            return &truffle_assets[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
