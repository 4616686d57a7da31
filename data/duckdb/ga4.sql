-- Loading a GA4 export: files → stage (flat rows) → one file a month. Attached while a month is built: `stage` (what was read),
-- `old` (the month as published, or empty), `prior` (the month before, or empty), `fresh` (what is made). A day is replaced whole.

-- name: prepare
-- Whatever looks like an e-mail address or a phone number is masked before it is stored. The cheap tests come first: nearly no
-- value passes them.
-- A macro repeats what it is given, so it is given columns, never calls.
CREATE MACRO masked(x) AS CASE
    WHEN contains(x, '@') OR contains(x, '%40') OR contains(x, '+') OR contains(x, '%2')
    THEN regexp_replace(
             regexp_replace(x, '[A-Za-z0-9._%+-]+(@|%40)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+', '(email)', 'g'),
             '(\+|%2[Bb])[0-9][0-9 ().%-]{6,18}[0-9]', '(phone)', 'g')
    ELSE x END;
-- In a text that people type a phone number needs no plus sign.
CREATE MACRO without_phone(x) AS
    regexp_replace(x, '(^|[^0-9])[0-9]([ ().%/-]{0,3}[0-9]){8,14}($|[^0-9])', '\1(phone)\3', 'g');
CREATE MACRO without_query(x) AS split_part(split_part(x, '?', 1), '#', 1);
CREATE MACRO path_of(x) AS regexp_extract(x, '^(?:[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#]*)?)?([^?#]*)', 1);
CREATE MACRO tidy_path(x) AS coalesce(nullif(rtrim(
    CASE WHEN contains(x, '//') THEN regexp_replace(x, '/{2,}', '/', 'g') ELSE x END, '/'), ''), '/');
CREATE MACRO given(x) AS CASE WHEN x IN ('', '(not set)', '(data deleted)', '<Other>') THEN NULL ELSE x END;
CREATE MACRO key_of(x) AS CAST(md5_number_upper(x) >> 1 AS BIGINT);
CREATE MACRO usd(in_usd, amount, currency) AS coalesce(in_usd, CASE WHEN currency = 'USD' THEN amount END);

-- name: stage
CREATE TABLE stage.events (
    event_date                DATE,
    event_timestamp           BIGINT,
    event_name                VARCHAR,
    user_key                  BIGINT,
    user_pseudo_id            VARCHAR,
    user_id                   VARCHAR,
    ga_session_id             BIGINT,
    ga_session_number         BIGINT,
    session_engaged           BOOLEAN,
    engagement_time_msec      BIGINT,
    is_active_user            BOOLEAN,
    entrances                 BIGINT,
    page_path                 VARCHAR,
    page_title                VARCHAR,
    page_referrer             VARCHAR,
    search_term               VARCHAR,
    source                    VARCHAR,
    medium                    VARCHAR,
    campaign                  VARCHAR,
    device_category           VARCHAR,
    operating_system          VARCHAR,
    browser                   VARCHAR,
    language                  VARCHAR,
    platform                  VARCHAR,
    continent                 VARCHAR,
    country                   VARCHAR,
    region                    VARCHAR,
    city                      VARCHAR,
    transaction_id            VARCHAR,
    purchase_revenue          DOUBLE,
    refund_value              DOUBLE,
    value                     DOUBLE,
    currency                  VARCHAR,
    coupon                    VARCHAR,
    own_rank                  TINYINT, -- how far this event's claim on the session's source is to be trusted, 1 most
    own_source                VARCHAR,
    own_medium                VARCHAR,
    own_campaign              VARCHAR,
    own_channel_group         VARCHAR,
    first_user_source         VARCHAR,
    first_user_medium         VARCHAR,
    first_user_campaign       VARCHAR,
    first_touch               BIGINT,
    items                     STRUCT(item_id VARCHAR, item_name VARCHAR, item_brand VARCHAR, item_category VARCHAR,
                                     item_variant VARCHAR, coupon VARCHAR, price DOUBLE, quantity BIGINT, item_revenue DOUBLE)[]
);

