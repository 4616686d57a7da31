-- The GA4 export into the tables. Parts are run in their order by `truffle warehouse refresh`, days from @from on. What stands in
-- $name{…} is a macro of the part `macros`; ${d} is our dataset, ${export} that of the export.

-- name: macros
-- Whatever looks like an e-mail address or a phone number is masked before it is stored.
masked REGEXP_REPLACE(REGEXP_REPLACE(?, r'[A-Za-z0-9._%+-]+(@|%40)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+', '(email)'), r'(\+|%2[Bb])[0-9][0-9 ().%-]{6,18}[0-9]', '(phone)')
typed REGEXP_REPLACE(?, r'(^|[^0-9])[0-9]([ ().%/-]{0,3}[0-9]){8,14}($|[^0-9])', r'\1(phone)\3')
given NULLIF(NULLIF(NULLIF(NULLIF(?, ''), '(not set)'), '(data deleted)'), '<Other>')
text (SELECT value.string_value FROM UNNEST(event_params) WITH OFFSET AS place WHERE key = '?' ORDER BY place LIMIT 1)
int (SELECT value.int_value FROM UNNEST(event_params) WITH OFFSET AS place WHERE key = '?' ORDER BY place LIMIT 1)

-- name: days
-- Which days of the export are new or were written again, or are from @from on; intraday and fresh tables don't match.
SELECT SAFE.PARSE_DATE('%Y%m%d', SUBSTR(t.table_id, 8)) AS day, t.last_modified_time AS modified
  FROM `${export}.__TABLES__` AS t
  LEFT JOIN `${d}.loaded_days` AS l ON l.day = SAFE.PARSE_DATE('%Y%m%d', SUBSTR(t.table_id, 8))
 WHERE REGEXP_CONTAINS(t.table_id, r'^events_[0-9]{8}$')
   AND (l.modified IS NULL OR l.modified <> t.last_modified_time OR SAFE.PARSE_DATE('%Y%m%d', SUBSTR(t.table_id, 8)) >= @from)
 ORDER BY day;

-- name: events
BEGIN TRANSACTION;
DELETE FROM `${d}.events` WHERE event_date BETWEEN @from AND @to;
INSERT INTO `${d}.events` (event_date, event_timestamp, event_name, event_id, user_key, user_id, ga_session_id, ga_session_number,
    session_engaged, engagement_time_msec, is_active_user, entrances, page_path, page_title, page_referrer, search_term, source,
    medium, campaign, device_category, operating_system, browser, language, platform, continent, country, region, city,
    transaction_id, is_repeat, purchase_revenue, refund_value, value, currency, coupon, own_rank, own_source, own_medium,
    own_campaign, own_channel_group, first_user_source, first_user_medium, first_user_campaign, first_touch, item_list)
