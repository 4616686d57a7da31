/*
 * Google stores no id of ours, so the marker stands in the list's description, in brackets. All lists are
 * read and looked through here: the API's filter on descriptions isn't promised to find a part of one. A list
 * that was made while its answer got lost is found the same way.
 */
#include "connectors/google-ads/lists.h"

#include "connectors/google-ads/call.h"
#include "packages/core/text.h"
#include "packages/platform/said.h"

#include <string.h>

enum { PAGE_SIZE = 1000, MOST_PAGES = 100, MOST_NAMES = 20, MOST_BODY = 64 * 1024 };

static const char *collection(struct ctx *ctx, const struct platform_account *account)
{
    return arena_printf(ctx->arena, "/v1/accountTypes/GOOGLE_ADS/accounts/%s/userLists",
                        account->external_id);
}

static const char *string_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

/* The id of a list in an answer, NULL when there is none. */
static const char *id_of(struct ctx *ctx, json_t *list)
{
    const char *id = string_of(list, "id"), *name = string_of(list, "name");
    const char *last = strrchr(name, '/');

    if (json_is_integer(json_object_get(list, "id")))
        id = arena_printf(ctx->arena, "%lld", (long long)reply_int(list, "id"));
    if (!google_is_id(id) && last)
        id = last + 1;
    return google_is_id(id) ? arena_text(ctx->arena, id) : NULL;
}

struct search {
    const char *tag; /* what the description must hold */
    const char *id;  /* found */
    bool is_closed;
};

static void search_page(struct ctx *ctx, json_t *body, struct search *search)
{
    size_t i;
    json_t *list;

    json_array_foreach(json_object_get(body, "userLists"), i, list)
    {
        if (!strstr(string_of(list, "description"), search->tag))
            continue;
        search->id = id_of(ctx, list);
        search->is_closed = text_is(string_of(list, "membershipStatus"), "CLOSED");
        return;
    }
}

static struct err *find(struct ctx *ctx, const struct platform_account *account, struct search *search,
                        struct platform_outcome *outcome)
{
    const char *token = "";
    struct err *err;
    json_t *body;

    for (int page = 0; page < MOST_PAGES; page++) {
        struct google_call call = { .method = "GET", .tells_login = true };

        call.path = arena_printf(ctx->arena, "%s?pageSize=%d%s%s", collection(ctx, account), PAGE_SIZE,
                                 *token ? "&pageToken=" : "", http_escape(ctx->arena, token));
        err = google_ask(ctx, account, &call, outcome, &body);
        if (err || outcome->verdict != PLATFORM_ACCEPTED)
            return err;
        search_page(ctx, body, search);
        token = string_of(body, "nextPageToken");
        if (search->id || !*token)
            return NULL;
    }
    return NULL;
}

static struct bytes new_list(struct ctx *ctx, const struct platform_list *list, const char *name,
                             const char *tag)
{
    struct buf text = buf_in(ctx->arena, MOST_BODY);
    struct json_writer json = json_to(&text);

    json_open(&json, '{');
    json_key(&json, "displayName");
    json_text(&json, name);
    json_key(&json, "description");
    json_text(&json, arena_printf(ctx->arena, "Kept by Random Truffle. %s", tag));
    if (list->membership_days) {
        json_key(&json, "membershipDuration");
        json_text(&json, arena_printf(ctx->arena, "%llds", (long long)list->membership_days * 86400));
    }
    json_key(&json, "ingestedUserListInfo");
    json_open(&json, '{');
    json_key(&json, "uploadKeyTypes");
    json_open(&json, '[');
    json_text(&json, "CONTACT_ID");
    json_shut(&json, ']');
    json_key(&json, "contactIdInfo");
    json_open(&json, '{');
    json_key(&json, "dataSourceType");
    json_text(&json, "DATA_SOURCE_TYPE_FIRST_PARTY");
    json_shut(&json, '}');
    json_shut(&json, '}');
    json_shut(&json, '}');
    return (struct bytes){ (const unsigned char *)buf_str(&text), text.len };
}

