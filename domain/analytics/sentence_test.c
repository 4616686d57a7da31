/*
 * Sentences over rows that are given here, so that each figure can be seen beside what is said of it.
 */
#include "domain/analytics/sentence.h"
#include "packages/core/test.h"

#include <string.h>

static struct compiled_column columns[] = {
    { .name = "channel_group", .kind = "dimension", .type = "text", .label = "Channel group" },
    { .name = "date", .kind = "dimension", .type = "date", .label = "Date" },
    { .name = "sessions",
      .kind = "metric",
      .type = "integer",
      .label = "Sessions",
      .format = "integer",
      .additive = true },
    { .name = "sessions_before",
      .kind = "metric",
      .type = "integer",
      .label = "Sessions before",
      .format = "integer" },
    { .name = "purchase_revenue",
      .kind = "metric",
      .type = "number",
      .label = "Revenue",
      .format = "currency",
      .unit = "USD" },
    { .name = "engagement_rate",
      .kind = "metric",
      .type = "number",
      .label = "Engagement rate",
      .format = "percent" },
    { .name = "step", .kind = "dimension", .type = "integer", .label = "Step" },
    { .name = "label", .kind = "dimension", .type = "text", .label = "Label" },
    { .name = "count", .kind = "metric", .type = "integer", .label = "Count", .format = "integer" },
    { .name = "rate_from_first",
      .kind = "metric",
      .type = "number",
      .label = "Of the first",
      .format = "percent" },
    { .name = "rate_from_previous",
      .kind = "metric",
      .type = "number",
      .label = "Of the one before",
      .format = "percent" },
    { .name = "cohort", .kind = "dimension", .type = "date", .label = "Cohort" },
    { .name = "period", .kind = "dimension", .type = "integer", .label = "Period" },
    { .name = "users", .kind = "metric", .type = "integer", .label = "Users", .format = "integer" },
    { .name = "source", .kind = "dimension", .type = "text", .label = "Source" },
    { .name = "target", .kind = "dimension", .type = "text", .label = "Target" },
};

static enum cell_type cell_type_of(const char *type)
{
    return text_is(type, "integer")  ? CELL_INTEGER
           : text_is(type, "number") ? CELL_NUMBER
           : text_is(type, "date")   ? CELL_DATE
                                     : CELL_TEXT;
}

static struct cell cell_of(const char *type, const char *text)
{
    struct cell cell = { .is_null = !*text };
    struct date date;

    if (text_is(type, "integer"))
        (void)text_to_int(text, &cell.value.integer);
    else if (text_is(type, "number"))
        (void)text_to_number(text, &cell.value.number);
    else if (text_is(type, "date") && date_parse(text, &date))
        cell.value.integer = date_days(date);
    else
        cell.value.text = text;
    return cell;
}

/* `names` and `rows`: cells parted by commas, rows by semicolons; an empty cell is NULL. `rows` NULL: none.
 */
