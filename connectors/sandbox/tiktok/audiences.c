/*
 * Custom audiences made of files. None has fewer than 1,000 people: what would leave fewer fails and changes
 * nothing.
 */
#include "connectors/sandbox/tiktok/tiktok.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_NAME = 128, MOST_PATHS = 50, MOST_IDS = 100, MOST_PAGE = 100, MOST_DAYS = 365 };

#define TOO_FEW "The audience size must be at least 1,000"

static const char *string_of(const struct user_list *list, const char *key)
{
    const char *text = json_string_value(json_object_get(list->resource, key));

    return text ? text : "";
}

/* --- the files of a request; the lock is held --- */

struct files {
    struct buf packed; /* heap */
    size_t n, n_bad;
};

static bool read_files(struct call *call, json_t *body, const char *advertiser, const char *type,
                       struct files *out)
{
    json_t *paths = json_object_get(body, "file_paths"), *path;
    size_t i;

    if (!json_is_array(paths) || json_array_size(paths) == 0 || json_array_size(paths) > MOST_PATHS) {
        tiktok_fail(call, 40002, "file_paths: Must be a list of 1 to 50 paths.");
        return false;
    }
    json_array_foreach(paths, i, path)
    {
        const struct tiktok_file *file = tiktok_file(call, json_string_value(path), advertiser, type);

        if (!file) {
            tiktok_fail(call, 40002,
                        "file_paths: There is no such file of this advertiser and calculate_type.");
            return false;
        }
        buf_add(&out->packed, file->packed.at, file->packed.len);
        out->n += file->n;
        out->n_bad += file->n_bad;
    }
    return true;
}

/* People of the files, each once; of those, who is on the list already. */
static void count_people(const struct members *on, const struct files *files, size_t *n, size_t *n_there)
{
    struct members *seen = members_new();
    const char *at = files->packed.at;

    *n = *n_there = 0;
    for (size_t i = 0; i < files->n; i++, at += 1 + sizeof(struct ident)) {
        struct ident ident;

        memcpy(&ident, at + 1, sizeof(ident));
        if (!members_add(seen, &ident, 1, 0))
            continue;
        ++*n;
        *n_there += on && members_has(on, &ident);
    }
    members_free(seen);
}

/* --- changing; the lock is held --- */

static bool change(struct call *call, uint64_t id, enum change_kind kind, struct bytes payload)
{
    const struct change one = { .kind = kind, .list_id = id, .at_us = call->ctx.now.us, .payload = payload };

    if (!payload.size || state_change(&call->sandbox->state, &one))
        return true;
    answer_journal_full(call);
    return false;
}

static void note(struct call *call, json_t *resource, const char *action, const struct files *files)
{
    json_t *history = json_object_get(resource, "history");
    const char *said =
        files->n_bad ? arena_printf(call->ctx.arena, "%zu lines could not be parsed", files->n_bad) : "";

    if (!history) {
        history = json_array();
        json_object_set_new(resource, "history", history);
    }
    json_array_insert_new(history, 0,
                          json_pack("{s:s, s:s, s:s, s:I, s:s}", "action", action, "action_detail", "file",
                                    "msg", said, "opt_time", (json_int_t)(call->ctx.now.us / 1000000),
                                    "editor", "open_api"));
}

static bool put(struct call *call, uint64_t id, const char *advertiser, json_t *resource)
{
    const struct user_list list = { .id = id,
                                    .platform = (char *)(uintptr_t)call->dialect->platform,
                                    .account = (char *)(uintptr_t)advertiser,
                                    .resource = resource };

    if (state_put_list(&call->sandbox->state, &list, call->ctx.now.us))
        return true;
    answer_journal_full(call);
    return false;
}

static struct bytes payload_of(const struct files *files)
{
    return (struct bytes){ (const unsigned char *)buf_str(&files->packed), files->packed.len };
}

static void make(struct call *call, json_t *body, const char *advertiser, const char *name, const char *type,
                 struct files *files)
{
    const uint64_t id = call->sandbox->state.last_list_id + 1;
    json_t *resource, *days = json_object_get(body, "retention_in_days");
    size_t n, n_there;

    if (!read_files(call, body, advertiser, type, files))
        return;
    count_people(NULL, files, &n, &n_there);
    if (n < TIKTOK_FLOOR) {
        tiktok_fail(call, 40002, TOO_FEW);
        return;
    }
    resource = json_keep(&call->ctx, json_pack("{s:s, s:s, s:I, s:O?}", "name", name, "calculate_type", type,
                                               "create_time", (json_int_t)(call->ctx.now.us / 1000000),
                                               "retention_in_days", days));
    note(call, resource, "CREATE", files);
    if (put(call, id, advertiser, resource) && change(call, id, CHANGE_ADD, payload_of(files)))
        tiktok_answer(call, json_pack("{s:s}", "custom_audience_id",
                                      arena_printf(call->ctx.arena, "%llu", (unsigned long long)id)));
}

