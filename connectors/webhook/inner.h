/* Known to this folder alone. */
#pragma once

#include "packages/platform/platform.h"

extern const struct platform_cause webhook_causes[];