static const char *told(struct ctx *ctx, const struct plan *plan, const char *names, const char *rows)
{
    struct compiled compiled = { 0 };
    struct warehouse_result result = { 0 };
    struct warehouse_column *heads = NULL;
    struct cell *cells = NULL, cell;
    size_t n_heads = 0, n_cells = 0;

    for (const char *at = names; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        for (size_t i = 0; i < COUNT(columns); i++)
            if (text_is(arena_text_n(ctx->arena, at, strcspn(at, ",")), columns[i].name)) {
                *ARENA_PUSH(ctx->arena, compiled.columns, compiled.n_columns) = columns[i];
                *ARENA_PUSH(ctx->arena, heads, n_heads) =
                    (struct warehouse_column){ columns[i].name, cell_type_of(columns[i].type) };
            }
    for (const char *at = rows; at;) {
        const size_t len = strcspn(at, ",;");

        cell = cell_of(compiled.columns[n_cells % n_heads].type, arena_text_n(ctx->arena, at, len));
        *ARENA_PUSH(ctx->arena, cells, n_cells) = cell;
        at = at[len] ? at + len + 1 : NULL;
    }
    assert_int_equal(n_cells % n_heads, 0);
    result = (struct warehouse_result){
        .columns = heads, .n_columns = n_heads, .cells = cells, .n_rows = n_cells / n_heads
    };
    return answer_sentence(ctx, plan, &compiled, &result);
}

static const char *sessions[] = { "sessions" };
static const char *revenue[] = { "purchase_revenue" };
static const char *rate[] = { "engagement_rate" };
static struct dim channel = { "channel_group", UNIT_NONE };

static void one_row_says_its_figures_and_their_change(void **state)
{
    struct ctx *ctx = *state;
    const struct plan plan = { .metrics = sessions, .n_metrics = 1 };
    const struct plan money = { .metrics = revenue, .n_metrics = 1 };

    assert_string_equal(told(ctx, &plan, "sessions", "95730"), "Sessions 95,730.");
    assert_string_equal(told(ctx, &plan, "sessions", "1240000"), "Sessions 1.24 M.");
    assert_string_equal(told(ctx, &plan, "sessions", "123600"), "Sessions 124 K.");
    assert_string_equal(told(ctx, &plan, "sessions,sessions_before", "95730,88150"),
                        "Sessions 95,730, up 8.6 % from 88,150.");
    assert_string_equal(told(ctx, &plan, "sessions,sessions_before", "50,100"),
                        "Sessions 50, down 50.0 % from 100.");
    assert_string_equal(told(ctx, &plan, "sessions,sessions_before", "50,0"), "Sessions 50, none before.");
    assert_string_equal(told(ctx, &plan, "sessions,sessions_before", "50,50"), "Sessions 50, as before.");
    assert_string_equal(told(ctx, &money, "purchase_revenue", "18.2"), "Revenue $18.20.");
    assert_string_equal(told(ctx, &money, "purchase_revenue", "12776.4"), "Revenue $12,776.");
    assert_string_equal(told(ctx, &money, "purchase_revenue", "-1240000"), "Revenue -$1.24 M.");
    assert_string_equal(told(ctx, &money, "purchase_revenue", ""), "Revenue –.");
}

static void a_ranking_names_the_first_two_and_the_share_of_what_adds_up(void **state)
{
    struct ctx *ctx = *state;
    struct order order = { "sessions", DIRECTION_ASC, ASPECT_NONE };
    struct plan plan = { .metrics = sessions, .n_metrics = 1, .dimensions = &channel, .n_dimensions = 1 };
    struct top top = { .n = 2 };
    const struct plan ratio = { .metrics = rate, .n_metrics = 1, .dimensions = &channel, .n_dimensions = 1 };
    const char *rows = "Direct,25;Email,50;,25";

    assert_string_equal(told(ctx, &plan, "channel_group,sessions", rows),
                        "Highest sessions: Email with 50 (50.0 % of 100); then Direct with 25.");
    assert_string_equal(told(ctx, &ratio, "channel_group,engagement_rate", "Direct,0.25;Email,0.5"),
                        "Highest engagement rate: Email with 50.00 %; then Direct with 25.00 %.");
    plan.order = &order;
    plan.n_order = 1;
    assert_string_equal(told(ctx, &plan, "channel_group,sessions", "Direct,25;Email,50"),
                        "Lowest sessions: Direct with 25 (33.3 % of 75); then Email with 50.");
    plan.n_order = 0;
    plan.top = &top; /* the rows aren't all there are: nothing is a share of them */
    assert_string_equal(told(ctx, &plan, "channel_group,sessions", "Direct,25;,50"),
                        "Highest sessions: (not set) with 50; then Direct with 25.");
}

static void a_trend_names_its_extremes(void **state)
{
    struct ctx *ctx = *state;
    struct dim day = { "date", UNIT_DAY }, month = { "date", UNIT_MONTH };
    struct plan plan = { .metrics = sessions, .n_metrics = 1, .dimensions = &day, .n_dimensions = 1 };

    assert_string_equal(
        told(ctx, &plan, "date,sessions", "2026-11-01,10;2026-11-02,30;2026-11-03,20"),
        "Sessions: 60 in all; highest 2 November 2026 with 30, lowest 1 November 2026 with 10.");
    assert_string_equal(told(ctx, &plan, "date,sessions", "2026-11-01,0;2026-11-02,0"),
                        "Sessions: 0 in each.");
    plan.dimensions = &month;
    plan.metrics = rate;
    assert_string_equal(
        told(ctx, &plan, "date,engagement_rate", "2026-10-01,0.5;2026-11-01,0.25"),
        "Engagement rate: highest October 2026 with 50.00 %, lowest November 2026 with 25.00 %.");
}

static void the_other_shapes_have_sentences_of_their_own(void **state)
{
    struct ctx *ctx = *state;
    struct funnel funnel = { 0 };
    struct retention retention = { .grain = UNIT_WEEK };
    struct plan_path path = { 0 };

    assert_string_equal(
        told(ctx, &(struct plan){ .funnel = &funnel }, "step,label,count,rate_from_first,rate_from_previous",
             "1,View,1000,1,;2,event is add_to_cart,200,0.2,0.2;3,Buy,100,0.1,0.5"),
        "100 of 1,000 (10.00 %) went from View to Buy; fewest went on to add_to_cart (20.00 %).");
    /* The second cohort is too young for a week 1: it doesn't count. */
    assert_string_equal(told(ctx, &(struct plan){ .retention = &retention }, "cohort,period,users",
                             "2026-10-05,0,200;2026-10-05,1,50;2026-10-12,0,100;2026-10-12,1,"),
                        "25.00 % of 200 users came back in week 1.");
    assert_string_equal(told(ctx, &(struct plan){ .path = &path }, "step,source,target,count",
                             "1,view_item,add_to_cart,12;1,view_item,scroll,7"),
                        "Most often from view_item to add_to_cart: 12 times.");
}

static void no_rows_say_so(void **state)
{
    struct ctx *ctx = *state;
    struct cond filter = { 0 };
    const struct plan plan = {
        .metrics = sessions, .n_metrics = 1, .dimensions = &channel, .n_dimensions = 1
    };
    struct plan filtered = plan;

    filtered.filter = &filter;
    assert_string_equal(told(ctx, &plan, "channel_group,sessions", NULL), "Nothing in this period.");
    assert_string_equal(told(ctx, &filtered, "channel_group,sessions", NULL),
                        "Nothing matches in this period.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_row_says_its_figures_and_their_change),
        TEST(a_ranking_names_the_first_two_and_the_share_of_what_adds_up),
        TEST(a_trend_names_its_extremes),
        TEST(the_other_shapes_have_sentences_of_their_own),
        TEST(no_rows_say_so),
    };

    return cmocka_run_group_tests_name("sentences", tests, NULL, NULL);
}
