-- Sessions under the names that Google's Cortex framework and its dashboards use.
CREATE OR REPLACE VIEW `${d}.cortex_ga4_sessions` AS
SELECT session_date, user_key AS user_pseudo_id, ga_session_id AS session_id, ga_session_number AS session_number,
       TIMESTAMP_MICROS(started_at) AS session_start, TIMESTAMP_MICROS(ended_at) AS session_end,
       DIV(ended_at - started_at, 1000000) AS session_seconds, is_engaged AS session_engaged, is_new AS is_new_user,
       events AS event_count, views AS page_views, key_events AS conversions, transactions, purchase_revenue AS revenue_usd,
       source, medium, campaign, channel_group AS default_channel_group, landing_page, device_category, operating_system, browser,
       country, region, city
  FROM `${d}.sessions`
 WHERE session_key IS NOT NULL;
