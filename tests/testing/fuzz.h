/*
 * What reads bytes from outside, each as a function that takes any bytes. It returns when the rules hold, and
 * aborts when not: besides the sanitizers' own, that nothing is an internal error, and that what was read
 * reads back the same. tests/fuzz/README.md tells who calls them.
 */
#pragma once

#include <stddef.h>

struct fuzz_target {
    const char *name;
    void (*run)(const unsigned char *data, size_t size);
};

extern const struct fuzz_target fuzz_targets[]; /* ends with a NULL name */
