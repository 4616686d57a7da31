#!/bin/sh
# events.sh N: N events of a made-up GA4 export, 120 days to 2026-11-23, five a session, a third of the sessions with a purchase.
awk -v n="$1" 'BEGIN {
    srand(7); days = 120; per = int(n / days / 5) + 1; users = int(n / 25) + 10
    split("page_view view_item add_to_cart begin_checkout purchase", names, " ")
    split("US DE FR GB CA", countries, " "); split("desktop mobile tablet", devices, " ")
    split("google organic,google cpc,(direct) (none),newsletter email,facebook paid_social", sources, ",")
    for (day = 0; day < days; day++) {
        start = 20661 + day; date = strftime("%Y%m%d", start * 86400 + 43200, 1)
        for (s = 0; s < per; s++) {
            user = int(rand() * users); split(sources[1 + user % 5], from, " ")
            at = start * 86400 + int(rand() * 80000); session = at; bought = rand() < 0.33
            for (i = 1; i <= 5; i++) {
                if (done++ >= n) exit
                name = i == 5 && !bought ? "page_view" : names[i]
                printf "{\"event_date\":\"%s\",\"event_timestamp\":\"%d%06d\",\"event_name\":\"%s\",\"event_params\":[{\"key\":\"ga_session_id\",\"value\":{\"int_value\":\"%d\"}},{\"key\":\"ga_session_number\",\"value\":{\"int_value\":\"%d\"}},{\"key\":\"session_engaged\",\"value\":{\"string_value\":\"1\"}},{\"key\":\"engagement_time_msec\",\"value\":{\"int_value\":\"%d\"}},{\"key\":\"page_location\",\"value\":{\"string_value\":\"https://shop.example/p/%d\"}},{\"key\":\"page_title\",\"value\":{\"string_value\":\"Product %d\"}}],\"user_pseudo_id\":\"%d.1\",\"device\":{\"category\":\"%s\",\"operating_system\":\"Android\",\"language\":\"en\",\"web_info\":{\"browser\":\"Chrome\"}},\"geo\":{\"continent\":\"Europe\",\"country\":\"%s\",\"region\":\"R\",\"city\":\"C\"},\"collected_traffic_source\":{\"manual_source\":\"%s\",\"manual_medium\":\"%s\"},\"platform\":\"WEB\"", \
                    date, at + i * 20, i, name, session, 1 + s % 4, 1000 * i, (user + i) % 400, (user + i) % 400, user, devices[1 + user % 3], countries[1 + user % 5], from[1], from[2]
                if (name == "purchase") printf ",\"ecommerce\":{\"transaction_id\":\"T%d\",\"purchase_revenue_in_usd\":%d},\"items\":[{\"item_id\":\"i%d\",\"item_name\":\"Product %d\",\"item_category\":\"K%d\",\"price_in_usd\":%d,\"quantity\":\"1\",\"item_revenue_in_usd\":%d}]", done, 20 + user % 80, user % 400, user % 400, user % 9, 20 + user % 80, 20 + user % 80
                print "}"
            }
        }
    }
}'
