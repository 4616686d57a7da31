/*
 * Google Ads over the Data Manager API (v1): lists, members, verdicts. One driver for the port
 * packages/platform. Facts of the API: https://developers.google.com/data-manager/api
 */
#pragma once

#include "packages/platform/platform.h"

extern const struct platform_driver google_ads_driver;
