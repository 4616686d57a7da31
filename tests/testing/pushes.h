/*
 * A company whose customers all said yes, an audience of all of them, and a simulator that fails on command:
 * what a test of pushes begins with.
 */
#pragma once

#include "connectors/sandbox/sandbox.h"
#include "domain/activation/activation.h"
#include "packages/operation/operation.h"
#include "tests/testing/app.h"

enum { CUSTOMERS = 240, BATCH = 60 };

struct world {
    struct ctx *test;
    struct app *app;
    struct sandbox *sandbox;
    struct instant now; /* of the jobs: moved on by hand, so that no test waits */
    const struct identity *ana, *ben;
    const char *audience;
};

struct world open_world(void **state);

/* A file with this text in the data folder: its path. */
const char *file_of(struct world *world, const char *name, const struct buf *text);

/* NULL for the owner of the installation. */
struct ctx at_now(struct world *world, const struct identity *who);
struct err *call(struct world *world, const struct identity *who, const struct operation *operation,
                 json_t *in, void *out) MUST_USE;
/* The same, which must succeed; gives the result. */
void *called(struct world *world, const struct identity *who, const struct operation *operation, json_t *in);

/* Ana asks for a push of the audience; Ben approves it. */
struct push asked(struct world *world);
struct push approved(struct world *world);

struct push push_of(struct world *world, const char *id);
bool is_over(const struct push *push);
/* Runs what is due; when nothing is, an hour passes. */
struct push run_to_the_end(struct world *world, const char *id);
/* Until it was begun and told to wait: other jobs may come before it. */
void run_the_beginning(struct world *world, const char *id);

/* The simulator's faults from now on, and how many it holds on the push's list. */
void fail_with(struct world *world, const char *faults);
int members_of(struct world *world, const struct push *push);

/* What the simulator tells of its lists, of all platforms. */
json_t *lists_of(struct world *world);

/* A customer grants or withdraws one of the two purposes of advertising. */
void say(struct world *world, int customer, const char *state);
