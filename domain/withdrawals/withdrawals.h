/*
 * What a withdrawal sets off: whoever withdrew is taken off every list that holds them. The job is added in
 * the transaction that records the withdrawal; what can't be done stays open and is tried again; what was
 * done is told by a certificate for each person and platform.
 */
#pragma once

#include "packages/identity/identity.h"
#include "packages/operation/operation.h"
#include "packages/queue/queue.h"

enum removal_state { REMOVAL_OPEN, REMOVAL_BLOCKED, REMOVAL_SENT, REMOVAL_CONFIRMED, REMOVAL_VOID };

/* One person, one list. */
struct removal {
    const char *platform, *account_id, *account_name, *list_name, *list_id;
    enum removal_state state;
    struct instant asked_at, sent_at, confirmed_at; /* 0: not yet */
    const char *cause, *next_step;                  /* of a blocked one */
    int64_t people;                                 /* of a group; 1 in a certificate */
};
extern const struct shape removal_shape;

/* Finds on which lists the people of new withdrawals are, and has each list work off what is open. */
job_runner withdrawal_job;
/* Subject: the list's number. Takes people off; then asks the platform whether it did. */
job_runner removal_job, removal_verdict_job;

enum withdrawal_operation { REMOVAL_LIST, CONSENT_CERTIFICATE, N_WITHDRAWAL_OPERATIONS };
extern const struct operation withdrawal_operations[N_WITHDRAWAL_OPERATIONS];
