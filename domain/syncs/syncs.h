/*
 * Recurring syncs: what one approval holds for. See README.md.
 */
#pragma once

#include "domain/activation/activation.h"

enum sync_state { SYNC_ACTIVE, SYNC_PAUSED, SYNC_ENDED };

struct sync {
    const char *id, *audience_id, *audience_name, *platform, *account_id, *account_name, *list_name;
    int64_t list_number;
    const char *schedule;
    double drift_pct;
    enum sync_state state;
    const char *approved_push; /* the last that a person approved, and who */
    int64_t approved_size;
    const char *approved_by_name;
    const char *asked_by, *asked_by_name;
    struct instant next_at, last_at;
    const char *last_push;
    enum push_state last_state; /* of the last push */
    const char *cause, *next_step;
    struct instant created_at;
    struct act *acts;
    size_t n_acts;
};

struct sync_query {
    const char *cursor;
    int64_t limit;
};
struct sync_page {
    struct sync *items;
    size_t n_items;
    const char *next_cursor;
};

extern const struct shape sync_shape, sync_row_shape, sync_query_shape, sync_page_shape;
extern const char *const sync_state_words[];

struct err *sync_get(struct ctx *ctx, const char *id, struct sync *out) MUST_USE;
struct err *sync_list(struct ctx *ctx, const struct sync_query *in, struct sync_page *out) MUST_USE;
/* By who asked, who may approve, or an admin. A run that began goes on; an ended sync stays ended. */
struct err *sync_pause(struct ctx *ctx, const char *id, struct sync *out) MUST_USE;
struct err *sync_resume(struct ctx *ctx, const char *id, struct sync *out) MUST_USE;
struct err *sync_end(struct ctx *ctx, const char *id, struct sync *out) MUST_USE;

/* Kinds of the queue. "sync_begin": a push with a schedule was approved; "sync": a run is due. Runs that were
 * missed are made up for by one. */
struct err *sync_begin_job(struct ctx *ctx, struct job *job) MUST_USE;
struct err *sync_job(struct ctx *ctx, struct job *job) MUST_USE;
struct err *sync_gave_up(struct ctx *ctx, const struct job *job, const struct err *err) MUST_USE;

enum sync_operation { SYNC_LIST, SYNC_GET, SYNC_PAUSE, SYNC_RESUME, SYNC_END, N_SYNC_OPERATIONS };
extern const struct operation sync_operations[N_SYNC_OPERATIONS];
