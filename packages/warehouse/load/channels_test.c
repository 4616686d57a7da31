#include "packages/core/test.h"
#include "packages/warehouse/load/channels.h"

static const struct {
    const char *source, *medium, *campaign, *day, *channel;
} vectors[] = {
    { "(direct)", "(none)", NULL, "2026-01-01", "Direct" },
    { "(direct)", "(not set)", NULL, "2026-01-01", "Direct" },
    { NULL, NULL, NULL, "2026-01-01", "Direct" },
    { "(direct)", "cpc", NULL, "2026-01-01", "Paid Other" },
    { "google", "cpc", "My Cross-Network 1", "2026-01-01", "Cross-network" },
    { "amazon", "cpc", NULL, "2026-01-01", "Paid Shopping" },
    { "anything", "ppc", "winter_shop", "2026-01-01", "Paid Shopping" },
    { "anything", "ppc", "eshop", "2026-01-01", "Paid Shopping" },
    { "anything", "ppc", "workshop", "2026-01-01", "Paid Other" },
    { "google", "CPC", NULL, "2026-01-01", "Paid Search" },
    { "google", "cpm", NULL, "2026-01-01", "Paid Search" },
    { "bing", "retargeting", NULL, "2026-01-01", "Paid Search" },
    { "Facebook", "paid_social", NULL, "2026-01-01", "Paid Social" },
    { "l.instagram.com", "paid", NULL, "2026-01-01", "Paid Social" },
    { "youtube.com", "cpv-cpc", NULL, "2026-01-01", "Paid Video" },
    { "somewhere", "cpm", NULL, "2026-01-01", "Display" },
    { "somewhere", "banner", NULL, "2026-01-01", "Display" },
    { "somewhere", "cpc", NULL, "2026-01-01", "Paid Other" },
    { "ebay", "whatever", NULL, "2026-01-01", "Organic Shopping" },
    { "somewhere", "whatever", "shopping week", "2026-01-01", "Organic Shopping" },
    { "m.facebook.com", "referral", NULL, "2026-01-01", "Organic Social" },
    { "x.com", "referral", NULL, "2026-01-01", "Organic Social" },
    { "somewhere", "social network", NULL, "2026-01-01", "Organic Social" },
    { "vimeo.com", "referral", NULL, "2026-01-01", "Organic Video" },
    { "somewhere", "in-video", NULL, "2026-01-01", "Organic Video" },
    { "google", "organic", NULL, "2026-01-01", "Organic Search" },
    { "www.google.co.uk", "referral", NULL, "2026-01-01", "Organic Search" },
    { "somewhere", "organic", NULL, "2026-01-01", "Organic Search" },
    { "google.com.example", "referral", NULL, "2026-01-01", "Referral" },
    { "mail.google.com", "referral", NULL, "2026-01-01", "Referral" },
    { "chatgpt.com", "ai-assistant", "(ai-assistant)", "2026-01-01", "AI Assistant" },
    { "chatgpt.com", "referral", NULL, "2026-05-12", "Referral" },
    { "chatgpt.com", "referral", NULL, "2026-05-13", "AI Assistant" },
    { "gemini.google.com", "referral", NULL, "2026-06-01", "AI Assistant" },
    { "gemini.google.com", "referral", NULL, "2026-01-01", "Referral" },
    { "perplexity.ai", "referral", NULL, "2026-06-01", "Referral" },
    { "somewhere", "app", NULL, "2026-01-01", "Referral" },
    { "newsletter", "email", NULL, "2026-01-01", "Email" },
    { "e-mail", "whatever", NULL, "2026-01-01", "Email" },
    { "partner", "affiliate", NULL, "2026-01-01", "Affiliates" },
    { "podcast", "audio", NULL, "2026-01-01", "Audio" },
    { "sms", "whatever", NULL, "2026-01-01", "SMS" },
    { "somewhere", "sms", NULL, "2026-01-01", "SMS" },
    { "somewhere", "web-push", NULL, "2026-01-01", "Mobile Push Notifications" },
    { "somewhere", "mobile-app", NULL, "2026-01-01", "Mobile Push Notifications" },
    { "firebase", "whatever", NULL, "2026-01-01", "Mobile Push Notifications" },
    { "somewhere", "whatever", NULL, "2026-01-01", "Unassigned" },
};

static void every_rule_names_its_channel(void **state)
{
    struct ctx *ctx = test_ctx(state);
    struct channels *channels;

    assert_ok(channels_open(ctx, (struct bytes){ 0 }, &channels));
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct date day;
        const char *channel;

        assert_true(date_parse(vectors[i].day, &day));
        channel =
            channel_of(channels, vectors[i].source, vectors[i].medium, vectors[i].campaign, date_days(day));
        if (!text_is(channel, vectors[i].channel))
            print_error("%s / %s: %s\n", vectors[i].source ? vectors[i].source : "-",
                        vectors[i].medium ? vectors[i].medium : "-", channel);
        assert_string_equal(channel, vectors[i].channel);
    }
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
