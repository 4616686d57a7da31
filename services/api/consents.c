#include "domain/consent/consent.h"
#include "services/api/route.h"

static const struct route routes[] = {
    ROUTE(POST, "/api/consents", consent_operations[CONSENT_RECORD], 201),
    ROUTE(DELETE, "/api/consents/{id}", consent_operations[CONSENT_WITHDRAW], 204),
    ROUTE(GET, "/api/consents/check", consent_operations[CONSENT_CHECK], 200),
    ROUTE(POST, "/api/consents/check", consent_operations[CONSENT_LOOKUP], 200),
};
const struct route_group consent_routes = ROUTES("consent", "What people agreed to, by keyed hash.", routes);
