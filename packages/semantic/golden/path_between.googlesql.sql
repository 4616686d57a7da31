WITH stops AS (
    SELECT
        events.user_key AS key_1,
        events.event_timestamp AS moment,
        events.event_id AS event,
        events.event_name AS stop,
        max(CASE WHEN events.event_name = @event_name THEN 1 ELSE 0 END) AS is_start,
        max(CASE WHEN events.event_name = @event_name_5 THEN 1 ELSE 0 END) AS is_end
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN @from AND @to
    WHERE events.user_key IS NOT NULL
      AND NOT events.is_repeat
      AND sessions.channel_group = @channel_group
      AND events.event_date BETWEEN @from AND @to
      AND events.event_name IS NOT NULL
    GROUP BY 1, 2, 3, 4
),
looked AS (
    SELECT
        key_1,
        moment,
        event,
        stop,
        is_start,
        is_end,
        max(is_start) OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS has_begun
    FROM stops
),
begun AS ( -- from the first start on
    SELECT
        key_1,
        moment,
        event,
        stop,
        is_start,
        is_end
    FROM looked
    WHERE has_begun = 1
),
ended AS (
    SELECT
        key_1,
        moment,
        event,
        stop,
        is_start,
        is_end,
        max(is_end) OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS has_ended
    FROM begun
),
arrived AS ( -- who reaches an end
    SELECT DISTINCT
        key_1
    FROM ended
    WHERE is_end = 1
),
cut AS ( -- up to the first end
    SELECT
        key_1,
        moment,
        event,
        stop
    FROM ended
    WHERE (has_ended = 1) IS NOT TRUE
      AND ended.key_1 IN (SELECT arrived.key_1 FROM arrived)
),
places AS (
    SELECT
        key_1,
        moment,
        event,
        stop,
        lead(stop) OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST) AS target,
        row_number() OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST) AS place
    FROM cut
)
SELECT
    place AS step,
    stop AS source,
    target,
    count(*) AS count
FROM places
WHERE target IS NOT NULL
  AND place BETWEEN 1 AND 5
GROUP BY 1, 2, 3
ORDER BY step ASC NULLS LAST, count DESC NULLS LAST, source ASC NULLS LAST, target ASC NULLS LAST
LIMIT @limit