/* Tries "name", "name (2)", … until one is free. */
static struct err *make(struct ctx *ctx, const struct platform_account *account,
                        const struct platform_list *list, const char *tag, struct platform_outcome *outcome,
                        const char **list_id)
{
    struct google_call call = { .method = "POST", .path = collection(ctx, account), .tells_login = true };
    struct err *err;
    json_t *body;

    for (int i = 1; i <= MOST_NAMES; i++) {
        const char *name = i == 1 ? list->name : arena_printf(ctx->arena, "%s (%d)", list->name, i);

        call.body = new_list(ctx, list, name, tag);
        err = google_ask(ctx, account, &call, outcome, &body);
        if (err)
            return err;
        if (outcome->verdict != PLATFORM_FINAL || !text_is(outcome->cause, "name_taken"))
            break;
    }
    if (outcome->verdict != PLATFORM_ACCEPTED)
        return NULL;
    if (id_of(ctx, body))
        *list_id = id_of(ctx, body);
    else
        said_unreadable(outcome);
    return NULL;
}

struct err *google_ensure_list(struct ctx *ctx, const struct platform_account *account,
                               const struct platform_list *list, struct platform_outcome *outcome,
                               const char **list_id)
{
    struct search search = { .tag = arena_printf(ctx->arena, "[%s]", list->marker) };
    struct err *err;

    if (list->membership_days < 0 || list->membership_days > MEMBERSHIP_MOST_DAYS)
        return err_new(ctx, ERR_INVALID, "membership_days", "must be 1 to %d, or 0 for the longest",
                       MEMBERSHIP_MOST_DAYS);
    err = find(ctx, account, &search, outcome);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    if (!search.id)
        return make(ctx, account, list, search.tag, outcome, list_id);
    if (search.is_closed) {
        *outcome = (struct platform_outcome){ .verdict = PLATFORM_FINAL,
                                              .cause = "list_closed",
                                              .detail = "CLOSED" };
        return NULL;
    }
    *list_id = search.id;
    return NULL;
}

struct err *google_list_state(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                              struct platform_outcome *outcome, struct platform_list_state *state)
{
    static const char *const counts[] = { "displayNetworkMembersCount", "gmailMembersCount",
                                          "searchNetworkMembersCount", "youtubeMembersCount" };
    struct google_call call = { .method = "GET", .tells_login = true };
    int64_t largest = -1, percent;
    struct err *err;
    json_t *body, *sizes;

    if (!google_is_id(list_id))
        return err_new(ctx, ERR_INVALID, "list_id", "the id of a list is digits");
    call.path = arena_printf(ctx->arena, "%s/%s", collection(ctx, account), list_id);
    err = google_ask(ctx, account, &call, outcome, &body);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    sizes = json_object_get(body, "sizeInfo");
    for (size_t i = 0; i < COUNT(counts); i++)
        if (json_object_get(sizes, counts[i]) && reply_int(sizes, counts[i]) > largest)
            largest = reply_int(sizes, counts[i]);
    percent = reply_int(json_object_get(json_object_get(body, "ingestedUserListInfo"), "contactIdInfo"),
                        "matchRatePercentage");
    *state = (struct platform_list_state){
        .size = largest,
        .match_rate = percent > 0 && percent <= 100 ? arena_printf(ctx->arena, "%d%%", (int)percent) : NULL,
        .flag = text_is(string_of(body, "membershipStatus"), "CLOSED") ? "list_closed" : NULL,
    };
    return NULL;
}

struct err *google_drop_list(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                             struct platform_outcome *outcome)
{
    struct google_call call = { .method = "DELETE", .tells_login = true };
    struct err *err;
    json_t *body;

    if (!google_is_id(list_id))
        return err_new(ctx, ERR_INVALID, "list_id", "the id of a list is digits");
    call.path = arena_printf(ctx->arena, "%s/%s", collection(ctx, account), list_id);
    err = google_ask(ctx, account, &call, outcome, &body);
    if (!err && outcome->verdict == PLATFORM_FINAL && text_is(outcome->cause, "list_gone"))
        *outcome = (struct platform_outcome){ .verdict = PLATFORM_ACCEPTED };
    return err;
}
