/* The groups of routes, in the order of the API page. */
#include "services/api/route.h"

extern const struct route_group activation_routes, analytics_routes, audience_routes, audit_routes,
    auth_routes, consent_routes, conversation_routes;

const struct route_group *const route_groups[] = {
    &auth_routes,    &analytics_routes,  &conversation_routes, &audience_routes,
    &consent_routes, &activation_routes, &audit_routes,        NULL,
};
