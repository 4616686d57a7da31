WITH by_events AS (
    SELECT
        events.event_name,
        count(events.event_id) AS event_count
    FROM events
    WHERE events.event_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    event_name, -- Event
    coalesce(event_count, 0) AS event_count -- Event count
FROM by_events
ORDER BY event_count DESC NULLS LAST, event_name ASC NULLS LAST
LIMIT @limit
