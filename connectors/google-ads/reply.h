/*
 * What Google answered, as an outcome of the port. All meaning of statuses and reasons is in the tables of
 * reply.c.
 */
#pragma once

#include "packages/core/json.h"
#include "packages/http/http.h"
#include "packages/platform/platform.h"

/*
 * Fills everything of `outcome` but request_id. `*body` is the answer's object when it was accepted, else
 * NULL. Members are named only below `n_members`.
 */
void reply_read(struct ctx *ctx, const struct http_reply *reply, size_t n_members,
                struct platform_outcome *outcome, json_t **body);

/* A count, which Google's JSON writes as a string; 0 for anything else. */
int64_t reply_int(json_t *object, const char *key);

extern const struct platform_cause google_causes[];
