/*
 * Rows of a driver for a destination that has no rules of its own: identifiers as everybody hashes them,
 * lists known by our marker, nothing to ask later.
 */
#pragma once

#include "packages/platform/platform.h"
#include "packages/platform/word.h"

/* E-mail trimmed and in lower case, phone in E.164 with its plus, names trimmed and in lower case. */
extern const struct word_field plain_fields[];
/* False without an e-mail and a phone. */
bool plain_identify(const struct settings *settings, struct hasher *hasher, const struct member *member,
                    struct identified *out);

struct err *plain_ensure_list(struct ctx *ctx, const struct platform_account *account,
                              const struct platform_list *list, struct platform_outcome *outcome,
                              const char **list_id);
struct err *plain_status(struct ctx *ctx, const struct platform_account *account, const char *request_id,
                         struct platform_outcome *outcome, struct platform_status *status);
struct err *plain_list_state(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                             struct platform_outcome *outcome, struct platform_list_state *state);
