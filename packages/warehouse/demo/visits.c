/*
 * Visits to the demo shop and the events that they leave, in the shape of a GA4 export of today: with the
 * session's last click on every event and a parameter for everything else.
 */
#include "packages/warehouse/demo/company.h"

enum { FIRST_TIME = 45 /* percent of the sessions */, MOST_ITEMS = 3 };

struct visitor {
    int64_t first_us; /* 0: never was there */
    int sessions;
    size_t first_channel;
};

struct visitors {
    struct visitor *at; /* one a user */
    int64_t n, n_known;
};

/* One session under way. */
struct session {
    struct company *company;
    FILE *out;
    struct dice dice;
    int64_t user, at_us, id;
    int64_t customer; /* who the user is, -1 for a stranger */
    struct visitor *visitor;
    const struct channel *channel;
    const struct country *country;
    const struct device *device;
    size_t place;
    const char *day; /* YYYYMMDD */
    const char *path, *title;
    bool is_engaged;
};

int64_t company_customer_of(const struct company *company, int64_t user)
{
    return user % 2 == 0 && user / 2 < company->options.customers ? user / 2 : -1;
}

struct visitors *visitors_new(struct company *company)
{
    struct visitors *visitors = arena_alloc(company->ctx->arena, sizeof(*visitors));

    visitors->n = 2 * company->options.days * company->options.sessions;
    visitors->at = arena_alloc(company->ctx->arena, (size_t)visitors->n * sizeof(*visitors->at));
    return visitors;
}

static void write_param(const struct session *session, const char *key, const char *text)
{
    fprintf(session->out, ",{\"key\":\"%s\",\"value\":{\"string_value\":\"%s\"}}", key, text);
}

static void write_number(const struct session *session, const char *key, int64_t value)
{
    fprintf(session->out, ",{\"key\":\"%s\",\"value\":{\"int_value\":\"%ld\"}}", key, (long)value);
}

static void write_place(const struct session *session)
{
    const struct device *device = session->device;
    const struct country *country = session->country;
    const struct channel *first = &story_channels[session->visitor->first_channel],
                         *channel = session->channel;

    fprintf(
        session->out,
        "],\"user_pseudo_id\":\"demo.%ld\",\"user_first_touch_timestamp\":\"%ld\",\"is_active_user\":true,"
        "\"device\":{\"category\":\"%s\",\"operating_system\":\"%s\",\"language\":\"%s\",\"web_info\":{"
        "\"browser\":\"%s\"}},"
        "\"geo\":{\"continent\":\"%s\",\"country\":\"%s\",\"region\":\"%s\",\"city\":\"%s\"},\"platform\":"
        "\"WEB\",",
        (long)session->user, (long)session->visitor->first_us, device->category, device->system,
        country->language, device->browser, country->continent, country->name,
        country->regions[session->place], country->cities[session->place]);
    fprintf(session->out,
            "\"traffic_source\":{\"name\":\"%s\",\"medium\":\"%s\",\"source\":\"%s\"},"
            "\"session_traffic_source_last_click\":{\"cross_channel_campaign\":{\"campaign_name\":\"%s\","
            "\"source\":\"%s\","
            "\"medium\":\"%s\",\"default_channel_group\":\"%s\"}}",
            first->campaign, first->medium, first->source, channel->campaign, channel->source,
            channel->medium, channel->group);
}

/* Begins an event; parameters may follow, then end_event(). Time passes. */
static void begin_event(struct session *session, const char *name)
{
    session->at_us += SECONDS(dice_between(&session->dice, 1, 25)) + dice_below(&session->dice, 1000000);
    fprintf(session->out,
            "{\"event_date\":\"%s\",\"event_timestamp\":\"%ld\",\"event_name\":\"%s\",\"event_params\":["
            "{\"key\":\"ga_session_id\",\"value\":{\"int_value\":\"%ld\"}}",
            session->day, (long)session->at_us, name, (long)session->id);
    write_number(session, "ga_session_number", session->visitor->sessions);
    write_param(session, "session_engaged", session->is_engaged ? "1" : "0");
    fprintf(session->out,
            ",{\"key\":\"page_location\",\"value\":{\"string_value\":\"https://demo-shop.example.com%s\"}}",
            session->path);
    write_param(session, "page_title", session->title);
}

