/*
 * What brings data in. Files are read by the server itself, so these are for the machine's owner alone.
 */
#pragma once

#include "packages/operation/operation.h"

enum load_operation {
    LOAD_GA4,
    LOAD_CUSTOMERS,
    LOAD_CUSTOMER_USERS,
    LOAD_ORDERS,
    LOAD_CAMPAIGN_DAYS,
    LOAD_ITEM_COSTS,
    LOAD_CONSENTS,
    LOAD_DEMO,
    WAREHOUSE_INIT,
    WAREHOUSE_REFRESH,
    N_LOAD_OPERATIONS
};
extern const struct operation load_operations[N_LOAD_OPERATIONS];
