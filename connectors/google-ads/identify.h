/*
 * A member of the warehouse into the identifiers that Google takes.
 */
#pragma once

#include "packages/platform/platform.h"

bool google_identify(const struct settings *settings, struct hasher *hasher, const struct member *member,
                     struct identified *out);
