/*
 * Foreign SQL that the guard allowed runs in a process of its own: this program once more, with one private
 * argument, limits that it sets itself and no way out but one pipe. It opens the files read-only, answers one
 * statement and ends. However it ends, the caller gets an answer or an error and goes on.
 */
#pragma once

#include "packages/warehouse/warehouse.h"

#define CHILD_ARGUMENT "--foreign-sql"

struct child_query {
    const char *program;     /* NULL: this one */
    const char *setup;       /* statements of ours: what to attach, which views to make */
    const char *temp_folder; /* where its own empty folder is made */
    const char *sql;
    int64_t n_files;             /* that `setup` opens */
    int64_t timeout_s;           /* 0: 30; of the clock, and of CPU over all threads */
    int64_t memory_mib, threads; /* of the engine; the process may have 2 GiB of addresses */
    int64_t max_rows, max_bytes; /* 0: 10,000 and 16 MiB; more is cut off and told as `truncated` */
};

/*
 * ERR_TIMEOUT when it was killed for its time, ERR_TOO_LARGE for its memory, ERR_INVALID when the engine
 * refuses the statement or it crashed (the message says which), ERR_UNAVAILABLE when it couldn't be started
 * or too many run.
 */
struct err *child_run(struct ctx *ctx, const struct child_query *query,
                      struct warehouse_result *out) MUST_USE;

/* The other side: main() of the process that was started with CHILD_ARGUMENT. */
int child_main(void);
