/*
 * The planner: the public questions and our own are scored, every plan's reading asks the same again, and
 * what must never become a number doesn't.
 */
#include "packages/semantic/planner/exam.h"

#include "packages/core/test.h"
#include "packages/semantic/testing.h"

#include <stdio.h>
#include <string.h>

static const char *file_text(struct ctx *ctx, const char *path, size_t *len)
{
    struct buf text = buf_in(ctx->arena, 4 * 1024 * 1024);
    FILE *file = fopen(path, "re");
    char piece[8192];
    size_t n;

    assert_non_null(file);
    while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
        buf_add(&text, piece, n);
    fclose(file);
    *len = text.len;
    return buf_str(&text);
}

static struct exam exam_of(struct ctx *ctx, const char *path)
{
    struct exam exam;
    size_t len;
    const char *text = file_text(ctx, path, &len);

    assert_ok(exam_run(ctx, commerce(ctx), text, len, &exam));
    for (size_t i = 0; i < exam.n_answers; i++)
        if (exam.answers[i].verdict != VERDICT_EXACT)
            print_message("%s %s: %s\n", verdict_words[exam.answers[i].verdict], exam.answers[i].id,
                          exam.answers[i].question);
    return exam;
}

static void the_public_questions_are_read(void **state)
{
    const struct exam exam = exam_of(test_ctx(state), "tests/data/questions_dev.jsonl");

    assert_int_equal(exam.n_answers, 135);
    assert_true(exam.all.n[VERDICT_EXACT] * 100 >= exam.n_answers * 95);
    assert_true(exam.all.n[VERDICT_WRONG] * 100 <= exam.n_answers);
}

static void other_questions_are_read(void **state)
{
    const struct exam exam = exam_of(test_ctx(state), "tests/data/questions_more.jsonl");

    assert_true(exam.all.n[VERDICT_EXACT] * 100 >= exam.n_answers * 85);
    assert_true(exam.all.n[VERDICT_WRONG] * 100 <= exam.n_answers * 2);
}

/* Written by people who hadn't seen the planner; read with some effort since. */
static void questions_of_strangers_are_read(void **state)
{
    const struct exam exam = exam_of(test_ctx(state), "tests/data/questions_written.jsonl");

    assert_true(exam.all.n[VERDICT_EXACT] * 100 >= exam.n_answers * 97);
    assert_true(exam.all.n[VERDICT_WRONG] * 200 <= exam.n_answers);
}

/* --- one question at a time --- */

static const struct planner_values values[] = {
    { "country", (const char *[]){ "United States", "Germany", "Georgia" }, 3 },
    { "region", (const char *[]){ "Georgia", "California" }, 2 },
    { "channel_group", (const char *[]){ "Direct", "Email", "Paid Search", "Organic Search" }, 4 },
    { "device_category", (const char *[]){ "desktop", "mobile", "tablet" }, 3 },
    { "item_name", (const char *[]){ "Zip Hoodie", "Ring Bottle Blue" }, 2 },
    { "event_name", (const char *[]){ "purchase", "view_item", "add_to_cart" }, 3 },
};

static void free_planner(void *planner)
{
    planner_free(planner);
}

static struct planner *planner_of(struct ctx *ctx)
{
    struct planner *planner;

    assert_ok(planner_new(ctx, commerce(ctx), values, COUNT(values), &planner));
    arena_defer(ctx->arena, free_planner, planner);
    return planner;
}

static struct envelope asked(struct ctx *ctx, const struct planner *planner, const char *question,
                             const struct envelope *before)
{
    const struct planner_question ask = { question, { 2026, 11, 24 }, NULL, before };
    struct envelope envelope;

    assert_ok(planner_ask(ctx, planner, &ask, &envelope));
    return envelope;
}

/* What isn't there comes with what is; product costs once they are loaded. */
static void a_refusal_says_what_could_be_asked(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct planner *planner = planner_of(ctx), *costed;
    struct envelope out = asked(ctx, planner, "net revenue last week", NULL);

    assert_int_equal(out.kind, ENVELOPE_REFUSE);
    assert_true(out.n_suggest > 0 && out.n_suggest <= 3);
    assert_non_null(strstr(out.suggest[0], "revenue"));
    out = asked(ctx, planner, "gross profit last month", NULL);
    assert_int_equal(out.kind, ENVELOPE_REFUSE);
    assert_string_equal(out.reason, "not_in_model");
    assert_non_null(strstr(out.message, "product costs"));
    assert_ok(planner_new_with_optional(ctx, commerce(ctx), values, COUNT(values), &costed));
    arena_defer(ctx->arena, free_planner, costed);
    out = asked(ctx, costed, "gross profit last month", NULL);
    assert_int_equal(out.kind, ENVELOPE_PLAN);
    assert_string_equal(out.plan->metrics[0], "gross_profit");
}

