/*
 * The parts of a running program, made once and handed down as `struct ports`. wiring.c is the one list of
 * drivers, connectors and operations.
 */
#pragma once

#include "packages/operation/operation.h"

struct warehouse_driver;

struct app {
    struct settings settings;
    struct ports ports;
    struct arena *arena; /* of what lives as long as the process */
    int lock;            /* of the data folder */
};

extern const struct platform_driver *const platform_drivers[];
/* By the setting `warehouse`, which was checked. */
const struct warehouse_driver *warehouse_driver_of(const char *name);
extern const struct operation *const all_operations[];

/* Takes the folder's lock (ERR_CONFLICT when another process has it), opens and migrates everything. */
struct err *app_open(struct ctx *ctx, const struct settings *settings, struct app *out) MUST_USE;
void app_close(struct app *app);
/* rehearsal.c: the simulator that pushes are rehearsed against. */
struct err *rehearsal_url(struct ctx *ctx, const char **out) MUST_USE;
void rehearsal_stop(void);
const char *app_socket(struct ctx *ctx, const struct settings *settings);
/* A ctx of the owner, for commands in the process itself. */
struct ctx app_ctx(struct app *app, struct arena *arena);
