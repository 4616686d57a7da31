WITH by_sessions AS (
    SELECT
        sessions.session_date AS date,
        count(sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
by_orders AS (
    SELECT
        orders.order_date AS date,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled THEN orders.customer_key END) AS customers
    FROM orders
    WHERE orders.order_date BETWEEN @from AND @to
    GROUP BY 1
),
stacked AS (
    SELECT
        date,
        sessions,
        NULL AS customers
    FROM by_sessions
    UNION ALL
    SELECT
        date,
        NULL AS sessions,
        customers
    FROM by_orders
),
combined AS (
    SELECT
        date,
        max(sessions) AS sessions,
        max(customers) AS customers
    FROM stacked
    GROUP BY 1
)
SELECT
    date, -- Date
    coalesce(sessions, 0) AS sessions, -- Sessions
    coalesce(customers, 0) AS customers -- Customers
FROM combined
ORDER BY sessions DESC NULLS LAST, date ASC NULLS LAST
LIMIT @limit
