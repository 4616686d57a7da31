WITH by_items AS (
    SELECT
        items.item_name,
        sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.item_revenue END) AS item_revenue
    FROM items
    WHERE items.event_date BETWEEN @from AND @to
    GROUP BY 1
),
by_items_before AS (
    SELECT
        items.item_name,
        sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.item_revenue END) AS item_revenue
    FROM items
    WHERE items.event_date BETWEEN @before_from AND @before_to
    GROUP BY 1
),
stacked AS (
    SELECT
        item_name,
        item_revenue,
        NULL AS item_revenue_before
    FROM by_items
    UNION ALL
    SELECT
        item_name,
        NULL AS item_revenue,
        item_revenue AS item_revenue_before
    FROM by_items_before
),
combined AS (
    SELECT
        item_name,
        max(item_revenue) AS item_revenue,
        max(item_revenue_before) AS item_revenue_before
    FROM stacked
    GROUP BY 1
),
answer AS (
    SELECT
        item_name, -- Product
        coalesce(item_revenue, 0) AS item_revenue, -- Product revenue
        coalesce(item_revenue_before, 0) AS item_revenue_before
    FROM combined
)
SELECT
    answer.item_name,
    answer.item_revenue,
    answer.item_revenue_before,
    answer.item_revenue - answer.item_revenue_before AS item_revenue_change,
    100 * (answer.item_revenue - answer.item_revenue_before) / nullif(abs(answer.item_revenue_before), 0) AS item_revenue_change_pct
FROM answer
ORDER BY item_revenue_change ASC NULLS LAST, item_name ASC NULLS LAST
LIMIT @limit
