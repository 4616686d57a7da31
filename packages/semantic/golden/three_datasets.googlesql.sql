WITH by_sessions AS (
    SELECT
        (MOD(EXTRACT(DAYOFWEEK FROM sessions.session_date) + 5, 7) + 1) AS day_of_week,
        sum(sessions.purchase_revenue) AS purchase_revenue
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
    GROUP BY 1
),
by_items AS (
    SELECT
        (MOD(EXTRACT(DAYOFWEEK FROM items.event_date) + 5, 7) + 1) AS day_of_week,
        sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.item_revenue END) AS item_revenue
    FROM items
    WHERE items.event_date BETWEEN @from AND @to
    GROUP BY 1
),
by_orders AS (
    SELECT
        (MOD(EXTRACT(DAYOFWEEK FROM orders.order_date) + 5, 7) + 1) AS day_of_week,
        count(DISTINCT CASE WHEN NOT orders.is_cancelled THEN orders.customer_key END) AS customers
    FROM orders
    WHERE orders.order_date BETWEEN @from AND @to
    GROUP BY 1
),
stacked AS (
    SELECT
        day_of_week,
        purchase_revenue,
        NULL AS item_revenue,
        NULL AS customers
    FROM by_sessions
    UNION ALL
    SELECT
        day_of_week,
        NULL AS purchase_revenue,
        item_revenue,
        NULL AS customers
    FROM by_items
    UNION ALL
    SELECT
        day_of_week,
        NULL AS purchase_revenue,
        NULL AS item_revenue,
        customers
    FROM by_orders
),
combined AS (
    SELECT
        day_of_week,
        max(purchase_revenue) AS purchase_revenue,
        max(item_revenue) AS item_revenue,
        max(customers) AS customers
    FROM stacked
    GROUP BY 1
)
SELECT
    day_of_week, -- Day of week
    coalesce(purchase_revenue, 0) AS purchase_revenue, -- Revenue
    coalesce(item_revenue, 0) AS item_revenue, -- Product revenue
    coalesce(customers, 0) AS customers -- Customers
FROM combined
ORDER BY purchase_revenue DESC NULLS LAST, day_of_week ASC NULLS LAST
LIMIT @limit
