/*
 * The body of one `audienceMembers:ingest` or `:remove`.
 */
#pragma once

#include "packages/platform/platform.h"

/* Enough for any batch of the platform's size: longest member × 10,000, and the head. */
enum { BATCH_MOST_MEMBERS = 10000, BATCH_MOST_BYTES = 6 * 1024 * 1024 };

/* `to` must have been made with BATCH_MOST_BYTES. */
void batch_encode(const struct platform_account *account, const struct platform_batch *batch, struct buf *to);
