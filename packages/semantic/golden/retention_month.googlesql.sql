WITH begun_events AS (
    SELECT
        events.user_key AS key_1,
        events.event_timestamp AS moment,
        events.event_id AS event,
        CASE WHEN events.user_key IS NULL THEN events.country ELSE sessions.country END AS country,
        events.event_date AS day,
        events.event_date BETWEEN @from AND @to AS is_in_time
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
    WHERE events.user_key IS NOT NULL
      AND NOT events.is_repeat
      AND CASE WHEN events.user_key IS NULL THEN events.device_category ELSE sessions.device_category END = @device_category
      AND events.event_name = @event_name
      AND events.event_date <= @to
),
begun_ranked AS (
    SELECT
        key_1,
        country,
        day,
        is_in_time,
        row_number() OVER (PARTITION BY key_1 ORDER BY moment ASC NULLS LAST, event ASC NULLS LAST, country ASC NULLS LAST) AS place
    FROM begun_events
),
begun AS ( -- who did it for the first time in these days
    SELECT
        key_1,
        country,
        day
    FROM begun_ranked
    WHERE place = 1
      AND is_in_time
),
members AS (
    SELECT
        key_1,
        country,
        DATE_TRUNC(day, MONTH) AS cohort
    FROM begun
),
returns AS ( -- a row a user and unit with a return
    SELECT DISTINCT
        events.user_key AS key_1,
        DATE_TRUNC(events.event_date, MONTH) AS unit
    FROM events
    LEFT JOIN sessions
        ON sessions.user_key = events.user_key
          AND sessions.ga_session_id IS NOT DISTINCT FROM events.ga_session_id
          AND sessions.session_date = events.event_date
          AND sessions.session_date BETWEEN @returns_from AND @returns_to
    WHERE events.user_key IS NOT NULL
      AND NOT events.is_repeat
      AND CASE WHEN events.user_key IS NULL THEN events.device_category ELSE sessions.device_category END = @device_category
      AND events.event_name = @event_name_5
      AND events.event_date BETWEEN @returns_from AND @returns_to
),
sizes AS (
    SELECT
        country,
        cohort,
        count(*) AS size
    FROM members
    GROUP BY 1, 2
),
grid AS ( -- each cohort with each of its periods
    SELECT
        sizes.country,
        sizes.cohort,
        sizes.size,
        units.unit,
        row_number() OVER (PARTITION BY sizes.country, sizes.cohort ORDER BY units.unit ASC NULLS LAST) - 1 AS period
    FROM sizes
    CROSS JOIN (SELECT unit FROM UNNEST((SELECT GENERATE_DATE_ARRAY(min(cohort), @last_unit, INTERVAL 1 MONTH) FROM sizes)) AS unit) AS units
    WHERE units.unit BETWEEN sizes.cohort AND DATE_ADD(sizes.cohort, INTERVAL 3 MONTH)
),
kept AS (
    SELECT
        members.country,
        members.cohort,
        returns.unit,
        count(*) AS users
    FROM members
    LEFT JOIN returns
        ON returns.key_1 = members.key_1
    WHERE returns.unit > members.cohort
    GROUP BY 1, 2, 3
),
cells AS (
    SELECT
        grid.country,
        grid.cohort,
        grid.period,
        CASE WHEN grid.period = 0 THEN grid.size ELSE coalesce(kept.users, 0) END AS users,
        grid.size
    FROM grid
    LEFT JOIN kept
        ON kept.country IS NOT DISTINCT FROM grid.country
          AND kept.cohort = grid.cohort
          AND kept.unit = grid.unit
)
SELECT
    country,
    cohort,
    period,
    users,
    users / nullif(size, 0) AS rate
FROM cells
ORDER BY country ASC NULLS LAST, cohort ASC NULLS LAST, period ASC NULLS LAST
LIMIT @limit
