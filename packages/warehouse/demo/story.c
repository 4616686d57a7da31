#include "packages/warehouse/demo/story.h"

const struct channel story_channels[] = {
    [STORY_PAID_SOCIAL] = { 6, "instagram", "paid_social", "autumn_launch", "Paid Social", 0.7 },
    [STORY_DIRECT] = { 22, "(direct)", "(none)", "(direct)", "Direct", 1.2 },
    { 26, "google", "organic", "(organic)", "Organic Search", 1.0 },
    { 5, "bing", "organic", "(organic)", "Organic Search", 1.0 },
    { 10, "google", "cpc", "brand_search", "Paid Search", 1.9 },
    { 5, "google", "cpc", "generic_camping", "Paid Search", 1.1 },
    { 7, "newsletter", "email", "weekly_news", "Email", 2.3 },
    { 2, "newsletter", "email", "win_back", "Email", 1.4 },
    { 5, "facebook.com", "social", "(not set)", "Organic Social", 0.5 },
    { 3, "pinterest.com", "social", "(not set)", "Organic Social", 0.6 },
    { 4, "hiking-blog.example.org", "referral", "(referral)", "Referral", 1.2 },
    { 3, "display-network", "display", "retargeting_banner", "Display", 0.3 },
    { 2, "youtube.com", "video", "(not set)", "Organic Video", 0.4 },
    { 2, "chatgpt.com", "ai-assistant", "(ai-assistant)", "AI Assistant", 1.5 },
    { 1, "partner-net", "affiliate", "autumn_partners", "Affiliates", 1.3 },
};
const size_t story_n_channels = COUNT(story_channels);

const struct country story_countries[] = {
    { 42,
      "US",
      "United States",
      "Americas",
      { "California", "New York", "Oregon" },
      { "San Francisco", "New York", "Portland" },
      "en-us",
      0.90,
      -7 },
    { 14,
      "GB",
      "United Kingdom",
      "Europe",
      { "England", "Scotland", "Wales" },
      { "London", "Edinburgh", "Cardiff" },
      "en-gb",
      0.86,
      0 },
    { 12,
      "DE",
      "Germany",
      "Europe",
      { "Berlin", "Bavaria", "Hamburg" },
      { "Berlin", "Munich", "Hamburg" },
      "de-de",
      0.78,
      1 },
    { 8,
      "FR",
      "France",
      "Europe",
      { "Ile-de-France", "Occitanie", "Brittany" },
      { "Paris", "Toulouse", "Rennes" },
      "fr-fr",
      0.80,
      1 },
    { 8,
      "CA",
      "Canada",
      "Americas",
      { "Ontario", "British Columbia", "Quebec" },
      { "Toronto", "Vancouver", "Montreal" },
      "en-ca",
      0.90,
      -5 },
    { 5,
      "NL",
      "Netherlands",
      "Europe",
      { "North Holland", "Utrecht", "South Holland" },
      { "Amsterdam", "Utrecht", "Rotterdam" },
      "nl-nl",
      0.82,
      1 },
    { 4,
      "ES",
      "Spain",
      "Europe",
      { "Catalonia", "Andalusia", "Madrid" },
      { "Barcelona", "Seville", "Madrid" },
      "es-es",
      0.84,
      1 },
    { 4,
      "IT",
      "Italy",
      "Europe",
      { "Lombardy", "Lazio", "Piedmont" },
      { "Milan", "Rome", "Turin" },
      "it-it",
      0.84,
      1 },
    { 3,
      "AU",
      "Australia",
      "Oceania",
      { "New South Wales", "Victoria", "Queensland" },
      { "Sydney", "Melbourne", "Brisbane" },
      "en-au",
      0.90,
      10 },
};
const size_t story_n_countries = COUNT(story_countries);

const struct device story_devices[] = {
    { 40, "mobile", "iOS", "Safari", 0.8 },       { 22, "mobile", "Android", "Chrome", 0.7 },
    { 20, "desktop", "Windows", "Chrome", 1.5 },  { 6, "desktop", "Windows", "Edge", 1.4 },
    { 8, "desktop", "Macintosh", "Safari", 1.5 }, { 4, "tablet", "iOS", "Safari", 1.0 },
};
const size_t story_n_devices = COUNT(story_devices);

const struct product story_products[] = {
    { 40, "DEMO-LANTERN", "Trail Lantern", "Lighting", 5900, 30 },
    { 14, "DEMO-TENT2", "Ridge Tent 2", "Tents", 24900, 0 },
    { 6, "DEMO-TENT4", "Ridge Tent 4", "Tents", 38900, 0 },
    { 16, "DEMO-BAG", "Down Sleeping Bag", "Sleeping", 17900, 0 },
    { 18, "DEMO-MAT", "Air Mat", "Sleeping", 8900, 0 },
    { 22, "DEMO-STOVE", "Pocket Stove", "Cooking", 4900, 0 },
    { 15, "DEMO-POT", "Camp Pot", "Cooking", 3400, 0 },
    { 20, "DEMO-PACK40", "Pack 40", "Packs", 14900, 0 },
    { 12, "DEMO-PACK65", "Pack 65", "Packs", 19900, 0 },
    { 26, "DEMO-SOCKS", "Wool Socks", "Clothing", 1900, 0 },
    { 17, "DEMO-SHELL", "Rain Shell", "Clothing", 12900, 0 },
    { 24, "DEMO-BOTTLE", "Steel Bottle", "Hydration", 2900, 0 },
};
const size_t story_n_products = COUNT(story_products);

enum {
    CAMPAIGN_FROM = 42,
    NEW_PRODUCT_FROM = 30,
    BROKEN_FROM = 68,
    BROKEN_TO = 66
}; /* days before the end */

struct story_day story_day(struct date day, int64_t left, int64_t days)
{
    static const double weekdays[] = { 1.05, 1.08, 1.06, 1.04, 0.98, 0.82, 0.95 }; /* Monday first */
    const double grown = 0.85 + 0.30 * (double)(days - left) / (double)days;
    struct story_day story = { .sessions = weekdays[date_weekday(day) - 1] * grown,
                               .sells = 1,
                               .paid_social = 1,
                               .paid_social_sells = 1,
                               .has_new_product = left < NEW_PRODUCT_FROM };

    if (left < CAMPAIGN_FROM) {
        story.sessions *= 1.12;
        story.paid_social = 3.2;
        story.paid_social_sells = 1.8;
    }
    if (left <= BROKEN_FROM && left >= BROKEN_TO) {
        story.sessions *= 0.75;
        story.sells = 0.15;
    }
    return story;
}
