/* The paths of Google's API and how its callers are let in. */
#include "connectors/sandbox/google/google.h"

#include "packages/core/text.h"

static const struct route routes[] = {
    { "DELETE", "/v1/accountTypes/{}/accounts/{}/userLists/{}", list_delete, false },
    { "GET", "/v1/accountTypes/{}/accounts/{}/userLists", lists_query, false },
    { "GET", "/v1/accountTypes/{}/accounts/{}/userLists/{}", list_read, false },
    { "GET", "/v1/requestStatus:retrieve", retrieve_status, false },
    { "PATCH", "/v1/accountTypes/{}/accounts/{}/userLists/{}", list_patch, false },
    { "POST", "/token", give_token, true },
    { "POST", "/v1/accountTypes/{}/accounts/{}/userLists", list_create, false },
    { "POST", "/v1/audienceMembers:ingest", ingest_members, false },
    { "POST", "/v1/audienceMembers:remove", remove_members, false },
    { "POST", "/v1/audienceMembers:removeAll", remove_all_members, false },
};

static bool is_of(const char *path)
{
    return text_starts(path, "/v1/") || text_is(path, "/token");
}

const struct dialect google_dialect = {
    .platform = "google-ads",
    .list_name = "displayName",
    .shut_out = "Request had invalid authentication credentials. Expected OAuth 2 access token.",
    .is_of = is_of,
    .token = call_bearer,
    .refuse = google_refuse,
    .routes = routes,
    .n_routes = COUNT(routes),
};
