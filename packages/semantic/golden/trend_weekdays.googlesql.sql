WITH by_sessions AS (
    SELECT
        sessions.session_date AS date,
        count(sessions.session_key) AS sessions
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
      AND (MOD(EXTRACT(DAYOFWEEK FROM sessions.session_date) + 5, 7) + 1) IN (1, 2, 3, 4, 5)
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
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(@first_point, @last_point, INTERVAL 1 DAY))) AS date) AS points
    WHERE (MOD(EXTRACT(DAYOFWEEK FROM points.date) + 5, 7) + 1) IN (1, 2, 3, 4, 5)
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
