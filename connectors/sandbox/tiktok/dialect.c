/* The paths of TikTok's API and how its callers are let in. */
#include "connectors/sandbox/tiktok/tiktok.h"

#include "packages/core/text.h"

#define V "/open_api/v1.3"

static const struct route routes[] = {
    { "GET", V "/advertiser/info/", tiktok_advertiser_info, false },
    { "GET", V "/dmp/custom_audience/get/", tiktok_get, false },
    { "GET", V "/dmp/custom_audience/list/", tiktok_list, false },
    { "GET", V "/oauth2/advertiser/get/", tiktok_advertisers, false },
    { "GET", V "/report/integrated/get/", tiktok_report, false },
    { "POST", V "/dmp/custom_audience/apply/", tiktok_apply, false },
    { "POST", V "/dmp/custom_audience/create/", tiktok_create, false },
    { "POST", V "/dmp/custom_audience/delete/", tiktok_delete, false },
    { "POST", V "/dmp/custom_audience/file/upload/", tiktok_upload, false },
    { "POST", V "/dmp/custom_audience/update/", tiktok_update, false },
    { "POST", V "/oauth2/access_token/", tiktok_token, true },
    { "POST", V "/oauth2/revoke_token/", tiktok_revoke, true },
    { "POST", V "/segment/audience/", tiktok_segment, false },
    { "POST", V "/segment/mapping/", tiktok_segment, false },
};

static bool is_of(const char *path)
{
    return text_starts(path, V "/");
}

static const char *token_of(const struct call *call)
{
    const char *token = MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, "Access-Token");

    return token && *token ? token : NULL;
}

const struct dialect tiktok_dialect = {
    .platform = "tiktok",
    .list_name = "name",
    .shut_out = "Access token is incorrect or has been revoked.",
    .is_of = is_of,
    .token = token_of,
    .refuse = tiktok_refuse,
    .routes = routes,
    .n_routes = COUNT(routes),
};
