/*
 * BigQuery over its REST interface (v2): one driver for the port packages/warehouse. Facts of the API:
 * https://cloud.google.com/bigquery/docs/reference/rest
 */
#pragma once

#include "packages/warehouse/warehouse.h"

/* Speaks GoogleSQL. `version` of a pin is that of the table `manifest`, which a refresh replaces at its end:
 * tables of BigQuery change in place, so only the newest version can be pinned. */
extern const struct warehouse_driver bigquery_driver;
