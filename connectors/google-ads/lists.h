/*
 * User lists: found by our marker, made when there is none, measured.
 */
#pragma once

#include "packages/platform/platform.h"

enum { MEMBERSHIP_MOST_DAYS = 540 };

struct err *google_ensure_list(struct ctx *ctx, const struct platform_account *account,
                               const struct platform_list *list, struct platform_outcome *outcome,
                               const char **list_id) MUST_USE;
struct err *google_list_state(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                              struct platform_outcome *outcome, struct platform_list_state *state);
struct err *google_drop_list(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                             struct platform_outcome *outcome);