/* Politeness, order of words and a typing error change nothing. */
static void the_same_question_in_other_words_is_the_same_plan(void **state)
{
    static const char *const same[][4] = {
        { "sessions by device last week", "could you show me sessions by device last week please?",
          "last week, sessions by device", "sesions by devise last week" },
        { "revenue in October", "How much revenue did we get in October?", "October revenue",
          "total revenue in October" },
        { "top 5 products by revenue last month", "last month: top 5 products by revenue",
          "the 5 top products by revenue last month",
          "Please give me the top 5 products by revenue last month" },
        { "conversion rate on mobile yesterday", "mobile conversion rate yesterday",
          "yesterday's conversion rate for mobile", "conversion rate of mobile visitors yesterday" },
    };
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);
    const struct model *model = commerce(ctx);

    for (size_t i = 0; i < COUNT(same); i++) {
        const struct envelope first = asked(ctx, planner, same[i][0], NULL);

        assert_int_equal(first.kind, ENVELOPE_PLAN);
        for (size_t j = 1; j < 4; j++) {
            const struct envelope other = asked(ctx, planner, same[i][j], NULL);

            if (other.kind != ENVELOPE_PLAN)
                print_message("%s: %s\n", same[i][j], other.message);
            assert_int_equal(other.kind, ENVELOPE_PLAN);
            assert_string_equal(plan_canonical(ctx, model, other.plan, (struct date){ 2026, 11, 24 }),
                                plan_canonical(ctx, model, first.plan, (struct date){ 2026, 11, 24 }));
        }
    }
}

/* A word that means nothing here stops the question, wherever it stands. */
static void no_word_is_ignored(void **state)
{
    static const char *const unknown[] = { "gizmo sessions last week",         "sessions gizmo last week",
                                           "sessions by gizmo last week",      "sessions last week for gizmo",
                                           "sessions without gizmo last week", "top 5 gizmo by sessions" };
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);

    for (size_t i = 0; i < COUNT(unknown); i++) {
        const struct envelope envelope = asked(ctx, planner, unknown[i], NULL);

        assert_int_equal(envelope.kind, ENVELOPE_REFUSE);
        assert_string_equal(envelope.reason, "not_in_model");
        assert_non_null(strstr(envelope.term, "gizmo"));
    }
}

/* True fillers and doubled words apart, a word or a number more is another plan, a question or a refusal. */
static bool says_it_already(const char *question, const char *word)
{
    return strstr(question, word) || (text_is(word, "percent") && strstr(question, "share"));
}

static struct envelope with_word(struct ctx *ctx, const struct planner *planner, const char *question,
                                 size_t at, const char *word)
{
    const char *rest = question;

    for (; at && *rest; rest++)
        at -= *rest == ' ';
    return asked(ctx, planner,
                 arena_printf(ctx->arena, "%.*s%s%s%s", (int)(rest - question), question, word,
                              *rest ? " " : "", rest),
                 NULL);
}

static void a_word_more_is_never_the_same_plan(void **state)
{
    static const char *const more[] = { "gizmo",      "excluding", "except",    "other than", "without",
                                        "never",      "at least",  "less than", "exactly",    "17",
                                        "2,400",      "median",    "unpaid",    "percent",    "per session",
                                        "than",       "cheap",     "per user",  "Germany",    "retention",
                                        "zip hoodie", "new",       "long",      "enough",     "course",
                                        "team",       "possible" };
    static const char *const questions[] = {
        "sessions by device last week",
        "top 5 products by item revenue last month",
        "weekly orders since August",
        "conversion rate on mobile yesterday",
        "revenue by channel in October",
        "users who viewed a product but did not purchase last week",
        "channels with more than 1000 sessions",
        "bounce rate by landing page in Q3",
        "share of orders by channel last month",
        "revenue last week compared to the week before",
    };
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);
    const struct model *model = commerce(ctx);
    const struct date today = { 2026, 11, 24 };

    for (size_t i = 0; i < COUNT(questions); i++) {
        const struct envelope first = asked(ctx, planner, questions[i], NULL);

        assert_int_equal(first.kind, ENVELOPE_PLAN);
        for (size_t j = 0; j < COUNT(more); j++) {
            for (size_t at = 1; at < 6 && !says_it_already(questions[i], more[j]); at++) {
                const struct envelope other = with_word(ctx, planner, questions[i], at, more[j]);

                if (other.kind != ENVELOPE_PLAN)
                    continue;
                if (text_is(plan_canonical(ctx, model, other.plan, today),
                            plan_canonical(ctx, model, first.plan, today)))
                    fail_msg("\"%s\" is ignored as word %zu of \"%s\"", more[j], at, questions[i]);
            }
        }
    }
}

