WITH did_1 AS ( -- did purchase
    SELECT
        events.user_key
    FROM events
    WHERE events.user_key IS NOT NULL
      AND events.event_name = @event
      AND NOT events.is_repeat
    GROUP BY 1
),
begun_events AS (
    SELECT
        items.user_key AS key_1,
        events.event_timestamp AS moment,
        items.event_id AS event,
        items.event_date AS day,
        TRUE AS is_in_time
    FROM items
    LEFT JOIN events
        ON events.event_id = items.event_id
          AND events.event_date = items.event_date
    WHERE items.user_key IS NOT NULL
      AND NOT items.is_repeat
      AND items.item_name = @item_name
),
begun_ranked AS (
    SELECT
        key_1,
        day,
        is_in_time,
        row_number() OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST) AS place
    FROM begun_events
),
begun AS ( -- who did it for the first time in these days
    SELECT
        key_1,
        day
    FROM begun_ranked
    WHERE place = 1
      AND is_in_time
),
members AS (
    SELECT
        key_1,
        CAST(day AS DATE) AS cohort
    FROM begun
),
returns AS ( -- a row a user and unit with a return
    SELECT DISTINCT
        events.user_key AS key_1,
        CAST(events.event_date AS DATE) AS unit
    FROM events
    WHERE events.user_key IS NOT NULL
      AND NOT events.is_repeat
      AND events.user_key IN (SELECT did_1.user_key FROM did_1)
),
sizes AS (
    SELECT
        cohort,
        count(*) AS size
    FROM members
    GROUP BY 1
),
grid AS ( -- each cohort with each of its periods
    SELECT
        sizes.cohort,
        sizes.size,
        units.unit,
        row_number() OVER (PARTITION BY sizes.cohort ORDER BY units.unit ASC NULLS LAST) - 1 AS period
    FROM sizes
    CROSS JOIN (SELECT unit FROM UNNEST((SELECT GENERATE_DATE_ARRAY(min(cohort), @last_unit, INTERVAL 1 DAY) FROM sizes)) AS unit) AS units
    WHERE units.unit BETWEEN sizes.cohort AND DATE_ADD(sizes.cohort, INTERVAL 5 DAY)
),
kept AS (
    SELECT
        members.cohort,
        returns.unit,
        count(*) AS users
    FROM members
    LEFT JOIN returns
        ON returns.key_1 = members.key_1
    WHERE returns.unit > members.cohort
    GROUP BY 1, 2
),
cells AS (
    SELECT
        grid.cohort,
        grid.period,
        CASE WHEN grid.period = 0 THEN grid.size ELSE coalesce(kept.users, 0) END AS users,
        grid.size
    FROM grid
    LEFT JOIN kept
        ON kept.cohort = grid.cohort
          AND kept.unit = grid.unit
)
SELECT
    cohort,
    period,
    users,
    users / nullif(size, 0) AS rate
FROM cells
ORDER BY cohort ASC NULLS LAST, period ASC NULLS LAST
LIMIT @limit
