/* How a run ends; known to domain/activation alone. */
#pragma once

#include "domain/activation/run.h"

/* By what stopped the run: the receipt and the push's state, or when to go on (job->again_at). */
struct err *push_conclude(struct run *run) MUST_USE;
/* Writes the receipt and the state, in one transaction. */
struct err *push_finish(struct run *run, enum push_state state, const char *cause,
                        const char *next_step) MUST_USE;
