/*
 * What the process shares, made once in apps/truffle and handed down in ctx->ports. Each is a port: a header
 * and a driver behind it. A pointer that is NULL is something this process was started without.
 */
#pragma once

struct cache;
struct model;
struct operation;
struct operation_state;
struct planners;
struct platform_driver;
struct settings;
struct store;
struct vault;
struct warehouse;
struct zone;

struct ctx;
struct err;

struct ports {
    const struct settings *settings;
    struct store *store;                            /* packages/store: the application's database */
    struct warehouse *warehouse;                    /* packages/warehouse: events, sessions, customers */
    const struct model *model;                      /* packages/semantic: metrics, dimensions, joins */
    struct cache *cache;                            /* packages/cache: answers */
    struct planners *planners;                      /* domain/analytics: what questions are read with */
    struct vault *vault;                            /* packages/vault: the installation's keys */
    const struct platform_driver *const *platforms; /* packages/platform: NULL-ended */
    const struct zone *zone;                        /* packages/core: the property's */
    struct operation_state *operations;             /* packages/operation: counters and limits */
    const struct operation *const *operation_table; /* all there are, NULL-ended: apps/truffle/wiring.c */
    const char *base_url;                           /* of the app, as browsers see it: for links */
    const char *folder;                             /* of the data */
    /* Where pushes are rehearsed: a simulator of this process, started when it is first asked for. May be
     * NULL. */
    struct err *(*rehearsal_url)(struct ctx *ctx, const char **out);
    const char *program; /* that runs foreign SQL; NULL: this one */
};
