WITH by_sessions AS (
    SELECT
        CAST(date_trunc('month', sessions.session_date) AS DATE) AS date,
        count(DISTINCT sessions.session_key) AS sessions
    FROM sessions
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
    FROM (SELECT CAST(unnest(generate_series(min(date), max(date), INTERVAL 1 MONTH)) AS DATE) AS date FROM by_sessions) AS points
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
