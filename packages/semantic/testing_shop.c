#include "packages/semantic/testing_shop.h"

#ifdef TRUFFLE_TEST

static const char *const countries[] = { "US", "CA", "DE", "FR", NULL };
static const char *const tiers[] = { "gold", "silver", NULL };
static const char *const devices[] = { "mobile", "desktop", "tablet" };
static const char *const pages[] = { "/", "/sale", "/bags", "/checkout", NULL };
static const char *const sources[] = { "google", "(direct)", "newsletter", NULL };
static const char *const products[][2] = {
    { "Tote", "Bags" }, { "Backpack", "Bags" }, { "Tee", "Shirts" }, { "Mug", NULL }
};
static const char *const steps[] = { "page_view",   "page_view",      "view_item",
                                     "add_to_cart", "begin_checkout", "purchase" };

struct writer {
    struct ctx *ctx;
    struct shop *shop;
    struct dice dice;
    struct buf events, items, orders, customers, links;
};

/* CSV: nothing between two commas is NULL. */
static const char *or_nothing(const char *text)
{
    return text ? text : "";
}

static const char *number_or_nothing(struct writer *writer, int64_t number)
{
    return number > 0 ? arena_printf(writer->ctx->arena, "%lld", (long long)number) : "";
}

static const char *flag(bool is_set)
{
    return is_set ? "true" : "false";
}

static const char *day_of(struct writer *writer, int64_t day)
{
    return date_text(writer->ctx->arena, date_of_days(day));
}

static void add_item(struct writer *writer, size_t event)
{
    struct shop *shop = writer->shop;
    struct shop_item *item = &shop->items[shop->n_items++];
    const char *const *product = products[dice_roll(&writer->dice, COUNT(products))];
    const struct shop_event *of = &shop->events[event];

    *item =
        (struct shop_item){ event, product[0], product[1], 5.0 * (double)(1 + dice_roll(&writer->dice, 8)),
                            0,     0 };
    item->quantity = (int64_t)dice_roll(&writer->dice, 4);
    item->revenue = item->price * (double)(item->quantity ? item->quantity : 1);
    buf_printf(&writer->items, "%s,%zu,%s,%s,%s,%s,%s,%s,%g,%s,%g\n", day_of(writer, of->day), event + 1,
               of->name, number_or_nothing(writer, of->user + 1), number_or_nothing(writer, of->session),
               flag(of->is_repeat), item->name, or_nothing(item->category), item->price,
               number_or_nothing(writer, item->quantity), item->revenue);
}

static void write_event(struct writer *writer, size_t at, const char *source, bool is_engaged, int number)
{
    const struct shop_event *event = &writer->shop->events[at];

    buf_printf(&writer->events, "%s,%lld,%s,%zu,%s,%s,%d,%s,%d,%s,%s,%s,%s,%s,%s,%g,%s\n",
               day_of(writer, event->day), (long long)event->at, event->name, at + 1,
               number_or_nothing(writer, event->user + 1), number_or_nothing(writer, event->session), number,
               flag(is_engaged), is_engaged ? 12000 : 0, or_nothing(event->page), or_nothing(source),
               or_nothing(event->country), event->device,
               text_is(event->name, "purchase") ? number_or_nothing(writer, (int64_t)at + 1) : "",
               flag(event->is_repeat), event->revenue, text_is(event->name, "refund") ? "7.5" : "");
}

/* A visit: some steps in order, one in fifty over midnight, one in twelve nobody's, some outside any session.
 */
static void add_session(struct writer *writer, int64_t number)
{
    struct dice *dice = &writer->dice;
    struct shop *shop = writer->shop;
    const int64_t day = 20666 + (int64_t)dice_roll(dice, 116); /* from 2026-08-01 */
    const bool is_nobody = dice_roll(dice, 12) == 0, is_engaged = dice_roll(dice, 3) > 0;
    const char *source = sources[dice_roll(dice, COUNT(sources))];
    const size_t n = 1 + dice_roll(dice, COUNT(steps));
    struct shop_event event = { .day = day, .user = is_nobody ? -1 : (int)dice_roll(dice, N_USERS) };

    event.at = day * DAYS(1) + (int64_t)dice_roll(dice, 24) * HOURS(1);
    event.country = countries[dice_roll(dice, COUNT(countries))];
    event.device = devices[dice_roll(dice, COUNT(devices))];
    event.session = is_nobody || dice_roll(dice, 20) == 0 ? 0 : number;
    for (size_t i = 0; i < n && shop->n_events < MOST_EVENTS; i++) {
        const size_t at = shop->n_events++;

        event.name = i == 0 && dice_roll(dice, 3) == 0 ? "first_visit"
                     : dice_roll(dice, 60) == 0        ? "refund"
                                                       : steps[i];
        event.page = pages[dice_roll(dice, COUNT(pages))];
        event.is_repeat = text_is(event.name, "purchase") && dice_roll(dice, 6) == 0;
        event.revenue = text_is(event.name, "purchase") ? (double)(10 + dice_roll(dice, 90)) : 0;
        if (i == 2 && dice_roll(dice, 50) == 0)
            event.day++;
        event.at = event.at + MINUTES(1);
        shop->events[at] = event;
        write_event(writer, at, source, is_engaged, 1 + (int)(number % 3));
        shop->events[at].first_item = shop->n_items;
        for (size_t j = dice_roll(dice, 3); i >= 2 && j > 0 && shop->n_items < MOST_ITEMS; j--)
            add_item(writer, at);
        shop->events[at].n_items = shop->n_items - shop->events[at].first_item;
    }
}

