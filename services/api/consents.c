#include "domain/consent/consent.h"
#include "domain/withdrawals/withdrawals.h"
#include "services/api/route.h"

static const struct route routes[] = {
    ROUTE(POST, "/api/consents", consent_operations[CONSENT_RECORD], 201),
    ROUTE(DELETE, "/api/consents/{id}", consent_operations[CONSENT_WITHDRAW], 204),
    ROUTE(GET, "/api/consents/check", consent_operations[CONSENT_CHECK], 200),
    ROUTE(POST, "/api/consents/check", consent_operations[CONSENT_LOOKUP], 200),
    ROUTE(POST, "/api/consents/certificate", withdrawal_operations[CONSENT_CERTIFICATE], 200),
    ROUTE(GET, "/api/consents/removals", withdrawal_operations[REMOVAL_LIST], 200),
};
const struct route_group consent_routes = ROUTES("consent", "What people agreed to, by keyed hash.", routes);
