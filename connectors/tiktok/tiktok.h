/*
 * TikTok custom audiences from customer files (API for Business v1.3): one driver for the port
 * packages/platform. Facts of the API: https://business-api.tiktok.com/portal/docs
 */
#pragma once

#include "packages/platform/platform.h"

extern const struct platform_driver tiktok_driver;
