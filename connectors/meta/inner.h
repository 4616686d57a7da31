/*
 * What the files of the connector share.
 */
#pragma once

#include "connectors/meta/meta.h"
#include "packages/core/json.h"
#include "packages/http/http.h"
#include "packages/platform/said.h"

/* --- one call (call.c) --- */

struct meta_call {
    const char *method;
    const char *path;  /* behind the version, with its query: "/act_1/customaudiences" */
    struct bytes body; /* JSON that holds the token (see meta_body()), or a form */
    bool is_open;      /* no account is spoken for, no token is shown */
    bool is_form;
};

/* ERR_INVALID for an account that can't be asked for; all else is told by the outcome. `*body` is the
 * answer's object when it was accepted, else NULL. */
struct err *meta_ask(struct ctx *ctx, const struct platform_account *account, const struct meta_call *call,
                     struct platform_outcome *outcome, json_t **body) MUST_USE;
/* A body that begins with the token: tokens in addresses end up in logs. The caller shuts the object. */
struct json_writer meta_body(struct buf *to, const struct platform_account *account);
/* The address with its version: `base_url` may say another than ours, "https://…/v24.0". */
const char *meta_address(struct arena *arena, const char *base_url, const char *path);
const char *meta_account_path(struct ctx *ctx, const struct platform_account *account); /* "/act_123" */

bool meta_is_account(const char *external_id); /* "act_123" or "123" */
bool meta_is_id(const char *text);             /* digits */

/* --- an answer (reply.c) --- */

void meta_read_reply(struct ctx *ctx, const struct http_reply *reply, struct platform_outcome *outcome,
                     json_t **body);
void meta_is_final(struct platform_outcome *outcome, const char *cause, const char *detail);
int64_t meta_int(json_t *object, const char *key, int64_t otherwise); /* a number, or a text that is one */
const char *meta_text(json_t *object, const char *key);               /* "" for what is no text */
/* An id in an answer, a text or a number; NULL when there is none. */
const char *meta_id(struct ctx *ctx, json_t *object, const char *key);

enum { META_N_USAGE = 3 };
extern const char *const meta_usage_headers[META_N_USAGE + 1];
/* How long to wait when the headers say that most of a limit is used; 0: no need. */
unsigned meta_usage_wait(struct ctx *ctx, const struct http_reply *reply);

extern const struct platform_cause meta_causes[];

/* --- people --- */

enum { META_MOST_MEMBERS = 10000, META_MOST_BYTES = 8 * 1024 * 1024, META_SESSION_BITS = 53 };

bool meta_identify(const struct settings *settings, struct hasher *hasher, const struct member *member,
                   struct identified *out); /* identify.c */

/* The body of a batch; its session, which is the same for the same people. `to` must have been made with
 * META_MOST_BYTES (encode.c). */
void meta_encode(const struct platform_account *account, const struct platform_batch *batch,
                 struct hasher *hasher, struct buf *to, uint64_t *session);
/* Which member of the batch has this cell (64 hex digits); false for none. */
bool meta_find_cell(const struct platform_batch *batch, struct hasher *hasher, const char *cell, size_t from,
                    size_t *member);

struct err *meta_send(struct ctx *ctx, const struct platform_account *account,
                      const struct platform_batch *batch, struct platform_outcome *outcome); /* members.c */
struct err *meta_status(struct ctx *ctx, const struct platform_account *account, const char *request_id,
                        struct platform_outcome *outcome, struct platform_status *status);

/* --- lists (lists.c) and accounts (accounts.c) --- */

struct err *meta_ensure_list(struct ctx *ctx, const struct platform_account *account,
                             const struct platform_list *list, struct platform_outcome *outcome,
                             const char **list_id);
struct err *meta_list_state(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                            struct platform_outcome *outcome, struct platform_list_state *state);
struct err *meta_drop_list(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                           struct platform_outcome *outcome);
/* The cursor of the page behind this one; NULL at the end. Only the cursor is taken from the answer: its
 * address might lead anywhere. */
const char *meta_next_page(struct ctx *ctx, json_t *body);

struct err *meta_list_accounts(struct ctx *ctx, const struct platform_account *account,
                               struct platform_outcome *outcome, struct platform_found **items, size_t *n);
extern const struct platform_oauth meta_oauth; /* oauth.c */
