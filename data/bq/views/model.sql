-- What the model's datasets need beside the tables.
CREATE OR REPLACE VIEW `${d}.items` AS
SELECT e.event_date, e.event_id, e.event_name, e.user_key, e.ga_session_id, e.is_repeat, i.item_id, i.item_name, i.item_brand,
       i.item_category, i.item_variant, i.coupon, i.price, i.quantity, i.item_revenue
  FROM `${d}.events` AS e, UNNEST(e.item_list) AS i;

CREATE OR REPLACE VIEW `${d}.users` AS
SELECT user_key,
       user_key AS user_pseudo_id,
       ARRAY_AGG(user_id IGNORE NULLS ORDER BY last_date DESC LIMIT 1)[SAFE_OFFSET(0)] AS user_id,
       MIN(first_date) AS first_date,
       MAX(last_date) AS last_date,
       MIN(first_purchase_date) AS first_purchase_date
  FROM `${d}.user_attributes`
 GROUP BY user_key;

-- A loaded link wins; else GA4's user_id counts where it is a customer id.
CREATE OR REPLACE VIEW `${d}.customer_users` AS
SELECT user_key, customer_key
  FROM `${d}.customer_links`
UNION ALL
SELECT u.user_key, c.customer_key
  FROM `${d}.users` AS u
  JOIN `${d}.customers` AS c ON c.customer_id = u.user_id
  LEFT JOIN `${d}.customer_links` AS l ON l.user_key = u.user_key
 WHERE l.user_key IS NULL;

-- What was bought, with what one of it cost the shop on that day: by the product's id, else by its name; NULL before its first row.
CREATE OR REPLACE VIEW `${d}.sold_items` AS
WITH costs AS (
    SELECT item_id, item_name, from_date, cost,
           LEAD(from_date) OVER (PARTITION BY item_id, item_name ORDER BY from_date) AS until_date
      FROM `${d}.item_costs`
)
SELECT i.event_date, i.event_id, i.user_key, i.ga_session_id, i.item_name, i.item_category, i.item_brand, i.coupon,
       COALESCE(i.quantity, IF(i.price IS NOT NULL, 1, NULL)) AS units, i.item_revenue,
       COALESCE(d.cost, n.cost) AS unit_cost
  FROM `${d}.items` AS i
  LEFT JOIN costs AS d
    ON d.item_id = i.item_id AND i.event_date >= d.from_date AND (d.until_date IS NULL OR i.event_date < d.until_date)
  LEFT JOIN costs AS n
    ON n.item_id IS NULL AND n.item_name = i.item_name AND i.event_date >= n.from_date
   AND (n.until_date IS NULL OR i.event_date < n.until_date)
 WHERE i.event_name = 'purchase' AND NOT i.is_repeat;

-- Purchases, each transaction id once. One without an id is told as a likely repeat where the same user bought the same
-- products for the same value at most 10 seconds before; whether it counts is the metric's choice.
CREATE OR REPLACE VIEW `${d}.purchases` AS
WITH bought AS (
    SELECT e.event_date, e.event_id, e.event_timestamp, e.user_key, e.ga_session_id, e.coupon, e.transaction_id, e.purchase_revenue,
           CAST(e.purchase_revenue AS STRING) AS revenue, CAST(e.value AS STRING) AS worth, e.currency,
           (SELECT STRING_AGG(CONCAT(COALESCE(i.item_id, ''), '|', COALESCE(i.item_name, ''), '|',
                                     CAST(COALESCE(i.quantity, 1) AS STRING), '|', CAST(COALESCE(i.price, 0) AS STRING)),
                              ';' ORDER BY i.item_id, i.item_name, i.quantity, i.price)
              FROM UNNEST(e.item_list) AS i) AS basket
      FROM `${d}.events` AS e
     WHERE e.event_name = 'purchase' AND NOT e.is_repeat
), marked AS (
    SELECT *,
           event_timestamp - LAG(event_timestamp) OVER (
               PARTITION BY user_key, transaction_id IS NULL, basket, revenue, worth, currency
               ORDER BY event_timestamp, event_id) AS since_the_same
      FROM bought
)
SELECT event_date, event_id, user_key, ga_session_id, coupon, purchase_revenue,
       transaction_id IS NULL AND user_key IS NOT NULL AND COALESCE(since_the_same <= 10000000, FALSE) AS is_likely_repeat
  FROM marked;
