/*
 * User lists: made, listed, read, changed, deleted. What is stored is what was given, enums as names; sizes
 * and match rates are worked out when a list is shown.
 */
#include "connectors/sandbox/google/batch.h"

#include "connectors/sandbox/google/filter.h"
#include "packages/core/json.h"
#include "packages/core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEFAULT_PAGE = 50,
    MOST_PAGE = 1000,
    MOST_NAME = 1000,
    MOST_DAYS = 540,
    DAY_S = 86400,
    LEAST_SHOWN = 100
};

static const char *const status_words[] = { "MEMBERSHIP_STATUS_UNSPECIFIED", "OPEN", "CLOSED", NULL };
static const char *const key_type_words[] = {
    "UPLOAD_KEY_TYPE_UNSPECIFIED", "CONTACT_ID", "MOBILE_ID", "USER_ID", "PAIR_ID", "PSEUDONYMOUS_ID", NULL
};
static const char *const source_words[] = { "DATA_SOURCE_TYPE_UNSPECIFIED",
                                            "DATA_SOURCE_TYPE_FIRST_PARTY",
                                            "DATA_SOURCE_TYPE_THIRD_PARTY_CREDIT_BUREAU",
                                            "DATA_SOURCE_TYPE_THIRD_PARTY_VOTER_FILE",
                                            "DATA_SOURCE_TYPE_THIRD_PARTY_PARTNER_DATA",
                                            NULL };

/* --- what a list may say --- */

static bool blame(struct call *call, const char *field, const char *reason, const char *description)
{
    answer_violation(call, arena_printf(call->ctx.arena, "user_list.%s", field), reason, description);
    return false;
}

static bool take_text(struct call *call, json_t *value, json_t *to, const char *key)
{
    if (!json_is_string(value) || text_length(json_string_value(value)) > MOST_NAME)
        return blame(call, key, "FIELD_VALUE_TOO_LONG", "a text of at most 1,000 characters is wanted");
    json_object_set(to, key, value);
    return true;
}

static bool take_name(struct call *call, json_t *value, json_t *to, const char *key)
{
    if (!json_is_string(value) || json_string_length(value) == 0)
        return blame(call, "display_name", "INVALID_DISPLAY_NAME", "a name is wanted");
    return take_text(call, value, to, key);
}

static bool take_duration(struct call *call, json_t *value, json_t *to, const char *key)
{
    const char *text = json_string_value(value);
    const size_t len = text ? strlen(text) : 0;
    int64_t seconds;

    if (len < 2 || text[len - 1] != 's' ||
        !text_to_int(arena_text_n(call->ctx.arena, text, len - 1), &seconds) || seconds < DAY_S ||
        seconds % DAY_S != 0 || seconds > (int64_t)MOST_DAYS * DAY_S)
        return blame(call, "membership_duration", "INVALID_ARGUMENT", "whole days, at most 540, are wanted");
    json_object_set(to, key, value);
    return true;
}

static bool take_word(struct call *call, json_t *value, json_t *to, const char *key, const char *const *words)
{
    unsigned word = 0;

    if (!enum_read(value, words, &word))
        return blame(call, key, "INVALID_ENUM_VALUE", "a word or number of the enum is wanted");
    json_object_set_new(to, key, json_string(words[word]));
    return true;
}

static bool take_status(struct call *call, json_t *value, json_t *to, const char *key)
{
    return take_word(call, value, to, key, status_words);
}

static bool take_contact_info(struct call *call, json_t *value, json_t *info)
{
    json_t *contact = json_object(), *source = json_object_get(value, "dataSourceType");

    json_object_set_new(info, "contactIdInfo", contact);
    return !source || take_word(call, source, contact, "dataSourceType", source_words);
}

