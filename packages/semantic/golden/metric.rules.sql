-- Customers whose customer lifetime value is more than 500 and whose revenue in the last 3 whole months where device is mobile is at least 100
WITH metric_1 AS ( -- Customer lifetime value, by customer
    SELECT
        orders.customer_key,
        sum(CASE WHEN orders.customer_key IS NOT NULL THEN orders.order_value END) AS customer_lifetime_value_part_1,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled THEN orders.customer_key END) AS customers
    FROM orders
    WHERE orders.customer_key IS NOT NULL
    GROUP BY 1
),
metric_2 AS ( -- Revenue, by customer
    SELECT
        customer_users.customer_key,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    LEFT JOIN customer_users
        ON customer_users.user_key = sessions.user_key
    WHERE customer_users.customer_key IS NOT NULL
      AND sessions.session_date BETWEEN $metric_2_from AND $metric_2_to
      AND sessions.device_category = $device_category
    GROUP BY 1
)
SELECT
    customers.customer_key,
    customers.customer_id
FROM customers
LEFT JOIN metric_1
    ON metric_1.customer_key = customers.customer_key
LEFT JOIN metric_2
    ON metric_2.customer_key = customers.customer_key
WHERE coalesce(metric_1.customer_lifetime_value_part_1, 0) / nullif(coalesce(metric_1.customers, 0), 0) > $customer_lifetime_value
  AND coalesce(metric_2.purchase_revenue, 0) >= $purchase_revenue

-- counts
WITH metric_1 AS ( -- Customer lifetime value, by customer
    SELECT
        orders.customer_key,
        sum(CASE WHEN orders.customer_key IS NOT NULL THEN orders.order_value END) AS customer_lifetime_value_part_1,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled THEN orders.customer_key END) AS customers
    FROM orders
    WHERE orders.customer_key IS NOT NULL
    GROUP BY 1
),
metric_2 AS ( -- Revenue, by customer
    SELECT
        customer_users.customer_key,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    LEFT JOIN customer_users
        ON customer_users.user_key = sessions.user_key
    WHERE customer_users.customer_key IS NOT NULL
      AND sessions.session_date BETWEEN $metric_2_from AND $metric_2_to
      AND sessions.device_category = $device_category
    GROUP BY 1
),
leaves AS ( -- which of the rules each customer satisfies
    SELECT
        coalesce(metric_1.customer_lifetime_value_part_1, 0) / nullif(coalesce(metric_1.customers, 0), 0) > $customer_lifetime_value AS leaf_1,
        coalesce(metric_2.purchase_revenue, 0) >= $purchase_revenue AS leaf_2
    FROM customers
    LEFT JOIN metric_1
        ON metric_1.customer_key = customers.customer_key
    LEFT JOIN metric_2
        ON metric_2.customer_key = customers.customer_key
),
counts AS (
    SELECT
        count(*) AS total,
        count(CASE WHEN leaf_1 AND leaf_2 THEN 1 END) AS kept_1,
        count(CASE WHEN leaf_1 THEN 1 END) AS kept_2,
        count(CASE WHEN leaf_2 THEN 1 END) AS kept_3
    FROM leaves
),
nodes AS (
    SELECT
        0 AS node,
        '' AS pointer,
        kept_1 AS kept,
        total - kept_1 AS dropped
    FROM counts
    UNION ALL
    SELECT
        1 AS node,
        '/all/0' AS pointer,
        kept_2 AS kept,
        total - kept_2 AS dropped
    FROM counts
    UNION ALL
    SELECT
        2 AS node,
        '/all/1' AS pointer,
        kept_3 AS kept,
        total - kept_3 AS dropped
    FROM counts
)
SELECT
    pointer,
    kept,
    dropped
FROM nodes
ORDER BY node ASC NULLS LAST
