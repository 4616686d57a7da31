/* The demo company: invented data with a story, an account on the simulator, audiences to start with. */
#pragma once

#include "packages/core/core.h"

struct err *load_demo(struct ctx *ctx, const void *in, void *out) MUST_USE;
