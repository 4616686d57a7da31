WITH by_events AS (
    SELECT
        events.page_path,
        sum(CASE WHEN events.event_name = 'purchase' AND NOT events.is_repeat THEN events.purchase_revenue END) AS purchase_revenue
    FROM events
    WHERE events.event_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    page_path, -- Page
    coalesce(purchase_revenue, 0) AS purchase_revenue -- Revenue
FROM by_events
ORDER BY purchase_revenue DESC NULLS LAST, page_path ASC NULLS LAST
LIMIT @limit
