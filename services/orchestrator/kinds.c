/* Every kind of job, and what runs it. */
#include "services/orchestrator/orchestrator.h"

#include "domain/activation/activation.h"
#include "domain/audiences/audiences.h"

const struct job_kind job_kinds[] = {
    { "audience_count", "Counts the people of an audience after a save.", audience_count_job, NULL },
    { "push", "Sends an audience to a list.", push_job, push_gave_up },
    { "push_verdict", "Asks the platform what became of a push.", push_verdict_job, NULL },
};
const size_t n_job_kinds = COUNT(job_kinds);