-- name: read
-- The columns are named, never guessed: every record is optional, whole numbers may come as text. Parameters are looked up once,
-- by place.
INSERT INTO stage.events
WITH lines AS (
    SELECT *,
           list_transform(event_params, lambda p: p.key) AS keys,
           list_transform(event_params, lambda p: p.value.string_value) AS texts,
           list_transform(event_params, lambda p: p.value.int_value) AS numbers
      FROM read_json($path, format = 'newline_delimited', records = true, compression = $compression,
                     maximum_object_size = 4194304, columns = {
               event_date: 'VARCHAR',
               event_timestamp: 'BIGINT',
               event_name: 'VARCHAR',
               event_params: 'STRUCT(key VARCHAR, value STRUCT(
                   string_value VARCHAR, int_value BIGINT, float_value DOUBLE, double_value DOUBLE))[]',
               user_id: 'VARCHAR',
               user_pseudo_id: 'VARCHAR',
               is_active_user: 'BOOLEAN',
               user_first_touch_timestamp: 'BIGINT',
               device: 'STRUCT(category VARCHAR, operating_system VARCHAR, language VARCHAR,
                   browser VARCHAR, web_info STRUCT(browser VARCHAR))',
               geo: 'STRUCT(continent VARCHAR, country VARCHAR, region VARCHAR, city VARCHAR)',
               traffic_source: 'STRUCT(name VARCHAR, medium VARCHAR, source VARCHAR)',
               collected_traffic_source: 'STRUCT(manual_campaign_name VARCHAR, manual_source VARCHAR,
                   manual_medium VARCHAR, gclid VARCHAR, dclid VARCHAR)',
               session_traffic_source_last_click: 'STRUCT(
                   manual_campaign STRUCT(campaign_name VARCHAR, source VARCHAR, medium VARCHAR),
                   google_ads_campaign STRUCT(customer_id VARCHAR, campaign_name VARCHAR),
                   cross_channel_campaign STRUCT(campaign_name VARCHAR, source VARCHAR, medium VARCHAR, default_channel_group VARCHAR))',
               platform: 'VARCHAR',
               ecommerce: 'STRUCT(purchase_revenue_in_usd DOUBLE, purchase_revenue DOUBLE,
                   refund_value_in_usd DOUBLE, refund_value DOUBLE, transaction_id VARCHAR)',
               items: 'STRUCT(
                   item_id VARCHAR, item_name VARCHAR, item_brand VARCHAR, item_category VARCHAR, item_variant VARCHAR, coupon VARCHAR,
                   price_in_usd DOUBLE, price DOUBLE, quantity BIGINT, item_revenue_in_usd DOUBLE, item_revenue DOUBLE)[]'})
), found AS (
    SELECT *,
           list_position(keys, 'session_engaged') AS engaged,
           texts[list_position(keys, 'page_location')] AS location,
           texts[list_position(keys, 'currency')] AS currency,
           list_position(keys, 'value') AS amount,
           texts[list_position(keys, 'coupon')] AS coupon,
           texts[list_position(keys, 'transaction_id')] AS transaction_id,
           texts[list_position(keys, 'page_title')] AS title,
           texts[list_position(keys, 'page_referrer')] AS referrer,
           texts[list_position(keys, 'search_term')] AS term,
           given(coalesce(collected_traffic_source.manual_source,
                          texts[list_position(keys, 'source')])) AS source,
           given(coalesce(collected_traffic_source.manual_medium,
                          texts[list_position(keys, 'medium')])) AS medium,
           given(coalesce(collected_traffic_source.manual_campaign_name,
                          texts[list_position(keys, 'campaign')])) AS campaign,
           coalesce(collected_traffic_source.gclid, texts[list_position(keys, 'gclid')]) AS gclid,
           coalesce(collected_traffic_source.dclid, texts[list_position(keys, 'dclid')]) AS dclid,
           session_traffic_source_last_click AS last_click
      FROM lines
), clicked AS (
    -- An auto-tagged click looks organic, or like nothing, unless its click id is looked at.
    SELECT * REPLACE (without_query(referrer) AS referrer, without_phone(term) AS term,
                      given(coalesce(ecommerce.transaction_id, transaction_id)) AS transaction_id),
           path_of(location) AS path,
           gclid IS NOT NULL OR (contains(location, '?') AND regexp_matches(location, '[?&](gclid|gbraid|wbraid)=[^&#]')) AS is_google,
           dclid IS NOT NULL OR (contains(location, '?') AND regexp_matches(location, '[?&]dclid=[^&#]')) AS is_display
      FROM found
), touched AS (
    SELECT * EXCLUDE (source, medium) REPLACE (CASE WHEN path IS NOT NULL THEN tidy_path(path) END AS path),
           CASE WHEN is_google AND (source IS NULL OR medium = 'organic') THEN 'google'
                WHEN is_display AND NOT coalesce(is_google, false) AND source IS NULL THEN 'dbm'
                ELSE masked(source) END AS source,
           CASE WHEN is_google AND (source IS NULL OR medium = 'organic') THEN 'cpc'
                WHEN is_display AND NOT coalesce(is_google, false) AND source IS NULL THEN 'cpm'
                ELSE masked(medium) END AS medium
      FROM clicked
), ranked AS (
    -- The order of trust: the record of all channels, Google Ads, the tagged campaign,
    -- then what an event of the session collected.
    SELECT *,
           CASE WHEN given(last_click.cross_channel_campaign.source) IS NOT NULL THEN 1
                WHEN given(last_click.google_ads_campaign.customer_id) IS NOT NULL
                  OR given(last_click.google_ads_campaign.campaign_name) IS NOT NULL THEN 2
                WHEN given(last_click.manual_campaign.source) IS NOT NULL THEN 3
                WHEN source <> '(direct)' AND event_name NOT IN ('session_start', 'first_visit') THEN 4 END AS rank
      FROM touched
)
SELECT CAST(try_strptime(event_date, '%Y%m%d') AS DATE),
       event_timestamp,
       event_name,
       key_of(nullif(user_pseudo_id, '')),
       nullif(user_pseudo_id, ''),
       CASE WHEN contains(user_id, '@') THEN NULL ELSE nullif(user_id, '') END,
       numbers[list_position(keys, 'ga_session_id')],
       numbers[list_position(keys, 'ga_session_number')],
       coalesce(texts[engaged], CAST(numbers[engaged] AS VARCHAR)) = '1',
       numbers[list_position(keys, 'engagement_time_msec')],
       is_active_user,
       numbers[list_position(keys, 'entrances')],
       masked(path),
       masked(title),
       masked(referrer),
       masked(term),
       source,
       medium,
       masked(campaign),
       device.category,
       device.operating_system,
       coalesce(device.web_info.browser, device.browser),
       device.language,
       platform,
       geo.continent,
       geo.country,
       geo.region,
       geo.city,
       masked(transaction_id),
       usd(ecommerce.purchase_revenue_in_usd, ecommerce.purchase_revenue, currency),
       usd(ecommerce.refund_value_in_usd, ecommerce.refund_value, currency),
       CASE WHEN amount IS NOT NULL THEN coalesce(event_params[amount].value.double_value, event_params[amount].value.float_value, numbers[amount]) END,
       currency,
       masked(coupon),
       rank,
       CASE rank WHEN 1 THEN masked(last_click.cross_channel_campaign.source) WHEN 2 THEN 'google'
                 WHEN 3 THEN masked(last_click.manual_campaign.source) WHEN 4 THEN source END,
       CASE rank WHEN 1 THEN masked(last_click.cross_channel_campaign.medium) WHEN 2 THEN 'cpc'
                 WHEN 3 THEN masked(last_click.manual_campaign.medium) WHEN 4 THEN medium END,
       CASE rank WHEN 1 THEN masked(last_click.cross_channel_campaign.campaign_name)
                 WHEN 2 THEN masked(last_click.google_ads_campaign.campaign_name)
                 WHEN 3 THEN masked(last_click.manual_campaign.campaign_name) WHEN 4 THEN masked(campaign) END,
       CASE rank WHEN 1 THEN nullif(last_click.cross_channel_campaign.default_channel_group, '') END,
       masked(traffic_source.source),
       masked(traffic_source.medium),
       masked(traffic_source.name),
       user_first_touch_timestamp,
       CASE WHEN len(items) > 0 THEN list_transform(items, lambda i: {
           item_id: i.item_id, item_name: i.item_name, item_brand: i.item_brand, item_category: i.item_category,
           item_variant: i.item_variant, coupon: i.coupon, price: usd(i.price_in_usd, i.price, currency), quantity: i.quantity,
           item_revenue: usd(i.item_revenue_in_usd, i.item_revenue, currency)}) END
  FROM ranked;

