/*
 * The platform sandbox: a real HTTP server that speaks the APIs of ad platforms, checks each request against
 * the published rules, keeps lists and members, and fails on command. For demos, rehearsals, tests and
 * drills; one a process or many.
 *
 * Beside the API it answers at /sandbox: lists, lists/{id}/members (NDJSON), log, faults (GET and POST). At
 * /token it gives access tokens for any refresh token, as OAuth 2 servers do.
 */
#pragma once

#include "packages/core/arena.h"
#include "packages/core/err.h"

struct sandbox;

struct sandbox_options {
    const char *address;   /* numeric IPv4; NULL: 127.0.0.1 */
    unsigned port;         /* 0: any that is free */
    const char *state_dir; /* lists and members outlive the process there; NULL: they end with it */
    const char *faults;    /* JSON, see faults.h; NULL: none */
    bool is_slow;          /* a verdict is PROCESSING at the first look */
};

/* The error lives in `arena`. ERR_INVALID for faults that don't read, ERR_UNAVAILABLE for a port or a folder.
 */
struct err *sandbox_start(struct arena *arena, const struct sandbox_options *options,
                          struct sandbox **out) MUST_USE;
unsigned sandbox_port(const struct sandbox *sandbox);
/* Ends open connections and frees everything. Stopping NULL does nothing. */
void sandbox_stop(struct sandbox *sandbox);
