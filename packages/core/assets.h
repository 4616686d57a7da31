/*
 * Files built into the program (tools/embed.sh): the web app, the model, SQL of the warehouse, Swagger UI.
 */
#pragma once

#include <stddef.h>

struct asset {
    const char *path; /* "data/semantic/commerce.yaml", "web/index.html" */
    const unsigned char *at;
    size_t size;
    const unsigned char *brotli; /* compressed form, NULL where it wouldn't be smaller */
    size_t brotli_size;
};

/* NULL for a path that isn't there. */
const struct asset *asset_find(const char *path);
const struct asset *asset_list(size_t *n); /* sorted by path */
