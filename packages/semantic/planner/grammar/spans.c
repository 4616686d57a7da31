/*
 * Time spans into slots: the range, what it is compared with, the grain, weekdays and hours.
 */
#include "packages/semantic/planner/grammar/draft.h"

#include <string.h>

static enum week_start weeks(const struct draft *draft)
{
    return week_start_of(draft->planner->model);
}

static struct period period(const struct draft *draft, const struct time *time)
{
    return period_of(time, draft->asked->today, weeks(draft));
}

static bool same(struct period a, struct period b)
{
    return !a.is_all && !b.is_all && !date_compare(a.from, b.from) && !date_compare(a.to, b.to);
}

static struct date year_before(struct date date)
{
    return date_add_months(date, -12);
}

static void set_time(struct draft *draft, const struct time *time)
{
    draft->time.from = time->from;
    draft->time.to = time->to;
    draft->time.all = time->all;
    draft->time.relative = time->relative;
    draft->has_time = true;
}

static void compare_dates(struct draft *draft, struct period with)
{
    draft->compare = (struct compare){ .from = date_text(draft->ctx->arena, with.from),
                                       .until = date_text(draft->ctx->arena, with.to) };
}

/* Two ranges: the later one is asked for, the earlier one compared with, in the shortest words. */
static void compare_ranges(struct draft *draft, const struct time *a, const struct time *b)
{
    const struct period pa = period(draft, a), pb = period(draft, b);
    const bool is_first = date_compare(pa.from, pb.from) > 0 ||
                          (date_compare(pa.from, pb.from) == 0 && date_compare(pa.to, pb.to) >= 0);
    const struct time *main = is_first ? a : b;
    const struct period now = is_first ? pa : pb, with = is_first ? pb : pa;
    const struct compare previous = { .to = COMPARE_PREVIOUS_PERIOD };
    const struct relative *now_relative = main->relative,
                          *with_relative = is_first ? b->relative : a->relative;
    const struct period year = { false, year_before(now.from), year_before(now.to) };

    set_time(draft, main);
    draft->has_compare = true;
    if (same(now, with)) /* "in Q3 over the previous quarter" */
        draft->compare = previous;
    else if (same(with, year) || (!date_compare(with.from, year.from) && now_relative &&
                                  now_relative->to_date && with_relative && with_relative->unit == UNIT_YEAR))
        draft->compare = (struct compare){ .to = COMPARE_PREVIOUS_YEAR };
    else if (same(with, period_before(&previous, main, now, draft->asked->today, weeks(draft))) ||
             (now_relative && now_relative->to_date && with_relative &&
              with_relative->unit == now_relative->unit && with_relative->shift == -1))
        draft->compare = previous;
    else
        compare_dates(draft, with);
}

/* "since last month" with a movement: the current unit so far against the one before. */
static bool is_since_last(const struct draft *draft, const struct time_span *span, struct time *out)
{
    static const struct {
        const char *word;
        enum unit unit;
    } units[] = {
        { "week", UNIT_WEEK }, { "month", UNIT_MONTH }, { "quarter", UNIT_QUARTER }, { "year", UNIT_YEAR }
    };
    const struct word *words = draft->words.items + span->from;

    if (span->to - span->from != 3 || !text_is(words[0].text, "since") || !text_is(words[1].text, "last"))
        return false;
    for (size_t i = 0; i < COUNT(units); i++) {
        if (!text_is(words[2].text, units[i].word))
            continue;
        *out = (struct time){ .relative = arena_alloc(draft->ctx->arena, sizeof(struct relative)) };
        out->relative->unit = units[i].unit;
        out->relative->to_date = true;
        return true;
    }
    return false;
}

static void ask_time(struct draft *draft, const struct item *item)
{
    const struct time_span *span = item->span;
    const char *choice = chosen(draft, item->from);

    for (size_t i = 0; i < 2; i++) {
        const char *name = span->choices[i].from;

        if (choice && text_is(name, choice)) {
            set_time(draft, &span->choices[i]);
            return;
        }
    }
    stop_clarify(draft, "time", item->text, arena_printf(draft->ctx->arena, "Which day is %s?", item->text));
    for (size_t i = 0; i < 2; i++)
        stop_option(draft, span->choices[i].from,
                    period_words(draft->ctx->arena, period(draft, &span->choices[i])));
}

