WITH by_orders_to_date AS (
    SELECT
        customer_orders.first_order_month,
        sum(CASE WHEN orders.customer_key IS NOT NULL THEN orders.order_value END) AS customer_lifetime_value_part_1,
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
    GROUP BY 1
)
SELECT
    first_order_month, -- First order, month
    coalesce(customer_lifetime_value_part_1, 0) / nullif(coalesce(customers, 0), 0) AS customer_lifetime_value -- Customer lifetime value
FROM by_orders_to_date
ORDER BY customer_lifetime_value DESC NULLS LAST, first_order_month ASC NULLS LAST
LIMIT @limit
