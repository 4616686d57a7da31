-- What a customer did: for looking into an audience. A row a customer, also one who never came.
CREATE OR REPLACE VIEW `${d}.audience_metrics` AS
WITH visits AS (
    SELECT u.customer_key, COUNT(DISTINCT s.session_key) AS sessions, SUM(s.views) AS views, SUM(s.key_events) AS key_events,
           MIN(s.session_date) AS first_seen, MAX(s.session_date) AS last_seen
      FROM `${d}.sessions` AS s
      JOIN `${d}.customer_users` AS u ON u.user_key = s.user_key
     GROUP BY u.customer_key
), bought AS (
    SELECT customer_key, COUNTIF(NOT is_cancelled) AS orders, SUM(order_value) AS order_value, MAX(order_date) AS last_order
      FROM `${d}.orders`
     GROUP BY customer_key
)
SELECT c.customer_key, c.customer_id, c.country, COALESCE(v.sessions, 0) AS sessions, COALESCE(v.views, 0) AS views,
       COALESCE(v.key_events, 0) AS key_events, v.first_seen, v.last_seen, COALESCE(b.orders, 0) AS orders,
       COALESCE(b.order_value, 0) AS order_value, b.last_order
  FROM `${d}.customers` AS c
  LEFT JOIN visits AS v ON v.customer_key = c.customer_key
  LEFT JOIN bought AS b ON b.customer_key = c.customer_key;
