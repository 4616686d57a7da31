WITH by_sessions AS (
    SELECT
        DATE_TRUNC(sessions.session_date, QUARTER) AS date,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
by_orders AS (
    SELECT
        DATE_TRUNC(orders.order_date, QUARTER) AS date,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled THEN orders.customer_key END) AS customers
    FROM orders
    WHERE orders.order_date BETWEEN @from AND @to
    GROUP BY 1
),
stacked AS (
    SELECT
        date,
        purchase_revenue,
        NULL AS customers
    FROM by_sessions
    UNION ALL
    SELECT
        date,
        NULL AS purchase_revenue,
        customers
    FROM by_orders
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        purchase_revenue,
        customers
    FROM stacked
    UNION ALL
    SELECT
        points.date,
        NULL AS purchase_revenue,
        NULL AS customers
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(@first_point, @last_point, INTERVAL 3 MONTH))) AS date) AS points
),
combined AS (
    SELECT
        date,
        max(purchase_revenue) AS purchase_revenue,
        max(customers) AS customers
    FROM filled
    GROUP BY 1
)
SELECT
    date, -- Date
    coalesce(purchase_revenue, 0) AS purchase_revenue, -- Revenue
    coalesce(customers, 0) AS customers -- Customers
FROM combined
ORDER BY date ASC NULLS LAST, purchase_revenue DESC NULLS LAST
LIMIT @limit
