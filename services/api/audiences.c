#include "domain/audiences/audiences.h"
#include "services/api/request.h"

static void tag(struct request *request, const void *out)
{
    const struct audience *audience = out;

    request->reply.revision = audience->revision;
}

static const struct route routes[] = {
    ROUTE(GET, "/api/audiences", audience_operations[AUDIENCE_LIST], 200),
    ROUTE(POST, "/api/audiences", audience_operations[AUDIENCE_CREATE], 201),
    ROUTE(POST, "/api/audiences/preview", audience_operations[AUDIENCE_PREVIEW], 200),
    ROUTE(GET, "/api/audiences/{id}", audience_operations[AUDIENCE_GET], 200, .reply = tag),
    ROUTE(PATCH, "/api/audiences/{id}", audience_operations[AUDIENCE_UPDATE], 200, .needs_match = true),
    ROUTE(DELETE, "/api/audiences/{id}", audience_operations[AUDIENCE_ARCHIVE], 204, .needs_match = true),
    ROUTE(GET, "/api/audiences/{id}/versions", audience_operations[AUDIENCE_VERSIONS], 200),
    ROUTE(GET, "/api/audiences/{id}/size", audience_operations[AUDIENCE_SIZE], 200),
    ROUTE(GET, "/api/analytics/audiences/{id}/metrics", audience_operations[AUDIENCE_METRICS], 200),
    ROUTE(GET, "/api/audiences/{id}/sample", audience_operations[AUDIENCE_SAMPLE], 200),
};
const struct route_group audience_routes =
    ROUTES("audiences", "Who is meant, by rules; each save is a version.", routes);
