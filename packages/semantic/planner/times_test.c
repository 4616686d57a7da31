/*
 * Time in questions. times_cases.txt says what is read: "today", "weeks" and "locale" lines set the scene,
 * then "phrase => spans". GOLDEN=1 rewrites it: every difference there is a change of meaning until shown
 * otherwise.
 */
#include "packages/semantic/planner/times.h"

#include "packages/core/test.h"
#include "packages/semantic/period.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASES "packages/semantic/planner/times_cases.txt"

static const char *const kind_words[] = { "range", "grain",  "compare",  "weekdays",
                                          "hours", "future", "ambiguous" };
static const char *const unit_words[] = { "", "hour", "day", "week", "month", "quarter", "year" };

struct reading_of {
    struct words words;
    struct time_span *spans;
    size_t n;
};

static struct reading_of read_times(struct ctx *ctx, const struct time_reader *reader, const char *phrase)
{
    struct reading_of out;

    assert_ok(words_read(ctx, phrase, &out.words));
    times_read(ctx, reader, &out.words, &out.spans, &out.n);
    return out;
}

static enum week_start week_of(const struct time_reader *reader)
{
    return reader->weeks_begin_on_sunday ? WEEK_SUNDAY : WEEK_MONDAY;
}

static void print_numbers(struct json_writer *json, const char *key, const int64_t *numbers, size_t n)
{
    if (n == 0)
        return;
    json_key(json, key);
    json_open(json, '[');
    for (size_t i = 0; i < n; i++)
        json_int(json, numbers[i]);
    json_shut(json, ']');
}

static void print_relative(struct json_writer *json, const struct relative *relative)
{
    json_key(json, "relative");
    json_open(json, '{');
    json_key(json, "unit");
    json_text(json, unit_words[relative->unit]);
    if (relative->last) {
        json_key(json, "last");
        json_int(json, relative->last);
    }
    if (relative->shift) {
        json_key(json, "shift");
        json_int(json, relative->shift);
    }
    if (relative->to_date) {
        json_key(json, "to_date");
        json_bool(json, true);
    }
    json_shut(json, '}');
}

static void print_time(struct ctx *ctx, struct json_writer *json, const struct time_reader *reader,
                       const struct time *time)
{
    if (time->all) {
        json_key(json, "all");
        json_bool(json, true);
    }
    if (time->from || time->relative) {
        const struct period period = period_of(time, reader->today, week_of(reader));

        json_key(json, "days");
        json_text(json, arena_printf(ctx->arena, "%s/%s", date_text(ctx->arena, period.from),
                                     date_text(ctx->arena, period.to)));
    }
    if (time->relative)
        print_relative(json, time->relative);
    print_numbers(json, "days_of_week", time->days_of_week, time->n_days_of_week);
    print_numbers(json, "hours", time->hours, time->n_hours);
}

static void print_compare(struct ctx *ctx, struct json_writer *json, const struct compare *compare)
{
    static const char *const words[] = { "", "previous_period", "previous_year" };

    if (compare->to == COMPARE_NONE && !compare->from)
        return;
    json_key(json, "compare");
    json_text(json, compare->from ? arena_printf(ctx->arena, "%s/%s", compare->from, compare->until)
                                  : words[compare->to]);
}

static void print_choices(struct ctx *ctx, struct json_writer *json, const struct time_span *span)
{
    json_key(json, "choices");
    json_open(json, '[');
    for (size_t k = 0; k < COUNT(span->choices); k++)
        json_text(json, arena_printf(ctx->arena, "%s/%s", span->choices[k].from, span->choices[k].to));
    json_shut(json, ']');
}

static const char *words_of(struct ctx *ctx, const struct words *words, size_t from, size_t to)
{
    const size_t begin = words->items[from].at, end = words->items[to - 1].at + words->items[to - 1].size;

    return arena_text_n(ctx->arena, words->question + begin, end - begin);
}

static const char *print(struct ctx *ctx, const struct time_reader *reader, const char *phrase)
{
    const struct reading_of got = read_times(ctx, reader, phrase);
    struct buf buf = buf_in(ctx->arena, 16384);
    struct json_writer json = json_to(&buf);

    json_open(&json, '[');
    for (size_t i = 0; i < got.n; i++) {
        const struct time_span *span = &got.spans[i];

        json_open(&json, '{');
        json_key(&json, kind_words[span->kind]);
        json_text(&json, words_of(ctx, &got.words, span->from, span->to));
        if (span->kind == TIME_AMBIGUOUS)
            print_choices(ctx, &json, span);
        else
            print_time(ctx, &json, reader, &span->time);
        if (span->grain) {
            json_key(&json, "by");
            json_text(&json, unit_words[span->grain]);
        }
        print_compare(ctx, &json, &span->compare);
        if (span->is_assumed) {
            json_key(&json, "assumed");
            json_bool(&json, true);
        }
        json_shut(&json, '}');
    }
    json_shut(&json, ']');
    return buf_str(&buf);
}

/* --- the cases --- */

typedef void use_case(struct ctx *ctx, const struct time_reader *reader, const char *phrase,
                      const char *spans, void *to);

static void set_scene(struct ctx *ctx, struct time_reader *reader, const char *line)
{
    if (text_starts(line, "today "))
        assert_true(date_parse(line + strlen("today "), &reader->today));
    else if (text_starts(line, "weeks "))
        reader->weeks_begin_on_sunday = text_is(line, "weeks sunday");
    else if (text_starts(line, "locale "))
        reader->locale = arena_text(ctx->arena, line + strlen("locale "));
    else
        fail_msg("what is \"%s\"?", line);
}