static bool take_info(struct call *call, json_t *value, json_t *to, const char *key)
{
    json_t *types = json_object_get(value, "uploadKeyTypes"), *info = json_object(), *names = json_array(),
           *inner;
    const char *name;
    unsigned type = 0;

    json_object_set_new(to, key, info);
    json_object_set_new(info, "uploadKeyTypes", names);
    if (json_array_size(types) != 1 || !enum_read(json_array_get(types, 0), key_type_words, &type) ||
        type == 0)
        return blame(call, "ingested_user_list_info.upload_key_types", "INVALID_ENUM_VALUE",
                     "exactly one type of upload key is wanted");
    json_array_append_new(names, json_string(key_type_words[type]));
    if (text_is(key_type_words[type], "MOBILE_ID") && !json_object_get(value, "mobileIdInfo"))
        return blame(call, "ingested_user_list_info.mobile_id_info", "REQUIRED_FIELD_MISSING",
                     "key space and app are wanted");
    json_object_foreach(value, name, inner)
    {
        if (text_is(name, "uploadKeyTypes"))
            continue;
        if (!text_is(name, "contactIdInfo"))
            json_object_set(info, name, inner);
        else if (!take_contact_info(call, inner, info))
            return false;
    }
    return true;
}

/* Fields that are told, not given, are left out without a word, as proto services do. */
static bool take_nothing(struct call *call, json_t *value, json_t *to, const char *key)
{
    (void)call;
    (void)value;
    (void)to;
    (void)key;
    return true;
}

static const struct list_field {
    const char *key, *snake;
    bool (*take)(struct call *call, json_t *value, json_t *to, const char *key);
    bool is_fixed; /* once the list is made */
} list_fields[] = {
    { "accessReason", "access_reason", take_nothing, false },
    { "accountAccessStatus", "account_access_status", take_nothing, false },
    { "closingReason", "closing_reason", take_nothing, false },
    { "description", "description", take_text, false },
    { "displayName", "display_name", take_name, false },
    { "id", "id", take_nothing, false },
    { "ingestedUserListInfo", "ingested_user_list_info", take_info, true },
    { "integrationCode", "integration_code", take_text, false },
    { "membershipDuration", "membership_duration", take_duration, false },
    { "membershipStatus", "membership_status", take_status, false },
    { "name", "name", take_nothing, false },
    { "readOnly", "read_only", take_nothing, false },
    { "sizeInfo", "size_info", take_nothing, false },
    { "targetNetworkInfo", "target_network_info", take_nothing, false },
};

static const struct list_field *list_field(const char *name)
{
    for (size_t i = 0; i < COUNT(list_fields); i++)
        if (text_is(list_fields[i].key, name) || text_is(list_fields[i].snake, name))
            return &list_fields[i];
    return NULL;
}

static bool take_field(struct call *call, const char *key, json_t *value, json_t *to)
{
    const struct list_field *field = list_field(key);

    if (!field) {
        answer_error(call, 400, NULL,
                     arena_printf(call->ctx.arena,
                                  "Invalid JSON payload received. Unknown name \"%.64s\": Cannot find field.",
                                  key));
        return false;
    }
    return field->take(call, value, to, field->key);
}

static json_t *read_body(struct call *call)
{
    json_t *json = NULL;

    if (json_parse(&call->ctx, (const char *)call->body.at, call->body.size, &json) == NULL &&
        json_is_object(json))
        return json;
    answer_error(call, 400, NULL, "Invalid JSON payload received.");
    return NULL;
}

static bool has_good_account(struct call *call)
{
    if (text_is(call->parts[0], "GOOGLE_ADS") &&
        strspn(call->parts[1], "0123456789") == strlen(call->parts[1]))
        return true;
    answer_error(call, 400, "INVALID_RESOURCE_NAME",
                 "the account isn't accountTypes/GOOGLE_ADS/accounts/{digits}");
    return false;
}

/* --- showing --- */

/* Rounded to two digits, and nothing at all below a hundred, as platforms do. */
static const char *rounded(struct arena *arena, size_t n)
{
    size_t unit = 1;

    if (n < LEAST_SHOWN)
        return "0";
    while (n / unit >= 100)
        unit *= 10;
    return arena_printf(arena, "%zu", n / unit * unit);
}

static void add_sizes(struct call *call, const struct user_list *list, json_t *shown)
{
    static const char *const names[] = { "displayNetworkMembersCount", "searchNetworkMembersCount",
                                         "youtubeMembersCount", "gmailMembersCount" };
    const size_t count = members_count(list->members), matched = members_matched(list->members);
    json_t *sizes = json_object(), *info = json_object_get(shown, "ingestedUserListInfo");
    json_t *contact = json_object_get(info, "contactIdInfo");

    for (size_t i = 0; i < COUNT(names); i++)
        json_object_set_new(sizes, names[i],
                            json_string(rounded(call->ctx.arena, matched - matched * i / 20)));
    json_object_set_new(shown, "sizeInfo", sizes);
    if (contact && count >= LEAST_SHOWN)
        json_object_set_new(contact, "matchRatePercentage",
                            json_integer((json_int_t)(matched * 100 / count)));
}