static void write_items(const struct session *session, const struct demo_order *order, bool with_revenue)
{
    fputs(",\"items\":[", session->out);
    for (size_t i = 0; i < order->n_lines; i++) {
        const struct product *product = order->lines[i].product;
        const double price = (double)product->cents / 100;

        fprintf(session->out,
                "%s{\"item_id\":\"%s\",\"item_name\":\"%s\",\"item_brand\":\"Demo "
                "Outfitters\",\"item_category\":\"%s\","
                "\"price_in_usd\":%.2f,\"price\":%.2f,\"quantity\":\"%d\"",
                i ? "," : "", product->id, product->name, product->category, price, price,
                order->lines[i].quantity);
        if (with_revenue)
            fprintf(session->out, ",\"item_revenue_in_usd\":%.2f", price * order->lines[i].quantity);
        fputs("}", session->out);
    }
    fputs("]", session->out);
}

static void end_event(struct session *session, const struct demo_order *items, const char *transaction)
{
    write_place(session);
    if (items)
        write_items(session, items, transaction != NULL);
    if (transaction)
        fprintf(session->out, ",\"ecommerce\":{\"transaction_id\":\"%s\",\"purchase_revenue_in_usd\":%.2f}",
                transaction, (double)company_cents(items) / 100);
    fputs("}\n", session->out);
}

static void simple_event(struct session *session, const char *name, const struct demo_order *items)
{
    begin_event(session, name);
    if (text_is(name, "user_engagement") || text_is(name, "scroll"))
        write_number(session, "engagement_time_msec", dice_between(&session->dice, 800, 45000));
    end_event(session, items, NULL);
}

static void page_view(struct session *session, const char *path, const char *title, bool is_first)
{
    session->path = path;
    session->title = title;
    begin_event(session, "page_view");
    if (is_first)
        write_number(session, "entrances", 1);
    end_event(session, NULL, NULL);
}

static void buy(struct session *session, struct demo_order *order)
{
    struct company *company = session->company;

    snprintf(order->id, sizeof(order->id), "DEMO-%06zu", company->n_orders + 1);
    order->customer = session->customer;
    for (int sent = dice_chance(&session->dice, 0.012) ? 2 : 1; sent > 0;
         sent--) { /* a page loaded again sends it again */
        begin_event(session, "purchase");
        write_param(session, "currency", "USD");
        end_event(session, order, order->id);
    }
    order->at = (struct instant){ session->at_us };
    *ARENA_PUSH(company->ctx->arena, company->orders, company->n_orders) = *order;
}

/* From looking to buying; each step loses people. */
static void shop(struct session *session, const struct story_day *story, double sells)
{
    struct demo_order order = { 0 };
    const double bought = 0.36 * sells > 0.85 ? 0.85 : 0.36 * sells;

    company_basket(&session->dice, story->has_new_product, &order);
    page_view(
        session, arena_printf(session->company->ctx->arena, "/products/%s", order.lines[0].product->id),
        arena_printf(session->company->ctx->arena, "%s | Demo Outfitters", order.lines[0].product->name),
        false);
    simple_event(session, "view_item", &order);
    if (!dice_chance(&session->dice, 0.36))
        return;
    simple_event(session, "add_to_cart", &order);
    if (!dice_chance(&session->dice, 0.55))
        return;
    page_view(session, "/checkout", "Checkout | Demo Outfitters", false);
    simple_event(session, "begin_checkout", &order);
    if (dice_chance(&session->dice, bought))
        buy(session, &order);
}

static void enter(struct session *session)
{
    static const char *const pages[][2] = { { "/", "Demo Outfitters" },
                                            { "/tents", "Tents | Demo Outfitters" },
                                            { "/journal/packing-light", "Packing light | Demo Outfitters" },
                                            { "/sale", "Sale | Demo Outfitters" } };
    const int page = dice_below(&session->dice, 10);
    const char *const *landing = pages[page < 5 ? 0 : page < 7 ? 1 : page < 9 ? 2 : 3];

    session->path = landing[0];
    session->title = landing[1];
    simple_event(session, "session_start", NULL);
    if (session->visitor->sessions == 1)
        simple_event(session, "first_visit", NULL);
    page_view(session, landing[0], landing[1], true);
}

