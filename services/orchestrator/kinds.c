/* Every kind of job, and what runs it. */
#include "services/orchestrator/orchestrator.h"

#include "domain/activation/activation.h"
#include "domain/audiences/audiences.h"
#include "domain/syncs/syncs.h"
#include "domain/withdrawals/withdrawals.h"

const struct job_kind job_kinds[] = {
    { "audience_count", "Counts the people of an audience after a save.", audience_count_job, NULL },
    { "push", "Sends an audience to a list.", push_job, push_gave_up },
    { "push_expire", "Voids a push that nobody decided in time.", push_expire_job, NULL },
    { "removal", "Takes off a list whoever withdrew.", removal_job, NULL },
    { "removal_verdict", "Asks the platform whether it took them off.", removal_verdict_job, NULL },
    { "sync", "Begins the next push of a recurring sync.", sync_job, sync_gave_up },
    { "sync_begin", "Begins a recurring sync after its approval.", sync_begin_job, NULL },
    { "withdrawal", "Finds the lists that hold who withdrew.", withdrawal_job, NULL },
    { "push_verdict", "Asks the platform what became of a push.", push_verdict_job, push_verdict_gave_up },
};
const size_t n_job_kinds = COUNT(job_kinds);
