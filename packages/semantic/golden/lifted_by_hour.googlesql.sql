WITH by_events AS (
    SELECT
        EXTRACT(HOUR FROM DATETIME(TIMESTAMP_MICROS(events.event_timestamp), @zone)) AS hour,
        count(DISTINCT sessions.session_key) AS sessions
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE events.event_date BETWEEN @from AND @to
    GROUP BY 1
)
SELECT
    hour, -- Hour
    coalesce(sessions, 0) AS sessions -- Sessions
FROM by_events
ORDER BY sessions DESC NULLS LAST, hour ASC NULLS LAST
LIMIT @limit