static void read_range(struct draft *draft, const struct item *item)
{
    const struct time_span *span = item->span;

    if (draft->n_ranges < MOST_RANGES)
        draft->ranges[draft->n_ranges++] = span;
    if (span->is_assumed)
        draft->is_time_assumed = true;
}

static bool says_word(const struct draft *draft, size_t word, const char *text)
{
    return word < draft->words.n && text_is(draft->words.items[word].text, text);
}

/* "excluding weekends": the other days. */
static void leave_out_days(struct draft *draft, const struct time *time)
{
    int64_t *days = NULL;
    size_t n = 0;

    for (int64_t day = 1; day <= 7; day++) {
        bool is_out = false;

        for (size_t i = 0; i < time->n_days_of_week; i++)
            is_out = is_out || time->days_of_week[i] == day;
        if (!is_out)
            *ARENA_PUSH(draft->ctx->arena, days, n) = day;
    }
    draft->time.days_of_week = days;
    draft->time.n_days_of_week = n;
}

/* "by hour and day" are two breakdowns; "daily … per week" is one too many. */
static void read_grain(struct draft *draft, const struct item *item)
{
    const enum unit grain = item->span->grain, had = draft->grain;

    draft->grain = grain;
    if (!had || had == grain)
        return;
    if (had != UNIT_HOUR && grain != UNIT_HOUR) {
        stop_clarify(draft, "time", item->text, "By which unit of time? More than one is named.");
        return;
    }
    add_dim(draft, "hour", UNIT_NONE);
    draft->grain = had == UNIT_HOUR ? grain : had;
}

static void read_span(struct draft *draft, size_t i)
{
    const struct item *item = &draft->items[i];
    const struct time_span *span = item->span;

    if (item->is_used)
        return;
    use(draft, i);
    switch (span->kind) {
    case TIME_RANGE:
        read_range(draft, item);
        break;
    case TIME_GRAIN:
        if (is_key(draft, before(draft, i), KEY_INSTEAD) &&
            text_ends(draft->items[before(draft, i)].text, "of"))
            break;
        read_grain(draft, item);
        if (has_key(draft, KEY_SHARE) && (says_word(draft, span->from, "within") ||
                                          (span->from > 0 && says_word(draft, span->from - 1, "within"))))
            draft->within = "date";
        draft->is_each =
            draft->is_each || says_word(draft, span->from, "each") || says_word(draft, span->from, "every") ||
            says_word(draft, span->from + 1, "each") || says_word(draft, span->from + 1, "every") ||
            (span->from > 0 &&
             (says_word(draft, span->from - 1, "each") || says_word(draft, span->from - 1, "every")));
        break;
    case TIME_COMPARE:
        draft->compare = span->compare;
        draft->has_compare = true;
        break;
    case TIME_WEEKDAYS:
        if (draft->time.n_days_of_week) {
            stop_clarify(draft, "time", item->text, "Which days do you mean? More than one kind is named.");
            break;
        }
        if (is_key(draft, before(draft, i), KEY_WHICH) &&
            text_starts(draft->words.items[span->from].text, "weekday")) {
            add_dim(draft, "day_of_week", UNIT_NONE); /* "on which weekdays" */
            break;
        }
        if (is_key(draft, before(draft, i), KEY_NOT)) {
            leave_out_days(draft, &span->time);
            use(draft, before(draft, i));
            break;
        }
        draft->time.days_of_week = span->time.days_of_week;
        draft->time.n_days_of_week = span->time.n_days_of_week;
        break;
    case TIME_HOURS:
        draft->time.hours = span->time.hours;
        draft->time.n_hours = span->time.n_hours;
        break;
    case TIME_FUTURE:
        stop_refuse(draft, "forecast", item->text, "Only what has happened can be answered, no forecast.");
        break;
    case TIME_AMBIGUOUS:
        ask_time(draft, item);
        break;
    }
}

/* A range may bring its weekdays along ("weekends last quarter"). */
static void merge_days(struct draft *draft, const struct time *time)
{
    if (time->n_days_of_week) {
        draft->time.days_of_week = time->days_of_week;
        draft->time.n_days_of_week = time->n_days_of_week;
    }
    if (time->n_hours) {
        draft->time.hours = time->hours;
        draft->time.n_hours = time->n_hours;
    }
}

static void one_range(struct draft *draft, const struct time_span *span)
{
    struct time time = span->time;

    if ((draft->wants_change || draft->change) && is_since_last(draft, span, &time) && !draft->has_compare) {
        draft->compare = (struct compare){ .to = COMPARE_PREVIOUS_PERIOD };
        draft->has_compare = true;
    }
    set_time(draft, &time);
    merge_days(draft, &span->time);
}

