/* The way of a dry run's batches to a simulator; known to domain/activation alone. */
#pragma once

#include "domain/activation/run.h"

/* What a push would do; and where the platform has a simulator here, the whole push against it: `*out` is
 * NULL where it has none. Nothing leaves this machine, and nothing is written. */
struct err *run_rehearse(struct ctx *ctx, struct push *push, struct expected *expected,
                         struct rehearsal **out) MUST_USE;

/* A batch that was decided goes to the simulator and is freed with its answer. */
struct err *rehearse_batch(struct run *run, struct batch *batch) MUST_USE;