static void add_order(struct writer *writer, size_t i)
{
    struct dice *dice = &writer->dice;
    struct shop_order *order = &writer->shop->orders[i];

    *order =
        (struct shop_order){ (int)dice_roll(dice, N_CUSTOMERS * 2 / 3), 20666 + (int64_t)dice_roll(dice, 116),
                             dice_roll(dice, 10) == 0, (double)(20 + dice_roll(dice, 200)) };
    if (dice_roll(dice, 20) == 0)
        order->customer = -1;
    if (order->is_cancelled)
        order->value = -order->value;
    buf_printf(&writer->orders, "o%zu,%s,%s,%lld,%s,%g\n", i, number_or_nothing(writer, order->customer + 1),
               day_of(writer, order->day), (long long)(order->day * DAYS(1) + HOURS(15)),
               flag(order->is_cancelled), order->value);
}

static void add_people(struct writer *writer)
{
    struct dice *dice = &writer->dice;
    struct shop *shop = writer->shop;

    for (int i = 0; i < N_CUSTOMERS; i++) {
        shop->customers[i] =
            (struct shop_customer){ countries[dice_roll(dice, COUNT(countries))],
                                    tiers[dice_roll(dice, COUNT(tiers))], dice_roll(dice, 2) == 0 };
        buf_printf(&writer->customers, "%d,c%d,%s,%s,%s,false\n", i + 1, i,
                   or_nothing(shop->customers[i].country), flag(shop->customers[i].has_email),
                   or_nothing(shop->customers[i].tier));
    }
    for (int i = 0; i < N_USERS; i++) {
        shop->customer_of[i] = dice_roll(dice, 4) == 0 ? -1 : (int)dice_roll(dice, N_CUSTOMERS);
        if (shop->customer_of[i] < 0)
            continue;
        buf_printf(&writer->links, "%d,%d\n", i + 1, shop->customer_of[i] + 1);
    }
}

static void index_events(struct writer *writer)
{
    struct shop *shop = writer->shop;
    size_t *events[N_CUSTOMERS] = { NULL };

    for (size_t i = 0; i < shop->n_events; i++) {
        const int customer = shop->events[i].user < 0 ? -1 : shop->customer_of[shop->events[i].user];

        if (customer >= 0)
            *ARENA_PUSH(writer->ctx->arena, events[customer], shop->n_events_of[customer]) = i;
    }
    for (size_t i = 0; i < N_CUSTOMERS; i++)
        shop->events_of[i] = events[i];
}