/* What can't be said in a plan is refused or asked back, not half of it answered. */
static void what_no_plan_says_is_no_plan(void **state)
{
    static const char *const questions[] = {
        "orders over $100 last month",
        "number of countries with sales last month",
        "channels where revenue fell but sessions rose last month",
        "revenue of channels with more than 10% of sessions",
        "sessions from the US and mobile or email",
        "orders per user last week",
        "daily sessions by month",
        "top 3 channels and top 3 countries by revenue",
        "revenue in January and May",
        "the highest lowest bounce rate by device",
        "sessions in fiscal year 2025",
    };
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);

    for (size_t i = 0; i < COUNT(questions); i++) {
        const struct envelope out = asked(ctx, planner, questions[i], NULL);

        if (out.kind == ENVELOPE_PLAN)
            fail_msg("\"%s\" became: %s", questions[i], out.reading);
    }
}

/* A word less is never the same plan, where it is no filler. */
static void a_word_less_is_another_plan(void **state)
{
    static const char *const pairs[][2] = {
        { "mobile sessions by device last week", "sessions by device last week" },
        { "weekly orders since August", "orders since August" },
        { "revenue excluding direct in October", "revenue direct in October" },
        { "cumulative revenue by day this month", "revenue by day this month" },
        { "channels with at least 100 sessions", "channels with sessions" },
        { "share of orders by country last month", "orders by country last month" },
        { "sessions by channel sorted by revenue", "sessions by channel" },
        { "top 5 products by item revenue last month", "top products by item revenue last month" },
        { "revenue is down last week", "revenue last week" },
        { "sessions on Mondays in October", "sessions in October" },
    };
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);
    const struct model *model = commerce(ctx);
    const struct date today = { 2026, 11, 24 };

    for (size_t i = 0; i < COUNT(pairs); i++) {
        const struct envelope a = asked(ctx, planner, pairs[i][0], NULL);
        const struct envelope b = asked(ctx, planner, pairs[i][1], NULL);

        assert_int_equal(a.kind, ENVELOPE_PLAN);
        if (b.kind == ENVELOPE_PLAN)
            assert_string_not_equal(plan_canonical(ctx, model, a.plan, today),
                                    plan_canonical(ctx, model, b.plan, today));
    }
}

static void a_value_of_two_fields_is_asked_and_the_answer_is_taken(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);
    const struct envelope question = asked(ctx, planner, "sessions from Georgia last week", NULL);
    struct envelope answer;

    assert_int_equal(question.kind, ENVELOPE_CLARIFY);
    assert_string_equal(question.about, "value");
    assert_int_equal(question.n_options, 2);
    assert_non_null(question.options[0].plan);
    assert_non_null(question.options[1].plan);
    answer = asked(ctx, planner, "the region", &question);
    assert_int_equal(answer.kind, ENVELOPE_PLAN);
    assert_string_equal(answer.plan->filter->field, "region");
}

