/*
 * The vault: data keys of the installation, each made once, stored sealed under the master key (environment,
 * or a file with mode 0600 in the data folder). Without the master key the database gives away no token and
 * no identifier.
 */
#pragma once

#include "packages/core/core.h"

struct vault;

/* What a key is for. Hashes made with VAULT_IDENTITY can't be made again with another key: it is part of the
 * backup. */
enum vault_key { VAULT_IDENTITY, VAULT_LEDGER, VAULT_TOKENS, N_VAULT_KEYS };

/*
 * Opens or makes all keys. `master_hex`: 64 hex digits, or "" for the key file in `folder`, which is made
 * when missing. ERR_INVALID for a short, malformed or all-equal key; ERR_CONFLICT when the database was
 * sealed under another.
 */
struct err *vault_open(struct ctx *ctx, const char *folder, const char *master_hex,
                       struct vault **out) MUST_USE;
void vault_close(struct vault *vault); /* wipes */

const struct secret *vault_key(const struct vault *vault, enum vault_key which);
