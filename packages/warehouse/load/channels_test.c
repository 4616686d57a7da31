#include "packages/core/test.h"
#include "packages/warehouse/load/channels.h"

#include <stdio.h>
#include <string.h>

/* data/channels/vectors.jsonl: which row of rules.csv decides, and so the channel. */

enum { N_RULES = 30, LONGEST_LINE = 1000 };

static const char *member(const json_t *vector, const char *name)
{
    return json_string_value(json_object_get(vector, name));
}

static size_t check_vector(struct channels *channels, const json_t *vector)
{
    const char *source = member(vector, "source"), *medium = member(vector, "medium"),
               *campaign = member(vector, "campaign");
    const size_t wanted = (size_t)json_integer_value(json_object_get(vector, "rule"));
    struct date day;
    size_t rule;

    assert_true(date_parse(member(vector, "day"), &day));
    rule = channel_rule(channels, source, medium, campaign, date_days(day));
    if (rule != wanted)
        print_error("%s / %s / %s: row %zu, not %zu\n", source ? source : "-", medium ? medium : "-",
                    campaign ? campaign : "-", rule, wanted);
    assert_int_equal(rule, wanted);
    assert_string_equal(channel_of(channels, source, medium, campaign, date_days(day)),
                        member(vector, "channel"));
    return rule;
}

static void every_rule_names_its_channel(void **state)
{
    struct ctx *ctx = test_ctx(state);
    FILE *file = fopen("data/channels/vectors.jsonl", "re");
    bool is_shown[N_RULES + 1] = { false };
    struct channels *channels;
    char line[LONGEST_LINE];
    json_t *vector;

    assert_non_null(file);
    assert_ok(channels_open(ctx, (struct bytes){ 0 }, &channels));
    while (fgets(line, sizeof(line), file)) {
        assert_ok(json_parse(ctx, line, strlen(line), &vector));
        is_shown[check_vector(channels, vector)] = true;
    }
    fclose(file);
    for (size_t i = 1; i <= N_RULES; i++)
        assert_true(is_shown[i]);
}

static void a_list_of_ones_own_takes_the_place_of_the_shipped_one(void **state)
{
    static const char own[] = "source,source_category\nintranet,SOURCE_CATEGORY_SEARCH\n";
    static const char broken[] = "source,source_category\nintranet\n";
    struct ctx *ctx = test_ctx(state);
    struct channels *channels, *shipped;

    assert_ok(channels_open(ctx, (struct bytes){ 0 }, &shipped));
    assert_ok(channels_open(ctx, (struct bytes){ (const unsigned char *)own, sizeof(own) - 1 }, &channels));
    assert_string_equal(channel_of(channels, "intranet", "referral", NULL, 20000), "Organic Search");
    assert_string_equal(channel_of(channels, "bing", "referral", NULL, 20000), "Referral");
    assert_string_not_equal(channels_hash(channels), channels_hash(shipped));
    assert_err(
        channels_open(ctx, (struct bytes){ (const unsigned char *)broken, sizeof(broken) - 1 }, &channels),
        ERR_INVALID, "channel_sources");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_rule_names_its_channel),
        TEST(a_list_of_ones_own_takes_the_place_of_the_shipped_one),
    };

    return cmocka_run_group_tests_name("channels", tests, NULL, NULL);
}