/* A copy, with what Google puts in. */
static json_t *shown(struct call *call, const struct user_list *list)
{
    json_t *json = json_keep(&call->ctx, json_deep_copy(list->resource));
    char id[24]; /* the longest is 20 digits */

    snprintf(id, sizeof(id), "%llu", (unsigned long long)list->id);
    json_object_set_new(json, "name",
                        json_sprintf("accountTypes/GOOGLE_ADS/accounts/%s/userLists/%s", list->account, id));
    json_object_set_new(json, "id", json_string(id));
    json_object_set_new(json, "accessReason", json_string("OWNED"));
    json_object_set_new(json, "accountAccessStatus", json_string("ENABLED"));
    if (!json_object_get(json, "membershipStatus"))
        json_object_set_new(json, "membershipStatus", json_string("OPEN"));
    if (!json_object_get(json, "membershipDuration"))
        json_object_set_new(json, "membershipDuration", json_string("46656000s"));
    add_sizes(call, list, json);
    return json;
}

static void answer_tree(struct call *call, json_t *json)
{
    const char *text = json_canonical(&call->ctx, json);

    answer_text(call, 200, "application/json; charset=UTF-8", text, strlen(text));
}

/* --- the calls; each holds the lock while it looks at the state --- */

static struct user_list *find(struct call *call)
{
    struct user_list *list =
        state_list_of(&call->sandbox->state, google_dialect.platform, strtoull(call->parts[2], NULL, 10));

    if (list && text_is(list->account, call->parts[1]))
        return list;
    answer_error(call, 404, NULL, "Requested entity was not found.");
    return NULL;
}

static bool is_listed(const struct user_list *list, const char *account)
{
    return text_is(list->platform, google_dialect.platform) && text_is(list->account, account);
}

static bool is_name_taken(struct call *call, const char *account, const char *name, uint64_t but)
{
    const struct state *state = &call->sandbox->state;

    for (size_t i = 0; i < state->n_lists; i++) {
        const struct user_list *list = &state->lists[i];

        if (list->id != but && is_listed(list, account) &&
            text_is(json_string_value(json_object_get(list->resource, "displayName")), name))
            return true;
    }
    return false;
}

static void put(struct call *call, uint64_t id, const char *account, json_t *resource)
{
    const struct user_list list = { .id = id,
                                    .platform = (char *)(uintptr_t)google_dialect.platform,
                                    .account = (char *)(uintptr_t)account,
                                    .resource = resource };
    struct state *state = &call->sandbox->state;
    const char *name = json_string_value(json_object_get(resource, "displayName"));

    if (is_name_taken(call, account, name, id))
        blame(call, "display_name", "DISPLAY_NAME_ALREADY_USED", "another list of the account has this name");
    else if (text_is(call_query(call, "validateOnly"), "true"))
        answer_tree(call, resource);
    else if (state_put_list(state, &list, call->ctx.now.us))
        answer_tree(call, shown(call, state_list(state, id)));
    else
        answer_journal_full(call);
}

void list_create(struct call *call)
{
    json_t *body = read_body(call), *resource = json_keep(&call->ctx, json_object()), *value;
    const char *key;

    if (!body || !has_good_account(call))
        return;
    json_object_foreach(body, key, value) if (!take_field(call, key, value, resource)) return;
    if (!json_object_get(resource, "displayName"))
        blame(call, "display_name", "REQUIRED_FIELD_MISSING", "a name is wanted");
    else if (!json_object_get(resource, "ingestedUserListInfo"))
        blame(call, "ingested_user_list_info", "REQUIRED_FIELD_MISSING", "the type of upload is wanted");
    if (call->answer.status)
        return;
    pthread_mutex_lock(&call->sandbox->lock);
    put(call, call->sandbox->state.last_list_id + 1, call->parts[1], resource);
    pthread_mutex_unlock(&call->sandbox->lock);
}

void list_read(struct call *call)
{
    struct user_list *list;

    pthread_mutex_lock(&call->sandbox->lock);
    list = find(call);
    if (list)
        answer_tree(call, shown(call, list));
    pthread_mutex_unlock(&call->sandbox->lock);
}

