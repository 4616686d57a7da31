-- What every instance has beside one view a table: folded users, and who is which customer.

-- name: views
CREATE VIEW users AS
SELECT user_key,
       any_value(user_pseudo_id) AS user_pseudo_id,
       arg_max(user_id, last_date) AS user_id, -- skips NULL
       min(first_date) AS first_date,
       max(last_date) AS last_date,
       min(first_purchase_date) AS first_purchase_date
  FROM user_months
 GROUP BY user_key;

-- A loaded link wins; else GA4's user_id counts where it is a customer id.
CREATE VIEW customer_users AS
SELECT user_key, customer_key
  FROM customer_links
UNION ALL
SELECT user_key, arg_max(user_id_key, last_date) AS customer_key
  FROM user_months
 WHERE user_id_key IS NOT NULL
   AND user_id_key IN (SELECT customer_key FROM customers)
   AND user_key NOT IN (SELECT user_key FROM customer_links)
 GROUP BY user_key;

-- What was bought, with what one of it cost the shop on that day: by the product's id, else by its name. Nobody's price is
-- guessed: NULL before the first row of a product.
CREATE VIEW sold_items AS
SELECT i.event_date, i.event_id, i.user_key, i.ga_session_id, i.item_name, i.item_category, i.item_brand, i.coupon,
       coalesce(i.quantity, CASE WHEN i.price IS NOT NULL THEN 1 END) AS units, i.item_revenue,
       coalesce(d.cost, n.cost) AS unit_cost
  FROM items AS i
  ASOF LEFT JOIN (SELECT * FROM item_costs WHERE item_id IS NOT NULL) AS d
    ON d.item_id = i.item_id AND i.event_date >= d.from_date
  ASOF LEFT JOIN (SELECT * FROM item_costs WHERE item_id IS NULL) AS n
    ON n.item_name = i.item_name AND i.event_date >= n.from_date
 WHERE i.event_name = 'purchase' AND NOT i.is_repeat;

-- Purchases, each transaction id once. One without an id is told as a likely repeat where the same user bought the same products for
-- the same value at most 10 seconds before; whether it counts is the metric's choice.
CREATE VIEW purchases AS
WITH baskets AS (
    SELECT event_id, event_date,
           list(concat_ws('|', coalesce(item_id, ''), coalesce(item_name, ''), coalesce(quantity, 1), coalesce(price, 0))
                ORDER BY item_id, item_name, quantity, price) AS basket
      FROM items
     WHERE event_name = 'purchase'
     GROUP BY event_id, event_date
), bought AS (
    SELECT e.event_date, e.event_id, e.event_timestamp, e.user_key, e.ga_session_id, e.coupon, e.transaction_id, e.purchase_revenue,
           e.event_timestamp - lag(e.event_timestamp) OVER (
               PARTITION BY e.user_key, e.transaction_id IS NULL, b.basket, e.purchase_revenue, e.value, e.currency
               ORDER BY e.event_timestamp, e.event_id) AS since_the_same
      FROM events AS e
      LEFT JOIN baskets AS b
        ON b.event_id = e.event_id AND b.event_date = e.event_date
     WHERE e.event_name = 'purchase' AND NOT e.is_repeat
)
SELECT event_date, event_id, user_key, ga_session_id, coupon, purchase_revenue,
       transaction_id IS NULL AND user_key IS NOT NULL AND coalesce(since_the_same <= 10000000, false) AS is_likely_repeat
  FROM bought;

-- name: profile
SET custom_profiling_settings = '{"CUMULATIVE_ROWS_SCANNED": "true", "OPERATOR_ROWS_SCANNED": "true", "EXTRA_INFO": "true"}';
SET enable_profiling = 'no_output';