/* Calls `use` for each case; lines that aren't one go to `other`. */
static size_t each_case(struct ctx *ctx, use_case *use, void *to, FILE *other)
{
    struct time_reader reader = { .today = { 2026, 11, 24 } };
    FILE *file = fopen(CASES, "re");
    char line[2000], *arrow;
    size_t n = 0;

    assert_non_null(file);
    while (fgets(line, sizeof(line), file)) {
        line[strcspn(line, "\n")] = 0;
        arrow = strstr(line, " =>");
        if (arrow) {
            *arrow = 0;
            use(ctx, &reader, line, arrow[3] ? arrow + 4 : "", to);
            n++;
            continue;
        }
        if (*line && *line != '#')
            set_scene(ctx, &reader, line);
        if (other)
            (void)fprintf(other, "%s\n", line);
    }
    (void)fclose(file);
    return n;
}

static void compare_case(struct ctx *ctx, const struct time_reader *reader, const char *phrase,
                         const char *spans, void *to)
{
    const char *got = print(ctx, reader, phrase);

    if (!text_is(got, spans)) {
        print_error("%s\n  want %s\n  have %s\n", phrase, spans, got);
        ++*(size_t *)to;
    }
}

static void rewrite_case(struct ctx *ctx, const struct time_reader *reader, const char *phrase,
                         const char *spans, void *to)
{
    (void)spans;
    (void)fprintf(to, "%s => %s\n", phrase, print(ctx, reader, phrase));
}

static void phrases_mean_what_the_cases_say(void **state)
{
    struct ctx *ctx = test_ctx(state);
    size_t wrong = 0;
    FILE *file;

    if (getenv("GOLDEN")) {
        file = fopen(CASES ".new", "we");
        assert_non_null(file);
        (void)each_case(ctx, rewrite_case, file, file);
        (void)fclose(file);
        assert_int_equal(rename(CASES ".new", CASES), 0);
        return;
    }
    assert_true(each_case(ctx, compare_case, &wrong, NULL) >= 250);
    assert_int_equal(wrong, 0);
}

/* --- properties --- */

static void check_days(struct ctx *ctx, const struct time_reader *reader, const char *phrase,
                       const struct time_span *span)
{
    const struct period period = period_of(&span->time, reader->today, week_of(reader));
    const bool is_future = span->kind == TIME_FUTURE;

    (void)ctx;
    if (period.is_all || (span->kind != TIME_RANGE && !is_future))
        return;
    if (date_compare(period.from, period.to) > 0)
        fail_msg("\"%s\" ends before it begins", phrase);
    if ((date_compare(is_future ? period.from : period.to, reader->today) > 0) != is_future)
        fail_msg("\"%s\" is in the future, or isn't", phrase);
}

static void check_case(struct ctx *ctx, const struct time_reader *reader, const char *phrase,
                       const char *spans, void *to)
{
    static const char *const todays[] = { "2026-11-24", "2028-02-29", "2026-12-31", "2027-01-01",
                                          "2026-03-31", "2026-11-22", "2026-11-27", "2027-05-30" };
    struct time_reader other = *reader;

    (void)spans;
    (void)to;
    for (size_t i = 0; i < COUNT(todays); i++)
        for (int sunday = 0; sunday < 2; sunday++) {
            struct reading_of got;
            size_t end = 0;

            assert_true(date_parse(todays[i], &other.today));
            other.weeks_begin_on_sunday = sunday;
            got = read_times(ctx, &other, phrase);
            for (size_t k = 0; k < got.n; k++) {
                check_days(ctx, &other, phrase, &got.spans[k]);
                assert_true(got.spans[k].from >= end && got.spans[k].to > got.spans[k].from);
                assert_true(got.spans[k].to <= got.words.n);
                end = got.spans[k].to;
            }
        }
}

static void ranges_begin_before_they_end_and_end_by_today(void **state)
{
    (void)each_case(test_ctx(state), check_case, NULL, NULL);
}

static void check_politeness(struct ctx *ctx, const struct time_reader *reader, const char *phrase,
                             const char *spans, void *to)
{
    static const char *const around[][2] = {
        { "please show me what we know, ", "" },
        { "", " please, thank you" },
        { "could you tell us about it: ", ", if that is possible?" },
    };

    (void)spans;
    (void)to;
    for (size_t i = 0; i < COUNT(around); i++) {
        const char *longer = arena_printf(ctx->arena, "%s%s%s", around[i][0], phrase, around[i][1]);

        if (!text_is(print(ctx, reader, longer), print(ctx, reader, phrase)))
            fail_msg("\"%s\" is read as %s", longer, print(ctx, reader, longer));
    }
}

static void politeness_changes_nothing(void **state)
{
    (void)each_case(test_ctx(state), check_politeness, NULL, NULL);
}

static void quoted_words_are_no_time(void **state)
{
    const struct time_reader reader = { .today = { 2026, 11, 24 } };

    assert_string_equal(print(test_ctx(state), &reader, "sessions of \"last week\" and 'Black Friday'"),
                        "[]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(phrases_mean_what_the_cases_say),
        TEST(ranges_begin_before_they_end_and_end_by_today),
        TEST(politeness_changes_nothing),
        TEST(quoted_words_are_no_time),
    };

    return cmocka_run_group_tests_name("times", tests, NULL, NULL);
}