/* Whether the mask lets this field through; an empty mask lets all. */
static bool is_masked_in(const char *mask, const struct list_field *field)
{
    while (*mask) {
        const size_t len = strcspn(mask, ",");

        if ((strlen(field->key) == len && strncmp(mask, field->key, len) == 0) ||
            (strlen(field->snake) == len && strncmp(mask, field->snake, len) == 0))
            return true;
        mask += len + (mask[len] == ',');
        if (!*mask)
            return false;
    }
    return true;
}

static bool patch(struct call *call, json_t *body, json_t *resource)
{
    const char *mask = call_query(call, "updateMask"), *key;
    json_t *value;

    json_object_foreach(body, key, value)
    {
        const struct list_field *field = list_field(key);

        if (field && !is_masked_in(mask, field))
            continue;
        if (field && field->is_fixed)
            return blame(call, field->snake, "IMMUTABLE_FIELD_FOR_UPDATE", "this can't be changed");
        if (!take_field(call, key, value, resource))
            return false;
    }
    return true;
}

void list_patch(struct call *call)
{
    json_t *body = read_body(call), *resource;
    struct user_list *list;

    if (!body)
        return;
    pthread_mutex_lock(&call->sandbox->lock);
    list = find(call);
    resource = list ? json_keep(&call->ctx, json_deep_copy(list->resource)) : NULL;
    if (list && patch(call, body, resource))
        put(call, list->id, list->account, resource);
    pthread_mutex_unlock(&call->sandbox->lock);
}

void list_delete(struct call *call)
{
    struct user_list *list;

    pthread_mutex_lock(&call->sandbox->lock);
    list = find(call);
    if (list) {
        const struct change change = { .kind = CHANGE_LIST_GONE,
                                       .list_id = list->id,
                                       .at_us = call->ctx.now.us };

        if (text_is(call_query(call, "validateOnly"), "true") || state_change(&call->sandbox->state, &change))
            answer_text(call, 200, "application/json; charset=UTF-8", "{}", 2);
        else
            answer_journal_full(call);
    }
    pthread_mutex_unlock(&call->sandbox->lock);
}

/* --- listing --- */

struct page {
    const struct filter *filter;
    int64_t size, after;
};

static bool read_page(struct call *call, struct page *page)
{
    const char *size = call_query(call, "pageSize"), *token = call_query(call, "pageToken");

    *page = (struct page){ .size = DEFAULT_PAGE,
                           .filter = filter_parse(call->ctx.arena, call_query(call, "filter")) };
    if (!page->filter) {
        answer_violation(call, "filter", "INVALID_FILTER", "the filter can't be read");
        return false;
    }
    if (*size && (!text_to_int(size, &page->size) || page->size < 0)) {
        answer_violation(call, "page_size", "INVALID_NUMBER_FORMAT", "a whole number is wanted");
        return false;
    }
    if (*token && !text_to_int(token, &page->after)) {
        answer_violation(call, "page_token", "INVALID_PAGE_TOKEN", "no page has this token");
        return false;
    }
    if (page->size == 0 || page->size > MOST_PAGE)
        page->size = page->size == 0 ? DEFAULT_PAGE : MOST_PAGE;
    return true;
}

void lists_query(struct call *call)
{
    json_t *json = json_keep(&call->ctx, json_object()), *items = json_array(), *item;
    const struct state *state = &call->sandbox->state;
    struct page page;
    uint64_t last = 0;

    json_object_set_new(json, "userLists", items);
    if (!has_good_account(call) || !read_page(call, &page))
        return;
    pthread_mutex_lock(&call->sandbox->lock);
    for (size_t i = 0; i < state->n_lists; i++) {
        const struct user_list *list = &state->lists[i];

        if (!is_listed(list, call->parts[1]) || (int64_t)list->id <= page.after)
            continue;
        item = shown(call, list);
        if (!filter_matches(page.filter, item))
            continue;
        if ((int64_t)json_array_size(items) == page.size) {
            json_object_set_new(json, "nextPageToken", json_sprintf("%llu", (unsigned long long)last));
            break;
        }
        json_array_append(items, item);
        last = list->id;
    }
    pthread_mutex_unlock(&call->sandbox->lock);
    answer_tree(call, json);
}