/* "percentage increase": the change in percent, no share. */
static void take_percent(struct draft *draft, size_t movement)
{
    const size_t back = before(draft, movement);

    if (!is_key(draft, back, KEY_SHARE) && !is_key(draft, back, KEY_PERCENT))
        return;
    if (before(draft, back) < draft->n && draft->items[before(draft, back)].kind == ITEM_NUMBER)
        return;
    draft->items[back].key = KEY_FILLER;
    draft->is_percent = true;
}

static void read_movements(struct draft *draft)
{
    for (size_t i = 0; i < draft->n; i++) {
        const enum sense movement = movement_of(draft, i);
        const bool is_up = movement == KEY_UP, is_down = movement == KEY_DOWN;

        if (!movement || ((draft->funnel || draft->retention || draft->path) && movement != KEY_CHANGE) ||
            (is_up && draft->change == DIRECTION_ASC) || (is_down && draft->change == DIRECTION_DESC))
            continue; /* "revenue fell but sessions rose": left over, and refused */
        if (draft->items[i].kind == ITEM_KEY)
            use(draft, i);
        take_percent(draft, i);
        draft->wants_change = true;
        if (!draft->change)
            draft->change = is_up ? DIRECTION_DESC : is_down ? DIRECTION_ASC : DIRECTION_NONE;
    }
}

/* "October vs September": days that are the period before, or the year before, are said so. */
static void shorten_compare(struct draft *draft)
{
    static const enum compare_to tos[] = { COMPARE_PREVIOUS_PERIOD, COMPARE_PREVIOUS_YEAR };
    const struct period now = period(draft, &draft->time);
    struct period with = { false, now.from, now.to };

    if (!draft->has_compare || draft->compare.to != COMPARE_NONE || !draft->has_time || now.is_all ||
        !date_parse(draft->compare.from, &with.from) || !date_parse(draft->compare.until, &with.to))
        return;
    for (size_t i = 0; i < COUNT(tos); i++) {
        const struct compare to = { .to = tos[i] };

        if (!same(with, period_before(&to, &draft->time, now, draft->asked->today, weeks(draft))))
            continue;
        draft->compare = to;
        return;
    }
}

/* "in January and May": neither one period nor a comparison. */
static bool joins_ranges(const struct draft *draft)
{
    size_t first = draft->n;
    bool has_and = false;

    for (size_t i = 0; i < draft->n; i++) {
        if (draft->items[i].kind == ITEM_TIME && draft->items[i].span->kind == TIME_RANGE) {
            if (first < draft->n)
                return has_and;
            first = i;
        } else if (first < draft->n && is_key(draft, i, KEY_AND)) {
            has_and = true;
        } else if (first < draft->n && !is_key(draft, i, KEY_FILLER) && !is_key(draft, i, KEY_FOR)) {
            return false;
        }
    }
    return false;
}

void grammar_times(struct draft *draft)
{
    bool is_versus = has_key(draft, KEY_VS) || has_key(draft, KEY_COMPARE);

    read_movements(draft);
    for (size_t i = 0; i < draft->n && !draft->is_stopped; i++)
        if (draft->items[i].kind == ITEM_TIME)
            read_span(draft, i);
    if (draft->is_stopped)
        return;
    if (draft->n_ranges == 1)
        one_range(draft, draft->ranges[0]);
    else if (draft->n_ranges == 2 && !is_versus && !draft->wants_change && joins_ranges(draft))
        stop_clarify(draft, "time", NULL, "Which period do you mean? Two that don't meet are named.");
    else if (draft->n_ranges == 2 && !draft->has_compare && !draft->retention)
        compare_ranges(draft, &draft->ranges[0]->time, &draft->ranges[1]->time);
    else if (draft->n_ranges > 1 && !draft->retention)
        stop_clarify(draft, "time", NULL, "Which period do you mean? More than one is named.");
    shorten_compare(draft);
    if (draft->n_ranges == 2 && is_versus) {
        use_keys(draft, KEY_VS);
        use_keys(draft, KEY_COMPARE);
    }
    if (draft->has_compare || (draft->is_fragment && draft->n_ranges))
        use_keys(draft, KEY_COMPARE);
    if (draft->is_fragment && draft->n_ranges)
        use_keys(draft, KEY_VS);
}
