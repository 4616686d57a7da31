#include "connectors/meta/inner.h"

#include "packages/core/text.h"

enum { PAGE_SIZE = 100, MOST_PAGES = 100, STATUS_ACTIVE = 1 };

static const char *text_or_null(struct ctx *ctx, json_t *object, const char *key)
{
    const char *text = meta_text(object, key);

    return *text ? arena_text(ctx->arena, text) : NULL;
}

static void read_account(struct ctx *ctx, json_t *json, struct platform_found **items, size_t *n)
{
    const char *id = text_or_null(ctx, json, "id"), *name = text_or_null(ctx, json, "name");

    if (!meta_is_account(id))
        return;
    *ARENA_PUSH(ctx->arena, *items, *n) = (struct platform_found){
        .external_id = id,
        .name = name ? name : id,
        .currency = text_or_null(ctx, json, "currency"),
        .time_zone = text_or_null(ctx, json, "timezone_name"),
        .is_active = meta_int(json, "account_status", 0) == STATUS_ACTIVE,
    };
}

struct err *meta_list_accounts(struct ctx *ctx, const struct platform_account *account,
                               struct platform_outcome *outcome, struct platform_found **items, size_t *n)
{
    const char *after = "";
    struct err *err;
    json_t *body, *one;
    size_t i;

    *items = NULL;
    *n = 0;
    for (int page = 0; after && page < MOST_PAGES; page++) {
        struct meta_call call = { .method = "GET" };

        call.path = arena_printf(
            ctx->arena, "/me/adaccounts?fields=id,name,account_status,currency,timezone_name&limit=%d%s%s",
            PAGE_SIZE, *after ? "&after=" : "", http_escape(ctx->arena, after));
        err = meta_ask(ctx, account, &call, outcome, &body);
        if (err || outcome->verdict != PLATFORM_ACCEPTED)
            return err;
        if (!json_is_array(json_object_get(body, "data"))) {
            said_unreadable(outcome);
            return NULL;
        }
        json_array_foreach(json_object_get(body, "data"), i, one) read_account(ctx, one, items, n);
        after = meta_next_page(ctx, body);
    }
    return NULL;
}
