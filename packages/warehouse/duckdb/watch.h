/*
 * The watch: a thread that interrupts queries at their deadline. The engine looks at an interrupt within
 * about 10 ms, but forgets one that comes before it has begun; so it is repeated until the query has left.
 */
#pragma once

#include "packages/core/core.h"

#include <duckdb.h>

struct watch;
/* One query under the watch; lies on its thread's stack. */
struct guard {
    duckdb_connection connection;
    int64_t deadline_us; /* monotonic */
    struct guard *next;
};

struct watch *watch_new(void);
void watch_free(struct watch *watch);
void watch_enter(struct watch *watch, struct guard *guard);
void watch_leave(struct watch *watch, struct guard *guard);
