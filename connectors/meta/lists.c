/*
 * Meta keeps no id of ours, so the marker stands in the list's description, in brackets; all lists of the
 * account are looked through. A list that was made while its answer got lost is found the same way. Names
 * needn't be unique there.
 */
#include "connectors/meta/inner.h"

#include "packages/core/text.h"

#include <string.h>

enum {
    PAGE_SIZE = 200,
    MOST_PAGES = 200,
    MOST_BODY = 64 * 1024,
    STATUS_FLAGGED = 471,
    SMALLEST_SHOWN = 1000
};

const char *meta_next_page(struct ctx *ctx, json_t *body)
{
    json_t *paging = json_object_get(body, "paging");
    const char *after = meta_text(json_object_get(paging, "cursors"), "after");

    return json_is_string(json_object_get(paging, "next")) && *after ? arena_text(ctx->arena, after) : NULL;
}

struct search {
    const char *tag; /* what the description must hold */
    const char *id;  /* found */
    bool is_flagged;
};

static bool is_flagged(json_t *list)
{
    return meta_int(json_object_get(list, "operation_status"), "code", 0) == STATUS_FLAGGED;
}

static void search_page(struct ctx *ctx, json_t *body, struct search *search)
{
    size_t i;
    json_t *list;

    json_array_foreach(json_object_get(body, "data"), i, list)
    {
        if (!strstr(meta_text(list, "description"), search->tag))
            continue;
        search->id = meta_id(ctx, list, "id");
        search->is_flagged = is_flagged(list);
        return;
    }
}

static struct err *find(struct ctx *ctx, const struct platform_account *account, struct search *search,
                        struct platform_outcome *outcome)
{
    const char *after = NULL;
    struct err *err;
    json_t *body;

    for (int page = 0; page < MOST_PAGES; page++) {
        struct meta_call call = { .method = "GET" };

        call.path = arena_printf(
            ctx->arena, "%s/customaudiences?fields=id,name,description,operation_status&limit=%d%s%s",
            meta_account_path(ctx, account), PAGE_SIZE, after ? "&after=" : "",
            after ? http_escape(ctx->arena, after) : "");
        err = meta_ask(ctx, account, &call, outcome, &body);
        if (err || outcome->verdict != PLATFORM_ACCEPTED)
            return err;
        if (!json_is_array(json_object_get(body, "data"))) {
            said_unreadable(outcome);
            return NULL;
        }
        search_page(ctx, body, search);
        after = meta_next_page(ctx, body);
        if (search->id || !after)
            return NULL;
    }
    return NULL;
}

static struct bytes new_list(struct ctx *ctx, const struct platform_account *account,
                             const struct platform_list *list, const char *tag)
{
    struct buf text = buf_in(ctx->arena, MOST_BODY);
    struct json_writer json = meta_body(&text, account);

    json_key(&json, "name");
    json_text(&json, list->name);
    json_key(&json, "subtype");
    json_text(&json, "CUSTOM");
    json_key(&json, "description");
    json_text(&json, arena_printf(ctx->arena, "Kept by Random Truffle. %s", tag));
    json_key(&json, "customer_file_source");
    json_text(&json, "USER_PROVIDED_ONLY");
    json_shut(&json, '}');
    return (struct bytes){ (const unsigned char *)buf_str(&text), text.len };
}

static struct err *make(struct ctx *ctx, const struct platform_account *account,
                        const struct platform_list *list, const char *tag, struct platform_outcome *outcome,
                        const char **list_id)
{
    struct meta_call call = { .method = "POST", .body = new_list(ctx, account, list, tag) };
    struct err *err;
    json_t *body;

    call.path = arena_printf(ctx->arena, "%s/customaudiences", meta_account_path(ctx, account));
    err = meta_ask(ctx, account, &call, outcome, &body);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    if (meta_id(ctx, body, "id"))
        *list_id = meta_id(ctx, body, "id");
    else
        said_unreadable(outcome);
    return NULL;
}

