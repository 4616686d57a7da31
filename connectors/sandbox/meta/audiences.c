/*
 * Custom audiences: made, listed, read, changed, deleted. Sizes and states are worked out when one is shown.
 */
#include "connectors/sandbox/meta/meta.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <stdlib.h>
#include <string.h>

enum { SMALLEST_SHOWN = 1000, MOST_NAME = 200, MOST_DESCRIPTION = 1000, LEAST_DELIVERED = 100 };

/* --- what is sensitive --- */

/* Meta judges by machine; here some words of health and of money are enough. */
static bool is_sensitive(const char *text)
{
    static const char *const words[] = {
        "diabet", "cancer", "pregnan", "depress", "bankrupt", "credit score"
    };

    for (size_t i = 0; i < COUNT(words); i++)
        if (strcasestr(text, words[i]))
            return true;
    return false;
}

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

bool meta_audience_is_flagged(const struct user_list *list)
{
    return is_sensitive(text_of(list->resource, "name")) ||
           is_sensitive(text_of(list->resource, "description"));
}

/* --- showing --- */

static int64_t rounded(size_t n)
{
    size_t unit = 1;

    if (n < SMALLEST_SHOWN)
        return SMALLEST_SHOWN;
    while (n / unit >= 100)
        unit *= 10;
    return (int64_t)(n / unit * unit);
}

static json_t *shown(struct call *call, const struct user_list *list)
{
    const size_t matched = members_matched(list->members);
    const int64_t lower = rounded(matched);
    const bool is_flagged = meta_audience_is_flagged(list), is_small = matched < LEAST_DELIVERED;
    const char *id = arena_printf(call->ctx.arena, "%llu", (unsigned long long)list->id);

    return json_keep(
        &call->ctx,
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:{s:i, s:s}, s:{s:i, s:s}, s:I, s:I}", "id", id,
                  "account_id", list->account, "name", text_of(list->resource, "name"), "description",
                  text_of(list->resource, "description"), "subtype", text_of(list->resource, "subtype"),
                  "customer_file_source", text_of(list->resource, "customer_file_source"),
                  "approximate_count_lower_bound", (json_int_t)lower, "approximate_count_upper_bound",
                  (json_int_t)(lower > SMALLEST_SHOWN ? lower * 6 / 5 : lower), "operation_status", "code",
                  is_flagged ? 471 : 200, "description", is_flagged ? "Flagged" : "Normal", "delivery_status",
                  "code", is_small ? 300 : 200, "description",
                  is_small ? "This audience is too small." : "This audience is ready for use.",
                  "time_created",
                  (json_int_t)json_integer_value(json_object_get(list->resource, "time_created")),
                  "time_updated", (json_int_t)(call->ctx.now.us / 1000000)));
}

struct user_list *meta_audience(struct call *call, const char *id)
{
    const bool is_id = *id && strspn(id, "0123456789") == strlen(id);
    struct user_list *list =
        is_id ? state_list_of(&call->sandbox->state, meta_dialect.platform, strtoull(id, NULL, 10)) : NULL;

    if (!list)
        meta_refuse(
            call, 400, "100/33",
            arena_printf(call->ctx.arena,
                         "Unsupported request. Object with ID '%.30s' does not exist, cannot be loaded "
                         "due to missing permissions, or does not support this operation.",
                         id));
    return list;
}

/* The digits of "act_123"; NULL for what is no ad account. */
static const char *account_digits(struct call *call)
{
    const char *id = call->parts[1];

    if (text_starts(id, "act_") && id[4] && strspn(id + 4, "0123456789") == strlen(id + 4))
        return id + 4;
    meta_refuse(call, 400, "100/33",
                "Unsupported request. This is no ad account: act_ and digits is wanted.");
    return NULL;
}

void audiences_get(struct call *call)
{
    const struct state *state = &call->sandbox->state;
    json_t *items = json_keep(&call->ctx, json_array()), *item;
    const char *account = account_digits(call);

    if (!account)
        return;
    pthread_mutex_lock(&call->sandbox->lock);
    for (size_t i = 0; i < state->n_lists && !call->answer.status; i++) {
        const struct user_list *list = &state->lists[i];

        if (text_is(list->platform, meta_dialect.platform) && text_is(list->account, account) &&
            meta_pick(call, "CustomAudience", shown(call, list), &item))
            json_array_append(items, item);
    }
    pthread_mutex_unlock(&call->sandbox->lock);
    if (!call->answer.status)
        meta_answer_page(call, items);
}

