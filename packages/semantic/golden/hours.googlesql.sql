WITH by_events AS (
    SELECT
        sum(CASE WHEN events.event_name = 'purchase' AND NOT events.is_repeat THEN events.purchase_revenue END) AS purchase_revenue
    FROM events
    WHERE events.event_date BETWEEN @from AND @to
      AND EXTRACT(HOUR FROM DATETIME(TIMESTAMP_MICROS(events.event_timestamp), @zone)) IN (18, 19, 20, 21)
)
SELECT
    coalesce(purchase_revenue, 0) AS purchase_revenue -- Revenue
FROM by_events
