/* The paths of Meta's API, in any version, and how its callers are let in. */
#include "connectors/sandbox/meta/meta.h"

#include "packages/core/text.h"

#include <string.h>

static const struct route routes[] = {
    { "GET", "/{}/dialog/oauth", sign_in, true },
    { "GET", "/{}/oauth/access_token", trade_token, true },
    { "POST", "/{}/oauth/access_token", trade_token, true },
    { "GET", "/{}/debug_token", debug_token, false },
    { "GET", "/{}/me", me_get, false },
    { "GET", "/{}/me/adaccounts", me_accounts, false },
    { "GET", "/{}/me/businesses", me_businesses, false },
    { "DELETE", "/{}/me/permissions", me_permissions_end, false },
    { "GET", "/{}/{}/owned_ad_accounts", business_accounts, false },
    { "GET", "/{}/{}/client_ad_accounts", business_accounts, false },
    { "GET", "/{}/{}/customaudiences", audiences_get, false },
    { "POST", "/{}/{}/customaudiences", audiences_post, false },
    { "GET", "/{}/{}/insights", insights_get, false },
    { "POST", "/{}/{}/users", users_post, false },
    { "DELETE", "/{}/{}/users", users_delete, false },
    { "POST", "/{}/{}/usersreplace", users_replace, false },
    { "GET", "/{}/{}/sessions", sessions_get, false },
    { "GET", "/{}/{}", one_audience_get, false },
    { "POST", "/{}/{}", one_audience_post, false },
    { "DELETE", "/{}/{}", one_audience_delete, false },
};

/* "/v25.0/…" */
static bool is_of(const char *path)
{
    size_t digits;

    if (!text_starts(path, "/v"))
        return false;
    digits = strspn(path + 2, "0123456789");
    return digits > 0 && path[2 + digits] == '.' && path[3 + digits] >= '0' && path[3 + digits] <= '9' &&
           path[4 + digits] == '/';
}

const struct dialect meta_dialect = {
    .platform = "meta",
    .list_name = "name",
    .shut_out = "Error validating access token: the session has expired or was never one.",
    .is_of = is_of,
    .token = meta_token,
    .refuse = meta_refuse,
    .sign = meta_sign,
    .routes = routes,
    .n_routes = COUNT(routes),
};