static void visit(struct session *session, const struct story_day *story)
{
    double sells =
        session->channel->sells * session->device->sells * story->sells * (session->customer < 0 ? 0.4 : 1.4);

    if (session->channel == &story_channels[STORY_PAID_SOCIAL])
        sells *= story->paid_social_sells;
    session->is_engaged = dice_chance(&session->dice, 0.62);
    enter(session);
    if (!session->is_engaged)
        return;
    simple_event(session, "scroll", NULL);
    simple_event(session, "user_engagement", NULL);
    for (int more = dice_between(&session->dice, 0, 2); more > 0; more--) {
        page_view(session, "/collections/new", "New | Demo Outfitters", false);
        simple_event(session, "user_engagement", NULL);
    }
    if (dice_chance(&session->dice, 0.58))
        shop(session, story, sells);
}

/* Somebody new, or somebody who was there before, rather lately. */
static int64_t choose_user(struct visitors *visitors, struct dice *dice)
{
    if (visitors->n_known < visitors->n && (visitors->n_known < 50 || dice_below(dice, 100) < FIRST_TIME))
        return visitors->n_known++;
    return visitors->n_known - 1 - (int64_t)(dice_share(dice) * dice_share(dice) * (double)visitors->n_known);
}

static const struct channel *choose_channel(struct dice *dice, const struct story_day *story)
{
    double weights[64];

    for (size_t i = 0; i < story_n_channels; i++)
        weights[i] = story_channels[i].weight;
    weights[STORY_PAID_SOCIAL] *= story->paid_social;
    return &story_channels[dice_pick(dice, weights, story_n_channels, sizeof(*weights))];
}

/* Users and customers of one number meet: linked ones live where the customer lives. */
static void settle(struct session *session)
{
    struct company *company = session->company;
    struct dice own = dice_of(company->options.seed, 'u', (uint64_t)session->user);
    size_t device = dice_pick(&own, &story_devices->weight, story_n_devices, sizeof(*story_devices));

    session->country = &story_countries[dice_pick(&own, &story_countries->weight, story_n_countries,
                                                  sizeof(*story_countries))];
    session->place = (size_t)dice_below(&own, 3);
    session->device = &story_devices[device];
    if (session->customer < 0)
        return;
    const struct person person = person_of(company->options.seed, session->customer, company->last_day);

    session->country = person.country;
    session->place = person.place;
}

static void one_visit(struct company *company, struct visitors *visitors, int64_t day, const char *name,
                      const struct story_day *story, int64_t number, FILE *out)
{
    struct session session = { .company = company, .out = out, .day = name };

    session.dice = dice_of(company->options.seed, (uint64_t)day, (uint64_t)number);
    session.user = choose_user(visitors, &session.dice);
    session.customer = company_customer_of(company, session.user);
    session.visitor = &visitors->at[session.user];
    session.channel = choose_channel(&session.dice, story);
    settle(&session);
    /* The property's day is UTC's: early hours are quiet, evenings busy. */
    session.at_us = day * DAYS(1) + MINUTES(dice_below(&session.dice, 420) + dice_below(&session.dice, 420) +
                                            dice_below(&session.dice, 570));
    session.id = session.at_us / 1000000;
    if (!session.visitor->first_us) {
        session.visitor->first_us = session.at_us;
        session.visitor->first_channel = (size_t)(session.channel - story_channels);
    }
    session.visitor->sessions++;
    visit(&session, story);
}

void company_day(struct company *company, struct visitors *visitors, int64_t day, FILE *out)
{
    const struct date date = date_of_days(day);
    const struct story_day story = story_day(date, company->last_day - day, company->options.days);
    const char *name = arena_printf(company->ctx->arena, "%04d%02d%02d", date.year, date.month, date.day);
    const int64_t n = (int64_t)(story.sessions * (double)company->options.sessions);

    for (int64_t i = 0; i < n; i++)
        one_visit(company, visitors, day, name, &story, i, out);
}
