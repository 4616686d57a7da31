WITH stops AS (
    SELECT
        events.user_key AS key_1,
        events.ga_session_id AS key_2,
        events.event_timestamp AS moment,
        events.event_id AS event,
        events.page_path AS stop,
        max(CASE WHEN events.page_path = @page_path THEN 1 ELSE 0 END) AS is_start,
        max(0) AS is_end
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.ga_session_id IS NOT NULL
      AND NOT events.is_repeat
      AND events.event_date BETWEEN @from AND @to
      AND events.page_path IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5
),
looked AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        stop,
        is_start,
        is_end,
        max(is_start) OVER (PARTITION BY key_1, key_2 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS has_begun
    FROM stops
),
begun AS ( -- from the first start on
    SELECT
        key_1,
        key_2,
        moment,
        event,
        stop,
        is_start,
        is_end
    FROM looked
    WHERE has_begun = 1
),
beside AS (
    SELECT
        key_1,
        key_2,
        moment,
        event,
        stop,
        lag(stop) OVER (PARTITION BY key_1, key_2 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST) AS before
    FROM begun
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
        row_number() OVER (PARTITION BY key_1, key_2 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST) AS place
    FROM walk
)
SELECT
    place AS step,
    stop AS source,
    target,
    count(*) AS count
FROM places
WHERE target IS NOT NULL
  AND place BETWEEN 1 AND 3
GROUP BY 1, 2, 3
ORDER BY step ASC NULLS LAST, count DESC NULLS LAST, source ASC NULLS LAST, target ASC NULLS LAST
LIMIT @limit
