WITH by_events AS (
    SELECT
        DATETIME_TRUNC(DATETIME(TIMESTAMP_MICROS(events.event_timestamp), @zone), HOUR) AS date,
        count(events.event_id) AS event_count
    FROM events
    WHERE events.event_date BETWEEN @from AND @to
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
    FROM (SELECT DATETIME(date, 'UTC') AS date FROM UNNEST((SELECT GENERATE_TIMESTAMP_ARRAY(TIMESTAMP(@first_point, 'UTC'), TIMESTAMP_ADD(TIMESTAMP(@last_point, 'UTC'), INTERVAL 23 HOUR), INTERVAL 1 HOUR))) AS date) AS points
    WHERE DATETIME(TIMESTAMP(points.date, @zone), @zone) = points.date
),
combined AS (
    SELECT
        date,
        max(event_count) AS event_count
    FROM filled
    GROUP BY 1
)
SELECT
    IF(DATETIME(TIMESTAMP_ADD(TIMESTAMP(date, @zone), INTERVAL 1 HOUR), @zone) = date, TIMESTAMP_ADD(TIMESTAMP(date, @zone), INTERVAL 1 HOUR), TIMESTAMP(date, @zone)) AS date, -- Date
    coalesce(event_count, 0) AS event_count -- Event count
FROM combined
ORDER BY date ASC NULLS LAST, event_count DESC NULLS LAST
LIMIT @limit