-- name: bad_rows
SELECT count(*)
  FROM stage.events
 WHERE rowid >= $from_row
   AND (event_date IS NULL OR event_date < DATE '2000-01-01' OR event_date >= DATE '2100-01-01'
        OR event_timestamp IS NULL OR coalesce(event_name, '') = '');

-- name: days
-- The hash doesn't depend on the order of the rows.
SELECT event_date, count(*) AS events, CAST(sum(hash(e)) AS VARCHAR) AS rows_hash
  FROM stage.events AS e
 GROUP BY event_date
 ORDER BY event_date;

-- name: begin_month
CREATE OR REPLACE TABLE stage.new_days AS
SELECT DISTINCT event_date
  FROM stage.events
 WHERE event_date BETWEEN $first AND $last;

-- name: repeats
-- Purchases that repeat a transaction id of an earlier one, in this month or the one before: by row of the stage, by event_id of
-- the old file.
CREATE OR REPLACE TABLE stage.repeats AS
WITH purchases AS (
    SELECT true AS is_new, rowid AS id, transaction_id, event_timestamp, user_key
      FROM stage.events
     WHERE event_name = 'purchase' AND transaction_id IS NOT NULL AND event_date BETWEEN $first AND $last
    UNION ALL
    SELECT false, event_id, transaction_id, event_timestamp, user_key
      FROM old.events
     WHERE event_name = 'purchase' AND transaction_id IS NOT NULL AND event_date NOT IN (SELECT event_date FROM stage.new_days)
), numbered AS (
    SELECT is_new, id, transaction_id,
           row_number() OVER (PARTITION BY transaction_id ORDER BY event_timestamp, user_key NULLS LAST, id) AS number
      FROM purchases
)
SELECT is_new, id
  FROM numbered
 WHERE number > 1
    OR transaction_id IN (SELECT transaction_id FROM prior.events WHERE event_name = 'purchase' AND transaction_id IS NOT NULL);

