/*
 * One call of the Data Manager API: headers, address, outcome.
 */
#pragma once

#include "connectors/google-ads/reply.h"

struct google_call {
    const char *method;
    const char *path; /* with its query, "/v1/…" */
    struct bytes body;
    bool tells_login; /* list calls name the manager in a header; ingest calls do in their body */
    size_t n_members; /* that a refusal may name */
};

/* ERR_INVALID for an account that can't be asked for; all else is told by the outcome. `*body` as in
 * reply_read(). */
struct err *google_ask(struct ctx *ctx, const struct platform_account *account,
                       const struct google_call *call, struct platform_outcome *outcome,
                       json_t **body) MUST_USE;

/* Digits only, as account and list ids are. */
bool google_is_id(const char *text);
