/*
 * What the process shares, made once in apps/truffle and handed down in ctx->ports. Each is a port: a header
 * and a driver behind it. A pointer that is NULL is something this process was started without.
 */
#pragma once

struct model;
struct settings;
struct store;
struct vault;
struct warehouse;
struct platform_driver;
struct work_pool;

struct ports {
    const struct settings *settings;
    struct store *store;                            /* packages/store: the application's database */
    struct warehouse *warehouse;                    /* packages/warehouse: events, sessions, customers */
    const struct model *model;                      /* packages/semantic: metrics, dimensions, joins */
    struct vault *vault;                            /* packages/vault: the installation's keys */
    const struct platform_driver *const *platforms; /* packages/platform: NULL-ended */
    struct operation_state *operations;             /* packages/operation: counters and limits */
};
