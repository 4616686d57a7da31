WITH stops AS (
    SELECT
        events.user_key AS key_1,
        events.ga_session_id AS key_2,
        events.event_timestamp AS moment,
        events.event_id AS event,
        events.page_path AS stop,
        max(0) AS is_start,
        max(CASE WHEN events.page_path = $page_path THEN 1 ELSE 0 END) AS is_end
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.ga_session_id IS NOT NULL
      AND NOT events.is_repeat
      AND events.event_date BETWEEN $from AND $to
      AND events.page_path IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5
),
ended AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        stop,
        is_start,
        is_end,
        max(is_end) OVER (PARTITION BY key_1, key_2 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS has_ended
    FROM stops
),
arrived AS ( -- who reaches an end
    SELECT DISTINCT
        key_1,
        key_2
    FROM ended
    WHERE is_end = 1
),
cut AS ( -- up to the first end
    SELECT
        key_1,
        key_2,
        moment,
        event,
        stop
    FROM ended
    WHERE (has_ended = 1) IS NOT TRUE
      AND (ended.key_1, ended.key_2) IN (SELECT (arrived.key_1, arrived.key_2) FROM arrived)
),
beside AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        stop,
        lag(stop) OVER (PARTITION BY key_1, key_2 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST) AS before
    FROM cut
),
walk AS ( -- the same again is one stop
    SELECT
        key_1,
        key_2,
        moment,
        event,
        stop
    FROM beside
    WHERE (before = stop) IS NOT TRUE
),
places AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        stop,
        lead(stop) OVER (PARTITION BY key_1, key_2 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST) AS target,
        row_number() OVER (PARTITION BY key_1, key_2 ORDER BY moment DESC NULLS LAST, event DESC NULLS LAST, stop DESC NULLS LAST) AS place
    FROM walk
)
SELECT
    4 - place AS step,
    stop AS source,
    target,
    count(*) AS count
FROM places
WHERE target IS NOT NULL
  AND 4 - place BETWEEN 1 AND 2
GROUP BY 1, 2, 3
ORDER BY step ASC NULLS LAST, count DESC NULLS LAST, source ASC NULLS LAST, target ASC NULLS LAST
LIMIT $limit
