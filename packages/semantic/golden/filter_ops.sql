WITH by_events AS (
    SELECT
        count(events.event_id) AS event_count
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN $from AND $to
    WHERE events.event_date BETWEEN $from AND $to
      AND NOT contains(sessions.source, $source)
      AND ends_with(sessions.medium, $medium)
      AND sessions.campaign IS NOT NULL
      AND hour((make_timestamptz(events.event_timestamp) AT TIME ZONE $zone)) BETWEEN $hour AND $hour_6
      AND isodow(events.event_date) < $day_of_week
      AND CASE WHEN events.user_key IS NULL THEN events.language ELSE sessions.language END NOT IN ($language, $language_9)
      AND events.coupon IS NULL
)
SELECT
    coalesce(event_count, 0) AS event_count -- Event count
FROM by_events
