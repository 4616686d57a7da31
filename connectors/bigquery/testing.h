/*
 * A server on this machine that gives scripted answers and keeps what it was asked: for the tests of this
 * folder.
 */
#pragma once

#include "connectors/bigquery/bigquery.h"

#ifdef TRUFFLE_TEST
struct answer {
    int status;
    const char *body;
    int64_t after_ms; /* before it answers */
};

struct script;

/* Answers in their order, the last one again and again. Ends with the ctx's arena. */
struct script *script_start(struct ctx *ctx, const struct answer *answers, size_t n);
const char *script_url(struct ctx *ctx, const struct script *script);
size_t script_n(struct script *script);
/* Head and body of a request; "" when there weren't so many. */
const char *script_request(struct ctx *ctx, struct script *script, size_t i);

/* A warehouse of project p, dataset d, over the script, as ctx->ports->warehouse. */
void script_warehouse(struct ctx *ctx, struct script *script, const char *credentials);
#endif
