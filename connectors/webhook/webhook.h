/*
 * Any HTTPS address that takes members: signed requests, a result for each row. The protocol is ours, see
 * README.md.
 */
#pragma once

#include "packages/platform/platform.h"

extern const struct platform_driver webhook_driver;