-- name: day_events
-- Numbered in the order in which they are stored, without a copy between: the file's rows are sorted once and written.
INSERT INTO fresh.events
SELECT event_date, event_timestamp, event_name, CAST(epoch(event_date) // 86400 AS BIGINT) * 4294967296 + row_number() OVER () - 1,
       user_key, ga_session_id, ga_session_number, session_engaged, engagement_time_msec, is_active_user, entrances, page_path,
       page_title, page_referrer, search_term, source, medium, campaign, device_category, operating_system, browser, language,
       platform, continent, country, region, city, transaction_id, is_repeat, purchase_revenue, refund_value, value, currency, coupon
  FROM (SELECT * EXCLUDE (items), rowid IN (SELECT id FROM stage.repeats WHERE is_new) AS is_repeat
          FROM stage.events
         WHERE event_date BETWEEN $first AND $last
         ORDER BY event_date, user_key NULLS FIRST, ga_session_id NULLS FIRST, event_timestamp, event_name, page_path, rowid);

-- name: day_items
-- The same numbers: rowid leaves no two events in one place.
INSERT INTO fresh.items
WITH numbered AS (
    SELECT rowid AS id, row_number() OVER () - 1 AS number
      FROM (SELECT rowid
              FROM stage.events
             WHERE event_date BETWEEN $first AND $last
             ORDER BY event_date, user_key NULLS FIRST, ga_session_id NULLS FIRST, event_timestamp, event_name, page_path, rowid)
), sold AS (
    SELECT e.event_date, CAST(epoch(e.event_date) // 86400 AS BIGINT) * 4294967296 + n.number AS event_id, e.event_name, e.user_key,
           e.ga_session_id, e.rowid IN (SELECT id FROM stage.repeats WHERE is_new) AS is_repeat, unnest(e.items) AS item
      FROM stage.events AS e
      JOIN numbered AS n ON n.id = e.rowid
     WHERE e.event_date BETWEEN $first AND $last AND e.items IS NOT NULL
)
SELECT event_date, event_id, event_name, user_key, ga_session_id, is_repeat, item.item_id, item.item_name, item.item_brand,
       item.item_category, item.item_variant, item.coupon, item.price, item.quantity, item.item_revenue
  FROM sold
 ORDER BY event_id;

-- name: keep_events
INSERT INTO fresh.events
SELECT * REPLACE (event_id IN (SELECT id FROM stage.repeats WHERE NOT is_new) AS is_repeat)
  FROM old.events
 WHERE event_date BETWEEN $first AND $last;

-- name: keep_items
INSERT INTO fresh.items
SELECT * REPLACE (event_id IN (SELECT id FROM stage.repeats WHERE NOT is_new) AS is_repeat)
  FROM old.items
 WHERE event_date BETWEEN $first AND $last;

-- name: claims
-- What a session's rows say about its source and its user's first touch: from the stage for new days, else as it was kept.
CREATE OR REPLACE TABLE stage.claims AS
WITH read AS (
    SELECT event_date AS session_date, user_key, ga_session_id,
           min({ key: own_rank * 100000000000000000 + event_timestamp, source: own_source, medium: own_medium,
                 campaign: own_campaign, channel_group: own_channel_group }) FILTER (own_rank IS NOT NULL) AS own,
           min({ source: first_user_source, medium: first_user_medium, campaign: first_user_campaign })
               FILTER (first_user_source IS NOT NULL) AS touch,
           min(first_touch) AS first_touch
      FROM stage.events
     WHERE event_date BETWEEN $first AND $last AND user_key IS NOT NULL
     GROUP BY ALL
)
SELECT session_date, user_key, ga_session_id, own.source AS own_source, own.medium AS own_medium, own.campaign AS own_campaign,
       own.channel_group AS own_channel_group, touch.source AS first_user_source, touch.medium AS first_user_medium,
       touch.campaign AS first_user_campaign,
       CAST(make_timestamptz(first_touch) AT TIME ZONE $zone AS DATE) AS first_visit_date
  FROM read
UNION ALL
SELECT session_date, user_key, ga_session_id, own_source, own_medium, own_campaign, own_channel_group, first_user_source,
       first_user_medium, first_user_campaign, first_visit_date
  FROM old.sessions
 WHERE session_date NOT IN (SELECT event_date FROM stage.new_days);

-- name: visits
-- One row a user, session and day, counted; `first_id` is its first event.
CREATE OR REPLACE TABLE stage.visits AS
SELECT event_date AS session_date, user_key, ga_session_id,
       min(event_timestamp) AS started_at,
       max(event_timestamp) AS ended_at,
       min(event_id) AS first_id,
       max(ga_session_number) AS ga_session_number,
       coalesce(bool_or(session_engaged), false) AS is_engaged,
       bool_or(coalesce(is_active_user, session_engaged OR engagement_time_msec > 0
                                    OR event_name IN ('first_visit', 'first_open'), false)) AS is_active,
       bool_or(event_name IN ('first_visit', 'first_open')) AS is_new,
       count(*) AS events,
       count_if(event_name IN ('page_view', 'screen_view')) AS views,
       count_if(NOT is_repeat AND (event_name = 'purchase' OR list_contains(string_split($key_events, ','), event_name))) AS key_events,
       coalesce(sum(engagement_time_msec), 0) AS engagement_time_msec,
       count_if(event_name = 'view_item') AS item_views,
       count_if(event_name = 'add_to_cart') AS add_to_carts,
       count_if(event_name = 'begin_checkout') AS checkouts,
       count_if(event_name = 'purchase' AND NOT is_repeat) AS purchases,
       count(DISTINCT transaction_id) FILTER (event_name = 'purchase' AND NOT is_repeat)
           + count_if(event_name = 'purchase' AND NOT is_repeat AND transaction_id IS NULL) AS transactions,
       coalesce(sum(purchase_revenue) FILTER (event_name = 'purchase' AND NOT is_repeat), 0) AS purchase_revenue,
       coalesce(sum(refund_value) FILTER (event_name = 'refund'), 0) AS refund_value,
       min({ late: entrances IS DISTINCT FROM 1, id: event_id, page: page_path })
               FILTER (event_name = 'page_view' AND page_path IS NOT NULL) AS landing
  FROM fresh.events
 WHERE user_key IS NOT NULL
 GROUP BY ALL;

-- name: sourced
-- A session that brought no source of its own takes that of the same session's other day, else of the user's last visit with one
-- within 30 days.
CREATE OR REPLACE TABLE stage.sourced AS
WITH rows AS (
    SELECT v.session_date, v.user_key, v.ga_session_id, v.started_at, v.landing, c.* EXCLUDE (session_date, user_key, ga_session_id)
      FROM stage.visits AS v
      LEFT JOIN stage.claims AS c
        ON c.session_date = v.session_date AND c.user_key = v.user_key AND c.ga_session_id IS NOT DISTINCT FROM v.ga_session_id
), whole AS (
    SELECT user_key, ga_session_id,
           arg_min({ source: own_source, medium: own_medium, campaign: own_campaign, channel_group: own_channel_group }, session_date)
               FILTER (own_source IS NOT NULL) AS own,
           arg_min(landing.page, session_date) AS landing_page
      FROM rows
     WHERE ga_session_id IS NOT NULL
     GROUP BY ALL
), touches AS (
    SELECT user_key, started_at, own_source AS source, own_medium AS medium, own_campaign AS campaign, own_channel_group AS channel_group
      FROM rows
     WHERE own_source <> '(direct)'
    UNION ALL
    SELECT user_key, started_at, own_source, own_medium, own_campaign, own_channel_group
      FROM prior.sessions
     WHERE own_source <> '(direct)'
), joined AS (
    SELECT r.*, w.landing_page,
           CASE WHEN r.own_source IS NOT NULL AND w.own IS NULL
                THEN { source: r.own_source, medium: r.own_medium, campaign: r.own_campaign, channel_group: r.own_channel_group }
                ELSE w.own END AS own
      FROM rows AS r
      LEFT JOIN whole AS w ON w.user_key = r.user_key AND w.ga_session_id = r.ga_session_id
)
SELECT j.session_date, j.user_key, j.ga_session_id, j.landing_page, j.own_source, j.own_medium, j.own_campaign, j.own_channel_group,
       j.first_user_source, j.first_user_medium, j.first_user_campaign, j.first_visit_date,
       CASE WHEN j.own IS NOT NULL THEN j.own.source
            WHEN t.started_at >= j.started_at - 2592000000000 THEN t.source ELSE '(direct)' END AS source,
       CASE WHEN j.own IS NOT NULL THEN j.own.medium
            WHEN t.started_at >= j.started_at - 2592000000000 THEN t.medium ELSE '(none)' END AS medium,
       CASE WHEN j.own IS NOT NULL THEN j.own.campaign
            WHEN t.started_at >= j.started_at - 2592000000000 THEN t.campaign ELSE '(direct)' END AS campaign,
       CASE WHEN j.own IS NOT NULL THEN j.own.channel_group
            WHEN t.started_at >= j.started_at - 2592000000000 THEN t.channel_group END AS channel_group
  FROM joined AS j
  ASOF LEFT JOIN touches AS t
    ON t.user_key = j.user_key AND t.started_at < j.started_at;

-- name: unnamed
-- Everything that a channel has to be found for.
SELECT source, medium, campaign, session_date AS day
  FROM stage.sourced
 WHERE channel_group IS NULL
UNION
SELECT first_user_source, first_user_medium, first_user_campaign, coalesce(first_visit_date, session_date)
  FROM stage.sourced
 WHERE first_user_source IS NOT NULL;

-- name: channels
CREATE OR REPLACE TABLE stage.channels (source VARCHAR, medium VARCHAR, campaign VARCHAR, day DATE, channel_group VARCHAR);

-- name: sessions
INSERT INTO fresh.sessions
SELECT v.session_date, v.user_key, v.ga_session_id,
       key_of(v.user_key || '.' || v.ga_session_id),
       v.ga_session_number, v.started_at, v.ended_at, v.is_engaged, v.is_active, v.is_new, v.events, v.views, v.key_events,
       v.engagement_time_msec, v.item_views, v.add_to_carts, v.checkouts, v.purchases, v.transactions, v.purchase_revenue,
       v.refund_value, s.source, s.medium, s.campaign, coalesce(s.channel_group, c.channel_group), s.landing_page,
       e.device_category, e.operating_system, e.browser, e.language, e.platform, e.continent, e.country, e.region, e.city,
       s.first_user_source, s.first_user_medium, s.first_user_campaign, f.channel_group, s.first_visit_date,
       s.own_source, s.own_medium, s.own_campaign, s.own_channel_group
  FROM stage.visits AS v
  JOIN fresh.events AS e ON e.event_id = v.first_id
  JOIN stage.sourced AS s
    ON s.session_date = v.session_date AND s.user_key = v.user_key AND s.ga_session_id IS NOT DISTINCT FROM v.ga_session_id
  LEFT JOIN stage.channels AS c -- by equalities alone: one more condition on `s` would make it compare every pair
    ON c.source IS NOT DISTINCT FROM s.source AND c.medium IS NOT DISTINCT FROM s.medium
   AND c.campaign IS NOT DISTINCT FROM s.campaign AND c.day = s.session_date
  LEFT JOIN stage.channels AS f
    ON f.source = s.first_user_source AND f.medium IS NOT DISTINCT FROM s.first_user_medium
   AND f.campaign IS NOT DISTINCT FROM s.first_user_campaign AND f.day = coalesce(s.first_visit_date, s.session_date)
 ORDER BY v.session_date, v.user_key, v.ga_session_id;

-- name: nobody
-- Events without consent to analytics belong to nobody, but they count: folded by day, device and place, in no session.
INSERT INTO fresh.sessions
SELECT event_date, NULL, NULL, NULL, NULL, min(event_timestamp), max(event_timestamp), false, false, false,
       count(*),
       count_if(event_name IN ('page_view', 'screen_view')),
       count_if(NOT is_repeat AND (event_name = 'purchase' OR list_contains(string_split($key_events, ','), event_name))),
       coalesce(sum(engagement_time_msec), 0),
       count_if(event_name = 'view_item'),
       count_if(event_name = 'add_to_cart'),
       count_if(event_name = 'begin_checkout'),
       count_if(event_name = 'purchase' AND NOT is_repeat),
       count(DISTINCT transaction_id) FILTER (event_name = 'purchase' AND NOT is_repeat)
           + count_if(event_name = 'purchase' AND NOT is_repeat AND transaction_id IS NULL),
       coalesce(sum(purchase_revenue) FILTER (event_name = 'purchase' AND NOT is_repeat), 0),
       coalesce(sum(refund_value) FILTER (event_name = 'refund'), 0),
       NULL, NULL, NULL, NULL, NULL, device_category, operating_system, browser, language, platform, continent, country, region,
       city, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM fresh.events
 WHERE user_key IS NULL
 GROUP BY event_date, device_category, operating_system, browser, language, platform, continent, country, region, city
 ORDER BY event_date;

-- name: user_months
INSERT INTO fresh.user_months
WITH ids AS (
    SELECT user_key, user_pseudo_id, user_id, event_timestamp AS seen_at
      FROM stage.events
     WHERE event_date BETWEEN $first AND $last AND user_key IS NOT NULL
    UNION ALL
    SELECT user_key, user_pseudo_id, user_id, 0
      FROM old.user_months
), known AS (
    SELECT user_key, any_value(user_pseudo_id) AS user_pseudo_id, arg_max(user_id, seen_at) AS user_id
      FROM ids
     GROUP BY user_key
), seen AS (
    SELECT user_key, min(event_date) AS first_date, max(event_date) AS last_date,
           min(event_date) FILTER (event_name = 'purchase') AS first_purchase_date
      FROM fresh.events
     WHERE user_key IS NOT NULL
     GROUP BY user_key
)
SELECT s.user_key, k.user_pseudo_id, k.user_id, key_of(k.user_id), s.first_date, s.last_date, s.first_purchase_date
  FROM seen AS s
  JOIN known AS k USING (user_key)
 ORDER BY s.user_key;

-- name: collisions
-- Two users with one key, in this month or against the month before: nothing may be loaded then.
SELECT count(*)
  FROM (SELECT user_key
          FROM (SELECT user_key, user_pseudo_id FROM stage.events WHERE event_date BETWEEN $first AND $last
                UNION ALL
                SELECT user_key, user_pseudo_id FROM old.user_months
                UNION ALL
                SELECT user_key, user_pseudo_id FROM prior.user_months)
         GROUP BY user_key
        HAVING min(user_pseudo_id) <> max(user_pseudo_id));
