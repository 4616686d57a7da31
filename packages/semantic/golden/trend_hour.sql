WITH by_events AS (
    SELECT
        date_trunc('hour', (make_timestamptz(events.event_timestamp) AT TIME ZONE $zone)) AS date,
        count(events.event_id) AS event_count
    FROM events
    WHERE events.event_date BETWEEN $from AND $to
    GROUP BY 1
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        event_count
    FROM by_events
    UNION ALL
    SELECT
        points.date,
        NULL AS event_count
    FROM (SELECT unnest(generate_series(CAST($first_point AS TIMESTAMP), CAST($last_point AS TIMESTAMP) + INTERVAL 23 HOUR, INTERVAL 1 HOUR)) AS date) AS points
    WHERE ((points.date AT TIME ZONE $zone) AT TIME ZONE $zone) = points.date
),
combined AS (
    SELECT
        date,
        max(event_count) AS event_count
    FROM filled
    GROUP BY 1
)
SELECT
    (date AT TIME ZONE $zone) AS date, -- Date
    coalesce(event_count, 0) AS event_count -- Event count
FROM combined
ORDER BY date ASC NULLS LAST, event_count DESC NULLS LAST
LIMIT $limit
