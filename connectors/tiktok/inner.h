/*
 * What the files of the connector share.
 */
#pragma once

#include "packages/core/json.h"
#include "packages/http/http.h"
#include "packages/platform/platform.h"

extern const struct platform_cause tiktok_causes[];
extern const struct platform_oauth tiktok_oauth;

/* Digits, as TikTok's ids are: they become parts of queries and JSON. */
bool tiktok_is_id(const char *text);

/* Which identifier a list takes: one kind for each list, by the setting tiktok_identifier. */
enum identifier tiktok_kind(const struct settings *settings);

struct tiktok_call {
    const char *method, *path; /* below the version; ends in a slash, or in a query behind one */
    const char *content_type;  /* of the body; NULL: JSON */
    struct bytes body;
};

/* Asks and reads: `*data` is the answer's `data` when it was accepted, else NULL. */
struct err *tiktok_ask(struct ctx *ctx, const struct platform_account *account,
                       const struct tiktok_call *call, struct platform_outcome *outcome,
                       json_t **data) MUST_USE;
/* The same without a token, to the endpoint of tokens. */
struct err *tiktok_ask_bare(struct ctx *ctx, struct http_client *http, const char *base_url,
                            const struct tiktok_call *call, struct platform_outcome *outcome,
                            json_t **data) MUST_USE;
struct bytes tiktok_body(struct ctx *ctx, json_t *json); /* takes the reference over */

/* lists.c */
struct err *tiktok_ensure_list(struct ctx *ctx, const struct platform_account *account,
                               const struct platform_list *list, struct platform_outcome *outcome,
                               const char **list_id) MUST_USE;
/* What a list is called: its name, cut, and the marker, because TikTok keeps nothing else of ours. */
const char *tiktok_list_name(struct arena *arena, const struct platform_list *list);
struct err *tiktok_list_state(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                              struct platform_outcome *outcome, struct platform_list_state *state) MUST_USE;
struct err *tiktok_drop_list(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                             struct platform_outcome *outcome) MUST_USE;
struct err *tiktok_status(struct ctx *ctx, const struct platform_account *account, const char *request_id,
                          struct platform_outcome *outcome, struct platform_status *status) MUST_USE;

/* members.c */
bool tiktok_identify(const struct settings *settings, struct hasher *hasher, const struct member *member,
                     struct identified *out);
struct err *tiktok_send(struct ctx *ctx, const struct platform_account *account,
                        const struct platform_batch *batch, struct platform_outcome *outcome) MUST_USE;

/* oauth.c */
struct err *tiktok_list_accounts(struct ctx *ctx, const struct platform_account *account,
                                 struct platform_outcome *outcome, struct platform_found **items,
                                 size_t *n) MUST_USE;

enum { TIKTOK_FLOOR = 1000, TIKTOK_MOST_DAYS = 365 };
