/*
 * Text cases: a file of requests and the answers that must come, asked of a real server.
 *
 *     as marketer
 *     POST /api/audiences  {"name": "VIP"}
 *     > Accept: application/json
 *     201  {"id": "*", "name": "VIP", ...}
 *     < Cache-Control: no-store
 *
 * A header that was asked for is kept too: Set-Cookie as {set_cookie}. A line that begins with two spaces
 * goes on with the one above. {id} is the id of the last answer that had one, {revision} its revision,
 * {link_token} the token of its sign-in link, {name} what "*=name" kept (match.h). `200  ~ words` asks for
 * words in the body. `> Name:` leaves a header out that is sent by itself. `link NAME` makes a sign-in link:
 * {token}. `work` runs the jobs that are due.
 */
#pragma once

#include "packages/core/core.h"

struct case_world {
    unsigned port;
    void *of; /* for the functions below */
    /* A one-time link's token for this person. */
    const char *(*link)(struct ctx *ctx, void *of, const char *name);
    void (*work)(struct ctx *ctx, void *of);
};

/* NULL when every answer was as told; else "file:line: what was asked, what was expected, what came". `names`
 * are known from the start: {port}, {marketer}. */
struct kept;
const char *case_run(struct ctx *ctx, const struct case_world *world, struct kept *kept, const char *path);
/* True when the file says `with shop` before its first request. */
bool case_wants(struct ctx *ctx, const char *path, const char *what);
