WITH by_sessions AS (
    SELECT
        DATE_TRUNC(sessions.session_date, MONTH) AS date,
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
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(min(date), max(date), INTERVAL 1 MONTH) FROM by_sessions)) AS date) AS points
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
LIMIT @limit
