-- The key figures of a day, each as the model's metric of the same name counts it. Counts of people don't add up over days.
CREATE OR REPLACE VIEW `${d}.daily_kpis` AS
SELECT session_date AS day,
       COUNT(DISTINCT session_key) AS sessions,
       COUNT(DISTINCT user_key) AS total_users,
       COUNT(DISTINCT IF(is_active, user_key, NULL)) AS active_users,
       COUNT(DISTINCT IF(is_new, user_key, NULL)) AS new_users,
       SAFE_DIVIDE(COUNT(DISTINCT IF(is_engaged, session_key, NULL)), COUNT(DISTINCT session_key)) AS engagement_rate,
       SUM(views) AS views,
       SUM(events) AS event_count,
       SUM(key_events) AS key_events,
       SUM(transactions) AS transactions,
       SUM(purchase_revenue) AS purchase_revenue,
       SUM(refund_value) AS refund_amount,
       SAFE_DIVIDE(SUM(purchase_revenue), SUM(transactions)) AS average_order_value
  FROM `${d}.sessions`
 GROUP BY day;
