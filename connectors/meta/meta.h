/*
 * Meta (Facebook, Instagram) over the Marketing API's custom audiences: lists, members, verdicts, accounts,
 * signing in. One driver for the port packages/platform.
 * Facts of the API: https://developers.facebook.com/docs/marketing-api/audiences
 */
#pragma once

#include "packages/platform/platform.h"

extern const struct platform_driver meta_driver;
