WITH by_orders AS (
    SELECT
        count(DISTINCT CASE WHEN NOT orders.is_cancelled THEN orders.customer_key END) AS customers
    FROM orders
    LEFT JOIN (
        SELECT
            customer_key,
            DATE_TRUNC(min(CASE WHEN NOT is_cancelled THEN order_date END), MONTH) AS first_order_month,
            min(CASE WHEN NOT is_cancelled THEN order_date END) AS first_order_date,
            count(DISTINCT CASE WHEN NOT is_cancelled THEN order_id END) AS n_orders
        FROM orders
        GROUP BY 1
    ) AS customer_orders
        ON customer_orders.customer_key = orders.customer_key
    WHERE customer_orders.first_order_month BETWEEN @first_order_month AND @first_order_month_2
)
SELECT
    coalesce(customers, 0) AS customers -- Customers
FROM by_orders