void one_audience_get(struct call *call)
{
    struct user_list *list;
    json_t *picked;

    pthread_mutex_lock(&call->sandbox->lock);
    list = meta_audience(call, call->parts[1]);
    if (list && meta_pick(call, "CustomAudience", shown(call, list), &picked))
        meta_answer(call, json_incref(picked));
    pthread_mutex_unlock(&call->sandbox->lock);
}

/* --- making and changing --- */

static bool take_text(struct call *call, const char *name, size_t most, json_t *to)
{
    const char *text = param_text(call, name);

    if (!param_is_given(call, name))
        return true;
    if (text_length(text) > most) {
        meta_bad(call, arena_printf(call->ctx.arena, "Param %s must be at most %zu characters", name, most));
        return false;
    }
    json_object_set_new(to, name, json_string(text));
    return true;
}

static bool is_source(const char *text)
{
    return text_is(text, "USER_PROVIDED_ONLY") || text_is(text, "PARTNER_PROVIDED_ONLY") ||
           text_is(text, "BOTH_USER_AND_PARTNER_PROVIDED");
}

static bool read_audience(struct call *call, json_t *resource)
{
    const char *source = param_text(call, "customer_file_source");

    if (!*param_text(call, "name"))
        meta_bad(call, "The parameter name is required");
    else if (!text_is(param_text(call, "subtype"), "CUSTOM"))
        meta_bad(call, "Param subtype must be CUSTOM for a customer file");
    else if (!*source)
        meta_refuse(call, 400, "100/1870107", "The parameter customer_file_source is required");
    else if (!is_source(source))
        meta_bad(call,
                 "Param customer_file_source must be one of {USER_PROVIDED_ONLY, PARTNER_PROVIDED_ONLY, "
                 "BOTH_USER_AND_PARTNER_PROVIDED}");
    if (call->answer.status)
        return false;
    json_object_set_new(resource, "subtype", json_string("CUSTOM"));
    json_object_set_new(resource, "customer_file_source", json_string(source));
    json_object_set_new(resource, "time_created", json_integer(call->ctx.now.us / 1000000));
    return take_text(call, "name", MOST_NAME, resource) &&
           take_text(call, "description", MOST_DESCRIPTION, resource);
}

bool meta_put_audience(struct call *call, const struct user_list *list, json_t *resource)
{
    const struct user_list changed = {
        .id = list->id, .platform = list->platform, .account = list->account, .resource = resource
    };

    if (state_put_list(&call->sandbox->state, &changed, call->ctx.now.us))
        return true;
    answer_journal_full(call);
    return false;
}

static void make(struct call *call, const char *account, json_t *resource)
{
    struct user_list list = { .platform = arena_text(call->ctx.arena, meta_dialect.platform),
                              .account = arena_text(call->ctx.arena, account) };

    pthread_mutex_lock(&call->sandbox->lock);
    list.id = call->sandbox->state.last_list_id + 1;
    if (meta_put_audience(call, &list, resource))
        meta_answer(call, json_pack("{s:o}", "id", json_sprintf("%llu", (unsigned long long)list.id)));
    pthread_mutex_unlock(&call->sandbox->lock);
}

void audiences_post(struct call *call)
{
    json_t *resource = json_keep(&call->ctx, json_object());
    const char *account = account_digits(call);

    if (account && text_is(meta_method(call), "GET"))
        audiences_get(call);
    else if (account && read_audience(call, resource))
        make(call, account, resource);
}

void one_audience_post(struct call *call)
{
    struct user_list *list;
    json_t *resource;

    if (!text_is(meta_method(call), "POST")) {
        (text_is(meta_method(call), "DELETE") ? one_audience_delete : one_audience_get)(call);
        return;
    }
    pthread_mutex_lock(&call->sandbox->lock);
    list = meta_audience(call, call->parts[1]);
    resource = list ? json_keep(&call->ctx, json_deep_copy(list->resource)) : NULL;
    if (list && take_text(call, "name", MOST_NAME, resource) &&
        take_text(call, "description", MOST_DESCRIPTION, resource) && meta_put_audience(call, list, resource))
        meta_success(call);
    pthread_mutex_unlock(&call->sandbox->lock);
}

void one_audience_delete(struct call *call)
{
    struct user_list *list;

    pthread_mutex_lock(&call->sandbox->lock);
    list = meta_audience(call, call->parts[1]);
    if (list) {
        const struct change change = { .kind = CHANGE_LIST_GONE,
                                       .list_id = list->id,
                                       .at_us = call->ctx.now.us };

        if (state_change(&call->sandbox->state, &change))
            meta_success(call);
        else
            answer_journal_full(call);
    }
    pthread_mutex_unlock(&call->sandbox->lock);
}
