/*
 * Faults on command: a list of
 *   {"match": "audienceMembers:ingest", "every": 3, "action": "status", "status": 429, "retry_after": 7}
 * The first rule that matches the path and whose turn it is fires. `nth` counts its own matches from 1; with
 * none of nth, every and probability it always fires; `times` ends it after so many.
 */
#pragma once

#include "packages/core/fields.h"

enum fault_action {
    FAULT_STATUS, /* answers `status`, with Retry-After of `retry_after` seconds (a date if retry_as_date) */
    FAULT_BAD_MEMBER,         /* refuses the batch: member `index`, or all with an identifier that starts with
                                 `prefix` */
    FAULT_EXPIRED_TOKEN,      /* the token that was shown is good no more */
    FAULT_RESET,              /* closes without having done anything */
    FAULT_RESET_AFTER_ACCEPT, /* does it, then closes */
    FAULT_DELAY,              /* does it, answers after delay_ms */
    FAULT_DRIP,               /* does it, answers a byte every delay_ms */
    FAULT_EMPTY,              /* from here on: does it, answers 200 with something unreadable */
    FAULT_HTML,
    FAULT_CUT_JSON,
    FAULT_HUGE,
    FAULT_DEEP,
    FAULT_WRONG_TYPE,
    FAULT_NUL,
    FAULT_BAD_UTF8,
    FAULT_REDIRECT, /* answers 307 to `location` without having done anything */
    FAULT_USAGE,    /* does it, tells that `percent` of a limit is used and `minutes` are to be waited */
    N_FAULT_ACTIONS
};

struct fault {
    const char *match;
    int64_t nth, every, times, seed;
    double probability;
    unsigned action;
    int64_t status, retry_after, delay_ms, index, percent, minutes;
    bool retry_as_date, unnamed;
    const char *reason, *prefix, *location;
    int64_t n_matched, n_fired; /* counted here, not given */
    uint64_t random;
};

struct faults {
    struct fault *rules;
    size_t n_rules;
};

/* ERR_INVALID or ERR_MALFORMED with the pointer. The rules live in ctx's arena. */
struct err *faults_parse(struct ctx *ctx, const char *text, size_t len, struct faults *out) MUST_USE;
/* The rule that fires for this request, or NULL. */
const struct fault *faults_draw(struct faults *faults, const char *path);
const char *fault_word(enum fault_action action);
