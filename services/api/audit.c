#include "domain/history/history.h"
#include "services/api/route.h"

static const struct route routes[] = {
    ROUTE(GET, "/api/audit", history_operations[AUDIT_LIST], 200),
    ROUTE(GET, "/api/audit/verify", history_operations[AUDIT_VERIFY], 200),
};
const struct route_group audit_routes = ROUTES("audit", "Who did what, chained by hash.", routes);