/* As the loader builds them: see data/duckdb/schema.sql. */
static const char derived[] =
    "INSERT INTO sessions BY NAME SELECT event_date AS session_date, user_key, ga_session_id,"
    " CASE WHEN ga_session_id IS NOT NULL THEN user_key * 1000003 + ga_session_id END AS session_key,"
    " min(ga_session_number) AS ga_session_number, min(event_timestamp) AS started_at, max(event_timestamp) "
    "AS ended_at,"
    " bool_or(session_engaged) AS is_engaged, bool_or(session_engaged OR event_name = 'first_visit') AS "
    "is_active,"
    " bool_or(event_name = 'first_visit') AS is_new, count(*) AS events, count_if(event_name = 'page_view') "
    "AS views,"
    " count_if(event_name = 'purchase' AND NOT is_repeat) AS key_events, sum(engagement_time_msec) AS "
    "engagement_time_msec,"
    " count_if(event_name = 'view_item') AS item_views, count_if(event_name = 'add_to_cart') AS add_to_carts,"
    " count_if(event_name = 'begin_checkout') AS checkouts,"
    " count_if(event_name = 'purchase' AND NOT is_repeat) AS purchases,"
    " count_if(event_name = 'purchase' AND NOT is_repeat) AS transactions,"
    " coalesce(sum(purchase_revenue) FILTER (event_name = 'purchase' AND NOT is_repeat), 0) AS "
    "purchase_revenue,"
    " coalesce(sum(refund_value) FILTER (event_name = 'refund'), 0) AS refund_value,"
    " any_value(source) FILTER (user_key IS NOT NULL) AS source, any_value('m') FILTER (user_key IS NOT "
    "NULL) AS medium,"
    " any_value(CASE source WHEN 'google' THEN 'Organic Search' WHEN '(direct)' THEN 'Direct' WHEN "
    "'newsletter' THEN 'Email' END) FILTER (user_key IS NOT NULL)"
    "   AS channel_group,"
    " any_value(country) AS country, any_value(device_category) AS device_category,"
    " min(DATE '2026-08-01' + CAST(user_key % 50 AS INTEGER)) AS first_visit_date"
    " FROM events GROUP BY event_date, user_key, ga_session_id, CASE WHEN user_key IS NULL THEN country END,"
    " CASE WHEN user_key IS NULL THEN device_category END;"
    "INSERT INTO user_months BY NAME SELECT user_key, CAST(user_key AS VARCHAR) AS user_pseudo_id,"
    " min(event_date) AS first_date, max(event_date) AS last_date,"
    " min(event_date) FILTER (event_name = 'purchase' AND NOT is_repeat) AS first_purchase_date"
    " FROM events WHERE user_key IS NOT NULL GROUP BY user_key, date_trunc('month', event_date);"
    "INSERT INTO order_items BY NAME SELECT order_id, customer_key, order_date, is_cancelled,"
    " CASE WHEN length(order_id) % 2 = 0 THEN 'Tote' ELSE 'Tee' END AS item_name, order_value AS line_value "
    "FROM orders;"
    "INSERT INTO item_costs VALUES (NULL, 'Tote', '2026-08-01', 2), (NULL, 'Tote', '2026-10-01', 3.5), "
    "(NULL, 'Tee', "
    "'2026-09-15', 1.25);"
    "INSERT INTO campaign_days SELECT DATE '2026-08-01' + CAST(d AS INTEGER), p, CASE c WHEN 0 THEN NULL "
    "ELSE 'c' || c END,"
    " (d * 7 + c * 3 + length(p)) % 50 + 0.25, (d + c) % 9, (d + c) % 90 + 10 FROM range(116) AS t(d), "
    "range(3) AS u(c),"
    " (VALUES ('google'), ('meta')) AS v(p);"
    "INSERT INTO consents SELECT customer_key, type, CASE WHEN (customer_key * n) % 3 = 0 THEN 'withdrawn' "
    "ELSE 'granted' END"
    " FROM customers, (VALUES ('email', 1), ('ad_user_data', 7)) AS t(type, n) WHERE customer_key % 4 > 0;";

struct shop *shop_open(struct ctx *ctx, struct duck *duck, uint64_t seed)
{
    enum { LONGEST = 8 * 1024 * 1024 };
    struct writer writer = { .ctx = ctx,
                             .shop = arena_alloc(ctx->arena, sizeof(struct shop)),
                             .dice = { seed } };

    writer.events = writer.items = writer.orders = writer.customers = writer.links =
        buf_in(ctx->arena, LONGEST);
    add_people(&writer);
    for (int64_t i = 1; i <= N_SESSIONS; i++)
        add_session(&writer, i);
    for (size_t i = 0; i < N_ORDERS; i++)
        add_order(&writer, i);
    index_events(&writer);
    duck_run(duck, "ALTER TABLE customers ADD COLUMN tier VARCHAR");
    duck_fill(ctx, duck, "customers (customer_key, customer_id, country, has_email, tier, has_phone)",
              buf_str(&writer.customers));
    duck_fill(ctx, duck, "customer_links", buf_str(&writer.links));
    duck_fill(
        ctx, duck,
        "events (event_date, event_timestamp, event_name, event_id, user_key, ga_session_id, "
        "ga_session_number, "
        "session_engaged, engagement_time_msec, page_path, source, country, device_category, transaction_id, "
        "is_repeat, purchase_revenue, refund_value)",
        buf_str(&writer.events));
    duck_fill(ctx, duck,
              "items (event_date, event_id, event_name, user_key, ga_session_id, is_repeat, item_name, "
              "item_category, "
              "price, quantity, item_revenue)",
              buf_str(&writer.items));
    duck_fill(ctx, duck, "orders (order_id, customer_key, order_date, ordered_at, is_cancelled, order_value)",
              buf_str(&writer.orders));
    duck_run(duck, derived);
    return writer.shop;
}
#endif