WITH found AS (
    SELECT *,
           $text{session_engaged} AS engaged_text,
           $int{session_engaged} AS engaged_int,
           $text{page_location} AS location,
           $text{page_title} AS title,
           $text{page_referrer} AS referrer,
           $text{search_term} AS term,
           $text{currency} AS currency,
           $text{coupon} AS coupon,
           (SELECT COALESCE(value.double_value, value.float_value, value.int_value)
              FROM UNNEST(event_params) WITH OFFSET AS place WHERE key = 'value' ORDER BY place LIMIT 1) AS amount,
           COALESCE(ecommerce.transaction_id, $text{transaction_id}) AS any_transaction,
           COALESCE(collected_traffic_source.manual_source, $text{source}) AS any_source,
           COALESCE(collected_traffic_source.manual_medium, $text{medium}) AS any_medium,
           COALESCE(collected_traffic_source.manual_campaign_name, $text{campaign}) AS any_campaign,
           COALESCE(collected_traffic_source.gclid, $text{gclid}) AS gclid,
           COALESCE(collected_traffic_source.dclid, $text{dclid}) AS dclid,
           session_traffic_source_last_click AS last_click
      FROM `${export}.events_*`
     WHERE _TABLE_SUFFIX BETWEEN FORMAT_DATE('%Y%m%d', @from) AND FORMAT_DATE('%Y%m%d', @to)
       AND REGEXP_CONTAINS(_TABLE_SUFFIX, r'^[0-9]{8}$')
), clicked AS (
    -- An auto-tagged click looks organic, or like nothing, unless its click id is looked at.
    SELECT * EXCEPT (any_transaction, any_source, any_medium, any_campaign),
           $given{any_transaction} AS transaction,
           $given{any_source} AS found_source,
           $given{any_medium} AS found_medium,
           $given{any_campaign} AS found_campaign,
           REGEXP_EXTRACT(location, r'^(?:[A-Za-z][A-Za-z0-9+.-]*:(?://[^/?#]*)?)?([^?#]*)') AS path,
           gclid IS NOT NULL OR COALESCE(REGEXP_CONTAINS(location, r'[?&](gclid|gbraid|wbraid)=[^&#]'), FALSE) AS is_google,
           dclid IS NOT NULL OR COALESCE(REGEXP_CONTAINS(location, r'[?&]dclid=[^&#]'), FALSE) AS is_display
      FROM found
), touched AS (
    SELECT * EXCEPT (found_source, found_medium),
           CASE WHEN is_google AND (found_source IS NULL OR found_medium = 'organic') THEN 'google'
                WHEN is_display AND NOT is_google AND found_source IS NULL THEN 'dbm'
                ELSE $masked{found_source} END AS found_source,
           CASE WHEN is_google AND (found_source IS NULL OR found_medium = 'organic') THEN 'cpc'
                WHEN is_display AND NOT is_google AND found_source IS NULL THEN 'cpm'
                ELSE $masked{found_medium} END AS found_medium
      FROM clicked
), ranked AS (
    -- The order of trust: the record of all channels, Google Ads, the tagged campaign, then what an event of the session collected.
    SELECT *,
           CASE WHEN $given{last_click.cross_channel_campaign.source} IS NOT NULL THEN 1
                WHEN $given{last_click.google_ads_campaign.customer_id} IS NOT NULL
                  OR $given{last_click.google_ads_campaign.campaign_name} IS NOT NULL THEN 2
                WHEN $given{last_click.manual_campaign.source} IS NOT NULL THEN 3
                WHEN found_source <> '(direct)' AND event_name NOT IN ('session_start', 'first_visit') THEN 4 END AS rank
      FROM touched
), flat AS (
    SELECT PARSE_DATE('%Y%m%d', event_date) AS event_date,
           event_timestamp,
           event_name,
           NULLIF(user_pseudo_id, '') AS user_key,
           IF(STRPOS(user_id, '@') > 0, NULL, NULLIF(user_id, '')) AS user_id,
           $int{ga_session_id} AS ga_session_id,
           $int{ga_session_number} AS ga_session_number,
           COALESCE(engaged_text, CAST(engaged_int AS STRING)) = '1' AS session_engaged,
           $int{engagement_time_msec} AS engagement_time_msec,
           is_active_user,
           $int{entrances} AS entrances,
           $masked{COALESCE(NULLIF(RTRIM(REGEXP_REPLACE(path, r'/{2,}', '/'), '/'), ''), IF(path IS NULL, NULL, '/'))} AS page_path,
           $masked{title} AS page_title,
           $masked{REGEXP_EXTRACT(referrer, r'^[^?#]*')} AS page_referrer,
           $masked{$typed{term}} AS search_term,
           found_source AS source,
           found_medium AS medium,
           $masked{found_campaign} AS campaign,
           device.category AS device_category,
           device.operating_system,
           COALESCE(device.web_info.browser, device.browser) AS browser,
           device.language,
           platform,
           geo.continent,
           geo.country,
           geo.region,
           geo.city,
           $masked{transaction} AS transaction_id,
           COALESCE(ecommerce.purchase_revenue_in_usd, IF(currency = 'USD', ecommerce.purchase_revenue, NULL)) AS purchase_revenue,
           COALESCE(ecommerce.refund_value_in_usd, IF(currency = 'USD', ecommerce.refund_value, NULL)) AS refund_value,
           amount AS value,
           currency,
           $masked{coupon} AS coupon,
           rank AS own_rank,
           CASE rank WHEN 1 THEN $masked{last_click.cross_channel_campaign.source} WHEN 2 THEN 'google'
                     WHEN 3 THEN $masked{last_click.manual_campaign.source} WHEN 4 THEN found_source END AS own_source,
           CASE rank WHEN 1 THEN $masked{last_click.cross_channel_campaign.medium} WHEN 2 THEN 'cpc'
                     WHEN 3 THEN $masked{last_click.manual_campaign.medium} WHEN 4 THEN found_medium END AS own_medium,
           CASE rank WHEN 1 THEN $masked{last_click.cross_channel_campaign.campaign_name}
                     WHEN 2 THEN $masked{last_click.google_ads_campaign.campaign_name}
                     WHEN 3 THEN $masked{last_click.manual_campaign.campaign_name}
                     WHEN 4 THEN $masked{found_campaign} END AS own_campaign,
           CASE rank WHEN 1 THEN NULLIF(last_click.cross_channel_campaign.default_channel_group, '') END AS own_channel_group,
           $masked{traffic_source.source} AS first_user_source,
           $masked{traffic_source.medium} AS first_user_medium,
           $masked{traffic_source.name} AS first_user_campaign,
           user_first_touch_timestamp AS first_touch,
           ARRAY(SELECT AS STRUCT i.item_id, i.item_name, i.item_brand, i.item_category, i.item_variant, i.coupon,
                        COALESCE(i.price_in_usd, IF(currency = 'USD', i.price, NULL)) AS price, i.quantity,
                        COALESCE(i.item_revenue_in_usd, IF(currency = 'USD', i.item_revenue, NULL)) AS item_revenue
                   FROM UNNEST(items) AS i WITH OFFSET AS place ORDER BY place) AS item_list
      FROM ranked
), bought AS (
    SELECT transaction_id, event_date, event_timestamp, user_key FROM flat
     WHERE event_name = 'purchase' AND transaction_id IS NOT NULL
    UNION ALL
    SELECT transaction_id, event_date, event_timestamp, user_key FROM `${d}.events`
     WHERE event_name = 'purchase' AND transaction_id IS NOT NULL AND event_date < @from
       AND event_date >= DATE_SUB(DATE_TRUNC(@from, MONTH), INTERVAL 1 MONTH)
), firsts AS (
    SELECT transaction_id,
           ARRAY_AGG(STRUCT(event_timestamp, user_key) ORDER BY event_timestamp, user_key IS NULL, user_key LIMIT 1)[OFFSET(0)] AS first
      FROM bought
     GROUP BY transaction_id
), numbered AS (
    SELECT f.*,
           UNIX_DATE(f.event_date) * 4294967296 + ROW_NUMBER() OVER (PARTITION BY f.event_date
               ORDER BY f.user_key, f.ga_session_id, f.event_timestamp, f.event_name, f.page_path, f.transaction_id) AS event_id,
           ROW_NUMBER() OVER (PARTITION BY f.event_name = 'purchase', f.transaction_id ORDER BY f.event_timestamp,
               f.user_key IS NULL, f.user_key) AS number
      FROM flat AS f
)
SELECT n.event_date, n.event_timestamp, n.event_name, n.event_id, n.user_key, n.user_id, n.ga_session_id, n.ga_session_number,
       n.session_engaged, n.engagement_time_msec, n.is_active_user, n.entrances, n.page_path, n.page_title, n.page_referrer,
       n.search_term, n.source, n.medium, n.campaign, n.device_category, n.operating_system, n.browser, n.language, n.platform,
       n.continent, n.country, n.region, n.city, n.transaction_id,
       n.event_name = 'purchase' AND n.transaction_id IS NOT NULL
           AND (n.number > 1 OR b.first.event_timestamp <> n.event_timestamp OR b.first.user_key IS DISTINCT FROM n.user_key) AS is_repeat,
       n.purchase_revenue, n.refund_value, n.value, n.currency, n.coupon, n.own_rank, n.own_source, n.own_medium, n.own_campaign,
       n.own_channel_group, n.first_user_source, n.first_user_medium, n.first_user_campaign, n.first_touch, n.item_list
  FROM numbered AS n
  LEFT JOIN firsts AS b ON b.transaction_id = n.transaction_id;
