/*
 * The warehouse that lies elsewhere: making its tables, bringing them up to their source.
 */
#pragma once

#include "packages/operation/operation.h"

handler remote_init, remote_refresh;
extern const struct shape remote_init_request_shape, remote_init_report_shape, remote_refresh_request_shape,
    remote_refresh_report_shape;
