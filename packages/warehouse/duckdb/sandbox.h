/* What a process that runs foreign SQL takes away from itself, for good. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct sandbox_limits {
    uint64_t memory_bytes; /* address space */
    uint64_t cpu_s, files;
};

/* Before the engine opens anything: limits, no new privileges, no descriptor but the first three. */
bool sandbox_limit(const struct sandbox_limits *limits);
/* After it opened all that it needs: from here on every thread computes, reads what is open and writes to its
 * pipe. No file, socket, program or process can be opened, made or traced. */
bool sandbox_seal(void);
