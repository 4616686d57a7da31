-- Customers whose customer region is not set or whose first order, month is at least 2026-01 or whose customer since is less than 2025-06-15
SELECT
    customers.customer_key,
    customers.customer_id
FROM customers
LEFT JOIN (
    SELECT
        customer_key,
        CAST(date_trunc('month', min(CASE WHEN NOT is_cancelled THEN order_date END)) AS DATE) AS first_order_month,
        min(CASE WHEN NOT is_cancelled THEN order_date END) AS first_order_date,
        count(DISTINCT CASE WHEN NOT is_cancelled THEN order_id END) AS n_orders
    FROM orders
    GROUP BY 1
) AS customer_orders
    ON customer_orders.customer_key = customers.customer_key
WHERE (customers.region IS NULL OR customer_orders.first_order_month >= $first_order_month OR CAST((make_timestamptz(customers.created_at) AT TIME ZONE $zone) AS DATE) < $customer_since)

-- counts
WITH leaves AS ( -- which of the rules each customer satisfies
    SELECT
        customers.region IS NULL AS leaf_1,
        customer_orders.first_order_month >= $first_order_month AS leaf_2,
        CAST((make_timestamptz(customers.created_at) AT TIME ZONE $zone) AS DATE) < $customer_since AS leaf_3
    FROM customers
    LEFT JOIN (
        SELECT
            customer_key,
            CAST(date_trunc('month', min(CASE WHEN NOT is_cancelled THEN order_date END)) AS DATE) AS first_order_month,
            min(CASE WHEN NOT is_cancelled THEN order_date END) AS first_order_date,
            count(DISTINCT CASE WHEN NOT is_cancelled THEN order_id END) AS n_orders
        FROM orders
        GROUP BY 1
    ) AS customer_orders
        ON customer_orders.customer_key = customers.customer_key
),
counts AS (
    SELECT
        count(*) AS total,
        count(CASE WHEN leaf_1 OR leaf_2 OR leaf_3 THEN 1 END) AS kept_1,
        count(CASE WHEN leaf_1 THEN 1 END) AS kept_2,
        count(CASE WHEN leaf_2 THEN 1 END) AS kept_3,
        count(CASE WHEN leaf_3 THEN 1 END) AS kept_4
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
        '/any/0' AS pointer,
        kept_2 AS kept,
        total - kept_2 AS dropped
    FROM counts
    UNION ALL
    SELECT
        2 AS node,
        '/any/1' AS pointer,
        kept_3 AS kept,
        total - kept_3 AS dropped
    FROM counts
    UNION ALL
    SELECT
        3 AS node,
        '/any/2' AS pointer,
        kept_4 AS kept,
        total - kept_4 AS dropped
    FROM counts
)
SELECT
    pointer,
    kept,
    dropped
FROM nodes
ORDER BY node ASC NULLS LAST
