/* libFuzzer's side: the target is named by the environment, FUZZ_TARGET. */
#include "tests/testing/fuzz.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct fuzz_target *target;

static void choose(void)
{
    const char *name = getenv("FUZZ_TARGET");

    for (target = fuzz_targets; target->name; target++)
        if (name && strcmp(target->name, name) == 0)
            return;
    fputs("FUZZ_TARGET must name one of:", stderr);
    for (target = fuzz_targets; target->name; target++)
        fprintf(stderr, " %s", target->name);
    fputs("\n", stderr);
    exit(2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!target)
        choose();
    target->run(data, size);
    return 0;
}
