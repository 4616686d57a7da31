/*
 * A list is found by our marker in its name: TikTok keeps no description and no id of ours, and lets names
 * repeat.
 */
#include "connectors/tiktok/inner.h"

#include "packages/core/text.h"
#include "packages/platform/said.h"

#include <string.h>

enum { PAGE_SIZE = 100, MOST_PAGES = 10, MOST_NAME = 128, HISTORY = 10, MOST_REASONS = 16 };

const char *tiktok_list_name(struct arena *arena, const struct platform_list *list)
{
    const size_t room = MOST_NAME - strlen(list->marker) - strlen(" []");
    char *name = arena_text_n(arena, list->name, strnlen(list->name, room));

    while (*name && !text_is_utf8(name, strlen(name)))
        name[strlen(name) - 1] = 0; /* the cut went through a character */
    return arena_printf(arena, "%s [%s]", name, list->marker);
}

static const char *string_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

/* NULL when no list on the page has the tag. */
static const char *find_in(struct ctx *ctx, json_t *data, const char *tag)
{
    size_t i;
    json_t *list;

    json_array_foreach(json_object_get(data, "list"), i, list)
    {
        const char *id = string_of(list, "audience_id");

        if (strstr(string_of(list, "name"), tag))
            return arena_text(ctx->arena, *id ? id : string_of(list, "custom_audience_id"));
    }
    return NULL;
}

static int64_t pages_of(json_t *data)
{
    const int64_t pages =
        json_integer_value(json_object_get(json_object_get(data, "page_info"), "total_page"));

    return pages < MOST_PAGES ? pages : MOST_PAGES;
}

struct err *tiktok_ensure_list(struct ctx *ctx, const struct platform_account *account,
                               const struct platform_list *list, struct platform_outcome *outcome,
                               const char **list_id)
{
    const char *tag = arena_printf(ctx->arena, "[%s]", list->marker);
    int64_t pages = 1;

    if (!tiktok_is_id(account->external_id))
        return err_new(ctx, ERR_INVALID, "external_id", "a TikTok advertiser is digits");
    for (int64_t page = 1; page <= pages; page++) {
        struct tiktok_call call = { .method = "GET" };
        const char *id;
        struct err *err;
        json_t *data;

        call.path =
            arena_printf(ctx->arena, "/dmp/custom_audience/list/?advertiser_id=%s&page=%lld&page_size=%d",
                         account->external_id, (long long)page, PAGE_SIZE);
        err = tiktok_ask(ctx, account, &call, outcome, &data);
        if (err || outcome->verdict != PLATFORM_ACCEPTED)
            return err;
        id = find_in(ctx, data, tag);
        if (tiktok_is_id(id)) {
            *list_id = id;
            return NULL;
        }
        pages = pages_of(data);
    }
    return NULL; /* the first batch makes it */
}

/* --- what TikTok says of a list --- */

/* `*details` NULL: it has no such list, or says nothing of it. */
static struct err *look(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                        struct platform_outcome *outcome, json_t **details, json_t **history)
{
    struct tiktok_call call = { .method = "GET" };
    struct err *err;
    json_t *data, *first;

    if (!tiktok_is_id(account->external_id) || !tiktok_is_id(list_id))
        return err_new(ctx, ERR_INVALID, "list_id", "TikTok's ids are digits");
    call.path = arena_printf(
        ctx->arena,
        "/dmp/custom_audience/get/?advertiser_id=%s&custom_audience_ids=%%5B%%22%s%%22%%5D&history_size=%d",
        account->external_id, list_id, HISTORY);
    err = tiktok_ask(ctx, account, &call, outcome, &data);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    first = json_array_get(json_object_get(data, "list"), 0);
    *details = json_object_get(first, "audience_details");
    *history = json_object_get(first, "audience_history");
    if (!*details)
        *outcome = (struct platform_outcome){ .verdict = PLATFORM_FINAL, .cause = "list_gone" };
    return NULL;
}

struct err *tiktok_list_state(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                              struct platform_outcome *outcome, struct platform_list_state *state)
{
    json_t *details = NULL, *history = NULL, *cover;
    struct err *err;

    *state = (struct platform_list_state){ .size = -1 };
    err = look(ctx, account, list_id, outcome, &details, &history);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    cover = json_object_get(details, "cover_num");
    if (!json_is_true(json_object_get(details, "is_valid")))
        state->size_words = "not worked out yet";
    else if (json_is_integer(cover))
        *state = (struct platform_list_state){ .size = json_integer_value(cover), .size_is_matched = true };
    return NULL;
}

/* Parts of a file that TikTok couldn't read are told in the history, in words. */
static void read_history(struct ctx *ctx, json_t *history, struct platform_status *status)
{
    struct platform_count *reasons = NULL;
    size_t i, n = 0;
    json_t *entry;

    json_array_foreach(history, i, entry)
    {
        const char *said = string_of(entry, "msg");

        if (*said && n < MOST_REASONS)
            *ARENA_PUSH(ctx->arena, reasons, n) = (struct platform_count){ said_words(ctx->arena, said), 1 };
    }
    status->reasons = reasons;
    status->n_reasons = n;
}

struct err *tiktok_status(struct ctx *ctx, const struct platform_account *account, const char *request_id,
                          struct platform_outcome *outcome, struct platform_status *status)
{
    json_t *details = NULL, *history = NULL;
    struct err *err;

    err = look(ctx, account, request_id, outcome, &details, &history);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    *status = (struct platform_status){ .is_final = json_is_true(json_object_get(details, "is_valid")) };
    status->status = status->is_final ? "SUCCESS" : "PROCESSING";
    read_history(ctx, history, status);
    return NULL;
}

struct err *tiktok_drop_list(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                             struct platform_outcome *outcome)
{
    struct tiktok_call call = { .method = "POST", .path = "/dmp/custom_audience/delete/" };
    struct err *err;
    json_t *data;

    if (!tiktok_is_id(account->external_id) || !tiktok_is_id(list_id))
        return err_new(ctx, ERR_INVALID, "list_id", "TikTok's ids are digits");
    call.body = tiktok_body(
        ctx, json_pack("{ss s[s]}", "advertiser_id", account->external_id, "custom_audience_ids", list_id));
    err = tiktok_ask(ctx, account, &call, outcome, &data);
    if (!err && outcome->verdict == PLATFORM_FINAL && text_is(outcome->cause, "list_gone"))
        *outcome = (struct platform_outcome){ .verdict = PLATFORM_ACCEPTED };
    return err;
}
