WITH by_sessions AS (
    SELECT
        sessions.session_date AS date,
        count(sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN $from AND $to
      AND isodow(sessions.session_date) IN (1, 2, 3, 4, 5)
    GROUP BY 1
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        sessions
    FROM by_sessions
    UNION ALL
    SELECT
        points.date,
        NULL AS sessions
    FROM (SELECT CAST(unnest(generate_series($first_point, $last_point, INTERVAL 1 DAY)) AS DATE) AS date) AS points
    WHERE isodow(points.date) IN (1, 2, 3, 4, 5)
),
combined AS (
    SELECT
        date,
        max(sessions) AS sessions
    FROM filled
    GROUP BY 1
)
SELECT
    date, -- Date
    coalesce(sessions, 0) AS sessions -- Sessions
FROM combined
ORDER BY date ASC NULLS LAST, sessions DESC NULLS LAST
LIMIT $limit