/* Each "or", each percent of a whole and each end of a path is in the reading. */
static void a_question_becomes_this_reading(void **state)
{
    static const char *const pairs[][2] = {
        { "sessions last month from the US or on mobile",
          "Sessions where country is United States or device is mobile, October 2026" },
        { "sessions for US or email last month",
          "Sessions where country is United States or channel group is Email, October 2026" },
        { "sessions on mobile or tablet or from Germany last month",
          "Sessions where device is mobile or tablet or country is Germany, October 2026" },
        { "sessions not from Germany or on mobile last month",
          "Sessions where country is not Germany and device is not mobile, October 2026" },
        { "sessions for us last month", "Sessions, October 2026" },
        { "channels with more than 10 % of sessions last month",
          "Sessions by channel group, October 2026, only where share of sessions is more than 10 %, with the "
          "share "
          "of sessions" },
        { "countries with a share of revenue below 5 percent last month",
          "Revenue by country, October 2026, only where share of revenue is less than 5 %, with the share of "
          "revenue" },
        { "paths starting with add to cart last month",
          "Paths of sessions by event, 3 steps, from where event is add_to_cart, October 2026" },
        { "journeys beginning with a product view and ending with a purchase last month",
          "Paths of sessions by event, 3 steps, from where event is view_item, to where event is purchase, "
          "October "
          "2026" },
        { "page views for paths starting with /checkout last month",
          "Views where page starts with /checkout, October 2026" },
    };
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);

    for (size_t i = 0; i < COUNT(pairs); i++) {
        const struct envelope out = asked(ctx, planner, pairs[i][0], NULL);

        if (out.kind != ENVELOPE_PLAN || !text_is(out.reading, pairs[i][1]))
            fail_msg("\"%s\" became: %s", pairs[i][0], out.reading ? out.reading : out.message);
    }
}

static void a_corrected_word_is_told(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);
    struct envelope out = asked(ctx, planner, "sesions by chanel in Germny last month", NULL);

    assert_int_equal(out.n_corrected, 3);
    assert_string_equal(out.corrected[0].term, "sesions");
    assert_string_equal(out.corrected[0].read_as, "sessions");
    assert_string_equal(out.corrected[1].term, "chanel");
    assert_string_equal(out.corrected[1].read_as, "channel group");
    assert_string_equal(out.corrected[2].read_as, "Germany");
    assert_non_null(strstr(json_canonical(ctx, envelope_json(ctx, &out)), "\"corrected\":[{"));
    out = asked(ctx, planner, "sessions by channel last month", NULL);
    assert_int_equal(out.n_corrected, 0);
    assert_null(strstr(json_canonical(ctx, envelope_json(ctx, &out)), "corrected"));
}

static void words_of_time_without_days_are_refused_with_days(void **state)
{
    static const char *const pairs[][2] = {
        { "revenue in early May", "from 2026-05-01 to 2026-05-10" },
        { "revenue in mid February by channel", "from 2026-02-11 to 2026-02-20" },
        { "revenue in late February", "from 2026-02-21 to 2026-02-28" },
        { "sessions at the end of February", "the last ten days of February" },
        { "sessions last summer", "1 June to 31 August" },
        { "sessions in fiscal year 2025", "31 March 2026" },
    };
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);

    for (size_t i = 0; i < COUNT(pairs); i++) {
        const struct envelope out = asked(ctx, planner, pairs[i][0], NULL);

        assert_int_equal(out.kind, ENVELOPE_REFUSE);
        if (!strstr(out.message, pairs[i][1]))
            fail_msg("\"%s\": %s", pairs[i][0], out.message);
        assert_int_equal(out.n_suggest, 0);
    }
}

static void an_envelope_has_the_members_of_its_kind(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);
    const struct envelope plan = asked(ctx, planner, "sessions last week", NULL);
    const struct envelope refusal = asked(ctx, planner, "why did sessions fall?", NULL);
    json_t *a = shape_json(ctx, &envelope_shape, &plan), *b = shape_json(ctx, &envelope_shape, &refusal);

    assert_string_equal(json_string_value(json_object_get(a, "kind")), "plan");
    assert_true(json_is_object(json_object_get(a, "plan")));
    assert_null(json_object_get(a, "reason"));
    assert_string_equal(json_string_value(json_object_get(b, "kind")), "refuse");
    assert_string_equal(json_string_value(json_object_get(b, "reason")), "cause");
    assert_null(json_object_get(b, "plan"));
    assert_null(json_object_get(b, "confidence"));
}

/* What a plan says of itself, asked, is the same plan. */
static void a_reading_asks_for_its_plan(void **state)
{
    static const char *const questions[] = {
        "sessions last week",
        "revenue by device last month",
        "top 5 products by revenue last month",
        "daily sessions for the last 14 days",
        "conversion rate for paid search in October",
        "sessions from the US and Germany last week",
        "which device had the lowest bounce rate last month",
        "revenue excluding direct last quarter",
        "channels with more than 1000 sessions last week",
    };
    struct ctx *ctx = test_ctx(state);
    const struct planner *planner = planner_of(ctx);
    const struct model *model = commerce(ctx);
    const struct date today = { 2026, 11, 24 };

    for (size_t i = 0; i < COUNT(questions); i++) {
        const struct envelope first = asked(ctx, planner, questions[i], NULL);
        struct envelope again;

        assert_int_equal(first.kind, ENVELOPE_PLAN);
        again = asked(ctx, planner, first.reading, NULL);
        if (again.kind != ENVELOPE_PLAN)
            print_message("%s: %s\n", first.reading, again.message ? again.message : again.question);
        assert_int_equal(again.kind, ENVELOPE_PLAN);
        assert_string_equal(plan_canonical(ctx, model, again.plan, today),
                            plan_canonical(ctx, model, first.plan, today));
    }
}