COMMIT TRANSACTION;

-- name: stage
-- Sessions of the days from @from on, without the names of channels. A session that brought no source of its own takes that of its
-- other day, else of the user's last visit with one within 30 days.
CREATE OR REPLACE TABLE `${d}.stage_sessions` AS
WITH visits AS (
    SELECT event_date AS session_date, user_key, ga_session_id,
           MIN(event_timestamp) AS started_at,
           MAX(event_timestamp) AS ended_at,
           MAX(ga_session_number) AS ga_session_number,
           COALESCE(LOGICAL_OR(session_engaged), FALSE) AS is_engaged,
           LOGICAL_OR(COALESCE(is_active_user, session_engaged OR engagement_time_msec > 0
                                   OR event_name IN ('first_visit', 'first_open'), FALSE)) AS is_active,
           LOGICAL_OR(event_name IN ('first_visit', 'first_open')) AS is_new,
           COUNT(*) AS events,
           COUNTIF(event_name IN ('page_view', 'screen_view')) AS views,
           COUNTIF(NOT is_repeat AND (event_name = 'purchase' OR event_name IN UNNEST(SPLIT(@key_events, ',')))) AS key_events,
           COALESCE(SUM(engagement_time_msec), 0) AS engagement_time_msec,
           COUNTIF(event_name = 'view_item') AS item_views,
           COUNTIF(event_name = 'add_to_cart') AS add_to_carts,
           COUNTIF(event_name = 'begin_checkout') AS checkouts,
           COUNTIF(event_name = 'purchase' AND NOT is_repeat) AS purchases,
           COUNT(DISTINCT IF(event_name = 'purchase' AND NOT is_repeat, transaction_id, NULL))
               + COUNTIF(event_name = 'purchase' AND NOT is_repeat AND transaction_id IS NULL) AS transactions,
           COALESCE(SUM(IF(event_name = 'purchase' AND NOT is_repeat, purchase_revenue, NULL)), 0) AS purchase_revenue,
           COALESCE(SUM(IF(event_name = 'refund', refund_value, NULL)), 0) AS refund_value,
           ARRAY_AGG(IF(event_name = 'page_view', page_path, NULL) IGNORE NULLS
                     ORDER BY IF(COALESCE(entrances, 0) = 1, 0, 1), event_id LIMIT 1)[SAFE_OFFSET(0)] AS landing,
           ARRAY_AGG(STRUCT(device_category, operating_system, browser, language, platform, continent, country, region, city)
                     ORDER BY event_id LIMIT 1)[OFFSET(0)] AS place,
           ARRAY_AGG(IF(own_rank IS NULL, NULL, STRUCT(own_source AS source, own_medium AS medium, own_campaign AS campaign,
                                                       own_channel_group AS channel_group)) IGNORE NULLS
                     ORDER BY own_rank, event_timestamp, own_source, own_medium LIMIT 1)[SAFE_OFFSET(0)] AS own,
           ARRAY_AGG(IF(first_user_source IS NULL, NULL, STRUCT(first_user_source AS source, first_user_medium AS medium,
                                                                first_user_campaign AS campaign)) IGNORE NULLS
                     ORDER BY first_user_source, first_user_medium IS NULL, first_user_medium, first_user_campaign IS NULL,
                              first_user_campaign LIMIT 1)[SAFE_OFFSET(0)] AS touch,
           DATE(TIMESTAMP_MICROS(MIN(first_touch)), @zone) AS first_visit_date
      FROM `${d}.events`
     WHERE event_date >= DATE_SUB(@from, INTERVAL 1 DAY) AND user_key IS NOT NULL
     GROUP BY session_date, user_key, ga_session_id
), whole AS (
    SELECT user_key, ga_session_id,
           ARRAY_AGG(own IGNORE NULLS ORDER BY session_date LIMIT 1)[SAFE_OFFSET(0)] AS own,
           ARRAY_AGG(landing IGNORE NULLS ORDER BY session_date LIMIT 1)[SAFE_OFFSET(0)] AS landing_page
      FROM visits
     WHERE ga_session_id IS NOT NULL
     GROUP BY user_key, ga_session_id
), marked AS (
    SELECT user_key, started_at, own AS touched, session_date, ga_session_id, TRUE AS is_visit
      FROM (SELECT user_key, started_at, IF(own.source <> '(direct)', STRUCT(started_at AS moment, own AS own), NULL) AS own,
                   session_date, ga_session_id FROM visits)
    UNION ALL
    SELECT user_key, started_at,
           STRUCT(started_at AS moment, STRUCT(own_source AS source, own_medium AS medium, own_campaign AS campaign,
                                               own_channel_group AS channel_group) AS own),
           session_date, ga_session_id, FALSE
      FROM `${d}.sessions`
     WHERE own_source <> '(direct)' AND user_key IS NOT NULL
       AND session_date BETWEEN DATE_SUB(@from, INTERVAL 33 DAY) AND DATE_SUB(@from, INTERVAL 2 DAY)
), looked AS (
    SELECT user_key, session_date, ga_session_id, is_visit,
           LAST_VALUE(touched IGNORE NULLS) OVER (PARTITION BY user_key ORDER BY started_at
                                                  RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM marked
), joined AS (
    SELECT v.*, w.landing_page, COALESCE(w.own, v.own) AS any_own,
           IF(l.before.moment >= v.started_at - 2592000000000, l.before.own, NULL) AS earlier
      FROM visits AS v
      LEFT JOIN whole AS w ON w.user_key = v.user_key AND w.ga_session_id = v.ga_session_id
      LEFT JOIN looked AS l
        ON l.is_visit AND l.user_key = v.user_key AND l.session_date = v.session_date
       AND COALESCE(l.ga_session_id, -1) = COALESCE(v.ga_session_id, -1)
)
SELECT session_date, user_key, ga_session_id,
       IF(ga_session_id IS NULL, NULL, FARM_FINGERPRINT(CONCAT(user_key, '.', CAST(ga_session_id AS STRING)))) AS session_key,
       ga_session_number, started_at, ended_at, is_engaged, is_active, is_new, events, views, key_events, engagement_time_msec,
       item_views, add_to_carts, checkouts, purchases, transactions, purchase_revenue, refund_value,
       CASE WHEN any_own IS NOT NULL THEN any_own.source WHEN earlier IS NOT NULL THEN earlier.source ELSE '(direct)' END AS source,
       CASE WHEN any_own IS NOT NULL THEN any_own.medium WHEN earlier IS NOT NULL THEN earlier.medium ELSE '(none)' END AS medium,
       CASE WHEN any_own IS NOT NULL THEN any_own.campaign WHEN earlier IS NOT NULL THEN earlier.campaign
            ELSE '(direct)' END AS campaign,
       CASE WHEN any_own IS NOT NULL THEN any_own.channel_group ELSE earlier.channel_group END AS channel_group,
       landing_page, place.device_category, place.operating_system, place.browser, place.language, place.platform, place.continent,
       place.country, place.region, place.city, touch.source AS first_user_source, touch.medium AS first_user_medium,
       touch.campaign AS first_user_campaign, first_visit_date, own.source AS own_source, own.medium AS own_medium,
       own.campaign AS own_campaign, own.channel_group AS own_channel_group
  FROM joined;

-- name: unnamed
-- Everything that a channel has to be found for, and has none yet.
SELECT w.source, w.medium, w.campaign, w.day
  FROM (SELECT source, medium, campaign, session_date AS day FROM `${d}.stage_sessions` WHERE channel_group IS NULL
        UNION DISTINCT
        SELECT first_user_source, first_user_medium, first_user_campaign, COALESCE(first_visit_date, session_date)
          FROM `${d}.stage_sessions`
         WHERE first_user_source IS NOT NULL) AS w
  LEFT JOIN `${d}.channels` AS c
    ON c.day = w.day AND c.source IS NOT DISTINCT FROM w.source AND c.medium IS NOT DISTINCT FROM w.medium
   AND c.campaign IS NOT DISTINCT FROM w.campaign
 WHERE c.day IS NULL
 ORDER BY day, source, medium, campaign;

-- name: channels
INSERT INTO `${d}.channels` (source, medium, campaign, day, channel_group)
SELECT JSON_VALUE(r, '$[0]'), JSON_VALUE(r, '$[1]'), JSON_VALUE(r, '$[2]'), DATE_FROM_UNIX_DATE(CAST(JSON_VALUE(r, '$[3]') AS INT64)),
       JSON_VALUE(r, '$[4]')
  FROM UNNEST(JSON_QUERY_ARRAY(@rows)) AS r;

-- name: sessions
BEGIN TRANSACTION;
DELETE FROM `${d}.sessions` WHERE session_date >= DATE_SUB(@from, INTERVAL 1 DAY);
INSERT INTO `${d}.sessions` (session_date, user_key, ga_session_id, session_key, ga_session_number, started_at, ended_at, is_engaged,
    is_active, is_new, events, views, key_events, engagement_time_msec, item_views, add_to_carts, checkouts, purchases, transactions,
    purchase_revenue, refund_value, source, medium, campaign, channel_group, landing_page, device_category, operating_system,
    browser, language, platform, continent, country, region, city, first_user_source, first_user_medium, first_user_campaign,
    first_user_channel_group, first_visit_date, own_source, own_medium, own_campaign, own_channel_group)
SELECT s.session_date, s.user_key, s.ga_session_id, s.session_key, s.ga_session_number, s.started_at, s.ended_at, s.is_engaged,
       s.is_active, s.is_new, s.events, s.views, s.key_events, s.engagement_time_msec, s.item_views, s.add_to_carts, s.checkouts,
       s.purchases, s.transactions, s.purchase_revenue, s.refund_value, s.source, s.medium, s.campaign,
       COALESCE(s.channel_group, c.channel_group), s.landing_page, s.device_category, s.operating_system, s.browser, s.language,
       s.platform, s.continent, s.country, s.region, s.city, s.first_user_source, s.first_user_medium, s.first_user_campaign,
       f.channel_group, s.first_visit_date, s.own_source, s.own_medium, s.own_campaign, s.own_channel_group
  FROM `${d}.stage_sessions` AS s
  LEFT JOIN `${d}.channels` AS c
    ON c.day = s.session_date AND c.source IS NOT DISTINCT FROM s.source AND c.medium IS NOT DISTINCT FROM s.medium
   AND c.campaign IS NOT DISTINCT FROM s.campaign
  LEFT JOIN `${d}.channels` AS f
    ON f.day = COALESCE(s.first_visit_date, s.session_date) AND f.source = s.first_user_source
   AND f.medium IS NOT DISTINCT FROM s.first_user_medium AND f.campaign IS NOT DISTINCT FROM s.first_user_campaign;
INSERT INTO `${d}.sessions` (session_date, started_at, ended_at, is_engaged, is_active, is_new, events, views, key_events,
    engagement_time_msec, item_views, add_to_carts, checkouts, purchases, transactions, purchase_revenue, refund_value,
    device_category, operating_system, browser, language, platform, continent, country, region, city)
SELECT event_date, MIN(event_timestamp), MAX(event_timestamp), FALSE, FALSE, FALSE,
       COUNT(*),
       COUNTIF(event_name IN ('page_view', 'screen_view')),
       COUNTIF(NOT is_repeat AND (event_name = 'purchase' OR event_name IN UNNEST(SPLIT(@key_events, ',')))),
       COALESCE(SUM(engagement_time_msec), 0),
       COUNTIF(event_name = 'view_item'),
       COUNTIF(event_name = 'add_to_cart'),
       COUNTIF(event_name = 'begin_checkout'),
       COUNTIF(event_name = 'purchase' AND NOT is_repeat),
       COUNT(DISTINCT IF(event_name = 'purchase' AND NOT is_repeat, transaction_id, NULL))
           + COUNTIF(event_name = 'purchase' AND NOT is_repeat AND transaction_id IS NULL),
       COALESCE(SUM(IF(event_name = 'purchase' AND NOT is_repeat, purchase_revenue, NULL)), 0),
       COALESCE(SUM(IF(event_name = 'refund', refund_value, NULL)), 0),
       device_category, operating_system, browser, language, platform, continent, country, region, city
  FROM `${d}.events`
 WHERE user_key IS NULL AND event_date >= DATE_SUB(@from, INTERVAL 1 DAY)
 GROUP BY event_date, device_category, operating_system, browser, language, platform, continent, country, region, city;
DELETE FROM `${d}.conversions` WHERE conversion_date >= DATE_SUB(@from, INTERVAL 1 DAY);
INSERT INTO `${d}.conversions` (conversion_date, converted_at, event_name, event_id, user_key, ga_session_id, transaction_id, revenue,
    source, medium, campaign, channel_group, days_since_first)
SELECT e.event_date, e.event_timestamp, e.event_name, e.event_id, e.user_key, e.ga_session_id, e.transaction_id, e.purchase_revenue,
       s.source, s.medium, s.campaign, s.channel_group, DATE_DIFF(e.event_date, s.first_visit_date, DAY)
  FROM `${d}.events` AS e
  LEFT JOIN `${d}.sessions` AS s
    ON s.session_date = e.event_date AND s.user_key = e.user_key AND COALESCE(s.ga_session_id, -1) = COALESCE(e.ga_session_id, -1)
 WHERE (e.event_name = 'purchase' OR e.event_name IN UNNEST(SPLIT(@key_events, ','))) AND NOT e.is_repeat AND e.event_date >= DATE_SUB(@from, INTERVAL 1 DAY);
DELETE FROM `${d}.user_attributes` WHERE month >= DATE_TRUNC(@from, MONTH);
INSERT INTO `${d}.user_attributes` (month, user_key, user_id, first_date, last_date, first_purchase_date)
SELECT DATE_TRUNC(event_date, MONTH) AS month, user_key,
       ARRAY_AGG(user_id IGNORE NULLS ORDER BY event_timestamp DESC LIMIT 1)[SAFE_OFFSET(0)],
       MIN(event_date), MAX(event_date), MIN(IF(event_name = 'purchase', event_date, NULL))
  FROM `${d}.events`
 WHERE user_key IS NOT NULL AND event_date >= DATE_TRUNC(@from, MONTH)
 GROUP BY month, user_key;
COMMIT TRANSACTION;

-- name: loaded
-- The days that were taken up, in the state in which they were found: what is written meanwhile is taken up by the next refresh.
BEGIN TRANSACTION;
DELETE FROM `${d}.loaded_days`
 WHERE day IN (SELECT DATE_FROM_UNIX_DATE(CAST(JSON_VALUE(r, '$[0]') AS INT64)) FROM UNNEST(JSON_QUERY_ARRAY(@rows)) AS r);
INSERT INTO `${d}.loaded_days` (day, modified)
SELECT DATE_FROM_UNIX_DATE(CAST(JSON_VALUE(r, '$[0]') AS INT64)), CAST(JSON_VALUE(r, '$[1]') AS INT64)
  FROM UNNEST(JSON_QUERY_ARRAY(@rows)) AS r;
COMMIT TRANSACTION;

-- name: publish
-- The version follows from the states of the export's days and of the other tables: the same content has the same version.
CREATE OR REPLACE TABLE `${d}.manifest` AS
WITH days AS (
    SELECT COALESCE(STRING_AGG(CONCAT(CAST(day AS STRING), ' ', CAST(modified AS STRING)), ',' ORDER BY day), '') AS text
      FROM `${d}.loaded_days`
), own AS (
    SELECT COALESCE(STRING_AGG(CONCAT(table_id, ' ', CAST(row_count AS STRING), ' ', CAST(last_modified_time AS STRING)), ','
                               ORDER BY table_id), '') AS text,
           MAX(IF(table_id = 'customers', row_count, 0)) AS customers,
           MAX(IF(table_id = 'campaign_days', row_count, 0)) AS campaign_days,
           MAX(IF(table_id = 'item_costs', row_count, 0)) AS item_costs
      FROM `${d}.__TABLES__`
     WHERE table_id IN ('campaign_days', 'consents', 'customer_links', 'customers', 'item_costs', 'order_items', 'orders')
), seen AS (
    SELECT MIN(event_date) AS first_day, MAX(event_date) AS data_until, COUNT(*) AS events FROM `${d}.events`
), further AS (
    SELECT STRING_AGG(column_name, ',' ORDER BY ordinal_position) AS names
      FROM `${d}.INFORMATION_SCHEMA.COLUMNS`
     WHERE table_name = 'customers' AND ordinal_position > 9 AND data_type = 'STRING'
)
SELECT SUBSTR(TO_HEX(SHA256(CONCAT(days.text, ';', own.text))), 1, 16) AS data_version,
       CURRENT_TIMESTAMP() AS loaded_at, seen.first_day, seen.data_until, seen.events, own.customers, own.campaign_days,
       own.item_costs, 0 AS consent_seq, further.names AS attributes
  FROM days, own, seen, further;
