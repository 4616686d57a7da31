WITH by_orders_to_date AS (
    SELECT
        sum(CASE WHEN orders.customer_key IS NOT NULL THEN orders.order_value END) AS customer_lifetime_value_part_1,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled THEN orders.customer_key END) AS customers
    FROM orders
    WHERE orders.order_date <= @to
),
by_orders AS (
    SELECT
        count(DISTINCT CASE WHEN NOT orders.is_cancelled THEN orders.customer_key END) AS customers_3
    FROM orders
    WHERE orders.order_date BETWEEN @from AND @to
),
stacked AS (
    SELECT
        customer_lifetime_value_part_1,
        customers,
        NULL AS customers_3
    FROM by_orders_to_date
    UNION ALL
    SELECT
        NULL AS customer_lifetime_value_part_1,
        NULL AS customers,
        customers_3
    FROM by_orders
),
combined AS (
    SELECT
        max(customer_lifetime_value_part_1) AS customer_lifetime_value_part_1,
        max(customers) AS customers,
        max(customers_3) AS customers_3
    FROM stacked
)
SELECT
    coalesce(customer_lifetime_value_part_1, 0) / nullif(coalesce(customers, 0), 0) AS customer_lifetime_value, -- Customer lifetime value
    coalesce(customers_3, 0) AS customers -- Customers
FROM combined
