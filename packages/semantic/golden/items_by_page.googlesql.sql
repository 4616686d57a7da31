WITH by_items AS (
    SELECT
        events.page_path,
        sum(CASE WHEN items.event_name = 'purchase' AND NOT items.is_repeat THEN items.item_revenue END) AS item_revenue
    FROM items
    LEFT JOIN events
        ON events.event_id = items.event_id
          AND events.event_date = items.event_date
          AND events.event_date BETWEEN @from AND @to
    WHERE items.event_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    page_path, -- Page
    coalesce(item_revenue, 0) AS item_revenue -- Product revenue
FROM by_items
ORDER BY item_revenue DESC NULLS LAST, page_path ASC NULLS LAST
LIMIT @limit
