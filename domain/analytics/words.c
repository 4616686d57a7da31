/*
 * The words of the app's address bar as parts of a plan.
 */
#include "domain/analytics/analytics.h"

#include <string.h>

static const struct {
    const char *word;
    struct relative relative;
} periods[] = {
    { "12mo", { .unit = UNIT_MONTH, .last = 12 } },
    { "28d", { .unit = UNIT_DAY, .last = 28 } },
    { "30d", { .unit = UNIT_DAY, .last = 30 } },
    { "7d", { .unit = UNIT_DAY, .last = 7 } },
    { "90d", { .unit = UNIT_DAY, .last = 90 } },
    { "last_month", { .unit = UNIT_MONTH, .shift = -1 } },
    { "last_quarter", { .unit = UNIT_QUARTER, .shift = -1 } },
    { "last_week", { .unit = UNIT_WEEK, .shift = -1 } },
    { "last_year", { .unit = UNIT_YEAR, .shift = -1 } },
    { "month", { .unit = UNIT_MONTH, .to_date = true } },
    { "quarter", { .unit = UNIT_QUARTER, .to_date = true } },
    { "today", { .unit = UNIT_DAY } },
    { "week", { .unit = UNIT_WEEK, .to_date = true } },
    { "year", { .unit = UNIT_YEAR, .to_date = true } },
    { "yesterday", { .unit = UNIT_DAY, .shift = -1 } },
};

/* "2026-10-01..2026-10-31" */
static bool parse_range(struct ctx *ctx, const char *text, const char **from, const char **to)
{
    const char *dots = strstr(text, "..");
    struct date first, last;

    if (!dots)
        return false;
    *from = arena_text_n(ctx->arena, text, (size_t)(dots - text));
    *to = arena_text(ctx->arena, dots + 2);
    return date_parse(*from, &first) && date_parse(*to, &last) && date_compare(first, last) <= 0;
}

struct err *plan_period(struct ctx *ctx, const char *period, struct plan *plan)
{
    struct time *time = arena_alloc(ctx->arena, sizeof(*time));

    period = period ? period : "28d";
    plan->time = time;
    if (text_is(period, "all")) {
        time->all = true;
        return NULL;
    }
    for (size_t i = 0; i < COUNT(periods); i++) {
        if (text_is(periods[i].word, period)) {
            time->relative = arena_copy(ctx->arena, &periods[i].relative, sizeof(struct relative));
            return NULL;
        }
    }
    if (parse_range(ctx, period, &time->from, &time->to))
        return NULL;
    return err_new(ctx, ERR_INVALID, "period",
                   "\"%s\" is no period: 28d, last_month or 2026-10-01..2026-10-31", period);
}

struct err *plan_compare(struct ctx *ctx, const char *compare, struct plan *plan)
{
    struct compare *with = arena_alloc(ctx->arena, sizeof(*with));

    plan->compare = NULL;
    if (text_is(compare, "none") || (plan->time && plan->time->all))
        return NULL;
    plan->compare = with;
    with->to = !compare || text_is(compare, "previous_period") ? COMPARE_PREVIOUS_PERIOD
               : text_is(compare, "previous_year")             ? COMPARE_PREVIOUS_YEAR
                                                               : COMPARE_NONE;
    if (with->to != COMPARE_NONE || parse_range(ctx, compare, &with->from, &with->until))
        return NULL;
    return err_new(ctx, ERR_INVALID, "compare",
                   "\"%s\" is no comparison: previous_period, previous_year, none or days", compare);
}

static bool takes_list(const char *op)
{
    return text_is(op, "in") || text_is(op, "not_in") || text_is(op, "between");
}

/* A list's values are parted by commas; a comma within a value is "\,". */
static json_t *parse_values(struct ctx *ctx, const char *text)
{
    json_t *list = json_array();
    struct buf value = buf_in(ctx->arena, JSON_MAX_STRING);

    for (;; text++) {
        if (*text == '\\' && text[1] == ',') {
            buf_char(&value, *++text);
        } else if (*text == ',' || !*text) {
            json_array_append_new(list, json_string(buf_str(&value)));
            buf_reset(&value);
        } else {
            buf_char(&value, *text);
        }
        if (!*text)
            return list;
    }
}

static struct err *parse_filter(struct ctx *ctx, const char *text, struct cond *out)
{
    const char *first = strchr(text, ':');
    const char *second = first ? strchr(first + 1, ':') : NULL;
    const char *op = first ? arena_text_n(ctx->arena, first + 1, strcspn(first + 1, ":")) : NULL;
    json_t *json;

    if (!first || (!second && !text_is(op, "is_null") && !text_is(op, "not_null")))
        return err_new(ctx, ERR_INVALID, "f", "\"%s\" is no filter: write field:op:value", text);
    json = json_keep(ctx, json_pack("{ss# ss}", "field", text, (int)(first - text), "op", op));
    if (second && takes_list(op))
        json_object_set_new(json, "values", parse_values(ctx, second + 1));
    else if (second)
        json_object_set_new(json, "value", json_string(second + 1));
    return shape_decode(ctx, &cond_shape, json, out);
}

struct err *plan_filters(struct ctx *ctx, const char *const *f, size_t n, struct plan *plan)
{
    struct cond *all;
    struct err *err;

    if (!n)
        return NULL;
    all = arena_alloc(ctx->arena, n * sizeof(*all));
    for (size_t i = 0; i < n; i++) {
        err = parse_filter(ctx, f[i], &all[i]);
        if (err)
            return err;
    }
    plan->filter = arena_alloc(ctx->arena, sizeof(*plan->filter));
    *plan->filter = (struct cond){ .all = all, .n_all = n };
    return NULL;
}
