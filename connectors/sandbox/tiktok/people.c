/* Signing in, advertisers, reports. */
#include "connectors/sandbox/tiktok/tiktok.h"

#include "packages/core/text.h"

#include <string.h>

static const struct {
    const char *id, *name;
} advertisers[] = { { "7000000000000000001", "Example shop" },
                    { "7000000000000000002", "Example shop, second" } };

void tiktok_token(struct call *call)
{
    json_t *body = tiktok_body_of(call), *ids = json_array();
    const char *code = body && tiktok_text(call, body, "app_id") && tiktok_text(call, body, "secret")
                           ? tiktok_text(call, body, "auth_code")
                           : NULL;

    for (size_t i = 0; i < COUNT(advertisers); i++)
        json_array_append_new(ids, json_string(advertisers[i].id));
    if (code && text_starts(code, "bad"))
        tiktok_fail(call, 40110, "The auth_code is invalid or expired");
    if (!code || text_starts(code, "bad")) {
        json_decref(ids);
        return;
    }
    tiktok_answer(call, json_pack("{s:s, s:o, s:[i, i]}", "access_token",
                                  arena_printf(call->ctx.arena, "sandbox-%s", id_new(&call->ctx)),
                                  "advertiser_ids", ids, "scope", 4, 5));
}

void tiktok_revoke(struct call *call)
{
    json_t *body = tiktok_body_of(call);
    const char *token = body && tiktok_text(call, body, "app_id") && tiktok_text(call, body, "secret")
                            ? tiktok_text(call, body, "access_token")
                            : NULL;

    if (!token)
        return;
    sandbox_expire(call->sandbox, token);
    tiktok_answer(call, NULL);
}

void tiktok_advertisers(struct call *call)
{
    json_t *items = json_array();

    for (size_t i = 0; i < COUNT(advertisers); i++)
        json_array_append_new(items, json_pack("{s:s, s:s}", "advertiser_id", advertisers[i].id,
                                               "advertiser_name", advertisers[i].name));
    tiktok_answer(call, json_pack("{s:o}", "list", items));
}

void tiktok_advertiser_info(struct call *call)
{
    json_t *items = json_array();

    for (size_t i = 0; i < COUNT(advertisers); i++)
        if (strstr(call_query(call, "advertiser_ids"), advertisers[i].id))
            json_array_append_new(items, json_pack("{s:s, s:s, s:s, s:s, s:s}", "advertiser_id",
                                                   advertisers[i].id, "name", advertisers[i].name, "currency",
                                                   "USD", "timezone", "Etc/UTC", "status", "STATUS_ENABLE"));
    tiktok_answer(call, json_pack("{s:o}", "list", items));
}

void tiktok_report(struct call *call)
{
    tiktok_answer(call, json_pack("{s:[], s:{s:i, s:i, s:i, s:i}}", "list", "page_info", "page", 1,
                                  "page_size", 1000, "total_number", 0, "total_page", 0));
}
