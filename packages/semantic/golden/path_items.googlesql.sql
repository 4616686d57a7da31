WITH stops AS (
    SELECT
        items.user_key AS key_1,
        events.event_timestamp AS moment,
        items.event_id AS event,
        items.item_name AS stop,
        max(0) AS is_start,
        max(0) AS is_end
    FROM items
    LEFT JOIN events
        ON events.event_id = items.event_id
          AND events.event_date = items.event_date
    WHERE items.user_key IS NOT NULL
      AND NOT items.is_repeat
      AND items.item_name IS NOT NULL
    GROUP BY 1, 2, 3, 4
),
beside AS (
    SELECT
        key_1,
        moment,
        event,
        stop,
        lag(stop) OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST) AS before
    FROM stops
),
walk AS ( -- the same again is one stop
    SELECT
        key_1,
        moment,
        event,
        stop
    FROM beside
    WHERE (before = stop) IS NOT TRUE
),
places AS (
    SELECT
        key_1,
        moment,
        event,
        stop,
        lead(stop) OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST) AS target,
        row_number() OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, stop ASC NULLS LAST) AS place
    FROM walk
)
SELECT
    place AS step,
    stop AS source,
    target,
    count(*) AS count
FROM places
WHERE target IS NOT NULL
  AND place BETWEEN 1 AND 4
GROUP BY 1, 2, 3
ORDER BY step ASC NULLS LAST, count DESC NULLS LAST, source ASC NULLS LAST, target ASC NULLS LAST
LIMIT @limit
