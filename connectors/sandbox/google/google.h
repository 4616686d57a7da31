/*
 * Google's Data Manager API: what its handlers share.
 */
#pragma once

#include "connectors/sandbox/inner.h"

struct violation {
    const char *field, *reason, *description;
};

/* errors.c */
void google_refuse(struct call *call, int status, const char *reason, const char *message);
void answer_violations(struct call *call, const struct violation *violations, size_t n);
void answer_violation(struct call *call, const char *field, const char *reason, const char *description);

call_handler ingest_members, remove_members, remove_all_members, retrieve_status; /* ingest.c */
call_handler lists_query, list_create, list_read, list_patch, list_delete;        /* user_lists.c */