static struct err *account_check(struct ctx *ctx, const struct platform_account *account)
{
    if (!meta_is_account(account->external_id))
        return err_new(ctx, ERR_INVALID, "external_id", "an ad account is act_ and digits, or digits alone");
    return NULL;
}

struct err *meta_ensure_list(struct ctx *ctx, const struct platform_account *account,
                             const struct platform_list *list, struct platform_outcome *outcome,
                             const char **list_id)
{
    struct search search = { .tag = arena_printf(ctx->arena, "[%s]", list->marker) };
    struct err *err = account_check(ctx, account);

    if (!err)
        err = find(ctx, account, &search, outcome);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    if (!search.id)
        return make(ctx, account, list, search.tag, outcome, list_id);
    if (search.is_flagged)
        meta_is_final(outcome, "list_flagged", "operation_status 471");
    else
        *list_id = search.id;
    return NULL;
}

/* "1200" as "1,200". */
static const char *grouped(struct arena *arena, int64_t n)
{
    if (n < 1000)
        return arena_printf(arena, "%lld", (long long)n);
    return arena_printf(arena, "%s,%03lld", grouped(arena, n / 1000), (long long)(n % 1000));
}

/* Both bounds are rounded, so they are never told as a number. */
static const char *size_words(struct ctx *ctx, json_t *body)
{
    const int64_t lower = meta_int(body, "approximate_count_lower_bound", -1);
    const int64_t upper = meta_int(body, "approximate_count_upper_bound", -1);

    if (upper < 0)
        return NULL;
    if (upper <= SMALLEST_SHOWN)
        return "fewer than 1,000";
    if (lower == upper || lower < 0)
        return arena_printf(ctx->arena, "about %s", grouped(ctx->arena, upper));
    return arena_printf(ctx->arena, "%s to %s", grouped(ctx->arena, lower), grouped(ctx->arena, upper));
}

struct err *meta_list_state(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                            struct platform_outcome *outcome, struct platform_list_state *state)
{
    struct meta_call call = { .method = "GET" };
    struct err *err;
    json_t *body;

    if (!meta_is_id(list_id))
        return err_new(ctx, ERR_INVALID, "list_id", "the id of a list is digits");
    call.path = arena_printf(ctx->arena,
                             "/%s?fields=id,name,subtype,operation_status,delivery_status,"
                             "approximate_count_lower_bound,approximate_count_upper_bound,time_updated",
                             list_id);
    err = meta_ask(ctx, account, &call, outcome, &body);
    if (err || outcome->verdict != PLATFORM_ACCEPTED)
        return err;
    if (!meta_id(ctx, body, "id")) {
        said_unreadable(outcome);
        return NULL;
    }
    *state = (struct platform_list_state){
        .size = -1,
        .size_words = size_words(ctx, body),
        .flag = is_flagged(body) ? "list_flagged" : NULL,
    };
    return NULL;
}

struct err *meta_drop_list(struct ctx *ctx, const struct platform_account *account, const char *list_id,
                           struct platform_outcome *outcome)
{
    struct meta_call call = { .method = "DELETE" };
    struct err *err;
    json_t *body;

    if (!meta_is_id(list_id))
        return err_new(ctx, ERR_INVALID, "list_id", "the id of a list is digits");
    call.path = arena_printf(ctx->arena, "/%s", list_id);
    err = meta_ask(ctx, account, &call, outcome, &body);
    if (err)
        return err;
    if (outcome->verdict == PLATFORM_FINAL && text_is(outcome->cause, "list_gone"))
        *outcome = (struct platform_outcome){ .verdict = PLATFORM_ACCEPTED };
    else if (outcome->verdict == PLATFORM_ACCEPTED && !json_is_true(json_object_get(body, "success")))
        said_unreadable(outcome);
    return NULL;
}
