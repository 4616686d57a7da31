/*
 * Core: what every other folder is written with. Include this one header; the files beside it are its
 * chapters. A request, a job step or a batch has one `struct ctx`, and everything made for it lives in its
 * arena.
 */
#pragma once

#include "packages/core/arena.h"
#include "packages/core/buf.h"
#include "packages/core/ctx.h"
#include "packages/core/digest.h"
#include "packages/core/err.h"
#include "packages/core/fields.h"
#include "packages/core/json.h"
#include "packages/core/log.h"
#include "packages/core/settings.h"
#include "packages/core/text.h"
#include "packages/core/time.h"
