WITH by_events AS (
    SELECT
        count(events.event_id) AS event_count
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE events.event_date BETWEEN @from AND @to
      AND NOT (STRPOS(sessions.source, @source) > 0)
      AND ends_with(sessions.medium, @medium)
      AND sessions.campaign IS NOT NULL
      AND EXTRACT(HOUR FROM DATETIME(TIMESTAMP_MICROS(events.event_timestamp), @zone)) BETWEEN @hour AND @hour_6
      AND (MOD(EXTRACT(DAYOFWEEK FROM events.event_date) + 5, 7) + 1) < @day_of_week
      AND CASE WHEN events.user_key IS NULL THEN events.language ELSE sessions.language END NOT IN (@language, @language_9)
      AND events.coupon IS NULL
)
SELECT
    coalesce(event_count, 0) AS event_count -- Event count
FROM by_events
