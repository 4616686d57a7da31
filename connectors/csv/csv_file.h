/* Members as CSV files in the data folder, for destinations that take files. Nothing leaves the machine. */
#pragma once

#include "packages/platform/platform.h"

extern const struct platform_driver csv_driver;
