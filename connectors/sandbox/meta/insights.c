/* Figures of campaigns: made up, and always the same for the same day. Numbers are texts, spend in units. */
#include "connectors/sandbox/meta/meta.h"

#include "packages/core/json.h"
#include "packages/core/text.h"

#include <string.h>

enum { MOST_DAYS = 400, N_CAMPAIGNS = 2, DAY_US_S = 86400 };

static bool read_day(json_t *range, const char *key, struct instant *out)
{
    const char *text = json_string_value(json_object_get(range, key));
    char full[32];

    if (!text || strlen(text) != 10)
        return false;
    memcpy(full, text, 10);
    memcpy(full + 10, "T00:00:00Z", 11);
    return instant_parse(full, out);
}

static json_t *row(struct call *call, int campaign, struct instant since, struct instant until, int64_t days)
{
    const int64_t day = since.us / SECONDS(DAY_US_S),
                  impressions = (1000 + (day * 37 + campaign * 101) % 900) * days;
    struct arena *arena = call->ctx.arena;

    return json_keep(
        &call->ctx,
        json_pack(
            "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:[{s:s, s:s}], s:s}", "campaign_id",
            arena_printf(arena, "60001%d", campaign), "campaign_name",
            arena_printf(arena, "Sandbox campaign %d", campaign), "date_start",
            arena_text_n(arena, instant_text(arena, since), 10), "date_stop",
            arena_text_n(arena, instant_text(arena, until), 10), "spend",
            arena_printf(arena, "%lld.%02lld", (long long)impressions / 100, (long long)impressions % 100),
            "impressions", arena_printf(arena, "%lld", (long long)impressions), "clicks",
            arena_printf(arena, "%lld", (long long)impressions / 40), "actions", "action_type", "purchase",
            "value", arena_printf(arena, "%lld", (long long)impressions / 800), "account_currency", "USD"));
}

/* The fields that were asked for, and the days, which always come. */
static bool add_row(struct call *call, json_t *whole, json_t *items)
{
    json_t *picked;

    if (!meta_pick(call, "AdsInsights", whole, &picked))
        return false;
    json_object_del(picked, "id");
    json_object_set(picked, "date_start", json_object_get(whole, "date_start"));
    json_object_set(picked, "date_stop", json_object_get(whole, "date_stop"));
    json_array_append(items, picked);
    return true;
}

static void answer_rows(struct call *call, struct instant since, struct instant until, int64_t step)
{
    json_t *items = json_keep(&call->ctx, json_array());
    const int64_t days = (until.us - since.us) / SECONDS(DAY_US_S) + 1;

    if (step == 0 || step > days)
        step = days;
    for (int64_t day = 0; day < days; day += step) {
        const int64_t n = day + step < days ? step : days - day;
        const struct instant from = instant_add(since, SECONDS(DAY_US_S) * day);
        const struct instant to = instant_add(from, SECONDS(DAY_US_S) * (n - 1));

        for (int campaign = 1; campaign <= N_CAMPAIGNS; campaign++)
            if (!add_row(call, row(call, campaign, from, to, n), items))
                return;
    }
    meta_answer_page(call, items);
}

void insights_get(struct call *call)
{
    const char *step_text = param_text(call, "time_increment"), *level = param_text(call, "level");
    json_t *range = param_json(call, "time_range");
    struct instant since, until;
    int64_t step = 0;

    if (!text_starts(call->parts[1], "act_"))
        meta_refuse(call, 400, "100/33", "Unsupported request. This is no ad account.");
    else if (*level && !text_is(level, "campaign") && !text_is(level, "account"))
        meta_bad(call, "Param level must be one of {account, campaign}");
    else if (*step_text && !text_is(step_text, "all_days") &&
             (!text_to_int(step_text, &step) || step < 1 || step > 90))
        meta_bad(call, "Param time_increment must be 1 to 90 or all_days");
    else if (!read_day(range, "since", &since) || !read_day(range, "until", &until) || until.us < since.us ||
             (until.us - since.us) / SECONDS(DAY_US_S) >= MOST_DAYS)
        meta_bad(call, "Param time_range must be an object of since and until");
    else
        answer_rows(call, since, until, step);
}
