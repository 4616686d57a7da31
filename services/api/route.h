/*
 * Routes: bindings of operations to methods and paths. What belongs to HTTP alone (a status, a Location, a
 * cookie, a stream) stands in the route's row; everything else is the operation's.
 */
#pragma once

#include "packages/operation/operation.h"

struct request;

/* Adds headers once the operation succeeded: a cookie, a Location. */
typedef void reply_hook(struct request *request, const void *out);
typedef bool watch_end(const void *out);

struct route {
    const char *method, *path;
    const struct operation *operation;
    unsigned status;
    reply_hook *reply;
    const char *id; /* in OpenAPI, where the operation has another address too; NULL: the operation's name */
    bool needs_match; /* without If-Match it is 428: nobody overwrites what they have not seen */
    /* With `Accept: text/event-stream` the operation is asked again each half second, and a changed answer is
     * sent as an event of this name, until `watch_ends` says so. */
    const char *watch;
    watch_end *watch_ends;
};

/* The status, then whatever else a row says: .reply = say_where */
#define ROUTE(method_, path_, operation_, ...)                                                               \
    {                                                                                                        \
        .method = #method_, .path = (path_), .operation = &(operation_), .status = __VA_ARGS__               \
    }

struct route_group {
    const char *name, *doc; /* the tag in OpenAPI */
    const struct route *routes;
    size_t n_routes;
};
#define ROUTES(name_, doc_, routes_)                                                                         \
    {                                                                                                        \
        .name = (name_), .doc = (doc_), .routes = (routes_), .n_routes = COUNT(routes_)                      \
    }

/* All groups in the order of the API page; NULL-ended. routes.c is the list. */
extern const struct route_group *const route_groups[];

/* The route of a path, and the path's {parts} put into `in`. `*allowed` lists the methods that the path has
 * ("" when none). */
const struct route *route_find(struct ctx *ctx, const char *method, const char *path, json_t *in,
                               const char **allowed);

/* Printed from the tables: OpenAPI 3.1, and packages/types/api.ts. */
void openapi_print(struct ctx *ctx, struct buf *to);
void types_print(struct ctx *ctx, struct buf *to);
