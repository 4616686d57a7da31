WITH by_sessions AS (
    SELECT
        DATE_TRUNC(sessions.session_date, WEEK(MONDAY)) AS date,
        count(DISTINCT CASE WHEN sessions.is_active THEN sessions.user_key END) AS active_users
    FROM sessions
    WHERE sessions.session_date BETWEEN @from AND @to
      AND sessions.country IN (@country, @country_4)
    GROUP BY 1
),
filled AS ( -- every point of the range has a row
    SELECT
        date,
        active_users
    FROM by_sessions
    UNION ALL
    SELECT
        points.date,
        NULL AS active_users
    FROM (SELECT date FROM UNNEST((SELECT GENERATE_DATE_ARRAY(@first_point, @last_point, INTERVAL 7 DAY))) AS date) AS points
),
combined AS (
    SELECT
        date,
        max(active_users) AS active_users
    FROM filled
    GROUP BY 1
)
SELECT
    date, -- Date
    coalesce(active_users, 0) AS active_users -- Active users
FROM combined
ORDER BY date ASC NULLS LAST, active_users DESC NULLS LAST
LIMIT @limit