void tiktok_create(struct call *call)
{
    json_t *body = tiktok_body_of(call), *days = json_object_get(body, "retention_in_days");
    const char *advertiser = body ? tiktok_text(call, body, "advertiser_id") : NULL;
    const char *name = advertiser ? tiktok_text(call, body, "custom_audience_name") : NULL;
    const char *type = name ? tiktok_text(call, body, "calculate_type") : NULL;
    struct files files = { .packed = buf_heap(256 * 1024 * 1024) };

    if (!type)
        return;
    if (strlen(name) > MOST_NAME)
        tiktok_fail(call, 40002, "custom_audience_name: Longer than maximum length 128.");
    else if (days &&
             (!json_is_integer(days) || json_integer_value(days) < 1 || json_integer_value(days) > MOST_DAYS))
        tiktok_fail(call, 40002, "retention_in_days: Must be between 1 and 365.");
    else {
        pthread_mutex_lock(&call->sandbox->lock);
        make(call, body, advertiser, name, type, &files);
        pthread_mutex_unlock(&call->sandbox->lock);
    }
    buf_free(&files.packed);
}

/* NULL when there is none of this advertiser: then the answer is made. */
static struct user_list *list_of(struct call *call, const char *advertiser, const char *id)
{
    struct user_list *list =
        tiktok_is_digits(id)
            ? state_list_of(&call->sandbox->state, call->dialect->platform, strtoull(id, NULL, 10))
            : NULL;

    if (list && text_is(list->account, advertiser))
        return list;
    tiktok_fail(call, 40007, "The audience doesn't exist");
    return NULL;
}

static size_t size_after(const struct user_list *list, const char *action, size_t n, size_t n_there)
{
    if (text_is(action, "REPLACE"))
        return n;
    return text_is(action, "APPEND") ? members_count(list->members) + n - n_there
                                     : members_count(list->members) - n_there;
}

static void alter(struct call *call, json_t *body, const char *advertiser, const char *id, const char *action,
                  struct files *files)
{
    const int64_t before = call->ctx.now.us + 1;
    struct user_list *list = list_of(call, advertiser, id);
    json_t *resource;
    size_t n, n_there;
    bool is_done;

    if (!list || !read_files(call, body, advertiser, string_of(list, "calculate_type"), files))
        return;
    count_people(list->members, files, &n, &n_there);
    if (size_after(list, action, n, n_there) < TIKTOK_FLOOR) {
        tiktok_fail(call, 40002, TOO_FEW);
        return;
    }
    resource = json_keep(&call->ctx, json_deep_copy(list->resource));
    note(call, resource, action, files);
    is_done = put(call, list->id, advertiser, resource);
    if (is_done && text_is(action, "REPLACE"))
        is_done = change(call, strtoull(id, NULL, 10), CHANGE_CLEAR,
                         (struct bytes){ (const unsigned char *)&before, sizeof(before) });
    if (is_done)
        is_done = change(call, strtoull(id, NULL, 10), text_is(action, "REMOVE") ? CHANGE_REMOVE : CHANGE_ADD,
                         payload_of(files));
    if (is_done)
        tiktok_answer(call, NULL);
}

void tiktok_update(struct call *call)
{
    json_t *body = tiktok_body_of(call);
    const char *advertiser = body ? tiktok_text(call, body, "advertiser_id") : NULL;
    const char *id = advertiser ? tiktok_text(call, body, "custom_audience_id") : NULL;
    const char *action = json_string_value(json_object_get(body, "action"));
    struct files files = { .packed = buf_heap(256 * 1024 * 1024) };

    if (!id)
        return;
    if (!action)
        action = "REPLACE"; /* the real one's default, and a trap */
    if (!text_is(action, "APPEND") && !text_is(action, "REMOVE") && !text_is(action, "REPLACE")) {
        tiktok_fail(call, 40002, "action: Must be one of: APPEND, REMOVE, REPLACE.");
        return;
    }
    pthread_mutex_lock(&call->sandbox->lock);
    alter(call, body, advertiser, id, action, &files);
    pthread_mutex_unlock(&call->sandbox->lock);
    buf_free(&files.packed);
}

