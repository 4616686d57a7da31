#include "domain/users/users.h"
#include "services/api/route.h"
#include "services/api/session.h"

static const struct route routes[] = {
    ROUTE(POST, "/api/auth/link", user_operations[AUTH_LINK], 200, .reply = session_cookie_set),
    ROUTE(GET, "/api/auth/me", user_operations[AUTH_ME], 200),
    ROUTE(PATCH, "/api/auth/me", user_operations[AUTH_ME_UPDATE], 200),
    ROUTE(POST, "/api/auth/logout", user_operations[AUTH_LOGOUT], 204, .reply = session_cookie_clear),
    ROUTE(GET, "/api/workspace", user_operations[WORKSPACE_GET], 200),
    ROUTE(PATCH, "/api/workspace", user_operations[WORKSPACE_UPDATE], 200),
    ROUTE(GET, "/api/users", user_operations[USER_LIST], 200),
    ROUTE(POST, "/api/users", user_operations[USER_ADD], 201),
    ROUTE(PATCH, "/api/users/{id}", user_operations[USER_UPDATE], 200),
};
const struct route_group auth_routes =
    ROUTES("sign-in and people", "Signing in, people, the workspace.", routes);
