WITH by_orders AS (
    SELECT
        customers.country AS customer_country,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled THEN orders.customer_key END) AS customers,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled AND orders.order_date = customer_orders.first_order_date THEN orders.customer_key END) AS new_customers,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled AND customer_orders.n_orders >= 2 THEN orders.customer_key END) AS repeat_rate_part_1
    FROM orders
    LEFT JOIN customers
        ON customers.customer_key = orders.customer_key
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
    customer_country, -- Customer country
    coalesce(customers, 0) AS customers, -- Customers
    coalesce(new_customers, 0) AS new_customers, -- New customers
    coalesce(repeat_rate_part_1, 0) / nullif(coalesce(customers, 0), 0) AS repeat_rate -- Repeat rate
FROM by_orders
ORDER BY customers DESC NULLS LAST, customer_country ASC NULLS LAST
LIMIT @limit