void tiktok_delete(struct call *call)
{
    json_t *body = tiktok_body_of(call), *ids = json_object_get(body, "custom_audience_ids"), *id;
    const char *advertiser = body ? tiktok_text(call, body, "advertiser_id") : NULL;
    bool is_good = true;
    size_t i;

    if (!advertiser)
        return;
    if (!json_is_array(ids) || json_array_size(ids) == 0 || json_array_size(ids) > MOST_IDS) {
        tiktok_fail(call, 40002, "custom_audience_ids: Must be a list of 1 to 100 ids.");
        return;
    }
    pthread_mutex_lock(&call->sandbox->lock);
    json_array_foreach(ids, i, id) is_good = is_good && list_of(call, advertiser, json_string_value(id));
    json_array_foreach(ids, i, id)
    {
        const struct change gone = { .kind = CHANGE_LIST_GONE,
                                     .list_id = is_good ? strtoull(json_string_value(id), NULL, 10) : 0,
                                     .at_us = call->ctx.now.us };

        is_good = is_good && state_change(&call->sandbox->state, &gone);
    }
    pthread_mutex_unlock(&call->sandbox->lock);
    if (is_good)
        tiktok_answer(call, NULL);
}

/* --- reading --- */

static json_t *details_of(struct call *call, const struct user_list *list)
{
    const char *id = arena_printf(call->ctx.arena, "%llu", (unsigned long long)list->id);

    return json_pack("{s:s, s:s, s:s, s:s, s:I, s:b, s:b, s:b, s:b, s:s, s:s, s:O?}", "audience_id", id,
                     "name", string_of(list, "name"), "audience_type", "Customer File", "calculate_type",
                     string_of(list, "calculate_type"), "cover_num",
                     (json_int_t)members_matched(list->members), "is_valid", 1, "is_expiring", 0,
                     "is_creator", 1, "shared", 0, "owner_id", list->account, "msg", "", "create_time",
                     json_object_get(list->resource, "create_time"));
}

static int64_t number_of(const struct call *call, const char *name, int64_t otherwise, int64_t most)
{
    int64_t value;

    return text_to_int(call_query(call, name), &value) && value >= 1 && value <= most ? value : otherwise;
}

void tiktok_list(struct call *call)
{
    const int64_t page = number_of(call, "page", 1, INT32_MAX),
                  size = number_of(call, "page_size", 10, MOST_PAGE);
    const char *advertiser = call_query(call, "advertiser_id");
    const struct state *state = &call->sandbox->state;
    json_t *items = json_array();
    int64_t n = 0;

    pthread_mutex_lock(&call->sandbox->lock);
    for (size_t i = 0; i < state->n_lists; i++) {
        const struct user_list *list = &state->lists[i];

        if (!text_is(list->platform, call->dialect->platform) || !text_is(list->account, advertiser))
            continue;
        if (n >= (page - 1) * size && n < page * size)
            json_array_append_new(items, details_of(call, list));
        n++;
    }
    pthread_mutex_unlock(&call->sandbox->lock);
    tiktok_answer(call, json_pack("{s:o, s:{s:I, s:I, s:I, s:I}}", "list", items, "page_info", "page",
                                  (json_int_t)page, "page_size", (json_int_t)size, "total_number",
                                  (json_int_t)n, "total_page", (json_int_t)((n + size - 1) / size)));
}

void tiktok_get(struct call *call)
{
    const char *ids = call_query(call, "custom_audience_ids"),
               *advertiser = call_query(call, "advertiser_id");
    json_t *json = NULL, *id, *items = json_array();
    size_t i;

    if (json_parse(&call->ctx, ids, strlen(ids), &json) != NULL || !json_is_array(json)) {
        json_decref(items);
        tiktok_fail(call, 40002, "custom_audience_ids: Not a valid list.");
        return;
    }
    pthread_mutex_lock(&call->sandbox->lock);
    json_array_foreach(json, i, id)
    {
        const struct user_list *list = state_list_of(
            &call->sandbox->state, call->dialect->platform,
            tiktok_is_digits(json_string_value(id)) ? strtoull(json_string_value(id), NULL, 10) : 0);

        if (list && text_is(list->account, advertiser))
            json_array_append_new(items,
                                  json_pack("{s:o, s:O?}", "audience_details", details_of(call, list),
                                            "audience_history", json_object_get(list->resource, "history")));
    }
    pthread_mutex_unlock(&call->sandbox->lock);
    tiktok_answer(call, json_pack("{s:o}", "list", items));
}

void tiktok_apply(struct call *call)
{
    json_t *body = tiktok_body_of(call);

    if (body && tiktok_text(call, body, "advertiser_id"))
        tiktok_answer(call, NULL);
}

/* The streaming flow is open to partners on a list; this advertiser isn't. */
void tiktok_segment(struct call *call)
{
    tiktok_fail(call, 40001, "No permission to operate: the advertiser is not on the allow-list");
}