/* The same over the public questions: what isn't understood again is asked back, never another number. */
static void no_reading_of_a_public_question_asks_for_something_else(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    const struct planner *planner = planner_of(ctx);
    const struct date today = { 2026, 11, 24 };
    struct exam exam;
    size_t len, n_same = 0, n_plans = 0;
    const char *text = file_text(ctx, "tests/data/questions_dev.jsonl", &len);

    assert_ok(exam_run(ctx, model, text, len, &exam));
    for (size_t i = 0; i < exam.n_answers; i++) {
        const struct envelope *first = &exam.answers[i].envelope;
        struct envelope again;

        if (first->kind != ENVELOPE_PLAN || first->plan->filter || !first->plan->n_metrics)
            continue;
        n_plans++;
        again = asked(ctx, planner, first->reading, NULL);
        if (again.kind != ENVELOPE_PLAN)
            continue;
        n_same++;
        assert_string_equal(plan_canonical(ctx, model, again.plan, today),
                            plan_canonical(ctx, model, first->plan, today));
    }
    assert_true(n_same * 100 >= n_plans * 85);
}

/* --- anything at all --- */

static uint64_t roll(uint64_t *state, uint64_t sides)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (*state >> 33) % sides;
}

/* Words of the public questions in any order: no plan that the compiler refuses, and no fall. */
static void any_words_give_an_envelope(void **state)
{
    struct ctx *ctx = test_ctx(state);
    const struct model *model = commerce(ctx);
    struct planner *planner = planner_of(ctx);
    const struct envelope before = asked(ctx, planner, "sessions by device last week", NULL);
    const char **words = NULL;
    struct exam exam;
    uint64_t dice = 7;
    size_t n = 0, len;
    const char *text = file_text(ctx, "tests/data/questions_dev.jsonl", &len);

    assert_ok(exam_run(ctx, model, text, len, &exam));
    for (size_t i = 0; i < exam.n_answers; i++)
        for (const char *at = exam.answers[i].question; *at;) {
            const size_t size = strcspn(at, " ");

            *ARENA_PUSH(ctx->arena, words, n) = arena_text_n(ctx->arena, at, size);
            at += size + (at[size] == ' ');
        }
    for (size_t i = 0; i < 3000; i++) {
        struct arena *arena = arena_new();
        struct ctx own = *ctx;
        struct buf question = buf_in(arena, 2000);
        struct envelope envelope;

        own.arena = arena;
        for (size_t j = 1 + roll(&dice, 12); j > 0; j--)
            buf_printf(&question, "%s%s", words[roll(&dice, n)], j > 1 ? " " : "");
        envelope = asked(&own, planner, buf_str(&question), roll(&dice, 3) ? NULL : &before);
        if (envelope.kind == ENVELOPE_PLAN && !envelope.plan->funnel && !envelope.plan->retention &&
            !envelope.plan->path)
            assert_ok(plan_check(&own, model, envelope.plan));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_public_questions_are_read),
        TEST(other_questions_are_read),
        TEST(questions_of_strangers_are_read),
        TEST(the_same_question_in_other_words_is_the_same_plan),
        TEST(a_refusal_says_what_could_be_asked),
        TEST(no_word_is_ignored),
        TEST(a_word_more_is_never_the_same_plan),
        TEST(what_no_plan_says_is_no_plan),
        TEST(a_word_less_is_another_plan),
        TEST(a_value_of_two_fields_is_asked_and_the_answer_is_taken),
        TEST(a_question_becomes_this_reading),
        TEST(a_corrected_word_is_told),
        TEST(words_of_time_without_days_are_refused_with_days),
        TEST(an_envelope_has_the_members_of_its_kind),
        TEST(a_reading_asks_for_its_plan),
        TEST(no_reading_of_a_public_question_asks_for_something_else),
        TEST(any_words_give_an_envelope),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
